//! The shapes of the two rule files.
//!
//! Must hold no rule itself: what is looked for stands in `lists/`.

use std::collections::{HashMap, HashSet};

use serde::Deserialize;

use crate::Lang;

/// Words in both languages.
#[derive(Clone, Deserialize)]
pub struct Said {
    sv: String,
    en: String,
}

impl Said {
    /// The words in `lang`.
    pub fn in_lang(&self, lang: Lang) -> &str {
        match lang {
            Lang::Sv => &self.sv,
            Lang::En => &self.en,
        }
    }
}

/// `lists/wording.json`.
#[derive(Default, Deserialize)]
pub struct Wording {
    pub version: u32,
    pub rules: Vec<Blame>,
}

/// One rule about blame. Its language says which list it belongs to; both always run.
#[derive(Deserialize)]
pub struct Blame {
    pub code: String,
    pub patterns: Vec<String>,
    #[serde(default)]
    pub except: Vec<String>,
    pub suggestion: Said,
}

/// `lists/identity.json`.
#[derive(Default, Deserialize)]
pub struct Identity {
    pub version: u32,
    pub suggestions: HashMap<String, Said>,
    pub masks: HashMap<String, Said>,
    pub given: WordSet,
    pub surnames: WordSet,
    pub doubtful: Doubtful,
    pub surname_endings: WordSet,
    pub calendar: WordSet,
    pub titles: WordSet,
    /// Those that are written with a point.
    pub titles_with_point: WordSet,
    pub particles: WordSet,
    pub never: WordSet,
    pub compass: WordSet,
    /// Words that make the name before them that of a place.
    pub of_places: WordSet,
    pub workplace: Workplace,
}

/// Names that are words too.
#[derive(Default, Deserialize)]
pub struct Doubtful {
    pub given: WordSet,
    pub surnames: WordSet,
}

/// How places of work are named.
#[derive(Clone, Default, Deserialize)]
pub struct Workplace {
    pub before: WordSet,
    pub numbered: WordSet,
    pub after: WordSet,
    pub after_pairs: WordSet,
    pub suffix: WordSet,
    pub common: WordSet,
}

/// Words in lower case; the files hold them as lines of words.
#[derive(Clone, Default, Deserialize)]
#[serde(from = "Vec<String>")]
pub struct WordSet(pub HashSet<String>);

impl From<Vec<String>> for WordSet {
    fn from(lines: Vec<String>) -> Self {
        Self(lines.iter().flat_map(|line| line.split(' ')).map(str::to_owned).collect())
    }
}

impl WordSet {
    /// Whether `word`, in lower case, is one of them.
    pub fn has(&self, word: &str) -> bool {
        self.0.contains(word)
    }

    /// Whether one of them ends `word`, with something before it.
    pub fn ends(&self, word: &str) -> bool {
        self.0.iter().any(|ending| word.len() >= ending.len() + 2 && word.ends_with(&**ending))
    }
}
