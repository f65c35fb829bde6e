//! Pictures inside PDF that stay packed as they are, without what they say beside
//! their pixels. (Unpacking and packing again would cost their colours: there is
//! CMYK in print files.)
//!
//! Must never let a segment through that it does not know.

use crate::Refusal;

/// A JPEG without application segments, comments, and what follows its end.
pub(super) fn jpeg(bytes: &[u8]) -> Result<Vec<u8>, Refusal> {
    if !bytes.starts_with(b"\xFF\xD8") {
        return Err(Refusal::Damaged);
    }
    let mut kept = b"\xFF\xD8".to_vec();
    let mut at = 2;
    loop {
        // Fill bytes before a marker.
        while bytes.get(at..at + 2) == Some(b"\xFF\xFF") {
            at += 1;
        }
        let Some([0xFF, marker]) = bytes.get(at..at + 2) else {
            // Cut off: decoders show what there is.
            kept.extend(b"\xFF\xD9");
            return Ok(kept);
        };
        if *marker == 0xD9 {
            kept.extend(b"\xFF\xD9");
            return Ok(kept);
        }
        let length = bytes.get(at + 2..at + 4).ok_or(Refusal::Damaged)?;
        let length = usize::from(u16::from_be_bytes([length[0], length[1]]));
        let segment = bytes.get(at..at + 2 + length).ok_or(Refusal::Damaged)?;
        let is_kept = match marker {
            // Frames, tables, arithmetic coding, lines, restarts, hierarchies, scans.
            0xC0..=0xCF | 0xDA..=0xDF => true,
            // Adobe's, that says how colours are stored, and nothing else.
            0xEE => segment.len() == 16 && segment[4..].starts_with(b"Adobe"),
            0xE0..=0xEF | 0xFE => false,
            _ => return Err(Refusal::Damaged),
        };
        if is_kept {
            kept.extend(segment);
        }
        at += 2 + length;
        if *marker == 0xDA {
            let end = end_of_scan(bytes, at);
            kept.extend(&bytes[at..end]);
            at = end;
        }
    }
}

/// Where the next marker stands that is no restart.
fn end_of_scan(bytes: &[u8], start: usize) -> usize {
    let next = bytes[start..]
        .windows(2)
        .position(|pair| pair[0] == 0xFF && !matches!(pair[1], 0x00 | 0xD0..=0xD7 | 0xFF));
    next.map_or(bytes.len(), |next| start + next)
}

/// Boxes of a JPEG 2000 file that its pixels need.
const JP2_BOXES: [&[u8]; 4] = [b"jP  ", b"ftyp", b"jp2h", b"jp2c"];

/// A JPEG 2000 picture without the boxes that hold XMP, EXIF or anything unknown.
pub(super) fn jpeg_2000(bytes: &[u8]) -> Result<Vec<u8>, Refusal> {
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
        let length = bytes.get(at + 2..at + 4).ok_or(Refusal::Damaged)?;
        let length = usize::from(u16::from_be_bytes([length[0], length[1]]));
        let segment = bytes.get(at..at + 2 + length).ok_or(Refusal::Damaged)?;
        if *marker != 0x64 {
            kept.extend(segment);
        }
        at += 2 + length;
    }
    Err(Refusal::Damaged)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_jpeg_keeps_tables_and_scans_only() {
        let bytes = b"\xFF\xD8\xFF\xE1\0\x06Exif\xFF\xFE\0\x03c\xFF\xDB\0\x03q\xFF\xDA\0\x02ab\xFF\0\xFF\xD0c\xFF\xD9PK\x03\x04";
        let kept = b"\xFF\xD8\xFF\xDB\0\x03q\xFF\xDA\0\x02ab\xFF\0\xFF\xD0c\xFF\xD9";
        assert_eq!(jpeg(bytes).unwrap(), kept);
        assert_eq!(jpeg(b"\xFF\xD8\xFF\xE1\0\x09Exif"), Err(Refusal::Damaged));
        assert_eq!(jpeg(b"\xFF\xD8\xFF\x01"), Err(Refusal::Damaged));
    }

    #[test]
    fn a_jpeg_2000_loses_boxes_and_comments() {
        let stream = b"\xFF\x4F\xFF\x51\0\x02\xFF\x64\0\x07\0\x01Bob\xFF\x90data";
        let bare = b"\xFF\x4F\xFF\x51\0\x02\xFF\x90data";
        assert_eq!(jpeg_2000(stream).unwrap(), bare);
        let mut boxed = b"\0\0\0\x0Cxml Anna\0\0\0\0jp2c".to_vec();
        boxed.extend(stream);
        assert_eq!(jpeg_2000(&boxed).unwrap(), [&b"\0\0\0\x14jp2c"[..], bare].concat());
        assert_eq!(jpeg_2000(b"\0\0\0\x09xml "), Err(Refusal::Damaged));
    }
}
