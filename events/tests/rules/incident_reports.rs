//! Rules of linking: which reports an incident holds, and how many.
//!
//! Must never test the other half of a link; that is in `report`.

use tillbud_events::incident::{Command, Event, Rejection};
use tillbud_events::limits::LINKED_REPORTS;

use crate::support::incidents::{given, opened, opening, report_linked, report_unlinked};
use crate::support::report_id;

/// 200 reports, numbered from 1.
fn full() -> Event {
    Event::Opened(opening(1..=LINKED_REPORTS as u128))
}

#[test]
fn a_further_report_becomes_part_of_an_incident() {
    given(&[opened()]).when(Command::LinkReport(report_id(2))).then(&[report_linked(2)]);
}

#[test]
fn a_report_that_is_part_of_it_is_not_linked_again() {
    given(&[opened()]).when(Command::LinkReport(report_id(1))).then_nothing();
    given(&[opened(), report_linked(2)]).when(Command::LinkReport(report_id(2))).then_nothing();
}

#[test]
fn a_report_is_taken_out_of_an_incident() {
    given(&[opened(), report_linked(2)])
        .when(Command::UnlinkReport(report_id(2)))
        .then(&[report_unlinked(2)]);
}

#[test]
fn a_report_that_is_not_part_of_it_cannot_be_taken_out() {
    for history in [vec![opened()], vec![opened(), report_linked(2), report_unlinked(2)]] {
        given(&history)
            .when(Command::UnlinkReport(report_id(2)))
            .then_rejected(Rejection::ReportNotLinked);
    }
}

#[test]
fn the_last_report_can_be_taken_out_because_linking_is_always_reversible() {
    given(&[opened()]).when(Command::UnlinkReport(report_id(1))).then(&[report_unlinked(1)]);
    given(&[opened(), report_unlinked(1)])
        .when(Command::LinkReport(report_id(1)))
        .then(&[report_linked(1)]);
}

#[test]
fn an_incident_is_opened_from_at_most_200_reports() {
    assert_eq!(LINKED_REPORTS, 200);
    given(&[]).when(Command::Open(opening(1..=200))).then(&[full()]);
    given(&[]).when(Command::Open(opening(1..=201))).then_rejected(Rejection::TooManyReports);
}

#[test]
fn report_200_can_be_linked_and_report_201_cannot() {
    given(&[Event::Opened(opening(1..=199))])
        .when(Command::LinkReport(report_id(200)))
        .then(&[report_linked(200)]);
    given(&[full()])
        .when(Command::LinkReport(report_id(201)))
        .then_rejected(Rejection::TooManyReports);
}

#[test]
fn a_full_incident_still_recognises_its_own_reports_and_has_room_after_one_left() {
    given(&[full()]).when(Command::LinkReport(report_id(200))).then_nothing();
    given(&[full(), report_unlinked(7)])
        .when(Command::LinkReport(report_id(201)))
        .then(&[report_linked(201)]);
}
