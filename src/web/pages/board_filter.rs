//! Which incidents a list shows: the form that narrows it, and the addresses that keep it.
//!
//! Must never leave out of an address what the list was narrowed by.

use askama::{Template, filters::HtmlSafe};
use tillbud_events::vocabulary::Severity;
use tillbud_projections::incident::Stage;

use super::address::Address;
use super::frame::Frame;
use super::queue_filter::{choices, said};
use super::{Choice, desk};
use crate::lists::{Entry, Lists};
use crate::web::api::board::BoardQuery;

/// The form above the list of incidents.
#[derive(Template)]
#[template(path = "board_filter.html")]
pub struct BoardFilter {
    frame: Frame,
    stages: Vec<Choice>,
    categories: Vec<Choice>,
    units: Vec<Choice>,
    actuals: Vec<Choice>,
    potentials: Vec<Choice>,
    unit: String,
    from: String,
    until: String,
    /// Whether the list is narrowed.
    pub is_narrowed: bool,
    csv: String,
    xlsx: String,
}

/// The template escapes every text.
impl HtmlSafe for BoardFilter {}

impl BoardFilter {
    /// The form as it was filled in.
    #[must_use]
    pub fn new(frame: &Frame, lists: &Lists, asked: &BoardQuery) -> Self {
        let text = |said: &Option<String>| said.clone().unwrap_or_default();
        let (stage, category, unit) =
            (text(&asked.stage), text(&asked.category), text(&asked.unit));
        let (actual, potential) = (text(&asked.actual), text(&asked.potential));
        let (from, until) = (text(&asked.from), text(&asked.until));
        let all = [&stage, &category, &unit, &actual, &potential, &from, &until];
        let any = Choice::new("", frame.t("desk-filter-any"), &category);
        let named = |entry: &Entry| Choice::new(&entry.code, entry.name(frame.lang), &category);
        let file = |path: &str| frame.href(&address(path, asked).to_string());
        Self {
            stages: choices(frame, "stage", Stage::ALL, &stage),
            categories: std::iter::once(any).chain(lists.categories.iter().map(named)).collect(),
            units: desk::units(frame, lists, &unit),
            actuals: choices(frame, "severity", Severity::ALL, &actual),
            potentials: choices(frame, "severity", Severity::ALL, &potential),
            is_narrowed: all.iter().any(|said| !said.is_empty()),
            csv: file("/desk/incidents.csv"),
            xlsx: file("/desk/incidents.xlsx"),
            frame: frame.clone(),
            unit,
            from,
            until,
        }
    }
}

/// The address of a list that is narrowed as asked.
#[must_use]
pub fn address(path: &str, asked: &BoardQuery) -> Address {
    Address::new(path)
        .with("stage", said(&asked.stage))
        .with("category", said(&asked.category))
        .with("unit", said(&asked.unit))
        .with("actual", said(&asked.actual))
        .with("potential", said(&asked.potential))
        .with("from", said(&asked.from))
        .with("until", said(&asked.until))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::pages::testing::{HOSTILE, frames, lists};

    #[test]
    fn every_address_keeps_all_that_was_asked_and_is_escaped() {
        let said = |text: &str| Some(text.to_owned());
        let asked = BoardQuery {
            stage: said("triaged"),
            category: said("access"),
            unit: said(HOSTILE),
            actual: said("minor"),
            potential: said("major"),
            from: said("2026-01-01"),
            until: said("2026-01-31"),
            ..BoardQuery::default()
        };
        for frame in frames() {
            let html = BoardFilter::new(&frame, &lists(), &asked).render().unwrap();
            assert!(!html.contains(HOSTILE));
            let kept = "?stage=triaged&#38;category=access&#38;unit=%3Cscript";
            assert!(html.contains(&format!("/desk/incidents.csv{kept}")), "{html}");
            assert!(html.contains("&#38;actual=minor&#38;potential=major&#38;from=2026-01-01"));
        }
    }
}
