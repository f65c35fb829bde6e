//! The rules of the ledger: what can never be shown, whatever computed it.
//!
//! What small counts could be computed from is judged first (`projections/src/disclosure`) and
//! placed in the command. Must never let a count through that is neither zero nor rounded.

use std::collections::BTreeMap;

use super::{Cell, Event, Period, Published, Shown, Withdrawn};
use crate::decider::Decider;
use crate::envelope::StreamKind;
use crate::limits;
use crate::vocabulary::{Hidden, ReleasedTable};

/// The ledger, as far as decisions are concerned.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    releases: BTreeMap<u32, (ReleasedTable, Period, Standing)>,
}

/// Whether a release is still shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It is.
    Shown,
    /// It was, and stays in the ledger.
    Withdrawn,
}

/// What can be asked of the ledger.
#[derive(Clone, Debug)]
pub enum Command {
    /// Show a table.
    Publish(Published),
    /// Show it no more.
    Withdraw(Withdrawn),
}

/// Why a rule of the ledger said no.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    /// There is no release with this number.
    #[error("there is no such release")]
    Unknown,
    /// Somebody released something meanwhile.
    #[error("something was released meanwhile; look at the preview again")]
    Overtaken,
    /// Figures are frozen once they are shown.
    #[error("this table is released for this period; withdraw it before releasing it anew")]
    AlreadyReleased,
    /// The table has periods of another length.
    #[error("this table is not made for periods of this length")]
    Period,
    /// Nothing would be seen.
    #[error("no figure of this table can be shown")]
    NothingShown,
    /// It holds too many cells.
    #[error("a released table can have {} cells", limits::RELEASED_CELLS)]
    TooLarge,
    /// A cell would show a count that is neither zero nor rounded.
    #[error("a cell shows a count that is neither zero nor rounded")]
    Exact,
}

type Decision = Result<Vec<Event>, Rejection>;

impl Decider for Ledger {
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    const KIND: StreamKind = StreamKind::Release;

    fn initial() -> Self {
        Self::default()
    }

    fn decide(&self, command: Command) -> Decision {
        match command {
            Command::Publish(published) => self.publish(published),
            Command::Withdraw(withdrawn) => self.withdraw(withdrawn),
        }
    }

    fn evolve(mut self, event: &Event) -> Self {
        match event {
            Event::Published(it) => {
                self.releases.insert(it.number, (it.table, it.period, Standing::Shown));
            }
            Event::Withdrawn(it) => {
                if let Some((_, _, standing)) = self.releases.get_mut(&it.number) {
                    *standing = Standing::Withdrawn;
                }
            }
        }
        self
    }
}

impl Ledger {
    fn publish(&self, it: Published) -> Decision {
        if it.table.grain() != it.period.grain() {
            return Err(Rejection::Period);
        }
        let same = (it.table, it.period, Standing::Shown);
        if self.releases.values().any(|release| *release == same) {
            return Err(Rejection::AlreadyReleased);
        }
        let last = self.releases.keys().next_back().copied().unwrap_or_default();
        if Some(it.number) != last.checked_add(1) {
            return Err(Rejection::Overtaken);
        }
        if it.cells.len() > limits::RELEASED_CELLS {
            return Err(Rejection::TooLarge);
        }
        if it.cells.iter().any(|cell| !is_safe(cell, &it)) {
            return Err(Rejection::Exact);
        }
        let says_nothing =
            |cell: &Cell| matches!(cell.shown, Shown::Not(Hidden::Secondary | Hidden::Ledger));
        if it.cells.iter().all(says_nothing) {
            return Err(Rejection::NothingShown);
        }
        Ok(vec![Event::Published(it)])
    }

    fn withdraw(&self, it: Withdrawn) -> Decision {
        match self.releases.get(&it.number) {
            None => Err(Rejection::Unknown),
            Some((_, _, Standing::Withdrawn)) => Ok(vec![]),
            Some((_, _, Standing::Shown)) => Ok(vec![Event::Withdrawn(it)]),
        }
    }
}

/// Whether a cell shows zero, a multiple of the base, or nothing, and says why.
fn is_safe(cell: &Cell, of: &Published) -> bool {
    match cell.shown {
        Shown::Not(_) | Shown::Count(0) => true,
        Shown::Count(count) => {
            let base = of.rule.base.max(1);
            // The least that is shown is the threshold, which may be rounded down.
            count.is_multiple_of(base) && count.saturating_add(base) > of.rule.threshold
        }
    }
}
