//! CUSUM and EWMA of a chart, for experts: they find small lasting shifts sooner.
//!
//! Must never alert anyone: they are hard to explain, and stand folded away.

use askama::{Template, filters::HtmlSafe};
use tillbud_events::vocabulary::Lang;
use tillbud_projections::trend::chart::{Chart, Point, State};
use tillbud_projections::trend::expert::cusum::Cusum;
use tillbud_projections::trend::expert::ewma::Ewma;
use tillbud_projections::trend::expert::{ExpertError, Standard, Values};

use super::control::{Row, Table};
use super::labels_in;
use super::plot::{CIRCLE, DOWN, Dot, Plot, Scale, UP, joined, level, place};
use super::words::{label, number, short_label};
use crate::web::locale::{period_in_words, text, text_with};

/// Looks for shifts of one standard error; 465 points between false alarms, 10 to find one
/// (Page 1954, Biometrika 41:100).
const CUSUM: Cusum = Cusum { slack: 0.5, decision_interval: 5.0, head_start: 0.0 };
/// 369 points between false alarms, 10 to find a shift of one standard error (Roberts 1959,
/// Technometrics 1:239).
const EWMA: Ewma = Ewma { lambda: 0.1, sigmas: 2.7 };

/// A drawn expert view with its table.
#[derive(Template)]
#[template(path = "plot_figure.html")]
pub struct Figure {
    /// What it says.
    pub sentences: Vec<String>,
    /// The drawing.
    pub plot: Plot,
    /// Every point in figures.
    pub table: Table,
}

/// The template escapes every text; the rest is numbers.
impl HtmlSafe for Figure {}

/// Both views of the newest level; `None` when its baseline cannot carry them: fewer than two
/// values, or all alike. Values are compared with the mean and the point-to-point variation of
/// that baseline; what is missing, excluded or still running is left out.
#[must_use]
pub fn views(lang: Lang, chart: &Chart, labels: &[String], height: u32) -> Option<[Figure; 2]> {
    let newest = chart.parts.last()?.number;
    let kept: Vec<(usize, &Point)> = chart
        .points
        .iter()
        .enumerate()
        .filter(|(_, point)| point.part == newest && !point.is_excluded)
        .filter(|(_, point)| point.state == State::Measured && point.value.is_some())
        .collect();
    let single: Vec<_> = kept.iter().map(|(_, point)| point.value).collect();
    let names: Vec<String> = kept.iter().map(|(at, _)| label(labels, *at)).collect();
    // A baseline is the beginning of its level.
    let calibration = kept.iter().filter(|(_, point)| point.is_baseline).count();
    both(lang, &single, calibration, &names, height).ok()
}

fn both(
    lang: Lang,
    single: &[Option<f64>],
    calibration: usize,
    names: &[String],
    height: u32,
) -> Result<[Figure; 2], ExpertError> {
    let values = Values::single(single)?;
    let standard = Standard::of(&values, calibration, None, None)?;
    let sums = CUSUM.of(&values, standard)?;
    let limit = CUSUM.decision_interval;
    let cusum = View {
        id: "cusum",
        lines: vec![sums.up, sums.down],
        lower: vec![-limit; single.len()],
        upper: vec![limit; single.len()],
        centre: 0.0,
    };
    let smoothed = EWMA.of(&values, standard)?;
    let ewma = View {
        id: "ewma",
        lines: vec![smoothed.line],
        lower: smoothed.lower,
        upper: smoothed.upper,
        centre: standard.centre,
    };
    Ok([cusum.draw(lang, names, height), ewma.draw(lang, names, height)])
}

/// One or two lines between limits.
struct View {
    id: &'static str,
    lines: Vec<Vec<f64>>,
    lower: Vec<f64>,
    upper: Vec<f64>,
    centre: f64,
}

impl View {
    fn draw(&self, lang: Lang, names: &[String], height: u32) -> Figure {
        let all = self.lines.iter().flatten().chain(&self.lower).chain(&self.upper).copied();
        let scale = Scale::of(all, height, false);
        let heights =
            |values: &[f64]| -> Vec<_> { values.iter().map(|v| Some(scale.y(*v))).collect() };
        let mut steps = level("centre", &heights(&vec![self.centre; names.len()]));
        steps.extend(level("limit", &heights(&self.lower)));
        steps.extend(level("limit", &heights(&self.upper)));
        let links = self.lines.iter().flat_map(|line| joined("line", &heights(line)));
        let title = text(lang, &format!("expert-{}", self.id));
        let outside: Vec<usize> = (0..names.len()).filter(|at| self.side(*at).is_some()).collect();
        let mut sentences = vec![text(lang, &format!("expert-{}-text", self.id))];
        sentences.push(match outside.first() {
            None => text(lang, "expert-inside"),
            Some(first) => {
                let from = period_in_words(lang, &label(names, *first));
                text_with(lang, "expert-outside", &[("from", &from)])
            }
        });
        let columns = [
            "chart-column-point",
            "expert-column-line",
            "chart-column-lower",
            "chart-column-upper",
            "chart-column-signal",
        ];
        Figure {
            plot: Plot {
                steps,
                links: links.collect(),
                dots: self.dots(&scale),
                labels: labels_in(lang, names, height),
                description: sentences.join(" "),
                ..Plot::empty(lang, self.id, &title, &scale)
            },
            sentences,
            table: Table {
                name: format!("{title}: {}", text(lang, "chart-table").to_lowercase()),
                columns: columns.map(|key| text(lang, key)).to_vec(),
                rows: (0..names.len()).map(|at| self.row(lang, names, at)).collect(),
                is_open: false,
            },
        }
    }

    /// Whether a line is above (`true`) or below its limits at a point.
    fn side(&self, at: usize) -> Option<bool> {
        let (lower, upper) = (*self.lower.get(at)?, *self.upper.get(at)?);
        let mut values = self.lines.iter().filter_map(|line| line.get(at));
        values.find_map(|value| match value {
            value if *value > upper => Some(true),
            value if *value < lower => Some(false),
            _ => None,
        })
    }

    fn dots(&self, scale: &Scale) -> Vec<Dot> {
        let mut dots = Vec::new();
        for line in &self.lines {
            for (at, value) in line.iter().enumerate() {
                let is_beyond = |bounds: &[f64], above: bool| {
                    bounds.get(at).is_some_and(|b| if above { value > b } else { value < b })
                };
                let shape = match (is_beyond(&self.upper, true), is_beyond(&self.lower, false)) {
                    (true, _) => UP,
                    (_, true) => DOWN,
                    (false, false) => CIRCLE,
                };
                let (x, y) = (place(line.len(), at as f64 + 0.5), scale.y(*value));
                dots.push(Dot { x, y, shape, is_hollow: false, label: String::new() });
            }
        }
        dots
    }

    fn row(&self, lang: Lang, names: &[String], at: usize) -> Row {
        let shown = |values: &[f64]| values.get(at).map_or_else(String::new, |v| number(lang, *v));
        let lines: Vec<_> = self.lines.iter().map(|line| shown(line)).collect();
        let signal =
            if self.side(at).is_some() { text(lang, "chart-point-outside") } else { String::new() };
        let cells = vec![lines.join(" / "), shown(&self.lower), shown(&self.upper), signal];
        Row { label: short_label(lang, names, at), cells }
    }
}

#[cfg(test)]
mod tests {
    use tillbud_projections::trend::chart::{Baseline, Design, Kind, Series, draw};

    use super::*;

    fn chart(values: Vec<Option<f64>>) -> Chart {
        let series = Series { numerator: values, ..Series::default() };
        draw(&series, &Design::of(Kind::Individuals)).unwrap()
    }

    #[test]
    fn both_views_are_drawn_without_what_was_not_measured() {
        let values: Vec<_> = (0..30)
            .map(|at| {
                if at == 5 {
                    None
                } else {
                    Some(f64::from(at % 3) + if at > 20 { 4.0 } else { 0.0 })
                }
            })
            .collect();
        for lang in [Lang::Sv, Lang::En] {
            let [cusum, ewma] = views(lang, &chart(values.clone()), &[], 120).unwrap();
            assert_eq!((cusum.table.rows.len(), ewma.table.rows.len()), (29, 29));
            let html = cusum.render().unwrap() + &ewma.render().unwrap();
            assert!(html.contains(UP) && !html.contains("NaN"), "{html}");
        }
    }

    /// Twelve points about 1, then twelve about 3: against all of them nothing would be seen,
    /// as a target between both is as far from either.
    #[test]
    fn a_frozen_baseline_is_what_later_points_are_compared_with() {
        let level = |at: usize| if at < 12 { 1.0 } else { 3.0 };
        let numerator: Vec<_> = (0..24).map(|at| Some(level(at) + (at % 3) as f64)).collect();
        let series = Series { numerator, ..Series::default() };
        let centre = |baseline: Baseline| {
            let chart = draw(&series, &Design { baseline, ..Design::of(Kind::Individuals) });
            let [_, ewma] = views(Lang::En, &chart.unwrap(), &[], 120).unwrap();
            let middle = |row: &Row| row.cells[1..3].join(" to ");
            (ewma.table.rows.len(), ewma.table.rows.last().map(middle).unwrap())
        };
        let (all, frozen, rebased) = (
            centre(Baseline::default()),
            centre(Baseline { freeze: Some(12), ..Baseline::default() }),
            centre(Baseline { rebase: vec![12], ..Baseline::default() }),
        );
        assert_eq!((all.0, frozen.0, rebased.0), (24, 24, 12));
        assert_eq!(all.1, "2.33 to 3.67");
        assert_eq!(frozen.1, "1.3 to 2.7");
        assert_eq!(rebased.1, "3.33 to 4.67");
    }

    #[test]
    fn too_little_and_too_even_series_have_none() {
        for values in [vec![None; 3], vec![Some(1.0)], vec![Some(2.0); 24]] {
            assert!(views(Lang::Sv, &chart(values), &[], 120).is_none());
        }
    }
}
