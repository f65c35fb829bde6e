//! Measures for those who look after them: the list, one measure with the decisions about its
//! baseline, the form that defines one, and headcounts.
//!
//! Must never show a figure: what a measure gives stands among the trends.

pub mod define;
pub mod headcount;
pub mod one;
pub mod words;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use tillbud_projections::measure::{self, Measure};

use super::answer;
use super::frame::Frame;
use crate::App;
use crate::access::Staff;
use crate::lists::Lists;
use crate::web::error::HttpError;
use crate::web::language::Locale;
use words::{in_words, name};

/// The page with all measures.
#[derive(Template)]
#[template(path = "measures/list.html")]
pub struct Measures {
    frame: Frame,
    rows: Vec<Row>,
    retired: Vec<Row>,
}

/// One measure of the list.
struct Row {
    address: String,
    name: String,
    words: String,
    owner: String,
    chart: String,
    baselines: usize,
}

impl Row {
    fn new(frame: &Frame, lists: &Lists, measure: &Measure) -> Self {
        let definition = &measure.definition;
        Self {
            address: format!("/measures/{}", measure.id),
            name: name(frame, definition),
            words: in_words(frame, lists, definition),
            owner: frame.word("role", definition.owner),
            chart: frame.word("chartkind", definition.chart),
            baselines: measure.baselines.len(),
        }
    }
}

impl Measures {
    /// The page.
    #[must_use]
    pub fn new(frame: Frame, lists: &Lists, measures: &[Measure]) -> Self {
        let rows = |is_retired: bool| {
            let of = measures.iter().filter(|measure| measure.is_retired == is_retired);
            of.map(|measure| Row::new(&frame, lists, measure)).collect()
        };
        Self { rows: rows(false), retired: rows(true), frame }
    }
}

/// The list, in the order in which measures were defined.
///
/// # Errors
/// When the read models are away.
pub async fn get(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
) -> Result<Response, HttpError> {
    let measures = measure::all(app.read_models.db()).await?;
    let frame = locale.frame(true).for_role(staff.role);
    answer(StatusCode::OK, &Measures::new(frame, &app.lists, &measures))
}

#[cfg(test)]
pub(super) mod tests {
    use tillbud_events::measure::{Definition, standard};
    use tillbud_events::vocabulary::Label;
    use tillbud_projections::measure::{Baseline, Decision};

    use super::*;
    use crate::measures::testing;
    use crate::web::pages::testing::{HOSTILE, assert_sound, frames};

    /// A measure with hostile names and every decision.
    pub(in crate::web::pages) fn measure(definition: Definition) -> Measure {
        let baselines = Decision::ALL.iter().map(|decision| Baseline {
            decision: *decision,
            month: "2026-03".parse().unwrap(),
            reason: Some(HOSTILE.into()),
            decided_at: 1_795_000_000_000,
            decided_as: "analyst".into(),
        });
        let name = Label::parse(HOSTILE).unwrap();
        let definition = Definition { name_sv: name.clone(), name_en: name, ..definition };
        Measure { baselines: baselines.collect(), ..testing::measure(definition) }
    }

    #[test]
    fn every_measure_that_tillbud_comes_with_is_listed_in_words() {
        for frame in frames() {
            let mut all: Vec<_> = standard().into_iter().map(measure).collect();
            all[3].is_retired = true;
            let html = Measures::new(frame.clone(), &Lists::default(), &all).render().unwrap();
            assert_sound(&html);
            assert!(!html.contains(">measure") && !html.contains(">what-"), "{html}");
            assert!(html.contains(&frame.t("measures-retired-title")));
        }
    }
}
