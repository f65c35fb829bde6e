//! What the rules of an action need to remember.
//!
//! Must never hold texts: rules do not look inside them.

use jiff::civil::Date;

use super::Event;
use crate::ids::IncidentId;
use crate::vocabulary::{Effect, Label, Strength};

/// What is fixed when an action is proposed and decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The incident it is for.
    pub incident_id: IncidentId,
    /// How strong it is.
    pub strength: Strength,
}

/// Who sees to it, and by when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commitment {
    /// The owner role.
    pub owner: Label,
    /// The day.
    pub due: Date,
    /// Whether a reason for a plan of only weaker actions was written.
    pub has_weak_plan_reason: bool,
}

/// A corrective action, as far as decisions are concerned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// No such action.
    Unproposed,
    /// Suggested.
    Proposed(Plan),
    /// To be done.
    Decided(Plan, Commitment),
    /// Done; its effect was not assessed.
    Implemented(Plan, Commitment),
    /// Its effect was assessed.
    Assessed(Plan, Commitment, Effect),
    /// Its effect was confirmed. Final.
    Verified(Plan, Commitment),
    /// It ended without a confirmed effect. Final.
    Abandoned(Plan),
}

impl Action {
    /// What was fixed at proposal, if it exists.
    #[must_use]
    pub fn plan(&self) -> Option<&Plan> {
        match self {
            Self::Unproposed => None,
            Self::Proposed(plan)
            | Self::Decided(plan, _)
            | Self::Implemented(plan, _)
            | Self::Assessed(plan, ..)
            | Self::Verified(plan, _)
            | Self::Abandoned(plan) => Some(plan),
        }
    }

    /// Who sees to it, once decided and unless abandoned.
    #[must_use]
    pub fn commitment(&self) -> Option<&Commitment> {
        match self {
            Self::Unproposed | Self::Proposed(_) | Self::Abandoned(_) => None,
            Self::Decided(_, commitment)
            | Self::Implemented(_, commitment)
            | Self::Assessed(_, commitment, _)
            | Self::Verified(_, commitment) => Some(commitment),
        }
    }

    /// Verified or abandoned: nothing more will happen to it.
    #[must_use]
    pub fn is_final(&self) -> bool {
        match self {
            Self::Verified(..) | Self::Abandoned(_) => true,
            Self::Unproposed
            | Self::Proposed(_)
            | Self::Decided(..)
            | Self::Implemented(..)
            | Self::Assessed(..) => false,
        }
    }

    /// Whether it counts when the strength of a plan is judged.
    #[must_use]
    pub fn counts_in_plan(&self) -> bool {
        match self {
            Self::Unproposed | Self::Abandoned(_) => false,
            Self::Proposed(_)
            | Self::Decided(..)
            | Self::Implemented(..)
            | Self::Assessed(..)
            | Self::Verified(..) => true,
        }
    }

    pub(super) fn after(self, event: &Event) -> Self {
        match (event, self) {
            (Event::Proposed(proposed), Self::Unproposed) => Self::Proposed(Plan {
                incident_id: proposed.incident_id,
                strength: proposed.strength,
            }),
            (Event::Decided(decided), Self::Proposed(plan)) => Self::Decided(
                plan,
                Commitment {
                    owner: decided.owner.clone(),
                    due: decided.due,
                    has_weak_plan_reason: decided.weak_plan_reason.is_some(),
                },
            ),
            (Event::Rescheduled(to), Self::Decided(plan, commitment)) => {
                Self::Decided(plan, Commitment { due: to.due, ..commitment })
            }
            (Event::Implemented(_), Self::Decided(plan, commitment)) => {
                Self::Implemented(plan, commitment)
            }
            (
                Event::EffectAssessed(assessed),
                Self::Implemented(plan, commitment) | Self::Assessed(plan, commitment, _),
            ) => Self::Assessed(plan, commitment, assessed.effect),
            (Event::Verified(_), Self::Assessed(plan, commitment, _)) => {
                Self::Verified(plan, commitment)
            }
            (
                Event::Abandoned(_),
                Self::Proposed(plan)
                | Self::Decided(plan, _)
                | Self::Implemented(plan, _)
                | Self::Assessed(plan, ..),
            ) => Self::Abandoned(plan),
            (
                Event::Proposed(_)
                | Event::Decided(_)
                | Event::Rescheduled(_)
                | Event::Implemented(_)
                | Event::EffectAssessed(_)
                | Event::Verified(_)
                | Event::Abandoned(_),
                state,
            ) => state,
        }
    }
}
