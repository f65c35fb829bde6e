//! The alert stream: a unit, a category or severe harm gets more than its usual share.
//!
//! Raised, grown and closed by Tillbud alone, as the weekly scan finds it; judged by a
//! person, who says whether it was real, known or noise. An alert is a question. Must never
//! be about a person, nor say that more reports are bad.

mod decide;
mod event;

pub use decide::{Alert, Command, Rejection, Standing};
pub use event::{Closed, Event, Grown, Judged, Raised, Tally};
