//! The action stream: what was done about the conditions, and whether it worked.
//!
//! Owners and verifiers are roles. Must never name a person.

mod decide;
mod event;
mod state;

pub use crate::attachment::{FileAttached, FileWithdrawn};
pub use decide::{Command, Rejection, Stake};
pub use event::{
    Abandoned, Decided, EffectAssessed, Event, Implemented, MeasureNamed, Proposed, Rescheduled,
    Reworded, TakenUpAgain, Verified,
};
pub use state::Action;
