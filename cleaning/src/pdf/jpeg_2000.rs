//! JPEG 2000 pictures inside PDF: they stay packed as they are, without what they say
//! beside their pixels. (There is no small decoder for them.)
//!
//! Must never let a box through that it does not know.

use crate::Refusal;
use crate::jpeg::segment;

/// Boxes of a JPEG 2000 file that its pixels need.
const JP2_BOXES: [&[u8]; 4] = [b"jP  ", b"ftyp", b"jp2h", b"jp2c"];

/// A JPEG 2000 picture without the boxes that hold XMP, EXIF or anything unknown.
pub(super) fn strip(bytes: &[u8]) -> Result<Vec<u8>, Refusal> {
    if bytes.starts_with(b"\xFF\x4F\xFF\x51") {
        return without_comments(bytes);
    }
    let mut kept = Vec::new();
    let mut rest = bytes;
    while !rest.is_empty() {
        let head: &[u8; 8] = rest.first_chunk().ok_or(Refusal::Damaged)?;
        let length = u32::from_be_bytes([head[0], head[1], head[2], head[3]]);
        let length = match usize::try_from(length).map_err(|_| Refusal::Damaged)? {
            // To the end of the file.
            0 => rest.len(),
            length @ 8.. => length,
            _ => return Err(Refusal::Uncleanable),
        };
        let (this, next) = rest.split_at_checked(length).ok_or(Refusal::Damaged)?;
        if &this[4..8] == b"jp2c" {
            let codestream = without_comments(&this[8..])?;
            let length = u32::try_from(codestream.len() + 8).map_err(|_| Refusal::Damaged)?;
            kept.extend(length.to_be_bytes());
            kept.extend(b"jp2c");
            kept.extend(codestream);
        } else if JP2_BOXES.contains(&&this[4..8]) {
            kept.extend(this);
        }
        rest = next;
    }
    Ok(kept)
}

/// A codestream without the comments of its main header.
fn without_comments(bytes: &[u8]) -> Result<Vec<u8>, Refusal> {
    let mut kept = bytes.get(..2).ok_or(Refusal::Damaged)?.to_vec();
    let mut at = 2;
    while let Some([0xFF, marker]) = bytes.get(at..at + 2) {
        if *marker == 0x90 {
            // The first tile: no comments of its own in files that one meets.
            kept.extend(&bytes[at..]);
            return Ok(kept);
        }
        let segment = segment(bytes, at)?;
        if *marker != 0x64 {
            kept.extend(segment);
        }
        at += segment.len();
    }
    Err(Refusal::Damaged)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_jpeg_2000_loses_boxes_and_comments() {
        let stream = b"\xFF\x4F\xFF\x51\0\x02\xFF\x64\0\x07\0\x01Bob\xFF\x90data";
        let bare = b"\xFF\x4F\xFF\x51\0\x02\xFF\x90data";
        assert_eq!(strip(stream).unwrap(), bare);
        let mut boxed = b"\0\0\0\x0Cxml Anna\0\0\0\0jp2c".to_vec();
        boxed.extend(stream);
        assert_eq!(strip(&boxed).unwrap(), [&b"\0\0\0\x14jp2c"[..], bare].concat());
        assert_eq!(strip(b"\0\0\0\x09xml "), Err(Refusal::Damaged));
    }
}
