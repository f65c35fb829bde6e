//! Looks for a word in every file under a folder, in every shape it may have there.

use std::fs;
use std::path::{Path, PathBuf};

use base64::{Engine, prelude::BASE64_STANDARD};

/// A word as bytes: as it is, as UTF-16, escaped for JSON, and within base64, where it
/// begins at any of three places.
fn shapes(word: &str) -> Vec<Vec<u8>> {
    let escaped: String = word
        .encode_utf16()
        .map(|unit| match u8::try_from(unit) {
            Ok(byte) if byte.is_ascii() => char::from(byte).to_string(),
            Ok(_) | Err(_) => format!("\\u{unit:04x}"),
        })
        .collect();
    let mut shapes = vec![
        word.as_bytes().to_vec(),
        word.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        escaped.into_bytes(),
    ];
    for before in 0..3 {
        let encoded = BASE64_STANDARD.encode([vec![0; before], word.as_bytes().to_vec()].concat());
        // Symbols that depend on what stands beside the word are left out.
        let first = (before * 8).div_ceil(6);
        let last = (before + word.len()) * 8 / 6;
        shapes.push(encoded.as_bytes()[first..last].to_vec());
    }
    shapes
}

/// Every file under `folder` that holds `word` in any shape.
pub fn holding(folder: &Path, word: &str) -> Vec<PathBuf> {
    let shapes: Vec<_> = shapes(word).iter().map(|shape| latin(shape)).collect();
    let mut found = Vec::new();
    for (path, bytes) in files(folder) {
        let text = latin(&bytes);
        if shapes.iter().any(|shape| text.contains(shape.as_str())) {
            found.push(path);
        }
    }
    found
}

/// Each byte as the character of the same number: the standard search is quick on text.
fn latin(bytes: &[u8]) -> String {
    bytes.iter().copied().map(char::from).collect()
}

fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.append(&mut self::files(&path));
        } else if let Ok(bytes) = fs::read(&path) {
            // What ended between the listing and the reading holds nothing any more.
            files.push((path, bytes));
        }
    }
    files
}

/// A copy of a folder as it is at this moment, as a kill at this moment leaves it.
pub fn copy(from: &Path, to: &Path) {
    for (path, bytes) in files(from) {
        let copied = to.join(path.strip_prefix(from).unwrap());
        fs::create_dir_all(copied.parent().unwrap()).unwrap();
        fs::write(copied, bytes).unwrap();
    }
}

#[test]
fn a_word_is_found_in_every_shape_and_no_other_word_is() {
    let word = "nålögat-7Qx";
    for shape in [
        format!("före {word} efter").into_bytes(),
        format!("x{word}").encode_utf16().flat_map(u16::to_le_bytes).collect(),
        br#"{"a":"n\u00e5l\u00f6gat-7Qx"}"#.to_vec(),
        BASE64_STANDARD.encode(format!("{word} först")).into_bytes(),
        BASE64_STANDARD.encode(format!("a{word} sedan")).into_bytes(),
        BASE64_STANDARD.encode(format!("ab{word}")).into_bytes(),
    ] {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("in")).unwrap();
        fs::write(folder.path().join("in/it"), &shape).unwrap();
        assert_eq!(holding(folder.path(), word).len(), 1, "{shape:?}");
        assert!(holding(folder.path(), "nålögat-8Qx").is_empty());
    }
}
