//! What people decided about a measure's baseline, as it stands now.
//!
//! The rules and the read model fold the same events through this one place. Must never
//! begin a new level by itself.

use std::collections::BTreeSet;

use super::event::Event;
use crate::month::Month;

/// The decisions in force.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baselines {
    /// The last month that centre and limits of the newest level come from.
    pub frozen: Option<Month>,
    /// The first months of new levels, in order.
    pub rebased: BTreeSet<Month>,
    /// Months out of centre and limits.
    pub excluded: BTreeSet<Month>,
}

impl Baselines {
    /// The decisions after `event`. A new level begins with nothing frozen.
    #[must_use]
    pub fn after(mut self, event: &Event) -> Self {
        match event {
            Event::BaselineFrozen(frozen) => self.frozen = Some(frozen.until),
            Event::BaselineThawed(_) => self.frozen = None,
            Event::Rebased(rebased) => {
                self.frozen = None;
                self.rebased.insert(rebased.from);
            }
            Event::RebaseTakenBack(back) => {
                self.frozen = None;
                self.rebased.remove(&back.from);
            }
            Event::PointExcluded(excluded) => {
                self.excluded.insert(excluded.month);
            }
            Event::PointIncluded(included) => {
                self.excluded.remove(&included.month);
            }
            Event::Defined(_) | Event::Revised(_) | Event::Retired(_) | Event::TakenUpAgain(_) => {}
        }
        self
    }
}
