//! Whether the number of reports a month has changed by more than chance, and since when.
//!
//! By 3 sigma and Anhøj's runs on a chart of counts. Numbers in, numbers out. Must never
//! say whether a change is good: it is a question.

use super::chart::{Chart, Design, Direction, Kind, Series, Signals, draw};

/// Most months that are looked at, the last ones.
pub const MONTHS_MAX: usize = 36;
/// Only these last months make a point outside the limits news.
const RECENT_MONTHS: usize = 3;
/// Fewest months in a row on one side that tell to which side a level has moved.
const RUN_MONTHS_MIN: usize = 3;

/// Which way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// More than before.
    More,
    /// Fewer.
    Fewer,
}

/// A change that is more than chance and goes on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Signal {
    /// Which way.
    pub side: Side,
    /// The month that it began in, counted from 0.
    pub since: usize,
    /// How many reports more or fewer than the middle since then.
    pub difference: f64,
}

/// The change in `counts`, one for each whole month; nothing when there is none, or when
/// that cannot be told.
#[must_use]
pub fn read(counts: &[i64]) -> Option<Signal> {
    let numerator = counts.iter().map(|count| Some(*count as f64)).collect();
    let design = Design { direction: Some(Direction::Neutral), ..Design::of(Kind::Count) };
    let chart = draw(&Series { numerator, ..Series::default() }, &design).ok()?;
    if !chart.is_fit_for_alerts() {
        return None;
    }
    let (side, since) = of_runs(&chart).or_else(|| of_limits(&chart))?;
    let of_centre = |at: usize| {
        let point = chart.points.get(at)?;
        Some(point.value? - point.centre?)
    };
    let difference = (since..chart.points.len()).filter_map(of_centre).sum::<f64>().abs();
    Some(Signal { side, since, difference })
}

/// The last run on one side, when it is too long or the level has moved.
fn of_runs(chart: &Chart) -> Option<(Side, usize)> {
    let runs = &chart.parts.last()?.runs;
    // A point on the centre neither makes nor breaks a run.
    let off = (0..chart.points.len()).rev().filter_map(|at| Some((side(chart, at)?, at)));
    let (last, _) = off.clone().next()?;
    let run: Vec<_> = off.take_while(|(side, _)| *side == last).map(|(_, at)| at).collect();
    let is_long = runs.long_run_signal && Some(run.len()) > runs.longest_run_max;
    let has_moved = runs.few_crossings_signal && run.len() >= RUN_MONTHS_MIN;
    let since = run.last().copied()?;
    (is_long || has_moved).then_some((last, since))
}

/// The months outside the limits, when one of the last is.
fn of_limits(chart: &Chart) -> Option<(Side, usize)> {
    let Signals::ThreeSigmaRuns { outside, .. } = &chart.signals else { return None };
    let last = outside.iter().rposition(|is_outside| *is_outside)?;
    if last + RECENT_MONTHS < outside.len() {
        return None;
    }
    let which = side(chart, last)?;
    let is_same = |at: &usize| outside.get(*at) == Some(&true) && side(chart, *at) == Some(which);
    let since = (0..=last).rev().take_while(is_same).last()?;
    Some((which, since))
}

fn side(chart: &Chart, at: usize) -> Option<Side> {
    let point = chart.points.get(at)?;
    let (value, centre) = (point.value?, point.centre?);
    if value > centre {
        Some(Side::More)
    } else if value < centre {
        Some(Side::Fewer)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Months that go up and down by chance.
    fn steady(months: usize) -> Vec<i64> {
        (0..months).map(|at| [12, 9, 14, 10, 13, 8, 11][at % 7]).collect()
    }

    fn told(counts: &[i64]) -> Option<(Side, usize)> {
        read(counts).map(|signal| (signal.side, signal.since))
    }

    #[test]
    fn chance_is_no_signal_and_too_little_is_none_either() {
        assert_eq!(told(&steady(36)), None);
        assert_eq!(told(&[]), None);
        assert_eq!(told(&[0; 36]), None);
        assert_eq!(told(&[1, 40, 1, 2]), None, "too short");
        let rare: Vec<_> = (0..36).map(|at| i64::from(at % 3 == 0) + i64::from(at > 30)).collect();
        assert_eq!(told(&rare), None, "too few reports for a chart of counts");
    }

    #[test]
    fn a_month_outside_the_limits_is_told_while_it_is_new() {
        let mut counts = steady(30);
        counts.push(40);
        assert_eq!(told(&counts), Some((Side::More, 30)));
        counts.extend([12, 9]);
        assert_eq!(told(&counts), Some((Side::More, 30)));
        counts.push(13);
        assert_eq!(told(&counts), None);
        let mut counts: Vec<_> = steady(30).iter().map(|count| count * 2).collect();
        counts.extend([2, 1]);
        assert_eq!(told(&counts), Some((Side::Fewer, 30)));
    }

    #[test]
    fn a_level_that_has_moved_is_told_from_the_month_it_moved_in() {
        // The month before the change lies above the middle that the fall makes.
        let before = steady(19);
        let more: Vec<_> = steady(12).iter().map(|count| count + 9).collect();
        let signal = read(&[before.clone(), more].concat()).unwrap();
        assert_eq!((signal.side, signal.since), (Side::More, 19));
        assert!(signal.difference > 50.0 && signal.difference < 90.0, "{signal:?}");
        let fewer: Vec<_> = steady(12).iter().map(|count| count / 3).collect();
        assert_eq!(told(&[before, fewer].concat()), Some((Side::Fewer, 19)));
    }
}
