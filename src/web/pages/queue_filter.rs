//! The form that narrows the list of reports.
//!
//! Must never leave out what the list was narrowed by besides.

use askama::{Template, filters::HtmlSafe};
use tillbud_events::vocabulary::Kind;
use tillbud_projections::report::{Mark, ReportRow};

use super::file_choice::FileChoice;
use super::frame::Frame;
use super::listed::Asked;
use super::views::Views;
use super::{Choice, Pair, desk};
use crate::access::views::View;
use crate::lists::Lists;

/// The form above the list of reports.
#[derive(Template)]
#[template(path = "queue_filter.html")]
pub struct QueueFilter {
    frame: Frame,
    kept: Vec<Pair>,
    kinds: Vec<Choice>,
    units: Vec<Choice>,
    marks: Vec<Choice>,
    unit: String,
    from: String,
    until: String,
    /// Whether the list is narrowed by more than a status.
    pub is_narrowed: bool,
    files: FileChoice,
    views: Views,
}

/// The template escapes every text.
impl HtmlSafe for QueueFilter {}

impl QueueFilter {
    /// The form as it was filled in.
    #[must_use]
    pub fn new(frame: &Frame, lists: &Lists, asked: &Asked<ReportRow>, views: Vec<View>) -> Self {
        let text = |said: &Option<String>| said.clone().unwrap_or_default();
        let query = &asked.query;
        let (kind, unit, mark) = (text(&query.kind), text(&query.unit), text(&query.mark));
        let kept = |(name, _): &(&str, &str)| ["status", "column"].contains(name);
        Self {
            kept: kept_fields(frame, asked.kept().into_iter().filter(kept)),
            kinds: choices(frame, Kind::ALL, &kind, |kind| frame.word("kind", kind)),
            units: desk::units(frame, lists, &unit),
            marks: choices(frame, Mark::ALL, &mark, |mark| frame.word("mark", mark)),
            is_narrowed: asked.narrowed().iter().any(|(name, _)| *name != "status"),
            files: FileChoice::new(frame, asked),
            views: Views::new(frame, asked, views),
            frame: frame.clone(),
            unit,
            from: text(&query.from),
            until: text(&query.until),
        }
    }
}

/// What a form takes along without showing it, and the language.
pub(super) fn kept_fields<'a>(
    frame: &Frame,
    kept: impl Iterator<Item = (&'static str, &'a str)>,
) -> Vec<Pair> {
    let lang = frame.chosen_lang().map(|lang| ("lang", lang.as_str()));
    let pair = |(name, value): (&str, &str)| Pair { label: name.into(), words: value.into() };
    kept.chain(lang).map(pair).collect()
}

/// Any, and each value of a list with its word.
pub(super) fn choices<T: std::fmt::Display>(
    frame: &Frame,
    all: &[T],
    said: &str,
    word: impl Fn(&T) -> String,
) -> Vec<Choice> {
    let any = Choice::new("", frame.t("desk-filter-any"), said);
    let each = |value: &T| Choice::new(&value.to_string(), word(value), said);
    std::iter::once(any).chain(all.iter().map(each)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::api::reports::QueueQuery;
    use crate::web::pages::testing::{HOSTILE, frames, lists};

    #[test]
    fn the_form_is_escaped_and_keeps_what_it_does_not_show() {
        let said = |text: &str| Some(text.to_owned());
        let query = QueueQuery {
            status: said("linked"),
            kind: said("near_miss"),
            unit: said(HOSTILE),
            mark: said("urgent"),
            ..QueueQuery::default()
        };
        let asked = Asked::new(query, "column=words");
        for frame in frames() {
            let filter = QueueFilter::new(&frame, &lists(), &asked, vec![]);
            assert!(filter.is_narrowed);
            let html = filter.render().unwrap();
            assert!(!html.contains(HOSTILE));
            assert!(html.contains("formaction=\"/desk.csv\"") && html.contains("=\"/desk.xlsx\""));
            for kept in ["\"status\" value=\"linked\"", "\"column\" value=\"words\""] {
                assert!(html.contains(&format!("type=\"hidden\" name={kept}")), "{html}");
            }
        }
    }
}
