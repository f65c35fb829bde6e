//! A conversation between a reporter and the independent role.

use tillbud_events::Decider;
use tillbud_events::concern::{Answered, Command, Concern, Event, Raised, Rejection};

use crate::support::{given, message_id, text};

fn told(number: u128) -> Raised {
    let report = text("3f0f6a52-8d9b-4b5f-9c4e-6f1f8e58b160");
    Raised { message_id: message_id(number), text: text("Jag flyttades."), report }
}

fn answer(number: u128) -> Answered {
    Answered { message_id: message_id(number), text: text("Tack för att du berättar.") }
}

#[test]
fn a_reporter_can_raise_a_concern_and_add_to_it() {
    given::<Concern>(&[]).when(Command::Raise(told(1))).then(&[Event::Raised(told(1))]);
    given::<Concern>(&[Event::Raised(told(1)), Event::Answered(answer(2))])
        .when(Command::Raise(told(3)))
        .then(&[Event::Raised(told(3))]);
}

#[test]
fn a_message_sent_twice_counts_once() {
    let history = [Event::Raised(told(1)), Event::Answered(answer(2))];
    given::<Concern>(&history).when(Command::Raise(told(1))).then(&[]);
    given::<Concern>(&history).when(Command::Answer(answer(2))).then(&[]);
}

#[test]
fn nobody_answers_a_concern_that_was_not_raised() {
    given::<Concern>(&[]).when(Command::Answer(answer(1))).then_rejected(Rejection::Unknown);
    assert!(Concern::initial().decide(Command::Answer(answer(1))).is_err());
}
