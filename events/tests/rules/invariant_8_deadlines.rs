//! Invariant 8: deadlines come from events and a versioned rule pack; hours are elapsed
//! hours, right across both changes of daylight-saving time; a month is a calendar month.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::tz::{self, TimeZone};
use tillbud_events::incident::notification::Command as Notify;
use tillbud_events::incident::{Command, Event};
use tillbud_events::period::{HOURS_MAX, MONTHS_MAX, Period};
use tillbud_events::rule_pack::{Deadline, RulePacks};
use tillbud_events::vocabulary::{Clock, Regime};

use crate::support::code;
use crate::support::incidents::{assessed, given, opened, triaged_for};
use crate::support::notifications::{deadlines, declared, moment, packs, sent, sent_at};

static SWEDEN: TimeZone = tz::get!("Europe/Stockholm");

/// A moment by the clock on the wall in Sweden.
fn wall(text: &str) -> Timestamp {
    let civil: jiff::civil::DateTime = text.parse().unwrap();
    civil.to_zoned_datetime(SWEDEN.clone()).unwrap().timestamp()
}

#[test]
fn seventy_two_hours_are_elapsed_hours_across_both_changes_of_the_clock() {
    for (from, ends) in [
        // The night of 29 March 2026 lacks an hour, that of 25 October has one more.
        ("2026-03-27T15:00", "2026-03-30T16:00"),
        ("2026-10-23T15:00", "2026-10-26T14:00"),
        ("2026-06-17T15:00", "2026-06-20T15:00"),
        ("2026-12-30T23:30", "2027-01-02T23:30"),
        ("2028-02-27T08:00", "2028-03-01T08:00"),
        ("2027-02-27T08:00", "2027-03-02T08:00"),
    ] {
        let end = Period::Hours(72).after(wall(from));
        assert_eq!(end, wall(ends), "{from}");
        assert_eq!(end.as_second() - wall(from).as_second(), 72 * 3600);
    }
}

#[test]
fn a_day_of_twenty_four_hours_ends_at_another_clock_time_when_the_clock_changes() {
    assert_eq!(Period::Hours(24).after(wall("2026-03-28T12:00")), wall("2026-03-29T13:00"));
    assert_eq!(Period::Hours(24).after(wall("2026-10-24T12:00")), wall("2026-10-25T11:00"));
    // The hour that comes twice: 02:30 in summer time, an hour before 02:30 in winter time.
    let first = moment("2026-10-25T00:30:00Z");
    assert_eq!(Period::Hours(1).after(first), moment("2026-10-25T01:30:00Z"));
}

#[test]
fn a_month_is_a_calendar_month_and_ends_on_the_last_day_of_shorter_ones() {
    for (from, ends) in [
        ("2027-01-31T10:00", "2027-02-28T10:00"),
        ("2028-01-31T10:00", "2028-02-29T10:00"),
        ("2000-01-31T10:00", "2000-02-29T10:00"),
        ("2100-01-31T10:00", "2100-02-28T10:00"),
        ("2026-03-31T10:00", "2026-04-30T10:00"),
        ("2026-12-31T23:59", "2027-01-31T23:59"),
        ("2028-02-29T10:00", "2028-03-29T10:00"),
        // Clock times stay, whatever the clock did in between.
        ("2026-03-15T10:00", "2026-04-15T10:00"),
        ("2026-10-01T10:00", "2026-11-01T10:00"),
        // 02:30 does not exist on 29 March 2026: an hour later on the clock.
        ("2026-02-28T02:30", "2026-03-28T02:30"),
        ("2026-01-29T02:30", "2026-02-28T02:30"),
    ] {
        assert_eq!(Period::Months(1).after(wall(from)), wall(ends), "{from}");
    }
    let in_the_gap = Period::Months(2).after(wall("2026-01-29T02:30"));
    assert_eq!(in_the_gap, moment("2026-03-29T01:30:00Z"));
    assert_eq!(Period::Months(1).after(wall("2027-01-31T00:30")), wall("2027-02-28T00:30"));
}

#[test]
fn a_period_gives_some_time_and_no_more_than_a_law_would() {
    for (period, is_sound) in [
        (Period::Hours(0), false),
        (Period::Hours(1), true),
        (Period::Hours(HOURS_MAX), true),
        (Period::Hours(HOURS_MAX + 1), false),
        (Period::Months(0), false),
        (Period::Months(MONTHS_MAX), true),
        (Period::Months(MONTHS_MAX + 1), false),
    ] {
        assert_eq!(period.is_sound(), is_sound, "{period:?}");
    }
    assert_eq!(Period::Hours(HOURS_MAX).after(Timestamp::MAX), Timestamp::MAX);
}

#[test]
fn both_clocks_are_counted_and_a_later_stage_counts_from_the_one_that_was_sent() {
    let packs = packs();
    let pack = packs.of(Regime::Nis2).unwrap();
    let (received, aware) = (moment("2026-11-02T08:00:00Z"), moment("2026-11-03T09:00:00Z"));
    let due =
        |stage: &str, clock, due: &str| Deadline { stage: code(stage), clock, due: moment(due) };
    let unsent = pack.deadlines(Some(received), Some(aware), &BTreeMap::new());
    assert_eq!(
        unsent,
        [
            due("early_warning", Clock::WorstCase, "2026-11-03T08:00:00Z"),
            due("incident_notification", Clock::WorstCase, "2026-11-05T08:00:00Z"),
            due("final_report", Clock::WorstCase, "2026-12-05T08:00:00Z"),
            due("early_warning", Clock::Declared, "2026-11-04T09:00:00Z"),
            due("incident_notification", Clock::Declared, "2026-11-06T09:00:00Z"),
            due("final_report", Clock::Declared, "2026-12-06T09:00:00Z"),
        ]
    );
    let sent = BTreeMap::from([(code("incident_notification"), moment("2026-11-04T12:00:00Z"))]);
    let counted = pack.deadlines(Some(received), None, &sent);
    assert_eq!(counted[2], due("final_report", Clock::WorstCase, "2026-12-04T12:00:00Z"));
    assert_eq!(pack.deadlines(None, None, &sent), []);
}

fn recount(received: &str) -> Command {
    Command::Notify(Notify::Recount { received: Some(moment(received)), packs: packs() })
}

const RECEIVED: &str = "2026-11-02T08:00:00Z";

#[test]
fn deadlines_are_set_from_the_receipt_as_soon_as_a_law_has_to_be_assessed() {
    given(&[opened(), triaged_for(&[Regime::Gdpr])]).when(recount(RECEIVED)).then(&[deadlines(
        Regime::Gdpr,
        Some(RECEIVED),
        None,
        &[("authority", Clock::WorstCase, "2026-11-05T08:00:00Z")],
    )]);
    given(&[opened()]).when(recount(RECEIVED)).then_nothing();
}

#[test]
fn counting_anew_appends_only_what_differs() {
    let set = deadlines(
        Regime::Gdpr,
        Some(RECEIVED),
        None,
        &[("authority", Clock::WorstCase, "2026-11-05T08:00:00Z")],
    );
    let history = [opened(), triaged_for(&[Regime::Gdpr]), set.clone()];
    given(&history).when(recount(RECEIVED)).then_nothing();
    let earlier = "2026-11-01T07:00:00Z";
    given(&history).when(recount(earlier)).then(&[deadlines(
        Regime::Gdpr,
        Some(earlier),
        None,
        &[("authority", Clock::WorstCase, "2026-11-04T07:00:00Z")],
    )]);
    let newer = RulePacks::parse(&crate::support::notifications::PACKS.replace("gdpr_1", "gdpr_2"));
    let by_another_pack =
        Notify::Recount { received: Some(moment(RECEIVED)), packs: newer.unwrap() };
    let Event::DeadlinesSet(set) = set else { panic!("{set:?}") };
    let anew = tillbud_events::incident::notification::DeadlinesSet { pack: code("gdpr_2"), ..set };
    given(&history).when(Command::Notify(by_another_pack)).then(&[Event::DeadlinesSet(anew)]);
}

#[test]
fn a_declared_awareness_starts_its_own_clock() {
    given(&[
        opened(),
        triaged_for(&[Regime::Gdpr]),
        declared(Regime::Gdpr, "2026-11-03T09:00:00Z"),
    ])
    .when(recount(RECEIVED))
    .then(&[deadlines(
        Regime::Gdpr,
        Some(RECEIVED),
        Some("2026-11-03T09:00:00Z"),
        &[
            ("authority", Clock::WorstCase, "2026-11-05T08:00:00Z"),
            ("authority", Clock::Declared, "2026-11-06T09:00:00Z"),
        ],
    )]);
}

#[test]
fn nothing_is_counted_for_what_needs_no_notification() {
    given(&[opened(), triaged_for(&[Regime::Gdpr]), assessed(Regime::Gdpr, false)])
        .when(recount(RECEIVED))
        .then_nothing();
}

#[test]
fn sending_the_notification_moves_the_final_report() {
    let history = [
        opened(),
        triaged_for(&[Regime::Nis2]),
        assessed(Regime::Nis2, true),
        sent(Regime::Nis2, "incident_notification"),
    ];
    let at = sent_at();
    given(&history).when(recount(RECEIVED)).then(&[deadlines(
        Regime::Nis2,
        Some(RECEIVED),
        None,
        &[
            ("early_warning", Clock::WorstCase, "2026-11-03T08:00:00Z"),
            ("incident_notification", Clock::WorstCase, "2026-11-05T08:00:00Z"),
            ("final_report", Clock::WorstCase, &Period::Months(1).after(at).to_string()),
        ],
    )]);
}
