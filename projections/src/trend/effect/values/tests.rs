//! Published comparisons of means, how often the interval is right, and what may be claimed of
//! which; what holds of any is in [`super::laws`].

use super::*;
use crate::trend::simulation::Chance;

pub(super) fn values(before: &[f64], after: &[f64]) -> Values {
    Values {
        before_points: before.len(),
        values: before.iter().chain(after).copied().map(Some).collect(),
        triggered_by: vec![],
    }
}

pub(super) fn welch_of(before: &[f64], after: &[f64]) -> Option<Welch> {
    values(before, after).compare().unwrap().welch
}

pub(super) fn verdict(values: &Values, direction: Direction) -> Verdict {
    values.judge(&values.compare().unwrap(), direction).unwrap().0
}

const SLOW: [f64; 14] = [6.0, 5.5, 7.0, 6.0, 8.0, 6.5, 5.0, 7.0, 6.0, 7.5, 6.0, 5.5, 6.5, 6.0];
const QUICK: [f64; 10] = [4.0, 3.0, 3.5, 2.0, 3.0, 3.0, 4.0, 2.5, 3.0, 3.0];

/// First: Student's sleep data, as the manual of R's `t.test` compares them,
/// `t.test(extra ~ group, data = sleep)`: df = 17.776, p-value = 0.07939, from -3.3654832 to
/// 0.2054832. All by `r = scipy.stats.ttest_ind(after, before, equal_var=False)`, `r.df`,
/// `r.pvalue`, `r.confidence_interval(0.95)`, scipy 1.17.1. In the third one side does not vary.
#[test]
fn the_comparison_agrees_with_r_and_scipy() {
    let second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];
    let first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0];
    let varied = [0.0, 1.0, 0.5, 0.0, 1.0, 0.0, 0.5, 1.0];
    let sleep = [-1.58, 17.776_473_516, -3.365_483_231, 0.205_483_231, 0.079_394_140];
    let medians = [-3.221_428_571, 21.921_480_209, -3.830_260_776, -2.612_596_367, 2.254_543e-10];
    let constant = [-0.5, 7.0, -0.887_002_487, -0.112_997_513, 0.018_451_529];
    for (before, after, expected) in [
        (&second[..], &first[..], sleep),
        (&SLOW[..], &QUICK[..], medians),
        (&[1.0; 12][..], &varied[..], constant),
    ] {
        let welch = welch_of(before, after).unwrap();
        let Welch { difference, degrees_of_freedom, lower, upper, p, .. } = welch;
        let found = [difference, degrees_of_freedom, lower, upper, p];
        for (found, expected) in found.into_iter().zip(expected) {
            assert!((found - expected).abs() < 1e-7, "{found} instead of {expected}");
        }
    }
}

/// The median days that so many reports waited, each as skewed as waiting is.
fn median_days(chance: &mut Chance) -> f64 {
    let mut waited: Vec<f64> = (0..9).map(|_| chance.gamma(1) * 5.0).collect();
    waited.sort_by(f64::total_cmp);
    waited[4]
}

/// 4,000 comparisons of equal levels, as short as they may be: by chance alone a coverage of
/// 95 % is then off by a third of a percentage point.
fn coverage(seed: u64, draw: impl Fn(&mut Chance, bool) -> f64) -> f64 {
    const RUNS: usize = 4_000;
    let mut chance = Chance::seeded(seed);
    let covers = |_: &usize| {
        let before: Vec<f64> = (0..BEFORE_POINTS_MIN).map(|_| draw(&mut chance, false)).collect();
        let after: Vec<f64> = (0..AFTER_POINTS_MIN).map(|_| draw(&mut chance, true)).collect();
        welch_of(&before, &after).is_some_and(|it| it.lower <= 0.0 && it.upper >= 0.0)
    };
    (0..RUNS).filter(covers).count() as f64 / RUNS as f64
}

#[test]
fn the_interval_holds_the_truth_as_often_as_it_says_also_of_skewed_medians() {
    let normal = coverage(1, |chance, _| 6.0 + chance.normal());
    let wider =
        coverage(2, |chance, is_after| 6.0 + chance.normal() * if is_after { 4.0 } else { 1.0 });
    let medians = coverage(3, |chance, _| median_days(chance));
    let whole = coverage(4, |chance, _| median_days(chance).ceil());
    for (name, found) in
        [("normal", normal), ("wider", wider), ("medians", medians), ("whole days", whole)]
    {
        assert!((found - 0.95).abs() < 0.015, "{name}: {found}");
    }
}

/// What the documentation warns of: where each month resembles the one before, the interval is
/// too narrow.
#[test]
fn months_that_resemble_the_one_before_break_the_promise_of_the_interval() {
    const RUNS: u32 = 1_000;
    let mut chance = Chance::seeded(5);
    let mut covered = 0;
    for _ in 0..RUNS {
        let mut level = 0.0;
        let mut months = |count: usize| -> Vec<f64> {
            let mut next = || {
                level = 0.6 * level + chance.normal();
                6.0 + level
            };
            (0..count).map(|_| next()).collect()
        };
        let (before, after) = (months(24), months(12));
        let welch = welch_of(&before, &after).unwrap();
        covered += u32::from(welch.lower <= 0.0 && welch.upper >= 0.0);
    }
    let coverage = f64::from(covered) / f64::from(RUNS);
    assert!((0.55..0.85).contains(&coverage), "{coverage}");
}

#[test]
fn a_verdict_needs_both_and_so_claims_a_change_more_seldom_than_the_interval_alone() {
    const RUNS: u32 = 1_000;
    let mut chance = Chance::seeded(6);
    let mut claimed = 0;
    for _ in 0..RUNS {
        let mut months =
            |count: usize| (0..count).map(|_| median_days(&mut chance)).collect::<Vec<_>>();
        let (before, after) = (months(24), months(9));
        let verdict = verdict(&values(&before, &after), Direction::Decrease);
        claimed += u32::from(matches!(verdict, Verdict::Improved | Verdict::Worse));
    }
    assert!(claimed < RUNS / 25, "{claimed}");
}

#[test]
fn a_lasting_fall_is_an_improvement_where_less_is_better_and_worse_where_more_is() {
    let fall = values(&SLOW, &QUICK);
    assert_eq!(verdict(&fall, Direction::Decrease), Verdict::Improved);
    assert_eq!(verdict(&fall, Direction::Increase), Verdict::Worse);
    let rise = values(&SLOW, &QUICK.map(|days| days + 8.0));
    assert_eq!(verdict(&rise, Direction::Decrease), Verdict::Worse);
    let neutral = fall.judge(&fall.compare().unwrap(), Direction::Neutral);
    assert_eq!(neutral.map(|it| it.0), Err(EffectError::NoDirection));
}

#[test]
fn the_same_level_is_no_evidence() {
    assert_eq!(verdict(&values(&SLOW, &SLOW), Direction::Decrease), Verdict::NoEvidenceYet);
}

/// Months that go up and down as before, a little quicker: the interval leaves 0 out, and no
/// rule of the chart fires.
#[test]
fn an_interval_without_a_signal_is_no_evidence() {
    let before: Vec<f64> = [6.0, 8.0].into_iter().cycle().take(24).collect();
    let after: Vec<f64> = [5.0, 7.2].into_iter().cycle().take(16).collect();
    let values = values(&before, &after);
    let welch = values.compare().unwrap().welch.unwrap();
    assert!(welch.upper < 0.0, "{welch:?}");
    assert!(!moved(&values.chart().unwrap(), values.before_points, false));
    assert_eq!(verdict(&values, Direction::Decrease), Verdict::NoEvidenceYet);
}

#[test]
fn too_few_values_or_none_that_differ_cannot_be_judged() {
    for (before, after) in [(&SLOW[..11], &QUICK[..]), (&SLOW[..], &QUICK[..7])] {
        assert_eq!(verdict(&values(before, after), Direction::Decrease), Verdict::CannotTell);
    }
    let equal = values(&[0.1; 12], &[0.3; 8]);
    assert_eq!(equal.compare().unwrap().welch, None, "nothing tells how far values spread");
    assert_eq!(verdict(&equal, Direction::Decrease), Verdict::CannotTell);
    let varied = values(&[2.0; 12], &QUICK);
    assert!(varied.compare().unwrap().welch.is_some());
    assert_eq!(verdict(&varied, Direction::Increase), Verdict::CannotTell, "without limits");
    assert_eq!(welch_of(&SLOW, &QUICK[..1]), None, "one value has no spread");
}

#[test]
fn what_is_no_value_and_a_side_without_any_are_named() {
    for wrong in [f64::NAN, f64::INFINITY] {
        assert_eq!(values(&SLOW, &[wrong]).compare(), Err(EffectError::Value { place: 15 }));
    }
    let empty = Values { values: vec![None; 20], ..values(&SLOW, &[]) };
    assert_eq!(empty.compare(), Err(EffectError::Empty { side: "before" }));
    let all_before = values(&SLOW, &[]).compare();
    assert_eq!(all_before, Err(EffectError::Before { before: 14, points: 14 }));
}

/// What led to the change was chosen for being extreme, and falls back by itself.
#[test]
fn values_that_triggered_the_change_do_not_count_as_the_level_before() {
    let before = [&SLOW[..], &[20.0, 22.0]].concat();
    let after = [6.0, 6.5, 5.5, 7.0, 6.0, 5.5, 7.0, 6.0, 6.5, 6.0];
    let naive = values(&before, &after);
    let fair = Values { triggered_by: vec![14, 15], ..naive.clone() };
    let means = fair.compare().unwrap();
    assert_eq!(means.points, (14, 10));
    assert!((means.means.0 - means.means.1).abs() < 0.2);
    assert!(naive.compare().unwrap().means.0 > 8.0);
    assert_eq!(verdict(&fair, Direction::Decrease), Verdict::NoEvidenceYet);
    let digest = |values: &Values| values.compare().unwrap().provenance.input_sha256;
    assert_ne!(digest(&naive), digest(&fair));
    assert_eq!(digest(&fair), digest(&fair.clone()));
}
