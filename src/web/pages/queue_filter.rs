//! Which reports a list shows: the form that narrows it, and the addresses that keep it.
//!
//! Must never leave out of an address what the list was narrowed by.

use askama::{Template, filters::HtmlSafe};
use tillbud_events::vocabulary::Kind;
use tillbud_projections::report::Mark;

use super::address::Address;
use super::frame::Frame;
use super::{Choice, desk};
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
    csv: String,
    xlsx: String,
}

/// The template escapes every text.
impl HtmlSafe for QueueFilter {}

impl QueueFilter {
    /// The form as it was filled in.
    #[must_use]
    pub fn new(frame: &Frame, lists: &Lists, asked: &QueueQuery) -> Self {
        let text = |said: &Option<String>| said.clone().unwrap_or_default();
        let (kind, unit, mark) = (text(&asked.kind), text(&asked.unit), text(&asked.mark));
        let (from, until) = (text(&asked.from), text(&asked.until));
        let status = said(&asked.status).map(|status| Choice::new("status", status, ""));
        let lang = frame.chosen_lang().map(|lang| Choice::new("lang", lang.as_str(), ""));
        let file = |path: &str| frame.href(&address(path, asked, said(&asked.status)).to_string());
        Self {
            kept: status.into_iter().chain(lang).collect(),
            kinds: choices(frame, "kind", Kind::ALL, &kind),
            units: desk::units(frame, lists, &unit),
            marks: choices(frame, "mark", Mark::ALL, &mark),
            is_narrowed: [&kind, &unit, &mark, &from, &until].iter().any(|said| !said.is_empty()),
            csv: file("/desk.csv"),
            xlsx: file("/desk.xlsx"),
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
    Address::new(path)
        .with("status", status)
        .with("kind", said(&asked.kind))
        .with("unit", said(&asked.unit))
        .with("mark", said(&asked.mark))
        .with("from", said(&asked.from))
        .with("until", said(&asked.until))
}

/// What was said, unless it was left blank.
pub(super) fn said(text: &Option<String>) -> Option<&str> {
    text.as_deref().filter(|text| !text.trim().is_empty())
}

/// Any, and each value of a list.
pub(super) fn choices<T: std::fmt::Display>(
    frame: &Frame,
    group: &str,
    all: &[T],
    said: &str,
) -> Vec<Choice> {
    let any = Choice::new("", frame.t("desk-filter-any"), said);
    let each = |value: &T| Choice::new(&value.to_string(), frame.word(group, value), said);
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
            let filter = QueueFilter::new(&frame, &lists(), &asked);
            assert!(filter.is_narrowed);
            let html = filter.render().unwrap();
            assert!(!html.contains(HOSTILE));
            for path in ["/desk.csv", "/desk.xlsx"] {
                let address = format!("{path}?status=linked&#38;kind=near_miss&#38;unit=%3Cscript");
                assert!(html.contains(&address), "{html}");
            }
            assert!(html.contains("&#38;mark=urgent&#38;from=2026-01-01&#38;until=2026-01-31"));
        }
    }
}
