//! Conditions from the most frequent down, with the line of what they make up together.
//!
//! Must never be drawn of people or units.

use askama::{Template, filters::HtmlSafe};
use tillbud_events::vocabulary::Lang;
use tillbud_projections::trend::pareto;

use super::control::{Row, Table};
use super::plot::{Bar, CIRCLE, Dot, Label, Plot, Scale, joined, place};
use super::words::number;
use super::{percent, pixels};
use crate::web::locale::{text, text_with};

/// Share of its place that a bar takes.
const BAR_SHARE: f64 = 0.7;

/// A drawn Pareto chart with its table.
#[derive(Template)]
#[template(path = "plot_figure.html")]
pub struct Figure {
    /// What it says.
    pub sentences: Vec<String>,
    /// The drawing.
    pub plot: Plot,
    /// Every bar in figures.
    pub table: Table,
}

/// The template escapes every text; the rest is numbers.
impl HtmlSafe for Figure {}

impl Figure {
    /// Draws `bars`, each with its name; the scale is the share of the whole in per cent,
    /// so that bars and line have one.
    #[must_use]
    pub fn draw(lang: Lang, title: &str, bars: &[(String, pareto::Bar)], height: u32) -> Self {
        let total: i64 = bars.iter().map(|(_, bar)| bar.count).sum();
        let share = |count: i64| 100.0 * count as f64 / total.max(1) as f64;
        let scale = Scale::of([100.0], height, false).with_suffix("\u{a0}%");
        let width = |at: usize, add: f64| 100.0 * (at as f64 + add) / bars.len().max(1) as f64;
        let drawn = bars.iter().enumerate().map(|(at, (_, bar))| Bar {
            x: percent(width(at, (1.0 - BAR_SHARE) / 2.0)),
            y: scale.y(share(bar.count)),
            width: percent(width(0, BAR_SHARE)),
            height: pixels(scale.floor() - scale.at(share(bar.count))),
        });
        let line: Vec<_> =
            bars.iter().map(|(_, bar)| Some(scale.y(100.0 * bar.cumulated))).collect();
        let dots = line.iter().flatten().enumerate().map(|(at, y)| Dot {
            x: place(bars.len(), at as f64 + 0.5),
            y: y.clone(),
            shape: CIRCLE,
            is_hollow: false,
            label: String::new(),
        });
        // Names are too long to stand below: a number leads to the table.
        let labels = (0..bars.len()).map(|at| Label {
            x: place(bars.len(), at as f64 + 0.5),
            anchor: "middle",
            text: (at + 1).to_string(),
        });
        let sentences = sentences(lang, bars, total);
        let columns = ["factor", "count", "share", "cumulated"];
        let rows = bars.iter().zip(1..).map(|((name, bar), nth)| Row {
            label: format!("{nth}. {name}"),
            cells: vec![
                bar.count.to_string(),
                format!("{}\u{a0}%", number(lang, share(bar.count))),
                format!("{}\u{a0}%", number(lang, 100.0 * bar.cumulated)),
            ],
        });
        Self {
            plot: Plot {
                bars: drawn.collect(),
                links: joined("line", &line),
                dots: dots.collect(),
                labels: labels.collect(),
                description: sentences.join(" "),
                ..Plot::empty(lang, "pareto", title, &scale)
            },
            sentences,
            table: Table {
                name: text(lang, "pareto-table"),
                columns: columns.map(|name| text(lang, &format!("pareto-column-{name}"))).to_vec(),
                rows: rows.collect(),
                is_open: true,
            },
        }
    }
}

/// How many there are, and the few that make up most.
fn sentences(lang: Lang, bars: &[(String, pareto::Bar)], total: i64) -> Vec<String> {
    let first = bars.iter().position(|(_, bar)| bar.cumulated >= 0.8).map_or(0, |at| at + 1);
    let share =
        first.checked_sub(1).and_then(|at| bars.get(at)).map_or(0.0, |(_, bar)| bar.cumulated);
    let words = [
        ("total", &*total.to_string()),
        ("first", &first.to_string()),
        ("all", &bars.len().to_string()),
        ("share", &number(lang, (100.0 * share).round())),
    ];
    vec![text_with(lang, "pareto-summary", &words)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_and_line_have_one_scale_and_every_name_stands_in_the_table() {
        let counts = [("a", 6), ("b", 3), ("c", 1)].map(|(code, count)| (code.to_owned(), count));
        let bars: Vec<_> = pareto::pareto(&counts)
            .into_iter()
            .map(|bar| (format!("<b>{}</b>", bar.code), bar))
            .collect();
        for lang in [Lang::Sv, Lang::En] {
            let html = Figure::draw(lang, "Pareto", &bars, 200).render().unwrap();
            assert_eq!(html.matches("<rect class=\"bar\"").count(), 3);
            assert_eq!(html.matches("<tr><th scope=\"row\">").count(), 3);
            assert!(html.contains("<td>60\u{a0}%</td>") && html.contains("<td>90\u{a0}%</td>"));
            assert!(!html.contains("<b>"), "{html}");
        }
        let none = Figure::draw(Lang::Sv, "Pareto", &[], 200).render().unwrap();
        assert!(!none.contains("NaN"), "{none}");
    }
}
