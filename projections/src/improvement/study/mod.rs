//! Did the change do what was expected of it? Before and after, as the plan says they are to
//! be compared: the level before without the months that led to the change, frozen. A plan is
//! in months; the weeks of a measure by week are those of its months.
//!
//! Numbers in, a result out: must never read a database or a clock, never say why something
//! changed, and never call too little a result.
//!
//! Reading order: this file (counts, shares and single values), [`between`] (the time between
//! events), `waiting` (medians of which something still waits), `fact` (the result as an event),
//! `sort` (of what a result is), [`expected`] (what came beside what was expected).

mod between;
pub mod expected;
mod fact;
mod sort;
mod waiting;

use tillbud_events::Month;
use tillbud_events::improvement::Plan;
use tillbud_events::vocabulary::Movement;

use crate::measure::begin_of;
use crate::trend::Provenance;
use crate::trend::chart::{Chart, Direction};
use crate::trend::effect::{self, Counted, EffectError, Means, Spacing, Study, Values, Verdict};

pub use between::{Events, study_events};
pub use fact::{NotAFact, word};
pub use sort::Sort;
pub use waiting::settled;

/// What a series is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// Events per exposure, or cases of so many.
    Counts(Counted),
    /// One value a period, such as a median of days.
    Values,
}

/// What was measured, month by month or week by week from the level before on.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// Of what.
    pub of: Of,
    /// `YYYY-MM`, or `YYYY-Www`, without gaps.
    pub periods: Vec<String>,
    /// Events or cases, or values.
    pub numerator: Vec<Option<f64>>,
    /// Exposure, or all cases; values are divided by nothing.
    pub denominator: Vec<Option<f64>>,
    /// Whether the last period is running still, so that it does not count.
    pub is_last_incomplete: bool,
}

/// What is compared, and how it is judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// Last month of the level before.
    pub baseline_to: Month,
    /// Months that are no part of it.
    pub triggers: Vec<Month>,
    /// Months that count on neither side, because people left them out of the measure's chart.
    pub excluded: Vec<Month>,
    /// The first month after.
    pub change: Month,
    /// Which way is better.
    pub movement: Movement,
}

/// What came of the comparison.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// What the points of the chart are called: months or weeks, or the days of events.
    pub periods: Vec<String>,
    /// How many of them lie before the change.
    pub before_periods: usize,
    /// The month in which the change begins.
    pub change: String,
    /// The first month or week that was looked at; nothing when there is none.
    pub from: Option<String>,
    /// The last of them that counted; nothing when none did.
    pub until: Option<String>,
    /// Usable months or weeks before and after.
    pub points: (usize, usize),
    /// What was counted before and after; of values their mean, in their unit.
    pub counts: (f64, f64),
    /// Of a share: what it was before.
    pub share_before: Option<f64>,
    /// What the level before shows by itself, when it was not one level.
    pub unsettled: Option<Unsettled>,
    /// What can be said, when there is something to compare.
    pub effect: Option<Effect>,
    /// Of the time between events: how long was looked.
    pub looked: Option<Looked>,
    /// Whether the chart shows a signal after the change.
    pub has_signal: bool,
    /// The verdict that follows.
    pub verdict: Verdict,
    /// Everything against the frozen level before, when it can be drawn.
    pub chart: Option<Chart>,
    /// What it was computed from.
    pub provenance: Provenance,
}

/// What can be said of a change.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Of counts: ratio and segments.
    Ratio(effect::Effect),
    /// Of values: the difference of their means.
    Difference(Means),
    /// Of the time between events.
    Spacing(Spacing),
}

/// What the level before shows by itself, by the names of its points: a part of the difference may
/// come from before the change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsettled {
    /// About when it moved; nothing when it did not.
    pub since: Option<String>,
    /// What stood out, where it did not move.
    pub stood_out: Vec<String>,
}

impl Unsettled {
    fn named(found: &effect::Unsettled, periods: &[String]) -> Self {
        let name = |at: usize| periods.get(at).cloned();
        Self {
            since: found.since.and_then(name),
            stood_out: found.stood_out.iter().copied().filter_map(name).collect(),
        }
    }
}

/// How long was looked for events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Looked {
    /// Days before and after.
    pub days: (u32, u32),
    /// Days since the last event after the change, or since the change when none came; nothing
    /// before it.
    pub open: Option<u32>,
}

impl From<&Plan> for Terms {
    fn from(plan: &Plan) -> Self {
        Self {
            baseline_to: plan.baseline_to,
            triggers: plan.triggers.clone(),
            // What was registered stands, whatever is decided about the chart later.
            excluded: Vec::new(),
            change: plan.change,
            movement: plan.aim.movement,
        }
    }
}

impl Terms {
    const fn direction(&self) -> Direction {
        match self.movement {
            Movement::Increase => Direction::Increase,
            Movement::Decrease => Direction::Decrease,
        }
    }

    /// Whether a month counts at all: those between the level before and the change do not, nor
    /// one after it that people left out.
    fn counts(&self, month: Month) -> bool {
        let is_after = month >= self.change && !self.excluded.contains(&month);
        month <= self.baseline_to || is_after
    }

    /// Whether a month before the change is no part of the level.
    fn leaves_out(&self, month: Month) -> bool {
        self.triggers.contains(&month) || self.excluded.contains(&month)
    }
}

/// Compares before and after, as [`crate::trend::effect`] judges it. Months between the level
/// before and the change belong to neither; a week belongs to the month of its Thursday.
///
/// # Errors
/// When a period is no count with its exposure, no share of its cases, or no finite value.
pub fn study(series: &Series, terms: &Terms) -> Result<Found, EffectError> {
    let complete = series.periods.len() - usize::from(series.is_last_incomplete);
    let periods: Vec<String> = series.periods.iter().take(complete).cloned().collect();
    let months: Vec<Option<Month>> = periods.iter().map(|name| begin_of(name)).collect();
    let is_before = |month: &Option<Month>| month.is_some_and(|month| month < terms.change);
    let before_points = months.iter().filter(|month| is_before(month)).count();
    let is_trigger = |at: &usize| {
        let month = months.get(*at).copied().flatten();
        month.is_some_and(|month| terms.leaves_out(month))
    };
    let with_months = series.numerator.iter().zip(&months);
    let numerator: Vec<Option<f64>> = with_months
        .map(|(value, month)| value.filter(|_| month.is_some_and(|month| terms.counts(month))))
        .collect();
    let triggered_by: Vec<usize> = (0..before_points).filter(is_trigger).collect();
    let empty = |provenance, chart, unsettled: Option<effect::Unsettled>| Found {
        before_periods: before_points,
        change: terms.change.to_string(),
        from: periods.first().cloned(),
        until: periods.last().cloned(),
        points: (0, 0),
        counts: (0.0, 0.0),
        share_before: None,
        unsettled: unsettled.map(|found| Unsettled::named(&found, &periods)),
        effect: None,
        looked: None,
        has_signal: false,
        verdict: Verdict::CannotTell,
        chart,
        provenance,
        periods: periods.clone(),
    };
    match series.of {
        Of::Counts(counted) => {
            let denominator = series.denominator.iter().copied().take(complete).collect();
            let study = Study { counted, before_points, numerator, denominator, triggered_by };
            let chart = effect::chart(&study);
            of_counts(&study, terms, empty(study.provenance(), chart, study.unsettled()))
        }
        Of::Values => {
            let values = Values { before_points, values: numerator, triggered_by };
            let chart = values.chart();
            of_values(&values, terms, empty(values.provenance(), chart, values.unsettled()))
        }
    }
}

fn of_counts(study: &Study, terms: &Terms, found: Found) -> Result<Found, EffectError> {
    let share_before = share_before(study);
    let found = Found { points: points(study), counts: sums(study), share_before, ..found };
    let Some(effect) = unless_too_little(study.compare())? else { return Ok(found) };
    let (verdict, _) = effect::judge(study, &effect, terms.direction())?;
    let has_signal =
        found.chart.as_ref().is_some_and(|chart| effect::has_signal(chart, study.before_points));
    Ok(Found { effect: Some(Effect::Ratio(effect)), has_signal, verdict, ..found })
}

fn of_values(values: &Values, terms: &Terms, found: Found) -> Result<Found, EffectError> {
    let Some((before, after)) = unless_too_little(values.sides())? else { return Ok(found) };
    let found = Found {
        points: (before.len(), after.len()),
        counts: (mean_of(&before), mean_of(&after)),
        ..found
    };
    let Some(means) = unless_too_little(values.compare())? else { return Ok(found) };
    let (verdict, _) = values.judge(&means, terms.direction())?;
    let has_signal =
        found.chart.as_ref().is_some_and(|chart| effect::has_signal(chart, values.before_points));
    Ok(Found { effect: Some(Effect::Difference(means)), has_signal, verdict, ..found })
}

/// Too little is a result, and not an error.
fn unless_too_little<T>(compared: Result<T, EffectError>) -> Result<Option<T>, EffectError> {
    match compared {
        Ok(compared) => Ok(Some(compared)),
        Err(EffectError::Before { .. } | EffectError::Empty { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

/// The mean; 0 of nothing, which the number of points tells.
fn mean_of(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len().max(1) as f64
}

/// Periods with a count and an exposure, without those that led to the change.
fn usable(study: &Study) -> impl Iterator<Item = (usize, f64)> {
    let pairs = study.numerator.iter().zip(&study.denominator).enumerate();
    pairs.filter_map(|(at, (y, n))| {
        let (y, n) = ((*y)?, (*n)?);
        (n > 0.0 && !study.triggered_by.contains(&at)).then_some((at, y))
    })
}

fn points(study: &Study) -> (usize, usize) {
    let before = usable(study).filter(|(at, _)| *at < study.before_points).count();
    (before, usable(study).count() - before)
}

fn sums(study: &Study) -> (f64, f64) {
    let sum = |is_after: bool| {
        let side = usable(study).filter(move |(at, _)| (*at >= study.before_points) == is_after);
        side.map(|(_, y)| y).sum()
    };
    (sum(false), sum(true))
}

/// The cases before of all before.
fn share_before(study: &Study) -> Option<f64> {
    let (mut cases, mut all) = (0.0, 0.0);
    for (at, y) in usable(study).filter(|(at, _)| *at < study.before_points) {
        cases += y;
        all += study.denominator.get(at).copied().flatten().unwrap_or(0.0);
    }
    (study.counted == Counted::Share && all > 0.0).then(|| cases / all)
}

#[cfg(test)]
mod tests;
