//! Two periods of a measure compared: a ratio with its interval, and what it says.
//!
//! Must never say why they differ, nor compare what is no count or share.

use serde::Serialize;
use tillbud_projections::trend::chart::State;
use tillbud_projections::trend::effect::{Counted, Ratio, Study};

use super::shown::Shown;
use crate::web::chart::words::number;
use crate::web::pages::frame::Frame;

/// The first and the last period of each side, by their labels.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sides {
    /// The earlier side, say.
    pub first: (String, String),
    /// The other side.
    pub second: (String, String),
}

/// Why two periods cannot be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The measure is no count and no share.
    Kind,
    /// A side has no period with a value, or the sides overlap.
    Sides,
    /// There are too few cases to tell from chance.
    Few,
}

/// The second side over the first.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Compared {
    /// Whether it is a ratio of odds (of shares), not of rates.
    pub is_odds: bool,
    /// The ratio; nothing when there was nothing on the first side.
    pub ratio: Option<f64>,
    /// The lower end of the 95 % interval.
    pub lower: f64,
    /// The upper end; nothing when it has none.
    pub upper: Option<f64>,
}

impl Compared {
    /// Compares two sides of a measure.
    ///
    /// # Errors
    /// [`Why`] they cannot be compared.
    pub fn of(shown: &Shown, sides: &Sides) -> Result<Self, Why> {
        let counted = shown.counted.ok_or(Why::Kind)?;
        let (first, second) = (places(shown, &sides.first), places(shown, &sides.second));
        let overlap = first.iter().any(|at| second.contains(at));
        if first.is_empty() || second.is_empty() || overlap {
            return Err(Why::Sides);
        }
        let points = || first.iter().chain(&second).filter_map(|at| shown.chart.points.get(*at));
        let study = Study {
            counted,
            before_points: first.len(),
            numerator: points().map(|point| point.numerator).collect(),
            // Counts that are divided by nothing have a period each as their exposure.
            denominator: points().map(|point| point.denominator.or(Some(1.0))).collect(),
            triggered_by: Vec::new(),
        };
        let effect = study.compare().map_err(|_| Why::Sides)?;
        let (lower, upper) = effect.ratio.interval().ok_or(Why::Few)?;
        let is_odds = counted == Counted::Share;
        Ok(Self { is_odds, ratio: ratio(&effect.ratio), lower, upper })
    }

    /// In words.
    #[must_use]
    pub fn words(&self, frame: &Frame) -> Vec<String> {
        let open = || frame.t("compare-open");
        let shown = |value: Option<f64>| value.map_or_else(open, |value| number(frame.lang, value));
        let key = if self.is_odds { "compare-odds" } else { "compare-rate" };
        let values = [
            ("ratio", shown(self.ratio).into()),
            ("lower", number(frame.lang, self.lower).into()),
            ("upper", shown(self.upper).into()),
        ];
        let is_above = self.lower > 1.0;
        let is_below = self.upper.is_some_and(|upper| upper < 1.0);
        let verdict = match (is_above, is_below) {
            (true, _) => "compare-more",
            (_, true) => "compare-fewer",
            (false, false) => "compare-neither",
        };
        vec![
            crate::web::locale::text_of(frame.lang, key, &values),
            frame.t(verdict),
            frame.t("compare-why"),
        ]
    }
}

/// The ratio that goes with the interval.
fn ratio(ratio: &Ratio) -> Option<f64> {
    let is_small = ratio.counts.0.min(ratio.counts.1) < 5.0;
    match (ratio.exact, ratio.quasi) {
        (Some(exact), _) if is_small => exact.ratio,
        (_, Some(quasi)) => Some(quasi.ratio),
        (Some(exact), None) => exact.ratio,
        (None, None) => None,
    }
}

/// Whole periods of a side that have a value. Labels sort as time does.
fn places(shown: &Shown, (from, to): &(String, String)) -> Vec<usize> {
    let is_inside = |label: &String| label >= from && label <= to;
    let has_value = |at: &usize| {
        shown
            .chart
            .points
            .get(*at)
            .is_some_and(|point| point.state == State::Measured && point.value.is_some())
    };
    let inside = shown.labels.iter().enumerate().filter(|(_, label)| is_inside(label));
    inside.map(|(at, _)| at).filter(has_value).collect()
}

#[cfg(test)]
mod tests {
    use tillbud_projections::trend::chart::{Design, Kind, Profile, Series, draw};

    use super::super::shown::About;
    use super::super::shown::testing::{shown, values};
    use super::*;
    use crate::web::pages::testing::frames;

    fn sides(first: (&str, &str), second: (&str, &str)) -> Sides {
        let side = |(from, to): (&str, &str)| (from.to_owned(), to.to_owned());
        Sides { first: side(first), second: side(second) }
    }

    #[test]
    fn a_rise_is_told_as_a_ratio_with_its_interval_and_without_a_cause() {
        let measure =
            shown("x", About::Reporting, &values(24, 12, 11.0), Profile::three_sigma_runs());
        let years = sides(("2024-01", "2024-12"), ("2025-01", "2025-12"));
        let compared = Compared::of(&measure, &years).unwrap();
        assert!(compared.ratio.unwrap() > 1.9 && compared.lower > 1.0, "{compared:?}");
        for frame in frames() {
            let words = compared.words(&frame);
            assert_eq!(words[1..], [frame.t("compare-more"), frame.t("compare-why")]);
        }
    }

    #[test]
    fn sides_that_overlap_or_are_empty_are_refused() {
        let measure =
            shown("x", About::HarmShare, &values(24, 99, 0.0), Profile::three_sigma_runs());
        for wrong in [
            sides(("2024-01", "2024-12"), ("2024-12", "2025-12")),
            sides(("2023-01", "2023-12"), ("2024-12", "2025-12")),
            sides(("2024-12", "2024-01"), ("2025-01", "2025-12")),
        ] {
            assert_eq!(Compared::of(&measure, &wrong), Err(Why::Sides));
        }
    }

    #[test]
    fn counts_are_compared_however_they_are_drawn() {
        let years = sides(("2024-01", "2024-12"), ("2025-01", "2025-12"));
        let counts = values(24, 12, 40.0);
        let drawn = shown("x", About::Reporting, &counts, Profile::three_sigma_runs());
        let as_counts = Compared::of(&drawn, &years).unwrap();
        assert!(as_counts.lower > 1.0 && !as_counts.is_odds);
        for kind in [Kind::Individuals, Kind::Run] {
            let mut measure = drawn.clone();
            let numerator = counts.iter().copied().map(Some).collect();
            let series = Series { numerator, ..Series::default() };
            measure.chart = draw(&series, &Design::of(kind)).unwrap();
            measure.kind = kind;
            assert_eq!(Compared::of(&measure, &years), Ok(as_counts));
        }
    }

    #[test]
    fn a_share_of_few_cases_is_compared_exactly_and_one_of_none_is_not() {
        let mut cases = vec![0.0; 24];
        (cases[3], cases[15]) = (2.0, 4.0);
        let measure =
            |cases: &[f64]| shown("x", About::HarmShare, cases, Profile::three_sigma_runs());
        let years = sides(("2024-01", "2024-12"), ("2025-01", "2025-12"));
        let few = Compared::of(&measure(&cases), &years).unwrap();
        assert!(few.is_odds && few.lower < 1.0 && few.upper.unwrap() > 10.0, "{few:?}");
        assert_eq!(Compared::of(&measure(&[0.0; 24]), &years), Err(Why::Few));
    }

    #[test]
    fn what_is_no_count_and_no_share_is_not_compared() {
        let mut measure =
            shown("x", About::Other, &values(24, 12, 9.0), Profile::three_sigma_runs());
        measure.counted = None;
        let years = sides(("2024-01", "2024-12"), ("2025-01", "2025-12"));
        assert_eq!(Compared::of(&measure, &years), Err(Why::Kind));
    }
}
