//! Words of a text that few other texts have: what colleagues would recognise.
//!
//! The rule: a word of at least [`LETTERS`] letters that is none of those that Tillbud's own
//! pages and categories are written with, and that stands in fewer than [`TEXTS`] other texts,
//! whatever its ending. The other texts are the approved copies and the published lessons
//! of other incidents, so whoever sees the finding may read them all; below
//! [`TEXTS_NEEDED`] of them every word would be rare, and nothing is said. Of rare words the
//! [`RARE_MAX`] rarest, longest first, are named. Must never be given an original.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::LazyLock;

use super::words_of;

/// Letters of the shortest word that is looked at.
pub const LETTERS: usize = 8;
/// Other texts in which a word has to stand not to be rare.
pub const TEXTS: usize = 3;
/// Other texts without which nothing can be said.
pub const TEXTS_NEEDED: usize = 20;
/// Most words that are named.
pub const RARE_MAX: usize = 8;

/// Letters that stay when an ending is taken off.
const STEM_LETTERS: usize = 4;
/// Endings of Swedish and English, the longest first.
const ENDINGS: [&str; 24] = [
    "arnas", "ernas", "ornas", "arna", "erna", "orna", "ande", "aste", "are", "ade", "ats", "ast",
    "en", "et", "er", "ar", "or", "na", "as", "es", "s", "a", "e", "n",
];

/// Our own words, which everybody who uses Tillbud meets.
const OWN: [&str; 3] = [
    include_str!("../web/locales/sv.ftl"),
    include_str!("../web/locales/en.ftl"),
    include_str!("../../lists/categories.json"),
];

/// Texts to compare with, as the stems of their words.
#[derive(Clone, Debug, Default)]
pub struct Known {
    texts: usize,
    seen: HashMap<String, usize>,
}

impl Known {
    /// Takes in one text.
    pub fn add(&mut self, text: &str) {
        self.texts += 1;
        let stems: HashSet<String> = stems_of(text).map(|(_, stem)| stem).collect();
        for stem in stems {
            *self.seen.entry(stem).or_default() += 1;
        }
    }

    /// Whether there are enough texts to call a word rare.
    #[must_use]
    pub fn can_tell(&self) -> bool {
        self.texts >= TEXTS_NEEDED
    }

    /// The rare words of `text`, the rarest and longest first.
    #[must_use]
    pub fn rare_in(&self, text: &str) -> Vec<String> {
        if !self.can_tell() {
            return Vec::new();
        }
        let mut met = HashSet::new();
        let mut rare = BTreeSet::new();
        for (word, stem) in stems_of(text) {
            let letters = word.chars().count();
            let seen = self.seen.get(&stem).copied().unwrap_or_default();
            let is_rare = letters >= LETTERS && seen < TEXTS && !own().contains(&stem);
            if is_rare && met.insert(stem) {
                rare.insert((seen, usize::MAX - letters, word.to_owned()));
            }
        }
        rare.into_iter().map(|(.., word)| word).take(RARE_MAX).collect()
    }
}

fn own() -> &'static HashSet<String> {
    static WORDS: LazyLock<HashSet<String>> = LazyLock::new(|| {
        OWN.iter().flat_map(|text| stems_of(text)).map(|(_, stem)| stem).collect()
    });
    &WORDS
}

/// Each word of `text` with its stem; what holds a digit is no word.
fn stems_of(text: &str) -> impl Iterator<Item = (&str, String)> {
    let words = words_of(text).into_iter().filter_map(|bytes| text.get(bytes));
    words.filter(|word| word.chars().all(char::is_alphabetic)).map(|word| (word, stem(word)))
}

/// What is left when no ending can be taken off any more. Words of different meaning can
/// share a stem; then one of them is not called rare.
fn stem(word: &str) -> String {
    let small = word.to_lowercase();
    let mut stem = small.as_str();
    while let Some(shorter) = ENDINGS.iter().find_map(|ending| {
        stem.strip_suffix(ending).filter(|stem| stem.chars().count() >= STEM_LETTERS)
    }) {
        stem = shorter;
    }
    stem.to_owned()
}
