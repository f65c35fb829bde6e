//! A theme gathers incidents under a question, and says what was learned of them.

use tillbud_events::theme::{
    Command, Concluded, Event, IncidentAdded, IncidentRemoved, Opened, Rejection, Reopened, Theme,
};
use tillbud_events::{IncidentId, limits};

use crate::support::{given, incident_id, text};

fn question() -> Opened {
    Opened { question: text("Vad gör överlämningen på kvällen svår?") }
}

fn opened() -> Event {
    Event::Opened(question())
}

fn added(number: u128) -> Event {
    Event::IncidentAdded(IncidentAdded { incident_id: incident_id(number) })
}

fn answer() -> Concluded {
    Concluded { learned: text("Listan saknar plats för det som ändrats under dagen.") }
}

fn concluded() -> Event {
    Event::Concluded(answer())
}

fn again() -> Reopened {
    Reopened { reason: text("Två nya händelser säger något annat.") }
}

fn add(ids: impl IntoIterator<Item = u128>) -> Command {
    Command::AddIncidents(ids.into_iter().map(incident_id).collect())
}

#[test]
fn a_question_is_asked_once() {
    given::<Theme>(&[]).when(Command::Open(question())).then(&[opened()]);
    given::<Theme>(&[opened()])
        .when(Command::Open(question()))
        .then_rejected(Rejection::AlreadyOpened);
}

#[test]
fn incidents_are_gathered_once_each_and_taken_out_again() {
    given::<Theme>(&[opened()]).when(add([1, 2, 1])).then(&[added(1), added(2)]);
    given::<Theme>(&[opened(), added(1)]).when(add([1, 2])).then(&[added(2)]);
    let removed = Event::IncidentRemoved(IncidentRemoved { incident_id: incident_id(1) });
    given::<Theme>(&[opened(), added(1)])
        .when(Command::RemoveIncident(incident_id(1)))
        .then(&[removed]);
    given::<Theme>(&[opened()]).when(Command::RemoveIncident(incident_id(1))).then_nothing();
    given::<Theme>(&[]).when(add([1])).then_rejected(Rejection::Unknown);
    given::<Theme>(&[])
        .when(Command::RemoveIncident(incident_id(1)))
        .then_rejected(Rejection::Unknown);
}

#[test]
fn a_theme_gathers_as_many_incidents_as_its_limit_and_no_more() {
    let most = limits::THEME_INCIDENTS as u128;
    let all: Vec<IncidentId> = (1..=most).map(incident_id).collect();
    let events: Vec<_> = (1..=most).map(added).collect();
    given::<Theme>(&[opened()]).when(Command::AddIncidents(all)).then(&events);
    let full = [&[opened()][..], &events].concat();
    given::<Theme>(&full).when(add([1, most])).then_nothing();
    given::<Theme>(&full).when(add([most + 1])).then_rejected(Rejection::TooManyIncidents);
    given::<Theme>(&[opened()]).when(add(1..=most + 1)).then_rejected(Rejection::TooManyIncidents);
}

#[test]
fn what_was_learned_is_written_of_something_and_then_stands() {
    let conclude = || Command::Conclude(answer());
    given::<Theme>(&[opened(), added(1)]).when(conclude()).then(&[concluded()]);
    given::<Theme>(&[opened()]).when(conclude()).then_rejected(Rejection::NoIncidents);
    given::<Theme>(&[]).when(conclude()).then_rejected(Rejection::Unknown);
    let written = [opened(), added(1), concluded()];
    for command in [conclude(), add([2]), Command::RemoveIncident(incident_id(1))] {
        given::<Theme>(&written).when(command).then_rejected(Rejection::AlreadyConcluded);
    }
}

#[test]
fn a_theme_is_opened_again_with_its_incidents() {
    let reopen = || Command::Reopen(again());
    let written = [opened(), added(1), concluded()];
    given::<Theme>(&written).when(reopen()).then(&[Event::Reopened(again())]);
    let open = [&written[..], &[Event::Reopened(again())]].concat();
    given::<Theme>(&open).when(add([1, 2])).then(&[added(2)]);
    given::<Theme>(&open).when(reopen()).then_rejected(Rejection::NotConcluded);
    given::<Theme>(&[]).when(reopen()).then_rejected(Rejection::Unknown);
}
