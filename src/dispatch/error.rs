//! Why an act was not carried out.
//!
//! Must never carry a person's words: these texts reach logs.

use tillbud_events::{
    action, alert, campaign, concern, grant, headcount, improvement, incident, lesson, measure,
    release, report, scan, signal, theme,
};

use crate::store::{AppendError, LoadError};

/// A rule of one of the streams said no.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    /// A rule of reports.
    #[error(transparent)]
    Report(#[from] report::Rejection),
    /// A rule of incidents.
    #[error(transparent)]
    Incident(#[from] incident::Rejection),
    /// A rule of actions.
    #[error(transparent)]
    Action(#[from] action::Rejection),
    /// A rule of concerns.
    #[error(transparent)]
    Concern(#[from] concern::Rejection),
    /// A rule of grants.
    #[error(transparent)]
    Grant(#[from] grant::Rejection),
    /// A rule of lessons.
    #[error(transparent)]
    Lesson(#[from] lesson::Rejection),
    /// A rule of the scans.
    #[error(transparent)]
    Scan(#[from] scan::Rejection),
    /// A rule of alerts.
    #[error(transparent)]
    Alert(#[from] alert::Rejection),
    /// A rule of signals.
    #[error(transparent)]
    Signal(#[from] signal::Rejection),
    /// A rule of measures.
    #[error(transparent)]
    Measure(#[from] measure::Rejection),
    /// A rule of themes.
    #[error(transparent)]
    Theme(#[from] theme::Rejection),
    /// A rule of improvements.
    #[error(transparent)]
    Improvement(#[from] improvement::Rejection),
    /// A rule of released statistics.
    #[error(transparent)]
    Release(#[from] release::Rejection),
    /// A rule of headcounts.
    #[error(transparent)]
    Headcount(#[from] headcount::Rejection),
    /// A rule of campaigns.
    #[error(transparent)]
    Campaign(#[from] campaign::Rejection),
}

impl From<std::convert::Infallible> for Rejection {
    fn from(never: std::convert::Infallible) -> Self {
        match never {}
    }
}

impl Rejection {
    /// Whether the thing asked for does not exist.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        matches!(
            self,
            Self::Report(report::Rejection::Unknown)
                | Self::Incident(incident::Rejection::Unopened)
                | Self::Action(action::Rejection::Unproposed)
                | Self::Concern(concern::Rejection::Unknown)
                | Self::Grant(grant::Rejection::Unknown)
                | Self::Lesson(lesson::Rejection::Unknown)
                | Self::Alert(alert::Rejection::Unknown)
                | Self::Signal(signal::Rejection::Unknown)
                | Self::Measure(measure::Rejection::Undefined)
                | Self::Theme(theme::Rejection::Unknown)
                | Self::Improvement(improvement::Rejection::Unknown)
                | Self::Release(release::Rejection::Unknown)
                | Self::Headcount(headcount::Rejection::Unknown)
                | Self::Campaign(campaign::Rejection::Unknown)
        )
    }
}

/// Why an act was not carried out.
#[derive(Debug, thiserror::Error)]
pub enum DispatchError {
    /// A rule said no.
    #[error(transparent)]
    Rejected(Rejection),
    /// The stream has another version than the one the person looked at.
    #[error("someone changed this while you were working on it; load it again and retry")]
    PreconditionFailed,
    /// Someone was first by a moment.
    #[error("someone changed this at the same moment; load it again and retry")]
    Conflict,
    /// The same `Idempotency-Key` came with other content.
    #[error("this Idempotency-Key was used for another request")]
    KeyReused,
    /// The log is away; the act may or may not have happened, the same act can be sent again.
    #[error("the log cannot be reached at the moment; nothing you sent is lost, send it again")]
    Unavailable(#[source] anyhow::Error),
    /// Something is wrong on our side.
    #[error("something went wrong on our side")]
    Internal(#[source] anyhow::Error),
}

impl From<Rejection> for DispatchError {
    fn from(rejection: Rejection) -> Self {
        Self::Rejected(rejection)
    }
}

impl From<AppendError> for DispatchError {
    fn from(error: AppendError) -> Self {
        match error {
            AppendError::Conflict => Self::Conflict,
            AppendError::Unavailable(_) => Self::Unavailable(error.into()),
            other => Self::Internal(other.into()),
        }
    }
}

impl From<LoadError> for DispatchError {
    fn from(error: LoadError) -> Self {
        match error {
            LoadError::Unavailable(_) => Self::Unavailable(error.into()),
            other => Self::Internal(other.into()),
        }
    }
}
