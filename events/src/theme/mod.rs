//! The theme stream: incidents gathered under a question, and what was learned of them.
//!
//! A theme is about conditions that come back. Must never gather people.

mod decide;
mod event;

pub use decide::{Command, Rejection, Theme};
pub use event::{Concluded, Event, IncidentAdded, IncidentRemoved, Opened, Reopened};
