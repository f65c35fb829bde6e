//! What to mask in a reporter's words before others read them: a proposal, by the rules.
//!
//! What one rule has found is masked wherever it stands again: "Björn" after "Björn
//! Lindman". Must never decide: a person reads the original, edits and approves.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use tillbud_events::vocabulary::{Label, Lang};
use tillbud_wording::{Kind, Lang as RuleLang, Purpose, Rules};

use crate::lists::Lists;

/// Words to mask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// Where they begin, in bytes.
    pub bytes: Range<usize>,
    /// Where they begin, in Unicode characters.
    pub start: usize,
    /// Where they end.
    pub end: usize,
    /// The words.
    pub words: String,
    /// Code of the rule, such as `name`.
    pub rule: String,
    /// What stands for them in the copy.
    pub replacement: String,
}

/// What to mask in a text, and how it reads then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// In order, none overlapping another.
    pub spans: Vec<Span>,
    /// The text with each of them replaced.
    pub masked: String,
}

/// Words of a copy that point at somebody. They are not masked; its reader may wonder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// The words.
    pub words: String,
    /// What to ask instead.
    pub suggestion: String,
}

/// The rules, which also know the organisation's own units, in both languages.
#[must_use]
pub fn rules(lists: &Lists) -> Rules {
    Rules::with_units(lists.units.iter().flat_map(|unit| [&*unit.sv, &*unit.en]))
}

/// Which edition of the rules proposes; none when it cannot be told, which a test excludes.
#[must_use]
pub fn edition(rules: &Rules) -> Option<Label> {
    Label::parse(&rules.label(Purpose::Deidentify)).ok()
}

/// What to mask in `text`, with masks in the language of the text.
#[must_use]
pub fn propose(rules: &Rules, text: &str, lang: Lang) -> Proposal {
    let hits = rules.check(text, of(lang), Purpose::Deidentify);
    let found = hits.iter().filter_map(|hit| {
        Some(Found { bytes: hit.start..hit.end, rule: hit.code, mask: hit.mask? })
    });
    let mut found: Vec<Found<'_>> = found.collect();
    found.extend(again(text, &found));
    found.sort_by_key(|found| found.bytes.start);
    let mut masked = String::with_capacity(text.len());
    let (mut from, mut characters) = (0, 0);
    let mut spans = Vec::with_capacity(found.len());
    for Found { bytes, rule, mask } in found {
        let between = text.get(from..bytes.start).unwrap_or_default();
        let words = text.get(bytes.clone()).unwrap_or_default();
        masked.push_str(between);
        masked.push_str(mask);
        let start = characters + between.chars().count();
        characters = start + words.chars().count();
        from = bytes.end;
        let (words, rule, replacement) = (words.to_owned(), rule.to_owned(), mask.to_owned());
        spans.push(Span { bytes, start, end: characters, words, rule, replacement });
    }
    masked.push_str(text.get(from..).unwrap_or_default());
    Proposal { spans, masked }
}

/// The words of `text` that point at somebody.
#[must_use]
pub fn hints(text: &str, lang: Lang) -> Vec<Hint> {
    let hits = Rules::builtin().check(text, of(lang), Purpose::Publish);
    let blames = hits.iter().filter(|hit| hit.kind == Kind::Blame);
    let hint = |hit: &tillbud_wording::Hit<'_>| Hint {
        words: text.get(hit.start..hit.end).unwrap_or_default().to_owned(),
        suggestion: hit.suggestion.to_owned(),
    };
    blames.map(hint).collect()
}

#[derive(Clone)]
struct Found<'r> {
    bytes: Range<usize>,
    rule: &'r str,
    mask: &'r str,
}

/// Where the words of `found` stand elsewhere in `text`. Of a name, each of its words
/// counts by itself, also in the genitive.
fn again<'r>(text: &str, found: &[Found<'r>]) -> Vec<Found<'r>> {
    let tokens = tokens(text);
    let word = |at: usize| tokens.get(at).and_then(|token| text.get(token.clone()));
    let mut taken = vec![false; tokens.len()];
    let mut phrases: HashMap<&str, HashSet<Vec<&str>>> = HashMap::new();
    let mut kinds: HashMap<Vec<&str>, &Found<'r>> = HashMap::new();
    let mut next = 0;
    for one in found {
        while tokens.get(next).is_some_and(|token| token.end <= one.bytes.start) {
            next += 1;
        }
        let first = next;
        while tokens.get(next).is_some_and(|token| token.start < one.bytes.end) {
            if let Some(taken) = taken.get_mut(next) {
                *taken = true;
            }
            next += 1;
        }
        let words: Vec<&str> = (first..next).filter_map(word).collect();
        let alone = words.iter().filter(|word| one.rule == "name" && is_name(word));
        for phrase in alone.map(|word| vec![*word]).chain([words.clone()]) {
            if let Some(begins) = phrase.first() {
                phrases.entry(begins).or_default().insert(phrase.clone());
                kinds.entry(phrase).or_insert(one);
            }
        }
    }
    let mut more = Vec::new();
    for at in 0..tokens.len() {
        let Some(begins) = word(at).filter(|_| taken.get(at) == Some(&false)) else { continue };
        let keys = [Some(begins), begins.strip_suffix('s')];
        let fitting = keys.into_iter().flatten().filter_map(|key| phrases.get(key)).flatten();
        let fits = |phrase: &&Vec<&str>| {
            let last = phrase.len() - 1;
            phrase.iter().enumerate().all(|(nth, said)| {
                let is_free = taken.get(at + nth) == Some(&false);
                let here = word(at + nth).unwrap_or_default();
                is_free && (here == *said || (nth == last && here.strip_suffix('s') == Some(said)))
            })
        };
        let Some(phrase) = fitting.filter(fits).max_by_key(|phrase| phrase.len()) else { continue };
        let ends = tokens.get(at + phrase.len() - 1);
        if let (Some(one), Some(begins), Some(ends)) = (kinds.get(phrase), tokens.get(at), ends) {
            more.push(Found { bytes: begins.start..ends.end, ..(*one).clone() });
            taken.iter_mut().skip(at).take(phrase.len()).for_each(|taken| *taken = true);
        }
    }
    more
}

/// Whether one word of a name says by itself who is meant, as "von" does not.
fn is_name(word: &str) -> bool {
    word.chars().count() > 1 && word.chars().next().is_some_and(char::is_uppercase)
}

/// The words of `text` as byte ranges.
fn tokens(text: &str) -> Vec<Range<usize>> {
    let mut tokens: Vec<Range<usize>> = Vec::new();
    for (at, character) in text.char_indices().filter(|(_, one)| one.is_alphanumeric()) {
        let end = at + character.len_utf8();
        match tokens.last_mut().filter(|last| last.end == at) {
            Some(last) => last.end = end,
            None => tokens.push(at..end),
        }
    }
    tokens
}

const fn of(lang: Lang) -> RuleLang {
    match lang {
        Lang::Sv => RuleLang::Sv,
        Lang::En => RuleLang::En,
    }
}

#[cfg(test)]
mod tests;
