//! A level before that had moved by itself, and how often a verdict is wrong without being told.

use super::super::{Counted, Verdict, judge};
use super::*;
use crate::trend::chart::Direction;
use crate::trend::simulation::Chance;

fn rates(before: &[f64], after: &[f64]) -> Study {
    let numerator: Vec<_> = before.iter().chain(after).copied().map(Some).collect();
    Study {
        counted: Counted::Rate,
        before_points: before.len(),
        denominator: vec![Some(1.0); numerator.len()],
        numerator,
        triggered_by: vec![],
    }
}

/// Around 6, up and down.
const STEADY: [f64; 12] = [5.0, 7.0, 4.0, 8.0, 6.0, 5.0, 7.0, 5.0, 6.0, 8.0, 4.0, 7.0];

fn doubled() -> Vec<f64> {
    STEADY.iter().map(|count| count * 2.0 + 3.0).collect()
}

#[test]
fn a_level_that_stayed_the_same_says_nothing() {
    assert_eq!(rates(&[STEADY, STEADY].concat(), &[]).unsettled(), None);
    assert_eq!(rates(&STEADY[..9], &[]).unsettled(), None, "too few to tell");
    assert_eq!(rates(&[], &STEADY).unsettled(), None);
    assert_eq!(rates(&[1.0, 0.0, 0.0, 0.0].repeat(6), &[]).unsettled(), None, "too seldom");
}

#[test]
fn a_level_that_moved_before_the_change_is_found_with_the_point_where_it_moved() {
    let before = [&doubled()[..], &STEADY].concat();
    let study = rates(&before, &STEADY);
    assert_eq!(study.unsettled(), Some(Unsettled { since: Some(12), stood_out: vec![] }));
    let shares = Study {
        counted: Counted::Share,
        denominator: vec![Some(40.0); study.numerator.len()],
        ..study.clone()
    };
    assert_eq!(shares.unsettled().unwrap().since, Some(12));
    let values = Values {
        before_points: 24,
        values: before.iter().chain(&STEADY).copied().map(Some).collect(),
        triggered_by: vec![],
    };
    assert_eq!(values.unsettled().unwrap().since, Some(12));
    let gaps = Between {
        kind: Kind::Gap,
        gaps: before.iter().map(|gap| gap * 4.0).collect(),
        gaps_before: 24,
        triggered_by: vec![],
        left_out: vec![],
        open: None,
        events: study,
    };
    assert_eq!(gaps.unsettled().unwrap().since, Some(12));
}

#[test]
fn a_point_that_stood_out_is_named_unless_it_is_no_part_of_the_level() {
    let mut before = [STEADY, STEADY].concat();
    before[20] = 30.0;
    let study = rates(&before, &STEADY);
    assert_eq!(study.unsettled(), Some(Unsettled { since: None, stood_out: vec![20] }));
    let fair = Study { triggered_by: vec![20], ..study };
    assert_eq!(fair.unsettled(), None);
}

#[test]
fn what_came_after_the_change_is_not_looked_at() {
    let study = rates(&[STEADY, STEADY].concat(), &doubled());
    assert_eq!(study.unsettled(), None);
}

/// How often the verdict is "better", and how often the level before is told to be unsettled: of
/// all, and of those.
fn simulated(before: impl Fn(usize) -> f64, after: f64) -> (f64, f64, f64) {
    const RUNS: u32 = 1_000;
    let mut chance = Chance::seeded(20_261_127);
    let (mut better, mut told, mut both) = (0_u32, 0_u32, 0_u32);
    for _ in 0..RUNS {
        let counts: Vec<f64> = (0..24).map(|at| chance.poisson(before(at))).collect();
        let study = rates(&counts, &[0.0; 12].map(|_| chance.poisson(after)));
        let effect = study.compare().unwrap();
        let (verdict, _) = judge(&study, &effect, Direction::Decrease).unwrap();
        let (is_better, is_told) = (verdict == Verdict::Improved, study.unsettled().is_some());
        better += u32::from(is_better);
        told += u32::from(is_told);
        both += u32::from(is_better && is_told);
    }
    let share = |count: u32, of: u32| f64::from(count) / f64::from(of.max(1));
    (share(better, RUNS), share(told, RUNS), share(both, better))
}

/// What docs/trends.md says: a fall in the middle of the 24 months before is taken for the
/// change's in three of four histories in which the change did nothing, and is told in nine of ten
/// of them; a steady level is called unsettled in less than one of ten.
#[test]
fn a_fall_before_the_change_is_often_called_better_and_mostly_told() {
    let (better, _, told) = simulated(|at| if at < 12 { 16.0 } else { 8.0 }, 8.0);
    assert!((0.71..0.79).contains(&better), "{better}");
    assert!(told > 0.85, "{told}");
    let (better, told, _) = simulated(|_| 10.0, 10.0);
    assert!(better < 0.02, "{better}");
    assert!((0.03..0.10).contains(&told), "{told}");
}
