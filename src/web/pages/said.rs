//! What a form with many fields sent, some of them several times.
//!
//! Must never be logged: it holds words of staff to reporters.

use serde::{Deserialize, Serialize};

/// Names and values in the order of the form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Said(Vec<(String, String)>);

impl From<Vec<(String, String)>> for Said {
    fn from(pairs: Vec<(String, String)>) -> Self {
        Self(pairs)
    }
}

impl Said {
    /// The first value of a field; empty when it was not sent.
    #[must_use]
    pub fn one(&self, name: &str) -> &str {
        self.all(name).next().unwrap_or_default()
    }

    /// Every value of a field.
    pub fn all<'s>(&'s self, name: &str) -> impl Iterator<Item = &'s str> {
        let is_named = move |pair: &&(String, String)| pair.0 == name;
        self.0.iter().filter(is_named).map(|(_, value)| value.as_str())
    }

    /// A field's text, when one was written.
    #[must_use]
    pub fn written(&self, name: &str) -> Option<String> {
        Some(self.one(name)).filter(|value| !value.trim().is_empty()).map(str::to_owned)
    }

    /// The same without fields that say nothing of what shall be done.
    #[must_use]
    pub fn without(&self, names: &[&str]) -> Self {
        let is_kept = |pair: &&(String, String)| !names.contains(&pair.0.as_str());
        Self(self.0.iter().filter(is_kept).cloned().collect())
    }

    /// The same with another value of one field.
    #[must_use]
    pub fn with(&self, name: &str, value: &str) -> Self {
        self.without(&[name]).and(name, value)
    }

    /// The same with one more value of a field.
    #[must_use]
    pub fn and(mut self, name: &str, value: &str) -> Self {
        self.0.push((name.to_owned(), value.to_owned()));
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(pairs: &[(&str, &str)]) -> Said {
        Said(pairs.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect())
    }

    #[test]
    fn a_field_may_come_several_times_or_not_at_all() {
        let form = said(&[("report", "a"), ("title", " "), ("report", "b")]);
        assert_eq!(form.all("report").collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!((form.one("report"), form.one("text")), ("a", ""));
        assert_eq!(form.written("title"), None);
    }

    #[test]
    fn one_field_is_changed_and_the_others_stay() {
        let form = said(&[("key", "k"), ("text", "a")]);
        assert_eq!(form.with("text", "b"), said(&[("key", "k"), ("text", "b")]));
        assert_eq!(form.without(&["key"]), said(&[("text", "a")]));
    }
}
