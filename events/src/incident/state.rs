//! What the rules of an incident need to remember.
//!
//! Must never look inside a text: a title and a handover are only compared as a whole.

use std::collections::BTreeSet;

use super::notification::Notifications;
use super::{Assigned, Event, Opened, Triaged};
use crate::attachment::Files;
use crate::ids::{ActionId, FactorId, IncidentId, ItemId, ReportId};
use crate::text::Text;
use crate::vocabulary::Response;

/// How far the work has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Waiting for triage.
    Opened,
    /// Triaged; how to respond is not chosen.
    Triaged(Triaged),
    /// A response was chosen.
    Responding {
        /// The judgement at triage.
        triage: Triaged,
        /// Which response.
        response: Response,
        /// Whether the analysis was completed.
        analysed: bool,
    },
}

/// An incident's content, wherever it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Open {
    /// What it is called.
    pub title: Text,
    /// How far the work has come.
    pub stage: Stage,
    /// Reports linked now.
    pub reports: BTreeSet<ReportId>,
    /// Incidents merged into this one now.
    pub absorbed: BTreeSet<IncidentId>,
    /// Actions proposed for it.
    pub actions: BTreeSet<ActionId>,
    /// Factors identified.
    pub factors: BTreeSet<FactorId>,
    /// Timeline items.
    pub items: BTreeSet<ItemId>,
    /// Laws to assess, and what became of it.
    pub notifications: Notifications,
    /// Answers to questions of the analysis.
    pub answers: BTreeSet<ItemId>,
    /// Which role works on it and what it was told, once one was named.
    pub assigned: Option<Assigned>,
    /// Its evidence.
    pub files: Files,
}

/// An incident, as far as decisions are concerned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Incident {
    /// No such incident.
    Unopened,
    /// Being worked on.
    Open(Open),
    /// Work ended.
    Closed(Open),
    /// Worked on as part of another incident.
    Merged {
        /// Which one.
        into: IncidentId,
        /// As it was, for the day it stands on its own again.
        was: Open,
    },
}

impl Incident {
    /// Its content, if it exists.
    #[must_use]
    pub fn content(&self) -> Option<&Open> {
        match self {
            Self::Unopened => None,
            Self::Open(open) | Self::Closed(open) | Self::Merged { was: open, .. } => Some(open),
        }
    }

    pub(super) fn after(self, event: &Event) -> Self {
        match event {
            Event::Opened(opened) => self.opened(opened),
            Event::MergedInto(merged) => self.merged_into(merged.into),
            Event::Unmerged(_) => self.unmerged(),
            Event::Closed(_) => self.closed(),
            Event::Reopened(_) => self.reopened(),
            Event::ReportLinked(linked) => self.with(|open| {
                open.reports.insert(linked.report_id);
            }),
            Event::ReportUnlinked(unlinked) => self.with(|open| {
                open.reports.remove(&unlinked.report_id);
            }),
            Event::Absorbed(absorbed) => self.with(|open| {
                open.absorbed.insert(absorbed.incident_id);
            }),
            Event::Released(released) => self.with(|open| {
                open.absorbed.remove(&released.incident_id);
            }),
            Event::Triaged(triaged) => self.with(|open| open.triaged(triaged)),
            Event::AssessmentDecided(decided) => self.with(|open| {
                open.notifications.assessed(decided.regime, decided.notifiable);
            }),
            Event::ResponseChosen(chosen) => self.with(|open| open.responding(chosen.response)),
            Event::TimelineItemAdded(item) => self.with(|open| {
                open.items.insert(item.item_id);
            }),
            Event::FactorIdentified(factor) => self.with(|open| {
                open.factors.insert(factor.factor_id);
            }),
            Event::FactorWithdrawn(withdrawn) => self.with(|open| {
                open.factors.remove(&withdrawn.factor_id);
            }),
            Event::AnalysisCompleted(_) => self.with(Open::analysed),
            Event::ActionAdded(added) => self.with(|open| {
                open.actions.insert(added.action_id);
            }),
            Event::QuestionAnswered(answer) => self.with(|open| {
                open.answers.insert(answer.answer_id);
            }),
            Event::Assigned(assigned) => self.with(|open| {
                open.assigned = Some(assigned.clone());
            }),
            Event::Retitled(retitled) => self.with(|open| {
                open.title = retitled.title.clone();
            }),
            Event::FileAttached(attached) => self.with(|open| open.files.attached(attached)),
            Event::FileWithdrawn(withdrawn) => self.with(|open| open.files.withdrawn(withdrawn)),
            Event::WordingKept(_)
            | Event::Recused(_)
            | Event::RecusalTakenBack(_)
            | Event::ActionTakenUpAgain(_) => self,
            Event::PersonalDataAnswered(_)
            | Event::AssessmentAsked(_)
            | Event::ControllerAssessed(_)
            | Event::AwarenessDeclared(_)
            | Event::DeadlinesSet(_)
            | Event::NotificationDescribed(_)
            | Event::NotificationSent(_)
            | Event::NotificationSupplemented(_)
            | Event::NotificationFinished(_) => self.with(|open| open.notifications.after(event)),
        }
    }

    fn opened(self, opened: &Opened) -> Self {
        match self {
            Self::Unopened => Self::Open(Open::begun(opened)),
            Self::Open(_) | Self::Closed(_) | Self::Merged { .. } => self,
        }
    }

    fn merged_into(self, into: IncidentId) -> Self {
        match self {
            Self::Open(was) => Self::Merged { into, was },
            Self::Unopened | Self::Closed(_) | Self::Merged { .. } => self,
        }
    }

    fn unmerged(self) -> Self {
        match self {
            Self::Merged { was, .. } => Self::Open(was),
            Self::Unopened | Self::Open(_) | Self::Closed(_) => self,
        }
    }

    fn closed(self) -> Self {
        match self {
            Self::Open(open) => Self::Closed(open),
            Self::Unopened | Self::Closed(_) | Self::Merged { .. } => self,
        }
    }

    fn reopened(self) -> Self {
        match self {
            Self::Closed(open) => Self::Open(open),
            Self::Unopened | Self::Open(_) | Self::Merged { .. } => self,
        }
    }

    /// A change of its content, wherever it stands.
    fn with(mut self, change: impl FnOnce(&mut Open)) -> Self {
        match &mut self {
            Self::Unopened => {}
            Self::Open(open) | Self::Closed(open) | Self::Merged { was: open, .. } => change(open),
        }
        self
    }
}

impl Open {
    fn begun(opened: &Opened) -> Self {
        Self {
            title: opened.title.clone(),
            stage: Stage::Opened,
            reports: opened.report_ids.iter().copied().collect(),
            absorbed: BTreeSet::new(),
            actions: BTreeSet::new(),
            factors: BTreeSet::new(),
            items: BTreeSet::new(),
            notifications: Notifications::default(),
            answers: BTreeSet::new(),
            assigned: None,
            files: Files::default(),
        }
    }

    /// The judgement at triage, once there is one.
    #[must_use]
    pub fn triage(&self) -> Option<&Triaged> {
        match &self.stage {
            Stage::Opened => None,
            Stage::Triaged(triage) | Stage::Responding { triage, .. } => Some(triage),
        }
    }

    fn triaged(&mut self, triaged: &Triaged) {
        for regime in &triaged.assess {
            self.notifications.triggered(*regime);
        }
        match &mut self.stage {
            Stage::Opened => self.stage = Stage::Triaged(triaged.clone()),
            Stage::Triaged(triage) | Stage::Responding { triage, .. } => *triage = triaged.clone(),
        }
    }

    fn responding(&mut self, chosen: Response) {
        match &mut self.stage {
            Stage::Opened => {}
            Stage::Triaged(triage) => {
                let triage = triage.clone();
                self.stage = Stage::Responding { triage, response: chosen, analysed: false };
            }
            Stage::Responding { response, analysed, .. } => {
                *response = chosen;
                *analysed = false;
            }
        }
    }

    fn analysed(&mut self) {
        match &mut self.stage {
            Stage::Opened | Stage::Triaged(_) => {}
            Stage::Responding { analysed, .. } => *analysed = true,
        }
    }
}
