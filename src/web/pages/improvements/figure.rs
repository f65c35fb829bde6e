//! The chart of a comparison: the frozen level before, and the month in which the change began.
//!
//! Must never be drawn without its table and its sentences.

use tillbud_projections::improvement::study::Found;

use crate::web::chart::control::{Drawing, Figure};
use crate::web::pages::frame::Frame;

/// Height of the drawing in pixels.
const HEIGHT: u32 = 200;

/// The chart, when one can be drawn.
#[must_use]
pub fn figure(frame: &Frame, title: &str, found: &Found, is_share: bool) -> Option<Figure> {
    let chart = found.chart.as_ref()?;
    let drawing = Drawing {
        id: "effect",
        title,
        labels: &found.months,
        chart,
        multiply: if is_share { 100.0 } else { 1.0 },
        height: HEIGHT,
    };
    Some(Figure::draw(frame.lang, &drawing))
}
