//! The verdict in words. An improvement is claimed only when the interval leaves 1 out *and*
//! the chart with the frozen baseline shows a signal; else the honest answer is that nothing
//! can be told yet, or at all.

use serde::Serialize;

use super::{Counted, Effect, EffectError, Study};
use crate::trend::chart::{
    Baseline, Chart, Design, Direction, Kind, Profile, Series, Signals, Status, draw,
};

/// Fewer points before the change cannot tell its level.
pub const BEFORE_POINTS_MIN: usize = 12;
/// Fewer points after the change cannot tell whether it lasts.
pub const AFTER_POINTS_MIN: usize = 8;

/// What came of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Better, by interval and chart.
    Improved,
    /// Nothing that chance would not do as well.
    NoEvidenceYet,
    /// Worse, by interval and chart.
    Worse,
    /// Too few data.
    CannotTell,
}

/// Judges an effect, with the chart that it was judged by when one can be drawn.
///
/// # Errors
/// The direction is neutral, or the series is wrong.
pub fn judge(
    study: &Study,
    effect: &Effect,
    direction: Direction,
) -> Result<(Verdict, Option<Chart>), EffectError> {
    let is_more_better = is_more_better(direction)?;
    let points = study.usable()?;
    let after = points.iter().filter(|point| point.is_after).count();
    let before = points.len() - after;
    let chart = chart(study);
    let interval = effect.ratio.interval();
    let (Some((lower, upper)), Some(chart)) = (interval, chart) else {
        return Ok((Verdict::CannotTell, None));
    };
    if before < BEFORE_POINTS_MIN || after < AFTER_POINTS_MIN {
        return Ok((Verdict::CannotTell, Some(chart)));
    }
    let has_risen = lower > 1.0 && moved(&chart, study.before_points, true);
    let has_fallen =
        upper.is_some_and(|upper| upper < 1.0) && moved(&chart, study.before_points, false);
    Ok((worded(has_risen, has_fallen, is_more_better), Some(chart)))
}

/// Which way is better.
pub(super) const fn is_more_better(direction: Direction) -> Result<bool, EffectError> {
    match direction {
        Direction::Increase => Ok(true),
        Direction::Decrease => Ok(false),
        Direction::Neutral => Err(EffectError::NoDirection),
    }
}

/// What has risen or fallen, by interval and chart, in a word.
pub(super) const fn worded(has_risen: bool, has_fallen: bool, is_more_better: bool) -> Verdict {
    match (has_risen, has_fallen, is_more_better) {
        (true, _, true) | (_, true, false) => Verdict::Improved,
        (true, _, false) | (_, true, true) => Verdict::Worse,
        (false, false, _) => Verdict::NoEvidenceYet,
    }
}

/// Whether a chart with a frozen level before the change shows more than chance after it.
#[must_use]
pub fn has_signal(chart: &Chart, before_points: usize) -> bool {
    [true, false].into_iter().any(|up| moved(chart, before_points, up))
}

/// The whole series against the frozen level before the change; nothing when none can be drawn.
#[must_use]
pub fn chart(study: &Study) -> Option<Chart> {
    let series = Series {
        numerator: study.numerator.clone(),
        denominator: Some(study.denominator.clone()),
        is_last_incomplete: false,
    };
    let baseline = Baseline {
        freeze: Some(study.before_points),
        rebase: vec![],
        exclude: study.triggered_by.clone(),
    };
    draw(&series, &Design { baseline, ..design(study.counted) }).ok()
}

/// By which chart and rules counts are judged.
pub(super) fn design(counted: Counted) -> Design {
    let kind = match counted {
        Counted::Rate => Kind::RatePrime,
        Counted::Share => Kind::SharePrime,
    };
    let profile = Profile { sigma_z_floor: Some(1.0), ..Profile::three_sigma_runs() };
    Design { profile, ..Design::of(kind) }
}

/// Whether the level before has limits, without which nothing after it can stand out.
pub(super) fn has_limits(chart: &Chart) -> bool {
    chart.parts.iter().any(|part| part.status == Status::Ok)
}

/// Whether a point after the change lies outside on that side, or the runs are a signal; a point
/// that is left out says nothing.
pub(super) fn moved(chart: &Chart, before_points: usize, up: bool) -> bool {
    let Signals::ThreeSigmaRuns { outside, runs } = &chart.signals else { return false };
    let after = || chart.points.iter().zip(outside).zip(runs).skip(before_points);
    let is_on_side = |value: Option<f64>, centre: Option<f64>| {
        value
            .zip(centre)
            .is_some_and(|(value, centre)| if up { value > centre } else { value < centre })
    };
    after().any(|((point, is_outside), in_runs)| {
        let is_beyond = *is_outside && is_on_side(point.value, point.centre);
        !point.is_excluded && (*in_runs || is_beyond)
    })
}
