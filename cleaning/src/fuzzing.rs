//! What the fuzz targets in `fuzz/` call: each parser on its own, and what must hold
//! of every answer. Built for fuzzing alone.

use std::collections::BTreeMap;

use crate::pdf::fuzzing as pdf;
use crate::zip::{Archive, Writer};
use crate::{Format, clean, office, recognise, xml};

/// A whole file of one format. A cleaned file is of a format that is cleaned again.
pub fn whole(bytes: &[u8], format: &str) {
    if recognise(bytes).is_some_and(|found| Some(found) == Format::named(format)) {
        let Ok(cleaned) = clean(bytes) else { return };
        assert_eq!(recognise(&cleaned.bytes), Some(cleaned.format));
        assert!(clean(&cleaned.bytes).is_ok(), "a cleaned file is refused");
    }
}

/// The directory and every part of an archive.
pub fn archive(bytes: &[u8]) {
    if let Ok(archive) = Archive::open(bytes) {
        for name in archive.names() {
            let _ = archive.read(name);
        }
    }
}

/// A tree, read and written: what was written is read as the same.
pub fn xml(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Ok(root) = xml::parse(text) {
        let written = xml::write(&root);
        let again = xml::parse(&written).map(|root| xml::write(&root));
        assert_eq!(again.as_ref(), Ok(&written));
    }
}

/// An Office document whose parts are given as lines, `name` and `content` by turns,
/// so that the fuzzer need not pack an archive.
pub fn office(bytes: &[u8]) {
    let (Some(kind), Ok(text)) = (bytes.first(), std::str::from_utf8(bytes)) else { return };
    let format = [Format::Docx, Format::Xlsx, Format::Pptx][usize::from(kind % 3)];
    let mut lines = text.lines().skip(1);
    let mut parts = BTreeMap::new();
    while let (Some(name), Some(content)) = (lines.next(), lines.next()) {
        parts.insert(name, content);
    }
    let mut writer = Writer::default();
    for (name, content) in parts {
        if writer.add(name, content.as_bytes()).is_err() {
            return;
        }
    }
    let Ok(bytes) = writer.finish() else { return };
    if let Ok(cleaned) = office::clean(&bytes, format) {
        assert!(office::clean(&cleaned, format).is_ok(), "a cleaned document is refused");
    }
}

/// A content stream of a PDF.
pub fn content(bytes: &[u8]) {
    pdf::content(bytes);
}

/// JPEG and JPEG 2000 inside a PDF.
pub fn codestream(bytes: &[u8]) {
    pdf::codestream(bytes);
}
