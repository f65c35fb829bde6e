//! A control chart as a figure: sentences, SVG, and every point in a table.
//!
//! Limits are dashed and the centre is solid; a signal is a diamond, a point outside the
//! limits a triangle pointing away from them: told by shape and in words, never by colour.
//! Must never colour a rise as bad, nor show a signal without the table that it stands in.

use askama::{Template, filters::HtmlSafe};
use tillbud_events::vocabulary::Lang;
use tillbud_projections::trend::chart::{Chart, Limits, Point, Signals, State};
use tillbud_projections::trend::explain::{Sentence, explain};

use super::{ABOVE, BELOW, percent, pixels};
use crate::web::locale::{FluentValue, text, text_of, text_with};

/// What is drawn, and how it is called.
#[derive(Clone, Copy, Debug)]
pub struct Drawing<'a> {
    /// Unique on its page.
    pub id: &'a str,
    /// What it is, in a few words.
    pub title: &'a str,
    /// What each point is called, such as its month.
    pub labels: &'a [String],
    /// The chart.
    pub chart: &'a Chart,
    /// Values are shown this many times as large.
    pub multiply: f64,
    /// Height of the drawing in pixels, without its labels.
    pub height: u32,
}

/// A drawn chart with its words, ready to stand in a page.
#[derive(Template)]
#[template(path = "control_chart.html")]
pub struct Figure {
    id: String,
    title: String,
    sentences: Vec<String>,
    description: String,
    height: u32,
    ticks: Vec<Tick>,
    steps: Vec<Step>,
    links: Vec<Link>,
    dots: Vec<Dot>,
    labels: Vec<Label>,
    table: String,
    columns: Vec<String>,
    rows: Vec<Row>,
}

/// The template escapes every text; the rest is numbers.
impl HtmlSafe for Figure {}

struct Tick {
    y: String,
    text: String,
}

/// A piece of the centre or of a limit, as wide as its point's place.
struct Step {
    class: &'static str,
    from: String,
    to: String,
    y: String,
}

struct Link {
    x1: String,
    y1: String,
    x2: String,
    y2: String,
}

struct Dot {
    x: String,
    y: String,
    shape: &'static str,
    is_hollow: bool,
}

struct Label {
    x: String,
    anchor: &'static str,
    text: String,
}

struct Row {
    label: String,
    cells: Vec<String>,
}

const CIRCLE: &str = "M-3 0a3 3 0 1 0 6 0a3 3 0 1 0-6 0z";
const DIAMOND: &str = "M0-6 6 0 0 6-6 0z";
const UP: &str = "M0-7 7 5-7 5z";
const DOWN: &str = "M0 7-7-5 7-5z";

impl Figure {
    /// Draws, in the reader's language.
    #[must_use]
    pub fn draw(lang: Lang, drawing: &Drawing<'_>) -> Self {
        let Drawing { id, title, chart, .. } = drawing;
        let scale = Scale::of(drawing);
        let mut sentences = vec![summary(lang, drawing)];
        let told = explain(chart);
        sentences.extend(told.iter().map(|sentence| said(lang, drawing, sentence)));
        if told.iter().any(|sentence| sentence.points.is_some()) {
            sentences.push(text(lang, "chart-asks"));
        }
        let columns = ["point", "value", "centre", "lower", "upper", "signal"];
        Self {
            id: (*id).to_owned(),
            title: (*title).to_owned(),
            description: sentences.join(" "),
            sentences,
            height: drawing.height + ABOVE + BELOW,
            ticks: scale.ticks(lang),
            steps: steps(drawing, &scale),
            links: links(drawing, &scale),
            dots: dots(drawing, &scale),
            labels: ends(drawing),
            table: text(lang, "chart-table"),
            columns: columns.map(|name| text(lang, &format!("chart-column-{name}"))).to_vec(),
            rows: rows(lang, drawing),
        }
    }
}

fn label(drawing: &Drawing<'_>, at: usize) -> String {
    drawing.labels.get(at).cloned().unwrap_or_else(|| (at + 1).to_string())
}

fn summary(lang: Lang, drawing: &Drawing<'_>) -> String {
    let chart = drawing.chart;
    let points = chart.points.len().to_string();
    let shown = |value: f64| number(lang, value * drawing.multiply);
    let last = chart.points.iter().rev().find(|point| point.centre.is_some());
    match last.and_then(|point| Some((point.centre?, point.limits))) {
        None => text_with(lang, "chart-summary-values", &[("points", &points)]),
        Some((centre, None)) => {
            let words = [("points", &*points), ("centre", &shown(centre))];
            text_with(lang, "chart-summary-centre", &words)
        }
        Some((centre, Some(limits))) => {
            let (lower, upper) = (shown(limits.lower), shown(limits.upper));
            let words = [
                ("points", &*points),
                ("centre", &shown(centre)),
                ("lower", &lower),
                ("upper", &upper),
            ];
            text_with(lang, "chart-summary", &words)
        }
    }
}

fn said(lang: Lang, drawing: &Drawing<'_>, sentence: &Sentence) -> String {
    let mut values: Vec<(&str, FluentValue<'_>)> =
        sentence.numbers.iter().map(|(name, number)| (*name, FluentValue::from(*number))).collect();
    if let Some((from, to)) = sentence.points {
        values.push(("from", FluentValue::from(label(drawing, from))));
        values.push(("to", FluentValue::from(label(drawing, to))));
    }
    text_of(lang, &format!("chart-{}", sentence.name), &values)
}

/// Three figures that matter, with the decimal sign of the language.
fn number(lang: Lang, value: f64) -> String {
    let decimals = match value.abs() {
        100.0.. => 0,
        10.0.. => 1,
        1.0.. => 2,
        _ => 3,
    };
    let written = format!("{value:.decimals$}");
    let short = if written.contains('.') {
        written.trim_end_matches('0').trim_end_matches('.')
    } else {
        &written
    };
    match lang {
        Lang::Sv => short.replace('.', ",").replace('-', "\u{2212}"),
        Lang::En => short.replace('-', "\u{2212}"),
    }
}

/// From values to heights; the steps are 1, 2 or 5 times a power of ten.
struct Scale {
    bottom: f64,
    top: f64,
    step: f64,
    height: f64,
}

impl Scale {
    fn of(drawing: &Drawing<'_>) -> Self {
        let points = || drawing.chart.points.iter();
        let limits = points().filter_map(|point| point.limits).flat_map(|l| [l.lower, l.upper]);
        let values = points().flat_map(|point| [point.value, point.centre]).flatten();
        let shown = values.chain(limits).map(|value| value * drawing.multiply);
        let (lowest, highest) =
            shown.fold((0.0_f64, 0.0_f64), |(low, high), value| (low.min(value), high.max(value)));
        let width = if highest > lowest { highest - lowest } else { 1.0 };
        let power = 10.0_f64.powf((width / 4.0).log10().floor());
        let steps = [1.0, 2.0, 5.0, 10.0].map(|step| step * power);
        let step = steps.into_iter().find(|step| *step * 4.0 >= width).unwrap_or(width);
        let bottom = (lowest / step).floor() * step;
        let top = (highest / step).ceil().max(bottom / step + 1.0) * step;
        Self { bottom, top, step, height: f64::from(drawing.height) }
    }

    fn y(&self, value: f64) -> String {
        let share = ((value - self.bottom) / (self.top - self.bottom)).clamp(0.0, 1.0);
        pixels(f64::from(ABOVE) + self.height * (1.0 - share))
    }

    fn ticks(&self, lang: Lang) -> Vec<Tick> {
        let count = ((self.top - self.bottom) / self.step).round() as u32;
        (0..=count)
            .map(|at| self.bottom + f64::from(at) * self.step)
            .map(|value| Tick { y: self.y(value), text: number(lang, value) })
            .collect()
    }
}

/// Where the place of a point begins, in per cent of the width.
fn place(drawing: &Drawing<'_>, at: f64) -> String {
    percent(100.0 * at / drawing.chart.points.len().max(1) as f64)
}

/// Each line in pieces as long as it keeps its height, so that dashes run on.
fn steps(drawing: &Drawing<'_>, scale: &Scale) -> Vec<Step> {
    let limits = |point: &Point| point.limits.filter(|limits| limits.upper > limits.lower);
    let height = |value: Option<f64>| value.map(|value| scale.y(value * drawing.multiply));
    let points = &drawing.chart.points;
    let centre: Vec<_> = points.iter().map(|point| height(point.centre)).collect();
    let lower = points.iter().map(|point| height(limits(point).map(|limits| limits.lower)));
    let upper = points.iter().map(|point| height(limits(point).map(|limits| limits.upper)));
    let lines = [("centre", centre), ("limit", lower.collect()), ("limit", upper.collect())];
    let mut steps = Vec::new();
    for (class, heights) in lines {
        let mut at = 0;
        for piece in heights.chunk_by(|before, after| before == after) {
            let (from, to) = (place(drawing, at as f64), place(drawing, (at + piece.len()) as f64));
            at += piece.len();
            if let Some(Some(y)) = piece.first() {
                steps.push(Step { class, from, to, y: y.clone() });
            }
        }
    }
    steps
}

/// The middle of a point's place, and the height of its value.
fn spot(drawing: &Drawing<'_>, scale: &Scale, at: usize) -> Option<(String, String)> {
    let value = drawing.chart.points.get(at)?.value?;
    Some((place(drawing, at as f64 + 0.5), scale.y(value * drawing.multiply)))
}

/// From each value to the next; a new part and a missing value break the line.
fn links(drawing: &Drawing<'_>, scale: &Scale) -> Vec<Link> {
    let points = &drawing.chart.points;
    let pairs = points.iter().zip(points.iter().skip(1)).enumerate();
    pairs
        .filter(|(_, (before, after))| before.part == after.part)
        .filter_map(|(at, _)| {
            let (x1, y1) = spot(drawing, scale, at)?;
            let (x2, y2) = spot(drawing, scale, at + 1)?;
            Some(Link { x1, y1, x2, y2 })
        })
        .collect()
}

fn dots(drawing: &Drawing<'_>, scale: &Scale) -> Vec<Dot> {
    let points = drawing.chart.points.iter().enumerate();
    points
        .filter_map(|(at, point)| {
            let (x, y) = spot(drawing, scale, at)?;
            let shape = match signal(drawing.chart, at) {
                Signal::None => CIRCLE,
                Signal::Run => DIAMOND,
                Signal::Outside if point.value > point.centre => UP,
                Signal::Outside => DOWN,
            };
            let is_hollow = point.is_excluded || point.state == State::Incomplete;
            Some(Dot { x, y, shape, is_hollow })
        })
        .collect()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Signal {
    None,
    Run,
    Outside,
}

/// What the rules say of a point that has a value.
fn signal(chart: &Chart, at: usize) -> Signal {
    let has_value = chart.points.get(at).is_some_and(|point| point.value.is_some());
    let has = |flags: &[bool]| flags.get(at).copied().unwrap_or(false);
    let (is_outside, is_in_run) = match &chart.signals {
        Signals::ThreeSigmaRuns { outside, runs } => (has(outside), has(runs)),
        Signals::MakingDataCount(dots) => {
            let rules = [&dots.shift, &dots.trend, &dots.two_of_three];
            (has(&dots.outside), rules.iter().any(|flags| has(flags)))
        }
    };
    match (is_outside, is_in_run) {
        _ if !has_value => Signal::None,
        (true, _) => Signal::Outside,
        (false, true) => Signal::Run,
        (false, false) => Signal::None,
    }
}

/// The first and the last point are named; all are in the table.
fn ends(drawing: &Drawing<'_>) -> Vec<Label> {
    let last = drawing.chart.points.len().saturating_sub(1);
    let mut labels = vec![Label { x: percent(0.0), anchor: "start", text: label(drawing, 0) }];
    if last > 0 {
        labels.push(Label { x: percent(100.0), anchor: "end", text: label(drawing, last) });
    }
    labels
}

fn rows(lang: Lang, drawing: &Drawing<'_>) -> Vec<Row> {
    let shown =
        |value: Option<f64>| value.map_or(String::new(), |v| number(lang, v * drawing.multiply));
    let row = |(at, point): (usize, &Point)| {
        let limit = |of: fn(Limits) -> f64| shown(point.limits.map(of));
        let cells = vec![
            shown(point.value),
            shown(point.centre),
            limit(|limits| limits.lower),
            limit(|limits| limits.upper),
            remarks(lang, point, signal(drawing.chart, at)),
        ];
        Row { label: label(drawing, at), cells }
    };
    drawing.chart.points.iter().enumerate().map(row).collect()
}

fn remarks(lang: Lang, point: &Point, signal: Signal) -> String {
    let state = match point.state {
        State::Measured => None,
        State::Incomplete => Some("chart-point-incomplete"),
        State::Missing => Some("chart-point-missing"),
        State::NotApplicable => Some("chart-point-not-applicable"),
    };
    let signal = match signal {
        Signal::None => None,
        Signal::Run => Some("chart-point-runs"),
        Signal::Outside => Some("chart-point-outside"),
    };
    let excluded = point.is_excluded.then_some("chart-point-excluded");
    let remarks = [signal, state, excluded].into_iter().flatten();
    remarks.map(|key| text(lang, key)).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use tillbud_projections::trend::chart::{Baseline, Design, Kind, Series, draw};

    use super::*;

    fn figure(lang: Lang, values: &[Option<f64>], baseline: Baseline, title: &str) -> String {
        let numerator = values.to_vec();
        let series = Series { numerator, denominator: None, is_last_incomplete: false };
        let chart = draw(&series, &Design { baseline, ..Design::of(Kind::Count) }).unwrap();
        let labels: Vec<String> =
            (0..values.len()).map(|at| format!("{}-{:02}", 2024 + at / 12, at % 12 + 1)).collect();
        let drawing = Drawing {
            id: "all",
            title,
            labels: &labels,
            chart: &chart,
            multiply: 1.0,
            height: 200,
        };
        Figure::draw(lang, &drawing).render().unwrap()
    }

    fn series() -> Vec<Option<f64>> {
        let level = [5.0, 7.0, 4.0, 8.0, 6.0, 5.0, 7.0, 6.0, 4.0, 5.0, 8.0, 6.0];
        let mut values: Vec<_> = level.iter().map(|value| Some(*value)).collect();
        values[3] = None;
        values.push(Some(30.0));
        values
    }

    /// To take a new snapshot, write what the test prints to the file.
    #[test]
    fn a_figure_looks_as_it_did() {
        let baseline = Baseline { exclude: vec![12], ..Baseline::default() };
        for (lang, snapshot) in [
            (Lang::Sv, include_str!("control_sv.html")),
            (Lang::En, include_str!("control_en.html")),
        ] {
            let drawn = figure(lang, &series(), baseline.clone(), "Rapporter / Reports");
            assert_eq!(drawn.trim(), snapshot.trim(), "{drawn}");
        }
    }

    #[test]
    fn a_signal_is_told_by_its_shape_in_a_sentence_and_in_the_table() {
        let html = figure(Lang::En, &series(), Baseline::default(), "Reports");
        assert!(html.contains("One point is above the upper limit: 2025-01."));
        assert!(html.contains(UP) && html.contains("<td>outside the limits</td>"));
        assert!(html.contains("A signal is a question"));
        assert!(html.contains("<td>not measured</td>"));
        assert_eq!(html.matches("<tr>").count(), 14);
    }

    #[test]
    fn a_hostile_title_stays_text_and_no_input_breaks_a_figure() {
        for values in [&[Some(0.0)][..], &[None; 3], &[Some(3.0); 24], &[Some(1e300); 12]] {
            let html = figure(Lang::Sv, values, Baseline::default(), "<script>\"'&");
            assert!(!html.contains("<script>"));
            assert!(!html.contains("NaN") && !html.contains("inf"), "{html}");
        }
    }

    #[test]
    fn numbers_are_written_as_the_language_writes_them() {
        let written = |lang| [1234.5, 12.34, -1.5, 0.0423, 3.0].map(|value| number(lang, value));
        assert_eq!(written(Lang::Sv), ["1234", "12,3", "\u{2212}1,5", "0,042", "3"]);
        assert_eq!(written(Lang::En), ["1234", "12.3", "\u{2212}1.5", "0.042", "3"]);
    }
}
