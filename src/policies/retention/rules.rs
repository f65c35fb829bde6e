//! The organisation's rules of how long words are kept: a file, each rule with the id of
//! the decision behind it.
//!
//! Must never have a rule of its own: without a file nothing is erased by time.

use std::fmt;
use std::path::Path;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde::Deserialize;
use tillbud_events::TextError;
use tillbud_events::vocabulary::Label;

use crate::clock::ZONE;

/// Longest time that a rule may keep words, in months.
const MONTHS_MAX: u32 = 1_200;

/// How a report's way ended; its words are kept from then on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// Its incident was closed.
    Closed,
    /// No incident was worked on.
    Declined,
    /// It was sent where it belongs.
    Rerouted,
    /// It was taken over from another register, and is part of no incident.
    Imported,
}

impl fmt::Display for Ending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Closed => "closed",
            Self::Declined => "declined",
            Self::Rerouted => "rerouted",
            Self::Imported => "imported",
        })
    }
}

/// One rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Id of the organisation's decision.
    pub decision: Label,
    /// Which reports.
    pub applies_to: Ending,
    /// For how many calendar months words are kept.
    pub after_months: u32,
}

/// All rules, at most one for each ending.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rules(Vec<Rule>);

/// The file of rules cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum RulesError {
    /// It cannot be read.
    #[error("the retention rules {path} cannot be read: {source}")]
    File {
        /// The file.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// It is not a list of rules.
    #[error(
        "the retention rules {path} are not a list of {{\"decision\", \"applies_to\", \"after_months\"}}: {source}"
    )]
    Json {
        /// The file.
        path: String,
        /// What is wrong, with line and column.
        source: serde_json::Error,
    },
    /// One of the rules cannot be used.
    #[error("rule {number} of the retention rules {path}: {cause}")]
    Rule {
        /// The file.
        path: String,
        /// Which rule, from 1.
        number: usize,
        /// What is wrong with it.
        cause: RuleError,
    },
    /// There is nothing in it.
    #[error("the retention rules {0} hold no rule; leave --retention out to keep everything")]
    Empty(String),
}

/// What is wrong with one rule.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RuleError {
    /// Nobody decided it.
    #[error("\"decision\" {0}; write the id of the decision, such as KS 2026:118")]
    Decision(TextError),
    /// At once, or later than anybody can mean.
    #[error("\"after_months\" must be 1 to {MONTHS_MAX}")]
    Months,
    /// Two rules for the same reports.
    #[error("there is another rule for {0} reports")]
    Twice(Ending),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    decision: String,
    applies_to: Ending,
    after_months: u32,
}

impl Rules {
    /// The rules of a file; none without one.
    ///
    /// # Errors
    /// [`RulesError`], a sentence with the file's name and what to change.
    pub fn load(path: Option<&Path>) -> Result<Self, RulesError> {
        let Some(path) = path else { return Ok(Self::default()) };
        let shown = || path.display().to_string();
        let text = std::fs::read_to_string(path)
            .map_err(|source| RulesError::File { path: shown(), source })?;
        let written: Vec<Written> = serde_json::from_str(&text)
            .map_err(|source| RulesError::Json { path: shown(), source })?;
        let mut rules = Self::default();
        for (written, number) in written.into_iter().zip(1..) {
            let rule = rules.accept(written);
            let wrong = |cause| RulesError::Rule { path: shown(), number, cause };
            rules.0.push(rule.map_err(wrong)?);
        }
        if rules.is_empty() { Err(RulesError::Empty(shown())) } else { Ok(rules) }
    }

    /// Whether nothing is ever erased by time.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The rule for `ending`, when words are no longer kept on `today` that are counted
    /// `since`.
    pub(super) fn due(&self, ending: Ending, since: Timestamp, today: Date) -> Option<&Rule> {
        let rule = self.0.iter().find(|rule| rule.applies_to == ending)?;
        let zone = TimeZone::get(ZONE).unwrap_or(TimeZone::UTC);
        let kept = i32::try_from(rule.after_months).ok()?.months();
        // What a calendar cannot hold is never due.
        let until = since.to_zoned_datetime(zone).date().checked_add(kept).ok()?;
        (until <= today).then_some(rule)
    }

    fn accept(&self, written: Written) -> Result<Rule, RuleError> {
        let Written { decision, applies_to, after_months } = written;
        if self.0.iter().any(|rule| rule.applies_to == applies_to) {
            return Err(RuleError::Twice(applies_to));
        }
        if !(1..=MONTHS_MAX).contains(&after_months) {
            return Err(RuleError::Months);
        }
        let decision = Label::parse(&decision).map_err(RuleError::Decision)?;
        Ok(Rule { decision, applies_to, after_months })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(text: &str) -> Result<Rules, RulesError> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        Rules::load(Some(file.path()))
    }

    fn rule(decision: &str, months: u32) -> String {
        format!(r#"{{"decision": "{decision}", "applies_to": "closed", "after_months": {months}}}"#)
    }

    #[test]
    fn without_a_file_nothing_is_ever_due() {
        assert!(Rules::load(None).unwrap().is_empty());
    }

    #[test]
    fn every_mistake_is_told_with_the_file_and_the_rule() {
        for (text, said) in [
            ("{}".to_owned(), "not a list"),
            ("[]".to_owned(), "hold no rule"),
            (r#"[{"applies_to": "closed", "after_months": 3}]"#.to_owned(), "decision"),
            (format!("[{}]", rule(" ", 3)), "rule 1"),
            (format!("[{}]", rule("KS 1", 0)), "1 to 1200"),
            (format!("[{}]", rule("KS 1", MONTHS_MAX + 1)), "1 to 1200"),
            (format!("[{}, {}]", rule("KS 1", 3), rule("KS 2", 4)), "rule 2"),
            (rule("KS 1", 3).replace("closed", "open"), "not a list"),
            (format!("[{}]", rule("KS 1", 3).replace("closed", "open")), "unknown variant"),
            (format!("[{}]", rule("KS 1", 3).replace("decision", "beslut")), "beslut"),
        ] {
            let error = load(&text).unwrap_err().to_string();
            assert!(error.contains(said), "{text}: {error}");
        }
        assert!(Rules::load(Some(Path::new("/nonexistent/rules"))).is_err());
        assert!(load(&format!("[{}]", rule("KS 1", MONTHS_MAX))).is_ok());
    }

    #[test]
    fn words_are_kept_for_whole_calendar_months_in_sweden() {
        let rules = load(&format!("[{}]", rule("KS 2026:118", 1))).unwrap();
        let due = |since: &str, today: &str| {
            let (since, today) = (since.parse().unwrap(), today.parse().unwrap());
            rules.due(Ending::Closed, since, today).is_some()
        };
        assert!(!due("2026-01-15T12:00:00Z", "2026-02-14"));
        assert!(due("2026-01-15T12:00:00Z", "2026-02-15"));
        // The last day of January keeps until the last day of February.
        assert!(!due("2026-01-31T12:00:00Z", "2026-02-27"));
        assert!(due("2026-01-31T12:00:00Z", "2026-02-28"));
        // Late in the evening in London it is the next day in Sweden.
        assert!(!due("2026-06-30T22:30:00Z", "2026-07-31"));
        assert!(due("2026-06-30T22:30:00Z", "2026-08-01"));
        let since = "2020-01-01T00:00:00Z".parse().unwrap();
        assert_eq!(rules.due(Ending::Declined, since, "2026-01-01".parse().unwrap()), None);
    }
}
