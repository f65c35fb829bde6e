//! The members of a JSON object, taken out one by one as the domain's types.
//!
//! Null, blank and absent all mean that the source says nothing. Must never stop at
//! the first problem, and never repeat the content in one.

use jiff::{Timestamp, civil::DateTime};
use serde_json::{Map, Value};
use tillbud_events::vocabulary::Label;
use tillbud_events::{ImpreciseDate, Text, limits};

use crate::fields::{FieldError, Fields, Problem};

/// An object being read.
pub struct Members {
    members: Map<String, Value>,
    fields: Fields,
}

impl Members {
    /// Begins with all members.
    #[must_use]
    pub fn new(members: Map<String, Value>) -> Self {
        Self { members, fields: Fields::default() }
    }

    /// Everything that was wrong; nothing when all is well.
    #[must_use]
    pub fn finish(self) -> Vec<FieldError> {
        self.fields.finish().err().unwrap_or_default()
    }

    /// A label that every record has; many registers number theirs.
    pub fn required_label(&mut self, name: &str) -> Option<Label> {
        let words = match self.members.remove(name) {
            Some(Value::Number(number)) => number.to_string(),
            Some(Value::String(words)) => words,
            None | Some(Value::Null) => return self.wrong(name),
            Some(_) => return self.wrong(name),
        };
        self.fields.label(&pointer(name), &words)
    }

    /// A label.
    pub fn label(&mut self, name: &str) -> Option<Label> {
        let words = self.words(name)?;
        self.fields.label(&pointer(name), &words)
    }

    /// A text that the log will seal.
    pub fn text(&mut self, name: &str) -> Option<Text> {
        let words = self.words(name)?;
        Some(self.sealed(name, words))
    }

    /// Words that the log will seal; `name` says where they stood.
    pub fn sealed(&mut self, name: &str, words: String) -> Text {
        self.fields.long_text(&pointer(name), words, limits::IMPORTED_TEXT_CHARACTERS)
    }

    /// Words as labels; `name` says where they stood.
    pub fn labels(&mut self, name: &str, texts: &[String]) -> Vec<Label> {
        self.at_most(name, texts.len(), limits::IMPORTED_LABELS);
        texts.iter().filter_map(|words| self.fields.label(&pointer(name), words)).collect()
    }

    /// The texts of a list; blank ones say nothing.
    pub fn texts(&mut self, name: &str) -> Vec<String> {
        let entries = self.list(name).into_iter();
        entries.filter_map(|entry| self.entry(name, Some(entry))).collect()
    }

    /// The texts of a list of objects, each with its words in the member `inner`.
    pub fn inner_texts(&mut self, name: &str, inner: &str) -> Vec<String> {
        let entries = self.list(name).into_iter();
        entries
            .filter_map(|mut entry| self.entry(name, entry.get_mut(inner).map(Value::take)))
            .collect()
    }

    /// True or false.
    pub fn flag(&mut self, name: &str) -> Option<bool> {
        match self.members.remove(name) {
            None | Some(Value::Null) => None,
            Some(Value::Bool(flag)) => Some(flag),
            Some(_) => self.wrong(name),
        }
    }

    /// A date, as precise as it is written and, when another member names its
    /// precision, no more precise than that.
    pub fn date(&mut self, name: &str, precision: Option<&str>) -> Option<ImpreciseDate> {
        let precision = precision.and_then(|name| self.words(name));
        let words = self.words(name)?;
        let written = to_the_minute(words.trim());
        let date = self.fields.optional_date(&pointer(name), Some(written))?;
        let known = match precision.as_deref().and_then(|it| it.split_whitespace().next()) {
            Some("unknown") => return None,
            Some("year") => date.as_str().get(..4),
            Some("month") => date.as_str().get(..7),
            Some("day") => date.as_str().get(..10),
            Some(_) | None => None,
        };
        known.and_then(|known| ImpreciseDate::parse(known).ok()).or(Some(date))
    }

    /// Notes when there are more than `max` entries.
    pub fn at_most(&mut self, name: &str, entries: usize, max: usize) {
        self.fields.at_most(&pointer(name), entries, max);
    }

    fn words(&mut self, name: &str) -> Option<String> {
        match self.members.remove(name) {
            None | Some(Value::Null) => None,
            Some(Value::String(words)) => Some(words).filter(|words| !words.trim().is_empty()),
            Some(_) => self.wrong(name),
        }
    }

    fn list(&mut self, name: &str) -> Vec<Value> {
        match self.members.remove(name) {
            None | Some(Value::Null) => Vec::new(),
            Some(Value::Array(entries)) => entries,
            Some(_) => self.wrong(name).unwrap_or_default(),
        }
    }

    fn entry(&mut self, name: &str, entry: Option<Value>) -> Option<String> {
        match entry {
            Some(Value::String(words)) => Some(words).filter(|words| !words.trim().is_empty()),
            Some(_) | None => self.wrong(name),
        }
    }

    fn wrong<T>(&mut self, name: &str) -> Option<T> {
        self.fields.wrong(pointer(name), Problem::WrongType);
        None
    }
}

/// The JSON Pointer to a member.
fn pointer(name: &str) -> String {
    format!("/{name}")
}

/// A moment with seconds or an offset, without them: what the clock on the wall
/// showed. Anything else is left for the date's own check.
fn to_the_minute(text: &str) -> &str {
    let is_moment = || text.parse::<DateTime>().is_ok() || text.parse::<Timestamp>().is_ok();
    match text.get(..16) {
        Some(minute) if text.len() > 16 && is_moment() => minute,
        Some(_) | None => text,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn date(written: &str, precision: Option<&str>) -> Option<String> {
        let Value::Object(members) = json!({ "at": written, "precision": precision }) else {
            unreachable!("an object was written")
        };
        let mut members = Members::new(members);
        let date = members.date("at", Some("precision"));
        let is_refused = !members.finish().is_empty();
        (!is_refused).then(|| date.map_or("unknown".to_owned(), |date| date.to_string()))
    }

    #[test]
    fn a_date_stays_as_imprecise_as_it_is() {
        for written in ["2014", "2014-05", "2014-05-17", "2023-03-21T07:42"] {
            assert_eq!(date(written, None).as_deref(), Some(written));
        }
        assert_eq!(date("2014-01-01", Some("year")).as_deref(), Some("2014"));
        assert_eq!(date("2014-05-01", Some("month")).as_deref(), Some("2014-05"));
        assert_eq!(date("2014-05-17T00:00", Some("day")).as_deref(), Some("2014-05-17"));
        assert_eq!(date("2014", Some("day")).as_deref(), Some("2014"), "never more precise");
        assert_eq!(date("2014", Some("unknown")).as_deref(), Some("unknown"));
        let precision = "minute (local, year inferred from publication)";
        assert_eq!(date("2023-03-21T07:42", Some(precision)).as_deref(), Some("2023-03-21T07:42"));
    }

    #[test]
    fn a_moment_is_cut_to_its_local_minute() {
        for moment in [
            "2023-03-21T07:42:35+01:00",
            "2023-03-21T07:42:35.123",
            "2023-03-21T07:42:35Z",
            "2023-03-21T07:42+01:00",
        ] {
            assert_eq!(
                date(moment, Some("second")).as_deref(),
                Some("2023-03-21T07:42"),
                "{moment}"
            );
        }
    }

    #[test]
    fn an_impossible_date_is_refused_whatever_its_precision() {
        for impossible in
            ["2014-02-30", "2014-05-17T25:00:00+01:00", "2023-03-21T07:42 eller så", "3015", "å"]
        {
            assert_eq!(date(impossible, Some("year")), None, "{impossible}");
        }
    }
}
