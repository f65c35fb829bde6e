//! Charts whose first points calibrate and whose later ones are judged, with exact Poisson
//! or binomial limits if wanted, read by Western Electric's and Nelson's rules.

use statrs::distribution::{Binomial, ContinuousCDF, DiscreteCDF, Normal, Poisson};

use super::{ExpertError, Values, positive};
use crate::trend::provenance::{Input, Provenance};
use crate::trend::rules::western::{Judged, read};

/// What the points are.
#[derive(Clone, Debug, PartialEq)]
pub enum Measured {
    /// Means of samples, or single values.
    Values(Values),
    /// Events a period (c).
    Counts(Vec<f64>),
    /// Events and exposure (u).
    Rates(Vec<f64>, Vec<f64>),
    /// Cases of so many, as a share (p).
    Shares(Vec<f64>, Vec<f64>),
    /// Cases of so many, as a number (np).
    Numbers(Vec<f64>, Vec<f64>),
}

/// How far off the limits lie.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Reach {
    /// So many standard deviations.
    Sigmas(f64),
    /// So that this share lies between them, by the exact distribution where there is one.
    Confidence(f64),
}

/// The chart.
#[derive(Clone, Debug, PartialEq)]
pub struct Phased {
    /// What is drawn.
    pub values: Vec<f64>,
    /// Centre, standard deviation and limits of each point.
    pub judged: Vec<Judged>,
    /// The standard deviation of one unit, as other tools report it.
    pub std_dev: Vec<f64>,
    /// Standard deviations from centre to limit.
    pub sigmas: f64,
    /// One list of flags a rule, in the order of [`crate::trend::rules::western::NAMES`].
    pub signals: Vec<Vec<bool>>,
}

/// Draws it.
///
/// # Errors
/// There are no points, or what calibrates is not usable.
pub fn draw(measured: &Measured, calibration: usize, reach: Reach) -> Result<Phased, ExpertError> {
    let sigmas = reach.sigmas()?;
    let model = Model::of(measured, calibration)?;
    let judged: Vec<Judged> = (0..model.values.len())
        .map(|at| model.judge(at, sigmas, reach))
        .collect::<Option<_>>()
        .ok_or(ExpertError::NoPoints)?;
    let signals = read(&judged, sigmas);
    let std_dev = model.reported_std_dev();
    Ok(Phased { values: model.values, judged, std_dev, sigmas, signals })
}

/// What such a chart is computed from.
#[must_use]
pub fn provenance(measured: &Measured, calibration: usize, reach: Reach) -> Provenance {
    let name = match measured {
        Measured::Values(_) => "xbar",
        Measured::Counts(_) => "c",
        Measured::Rates(..) => "u",
        Measured::Shares(..) => "p",
        Measured::Numbers(..) => "np",
    };
    let reach = match reach {
        Reach::Sigmas(sigmas) => format!("sigmas {sigmas}"),
        Reach::Confidence(share) => format!("confidence {share}"),
    };
    let profile = format!("western electric and nelson {name} {reach}");
    let input = Input::new(profile).whole(calibration);
    let input = match measured {
        Measured::Values(values) => values.added_to(input),
        Measured::Counts(y) => input.numbers(y.iter().copied()),
        Measured::Rates(y, n) | Measured::Shares(y, n) | Measured::Numbers(y, n) => {
            input.numbers(y.iter().copied()).numbers(n.iter().copied())
        }
    };
    input.finish()
}

impl Reach {
    fn sigmas(self) -> Result<f64, ExpertError> {
        match self {
            Self::Sigmas(sigmas) => positive("nsigmas", sigmas).map(|()| sigmas),
            Self::Confidence(share) if share > 0.0 && share < 1.0 => {
                Ok(Normal::standard().inverse_cdf(1.0 - (1.0 - share) / 2.0))
            }
            Self::Confidence(_) => {
                let must_be = "above 0 and below 1";
                Err(ExpertError::Constant { name: "confidence_level", must_be })
            }
        }
    }

    /// The share below the lower limit, when limits are to be exact.
    const fn tail(self) -> Option<f64> {
        match self {
            Self::Sigmas(_) => None,
            Self::Confidence(share) => Some((1.0 - share) / 2.0),
        }
    }
}

/// Values with the centre and standard deviation of each.
struct Model<'a> {
    measured: &'a Measured,
    values: Vec<f64>,
    /// What is expected of one unit: a mean, a rate, a share.
    level: f64,
    /// Standard deviation of one unit.
    std_dev: f64,
}

impl<'a> Model<'a> {
    fn of(measured: &'a Measured, calibration: usize) -> Result<Self, ExpertError> {
        let ratio = |y: &[f64], n: &[f64]| {
            let size: f64 = n.iter().take(calibration).sum();
            let events: f64 = y.iter().take(calibration).sum();
            (size > 0.0).then(|| events / size).ok_or(ExpertError::TooFewCalibrationPoints)
        };
        let divided = |y: &[f64], n: &[f64]| -> Result<Vec<f64>, ExpertError> {
            match n.iter().position(|n| *n <= 0.0) {
                Some(at) => Err(ExpertError::Missing { place: at + 1 }),
                None if y.is_empty() => Err(ExpertError::NoPoints),
                None => Ok(y.iter().zip(n).map(|(y, n)| y / n).collect()),
            }
        };
        let (values, level, std_dev) = match measured {
            Measured::Values(values) => {
                let level = values.centre(calibration);
                let level = level.ok_or(ExpertError::TooFewCalibrationPoints)?;
                (values.values.clone(), level, values.std_dev(calibration)?)
            }
            Measured::Counts(y) => {
                let level = ratio(y, &vec![1.0; y.len()])?;
                (y.clone(), level, level.sqrt())
            }
            Measured::Rates(y, n) => {
                let level = ratio(y, n)?;
                (divided(y, n)?, level, level.sqrt())
            }
            Measured::Shares(y, n) => {
                let level = ratio(y, n)?;
                (divided(y, n)?, level, (level * (1.0 - level)).max(0.0).sqrt())
            }
            Measured::Numbers(y, n) => {
                divided(y, n)?;
                let level = ratio(y, n)?;
                (y.clone(), level, (level * (1.0 - level)).max(0.0).sqrt())
            }
        };
        Ok(Self { measured, values, level, std_dev })
    }

    fn size(&self, at: usize) -> Option<f64> {
        match self.measured {
            Measured::Values(values) => values.sizes.get(at).copied(),
            Measured::Counts(_) => Some(1.0),
            Measured::Rates(_, n) | Measured::Shares(_, n) | Measured::Numbers(_, n) => {
                n.get(at).copied()
            }
        }
    }

    fn judge(&self, at: usize, sigmas: f64, reach: Reach) -> Option<Judged> {
        let (value, n) = (*self.values.get(at)?, self.size(at)?);
        let (centre, sigma) = match self.measured {
            Measured::Numbers(..) => (self.level * n, self.std_dev * n.sqrt()),
            _ => (self.level, self.std_dev / n.sqrt()),
        };
        let (lower, upper) = (centre - sigmas * sigma, centre + sigmas * sigma);
        let exact = reach.tail().and_then(|tail| self.exact(n, tail));
        let (lower, upper) = exact.unwrap_or_else(|| match self.measured {
            Measured::Values(_) => (lower, upper),
            Measured::Counts(_) | Measured::Rates(..) => (lower.max(0.0), upper),
            Measured::Shares(..) => (lower.max(0.0), upper.min(1.0)),
            Measured::Numbers(..) => (lower.max(0.0), upper.min(n)),
        });
        Some(Judged { value, centre, sigma, lower, upper })
    }

    /// Quantiles of the distribution that counts have.
    fn exact(&self, n: f64, tail: f64) -> Option<(f64, f64)> {
        let poisson = |mean: f64| {
            let counts = Poisson::new(mean).ok()?;
            Some((counts.inverse_cdf(tail) as f64, counts.inverse_cdf(1.0 - tail) as f64))
        };
        let binomial = || {
            let cases = Binomial::new(self.level, n as u64).ok()?;
            Some((cases.inverse_cdf(tail) as f64, cases.inverse_cdf(1.0 - tail) as f64))
        };
        match self.measured {
            Measured::Values(_) => None,
            Measured::Counts(_) => poisson(self.level),
            Measured::Rates(..) => poisson(self.level * n).map(|(low, high)| (low / n, high / n)),
            Measured::Shares(..) => binomial().map(|(low, high)| (low / n, high / n)),
            Measured::Numbers(..) => binomial(),
        }
    }

    /// One number if the sizes do not matter or are all the same, else one a point.
    fn reported_std_dev(&self) -> Vec<f64> {
        let of = |n: &f64| match self.measured {
            Measured::Numbers(..) => self.std_dev * n.sqrt(),
            _ => self.std_dev / n.sqrt(),
        };
        match self.measured {
            Measured::Values(_) | Measured::Counts(_) | Measured::Rates(..) => vec![self.std_dev],
            Measured::Shares(_, n) | Measured::Numbers(_, n) => {
                let mut all: Vec<f64> = n.iter().map(of).collect();
                let first = n.first();
                if n.iter().all(|other| Some(other) == first) {
                    all.truncate(1);
                }
                all
            }
        }
    }
}
