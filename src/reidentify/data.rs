//! The words of `lists/reidentification.json`: times, roles, places, and what to say instead.
//!
//! Must never be asked whether a text is safe: lists miss much.

use std::sync::LazyLock;

use serde::Deserialize;
use tillbud_events::vocabulary::Lang;

use super::words_of;

/// A word or phrase in both languages.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Said {
    sv: String,
    en: String,
}

/// One for each season, beginning with winter.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Seasons {
    sv: Vec<String>,
    en: Vec<String>,
}

/// What to say instead of a time.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Times {
    pub early: Seasons,
    pub middle: Seasons,
    pub late: Seasons,
    pub weekday: Said,
    pub weekend: Said,
    pub recently: Said,
    pub night: Said,
    pub morning: Said,
    pub day: Said,
    pub evening: Said,
}

#[derive(Clone, Debug, Default, Deserialize)]
struct Workplace {
    parts: Vec<String>,
    #[serde(flatten)]
    said: Said,
}

#[derive(Clone, Debug, Default, Deserialize)]
struct Masks {
    name: Said,
    personal_number: Said,
    email: Said,
    phone: Said,
}

/// All of the file.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Lists {
    /// Rises with each change.
    pub version: u32,
    /// Names of each month.
    pub months: Vec<Vec<String>>,
    /// Names of months that mean something else in small letters.
    pub modal_words: Vec<String>,
    /// How names of days begin.
    pub weekdays: Vec<String>,
    /// How names of days off begin.
    pub weekend: Vec<String>,
    /// How a day's name ends when every week's is meant.
    pub every_week: Vec<String>,
    /// Phrases for what was not long ago.
    pub recently: Vec<Vec<String>>,
    /// What stands before a time of the day.
    pub clock: Vec<String>,
    /// What to say instead.
    pub times: Times,
    workplaces: Vec<Workplace>,
    masks: Masks,
    roles: Vec<String>,
    places: Vec<String>,
}

/// The lists that are built into the program.
pub fn lists() -> &'static Lists {
    static LISTS: LazyLock<Lists> = LazyLock::new(|| {
        // That the built-in file can be read is a test.
        serde_json::from_str(include_str!("../../lists/reidentification.json")).unwrap_or_default()
    });
    &LISTS
}

impl Said {
    /// In this language.
    pub fn in_lang(&self, lang: Lang) -> &str {
        match lang {
            Lang::Sv => &self.sv,
            Lang::En => &self.en,
        }
    }
}

impl Seasons {
    /// Of the month 1–12, in this language.
    pub fn of(&self, month: usize, lang: Lang) -> String {
        let all = match lang {
            Lang::Sv => &self.sv,
            Lang::En => &self.en,
        };
        all.get(month % 12 / 3).cloned().unwrap_or_default()
    }
}

impl Lists {
    /// What kind of workplace the one called `name` is.
    pub fn workplace(&self, name: &str, lang: Lang) -> String {
        let name = name.to_lowercase();
        let is_of = |kind: &&Workplace| {
            kind.parts.is_empty() || kind.parts.iter().any(|part| name.contains(part.as_str()))
        };
        let kind = self.workplaces.iter().find(is_of);
        kind.map(|kind| kind.said.in_lang(lang).to_owned()).unwrap_or_default()
    }

    /// What stands for what the rule with this code finds.
    pub fn mask(&self, code: &str, lang: Lang) -> String {
        let said = match code {
            "name" => &self.masks.name,
            "personal_number" => &self.masks.personal_number,
            "email" => &self.masks.email,
            "phone" => &self.masks.phone,
            _ => return String::new(),
        };
        said.in_lang(lang).to_owned()
    }

    /// The first word of `text` that names a role.
    pub fn role_in(&self, text: &str) -> Option<String> {
        first_of(text, |word| is_of(word, &self.roles))
    }

    /// The first word of `text` that names a place and no role: a "receptionist" is none.
    pub fn place_in(&self, text: &str) -> Option<String> {
        first_of(text, |word| is_of(word, &self.places) && !is_of(word, &self.roles))
    }
}

/// The first word of `text` that fits in small letters.
fn first_of(text: &str, fits: impl Fn(&str) -> bool) -> Option<String> {
    let mut words = words_of(text).into_iter().filter_map(|bytes| text.get(bytes));
    words.find(|word| fits(&word.to_lowercase())).map(ToOwned::to_owned)
}

/// Compounds end with what they are: "enhetschefen" is a chef, so long stems count anywhere
/// in a word, but short ones only near its end.
fn is_of(word: &str, stems: &[String]) -> bool {
    stems.iter().any(|stem| holds(word, stem))
}

/// Letters from which on a stem is told from a coincidence.
const STEM_LETTERS: usize = 6;
/// Letters that an ending may add.
const ENDING_LETTERS: usize = 4;

fn holds(word: &str, stem: &str) -> bool {
    if stem.chars().count() >= STEM_LETTERS {
        return word.contains(stem);
    }
    word.rfind(stem).is_some_and(|at| {
        let ending = word.get(at + stem.len()..).unwrap_or_default();
        ending.chars().count() <= ENDING_LETTERS
    })
}
