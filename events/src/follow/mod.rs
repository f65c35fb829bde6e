//! The follow stream: an account follows an incident without working on it.
//!
//! One stream for each account and incident, apart from the incident's own, so that whoever
//! works on it is not disturbed and nobody reads who follows. Must never hold a name.

mod decide;
mod event;

pub use decide::{Command, Follow, Rejection};
pub use event::{Begun, Ended, Event};
