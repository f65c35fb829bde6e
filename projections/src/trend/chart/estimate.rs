//! Centre and limits of one part, from its baseline points alone (one exception: I′).
//!
//! Shewhart 1931; Laney 2002 (Quality Engineering 14:531) for u′ and p′; Taylor's I′
//! (variation.com); Benneyan 2001 (Health Care Management Science 4:305) for g; Nelson 1994
//! (Journal of Quality Technology 26:239) for t; Montgomery 6.28 to 6.31, as the R package
//! qicharts2 numbers them, for xbar.

use statrs::function::gamma::ln_gamma;

use super::EVENTS_PER_PERIOD_MIN;
use super::design::{Design, Kind, Profile};
use super::points::Point;
use crate::trend::spread::{
    D2_OF_TWO, D4_OF_TWO, mean, median, moving_ranges, screened_mean, std_dev,
};

/// Upper limit of two-value standard deviations over their mean (B4 of a sample of 2).
const B4_OF_TWO: f64 = 3.2665;
/// Times to the power of one over this are nearly normal when events come at random.
const TIME_EXPONENT: f64 = 3.6;

/// Where chance ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limits {
    /// Lower limit.
    pub lower: f64,
    /// Upper limit.
    pub upper: f64,
    /// Two thirds of the way down; nothing where that is below what can be.
    pub near_lower: Option<f64>,
    /// Two thirds of the way up.
    pub near_upper: f64,
}

impl Limits {
    /// No variation: all lines lie on the centre.
    pub(super) const fn at(centre: f64) -> Self {
        Self { lower: centre, upper: centre, near_lower: Some(centre), near_upper: centre }
    }

    fn around(centre: f64, reach: f64, near: f64) -> Self {
        Self {
            lower: centre - reach,
            upper: centre + reach,
            near_lower: Some(centre - near),
            near_upper: centre + near,
        }
    }

    fn sigmas(centre: f64, sigma: f64) -> Self {
        Self::around(centre, 3.0 * sigma, 2.0 * sigma)
    }

    pub(super) fn map(self, change: impl Fn(f64) -> f64) -> Self {
        Self {
            lower: change(self.lower),
            upper: change(self.upper),
            near_lower: self.near_lower.map(&change),
            near_upper: change(self.near_upper),
        }
    }

    fn at_least_zero(self) -> Self {
        let near_lower = self.near_lower.map(|near| near.max(0.0));
        Self { lower: self.lower.max(0.0), near_lower, ..self }
    }

    fn at_most_one(self) -> Self {
        Self { upper: self.upper.min(1.0), near_upper: self.near_upper.min(1.0), ..self }
    }
}

/// What one part is judged by.
pub(super) struct Estimate {
    pub centre: f64,
    pub limits: Vec<Option<Limits>>,
    pub sigma_z: Option<f64>,
}

/// The points of one part.
pub(super) struct Evidence<'a> {
    points: &'a [Point],
}

impl<'a> Evidence<'a> {
    pub const fn of(points: &'a [Point]) -> Self {
        Self { points }
    }

    fn baseline(&self) -> impl Iterator<Item = &'a Point> {
        self.points.iter().filter(|point| point.is_baseline)
    }

    /// Values of the baseline, the missing ones in their place.
    fn values(&self) -> Vec<Option<f64>> {
        self.baseline().map(|point| point.value).collect()
    }

    fn present(&self) -> impl Iterator<Item = f64> {
        self.baseline().filter_map(|point| point.value)
    }

    pub fn count(&self) -> usize {
        self.present().count()
    }

    /// Whether all values of the part are one and the same.
    pub fn is_constant(&self) -> bool {
        are_equal(self.points.iter().filter_map(Point::ruled))
    }

    /// Whether those of the baseline are, so that nothing tells how far others may lie off.
    pub fn is_baseline_constant(&self) -> bool {
        are_equal(self.present())
    }

    pub fn has_few_events(&self) -> bool {
        let counted = self.baseline().filter(|point| point.value.is_some());
        mean(counted.filter_map(|point| point.numerator))
            .is_some_and(|events| events < EVENTS_PER_PERIOD_MIN)
    }

    /// All events over all exposure.
    fn ratio(&self) -> Option<f64> {
        let counted = || self.baseline().filter(|point| point.value.is_some());
        let exposure: f64 = counted().filter_map(|point| point.denominator).sum();
        let events: f64 = counted().filter_map(|point| point.numerator).sum();
        (exposure > 0.0).then(|| events / exposure)
    }
}

fn are_equal(mut values: impl Iterator<Item = f64>) -> bool {
    let first = values.next();
    values.all(|value| Some(value) == first)
}

/// Nothing when the baseline has no value at all.
pub(super) fn estimate(evidence: &Evidence<'_>, design: &Design) -> Option<Estimate> {
    let profile = &design.profile;
    match design.kind {
        Kind::Run => {
            let centre = median(evidence.present())?;
            Some(flat(evidence, centre, None))
        }
        Kind::Individuals => individuals(evidence, profile),
        Kind::MovingRange => {
            let centre = mean(evidence.present())?;
            let upper = D4_OF_TWO * centre;
            let limits =
                Limits { lower: 0.0, upper, near_lower: Some(0.0), near_upper: upper * 2.0 / 3.0 };
            Some(flat(evidence, centre, Some(limits)))
        }
        Kind::Count => {
            let centre = mean(evidence.present())?;
            let limits = Limits::sigmas(centre, centre.sqrt()).at_least_zero();
            Some(flat(evidence, centre, Some(limits)))
        }
        Kind::Rate => ratios(evidence, f64::sqrt, None, Limits::at_least_zero),
        Kind::RatePrime => ratios(evidence, f64::sqrt, Some(design), Limits::at_least_zero),
        Kind::Share => ratios(evidence, of_share, None, share_limits),
        Kind::SharePrime => ratios(evidence, of_share, Some(design), share_limits),
        Kind::IndividualsPrime => individuals_prime(evidence, profile),
        Kind::Gap => {
            let mean = mean(evidence.present())?;
            let limits = Limits::sigmas(mean, (mean * (mean + 1.0)).sqrt()).at_least_zero();
            Some(flat(evidence, median(evidence.present())?, Some(limits)))
        }
        Kind::Time => times(evidence, profile),
        Kind::SampleMean => sample_means(evidence),
    }
}

/// The same limits at every point.
fn flat(evidence: &Evidence<'_>, centre: f64, limits: Option<Limits>) -> Estimate {
    Estimate { centre, limits: vec![limits; evidence.points.len()], sigma_z: None }
}

/// Mean of the moving ranges; a single value has none, and no spread.
fn mean_range(values: &[Option<f64>], profile: &Profile) -> f64 {
    let factor = profile.screen_moving_ranges.then_some(D4_OF_TWO);
    screened_mean(&moving_ranges(values), factor).unwrap_or(0.0)
}

fn individuals(evidence: &Evidence<'_>, profile: &Profile) -> Option<Estimate> {
    let centre = mean(evidence.present())?;
    let range = mean_range(&evidence.values(), profile);
    let limits = Limits::around(centre, profile.limit_factor * range, profile.near_factor * range);
    Some(flat(evidence, centre, Some(limits)))
}

/// A lower limit below zero becomes zero, and a near one is none: the power of a negative number
/// is none, and qicharts2 puts a zero for the limit alone (`qic.t`).
fn times(evidence: &Evidence<'_>, profile: &Profile) -> Option<Estimate> {
    let near_normal = |time: f64| time.powf(1.0 / TIME_EXPONENT);
    let back = |value: f64| value.max(0.0).powf(TIME_EXPONENT);
    let values: Vec<_> = evidence.values().into_iter().map(|time| time.map(near_normal)).collect();
    let centre = mean(values.iter().copied().flatten())?;
    let range = mean_range(&values, profile);
    let limits = Limits::around(centre, profile.limit_factor * range, profile.near_factor * range);
    let near_lower = limits.near_lower.filter(|near| *near >= 0.0);
    let limits = Limits { near_lower, ..limits };
    Some(flat(evidence, back(centre), Some(limits.map(back))))
}

fn of_share(share: f64) -> f64 {
    (share * (1.0 - share)).sqrt()
}

fn share_limits(limits: Limits) -> Limits {
    limits.at_least_zero().at_most_one()
}

/// u and p: the spread of one case over the root of the denominator. With a `prime` design
/// it is stretched by σz, the spread of the standardised values (Laney).
fn ratios(
    evidence: &Evidence<'_>,
    spread_of_one: impl Fn(f64) -> f64,
    prime: Option<&Design>,
    clip: impl Fn(Limits) -> Limits,
) -> Option<Estimate> {
    let centre = evidence.ratio()?;
    let one = spread_of_one(centre);
    let sigma_z = prime.filter(|_| one > 0.0).map(|design| {
        let standardised = |point: &Point| {
            let (value, n) = point.value.zip(point.denominator)?;
            Some((value - centre) / (one / n.sqrt()))
        };
        let z: Vec<_> = evidence.baseline().map(standardised).collect();
        let sigma_z = if design.is_categorical {
            std_dev(z.into_iter().flatten()).unwrap_or(0.0)
        } else {
            mean_range(&z, &design.profile) / D2_OF_TWO
        };
        design.profile.sigma_z_floor.map_or(sigma_z, |floor| sigma_z.max(floor))
    });
    let limits_of = |n: f64| {
        let sigma = one / n.sqrt() * sigma_z.unwrap_or(1.0);
        clip(Limits::sigmas(centre, sigma))
    };
    let limits = weighted(evidence, limits_of);
    Some(Estimate { centre, limits, sigma_z })
}

/// Limits by each point's own denominator; none where there is nothing to divide by, or
/// nothing was counted: qicharts2 forgets a denominator whose numerator is missing.
fn weighted(evidence: &Evidence<'_>, limits_of: impl Fn(f64) -> Limits) -> Vec<Option<Limits>> {
    let denominators = evidence.points.iter().map(|point| point.value.and(point.denominator));
    denominators.map(|n| n.filter(|n| *n > 0.0).map(&limits_of)).collect()
}

/// Ranges of neighbours of unequal weight, as standard deviations. All points of the part
/// are used, frozen or excluded ones too, as in qicharts2.
fn individuals_prime(evidence: &Evidence<'_>, profile: &Profile) -> Option<Estimate> {
    let centre = evidence.ratio()?;
    let values: Vec<_> = evidence.points.iter().map(Point::ruled).collect();
    let ranges = moving_ranges(&values);
    let scaled = |at: usize| {
        let range = ranges.get(at).copied().flatten()?;
        let (n, before) = (evidence.points.get(at)?, evidence.points.get(at.checked_sub(1)?)?);
        let weight = 1.0 / n.denominator? + 1.0 / before.denominator?;
        Some((std::f64::consts::PI / 2.0).sqrt() * range / weight.sqrt())
    };
    let spreads: Vec<_> = (0..ranges.len()).map(scaled).collect();
    let factor = profile.screen_moving_ranges.then_some(B4_OF_TWO);
    let spread = screened_mean(&spreads, factor).unwrap_or(0.0);
    let limits = weighted(evidence, |n| Limits::sigmas(centre, spread * (1.0 / n).sqrt()));
    Some(Estimate { centre, limits, sigma_z: None })
}

/// Means of samples, with A3 times the standard deviation within them: its mean when all samples
/// of the part are of one size, else pooled. A sample of one value has no limits.
fn sample_means(evidence: &Evidence<'_>) -> Option<Estimate> {
    let centre = evidence.ratio()?;
    let mut sizes = evidence.points.iter().filter_map(|point| point.denominator);
    let first = sizes.next();
    let is_even = sizes.all(|size| Some(size) == first);
    let spreads = || evidence.baseline().filter_map(|point| point.std_dev.zip(point.denominator));
    let std_dev = if is_even {
        mean(spreads().map(|(std_dev, _)| std_dev))
    } else {
        let freedom: f64 = spreads().map(|(_, size)| size - 1.0).sum();
        let squares = spreads().map(|(std_dev, size)| (size - 1.0) * std_dev.powi(2));
        (freedom > 0.0).then(|| (squares.sum::<f64>() / freedom).sqrt())
    };
    let limits_of = |point: &Point| {
        let size = point.denominator.filter(|size| *size > 1.0)?;
        Some(Limits::sigmas(centre, std_dev? / (c4(size) * size.sqrt())))
    };
    let limits = evidence.points.iter().map(limits_of).collect();
    Some(Estimate { centre, limits, sigma_z: None })
}

/// What the standard deviation of so many normal values is on average, in standard deviations.
fn c4(size: f64) -> f64 {
    (2.0 / (size - 1.0)).sqrt() * (ln_gamma(size / 2.0) - ln_gamma((size - 1.0) / 2.0)).exp()
}
