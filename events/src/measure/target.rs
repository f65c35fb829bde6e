//! What a measure is to reach, as a whole number of hundredths.
//!
//! Shares are aimed at in per cent, medians and gaps in days, rates and counts as they are
//! shown. Must never be a floating number: a stored format reads the same everywhere.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::limits;

/// Hundredths in one.
const HUNDREDTHS: u32 = 100;

/// What is to be reached. Displayed as `90` or `2.5`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Target {
    /// Hundredths of what is shown: of a per cent, of a day, of one.
    pub hundredths: u32,
}

/// The text is not a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "is not a target: write a number from 0 to {} with at most two decimals, such as 90 or 2.5",
    limits::TARGET
)]
pub struct TargetError;

impl Target {
    /// All of a whole, in hundredths of a per cent.
    pub const ALL_OF_A_SHARE: Self = Self { hundredths: 100 * HUNDREDTHS };

    /// The number as it is shown.
    #[must_use]
    pub fn get(self) -> f64 {
        f64::from(self.hundredths) / f64::from(HUNDREDTHS)
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, rest) = (self.hundredths / HUNDREDTHS, self.hundredths % HUNDREDTHS);
        match (rest, rest % 10) {
            (0, _) => write!(f, "{whole}"),
            (_, 0) => write!(f, "{whole}.{}", rest / 10),
            (_, _) => write!(f, "{whole}.{rest:02}"),
        }
    }
}

impl FromStr for Target {
    type Err = TargetError;

    /// Reads `90`, `2.5` or `2,5`; both decimal signs, as both are written.
    fn from_str(text: &str) -> Result<Self, TargetError> {
        let (whole, rest) = text.split_once(['.', ',']).unwrap_or((text, "0"));
        let is_number = |text: &str| !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit());
        if !is_number(whole) || !is_number(rest) || rest.len() > 2 {
            return Err(TargetError);
        }
        let whole: u32 = whole.parse().map_err(|_| TargetError)?;
        let rest: u32 = format!("{rest:0<2}").parse().map_err(|_| TargetError)?;
        let hundredths = whole.checked_mul(HUNDREDTHS).and_then(|it| it.checked_add(rest));
        let hundredths = hundredths.filter(|it| *it <= limits::TARGET * HUNDREDTHS);
        hundredths.map(|hundredths| Self { hundredths }).ok_or(TargetError)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_read_as_it_is_written_with_either_decimal_sign() {
        for (text, hundredths, written) in [
            ("90", 9_000, "90"),
            ("2.5", 250, "2.5"),
            ("2,5", 250, "2.5"),
            ("0,05", 5, "0.05"),
            ("0", 0, "0"),
            ("100000", 10_000_000, "100000"),
        ] {
            let target: Target = text.parse().unwrap();
            assert_eq!((target.hundredths, target.to_string().as_str()), (hundredths, written));
            assert_eq!(written.parse(), Ok(target));
        }
        assert!("100".parse::<Target>().unwrap() <= Target::ALL_OF_A_SHARE);
    }

    #[test]
    fn what_is_no_number_of_that_size_is_no_target() {
        for wrong in ["", "-1", "1.234", "1.", ".5", "1e3", "100001", "99999999999", "ett", "1.2.3"]
        {
            assert_eq!(wrong.parse::<Target>(), Err(TargetError), "{wrong}");
        }
    }
}
