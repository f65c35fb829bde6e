//! The release stream: the ledger of statistics that were shown beyond the need-to-know roles.
//!
//! One stream holds every release ever made, so that two of them cannot be judged apart. Must
//! never hold a count as it was: only what is shown, rounded, and what is not shown and why.

mod decide;
mod event;
mod period;

pub use decide::{Command, Ledger, Rejection, Standing};
pub use event::{Cell, Event, Published, Rule, Shown, Withdrawn};
pub use period::{Period, PeriodError};

/// The key of what has no kind, category, unit or severity on the list.
pub const UNKNOWN: &str = "_unknown";
/// The key of units that are too small to be told apart.
pub const OTHER: &str = "_other";
