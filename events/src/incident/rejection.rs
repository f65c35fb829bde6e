//! Why a rule of an incident says no, in words that say what to do instead.
//!
//! Must never hold a text: what it tells is told to whoever asked.

use super::{Gate, notification};
use crate::ids::IncidentId;
use crate::limits::{ACTIONS, AFFECTED_ASSETS, FACTORS, INCIDENT_FILES, LINKED_REPORTS};
use crate::vocabulary::Regime;

/// Why a rule of the incident said no.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    /// There is no such incident.
    #[error("there is no such incident")]
    Unopened,
    /// It was opened already.
    #[error("this incident was opened already")]
    AlreadyOpened,
    /// It was closed.
    #[error("this incident is closed; reopen it first")]
    AlreadyClosed,
    /// It is open.
    #[error("this incident is not closed")]
    NotClosed,
    /// It is part of another incident.
    #[error("this incident was merged into incident {0}; work there, or un-merge it first")]
    MergedElsewhere(IncidentId),
    /// It is not part of another incident.
    #[error("this incident is not merged into another")]
    NotMerged,
    /// That incident is not part of this one.
    #[error("that incident is not merged into this one")]
    NotAbsorbed,
    /// An incident cannot become part of itself.
    #[error("an incident cannot be merged into itself")]
    MergedIntoItself,
    /// That incident is part of this one.
    #[error("incident {0} is merged into this one; un-merge it first")]
    AbsorbedHere(IncidentId),
    /// It needs at least one report.
    #[error("an incident is opened from at least one report")]
    NoReports,
    /// Too many reports.
    #[error(
        "an incident can have at most {LINKED_REPORTS} linked reports; merge incidents instead"
    )]
    TooManyReports,
    /// That report is not linked.
    #[error("that report is not part of this incident")]
    ReportNotLinked,
    /// The potential harm cannot be smaller than what happened.
    #[error("the potential severity cannot be lower than the actual one")]
    PotentialBelowActual,
    /// The potential harm is what its risk amounts to.
    #[error(
        "the potential severity has to be what harm and likelihood amount to, or the actual one where that is worse"
    )]
    PotentialNotOfRisk,
    /// Too many assets.
    #[error("at most {AFFECTED_ASSETS} affected assets can be named")]
    TooManyAssets,
    /// Triage comes first.
    #[error("triage the incident first")]
    NotTriaged,
    /// This law does not have to be assessed.
    #[error("an assessment under {0} was not asked for at triage")]
    AssessmentNotTriggered(Regime),
    /// It was decided so already.
    #[error("the assessment under {0} was decided so already")]
    AlreadyAssessed(Regime),
    /// A rule of notifications.
    #[error(transparent)]
    Notification(#[from] notification::Rejection),
    /// The item to correct does not exist.
    #[error("there is no such timeline item to correct")]
    UnknownItem,
    /// That factor is not one of its own, or was withdrawn.
    #[error("there is no such factor to withdraw")]
    UnknownFactor,
    /// Too many factors.
    #[error("an analysis can hold at most {FACTORS} factors")]
    TooManyFactors,
    /// No analysis was chosen.
    #[error(
        "the chosen response has no analysis; choose after-action review or full analysis first"
    )]
    NoAnalysisChosen,
    /// The analysis was completed already.
    #[error("the analysis was completed already; choose a response anew to begin another")]
    AlreadyAnalysed,
    /// A full analysis names at least one factor.
    #[error("a full analysis names at least one contributory factor or something that helped")]
    NoFactors,
    /// Nobody else can know that there is no conflict of interest.
    #[error("this account has not stepped aside from this incident")]
    NotAside,
    /// Too many actions.
    #[error("an incident can have at most {ACTIONS} actions")]
    TooManyActions,
    /// Too many files.
    #[error("an incident can have at most {INCIDENT_FILES} files; withdraw one that is not needed")]
    TooManyFiles,
    /// That file is not among its evidence.
    #[error("there is no such file to withdraw")]
    UnknownFile,
    /// The closing gates that are not passed.
    #[error("not ready to close: {}", list(.0))]
    NotReadyToClose(Vec<Gate>),
}

fn list(gates: &[Gate]) -> String {
    gates.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}
