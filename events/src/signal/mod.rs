//! The signal stream: a chart of a measure shows more than chance, in its newest point.
//!
//! Raised by Tillbud once, with the series that shows it; explained or dismissed by a person;
//! superseded when late reports remove it, restored when later ones bring it back before
//! anybody has spoken of it, and never deleted. A signal is a question. Must
//! never hold anything but figures of measures.

mod decide;
mod event;

pub use decide::{Command, Rejection, Signal};
pub use event::{
    Baseline, Dismissed, Event, Evidence, Explained, Point, Raised, Restored, Scope, Superseded,
};
