//! EARS C1, C2, C3: a week against the mean of the seven before it (Hutwagner et al. 2003,
//! Journal of Urban Health 80:i89; bounds as in the R package surveillance).

use statrs::distribution::{ContinuousCDF, Normal};

use super::{SurveillanceError, check_alpha, check_range};
use crate::trend::provenance::{Input, Provenance};

/// Which of the three.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Variant {
    /// The baseline ends just before the week.
    C1,
    /// Two weeks lie between.
    C2,
    /// As C2, and what exceeded it in the two weeks before counts too.
    C3,
}

/// Constants.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ears {
    /// Which of the three.
    pub variant: Variant,
    /// Weeks of the baseline.
    pub baseline: usize,
    /// The least standard deviation; without one, a constant baseline gives no answer.
    pub sigma_min: f64,
    /// Chance of a false alarm in a week.
    pub alpha: f64,
}

/// One judged week.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Judged {
    /// Counts above this are an alarm; nothing when the baseline gives no answer.
    pub upper: Option<f64>,
    /// Whether it is one.
    pub is_alarm: Option<bool>,
}

impl Ears {
    /// The first week, counted from 1, that can be judged.
    #[must_use]
    pub const fn first_week(&self) -> usize {
        match self.variant {
            Variant::C1 => self.baseline + 1,
            Variant::C2 => self.baseline + 3,
            Variant::C3 => self.baseline + 5,
        }
    }

    /// Judges the weeks from `from` (counted from 1) to the last.
    ///
    /// # Errors
    /// There are too few weeks before, or a constant is unusable.
    pub fn judge(&self, counts: &[f64], from: usize) -> Result<Vec<Judged>, SurveillanceError> {
        check_alpha(self.alpha)?;
        if self.baseline < 2 {
            let must_be = "at least 2";
            return Err(SurveillanceError::Constant { name: "baseline", must_be });
        }
        check_range(from, self.first_week(), counts.len())?;
        let reach = Normal::standard().inverse_cdf(1.0 - self.alpha);
        let judge = |week: usize| {
            let (mean, sigma) = self.before(counts, week)?;
            let count = *counts.get(week)?;
            let upper = match self.variant {
                Variant::C1 | Variant::C2 => mean + reach * sigma,
                Variant::C3 => {
                    let excess = self.excess(counts, week - 1)? + self.excess(counts, week - 2)?;
                    let upper = count + sigma * (reach - excess);
                    if upper.is_nan() { upper } else { upper.max(0.0) }
                }
            };
            let upper = upper.is_finite().then_some(upper);
            Some(Judged { upper, is_alarm: upper.map(|upper| count > upper) })
        };
        Ok((from - 1..counts.len()).filter_map(judge).collect())
    }

    /// What the weeks from `from` on are judged from.
    #[must_use]
    pub fn provenance(&self, counts: &[f64], from: usize) -> Provenance {
        let Self { variant, baseline, sigma_min, alpha } = self;
        let name = match variant {
            Variant::C1 => "c1",
            Variant::C2 => "c2",
            Variant::C3 => "c3",
        };
        let profile =
            format!("ears {name} baseline {baseline} least sigma {sigma_min} alpha {alpha}");
        Input::new(profile).whole(from).numbers(counts.iter().copied()).finish()
    }

    /// Mean and standard deviation of the baseline of a week, counted from 0.
    fn before(&self, counts: &[f64], week: usize) -> Option<(f64, f64)> {
        let gap = if self.variant == Variant::C1 { 0 } else { 2 };
        let end = week.checked_sub(gap)?;
        let baseline = counts.get(end.checked_sub(self.baseline)?..end)?;
        let size = baseline.len() as f64;
        let mean = baseline.iter().sum::<f64>() / size;
        let squares: f64 = baseline.iter().map(|count| (count - mean).powi(2)).sum();
        Some((mean, (squares / (size - 1.0)).sqrt().max(self.sigma_min)))
    }

    /// By how much more than one standard deviation a week exceeds its baseline.
    fn excess(&self, counts: &[f64], week: usize) -> Option<f64> {
        let (mean, sigma) = self.before(counts, week)?;
        let excess = (counts.get(week)? - mean) / sigma - 1.0;
        Some(if excess.is_nan() { excess } else { excess.max(0.0) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_jump_alarms_and_a_constant_baseline_needs_a_least_deviation() {
        let ears = Ears { variant: Variant::C1, baseline: 7, sigma_min: 0.0, alpha: 0.001 };
        let mut counts = vec![1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 1.0, 9.0];
        assert_eq!(ears.judge(&counts, 8).unwrap()[0].is_alarm, Some(true));
        counts[7] = 2.0;
        assert_eq!(ears.judge(&counts, 8).unwrap()[0].is_alarm, Some(false));
        let third = Ears { variant: Variant::C3, ..ears };
        assert_eq!(third.judge(&[1.0; 12], 12).unwrap()[0].upper, None);
        let floored = Ears { sigma_min: 0.5, ..third };
        assert!(floored.judge(&[1.0; 12], 12).unwrap()[0].upper.is_some());
    }

    #[test]
    fn weeks_without_a_full_baseline_are_refused() {
        let ears = Ears { variant: Variant::C2, baseline: 7, sigma_min: 0.0, alpha: 0.001 };
        let early = SurveillanceError::TooEarly { week: 9, first: 10 };
        assert_eq!(ears.judge(&[0.0; 20], 9), Err(early));
        assert!(ears.judge(&[0.0; 20], 21).is_err());
    }
}
