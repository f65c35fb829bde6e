//! A cycle's months or weeks compared as its plan says.

use tillbud_events::vocabulary::Effect as Word;
use tillbud_events::{Position, Week};

use super::*;

/// Months from January 2025 on.
fn months(count: usize) -> Vec<String> {
    (0..count).map(|at| format!("{}-{:02}", 2025 + at / 12, at % 12 + 1)).collect()
}

fn month(name: &str) -> Month {
    name.parse().unwrap()
}

fn rate(before: &[f64], after: &[f64]) -> Series {
    let numerator: Vec<_> = before.iter().chain(after).copied().map(Some).collect();
    Series {
        of: Of::Counts(Counted::Rate),
        periods: months(numerator.len()),
        denominator: vec![Some(1.0); numerator.len()],
        numerator,
        is_last_incomplete: false,
    }
}

fn terms(series: &Series, before: usize) -> Terms {
    Terms {
        baseline_to: month(&series.periods[before - 1]),
        triggers: vec![],
        excluded: vec![],
        change: month(&series.periods[before]),
        movement: Movement::Decrease,
    }
}

const LEVEL: [f64; 12] = [14.0, 12.0, 13.0, 15.0, 11.0, 12.0, 14.0, 13.0, 12.0, 15.0, 13.0, 14.0];
const LOWER: [f64; 10] = [6.0, 5.0, 7.0, 4.0, 6.0, 5.0, 6.0, 7.0, 5.0, 6.0];

fn verdict(series: &Series, terms: &Terms) -> Verdict {
    study(series, terms).unwrap().verdict
}

#[test]
fn a_lasting_fall_is_an_improvement_and_is_kept_with_its_figures() {
    let series = rate(&LEVEL, &LOWER);
    let found = study(&series, &terms(&series, 12)).unwrap();
    assert_eq!(found.verdict, Verdict::Improved);
    assert_eq!((found.points, found.counts), ((12, 10), (158.0, 57.0)));
    assert!(found.has_signal && found.chart.is_some());
    let studied = found.studied(Position(7), None, None).unwrap();
    assert_eq!((studied.verdict, studied.signal), (Word::Improved, true));
    let ratio = studied.ratio.unwrap();
    let level = ratio.ratio.unwrap().get();
    assert!((level - (57.0 / 10.0) / (158.0 / 12.0)).abs() < 1e-9);
    assert!(ratio.lower.get() < level && level < ratio.upper.unwrap().get() && !ratio.exact);
    assert_eq!(studied.segments, None, "ten months after are too few for slopes");
    assert_eq!((studied.until.to_string().as_str(), studied.known_at), ("2026-10", Position(7)));
}

#[test]
fn the_same_level_is_no_evidence_and_a_rise_is_worse() {
    let same = rate(&LEVEL, &LEVEL);
    assert_eq!(verdict(&same, &terms(&same, 12)), Verdict::NoEvidenceYet);
    let rise = rate(&LEVEL, &LEVEL.map(|count| count * 2.0));
    assert_eq!(verdict(&rise, &terms(&rise, 12)), Verdict::Worse);
    let wanted = Terms { movement: Movement::Increase, ..terms(&rise, 12) };
    assert_eq!(verdict(&rise, &wanted), Verdict::Improved);
}

#[test]
fn too_few_months_or_none_cannot_be_told_and_are_no_error() {
    let short = rate(&LEVEL[..11], &LOWER);
    assert_eq!(verdict(&short, &terms(&short, 11)), Verdict::CannotTell);
    let early = rate(&LEVEL, &LOWER[..7]);
    assert_eq!(verdict(&early, &terms(&early, 12)), Verdict::CannotTell);
    let enough = rate(&LEVEL, &LOWER[..8]);
    assert_eq!(verdict(&enough, &terms(&enough, 12)), Verdict::Improved);
    let nothing_after = rate(&LEVEL, &[]);
    let coming = Terms { change: month("2026-01"), ..terms(&enough, 12) };
    let found = study(&nothing_after, &coming).unwrap();
    assert_eq!((found.verdict, found.points), (Verdict::CannotTell, (12, 0)));
    assert_eq!(found.studied(Position(1), None, None).unwrap().ratio, None);
    let nothing = Series { periods: vec![], numerator: vec![], denominator: vec![], ..short };
    let found = study(&nothing, &coming).unwrap();
    assert_eq!(found.studied(Position(1), None, None), Err(NotAFact));
}

#[test]
fn months_that_led_to_the_change_and_months_in_between_are_no_level() {
    let before = [&[5.0; 13][..], &[30.0, 30.0, 90.0]].concat();
    let series = rate(&before, &[5.0, 4.0, 6.0, 5.0, 5.0, 4.0, 6.0, 5.0, 5.0, 5.0]);
    let naive = terms(&series, 16);
    let fair = Terms {
        baseline_to: month(&series.periods[14]),
        triggers: series.periods[13..15].iter().map(|name| month(name)).collect(),
        ..naive.clone()
    };
    assert!(study(&series, &naive).unwrap().counts.0 > 200.0);
    let found = study(&series, &fair).unwrap();
    assert_eq!((found.points, found.counts), ((13, 10), (65.0, 50.0)));
    assert_eq!(found.verdict, Verdict::NoEvidenceYet);
}

#[test]
fn a_month_that_is_running_does_not_count() {
    let whole = rate(&LEVEL, &LOWER[..8]);
    let running = Series { is_last_incomplete: true, ..whole.clone() };
    assert_eq!(verdict(&whole, &terms(&whole, 12)), Verdict::Improved);
    let found = study(&running, &terms(&running, 12)).unwrap();
    assert_eq!((found.verdict, found.points.1), (Verdict::CannotTell, 7));
    assert_eq!(found.until.as_deref(), Some("2026-07"));
}

#[test]
fn twelve_months_on_each_side_tell_level_and_slope_apart() {
    let lower: Vec<f64> = LEVEL.iter().map(|count| count / 2.0).collect();
    let series = rate(&LEVEL, &lower.iter().map(|count| count.round()).collect::<Vec<_>>());
    let studied = study(&series, &terms(&series, 12)).unwrap();
    let segments = studied.studied(Position(1), None, None).unwrap().segments.unwrap();
    assert!(segments.level.ratio.unwrap().get() < 0.8);
}

#[test]
fn weeks_belong_to_the_months_of_the_plan_by_their_thursday() {
    let first: Week = "2025-W01".parse().unwrap();
    let names = |count: u32| (0..count).map(|at| first.later(at).to_string()).collect();
    // Thursday of the ninth week is 27 February, of the tenth 6 March.
    let counts: Vec<f64> = (0..26).map(|at| if at < 13 { LEVEL[at % 12] } else { 4.0 }).collect();
    let series = Series { periods: names(26), ..rate(&counts, &[]) };
    let of = |baseline_to: &str, change: &str, triggers: &[&str]| Terms {
        baseline_to: month(baseline_to),
        triggers: triggers.iter().map(|name| month(name)).collect(),
        excluded: vec![],
        change: month(change),
        movement: Movement::Decrease,
    };
    let found = study(&series, &of("2025-03", "2025-04", &[])).unwrap();
    assert_eq!((found.points, found.before_periods), ((13, 13), 13));
    assert_eq!(found.verdict, Verdict::Improved);
    let studied = found.studied(Position(1), None, None).unwrap();
    assert_eq!(studied.until.to_string(), "2025-06");
    assert_eq!(studied.until_week, Some("2025-W26".parse().unwrap()));
    // Weeks of a month that led to the change, and of one in between, are no level.
    let found = study(&series, &of("2025-02", "2025-04", &["2025-01"])).unwrap();
    assert_eq!((found.points, found.before_periods), ((4, 13), 13));
    assert_eq!(found.verdict, Verdict::CannotTell);
    let running = Series { is_last_incomplete: true, ..series };
    let found = study(&running, &of("2025-03", "2025-04", &[])).unwrap();
    assert_eq!((found.points.1, found.until.as_deref()), (12, Some("2025-W25")));
}

#[test]
fn a_share_is_compared_by_odds_and_a_wrong_one_is_named() {
    let share = Series { of: Of::Counts(Counted::Share), ..rate(&LEVEL, &LOWER) };
    let of_forty = Series { denominator: vec![Some(40.0); 22], ..share.clone() };
    assert_eq!(verdict(&of_forty, &terms(&of_forty, 12)), Verdict::Improved);
    let wrong = study(&share, &terms(&share, 12));
    assert_eq!(wrong, Err(EffectError::Point { place: 1 }));
}

#[test]
fn the_same_input_has_the_same_digest() {
    let series = rate(&LEVEL, &LOWER);
    let digest = |terms: &Terms| study(&series, terms).unwrap().provenance.input_sha256;
    let plain = terms(&series, 12);
    assert_eq!(digest(&plain), digest(&plain.clone()));
    let other = Terms { triggers: vec![month("2025-03")], ..plain.clone() };
    assert_ne!(digest(&plain), digest(&other));
}

/// Median days, up and down by chance.
const SLOW: [f64; 13] = [6.0, 5.5, 7.0, 6.0, 8.0, 6.5, 5.0, 7.0, 6.0, 7.5, 6.0, 5.5, 6.5];
const QUICK: [f64; 10] = [4.0, 3.0, 3.5, 2.0, 3.0, 3.0, 4.0, 2.5, 3.0, 3.0];

fn medians(before: &[f64], after: &[f64]) -> Series {
    Series { of: Of::Values, ..rate(before, after) }
}

#[test]
fn medians_are_compared_by_their_means_and_kept_with_their_difference() {
    let series = medians(&SLOW, &QUICK);
    let found = study(&series, &terms(&series, 13)).unwrap();
    assert_eq!((found.verdict, found.points), (Verdict::Improved, (13, 10)));
    assert!((found.counts.0 - SLOW.iter().sum::<f64>() / 13.0).abs() < 1e-12);
    let studied = found.studied(Position(7), None, None).unwrap();
    let difference = studied.difference.unwrap();
    assert!((difference.difference.get() - (found.counts.1 - found.counts.0)).abs() < 1e-12);
    assert!(difference.lower.get() < difference.difference.get() && difference.upper.get() < 0.0);
    assert_eq!((studied.ratio, studied.segments, studied.between), (None, None, None));
    assert_eq!(studied.made.profile.as_str(), "difference of means, Welch");
    let same = medians(&SLOW, &SLOW);
    assert_eq!(verdict(&same, &terms(&same, 13)), Verdict::NoEvidenceYet);
}

#[test]
fn medians_that_are_too_few_missing_or_left_out_are_no_level() {
    let mut series = medians(&SLOW, &QUICK);
    series.numerator[3] = None;
    let fair = Terms { triggers: vec![month("2025-05")], ..terms(&series, 13) };
    let found = study(&series, &fair).unwrap();
    assert_eq!((found.points, found.verdict), ((11, 10), Verdict::CannotTell));
    let later = Terms { change: month("2026-04"), ..terms(&series, 13) };
    let found = study(&series, &later).unwrap();
    assert_eq!((found.points, found.verdict), ((12, 8), Verdict::Improved), "two in between");
    let nothing_after = medians(&SLOW, &[]);
    let found = study(&nothing_after, &terms(&series, 13)).unwrap();
    assert_eq!((found.points, found.effect.is_none()), ((0, 0), true));
    let studied = found.studied(Position(1), None, None).unwrap();
    assert_eq!((studied.verdict, studied.difference), (Word::CannotTell, None));
    let wrong = medians(&SLOW, &[f64::NAN]);
    assert_eq!(study(&wrong, &terms(&wrong, 13)), Err(EffectError::Value { place: 14 }));
}

#[test]
fn what_people_left_out_of_the_chart_counts_on_neither_side() {
    let mut series = rate(&LEVEL, &LOWER);
    let plain = terms(&series, 12);
    series.numerator[3] = Some(60.0);
    series.numerator[15] = Some(60.0);
    let excluded = vec![month("2025-04"), month("2026-04")];
    let found = study(&series, &Terms { excluded, ..plain.clone() }).unwrap();
    assert_eq!((found.points, found.counts), ((11, 9), (158.0 - 15.0, 57.0 - 4.0)));
    let chart = found.chart.unwrap();
    assert!(chart.points[3].is_excluded && chart.points[15].value.is_none());
    assert_eq!(study(&series, &plain).unwrap().points, (12, 10));
}

#[test]
fn a_level_that_had_moved_already_is_told_beside_the_verdict_and_changes_none() {
    let before = [LEVEL, LEVEL.map(|count| count / 2.0)].concat();
    let series = rate(&before, &LOWER);
    let found = study(&series, &terms(&series, 24)).unwrap();
    assert_eq!(found.verdict, Verdict::Improved);
    let moved = Unsettled { since: Some("2026-01".into()), stood_out: vec![] };
    assert_eq!(found.unsettled, Some(moved));
    let settled = rate(&LEVEL, &LOWER);
    assert_eq!(study(&settled, &terms(&settled, 12)).unwrap().unsettled, None);
    let mut high = rate(&[LEVEL, LEVEL].concat(), &LOWER);
    high.numerator[20] = Some(60.0);
    let stood_out = |terms: &Terms| study(&high, terms).unwrap().unsettled;
    let plain = terms(&high, 24);
    let named = Unsettled { since: None, stood_out: vec!["2026-09".into()] };
    assert_eq!(stood_out(&plain), Some(named));
    let led = Terms { triggers: vec![month("2026-09")], ..plain.clone() };
    let left_out = Terms { excluded: vec![month("2026-09")], ..plain };
    assert_eq!((stood_out(&led), stood_out(&left_out)), (None, None));
    let shares = Series { of: Of::Counts(Counted::Share), ..rate(&LEVEL, &LOWER) };
    let shares = Series { denominator: vec![Some(40.0); 22], ..shares };
    let share = study(&shares, &terms(&shares, 12)).unwrap().share_before.unwrap();
    assert!((share - 158.0 / 480.0).abs() < 1e-12);
}
