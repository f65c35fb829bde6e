//! Canaries: words that exist nowhere else, one for each place where an identity could slip in.
//!
//! Must never be words that could stand somewhere by chance.

use aho_corasick::AhoCorasick;
use base64::{Engine, prelude::BASE64_STANDARD};
use sha2::{Digest, Sha256};

use crate::clock::Clock;

/// A word and the place that it was put in.
#[derive(Clone, Debug)]
pub struct Canary {
    /// Such as `header User-Agent`.
    pub place: String,
    /// 20 letters that were drawn for this run.
    pub word: String,
}

/// All canaries of one run.
#[derive(Default)]
pub struct Canaries(Vec<Canary>);

impl Canaries {
    /// A new word for `place`.
    pub fn plant(&mut self, clock: &Clock, place: impl Into<String>) -> String {
        let letters = clock.random_bytes().map(|byte| char::from(b'a' + byte % 26));
        let word: String = letters[..20].iter().collect();
        self.plant_word(place, &word);
        word
    }

    /// A word that could not be drawn, such as an address.
    pub fn plant_word(&mut self, place: impl Into<String>, word: &str) {
        self.0.push(Canary { place: place.into(), word: word.to_owned() });
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Looks for all of them at once, in every form of [`forms`].
    ///
    /// # Errors
    /// When there are more than a search can hold, which thousands are not.
    pub fn finder(&self) -> anyhow::Result<Finder> {
        let mut needles = Vec::new();
        let mut owners = Vec::new();
        for canary in &self.0 {
            for (form, bytes) in forms(&canary.word) {
                needles.push(bytes);
                owners.push((canary.clone(), form));
            }
        }
        let machine = AhoCorasick::builder().ascii_case_insensitive(true).build(&needles)?;
        Ok(Finder { machine, owners })
    }
}

/// Finds canaries in bytes.
pub struct Finder {
    machine: AhoCorasick,
    owners: Vec<(Canary, &'static str)>,
}

impl Finder {
    /// The places whose canaries stand in what `source` gives, with the form each has there.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn find(&self, source: impl std::io::Read) -> std::io::Result<Vec<String>> {
        let mut found = Vec::new();
        for hit in self.machine.stream_find_iter(source) {
            let (canary, form) = &self.owners[hit?.pattern().as_usize()];
            found.push(format!("{} ({form})", canary.place));
        }
        found.sort();
        found.dedup();
        Ok(found)
    }

    /// As [`Self::find`], in bytes at hand.
    pub fn find_in(&self, bytes: &[u8]) -> Vec<String> {
        // Reading from memory does not fail.
        self.find(bytes).unwrap_or_default()
    }
}

/// A word as programs write it: letters, wide letters, hexadecimal, base64 at each of its
/// three alignments, and the digest that people take for anonymous.
fn forms(word: &str) -> Vec<(&'static str, Vec<u8>)> {
    let bytes = word.as_bytes();
    let little: Vec<u8> = word.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = word.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let digest = Sha256::digest(bytes);
    let mut forms = vec![
        ("as it is", bytes.to_vec()),
        ("UTF-16", little),
        ("UTF-16, big end first", big),
        ("hexadecimal", hexadecimal(bytes).into_bytes()),
        ("SHA-256", digest.to_vec()),
        ("SHA-256 in hexadecimal", hexadecimal(&digest).into_bytes()),
    ];
    for padding in 0..3 {
        let mut padded = vec![0; padding];
        padded.extend_from_slice(bytes);
        let encoded = BASE64_STANDARD.encode(padded);
        // The first and last symbols also hold bits of the neighbours.
        let inner = &encoded.trim_end_matches('=')[(padding * 8).div_ceil(6)..];
        let inner = &inner[..inner.len() - 1];
        forms.push(("base64", inner.as_bytes().to_vec()));
    }
    forms
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_canary_is_found_in_every_form_that_it_can_take() {
        let mut canaries = Canaries::default();
        let word = canaries.plant(&Clock::system(), "header X");
        let finder = canaries.finder().unwrap();
        let wide: Vec<u8> = word.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let digest = Sha256::digest(&word);
        let mut written = vec![
            format!("... {word} ...").into_bytes(),
            word.to_uppercase().into_bytes(),
            wide,
            hexadecimal(word.as_bytes()).into_bytes(),
            digest.to_vec(),
        ];
        for before in ["", "a", "ab", "abc", "abcd"] {
            written.push(BASE64_STANDARD.encode(format!("{before}{word}xyz")).into_bytes());
        }
        for bytes in written {
            let found = finder.find_in(&bytes);
            assert_eq!(found.len(), 1, "{found:?} in {}", String::from_utf8_lossy(&bytes));
            assert!(found[0].starts_with("header X ("), "{found:?}");
        }
        assert_eq!(finder.find_in(b"something else"), Vec::<String>::new());
    }
}
