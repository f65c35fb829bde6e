//! Days of events into months and gaps, worked out by hand.

use jiff::civil::date;
use tillbud_events::Position;

use super::*;
use tillbud_events::vocabulary::Movement;

fn month(name: &str) -> Month {
    name.parse().unwrap()
}

fn terms() -> Terms {
    Terms {
        baseline_to: month("2025-12"),
        triggers: vec![],
        excluded: vec![],
        change: month("2026-01"),
        movement: Movement::Increase,
    }
}

/// Twice a month through two years, on days that differ.
fn often() -> Vec<Date> {
    let months = std::iter::successors(Some(month("2024-01")), |month| Some(month.next()));
    let days = months.take(24).zip(0_i8..).flat_map(|(month, at)| {
        [3 + at % 5, 15 + at % 7].map(|day| month.first_day().with().day(day).build().unwrap())
    });
    days.collect()
}

fn events(after: &[Date]) -> Events {
    let days = often().into_iter().chain(after.iter().copied()).collect();
    Events { kind: Kind::Gap, days, from: month("2024-01"), to: month("2026-12") }
}

#[test]
fn longer_between_is_better_when_it_is_meant_to_rise_and_is_kept_with_what_was_looked_at() {
    let events = events(&[date(2026, 4, 2), date(2026, 9, 20)]);
    let found = study_events(&events, &terms()).unwrap();
    assert_eq!(found.verdict, Verdict::Improved);
    assert_eq!((found.points, found.counts), ((24, 12), (48.0, 2.0)));
    let looked = found.looked.unwrap();
    assert_eq!(looked.days, (731, 365), "2024 is a leap year");
    assert_eq!(looked.open, Some(102), "from 20 September to the end of the year");
    let studied = found.studied(Position(1), None, None).unwrap();
    let ratio = studied.ratio.unwrap();
    let exact = (365.0 / 2.0) / (731.0 / 48.0);
    assert!((ratio.ratio.unwrap().get() - exact).abs() < 1e-9 && ratio.exact, "{ratio:?}");
    assert!(ratio.lower.get() > 1.0);
    assert_eq!(studied.between.unwrap().open_days, Some(102));
    assert_eq!((studied.until.to_string().as_str(), studied.segments), ("2026-12", None));
    let meant_to_fall = Terms { movement: Movement::Decrease, ..terms() };
    assert_eq!(study_events(&events, &meant_to_fall).unwrap().verdict, Verdict::Worse);
}

/// The gap that the change cuts is longer than others by being cut: only what lies after counts.
#[test]
fn the_first_gap_of_each_side_counts_from_where_the_side_begins() {
    let events = events(&[date(2026, 1, 11), date(2026, 1, 11)]);
    let gaps = events.gaps(month("2026-01"), month("2026-12"));
    assert_eq!(gaps.lengths, [10.0, 0.0], "ten days without any, and two on one day");
    let before = events.gaps(month("2024-01"), month("2025-12"));
    assert_eq!(before.lengths[..2], [2.0, 11.0], "3 and 15 January");
    let times = Events { kind: Kind::Time, ..events };
    let gaps = times.gaps(month("2026-01"), month("2026-12"));
    assert_eq!(gaps.lengths, [11.0, 0.0]);
    let found = study_events(&times, &terms()).unwrap();
    assert_eq!((found.periods.len(), found.before_periods), (48 + 2 + 1, 48));
    assert_eq!(found.periods.last().map(String::as_str), Some("2026-12-31"), "it is running");
}

#[test]
fn none_after_the_change_is_an_improvement_and_none_before_cannot_be_told() {
    let none = study_events(&events(&[]), &terms()).unwrap();
    assert_eq!((none.verdict, none.counts.1, none.has_signal), (Verdict::Improved, 0.0, true));
    let studied = none.studied(Position(1), None, None).unwrap();
    let ratio = studied.ratio.unwrap();
    assert_eq!((ratio.ratio, ratio.upper), (None, None));
    assert!(ratio.lower.get() > 1.0);
    assert_eq!(studied.between.unwrap().open_days, Some(365));
    let nothing = Events { days: vec![], ..events(&[]) };
    let found = study_events(&nothing, &terms()).unwrap();
    assert_eq!((found.verdict, found.effect), (Verdict::CannotTell, None));
}

#[test]
fn months_that_led_to_the_change_months_between_and_those_not_known_count_on_no_side() {
    let cluster = [4, 5, 6, 7].map(|day| date(2025, 11, day));
    let between = [date(2026, 1, 9), date(2026, 2, 9)];
    let mut days = often();
    days.extend(cluster);
    days.sort();
    days.extend(between);
    let events = Events { kind: Kind::Gap, days, from: month("2024-01"), to: month("2026-10") };
    let terms = Terms { triggers: vec![month("2025-11")], change: month("2026-03"), ..terms() };
    let found = study_events(&events, &terms).unwrap();
    assert_eq!((found.points, found.counts), ((23, 8), (46.0, 0.0)));
    assert_eq!(found.looked.unwrap().days, (731 - 30, 245));
    let chart = found.chart.unwrap();
    assert_eq!((chart.points.len(), chart.parts[0].baseline_points), (48 + 4 + 1, 46));
    let early = Events { to: month("2025-12"), ..events };
    let found = study_events(&early, &terms).unwrap();
    assert_eq!((found.verdict, found.looked.unwrap().open), (Verdict::CannotTell, None));
    assert_eq!(found.until.as_deref(), Some("2025-12"));
}

#[test]
fn the_day_is_named_from_which_events_came_more_seldom_by_themselves() {
    let settled = study_events(&events(&[]), &terms()).unwrap();
    assert_eq!(settled.unsettled, None);
    let mut seldom: Vec<Date> = often();
    // From 2025 on every other event is missing.
    let mut at = 0;
    seldom.retain(|day| {
        at += 1;
        day.year() == 2024 || at % 2 == 0
    });
    let found = study_events(&Events { days: seldom, ..events(&[]) }, &terms()).unwrap();
    let since = found.unsettled.unwrap().since.unwrap();
    assert!(since.starts_with("2025-01") || since.starts_with("2025-02"), "{since}");
}

#[test]
fn months_that_people_left_out_count_on_neither_side() {
    let excluded = vec![month("2025-03"), month("2026-05")];
    let terms = Terms { excluded, ..terms() };
    let days = [date(2026, 5, 2), date(2026, 6, 4)];
    let found = study_events(&events(&days), &terms).unwrap();
    assert_eq!((found.points, found.counts), ((23, 11), (46.0, 1.0)));
    assert_eq!(found.looked.unwrap().days, (731 - 31, 365 - 31));
    // What ends in such a month is drawn and left out, on both sides.
    let chart = found.chart.unwrap();
    let out = chart.points.iter().enumerate().filter(|(_, point)| point.is_excluded);
    assert_eq!(out.map(|(at, _)| at).collect::<Vec<_>>(), [28, 29, 48]);
}
