//! Names of persons: by lists of names, by capital letters and by the words around them.
//!
//! A name that is a word too (Björn, Mark) needs support from what stands around it.
//! Must never decide by a list alone when the word means something else.

use std::ops::Range;

use crate::data::{Identity, WordSet};
use crate::text::Token;

/// Most words of one name.
const NAME_WORDS: usize = 4;

/// What is known about names.
pub struct Names {
    given: WordSet,
    surnames: WordSet,
    doubtful_given: WordSet,
    doubtful_surnames: WordSet,
    surname_endings: WordSet,
    calendar: WordSet,
    titles: WordSet,
    titles_with_point: WordSet,
    particles: WordSet,
    never: WordSet,
    of_places: WordSet,
}

impl Names {
    /// Takes the lists out of `identity`.
    pub fn new(identity: &Identity) -> Self {
        let words = |set: &WordSet| set.0.iter().cloned().collect::<Vec<_>>();
        let work = &identity.workplace;
        let never = [&identity.never, &identity.compass, &work.before, &work.after, &work.numbered];
        Self {
            given: identity.given.clone(),
            surnames: identity.surnames.clone(),
            doubtful_given: identity.doubtful.given.clone(),
            doubtful_surnames: identity.doubtful.surnames.clone(),
            surname_endings: identity.surname_endings.clone(),
            calendar: identity.calendar.clone(),
            titles: identity.titles.clone(),
            titles_with_point: identity.titles_with_point.clone(),
            particles: identity.particles.clone(),
            of_places: identity.of_places.clone(),
            never: never.into_iter().flat_map(words).collect::<Vec<_>>().into(),
        }
    }

    /// The names among `tokens`, as ranges of folded characters.
    pub fn find(&self, tokens: &[Token]) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            match self.name_at(tokens, at) {
                Some(last) => {
                    let end = tokens.get(last).map_or(token.chars.end, |last| last.chars.end);
                    found.push(token.chars.start..end);
                    at = last + 1;
                }
                None => at += 1,
            }
        }
        found
    }

    /// The last word of the name that begins with word number `at`.
    fn name_at(&self, tokens: &[Token], at: usize) -> Option<usize> {
        let token = tokens.get(at)?;
        let next = tokens.get(at + 1).filter(|next| is_beside(next));
        if !token.is_capital || token.is_shouted {
            let is_pair = self.given.has(&token.word)
                && next.is_some_and(|next| knows(&self.surnames, &next.word));
            return is_pair.then_some(at + 1);
        }
        let is_next_surname = next.is_some_and(|next| {
            self.is_proper(next)
                && (knows(&self.surnames, &next.word)
                    || knows(&self.doubtful_surnames, &next.word)
                    || self.surname_endings.ends(&next.word))
        });
        let is_initial = token.chars.len() == 1
            && tokens.get(at + 1).is_some_and(|next| {
                let is_surname =
                    knows(&self.surnames, &next.word) || knows(&self.doubtful_surnames, &next.word);
                next.before == ". " && self.is_proper(next) && is_surname
            });
        if is_initial {
            return Some(at + 1);
        }
        let is_named = self.is_proper(token)
            && (knows(&self.given, &token.word)
                || knows(&self.surnames, &token.word)
                || self.follows_title(tokens, at)
                || (knows(&self.doubtful_given, &token.word)
                    && (is_next_surname
                        || (!token.is_opening && !self.calendar.has(&token.word)))));
        is_named
            .then(|| self.last_word(tokens, at))
            .filter(|last| !self.is_of_place(tokens, at, *last))
    }

    /// "Marks kommun", "Dag Hammarskjölds väg".
    fn is_of_place(&self, tokens: &[Token], at: usize, last: usize) -> bool {
        let rest = tokens.get(at + 1..).unwrap_or_default().iter().take(last + 1 - at);
        rest.take_while(|token| is_beside(token)).any(|token| self.of_places.has(&token.word))
    }

    fn follows_title(&self, tokens: &[Token], at: usize) -> bool {
        let title = at.checked_sub(1).and_then(|before| tokens.get(before));
        title.zip(tokens.get(at)).is_some_and(|(title, token)| match &*token.before {
            " " => self.titles.has(&title.word),
            ". " => self.titles_with_point.has(&title.word),
            _ => false,
        })
    }

    /// A name goes on over capitalised words, initials and particles, until a genitive.
    fn last_word(&self, tokens: &[Token], first: usize) -> usize {
        let mut last = first;
        while last - first + 1 < NAME_WORDS {
            let is_over = tokens.get(last).is_none_or(|token| self.is_genitive(&token.word));
            let Some(next) = tokens.get(last + 1).filter(|next| !is_over && is_beside(next)) else {
                break;
            };
            let after = tokens.get(last + 2).filter(|after| is_beside(after));
            let is_initial = next.is_capital && next.chars.len() == 1;
            if self.is_proper(next) || (is_initial && !self.never.has(&next.word)) {
                last += 1;
            } else if self.particles.has(&next.word)
                && after.is_some_and(|after| self.is_proper(after))
            {
                last += 2;
            } else {
                break;
            }
        }
        last
    }

    /// Written as a name is: a capital, then small letters, and no word that always is so.
    fn is_proper(&self, token: &Token) -> bool {
        let has_more = token.chars.len() > 1;
        token.is_capital && has_more && !token.is_shouted && !self.never.has(&token.word)
    }

    fn is_genitive(&self, word: &str) -> bool {
        let lists = [&self.given, &self.surnames, &self.doubtful_given, &self.doubtful_surnames];
        word.ends_with("'s")
            || lists.iter().any(|list| !list.has(word) && knows(list, word))
                && !lists.iter().any(|list| list.has(word))
    }
}

/// Whether `list` has `word` or what it is the genitive of.
fn knows(list: &WordSet, word: &str) -> bool {
    let base = word.strip_suffix("'s").or_else(|| word.strip_suffix('s'));
    list.has(word) || base.is_some_and(|base| list.has(base))
}

/// Whether only a space or a hyphen stands before `token`.
fn is_beside(token: &Token) -> bool {
    matches!(&*token.before, " " | "-")
}
