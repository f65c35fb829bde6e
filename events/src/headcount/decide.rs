//! The rules of a headcount: sound figures, month by month.
//!
//! Must never let a figure of another unit into the stream.

use std::collections::BTreeMap;

use super::event::{Event, Recorded, TakenBack};
use crate::decider::Decider;
use crate::envelope::StreamKind;
use crate::limits;
use crate::month::Month;
use crate::vocabulary::Label;

/// The headcount of one unit, as far as decisions are concerned.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Headcount {
    /// Nothing is known.
    #[default]
    Unknown,
    /// What holds from each month on.
    Known {
        /// Which unit.
        unit: Label,
        /// The figures, by the month from which they hold; nothing for what was taken back.
        months: BTreeMap<Month, Option<Recorded>>,
    },
}

/// What can be asked of a headcount.
#[derive(Clone, Debug)]
pub enum Command {
    /// Say how many work there from a month on.
    Record(Recorded),
    /// Say nothing of that month after all.
    TakeBack(Month),
}

/// Why a rule of the headcount said no.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    /// Nothing is known of this unit.
    #[error("no headcount is recorded for this unit")]
    Unknown,
    /// The figure is of another unit.
    #[error("this is the headcount of another unit")]
    OtherUnit,
    /// More people than any employer has.
    #[error("a unit can have {} employees", limits::HEADCOUNT_EMPLOYEES)]
    TooMany,
    /// More work than so many people can do.
    #[error("full-time equivalents can be at most twice the number of employees")]
    TooMuchWork,
    /// A month that no trend reaches.
    #[error("the month lies outside {} to {}", limits::HEADCOUNT_YEAR_FIRST, limits::YEAR_LAST)]
    Month,
    /// From that month on nothing was recorded.
    #[error("no headcount of this unit begins in that month")]
    NotRecorded,
    /// Too many months.
    #[error("{} months of a unit can be recorded", limits::HEADCOUNT_MONTHS)]
    TooManyMonths,
}

impl Decider for Headcount {
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    const KIND: StreamKind = StreamKind::Headcount;

    fn initial() -> Self {
        Self::Unknown
    }

    fn decide(&self, command: Command) -> Result<Vec<Event>, Rejection> {
        match command {
            Command::Record(recorded) => self.record(recorded),
            Command::TakeBack(month) => self.take_back(month),
        }
    }

    fn evolve(self, event: &Event) -> Self {
        match event {
            Event::Recorded(recorded) => {
                let (unit, mut months) = match self {
                    Self::Unknown => (recorded.unit.clone(), BTreeMap::new()),
                    Self::Known { unit, months } => (unit, months),
                };
                months.insert(recorded.month, Some(recorded.clone()));
                Self::Known { unit, months }
            }
            Event::TakenBack(TakenBack { month }) => match self {
                Self::Unknown => self,
                Self::Known { unit, mut months } => {
                    months.insert(*month, None);
                    Self::Known { unit, months }
                }
            },
        }
    }
}

impl Headcount {
    fn record(&self, recorded: Recorded) -> Result<Vec<Event>, Rejection> {
        if let Self::Known { unit, months } = self {
            if *unit != recorded.unit {
                return Err(Rejection::OtherUnit);
            }
            if months.get(&recorded.month).and_then(Option::as_ref) == Some(&recorded) {
                return Ok(vec![]);
            }
            let is_new = months.get(&recorded.month).is_none_or(Option::is_none);
            if is_new && months.values().flatten().count() >= limits::HEADCOUNT_MONTHS {
                return Err(Rejection::TooManyMonths);
            }
        }
        check(&recorded)?;
        Ok(vec![Event::Recorded(recorded)])
    }

    fn take_back(&self, month: Month) -> Result<Vec<Event>, Rejection> {
        let Self::Known { months, .. } = self else { return Err(Rejection::Unknown) };
        match months.get(&month) {
            Some(Some(_)) => Ok(vec![Event::TakenBack(TakenBack { month })]),
            Some(None) => Ok(vec![]),
            None => Err(Rejection::NotRecorded),
        }
    }
}

/// Whether the figures can be true.
fn check(recorded: &Recorded) -> Result<(), Rejection> {
    let year = recorded.month.year();
    if !(limits::HEADCOUNT_YEAR_FIRST..=limits::YEAR_LAST).contains(&year) {
        Err(Rejection::Month)
    } else if recorded.employees > limits::HEADCOUNT_EMPLOYEES {
        Err(Rejection::TooMany)
    } else if recorded.full_time_hundredths > recorded.employees.saturating_mul(200) {
        Err(Rejection::TooMuchWork)
    } else {
        Ok(())
    }
}
