//! Rules of a report: how it comes in, is seen, and finds where it belongs.
//!
//! Must never test the dialogue; that is `report_dialogue`.

use tillbud_events::Decider;
use tillbud_events::report::{Command, Event, Rejection, Report, TakenUpAgain};

use crate::support::reports::{
    acknowledged, answer, declined, elsewhere, feedback, given, imported, linked, no_thanks,
    question, received, rerouted, taken_over, told, unlinked,
};
use crate::support::{incident_id, text};

/// Every history that ends in a report that can be worked on no more.
fn ended() -> [(Vec<Event>, Rejection); 2] {
    [
        (vec![received(), acknowledged(), declined()], Rejection::AlreadyDeclined),
        (vec![received(), acknowledged(), rerouted()], Rejection::AlreadyRerouted),
    ]
}

#[test]
fn what_a_person_sends_is_received() {
    given(&[]).when(Command::Receive(told())).then(&[received()]);
}

#[test]
fn a_record_of_another_register_is_imported() {
    given(&[]).when(Command::Import(taken_over())).then(&[imported()]);
}

#[test]
fn nothing_can_be_done_with_a_report_that_does_not_exist() {
    for command in [
        Command::Acknowledge,
        Command::Ask(question(1)),
        Command::Reply(answer(1)),
        Command::GiveFeedback(feedback(1)),
        Command::Decline(no_thanks()),
        Command::Reroute(elsewhere()),
        Command::Link(incident_id(1)),
        Command::Unlink(incident_id(1)),
    ] {
        given(&[]).when(command).then_rejected(Rejection::Unknown);
    }
}

#[test]
fn a_report_is_acknowledged_once() {
    given(&[received()]).when(Command::Acknowledge).then(&[acknowledged()]);
    given(&[received(), acknowledged()]).when(Command::Acknowledge).then_nothing();
}

#[test]
fn a_report_that_was_worked_on_needs_no_acknowledgement() {
    given(&[received(), acknowledged(), linked(1)]).when(Command::Acknowledge).then_nothing();
    for (history, _) in ended() {
        given(&history).when(Command::Acknowledge).then_nothing();
    }
}

#[test]
fn whoever_works_on_a_report_has_acknowledged_it() {
    let acts = [
        (Command::Decline(no_thanks()), declined()),
        (Command::Reroute(elsewhere()), rerouted()),
        (Command::Link(incident_id(1)), linked(1)),
    ];
    for (command, event) in acts {
        given(&[received()]).when(command.clone()).then(&[acknowledged(), event.clone()]);
        given(&[received(), acknowledged()]).when(command).then(&[event]);
    }
}

#[test]
fn a_linked_report_is_taken_out_of_its_incident_before_it_goes_elsewhere() {
    let history = [received(), acknowledged(), linked(1)];
    for command in [
        Command::Decline(no_thanks()),
        Command::Reroute(elsewhere()),
        Command::Link(incident_id(2)),
    ] {
        given(&history).when(command).then_rejected(Rejection::PartOfIncident(incident_id(1)));
    }
}

#[test]
fn linking_to_the_same_incident_again_changes_nothing() {
    given(&[received(), acknowledged(), linked(1)])
        .when(Command::Link(incident_id(1)))
        .then_nothing();
}

#[test]
fn a_report_is_taken_out_of_the_incident_that_it_is_part_of() {
    given(&[received(), acknowledged(), linked(1)])
        .when(Command::Unlink(incident_id(1)))
        .then(&[unlinked(1)]);
}

#[test]
fn a_report_cannot_be_taken_out_of_an_incident_that_it_is_not_part_of() {
    for history in [
        vec![received()],
        vec![received(), acknowledged(), linked(2)],
        vec![received(), acknowledged(), linked(1), unlinked(1)],
        vec![received(), acknowledged(), declined()],
        vec![received(), acknowledged(), rerouted()],
    ] {
        given(&history)
            .when(Command::Unlink(incident_id(1)))
            .then_rejected(Rejection::NotPartOfIncident);
    }
}

#[test]
fn a_report_that_was_taken_out_can_be_linked_elsewhere_and_stays_acknowledged() {
    given(&[received(), acknowledged(), linked(1), unlinked(1)])
        .when(Command::Link(incident_id(2)))
        .then(&[linked(2)]);
}

#[test]
fn a_report_that_ended_stays_where_it_is() {
    for (history, rejection) in ended() {
        for command in [
            Command::Decline(no_thanks()),
            Command::Reroute(elsewhere()),
            Command::Link(incident_id(1)),
        ] {
            given(&history).when(command).then_rejected(rejection.clone());
        }
    }
}

#[test]
fn what_was_declined_or_passed_on_by_mistake_is_taken_up_again_and_its_reporter_waits_anew() {
    let again = TakenUpAgain { reason: text("Vi läste fel.") };
    for (mut history, _) in ended() {
        given(&history)
            .when(Command::TakeUpAgain(again.clone()))
            .then(&[Event::TakenUpAgain(again.clone())]);
        assert!(!Report::fold(&history).is_feedback_owed());
        history.push(Event::TakenUpAgain(again.clone()));
        assert!(Report::fold(&history).is_feedback_owed());
        given(&history).when(Command::Acknowledge).then_nothing();
        given(&history).when(Command::Link(incident_id(1))).then(&[linked(1)]);
        given(&history).when(Command::Decline(no_thanks())).then(&[declined()]);
        given(&history)
            .when(Command::TakeUpAgain(again.clone()))
            .then_rejected(Rejection::NotEnded);
    }
}

#[test]
fn only_what_was_ended_is_taken_up_again() {
    let again = || Command::TakeUpAgain(TakenUpAgain { reason: text("Igen") });
    given(&[]).when(again()).then_rejected(Rejection::Unknown);
    for history in [vec![received()], vec![received(), acknowledged(), linked(1)]] {
        given(&history).when(again()).then_rejected(Rejection::NotEnded);
    }
    let imported = [
        imported(),
        acknowledged(),
        declined(),
        Event::TakenUpAgain(TakenUpAgain { reason: text("Igen") }),
    ];
    assert!(!Report::fold(&imported).is_feedback_owed(), "nobody holds a receipt");
}
