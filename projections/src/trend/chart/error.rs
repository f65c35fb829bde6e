//! What can be wrong with a series or a design, in sentences for the person who made it.
//!
//! Points are told by their place, the first being 1, as a person counts them.

use super::points::POINTS_MAX;

/// Why no chart can be drawn.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChartError {
    /// Nothing was measured.
    #[error("the series has no points")]
    NoPoints,
    /// More points than a chart may have.
    #[error("the series has {points} points; a chart has at most {POINTS_MAX}")]
    TooManyPoints {
        /// How many there are.
        points: usize,
    },
    /// Two lists that belong together differ in length.
    #[error("there are {numerators} numerators but {denominators} denominators")]
    Lengths {
        /// How many numerators.
        numerators: usize,
        /// How many denominators.
        denominators: usize,
    },
    /// The chart divides by something that was not given.
    #[error("a {kind} chart needs denominators")]
    NoDenominator {
        /// The chart.
        kind: &'static str,
    },
    /// The chart needs values to take means of.
    #[error("a {kind} chart needs samples")]
    NoSamples {
        /// The chart.
        kind: &'static str,
    },
    /// Not a number that can be computed with.
    #[error("point {place} is not a finite number")]
    NotFinite {
        /// Which point.
        place: usize,
    },
    /// A count, a denominator or a time below zero.
    #[error("point {place} is below zero, which a {kind} chart cannot count")]
    Negative {
        /// Which point.
        place: usize,
        /// The chart.
        kind: &'static str,
    },
    /// A share above one.
    #[error("point {place} has a numerator above its denominator, which a share cannot have")]
    AboveOne {
        /// Which point.
        place: usize,
    },
    /// A new part begins outside the series or where one has begun already.
    #[error("a part cannot begin at point {place}: parts begin after the first point, in order")]
    Part {
        /// Which point.
        place: usize,
    },
    /// An excluded point is not in the series.
    #[error("point {place} cannot be excluded: the series has no such point")]
    Excluded {
        /// Which point.
        place: usize,
    },
    /// A baseline of no points.
    #[error("a baseline cannot be frozen after 0 points")]
    Freeze,
    /// A constant of the design that no chart can be computed with.
    #[error("{name} must be a number above zero")]
    Constant {
        /// Which constant.
        name: &'static str,
    },
}
