//! The improvement stream: one cycle of plan, do, study and act.
//!
//! What is expected is registered before the change; whether it came is computed and can be
//! computed again; what to do about it is decided by people. Must never hold a verdict that
//! somebody typed, nor say why a figure changed.

mod decide;
mod event;
mod state;

pub use decide::{Command, Rejection};
pub use event::{
    ActionAdded, ActionRemoved, Aim, Between, Decided, Difference, Event, Interval, Opened, Origin,
    Plan, Planned, Reopened, Replanned, Segments, Studied,
};
pub use state::{Improvement, Work};
