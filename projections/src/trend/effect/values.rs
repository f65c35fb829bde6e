//! Values before and after a change, such as medians of days: the difference of their means.
//!
//! Both sides may spread differently: Welch 1947 (Biometrika 34:28), with the degrees of freedom
//! of Satterthwaite 1946 (Biometrics Bulletin 2:110). Periods are taken to be independent of each
//! other; where each resembles the one before, the interval is too narrow. Must never give an
//! interval where nothing tells how far values spread.

use statrs::distribution::{ContinuousCDF, StudentsT};

use super::verdict::{has_limits, is_more_better, moved, worded};
use super::{AFTER_POINTS_MIN, BEFORE_POINTS_MIN, EffectError, Verdict};
use crate::trend::chart::{Baseline, Chart, Design, Direction, Kind, Series, draw};
use crate::trend::provenance::{Input, Provenance};
use crate::trend::spread::{mean, std_dev};

/// A series of single values with a change in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Values {
    /// How many of the points lie before the change.
    pub before_points: usize,
    /// One value a period, all in one unit; a missing one is left out.
    pub values: Vec<Option<f64>>,
    /// Points whose signal led to the change, which are no part of the level before.
    pub triggered_by: Vec<usize>,
}

/// What can be said of a change in values.
#[derive(Clone, Debug, PartialEq)]
pub struct Means {
    /// The mean of the values before and after, in their unit.
    pub means: (f64, f64),
    /// How many values each is of.
    pub points: (usize, usize),
    /// How far apart they are; nothing when no side tells how far values spread.
    pub welch: Option<Welch>,
    /// What it was computed from.
    pub provenance: Provenance,
}

/// After less before, with its interval, in the unit of the values.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Welch {
    /// The mean after less the mean before.
    pub difference: f64,
    /// Its standard error.
    pub std_error: f64,
    /// Welch's and Satterthwaite's, seldom a whole number.
    pub degrees_of_freedom: f64,
    /// The lower end of the 95 % interval.
    pub lower: f64,
    /// The upper end.
    pub upper: f64,
    /// Two-sided probability under "nothing changed".
    pub p: f64,
}

impl Values {
    /// Compares.
    ///
    /// # Errors
    /// A value that is not finite, or a side without any.
    pub fn compare(&self) -> Result<Means, EffectError> {
        let (before, after) = self.sides()?;
        let of = |side: &[f64], name| {
            mean(side.iter().copied()).ok_or(EffectError::Empty { side: name })
        };
        Ok(Means {
            means: (of(&before, "before")?, of(&after, "after")?),
            points: (before.len(), after.len()),
            welch: welch(&before, &after),
            provenance: self.provenance(),
        })
    }

    /// Judges, with the chart that it was judged by when one can be drawn. Where all values
    /// before are one and the same, the chart cannot tell what is more than chance, and neither
    /// can the verdict.
    ///
    /// # Errors
    /// The direction is neutral.
    pub fn judge(
        &self,
        means: &Means,
        direction: Direction,
    ) -> Result<(Verdict, Option<Chart>), EffectError> {
        let is_more_better = is_more_better(direction)?;
        let is_enough = means.points.0 >= BEFORE_POINTS_MIN && means.points.1 >= AFTER_POINTS_MIN;
        let Some(chart) = self.chart() else { return Ok((Verdict::CannotTell, None)) };
        let Some(welch) = means.welch.filter(|_| is_enough && has_limits(&chart)) else {
            return Ok((Verdict::CannotTell, Some(chart)));
        };
        let has_risen = welch.lower > 0.0 && moved(&chart, self.before_points, true);
        let has_fallen = welch.upper < 0.0 && moved(&chart, self.before_points, false);
        Ok((worded(has_risen, has_fallen, is_more_better), Some(chart)))
    }

    /// The whole series as single values (XmR) against the frozen level before the change;
    /// nothing when none can be drawn.
    #[must_use]
    pub fn chart(&self) -> Option<Chart> {
        let series =
            Series { numerator: self.values.clone(), denominator: None, is_last_incomplete: false };
        let baseline = Baseline {
            freeze: Some(self.before_points),
            rebase: vec![],
            exclude: self.triggered_by.clone(),
        };
        draw(&series, &Design { baseline, ..Design::of(Kind::Individuals) }).ok()
    }

    /// The values that count before and after.
    ///
    /// # Errors
    /// A value that is not finite, or no place for the change.
    pub fn sides(&self) -> Result<(Vec<f64>, Vec<f64>), EffectError> {
        let points = self.values.len();
        if self.before_points == 0 || self.before_points >= points {
            return Err(EffectError::Before { before: self.before_points, points });
        }
        let (mut before, mut after) = (Vec::new(), Vec::new());
        for (at, value) in self.values.iter().enumerate() {
            let Some(value) = *value else { continue };
            if !value.is_finite() {
                return Err(EffectError::Value { place: at + 1 });
            }
            if !self.triggered_by.contains(&at) {
                let side = if at < self.before_points { &mut before } else { &mut after };
                side.push(value);
            }
        }
        Ok((before, after))
    }

    pub(crate) fn provenance(&self) -> Provenance {
        let input = Input::new("difference of means, Welch".to_owned())
            .whole(self.before_points)
            .numbers(self.values.iter().copied())
            .whole(self.triggered_by.len());
        self.triggered_by.iter().fold(input, |input, place| input.whole(*place)).finish()
    }
}

fn welch(before: &[f64], after: &[f64]) -> Option<Welch> {
    let (first, second) = (squared_error(before)?, squared_error(after)?);
    let both = first + second;
    if both <= 0.0 {
        return None;
    }
    let difference = mean(after.iter().copied())? - mean(before.iter().copied())?;
    let share = |error: f64, side: &[f64]| (error / both).powi(2) / (side.len() - 1) as f64;
    let degrees_of_freedom = 1.0 / (share(first, before) + share(second, after));
    let std_error = both.sqrt();
    let student = StudentsT::new(0.0, 1.0, degrees_of_freedom).ok()?;
    let reach = student.inverse_cdf(0.975) * std_error;
    Some(Welch {
        difference,
        std_error,
        degrees_of_freedom,
        lower: difference - reach,
        upper: difference + reach,
        p: 2.0 * student.cdf(-(difference / std_error).abs()),
    })
}

/// The squared standard error of a mean: none of equal values, whose mean would differ from them
/// by rounding; nothing of fewer than two.
fn squared_error(side: &[f64]) -> Option<f64> {
    let first = *side.first()?;
    let spread = std_dev(side.iter().copied())?;
    let is_constant = side.iter().all(|value| value.to_bits() == first.to_bits());
    Some(if is_constant { 0.0 } else { spread.powi(2) / side.len() as f64 })
}

#[cfg(test)]
mod laws;
#[cfg(test)]
mod tests;
