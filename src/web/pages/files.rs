//! What pages say about files: those that a report has, and those that were not taken.
//!
//! Must never show a file or its name.

use tillbud_events::limits;

use super::{FieldProblem, Frame};
use crate::web::api::attachments::Attachment;
use crate::web::upload::{Broken, FILE_FIELD, Upload};
use crate::web::words;

/// What a file chooser offers; what is sent is recognised by its content all the same.
pub const ACCEPT: &str = "image/*,.pdf,.docx,.xlsx,.pptx,.txt";

/// A file in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileLine {
    /// What it is, how large, and whether it was cleaned.
    pub words: String,
    /// Where it can be downloaded, for staff.
    pub href: Option<String>,
}

impl FileLine {
    /// The line of one file.
    #[must_use]
    pub fn new(frame: &Frame, file: &Attachment, href: Option<String>) -> Self {
        let size = frame.fill("files-size", "kibibytes", file.kibibytes);
        let cleaned = frame.t(if file.cleaned { "files-cleaned" } else { "files-uncleaned" });
        let words = [frame.word("media", &file.media), size, cleaned].join(", ");
        Self { words, href }
    }
}

/// What is said beside the choice of files.
#[must_use]
pub fn hint(frame: &Frame) -> String {
    frame.fill("report-files-hint", "max", limits::ATTACHMENTS)
}

/// What has to be said about the files of an upload when the form is shown again: what
/// was wrong with them, and that they have to be chosen again.
#[must_use]
pub fn problem<T>(frame: &Frame, upload: &Upload<T>) -> Option<FieldProblem> {
    let broken = upload.broken.map(|broken| match broken {
        Broken::Shape => frame.t("form-files-broken"),
        Broken::TooLarge => frame.t("form-files-too-large"),
    });
    let refused = upload.refused.iter().map(|(number, why)| {
        let why = words::file_refused(frame.lang, why);
        frame.fill2("file-numbered", ("number", number.to_string()), ("why", why))
    });
    let mut sentences: Vec<_> = refused.chain(broken).collect();
    if sentences.is_empty() && upload.uploaded.added().is_empty() {
        return None;
    }
    sentences.push(frame.t("form-files-again"));
    Some(FieldProblem { field: FILE_FIELD.to_owned(), words: sentences.join(" ") })
}
