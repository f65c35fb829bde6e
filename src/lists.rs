//! The organisation's own lists: categories and units, with Swedish and English names.
//!
//! Codes are stable and stored in events; names may change. Must never hold a
//! person's name.

use std::path::Path;

use serde::{Deserialize, Serialize};
use tillbud_events::vocabulary::{Code, Label, Lang};

/// Most units that a list may hold.
pub const UNITS: usize = 10_000;

/// One entry of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// What is stored in events: `[a-z0-9_]`.
    pub code: String,
    /// Swedish name.
    pub sv: String,
    /// English name.
    pub en: String,
}

impl Entry {
    /// The name in `lang`.
    #[must_use]
    pub fn name(&self, lang: Lang) -> &str {
        match lang {
            Lang::Sv => &self.sv,
            Lang::En => &self.en,
        }
    }
}

/// Categories and units.
#[derive(Clone, Debug, Default)]
pub struct Lists {
    /// What incidents are about.
    pub categories: Vec<Entry>,
    /// Where they happen; empty when the organisation has given no list.
    pub units: Vec<Entry>,
}

/// A list cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ListsError {
    /// The built-in categories are broken, which a test excludes.
    #[error("the list of categories cannot be read: {0}")]
    Categories(#[from] serde_json::Error),
    /// The file of units cannot be read.
    #[error("the list of units {path} cannot be read: {source}; it needs the columns code,sv,en")]
    Units {
        /// The file.
        path: String,
        /// What was wrong.
        source: csv::Error,
    },
    /// A code of the file is not a code.
    #[error("the list of units {path} has {code:?} as a code; use a–z, 0–9 and _")]
    Code {
        /// The file.
        path: String,
        /// The code.
        code: String,
    },
    /// Too many units.
    #[error("the list of units {path} has more than {UNITS} units")]
    TooMany {
        /// The file.
        path: String,
    },
}

impl Lists {
    /// The built-in categories, and the units of a CSV file with the columns `code,sv,en`.
    ///
    /// # Errors
    /// [`ListsError`] with the file's name and what to change.
    pub fn load(units: Option<&Path>) -> Result<Self, ListsError> {
        let categories = serde_json::from_str(include_str!("../lists/categories.json"))?;
        let units = units.map_or_else(|| Ok(Vec::new()), read_units)?;
        Ok(Self { categories, units })
    }

    /// The category with this code.
    #[must_use]
    pub fn category(&self, code: &str) -> Option<&Entry> {
        self.categories.iter().find(|entry| entry.code == code)
    }

    /// The name of a category; a code of another register stands for itself.
    #[must_use]
    pub fn category_name<'a>(&'a self, code: &'a str, lang: Lang) -> &'a str {
        self.category(code).map_or(code, |entry| entry.name(lang))
    }

    /// The name of a unit; a unit of another register stands for itself.
    #[must_use]
    pub fn unit_name<'a>(&'a self, code: &'a str, lang: Lang) -> &'a str {
        self.units.iter().find(|entry| entry.code == code).map_or(code, |entry| entry.name(lang))
    }

    /// The unit that a person means: by its code or one of its names, whatever the case.
    #[must_use]
    pub fn find_unit(&self, said: &str) -> Option<Label> {
        let said = said.trim().to_lowercase();
        let means = |entry: &&Entry| {
            [&entry.code, &entry.sv, &entry.en].iter().any(|name| name.to_lowercase() == said)
        };
        self.units.iter().find(means).and_then(|entry| Label::parse(&entry.code).ok())
    }
}

fn read_units(path: &Path) -> Result<Vec<Entry>, ListsError> {
    let shown = || path.display().to_string();
    let unreadable = |source| ListsError::Units { path: shown(), source };
    let mut units = Vec::new();
    for entry in csv::Reader::from_path(path).map_err(unreadable)?.deserialize::<Entry>() {
        let entry = entry.map_err(unreadable)?;
        if Code::parse(&entry.code).is_err() {
            return Err(ListsError::Code { path: shown(), code: entry.code });
        }
        units.push(entry);
        if units.len() > UNITS {
            return Err(ListsError::TooMany { path: shown() });
        }
    }
    Ok(units)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_category_has_a_code_and_both_names() {
        let lists = Lists::load(None).unwrap();
        assert!(lists.categories.len() > 5);
        for entry in &lists.categories {
            assert!(Code::parse(&entry.code).is_ok(), "{}", entry.code);
            assert!(!entry.sv.is_empty() && !entry.en.is_empty());
        }
    }

    #[test]
    fn a_unit_is_found_by_code_and_by_name() {
        let entry =
            Entry { code: "norr".into(), sv: "Hemtjänst Norr".into(), en: "Home care N".into() };
        let lists = Lists { categories: vec![], units: vec![entry] };
        for said in ["norr", " hemtjänst NORR ", "Home care n"] {
            assert_eq!(lists.find_unit(said).unwrap().as_str(), "norr");
        }
        assert_eq!(lists.find_unit("söder"), None);
    }

    #[test]
    fn a_file_of_units_with_a_bad_code_is_refused_by_name() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "code,sv,en\nA B,x,y\n").unwrap();
        assert!(matches!(Lists::load(Some(file.path())), Err(ListsError::Code { .. })));
    }
}
