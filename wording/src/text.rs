//! A text as the rules read it: folded characters and words, each with its place.
//!
//! Folding makes equal what looks equal (case, hyphens, wide digits, invisible
//! characters). Must never lose the way back to the text as it was given.

use std::ops::Range;

/// One folded character.
pub struct Char {
    /// In lower case.
    pub c: char,
    /// Whether it was a capital letter.
    pub is_capital: bool,
    /// Byte offsets into the text as given.
    pub start: usize,
    pub end: usize,
}

/// A text without case, invisible characters and typographic variants.
pub struct Folded {
    pub chars: Vec<Char>,
}

/// A run of letters and digits.
pub struct Token {
    /// In lower case.
    pub word: String,
    /// Its place among the folded characters.
    pub chars: Range<usize>,
    /// What stands between it and the word before.
    pub before: String,
    /// Begins with a capital letter.
    pub is_capital: bool,
    /// Has more than one letter, all capitals.
    pub is_shouted: bool,
    /// Begins a sentence or a line, so that its capital says nothing.
    pub is_opening: bool,
    /// No phrase reaches over what stands before it.
    pub is_apart: bool,
}

impl Folded {
    /// Folds `text`.
    pub fn new(text: &str) -> Self {
        let mut chars: Vec<Char> = Vec::with_capacity(text.len());
        for (start, c) in text.char_indices() {
            let end = start + c.len_utf8();
            if is_invisible(c) {
                continue;
            }
            if ('\u{300}'..='\u{36f}').contains(&c) {
                if let Some(last) = chars.last_mut() {
                    last.c = composed(last.c, c);
                    last.end = end;
                }
                continue;
            }
            let plain = plain(c);
            let lower = plain.to_lowercase().next().unwrap_or(plain);
            chars.push(Char { c: lower, is_capital: lower != plain, start, end });
        }
        Self { chars }
    }

    /// The character at `at`.
    pub fn at(&self, at: usize) -> Option<char> {
        self.chars.get(at).map(|char| char.c)
    }

    /// The character before `at`.
    pub fn before(&self, at: usize) -> Option<char> {
        at.checked_sub(1).and_then(|at| self.at(at))
    }

    /// Its words, in order. An apostrophe inside a word belongs to it.
    pub fn tokens(&self) -> Vec<Token> {
        let mut tokens: Vec<Token> = Vec::new();
        let mut before = String::new();
        let mut at = 0;
        while let Some(c) = self.at(at) {
            if !c.is_alphanumeric() {
                before.push(c);
                at += 1;
                continue;
            }
            let start = at;
            while self.is_in_word(at) {
                at += 1;
            }
            let chars = self.chars.get(start..at).unwrap_or_default();
            let letters = chars.iter().filter(|char| char.c.is_alphabetic());
            let (capitals, small): (Vec<_>, Vec<_>) = letters.partition(|char| char.is_capital);
            let is_first = tokens.is_empty();
            tokens.push(Token {
                word: chars.iter().map(|char| char.c).collect(),
                chars: start..at,
                is_capital: chars.first().is_some_and(|char| char.is_capital),
                is_shouted: capitals.len() > 1 && small.is_empty(),
                is_opening: is_first || before.contains(OPENING),
                is_apart: before.contains(APART) || before.matches('\n').count() > 1,
                before: std::mem::take(&mut before),
            });
        }
        tokens
    }

    fn is_in_word(&self, at: usize) -> bool {
        self.at(at).is_some_and(|c| {
            let is_joined = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
            c.is_alphanumeric() || (c == '\'' && is_joined(self.at(at + 1)))
        })
    }
}

const OPENING: [char; 8] = ['.', '!', '?', ':', '\n', '"', '•', '*'];
const APART: [char; 5] = ['.', '!', '?', ';', ':'];

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}')
}

fn plain(c: char) -> char {
    match c {
        '\n' => '\n',
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        '’' | '‘' | 'ʼ' => '\'',
        '“' | '”' | '»' | '«' => '"',
        // The wide forms of ASCII, as some keyboards and spreadsheets write them.
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        c if c.is_whitespace() => ' ',
        c => c,
    }
}

/// The letter that `base` and a combining `mark` make, of those that Swedish writes.
fn composed(base: char, mark: char) -> char {
    match (base, mark) {
        ('a', '\u{30a}') => 'å',
        ('a', '\u{308}') => 'ä',
        ('o', '\u{308}') => 'ö',
        ('e', '\u{301}') => 'é',
        ('u', '\u{308}') => 'ü',
        (base, _) => base,
    }
}
