//! The campaign stream: something that went on and explains a chart better than statistics do,
//! such as a reporting week, a training, a new form or a reorganisation.
//!
//! Must never change a figure: it is told beside charts, and nothing is computed from it.

mod decide;
mod event;

pub use decide::{Campaign, Command, Rejection};
pub use event::{Corrected, Event, Note, Noted, Withdrawn};
