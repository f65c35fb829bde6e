//! Fewer events are farther apart: which way a change of them is read, and how far.

use super::super::Counted;
use super::*;
use crate::trend::chart::State;
use crate::trend::simulation::Chance;

/// Days in each period.
const PERIOD: f64 = 30.0;

/// Events on these days, of so many periods, the first of which lie before the change.
fn on_days(days: &[f64], before: usize, periods: usize) -> Between {
    let change = before as f64 * PERIOD;
    let mut gaps = Vec::new();
    let mut last = -1.0_f64;
    for day in days {
        let side = if *day < change { 0.0 } else { change };
        gaps.push((day - last.max(side - 1.0) - 1.0).max(0.0));
        last = *day;
    }
    let count = |at: usize| {
        let events = days.iter().filter(|day| (*day / PERIOD) as usize == at).count();
        Some(events as f64)
    };
    let end = periods as f64 * PERIOD;
    Between {
        events: Study {
            counted: Counted::Rate,
            before_points: before,
            numerator: (0..periods).map(count).collect(),
            denominator: vec![Some(PERIOD); periods],
            triggered_by: vec![],
        },
        kind: Kind::Gap,
        gaps_before: days.iter().filter(|day| **day < change).count(),
        gaps,
        triggered_by: vec![],
        left_out: vec![],
        open: (periods > before).then(|| end - last.max(change - 1.0) - 1.0),
    }
}

/// So many events in each period, evenly spread within it.
fn between(before: &[u32], after: &[u32]) -> Between {
    let periods: Vec<u32> = before.iter().chain(after).copied().collect();
    let of_period = |(at, events): (usize, &u32)| {
        let apart = PERIOD / f64::from(*events);
        let begin = at as f64 * PERIOD;
        (0..*events).map(move |event| (begin + (f64::from(event) + 0.5) * apart).floor())
    };
    let days: Vec<f64> = periods.iter().enumerate().flat_map(of_period).collect();
    on_days(&days, before.len(), periods.len())
}

/// Events that come independently, so many days apart on average before and after a change in
/// the twenty-fifth of thirty-six periods.
fn by_chance(chance: &mut Chance, before: f64, after: f64) -> Between {
    let (change, end) = (24.0 * PERIOD, 36.0 * PERIOD);
    let mut days = Vec::new();
    for (apart, begin, end) in [(before, 0.0, change), (after, change, end)] {
        // Waiting knows no past: each side begins anew.
        let mut day = begin + chance.gamma(1) * apart;
        while day < end {
            days.push(day.floor());
            day += chance.gamma(1) * apart;
        }
    }
    on_days(&days, 24, 36)
}

fn verdict(of: &Between, direction: Direction) -> Verdict {
    of.judge(of.compare().unwrap().as_ref(), direction).unwrap().0
}

/// Some forty in two years.
const OFTEN: [u32; 24] = [2, 1, 3, 1, 2, 0, 2, 3, 1, 2, 1, 2, 0, 3, 2, 1, 2, 1, 3, 2, 1, 2, 2, 1];
const SELDOM: [u32; 12] = [0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0];

#[test]
fn fewer_events_are_an_improvement_where_longer_is_better_and_never_the_other_way() {
    let fewer = between(&OFTEN, &SELDOM);
    let spacing = fewer.compare().unwrap().unwrap();
    assert!(spacing.ratio.unwrap() > 9.0 && spacing.lower > 1.0, "{spacing:?}");
    assert!(spacing.is_exact, "two after are fewer than five");
    assert_eq!(verdict(&fewer, Direction::Increase), Verdict::Improved);
    assert_eq!(verdict(&fewer, Direction::Decrease), Verdict::Worse);
    let more = between(&OFTEN, &OFTEN.map(|events| events * 4));
    let spacing = more.compare().unwrap().unwrap();
    assert!(spacing.upper.unwrap() < 1.0 && !spacing.is_exact, "{spacing:?}");
    assert_eq!(verdict(&more, Direction::Increase), Verdict::Worse);
    assert_eq!(verdict(&more, Direction::Decrease), Verdict::Improved);
}

#[test]
fn as_many_as_before_are_no_evidence() {
    let same = between(&OFTEN, &OFTEN[..12]);
    assert_eq!(verdict(&same, Direction::Increase), Verdict::NoEvidenceYet);
}

/// 11 of 800 against 21 of 3011 (Fay 2010, The R Journal 2:53): the rate ratio is 1.971, from
/// 0.858 to 4.277, so the time between is 1 / 1.971, from 1 / 4.277 to 1 / 0.858.
#[test]
fn the_published_ratio_of_rates_is_turned_over() {
    let study = Study {
        counted: Counted::Rate,
        before_points: 1,
        numerator: vec![Some(21.0), Some(11.0)],
        denominator: vec![Some(3011.0), Some(800.0)],
        triggered_by: vec![],
    };
    let rate = study.compare().unwrap().ratio;
    assert!(rate.is_exact(), "of two points nothing tells the spread");
    let spacing = Spacing::of(&rate).unwrap();
    let found = [spacing.ratio.unwrap(), spacing.lower, spacing.upper.unwrap()];
    for (found, published) in found.into_iter().zip([1.971_488, 4.277_266, 0.858_426_4]) {
        assert!((found * published - 1.0).abs() < 1e-6, "{found} times {published}");
    }
}

/// None at all after the change is the best that can come of it: no finished gap tells of it,
/// the running one does.
#[test]
fn no_event_after_is_told_by_the_running_gap_alone() {
    let none = between(&OFTEN, &[0; 10]);
    assert_eq!((none.gaps.len(), none.open), (none.gaps_before, Some(300.0)));
    let spacing = none.compare().unwrap().unwrap();
    assert_eq!((spacing.ratio, spacing.upper), (None, None));
    assert!(spacing.lower > 1.0 && spacing.is_exact, "{spacing:?}");
    assert_eq!(verdict(&none, Direction::Increase), Verdict::Improved);
    // Soon after the last one the running gap says nothing: it can still become longer.
    let soon = Between { open: Some(9.0), ..none.clone() };
    assert_eq!(verdict(&soon, Direction::Increase), Verdict::NoEvidenceYet);
    let forgotten = Between { open: None, ..none };
    assert_eq!(verdict(&forgotten, Direction::Increase), Verdict::NoEvidenceYet);
}

/// By 1,000 histories each: where nothing changed the interval holds it as often as it says, and
/// hardly anything is claimed; a third as many is found in most, and never taken for worse.
#[test]
fn chance_is_seldom_taken_for_a_change_and_a_change_of_three_times_is_found() {
    const RUNS: u32 = 1_000;
    let mut chance = Chance::seeded(7);
    let (mut covered, mut claimed, mut found) = (0, 0, 0);
    for _ in 0..RUNS {
        let same = by_chance(&mut chance, 20.0, 20.0);
        let spacing = same.compare().unwrap().unwrap();
        let holds = spacing.lower <= 1.0 && spacing.upper.is_none_or(|upper| upper >= 1.0);
        covered += u32::from(holds);
        let verdict_of_same = verdict(&same, Direction::Increase);
        claimed += u32::from(matches!(verdict_of_same, Verdict::Improved | Verdict::Worse));
        let thrice = verdict(&by_chance(&mut chance, 20.0, 60.0), Direction::Increase);
        assert_ne!(thrice, Verdict::Worse);
        found += u32::from(thrice == Verdict::Improved);
    }
    assert!(covered >= 935, "{covered}");
    assert!(claimed <= 40, "{claimed}");
    assert!(found >= 500, "{found}");
}

#[test]
fn the_running_gap_is_on_the_chart_and_in_no_rule() {
    let fewer = between(&OFTEN, &SELDOM);
    let chart = fewer.chart().unwrap();
    assert_eq!(chart.points.len(), fewer.gaps.len() + 1);
    assert_eq!(chart.points.last().map(|last| last.state), Some(State::Incomplete));
    assert_eq!(chart.parts[0].baseline_points, fewer.gaps_before);
    let without = Between { open: None, ..fewer.clone() }.chart().unwrap();
    let read =
        |chart: &Chart| (chart.points[0].centre, chart.points[0].limits, chart.parts[0].runs);
    assert_eq!(read(&chart).0, read(&without).0);
    assert_eq!(read(&chart).1, read(&without).1);
    assert_eq!(read(&chart).2.longest_run, read(&without).2.longest_run);
}

/// Twice, then for five periods not at all: the third gap after the change is far above the limit.
#[test]
fn a_gap_that_is_left_out_stays_on_the_chart_and_signals_nothing() {
    let one_long = between(&OFTEN, &[2, 0, 0, 0, 0, 0, 1, 2]);
    let long = one_long.gaps_before + 2;
    assert_eq!(one_long.gaps[long], 172.0);
    assert!(one_long.has_signal(&one_long.chart().unwrap()));
    let without = Between { left_out: vec![long], ..one_long.clone() };
    let chart = without.chart().unwrap();
    assert!(chart.points[long].is_excluded && chart.points[long].value == Some(172.0));
    assert!(!without.has_signal(&chart));
    assert_ne!(one_long.provenance().input_sha256, without.provenance().input_sha256);
    let after = one_long.gaps_before..one_long.gaps.len();
    let nothing = Between { left_out: after.collect(), open: None, ..one_long };
    assert!(!nothing.has_signal(&nothing.chart().unwrap()), "none of them tells anything");
}

#[test]
fn too_few_periods_or_events_before_cannot_be_judged() {
    let rare: [u32; 24] = std::array::from_fn(|at| u32::from(at % 3 == 0));
    for of in [
        between(&OFTEN[..11], &SELDOM),
        between(&OFTEN, &SELDOM[..7]),
        between(&rare, &[0; 12]),
        between(&[0; 24], &[0; 12]),
    ] {
        assert_eq!(verdict(&of, Direction::Increase), Verdict::CannotTell, "{of:?}");
    }
    let neutral = between(&OFTEN, &SELDOM).judge(None, Direction::Neutral);
    assert_eq!(neutral.map(|it| it.0), Err(EffectError::NoDirection));
}

#[test]
fn whole_days_and_times_are_judged_alike_and_have_digests_of_their_own() {
    let gaps = between(&OFTEN, &SELDOM);
    let times = Between { kind: Kind::Time, ..gaps.clone() };
    assert_eq!(verdict(&times, Direction::Increase), Verdict::Improved);
    let digest = |of: &Between| of.provenance().input_sha256;
    assert_eq!(digest(&gaps), digest(&gaps.clone()));
    let closed = Between { open: None, ..gaps.clone() };
    for other in [&times, &closed] {
        assert_ne!(digest(&gaps), digest(other));
    }
}
