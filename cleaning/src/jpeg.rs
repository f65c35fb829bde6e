//! JPEG by its segments, without decoding: for pictures inside PDF, which stay packed
//! as they are (unpacking and packing again would cost their colours: there is CMYK in
//! print files), and so that decoders see nothing but what they need.
//!
//! Must never let a segment through that it does not know.

use crate::Refusal;

/// The picture without application segments, comments, and what follows its end.
pub(crate) fn strip(bytes: &[u8]) -> Result<Vec<u8>, Refusal> {
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
        let segment = segment(bytes, at)?;
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
        at += segment.len();
        if *marker == 0xDA {
            let end = end_of_scan(bytes, at);
            kept.extend(&bytes[at..end]);
            at = end;
        }
    }
}

/// The EXIF of a picture, to see how the camera was held.
pub(crate) fn exif(bytes: &[u8]) -> Option<&[u8]> {
    let mut at = 2;
    loop {
        let [0xFF, marker @ 0xC0..=0xFE] = bytes.get(at..at + 2)? else { return None };
        let segment = segment(bytes, at).ok()?;
        match marker {
            0xE1 if segment[4..].starts_with(b"Exif\0\0") => return segment.get(10..),
            0xDA => return None,
            _ => at += segment.len(),
        }
    }
}

/// A marker with its length and content.
pub(crate) fn segment(bytes: &[u8], at: usize) -> Result<&[u8], Refusal> {
    let length = bytes.get(at + 2..at + 4).ok_or(Refusal::Damaged)?;
    let length = usize::from(u16::from_be_bytes([length[0], length[1]]));
    if length < 2 {
        return Err(Refusal::Damaged);
    }
    bytes.get(at..at + 2 + length).ok_or(Refusal::Damaged)
}

/// Where the next marker stands that is no restart.
fn end_of_scan(bytes: &[u8], start: usize) -> usize {
    let next = bytes[start..]
        .windows(2)
        .position(|pair| pair[0] == 0xFF && !matches!(pair[1], 0x00 | 0xD0..=0xD7 | 0xFF));
    next.map_or(bytes.len(), |next| start + next)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_jpeg_keeps_tables_and_scans_only() {
        let bytes = b"\xFF\xD8\xFF\xE1\0\x06Exif\xFF\xFE\0\x03c\xFF\xDB\0\x03q\xFF\xDA\0\x02ab\xFF\0\xFF\xD0c\xFF\xD9PK\x03\x04";
        let kept = b"\xFF\xD8\xFF\xDB\0\x03q\xFF\xDA\0\x02ab\xFF\0\xFF\xD0c\xFF\xD9";
        assert_eq!(strip(bytes).unwrap(), kept);
        assert_eq!(strip(b"\xFF\xD8\xFF\xE1\0\x09Exif"), Err(Refusal::Damaged));
        assert_eq!(strip(b"\xFF\xD8\xFF\xDB\0\x01"), Err(Refusal::Damaged));
        assert_eq!(strip(b"\xFF\xD8\xFF\x01"), Err(Refusal::Damaged));
    }

    #[test]
    fn exif_is_found_before_the_scan_only() {
        let bytes = b"\xFF\xD8\xFF\xE0\0\x03x\xFF\xE1\0\x0AExif\0\0MM";
        assert_eq!(exif(bytes), Some(&b"MM"[..]));
        assert_eq!(exif(b"\xFF\xD8\xFF\xDA\0\x02\xFF\xE1\0\x0AExif\0\0MM"), None);
        assert_eq!(exif(b"\xFF\xD8\xFF"), None);
    }
}
