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

use tillbud_events::attachment::AttachmentAdded;
use tillbud_events::{AnyEvent, AttachmentId, Recorded, action, incident, report};

pub use clamd::Clamd;
pub use sandbox::{CleanError, Cleaner};
pub use storage::{Attachments, FILE_BYTES, FileRefused, Uploaded};
pub use worker::{WORKER, work};

/// The files that the events of a stream tell of, in the order they came; also those that were
/// withdrawn.
pub fn told_of(events: &[Recorded<AnyEvent>]) -> impl Iterator<Item = &AttachmentAdded> {
    events.iter().filter_map(|recorded| told_by(&recorded.event))
}

/// The file that an event tells of.
#[must_use]
pub fn told_by(event: &AnyEvent) -> Option<&AttachmentAdded> {
    match event {
        AnyEvent::Report(report::Event::AttachmentAdded(added)) => Some(added),
        AnyEvent::Incident(incident::Event::FileAttached(attached))
        | AnyEvent::Action(action::Event::FileAttached(attached)) => Some(&attached.file),
        _ => None,
    }
}

/// Those of the files of a stream that were withdrawn.
pub fn withdrawn_from(events: &[Recorded<AnyEvent>]) -> impl Iterator<Item = AttachmentId> {
    events.iter().filter_map(|recorded| withdrawn_by(&recorded.event))
}

/// The file that an event takes back.
#[must_use]
pub fn withdrawn_by(event: &AnyEvent) -> Option<AttachmentId> {
    match event {
        AnyEvent::Incident(incident::Event::FileWithdrawn(withdrawn))
        | AnyEvent::Action(action::Event::FileWithdrawn(withdrawn)) => {
            Some(withdrawn.attachment_id)
        }
        _ => None,
    }
}
