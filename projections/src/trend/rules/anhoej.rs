//! Runs about the centre: one run too long, or too few crossings, tell that the level moved.
//!
//! Anhøj & Olesen 2014 (doi 10.1371/journal.pone.0113825), Anhøj 2015
//! (doi 10.1371/journal.pone.0121349). One answer for a part, never for a single point.

use statrs::distribution::{Binomial, DiscreteCDF};

use crate::trend::chart::{Design, Kind, Part, Point, Runs, RunsAnalysis, Status};

/// Longest run that chance gives `useful` points: log2 of them, rounded, and three.
#[must_use]
pub fn longest_run_max(useful: usize) -> usize {
    (useful as f64).log2().round_ties_even() as usize + 3
}

/// Fewest crossings that chance gives: the 5 % quantile of as many coin tosses as there are
/// places to cross.
#[must_use]
pub fn crossings_min(useful: usize) -> usize {
    let places = u64::try_from(useful.saturating_sub(1)).unwrap_or(u64::MAX);
    let least = Binomial::new(0.5, places).map_or(0, |tosses| tosses.inverse_cdf(0.05));
    usize::try_from(least).unwrap_or(usize::MAX)
}

/// Counts runs and crossings of one part.
pub(crate) fn analyse(points: &[Point], design: &Design, status: Status) -> Runs {
    let kept = || points.iter().filter(|point| !point.is_excluded);
    let sides: Vec<bool> = kept()
        .filter_map(|point| point.ruled().zip(point.centre))
        .filter(|(value, centre)| value != centre)
        .map(|(value, centre)| value > centre)
        .collect();
    let measured = kept().filter(|point| point.ruled().is_some()).count();
    let useful = sides.len();
    let is_readable = status == Status::Ok
        && design.kind != Kind::MovingRange
        && !design.is_categorical
        && useful > 0
        && (measured - useful) * 2 <= measured;

    let is_counted = useful > 0 && matches!(status, Status::Ok);
    let longest = is_counted.then(|| longest_run(&sides));
    let crossings =
        is_counted.then(|| sides.iter().zip(sides.iter().skip(1)).filter(|(a, b)| a != b).count());
    let longest_max = is_counted.then(|| longest_run_max(useful));
    let crossings_least = is_counted.then(|| crossings_min(useful));
    Runs {
        n_obs: kept().count(),
        n_useful: useful,
        longest_run: longest,
        longest_run_max: longest_max,
        n_crossings: crossings,
        n_crossings_min: crossings_least,
        long_run_signal: is_readable && longest > longest_max,
        few_crossings_signal: is_readable && crossings < crossings_least,
        analysis: if is_readable { RunsAnalysis::Ok } else { RunsAnalysis::NotApplicable },
    }
}

fn longest_run(sides: &[bool]) -> usize {
    sides.chunk_by(|before, after| before == after).map(<[bool]>::len).max().unwrap_or(0)
}

/// Flags every point of a part whose runs are a signal.
pub(crate) fn flags(points: usize, parts: &[Part]) -> Vec<bool> {
    let mut flags = vec![false; points];
    for part in parts.iter().filter(|part| part.runs.is_signal()) {
        for flag in flags.iter_mut().take(part.to + 1).skip(part.from) {
            *flag = true;
        }
    }
    flags
}

impl Runs {
    /// Whether either rule fires.
    #[must_use]
    pub const fn is_signal(&self) -> bool {
        self.long_run_signal || self.few_crossings_signal
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The examples of Anhøj & Olesen's rule at 10, 12, 20, 24 and 36 useful points.
    #[test]
    fn bounds_are_those_that_were_published() {
        for (useful, run, crossings) in
            [(10, 6, 2), (12, 7, 3), (20, 7, 6), (24, 8, 8), (36, 8, 13)]
        {
            let bounds = (longest_run_max(useful), crossings_min(useful));
            assert_eq!(bounds, (run, crossings), "{useful}");
        }
    }
}
