//! Rules of an incident's life: what can be asked of it where it stands.
//!
//! Must never let a command pass that a state forbids.

use tillbud_events::incident::{Command, Event, Rejection};
use tillbud_events::vocabulary::Response;

use crate::support::incidents::{
    absorbed, again, closed, factor, given, item, judgement, learned, merged_into, opened, opening,
    reopened, responded, response, triaged, wish,
};
use crate::support::{action_id, incident_id, report_id};

/// Every command that needs an incident that is being worked on.
fn work() -> Vec<Command> {
    vec![
        Command::LinkReport(report_id(2)),
        Command::UnlinkReport(report_id(1)),
        Command::MergeInto { itself: incident_id(1), into: incident_id(2) },
        Command::Absorb(incident_id(2)),
        Command::Release(incident_id(2)),
        Command::Triage(judgement()),
        Command::ChooseResponse(response(Response::LocalFix)),
        Command::AddTimelineItem(item(1)),
        Command::IdentifyFactor(factor(1)),
        Command::CompleteAnalysis(learned()),
        Command::AddAction(action_id(1)),
        Command::Close(wish()),
    ]
}

fn closed_incident() -> [Event; 4] {
    [opened(), triaged(), responded(Response::LocalFix), closed()]
}

#[test]
fn an_incident_is_opened_from_reports() {
    given(&[]).when(Command::Open(opening([1]))).then(&[opened()]);
}

#[test]
fn an_incident_is_not_opened_without_a_report() {
    given(&[]).when(Command::Open(opening([]))).then_rejected(Rejection::NoReports);
}

#[test]
fn an_incident_is_opened_once_wherever_it_stands() {
    for history in [vec![opened()], closed_incident().to_vec(), vec![opened(), merged_into(2)]] {
        given(&history).when(Command::Open(opening([1]))).then_rejected(Rejection::AlreadyOpened);
    }
}

#[test]
fn nothing_can_be_done_with_an_incident_that_does_not_exist() {
    for command in work().into_iter().chain([Command::Unmerge, Command::Reopen(again())]) {
        given(&[]).when(command).then_rejected(Rejection::Unopened);
    }
}

#[test]
fn a_closed_incident_is_reopened_before_it_is_worked_on() {
    for command in work() {
        given(&closed_incident()).when(command).then_rejected(Rejection::AlreadyClosed);
    }
    given(&closed_incident()).when(Command::Reopen(again())).then(&[reopened()]);
}

#[test]
fn a_merged_incident_is_worked_on_in_the_other_one() {
    let elsewhere = Rejection::MergedElsewhere(incident_id(3));
    for command in work().into_iter().chain([Command::Reopen(again())]) {
        given(&[opened(), triaged(), merged_into(3)])
            .when(command)
            .then_rejected(elsewhere.clone());
    }
}

#[test]
fn only_a_closed_incident_is_reopened() {
    given(&[opened()]).when(Command::Reopen(again())).then_rejected(Rejection::NotClosed);
}

#[test]
fn a_reopened_incident_is_as_it_was_before_it_was_closed() {
    let history = [closed_incident().to_vec(), vec![reopened()]].concat();
    given(&history).when(Command::Close(wish())).then(&[closed()]);
    given(&history).when(Command::ChooseResponse(response(Response::LocalFix))).then_nothing();
}

#[test]
fn only_a_merged_incident_is_unmerged() {
    for history in [vec![opened()], closed_incident().to_vec(), vec![opened(), absorbed(2)]] {
        given(&history).when(Command::Unmerge).then_rejected(Rejection::NotMerged);
    }
}
