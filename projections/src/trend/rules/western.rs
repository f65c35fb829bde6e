//! Western Electric's and Nelson's rules, for comparison with other tools: they flag the
//! point that completes a pattern. Eight rules at once alarm far too often to act on.
//!
//! Western Electric 1956, Statistical Quality Control Handbook; Nelson 1984, Journal of
//! Quality Technology 16:237.

/// A point and what it is judged by.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Judged {
    /// The value.
    pub value: f64,
    /// Its centre.
    pub centre: f64,
    /// Its standard deviation.
    pub sigma: f64,
    /// Its lower limit.
    pub lower: f64,
    /// Its upper limit.
    pub upper: f64,
}

/// The names of the rules, in the order that [`read`] answers in.
pub const NAMES: [&str; 12] = [
    "western_electric_1",
    "western_electric_2",
    "western_electric_3",
    "western_electric_4",
    "nelson_1",
    "nelson_2",
    "nelson_3",
    "nelson_4",
    "nelson_5",
    "nelson_6",
    "nelson_7",
    "nelson_8",
];

/// One list of flags a rule. `sigmas` is how many standard deviations the limits lie off.
#[must_use]
pub fn read(points: &[Judged], sigmas: f64) -> Vec<Vec<bool>> {
    let outside: Vec<bool> =
        points.iter().map(|point| point.value > point.upper || point.value < point.lower).collect();
    let two_of_three = flags(points, 3, |window| beyond(window, 2, sigmas * 2.0 / 3.0));
    let four_of_five = flags(points, 5, |window| beyond(window, 4, sigmas / 3.0));
    vec![
        outside.clone(),
        two_of_three.clone(),
        four_of_five.clone(),
        flags(points, 8, is_on_one_side),
        outside,
        flags(points, 9, is_on_one_side),
        flags(points, 6, |window| steps(window).all(|s| s > 0.0) || steps(window).all(|s| s < 0.0)),
        flags(points, 14, |window| {
            steps(window).zip(steps(window).skip(1)).all(|(step, next)| step * next < 0.0)
        }),
        two_of_three,
        four_of_five,
        flags(points, 15, |window| window.iter().all(|point| is_within(point, sigmas / 3.0))),
        flags(points, 8, |window| window.iter().all(|point| is_off(point, sigmas / 3.0))),
    ]
}

/// Flags the last point of each window for which the rule holds.
fn flags(points: &[Judged], length: usize, holds: impl Fn(&[Judged]) -> bool) -> Vec<bool> {
    let none = std::iter::repeat_n(false, points.len().min(length - 1));
    none.chain(points.windows(length).map(holds)).collect()
}

/// At least `least` of the window, the last one among them, beyond so many standard
/// deviations of the last one's centre, on the same side.
fn beyond(window: &[Judged], least: usize, sigmas: f64) -> bool {
    let Some(last) = window.last() else { return false };
    let (low, high) = band(last, sigmas);
    let above = |point: &Judged| point.value > high;
    let below = |point: &Judged| point.value < low;
    (above(last) && window.iter().filter(|point| above(point)).count() >= least)
        || (below(last) && window.iter().filter(|point| below(point)).count() >= least)
}

fn is_on_one_side(window: &[Judged]) -> bool {
    window.iter().all(|point| point.value > point.centre)
        || window.iter().all(|point| point.value < point.centre)
}

fn steps(window: &[Judged]) -> impl Iterator<Item = f64> {
    window.iter().zip(window.iter().skip(1)).map(|(before, after)| after.value - before.value)
}

fn band(point: &Judged, sigmas: f64) -> (f64, f64) {
    (point.centre - sigmas * point.sigma, point.centre + sigmas * point.sigma)
}

fn is_within(point: &Judged, sigmas: f64) -> bool {
    let (low, high) = band(point, sigmas);
    low < point.value && point.value < high
}

fn is_off(point: &Judged, sigmas: f64) -> bool {
    let (low, high) = band(point, sigmas);
    point.value < low || point.value > high
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(values: &[f64]) -> Vec<Judged> {
        let judged = |value: &f64| Judged {
            value: *value,
            centre: 0.0,
            sigma: 1.0,
            lower: -3.0,
            upper: 3.0,
        };
        values.iter().map(judged).collect()
    }

    fn fired(values: &[f64]) -> Vec<&'static str> {
        let flags = read(&points(values), 3.0);
        NAMES.into_iter().zip(flags).filter(|(_, f)| f.contains(&true)).map(|(n, _)| n).collect()
    }

    #[test]
    fn each_rule_fires_on_its_own_pattern() {
        assert_eq!(fired(&[0.0, 3.5]), ["western_electric_1", "nelson_1"]);
        assert_eq!(fired(&[2.5, 0.0, 2.1]), ["western_electric_2", "nelson_5"]);
        assert_eq!(fired(&[1.5, 1.2, -0.1, 1.1, 1.3]), ["western_electric_3", "nelson_6"]);
        assert_eq!(fired(&[0.5, 0.2].repeat(4)), ["western_electric_4"]);
        assert_eq!(fired(&[-0.4, -0.2, 0.0, 0.2, 0.4, 0.6]), ["nelson_3"]);
        assert_eq!(fired(&[1.5, -1.5].repeat(4)), ["nelson_8"]);
        assert_eq!(fired(&[0.9, -0.2, -0.1].repeat(5)), ["nelson_7"]);
        assert_eq!(fired(&[1.2, -0.9].repeat(7)), ["nelson_4"]);
        assert!(fired(&[]).is_empty());
    }
}
