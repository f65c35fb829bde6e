//! The rules of a measure: what may be defined, and what people decide about its baseline.
//!
//! Must never begin a new level or leave out a month without a reason that somebody gave.

use super::baselines::Baselines;
use super::definition::{Definition, DefinitionError};
use super::event::{
    BaselineFrozen, BaselineThawed, Defined, Event, PointExcluded, PointIncluded, RebaseTakenBack,
    Rebased, Retired, Revised, TakenUpAgain,
};
use crate::decider::Decider;
use crate::envelope::StreamKind;
use crate::limits;
use crate::month::Month;

/// A measure, as far as decisions are concerned.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Measure {
    /// No such measure.
    #[default]
    Undefined,
    /// Looked at.
    Defined(Box<Content>),
    /// Nobody looks at it any more.
    Retired(Box<Content>),
}

/// What belongs to a measure wherever it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    /// What it is.
    pub definition: Definition,
    /// What people decided about its baseline.
    pub baselines: Baselines,
}

/// What can be asked of a measure.
#[derive(Clone, Debug)]
pub enum Command {
    /// Say what it is, for the first time.
    Define(Definition),
    /// Say what it is from now on.
    Revise(Definition),
    /// Look at it no more.
    Retire(Retired),
    /// Look at it again.
    TakeUpAgain(TakenUpAgain),
    /// Let centre and limits move no more.
    Freeze(BaselineFrozen),
    /// Let them move again.
    Thaw,
    /// Begin a new level.
    Rebase(Rebased),
    /// Begin none there after all.
    TakeBackRebase(Month),
    /// Take a month out of centre and limits.
    Exclude(PointExcluded),
    /// Let it count again.
    Include(Month),
}

/// Why a rule of the measure said no.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    /// There is no such measure.
    #[error("there is no such measure")]
    Undefined,
    /// Another measure has this key.
    #[error("there is a measure with the key {0} already; revise it, or choose another key")]
    AlreadyDefined(String),
    /// The parts do not fit each other.
    #[error(transparent)]
    Definition(#[from] DefinitionError),
    /// A measure keeps its key.
    #[error("a measure keeps its key; define another measure instead")]
    OtherKey,
    /// It is retired.
    #[error("this measure is retired; take it up again first")]
    Retired,
    /// Months come in order.
    #[error("months come in order: choose one after {0}, where the newest level begins")]
    Order(Month),
    /// Too many decisions.
    #[error("a measure can have {} levels", limits::MEASURE_REBASES)]
    TooManyRebases,
    /// Too many months left out.
    #[error("{} months of a measure can be left out", limits::MEASURE_EXCLUDED)]
    TooManyExcluded,
}

type Decision = Result<Vec<Event>, Rejection>;

impl Decider for Measure {
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    const KIND: StreamKind = StreamKind::Measure;

    fn initial() -> Self {
        Self::Undefined
    }

    fn decide(&self, command: Command) -> Decision {
        match command {
            Command::Define(definition) => self.define(definition),
            Command::Revise(definition) => self.revise(definition),
            Command::Retire(retired) => self.retire(retired),
            Command::TakeUpAgain(again) => self.take_up_again(again),
            Command::Freeze(frozen) => self.freeze(frozen),
            Command::Thaw => self.thaw(),
            Command::Rebase(rebased) => self.rebase(rebased),
            Command::TakeBackRebase(from) => self.take_back_rebase(from),
            Command::Exclude(excluded) => self.exclude(excluded),
            Command::Include(month) => self.include(month),
        }
    }

    fn evolve(self, event: &Event) -> Self {
        match event {
            Event::Defined(Defined { definition }) => {
                let (definition, baselines) = (definition.clone(), Baselines::default());
                Self::Defined(Box::new(Content { definition, baselines }))
            }
            Event::Revised(Revised { definition }) => {
                self.changed(|content| Content { definition: definition.clone(), ..content })
            }
            Event::Retired(_) => match self {
                Self::Undefined => self,
                Self::Defined(content) | Self::Retired(content) => Self::Retired(content),
            },
            Event::TakenUpAgain(_) => match self {
                Self::Undefined => self,
                Self::Defined(content) | Self::Retired(content) => Self::Defined(content),
            },
            Event::BaselineFrozen(_)
            | Event::BaselineThawed(_)
            | Event::Rebased(_)
            | Event::RebaseTakenBack(_)
            | Event::PointExcluded(_)
            | Event::PointIncluded(_) => self.changed(|content| Content {
                baselines: content.baselines.after(event),
                ..content
            }),
        }
    }
}

impl Measure {
    fn define(&self, definition: Definition) -> Decision {
        match self {
            Self::Undefined => {
                definition.check()?;
                Ok(vec![Event::Defined(Defined { definition })])
            }
            Self::Defined(content) if content.definition == definition => Ok(vec![]),
            Self::Defined(content) | Self::Retired(content) => {
                let key = content.definition.key.as_str().to_owned();
                Err(Rejection::AlreadyDefined(key))
            }
        }
    }

    fn revise(&self, definition: Definition) -> Decision {
        let content = self.current()?;
        if content.definition.key != definition.key {
            return Err(Rejection::OtherKey);
        }
        if content.definition == definition {
            return Ok(vec![]);
        }
        definition.check()?;
        Ok(vec![Event::Revised(Revised { definition })])
    }

    fn retire(&self, retired: Retired) -> Decision {
        match self {
            Self::Undefined => Err(Rejection::Undefined),
            Self::Defined(_) => Ok(vec![Event::Retired(retired)]),
            Self::Retired(_) => Ok(vec![]),
        }
    }

    fn take_up_again(&self, again: TakenUpAgain) -> Decision {
        match self {
            Self::Undefined => Err(Rejection::Undefined),
            Self::Defined(_) => Ok(vec![]),
            Self::Retired(_) => Ok(vec![Event::TakenUpAgain(again)]),
        }
    }

    fn freeze(&self, frozen: BaselineFrozen) -> Decision {
        let baselines = &self.current()?.baselines;
        match baselines.rebased.last() {
            Some(newest) if frozen.until < *newest => Err(Rejection::Order(*newest)),
            Some(_) | None if baselines.frozen == Some(frozen.until) => Ok(vec![]),
            Some(_) | None => Ok(vec![Event::BaselineFrozen(frozen)]),
        }
    }

    fn thaw(&self) -> Decision {
        match self.current()?.baselines.frozen {
            Some(_) => Ok(vec![Event::BaselineThawed(BaselineThawed {})]),
            None => Ok(vec![]),
        }
    }

    fn rebase(&self, rebased: Rebased) -> Decision {
        let levels = &self.current()?.baselines.rebased;
        if levels.contains(&rebased.from) {
            return Ok(vec![]);
        }
        match levels.last() {
            Some(newest) if rebased.from < *newest => Err(Rejection::Order(*newest)),
            Some(_) | None if levels.len() >= limits::MEASURE_REBASES => {
                Err(Rejection::TooManyRebases)
            }
            Some(_) | None => Ok(vec![Event::Rebased(rebased)]),
        }
    }

    fn take_back_rebase(&self, from: Month) -> Decision {
        let is_there = self.current()?.baselines.rebased.contains(&from);
        let back = Event::RebaseTakenBack(RebaseTakenBack { from });
        Ok(if is_there { vec![back] } else { vec![] })
    }

    fn exclude(&self, excluded: PointExcluded) -> Decision {
        let months = &self.current()?.baselines.excluded;
        if months.contains(&excluded.month) {
            return Ok(vec![]);
        }
        if months.len() >= limits::MEASURE_EXCLUDED {
            return Err(Rejection::TooManyExcluded);
        }
        Ok(vec![Event::PointExcluded(excluded)])
    }

    fn include(&self, month: Month) -> Decision {
        let is_out = self.current()?.baselines.excluded.contains(&month);
        let included = Event::PointIncluded(PointIncluded { month });
        Ok(if is_out { vec![included] } else { vec![] })
    }

    /// What a measure that may change holds.
    fn current(&self) -> Result<&Content, Rejection> {
        match self {
            Self::Undefined => Err(Rejection::Undefined),
            Self::Defined(content) => Ok(content),
            Self::Retired(_) => Err(Rejection::Retired),
        }
    }

    fn changed(self, to: impl FnOnce(Content) -> Content) -> Self {
        match self {
            Self::Undefined => self,
            Self::Defined(content) => Self::Defined(Box::new(to(*content))),
            Self::Retired(content) => Self::Retired(Box::new(to(*content))),
        }
    }
}
