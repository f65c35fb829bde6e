//! Which incidents a list shows: the form that narrows it, and the addresses that keep it.
//!
//! Must never leave out of an address what the list was narrowed by.

use askama::{Template, filters::HtmlSafe};
use tillbud_events::vocabulary::Severity;
use tillbud_projections::incident::{IncidentRow, Stage};

use super::address::Address;
use super::file_choice::FileChoice;
use super::frame::Frame;
use super::queue_filter::{choices, said};
use super::views::Views;
use super::{Choice, desk};
use crate::access::views::View;
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
    files: FileChoice,
    views: Views,
}

/// The template escapes every text.
impl HtmlSafe for BoardFilter {}

impl BoardFilter {
    /// The form as it was filled in.
    #[must_use]
    pub fn new(frame: &Frame, lists: &Lists, asked: &BoardQuery, views: Vec<View>) -> Self {
        let text = |said: &Option<String>| said.clone().unwrap_or_default();
        let (stage, category, unit) =
            (text(&asked.stage), text(&asked.category), text(&asked.unit));
        let (actual, potential) = (text(&asked.actual), text(&asked.potential));
        let (from, until) = (text(&asked.from), text(&asked.until));
        let all = [&stage, &category, &unit, &actual, &potential, &from, &until];
        let severity = |severity: &Severity| frame.word("severity", severity);
        let any = Choice::new("", frame.t("desk-filter-any"), &category);
        let named = |entry: &Entry| Choice::new(&entry.code, entry.name(frame.lang), &category);
        Self {
            stages: choices(frame, Stage::ALL, &stage, |stage| frame.word("stage", stage)),
            categories: std::iter::once(any).chain(lists.categories.iter().map(named)).collect(),
            units: desk::units(frame, lists, &unit),
            actuals: choices(frame, Severity::ALL, &actual, severity),
            potentials: choices(frame, Severity::ALL, &potential, severity),
            is_narrowed: all.iter().any(|said| !said.is_empty()),
            files: FileChoice::new::<IncidentRow>(frame, "/desk/incidents", &pairs(asked)),
            views: Views::new(frame, asked, views),
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
    let pairs = pairs(asked);
    pairs.into_iter().fold(Address::new(path), |address, (name, value)| address.with(name, value))
}

fn pairs(asked: &BoardQuery) -> [(&'static str, Option<&str>); 7] {
    [
        ("stage", said(&asked.stage)),
        ("category", said(&asked.category)),
        ("unit", said(&asked.unit)),
        ("actual", said(&asked.actual)),
        ("potential", said(&asked.potential)),
        ("from", said(&asked.from)),
        ("until", said(&asked.until)),
    ]
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
            let html = BoardFilter::new(&frame, &lists(), &asked, vec![]).render().unwrap();
            assert!(!html.contains(HOSTILE));
            let kept = "type=\"hidden\" name=\"category\" value=\"access\"";
            assert!(html.contains(kept) && html.contains("/desk/incidents.csv"), "{html}");
            let address = address("/desk/incidents", &asked).to_string();
            assert!(address.contains("?stage=triaged&category=access&unit=%3Cscript"));
            assert!(address.ends_with("&potential=major&from=2026-01-01&until=2026-01-31"));
        }
    }
}
