//! Control charts: which points of a series are more than chance.
//!
//! Numbers in, numbers out. A series and a [`Design`] give a [`Chart`]: values, centre,
//! limits and signals, part by part. Must never start a new baseline by itself, never give
//! limits below [`CENTRE_POINTS_MIN`] points, and never let a number out that is not finite.
//!
//! Reading order: this file, [`design`] (what is asked), [`points`] (what was measured),
//! `estimate` (centre and limits), [`drawn`] (the answer); the rules are in
//! [`super::rules`].

#[cfg(test)]
mod calibration;
mod design;
mod drawn;
mod error;
mod estimate;
mod points;
#[cfg(test)]
mod properties;

pub use design::{Baseline, Design, Direction, Kind, Profile, RuleFamily};
pub use drawn::{Chart, Icons, Maturity, Part, Runs, RunsAnalysis, Signals, Status, Warning};
pub use error::ChartError;
pub use estimate::Limits;
pub use points::{POINTS_MAX, Point, Series, State};

use super::provenance::{Input, Provenance};
use super::rules::{anhoej, dots, shewhart};
use super::spread::std_dev;
use estimate::{Estimate, Evidence, estimate};

/// Below this many baseline points only the values are shown, whatever the profile.
pub const CENTRE_POINTS_MIN: usize = 3;
/// Below this many baseline points our profiles give no limits and apply no rules.
pub const LIMITS_POINTS_MIN: usize = 10;
/// Below this many events a period, charts of counts cry wolf: time between events is used.
pub const EVENTS_PER_PERIOD_MIN: f64 = 1.5;

/// Draws the chart of a series.
///
/// # Errors
/// What is wrong with the series or the design, and at which point.
pub fn draw(series: &Series, design: &Design) -> Result<Chart, ChartError> {
    match design.kind {
        Kind::SampleMean => Err(ChartError::NoSamples { kind: Kind::SampleMean.as_str() }),
        _ => draw_spread(series, &[], design),
    }
}

/// Draws the chart of the means of samples, whatever kind the design names. Values that are
/// missing are left out of their sample.
///
/// # Errors
/// As [`draw`].
pub fn draw_samples(samples: &[Vec<Option<f64>>], design: &Design) -> Result<Chart, ChartError> {
    let present = |sample: &Vec<Option<f64>>| sample.iter().copied().flatten().collect();
    let samples: Vec<Vec<f64>> = samples.iter().map(present).collect();
    let each = |of: &dyn Fn(&Vec<f64>) -> f64| -> Vec<Option<f64>> {
        samples.iter().map(|sample| (!sample.is_empty()).then(|| of(sample))).collect()
    };
    let series = Series {
        numerator: each(&|sample| sample.iter().sum()),
        denominator: Some(each(&|sample| sample.len() as f64)),
        is_last_incomplete: false,
    };
    let spreads: Vec<_> = samples.iter().map(|sample| std_dev(sample.iter().copied())).collect();
    draw_spread(&series, &spreads, &Design { kind: Kind::SampleMean, ..design.clone() })
}

/// `spreads` are the standard deviations of samples, where there are samples.
fn draw_spread(
    series: &Series,
    spreads: &[Option<f64>],
    design: &Design,
) -> Result<Chart, ChartError> {
    series.check(design.kind)?;
    let bounds = design.baseline.parts(series.len())?;
    design.baseline.check_excluded(series.len())?;
    let mut points = series.points(design, &bounds);
    for (point, spread) in points.iter_mut().zip(spreads) {
        point.std_dev = *spread;
    }
    let parts: Vec<Part> = bounds
        .iter()
        .enumerate()
        .map(|(at, (from, to))| {
            let inside = points.get_mut(*from..*to).unwrap_or_default();
            draw_part(inside, at + 1, *from, design)
        })
        .collect();
    let signals = signals(&points, &parts, design);
    let provenance = provenance(series, spreads, design);
    Ok(Chart::new(points, parts, signals, design, provenance))
}

/// Fills in centre and limits of the points of one part.
fn draw_part(points: &mut [Point], number: usize, from: usize, design: &Design) -> Part {
    let evidence = Evidence::of(points);
    let estimate = estimate(&evidence, design);
    let status = status(&evidence, estimate.as_ref(), design);
    let baseline_points = evidence.count();
    let has_few_events = design.kind.counts_events() && evidence.has_few_events();
    let centre = match status {
        Status::InsufficientData => None,
        Status::CentreOnly | Status::NoVariation | Status::Ok => {
            estimate.as_ref().map(|e| e.centre)
        }
    };
    for (at, point) in points.iter_mut().enumerate() {
        point.centre = centre;
        point.limits = match (status, centre) {
            (Status::NoVariation, Some(centre)) => {
                point.can_have_limits(design.kind).then(|| Limits::at(centre))
            }
            (Status::Ok, _) => estimate.as_ref().and_then(|e| e.limits.get(at).copied().flatten()),
            _ => None,
        };
        point.is_denominator_small = design.kind.is_of_events()
            && point.denominator.zip(centre).is_some_and(|(n, centre)| n > 0.0 && n * centre < 1.0);
    }
    Part {
        number,
        from,
        to: from + points.len() - 1,
        baseline_points,
        status,
        maturity: Maturity::of(baseline_points, status),
        sigma_z: estimate.and_then(|estimate| estimate.sigma_z),
        runs: anhoej::analyse(points, design, status),
        has_few_events,
    }
}

fn status(evidence: &Evidence, estimate: Option<&Estimate>, design: &Design) -> Status {
    match (evidence.count(), estimate) {
        (..CENTRE_POINTS_MIN, _) | (_, None) => Status::InsufficientData,
        (points, Some(_)) if points < design.profile.limits_points_min => Status::CentreOnly,
        (_, Some(_)) if evidence.is_constant() => Status::NoVariation,
        (_, Some(_)) if design.takes_spread_from_values() && evidence.is_baseline_constant() => {
            Status::NoVariation
        }
        (_, Some(_)) => Status::Ok,
    }
}

fn signals(points: &[Point], parts: &[Part], design: &Design) -> Signals {
    match design.profile.rules {
        RuleFamily::ThreeSigmaRuns => Signals::ThreeSigmaRuns {
            outside: shewhart(points, parts),
            runs: anhoej::flags(points.len(), parts),
        },
        RuleFamily::MakingDataCount => Signals::MakingDataCount(dots::read(points, parts, design)),
    }
}

fn provenance(series: &Series, spreads: &[Option<f64>], design: &Design) -> Provenance {
    let mut input = Input::new(design.profile.name())
        .text(design.kind.as_str())
        .numbers(series.numerator.iter().copied())
        .numbers(series.denominator.iter().flatten().copied())
        .numbers([design.multiply, design.target.unwrap_or(f64::NAN)])
        .text(design.direction.map_or("", Direction::as_str))
        .whole(usize::from(series.is_last_incomplete))
        .whole(design.baseline.freeze.unwrap_or(0));
    for places in [&design.baseline.rebase, &design.baseline.exclude] {
        input = places.iter().fold(input.whole(places.len()), |input, place| input.whole(*place));
    }
    if !spreads.is_empty() {
        input = input.numbers(spreads.iter().copied());
    }
    for (is_so, name) in
        [(design.is_categorical, "categorical"), (design.freezes_every_part, "freezes every part")]
    {
        input = if is_so { input.text(name) } else { input };
    }
    input.finish()
}
