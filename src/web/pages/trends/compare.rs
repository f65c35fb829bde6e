//! Two periods of a measure compared: a ratio or a difference with its interval, and what it says.
//!
//! A period is asked for in months, whatever the points of the measure are: a week belongs to the
//! month of its Thursday, and a quarter counts where all of it lies within. Counts and shares are
//! compared by their ratio, medians by the difference of their means, the time between events by
//! how many there were. Must never say why they differ, nor take the quick cases of a period for
//! all of it.

use jiff::civil::Date;
use tillbud_events::Month;
use tillbud_projections::improvement::study::settled;
use tillbud_projections::measure::{Occurred, Points, begin_of};
use tillbud_projections::trend::chart::State;
use tillbud_projections::trend::effect::{Counted, Spacing, Study, Values};

use super::shown::Shown;
use crate::web::chart::words::number;
use crate::web::locale::text_with;
use crate::web::pages::frame::Frame;

/// The first and the last month of a side.
pub type Span = (Month, Month);

/// Two periods, neither of which reaches into the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sides {
    /// The earlier side, say.
    pub first: Span,
    /// The other side.
    pub second: Span,
}

/// Why two periods cannot be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// A side has no period with a value, or the sides overlap.
    Sides,
    /// There are too few cases to tell from chance.
    Few,
}

/// What a ratio is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// Events per exposure.
    Rates,
    /// Cases of so many, as odds.
    Odds,
    /// Days between events.
    Between,
}

/// The second side against the first.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Compared {
    /// The second over the first.
    Ratio {
        /// Of what.
        of: Of,
        /// The ratio; nothing when there was nothing on one side.
        ratio: Option<f64>,
        /// The lower end of the 95 % interval.
        lower: f64,
        /// The upper end; nothing when it has none.
        upper: Option<f64>,
    },
    /// The second less the first, in days.
    Days {
        /// The mean of the medians of each side.
        means: (f64, f64),
        /// The one less the other.
        difference: f64,
        /// The lower end of the 95 % interval.
        lower: f64,
        /// The upper end.
        upper: f64,
    },
}

impl Sides {
    /// Reads the ends of two sides, each written `YYYY-MM`.
    ///
    /// # Errors
    /// An end that is no month, a side that ends before it begins, or sides that overlap.
    pub fn read(first: (&str, &str), second: (&str, &str)) -> Result<Self, Why> {
        let month = |text: &str| text.trim().parse::<Month>().map_err(|_| Why::Sides);
        let first = (month(first.0)?, month(first.1)?);
        let second = (month(second.0)?, month(second.1)?);
        let overlap = first.0 <= second.1 && second.0 <= first.1;
        if first.0 > first.1 || second.0 > second.1 || overlap {
            return Err(Why::Sides);
        }
        Ok(Self { first, second })
    }
}

impl Compared {
    /// Compares what was counted on two sides, however it is drawn.
    ///
    /// # Errors
    /// [`Why`] they cannot be compared.
    pub fn of_counts(shown: &Shown, counted: Counted, sides: &Sides) -> Result<Self, Why> {
        let points = &shown.chart.points;
        let has_value = |at: &usize| {
            points
                .get(*at)
                .is_some_and(|point| point.state == State::Measured && point.value.is_some())
        };
        let side = |span: Span| -> Vec<usize> {
            within(&shown.labels, span).into_iter().filter(has_value).collect()
        };
        let (first, second) = (side(sides.first), side(sides.second));
        let both = || first.iter().chain(&second).filter_map(|at| points.get(*at));
        let study = Study {
            counted,
            before_points: first.len(),
            numerator: both().map(|point| point.numerator).collect(),
            // Counts that are divided by nothing have a period each as their exposure.
            denominator: both().map(|point| point.denominator.or(Some(1.0))).collect(),
            triggered_by: Vec::new(),
        };
        let effect = study.compare().map_err(|_| Why::Sides)?;
        let (lower, upper) = effect.ratio.interval().ok_or(Why::Few)?;
        let of = match counted {
            Counted::Rate => Of::Rates,
            Counted::Share => Of::Odds,
        };
        Ok(Self::Ratio { of, ratio: effect.ratio.level(), lower, upper })
    }

    /// Compares medians of days as they are known on `today`. A period of the later side counts
    /// once it is as old as the longest median of the other: what waits still would be left out.
    ///
    /// # Errors
    /// [`Why`] they cannot be compared.
    pub fn of_medians(points: &Points, sides: &Sides, today: Date) -> Result<Self, Why> {
        let (first, second) =
            (within(&points.periods, sides.first), within(&points.periods, sides.second));
        if first.is_empty() || second.is_empty() {
            return Err(Why::Sides);
        }
        let both = || first.iter().chain(&second).copied();
        let of = |column: &[Option<f64>]| -> Vec<Option<f64>> {
            both().map(|at| column.get(at).copied().flatten()).collect()
        };
        let names = both().filter_map(|at| points.periods.get(at));
        let asked = Points {
            periods: names.map(|name| waits_as(name)).collect(),
            numerator: of(&points.numerator),
            denominator: of(&points.denominator),
            ..Points::default()
        };
        let values = settled(&asked, sides.first.0.max(sides.second.0), today);
        let values = Values { before_points: first.len(), values, triggered_by: Vec::new() };
        let means = values.compare().map_err(|_| Why::Few)?;
        let welch = means.welch.ok_or(Why::Few)?;
        Ok(Self::Days {
            means: means.means,
            difference: welch.difference,
            lower: welch.lower,
            upper: welch.upper,
        })
    }

    /// Compares the time between events by how many there were in the days of each side, up to
    /// the month `until`: so the days since the last one count as well.
    ///
    /// # Errors
    /// [`Why`] they cannot be compared.
    pub fn of_gaps(occurred: &Occurred, until: Month, sides: &Sides) -> Result<Self, Why> {
        let until = occurred.to.min(until);
        let months = |(from, to): Span| -> Vec<Month> {
            let last = to.min(until);
            std::iter::successors(Some(from.max(occurred.from)), |month| Some(month.next()))
                .take_while(|month| *month <= last)
                .collect()
        };
        let (first, second) = (months(sides.first), months(sides.second));
        let both = || first.iter().chain(&second);
        let events = |month: &Month| {
            let events = occurred.days.iter().filter(|day| Month::of(**day) == *month);
            Some(events.count() as f64)
        };
        let days = |month: &Month| Some(f64::from(month.last_day().day()));
        let study = Study {
            counted: Counted::Rate,
            before_points: first.len(),
            numerator: both().map(events).collect(),
            denominator: both().map(days).collect(),
            triggered_by: Vec::new(),
        };
        let effect = study.compare().map_err(|_| Why::Sides)?;
        let Spacing { ratio, lower, upper, .. } = Spacing::of(&effect.ratio).ok_or(Why::Few)?;
        Ok(Self::Ratio { of: Of::Between, ratio, lower, upper })
    }

    /// In words.
    #[must_use]
    pub fn words(&self, frame: &Frame) -> Vec<String> {
        let number = |value: f64| number(frame.lang, value);
        let open = |value: Option<f64>| value.map_or_else(|| frame.t("compare-open"), number);
        let (key, values, is_above, is_below) = match *self {
            Self::Ratio { of, ratio, lower, upper } => {
                let key = match (of, ratio) {
                    (Of::Rates, _) => "compare-rate",
                    (Of::Odds, _) => "compare-odds",
                    (Of::Between, Some(_)) => "compare-between",
                    (Of::Between, None) => "compare-between-open",
                };
                let values =
                    vec![("ratio", open(ratio)), ("lower", number(lower)), ("upper", open(upper))];
                (key, values, lower > 1.0, upper.is_some_and(|upper| upper < 1.0))
            }
            Self::Days { means, difference, lower, upper } => {
                let values = vec![
                    ("before", number(means.0)),
                    ("after", number(means.1)),
                    ("difference", number(difference)),
                    ("lower", number(lower)),
                    ("upper", number(upper)),
                ];
                ("compare-days", values, lower > 0.0, upper < 0.0)
            }
        };
        let verdict = match (self.is_of_time(), is_above, is_below) {
            (false, true, _) => "compare-more",
            (false, _, true) => "compare-fewer",
            (true, true, _) => "compare-longer",
            (true, _, true) => "compare-shorter",
            (_, false, false) => "compare-neither",
        };
        let values: Vec<_> = values.iter().map(|(name, word)| (*name, word.as_str())).collect();
        vec![text_with(frame.lang, key, &values), frame.t(verdict), frame.t("compare-why")]
    }

    /// Whether more of it is longer.
    const fn is_of_time(&self) -> bool {
        match self {
            Self::Ratio { of, .. } => matches!(of, Of::Between),
            Self::Days { .. } => true,
        }
    }
}

/// The places of the periods that lie within a side, whole.
fn within(labels: &[String], (from, to): Span) -> Vec<usize> {
    let is_inside = |label: &str| {
        begin_of(label).is_some_and(|begin| from <= begin && last_month(label, begin) <= to)
    };
    let inside = labels.iter().enumerate().filter(|(_, label)| is_inside(label));
    inside.map(|(at, _)| at).collect()
}

/// The last month of the period of this name that begins with the month `begin`.
fn last_month(label: &str, begin: Month) -> Month {
    if label.contains("-Q") { begin.plus(2) } else { begin }
}

/// What waits in a quarter waits as long as in its last month.
fn waits_as(label: &str) -> String {
    let begin = begin_of(label).filter(|_| label.contains("-Q"));
    begin.map_or_else(|| label.to_owned(), |begin| last_month(label, begin).to_string())
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan;
    use jiff::civil::date;
    use tillbud_events::Week;
    use tillbud_projections::trend::chart::{Design, Kind, Profile, Series, draw};

    use super::super::shown::About;
    use super::super::shown::testing::{months, shown, values};
    use super::*;
    use crate::web::pages::testing::frames;

    fn sides(first: (&str, &str), second: (&str, &str)) -> Sides {
        Sides::read(first, second).unwrap()
    }

    fn years() -> Sides {
        sides(("2024-01", "2024-12"), ("2025-01", "2025-12"))
    }

    fn counts(values: &[f64]) -> Shown {
        shown("x", About::Reporting, values, Profile::three_sigma_runs())
    }

    /// Ratio and interval.
    fn ratio(compared: Result<Compared, Why>) -> (f64, f64, f64) {
        let Ok(Compared::Ratio { ratio, lower, upper, .. }) = compared else {
            panic!("{compared:?}")
        };
        (ratio.unwrap(), lower, upper.unwrap_or(f64::INFINITY))
    }

    fn verdict(compared: Result<Compared, Why>) -> String {
        let [sv, ..] = frames();
        compared.unwrap().words(&sv).swap_remove(1)
    }

    #[test]
    fn a_rise_is_told_as_a_ratio_with_its_interval_and_without_a_cause() {
        let measure = counts(&values(24, 12, 11.0));
        let compared = Compared::of_counts(&measure, Counted::Rate, &years());
        let (level, lower, _) = ratio(compared);
        assert!(level > 1.9 && lower > 1.0, "{compared:?}");
        for frame in frames() {
            let words = compared.unwrap().words(&frame);
            assert_eq!(words[1..], [frame.t("compare-more"), frame.t("compare-why")]);
        }
    }

    #[test]
    fn sides_that_overlap_or_are_empty_are_refused() {
        for (first, second) in [
            (("2024-01", "2024-12"), ("2024-12", "2025-12")),
            (("2024-12", "2024-01"), ("2025-01", "2025-12")),
            (("2024-W01", "2024-12"), ("2025-01", "2025-12")),
            (("2024-01", "x"), ("2025-01", "2025-12")),
        ] {
            assert_eq!(Sides::read(first, second), Err(Why::Sides));
        }
        let measure = counts(&values(24, 99, 0.0));
        let before = sides(("2023-01", "2023-12"), ("2024-12", "2025-12"));
        assert_eq!(Compared::of_counts(&measure, Counted::Rate, &before), Err(Why::Sides));
    }

    #[test]
    fn counts_are_compared_however_they_are_drawn() {
        let counted = values(24, 12, 40.0);
        let drawn = counts(&counted);
        let as_counts = Compared::of_counts(&drawn, Counted::Rate, &years());
        assert!(ratio(as_counts).1 > 1.0);
        for kind in [Kind::Individuals, Kind::Run] {
            let mut measure = drawn.clone();
            let numerator = counted.iter().copied().map(Some).collect();
            let series = Series { numerator, ..Series::default() };
            measure.chart = draw(&series, &Design::of(kind)).unwrap();
            measure.kind = kind;
            assert_eq!(Compared::of_counts(&measure, Counted::Rate, &years()), as_counts);
        }
    }

    #[test]
    fn weeks_are_compared_by_the_months_of_their_thursdays() {
        let mut measure = counts(&values(104, 52, 20.0));
        let first = Week::of(date(2024, 1, 1));
        measure.labels = (0..104).map(|weeks| first.later(weeks).to_string()).collect();
        assert_eq!((&*measure.labels[0], &*measure.labels[103]), ("2024-W01", "2025-W52"));
        let (level, lower, upper) = ratio(Compared::of_counts(&measure, Counted::Rate, &years()));
        assert!(level > 2.7 && level < 3.0 && lower > 2.0 && upper < 4.0, "{level}");
        // The week of 30 January 2025 is the last of its month.
        let january = sides(("2024-01", "2024-12"), ("2025-01", "2025-01"));
        assert_eq!(within(&measure.labels, january.second), [52, 53, 54, 55, 56]);
    }

    #[test]
    fn a_quarter_is_compared_where_all_of_it_lies_within() {
        let mut measure = counts(&values(8, 4, 20.0));
        let quarters = |year| (1..=4).map(move |quarter| format!("{year}-Q{quarter}"));
        measure.labels = quarters(2024).chain(quarters(2025)).collect();
        let of = |first: (&str, &str)| {
            let sides = sides(first, ("2025-01", "2025-12"));
            Compared::of_counts(&measure, Counted::Rate, &sides)
        };
        assert!(ratio(of(("2024-01", "2024-12"))).1 > 1.0);
        assert_eq!(of(("2024-02", "2024-12")), of(("2024-04", "2024-12")));
        assert_eq!(of(("2024-02", "2024-03")), Err(Why::Sides));
    }

    #[test]
    fn a_share_of_few_cases_is_compared_exactly_and_one_of_none_is_not() {
        let mut cases = vec![0.0; 24];
        (cases[3], cases[15]) = (2.0, 4.0);
        let share = |cases: &[f64]| {
            let measure = shown("x", About::HarmShare, cases, Profile::three_sigma_runs());
            Compared::of_counts(&measure, Counted::Share, &years())
        };
        let (_, lower, upper) = ratio(share(&cases));
        assert!(lower < 1.0 && upper > 10.0);
        assert!(matches!(share(&cases), Ok(Compared::Ratio { of: Of::Odds, .. })));
        assert_eq!(share(&[0.0; 24]), Err(Why::Few));
    }

    /// Medians of two years, slow and quick.
    fn medians() -> Points {
        let median = |at: usize| [9.0, 11.0, 10.0][at % 3] - if at < 12 { 0.0 } else { 6.0 };
        Points {
            periods: months(24),
            numerator: (0..24).map(|at| Some(median(at))).collect(),
            denominator: vec![Some(8.0); 24],
            ..Points::default()
        }
    }

    #[test]
    fn medians_are_compared_by_the_difference_of_their_means_in_days() {
        let [sv, ..] = frames();
        let compared = Compared::of_medians(&medians(), &years(), date(2026, 3, 1));
        let Ok(Compared::Days { means, difference, lower, upper }) = compared else {
            panic!("{compared:?}")
        };
        assert_eq!((means, difference), ((10.0, 4.0), -6.0));
        assert!(lower < -6.0 && -6.0 < upper && upper < 0.0);
        assert_eq!(verdict(compared), sv.t("compare-shorter"));
        let turned = sides(("2025-01", "2025-12"), ("2024-01", "2024-12"));
        let turned = Compared::of_medians(&medians(), &turned, date(2026, 3, 1));
        assert_eq!(verdict(turned), sv.t("compare-longer"));
        let before = sides(("2020-01", "2020-12"), ("2024-01", "2024-12"));
        assert_eq!(Compared::of_medians(&medians(), &before, date(2026, 3, 1)), Err(Why::Sides));
    }

    #[test]
    fn quick_cases_of_the_newest_periods_are_not_taken_for_all() {
        let newest = sides(("2024-01", "2024-12"), ("2025-11", "2025-12"));
        let on = |today| Compared::of_medians(&medians(), &newest, today);
        // December is five days old: had it been as slow as the year before, nobody would know.
        assert_eq!(on(date(2026, 1, 5)), Err(Why::Few), "of November alone");
        assert!(on(date(2026, 1, 20)).is_ok());
        let mut quarterly = medians();
        let quarters = |year| (1..=4).map(move |quarter| format!("{year}-Q{quarter}"));
        quarterly.periods = quarters(2024).chain(quarters(2025)).collect();
        quarterly.numerator = [9.0, 11.0, 10.0, 9.0, 4.0, 5.0, 4.0, 5.0].map(Some).to_vec();
        quarterly.denominator.truncate(8);
        let later = Compared::of_medians(&quarterly, &years(), date(2026, 1, 20));
        let Ok(Compared::Days { means, .. }) = later else { panic!("{later:?}") };
        assert_eq!(means, (9.75, 4.5));
        let early = Compared::of_medians(&quarterly, &years(), date(2026, 1, 5));
        let Ok(Compared::Days { means, .. }) = early else { panic!("{early:?}") };
        assert!((means.1 - 13.0 / 3.0).abs() < 1e-12, "without the newest quarter");
    }

    /// Every tenth day, then every fortieth.
    fn occurred() -> Occurred {
        let each = |year, count: i64, days: i64| {
            (0..count).map(move |at| date(year, 1, 5).saturating_add((at * days).days()))
        };
        Occurred {
            days: each(2024, 36, 10).chain(each(2025, 9, 40)).collect(),
            from: "2024-01".parse().unwrap(),
            to: "2025-12".parse().unwrap(),
        }
    }

    #[test]
    fn the_time_between_events_is_compared_by_how_many_there_were() {
        let [sv, ..] = frames();
        let until = "2026-06".parse().unwrap();
        let compared = Compared::of_gaps(&occurred(), until, &years());
        let (level, lower, upper) = ratio(compared);
        assert!(level > 3.9 && level < 4.1 && lower > 1.5 && upper < 9.0, "{compared:?}");
        assert_eq!(verdict(compared), sv.t("compare-longer"));
        let cut = Compared::of_gaps(&occurred(), "2024-12".parse().unwrap(), &years());
        assert_eq!(cut, Err(Why::Sides), "nothing is known of what is not shown");
    }

    #[test]
    fn no_event_at_all_has_an_interval_without_an_upper_end() {
        let [sv, ..] = frames();
        let mut quiet = occurred();
        quiet.days.truncate(36);
        let until = "2026-06".parse().unwrap();
        let compared = Compared::of_gaps(&quiet, until, &years());
        assert!(matches!(
            compared,
            Ok(Compared::Ratio { of: Of::Between, ratio: None, upper: None, .. })
        ));
        let words = compared.unwrap().words(&sv);
        assert!(words[0].contains(&sv.t("compare-open")), "{words:?}");
        assert_eq!(words[1], sv.t("compare-longer"));
        quiet.days.clear();
        assert_eq!(Compared::of_gaps(&quiet, until, &years()), Err(Why::Few));
    }
}
