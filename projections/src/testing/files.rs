//! Files in histories: those of reporters, and those that staff attach as evidence.
//!
//! Must never hold a real key.

use tillbud_events::attachment::{AttachmentAdded, FileAttached, FileWithdrawn, Files};
use tillbud_events::vocabulary::Media;
use tillbud_events::{AnyEvent, AttachmentId, StreamId};

use super::{Log, message_id, text};

/// Two files, of which one was a mistake; the first has this number.
pub(super) fn attach<E: Into<AnyEvent>>(
    log: &mut Log,
    stream: impl Into<StreamId>,
    number: u128,
    attached: impl Fn(FileAttached) -> E,
    withdrawn: impl Fn(FileWithdrawn) -> E,
) {
    let stream = stream.into();
    log.push(stream, attached(evidence(number, "Skärmbild av listan")));
    log.push(stream, attached(evidence(number + 1, "Bild av brevet")));
    log.push(stream, withdrawn(mistake(number + 1)));
}

/// Takes back the latest of these files, whose numbers are at most `most`.
pub(super) fn latest(files: Option<&Files>, most: u128) -> FileWithdrawn {
    let has = |number: &u128| files.is_some_and(|files| files.has(mistake(*number).attachment_id));
    mistake((1..=most).rev().find(has).unwrap_or(0))
}

/// A file that was attached by mistake.
pub(crate) fn mistake(number: u128) -> FileWithdrawn {
    let attachment_id = attached(number).attachment_id;
    FileWithdrawn { attachment_id, reason: text("Fel ärende") }
}

/// A file of staff's that shows `words`.
pub(crate) fn evidence(number: u128, words: &str) -> FileAttached {
    FileAttached { file: attached(number), description: text(words), kept_wording: None }
}

/// A file.
pub(crate) fn attached(number: u128) -> AttachmentAdded {
    AttachmentAdded {
        attachment_id: AttachmentId(message_id(number).0),
        media: Media::Jpeg,
        kibibytes: 12,
        cleaned: true,
        key: text("nyckel"),
    }
}
