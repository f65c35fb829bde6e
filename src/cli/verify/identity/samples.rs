//! Small files that carry an identity, as cameras and word processors write it.
//!
//! Must never be files that a cleaner refuses: a refused file proves nothing.

use base64::{Engine, prelude::BASE64_STANDARD};

/// A JPEG of one grey block.
const JPEG: &str = "\
    /9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABALDA4MChAODQ4SERATGCgaGBYWGDEjJR0oOjM9PDkzODdASFxOQERXRT\
    c4UG1RV19iZ2hnPk1xeXBkeFxlZ2P/wAALCAAIAAgBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAAP/EABQQAQAAAAAA\
    AAAAAAAAAAAAAAD/2gAIAQEAAD8AP//Z";

/// A picture whose comment, EXIF block and trailing bytes hold `word`.
pub fn jpeg(word: &str) -> Vec<u8> {
    let picture = BASE64_STANDARD.decode(JPEG).unwrap_or_default();
    let (start, rest) = picture.split_at(picture.len().min(2));
    let mut file = start.to_vec();
    segment(&mut file, 0xE1, &exif(word));
    segment(
        &mut file,
        0xE1,
        format!(
            "http://ns.adobe.com/xap/1.0/\0<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">{word}</x:xmpmeta>"
        )
        .as_bytes(),
    );
    segment(&mut file, 0xFE, word.as_bytes());
    file.extend_from_slice(rest);
    file.extend_from_slice(word.as_bytes());
    file
}

fn segment(file: &mut Vec<u8>, marker: u8, content: &[u8]) {
    let length = u16::try_from(content.len() + 2).unwrap_or(u16::MAX);
    file.extend_from_slice(&[0xFF, marker]);
    file.extend_from_slice(&length.to_be_bytes());
    file.extend_from_slice(content);
}

/// An EXIF block with one field: the artist (tag 0x013B), after TIFF 6.0.
fn exif(word: &str) -> Vec<u8> {
    let mut block = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x3b\x01\x02\0".to_vec();
    let length = u32::try_from(word.len() + 1).unwrap_or(0);
    block.extend_from_slice(&length.to_le_bytes());
    // The value stands after the directory: 8 of header, 2 + 12 + 4 of directory.
    block.extend_from_slice(&26_u32.to_le_bytes());
    block.extend_from_slice(&[0; 4]);
    block.extend_from_slice(word.as_bytes());
    block.push(0);
    block
}

/// A document of one empty page whose author and older version are `word`.
pub fn pdf(word: &str) -> Vec<u8> {
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>".to_owned(),
        format!("<< /Author ({word}) /Creator ({word}) >>"),
    ];
    let mut file = String::from("%PDF-1.4\n");
    let mut offsets = Vec::new();
    for (number, object) in (1..).zip(&objects) {
        offsets.push(file.len());
        file += &format!("{number} 0 obj\n{object}\nendobj\n");
    }
    let table = file.len();
    file += &format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for offset in offsets {
        file += &format!("{offset:010} 00000 n \n");
    }
    let size = objects.len() + 1;
    file += &format!("trailer\n<< /Size {size} /Root 1 0 R /Info 4 0 R >>\n");
    file += &format!("startxref\n{table}\n%%EOF\n");
    file.into_bytes()
}
