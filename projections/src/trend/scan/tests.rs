//! The published example of the false-discovery rate, and how often quiet towns alarm.

use super::*;
use crate::trend::simulation::Chance;

fn test_with(p: f64) -> Test {
    Test {
        series: 0,
        window: 1,
        observed: 3,
        baseline: 9,
        share: Some(0.1),
        expected: Some(1.0),
        p,
        p_min: 0.0,
        is_testable: true,
        p_adjusted: None,
        is_signal: false,
        is_provisional: false,
    }
}

/// Benjamini & Hochberg 1995, section 3.2: of these fifteen, four are kept at 5 %.
#[test]
fn the_false_discovery_rate_keeps_what_was_published() {
    let published = [
        0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262,
        0.5719, 0.6528, 0.7590, 1.0,
    ];
    let mut tests: Vec<Test> = published.map(test_with).to_vec();
    tests.reverse();
    adjust(&mut tests, 0.05);
    let kept: Vec<f64> = tests.iter().rev().filter(|test| test.is_signal).map(|t| t.p).collect();
    assert_eq!(kept, published[..4]);
}

#[test]
fn a_town_without_reports_has_no_alarm_and_a_short_history_no_scan() {
    let nothing = vec![vec![0; 60]; 4];
    let scan = |weeks: usize| super::scan(&nothing, &[0.0; 60], weeks, &Settings::default());
    assert!(scan(60).unwrap().tests.iter().all(|test| !test.is_testable && !test.is_signal));
    assert!(scan(50).unwrap().is_provisional);
    assert!(scan(27).unwrap().is_provisional);
    assert_eq!(scan(26), Err(ScanError::TooLittleHistory { weeks: 25 }));
    assert_eq!(scan(61), Err(ScanError::NoSuchWeek { week: 61, weeks: 60 }));
}

/// Of week 30 with windows of 1 and 8 weeks, 29 and 22 weeks lie before.
#[test]
fn a_window_is_compared_with_the_weeks_that_lie_before_it() {
    let settings = Settings { windows: vec![1, 8, 40], ..Settings::default() };
    let found = scan(&[vec![1; 30]], &[10.0; 30], 30, &settings).unwrap();
    let counted: Vec<_> = found.tests.iter().map(|t| (t.observed, t.baseline)).collect();
    assert_eq!(counted, [(1, 29), (8, 22), (30, 0)]);
    assert_eq!(found.tests[1].share, Some(8.0 / 30.0));
    assert!(!found.tests[2].is_testable && found.tests[2].expected.is_none());
}

/// Of week 40 a series that began after 13 weeks has 26 before the shortest window.
#[test]
fn a_series_that_began_later_is_held_against_its_own_weeks_and_a_young_one_is_in_no_test() {
    let settings = Settings { windows: vec![1, 8], ..Settings::default() };
    let series = vec![vec![1; 40]; 3];
    let found = scan_since(&series, &[0, 13, 14], &[10.0; 40], 40, &settings).unwrap();
    let told: Vec<_> =
        found.tests.iter().map(|t| (t.window, t.series, t.baseline, t.share)).collect();
    let share = |window: f64, weeks: f64| Some(window / (window + weeks));
    let expected = [
        (1, 0, 39, share(1.0, 39.0)),
        (1, 1, 26, share(1.0, 26.0)),
        (8, 0, 32, share(8.0, 32.0)),
        (8, 1, 19, share(8.0, 19.0)),
    ];
    assert_eq!(told, expected);
    assert!(found.tests.iter().all(|test| test.is_provisional));
    let whole = scan(&series, &[10.0; 40], 40, &settings).unwrap();
    assert_ne!(whole.provenance.profile, found.provenance.profile);
    assert_ne!(whole.provenance.input_sha256, found.provenance.input_sha256);
}

#[test]
fn severe_harm_is_held_against_time_and_not_against_reporting() {
    let mut severe = vec![0; 60];
    severe[5] = 1;
    severe[56..].copy_from_slice(&[2, 1, 2, 1]);
    let found = scan(&[severe], &[1.0; 60], 60, &Settings::default()).unwrap();
    assert!(found.tests.iter().any(|test| test.window == 4 && test.is_signal));
}

const UNITS: usize = 40;
const CATEGORIES: usize = 12;
const WEEKS: usize = 112;

/// One town: so many reports a week, spread unevenly over units and categories, with a
/// season, and with units that have good and bad weeks. `campaign` multiplies all reports of
/// a week.
fn town(chance: &mut Chance, per_week: f64, campaign: impl Fn(usize) -> f64) -> Vec<Vec<u64>> {
    let mut leaves = vec![Vec::new(); UNITS * CATEGORIES];
    let unit_share = |unit: usize| 1.0 / (unit + 4) as f64;
    let category_share = |category: usize| 1.0 / (category + 2) as f64;
    let shares: f64 =
        (0..UNITS).map(unit_share).sum::<f64>() * (0..CATEGORIES).map(category_share).sum::<f64>();
    for week in 0..WEEKS {
        let season = 1.0 + 0.3 * (week as f64 / 52.0 * std::f64::consts::TAU).sin();
        for unit in 0..UNITS {
            let mood = chance.gamma(8) / 8.0;
            for category in 0..CATEGORIES {
                let share = unit_share(unit) * category_share(category) / shares;
                let mean = per_week * season * mood * campaign(week) * share;
                leaves[category * UNITS + unit].push(chance.poisson(mean) as u64);
            }
        }
    }
    leaves
}

/// New alerts a week in quiet towns.
fn alerts_per_week(campaign: impl Fn(usize) -> f64 + Copy) -> f64 {
    let mut chance = Chance::seeded(5);
    let settings = Settings::default();
    let (mut raised, mut weeks) = (0.0, 0.0);
    for _ in 0..4 {
        let leaves = town(&mut chance, 2000.0 / 52.0, campaign);
        let sum = |series: &[Vec<u64>]| -> Vec<u64> {
            (0..WEEKS).map(|week| series.iter().map(|counts| counts[week]).sum()).collect()
        };
        let categories: Vec<Vec<u64>> = leaves.chunks(UNITS).map(sum).collect();
        let all: Vec<f64> = sum(&leaves).into_iter().map(|count| count as f64).collect();
        let mut watches = [Watch::default(); CATEGORIES];
        for week in 61..=WEEKS {
            let leaf = scan(&leaves, &all, week, &settings).unwrap();
            let whole = scan(&categories, &all, week, &settings).unwrap();
            let alerts = group(&leaf, &whole, UNITS);
            for (category, watch) in watches.iter_mut().enumerate() {
                let alert = alerts.iter().find(|alert| alert.category == category);
                let tests = |alert: &Alert| {
                    let units = alert.units.iter().map(|(_, test)| test.observed);
                    units.chain(alert.whole.iter().map(|test| test.observed)).max().unwrap_or(0)
                };
                let (next, standing) = watch.after(alert.map(tests));
                *watch = next;
                raised += if standing == Standing::Raised { 1.0 } else { 0.0 };
            }
            weeks += 1.0;
        }
    }
    raised / weeks
}

#[test]
fn a_quiet_town_alarms_less_than_once_in_six_weeks() {
    let rate = alerts_per_week(|_| 1.0);
    assert!(rate <= 0.15, "{rate}");
}

#[test]
fn a_campaign_that_doubles_all_reports_alarms_no_more_often() {
    let rate = alerts_per_week(|week| if week < 80 { 1.0 } else { 2.0 });
    assert!(rate <= 0.15, "{rate}");
}

/// Weeks before the new unit, in each of its towns.
const BEFORE: usize = 60;
/// Weeks with it.
const WITH: usize = 60;
/// Units that were there before.
const OLD_UNITS: usize = 20;
const FEW_CATEGORIES: usize = 8;
const TOWNS: usize = 30;

/// A town of which each unit tells as much of each category, two reports a week in all; one unit
/// is new. By category, then by unit, the new one last.
fn grown_town(chance: &mut Chance) -> Vec<Vec<u64>> {
    let mut leaves = vec![Vec::new(); (OLD_UNITS + 1) * FEW_CATEGORIES];
    let mean = 2.0 / FEW_CATEGORIES as f64;
    for week in 0..BEFORE + WITH {
        for unit in 0..=OLD_UNITS {
            let mean = if unit == OLD_UNITS && week < BEFORE { 0.0 } else { mean };
            for category in 0..FEW_CATEGORIES {
                leaves[category * (OLD_UNITS + 1) + unit].push(chance.poisson(mean) as u64);
            }
        }
    }
    leaves
}

/// In how many towns the new unit stands out in one of its first six weeks, and in what share of
/// the weeks after these.
fn new_units_found(is_known: bool) -> (usize, f64) {
    let mut chance = Chance::seeded(7);
    let settings = Settings::default();
    let is_new = |leaf: usize| leaf % (OLD_UNITS + 1) == OLD_UNITS;
    let (mut early, mut later) = (0, 0.0);
    for _ in 0..TOWNS {
        let leaves = grown_town(&mut chance);
        let sum = |week: usize| leaves.iter().map(|counts| counts[week]).sum::<u64>() as f64;
        let all: Vec<f64> = (0..BEFORE + WITH).map(sum).collect();
        let has_told = |week: &usize| {
            leaves.iter().enumerate().any(|(leaf, counts)| is_new(leaf) && counts[*week] > 0)
        };
        let first = (BEFORE..).find(has_told).unwrap();
        let first = |leaf: usize| if is_known && is_new(leaf) { first } else { 0 };
        let firsts: Vec<usize> = (0..leaves.len()).map(first).collect();
        let is_found = |week: usize| {
            let found = scan_since(&leaves, &firsts, &all, week, &settings).unwrap();
            found.tests.iter().any(|test| test.is_signal && is_new(test.series))
        };
        early += usize::from((BEFORE + 1..=BEFORE + 6).any(is_found));
        let weeks = BEFORE + 7..=BEFORE + WITH;
        later += weeks.clone().filter(|week| is_found(*week)).count() as f64 / weeks.count() as f64;
    }
    (early, later / TOWNS as f64)
}

/// Held against weeks in which it was not there, a new unit stands out in nearly every second
/// town, and again and again.
#[test]
fn a_new_unit_is_no_cluster() {
    let (early, later) = new_units_found(true);
    assert_eq!(early, 0);
    assert!(later <= 0.02, "{later}");
    let (early, later) = new_units_found(false);
    assert!(early >= TOWNS / 3 && later >= 0.03, "{early} {later}");
}
