//! Each week is scanned once, in the order of time, and says which alerts are over.

use tillbud_events::scan::{Command, Event, Rejection, Scan, WeekScanned};
use tillbud_events::{AlertId, Decider, Week};

use crate::support::{given, message_id};

fn week(text: &str) -> Week {
    text.parse().unwrap()
}

fn alert(number: u128) -> AlertId {
    AlertId(message_id(number).0)
}

fn scan(week: Week, found: &[AlertId]) -> WeekScanned {
    WeekScanned { week, families: vec![], found: found.to_vec(), is_provisional: false }
}

fn scanned(week: Week, found: &[AlertId]) -> Event {
    Event::WeekScanned(scan(week, found))
}

#[test]
fn a_week_is_scanned_once_whoever_scans() {
    let (first, second) = (week("2026-W07"), week("2026-W08"));
    given::<Scan>(&[]).when(Command::ScanWeek(scan(first, &[]))).then(&[scanned(first, &[])]);
    let history = [scanned(first, &[])];
    given::<Scan>(&history).when(Command::ScanWeek(scan(first, &[alert(1)]))).then_nothing();
    given::<Scan>(&history)
        .when(Command::ScanWeek(scan(second, &[alert(1)])))
        .then(&[scanned(second, &[alert(1)])]);
}

#[test]
fn no_week_is_scanned_after_a_later_one() {
    let (first, second) = (week("2026-W07"), week("2026-W08"));
    given::<Scan>(&[scanned(second, &[])])
        .when(Command::ScanWeek(scan(first, &[])))
        .then_rejected(Rejection::AlreadyLater(second));
}

#[test]
fn an_alert_is_over_after_four_weeks_in_which_it_is_not_found() {
    let first = week("2026-W51");
    let (one, other) = (alert(1), alert(2));
    let mut history = vec![scanned(first, &[one]), scanned(first.later(1), &[one, other])];
    for quiet in 2..5 {
        let at = first.later(quiet);
        assert_eq!(Scan::fold(&history).over_in(at, &[]), [], "week {at}");
        let found: &[AlertId] = if quiet == 3 { &[other] } else { &[] };
        history.push(scanned(at, found));
    }
    let at = first.later(5);
    assert_eq!(Scan::fold(&history).over_in(at, &[]), [one]);
    assert_eq!(Scan::fold(&history).over_in(at, &[one]), [], "found again in time");
    history.push(scanned(at, &[]));
    assert_eq!(Scan::fold(&history).over_in(at.later(1), &[]), [], "over once");
    history.push(scanned(at.later(1), &[]));
    assert_eq!(Scan::fold(&history).over_in(at.later(2), &[]), [other]);
}
