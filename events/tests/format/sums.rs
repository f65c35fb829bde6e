//! Golden files are only added: `SUMS` remembers each as it was committed.
//!
//! The checksum (FNV-1a, 64 bits) tells a slip, not an attack; for that there is
//! the history of the repository. Must never be written by a program.

use std::collections::BTreeMap;
use std::fs;

use crate::golden_file;

fn checksum(bytes: &[u8]) -> String {
    let sum = bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |sum, byte| {
        (sum ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    format!("{sum:016x}")
}

#[test]
fn the_checksum_is_fnv_1a() {
    // The published test vectors of FNV-1a, 64 bits.
    assert_eq!(checksum(b""), "cbf29ce484222325");
    assert_eq!(checksum(b"a"), "af63dc4c8601ec8c");
    assert_eq!(checksum(b"foobar"), "85944171f73967e8");
}

#[test]
fn no_golden_file_was_changed_or_removed_and_each_has_its_line_in_sums() {
    let sums = fs::read_to_string(golden_file::folder().join("SUMS")).unwrap();
    let expected: BTreeMap<_, _> = sums
        .lines()
        .map(|line| line.split_once("  ").unwrap())
        .map(|(sum, name)| (name, sum))
        .collect();
    assert_eq!(expected.len(), sums.lines().count(), "a file has two lines in SUMS");

    let files = golden_file::all();
    let mut missing = String::new();
    for file in &files {
        let sum = checksum(&file.bytes);
        match expected.get(&*file.name) {
            Some(known) => assert_eq!(*known, sum, "{} was changed: add a file instead", file.name),
            None => missing += &format!("{sum}  {}\n", file.name),
        }
    }
    for name in expected.keys() {
        assert!(files.iter().any(|file| file.name == *name), "{name} was removed: restore it");
    }
    assert!(missing.is_empty(), "add to events/golden/SUMS:\n{missing}");
}
