//! The pattern language of the rules: words, alternatives, inflections and gaps.
//!
//! Words are separated by a space and stand side by side in one sentence. `a|b` is
//! either word, `stem*` any word that begins so, `*ing` any that ends so, and `_` up to
//! three words that may stand between. Must stay so simple that the browser can do the same.

use crate::text::Token;

/// Most words that a gap stands for.
const GAP_WORDS: usize = 3;

/// A phrase to look for.
pub struct Pattern {
    slots: Vec<Slot>,
}

/// Where a pattern matched, as indices of words.
#[derive(Clone, Copy)]
pub struct Match {
    /// The last word before the first gap: what is shown to the writer.
    pub shown: usize,
    /// The last word.
    pub last: usize,
}

enum Slot {
    Gap,
    Either(Vec<Word>),
}

enum Word {
    Whole(String),
    Begins(String),
    Ends(String),
}

impl Pattern {
    /// Reads a pattern. Every text is one.
    pub fn parse(pattern: &str) -> Self {
        let word = |word: &str| match (word.strip_suffix('*'), word.strip_prefix('*')) {
            (Some(stem), _) => Word::Begins(stem.to_owned()),
            (None, Some(ending)) => Word::Ends(ending.to_owned()),
            (None, None) => Word::Whole(word.to_owned()),
        };
        let slot = |slot: &str| match slot {
            "_" => Slot::Gap,
            words => Slot::Either(words.split('|').map(word).collect()),
        };
        Self { slots: pattern.split(' ').map(slot).collect() }
    }

    /// The match whose first word is number `at`.
    pub fn at(&self, tokens: &[Token], at: usize) -> Option<Match> {
        let (first, rest) = self.slots.split_first()?;
        first.is(tokens.get(at)?).then_some(())?;
        let beside = rest.iter().take_while(|slot| matches!(slot, Slot::Either(_))).count();
        Some(Match { shown: at + beside, last: follow(rest, tokens, at)? })
    }
}

/// The last word of `slots`, when they go on after word number `at`.
fn follow(slots: &[Slot], tokens: &[Token], at: usize) -> Option<usize> {
    let Some((slot, rest)) = slots.split_first() else {
        return Some(at);
    };
    match slot {
        Slot::Either(_) => {
            let next = tokens.get(at + 1).filter(|next| !next.is_apart && slot.is(next));
            next.and_then(|_| follow(rest, tokens, at + 1))
        }
        Slot::Gap => (at..=at + GAP_WORDS)
            .take_while(|between| {
                *between == at || tokens.get(*between).is_some_and(|token| !token.is_apart)
            })
            .find_map(|between| follow(rest, tokens, between)),
    }
}

impl Slot {
    fn is(&self, token: &Token) -> bool {
        match self {
            Self::Gap => true,
            Self::Either(words) => words.iter().any(|word| match word {
                Word::Whole(whole) => token.word == *whole,
                Word::Begins(stem) => token.word.starts_with(stem),
                Word::Ends(ending) => token.word.ends_with(ending),
            }),
        }
    }
}
