//! What came beside what was expected, of each sort of measure.

use super::*;

fn text(number: f64) -> Option<String> {
    Some(number.to_string())
}

/// A plan that expects this much of the level before.
fn cycle(expected: f64) -> ImprovementRow {
    let movement = if expected < 1.0 { Movement::Decrease } else { Movement::Increase };
    ImprovementRow {
        improvement_id: "6f1c2f0e-7a39-4a4c-9d4c-0d6a3b1f7a12".into(),
        version: 3,
        position: 7,
        state: "studied".into(),
        origin: "finding".into(),
        origin_id: None,
        finding: None,
        question: None,
        measure_id: None,
        unit: None,
        category: None,
        movement: Some(movement.to_string()),
        expected: text(expected),
        baseline_from: None,
        baseline_to: None,
        triggers: None,
        change: None,
        review: None,
        replan_reason: None,
        verdict: None,
        course: None,
        reason: None,
        next_id: None,
        reopen_reason: None,
        erased: false,
        opened_at: 1,
        planned_at: Some(2),
        studied_at: None,
        decided_at: None,
    }
}

/// A study that found this ratio.
fn study(ratio: Option<f64>, lower: f64, upper: Option<f64>) -> StudyRow {
    StudyRow {
        version: 4,
        position: 9,
        at: 3,
        until: "2026-12".into(),
        until_week: None,
        before_points: 12,
        after_points: 10,
        before_count: "120".into(),
        after_count: "50".into(),
        ratio: ratio.and_then(text),
        lower: text(lower),
        upper: upper.and_then(text),
        is_exact: false,
        difference: None,
        difference_lower: None,
        difference_upper: None,
        before_days: None,
        after_days: None,
        open_days: None,
        has_signal: true,
        level_ratio: None,
        level_lower: None,
        level_upper: None,
        slope_ratio: None,
        slope_lower: None,
        slope_upper: None,
        verdict: "improved".into(),
        engine: "tillbud-trend/1".into(),
        profile: "rate ratio".into(),
        input_sha256: "9f86d081884c7d65".into(),
        known_at: 17,
        early: None,
        comment: None,
    }
}

fn outcome(expected: f64, (lower, upper): (f64, f64)) -> Outcome {
    let study = study(Some((lower + upper) / 2.0), lower, Some(upper));
    beside(&cycle(expected), &study, None).unwrap().outcome
}

#[test]
fn the_interval_tells_whether_the_effect_is_as_expected_smaller_or_greater() {
    assert_eq!(outcome(0.6, (0.39, 0.7)), Outcome::AsExpected);
    assert_eq!(outcome(0.6, (0.7, 0.9)), Outcome::Less);
    assert_eq!(outcome(0.6, (0.3, 0.5)), Outcome::More);
    assert_eq!(outcome(0.6, (1.2, 1.6)), Outcome::Less, "the other way");
    assert_eq!(outcome(2.0, (1.5, 2.5)), Outcome::AsExpected);
    assert_eq!(outcome(2.0, (1.1, 1.5)), Outcome::Less);
    assert_eq!(outcome(2.0, (2.5, 4.0)), Outcome::More);
}

#[test]
fn an_interval_that_holds_unchanged_as_well_tells_nothing() {
    assert_eq!(outcome(0.6, (0.4, 1.3)), Outcome::Unclear);
    let open = beside(&cycle(2.0), &study(None, 0.4, None), None).unwrap();
    assert_eq!((open.outcome, open.level, open.upper), (Outcome::Unclear, None, None));
    let long = beside(&cycle(2.0), &study(None, 3.5, None), None).unwrap();
    assert_eq!(long.outcome, Outcome::More);
}

#[test]
fn what_has_no_evidence_is_never_told_as_expected_or_greater() {
    let quiet = |expected: f64, (lower, upper): (f64, f64)| {
        let no_evidence = StudyRow {
            verdict: "no_evidence_yet".into(),
            has_signal: false,
            ..study(Some((lower + upper) / 2.0), lower, Some(upper))
        };
        beside(&cycle(expected), &no_evidence, None).unwrap().outcome
    };
    assert_eq!(quiet(0.6, (0.4, 0.9)), Outcome::Unclear);
    assert_eq!(quiet(0.6, (0.3, 0.5)), Outcome::Unclear);
    assert_eq!(quiet(2.0, (1.2, 2.4)), Outcome::Unclear);
    assert_eq!(quiet(2.0, (2.5, 4.0)), Outcome::Unclear);
    assert_eq!(quiet(0.6, (0.7, 0.9)), Outcome::Less, "as little as that is told all the same");
}

#[test]
fn days_are_told_as_a_part_of_those_before() {
    let days = StudyRow {
        before_count: "6".into(),
        difference: text(-3.0),
        difference_lower: text(-4.5),
        difference_upper: text(-1.5),
        ratio: None,
        lower: None,
        upper: None,
        profile: "difference of means, Welch".into(),
        ..study(None, 0.0, None)
    };
    let found = beside(&cycle(0.5), &days, None).unwrap();
    assert_eq!((found.level, found.lower, found.upper), (Some(0.5), 0.25, Some(0.75)));
    assert_eq!(found.outcome, Outcome::AsExpected);
    let none = StudyRow { before_count: "0".into(), ..days };
    assert_eq!(beside(&cycle(0.5), &none, None), None);
}

#[test]
fn odds_are_told_as_shares_once_the_share_before_is_known() {
    let odds = StudyRow {
        profile: "odds ratio, quasi-binomial, exact below 5".into(),
        ..study(Some(0.25), 0.2, Some(0.5))
    };
    assert_eq!(beside(&cycle(0.5), &odds, None), None);
    // From a half to a fifth of all: odds from 1 to 0.25.
    let found = beside(&cycle(0.5), &odds, Some(0.5)).unwrap();
    assert!((found.level.unwrap() - 0.4).abs() < 1e-12, "{found:?}");
    assert!((found.upper.unwrap() - 2.0 / 3.0).abs() < 1e-12, "{found:?}");
    let open = StudyRow { upper: None, ..odds };
    assert_eq!(beside(&cycle(0.5), &open, Some(0.5)).unwrap().upper, Some(2.0));
}

#[test]
fn too_few_data_and_a_study_of_an_earlier_plan_are_held_against_nothing() {
    let found = study(Some(0.5), 0.3, Some(0.8));
    assert!(beside(&cycle(0.5), &found, None).is_some());
    let too_few = StudyRow { verdict: "cannot_tell".into(), ..found.clone() };
    assert_eq!(beside(&cycle(0.5), &too_few, None), None);
    let earlier = StudyRow { at: 1, ..found.clone() };
    assert_eq!(beside(&cycle(0.5), &earlier, None), None);
    let unplanned = ImprovementRow { expected: None, ..cycle(0.5) };
    assert_eq!(beside(&unplanned, &found, None), None);
}
