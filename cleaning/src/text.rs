//! Plain text: written anew as UTF-8.
//!
//! Text has no metadata, but formats made of text do: markup, RTF, PostScript, mail
//! and address cards are no plain text here.

use crate::{Format, Refusal, recognise};

/// How formats that are written in text begin, in lower case.
const BEGINNINGS: [&str; 7] =
    ["gif8", "{\\rtf", "%!ps", "%pdf", "begin:vcard", "begin:vcalendar", "mime-version:"];
/// Lines that open a saved mail, in lower case.
const MAIL_HEADERS: [&str; 5] =
    ["received:", "return-path:", "delivered-to:", "message-id:", "x-mozilla-status:"];

/// Whether the bytes are plain text.
pub(crate) fn is_text(bytes: &[u8]) -> bool {
    decode(bytes).is_some_and(|text| {
        // What looks like another file once its mark is off is that file to whoever opens it.
        let is_same = text.as_bytes() == bytes || recognise(text.as_bytes()) == Some(Format::Text);
        is_plain(&text) && is_same
    })
}

/// The text as UTF-8 without byte order mark.
pub(crate) fn clean(bytes: &[u8]) -> Result<Vec<u8>, Refusal> {
    let text = decode(bytes).ok_or(Refusal::Damaged)?;
    if text.is_empty() { Err(Refusal::Empty) } else { Ok(text.into_bytes()) }
}

/// UTF-8, UTF-16 with a byte order mark, or else Windows-1252, in which Swedish text
/// was written before.
pub(crate) fn decode(bytes: &[u8]) -> Option<String> {
    if let Some(rest) = bytes.strip_prefix(b"\xFF\xFE") {
        return utf16(rest, u16::from_le_bytes);
    }
    if let Some(rest) = bytes.strip_prefix(b"\xFE\xFF") {
        return utf16(rest, u16::from_be_bytes);
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Some(text.trim_start_matches('\u{FEFF}').to_owned()),
        Err(_) => bytes.iter().map(|byte| windows_1252(*byte)).collect(),
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Option<String> {
    let (pairs, rest) = bytes.as_chunks();
    let units: Vec<u16> = pairs.iter().map(|pair| unit(*pair)).collect();
    let text = String::from_utf16(&units).ok().filter(|_| rest.is_empty())?;
    Some(text.trim_start_matches('\u{FEFF}').to_owned())
}

/// The 32 codes where Windows-1252 differs from Latin-1; five of them mean nothing.
const WINDOWS: [Option<char>; 32] = [
    Some('€'),
    None,
    Some('‚'),
    Some('ƒ'),
    Some('„'),
    Some('…'),
    Some('†'),
    Some('‡'),
    Some('ˆ'),
    Some('‰'),
    Some('Š'),
    Some('‹'),
    Some('Œ'),
    None,
    Some('Ž'),
    None,
    None,
    Some('‘'),
    Some('’'),
    Some('“'),
    Some('”'),
    Some('•'),
    Some('–'),
    Some('—'),
    Some('˜'),
    Some('™'),
    Some('š'),
    Some('›'),
    Some('œ'),
    None,
    Some('ž'),
    Some('Ÿ'),
];

fn windows_1252(byte: u8) -> Option<char> {
    match byte {
        0x80..=0x9F => WINDOWS[usize::from(byte - 0x80)],
        _ => Some(char::from(byte)),
    }
}

fn is_plain(text: &str) -> bool {
    let is_control = |c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\x0C');
    let start = text.trim_start();
    let head: String = start.chars().take(4_000).collect::<String>().to_lowercase();
    let is_markup = head
        .strip_prefix('<')
        .is_some_and(|rest| rest.starts_with(|c: char| c.is_alphabetic() || "!?/".contains(c)));
    !text.contains(is_control)
        && !is_markup
        && !BEGINNINGS.iter().any(|beginning| head.starts_with(beginning))
        && !head
            .lines()
            .take_while(|line| !line.is_empty())
            .any(|line| MAIL_HEADERS.iter().any(|header| line.starts_with(header)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_of_every_usual_encoding_becomes_utf_8() {
        let utf16: Vec<u8> = "\u{FEFF}Rör".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let cases: [&[u8]; 4] = ["Rör".as_bytes(), b"\xEF\xBB\xBFR\xC3\xB6r", &utf16, b"R\xF6r"];
        for bytes in cases {
            assert!(is_text(bytes), "{bytes:?}");
            assert_eq!(clean(bytes).unwrap(), "Rör".as_bytes());
        }
    }

    #[test]
    fn what_only_looks_like_text_is_none() {
        let cases: [&[u8]; 11] = [
            b"\xEF\xBB\xBFRIFFabcdWEBP",
            b"a\0b",
            b"\x1B[31m",
            b"\x81\x8D",
            b"\xFF\xFEa",
            b"{\\rtf1{\\info{\\author A}}}",
            b" <!DOCTYPE html>",
            b"<svg xmlns=''/>",
            b"%!PS-Adobe-3.0",
            b"From: a@b\r\nMessage-ID: <1@b>\r\n\r\nHi",
            b"BEGIN:VCARD\r\nFN:A",
        ];
        for bytes in cases {
            assert!(!is_text(bytes), "{bytes:?}");
        }
        assert!(is_text(b"5 < 6, and <3\n\nReceived: later"));
    }
}
