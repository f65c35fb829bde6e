//! What the organisation says of itself to people who report: whom to call, where else
//! to turn, and how soon it answers.
//!
//! One small JSON file, checked when the program starts; each entry is optional. Must
//! never hold a person's name: functions have numbers and addresses, people move on.

use std::fmt;
use std::path::Path;

use serde::Deserialize;
use tillbud_events::vocabulary::Lang;

/// Longest text of an entry, in characters.
pub const TEXT_CHARACTERS: usize = 300;
/// Longest address of an entry, in characters.
pub const URL_CHARACTERS: usize = 500;
/// Longest number to call, in characters.
pub const NUMBER_CHARACTERS: usize = 30;
/// Most days that an answer may be promised within.
pub const DAYS_MAX: u32 = 366;

/// The organisation's own answers; what is not given has a general text in its place.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Organisation {
    /// Whom to call when someone is in danger.
    pub emergency_number: Number,
    /// Whom to call here, at any hour, when safety cannot wait.
    pub urgent_number: Option<Number>,
    /// Whom to contact about what concerns national security.
    pub security_protection: Option<Contact>,
    /// The way to report serious misconduct with the protection of the law.
    pub whistleblowing: Option<Contact>,
    /// Where to turn with one's own employment or how someone was treated.
    pub manager_or_hr: Option<Contact>,
    /// Whom to tell about what does not work for somebody, for the accessibility statement.
    pub accessibility: Option<Contact>,
    /// The authority that supervises accessibility, once it is another than the one known here.
    pub accessibility_supervisor: Option<Contact>,
    /// Working days within which a coordinator reads a report.
    pub read_within_working_days: u32,
    /// Days within which a reporter hears what came of it.
    pub feedback_within_days: u32,
}

/// A number to call.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Number(String);

/// Whom to contact: words in both languages, and where to find more.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// In Swedish.
    pub sv: String,
    /// In English.
    pub en: String,
    /// A page, or a `mailto:` address.
    pub url: Option<String>,
}

/// The file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum OrganisationError {
    /// There is no such file, or it cannot be opened.
    #[error("the file of the organisation {path} cannot be read: {source}")]
    Unreadable {
        /// The file.
        path: String,
        /// What was wrong.
        source: std::io::Error,
    },
    /// Not JSON of this shape.
    #[error("the file of the organisation {path} cannot be used: {source}")]
    Shape {
        /// The file.
        path: String,
        /// What was wrong, with line and column.
        source: serde_json::Error,
    },
    /// An entry cannot be shown.
    #[error("the file of the organisation {path}: {entry} {problem}")]
    Entry {
        /// The file.
        path: String,
        /// Which entry.
        entry: &'static str,
        /// What to change.
        problem: String,
    },
}

impl Default for Organisation {
    fn default() -> Self {
        Self {
            emergency_number: Number("112".to_owned()),
            urgent_number: None,
            security_protection: None,
            whistleblowing: None,
            manager_or_hr: None,
            accessibility: None,
            accessibility_supervisor: None,
            read_within_working_days: 2,
            feedback_within_days: 30,
        }
    }
}

impl Organisation {
    /// The entries of a file, or general ones without a file.
    ///
    /// # Errors
    /// [`OrganisationError`] with the file's name and what to change.
    pub fn load(path: Option<&Path>) -> Result<Self, OrganisationError> {
        let Some(path) = path else { return Ok(Self::default()) };
        let shown = || path.display().to_string();
        let text = std::fs::read_to_string(path)
            .map_err(|source| OrganisationError::Unreadable { path: shown(), source })?;
        let organisation: Self = serde_json::from_str(&text)
            .map_err(|source| OrganisationError::Shape { path: shown(), source })?;
        match organisation.first_problem() {
            None => Ok(organisation),
            Some((entry, problem)) => {
                Err(OrganisationError::Entry { path: shown(), entry, problem })
            }
        }
    }

    fn first_problem(&self) -> Option<(&'static str, String)> {
        let numbers = [
            ("emergency_number", Some(&self.emergency_number)),
            ("urgent_number", self.urgent_number.as_ref()),
        ];
        let contacts = [
            ("security_protection", &self.security_protection),
            ("whistleblowing", &self.whistleblowing),
            ("manager_or_hr", &self.manager_or_hr),
            ("accessibility", &self.accessibility),
            ("accessibility_supervisor", &self.accessibility_supervisor),
        ];
        let days = [
            ("read_within_working_days", self.read_within_working_days),
            ("feedback_within_days", self.feedback_within_days),
        ];
        let numbers =
            numbers.into_iter().filter_map(|(entry, number)| Some((entry, number?.problem()?)));
        let contacts = contacts
            .into_iter()
            .filter_map(|(entry, contact)| Some((entry, contact.as_ref()?.problem()?)));
        let days = days
            .into_iter()
            .filter(|(_, days)| !(1..=DAYS_MAX).contains(days))
            .map(|(entry, _)| (entry, format!("has to be 1 to {DAYS_MAX}")));
        numbers.chain(contacts).chain(days).next()
    }
}

impl Number {
    /// The address that a telephone dials.
    #[must_use]
    pub fn href(&self) -> String {
        let dialled = self.0.chars().filter(|c| c.is_ascii_digit() || *c == '+');
        format!("tel:{}", dialled.collect::<String>())
    }

    fn problem(&self) -> Option<String> {
        let is_known = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '+' | '-');
        let can_be_called = self.0.chars().any(|c| c.is_ascii_digit())
            && self.0.chars().all(is_known)
            && self.0.len() <= NUMBER_CHARACTERS;
        (!can_be_called).then(|| {
            format!(
                "is not a number to call; use digits, spaces, + and -, at most {NUMBER_CHARACTERS}"
            )
        })
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Contact {
    /// The words in `lang`.
    #[must_use]
    pub fn words(&self, lang: Lang) -> &str {
        match lang {
            Lang::Sv => &self.sv,
            Lang::En => &self.en,
        }
    }

    fn problem(&self) -> Option<String> {
        for (lang, words) in [("sv", &self.sv), ("en", &self.en)] {
            let characters = words.chars().count();
            if words.trim().is_empty() || characters > TEXT_CHARACTERS {
                return Some(format!("needs 1 to {TEXT_CHARACTERS} characters in {lang}"));
            }
        }
        let url = self.url.as_deref()?;
        let is_known =
            ["https://", "http://", "mailto:"].iter().any(|start| url.starts_with(start));
        let is_plain = url.chars().all(|c| c.is_ascii_graphic());
        let is_short = url.len() <= URL_CHARACTERS;
        (!is_known || !is_plain || !is_short).then(|| {
            format!(
                "has a url that cannot be used; begin with https:// or mailto:, at most {URL_CHARACTERS} characters"
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(json: &str) -> Result<Organisation, String> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), json).unwrap();
        Organisation::load(Some(file.path())).map_err(|error| error.to_string())
    }

    fn contact(words: &str, url: &str) -> Result<Organisation, String> {
        let json = serde_json::json!({ "whistleblowing": { "sv": words, "en": "x", "url": url } });
        load(&json.to_string())
    }

    #[test]
    fn without_a_file_and_with_an_empty_one_the_general_answers_hold() {
        assert_eq!(Organisation::load(None).unwrap(), Organisation::default());
        assert_eq!(load("{}").unwrap(), Organisation::default());
    }

    #[test]
    fn every_entry_can_be_given() {
        let given = load(
            r#"{
                "emergency_number": "0-112",
                "urgent_number": "+46 60 12 34 56",
                "security_protection": {"sv": "Säkerhetsskyddschefen", "en": "The officer"},
                "whistleblowing": {"sv": "Kanalen", "en": "The channel", "url": "https://larm.example"},
                "manager_or_hr": {"sv": "HR", "en": "HR", "url": "mailto:hr@kommun.example"},
                "accessibility": {"sv": "Webbredaktionen", "en": "The web editors"},
                "accessibility_supervisor": {"sv": "Tillsynen", "en": "The authority"},
                "read_within_working_days": 1,
                "feedback_within_days": 366
            }"#,
        );
        let given = given.unwrap();
        assert_eq!(given.urgent_number.unwrap().href(), "tel:+4660123456");
        assert_eq!(given.emergency_number.to_string(), "0-112");
        assert_eq!(given.whistleblowing.unwrap().words(Lang::En), "The channel");
        assert_eq!(given.accessibility_supervisor.unwrap().words(Lang::Sv), "Tillsynen");
        assert_eq!(given.feedback_within_days, 366);
    }

    #[test]
    fn what_cannot_be_used_is_named_with_what_to_change() {
        for (json, expected) in [
            (r#"{"emergency": "112"}"#, "unknown field `emergency`"),
            (r#"{"emergency_number": 112}"#, "line 1 column"),
            (r#"{"urgent_number": ""}"#, "urgent_number is not a number to call"),
            (r#"{"urgent_number": "ring Kim"}"#, "urgent_number is not a number to call"),
            (r#"{"whistleblowing": {"sv": "x", "en": " "}}"#, "whistleblowing needs 1 to 300"),
            (r#"{"whistleblowing": {"sv": "x"}}"#, "missing field `en`"),
            (r#"{"feedback_within_days": 0}"#, "feedback_within_days has to be 1 to 366"),
            (r#"{"read_within_working_days": 367}"#, "read_within_working_days has to be 1"),
        ] {
            let error = load(json).unwrap_err();
            assert!(error.contains(expected), "{json}: {error}");
        }
        let error = Organisation::load(Some(Path::new("/no/such.json"))).unwrap_err().to_string();
        assert!(error.contains("/no/such.json"), "{error}");
    }

    #[test]
    fn limits_hold_at_their_edges() {
        assert!(contact(&"ö".repeat(TEXT_CHARACTERS), "https://x").is_ok());
        assert!(contact(&"ö".repeat(TEXT_CHARACTERS + 1), "https://x").is_err());
        let url = |length: usize| format!("https://{}", "x".repeat(length - 8));
        assert!(contact("x", &url(URL_CHARACTERS)).is_ok());
        assert!(contact("x", &url(URL_CHARACTERS + 1)).is_err());
        let number = |length| load(&format!(r#"{{"urgent_number": "{}"}}"#, "1".repeat(length)));
        assert!(number(NUMBER_CHARACTERS).is_ok() && number(NUMBER_CHARACTERS + 1).is_err());
    }

    #[test]
    fn an_address_that_could_run_a_script_is_refused() {
        for url in ["javascript:alert(1)", "data:text/html,x", "//evil.example", "https://a b"] {
            assert!(contact("x", url).unwrap_err().contains("url"), "{url}");
        }
    }
}
