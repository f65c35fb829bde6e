//! A small control chart for a wall of many: a line, its limits, and what is a signal.
//!
//! It has no letters of its own: name, newest value and reading stand beside it in the
//! page, and it leads to the large chart with its table. Must never be the only place where
//! a signal is told.

use std::fmt::Write as _;

use askama::{Template, filters::HtmlSafe};
use tillbud_projections::trend::chart::{Chart, Point, State};

use super::bands::Band;
use super::plot::{DIAMOND, DOWN, UP};
use super::words::Signal;

/// Width in units of its own; the page stretches it.
const WIDTH: f64 = 240.0;
/// Height in the same.
const HEIGHT: f64 = 64.0;
/// The least width of a stretch in the same.
const BAND_LEAST: f64 = 2.0;
/// Room on each side, for what stands on the edge.
const EDGE: f64 = 7.0;

/// A drawn small chart. Its name stands beside it, so it is hidden from readers of words.
#[derive(Template)]
#[template(path = "small_chart.html")]
pub struct Small {
    line: String,
    centre: String,
    limits: String,
    target: String,
    bands: String,
    dots: Vec<Dot>,
}

/// The template holds numbers alone.
impl HtmlSafe for Small {}

struct Dot {
    x: String,
    y: String,
    shape: &'static str,
    is_hollow: bool,
}

/// The newest point, where nothing else marks it.
const NEWEST: &str = "M-2.5 0a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0-5 0z";

impl Small {
    /// Draws; `target` is what is to be reached, where there is such a thing, and `bands` are of
    /// what went on meanwhile.
    #[must_use]
    pub fn draw<'b>(
        chart: &Chart,
        target: Option<f64>,
        bands: impl Iterator<Item = &'b Band>,
    ) -> Self {
        let frame = Frame::of(chart, target);
        let newest = chart.points.iter().rposition(|point| point.value.is_some());
        let dots = chart.points.iter().enumerate().filter_map(|(at, point)| {
            let shape = match Signal::of(chart, at) {
                Signal::Outside if point.value > point.centre => UP,
                Signal::Outside => DOWN,
                // A run covers a whole part: its last point speaks for it.
                Signal::Run if newest == Some(at) => DIAMOND,
                Signal::Run | Signal::None if newest == Some(at) => NEWEST,
                Signal::Run | Signal::None => return None,
            };
            let (x, y) = (short(frame.x(at)), short(frame.y(point.value?)));
            Some(Dot { x, y, shape, is_hollow: point.state == State::Incomplete })
        });
        Self {
            line: frame.line(chart, |point| point.value),
            centre: frame.level(chart, |point| point.centre),
            limits: frame.level(chart, |point| point.limits.map(|limits| limits.lower))
                + &frame.level(chart, |point| point.limits.map(|limits| limits.upper)),
            target: target.map(|target| frame.across(target)).unwrap_or_default(),
            bands: bands.map(|band| frame.band(band)).collect(),
            dots: dots.collect(),
        }
    }
}

/// From places and values to units of the drawing.
struct Frame {
    slot: f64,
    lowest: f64,
    width: f64,
}

impl Frame {
    fn of(chart: &Chart, target: Option<f64>) -> Self {
        let limits = chart.points.iter().filter_map(|point| point.limits);
        let values = chart.points.iter().flat_map(|point| [point.value, point.centre]).flatten();
        let limits = limits.flat_map(|limits| [limits.lower, limits.upper]);
        let all = values.chain(limits).chain(target);
        let (lowest, highest) =
            all.fold((0.0_f64, 0.0_f64), |(low, high), value| (low.min(value), high.max(value)));
        let width = if highest > lowest { highest - lowest } else { 1.0 };
        let slot = (WIDTH - 2.0 * EDGE) / chart.points.len().max(1) as f64;
        Self { slot, lowest, width }
    }

    fn x(&self, at: usize) -> f64 {
        EDGE + self.slot * (at as f64 + 0.5)
    }

    fn y(&self, value: f64) -> f64 {
        let share = ((value - self.lowest) / self.width).clamp(0.0, 1.0);
        EDGE + (HEIGHT - 2.0 * EDGE) * (1.0 - share)
    }

    /// A path around a stretch, wide enough to be seen.
    fn band(&self, band: &Band) -> String {
        let (from, to) = (EDGE + self.slot * band.from, EDGE + self.slot * band.to);
        let (from, to) = (short(from), short(to.max(from + BAND_LEAST)));
        format!("M{from} 0V{}H{to}V0z", short(HEIGHT))
    }

    /// A path from edge to edge.
    fn across(&self, value: f64) -> String {
        format!("M{} {}H{}", short(EDGE), short(self.y(value)), short(WIDTH - EDGE))
    }

    /// A path through the values; what is missing and a new part break it.
    fn line(&self, chart: &Chart, of: impl Fn(&Point) -> Option<f64>) -> String {
        let (mut path, mut part) = (String::new(), None);
        for (at, point) in chart.points.iter().enumerate() {
            let Some(value) = of(point) else {
                part = None;
                continue;
            };
            let pen = if part == Some(point.part) { 'L' } else { 'M' };
            part = Some(point.part);
            write(&mut path, pen, self.x(at), self.y(value));
        }
        path
    }

    /// A path of level pieces, as long as each keeps its height, with risers between them; a
    /// gap and a new part break it.
    fn level(&self, chart: &Chart, of: impl Fn(&Point) -> Option<f64>) -> String {
        let height = |point: &Point| of(point).map(|value| (short(self.y(value)), point.part));
        let heights: Vec<_> = chart.points.iter().map(height).collect();
        let (mut path, mut at, mut before) = (String::new(), 0, None);
        for piece in heights.chunk_by(|before, after| before == after) {
            let (from, to) = (at, at + piece.len());
            at = to;
            let Some(Some((y, part))) = piece.first() else {
                before = None;
                continue;
            };
            let x = |at: usize| short(EDGE + self.slot * at as f64);
            let begin =
                if before == Some(part) { format!("V{y}") } else { format!("M{} {y}", x(from)) };
            before = Some(part);
            path += &format!("{begin}H{}", x(to));
        }
        path
    }
}

fn write(path: &mut String, pen: char, x: f64, y: f64) {
    // Writing to a string cannot fail.
    let _ = write!(path, "{pen}{} {}", short(x), short(y));
}

fn short(number: f64) -> String {
    format!("{number:.1}")
}

#[cfg(test)]
mod tests {
    use tillbud_projections::trend::chart::{Baseline, Design, Kind, Series, draw};

    use super::*;

    fn small(values: &[Option<f64>], baseline: Baseline) -> String {
        let series = Series { numerator: values.to_vec(), ..Series::default() };
        let chart = draw(&series, &Design { baseline, ..Design::of(Kind::Count) }).unwrap();
        Small::draw(&chart, None, [].iter()).render().unwrap()
    }

    fn steady(points: usize) -> Vec<Option<f64>> {
        (0..points).map(|at| Some([12.0, 9.0, 14.0, 10.0, 13.0, 8.0, 11.0][at % 7])).collect()
    }

    #[test]
    fn a_small_chart_marks_the_newest_point_and_each_one_outside_by_its_shape() {
        let html = small(&steady(24), Baseline::default());
        assert_eq!(html.matches("class=\"dot").count(), 1);
        let mut values = steady(24);
        values[10] = Some(60.0);
        let html = small(&values, Baseline::default());
        assert_eq!(html.matches(UP).count(), 1);
        assert!(html.contains("aria-hidden=\"true\""));
        assert!(html.len() < 2_000, "{} bytes are too many for a wall of hundreds", html.len());
    }

    #[test]
    fn a_gap_and_a_new_part_break_the_line() {
        let mut values = steady(24);
        values[4] = None;
        let baseline = Baseline { rebase: vec![12], ..Baseline::default() };
        let html = small(&values, baseline);
        let line = html.split("class=\"line\" d=\"").nth(1).unwrap().split('"').next().unwrap();
        assert_eq!(line.matches('M').count(), 3, "{line}");
    }

    #[test]
    fn a_target_and_what_went_on_are_drawn_behind_the_line() {
        let series = Series { numerator: steady(24), ..Series::default() };
        let chart = draw(&series, &Design::of(Kind::Count)).unwrap();
        let band = Band { from: 1.0, to: 1.1, is_moment: true, words: String::new() };
        let html = Small::draw(&chart, Some(100.0), [band].iter()).render().unwrap();
        assert!(html.contains("class=\"target\" d=\"M7.0 7.0H233.0\""), "{html}");
        assert!(html.contains("class=\"band\" d=\"M16.4 0V64.0H18.4V0z\""), "{html}");
        let without = small(&steady(24), Baseline::default());
        assert!(!without.contains("class=\"target\"") && !without.contains("class=\"band\""));
    }

    #[test]
    fn no_input_breaks_it() {
        for values in [vec![Some(0.0)], vec![None; 3], vec![Some(3.0); 24], vec![Some(1e300); 12]] {
            let html = small(&values, Baseline::default());
            assert!(!html.contains("NaN") && !html.contains("inf"), "{html}");
        }
    }
}
