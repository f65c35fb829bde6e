//! A funnel: values of many parts of one organisation against their denominators, with
//! limits that widen as the denominator shrinks (Spiegelhalter 2005, Statistics in Medicine
//! 24:1185). It shows how much differing is to be expected, so that nobody ranks by chance.
//!
//! Parts differ for more reasons than chance. How much more, φ, is the mean of the squared
//! z after the extreme tenth at each end is drawn in (winsorised, ibid. section 5), and it
//! widens the limits as Laney's σz does in a chart over time (2002, Quality Engineering
//! 14:531); over time σz comes from neighbouring points, and here there are none.
//! Must never order the parts by what they show.

use serde::Serialize;

use super::effect::Counted;
use super::provenance::{Input, Provenance};

/// Most parts of one funnel.
pub const PARTS_MAX: usize = 10_000;
/// Fewer parts cannot tell how much they differ from each other: no limits.
pub const LIMITS_PARTS_MIN: usize = 5;
/// From so many parts on, how much more they differ than by chance is estimated.
pub const DISPERSION_PARTS_MIN: usize = 10;
/// This share of the parts is drawn in at each end before φ is estimated.
const WINSORISED: f64 = 0.1;
/// Standard normal quantile of 95 % limits.
const Z_95: f64 = 1.959_963_984_540_054;
/// Standard normal quantile of 99.8 % limits.
const Z_998: f64 = 3.090_232_306_167_813_5;

/// What is compared: parts in the order of the organisation's own list.
#[derive(Clone, Debug, PartialEq)]
pub struct Parts {
    /// Events per exposure (u′), or cases of so many (p′).
    pub counted: Counted,
    /// Events or cases of each part; nothing when it was not measured.
    pub numerator: Vec<Option<f64>>,
    /// Exposure or all cases of each part.
    pub denominator: Vec<Option<f64>>,
}

/// Why there is no funnel.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FunnelError {
    /// Two lists that belong together differ in length.
    #[error("there are {numerators} numerators but {denominators} denominators")]
    Lengths {
        /// How many numerators.
        numerators: usize,
        /// How many denominators.
        denominators: usize,
    },
    /// More than [`PARTS_MAX`].
    #[error("{parts} parts are too many: at most {PARTS_MAX}")]
    TooMany {
        /// How many there are.
        parts: usize,
    },
    /// A part that cannot be counted.
    #[error("part {place} is not a count with its exposure, or not a share of its cases")]
    Part {
        /// Which part, the first being 1.
        place: usize,
    },
}

/// Where chance ends for one denominator.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Bounds {
    /// 95 % lie between these.
    pub inner: (f64, f64),
    /// 99.8 % lie between these.
    pub outer: (f64, f64),
}

/// How a part lies to the limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// As chance gives.
    Inside,
    /// Beyond 95 %, as one part in twenty is by chance.
    Outside95,
    /// Beyond 99.8 %, as one part in five hundred is by chance.
    Outside998,
    /// Nothing to divide by, not measured, or no limits.
    Unknown,
}

/// One part.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Placed {
    /// Events or cases.
    pub numerator: Option<f64>,
    /// Exposure or all cases.
    pub denominator: Option<f64>,
    /// One over the other.
    pub value: Option<f64>,
    /// Its limits.
    pub bounds: Option<Bounds>,
    /// How it lies to them.
    pub place: Place,
    /// Whether less than one event is to be expected of its denominator, so that the limits,
    /// which are of a normal distribution, say little.
    pub is_small: bool,
}

/// A funnel, complete.
#[derive(Clone, Debug, PartialEq)]
pub struct Funnel {
    counted: Counted,
    /// All events over all exposure; nothing when there is no exposure.
    pub centre: Option<f64>,
    /// How much more the parts differ than by chance, as estimated; nothing when they are
    /// fewer than [`DISPERSION_PARTS_MIN`].
    pub dispersion: Option<f64>,
    /// The φ that widens the limits, at least 1.
    pub dispersion_used: f64,
    /// Whether there are parts enough for limits.
    pub has_limits: bool,
    /// The parts, in the order they came in.
    pub parts: Vec<Placed>,
    /// What it was computed from.
    pub provenance: Provenance,
}

impl Parts {
    /// Computes the funnel.
    ///
    /// # Errors
    /// What is wrong with the parts.
    pub fn funnel(&self) -> Result<Funnel, FunnelError> {
        let usable = self.usable()?;
        let (y, n) = usable.iter().fold((0.0, 0.0), |(y, n), part| (y + part.0, n + part.1));
        let centre = (n > 0.0).then(|| y / n);
        let has_limits = usable.len() >= LIMITS_PARTS_MIN;
        let dispersion = centre.and_then(|centre| dispersion(self.counted, centre, &usable));
        let dispersion_used = dispersion.unwrap_or(1.0).max(1.0);
        let mut funnel = Funnel {
            counted: self.counted,
            centre,
            dispersion,
            dispersion_used,
            has_limits,
            parts: Vec::new(),
            provenance: self.provenance(),
        };
        let both = self.numerator.iter().zip(&self.denominator);
        funnel.parts = both.map(|(y, n)| funnel.place(*y, *n)).collect();
        Ok(funnel)
    }

    /// Numerators and denominators of the parts that have both.
    fn usable(&self) -> Result<Vec<(f64, f64)>, FunnelError> {
        let (numerators, denominators) = (self.numerator.len(), self.denominator.len());
        if numerators != denominators {
            return Err(FunnelError::Lengths { numerators, denominators });
        }
        if numerators > PARTS_MAX {
            return Err(FunnelError::TooMany { parts: numerators });
        }
        let mut usable = Vec::new();
        for (at, (y, n)) in self.numerator.iter().zip(&self.denominator).enumerate() {
            let (Some(y), Some(n)) = (*y, *n) else { continue };
            let is_share = self.counted == Counted::Share;
            let is_wrong = !(y.is_finite() && n.is_finite()) || y < 0.0 || n < 0.0;
            if is_wrong || (is_share && y > n) {
                return Err(FunnelError::Part { place: at + 1 });
            }
            if n > 0.0 {
                usable.push((y, n));
            }
        }
        Ok(usable)
    }

    fn provenance(&self) -> Provenance {
        let name = match self.counted {
            Counted::Rate => "funnel u′, 95/99.8 %, φ winsorised 10 %",
            Counted::Share => "funnel p′, 95/99.8 %, φ winsorised 10 %",
        };
        Input::new(name.to_owned())
            .numbers(self.numerator.iter().copied())
            .numbers(self.denominator.iter().copied())
            .finish()
    }
}

impl Funnel {
    /// The limits at a denominator: for the curve between the parts.
    #[must_use]
    pub fn bounds(&self, denominator: f64) -> Option<Bounds> {
        let centre = self.centre.filter(|_| self.has_limits && denominator > 0.0)?;
        let sigma = (spread(self.counted, centre) * self.dispersion_used / denominator).sqrt();
        let clip = |value: f64| match self.counted {
            Counted::Rate => value.max(0.0),
            Counted::Share => value.clamp(0.0, 1.0),
        };
        let around = |z: f64| (clip(centre - z * sigma), clip(centre + z * sigma));
        Some(Bounds { inner: around(Z_95), outer: around(Z_998) })
    }

    fn place(&self, numerator: Option<f64>, denominator: Option<f64>) -> Placed {
        let exposure = denominator.filter(|n| *n > 0.0);
        let value = numerator.zip(exposure).map(|(y, n)| y / n);
        let bounds = exposure.and_then(|n| self.bounds(n));
        let is_beyond = |value: f64, (lower, upper): (f64, f64)| value < lower || value > upper;
        let place = match (value, bounds) {
            (Some(value), Some(bounds)) if is_beyond(value, bounds.outer) => Place::Outside998,
            (Some(value), Some(bounds)) if is_beyond(value, bounds.inner) => Place::Outside95,
            (Some(_), Some(_)) => Place::Inside,
            _ => Place::Unknown,
        };
        let is_small = exposure.zip(self.centre).is_some_and(|(n, centre)| n * centre < 1.0);
        Placed { numerator, denominator, value, bounds, place, is_small }
    }
}

/// Variance of one unit of exposure, by chance alone.
fn spread(counted: Counted, centre: f64) -> f64 {
    match counted {
        Counted::Rate => centre,
        Counted::Share => centre * (1.0 - centre),
    }
}

/// φ: the mean of the squared z, the extremes drawn in.
fn dispersion(counted: Counted, centre: f64, usable: &[(f64, f64)]) -> Option<f64> {
    let one = spread(counted, centre);
    if usable.len() < DISPERSION_PARTS_MIN || one <= 0.0 {
        return None;
    }
    let z: Vec<f64> = usable.iter().map(|(y, n)| (y / n - centre) / (one / n).sqrt()).collect();
    let mut sorted = z.clone();
    sorted.sort_unstable_by(f64::total_cmp);
    let cut = (sorted.len() as f64 * WINSORISED).floor() as usize;
    let (low, high) = (*sorted.get(cut)?, *sorted.get(sorted.len() - 1 - cut)?);
    let squares: f64 = z.iter().map(|z| z.clamp(low, high).powi(2)).sum();
    Some(squares / z.len() as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(counted: Counted, of: &[(f64, f64)]) -> Parts {
        Parts {
            counted,
            numerator: of.iter().map(|part| Some(part.0)).collect(),
            denominator: of.iter().map(|part| Some(part.1)).collect(),
        }
    }

    /// Twelve parts of ten events each per hundred, and one of forty.
    fn one_apart() -> Vec<(f64, f64)> {
        let mut all: Vec<_> = [9.0, 11.0, 10.0, 8.0, 12.0, 10.0, 9.0, 11.0, 10.0, 10.0, 9.0, 11.0]
            .map(|y| (y, 100.0))
            .to_vec();
        all.insert(5, (40.0, 100.0));
        all
    }

    #[test]
    fn limits_are_those_of_the_normal_distribution_around_the_common_share() {
        let funnel = parts(Counted::Share, &[(20.0, 100.0); 6]).funnel().unwrap();
        assert_eq!((funnel.centre, funnel.dispersion), (Some(0.2), None), "too few for φ");
        let bounds = funnel.parts[0].bounds.unwrap();
        // 0.2 ± z · sqrt(0.2 · 0.8 / 100)
        assert!((bounds.inner.0 - 0.121_601_4).abs() < 1e-6, "{bounds:?}");
        assert!((bounds.outer.1 - 0.323_609_3).abs() < 1e-6, "{bounds:?}");
        assert!(funnel.parts.iter().all(|part| part.place == Place::Inside));
        let wide = funnel.bounds(25.0).unwrap();
        assert!((wide.outer.1 - 0.2 - 2.0 * (bounds.outer.1 - 0.2)).abs() < 1e-12);
    }

    #[test]
    fn one_part_apart_is_told_and_keeps_its_place_in_the_order() {
        let funnel = parts(Counted::Rate, &one_apart()).funnel().unwrap();
        let places: Vec<_> = funnel.parts.iter().map(|part| part.place).collect();
        assert_eq!(places[5], Place::Outside998);
        assert_eq!(places.iter().filter(|place| **place == Place::Inside).count(), 12);
        assert_eq!(funnel.dispersion_used, 1.0, "drawn in, the one apart widens nothing");
        assert!(funnel.dispersion.unwrap() < 1.0);
    }

    #[test]
    fn parts_that_all_differ_widen_the_limits_for_all() {
        let wild: Vec<_> =
            (0..20).map(|at| (if at % 2 == 0 { 5.0 } else { 25.0 }, 100.0)).collect();
        let funnel = parts(Counted::Rate, &wild).funnel().unwrap();
        assert!((funnel.dispersion_used - 100.0 / 15.0).abs() < 1e-9, "{funnel:?}");
        assert!(funnel.parts.iter().all(|part| part.place == Place::Inside));
    }

    #[test]
    fn a_small_part_is_told_and_nothing_to_divide_by_is_no_value() {
        let mut of = parts(Counted::Rate, &one_apart());
        of.numerator.extend([Some(0.0), Some(0.0), None]);
        of.denominator.extend([Some(0.5), Some(0.0), None]);
        let funnel = of.funnel().unwrap();
        let [small, none, missing] = [13, 14, 15].map(|at| funnel.parts[at]);
        assert!(small.is_small && small.value == Some(0.0));
        assert_eq!((none.value, none.place, none.is_small), (None, Place::Unknown, false));
        assert_eq!((missing.value, missing.bounds), (None, None));
    }

    #[test]
    fn few_parts_have_no_limits_and_none_have_no_centre() {
        let funnel = parts(Counted::Share, &[(1.0, 10.0); 4]).funnel().unwrap();
        assert!(!funnel.has_limits && funnel.parts[0].place == Place::Unknown);
        let none = parts(Counted::Share, &[]).funnel().unwrap();
        assert_eq!((none.centre, none.parts.len()), (None, 0));
        let zero = parts(Counted::Share, &[(0.0, 10.0); 12]).funnel().unwrap();
        assert_eq!(zero.parts[0].bounds.unwrap().outer, (0.0, 0.0));
        assert_eq!(zero.parts[0].place, Place::Inside);
    }

    #[test]
    fn what_is_no_share_is_refused_with_its_place() {
        let wrong = parts(Counted::Share, &[(1.0, 2.0), (3.0, 2.0)]).funnel();
        assert_eq!(wrong, Err(FunnelError::Part { place: 2 }));
        let wrong = parts(Counted::Rate, &[(f64::NAN, 2.0)]).funnel();
        assert_eq!(wrong, Err(FunnelError::Part { place: 1 }));
        let many = vec![(0.0, 1.0); PARTS_MAX + 1];
        let wrong = parts(Counted::Rate, &many).funnel();
        assert_eq!(wrong, Err(FunnelError::TooMany { parts: PARTS_MAX + 1 }));
        assert!(parts(Counted::Rate, &many[1..]).funnel().is_ok());
    }
}
