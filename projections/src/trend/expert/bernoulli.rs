//! Bernoulli CUSUM: adds up, case by case, how much likelier another risk makes what happened
//! than the risk that was taken for granted; for rare events that either happen or do not.
//!
//! Neuburger et al. 2017 (doi 10.1136/bmjqs-2016-005526), as the R package qicharts2 computes
//! it (`bchart`): one sum for a risk that has risen, one for a risk that has fallen.

use super::{ExpertError, positive};
use crate::trend::provenance::{Input, Provenance};

/// How a Bernoulli CUSUM is read. An odds ratio of 2 and a limit of 3.5 suit risks of 1 to
/// 10 per cent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bernoulli {
    /// The change that is looked for, upward and as much downward.
    pub odds_ratio: f64,
    /// A sum that reaches this is a signal.
    pub limit: f64,
}

/// What the cases are held against.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Target {
    /// A risk that is known.
    Risk(f64),
    /// The share of events among so many of the first cases.
    First(usize),
}

/// The three risks, both sums, and where they are signals.
#[derive(Clone, Debug, PartialEq)]
pub struct Sums {
    /// The risk that was taken for granted.
    pub risk: f64,
    /// The risk after a rise.
    pub risen: f64,
    /// The risk after a fall.
    pub fallen: f64,
    /// Upward; back at zero after a signal.
    pub up: Vec<f64>,
    /// Downward, at most zero.
    pub down: Vec<f64>,
    /// Where the upward sum is a signal.
    pub is_high: Vec<bool>,
    /// Where the downward sum is a signal.
    pub is_low: Vec<bool>,
}

impl Target {
    fn risk(self, cases: &[bool]) -> Result<f64, ExpertError> {
        let risk = match self {
            Self::Risk(risk) => risk,
            Self::First(first) => {
                let baseline = cases.get(..first).filter(|baseline| !baseline.is_empty());
                let baseline = baseline.ok_or(ExpertError::TooFewCalibrationPoints)?;
                baseline.iter().filter(|is_event| **is_event).count() as f64 / first as f64
            }
        };
        let is_usable = risk > 0.0 && risk < 1.0;
        let must_be = "a risk above 0 and below 1, or be told by cases that are not all alike";
        is_usable.then_some(risk).ok_or(ExpertError::Constant { name: "target", must_be })
    }
}

impl Bernoulli {
    /// Adds up.
    ///
    /// # Errors
    /// There are no cases, or a constant is not usable.
    pub fn of(&self, cases: &[bool], target: Target) -> Result<Sums, ExpertError> {
        positive("limit", self.limit)?;
        positive("or", self.odds_ratio)?;
        if cases.is_empty() {
            return Err(ExpertError::NoPoints);
        }
        let risk = target.risk(cases)?;
        let odds = risk / (1.0 - risk);
        let of_odds = |odds: f64| odds / (1.0 + odds);
        let (risen, fallen) = (of_odds(odds * self.odds_ratio), of_odds(odds / self.odds_ratio));
        let (up, is_high) = self.one(cases, risk, risen);
        let (down, is_low) = self.one(cases, risk, fallen);
        let down = down.into_iter().map(|sum| -sum).collect();
        Ok(Sums { risk, risen, fallen, up, down, is_high, is_low })
    }

    /// What these sums are computed from.
    #[must_use]
    pub fn provenance(&self, cases: &[bool], target: Target) -> Provenance {
        let Self { odds_ratio, limit } = self;
        let input = Input::new(format!("bernoulli cusum odds ratio {odds_ratio} limit {limit}"));
        let input = match target {
            Target::Risk(risk) => input.text("risk").numbers([risk]),
            Target::First(first) => input.text("first").whole(first),
        };
        input.numbers(cases.iter().map(|is_event| f64::from(u8::from(*is_event)))).finish()
    }

    /// The sum that grows as `other` becomes likelier than `risk`; it starts again below zero
    /// and above the limit.
    fn one(&self, cases: &[bool], risk: f64, other: f64) -> (Vec<f64>, Vec<bool>) {
        let of_event = (other / risk).ln();
        let of_none = ((1.0 - other) / (1.0 - risk)).ln();
        let mut sum = 0.0;
        let step = |is_event: &bool| {
            let next = sum + if *is_event { of_event } else { of_none };
            sum = if next > 0.0 && next <= self.limit { next } else { 0.0 };
            (sum, next >= self.limit)
        };
        cases.iter().map(step).unzip()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const USUAL: Bernoulli = Bernoulli { odds_ratio: 2.0, limit: 3.5 };

    /// At a risk of a half and an odds ratio of 2 the other risk is two thirds, so that an event
    /// adds ln(4/3) and none takes ln(3/2) away.
    #[test]
    fn each_case_adds_the_logarithm_of_how_much_likelier_it_has_become() {
        let sums = USUAL.of(&[true, true, false, true], Target::Risk(0.5)).unwrap();
        let (event, none) = ((4.0_f64 / 3.0).ln(), (3.0_f64 / 2.0).ln());
        for (found, expected) in
            sums.up.iter().zip([event, 2.0 * event, 2.0 * event - none, 3.0 * event - none])
        {
            assert!((found - expected).abs() < 1e-12, "{found} instead of {expected}");
        }
        assert_eq!(sums.down[..2], [-0.0, -0.0]);
        assert!((sums.down[2] + event).abs() < 1e-12);
    }

    #[test]
    fn a_sum_that_reaches_the_limit_is_a_signal_and_starts_again() {
        let sums = USUAL.of(&[true; 40], Target::Risk(0.1)).unwrap();
        let at = sums.is_high.iter().position(|is_high| *is_high).unwrap();
        assert_eq!((sums.up[at], sums.is_low.contains(&true)), (0.0, false));
        assert_eq!(sums.up[at + 1], sums.up[0]);
        assert!(sums.is_high[2 * at + 1]);
    }

    #[test]
    fn the_risk_may_be_told_by_the_first_cases_unless_they_are_all_alike() {
        let cases = [true, false, false, false, true, true];
        assert_eq!(USUAL.of(&cases, Target::First(4)).unwrap().risk, 0.25);
        for target in [Target::First(1), Target::Risk(1.0), Target::Risk(0.0)] {
            let refused = USUAL.of(&cases, target).unwrap_err().to_string();
            assert!(refused.starts_with("target must be a risk"), "{refused}");
        }
        let refused = USUAL.of(&cases, Target::First(7));
        assert_eq!(refused, Err(ExpertError::TooFewCalibrationPoints));
    }
}
