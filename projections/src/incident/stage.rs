//! How far the work on an incident has come, from what is stored of it.
//!
//! Numbers and codes in, one word out: must never read a database.

use tillbud_events::vocabulary::Response;

use crate::code::codes;

codes! {
    /// How far the work on an incident has come, as shown on the board.
    Stage {
        /// Waiting for triage.
        Opened = "opened",
        /// Triaged; how to respond is not chosen.
        Triaged = "triaged",
        /// Put right where it arose.
        LocalFix = "local_fix",
        /// An analysis is being made.
        Analysis = "analysis",
        /// The analysis says what was learned; nothing was decided yet.
        Analysed = "analysed",
        /// Waits to be analysed with others of its kind.
        AwaitingTheme = "awaiting_theme",
        /// What to do was decided; nothing is done yet.
        ActionsDecided = "actions_decided",
        /// Some of it is done.
        Implementing = "implementing",
        /// All of it is done; the effect is being, or was, verified.
        Verifying = "verifying",
        /// Work on it ended.
        Closed = "closed",
        /// Worked on as part of another incident.
        Merged = "merged",
    }
}

/// What the stage follows from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// It is part of another incident.
    pub is_merged: bool,
    /// Work on it ended, and was not begun again.
    pub is_closed: bool,
    /// Severity and category were judged.
    pub is_triaged: bool,
    /// How to respond.
    pub response: Option<Response>,
    /// The chosen analysis was completed.
    pub is_analysed: bool,
    /// Its actions.
    pub actions: ActionCounts,
}

/// How many actions are in which state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ActionCounts {
    /// Suggested.
    pub proposed: i64,
    /// To be done.
    pub decided: i64,
    /// Done, whether or not the effect was assessed.
    pub implemented: i64,
    /// Effect confirmed.
    pub verified: i64,
    /// Ended without a confirmed effect.
    pub abandoned: i64,
}

impl ActionCounts {
    /// Neither verified nor abandoned.
    pub(crate) fn open(self) -> i64 {
        self.proposed + self.decided + self.implemented
    }

    /// Verified or abandoned.
    pub(crate) fn last(self) -> i64 {
        self.verified + self.abandoned
    }
}

/// The stage to show.
#[must_use]
pub fn stage(facts: Facts) -> Stage {
    if facts.is_merged {
        Stage::Merged
    } else if facts.is_closed {
        Stage::Closed
    } else if facts.is_triaged {
        stage_of_plan(facts.actions).unwrap_or_else(|| stage_of_response(facts))
    } else {
        Stage::Opened
    }
}

/// Where the plan stands, once one of its actions was decided. What was abandoned, or
/// only suggested, is no plan.
fn stage_of_plan(actions: ActionCounts) -> Option<Stage> {
    let done = actions.implemented + actions.verified;
    let to_be_done = actions.proposed + actions.decided;
    match (done, to_be_done, actions.decided) {
        (0, _, 0) => None,
        (0, _, _) => Some(Stage::ActionsDecided),
        (_, 0, _) => Some(Stage::Verifying),
        (_, _, _) => Some(Stage::Implementing),
    }
}

fn stage_of_response(facts: Facts) -> Stage {
    match facts.response {
        None => Stage::Triaged,
        Some(Response::LocalFix) => Stage::LocalFix,
        Some(Response::AggregateTheme) => Stage::AwaitingTheme,
        Some(Response::AfterActionReview | Response::FullAnalysis) if facts.is_analysed => {
            Stage::Analysed
        }
        Some(Response::AfterActionReview | Response::FullAnalysis) => Stage::Analysis,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::action::State;

    const TRIAGED: Facts = Facts {
        is_merged: false,
        is_closed: false,
        is_triaged: true,
        response: None,
        is_analysed: false,
        actions: ActionCounts {
            proposed: 0,
            decided: 0,
            implemented: 0,
            verified: 0,
            abandoned: 0,
        },
    };

    fn with(actions: &[State]) -> Facts {
        let of = |state| actions.iter().filter(|one| **one == state).count() as i64;
        let counts = ActionCounts {
            proposed: of(State::Proposed),
            decided: of(State::Decided),
            implemented: of(State::Implemented) + of(State::Assessed),
            verified: of(State::Verified),
            abandoned: of(State::Abandoned),
        };
        Facts { response: Some(Response::FullAnalysis), actions: counts, ..TRIAGED }
    }

    #[test]
    fn before_a_plan_the_response_says_how_far_the_work_has_come() {
        assert_eq!(stage(Facts::default()), Stage::Opened);
        assert_eq!(stage(TRIAGED), Stage::Triaged);
        for (response, analysed, expected) in [
            (Response::LocalFix, false, Stage::LocalFix),
            (Response::AggregateTheme, false, Stage::AwaitingTheme),
            (Response::AfterActionReview, false, Stage::Analysis),
            (Response::AfterActionReview, true, Stage::Analysed),
            (Response::FullAnalysis, false, Stage::Analysis),
            (Response::FullAnalysis, true, Stage::Analysed),
        ] {
            let facts = Facts { response: Some(response), is_analysed: analysed, ..TRIAGED };
            assert_eq!(stage(facts), expected, "{response} {analysed}");
        }
    }

    #[test]
    fn a_plan_is_decided_then_implemented_then_verified() {
        use State::{Abandoned, Assessed, Decided, Implemented, Proposed, Verified};
        for (actions, expected) in [
            (&[Proposed][..], Stage::Analysis),
            (&[Abandoned], Stage::Analysis),
            (&[Proposed, Abandoned], Stage::Analysis),
            (&[Decided], Stage::ActionsDecided),
            (&[Decided, Proposed], Stage::ActionsDecided),
            (&[Decided, Abandoned], Stage::ActionsDecided),
            (&[Decided, Implemented], Stage::Implementing),
            (&[Proposed, Implemented], Stage::Implementing),
            (&[Decided, Verified], Stage::Implementing),
            (&[Implemented], Stage::Verifying),
            (&[Assessed, Implemented, Verified], Stage::Verifying),
            (&[Verified, Abandoned], Stage::Verifying),
        ] {
            assert_eq!(stage(with(actions)), expected, "{actions:?}");
        }
    }

    #[test]
    fn an_ended_or_merged_incident_shows_just_that() {
        let closed = Facts { is_closed: true, ..with(&[State::Decided]) };
        assert_eq!(stage(closed), Stage::Closed);
        assert_eq!(stage(Facts { is_merged: true, ..closed }), Stage::Merged);
    }
}
