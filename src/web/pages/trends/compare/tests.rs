//! Sides of every sort of measure, worked out by hand.

use jiff::ToSpan;
use jiff::civil::date;
use tillbud_events::Week;
use tillbud_projections::trend::chart::{Baseline, Design, Kind, Profile, Series, draw};

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
    let Ok(Compared::Ratio { ratio, lower, upper, .. }) = compared else { panic!("{compared:?}") };
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
    let compared = Compared::of_medians(&medians(), &years(), &[], date(2026, 3, 1));
    let Ok(Compared::Days { means, difference, lower, upper }) = compared else {
        panic!("{compared:?}")
    };
    assert_eq!((means, difference), ((10.0, 4.0), -6.0));
    assert!(lower < -6.0 && -6.0 < upper && upper < 0.0);
    assert_eq!(verdict(compared), sv.t("compare-shorter"));
    let turned = sides(("2025-01", "2025-12"), ("2024-01", "2024-12"));
    let turned = Compared::of_medians(&medians(), &turned, &[], date(2026, 3, 1));
    assert_eq!(verdict(turned), sv.t("compare-longer"));
    let before = sides(("2020-01", "2020-12"), ("2024-01", "2024-12"));
    assert_eq!(Compared::of_medians(&medians(), &before, &[], date(2026, 3, 1)), Err(Why::Sides));
}

#[test]
fn quick_cases_of_the_newest_periods_are_not_taken_for_all() {
    let newest = sides(("2024-01", "2024-12"), ("2025-11", "2025-12"));
    let on = |today| Compared::of_medians(&medians(), &newest, &[], today);
    // December is five days old: had it been as slow as the year before, nobody would know.
    assert_eq!(on(date(2026, 1, 5)), Err(Why::Few), "of November alone");
    assert!(on(date(2026, 1, 20)).is_ok());
    let mut quarterly = medians();
    let quarters = |year| (1..=4).map(move |quarter| format!("{year}-Q{quarter}"));
    quarterly.periods = quarters(2024).chain(quarters(2025)).collect();
    quarterly.numerator = [9.0, 11.0, 10.0, 9.0, 4.0, 5.0, 4.0, 5.0].map(Some).to_vec();
    quarterly.denominator.truncate(8);
    let later = Compared::of_medians(&quarterly, &years(), &[], date(2026, 1, 20));
    let Ok(Compared::Days { means, .. }) = later else { panic!("{later:?}") };
    assert_eq!(means, (9.75, 4.5));
    let early = Compared::of_medians(&quarterly, &years(), &[], date(2026, 1, 5));
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
    let compared = Compared::of_gaps(&occurred(), until, &years(), &[]);
    let (level, lower, upper) = ratio(compared);
    assert!(level > 3.9 && level < 4.1 && lower > 1.5 && upper < 9.0, "{compared:?}");
    assert_eq!(verdict(compared), sv.t("compare-longer"));
    let cut = Compared::of_gaps(&occurred(), "2024-12".parse().unwrap(), &years(), &[]);
    assert_eq!(cut, Err(Why::Sides), "nothing is known of what is not shown");
}

#[test]
fn no_event_at_all_has_an_interval_without_an_upper_end() {
    let [sv, ..] = frames();
    let mut quiet = occurred();
    quiet.days.truncate(36);
    let until = "2026-06".parse().unwrap();
    let compared = Compared::of_gaps(&quiet, until, &years(), &[]);
    assert!(matches!(
        compared,
        Ok(Compared::Ratio { of: Of::Between, ratio: None, upper: None, .. })
    ));
    let words = compared.unwrap().words(&sv);
    assert!(words[0].contains(&sv.t("compare-open")), "{words:?}");
    assert_eq!(words[1], sv.t("compare-longer"));
    quiet.days.clear();
    assert_eq!(Compared::of_gaps(&quiet, until, &years(), &[]), Err(Why::Few));
}

#[test]
fn what_people_left_out_of_the_chart_counts_on_no_side() {
    let mut counted = values(24, 99, 0.0);
    counted[15] = 400.0;
    let mut measure = counts(&counted);
    let with_all = ratio(Compared::of_counts(&measure, Counted::Rate, &years())).0;
    assert!(with_all > 3.0, "{with_all}");
    let numerator = counted.iter().copied().map(Some).collect();
    let series = Series { numerator, ..Series::default() };
    let baseline = Baseline { exclude: vec![15], ..Baseline::default() };
    measure.chart = draw(&series, &Design { baseline, ..Design::of(Kind::Count) }).unwrap();
    let without = ratio(Compared::of_counts(&measure, Counted::Rate, &years())).0;
    assert!((0.9..1.1).contains(&without), "{without}");

    let march: [Month; 1] = ["2025-03".parse().unwrap()];
    let mut slow = medians();
    slow.numerator[14] = Some(60.0);
    let compared = Compared::of_medians(&slow, &years(), &march, date(2026, 3, 1));
    let Ok(Compared::Days { means, .. }) = compared else { panic!("{compared:?}") };
    assert_eq!(means, (10.0, 4.0));
    assert!(is_left_out("2025-Q1", &march) && !is_left_out("2025-Q2", &march));
    assert!(is_left_out("2025-W10", &march) && !is_left_out("2025-W15", &march));

    let until = "2026-06".parse().unwrap();
    let level = ratio(Compared::of_gaps(&occurred(), until, &years(), &march)).0;
    let by_hand = (334.0 / 8.0) / (366.0 / 36.0);
    assert!((level - by_hand).abs() < 1e-6, "{level}");
}
