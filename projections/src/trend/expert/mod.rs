//! Views for experts: charts of subgroups, CUSUM (of values and of cases) and EWMA. They find small lasting shifts
//! sooner and are hard to explain, so nothing is ever alerted on them alone.

pub mod bernoulli;
pub mod cusum;
pub mod ewma;
pub mod phased;

use super::provenance::Input;
use super::spread::{mean, moving_ranges};

/// Mean range of a sample over the standard deviation, for samples of 2 to 25 (d2).
const D2: [f64; 24] = [
    1.128, 1.693, 2.059, 2.326, 2.534, 2.704, 2.847, 2.970, 3.078, 3.173, 3.258, 3.336, 3.407,
    3.472, 3.532, 3.588, 3.640, 3.689, 3.735, 3.778, 3.819, 3.858, 3.895, 3.931,
];

/// Why an expert view cannot be drawn. Points are told by their place, the first being 1.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ExpertError {
    /// Nothing was measured.
    #[error("the series has no points")]
    NoPoints,
    /// A point has no value.
    #[error("point {place} has no value, and this chart cannot do without it")]
    Missing {
        /// Which point.
        place: usize,
    },
    /// A sample is too small or too large for its range to be used.
    #[error("sample {place} has {size} values; it must have 2 to 25")]
    SampleSize {
        /// Which sample.
        place: usize,
        /// How many values it has.
        size: usize,
    },
    /// The calibration points are too few to tell how much the values differ.
    #[error("at least 2 calibration points are needed")]
    TooFewCalibrationPoints,
    /// All calibration points are the same.
    #[error("the calibration points do not differ, so nothing can be judged by them")]
    NoVariation,
    /// A constant that no chart can be computed with.
    #[error("{name} must be {must_be}")]
    Constant {
        /// Which constant.
        name: &'static str,
        /// What it has to be.
        must_be: &'static str,
    },
}

/// The values of an expert view: single ones, or the means of samples.
#[derive(Clone, Debug, PartialEq)]
pub struct Values {
    /// One a point.
    pub values: Vec<f64>,
    /// How many were averaged for each.
    pub sizes: Vec<f64>,
    /// The range of each sample; nothing for single values.
    ranges: Option<Vec<f64>>,
}

impl Values {
    /// Single values.
    ///
    /// # Errors
    /// A point is missing, or all are.
    pub fn single(values: &[Option<f64>]) -> Result<Self, ExpertError> {
        let present = |(at, value): (usize, &Option<f64>)| {
            value.filter(|value| value.is_finite()).ok_or(ExpertError::Missing { place: at + 1 })
        };
        let values: Vec<f64> = values.iter().enumerate().map(present).collect::<Result<_, _>>()?;
        if values.is_empty() {
            return Err(ExpertError::NoPoints);
        }
        Ok(Self { sizes: vec![1.0; values.len()], values, ranges: None })
    }

    /// Samples of several values each.
    ///
    /// # Errors
    /// A sample is too small or too large.
    pub fn samples(samples: &[Vec<f64>]) -> Result<Self, ExpertError> {
        if samples.is_empty() {
            return Err(ExpertError::NoPoints);
        }
        let (mut values, mut sizes, mut ranges) = (Vec::new(), Vec::new(), Vec::new());
        for (at, sample) in samples.iter().enumerate() {
            let is_usable = d2(sample.len()).is_some() && sample.iter().all(|v| v.is_finite());
            let mean = mean(sample.iter().copied()).filter(|_| is_usable);
            let wrong = ExpertError::SampleSize { place: at + 1, size: sample.len() };
            values.push(mean.ok_or(wrong)?);
            sizes.push(sample.len() as f64);
            let highest = sample.iter().copied().fold(f64::MIN, f64::max);
            let lowest = sample.iter().copied().fold(f64::MAX, f64::min);
            ranges.push(highest - lowest);
        }
        Ok(Self { values, sizes, ranges: Some(ranges) })
    }

    /// Adds everything that a figure can depend on.
    fn added_to(&self, input: Input) -> Input {
        let ranges = self.ranges.iter().flatten().copied();
        input
            .numbers(self.values.iter().copied())
            .numbers(self.sizes.iter().copied())
            .numbers(ranges)
    }

    /// Mean of the first `calibration` points, each weighted by its size.
    pub(crate) fn centre(&self, calibration: usize) -> Option<f64> {
        let weighted = self.values.iter().zip(&self.sizes).take(calibration);
        let sum: f64 = weighted.map(|(value, size)| value * size).sum();
        let size: f64 = self.sizes.iter().take(calibration).sum();
        (size > 0.0).then(|| sum / size)
    }

    /// Standard deviation of a single value, from ranges within samples, or from one value
    /// to the next.
    pub(crate) fn std_dev(&self, calibration: usize) -> Result<f64, ExpertError> {
        let std_dev = match &self.ranges {
            Some(ranges) => mean(
                ranges
                    .iter()
                    .zip(&self.sizes)
                    .take(calibration)
                    .filter_map(|(range, size)| Some(range / d2(*size as usize)?)),
            ),
            None => {
                let first: Vec<_> =
                    self.values.iter().copied().take(calibration).map(Some).collect();
                let ranges = mean(moving_ranges(&first).into_iter().flatten());
                ranges.map(|range| range / super::spread::D2_OF_TWO)
            }
        };
        match std_dev {
            None => Err(ExpertError::TooFewCalibrationPoints),
            Some(std_dev) if std_dev > 0.0 => Ok(std_dev),
            Some(_) => Err(ExpertError::NoVariation),
        }
    }
}

fn d2(size: usize) -> Option<f64> {
    D2.get(size.checked_sub(2)?).copied()
}

/// What both cumulative charts are judged by: given, or estimated from the first points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Standard {
    /// The level that the process should have.
    pub centre: f64,
    /// Standard deviation of a single value.
    pub std_dev: f64,
}

impl Standard {
    /// Takes what is given and estimates the rest from the first `calibration` points.
    ///
    /// # Errors
    /// The calibration points are too few or do not differ, or a given value is unusable.
    pub fn of(
        values: &Values,
        calibration: usize,
        centre: Option<f64>,
        std_dev: Option<f64>,
    ) -> Result<Self, ExpertError> {
        let centre = centre.or_else(|| values.centre(calibration));
        let centre = centre.ok_or(ExpertError::TooFewCalibrationPoints)?;
        let std_dev = std_dev.map_or_else(|| values.std_dev(calibration), Ok)?;
        positive("std_dev", std_dev)?;
        Ok(Self { centre, std_dev })
    }
}

fn positive(name: &'static str, number: f64) -> Result<(), ExpertError> {
    let is_usable = number.is_finite() && number > 0.0;
    is_usable.then_some(()).ok_or(ExpertError::Constant { name, must_be: "a number above zero" })
}
