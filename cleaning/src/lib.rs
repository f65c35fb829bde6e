//! Cleaning of attachments: what a file is, by its content, and the same file
//! rewritten without anything that tells who made it, where, when or with what.
//!
//! The rule is default-deny: what shows on the page or in the picture stays, of the
//! rest only what is known to be harmless. Pure and synchronous. Must never read or
//! write anything but the bytes it is given, and is meant to run in a process of its
//! own that has nothing to lose (`src/attachments/sandbox.rs`).

mod format;
#[cfg(fuzzing)]
pub mod fuzzing;
mod jpeg;
mod limits;
mod office;
mod pdf;
mod picture;
mod refusal;
mod text;
mod xml;
mod zip;

pub use format::{Format, recognise};
pub use limits::{INPUT_BYTES, OUTPUT_BYTES};
pub use refusal::Refusal;

/// A file that tells nothing but its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cleaned {
    /// What it is now: a WebP picture has become a JPEG or a PNG.
    pub format: Format,
    /// The new file.
    pub bytes: Vec<u8>,
}

/// Rewrites a file so that only its content is left.
///
/// # Errors
/// Why this file is refused; nothing of it may then be kept as cleaned.
pub fn clean(bytes: &[u8]) -> Result<Cleaned, Refusal> {
    if bytes.is_empty() {
        return Err(Refusal::Empty);
    }
    if bytes.len() > INPUT_BYTES {
        return Err(Refusal::TooLarge);
    }
    let format = recognise(bytes).ok_or_else(|| refusal::of_unrecognised(bytes))?;
    let cleaned = match format {
        Format::Jpeg | Format::Png | Format::Webp => picture::clean(bytes, format)?,
        Format::Heic => return Err(Refusal::NoDecoder),
        Format::Pdf => Cleaned { format, bytes: pdf::clean(bytes)? },
        Format::Docx | Format::Xlsx | Format::Pptx => {
            Cleaned { format, bytes: office::clean(bytes, format)? }
        }
        Format::Text => Cleaned { format, bytes: text::clean(bytes)? },
    };
    if cleaned.bytes.len() > OUTPUT_BYTES {
        return Err(Refusal::TooLargeUnpacked);
    }
    Ok(cleaned)
}
