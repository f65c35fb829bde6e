//! How often stable series are called signals: within two points of what was found with
//! 20,000 runs each in R (spc.md, table 1.4). Seeded, so the answer is the same every time.

use super::{Baseline, Chart, Design, Kind, Profile, Series, Signals, draw};
use crate::trend::simulation::Chance;

const RUNS: u32 = 3_000;
/// Two points, and what 3,000 runs are off by themselves.
const TOLERANCE: f64 = 0.02;

fn series(numerator: Vec<f64>, denominator: Option<Vec<f64>>) -> Series {
    let present = |numbers: Vec<f64>| numbers.into_iter().map(Some).collect();
    Series {
        numerator: present(numerator),
        denominator: denominator.map(present),
        is_last_incomplete: false,
    }
}

#[derive(Default)]
struct Alarms {
    outside: u32,
    unscreened: u32,
    dots: u32,
    runs: u32,
    default: u32,
}

fn has_outside(chart: &Chart) -> bool {
    match &chart.signals {
        Signals::ThreeSigmaRuns { outside, .. } => outside.contains(&true),
        Signals::MakingDataCount(dots) => dots.outside.contains(&true),
    }
}

fn has_runs(chart: &Chart) -> bool {
    matches!(&chart.signals, Signals::ThreeSigmaRuns { runs, .. } if runs.contains(&true))
}

fn has_any(chart: &Chart) -> bool {
    match &chart.signals {
        Signals::ThreeSigmaRuns { outside, runs } => {
            outside.contains(&true) || runs.contains(&true)
        }
        Signals::MakingDataCount(dots) => {
            [&dots.outside, &dots.shift, &dots.trend, &dots.two_of_three]
                .iter()
                .any(|flags| flags.contains(&true))
        }
    }
}

fn simulate(points: usize, is_count: bool, mut value: impl FnMut(&mut Chance) -> f64) -> Alarms {
    let mut chance = Chance::seeded(20_261_126);
    let mut alarms = Alarms::default();
    let with = |profile| Design { profile, ..Design::of(Kind::Individuals) };
    let screened = with(Profile::three_sigma_runs());
    let unscreened = with(Profile { screen_moving_ranges: false, ..Profile::three_sigma_runs() });
    let dots = with(Profile::making_data_count());
    for _ in 0..RUNS {
        let series = series((0..points).map(|_| value(&mut chance)).collect(), None);
        let single = draw(&series, &screened).unwrap();
        let default = if is_count {
            draw(&series, &Design::of(Kind::Count)).unwrap()
        } else {
            single.clone()
        };
        let add = |count: &mut u32, is_so: bool| *count += u32::from(is_so);
        add(&mut alarms.outside, has_outside(&single));
        add(&mut alarms.unscreened, has_outside(&draw(&series, &unscreened).unwrap()));
        add(&mut alarms.dots, has_any(&draw(&series, &dots).unwrap()));
        add(&mut alarms.runs, has_runs(&default));
        add(&mut alarms.default, has_any(&default));
    }
    alarms
}

#[track_caller]
fn assert_rates(alarms: &Alarms, published: [f64; 5]) {
    let Alarms { outside, unscreened, dots, runs, default } = alarms;
    let found = [outside, unscreened, dots, runs, default].map(|n| f64::from(*n) / f64::from(RUNS));
    let is_close = found.iter().zip(published).all(|(one, other)| (one - other).abs() <= TOLERANCE);
    assert!(is_close, "{found:?} instead of {published:?}");
}

#[test]
fn stable_normal_series_are_called_signals_as_often_as_published() {
    assert_rates(&simulate(12, false, Chance::normal), [0.06, 0.03, 0.08, 0.02, 0.07]);
    assert_rates(&simulate(24, false, Chance::normal), [0.10, 0.06, 0.19, 0.04, 0.12]);
    assert_rates(&simulate(36, false, Chance::normal), [0.13, 0.09, 0.29, 0.05, 0.17]);
}

#[test]
fn stable_counts_are_called_signals_as_often_as_published() {
    assert_rates(&simulate(24, true, |chance| chance.poisson(5.0)), [0.13, 0.09, 0.24, 0.05, 0.13]);
    assert_rates(&simulate(24, true, |chance| chance.poisson(1.5)), [0.24, 0.18, 0.36, 0.07, 0.21]);
}

/// Why charts of rare counts are refused: most stable ones would be called a signal.
#[test]
fn stable_rare_counts_are_called_signals_most_of_the_time() {
    assert_rates(&simulate(24, true, |chance| chance.poisson(0.3)), [0.65, 0.60, 0.79, 0.40, 0.54]);
}

/// Laney's charts hold where plain ones alarm, and cost a little where plain ones would do.
#[test]
fn prime_charts_hold_under_overdispersion() {
    let rate = |kind, floor, dispersed: bool| {
        let mut chance = Chance::seeded(7);
        let profile = Profile { sigma_z_floor: floor, ..Profile::three_sigma_runs() };
        let design = Design { profile, ..Design::of(kind) };
        let alarms = (0..RUNS).filter(|_| {
            let count = |chance: &mut Chance| {
                // Negative binomial with mean 20 and twice its variance.
                let mean = if dispersed { chance.gamma(20) } else { 20.0 };
                chance.poisson(mean)
            };
            let y: Vec<f64> = (0..24).map(|_| count(&mut chance)).collect();
            has_outside(&draw(&series(y, Some(vec![100.0; 24])), &design).unwrap())
        });
        alarms.count() as f64 / f64::from(RUNS)
    };
    let found = [
        rate(Kind::Rate, None, true),
        rate(Kind::RatePrime, None, true),
        rate(Kind::RatePrime, None, false),
        rate(Kind::Rate, None, false),
        rate(Kind::RatePrime, Some(1.0), false),
    ];
    let published = [0.52, 0.12, 0.10, 0.05, 0.03];
    let is_close = found.iter().zip(published).all(|(one, other)| (one - other).abs() <= TOLERANCE);
    assert!(is_close, "{found:?} instead of {published:?}");
}

/// A level that moves half-way by one, two or three standard deviations is found as often as
/// published.
#[test]
fn a_shift_half_way_is_found_as_often_as_published() {
    let power = |by: f64, design: &Design| {
        let mut chance = Chance::seeded(3);
        let found = (0..RUNS).filter(|_| {
            let shift = |at| if at < 12 { 0.0 } else { by };
            let y = (0..24).map(|at| chance.normal() + shift(at)).collect();
            has_any(&draw(&series(y, None), design).unwrap())
        });
        found.count() as f64 / f64::from(RUNS)
    };
    let dots = Design { profile: Profile::making_data_count(), ..Design::of(Kind::Individuals) };
    let runs = Design::of(Kind::Individuals);
    for (by, published) in [(1.0, [0.45, 0.30]), (2.0, [0.85, 0.75]), (3.0, [0.99, 0.98])] {
        let found = [power(by, &dots), power(by, &runs)];
        let mut pairs = found.iter().zip(published);
        let is_close = pairs.all(|(one, other)| (one - other).abs() <= TOLERANCE);
        assert!(is_close, "{found:?} instead of {published:?} at {by}");
    }
}

/// A baseline of only 12 points alarms far more often later on: why 20 are asked for.
#[test]
fn a_short_frozen_baseline_alarms_more_often() {
    let rate = |profile: Profile, alarms: fn(&Chart) -> bool| {
        let baseline = Baseline { freeze: Some(12), ..Baseline::default() };
        let design = Design { baseline, profile, ..Design::of(Kind::Individuals) };
        let mut chance = Chance::seeded(11);
        let found = (0..RUNS).filter(|_| {
            let y = (0..24).map(|_| chance.normal()).collect();
            alarms(&draw(&series(y, None), &design).unwrap())
        });
        found.count() as f64 / f64::from(RUNS)
    };
    let dots = rate(Profile::making_data_count(), has_any);
    assert!((dots - 0.33).abs() <= TOLERANCE, "{dots}");
    let runs = rate(Profile::three_sigma_runs(), has_runs);
    assert!((runs - 0.07).abs() <= TOLERANCE, "{runs}");
}
