//! Times in a text that are more exact than a season or a part of the day.
//!
//! A year alone, a season and "every Tuesday" are general enough. Must never change a text.

use std::ops::Range;

use tillbud_events::vocabulary::{Finding as Kind, Lang};

use super::data::Lists;
use super::{Finding, words_of};

/// Digits of a year.
const YEAR_DIGITS: usize = 4;

/// Every time in `text`, in order, with what to say instead in `lang`.
pub fn times(text: &str, lists: &Lists, lang: Lang) -> Vec<Finding> {
    let words = words_of(text);
    let reader = Reader { text, lists, lang, words: &words };
    let (mut found, mut at) = (Vec::new(), 0);
    while at < words.len() {
        match reader.at(at) {
            Some((end, instead)) => {
                let bytes = reader.bytes(at, end);
                let words = text.get(bytes).unwrap_or_default().to_owned();
                found.push(Finding { kind: Kind::Time, words, instead });
                at = end;
            }
            None => at += 1,
        }
    }
    found
}

struct Reader<'t> {
    text: &'t str,
    lists: &'t Lists,
    lang: Lang,
    words: &'t [Range<usize>],
}

impl Reader<'_> {
    /// The time that begins with this word: the word after its end, and what to say instead.
    fn at(&self, at: usize) -> Option<(usize, String)> {
        self.written_in_digits(at)
            .or_else(|| self.day_and_month(at))
            .or_else(|| self.month_alone(at))
            .or_else(|| self.clock(at))
            .or_else(|| self.weekday(at))
            .or_else(|| self.recently(at))
    }

    /// "2026-11-14", "14/11".
    fn written_in_digits(&self, at: usize) -> Option<(usize, String)> {
        let first = self.number(at)?;
        let second = self.number(at + 1)?;
        match self.between(at) {
            "-" if self.word(at).len() == YEAR_DIGITS => {
                let month = is_month(second)?;
                let day = self.number(at + 2).filter(|_| self.between(at + 1) == "-");
                let end = at + 2 + usize::from(day.is_some());
                Some((end, self.season(month)))
            }
            "/" if (1..=31).contains(&first) => Some((at + 2, self.season(is_month(second)?))),
            _ => None,
        }
    }

    /// "den 14 november 2026", "14:e november", "November 14th".
    fn day_and_month(&self, at: usize) -> Option<(usize, String)> {
        let is_day = |at: usize| self.leading_number(at).is_some_and(|day| (1..=31).contains(&day));
        if is_day(at) {
            let is_ordinal = ["a", "e"].contains(&self.word(at + 1)) && self.between(at) == ":";
            let ordinal = usize::from(is_ordinal);
            let month = self.month(at + 1 + ordinal)?;
            return Some((self.with_year(at + 2 + ordinal), self.season(month)));
        }
        let month = self.month(at)?;
        is_day(at + 1).then(|| (self.with_year(at + 2), self.season(month)))
    }

    /// "november", "i november 2026".
    fn month_alone(&self, at: usize) -> Option<(usize, String)> {
        let month = self.month(at)?;
        Some((self.with_year(at + 1), self.season(month)))
    }

    /// "kl. 10.42", "klockan 3", "10:42".
    fn clock(&self, at: usize) -> Option<(usize, String)> {
        let is_said = self.lists.clock.contains(&self.word(at).to_lowercase());
        let from = if is_said { at + 1 } else { at };
        let hour = self.number(from).filter(|hour| *hour < 24)?;
        let minute = self.number(from + 1).filter(|minute| *minute < 60);
        let is_pair = minute.is_some() && self.word(from + 1).len() == 2;
        let end = match self.between(from) {
            ":" if is_pair => from + 2,
            "." if is_pair && is_said => from + 2,
            // "at 3" may be any number; "kl 3" is a time.
            _ if is_said && self.word(at).to_lowercase() != "at" => from + 1,
            _ => return None,
        };
        let times = &self.lists.times;
        let said = match hour {
            6..=9 => &times.morning,
            10..=16 => &times.day,
            17..=21 => &times.evening,
            _ => &times.night,
        };
        Some((end, said.in_lang(self.lang).to_owned()))
    }

    fn weekday(&self, at: usize) -> Option<(usize, String)> {
        let word = self.word(at).to_lowercase();
        let is_one = |names: &[String]| {
            names.iter().any(|name| {
                // "i tisdags" is one day; "på tisdagar", "on Tuesdays" is every week's.
                let before = at.checked_sub(1).map(|before| self.word(before).to_lowercase());
                let is_last = before.as_deref() == Some("i");
                word.strip_prefix(name.as_str()).is_some_and(|ending| {
                    let is_every = self.lists.every_week.iter().any(|every| every == ending);
                    !is_every || (ending == "s" && is_last)
                })
            })
        };
        let times = &self.lists.times;
        let said = if is_one(&self.lists.weekdays) {
            &times.weekday
        } else if is_one(&self.lists.weekend) {
            &times.weekend
        } else {
            return None;
        };
        Some((at + 1, said.in_lang(self.lang).to_owned()))
    }

    fn recently(&self, at: usize) -> Option<(usize, String)> {
        let fits = |phrase: &&Vec<String>| {
            phrase.iter().enumerate().all(|(nth, word)| self.word(at + nth).to_lowercase() == *word)
        };
        let phrase = self.lists.recently.iter().find(fits)?;
        Some((at + phrase.len(), self.lists.times.recently.in_lang(self.lang).to_owned()))
    }

    /// The month that this word names.
    fn month(&self, at: usize) -> Option<usize> {
        let (word, small) = (self.word(at), self.word(at).to_lowercase());
        if self.lists.modal_words.contains(&small) && *word == small {
            return None;
        }
        let is_named = |names: &Vec<String>| names.contains(&small);
        self.lists.months.iter().position(is_named).map(|month| month + 1)
    }

    /// `end`, or behind the year that stands there.
    fn with_year(&self, end: usize) -> usize {
        let is_year = self.word(end).len() == YEAR_DIGITS && self.number(end).is_some();
        end + usize::from(is_year)
    }

    fn season(&self, month: usize) -> String {
        let times = &self.lists.times;
        // Winter begins with December, spring with March: the third of each ends it.
        let seasons = match month % 3 {
            0 => &times.early,
            1 => &times.middle,
            _ => &times.late,
        };
        seasons.of(month, self.lang)
    }

    fn word(&self, at: usize) -> &str {
        self.words.get(at).and_then(|bytes| self.text.get(bytes.clone())).unwrap_or_default()
    }

    fn number(&self, at: usize) -> Option<usize> {
        self.word(at).parse().ok()
    }

    /// As "14th" or "14".
    fn leading_number(&self, at: usize) -> Option<usize> {
        let word = self.word(at);
        let ordinal = ["st", "nd", "rd", "th"].iter().find_map(|ending| word.strip_suffix(ending));
        ordinal.unwrap_or(word).parse().ok()
    }

    /// What stands between this word and the next.
    fn between(&self, at: usize) -> &str {
        let (Some(one), Some(next)) = (self.words.get(at), self.words.get(at + 1)) else {
            return "";
        };
        self.text.get(one.end..next.start).unwrap_or_default()
    }

    fn bytes(&self, from: usize, end: usize) -> Range<usize> {
        let start = self.words.get(from).map_or(0, |word| word.start);
        let last = end.checked_sub(1).and_then(|last| self.words.get(last));
        start..last.map_or(start, |word| word.end)
    }
}

fn is_month(number: usize) -> Option<usize> {
    (1..=12).contains(&number).then_some(number)
}
