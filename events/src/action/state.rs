//! What the rules of an action need to remember.
//!
//! Must never look inside a text: what is to be done is only compared as a whole.

use jiff::civil::Date;

use super::{Decided, Event, MeasureNamed, Proposed, Reworded};
use crate::attachment::Files;
use crate::ids::IncidentId;
use crate::text::Text;
use crate::vocabulary::{Effect, Label, Strength};

/// What is fixed when an action is proposed, what is named before it is done, and its evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The incident it is for.
    pub incident_id: IncidentId,
    /// What is to be done.
    pub text: Text,
    /// How strong it is.
    pub strength: Strength,
    /// The figure that it is meant to move, if one was named.
    pub measure: Option<MeasureNamed>,
    /// Its evidence.
    pub files: Files,
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
    /// It ended without a confirmed effect. Final, unless it is taken up again as it was.
    Abandoned(Box<Action>),
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
            | Self::Verified(plan, _) => Some(plan),
            Self::Abandoned(was) => was.plan(),
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

    /// Verified or abandoned: nothing waits for it.
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
        match event {
            Event::Proposed(proposed) => self.proposed(proposed),
            Event::Decided(decided) => self.decided(decided),
            Event::Rescheduled(rescheduled) => self.rescheduled(rescheduled.due),
            Event::Implemented(_) => self.implemented(),
            Event::EffectAssessed(assessed) => self.assessed(assessed.effect),
            Event::Verified(_) => self.verified(),
            Event::Abandoned(_) => self.abandoned(),
            Event::TakenUpAgain(_) => self.taken_up_again(),
            Event::MeasureNamed(named) => self.measure_named(named),
            Event::Reworded(reworded) => self.reworded(reworded),
            Event::FileAttached(attached) => self.with_files(|files| files.attached(attached)),
            Event::FileWithdrawn(withdrawn) => self.with_files(|files| files.withdrawn(withdrawn)),
        }
    }

    fn proposed(self, proposed: &Proposed) -> Self {
        match self {
            Self::Unproposed => Self::Proposed(Plan {
                incident_id: proposed.incident_id,
                text: proposed.text.clone(),
                strength: proposed.strength,
                measure: None,
                files: Files::default(),
            }),
            Self::Proposed(_)
            | Self::Decided(..)
            | Self::Implemented(..)
            | Self::Assessed(..)
            | Self::Verified(..)
            | Self::Abandoned(_) => self,
        }
    }

    fn decided(self, decided: &Decided) -> Self {
        match self {
            Self::Proposed(plan) => {
                let commitment = Commitment {
                    owner: decided.owner.clone(),
                    due: decided.due,
                    has_weak_plan_reason: decided.weak_plan_reason.is_some(),
                };
                Self::Decided(plan, commitment)
            }
            Self::Unproposed
            | Self::Decided(..)
            | Self::Implemented(..)
            | Self::Assessed(..)
            | Self::Verified(..)
            | Self::Abandoned(_) => self,
        }
    }

    fn rescheduled(self, due: Date) -> Self {
        match self {
            Self::Decided(plan, commitment) => {
                Self::Decided(plan, Commitment { due, ..commitment })
            }
            Self::Unproposed
            | Self::Proposed(_)
            | Self::Implemented(..)
            | Self::Assessed(..)
            | Self::Verified(..)
            | Self::Abandoned(_) => self,
        }
    }

    fn implemented(self) -> Self {
        match self {
            Self::Decided(plan, commitment) => Self::Implemented(plan, commitment),
            Self::Unproposed
            | Self::Proposed(_)
            | Self::Implemented(..)
            | Self::Assessed(..)
            | Self::Verified(..)
            | Self::Abandoned(_) => self,
        }
    }

    fn assessed(self, effect: Effect) -> Self {
        match self {
            Self::Implemented(plan, commitment) | Self::Assessed(plan, commitment, _) => {
                Self::Assessed(plan, commitment, effect)
            }
            Self::Unproposed
            | Self::Proposed(_)
            | Self::Decided(..)
            | Self::Verified(..)
            | Self::Abandoned(_) => self,
        }
    }

    fn verified(self) -> Self {
        match self {
            Self::Assessed(plan, commitment, _) => Self::Verified(plan, commitment),
            Self::Unproposed
            | Self::Proposed(_)
            | Self::Decided(..)
            | Self::Implemented(..)
            | Self::Verified(..)
            | Self::Abandoned(_) => self,
        }
    }

    fn abandoned(self) -> Self {
        match self {
            Self::Proposed(_) | Self::Decided(..) | Self::Implemented(..) | Self::Assessed(..) => {
                Self::Abandoned(Box::new(self))
            }
            Self::Unproposed | Self::Verified(..) | Self::Abandoned(_) => self,
        }
    }

    fn reworded(mut self, reworded: &Reworded) -> Self {
        match &mut self {
            Self::Proposed(plan) | Self::Decided(plan, _) => plan.text = reworded.text.clone(),
            Self::Unproposed
            | Self::Implemented(..)
            | Self::Assessed(..)
            | Self::Verified(..)
            | Self::Abandoned(_) => {}
        }
        self
    }

    /// A change of its evidence, wherever it stands.
    fn with_files(mut self, change: impl FnOnce(&mut Files)) -> Self {
        if let Some(plan) = self.plan_mut() {
            change(&mut plan.files);
        }
        self
    }

    fn plan_mut(&mut self) -> Option<&mut Plan> {
        match self {
            Self::Unproposed => None,
            Self::Proposed(plan)
            | Self::Decided(plan, _)
            | Self::Implemented(plan, _)
            | Self::Assessed(plan, ..)
            | Self::Verified(plan, _) => Some(plan),
            Self::Abandoned(was) => was.plan_mut(),
        }
    }

    fn measure_named(mut self, named: &MeasureNamed) -> Self {
        match &mut self {
            Self::Proposed(plan) | Self::Decided(plan, _) => plan.measure = Some(named.clone()),
            Self::Unproposed
            | Self::Implemented(..)
            | Self::Assessed(..)
            | Self::Verified(..)
            | Self::Abandoned(_) => {}
        }
        self
    }

    fn taken_up_again(self) -> Self {
        match self {
            Self::Abandoned(was) => *was,
            Self::Unproposed
            | Self::Proposed(_)
            | Self::Decided(..)
            | Self::Implemented(..)
            | Self::Assessed(..)
            | Self::Verified(..) => self,
        }
    }
}
