//! Laws that hold for every series.

use proptest::prelude::*;

use super::{
    Baseline, Chart, ChartError, Design, Kind, Profile, Series, Signals, Status, draw, draw_samples,
};

const KINDS: [Kind; 11] = [
    Kind::Run,
    Kind::Individuals,
    Kind::MovingRange,
    Kind::Count,
    Kind::Rate,
    Kind::RatePrime,
    Kind::Share,
    Kind::SharePrime,
    Kind::IndividualsPrime,
    Kind::Gap,
    Kind::Time,
];

fn series(kind: Kind, points: &[(u8, u8, bool)]) -> Series {
    let numerator =
        points.iter().map(|(y, _, is_there)| is_there.then_some(f64::from(*y))).collect();
    let denominator = points.iter().map(|(y, n, _)| Some(f64::from(*y) + f64::from(*n))).collect();
    let denominator = kind.weighs_points().then_some(denominator);
    Series { numerator, denominator, is_last_incomplete: false }
}

fn of(values: &[f64]) -> Series {
    let numerator = values.iter().copied().map(Some).collect();
    Series { numerator, denominator: None, is_last_incomplete: false }
}

fn over(values: &[f64], sizes: &[f64]) -> Series {
    Series { denominator: Some(sizes.iter().copied().map(Some).collect()), ..of(values) }
}

fn drawn(series: &Series, kind: Kind) -> Chart {
    draw(series, &Design::of(kind)).unwrap()
}

fn flags(chart: &Chart) -> Vec<Vec<bool>> {
    match &chart.signals {
        Signals::ThreeSigmaRuns { outside, runs } => vec![outside.clone(), runs.clone()],
        Signals::MakingDataCount(dots) => vec![
            dots.outside.clone(),
            dots.shift.clone(),
            dots.trend.clone(),
            dots.two_of_three.clone(),
        ],
    }
}

fn lines(chart: &Chart) -> Vec<f64> {
    chart
        .points
        .iter()
        .flat_map(|point| {
            let limits = point
                .limits
                .map(|l| [Some(l.lower), Some(l.upper), l.near_lower, Some(l.near_upper)]);
            [point.value, point.centre].into_iter().chain(limits.into_iter().flatten()).flatten()
        })
        .collect()
}

fn is_close(one: f64, other: f64) -> bool {
    (one - other).abs() <= 1e-9 * one.abs().max(other.abs()).max(1.0)
}

fn counts() -> impl Strategy<Value = Vec<f64>> {
    prop::collection::vec((0_u8..30).prop_map(f64::from), 12..40)
}

fn points() -> impl Strategy<Value = Vec<(u8, u8, bool)>> {
    prop::collection::vec((0_u8..20, 0_u8..60, prop::bool::weighted(0.9)), 1..40)
}

proptest! {
    #[test]
    fn no_series_panics_or_lets_a_number_out_that_is_not_finite(
        points in points(), kind in prop::sample::select(&KINDS[..]), dots in any::<bool>(),
    ) {
        let profile = if dots { Profile::making_data_count() } else { Profile::three_sigma_runs() };
        let chart = draw(&series(kind, &points), &Design { profile, ..Design::of(kind) }).unwrap();
        prop_assert!(lines(&chart).iter().all(|number| number.is_finite()));
        prop_assert!(chart.parts.iter().all(|part| part.sigma_z.is_none_or(f64::is_finite)));
        let has_limits = chart.points.iter().any(|point| point.limits.is_some());
        prop_assert!(!has_limits || chart.parts[0].baseline_points >= 10);
        if chart.status != Status::Ok {
            prop_assert!(!flags(&chart).concat().contains(&true));
        }
    }

    #[test]
    fn adding_a_constant_moves_single_values_with_their_lines(values in counts()) {
        let moved: Vec<f64> = values.iter().map(|value| value + 1000.0).collect();
        let (chart, moved) = (drawn(&of(&values), Kind::Individuals), drawn(&of(&moved), Kind::Individuals));
        for (one, other) in lines(&chart).into_iter().zip(lines(&moved)) {
            prop_assert!(is_close(one + 1000.0, other));
        }
    }

    #[test]
    fn a_rate_scales_with_its_exposure(values in counts()) {
        let sizes: Vec<f64> = (0..values.len()).map(|at| 10.0 + at as f64).collect();
        let larger: Vec<f64> = sizes.iter().map(|size| size * 4.0).collect();
        let (chart, scaled) =
            (drawn(&over(&values, &sizes), Kind::Rate), drawn(&over(&values, &larger), Kind::Rate));
        for (one, other) in lines(&chart).into_iter().zip(lines(&scaled)) {
            prop_assert!(is_close(one, other * 4.0));
        }
        prop_assert_eq!(flags(&chart), flags(&scaled));
    }

    #[test]
    fn a_rate_of_one_exposure_is_a_count(values in counts()) {
        let ones = vec![1.0; values.len()];
        let (rate, count) = (drawn(&over(&values, &ones), Kind::Rate), drawn(&of(&values), Kind::Count));
        for (one, other) in lines(&rate).into_iter().zip(lines(&count)) {
            prop_assert!(is_close(one, other));
        }
        prop_assert_eq!(flags(&rate), flags(&count));
    }

    #[test]
    fn a_prime_chart_is_the_plain_one_stretched_by_its_sigma(values in counts()) {
        let sizes: Vec<f64> = values.iter().map(|value| value + 40.0).collect();
        let (prime, plain) =
            (drawn(&over(&values, &sizes), Kind::SharePrime), drawn(&over(&values, &sizes), Kind::Share));
        let Some(sigma_z) = prime.parts[0].sigma_z else { return Ok(()) };
        for (prime, plain) in prime.points.iter().zip(&plain.points) {
            let (Some(p), Some(q)) = (prime.limits, plain.limits) else { continue };
            let centre = prime.centre.unwrap();
            if p.upper < 1.0 && q.upper < 1.0 {
                prop_assert!(is_close(p.upper - centre, (q.upper - centre) * sigma_z));
            }
        }
    }

    #[test]
    fn taylors_chart_of_values_without_weights_gives_each_the_weight_one(values in counts()) {
        let ones = vec![1.0; values.len()];
        let (weighted, unweighted) = (
            drawn(&over(&values, &ones), Kind::IndividualsPrime),
            drawn(&of(&values), Kind::IndividualsPrime),
        );
        prop_assert_eq!(&weighted.points, &unweighted.points);
        prop_assert_eq!(flags(&weighted), flags(&unweighted));
    }

    /// Both spread by the ranges of neighbours; only the constant that makes a standard deviation
    /// of a range differs (√π / 2 and 1 / 1.128), and from where on a range is extreme.
    #[test]
    fn equal_weights_make_taylors_chart_one_of_single_values(values in counts()) {
        let ones = vec![1.0; values.len()];
        let ranges = || values.windows(2).map(|pair| (pair[1] - pair[0]).abs());
        let mean = ranges().sum::<f64>() / (values.len() - 1) as f64;
        let is_between = |range: f64| range >= 3.266 * mean && range <= 3.2675 * mean;
        prop_assume!(mean > 0.0 && !ranges().any(is_between));
        for screen_moving_ranges in [false, true] {
            let profile = Profile { screen_moving_ranges, ..Profile::three_sigma_runs() };
            let design = |kind| Design { profile, ..Design::of(kind) };
            let weighted = draw(&over(&values, &ones), &design(Kind::IndividualsPrime)).unwrap();
            let single = draw(&of(&values), &design(Kind::Individuals)).unwrap();
            for (one, other) in weighted.points.iter().zip(&single.points) {
                prop_assert!(is_close(one.centre.unwrap(), other.centre.unwrap()));
                let reach = |point: &super::Point| point.limits.unwrap().upper - point.centre.unwrap();
                let constants = std::f64::consts::PI.sqrt() / 2.0 * 1.128;
                prop_assert!(is_close(reach(one), reach(other) * constants));
            }
        }
    }

    #[test]
    fn parts_do_not_know_of_each_other(first in counts(), second in counts()) {
        let both = [first.as_slice(), second.as_slice()].concat();
        let baseline = Baseline { rebase: vec![first.len()], ..Baseline::default() };
        let both = draw(&of(&both), &Design { baseline, ..Design::of(Kind::Individuals) }).unwrap();
        let alone =
            [drawn(&of(&first), Kind::Individuals), drawn(&of(&second), Kind::Individuals)];
        prop_assert_eq!(lines(&both), [lines(&alone[0]), lines(&alone[1])].concat());
    }

    #[test]
    fn a_missing_period_changes_nothing_but_keeps_its_place(values in counts(), at in 0_usize..12) {
        let mut with_gap = of(&values);
        with_gap.numerator.insert(at, None);
        let (chart, gap) = (drawn(&of(&values), Kind::Count), drawn(&with_gap, Kind::Count));
        let mut flagged = flags(&gap);
        for flags in &mut flagged {
            flags.remove(at);
        }
        prop_assert_eq!(gap.points[at].value, None);
        prop_assert_eq!(flagged, flags(&chart));
        prop_assert_eq!(gap.points.last().unwrap().limits, chart.points.last().unwrap().limits);
    }

    #[test]
    fn a_frozen_baseline_ignores_what_follows(values in counts(), later in counts()) {
        let baseline = Baseline { freeze: Some(values.len()), ..Baseline::default() };
        let design = Design { baseline, ..Design::of(Kind::Individuals) };
        let both = [values.as_slice(), later.as_slice()].concat();
        let frozen = draw(&of(&both), &design).unwrap();
        let alone = drawn(&of(&values), Kind::Individuals);
        prop_assert_eq!(frozen.points[0].centre, alone.points[0].centre);
        if alone.status == Status::Ok {
            prop_assert_eq!(frozen.points.last().unwrap().limits, alone.points[0].limits);
        }
    }
}

#[test]
fn the_ladder_gives_values_then_a_centre_then_limits_then_trust() {
    let status = |points: usize| {
        let values: Vec<f64> = (0..points).map(|at| (at % 3) as f64 + 4.0).collect();
        let chart = drawn(&of(&values), Kind::Count);
        let point = &chart.points[0];
        let maturity = chart.parts[0].maturity.map(|m| format!("{m:?}")).unwrap_or_default();
        (point.centre.is_some(), point.limits.is_some(), maturity)
    };
    for (points, centre, limits, maturity) in [
        (1, false, false, ""),
        (2, false, false, ""),
        (3, true, false, ""),
        (9, true, false, ""),
        (10, true, true, "Trial"),
        (12, true, true, "Trial"),
        (13, true, true, "Provisional"),
        (19, true, true, "Provisional"),
        (20, true, true, "Full"),
    ] {
        assert_eq!(status(points), (centre, limits, maturity.to_owned()), "{points}");
    }
}

/// Twelve points at 4 to 6, twelve at 14 to 16, of which the first six are frozen.
#[test]
fn a_freeze_of_the_newest_level_leaves_earlier_ones_alone() {
    let level = |at: usize| if at < 12 { 4.0 } else { 14.0 };
    let values: Vec<f64> =
        (0..24).map(|at| level(at) + (at % 3) as f64 + (at / 18) as f64).collect();
    let drawn = |freeze, freezes_every_part| {
        let baseline = Baseline { freeze, rebase: vec![12], exclude: vec![] };
        let profile = Profile { limits_points_min: 3, ..Profile::three_sigma_runs() };
        let design =
            Design { baseline, profile, freezes_every_part, ..Design::of(Kind::Individuals) };
        let chart = draw(&of(&values), &design).unwrap();
        let counts: Vec<_> = chart.parts.iter().map(|part| part.baseline_points).collect();
        (counts, chart.points[0].limits, chart.points[12].limits)
    };
    let (free, newest, every) = (drawn(None, false), drawn(Some(6), false), drawn(Some(6), true));
    assert_eq!(
        (&free.0[..], &newest.0[..], &every.0[..]),
        (&[12, 12][..], &[12, 6][..], &[6, 6][..])
    );
    assert_eq!(newest.1, free.1);
    assert_eq!(newest.2, every.2);
    assert_ne!(newest.2, free.2);
}

/// By Python from qicharts2's formulas (`qic.xbar`, `a3`): `c4 = math.sqrt(2 / (n - 1)) *
/// math.exp(math.lgamma(n / 2) - math.lgamma((n - 1) / 2))`, limits at `centre ± 3 * s / (c4 *
/// math.sqrt(n))` with the mean or the pooled `statistics.stdev` of the samples as `s`.
#[test]
fn means_of_samples_are_judged_by_the_spread_within_them() {
    let value = |i: usize, j: usize| Some((5 + (3 * i + 7 * j) % 11) as f64);
    let sample = |i: usize, size: usize| (0..size).map(|j| value(i, j)).collect::<Vec<_>>();
    let even: Vec<_> = (0..12).map(|i| sample(i, 4)).collect();
    let uneven: Vec<_> = (0..12).map(|i| sample(i, 2 + i % 3)).collect();
    let at = |samples: &[Vec<Option<f64>>], at: usize| {
        let point = &draw_samples(samples, &Design::of(Kind::Run)).unwrap().points[at];
        let limits = point.limits.unwrap();
        [point.centre.unwrap(), limits.lower, limits.upper, limits.near_upper]
    };
    for (found, expected) in [
        (at(&even, 1), [10.0, 4.314_556_220_650, 15.685_443_779_350, 13.790_295_852_900]),
        (
            at(&uneven, 0),
            [9.777_777_777_778, 0.244_399_902_090, 19.311_155_653_465, 16.133_363_028_236],
        ),
        (
            at(&uneven, 1),
            [9.777_777_777_778, 2.769_742_185_989, 16.785_813_369_566, 14.449_801_505_637],
        ),
    ] {
        assert!(
            found.into_iter().zip(expected).all(|(one, other)| is_close(one, other)),
            "{found:?}"
        );
    }
    let mut gaps = even;
    gaps[3] = vec![None; 4];
    gaps[4] = vec![Some(8.0), None];
    let gaps = draw_samples(&gaps, &Design::of(Kind::SampleMean)).unwrap();
    assert_eq!((gaps.points[3].value, gaps.points[3].limits), (None, None));
    assert_eq!((gaps.points[4].value, gaps.points[4].limits), (Some(8.0), None));
    let refused = draw(&of(&[1.0]), &Design::of(Kind::SampleMean));
    assert_eq!(refused, Err(ChartError::NoSamples { kind: "xbar" }));
}

/// qicharts2 and NHSRplotthedots screen every range of 0 out and have no limits at all.
#[test]
fn a_baseline_without_variation_judges_no_later_point() {
    let mut values = vec![4.0; 24];
    values[15] = 9.0;
    let frozen = Baseline { freeze: Some(12), ..Baseline::default() };
    let excluded = Baseline { exclude: vec![15], ..Baseline::default() };
    let sizes = vec![40.0; 24];
    for (kind, series) in [
        (Kind::Individuals, of(&values)),
        (Kind::Time, of(&values)),
        (Kind::RatePrime, over(&values, &sizes)),
        (Kind::SharePrime, over(&values, &sizes)),
    ] {
        for baseline in [frozen.clone(), excluded.clone()] {
            for profile in [Profile::three_sigma_runs(), Profile::making_data_count()] {
                let design = Design { baseline: baseline.clone(), profile, ..Design::of(kind) };
                let chart = draw(&series, &design).unwrap();
                assert_eq!(chart.status, Status::NoVariation, "{kind:?}");
                let (limits, centre) = (chart.points[15].limits.unwrap(), chart.points[15].centre);
                assert_eq!((Some(limits.lower), Some(limits.upper)), (centre, centre));
                assert!(!flags(&chart).concat().contains(&true));
            }
        }
    }
    let design = Design { baseline: frozen, ..Design::of(Kind::Count) };
    let count = draw(&of(&values), &design).unwrap();
    assert_eq!(count.status, Status::Ok, "Poisson tells how far counts spread");
}

/// As in qicharts2, where the power of a negative number is none, and only the outer limit is
/// then put at zero.
#[test]
fn a_time_chart_whose_near_limit_would_be_negative_has_none() {
    let near_lower = |values: &[f64]| {
        let limits = drawn(&of(values), Kind::Time).points[0].limits.unwrap();
        (limits.lower, limits.near_lower)
    };
    let wide: Vec<f64> = (0..24).map(|at| if at % 2 == 0 { 0.1 } else { 100.0 }).collect();
    assert_eq!(near_lower(&wide), (0.0, None));
    let narrow: Vec<f64> = (0..24).map(|at| 50.0 + (at % 3) as f64).collect();
    let (lower, near) = near_lower(&narrow);
    assert!(lower > 0.0 && near.unwrap() > lower);
}

/// As in qicharts2, which forgets a denominator whose numerator is missing.
#[test]
fn a_point_that_was_not_counted_has_no_limits_of_its_own() {
    let values: Vec<f64> = (0..24).map(|at| 5.0 + (at % 4) as f64).collect();
    let sizes: Vec<f64> = (0..24).map(|at| 50.0 + at as f64).collect();
    for kind in KINDS.into_iter().filter(|kind| kind.weighs_points()) {
        for level in [values.clone(), vec![0.0; 24]] {
            let mut gap = over(&level, &sizes);
            gap.numerator[7] = None;
            let chart = drawn(&gap, kind);
            assert_eq!((chart.points[7].value, chart.points[7].limits), (None, None), "{kind:?}");
            assert!(chart.points[6].limits.is_some() && chart.points[8].limits.is_some());
            assert!(chart.points[7].centre.is_some());
        }
    }
    let mut gap = of(&values);
    gap.numerator[7] = None;
    assert!(drawn(&gap, Kind::Count).points[7].limits.is_some());
}

#[test]
fn charts_of_rare_counts_are_not_fit_for_alerts() {
    let rare: Vec<f64> = (0..24).map(|at| f64::from(u8::from(at % 4 == 0))).collect();
    assert!(!drawn(&of(&rare), Kind::Count).is_fit_for_alerts());
    let usual: Vec<f64> = (0..24).map(|at| 5.0 + (at % 4) as f64).collect();
    assert!(drawn(&of(&usual), Kind::Count).is_fit_for_alerts());
}
