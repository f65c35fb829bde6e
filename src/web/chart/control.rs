//! A control chart as a figure: sentences, SVG, and every point in a table.
//!
//! Limits are dashed and the centre is solid; a signal is a diamond, a point outside the
//! limits a triangle pointing away from them; what was done is a dotted line with a number:
//! told by shape and in words, never by colour. Must never colour a rise as bad, nor show a
//! signal without the table that it stands in.

use askama::{Template, filters::HtmlSafe};
use tillbud_events::vocabulary::Lang;
use tillbud_projections::trend::chart::{Chart, Limits, Point, State};

use super::plot::{
    CIRCLE, DIAMOND, DOWN, Dot, Label, Mark, Plot, Scale, UP, joined, level, place, risers,
};
use super::words::{Signal, label, number, remarks, sentences};
use super::{labels, percent};
use crate::web::locale::text;

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
    /// What stands after each value, such as ` %`.
    pub suffix: &'static str,
    /// Points at which something was done; each gets the next number, from 1.
    pub marks: &'a [usize],
    /// Height of the drawing in pixels, without its labels.
    pub height: u32,
}

/// A drawn chart with its words, ready to stand in a page.
#[derive(Template)]
#[template(path = "control_chart.html")]
pub struct Figure {
    /// What it says.
    pub sentences: Vec<String>,
    /// The drawing.
    pub plot: Plot,
    /// What the table holds.
    pub table: Table,
}

/// The template escapes every text; the rest is numbers.
impl HtmlSafe for Figure {}

/// Every point in words and figures.
#[derive(Template)]
#[template(path = "figure_table.html")]
pub struct Table {
    /// What the table is, which is also how it is opened.
    pub name: String,
    /// Headings.
    pub columns: Vec<String>,
    /// One a point.
    pub rows: Vec<Row>,
    /// Whether it stands open: the drawing cannot be read without it.
    pub is_open: bool,
}

/// The template escapes every text.
impl HtmlSafe for Table {}

/// A row of a table.
pub struct Row {
    /// Its heading.
    pub label: String,
    /// Its cells.
    pub cells: Vec<String>,
}

impl Drawing<'_> {
    /// A value as it is shown.
    #[must_use]
    pub fn shown(&self, lang: Lang, value: f64) -> String {
        format!("{}{}", number(lang, value * self.multiply), self.suffix)
    }
}

impl Figure {
    /// Draws, in the reader's language.
    #[must_use]
    pub fn draw(lang: Lang, drawing: &Drawing<'_>) -> Self {
        let sentences = sentences(lang, drawing);
        let plot = Plot { description: sentences.join(" "), ..plot(lang, drawing) };
        let columns = ["point", "value", "centre", "lower", "upper", "signal"];
        let table = Table {
            name: text(lang, "chart-table"),
            columns: columns.map(|name| text(lang, &format!("chart-column-{name}"))).to_vec(),
            rows: rows(lang, drawing),
            is_open: false,
        };
        Self { sentences, plot, table }
    }
}

fn plot(lang: Lang, drawing: &Drawing<'_>) -> Plot {
    let points = &drawing.chart.points;
    let limits = points.iter().filter_map(|point| point.limits).flat_map(|l| [l.lower, l.upper]);
    let values = points.iter().flat_map(|point| [point.value, point.centre]).flatten();
    let all = values.chain(limits).map(|value| value * drawing.multiply);
    let scale = Scale::of(all, drawing.height, !drawing.marks.is_empty());
    let scale = scale.with_suffix(drawing.suffix);
    let height = |value: Option<f64>| value.map(|value| scale.y(value * drawing.multiply));
    let heights = |of: &dyn Fn(&Point) -> Option<f64>| -> Vec<Option<String>> {
        points.iter().map(|point| height(of(point))).collect()
    };
    let wide = |point: &Point| point.limits.filter(|limits| limits.upper > limits.lower);
    let mut steps = level("centre", &heights(&|point| point.centre));
    let lower = heights(&|point| wide(point).map(|limits| limits.lower));
    let upper = heights(&|point| wide(point).map(|limits| limits.upper));
    let part = |at: usize| points.get(at).map(|point| point.part);
    let is_joined = |at: usize| part(at) == part(at + 1);
    let mut links = Vec::new();
    for limit in [&lower, &upper] {
        steps.extend(level("limit", limit));
        links.extend(risers("limit", limit, is_joined));
    }
    // A new part and a missing value break the line.
    let parts = drawing.chart.parts.len();
    for part in 1..=parts {
        links.extend(joined("line", &heights(&|point| point.value.filter(|_| point.part == part))));
    }
    let marks = drawing.marks.iter().zip(1_usize..).map(|(at, number)| Mark {
        x: place(points.len(), *at as f64 + 0.5),
        number: number.to_string(),
    });
    Plot {
        steps,
        links,
        marks: marks.collect(),
        dots: dots(drawing, &scale),
        labels: ends(drawing),
        ..Plot::empty(lang, drawing.id, drawing.title, &scale)
    }
}

fn dots(drawing: &Drawing<'_>, scale: &Scale) -> Vec<Dot> {
    let points = &drawing.chart.points;
    points
        .iter()
        .enumerate()
        .filter_map(|(at, point)| {
            let x = place(points.len(), at as f64 + 0.5);
            let y = scale.y(point.value? * drawing.multiply);
            let shape = match Signal::of(drawing.chart, at) {
                Signal::None => CIRCLE,
                Signal::Run => DIAMOND,
                Signal::Outside if point.value > point.centre => UP,
                Signal::Outside => DOWN,
            };
            let is_hollow = point.is_excluded || point.state == State::Incomplete;
            Some(Dot { x, y, shape, is_hollow, label: String::new() })
        })
        .collect()
}

/// The first and the last point are named, and years between them; all are in the table.
fn ends(drawing: &Drawing<'_>) -> Vec<Label> {
    if drawing.labels.len() == drawing.chart.points.len() {
        return labels(drawing.labels, drawing.height);
    }
    let last = drawing.chart.points.len().saturating_sub(1);
    let name = |at: usize| label(drawing.labels, at);
    let mut labels = vec![Label { x: percent(0.0), anchor: "start", text: name(0) }];
    if last > 0 {
        labels.push(Label { x: percent(100.0), anchor: "end", text: name(last) });
    }
    labels
}

fn rows(lang: Lang, drawing: &Drawing<'_>) -> Vec<Row> {
    let shown =
        |value: Option<f64>| value.map_or_else(String::new, |value| drawing.shown(lang, value));
    let row = |(at, point): (usize, &Point)| {
        let limit = |of: fn(Limits) -> f64| shown(point.limits.map(of));
        let signal = Signal::of(drawing.chart, at);
        let cells = vec![
            shown(point.value),
            shown(point.centre),
            limit(|limits| limits.lower),
            limit(|limits| limits.upper),
            remarks(lang, point, signal),
        ];
        Row { label: label(drawing.labels, at), cells }
    };
    drawing.chart.points.iter().enumerate().map(row).collect()
}

#[cfg(test)]
mod tests {
    use tillbud_projections::trend::chart::{Baseline, Design, Kind, Series, draw};

    use super::*;

    fn drawn(
        lang: Lang,
        values: &[Option<f64>],
        baseline: Baseline,
        title: &str,
        marks: &[usize],
    ) -> Figure {
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
            suffix: "",
            marks,
            height: 200,
        };
        Figure::draw(lang, &drawing)
    }

    fn figure(lang: Lang, values: &[Option<f64>], baseline: Baseline, title: &str) -> String {
        drawn(lang, values, baseline, title, &[]).render().unwrap()
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
        assert!(html.contains("One point is above the upper limit: January 2025."));
        assert!(html.contains(UP) && html.contains("<td>outside the limits</td>"));
        assert!(html.contains("A signal is a question"));
        assert!(html.contains("<td>not measured</td>"));
        assert_eq!(html.matches("<tr>").count(), 14);
    }

    #[test]
    fn what_was_done_is_marked_with_a_number() {
        let figure = drawn(Lang::Sv, &series(), Baseline::default(), "x", &[4, 12]);
        let html = figure.plot.render().unwrap();
        assert_eq!(html.matches("class=\"mark-line\"").count(), 2);
        assert!(html.contains(">2</text>"), "{html}");
    }

    #[test]
    fn a_file_stands_alone_with_its_colours_and_sentences() {
        let figure = drawn(Lang::Sv, &series(), Baseline::default(), "<script>\"'&", &[3]);
        let svg = figure.plot.file(Lang::Sv, &figure.sentences).unwrap();
        assert!(svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\""), "{svg}");
        assert!(svg.contains("<style>") && svg.contains("viewBox=\"0 0 960 "));
        assert!(!svg.contains("<script>") && !svg.contains("var(--"));
        assert!(svg.contains("En punkt ligger över den övre gränsen: januari 2025."));
        assert!(!svg.contains("href") && !svg.contains("url("), "needs nothing else");
    }

    #[test]
    fn a_hostile_title_stays_text_and_no_input_breaks_a_figure() {
        for values in [&[Some(0.0)][..], &[None; 3], &[Some(3.0); 24], &[Some(1e300); 12]] {
            let html = figure(Lang::Sv, values, Baseline::default(), "<script>\"'&");
            assert!(!html.contains("<script>"));
            assert!(!html.contains("NaN") && !html.contains("inf"), "{html}");
        }
    }
}
