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
