//! EWMA: a mean in which the newest values count most (Roberts 1959, Technometrics 1:239).

use super::{ExpertError, Standard, Values, positive};
use crate::trend::provenance::{Input, Provenance};

/// How an EWMA is read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ewma {
    /// How much the newest value counts, above 0 and at most 1.
    pub lambda: f64,
    /// How many standard deviations the limits lie off.
    pub sigmas: f64,
}

/// The smoothed line with its limits.
#[derive(Clone, Debug, PartialEq)]
pub struct Smoothed {
    /// The line.
    pub line: Vec<f64>,
    /// Lower limits, which widen at first.
    pub lower: Vec<f64>,
    /// Upper limits.
    pub upper: Vec<f64>,
    /// Where the line is outside.
    pub is_outside: Vec<bool>,
}

impl Ewma {
    /// Smooths.
    ///
    /// # Errors
    /// A constant is not usable.
    pub fn of(&self, values: &Values, standard: Standard) -> Result<Smoothed, ExpertError> {
        let must_be = "above 0 and at most 1";
        if !(self.lambda > 0.0 && self.lambda <= 1.0) {
            return Err(ExpertError::Constant { name: "lambda", must_be });
        }
        positive("nsigmas", self.sigmas)?;
        let mut level = standard.centre;
        let mut smoothed =
            Smoothed { line: vec![], lower: vec![], upper: vec![], is_outside: vec![] };
        let points = values.values.iter().zip(&values.sizes);
        for (at, (value, size)) in points.enumerate() {
            level = self.lambda * value + (1.0 - self.lambda) * level;
            let age = 2.0 * (at + 1) as f64;
            let share = self.lambda / (2.0 - self.lambda) * (1.0 - (1.0 - self.lambda).powf(age));
            let reach = self.sigmas * standard.std_dev / size.sqrt() * share.sqrt();
            let (lower, upper) = (standard.centre - reach, standard.centre + reach);
            smoothed.line.push(level);
            smoothed.lower.push(lower);
            smoothed.upper.push(upper);
            smoothed.is_outside.push(level < lower || level > upper);
        }
        Ok(smoothed)
    }

    /// What this line is computed from.
    #[must_use]
    pub fn provenance(&self, values: &Values, standard: Standard) -> Provenance {
        let Self { lambda, sigmas } = self;
        let input = Input::new(format!("ewma lambda {lambda} sigmas {sigmas}"));
        values.added_to(input.numbers([standard.centre, standard.std_dev])).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn with_all_weight_on_the_newest_value_it_is_a_shewhart_chart() {
        let values = Values::single(&[Some(1.0), Some(-3.5), Some(2.0)]).unwrap();
        let standard = Standard { centre: 0.0, std_dev: 1.0 };
        let smoothed = Ewma { lambda: 1.0, sigmas: 3.0 }.of(&values, standard).unwrap();
        assert_eq!(smoothed.line, values.values);
        assert_eq!(smoothed.upper, [3.0; 3]);
        assert_eq!(smoothed.is_outside, [false, true, false]);
    }
}
