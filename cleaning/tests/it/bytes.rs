//! Makes files byte by byte, and looks for words in them the way a curious reader would.

use std::io::{Read, Write};

use flate2::read::{DeflateDecoder, ZlibDecoder};
use flate2::write::{DeflateEncoder, ZlibEncoder};
use flate2::{Compression, Crc};

/// A part of an archive: name and content.
pub type Part<'a> = (&'a str, &'a [u8]);

/// Whether a file tells a word: as it is, in an unpacked part, or in an unpacked stream;
/// in UTF-8 or UTF-16.
pub fn tells(file: &[u8], word: &str) -> bool {
    let wide: Vec<u8> = word.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut views = vec![file.to_vec()];
    if file.starts_with(b"PK") {
        views.extend(
            unzip(file).into_iter().flat_map(|(name, content)| [name.into_bytes(), content]),
        );
    }
    for at in find_all(file, b"stream") {
        let rest = &file[at + 6..];
        let rest = rest.strip_prefix(b"\r\n").or(rest.strip_prefix(b"\n")).unwrap_or(rest);
        let mut unpacked = Vec::new();
        let _ = ZlibDecoder::new(rest).read_to_end(&mut unpacked);
        views.push(unpacked);
    }
    views.iter().any(|view| holds(view, word.as_bytes()) || holds(view, &wide))
}

pub fn holds(bytes: &[u8], word: &[u8]) -> bool {
    bytes.windows(word.len()).any(|window| window == word)
}

fn find_all(bytes: &[u8], word: &[u8]) -> Vec<usize> {
    let windows = bytes.windows(word.len()).enumerate();
    windows.filter(|(_, window)| *window == word).map(|(at, _)| at).collect()
}

pub fn deflate(content: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}

pub fn zlib(content: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}

fn crc(content: &[u8]) -> u32 {
    let mut crc = Crc::new();
    crc.update(content);
    crc.sum()
}

/// An archive as other programs write it: with times, extra fields and a comment.
pub fn zip(parts: &[Part<'_>]) -> Vec<u8> {
    let entries: Vec<_> = parts.iter().map(|(name, content)| Entry::new(name, content)).collect();
    archive(&entries)
}

/// An entry of an archive, whose fields may lie.
pub struct Entry {
    pub name: String,
    pub flags: u16,
    pub size: u32,
    pub packed: Vec<u8>,
    crc: u32,
}

impl Entry {
    pub fn new(name: &str, content: &[u8]) -> Self {
        let (size, crc) = (u32::try_from(content.len()).unwrap(), crc(content));
        Self { name: name.to_owned(), flags: 0, size, packed: deflate(content), crc }
    }
}

pub fn archive(entries: &[Entry]) -> Vec<u8> {
    let (mut bytes, mut directory) = (Vec::new(), Vec::new());
    for entry in entries {
        let extra = b"\x55\x54\x05\x00\x03Anna";
        let mut header = Vec::new();
        for field in [20, entry.flags, 8, 0x6C00, 0x5921] {
            header.extend(u16::to_le_bytes(field));
        }
        let packed = u32::try_from(entry.packed.len()).unwrap();
        for field in [entry.crc, packed, entry.size] {
            header.extend(u32::to_le_bytes(field));
        }
        header.extend(u16::try_from(entry.name.len()).unwrap().to_le_bytes());
        header.extend(u16::try_from(extra.len()).unwrap().to_le_bytes());
        directory.extend(b"PK\x01\x02\x14\x03");
        directory.extend(&header);
        directory.extend([0; 10]);
        directory.extend(u32::try_from(bytes.len()).unwrap().to_le_bytes());
        directory.extend(entry.name.as_bytes());
        directory.extend(extra);
        bytes.extend(b"PK\x03\x04");
        bytes.extend(&header);
        bytes.extend(entry.name.as_bytes());
        bytes.extend(extra);
        bytes.extend(&entry.packed);
    }
    let (start, size) = (bytes.len(), directory.len());
    let count = u16::try_from(entries.len()).unwrap();
    bytes.extend(directory);
    bytes.extend(b"PK\x05\x06\0\0\0\0");
    bytes.extend(count.to_le_bytes());
    bytes.extend(count.to_le_bytes());
    bytes.extend(u32::try_from(size).unwrap().to_le_bytes());
    bytes.extend(u32::try_from(start).unwrap().to_le_bytes());
    bytes.extend(b"\x0c\0packed by me");
    bytes
}

/// Parts of an archive, as a reader finds them that trusts local headers.
pub fn unzip(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut parts = Vec::new();
    let mut at = 0;
    while bytes[at..].starts_with(b"PK\x03\x04") {
        let short =
            |offset| usize::from(u16::from_le_bytes([bytes[at + offset], bytes[at + offset + 1]]));
        let packed = u32::from_le_bytes(bytes[at + 18..at + 22].try_into().unwrap());
        let name_end = at + 30 + short(26);
        let start = name_end + short(28);
        let end = start + usize::try_from(packed).unwrap();
        let name = String::from_utf8(bytes[at + 30..name_end].to_vec()).unwrap();
        let mut content = Vec::new();
        DeflateDecoder::new(&bytes[start..end]).read_to_end(&mut content).unwrap();
        parts.push((name, content));
        at = end;
    }
    parts
}

/// The text of one part of a cleaned document.
pub fn part(file: &[u8], name: &str) -> String {
    let found = unzip(file).into_iter().find(|(found, _)| found == name);
    String::from_utf8(found.unwrap_or_else(|| panic!("no part {name}")).1).unwrap()
}
