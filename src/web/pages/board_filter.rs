//! The form that narrows the list of incidents.
//!
//! Must never leave out what the list was narrowed by besides.

use askama::{Template, filters::HtmlSafe};
use tillbud_events::vocabulary::Severity;
use tillbud_projections::incident::{IncidentRow, Stage};

use super::file_choice::FileChoice;
use super::frame::Frame;
use super::listed::Asked;
use super::queue_filter::{choices, kept_fields};
use super::views::Views;
use super::{Choice, Pair, desk};
use crate::access::views::View;
use crate::lists::{Entry, Lists};
use crate::web::api::board::YES;

/// The form above the list of incidents.
#[derive(Template)]
#[template(path = "board_filter.html")]
pub struct BoardFilter {
    frame: Frame,
    kept: Vec<Pair>,
    stages: Vec<Choice>,
    categories: Vec<Choice>,
    units: Vec<Choice>,
    actuals: Vec<Choice>,
    potentials: Vec<Choice>,
    unit: String,
    assigned: String,
    /// Whether only those are shown that the reader follows.
    pub is_followed: bool,
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
    pub fn new(frame: &Frame, lists: &Lists, asked: &Asked<IncidentRow>, views: Vec<View>) -> Self {
        let text = |said: &Option<String>| said.clone().unwrap_or_default();
        let query = &asked.query;
        let (stage, category, unit) =
            (text(&query.stage), text(&query.category), text(&query.unit));
        let (actual, potential) = (text(&query.actual), text(&query.potential));
        let severity = |severity: &Severity| frame.word("severity", severity);
        let any = Choice::new("", frame.t("desk-filter-any"), &category);
        let named = |entry: &Entry| Choice::new(&entry.code, entry.name(frame.lang), &category);
        let columns = |(name, _): &(&str, &str)| *name == "column";
        Self {
            kept: kept_fields(frame, asked.kept().into_iter().filter(columns)),
            stages: choices(frame, Stage::ALL, &stage, |stage| frame.word("stage", stage)),
            categories: std::iter::once(any).chain(lists.categories.iter().map(named)).collect(),
            units: desk::units(frame, lists, &unit),
            actuals: choices(frame, Severity::ALL, &actual, severity),
            potentials: choices(frame, Severity::ALL, &potential, severity),
            is_followed: query.followed.as_deref() == Some(YES),
            is_narrowed: !asked.narrowed().is_empty(),
            files: FileChoice::new(frame, asked),
            views: Views::new(frame, asked, views),
            frame: frame.clone(),
            unit,
            assigned: text(&query.assigned),
            from: text(&query.from),
            until: text(&query.until),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::api::board::BoardQuery;
    use crate::web::pages::testing::{HOSTILE, frames, lists};

    #[test]
    fn the_form_is_escaped_and_keeps_what_it_does_not_show() {
        let said = |text: &str| Some(text.to_owned());
        let query =
            BoardQuery { category: said("access"), unit: said(HOSTILE), ..BoardQuery::default() };
        let asked = Asked::new(query, "column=title");
        for frame in frames() {
            let html = BoardFilter::new(&frame, &lists(), &asked, vec![]).render().unwrap();
            assert!(!html.contains(HOSTILE));
            for kept in ["\"category\" value=\"access\"", "\"column\" value=\"title\""] {
                assert!(html.contains(&format!("type=\"hidden\" name={kept}")), "{html}");
            }
            assert!(html.contains("/desk/incidents.csv"), "{html}");
        }
    }
}
