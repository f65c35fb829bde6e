//! Why a file is refused, in one sentence that says what to do instead.
//!
//! Must never quote the file.

use thiserror::Error;

use crate::zip::Archive;

/// Why a file cannot be cleaned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Error)]
#[non_exhaustive]
pub enum Refusal {
    /// No bytes at all.
    #[error("the file is empty")]
    Empty,
    /// More than [`INPUT_BYTES`](crate::INPUT_BYTES).
    #[error("the file is too large; the limit is 20 MB")]
    TooLarge,
    /// More than any honest file, once unpacked.
    #[error("the file becomes too large when it is unpacked; send a smaller one")]
    TooLargeUnpacked,
    /// More parts, pages or objects than the limits allow.
    #[error("the file has too many parts; send a simpler one")]
    TooManyParts,
    /// None of the formats that can be cleaned.
    #[error(
        "this kind of file cannot be cleaned; send JPEG, PNG, WebP, PDF, DOCX, XLSX, PPTX or plain text"
    )]
    UnknownFormat,
    /// Word, Excel and PowerPoint before 2007.
    #[error(
        "older Office files cannot be cleaned; save it as DOCX, XLSX, PPTX or PDF and send that"
    )]
    OldOffice,
    /// Known by its beginning, but broken.
    #[error("the file is damaged and cannot be read; save it anew and send that")]
    Damaged,
    /// Opens only with a password.
    #[error("the file is locked with a password; take the password away and send it again")]
    Encrypted,
    /// Holds a program.
    #[error("the file contains macros; save it without macros and send that")]
    Macros,
    /// Holds something that cannot be cleaned and cannot be left out.
    #[error("the file contains something that cannot be cleaned; save it as PDF or as a picture")]
    Uncleanable,
    /// HEIC: there is no decoder that may be used here.
    #[error(
        "HEIC pictures cannot be cleaned here; send the photo as JPEG (iPhone: Settings, Camera, Formats, Most Compatible, or send a screenshot of it)"
    )]
    NoDecoder,
}

/// Every refusal, in the order in which they are explained.
const ALL: [Refusal; 11] = [
    Refusal::Empty,
    Refusal::TooLarge,
    Refusal::TooLargeUnpacked,
    Refusal::TooManyParts,
    Refusal::UnknownFormat,
    Refusal::OldOffice,
    Refusal::Damaged,
    Refusal::Encrypted,
    Refusal::Macros,
    Refusal::Uncleanable,
    Refusal::NoDecoder,
];

impl Refusal {
    /// The name under which it is stored, sent and translated.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooLarge => "too_large",
            Self::TooLargeUnpacked => "too_large_unpacked",
            Self::TooManyParts => "too_many_parts",
            Self::UnknownFormat => "unknown_format",
            Self::OldOffice => "old_office",
            Self::Damaged => "damaged",
            Self::Encrypted => "encrypted",
            Self::Macros => "macros",
            Self::Uncleanable => "uncleanable",
            Self::NoDecoder => "no_decoder",
        }
    }

    /// The refusal of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        ALL.into_iter().find(|refusal| refusal.as_str() == name)
    }
}

/// The first bytes of an OLE compound file: Office before 2007, or any Office file
/// with a password.
const COMPOUND: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

/// What to say of a file that is none of the known formats.
pub(crate) fn of_unrecognised(bytes: &[u8]) -> Refusal {
    if bytes.starts_with(b"PK\x03\x04") {
        return Archive::open(bytes).err().unwrap_or(Refusal::UnknownFormat);
    }
    if !bytes.starts_with(COMPOUND) {
        return Refusal::UnknownFormat;
    }
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    if bytes.windows(name.len()).any(|window| window == name) {
        Refusal::Encrypted
    } else {
        Refusal::OldOffice
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_refusal_is_found_by_its_name() {
        for refusal in ALL {
            assert_eq!(Refusal::named(refusal.as_str()), Some(refusal));
        }
        assert_eq!(Refusal::named("other"), None);
    }

    #[test]
    fn an_old_office_file_and_one_with_a_password_get_different_advice() {
        let old = COMPOUND.to_vec();
        assert_eq!(of_unrecognised(&old), Refusal::OldOffice);
        let name = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes);
        let locked: Vec<u8> = old.into_iter().chain(name).collect();
        assert_eq!(of_unrecognised(&locked), Refusal::Encrypted);
        assert_eq!(of_unrecognised(b"GIF89a"), Refusal::UnknownFormat);
    }
}
