//! A file that stands in a stream: what a reporter sent along, what staff attach as evidence.
//!
//! A file format, for the streams that carry it: never rename, never remove. Must never hold
//! the name of a file, nor anything of its content beside its kind and its size.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::ids::AttachmentId;
use crate::text::Text;
use crate::vocabulary::Media;

/// A file, without the metadata it came with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttachmentAdded {
    /// Which file; also its name in the store of files.
    pub attachment_id: AttachmentId,
    /// What it is, recognised by its content.
    pub media: Media,
    /// Its size, rounded up to whole kibibytes: an exact size could be matched with a
    /// file that is kept elsewhere.
    pub kibibytes: u32,
    /// Whether its metadata was removed; otherwise whoever sent it chose to keep it as it is.
    pub cleaned: bool,
    /// The key that the file is encrypted under. A text, so that the file goes when the
    /// words of its stream go.
    pub key: Text,
}

/// A file of staff's, attached as evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileAttached {
    /// The file.
    pub file: AttachmentAdded,
    /// What it shows.
    pub description: Text,
    /// Why words of the description that the language check named were kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept_wording: Option<Text>,
}

/// A file that was attached by mistake. What is stored of it is erased; the description stays
/// as it was told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileWithdrawn {
    /// Which one.
    pub attachment_id: AttachmentId,
    /// Why.
    pub reason: Text,
}

/// The evidence of one stream, as far as decisions are concerned.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Files {
    attached: BTreeSet<AttachmentId>,
    withdrawn: BTreeSet<AttachmentId>,
}

impl Files {
    /// How many can be looked at.
    #[must_use]
    pub fn count(&self) -> usize {
        self.attached.len()
    }

    /// Whether it can be looked at.
    #[must_use]
    pub fn has(&self, id: AttachmentId) -> bool {
        self.attached.contains(&id)
    }

    /// Whether it was here and is gone.
    #[must_use]
    pub fn is_withdrawn(&self, id: AttachmentId) -> bool {
        self.withdrawn.contains(&id)
    }

    /// Whether attaching a file is news, where at most `most` can be looked at; nothing when
    /// there is no room. A file that was withdrawn is gone for good: nothing of it comes back.
    pub(crate) fn attach(&self, attached: &FileAttached, most: usize) -> Option<bool> {
        let id = attached.file.attachment_id;
        if self.has(id) || self.is_withdrawn(id) {
            Some(false)
        } else {
            (self.count() < most).then_some(true)
        }
    }

    /// Whether withdrawing a file is news; nothing when it is not here.
    pub(crate) fn withdraw(&self, withdrawn: &FileWithdrawn) -> Option<bool> {
        let id = withdrawn.attachment_id;
        if self.is_withdrawn(id) { Some(false) } else { self.has(id).then_some(true) }
    }

    pub(crate) fn attached(&mut self, attached: &FileAttached) {
        self.attached.insert(attached.file.attachment_id);
    }

    pub(crate) fn withdrawn(&mut self, withdrawn: &FileWithdrawn) {
        self.attached.remove(&withdrawn.attachment_id);
        self.withdrawn.insert(withdrawn.attachment_id);
    }
}
