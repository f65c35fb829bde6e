//! The gates of closing: all that is missing is told at once, before anything ends.
//!
//! Must never let an incident end while a reporter waits, a law is not assessed
//! or an action hangs.

use std::fmt;

use super::{Closed, Event, Open, Rejection, Stage};
use crate::ids::{ActionId, IncidentId, ReportId};
use crate::text::Text;
use crate::vocabulary::{Regime, Response};

/// The wish to close, with what the other streams say, looked up just before.
#[derive(Clone, Debug)]
pub struct Close {
    /// What came of it.
    pub outcome: Text,
    /// Why only weaker actions were taken, when that is so.
    pub weak_plan_reason: Option<Text>,
    /// Linked reports, also of merged incidents, whose reporter still waits for feedback.
    pub feedback_owed: Vec<ReportId>,
    /// Actions, also of merged incidents, neither verified nor abandoned.
    pub open_actions: Vec<ActionId>,
    /// Whether all actions that were not abandoned are weaker ones, and none gave a reason.
    pub is_plan_weak_without_reason: bool,
    /// Merged incidents with a law that is not assessed.
    pub undecided_in_merged: Vec<(IncidentId, Regime)>,
}

/// One thing that has to be done before an incident can be closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Gate {
    /// Severity and category were not judged.
    Triage,
    /// How to respond was not chosen.
    Response,
    /// An analysis was chosen and is not completed.
    Analysis,
    /// A reporter waits for feedback.
    Feedback(ReportId),
    /// A law was not assessed.
    Assessment(Regime),
    /// An action is neither verified nor abandoned.
    Action(ActionId),
    /// Only weaker actions, and nobody wrote why.
    WeakPlanReason,
}

impl Gate {
    /// The stored name of the kind of gate, for other programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Triage => "triage",
            Self::Response => "response",
            Self::Analysis => "analysis",
            Self::Feedback(_) => "feedback",
            Self::Assessment(_) => "assessment",
            Self::Action(_) => "action",
            Self::WeakPlanReason => "weak_plan_reason",
        }
    }
}

impl fmt::Display for Gate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Triage => f.write_str("triage the incident"),
            Self::Response => f.write_str("choose a response"),
            Self::Analysis => f.write_str("complete the analysis"),
            Self::Feedback(report) => write!(f, "give feedback on report {report}"),
            Self::Assessment(regime) => write!(f, "decide the assessment under {regime}"),
            Self::Action(action) => write!(f, "verify or abandon action {action}"),
            Self::WeakPlanReason => f.write_str("write why the plan holds only weaker actions"),
        }
    }
}

impl Open {
    pub(super) fn close(&self, wish: Close) -> Result<Vec<Event>, Rejection> {
        let mut missing = if self.is_empty() { vec![] } else { self.missing_stage() };
        missing.extend(wish.feedback_owed.iter().copied().map(Gate::Feedback));
        missing.extend(self.notifications.undecided().into_iter().map(Gate::Assessment));
        let merged = wish.undecided_in_merged.iter();
        missing.extend(merged.map(|(_, regime)| Gate::Assessment(*regime)));
        missing.extend(wish.open_actions.iter().copied().map(Gate::Action));
        if wish.is_plan_weak_without_reason && wish.weak_plan_reason.is_none() {
            missing.push(Gate::WeakPlanReason);
        }
        if missing.is_empty() {
            let Close { outcome, weak_plan_reason, .. } = wish;
            Ok(vec![Event::Closed(Closed { outcome, weak_plan_reason })])
        } else {
            Err(Rejection::NotReadyToClose(missing))
        }
    }

    /// Whether nothing is part of it. What was opened by mistake has nothing to judge or to
    /// learn from, and ends with an outcome alone.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.reports.is_empty() && self.absorbed.is_empty() && self.actions.is_empty()
    }

    /// Whether it could end if this report were taken out: nothing else is part of it, and no
    /// law waits for an assessment.
    #[must_use]
    pub fn ends_without(&self, report_id: ReportId) -> bool {
        let is_alone = self.reports.iter().eq([&report_id]);
        let is_rest_empty = self.absorbed.is_empty() && self.actions.is_empty();
        is_alone && is_rest_empty && self.notifications.undecided().is_empty()
    }

    fn missing_stage(&self) -> Vec<Gate> {
        match &self.stage {
            Stage::Opened => vec![Gate::Triage, Gate::Response],
            Stage::Triaged(_) => vec![Gate::Response],
            Stage::Responding { response, analysed, .. } => match response {
                Response::AfterActionReview | Response::FullAnalysis if !analysed => {
                    vec![Gate::Analysis]
                }
                Response::AfterActionReview
                | Response::FullAnalysis
                | Response::LocalFix
                | Response::AggregateTheme => vec![],
            },
        }
    }
}
