//! Attachments: cleaned of everything but their content, and stored sealed.
//!
//! The cleaning itself is pure and lives in `tillbud-cleaning`; here it gets a process
//! of its own ([`sandbox`]). [`storage`] takes files in and gives them out, [`sweep`]
//! removes what was left behind, [`clamd`] asks a virus scanner. Must never parse a file's
//! content in this process.

pub mod clamd;
mod confine;
pub mod sandbox;
pub mod storage;
pub mod sweep;
mod worker;

use tillbud_events::report::{AttachmentAdded, Event};
use tillbud_events::{AnyEvent, Recorded};

pub use clamd::Clamd;
pub use sandbox::{CleanError, Cleaner};
pub use storage::{Attachments, FILE_BYTES, FileRefused, Uploaded};
pub use worker::{WORKER, work};

/// The files that the events of a report tell of, in the order they came.
pub fn told_of(events: &[Recorded<AnyEvent>]) -> impl Iterator<Item = &AttachmentAdded> {
    events.iter().filter_map(|recorded| match &recorded.event {
        AnyEvent::Report(Event::AttachmentAdded(added)) => Some(added),
        _ => None,
    })
}
