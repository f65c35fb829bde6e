//! The rules of an improvement: a table of commands, one small function a rule.
//!
//! Must never let an expectation be written once the change has begun, nor adopt or adapt
//! what nobody has studied.

use jiff::civil::Date;

use super::{
    ActionAdded, ActionRemoved, Decided, Event, Improvement, Opened, Plan, Planned, Reopened,
    Replanned, Studied, Work,
};
use crate::decider::Decider;
use crate::envelope::StreamKind;
use crate::ids::ActionId;
use crate::limits;
use crate::month::Month;
use crate::text::Text;
use crate::vocabulary::{Course, Movement};

/// What can be asked of an improvement. `today` is the day of the command.
#[derive(Clone, Debug)]
pub enum Command {
    /// Ask the question.
    Open(Opened),
    /// Register what is expected.
    Plan {
        /// What is expected.
        plan: Plan,
        /// The day of the command.
        today: Date,
    },
    /// Register something else, before the change.
    Replan {
        /// What is expected.
        plan: Plan,
        /// Why it is another plan.
        reason: Text,
        /// The day of the command.
        today: Date,
    },
    /// Count an action to the change.
    AddAction(ActionId),
    /// Count it to the change no more.
    RemoveAction(ActionId),
    /// Record what was computed.
    Study {
        /// What was computed.
        studied: Studied,
        /// The day of the command.
        today: Date,
    },
    /// Say how it goes on.
    Decide(Decided),
    /// Take that back.
    Reopen(Reopened),
}

/// Why a rule of the improvement said no.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    /// There is no such improvement.
    #[error("there is no such improvement")]
    Unknown,
    /// An improvement with this id exists already.
    #[error("this improvement was opened already")]
    AlreadyOpened,
    /// Something is registered already.
    #[error("a plan is registered already; register another one with a reason")]
    AlreadyPlanned,
    /// Nothing is registered.
    #[error("register first what is expected of the change")]
    NotPlanned,
    /// What is registered cannot be changed any more.
    #[error("the change began in {0}: what was expected of it stays as it was registered")]
    ChangeHasBegun(Month),
    /// The change would begin in a month that has begun.
    #[error("a plan is registered before the change: it can begin in {0} at the earliest")]
    ChangeInThePast(Month),
    /// The level before has no months.
    #[error("the level before ends before it begins")]
    BaselineBackwards,
    /// The level before reaches into the time after.
    #[error("the level before ends before the change begins")]
    BaselineAfterChange,
    /// More months than a baseline may have.
    #[error("the level before is at most {} months", limits::BASELINE_MONTHS)]
    BaselineTooLong,
    /// A month that led to the change cannot come after it.
    #[error("a month that led to the change lies before it")]
    TriggerAfterChange,
    /// Too many of them.
    #[error("at most {} months can be left out", limits::TRIGGER_MONTHS)]
    TooManyTriggers,
    /// Nothing can be seen before anything has changed.
    #[error("the review comes after the month in which the change begins")]
    ReviewBeforeChange,
    /// The expected size is none.
    #[error("the expected ratio lies between 0.01 and 100, and is not 1")]
    NoExpectation,
    /// Size and direction contradict each other.
    #[error("the expected ratio and the direction contradict each other")]
    ExpectationAgainstMovement,
    /// Too many actions.
    #[error("at most {} actions belong to one improvement", limits::IMPROVEMENT_ACTIONS)]
    TooManyActions,
    /// The review day has not come.
    #[error("too early: the review was set to {0}; study it now only with a reason")]
    TooEarly(Date),
    /// Nobody has compared before and after.
    #[error("compare before and after first; without that a cycle can only be abandoned")]
    NotStudied,
    /// It was decided.
    #[error("it was decided to {0} it; take that back first")]
    AlreadyDecided(Course),
    /// It was not decided.
    #[error("nothing was decided that could be taken back")]
    NotDecided,
    /// The next cycle belongs to adapting, and only to that.
    #[error("adapting opens the next cycle, and nothing else does")]
    NextCycle,
}

type Decision = Result<Vec<Event>, Rejection>;

impl Decider for Improvement {
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    const KIND: StreamKind = StreamKind::Improvement;

    fn initial() -> Self {
        Self::Unknown
    }

    fn decide(&self, command: Command) -> Decision {
        match command {
            Command::Open(opened) => self.open(opened),
            Command::Plan { plan, today } => self.register(plan, today),
            Command::Replan { plan, reason, today } => self.replan(plan, reason, today),
            Command::AddAction(action_id) => self.add(action_id),
            Command::RemoveAction(action_id) => self.remove(action_id),
            Command::Study { studied, today } => self.study(studied, today),
            Command::Decide(decided) => self.conclude(decided),
            Command::Reopen(reopened) => self.reopen(reopened),
        }
    }

    fn evolve(self, event: &Event) -> Self {
        self.after(event)
    }
}

impl Improvement {
    fn open(&self, opened: Opened) -> Decision {
        match self {
            Self::Unknown => Ok(vec![Event::Opened(opened)]),
            Self::Opened(_) | Self::Planned(..) | Self::Studied(..) | Self::Decided(..) => {
                Err(Rejection::AlreadyOpened)
            }
        }
    }

    fn register(&self, plan: Plan, today: Date) -> Decision {
        match self {
            Self::Unknown => Err(Rejection::Unknown),
            Self::Opened(_) => {
                plan.check(today)?;
                Ok(vec![Event::Planned(Planned { plan })])
            }
            Self::Planned(_, now) | Self::Studied(_, now, _) if **now == plan => Ok(vec![]),
            Self::Planned(..) | Self::Studied(..) => Err(Rejection::AlreadyPlanned),
            Self::Decided(_, course) => Err(Rejection::AlreadyDecided(*course)),
        }
    }

    fn replan(&self, plan: Plan, reason: Text, today: Date) -> Decision {
        match self {
            Self::Unknown => Err(Rejection::Unknown),
            Self::Opened(_) => Err(Rejection::NotPlanned),
            Self::Planned(_, now) | Self::Studied(_, now, _) if **now == plan => Ok(vec![]),
            Self::Planned(_, now) | Self::Studied(_, now, _) if Month::of(today) >= now.change => {
                Err(Rejection::ChangeHasBegun(now.change))
            }
            Self::Planned(..) | Self::Studied(..) => {
                plan.check(today)?;
                Ok(vec![Event::Replanned(Replanned { plan, reason })])
            }
            Self::Decided(_, course) => Err(Rejection::AlreadyDecided(*course)),
        }
    }

    fn add(&self, action_id: ActionId) -> Decision {
        let work = self.at_work()?;
        if work.actions.contains(&action_id) {
            return Ok(vec![]);
        }
        if work.actions.len() >= limits::IMPROVEMENT_ACTIONS {
            return Err(Rejection::TooManyActions);
        }
        Ok(vec![Event::ActionAdded(ActionAdded { action_id })])
    }

    fn remove(&self, action_id: ActionId) -> Decision {
        if self.at_work()?.actions.contains(&action_id) {
            Ok(vec![Event::ActionRemoved(ActionRemoved { action_id })])
        } else {
            Ok(vec![])
        }
    }

    fn study(&self, studied: Studied, today: Date) -> Decision {
        let plan = match self {
            Self::Unknown => return Err(Rejection::Unknown),
            Self::Opened(_) => return Err(Rejection::NotPlanned),
            Self::Decided(_, course) => return Err(Rejection::AlreadyDecided(*course)),
            Self::Studied(_, _, last) if **last == studied => return Ok(vec![]),
            Self::Planned(_, plan) | Self::Studied(_, plan, _) => plan,
        };
        if today < plan.review && studied.early.is_none() {
            return Err(Rejection::TooEarly(plan.review));
        }
        Ok(vec![Event::Studied(studied)])
    }

    fn conclude(&self, decided: Decided) -> Decision {
        let opens_next = decided.next.is_some();
        if opens_next != (decided.course == Course::Adapt) {
            return Err(Rejection::NextCycle);
        }
        match self {
            Self::Unknown => Err(Rejection::Unknown),
            Self::Opened(_) | Self::Planned(..) => match decided.course {
                Course::Abandon => Ok(vec![Event::Decided(decided)]),
                Course::Adopt | Course::Adapt => Err(Rejection::NotStudied),
            },
            Self::Studied(..) => Ok(vec![Event::Decided(decided)]),
            Self::Decided(_, course) if *course == decided.course => Ok(vec![]),
            Self::Decided(_, course) => Err(Rejection::AlreadyDecided(*course)),
        }
    }

    fn reopen(&self, reopened: Reopened) -> Decision {
        match self {
            Self::Unknown => Err(Rejection::Unknown),
            Self::Opened(_) | Self::Planned(..) | Self::Studied(..) => Err(Rejection::NotDecided),
            Self::Decided(..) => Ok(vec![Event::Reopened(reopened)]),
        }
    }

    fn at_work(&self) -> Result<&Work, Rejection> {
        match self {
            Self::Unknown => Err(Rejection::Unknown),
            Self::Opened(work) | Self::Planned(work, _) | Self::Studied(work, ..) => Ok(work),
            Self::Decided(_, course) => Err(Rejection::AlreadyDecided(*course)),
        }
    }
}

impl Plan {
    /// Whether it says something that can be tried, and says it before the change.
    fn check(&self, today: Date) -> Result<(), Rejection> {
        let Self { baseline_from, baseline_to, triggers, change, .. } = self;
        let this_month = Month::of(today);
        if *change <= this_month {
            return Err(Rejection::ChangeInThePast(this_month.next()));
        }
        if baseline_to < baseline_from {
            return Err(Rejection::BaselineBackwards);
        }
        if baseline_to >= change {
            return Err(Rejection::BaselineAfterChange);
        }
        if *baseline_to >= baseline_from.plus(limits::BASELINE_MONTHS) {
            return Err(Rejection::BaselineTooLong);
        }
        if triggers.len() > limits::TRIGGER_MONTHS {
            return Err(Rejection::TooManyTriggers);
        }
        if triggers.iter().any(|month| month >= change) {
            return Err(Rejection::TriggerAfterChange);
        }
        if Month::of(self.review) <= *change {
            return Err(Rejection::ReviewBeforeChange);
        }
        let expected = self.expected.get();
        if !(0.01..=100.0).contains(&expected) || (expected - 1.0).abs() < f64::EPSILON {
            return Err(Rejection::NoExpectation);
        }
        match self.aim.movement {
            Movement::Increase if expected < 1.0 => Err(Rejection::ExpectationAgainstMovement),
            Movement::Decrease if expected > 1.0 => Err(Rejection::ExpectationAgainstMovement),
            Movement::Increase | Movement::Decrease => Ok(()),
        }
    }
}
