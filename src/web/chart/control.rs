//! A control chart as a figure: sentences, SVG, and every point in a table.
//!
//! Limits are dashed and the centre is solid; a signal is a diamond, a point outside the
//! limits a triangle pointing away from them; what was done is a dotted line with a number:
//! told by shape and in words, never by colour. Must never colour a rise as bad, nor show a
//! signal without the table that it stands in.

use askama::{Template, filters::HtmlSafe};
use tillbud_events::vocabulary::Lang;
use tillbud_projections::trend::chart::{Chart, Limits, Point, State};

use super::bands::Band;
use super::plot::{
    CIRCLE, DIAMOND, DOWN, Dot, Height, Label, Mark, Plot, Scale, Stretch, UP, joined, level,
    place, risers,
};
use super::words::{Signal, label, number, remarks, sentences, short_label};
use super::{labels_in, percent};
use crate::web::locale::{text, text_with};

/// Numbers of bands stand so far apart, in per cent of the width.
const NUMBERS_APART: f64 = 4.0;
/// The last place of a number.
const NUMBER_MOST: f64 = 97.0;

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
    /// What is to be reached, where there is such a thing.
    pub aim: Option<Aim>,
    /// Points at which something was done; each gets the next number, from 1.
    pub marks: &'a [usize],
    /// What went on meanwhile; the numbers go on from those of the marks.
    pub bands: &'a [Band],
    /// Height of the drawing in pixels, without its labels.
    pub height: u32,
}

/// What is to be reached.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Aim {
    /// The value, not multiplied.
    pub value: f64,
    /// Whether it is the least that is good enough, else it is the most.
    pub is_least: bool,
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

impl Aim {
    /// In a sentence.
    #[must_use]
    pub fn sentence(self, lang: Lang, target: &str) -> String {
        let key = if self.is_least { "chart-target-least" } else { "chart-target-most" };
        text_with(lang, key, &[("target", target)])
    }

    /// As it stands at its line.
    fn short(self, lang: Lang, drawing: &Drawing<'_>) -> String {
        text_with(lang, "chart-target", &[("target", &drawing.shown(lang, self.value))])
    }
}

impl Figure {
    /// Draws, in the reader's language.
    #[must_use]
    pub fn draw(lang: Lang, drawing: &Drawing<'_>) -> Self {
        let sentences = sentences(lang, drawing);
        let numbered = |(band, number): (&Band, usize)| format!("{number}. {}.", band.words);
        let went_on = drawing.bands.iter().zip(drawing.marks.len() + 1..).map(numbered);
        let described: Vec<_> = sentences.iter().cloned().chain(went_on).collect();
        let plot = Plot { description: described.join(" "), ..plot(lang, drawing) };
        let target = drawing.aim.map(|_| "target");
        let columns = ["point", "value", "centre", "lower", "upper"].into_iter().chain(target);
        let columns = columns.chain(["signal"]);
        let table = Table {
            name: text(lang, "chart-table"),
            columns: columns.map(|name| text(lang, &format!("chart-column-{name}"))).collect(),
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
    let aim = drawing.aim.map(|aim| aim.value);
    let all = values.chain(limits).chain(aim).map(|value| value * drawing.multiply);
    let scale =
        Scale::of(all, drawing.height, !drawing.marks.is_empty() || !drawing.bands.is_empty());
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
    let target = height(aim);
    steps.extend(level("target", &vec![target.clone(); points.len()]));
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
        aim: drawing.aim.zip(target).map(|(aim, y)| Height { y, text: aim.short(lang, drawing) }),
        marks: marks.collect(),
        stretches: stretches(drawing),
        dots: dots(drawing, &scale),
        labels: ends(lang, drawing),
        ..Plot::empty(lang, drawing.id, drawing.title, &scale)
    }
}

/// The bands with their numbers, which keep clear of each other.
fn stretches(drawing: &Drawing<'_>) -> Vec<Stretch> {
    let points = drawing.chart.points.len().max(1) as f64;
    let across = |at: f64| 100.0 * at / points;
    let mut clear = 0.0_f64;
    let numbers = drawing.marks.len() + 1..;
    let stretch = |(band, number): (&Band, usize)| {
        let (from, to) = (across(band.from), across(band.to));
        let at = from.max(clear).min(NUMBER_MOST);
        clear = at + NUMBERS_APART;
        Stretch {
            x: percent(from),
            end: percent(to),
            width: percent(to - from),
            is_moment: band.is_moment,
            at: percent(at),
            number: number.to_string(),
        }
    };
    drawing.bands.iter().zip(numbers).map(stretch).collect()
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
fn ends(lang: Lang, drawing: &Drawing<'_>) -> Vec<Label> {
    if drawing.labels.len() == drawing.chart.points.len() {
        return labels_in(lang, drawing.labels, drawing.height);
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
        ];
        let target = drawing.aim.map(|aim| drawing.shown(lang, aim.value));
        let cells = cells.into_iter().chain(target).chain([remarks(lang, point, signal)]);
        Row { label: short_label(lang, drawing.labels, at), cells: cells.collect() }
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
        (marks, bands): (&[usize], &[Band]),
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
            aim: None,
            marks,
            bands,
            height: 200,
        };
        Figure::draw(lang, &drawing)
    }

    fn figure(lang: Lang, values: &[Option<f64>], baseline: Baseline, title: &str) -> String {
        drawn(lang, values, baseline, title, (&[], &[])).render().unwrap()
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
        let figure = drawn(Lang::Sv, &series(), Baseline::default(), "x", (&[4, 12], &[]));
        let html = figure.plot.render().unwrap();
        assert_eq!(html.matches("class=\"mark-line\"").count(), 2);
        assert!(html.contains(">2</text>"), "{html}");
    }

    #[test]
    fn what_went_on_is_a_numbered_band_that_the_description_tells() {
        let band =
            |from, to, is_moment, words: &str| Band { from, to, is_moment, words: words.into() };
        let bands = [band(1.0, 1.5, false, "Vecka"), band(1.25, 1.3, true, "<script>")];
        let figure = drawn(Lang::Sv, &series(), Baseline::default(), "x", (&[4], &bands));
        assert!(figure.plot.description.ends_with("2. Vecka. 3. <script>."));
        let html = figure.plot.render().unwrap();
        assert!(!html.contains("<script>"));
        assert_eq!(html.matches("<rect class=\"band\"").count(), 1, "a moment is a line");
        assert_eq!(html.matches("class=\"band-edge\"").count(), 3);
        assert!(html.contains(">2</text>") && html.contains(">3</text>"), "{html}");
    }

    #[test]
    fn a_target_is_a_labelled_line_a_sentence_and_a_column() {
        let numerator = series();
        let series = Series { numerator, denominator: None, is_last_incomplete: false };
        let chart = draw(&series, &Design::of(Kind::Count)).unwrap();
        let drawing = Drawing {
            id: "all",
            title: "x",
            labels: &[],
            chart: &chart,
            multiply: 1.0,
            suffix: "",
            aim: Some(Aim { value: 50.0, is_least: true }),
            marks: &[],
            bands: &[],
            height: 200,
        };
        let figure = Figure::draw(Lang::En, &drawing);
        assert_eq!(figure.sentences[1], "Target: at least 50.");
        assert!(figure.plot.description.contains("Target: at least 50."));
        let html = figure.render().unwrap();
        assert!(html.contains("<line class=\"target\"") && html.contains(">Target 50</text>"));
        assert!(html.contains("<th scope=\"col\">Target</th>"));
        assert_eq!(html.matches("<td>50</td>").count(), 13);
        assert!(
            html.contains("y=\"18.0\" dy=\"4\" text-anchor=\"end\">60</text>"),
            "in the scale: {html}"
        );
    }

    #[test]
    fn a_file_stands_alone_with_its_colours_and_sentences() {
        let figure = drawn(Lang::Sv, &series(), Baseline::default(), "<script>\"'&", (&[3], &[]));
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
