//! The chart of a comparison: the frozen level before, and the month in which the change began.
//!
//! Must never be drawn without its table and its sentences.

use tillbud_projections::improvement::study::Found;

use crate::web::chart::control::{Drawing, Figure};
use crate::web::pages::frame::Frame;
use crate::web::pages::trends::shown::PERCENT;
use crate::web::pages::when;

/// Height of the drawing in pixels.
const HEIGHT: u32 = 200;

/// The chart, when one can be drawn.
#[must_use]
pub fn figure(frame: &Frame, title: &str, found: &Found, is_share: bool) -> Option<Figure> {
    let chart = found.chart.as_ref()?;
    let change = found.months.get(found.before_months).map(|_| found.before_months);
    let marks: Vec<usize> = change.into_iter().collect();
    let drawing = Drawing {
        id: "effect",
        title,
        labels: &found.months,
        chart,
        multiply: if is_share { 100.0 } else { 1.0 },
        suffix: if is_share { PERCENT } else { "" },
        aim: None,
        marks: &marks,
        bands: &[],
        height: HEIGHT,
    };
    let mut figure = Figure::draw(frame.lang, &drawing);
    let month = change.and_then(|at| found.months.get(at));
    let month = month.map(|month| when::month(frame, month));
    figure
        .sentences
        .extend(month.map(|month| frame.fill("improvement-chart-mark", "month", month)));
    Some(figure)
}
