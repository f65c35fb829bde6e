//! The rules of a corrective action: a table of commands, one small function a rule.
//!
//! Must never let an owner verify an own action.

use super::{
    Abandoned, Action, Decided, EffectAssessed, Event, Implemented, MeasureNamed, Proposed,
    Rescheduled, Reworded, TakenUpAgain, Verified,
};
use crate::attachment::{FileAttached, FileWithdrawn};
use crate::decider::Decider;
use crate::envelope::StreamKind;
use crate::limits::ACTION_FILES;
use crate::vocabulary::{Effect, Strength};

/// What can be asked of an action.
#[derive(Clone, Debug)]
pub enum Command {
    /// Suggest it.
    Propose(Proposed),
    /// Do it: which role, by when.
    Decide {
        /// Owner, day and reason.
        decided: Decided,
        /// Whether another action of the incident is stronger than weaker.
        has_stronger_sibling: bool,
    },
    /// Do it by another day.
    Reschedule(Rescheduled),
    /// Tell that it was done.
    Implement(Implemented),
    /// Tell what was seen of its effect.
    AssessEffect(EffectAssessed),
    /// Confirm the effect.
    Verify {
        /// The role that confirms it.
        verified: Verified,
        /// What keeps the account that asks for it from confirming it, by what is recorded of
        /// that account.
        stake: Option<Stake>,
    },
    /// End it, accepting the risk that remains.
    Abandon(Abandoned),
    /// Let it go on although it was abandoned. Decided together with the incident's own
    /// command, and appended with it or not at all.
    TakeUpAgain(TakenUpAgain),
    /// Name the figure that it is meant to move.
    NameMeasure(MeasureNamed),
    /// Say in other words what is to be done.
    Reword(Reworded),
    /// Attach a file as evidence.
    AttachFile(FileAttached),
    /// Take back a file that was attached by mistake, wherever the action stands.
    WithdrawFile(FileWithdrawn),
}

/// Why an account is taken for an owner of an action, whatever role it acts in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stake {
    /// It sees to the actions of the function that owns this one.
    HoldsFunction,
    /// It told, as an owner of actions, that it was done.
    CarriedOut,
}

/// Why a rule of the action said no.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    /// There is no such action.
    #[error("there is no such action")]
    Unproposed,
    /// It was proposed already.
    #[error("this action was proposed already")]
    AlreadyProposed,
    /// It was decided already.
    #[error("this action was decided already; reschedule it to change the day")]
    AlreadyDecided,
    /// It was not decided.
    #[error("decide who does it and by when first")]
    NotDecided,
    /// It was done already.
    #[error("this action was implemented already")]
    AlreadyImplemented,
    /// It was not done.
    #[error("this action is not implemented yet")]
    NotImplemented,
    /// Its effect was assessed, with this judgement.
    #[error("the effect was assessed as \"{0}\" already; assess it again when you see another")]
    AlreadyAssessed(Effect),
    /// Its effect was not assessed.
    #[error("assess the effect first")]
    NotAssessed,
    /// The effect that was seen cannot be confirmed as one.
    #[error(
        "the assessed effect is \"{0}\"; assess it again later, or abandon the action and accept the risk that remains"
    )]
    EffectNotShown(Effect),
    /// The owner cannot confirm the own work.
    #[error("the owner cannot verify the own action; another role has to")]
    OwnerCannotVerify,
    /// Whoever sees to the owner's actions cannot confirm their effect, in any role.
    #[error(
        "your account sees to the actions of the function that owns this one; somebody else has to confirm the effect"
    )]
    HolderCannotVerify,
    /// Whoever told, as an owner, that it was done cannot confirm its effect, in any role.
    #[error("your account told that this action was done; somebody else has to confirm the effect")]
    DoerCannotVerify,
    /// A plan of only weaker actions needs a written reason.
    #[error(
        "the plan holds only weaker actions (training or policy alone); write why, or add a stronger one"
    )]
    WeakPlanWithoutReason,
    /// It was verified.
    #[error("this action was verified")]
    AlreadyVerified,
    /// It was abandoned.
    #[error("this action was abandoned")]
    AlreadyAbandoned,
    /// It was not abandoned.
    #[error("this action was not abandoned")]
    NotAbandoned,
    /// Too many files.
    #[error("an action can have at most {ACTION_FILES} files; withdraw one that is not needed")]
    TooManyFiles,
    /// That file is not among its evidence.
    #[error("there is no such file to withdraw")]
    UnknownFile,
    /// What an action is meant to move cannot be chosen once it has been done.
    #[error("the measure of an action is named before it is done")]
    MeasureAfterwards,
}

type Decision = Result<Vec<Event>, Rejection>;

impl Decider for Action {
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    const KIND: StreamKind = StreamKind::Action;

    fn initial() -> Self {
        Self::Unproposed
    }

    fn decide(&self, command: Command) -> Decision {
        match command {
            Command::Propose(proposed) => self.propose(proposed),
            Command::Decide { decided, has_stronger_sibling } => {
                self.decide_on(decided, has_stronger_sibling)
            }
            Command::Reschedule(rescheduled) => self.reschedule(rescheduled),
            Command::Implement(implemented) => self.implement(implemented),
            Command::AssessEffect(assessed) => self.assess(assessed),
            Command::Verify { verified, stake } => self.verify(verified, stake),
            Command::Abandon(abandoned) => self.abandon(abandoned),
            Command::TakeUpAgain(again) => self.take_up_again(again),
            Command::NameMeasure(named) => self.name_measure(named),
            Command::Reword(reworded) => self.reword(reworded),
            Command::AttachFile(attached) => self.attach_file(attached),
            Command::WithdrawFile(withdrawn) => self.withdraw_file(withdrawn),
        }
    }

    fn evolve(self, event: &Event) -> Self {
        self.after(event)
    }
}

impl Action {
    fn propose(&self, proposed: Proposed) -> Decision {
        match self {
            Self::Unproposed => Ok(vec![Event::Proposed(proposed)]),
            Self::Proposed(_)
            | Self::Decided(..)
            | Self::Implemented(..)
            | Self::Assessed(..)
            | Self::Verified(..)
            | Self::Abandoned(_) => Err(Rejection::AlreadyProposed),
        }
    }

    fn decide_on(&self, decided: Decided, has_stronger_sibling: bool) -> Decision {
        match self {
            Self::Unproposed => Err(Rejection::Unproposed),
            Self::Proposed(plan) => {
                let is_plan_weak = plan.strength == Strength::Weaker && !has_stronger_sibling;
                if is_plan_weak && decided.weak_plan_reason.is_none() {
                    return Err(Rejection::WeakPlanWithoutReason);
                }
                Ok(vec![Event::Decided(decided)])
            }
            Self::Decided(_, made) if made.owner == decided.owner && made.due == decided.due => {
                Ok(vec![])
            }
            Self::Decided(..) => Err(Rejection::AlreadyDecided),
            Self::Implemented(..) | Self::Assessed(..) => Err(Rejection::AlreadyImplemented),
            Self::Verified(..) => Err(Rejection::AlreadyVerified),
            Self::Abandoned(_) => Err(Rejection::AlreadyAbandoned),
        }
    }

    /// What was done stays told as it was meant when it was done.
    fn reword(&self, reworded: Reworded) -> Decision {
        match self {
            Self::Unproposed => Err(Rejection::Unproposed),
            Self::Proposed(plan) | Self::Decided(plan, _) if plan.text == reworded.text => {
                Ok(vec![])
            }
            Self::Proposed(_) | Self::Decided(..) => Ok(vec![Event::Reworded(reworded)]),
            Self::Implemented(..) | Self::Assessed(..) => Err(Rejection::AlreadyImplemented),
            Self::Verified(..) => Err(Rejection::AlreadyVerified),
            Self::Abandoned(_) => Err(Rejection::AlreadyAbandoned),
        }
    }

    fn reschedule(&self, rescheduled: Rescheduled) -> Decision {
        match self {
            Self::Unproposed => Err(Rejection::Unproposed),
            Self::Proposed(_) => Err(Rejection::NotDecided),
            Self::Decided(_, commitment) if commitment.due == rescheduled.due => Ok(vec![]),
            Self::Decided(..) => Ok(vec![Event::Rescheduled(rescheduled)]),
            Self::Implemented(..) | Self::Assessed(..) => Err(Rejection::AlreadyImplemented),
            Self::Verified(..) => Err(Rejection::AlreadyVerified),
            Self::Abandoned(_) => Err(Rejection::AlreadyAbandoned),
        }
    }

    fn implement(&self, implemented: Implemented) -> Decision {
        match self {
            Self::Unproposed => Err(Rejection::Unproposed),
            Self::Proposed(_) => Err(Rejection::NotDecided),
            Self::Decided(..) => Ok(vec![Event::Implemented(implemented)]),
            Self::Implemented(..) | Self::Assessed(..) => Err(Rejection::AlreadyImplemented),
            Self::Verified(..) => Err(Rejection::AlreadyVerified),
            Self::Abandoned(_) => Err(Rejection::AlreadyAbandoned),
        }
    }

    fn assess(&self, assessed: EffectAssessed) -> Decision {
        match self {
            Self::Unproposed => Err(Rejection::Unproposed),
            Self::Proposed(_) | Self::Decided(..) => Err(Rejection::NotImplemented),
            Self::Assessed(.., effect) if *effect == assessed.effect => {
                Err(Rejection::AlreadyAssessed(*effect))
            }
            Self::Implemented(..) | Self::Assessed(..) => Ok(vec![Event::EffectAssessed(assessed)]),
            Self::Verified(..) => Err(Rejection::AlreadyVerified),
            Self::Abandoned(_) => Err(Rejection::AlreadyAbandoned),
        }
    }

    fn verify(&self, verified: Verified, stake: Option<Stake>) -> Decision {
        match self {
            Self::Unproposed => Err(Rejection::Unproposed),
            Self::Proposed(_) | Self::Decided(..) => Err(Rejection::NotImplemented),
            Self::Implemented(..) => Err(Rejection::NotAssessed),
            Self::Assessed(_, commitment, effect) => {
                if commitment.owner.is_same_as(&verified.verifier) {
                    return Err(Rejection::OwnerCannotVerify);
                }
                match stake {
                    Some(Stake::HoldsFunction) => return Err(Rejection::HolderCannotVerify),
                    Some(Stake::CarriedOut) => return Err(Rejection::DoerCannotVerify),
                    None => {}
                }
                match effect {
                    Effect::Improved | Effect::CannotTell => Ok(vec![Event::Verified(verified)]),
                    Effect::NoEvidenceYet | Effect::Worse => {
                        Err(Rejection::EffectNotShown(*effect))
                    }
                }
            }
            Self::Verified(..) => Ok(vec![]),
            Self::Abandoned(_) => Err(Rejection::AlreadyAbandoned),
        }
    }

    fn abandon(&self, abandoned: Abandoned) -> Decision {
        match self {
            Self::Unproposed => Err(Rejection::Unproposed),
            Self::Proposed(_) | Self::Decided(..) | Self::Implemented(..) | Self::Assessed(..) => {
                Ok(vec![Event::Abandoned(abandoned)])
            }
            Self::Verified(..) => Err(Rejection::AlreadyVerified),
            Self::Abandoned(_) => Err(Rejection::AlreadyAbandoned),
        }
    }

    /// Before it is done: a figure that is chosen afterwards can be chosen to please.
    fn name_measure(&self, named: MeasureNamed) -> Decision {
        match self {
            Self::Unproposed => Err(Rejection::Unproposed),
            Self::Proposed(plan)
            | Self::Decided(plan, _)
            | Self::Implemented(plan, _)
            | Self::Assessed(plan, ..)
                if plan.measure.as_ref() == Some(&named) =>
            {
                Ok(vec![])
            }
            Self::Proposed(_) | Self::Decided(..) => Ok(vec![Event::MeasureNamed(named)]),
            Self::Implemented(..) | Self::Assessed(..) => Err(Rejection::MeasureAfterwards),
            Self::Verified(..) => Err(Rejection::AlreadyVerified),
            Self::Abandoned(_) => Err(Rejection::AlreadyAbandoned),
        }
    }

    /// From the day on which somebody is to do it until the effect is confirmed: what an
    /// effect was confirmed on is not added to afterwards.
    fn attach_file(&self, attached: FileAttached) -> Decision {
        match self {
            Self::Unproposed => Err(Rejection::Unproposed),
            Self::Proposed(_) => Err(Rejection::NotDecided),
            Self::Decided(plan, _) | Self::Implemented(plan, _) | Self::Assessed(plan, ..) => {
                let is_news = plan.files.attach(&attached, ACTION_FILES);
                let is_news = is_news.ok_or(Rejection::TooManyFiles)?;
                Ok(if is_news { vec![Event::FileAttached(attached)] } else { vec![] })
            }
            Self::Verified(..) => Err(Rejection::AlreadyVerified),
            Self::Abandoned(_) => Err(Rejection::AlreadyAbandoned),
        }
    }

    /// What must not be kept does not wait for anything.
    fn withdraw_file(&self, withdrawn: FileWithdrawn) -> Decision {
        let files = &self.plan().ok_or(Rejection::Unproposed)?.files;
        let is_news = files.withdraw(&withdrawn).ok_or(Rejection::UnknownFile)?;
        Ok(if is_news { vec![Event::FileWithdrawn(withdrawn)] } else { vec![] })
    }

    fn take_up_again(&self, again: TakenUpAgain) -> Decision {
        match self {
            Self::Unproposed => Err(Rejection::Unproposed),
            Self::Abandoned(_) => Ok(vec![Event::TakenUpAgain(again)]),
            Self::Proposed(_)
            | Self::Decided(..)
            | Self::Implemented(..)
            | Self::Assessed(..)
            | Self::Verified(..) => Err(Rejection::NotAbandoned),
        }
    }
}
