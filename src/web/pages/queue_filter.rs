//! Which reports a list shows: the form that narrows it, and the addresses that keep it.
//!
//! Must never leave out of an address what the list was narrowed by.

use askama::{Template, filters::HtmlSafe};
use tillbud_events::vocabulary::Kind;
use tillbud_projections::report::{Mark, ReportRow};

use super::address::Address;
use super::file_choice::FileChoice;
use super::frame::Frame;
use super::views::Views;
use super::{Choice, desk};
use crate::access::views::View;
use crate::lists::Lists;
use crate::web::api::reports::QueueQuery;

/// The form above the list of reports.
#[derive(Template)]
#[template(path = "queue_filter.html")]
pub struct QueueFilter {
    frame: Frame,
    kept: Vec<Choice>,
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
    pub fn new(frame: &Frame, lists: &Lists, asked: &QueueQuery, views: Vec<View>) -> Self {
        let text = |said: &Option<String>| said.clone().unwrap_or_default();
        let (kind, unit, mark) = (text(&asked.kind), text(&asked.unit), text(&asked.mark));
        let (from, until) = (text(&asked.from), text(&asked.until));
        let status = said(&asked.status).map(|status| Choice::new("status", status, ""));
        let lang = frame.chosen_lang().map(|lang| Choice::new("lang", lang.as_str(), ""));
        let narrowed = pairs(asked, said(&asked.status));
        Self {
            kept: status.into_iter().chain(lang).collect(),
            kinds: choices(frame, Kind::ALL, &kind, |kind| frame.word("kind", kind)),
            units: desk::units(frame, lists, &unit),
            marks: choices(frame, Mark::ALL, &mark, |mark| frame.word("mark", mark)),
            is_narrowed: [&kind, &unit, &mark, &from, &until].iter().any(|said| !said.is_empty()),
            files: FileChoice::new::<ReportRow>(frame, "/desk", &narrowed),
            views: Views::new(frame, asked, views),
            frame: frame.clone(),
            unit,
            from,
            until,
        }
    }
}

/// The address of a list that is narrowed as asked, with another status.
#[must_use]
pub fn address(path: &str, asked: &QueueQuery, status: Option<&str>) -> Address {
    let pairs = pairs(asked, status);
    pairs.into_iter().fold(Address::new(path), |address, (name, value)| address.with(name, value))
}

fn pairs<'q>(
    asked: &'q QueueQuery,
    status: Option<&'q str>,
) -> [(&'static str, Option<&'q str>); 6] {
    [
        ("status", status),
        ("kind", said(&asked.kind)),
        ("unit", said(&asked.unit)),
        ("mark", said(&asked.mark)),
        ("from", said(&asked.from)),
        ("until", said(&asked.until)),
    ]
}

/// What was said, unless it was left blank.
pub(super) fn said(text: &Option<String>) -> Option<&str> {
    text.as_deref().filter(|text| !text.trim().is_empty())
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
    use crate::web::pages::testing::{HOSTILE, frames, lists};

    #[test]
    fn every_address_keeps_all_that_was_asked_and_is_escaped() {
        let said = |text: &str| Some(text.to_owned());
        let asked = QueueQuery {
            status: said("linked"),
            kind: said("near_miss"),
            unit: said(HOSTILE),
            mark: said("urgent"),
            from: said("2026-01-01"),
            until: said("2026-01-31"),
            ..QueueQuery::default()
        };
        for frame in frames() {
            let filter = QueueFilter::new(&frame, &lists(), &asked, vec![]);
            assert!(filter.is_narrowed);
            let html = filter.render().unwrap();
            assert!(!html.contains(HOSTILE));
            assert!(html.contains("action=\"/desk.csv\"") && html.contains("=\"/desk.xlsx\""));
            for kept in ["\"status\" value=\"linked\"", "\"mark\" value=\"urgent\""] {
                assert!(html.contains(&format!("type=\"hidden\" name={kept}")), "{html}");
            }
            let address = address("/desk", &asked, Some("linked")).to_string();
            assert!(address.starts_with("/desk?status=linked&kind=near_miss&unit=%3Cscript"));
            assert!(address.ends_with("&mark=urgent&from=2026-01-01&until=2026-01-31"));
        }
    }
}
