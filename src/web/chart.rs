//! A bar chart of monthly counts as SVG: numbers in, markup out.
//!
//! Widths are percentages and heights are pixels, so a chart fits any screen and its
//! letters keep their size without a script. A running month is told by its outline,
//! not by colour. Must never colour a rise as bad, nor stand without its figures in text.

pub mod bands;
pub mod control;
pub mod expert;
pub mod funnel;
pub mod pareto;
pub mod plot;
pub mod small;
pub mod words;

use askama::{Template, filters::HtmlSafe};
use tillbud_events::vocabulary::Lang;

use plot::Label;

use crate::web::locale::period_in_short;

/// Room above the bars for the topmost figure of the scale.
const ABOVE: u32 = 18;
/// Room below the bars for the months.
const BELOW: u32 = 22;
/// A year is named when it stands at least this far from both ends, in per cent.
const CLEAR_OF_ENDS: f64 = 20.0;
/// The same in a chart so low that it stands beside others, and is narrow.
const CLEAR_OF_ENDS_SMALL: f64 = 32.0;
/// Lower than this, in pixels, a chart is small.
const SMALL: u32 = 100;
/// Share of its month that a bar takes.
const BAR_SHARE: f64 = 0.74;

/// What a chart shows.
#[derive(Clone, Copy, Debug)]
pub struct Drawing<'a> {
    /// Unique on its page.
    pub id: &'a str,
    /// What it is, in a few words.
    pub title: &'a str,
    /// What it shows, in a sentence.
    pub description: &'a str,
    /// `YYYY-MM`, without gaps.
    pub months: &'a [String],
    /// One count a month.
    pub counts: &'a [i64],
    /// Whether the last month is still running.
    pub is_last_incomplete: bool,
    /// The highest count that the scale must hold; the same for charts to be compared.
    pub highest: i64,
    /// Height of the bars in pixels.
    pub height: u32,
}

/// A drawn chart, ready to stand in a page.
#[derive(Template)]
#[template(path = "chart.html")]
pub struct Chart {
    id: String,
    title: String,
    description: String,
    height: u32,
    floor: u32,
    ticks: Vec<Tick>,
    bars: Vec<Bar>,
    labels: Vec<Label>,
}

/// The template escapes every text; the rest is numbers.
impl HtmlSafe for Chart {}

struct Tick {
    y: String,
    count: i64,
}

struct Bar {
    x: String,
    y: String,
    width: String,
    height: String,
    is_running: bool,
}

impl Chart {
    /// Draws.
    #[must_use]
    pub fn draw(drawing: &Drawing<'_>) -> Self {
        let scale = Scale::new(drawing.highest, drawing.height);
        Self {
            id: drawing.id.to_owned(),
            title: drawing.title.to_owned(),
            description: drawing.description.to_owned(),
            height: drawing.height + ABOVE + BELOW,
            floor: drawing.height + ABOVE,
            ticks: scale.ticks(),
            bars: bars(drawing, &scale),
            labels: labels(drawing.months, drawing.height),
        }
    }
}

/// From counts to heights: whole steps of 1, 2 or 5 times a power of ten.
struct Scale {
    step: i64,
    top: i64,
    height: f64,
}

impl Scale {
    fn new(highest: i64, height: u32) -> Self {
        let steps = if height < 100 { 2 } else { 4 };
        let highest = highest.max(1);
        let step = [1, 2, 5]
            .into_iter()
            .cycle()
            .zip(0_u32..)
            .map(|(step, at)| step * 10_i64.saturating_pow(at / 3))
            .find(|step| step.saturating_mul(steps) >= highest)
            .unwrap_or(highest);
        let top = ((highest - 1) / step + 1).saturating_mul(step);
        Self { step, top, height: f64::from(height) }
    }

    fn tall(&self, count: i64) -> f64 {
        self.height * count.clamp(0, self.top) as f64 / self.top as f64
    }

    fn y(&self, count: i64) -> f64 {
        f64::from(ABOVE) + self.height - self.tall(count)
    }

    fn ticks(&self) -> Vec<Tick> {
        (1..=self.top / self.step)
            .map(|nth| nth * self.step)
            .map(|count| Tick { y: pixels(self.y(count)), count })
            .collect()
    }
}

fn bars(drawing: &Drawing<'_>, scale: &Scale) -> Vec<Bar> {
    let slot = 100.0 / drawing.months.len().max(1) as f64;
    let last = drawing.months.len().saturating_sub(1);
    let shown = drawing.counts.iter().take(drawing.months.len()).enumerate();
    shown
        .map(|(at, count)| Bar {
            x: percent(slot * (at as f64 + (1.0 - BAR_SHARE) / 2.0)),
            y: pixels(scale.y(*count)),
            width: percent(slot * BAR_SHARE),
            height: pixels(scale.tall(*count)),
            is_running: drawing.is_last_incomplete && at == last,
        })
        .collect()
}

/// The first and the last month, and the years that begin well between them.
fn labels(months: &[String], height: u32) -> Vec<Label> {
    let clear = if height < SMALL { CLEAR_OF_ENDS_SMALL } else { CLEAR_OF_ENDS };
    let Some((first, rest)) = months.split_first() else { return Vec::new() };
    let mut labels = vec![Label { x: percent(0.0), anchor: "start", text: first.clone() }];
    let of_ten_years = if first.contains("-W") { 520 } else { 120 };
    let slot = 100.0 / months.len() as f64;
    for (at, month) in months.iter().enumerate() {
        let x = slot * (at as f64 + 0.5);
        let is_clear = at > 0 && x > clear && x < 100.0 - clear;
        let every = months.len().div_ceil(of_ten_years);
        let year = month.strip_suffix("-01").or_else(|| month.strip_suffix("-W01"));
        if let Some(year) = year.filter(|_| is_clear)
            && year.parse::<usize>().is_ok_and(|year| year % every == 0)
        {
            labels.push(Label { x: percent(x), anchor: "middle", text: year.to_owned() });
        }
    }
    if let Some(last) = rest.last() {
        labels.push(Label { x: percent(100.0), anchor: "end", text: last.clone() });
    }
    labels
}

/// The same as the language writes them.
fn labels_in(lang: Lang, periods: &[String], height: u32) -> Vec<Label> {
    let short = |it: Label| Label { text: period_in_short(lang, &it.text), ..it };
    labels(periods, height).into_iter().map(short).collect()
}

fn percent(number: f64) -> String {
    format!("{number:.2}%")
}

fn pixels(number: f64) -> String {
    format!("{number:.1}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn months(count: usize) -> Vec<String> {
        (0..count).map(|at| format!("{}-{:02}", 2024 + at / 12, at % 12 + 1)).collect()
    }

    fn draw(months: &[String], counts: &[i64], title: &str) -> String {
        Chart::draw(&Drawing {
            id: "all",
            title,
            description: "Three months",
            months,
            counts,
            is_last_incomplete: true,
            highest: counts.iter().copied().max().unwrap_or(0),
            height: 100,
        })
        .render()
        .unwrap()
    }

    #[test]
    fn a_chart_names_itself_and_draws_a_bar_a_month() {
        let svg = draw(&months(3), &[2, 0, 4], "Reports");
        assert!(svg.contains("role=\"img\" aria-labelledby=\"all-title all-desc\""));
        assert!(svg.contains("<title id=\"all-title\">Reports</title>"));
        assert!(svg.contains("<desc id=\"all-desc\">Three months</desc>"));
        assert_eq!(svg.matches("<rect").count(), 3);
        assert!(svg.contains(
            "<rect class=\"bar\" x=\"4.33%\" y=\"68.0\" width=\"24.67%\" height=\"50.0\"/>"
        ));
        assert_eq!(svg.matches("class=\"bar running\"").count(), 1);
        assert!(svg.contains(">2024-01</text>") && svg.contains(">2024-03</text>"));
    }

    #[test]
    fn a_hostile_title_stays_text() {
        let svg = draw(&months(1), &[1], "<script>\"'&");
        assert!(!svg.contains("<script>"), "{svg}");
    }

    #[test]
    fn no_input_breaks_a_chart() {
        for counts in [&[][..], &[0], &[-3], &[i64::MAX]] {
            let svg = draw(&months(counts.len()), counts, "x");
            assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
        }
        assert!(draw(&months(1), &[1, 2, 3], "x").matches("<rect").count() == 1);
    }

    #[test]
    fn the_scale_has_round_steps_and_holds_the_highest() {
        for (highest, top, ticks) in [(0, 1, 1), (3, 3, 3), (7, 8, 4), (41, 60, 3), (199, 200, 4)] {
            let scale = Scale::new(highest, 200);
            assert_eq!((scale.top, scale.ticks().len()), (top, ticks), "{highest}");
        }
    }

    #[test]
    fn years_are_named_where_there_is_room() {
        let texts = |count, height| {
            labels(&months(count), height).into_iter().map(|label| label.text).collect::<Vec<_>>()
        };
        assert_eq!(texts(1, 200), ["2024-01"]);
        assert_eq!(texts(24, 200), ["2024-01", "2025", "2025-12"]);
        assert_eq!(texts(14, 200), ["2024-01", "2025-02"]);
        assert_eq!(texts(48, 200), ["2024-01", "2025", "2026", "2027", "2027-12"]);
        assert_eq!(texts(48, 72), ["2024-01", "2026", "2027-12"]);
    }
}
