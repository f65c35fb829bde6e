//! Streams of a PDF: unpacked and packed anew, pictures stripped of what they carry.

use std::io::Read;

use flate2::read::ZlibDecoder;
use hayro_syntax::Filter;
use hayro_syntax::object::{Dict, Name, Object as Old, Stream};

use super::content::scrub;
use super::copy::{Copier, Keys};
use super::jpeg_2000;
use super::write::{Entries, Object, Value, pack};
use crate::limits::PART_BYTES;
use crate::{Refusal, jpeg};

/// Copies a stream into the new file.
pub(super) fn copy<'a>(copier: &mut Copier<'a>, old: &Stream<'a>) -> Result<Object, Refusal> {
    let dict = old.dict();
    if matches!(dict.get::<Old<'_>>("F"), Some(Old::String(_) | Old::Dict(_))) {
        // Its bytes are in another file.
        return Err(Refusal::Uncleanable);
    }
    let mut entries = copier.entries(dict, Keys::Drawing, 0)?;
    let filters = old.filters();
    let stream = match filters.last() {
        Some(Filter::DctDecode) => picture(copier, old, &mut entries, "DCTDecode", jpeg::strip)?,
        Some(Filter::JpxDecode) => {
            picture(copier, old, &mut entries, "JPXDecode", jpeg_2000::strip)?
        }
        Some(Filter::Jbig2Decode) => {
            picture(copier, old, &mut entries, "JBIG2Decode", |bytes| Ok(bytes.to_vec()))?
        }
        Some(Filter::CcittFaxDecode) => {
            picture(copier, old, &mut entries, "CCITTFaxDecode", |bytes| Ok(bytes.to_vec()))?
        }
        _ => {
            let bytes = unpack(copier, old)?;
            let bytes = if is_page(dict) {
                scrub(&bytes, true)?
            } else if is_program(dict, &bytes) {
                scrub(&bytes, false)?
            } else {
                bytes
            };
            entries.insert(b"Filter".to_vec(), Value::name("FlateDecode"));
            pack(&bytes)?
        }
    };
    Ok(Object { value: Value::Dictionary(entries), stream: Some(stream) })
}

/// Whether the stream draws, as a page does: forms, patterns, and letters, which say
/// nothing about themselves.
fn is_page(dict: &Dict<'_>) -> bool {
    let subtype = dict.get::<Name<'_>>("Subtype");
    subtype.as_ref().is_some_and(|name| name.as_str() == "Form")
        || dict.contains_key("PatternType")
        || (subtype.is_none()
            && ["Type", "FunctionType", "ShadingType", "Length1", "N"]
                .iter()
                .all(|key| !dict.contains_key(key)))
}

/// Whether the stream is a program text: a character map or a calculation.
fn is_program(dict: &Dict<'_>, bytes: &[u8]) -> bool {
    dict.get::<i32>("FunctionType") == Some(4)
        || dict.get::<Name<'_>>("Type").is_some_and(|name| name.as_str() == "CMap")
        || is_character_map(bytes)
}

fn is_character_map(bytes: &[u8]) -> bool {
    bytes.windows(9).any(|word| word == b"begincmap")
}

/// Unpacks a stream that is no picture in a format of its own.
fn unpack<'a>(copier: &mut Copier<'a>, old: &Stream<'a>) -> Result<Vec<u8>, Refusal> {
    if old.filters().first() == Some(&Filter::FlateDecode) {
        // Measured first: the reader of PDF unpacks without a bound.
        let most = u64::try_from(PART_BYTES).unwrap_or(u64::MAX);
        let raw = old.raw_data();
        let mut packed = ZlibDecoder::new(&*raw).take(most + 1);
        let size = std::io::copy(&mut packed, &mut std::io::sink()).unwrap_or_default();
        if size > most {
            return Err(Refusal::TooLargeUnpacked);
        }
    }
    let bytes = old.decoded_data().map_err(|_| Refusal::Damaged)?.into_owned();
    copier.count(bytes.len())?;
    Ok(bytes)
}

/// A picture that keeps its own format; what it was packed in besides is taken off.
fn picture<'a>(
    copier: &mut Copier<'a>,
    old: &Stream<'a>,
    entries: &mut Entries,
    filter: &str,
    strip: fn(&[u8]) -> Result<Vec<u8>, Refusal>,
) -> Result<Vec<u8>, Refusal> {
    let mut bytes = old.raw_data().into_owned();
    let filters = old.filters();
    for outer in filters.iter().take(filters.len().saturating_sub(1)) {
        bytes = match outer {
            Filter::FlateDecode => inflate(&bytes)?,
            Filter::AsciiHexDecode => hex(&bytes)?,
            Filter::Ascii85Decode => base85(&bytes)?,
            _ => return Err(Refusal::Uncleanable),
        };
        copier.count(bytes.len())?;
    }
    let parameters = match dict_entry(old.dict(), "DecodeParms") {
        Some(Old::Array(array)) => array.iter::<Old<'_>>().last().and_then(Old::into_dict),
        Some(Old::Dict(dict)) => Some(dict),
        _ => None,
    };
    if let Some(parameters) = parameters {
        let parameters = copier.entries(&parameters, Keys::Decoding, 0)?;
        entries.insert(b"DecodeParms".to_vec(), Value::Dictionary(parameters));
    }
    entries.insert(b"Filter".to_vec(), Value::name(filter));
    strip(&bytes)
}

fn dict_entry<'a>(dict: &Dict<'a>, key: &str) -> Option<Old<'a>> {
    dict.get::<Old<'_>>(key)
}

fn inflate(bytes: &[u8]) -> Result<Vec<u8>, Refusal> {
    let mut unpacked = Vec::new();
    let most = u64::try_from(PART_BYTES).unwrap_or(u64::MAX);
    ZlibDecoder::new(bytes).take(most).read_to_end(&mut unpacked).map_err(|_| Refusal::Damaged)?;
    Ok(unpacked)
}

fn hex(bytes: &[u8]) -> Result<Vec<u8>, Refusal> {
    let digits = bytes.iter().take_while(|byte| **byte != b'>');
    let mut digits = digits.filter(|byte| !byte.is_ascii_whitespace());
    let mut decoded = Vec::new();
    while let Some(high) = digits.next() {
        let digit = |byte: u8| char::from(byte).to_digit(16).ok_or(Refusal::Damaged);
        let value = digit(*high)? << 4 | digit(digits.next().copied().unwrap_or(b'0'))?;
        decoded.push(u8::try_from(value).map_err(|_| Refusal::Damaged)?);
    }
    Ok(decoded)
}

fn base85(bytes: &[u8]) -> Result<Vec<u8>, Refusal> {
    let mut decoded = Vec::new();
    let mut group = Vec::with_capacity(5);
    let text = bytes.iter().take_while(|byte| **byte != b'~');
    for byte in text.filter(|byte| !byte.is_ascii_whitespace()) {
        match byte {
            b'z' if group.is_empty() => decoded.extend([0; 4]),
            b'!'..=b'u' => group.push(u32::from(byte - b'!')),
            _ => return Err(Refusal::Damaged),
        }
        if group.len() == 5 {
            decoded.extend(number85(&group)?.to_be_bytes());
            group.clear();
        }
    }
    if let Some(kept) = group.len().checked_sub(1) {
        group.resize(5, 84);
        decoded.extend(&number85(&group)?.to_be_bytes()[..kept]);
    }
    Ok(decoded)
}

fn number85(group: &[u32]) -> Result<u32, Refusal> {
    let add = |number: u32, digit: &u32| number.checked_mul(85)?.checked_add(*digit);
    group.iter().try_fold(0, add).ok_or(Refusal::Damaged)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_encodings_of_pictures_are_taken_off() {
        assert_eq!(hex(b"48 69 2>").unwrap(), b"Hi ");
        assert_eq!(hex(b"4x>"), Err(Refusal::Damaged));
        assert_eq!(base85(b"87cUR D]i,\"Ebo7~>").unwrap(), b"Hello World");
        assert_eq!(base85(b"z~>").unwrap(), [0; 4]);
        assert_eq!(base85(b"uuuuu~>"), Err(Refusal::Damaged));
        assert_eq!(base85(b"v~>"), Err(Refusal::Damaged));
    }
}
