//! Invariant 11: sending the same report twice creates one report.
//!
//! Must never depend on what the second sending says: the id decides.

use tillbud_events::report::{Command, Event, Received, Rejection};

use crate::support::reports::{
    acknowledged, answer, declined, given, imported, linked, received, replied, rerouted,
    taken_over, told,
};
use crate::support::text;

#[test]
fn receiving_twice_creates_one_wherever_the_first_stands() {
    for rest in [
        vec![],
        vec![acknowledged()],
        vec![acknowledged(), linked(1)],
        vec![acknowledged(), declined()],
        vec![acknowledged(), rerouted()],
    ] {
        let history: Vec<Event> = [vec![received()], rest].concat();
        given(&history).when(Command::Receive(told())).then_rejected(Rejection::AlreadyReceived);
    }
}

#[test]
fn a_second_sending_with_other_words_replaces_nothing() {
    let other = Received { narrative: text("Något annat."), ..told() };
    given(&[received()]).when(Command::Receive(other)).then_rejected(Rejection::AlreadyReceived);
}

#[test]
fn importing_twice_creates_one() {
    given(&[imported()])
        .when(Command::Import(taken_over()))
        .then_rejected(Rejection::AlreadyReceived);
}

#[test]
fn an_import_cannot_take_the_place_of_a_persons_report_nor_the_other_way_round() {
    given(&[received()])
        .when(Command::Import(taken_over()))
        .then_rejected(Rejection::AlreadyReceived);
    given(&[imported()]).when(Command::Receive(told())).then_rejected(Rejection::AlreadyReceived);
}

#[test]
fn a_reply_that_is_sent_twice_is_received_once() {
    given(&[received(), replied(1)]).when(Command::Reply(answer(1))).then_nothing();
}
