//! The headcount stream: how many work in a unit, from which month on.
//!
//! One stream for each unit. It is what rates are counted against. Must never hold who.

mod decide;
mod event;

pub use decide::{Command, Headcount, Rejection};
pub use event::{Event, Recorded, TakenBack};
