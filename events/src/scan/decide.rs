//! The rules of scans: each week once, in the order of time.
//!
//! Must never let a week be scanned after a later one: alerts follow one another.

use std::collections::BTreeMap;

use super::{Event, WeekScanned};
use crate::decider::Decider;
use crate::envelope::StreamKind;
use crate::ids::AlertId;
use crate::week::Week;

/// An alert is closed after so many weeks in a row in which the scan does not find it.
pub const QUIET_WEEKS_TO_CLOSE: u32 = 4;

/// The scans, as far as decisions are concerned.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scan {
    /// The last week that was scanned.
    pub week: Option<Week>,
    /// The week in which each alert was found last; of those found in the last weeks.
    pub found: BTreeMap<AlertId, Week>,
}

/// What can be asked of the scans.
#[derive(Clone, Debug)]
pub enum Command {
    /// Record that a week was scanned.
    ScanWeek(WeekScanned),
}

/// Why a rule of the scans said no.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    /// A later week was scanned before.
    #[error("weeks are scanned in their order; {0} was scanned already")]
    AlreadyLater(Week),
}

impl Decider for Scan {
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    const KIND: StreamKind = StreamKind::Scan;

    fn initial() -> Self {
        Self::default()
    }

    fn decide(&self, command: Command) -> Result<Vec<Event>, Rejection> {
        let Command::ScanWeek(scanned) = command;
        match self.week {
            Some(last) if last > scanned.week => Err(Rejection::AlreadyLater(last)),
            Some(last) if last == scanned.week => Ok(vec![]),
            Some(_) | None => Ok(vec![Event::WeekScanned(scanned)]),
        }
    }

    fn evolve(self, event: &Event) -> Self {
        let Event::WeekScanned(scanned) = event;
        let mut found = self.found;
        found.extend(scanned.found.iter().map(|id| (*id, scanned.week)));
        // What was found longer ago is closed by this scan at the latest.
        found.retain(|_, last| scanned.week.weeks_after(*last) < QUIET_WEEKS_TO_CLOSE);
        Self { week: Some(scanned.week), found }
    }
}

impl Scan {
    /// The alerts that are over when `week` is scanned and only `found` are found.
    #[must_use]
    pub fn over_in(&self, week: Week, found: &[AlertId]) -> Vec<AlertId> {
        let is_over = |last: &Week| week.weeks_after(*last) >= QUIET_WEEKS_TO_CLOSE;
        let over = self.found.iter().filter(|(id, last)| is_over(last) && !found.contains(id));
        over.map(|(id, _)| *id).collect()
    }
}
