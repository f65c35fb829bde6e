//! NHS "Making Data Count" (plot the dots): limits, shift, trend, two of three, and the two
//! icons. Rules as in NHSRplotthedots 0.2; they start anew with each part.

use crate::trend::chart::{Design, Direction, Icons, Part, Point};

use super::{has_rules, side_outside};

/// So many points in a row make a shift or a trend.
const IN_A_ROW: usize = 7;
/// A part of fewer points is told to be short.
const SHORT_BELOW: usize = 13;

/// What the rules say of each point.
#[derive(Clone, Debug, PartialEq)]
pub struct Dots {
    /// Strictly outside the limits.
    pub outside: Vec<bool>,
    /// One of seven in a row strictly on one side of the mean.
    pub shift: Vec<bool>,
    /// One of seven in a row strictly rising or falling.
    pub trend: Vec<bool>,
    /// Near a limit, as two of three in a row on the same side.
    pub two_of_three: Vec<bool>,
    /// The rule that names the point.
    pub cause: Vec<&'static str>,
    /// What that means, given which way is better.
    pub point_type: Vec<&'static str>,
    /// Whether the point's part is short.
    pub is_short: Vec<bool>,
    /// The two icons.
    pub icons: Icons,
    /// The point that the icon of variation tells of: the last one that was measured in full,
    /// as a running period has no rules.
    pub last: Option<usize>,
}

/// What one rule says of one point: 1 high or rising, -1 low or falling, 0 nothing.
type Side = i8;

pub(crate) fn read(points: &[Point], parts: &[Part], design: &Design) -> Dots {
    let length = points.len();
    let outside: Vec<Side> = points
        .iter()
        .map(|point| if has_rules(parts, point) { side_outside(point) } else { 0 })
        .collect();
    let mut shift = vec![0; length];
    let mut trend = vec![0; length];
    let mut near = vec![0; length];
    for part in parts {
        let places: Vec<usize> = (part.from..=part.to)
            .filter(|at| points.get(*at).is_some_and(|point| is_read(point, parts)))
            .collect();
        let read: Vec<&Point> = places.iter().filter_map(|at| points.get(*at)).collect();
        for (rule, sides) in [
            (&mut shift, shifts(&read)),
            (&mut trend, trends(&read)),
            (&mut near, two_of_three(&read)),
        ] {
            for (place, side) in places.iter().zip(sides) {
                if let Some(flag) = rule.get_mut(*place) {
                    *flag = side;
                }
            }
        }
    }
    let named: Vec<(&'static str, Side)> = (0..length)
        .map(|at| {
            let side = |rule: &[Side]| rule.get(at).copied().unwrap_or(0);
            cause(side(&outside), side(&trend), side(&near), side(&shift))
        })
        .collect();
    let point_type: Vec<_> =
        named.iter().map(|(_, side)| point_type(*side, design.direction)).collect();
    let is_short = |point: &Point| {
        parts.iter().any(|part| part.number == point.part && part.to + 1 - part.from < SHORT_BELOW)
    };
    let flags = |rule: &[Side]| rule.iter().map(|side| *side != 0).collect();
    let last = points.iter().rposition(|point| point.ruled().is_some());
    Dots {
        outside: flags(&outside),
        shift: flags(&shift),
        trend: flags(&trend),
        two_of_three: flags(&near),
        cause: named.iter().map(|(name, _)| *name).collect(),
        icons: Icons {
            variation: last.and_then(|at| point_type.get(at)).copied().unwrap_or(COMMON),
            assurance: assurance(points, design),
        },
        point_type,
        is_short: points.iter().map(is_short).collect(),
        last,
    }
}

const COMMON: &str = "common_cause";

fn is_read(point: &Point, parts: &[Part]) -> bool {
    !point.is_excluded && point.ruled().is_some() && has_rules(parts, point)
}

/// 1 above the centre, -1 below it.
fn side_of_centre(point: &Point) -> Side {
    match point.ruled().zip(point.centre) {
        Some((value, centre)) if value > centre => 1,
        Some((value, centre)) if value < centre => -1,
        _ => 0,
    }
}

/// All members of each stretch of at least `least` equal sides.
fn stretches(sides: &[Side], least: usize) -> Vec<Side> {
    let long =
        |run: &[Side]| if run.len() >= least { run.first().copied().unwrap_or(0) } else { 0 };
    sides
        .chunk_by(|before, after| before == after)
        .flat_map(|run| std::iter::repeat_n(long(run), run.len()))
        .collect()
}

fn shifts(points: &[&Point]) -> Vec<Side> {
    let sides: Vec<Side> = points.iter().map(|point| side_of_centre(point)).collect();
    stretches(&sides, IN_A_ROW)
}

/// Seven points are six steps; a step belongs to the points at both its ends.
fn trends(points: &[&Point]) -> Vec<Side> {
    let values: Vec<f64> = points.iter().filter_map(|point| point.ruled()).collect();
    let steps: Vec<Side> = values
        .iter()
        .zip(values.iter().skip(1))
        .map(|(before, after)| match after.partial_cmp(before) {
            Some(std::cmp::Ordering::Greater) => 1,
            Some(std::cmp::Ordering::Less) => -1,
            _ => 0,
        })
        .collect();
    let steps = stretches(&steps, IN_A_ROW - 1);
    let step = |at: Option<usize>| at.and_then(|at| steps.get(at).copied()).unwrap_or(0);
    (0..values.len())
        .map(|at| match (step(at.checked_sub(1)), step(Some(at))) {
            (0, after) => after,
            (before, _) => before,
        })
        .collect()
}

/// Three in a row on one side, two of them between the near line and the limit; a point
/// beyond the limit is not near it. Only the near points are flagged.
fn two_of_three(points: &[&Point]) -> Vec<Side> {
    let near: Vec<Side> = points.iter().map(|point| side_near(point)).collect();
    let sides: Vec<Side> = points.iter().map(|point| side_of_centre(point)).collect();
    let mut flags = vec![0; points.len()];
    for (at, three) in sides.windows(3).enumerate() {
        let side = three.first().copied().unwrap_or(0);
        let window = near.get(at..at + 3).unwrap_or_default();
        let is_one_side = side != 0 && three.iter().all(|other| *other == side);
        if is_one_side && window.iter().filter(|near| **near == side).count() >= 2 {
            for (flag, _) in flags.iter_mut().skip(at).zip(window).filter(|(_, n)| **n == side) {
                *flag = side;
            }
        }
    }
    flags
}

fn side_near(point: &Point) -> Side {
    match (point.ruled(), point.limits) {
        _ if side_outside(point) != 0 => 0,
        (Some(value), Some(limits)) if value > limits.near_upper => 1,
        (Some(value), Some(limits)) if limits.near_lower.is_some_and(|near| value < near) => -1,
        _ => 0,
    }
}

fn cause(outside: Side, trend: Side, near: Side, shift: Side) -> (&'static str, Side) {
    match (outside, trend, near, shift) {
        (1, ..) => ("Above UCL", 1),
        (-1, ..) => ("Below LCL", -1),
        (_, 1, ..) => ("7 Point Trend (Increasing)", 1),
        (_, -1, ..) => ("7 Point Trend (Decreasing)", -1),
        (_, _, 1, _) => ("2 in 3 Above CL", 1),
        (_, _, -1, _) => ("2 in 3 Below CL", -1),
        (.., 1) => ("7 Points Above CL", 1),
        (.., -1) => ("7 Points Below CL", -1),
        _ => ("Common Cause", 0),
    }
}

fn point_type(side: Side, direction: Option<Direction>) -> &'static str {
    match (side, direction.unwrap_or(Direction::Neutral)) {
        (0, _) => COMMON,
        (1, Direction::Increase) | (-1, Direction::Decrease) => "special_cause_improvement",
        (_, Direction::Increase | Direction::Decrease) => "special_cause_concern",
        (1, Direction::Neutral) => "special_cause_neutral_high",
        (_, Direction::Neutral) => "special_cause_neutral_low",
    }
}

/// Whether the process as it is will meet the target, by the limits of the last point.
fn assurance(points: &[Point], design: &Design) -> Option<&'static str> {
    let target = design.target?;
    let limits = points.iter().rev().find_map(|point| point.limits)?;
    let (above, below) = match design.direction? {
        Direction::Increase => ("consistent_fail", "consistent_pass"),
        Direction::Decrease => ("consistent_pass", "consistent_fail"),
        Direction::Neutral => return None,
    };
    if target > limits.upper * design.multiply {
        Some(above)
    } else if target < limits.lower * design.multiply {
        Some(below)
    } else {
        Some("inconsistent")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trend::chart::{Chart, Kind, Profile, Series, Signals, draw};

    fn dots(numerator: Vec<Option<f64>>, is_last_incomplete: bool) -> Dots {
        let (profile, direction) = (Profile::making_data_count(), Some(Direction::Decrease));
        let design = Design { profile, direction, ..Design::of(Kind::Individuals) };
        let series = Series { numerator, denominator: None, is_last_incomplete };
        let Chart { signals: Signals::MakingDataCount(dots), .. } = draw(&series, &design).unwrap()
        else {
            panic!("drawn by other rules")
        };
        dots
    }

    #[test]
    fn the_icon_tells_of_the_last_point_that_was_measured_in_full() {
        let steady = [12.0, 9.0, 14.0, 10.0, 13.0, 8.0, 11.0].repeat(3);
        let risen: Vec<_> = steady.into_iter().chain([60.0]).map(Some).collect();
        let read = |more: &[Option<f64>], is_running| {
            let dots = dots([&risen, more].concat(), is_running);
            (dots.icons.variation, dots.last)
        };
        let concern = ("special_cause_concern", Some(21));
        assert_eq!(read(&[], false), concern);
        assert_eq!(read(&[Some(2.0)], true), concern, "a running period has no rules");
        assert_eq!(read(&[None, Some(2.0)], true), concern, "nor has one that is not known yet");
        assert_eq!(read(&[Some(11.0)], false), (COMMON, Some(22)));
        assert_eq!(dots(vec![None, None], false).last, None);
    }
}
