//! The chart of a comparison: the frozen level before, the month or week in which the change began, and
//! what went on.
//!
//! Must never be drawn without its table and its sentences.

use tillbud_projections::improvement::study::Found;

use crate::web::api::beside::WentOn;
use crate::web::chart::control::{Drawing, Figure};
use crate::web::locale::period_in_words;
use crate::web::pages::frame::Frame;
use crate::web::pages::trends::numbered::{Campaign, numbered};
use crate::web::pages::trends::shown::PERCENT;

/// Height of the drawing in pixels.
const HEIGHT: u32 = 200;

/// The chart with what went on along it, and the list of that; nothing when none can be drawn.
#[must_use]
pub fn figure(
    frame: &Frame,
    title: &str,
    (found, is_share): (&Found, bool),
    went_on: &[WentOn],
) -> Option<(Figure, Vec<Campaign>)> {
    let chart = found.chart.as_ref()?;
    let change = found.periods.get(found.before_periods).map(|_| found.before_periods);
    let marks: Vec<usize> = change.into_iter().collect();
    let bands: Vec<_> = went_on.iter().map(|it| it.band.clone()).collect();
    let drawing = Drawing {
        id: "effect",
        title,
        labels: &found.periods,
        chart,
        multiply: if is_share { 100.0 } else { 1.0 },
        suffix: if is_share { PERCENT } else { "" },
        aim: None,
        marks: &marks,
        bands: &bands,
        height: HEIGHT,
    };
    let mut figure = Figure::draw(frame.lang, &drawing);
    let period = change.and_then(|at| found.periods.get(at));
    if let Some(name) = period {
        // Of the time between events the points are called by days, and the change by its month.
        let (key, name) = match found.looked {
            Some(_) => ("improvement-chart-mark-between", found.change.as_str()),
            None => ("improvement-chart-mark", name.as_str()),
        };
        figure.sentences.push(frame.fill(key, "month", period_in_words(frame.lang, name)));
    }
    if found.looked.is_some_and(|looked| looked.open.is_some()) {
        figure.sentences.push(frame.t("improvement-chart-running"));
    }
    Some((figure, numbered(frame, went_on, marks.len())))
}
