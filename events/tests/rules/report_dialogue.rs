//! Rules of the dialogue between the organisation and a reporter.
//!
//! Must never need to read a text: only who may still write.

use tillbud_events::Decider;
use tillbud_events::report::{Command, Dialogue, Event, Rejection, Report, Thread};

use crate::support::message_id;
use crate::support::reports::{
    acknowledged, answer, asked, declined, fed_back, feedback, given, imported, linked, question,
    received, replied, rerouted, unlinked,
};

fn messages() -> [(Command, Event); 3] {
    [
        (Command::Ask(question(1)), asked(1)),
        (Command::Reply(answer(1)), replied(1)),
        (Command::GiveFeedback(feedback(1)), fed_back(1)),
    ]
}

#[test]
fn questions_replies_and_feedback_pass_while_a_report_is_in_the_queue_or_linked() {
    for history in [vec![received()], vec![received(), acknowledged(), linked(1)]] {
        for (command, event) in messages() {
            given(&history).when(command).then(&[event]);
        }
    }
}

#[test]
fn a_message_that_arrives_again_adds_nothing() {
    for ending in [vec![], vec![acknowledged(), linked(1)], vec![acknowledged(), declined()]] {
        for (command, event) in messages() {
            let history = [vec![received(), event], ending.clone()].concat();
            given(&history).when(command).then_nothing();
        }
    }
}

#[test]
fn a_reporter_may_add_something_after_the_organisation_is_done() {
    for ended in [declined(), rerouted()] {
        given(&[received(), acknowledged(), ended])
            .when(Command::Reply(answer(1)))
            .then(&[replied(1)]);
    }
}

#[test]
fn feedback_may_follow_after_the_organisation_is_done() {
    for ended in [declined(), rerouted()] {
        given(&[received(), acknowledged(), ended])
            .when(Command::GiveFeedback(feedback(1)))
            .then(&[fed_back(1)]);
    }
}

#[test]
fn nobody_is_asked_after_the_organisation_is_done() {
    given(&[received(), acknowledged(), declined()])
        .when(Command::Ask(question(1)))
        .then_rejected(Rejection::AlreadyDeclined);
    given(&[received(), acknowledged(), rerouted()])
        .when(Command::Ask(question(1)))
        .then_rejected(Rejection::AlreadyRerouted);
}

#[test]
fn an_imported_report_has_nobody_to_write_to_wherever_it_stands() {
    let standing = [vec![], vec![acknowledged(), linked(1)]];
    for history in standing.map(|rest| [vec![imported()], rest].concat()) {
        for (command, _) in messages() {
            given(&history).when(command).then_rejected(Rejection::NoDialogue);
        }
    }
    for ended in [declined(), rerouted()] {
        for command in [Command::Reply(answer(1)), Command::GiveFeedback(feedback(1))] {
            given(&[imported(), acknowledged(), ended.clone()])
                .when(command)
                .then_rejected(Rejection::NoDialogue);
        }
    }
}

#[test]
fn feedback_is_owed_until_the_reporter_was_told_what_came_of_it() {
    let owed = |history: &[Event]| Report::fold(history).is_feedback_owed();
    assert!(owed(&[received()]));
    assert!(owed(&[received(), acknowledged(), linked(1)]));
    assert!(owed(&[received(), asked(1), replied(2)]));
    assert!(!owed(&[]));
    assert!(!owed(&[received(), fed_back(1)]));
    assert!(!owed(&[received(), fed_back(1), acknowledged(), linked(1), unlinked(1)]));
    assert!(!owed(&[received(), acknowledged(), declined()]));
    assert!(!owed(&[received(), acknowledged(), rerouted()]));
}

#[test]
fn nobody_waits_for_feedback_on_an_imported_report() {
    assert!(!Report::fold(&[imported(), acknowledged(), linked(1)]).is_feedback_owed());
}

#[test]
fn declining_and_rerouting_answer_the_dialogue() {
    let messages = [message_id(1)].into();
    let dialogue = Dialogue::FeedbackGiven;
    let thread = Thread { dialogue, messages, attachments: [].into(), copies: 0, again: None };
    assert_eq!(
        Report::fold(&[received(), asked(1), acknowledged(), declined()]),
        Report::Declined { thread: thread.clone() }
    );
    assert_eq!(
        Report::fold(&[received(), asked(1), acknowledged(), rerouted()]),
        Report::Rerouted { thread }
    );
}
