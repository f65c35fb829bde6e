//! The concern stream: someone says that reporting was held against them.
//!
//! Only the independent role hears of it. Must never name the report in clear: the log
//! would then tell everyone who reads it which reporter it was.

mod decide;
mod event;

pub use decide::{Command, Concern, Rejection};
pub use event::{Answered, Event, Raised};
