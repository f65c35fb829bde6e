//! Zip archives, strictly: what is read is what any other reader would read, and what
//! is written holds names and content alone.
//!
//! An archive whose lists contradict each other, whose parts overlap or whose names
//! point outside is refused rather than guessed at. Must never unpack more than the
//! limits, whatever sizes the archive claims.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::ops::Range;

use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use flate2::{Compression, Crc};

use crate::Refusal;
use crate::limits::{PART_BYTES, PARTS};

const STORED: u16 = 0;
const DEFLATED: u16 = 8;
/// Encrypted, or with an encrypted directory.
const FLAGS_ENCRYPTED: u16 = 1 | 1 << 6 | 1 << 13;
/// 1980-01-01, the first day that zip knows.
const DAY_ZERO: u16 = 1 << 5 | 1;
/// Longest comment after the directory, as the format has it.
const COMMENT_BYTES: usize = 65_535;
const END_BYTES: usize = 22;
/// Bytes of the directory entry before its name.
const ENTRY_BYTES: usize = 46;
/// Bytes of the local header before its name.
const LOCAL_BYTES: usize = 30;

struct Entry {
    method: u16,
    crc: u32,
    size: usize,
    content: Range<usize>,
}

/// An archive, by the names of its parts.
pub(crate) struct Archive<'a> {
    bytes: &'a [u8],
    entries: BTreeMap<String, Entry>,
}

impl<'a> Archive<'a> {
    /// Reads the directory.
    pub(crate) fn open(bytes: &'a [u8]) -> Result<Self, Refusal> {
        let end = find_end(bytes).ok_or(Refusal::Damaged)?;
        let count = usize::from(u16_at(bytes, end + 10)?);
        let directory = usize_at(bytes, end + 16)?;
        if count > PARTS {
            return Err(Refusal::TooManyParts);
        }
        let mut entries = BTreeMap::new();
        let mut at = directory;
        for _ in 0..count {
            let (name, entry, next) = read_entry(bytes, at, directory)?;
            at = next;
            if name.ends_with('/') && entry.size == 0 {
                continue;
            }
            if !is_plain(&name) || entries.keys().any(|known: &String| same(known, &name)) {
                return Err(Refusal::Damaged);
            }
            entries.insert(name, entry);
        }
        if at > end || overlap(&entries) {
            return Err(Refusal::Damaged);
        }
        Ok(Self { bytes, entries })
    }

    /// Names of all parts, sorted.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.entries.keys().map(String::as_str)
    }

    /// One part, unpacked.
    pub(crate) fn read(&self, name: &str) -> Result<Vec<u8>, Refusal> {
        let entry = self.entries.get(name).ok_or(Refusal::Damaged)?;
        if entry.size > PART_BYTES {
            return Err(Refusal::TooLargeUnpacked);
        }
        let packed = self.bytes.get(entry.content.clone()).ok_or(Refusal::Damaged)?;
        let bytes = match entry.method {
            STORED => packed.to_vec(),
            DEFLATED => inflate(packed, entry.size)?,
            _ => return Err(Refusal::Damaged),
        };
        let mut crc = Crc::new();
        crc.update(&bytes);
        // A fuzzer does not find checksums.
        if bytes.len() == entry.size && (crc.sum() == entry.crc || cfg!(fuzzing)) {
            Ok(bytes)
        } else {
            Err(Refusal::Damaged)
        }
    }
}

fn find_end(bytes: &[u8]) -> Option<usize> {
    let first = bytes.len().saturating_sub(END_BYTES + COMMENT_BYTES);
    let last = bytes.len().checked_sub(END_BYTES)?;
    (first..=last).rev().find(|at| bytes[*at..].starts_with(b"PK\x05\x06"))
}

fn read_entry(
    bytes: &[u8],
    at: usize,
    directory: usize,
) -> Result<(String, Entry, usize), Refusal> {
    if bytes.get(at..at + 4) != Some(b"PK\x01\x02") {
        return Err(Refusal::Damaged);
    }
    if u16_at(bytes, at + 8)? & FLAGS_ENCRYPTED != 0 {
        return Err(Refusal::Encrypted);
    }
    let packed = usize_at(bytes, at + 20)?;
    let [name, extra, comment] = [28, 30, 32].map(|field| u16_at(bytes, at + field));
    let name_end = at + ENTRY_BYTES + usize::from(name?);
    let name = bytes.get(at + ENTRY_BYTES..name_end).ok_or(Refusal::Damaged)?;
    let local = usize_at(bytes, at + 42)?;
    let content = local_content(bytes, local, name)?;
    let content = content..content.checked_add(packed).ok_or(Refusal::Damaged)?;
    if content.end > directory {
        return Err(Refusal::Damaged);
    }
    let entry = Entry {
        method: u16_at(bytes, at + 10)?,
        crc: u32_at(bytes, at + 16)?,
        size: usize_at(bytes, at + 24)?,
        content,
    };
    let name = String::from_utf8(name.to_vec()).map_err(|_| Refusal::Damaged)?;
    Ok((name, entry, name_end + usize::from(extra?) + usize::from(comment?)))
}

/// Where the content begins; the local header must name the same part.
fn local_content(bytes: &[u8], local: usize, name: &[u8]) -> Result<usize, Refusal> {
    let is_local = bytes.get(local..).is_some_and(|rest| rest.starts_with(b"PK\x03\x04"));
    let name_end = local + LOCAL_BYTES + usize::from(u16_at(bytes, local + 26)?);
    if !is_local || bytes.get(local + LOCAL_BYTES..name_end) != Some(name) {
        return Err(Refusal::Damaged);
    }
    Ok(name_end + usize::from(u16_at(bytes, local + 28)?))
}

/// Whether a name stays inside: no way up, no root, no drive, no backslash.
fn is_plain(name: &str) -> bool {
    !name.is_empty()
        && !name.contains(['\\', ':', '\0'])
        && name.split('/').all(|part| !part.is_empty() && part != "." && part != "..")
}

/// Part names differ in more than case, says the Open Packaging Convention.
fn same(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other)
}

/// Parts that share bytes are how a small archive becomes a large bomb.
fn overlap(entries: &BTreeMap<String, Entry>) -> bool {
    let mut ranges: Vec<_> = entries.values().map(|entry| &entry.content).collect();
    ranges.sort_by_key(|range| (range.start, range.end));
    ranges.windows(2).any(|pair| pair[0].end > pair[1].start)
}

fn inflate(packed: &[u8], size: usize) -> Result<Vec<u8>, Refusal> {
    let mut bytes = Vec::new();
    let most = u64::try_from(size).map_err(|_| Refusal::TooLargeUnpacked)?.saturating_add(1);
    DeflateDecoder::new(packed).take(most).read_to_end(&mut bytes).map_err(|_| Refusal::Damaged)?;
    Ok(bytes)
}

fn u16_at(bytes: &[u8], at: usize) -> Result<u16, Refusal> {
    let field = bytes.get(at..).and_then(|rest| rest.first_chunk()).ok_or(Refusal::Damaged)?;
    Ok(u16::from_le_bytes(*field))
}

fn u32_at(bytes: &[u8], at: usize) -> Result<u32, Refusal> {
    let field = bytes.get(at..).and_then(|rest| rest.first_chunk()).ok_or(Refusal::Damaged)?;
    Ok(u32::from_le_bytes(*field))
}

fn usize_at(bytes: &[u8], at: usize) -> Result<usize, Refusal> {
    usize::try_from(u32_at(bytes, at)?).map_err(|_| Refusal::Damaged)
}

/// A new archive: no times, no comments, nothing about the machine.
#[derive(Default)]
pub(crate) struct Writer {
    parts: Vec<Part>,
}

struct Part {
    name: String,
    /// What the local header and the directory both say.
    header: Vec<u8>,
    packed: Vec<u8>,
}

impl Writer {
    /// Adds one part, packed.
    pub(crate) fn add(&mut self, name: &str, content: &[u8]) -> Result<(), Refusal> {
        let mut crc = Crc::new();
        crc.update(content);
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
        let packed = encoder.write_all(content).and_then(|()| encoder.finish());
        let packed = packed.map_err(|_| Refusal::Damaged)?;
        // Version 2.0, names in UTF-8, deflated, day zero at midnight.
        let mut header = Vec::new();
        for field in [20, 1 << 11, DEFLATED, 0, DAY_ZERO] {
            header.extend(u16::to_le_bytes(field));
        }
        for field in [crc.sum(), narrow(packed.len())?, narrow(content.len())?] {
            header.extend(u32::to_le_bytes(field));
        }
        let name_bytes = u16::try_from(name.len()).map_err(|_| Refusal::Damaged)?;
        header.extend(u16::to_le_bytes(name_bytes));
        // No extra fields.
        header.extend([0; 2]);
        self.parts.push(Part { name: name.to_owned(), header, packed });
        Ok(())
    }

    /// The archive. Its list of content types comes first, where programs look for it
    /// that tell files apart: `[` sorts before letters in small case.
    pub(crate) fn finish(mut self) -> Result<Vec<u8>, Refusal> {
        self.parts.sort_by(|one, other| one.name.cmp(&other.name));
        let (mut bytes, mut directory) = (Vec::new(), Vec::new());
        for part in &self.parts {
            directory.extend(b"PK\x01\x02\x14\0");
            directory.extend(&part.header);
            // No comment, disk 0, no attributes.
            directory.extend([0; 10]);
            directory.extend(narrow(bytes.len())?.to_le_bytes());
            directory.extend(part.name.as_bytes());
            bytes.extend(b"PK\x03\x04");
            bytes.extend(&part.header);
            bytes.extend(part.name.as_bytes());
            bytes.extend(&part.packed);
        }
        let count = u16::try_from(self.parts.len()).map_err(|_| Refusal::TooManyParts)?;
        let (start, size) = (narrow(bytes.len())?, narrow(directory.len())?);
        bytes.extend(&directory);
        bytes.extend(b"PK\x05\x06\0\0\0\0");
        bytes.extend(count.to_le_bytes());
        bytes.extend(count.to_le_bytes());
        bytes.extend(size.to_le_bytes());
        bytes.extend(start.to_le_bytes());
        bytes.extend([0; 2]);
        Ok(bytes)
    }
}

fn narrow(wide: usize) -> Result<u32, Refusal> {
    u32::try_from(wide).map_err(|_| Refusal::TooLargeUnpacked)
}
