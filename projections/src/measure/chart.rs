//! The control chart of a measure's points, with what people decided about its baseline.
//!
//! Pages and signals draw the same chart. Must never decide anything itself: where a level
//! begins, what is frozen and what is left out are decisions of people.

use tillbud_events::Month;
use tillbud_events::measure::{ChartKind, Direction, Numerator};

use super::periods::{begin_of, shown_from};
use super::{Decision, Measure, Points};
use crate::trend::chart::{
    self, Baseline as Places, Chart, ChartError, Design, EVENTS_PER_PERIOD_MIN, Kind, Part, Point,
    Profile, Series, Signals, State, Warning, draw,
};
use crate::trend::rules::dots::Dots;

/// The least σz of charts of rates and shares: chance alone spreads as wide, and a narrower one
/// alarms falsely (σz after Laney 2002, Quality Engineering 14:531).
const SIGMA_Z_FLOOR: f64 = 1.0;
/// From this many a period on, counts are drawn as single values without harm.
const INDIVIDUALS_MEAN_MIN: f64 = 30.0;

/// The rules that charts of measures are read by: "Making Data Count", or 3 sigma and runs.
#[must_use]
pub const fn profile(is_dots: bool) -> Profile {
    let profile = if is_dots { Profile::making_data_count() } else { Profile::three_sigma_runs() };
    Profile { sigma_z_floor: Some(SIGMA_Z_FLOOR), ..profile }
}

/// The chart of a measure, as its figures can be drawn. Counts that are drawn as single values
/// because they are large become a chart of counts where a part of the organisation has few of
/// them: single values would cry wolf.
#[must_use]
pub fn kind(measure: &Measure, points: &Points) -> Kind {
    let definition = &measure.definition;
    let is_count =
        matches!(&definition.numerator, Numerator::Count(_)) && definition.denominator.is_none();
    let is_drawn_singly = is_count && definition.chart == ChartKind::Individuals;
    if is_drawn_singly && mean(points) < INDIVIDUALS_MEAN_MIN {
        return Kind::Count;
    }
    kind_of(definition.chart)
}

/// The mean of the numerators of whole periods; nothing measured is nothing.
fn mean(points: &Points) -> f64 {
    let whole = points.numerator.len().saturating_sub(usize::from(points.is_last_incomplete));
    let present = || points.numerator.iter().take(whole).flatten();
    present().sum::<f64>() / present().count().max(1) as f64
}

/// Draws the chart of `points` by the rules of `profile`, and shows it from where it was asked
/// for. A frozen baseline ends with the points up to its month, counted from where the newest
/// level begins; earlier levels keep the limits of all their points.
///
/// # Errors
/// Why no chart can be drawn, above all that there are no points.
pub fn chart(measure: &Measure, points: &Points, profile: Profile) -> Result<Chart, ChartError> {
    let mut chart = draw(&series(measure, points), &design(measure, points, profile))?;
    // The engine cannot tell the counts of a run chart from other values.
    let is_counted = matches!(&measure.definition.numerator, Numerator::Count(_));
    if is_counted && kind(measure, points) == Kind::Run {
        let Chart { points, parts, warnings, .. } = &mut chart;
        for part in parts.iter_mut() {
            let level = points.get(part.from..=part.to).unwrap_or_default();
            part.has_few_events = has_few_events(level);
        }
        if parts.iter().any(|part| part.has_few_events) {
            warnings.insert(0, Warning::TooFewEvents);
        }
    }
    Ok(without(chart, points.lead))
}

/// Whether a level of counts has too few a period to be judged; nothing measured is nothing.
fn has_few_events(level: &[Point]) -> bool {
    let whole = level.iter().filter(|point| point.state == State::Measured && !point.is_excluded);
    let counts: Vec<f64> = whole.filter_map(|point| point.numerator).collect();
    counts.iter().sum::<f64>() / (counts.len().max(1) as f64) < EVENTS_PER_PERIOD_MIN
}

/// The month from which the points of a measure are read, so that its chart can be shown from
/// the month `from` on: where the level begins that `from` lies in, once a baseline is frozen.
pub(super) fn begin(measure: &Measure, from: Month, first: Month) -> Month {
    let made = |decision: Decision| {
        let of = measure.baselines.iter().filter(move |made| made.decision == decision);
        of.map(|made| made.month)
    };
    if made(Decision::Frozen).next().is_none() {
        return from;
    }
    let shown = shown_from(measure.definition.period, from);
    let level = made(Decision::Rebased).filter(|month| *month <= shown).max();
    level.unwrap_or(first).min(from)
}

/// The chart without its first points. Its parts keep their centre, limits and runs: those are
/// of all their points, shown or not.
fn without(chart: Chart, lead: usize) -> Chart {
    fn cut<T>(all: Vec<T>, lead: usize) -> Vec<T> {
        all.into_iter().skip(lead).collect()
    }
    let parts = chart.parts.into_iter().filter(|part| part.to >= lead);
    let moved = |part: Part| {
        let from = part.from.saturating_sub(lead);
        Part { from, to: part.to - lead, ..part }
    };
    let signals = match chart.signals {
        Signals::ThreeSigmaRuns { outside, runs } => {
            Signals::ThreeSigmaRuns { outside: cut(outside, lead), runs: cut(runs, lead) }
        }
        Signals::MakingDataCount(dots) => Signals::MakingDataCount(Dots {
            outside: cut(dots.outside, lead),
            shift: cut(dots.shift, lead),
            trend: cut(dots.trend, lead),
            two_of_three: cut(dots.two_of_three, lead),
            cause: cut(dots.cause, lead),
            point_type: cut(dots.point_type, lead),
            is_short: cut(dots.is_short, lead),
            icons: dots.icons,
            last: dots.last.and_then(|last| last.checked_sub(lead)),
        }),
    };
    Chart { points: cut(chart.points, lead), parts: parts.map(moved).collect(), signals, ..chart }
}

/// What is decided before the numbers of `points` are looked at.
#[must_use]
pub fn design(measure: &Measure, points: &Points, profile: Profile) -> Design {
    let definition = &measure.definition;
    Design {
        baseline: places(measure, points),
        profile,
        direction: Some(match definition.direction {
            Direction::Increase => chart::Direction::Increase,
            Direction::Decrease => chart::Direction::Decrease,
            Direction::Neutral => chart::Direction::Neutral,
        }),
        target: definition.target_value(),
        ..Design::of(kind(measure, points))
    }
}

/// The points as the engine takes them. Only what is divided has a denominator there: that
/// of a median says how many cases it is of.
#[must_use]
pub fn series(measure: &Measure, points: &Points) -> Series {
    let is_divided = measure.definition.denominator.is_some();
    Series {
        numerator: points.numerator.clone(),
        denominator: is_divided.then(|| points.denominator.clone()),
        is_last_incomplete: points.is_last_incomplete,
    }
}

const fn kind_of(chart: ChartKind) -> Kind {
    match chart {
        ChartKind::Run => Kind::Run,
        ChartKind::Individuals => Kind::Individuals,
        ChartKind::Count => Kind::Count,
        ChartKind::Rate => Kind::Rate,
        ChartKind::RatePrime => Kind::RatePrime,
        ChartKind::Share => Kind::Share,
        ChartKind::SharePrime => Kind::SharePrime,
        ChartKind::Gap => Kind::Gap,
        ChartKind::Time => Kind::Time,
    }
}

/// The months of the decisions as places among the points. What lies outside of them has
/// no place: a level that began before the first point is the first one.
fn places(measure: &Measure, points: &Points) -> Places {
    let begins: Vec<_> = points.periods.iter().map(|name| begin_of(name)).collect();
    let months = |decision: Decision| {
        let of = measure.baselines.iter().filter(move |made| made.decision == decision);
        of.map(|made| made.month)
    };
    let mut rebase: Vec<usize> = months(Decision::Rebased)
        .filter_map(|month| begins.iter().position(|begin| *begin >= Some(month)))
        .filter(|place| *place > 0)
        .collect();
    rebase.sort_unstable();
    rebase.dedup();
    let newest = rebase.last().copied().unwrap_or(0);
    let frozen = months(Decision::Frozen).next().map(|until| {
        let level = begins.iter().skip(newest);
        level.filter(|begin| begin.is_some_and(|begin| begin <= until)).count()
    });
    let is_out = |name: &String| months(Decision::Excluded).any(|month| covers(name, month));
    let exclude = points.periods.iter().enumerate().filter(|(_, name)| is_out(name));
    Places {
        freeze: frozen.filter(|points| *points > 0),
        rebase,
        exclude: exclude.map(|(place, _)| place).collect(),
    }
}

/// Whether the period of this name holds the month.
fn covers(name: &str, month: Month) -> bool {
    let begin = if name.contains("-Q") { month.quarter_begin() } else { month };
    begin_of(name) == Some(begin)
}
