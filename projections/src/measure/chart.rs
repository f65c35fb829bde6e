//! The control chart of a measure's points, with what people decided about its baseline.
//!
//! Must never decide anything itself: where a level begins, what is frozen and what is left
//! out are decisions of people.

use tillbud_events::measure::{ChartKind, Direction};

use super::periods::begin_of;
use super::{Decision, Measure, Points};
use crate::trend::chart::{
    self, Baseline as Places, Chart, ChartError, Design, Kind, Profile, Series, draw,
};

/// Draws the chart of `points` by the rules of `profile`. A frozen baseline ends with the
/// points up to its month, counted from where the newest level begins; as the engine freezes
/// every level after the same number of points, so does this.
///
/// # Errors
/// Why no chart can be drawn, above all that there are no points.
pub fn chart(measure: &Measure, points: &Points, profile: Profile) -> Result<Chart, ChartError> {
    let definition = &measure.definition;
    let design = Design {
        baseline: places(measure, points),
        profile,
        direction: Some(match definition.direction {
            Direction::Increase => chart::Direction::Increase,
            Direction::Decrease => chart::Direction::Decrease,
            Direction::Neutral => chart::Direction::Neutral,
        }),
        ..Design::of(kind(definition.chart))
    };
    draw(&series(measure, points), &design)
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

const fn kind(chart: ChartKind) -> Kind {
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
fn covers(name: &str, month: tillbud_events::Month) -> bool {
    let begin = if name.contains("-Q") { month.quarter_begin() } else { month };
    begin_of(name) == Some(begin)
}
