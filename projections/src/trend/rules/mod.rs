//! Rules that tell a signal from noise, one family a file.
//!
//! A rule looks only at points that were measured in full; a point without a value neither
//! makes nor breaks a run.

pub mod anhoej;
pub mod dots;
pub mod western;

use super::chart::{Part, Point, Status};

/// Strictly outside the limits (Shewhart 1931).
pub(crate) fn shewhart(points: &[Point], parts: &[Part]) -> Vec<bool> {
    points.iter().map(|point| has_rules(parts, point) && is_outside(point)).collect()
}

fn is_outside(point: &Point) -> bool {
    side_outside(point) != 0
}

/// 1 above the upper limit, -1 below the lower one, 0 between them or without limits.
fn side_outside(point: &Point) -> i8 {
    match (point.ruled(), point.limits) {
        (Some(value), Some(limits)) if value > limits.upper => 1,
        (Some(value), Some(limits)) if value < limits.lower => -1,
        _ => 0,
    }
}

fn has_rules(parts: &[Part], point: &Point) -> bool {
    parts.iter().any(|part| part.number == point.part && part.status == Status::Ok)
}
