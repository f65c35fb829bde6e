//! Did it work? Counts before and after a change, compared as a ratio with its interval, as
//! a regression in segments, and as a verdict in words; single values by the difference of their
//! means ([`Values`]), the time between rare events by how many there were ([`Between`]). Whether
//! the level before was one level is told beside it ([`Unsettled`]).
//!
//! Must never say why something changed: the figures show only that it did.

mod before;
mod between;
mod odds;
mod ratio;
mod segmented;
#[cfg(test)]
mod tests;
mod values;
mod verdict;

pub use before::Unsettled;
pub use between::{Between, Spacing};
pub use ratio::{Exact, Quasi, Ratio};
pub use segmented::{SEGMENT_POINTS_MIN, Segmented};
pub use values::{Means, Values, Welch};
pub use verdict::{AFTER_POINTS_MIN, BEFORE_POINTS_MIN, Verdict, chart, has_signal, judge};

use super::provenance::{Input, Provenance};

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    /// Events per exposure; the effect is a ratio of rates.
    Rate,
    /// Cases of so many; the effect is a ratio of odds.
    Share,
}

/// A series with a change in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Study {
    /// What is counted.
    pub counted: Counted,
    /// How many of the points lie before the change.
    pub before_points: usize,
    /// Events or cases; a missing one is left out.
    pub numerator: Vec<Option<f64>>,
    /// Exposure, or all cases.
    pub denominator: Vec<Option<f64>>,
    /// Points whose signal led to the change: what is chosen for being extreme falls back by
    /// itself, so they must not count as the level before (regression to the mean).
    pub triggered_by: Vec<usize>,
}

/// Why nothing can be compared.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EffectError {
    /// Two lists that belong together differ in length.
    #[error("there are {numerators} numerators but {denominators} denominators")]
    Lengths {
        /// How many numerators.
        numerators: usize,
        /// How many denominators.
        denominators: usize,
    },
    /// The change does not lie within the series.
    #[error("{before} points before the change do not fit a series of {points} points")]
    Before {
        /// How many lie before.
        before: usize,
        /// How many there are.
        points: usize,
    },
    /// A point that cannot be counted.
    #[error("point {place} is not a count with its exposure, or not a share of its cases")]
    Point {
        /// Which point, the first being 1.
        place: usize,
    },
    /// A value that is none.
    #[error("point {place} is not a finite value")]
    Value {
        /// Which point, the first being 1.
        place: usize,
    },
    /// One side has no usable point.
    #[error("there is nothing to compare: no usable point {side} the change")]
    Empty {
        /// Which side.
        side: &'static str,
    },
    /// Without a direction nothing is better or worse.
    #[error("a verdict needs a direction: whether more or less is better")]
    NoDirection,
}

/// What can be said of a change.
#[derive(Clone, Debug, PartialEq)]
pub struct Effect {
    /// After over before, with intervals.
    pub ratio: Ratio,
    /// Level and slope, when there are points enough to compute them at all.
    pub segmented: Option<Segmented>,
    /// What it was computed from.
    pub provenance: Provenance,
}

/// One usable point.
#[derive(Clone, Copy, Debug)]
struct Usable {
    /// Its place in time, the first point being 1.
    time: f64,
    is_after: bool,
    y: f64,
    n: f64,
}

impl Study {
    /// Compares.
    ///
    /// # Errors
    /// What is wrong with the series.
    pub fn compare(&self) -> Result<Effect, EffectError> {
        let points = self.usable()?;
        Ok(Effect {
            ratio: ratio::of(self.counted, &points),
            segmented: segmented::of(self.counted, &points, self.before_points),
            provenance: self.provenance(),
        })
    }

    fn usable(&self) -> Result<Vec<Usable>, EffectError> {
        let (numerators, denominators) = (self.numerator.len(), self.denominator.len());
        if numerators != denominators {
            return Err(EffectError::Lengths { numerators, denominators });
        }
        if self.before_points == 0 || self.before_points >= numerators {
            return Err(EffectError::Before { before: self.before_points, points: numerators });
        }
        let mut points = Vec::new();
        for (at, (y, n)) in self.numerator.iter().zip(&self.denominator).enumerate() {
            let (Some(y), Some(n)) = (*y, *n) else { continue };
            let is_share = self.counted == Counted::Share;
            let is_wrong = !(y.is_finite() && n.is_finite()) || y < 0.0 || n < 0.0;
            if is_wrong || (is_share && y > n) || (n == 0.0 && y > 0.0) {
                return Err(EffectError::Point { place: at + 1 });
            }
            if n > 0.0 && !self.triggered_by.contains(&at) {
                let is_after = at >= self.before_points;
                points.push(Usable { time: (at + 1) as f64, is_after, y, n });
            }
        }
        for (is_after, side) in [(false, "before"), (true, "after")] {
            if !points.iter().any(|point| point.is_after == is_after) {
                return Err(EffectError::Empty { side });
            }
        }
        Ok(points)
    }

    pub(crate) fn provenance(&self) -> Provenance {
        let name = match self.counted {
            Counted::Rate => "rate ratio, quasi-Poisson, exact below 5",
            Counted::Share => "odds ratio, quasi-binomial, exact below 5",
        };
        let input = Input::new(name.to_owned())
            .whole(self.before_points)
            .numbers(self.numerator.iter().copied())
            .numbers(self.denominator.iter().copied())
            .whole(self.triggered_by.len());
        self.triggered_by.iter().fold(input, |input, place| input.whole(*place)).finish()
    }
}
