//! What a file is, by its content. A name or a declared type is never asked for.

use crate::text;
use crate::zip::Archive;

/// What an attachment is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// A JPEG picture.
    Jpeg,
    /// A PNG picture.
    Png,
    /// A WebP picture.
    Webp,
    /// A HEIC or HEIF picture.
    Heic,
    /// A PDF document.
    Pdf,
    /// A Word document.
    Docx,
    /// An Excel workbook.
    Xlsx,
    /// A PowerPoint presentation.
    Pptx,
    /// Plain text.
    Text,
}

const ALL: [Format; 9] = [
    Format::Jpeg,
    Format::Png,
    Format::Webp,
    Format::Heic,
    Format::Pdf,
    Format::Docx,
    Format::Xlsx,
    Format::Pptx,
    Format::Text,
];

impl Format {
    /// The name under which it is stored.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Jpeg => "jpeg",
            Self::Png => "png",
            Self::Webp => "webp",
            Self::Heic => "heic",
            Self::Pdf => "pdf",
            Self::Docx => "docx",
            Self::Xlsx => "xlsx",
            Self::Pptx => "pptx",
            Self::Text => "text",
        }
    }

    /// The format of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        ALL.into_iter().find(|format| format.as_str() == name)
    }

    /// The media type to serve it with.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Webp => "image/webp",
            Self::Heic => "image/heic",
            Self::Pdf => "application/pdf",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Pptx => {
                "application/vnd.openxmlformats-officedocument.presentationml.presentation"
            }
            Self::Text => "text/plain; charset=utf-8",
        }
    }

    /// The ending of a neutral file name, without the dot.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::Webp => "webp",
            Self::Heic => "heic",
            Self::Pdf => "pdf",
            Self::Docx => "docx",
            Self::Xlsx => "xlsx",
            Self::Pptx => "pptx",
            Self::Text => "txt",
        }
    }
}

/// Brands of ISO base media files that hold HEVC pictures, or pictures of any kind.
const HEIC_BRANDS: [&[u8]; 9] =
    [b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1"];

/// Main parts of Office documents, by the content type that `[Content_Types].xml` gives
/// them. Templates and documents with macros are recognised too: the first open as
/// documents, the second are refused with their own reason.
const MAIN_PARTS: [(&[u8], Format); 3] = [
    (b"wordprocessingml.document.main+xml", Format::Docx),
    (b"spreadsheetml.sheet.main+xml", Format::Xlsx),
    (b"presentationml.presentation.main+xml", Format::Pptx),
];
const MACRO_PARTS: [(&[u8], Format); 3] = [
    (b"application/vnd.ms-word.document.macroEnabled", Format::Docx),
    (b"application/vnd.ms-excel.sheet.macroEnabled", Format::Xlsx),
    (b"application/vnd.ms-powerpoint.presentation.macroEnabled", Format::Pptx),
];

/// What the bytes are, or none if it is nothing that is known here.
#[must_use]
pub fn recognise(bytes: &[u8]) -> Option<Format> {
    if bytes.starts_with(b"\xFF\xD8\xFF") {
        Some(Format::Jpeg)
    } else if bytes.starts_with(b"\x89PNG\r\n\x1A\n") {
        Some(Format::Png)
    } else if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        Some(Format::Webp)
    } else if bytes.get(4..8) == Some(b"ftyp") {
        let brand = bytes.get(8..12)?;
        HEIC_BRANDS.contains(&brand).then_some(Format::Heic)
    } else if bytes.starts_with(b"%PDF-") {
        Some(Format::Pdf)
    } else if bytes.starts_with(b"PK\x03\x04") {
        office(bytes)
    } else {
        text::is_text(bytes).then_some(Format::Text)
    }
}

fn office(bytes: &[u8]) -> Option<Format> {
    let types = Archive::open(bytes).ok()?.read("[Content_Types].xml").ok()?;
    let holds = |name: &[u8]| types.windows(name.len()).any(|window| window == name);
    let found = MAIN_PARTS.iter().chain(&MACRO_PARTS).find(|(name, _)| holds(name))?;
    Some(found.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_is_found_by_its_name() {
        for format in ALL {
            assert_eq!(Format::named(format.as_str()), Some(format));
        }
        assert_eq!(Format::named("exe"), None);
    }

    #[test]
    fn a_file_is_what_its_first_bytes_say() {
        let cases: [(&[u8], Option<Format>); 9] = [
            (b"\xFF\xD8\xFF\xE0", Some(Format::Jpeg)),
            (b"\x89PNG\r\n\x1A\n", Some(Format::Png)),
            (b"RIFF\0\0\0\0WEBPVP8 ", Some(Format::Webp)),
            (b"\0\0\0\x18ftypheic", Some(Format::Heic)),
            (b"\0\0\0\x18ftypavif", None),
            (b"%PDF-1.7", Some(Format::Pdf)),
            ("På rasten".as_bytes(), Some(Format::Text)),
            (b"GIF89a\x01\0\x01\0", None),
            (b"PK\x03\x04", None),
        ];
        for (bytes, format) in cases {
            assert_eq!(recognise(bytes), format, "{bytes:?}");
        }
    }
}
