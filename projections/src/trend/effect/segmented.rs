//! Regression in two segments: how level and slope changed at once.
//!
//! Wagner et al. 2002 (Journal of Clinical Pharmacy and Therapeutics 27:299), with the spread
//! that the points really have.

use super::ratio::interval;
use super::{Counted, Usable};
use crate::trend::glm::{Family, Model, fit};

/// Below this many points on either side, slopes are guesses and must not be shown.
pub const SEGMENT_POINTS_MIN: usize = 12;

/// Level and slope after the change against those before.
#[derive(Clone, Debug, PartialEq)]
pub struct Segmented {
    /// Level, slope, change of level, change of slope, as logarithms (of rate or odds).
    pub coefficients: Vec<f64>,
    /// Their standard errors.
    pub std_errors: Vec<f64>,
    /// Pearson's χ² over its degrees of freedom.
    pub dispersion: f64,
    /// Points less the four coefficients.
    pub degrees_of_freedom: usize,
    /// The level just after over what the slope before would have led to.
    pub level_ratio: f64,
    /// Its 95 % interval.
    pub level_interval: (f64, f64),
    /// Growth per period after over growth before.
    pub slope_ratio: f64,
    /// Its 95 % interval.
    pub slope_interval: (f64, f64),
    /// Whether both sides have points enough for this to be shown.
    pub has_enough_points: bool,
}

/// Nothing when the points do not determine the four coefficients.
pub(super) fn of(counted: Counted, points: &[Usable], before_points: usize) -> Option<Segmented> {
    let change = before_points as f64;
    let rows: Vec<Vec<f64>> = points
        .iter()
        .map(|point| {
            let after = if point.is_after { 1.0 } else { 0.0 };
            vec![1.0, point.time, after, (point.time - change).max(0.0)]
        })
        .collect();
    let sizes: Vec<f64> = points.iter().map(|point| point.n).collect();
    let logarithms: Vec<f64> = sizes.iter().map(|n| n.ln()).collect();
    let (ones, zeros) = (vec![1.0; points.len()], vec![0.0; points.len()]);
    let (family, y, weights, offset): (_, Vec<f64>, _, _) = match counted {
        Counted::Rate => {
            (Family::Poisson, points.iter().map(|point| point.y).collect(), &ones, &logarithms)
        }
        Counted::Share => {
            let shares = points.iter().map(|point| point.y / point.n).collect();
            (Family::Binomial, shares, &sizes, &zeros)
        }
    };
    let fit = fit(&Model { family, y: &y, rows: &rows, weights, offset })?;
    if fit.degrees_of_freedom == 0 {
        return None;
    }
    let dispersion = fit.dispersion.max(1.0);
    let std_errors: Vec<f64> = (0..fit.coefficients.len())
        .map(|at| Some((dispersion * fit.covariance.get(at)?.get(at)?).sqrt()))
        .collect::<Option<_>>()?;
    let with_interval = |at: usize| {
        let (log_ratio, error) = (*fit.coefficients.get(at)?, *std_errors.get(at)?);
        Some((log_ratio.exp(), interval(log_ratio, error, fit.degrees_of_freedom)?))
    };
    let (level_ratio, level_interval) = with_interval(2)?;
    let (slope_ratio, slope_interval) = with_interval(3)?;
    let on_side = |is_after| points.iter().filter(|point| point.is_after == is_after).count();
    Some(Segmented {
        dispersion: fit.dispersion,
        degrees_of_freedom: fit.degrees_of_freedom,
        level_ratio,
        level_interval,
        slope_ratio,
        slope_interval,
        has_enough_points: on_side(false).min(on_side(true)) >= SEGMENT_POINTS_MIN,
        std_errors,
        coefficients: fit.coefficients,
    })
}
