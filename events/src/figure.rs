//! Figures that events keep, and what they were computed from.
//!
//! A figure is stored as text with as many digits as tell it from every other, because a
//! number in JSON is read differently by different programs. Must never be anything but
//! finite.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::vocabulary::Label;

/// A finite number that is read exactly as it was written.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Figure(f64);

/// The text is not a finite number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("is not a finite number")]
pub struct FigureError;

impl Figure {
    /// The figure of a number; nothing when it is not finite.
    #[must_use]
    pub fn of(number: f64) -> Option<Self> {
        // The sum makes one zero of the two.
        number.is_finite().then_some(Self(number + 0.0))
    }

    /// The number.
    #[must_use]
    pub const fn get(self) -> f64 {
        self.0
    }
}

impl PartialEq for Figure {
    fn eq(&self, other: &Self) -> bool {
        self.0.to_bits() == other.0.to_bits()
    }
}

impl Eq for Figure {}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.0)
    }
}

impl From<Figure> for String {
    fn from(figure: Figure) -> Self {
        figure.to_string()
    }
}

impl TryFrom<String> for Figure {
    type Error = FigureError;

    fn try_from(text: String) -> Result<Self, FigureError> {
        text.parse().ok().and_then(Self::of).ok_or(FigureError)
    }
}

/// What figures were computed by and from, so that they can be computed again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Made {
    /// Name and version of the statistics.
    pub engine: Label,
    /// Which rules and constants.
    pub profile: Label,
    /// SHA-256 of profile and input, in hexadecimal.
    pub input_sha256: Label,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_read_exactly_as_it_was_written() {
        for number in [0.0, 0.1 + 0.2, 1.0 / 3.0, 1e-300, -17.5, f64::MAX, f64::MIN_POSITIVE] {
            let figure = Figure::of(number).unwrap();
            let text = serde_json::to_string(&figure).unwrap();
            assert_eq!(serde_json::from_str::<Figure>(&text).unwrap(), figure, "{text}");
        }
        assert_eq!(Figure::of(-0.0), Figure::of(0.0));
    }

    #[test]
    fn what_is_not_finite_is_no_figure() {
        assert!([f64::NAN, f64::INFINITY].into_iter().all(|number| Figure::of(number).is_none()));
        for text in ["\"NaN\"", "\"inf\"", "\"\"", "\"1,5\"", "1.5"] {
            assert!(serde_json::from_str::<Figure>(text).is_err(), "{text}");
        }
    }
}
