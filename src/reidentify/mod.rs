//! What in a lesson may lead to somebody, or to where they work; and how to say it more
//! generally.
//!
//! The rules, all in one place:
//!
//! - *wording*, *name*, *personal_number*, *email*, *phone*, *workplace*: what the rules of
//!   `wording/` find, with the organisation's own units.
//! - *time*: anything more exact than a season or a part of the day ([`when`]).
//! - *rare_word*: a long word that few other texts have ([`terms`] says which texts).
//! - *combination*: time, place and role together; two of them suffice where few reports
//!   are alike, in category or in unit.
//! - *rare_unit*: all that the lesson comes from happened in one unit, and few reports come
//!   from there, whatever the words are.
//!
//! Headcounts are not known here: a unit is rare by its reports. Must never decide: whoever
//! approves resolves each finding or says why it stays. Must never compare with words that
//! its reader may not read.

mod data;
pub mod terms;
mod when;

use tillbud_events::vocabulary::{Finding as Kind, Lang};
use tillbud_wording::{self as rules, Purpose, Rules};

use self::data::Lists;
use crate::wording;

/// Fewer reports than this of a unit or a category are few: one of them can be recognised.
pub const FEW_REPORTS: i64 = 5;
/// Kinds of quasi-identifiers that may stand together.
const TOGETHER: usize = 2;

/// Something that may lead to somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What it is.
    pub kind: Kind,
    /// The words of the text; the name of the unit for one that is rare.
    pub words: String,
    /// What to write instead, in the language of the text, or a word of advice in the
    /// language of its reader; empty when only leaving it out helps.
    pub instead: String,
}

/// What is known about where a text comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// Name of the only unit that it comes from, when few reports come from there.
    pub rare_unit: Option<String>,
    /// Whether few reports are of its category.
    pub is_category_rare: bool,
}

/// What a text is checked with.
pub struct Check<'c> {
    /// The rules, which know the organisation's own units.
    pub rules: &'c Rules,
    /// The language of the text.
    pub lang: Lang,
    /// The language of whoever reads the findings.
    pub reader: Lang,
    /// Where the text comes from.
    pub origin: &'c Origin,
    /// Texts to compare its words with.
    pub known: &'c terms::Known,
}

impl Check<'_> {
    /// All that may lead to somebody in `text`, each once, kind by kind.
    #[must_use]
    pub fn findings(&self, text: &str) -> Vec<Finding> {
        let lists = data::lists();
        let mut findings = self.by_rules(text, lists);
        let times = when::times(text, lists, self.lang);
        let places = findings.iter().filter(|found| found.kind == Kind::Workplace);
        let places: Vec<String> = places.map(|found| found.words.clone()).collect();
        findings.extend(times.iter().cloned());
        findings.extend(self.rare_words(text));
        findings.extend(self.combination(text, lists, &times, &places));
        findings.extend(self.origin.rare_unit.clone().map(|words| Finding {
            kind: Kind::RareUnit,
            words,
            instead: String::new(),
        }));
        let mut once: Vec<Finding> = Vec::with_capacity(findings.len());
        for found in findings {
            if !once.iter().any(|one| one.kind == found.kind && one.words == found.words) {
                once.push(found);
            }
        }
        once.sort_by_key(|found| found.kind);
        once
    }

    fn by_rules(&self, text: &str, lists: &Lists) -> Vec<Finding> {
        let words_of = |hit: &rules::Hit<'_>| text.get(hit.start..hit.end).unwrap_or_default();
        let blame = Rules::builtin().check(text, rules::Lang::Sv, Purpose::Publish);
        let blame = blame.iter().filter(|hit| hit.kind == rules::Kind::Blame).map(|hit| Finding {
            kind: Kind::Wording,
            words: words_of(hit).to_owned(),
            instead: wording::suggestion(hit.code, self.reader).to_owned(),
        });
        let identity = self.rules.check(text, rules::Lang::Sv, Purpose::Deidentify);
        let identity = identity.iter().filter_map(|hit| {
            let words = words_of(hit).to_owned();
            let instead = match hit.code {
                "workplace" => lists.workplace(&words, self.lang),
                code => lists.mask(code, self.lang),
            };
            Some(Finding { kind: Kind::from_stored(hit.code)?, words, instead })
        });
        blame.chain(identity).collect()
    }

    fn rare_words(&self, text: &str) -> impl Iterator<Item = Finding> {
        let rare = self.known.rare_in(text).into_iter();
        rare.map(|words| Finding { kind: Kind::RareWord, words, instead: String::new() })
    }

    /// The first time, place and role of the text, when too many of them stand together.
    fn combination(
        &self,
        text: &str,
        lists: &Lists,
        times: &[Finding],
        places: &[String],
    ) -> Option<Finding> {
        let time = times.first().map(|found| found.words.clone());
        let place = places.first().cloned().or_else(|| lists.place_in(text));
        let together: Vec<_> = [time, place, lists.role_in(text)].into_iter().flatten().collect();
        let is_rare = self.origin.rare_unit.is_some() || self.origin.is_category_rare;
        let is_telling = together.len() > TOGETHER || (together.len() == TOGETHER && is_rare);
        let words = together.join(" + ");
        is_telling.then_some(Finding { kind: Kind::Combination, words, instead: String::new() })
    }
}

/// Which edition of the rules checks, to be recorded with an approval.
#[must_use]
pub fn edition(rules: &Rules) -> String {
    let [wording, identity] = [Purpose::Publish, Purpose::Deidentify].map(|it| rules.label(it));
    format!("{wording}, {identity}, reidentification {}", data::lists().version)
}

/// The words of `text` as byte ranges; digits and letters apart from everything else.
fn words_of(text: &str) -> Vec<std::ops::Range<usize>> {
    let mut words: Vec<std::ops::Range<usize>> = Vec::new();
    for (at, character) in text.char_indices().filter(|(_, one)| one.is_alphanumeric()) {
        let end = at + character.len_utf8();
        match words.last_mut().filter(|last| last.end == at) {
            Some(last) => last.end = end,
            None => words.push(at..end),
        }
    }
    words
}

#[cfg(test)]
mod tests;
