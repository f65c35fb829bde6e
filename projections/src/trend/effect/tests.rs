//! Published comparisons, and what may be claimed of which.

use super::*;
use crate::trend::chart::Direction;

fn study(counted: Counted, before: &[f64], after: &[f64], size: f64) -> Study {
    let numerator: Vec<_> = before.iter().chain(after).copied().map(Some).collect();
    Study {
        counted,
        before_points: before.len(),
        denominator: vec![Some(size); numerator.len()],
        numerator,
        triggered_by: vec![],
    }
}

fn verdict(study: &Study, direction: Direction) -> Verdict {
    judge(study, &study.compare().unwrap(), direction).unwrap().0
}

/// Of the manual of R's `poisson.test`: 11 of 800 against 21 of 3011 (Fay 2010, The R Journal
/// 2:53): ratio 1.971, 95 % 0.858 to 4.277, p 0.07967.
#[test]
fn the_exact_comparison_agrees_with_the_published_example() {
    let study = Study {
        counted: Counted::Rate,
        before_points: 1,
        numerator: vec![Some(21.0), Some(11.0)],
        denominator: vec![Some(3011.0), Some(800.0)],
        triggered_by: vec![],
    };
    let exact = study.compare().unwrap().ratio.exact.unwrap();
    let found = [exact.ratio.unwrap(), exact.lower, exact.upper.unwrap(), exact.p];
    for (found, published) in found.into_iter().zip([1.971_488, 0.858_426_4, 4.277_266, 0.079_67]) {
        assert!((found - published).abs() < 1e-5, "{found} instead of {published}");
    }
}

#[test]
fn a_lasting_fall_is_an_improvement_where_less_is_better_and_worse_where_more_is() {
    let before = [14.0, 12.0, 13.0, 15.0, 11.0, 12.0, 14.0, 13.0, 12.0, 15.0, 13.0, 14.0];
    let after = [6.0, 5.0, 7.0, 4.0, 6.0, 5.0, 6.0, 7.0, 5.0, 6.0];
    let fall = study(Counted::Rate, &before, &after, 1.0);
    assert_eq!(verdict(&fall, Direction::Decrease), Verdict::Improved);
    assert_eq!(verdict(&fall, Direction::Increase), Verdict::Worse);
    let share = study(Counted::Share, &before, &after, 40.0);
    assert_eq!(verdict(&share, Direction::Decrease), Verdict::Improved);
}

#[test]
fn what_chance_does_as_well_is_no_evidence() {
    let level = [5.0, 7.0, 4.0, 6.0, 8.0, 5.0, 6.0, 4.0, 7.0, 5.0, 6.0, 5.0];
    let same = study(Counted::Rate, &level, &level, 1.0);
    assert_eq!(verdict(&same, Direction::Decrease), Verdict::NoEvidenceYet);
}

#[test]
fn too_few_points_or_events_cannot_be_judged() {
    let level = [5.0, 7.0, 4.0, 6.0, 8.0, 5.0, 6.0, 4.0, 7.0, 5.0, 6.0, 5.0];
    for (before, after) in [(&level[..11], &level[..]), (&level[..], &level[..7])] {
        let short = study(Counted::Rate, before, after, 1.0);
        assert_eq!(verdict(&short, Direction::Decrease), Verdict::CannotTell);
    }
    let nothing = study(Counted::Rate, &[0.0; 12], &[0.0; 12], 1.0);
    assert_eq!(verdict(&nothing, Direction::Decrease), Verdict::CannotTell);
}

/// Nothing before and twelve after: the standard errors are infinite, the exact interval is not.
#[test]
fn a_share_of_few_cases_is_judged_by_its_exact_interval() {
    let rare = study(Counted::Share, &[0.0; 12], &[1.0; 12], 40.0);
    assert_eq!(rare.compare().unwrap().ratio.quasi, None);
    assert_eq!(verdict(&rare, Direction::Decrease), Verdict::Worse);
    let nothing = study(Counted::Share, &[0.0; 12], &[0.0; 12], 40.0);
    assert_eq!(nothing.compare().unwrap().ratio.exact, None);
    assert_eq!(verdict(&nothing, Direction::Decrease), Verdict::CannotTell);
}

/// By `scipy.stats.contingency.odds_ratio(table)`, its `confidence_interval(0.95)`, and
/// `scipy.stats.fisher_exact(table).pvalue`, scipy 1.17.1, where the table has a row for after and
/// a row for before, of cases and of the others.
#[test]
fn the_exact_comparison_of_shares_agrees_with_scipy() {
    let open = f64::INFINITY;
    for (before, after, expected) in [
        ((9.0, 120.0), (2.0, 110.0), [0.229_657_794, 0.023_626_804, 1.145_637_538, 0.061_860_629]),
        ((7.0, 90.0), (0.0, 85.0), [0.0, 0.0, 0.705_633_584, 0.014_047_904]),
        ((0.0, 480.0), (12.0, 480.0), [open, 2.826_430_568, open, 0.000_455_459_289]),
    ] {
        let study = Study {
            counted: Counted::Share,
            before_points: 1,
            numerator: vec![Some(before.0), Some(after.0)],
            denominator: vec![Some(before.1), Some(after.1)],
            triggered_by: vec![],
        };
        let exact = study.compare().unwrap().ratio.exact.unwrap();
        let found =
            [exact.ratio.unwrap_or(open), exact.lower, exact.upper.unwrap_or(open), exact.p];
        for (found, expected) in found.into_iter().zip(expected) {
            let is_close = found == expected || (found - expected).abs() < 1e-7;
            assert!(is_close, "{found} instead of {expected}");
        }
    }
}

/// What led to the change was chosen for being extreme, and falls back by itself.
#[test]
fn points_that_triggered_the_change_do_not_count_as_the_level_before() {
    let mut before = [5.0; 14];
    before[6] = 4.0;
    before[12..].copy_from_slice(&[30.0, 30.0]);
    let after = [5.0, 4.0, 6.0, 5.0, 5.0, 4.0, 6.0, 5.0, 5.0, 5.0];
    let naive = study(Counted::Rate, &before, &after, 1.0);
    let fair = Study { triggered_by: vec![12, 13], ..naive.clone() };
    let ratio = |study: &Study| study.compare().unwrap().ratio.quasi.unwrap().ratio;
    assert!(ratio(&naive) < 0.7);
    assert!((ratio(&fair) - 1.0).abs() < 0.05);
    assert_eq!(verdict(&fair, Direction::Decrease), Verdict::NoEvidenceYet);
}

#[test]
fn a_missing_point_is_left_out_and_a_wrong_one_is_named() {
    let level = [5.0, 7.0, 4.0, 6.0];
    let mut gap = study(Counted::Rate, &level, &level, 1.0);
    gap.numerator[1] = None;
    assert_eq!(gap.compare().unwrap().ratio.counts, (15.0, 22.0));
    gap.numerator[2] = Some(-1.0);
    assert_eq!(gap.compare(), Err(EffectError::Point { place: 3 }));
    let share = study(Counted::Share, &level, &level, 5.0);
    assert_eq!(share.compare(), Err(EffectError::Point { place: 2 }));
    let neutral = judge(
        &study(Counted::Rate, &level, &level, 1.0),
        &Effect {
            ratio: study(Counted::Rate, &level, &level, 1.0).compare().unwrap().ratio,
            segmented: None,
            provenance: study(Counted::Rate, &level, &level, 1.0).provenance(),
        },
        Direction::Neutral,
    );
    assert_eq!(neutral.map(|(verdict, _)| verdict), Err(EffectError::NoDirection));
}
