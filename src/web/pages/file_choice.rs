//! The form with which a list is had as a file: which columns, and in which format.
//!
//! Must never narrow the list otherwise than the page that it stands on.

use askama::{Template, filters::HtmlSafe};

use super::Pair;
use super::export::Listed;
use super::frame::Frame;

/// The form.
#[derive(Template)]
#[template(path = "file_choice.html")]
pub struct FileChoice {
    frame: Frame,
    csv: String,
    xlsx: String,
    kept: Vec<Pair>,
    columns: Vec<Pair>,
}

/// The template escapes every text.
impl HtmlSafe for FileChoice {}

impl FileChoice {
    /// For the list at `path`, narrowed by `pairs`.
    #[must_use]
    pub fn new<T: Listed>(frame: &Frame, path: &str, pairs: &[(&str, Option<&str>)]) -> Self {
        let pair =
            |label: &str, words: &str| Pair { label: label.to_owned(), words: words.to_owned() };
        let lang = frame.chosen_lang().map(|lang| pair("lang", lang.as_str()));
        let kept = pairs.iter().filter_map(|(name, value)| Some(pair(name, (*value)?)));
        let column = |key: &str| pair(key, &frame.word("column", key));
        Self {
            csv: format!("{path}.csv"),
            xlsx: format!("{path}.xlsx"),
            kept: kept.chain(lang).collect(),
            columns: T::COLUMNS.iter().map(|each| column(each.key)).collect(),
            frame: frame.clone(),
        }
    }
}
