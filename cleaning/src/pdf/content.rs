//! Content streams without what does not draw: comments, and the property lists of
//! marked content, where programs put alternative text, languages and ids.
//!
//! Must never change a byte that draws.

use crate::Refusal;

/// A content stream, a CMap or a calculator function, without comments.
pub(super) fn scrub(content: &[u8], is_page: bool) -> Result<Vec<u8>, Refusal> {
    let mut scrubbed = Vec::with_capacity(content.len());
    let mut at = 0;
    while let Some(byte) = content.get(at) {
        let end = match byte {
            b'%' => {
                at = end_of_line(content, at);
                scrubbed.push(b'\n');
                continue;
            }
            b'(' => end_of_string(content, at),
            b'<' if is_page && content[at..].starts_with(b"<<") => {
                at = end_of_dictionary(content, at);
                scrubbed.extend(b"<<>>");
                continue;
            }
            b'B' if is_page && is_word(content, at, b"BI") => end_of_picture(content, at)?,
            _ if is_regular(*byte) => end_of_word(content, at),
            _ => at + 1,
        };
        scrubbed.extend(&content[at..end]);
        at = end;
    }
    Ok(scrubbed)
}

fn end_of_line(content: &[u8], at: usize) -> usize {
    let length = content[at..].iter().position(|byte| matches!(byte, b'\n' | b'\r'));
    length.map_or(content.len(), |length| at + length)
}

fn end_of_word(content: &[u8], at: usize) -> usize {
    let length = content[at..].iter().position(|byte| !is_regular(*byte));
    length.map_or(content.len(), |length| at + length)
}

fn end_of_string(content: &[u8], mut at: usize) -> usize {
    let mut depth = 0_usize;
    while let Some(byte) = content.get(at) {
        match byte {
            b'\\' => at += 1,
            b'(' => depth += 1,
            b')' => depth -= 1,
            _ => {}
        }
        at += 1;
        if depth == 0 {
            break;
        }
    }
    at.min(content.len())
}

fn end_of_dictionary(content: &[u8], mut at: usize) -> usize {
    let mut depth = 0_usize;
    while let Some(byte) = content.get(at) {
        match byte {
            b'(' => {
                at = end_of_string(content, at);
                continue;
            }
            b'%' => {
                at = end_of_line(content, at);
                continue;
            }
            b'<' if content[at..].starts_with(b"<<") => {
                depth += 1;
                at += 1;
            }
            b'>' if content[at..].starts_with(b">>") => {
                depth -= 1;
                at += 1;
            }
            _ => {}
        }
        at += 1;
        if depth == 0 {
            break;
        }
    }
    at.min(content.len())
}

/// How far past `EI` must look like content, in bytes: the same two letters also
/// occur in the middle of pictures.
const LOOK_AHEAD: usize = 12;

/// An inline picture, from `BI` to behind `EI`.
fn end_of_picture(content: &[u8], start: usize) -> Result<usize, Refusal> {
    let mut at = start;
    while at < content.len() && !is_word(content, at, b"ID") {
        at = if is_regular(content[at]) { end_of_word(content, at) } else { at + 1 };
    }
    let header = &content[start..at.min(content.len())];
    if header.windows(4).any(|word| word == b"/DCT") {
        return Err(Refusal::Uncleanable);
    }
    while at < content.len() {
        let rest = content.get(at + 2..).unwrap_or_default();
        let looks_like_content = rest
            .iter()
            .take(LOOK_AHEAD)
            .all(|byte| byte.is_ascii_graphic() || byte.is_ascii_whitespace());
        if is_word(content, at, b"EI") && looks_like_content {
            return Ok(at + 2);
        }
        at += 1;
    }
    Ok(content.len())
}

fn is_word(content: &[u8], at: usize, word: &[u8]) -> bool {
    let before = at.checked_sub(1).and_then(|at| content.get(at));
    let after = content.get(at + word.len());
    content[at..].starts_with(word)
        && before.is_none_or(|byte| !is_regular(*byte))
        && after.is_none_or(|byte| !is_regular(*byte))
}

fn is_regular(byte: u8) -> bool {
    !byte.is_ascii_whitespace() && byte != 0 && !b"()<>[]{}/%".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scrubbed(content: &[u8]) -> Vec<u8> {
        scrub(content, true).unwrap()
    }

    #[test]
    fn comments_go_and_strings_stay() {
        assert_eq!(scrubbed(b"q % by Anna\nQ"), b"q \n\nQ");
        assert_eq!(scrubbed(b"(50 % (of) \\) it) Tj"), b"(50 % (of) \\) it) Tj");
        assert_eq!(scrubbed(b"<48692> Tj"), b"<48692> Tj");
    }

    #[test]
    fn marked_content_keeps_no_properties() {
        let content = b"/Span <</ActualText (A >> b) /In <</Lang (sv)>> >> BDC (x) Tj EMC";
        assert_eq!(scrubbed(content), b"/Span <<>> BDC (x) Tj EMC");
    }

    #[test]
    fn inline_pictures_pass_byte_for_byte() {
        let content = b"q BI /W 2 /H 2 /BPC 8 /CS /G ID \x01% EI\xFF(\nEI Q %x";
        assert_eq!(scrubbed(content), b"q BI /W 2 /H 2 /BPC 8 /CS /G ID \x01% EI\xFF(\nEI Q \n");
        assert_eq!(scrub(b"BI /F /DCT ID x EI", true), Err(Refusal::Uncleanable));
    }

    #[test]
    fn what_ends_too_early_is_copied_as_it_is() {
        for content in [&b"(abc"[..], b"(abc\\", b"BI", b"BI /W 1 ID x", b"abc"] {
            assert_eq!(scrubbed(content), content);
        }
        assert_eq!(scrubbed(b"<</A"), b"<<>>");
    }
}
