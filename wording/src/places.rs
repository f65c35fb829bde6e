//! Places of work: by the words that such names are made of, and by the organisation's list.
//!
//! Must let pass what says only which kind of place it is.

use std::collections::HashMap;
use std::ops::Range;

use crate::data::{Identity, WordSet, Workplace};
use crate::text::{Folded, Token};

/// Most capitalised words of one name.
const NAME_WORDS: usize = 3;
/// Longest number of a ward, in characters, such as `12B`.
const NUMBER_CHARACTERS: usize = 4;

/// What is known about places of work.
pub struct Places {
    workplace: Workplace,
    never: WordSet,
    /// The units of the organisation, by their first word.
    units: HashMap<String, Vec<Vec<String>>>,
}

impl Places {
    /// Takes the lists out of `identity`, and the names of the organisation's own `units`.
    pub fn new<'a>(identity: &Identity, units: impl IntoIterator<Item = &'a str>) -> Self {
        let mut by_first: HashMap<String, Vec<Vec<String>>> = HashMap::new();
        for unit in units {
            let words: Vec<_> =
                Folded::new(unit).tokens().into_iter().map(|token| token.word).collect();
            if let Some(first) = words.first() {
                by_first.entry(first.clone()).or_default().push(words);
            }
        }
        Self {
            workplace: identity.workplace.clone(),
            never: identity.never.clone(),
            units: by_first,
        }
    }

    /// The places of work among `tokens`, as ranges of folded characters.
    pub fn find(&self, tokens: &[Token]) -> Vec<Range<usize>> {
        let mut found: Vec<Range<usize>> = Vec::new();
        for at in 0..tokens.len() {
            let words = self
                .unit(tokens, at)
                .or_else(|| self.named_after(tokens, at))
                .or_else(|| self.named_before(tokens, at))
                .or_else(|| self.in_one_word(tokens, at));
            let chars = words.and_then(|words| {
                let first = tokens.get(words.start)?;
                let last = tokens.get(words.end.checked_sub(1)?)?;
                Some(first.chars.start..last.chars.end)
            });
            found.extend(chars);
        }
        found
    }

    /// A unit of the organisation; one of a single word needs its capital letter.
    fn unit(&self, tokens: &[Token], at: usize) -> Option<Range<usize>> {
        let token = tokens.get(at)?;
        let bare = token.word.strip_suffix('s').unwrap_or(&token.word);
        let named = [&*token.word, bare].into_iter().filter_map(|word| self.units.get(word));
        named
            .flatten()
            .filter(|unit| {
                let last = unit.len() - 1;
                (unit.len() > 1 || token.is_capital)
                    && unit.iter().enumerate().all(|(nth, word)| {
                        tokens.get(at + nth).is_some_and(|token| {
                            let is_same = token.word == *word;
                            let is_genitive = token.word.strip_suffix('s') == Some(word);
                            (nth == 0 || !token.is_apart)
                                && (is_same || (nth == last && is_genitive))
                        })
                    })
            })
            .map(|unit| at..at + unit.len())
            .max_by_key(Range::len)
    }

    /// "förskolan Björken", "Ward 7".
    fn named_after(&self, tokens: &[Token], at: usize) -> Option<Range<usize>> {
        let token = tokens.get(at)?;
        let next = tokens.get(at + 1).filter(|next| is_beside(next))?;
        if self.workplace.numbered.has(&token.word) {
            let begins = next.word.chars().next().is_some_and(|c| c.is_ascii_digit());
            let is_letter = next.is_capital && next.chars.len() == 1 && next.word != "i";
            if (begins && next.chars.len() <= NUMBER_CHARACTERS) || is_letter {
                return Some(at..at + 2);
            }
        }
        if !self.workplace.before.has(&token.word) {
            return None;
        }
        let named = |nth: &usize| {
            tokens.get(at + nth).is_some_and(|next| is_beside(next) && self.is_named(next))
        };
        let words = (1..=NAME_WORDS).take_while(named).count();
        (words > 0).then_some(at..at + 1 + words)
    }

    /// "Björkens förskola", "Oak Lane Nursery".
    fn named_before(&self, tokens: &[Token], at: usize) -> Option<Range<usize>> {
        let token = tokens.get(at).filter(|token| is_beside(token))?;
        let pair = tokens.get(at + 1).filter(|next| is_beside(next));
        let pair = pair.map(|next| format!("{}-{}", token.word, next.word));
        let end = if self.workplace.after.has(&token.word) {
            at + 1
        } else if pair.is_some_and(|pair| self.workplace.after_pairs.has(&pair)) {
            at + 2
        } else {
            return None;
        };
        let mut start = at;
        while let Some(before) = start.checked_sub(1).and_then(|before| tokens.get(before))
            && at - start < NAME_WORDS
            && self.is_named(before)
            && tokens.get(start).is_some_and(is_beside)
            && (!before.is_opening || token.is_capital)
        {
            start -= 1;
        }
        (start < at).then_some(start..end)
    }

    /// "Ådalsskolan".
    fn in_one_word(&self, tokens: &[Token], at: usize) -> Option<Range<usize>> {
        let token = tokens.get(at).filter(|token| token.is_capital)?;
        let base = token.word.strip_suffix('s').unwrap_or(&token.word);
        let is_name = self.workplace.suffix.ends(base) && !self.workplace.common.has(base);
        is_name.then_some(at..at + 1)
    }

    fn is_named(&self, token: &Token) -> bool {
        token.is_capital && !self.never.has(&token.word)
    }
}

/// Whether only a space or a hyphen stands before `token`.
fn is_beside(token: &Token) -> bool {
    matches!(&*token.before, " " | "-")
}
