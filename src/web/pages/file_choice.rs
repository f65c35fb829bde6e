//! The form with which a list is shown as a table or had as a file: which columns, and how.
//!
//! Must never narrow the list otherwise than the page that it stands on.

use askama::{Template, filters::HtmlSafe};

use super::frame::Frame;
use super::listed::{Asked, Column, Listed};
use super::{Choice, Pair};

/// The form.
#[derive(Template)]
#[template(path = "file_choice.html")]
pub struct FileChoice {
    frame: Frame,
    path: &'static str,
    kept: Vec<Pair>,
    columns: Vec<Choice>,
    /// The list without columns, when it has some.
    as_list: Option<String>,
}

/// The template escapes every text.
impl HtmlSafe for FileChoice {}

impl FileChoice {
    /// For a list that is narrowed as asked.
    #[must_use]
    pub fn new<T: Listed>(frame: &Frame, asked: &Asked<T>) -> Self {
        let pair =
            |label: &str, words: &str| Pair { label: label.to_owned(), words: words.to_owned() };
        let lang = frame.chosen_lang().map(|lang| pair("lang", lang.as_str()));
        let kept = asked.narrowed().into_iter().map(|(name, value)| pair(name, value));
        let chosen: Vec<_> = asked.columns_or_all().iter().map(|column| column.key).collect();
        let column = |column: &Column<T>| Choice {
            value: column.key.to_owned(),
            label: T::heading(frame, column.key),
            is_chosen: chosen.contains(&column.key),
        };
        let address = |address: super::address::Address, (name, value): (&str, &str)| {
            address.with(name, Some(value))
        };
        let plain = || {
            let path = super::address::Address::new(T::PATH);
            frame.href(&asked.narrowed().into_iter().fold(path, address).to_string())
        };
        Self {
            path: T::PATH,
            kept: kept.chain(lang).collect(),
            columns: T::COLUMNS.iter().map(column).collect(),
            as_list: (!asked.columns.is_empty()).then(plain),
            frame: frame.clone(),
        }
    }
}
