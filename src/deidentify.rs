//! What to mask in a reporter's words before others read them: a proposal, by the rules.
//!
//! What one rule has found is masked wherever it stands again: "Björn" after "Björn
//! Lindman"; and what was found in the original is looked for in what somebody made of
//! it. Must never decide: a person reads the original, edits and approves.

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
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proposal {
    /// In order, none overlapping another.
    pub spans: Vec<Span>,
    /// The text with each of them replaced.
    pub masked: String,
}

/// Words of a copy that still tell who or where somebody is; each once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Left {
    /// The words.
    pub words: String,
    /// Code of the rule that found them, such as `name`.
    pub rule: String,
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
    let mut found = find(rules, text, lang);
    let mut known = Known::default();
    known.learn(text, &found);
    found.extend(known.again(text, &found));
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

/// What still stands in a `copy` of `original`: words that the rules find in the copy, and
/// words that were to be masked in the original, wherever the copy has them.
#[must_use]
pub fn left(rules: &Rules, original: &str, copy: &str, lang: Lang) -> Vec<Left> {
    let masked = find(rules, original, lang);
    let mut found = find(rules, copy, lang);
    let mut known = Known::default();
    known.learn(original, &masked);
    known.learn(copy, &found);
    found.extend(known.again(copy, &found));
    found.sort_by_key(|found| found.bytes.start);
    let mut left: Vec<Left> = Vec::new();
    for Found { bytes, rule, .. } in found {
        let words = copy.get(bytes).unwrap_or_default().to_owned();
        let one = Left { words, rule: rule.to_owned() };
        if !left.contains(&one) {
            left.push(one);
        }
    }
    left
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

/// What the rules find in `text`, in order.
fn find<'r>(rules: &'r Rules, text: &str, lang: Lang) -> Vec<Found<'r>> {
    let hits = rules.check(text, of(lang), Purpose::Deidentify);
    let found = |hit: tillbud_wording::Hit<'r>| Some((hit.start..hit.end, hit.code, hit.mask?));
    let found = hits.into_iter().filter_map(found);
    found.map(|(bytes, rule, mask)| Found { bytes, rule, mask }).collect()
}

/// Words that were found, and as what. Of a name, each of its words counts by itself.
#[derive(Default)]
struct Known<'t, 'r> {
    /// By their first word.
    phrases: HashMap<&'t str, HashSet<Vec<&'t str>>>,
    kinds: HashMap<Vec<&'t str>, Found<'r>>,
}

impl<'t, 'r> Known<'t, 'r> {
    /// Adds what was `found` in `text`.
    fn learn(&mut self, text: &'t str, found: &[Found<'r>]) {
        let tokens = tokens(text);
        for one in found {
            let within = tokens_within(&tokens, &one.bytes);
            let words: Vec<&str> =
                within.filter_map(|at| text.get(tokens.get(at)?.clone())).collect();
            let alone = words.iter().filter(|word| one.rule == "name" && is_name(word));
            for phrase in alone.map(|word| vec![*word]).chain([words.clone()]) {
                if let Some(begins) = phrase.first() {
                    self.phrases.entry(begins).or_default().insert(phrase.clone());
                    self.kinds.entry(phrase).or_insert_with(|| one.clone());
                }
            }
        }
    }

    /// Where the words stand in `text` besides what was `found` there, also in the genitive.
    fn again(&self, text: &str, found: &[Found<'_>]) -> Vec<Found<'r>> {
        let tokens = tokens(text);
        let word = |at: usize| tokens.get(at).and_then(|token| text.get(token.clone()));
        let mut taken = vec![false; tokens.len()];
        for one in found {
            taken
                .get_mut(tokens_within(&tokens, &one.bytes))
                .into_iter()
                .for_each(|tokens| tokens.fill(true));
        }
        let mut more = Vec::new();
        for at in 0..tokens.len() {
            let Some(begins) = word(at).filter(|_| taken.get(at) == Some(&false)) else { continue };
            let keys = [Some(begins), begins.strip_suffix('s')];
            let fitting = keys.into_iter().flatten().filter_map(|key| self.phrases.get(key));
            let fits = |phrase: &&Vec<&str>| {
                let last = phrase.len() - 1;
                phrase.iter().enumerate().all(|(nth, said)| {
                    let is_free = taken.get(at + nth) == Some(&false);
                    let here = word(at + nth).unwrap_or_default();
                    let is_said =
                        here == *said || (nth == last && here.strip_suffix('s') == Some(said));
                    is_free && is_said
                })
            };
            let longest = fitting.flatten().filter(fits).max_by_key(|phrase| phrase.len());
            let Some(phrase) = longest else { continue };
            let ends = tokens.get(at + phrase.len() - 1);
            if let (Some(one), Some(begins), Some(ends)) =
                (self.kinds.get(phrase), tokens.get(at), ends)
            {
                more.push(Found { bytes: begins.start..ends.end, ..one.clone() });
                taken.iter_mut().skip(at).take(phrase.len()).for_each(|taken| *taken = true);
            }
        }
        more
    }
}

/// Which of the `tokens` lie within `bytes`, wholly or in part.
fn tokens_within(tokens: &[Range<usize>], bytes: &Range<usize>) -> Range<usize> {
    let first = tokens.partition_point(|token| token.end <= bytes.start);
    let end = tokens.partition_point(|token| token.start < bytes.end);
    first..end.max(first)
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
