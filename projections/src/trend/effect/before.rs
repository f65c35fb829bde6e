//! Whether the level before a change was one level: its points drawn alone, by the same rules.
//!
//! A verdict compares two levels. Where the first had moved by itself, a part of the difference
//! came before the change, and against a mean of two levels the chart signals whatever came after.
//! Must never change a verdict, nor say why a level moved.

use super::verdict::design;
use super::{Between, Study, Values};
use crate::trend::chart::{Baseline, Chart, Design, Kind, Series, Signals, draw};

/// What the level before shows by itself. Places count from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsettled {
    /// About the point that begins the later level; nothing when its runs are no signal.
    pub since: Option<usize>,
    /// Points beyond the limits, where the level did not move.
    pub stood_out: Vec<usize>,
}

impl Study {
    /// What the level before shows by itself; nothing when its own rules find nothing, or it is
    /// too little to tell.
    #[must_use]
    pub fn unsettled(&self) -> Option<Unsettled> {
        let denominator = self.denominator.iter().copied().take(self.before_points).collect();
        let numerator = self.numerator.iter().copied().take(self.before_points);
        alone(numerator, Some(denominator), &design(self.counted), &self.triggered_by)
    }
}

impl Values {
    /// As [`Study::unsettled`].
    #[must_use]
    pub fn unsettled(&self) -> Option<Unsettled> {
        let values = self.values.iter().copied().take(self.before_points);
        alone(values, None, &Design::of(Kind::Individuals), &self.triggered_by)
    }
}

impl Between {
    /// As [`Study::unsettled`], of the gaps.
    #[must_use]
    pub fn unsettled(&self) -> Option<Unsettled> {
        let gaps = self.gaps.iter().copied().take(self.gaps_before).map(Some);
        alone(gaps, None, &Design::of(self.kind), &self.triggered_by)
    }
}

fn alone(
    before: impl Iterator<Item = Option<f64>>,
    denominator: Option<Vec<Option<f64>>>,
    design: &Design,
    triggered_by: &[usize],
) -> Option<Unsettled> {
    let series = Series { numerator: before.collect(), denominator, is_last_incomplete: false };
    let points = series.numerator.len();
    let triggered_by = triggered_by.iter().copied().filter(|at| *at < points);
    let mut exclude: Vec<usize> = triggered_by.collect();
    let drawn = |exclude: &[usize]| {
        let baseline = Baseline { exclude: exclude.to_vec(), ..Baseline::default() };
        let chart = draw(&series, &Design { baseline, ..design.clone() }).ok();
        chart.filter(Chart::is_fit_for_alerts)
    };
    let chart = drawn(&exclude)?;
    let stood_out = beyond(&chart);
    exclude.extend(&stood_out);
    // A single point far off pulls the centre with it, and makes a run of all the others.
    let others = if stood_out.is_empty() { Some(chart) } else { drawn(&exclude) };
    let has_moved = |chart: &Chart| chart.parts.iter().any(|part| part.runs.is_signal());
    match others.filter(has_moved) {
        Some(chart) => Some(Unsettled { since: turn(&chart), stood_out: Vec::new() }),
        None if stood_out.is_empty() => None,
        None => Some(Unsettled { since: None, stood_out }),
    }
}

/// The points beyond the limits, without those that are left out.
fn beyond(chart: &Chart) -> Vec<usize> {
    let Signals::ThreeSigmaRuns { outside, .. } = &chart.signals else { return Vec::new() };
    let points = chart.points.iter().zip(outside).enumerate();
    let beyond = points.filter(|(_, (point, is_outside))| **is_outside && !point.is_excluded);
    beyond.map(|(at, _)| at).collect()
}

/// The point that begins the later of two levels: the one after which the deviations from the mean
/// have added up to the most (Page 1955, Biometrika 42:523).
fn turn(chart: &Chart) -> Option<usize> {
    let measured: Vec<(usize, f64, f64)> = chart
        .points
        .iter()
        .enumerate()
        .filter(|(_, point)| !point.is_excluded)
        .filter_map(|(at, point)| Some((at, point.ruled()?, point.denominator.unwrap_or(1.0))))
        .collect();
    let weight: f64 = measured.iter().map(|(_, _, n)| n).sum();
    let mean = measured.iter().map(|(_, value, n)| value * n).sum::<f64>() / weight;
    let (mut sum, mut furthest, mut turn) = (0.0_f64, 0.0, None);
    for ((_, value, n), (next, ..)) in measured.iter().zip(measured.iter().skip(1)) {
        sum += (value - mean) * n;
        if sum.abs() > furthest {
            furthest = sum.abs();
            turn = Some(*next);
        }
    }
    turn
}

#[cfg(test)]
mod tests;
