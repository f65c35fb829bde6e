//! After over before: a ratio of rates or of odds, with its interval.
//!
//! An exact interval of an odds ratio is in [`super::odds`]. That of a rate ratio: given the sum of two Poisson counts, one of them is
//! binomial (Przyborowski & Wilenski 1940, Biometrika 31:313), whose interval is Clopper &
//! Pearson's (1934, Biometrika 26:404). Overdispersion: Wedderburn 1974 (Biometrika 61:439).

use statrs::distribution::{Beta, Binomial, ContinuousCDF, Discrete, DiscreteCDF, StudentsT};

use super::{Counted, Usable, odds};

/// After over before.
#[derive(Clone, Debug, PartialEq)]
pub struct Ratio {
    /// Exact, as if nothing but chance moved the counts; nothing when they cannot be compared.
    pub exact: Option<Exact>,
    /// With the spread that the points really have; nothing when a count is 0.
    pub quasi: Option<Quasi>,
    /// Events or cases before and after.
    pub counts: (f64, f64),
}

/// An exact comparison of two counts: Poisson for rates, binomial for shares.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Exact {
    /// After over before, for shares the likeliest given the totals; nothing when there was
    /// nothing before.
    pub ratio: Option<f64>,
    /// The lower end of the 95 % interval.
    pub lower: f64,
    /// The upper end; nothing when it has none.
    pub upper: Option<f64>,
    /// Two-sided probability under "nothing changed".
    pub p: f64,
}

/// A comparison that allows for more spread than chance alone.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quasi {
    /// Pearson's χ² over its degrees of freedom.
    pub dispersion: f64,
    /// The same, at least 1.
    pub dispersion_used: f64,
    /// Points less the two levels.
    pub degrees_of_freedom: usize,
    /// Logarithm of the ratio.
    pub log_ratio: f64,
    /// Its standard error.
    pub std_error: f64,
    /// The ratio.
    pub ratio: f64,
    /// The lower end of the 95 % interval.
    pub lower: f64,
    /// The upper end.
    pub upper: f64,
    /// Two-sided probability under "nothing changed".
    pub p: f64,
}

impl Ratio {
    /// The interval to decide by: exact when a count is below 5, else the wider one that the
    /// real spread asks for. `None` at an end that is open; nothing when neither exists.
    #[must_use]
    pub fn interval(&self) -> Option<(f64, Option<f64>)> {
        match self.quasi.filter(|_| !self.is_exact()) {
            Some(quasi) => Some((quasi.lower, Some(quasi.upper))),
            None => self.exact.map(|exact| (exact.lower, exact.upper)),
        }
    }

    /// The ratio that goes with the interval; nothing when there was nothing before.
    #[must_use]
    pub fn level(&self) -> Option<f64> {
        match self.quasi.filter(|_| !self.is_exact()) {
            Some(quasi) => Some(quasi.ratio),
            None => self.exact.and_then(|exact| exact.ratio),
        }
    }

    /// Whether it is decided by the exact interval, if by any.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        self.quasi.is_none() || self.counts.0.min(self.counts.1) < 5.0
    }
}

/// Events or cases, and exposure, of one side.
pub(super) struct Side {
    pub y: f64,
    pub n: f64,
}

impl Side {
    fn of(points: &[Usable], is_after: bool) -> Self {
        let side = || points.iter().filter(move |point| point.is_after == is_after);
        Self { y: side().map(|point| point.y).sum(), n: side().map(|point| point.n).sum() }
    }

    fn level(&self) -> f64 {
        self.y / self.n
    }
}

pub(super) fn of(counted: Counted, points: &[Usable]) -> Ratio {
    let (before, after) = (Side::of(points, false), Side::of(points, true));
    let exact = match counted {
        Counted::Rate => exact(&before, &after),
        Counted::Share => odds::exact(&before, &after),
    };
    let quasi = quasi(counted, points, &before, &after);
    Ratio { exact, quasi, counts: (before.y, after.y) }
}

fn exact(before: &Side, after: &Side) -> Option<Exact> {
    let (a, b) = (after.y, before.y);
    let is_whole = a.fract() == 0.0 && b.fract() == 0.0;
    if !is_whole || a + b == 0.0 {
        return None;
    }
    let scale = before.n / after.n;
    let odds = |share: f64| share / (1.0 - share) * scale;
    let lower = if a == 0.0 { 0.0 } else { odds(beta_quantile(a, b + 1.0, 0.025)?) };
    let upper = if b == 0.0 { None } else { Some(odds(beta_quantile(a + 1.0, b, 0.975)?)) };
    let expected = after.n / (after.n + before.n);
    let p = two_sided(a as u64, (a + b) as u64, expected)?;
    let ratio = (b > 0.0).then(|| after.level() / before.level());
    Some(Exact { ratio, lower, upper, p })
}

/// By halving: the distribution function is exact to many digits, its inverse is not.
fn beta_quantile(a: f64, b: f64, share: f64) -> Option<f64> {
    let beta = Beta::new(a, b).ok()?;
    let (mut low, mut high) = (0.0, 1.0);
    // Each step halves the interval; after 200 it has long been as small as it can get.
    for _ in 0..200 {
        let middle = (low + high) / 2.0;
        if beta.cdf(middle) < share { low = middle } else { high = middle }
    }
    Some((low + high) / 2.0)
}

/// The chance of a count that is as improbable as `count`, or more so.
fn two_sided(count: u64, total: u64, share: f64) -> Option<f64> {
    let counts = Binomial::new(share, total).ok()?;
    let limit = counts.ln_pmf(count) + 1e-7;
    let as_improbable = |other: u64| counts.ln_pmf(other) <= limit;
    let expected = total as f64 * share;
    let at_most = |count: u64| counts.cdf(count);
    let at_least = |count: u64| if count == 0 { 1.0 } else { counts.sf(count - 1) };
    let p = if (count as f64 - expected).abs() < f64::EPSILON * expected {
        1.0
    } else if (count as f64) < expected {
        let above = first(expected.ceil() as u64, total + 1, as_improbable);
        at_most(count) + if above > total { 0.0 } else { at_least(above) }
    } else {
        // The counts below the expected one, mirrored so that the search runs upward.
        let middle = expected.floor() as u64;
        let below = first(0, middle + 1, |step| as_improbable(middle - step));
        at_least(count) + if below > middle { 0.0 } else { at_most(middle - below) }
    };
    Some(p.min(1.0))
}

/// The first of `from..to` for which `holds`, which once true stays true; `to` if none.
fn first(from: u64, to: u64, holds: impl Fn(u64) -> bool) -> u64 {
    let (mut low, mut high) = (from, to);
    while low < high {
        let middle = low + (high - low) / 2;
        if holds(middle) { high = middle } else { low = middle + 1 }
    }
    low
}

fn quasi(counted: Counted, points: &[Usable], before: &Side, after: &Side) -> Option<Quasi> {
    let degrees_of_freedom = points.len().checked_sub(2).filter(|df| *df > 0)?;
    let (log_ratio, variance) = match counted {
        Counted::Rate => ((after.level() / before.level()).ln(), 1.0 / after.y + 1.0 / before.y),
        Counted::Share => {
            let odds = |side: &Side| side.y / (side.n - side.y);
            let spread = |side: &Side| 1.0 / side.y + 1.0 / (side.n - side.y);
            ((odds(after) / odds(before)).ln(), spread(after) + spread(before))
        }
    };
    if !(log_ratio.is_finite() && variance.is_finite()) {
        return None;
    }
    let pearson: f64 = points
        .iter()
        .map(|point| {
            let level = if point.is_after { after.level() } else { before.level() };
            let expected = point.n * level;
            let spread = match counted {
                Counted::Rate => expected,
                Counted::Share => expected * (1.0 - level),
            };
            (point.y - expected).powi(2) / spread
        })
        .sum();
    let dispersion = pearson / degrees_of_freedom as f64;
    let dispersion_used = dispersion.max(1.0);
    let std_error = (dispersion_used * variance).sqrt();
    let (lower, upper) = interval(log_ratio, std_error, degrees_of_freedom)?;
    let student = StudentsT::new(0.0, 1.0, degrees_of_freedom as f64).ok()?;
    Some(Quasi {
        dispersion,
        dispersion_used,
        degrees_of_freedom,
        log_ratio,
        std_error,
        ratio: log_ratio.exp(),
        lower,
        upper,
        p: 2.0 * student.cdf(-(log_ratio / std_error).abs()),
    })
}

/// The 95 % interval of a ratio from that of its logarithm.
pub(super) fn interval(log_ratio: f64, std_error: f64, df: usize) -> Option<(f64, f64)> {
    let reach = StudentsT::new(0.0, 1.0, df as f64).ok()?.inverse_cdf(0.975) * std_error;
    Some(((log_ratio - reach).exp(), (log_ratio + reach).exp()))
}
