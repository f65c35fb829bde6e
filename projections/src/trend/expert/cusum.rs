//! CUSUM: adds up what exceeds half the shift that is looked for (Page 1954, Biometrika
//! 41:100), with an optional head start (Lucas & Crosier 1982, Technometrics 24:199).

use super::{ExpertError, Standard, Values, positive};
use crate::trend::provenance::{Input, Provenance};

/// How a CUSUM is read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cusum {
    /// What is let pass at each point, in standard errors: half the shift looked for.
    pub slack: f64,
    /// A sum beyond this is a signal.
    pub decision_interval: f64,
    /// Where both sums begin.
    pub head_start: f64,
}

/// Both sums and where they are signals.
#[derive(Clone, Debug, PartialEq)]
pub struct Sums {
    /// Upward.
    pub up: Vec<f64>,
    /// Downward, at most zero.
    pub down: Vec<f64>,
    /// Where the upward sum is a signal.
    pub is_high: Vec<bool>,
    /// Where the downward sum is a signal.
    pub is_low: Vec<bool>,
}

impl Cusum {
    /// Adds up.
    ///
    /// # Errors
    /// A constant is not usable.
    pub fn of(&self, values: &Values, standard: Standard) -> Result<Sums, ExpertError> {
        positive("decision_interval_h", self.decision_interval)?;
        positive("k", self.slack)?;
        let (mut high, mut low) = (self.head_start, self.head_start);
        let (mut up, mut down) = (Vec::new(), Vec::new());
        for (value, size) in values.values.iter().zip(&values.sizes) {
            let z = (value - standard.centre) / (standard.std_dev / size.sqrt());
            high = (high + z - self.slack).max(0.0);
            low = (low - z - self.slack).max(0.0);
            up.push(high);
            down.push(-low);
        }
        let is_high = up.iter().map(|sum| *sum > self.decision_interval).collect();
        let is_low = down.iter().map(|sum| *sum < -self.decision_interval).collect();
        Ok(Sums { up, down, is_high, is_low })
    }

    /// What these sums are computed from.
    #[must_use]
    pub fn provenance(&self, values: &Values, standard: Standard) -> Provenance {
        let Self { slack, decision_interval, head_start } = self;
        let profile = format!("cusum k {slack} h {decision_interval} head start {head_start}");
        let input = Input::new(profile).numbers([standard.centre, standard.std_dev]);
        values.added_to(input).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A shift of one standard deviation after point 10 is found in about the mean
    /// delay that is published for k = 0.5 and h = 5 (Montgomery, table 9.3: 10.4).
    #[test]
    fn a_lasting_shift_of_one_standard_deviation_is_found() {
        let noise = [0.2, -0.4, 0.1, 0.3, -0.2];
        let value = |at: usize| noise[at % 5] + if at < 10 { 0.0 } else { 1.0 };
        let series: Vec<_> = (0..30).map(|at| Some(value(at))).collect();
        let values = Values::single(&series).unwrap();
        let cusum = Cusum { slack: 0.5, decision_interval: 5.0, head_start: 0.0 };
        let sums = cusum.of(&values, Standard { centre: 0.0, std_dev: 1.0 }).unwrap();
        assert!(!sums.is_high[..10].contains(&true));
        assert!(sums.is_high[21]);
        assert!(!sums.is_low.contains(&true));
    }
}
