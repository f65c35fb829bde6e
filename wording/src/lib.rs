//! Finds words that blame, and words that tell who somebody is; the rules are data.
//!
//! Blame is looked for with the patterns of `lists/wording.json`; names, numbers,
//! addresses and places of work with `lists/identity.json`. The rules of both
//! languages always run, as people mix them. `src/web/assets/wording.js` does the same
//! in the browser from the same files, and a test compares the two. Must never do I/O,
//! change a text, or judge a person: a hit is a proposal that a person decides on.

mod data;
mod names;
mod numbers;
mod pattern;
mod places;
mod text;

use std::ops::Range;
use std::sync::LazyLock;

use data::{Identity, Said, Wording};
use pattern::Pattern;
use text::{Folded, Token};

/// The language of a suggestion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lang {
    /// Swedish.
    Sv,
    /// English.
    En,
}

/// What a text is checked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Before others read it: blame, and everything that identifies except places of work.
    Publish,
    /// Before a reporter's words are shared: everything that identifies; blame is left
    /// as it was said.
    Deidentify,
}

/// What sort of rule was hit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Words that point at someone.
    Blame,
    /// Words that tell who, or where, somebody is.
    Identity,
}

/// Words that a rule has found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit<'r> {
    /// Where they begin: a byte offset into the text as given, on a character's edge.
    pub start: usize,
    /// Where they end.
    pub end: usize,
    /// The rule's code, such as `forgot` or `personal_number`.
    pub code: &'r str,
    /// The sort of rule.
    pub kind: Kind,
    /// What to ask or write instead.
    pub suggestion: &'r str,
    /// What stands for it in a de-identified copy, such as `[namn]`.
    pub mask: Option<&'r str>,
}

/// Words before a hit among which an exception may begin.
const EXCEPTION_WORDS: usize = 6;

struct BlameRule {
    code: String,
    patterns: Vec<Pattern>,
    except: Vec<Pattern>,
    suggestion: Said,
}

/// The rules, ready to be used.
pub struct Rules {
    wording_version: u32,
    blame: Vec<BlameRule>,
    identity: Identity,
    names: names::Names,
    places: places::Places,
}

impl Rules {
    /// The rules that are built into the program.
    #[must_use]
    pub fn builtin() -> &'static Self {
        static RULES: LazyLock<Rules> = LazyLock::new(|| Rules::with_units([]));
        &RULES
    }

    /// The built-in rules, which also know the names of the organisation's own `units`.
    #[must_use]
    pub fn with_units<'a>(units: impl IntoIterator<Item = &'a str>) -> Self {
        // That the built-in files can be read is a test of this crate.
        let wording: Wording =
            serde_json::from_str(include_str!("../../lists/wording.json")).unwrap_or_default();
        let identity: Identity =
            serde_json::from_str(include_str!("../../lists/identity.json")).unwrap_or_default();
        let parsed = |patterns: &[String]| patterns.iter().map(|one| Pattern::parse(one)).collect();
        let blame = wording.rules.iter().map(|rule| BlameRule {
            code: rule.code.clone(),
            patterns: parsed(&rule.patterns),
            except: parsed(&rule.except),
            suggestion: rule.suggestion.clone(),
        });
        Self {
            wording_version: wording.version,
            blame: blame.collect(),
            names: names::Names::new(&identity),
            places: places::Places::new(&identity, units),
            identity,
        }
    }

    /// Which rules these are, to be recorded beside what was decided with them, such as
    /// `wording 1` or `identity 1`.
    #[must_use]
    pub fn label(&self, purpose: Purpose) -> String {
        match purpose {
            Purpose::Publish => format!("wording {}", self.wording_version),
            Purpose::Deidentify => format!("identity {}", self.identity.version),
        }
    }

    /// What to ask or write instead of what the rule with this `code` finds.
    #[must_use]
    pub fn suggestion(&self, code: &str, lang: Lang) -> Option<&str> {
        let blame = self.blame.iter().find(|rule| rule.code == code).map(|rule| &rule.suggestion);
        let said = blame.or_else(|| self.identity.suggestions.get(code));
        said.map(|said| said.in_lang(lang))
    }

    /// Everything that the rules find in `text`: in order, none overlapping another.
    /// `lang` is the language of the suggestions. The time grows with the text's length.
    #[must_use]
    pub fn check(&self, text: &str, lang: Lang, purpose: Purpose) -> Vec<Hit<'_>> {
        let folded = Folded::new(text);
        let tokens = folded.tokens();
        let mut taken = Taken { folded: &folded, is_taken: vec![false; folded.chars.len()] };
        let mut hits = Vec::new();
        let mut identity = |code: &'static str, ranges: Vec<Range<usize>>| {
            let Some((code, suggestion)) = self.identity.suggestions.get_key_value(code) else {
                return;
            };
            let suggestion = suggestion.in_lang(lang);
            let mask = self.identity.masks.get(code).map(|mask| mask.in_lang(lang));
            let hit =
                |(start, end)| Hit { start, end, code, kind: Kind::Identity, suggestion, mask };
            hits.extend(ranges.into_iter().filter_map(|range| taken.claim(range)).map(hit));
        };
        identity("email", numbers::emails(&folded));
        identity("personal_number", numbers::personal_numbers(&folded));
        identity("phone", numbers::phones(&folded));
        if purpose == Purpose::Deidentify {
            identity("workplace", self.places.find(&tokens));
        }
        identity("name", self.names.find(&tokens));
        if purpose == Purpose::Publish {
            for (rule, range) in self.blame(&tokens) {
                let suggestion = rule.suggestion.in_lang(lang);
                let (code, kind) = (&*rule.code, Kind::Blame);
                let hit = |(start, end)| Hit { start, end, code, kind, suggestion, mask: None };
                hits.extend(taken.claim(range).map(hit));
            }
        }
        hits.sort_by_key(|hit| hit.start);
        hits
    }

    fn blame<'r>(&'r self, tokens: &[Token]) -> Vec<(&'r BlameRule, Range<usize>)> {
        let mut found = Vec::new();
        for at in 0..tokens.len() {
            for rule in &self.blame {
                let matched = rule.patterns.iter().find_map(|pattern| pattern.at(tokens, at));
                if let Some(matched) = matched
                    && !rule.is_excepted(tokens, at, matched.last)
                {
                    let end = tokens.get(matched.shown).map_or(0, |token| token.chars.end);
                    let start = tokens.get(at).map_or(0, |token| token.chars.start);
                    found.push((rule, start..end));
                }
            }
        }
        found
    }
}

impl BlameRule {
    /// Whether the words `first..=last` are part of something that the rule lets pass.
    fn is_excepted(&self, tokens: &[Token], first: usize, last: usize) -> bool {
        self.except.iter().any(|pattern| {
            (first.saturating_sub(EXCEPTION_WORDS)..=last)
                .any(|at| pattern.at(tokens, at).is_some_and(|matched| matched.last >= first))
        })
    }
}

/// `text` with its identifying hits replaced by their masks; everything else as it was.
/// `hits` must come from [`Rules::check`] of the same text.
#[must_use]
pub fn mask(text: &str, hits: &[Hit<'_>]) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut from = 0;
    for hit in hits {
        let Some(mask) = hit.mask else { continue };
        masked.push_str(text.get(from..hit.start).unwrap_or_default());
        masked.push_str(mask);
        from = hit.end;
    }
    masked.push_str(text.get(from..).unwrap_or_default());
    masked
}

/// Which characters belong to a hit already: what comes first keeps them.
struct Taken<'t> {
    folded: &'t Folded,
    is_taken: Vec<bool>,
}

impl Taken<'_> {
    /// The byte offsets of the part of `range` that is free, if there is one.
    fn claim(&mut self, range: Range<usize>) -> Option<(usize, usize)> {
        let is_free_word = |at: &usize| {
            let is_word = self.folded.at(*at).is_some_and(char::is_alphanumeric);
            is_word && self.is_taken.get(*at) == Some(&false)
        };
        let is_taken = |at: &usize| self.is_taken.get(*at) != Some(&false);
        let from = range.clone().find(|at| !is_taken(at))?;
        let from = if from == range.start { from } else { (from..range.end).find(is_free_word)? };
        let to = (from..range.end).find(is_taken).unwrap_or(range.end);
        let last = if to == range.end { to - 1 } else { (from..to).rev().find(is_free_word)? };
        let start = self.folded.chars.get(from)?.start;
        let end = self.folded.chars.get(last)?.end;
        self.is_taken.get_mut(from..=last)?.fill(true);
        Some((start, end))
    }
}

#[cfg(test)]
mod tests;
