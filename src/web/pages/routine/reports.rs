//! What can be done with a report at each stage of its life, asked of its own rules.
//!
//! Must never list a step by hand that a rule decides.

use tillbud_events::report::{
    Acknowledged, Command, Declined, Event, FeedbackGiven, Linked, QuestionAsked, Received, Report,
    Rerouted, TakenUpAgain,
};
use tillbud_events::vocabulary::{Channel, Lang};
use tillbud_events::{Decider, IncidentId, MessageId, Text};

use super::{NONE, OTHER, Stage};
use crate::web::pages::frame::Frame;

/// Every stage, in the order of its life.
pub fn stages(frame: &Frame) -> Vec<Stage> {
    let name = |status: &str| frame.word("status-short", status);
    let stage = |(status, report)| Stage::of(frame, name(status), &report, steps());
    reports().into_iter().map(stage).collect()
}

/// A report at each stage that its own events lead to.
fn reports() -> [(&'static str, Report); 5] {
    let received = Event::Received(received());
    let seen = Event::Acknowledged(Acknowledged {});
    let linked = Event::Linked(Linked { incident_id: IncidentId(NONE) });
    let declined = Event::Declined(Declined { feedback: Text::Erased });
    let rerouted = Event::Rerouted(Rerouted { to: Channel::Manager, feedback: Text::Erased });
    [
        ("received", Report::fold([&received])),
        ("acknowledged", Report::fold([&received, &seen])),
        ("linked", Report::fold([&received, &seen, &linked])),
        ("declined", Report::fold([&received, &seen, &declined])),
        ("rerouted", Report::fold([&received, &seen, &rerouted])),
    ]
}

fn received() -> Received {
    Received {
        narrative: Text::Erased,
        kind: None,
        happened: None,
        unit: None,
        place: None,
        system: None,
        ongoing: None,
        hindered: None,
        helped: None,
        urgent: false,
        lang: Lang::Sv,
    }
}

/// Every step that staff can ask for, with the key of its words.
fn steps() -> Vec<(&'static str, Command)> {
    let message_id = MessageId(OTHER);
    vec![
        ("routine-acknowledge", Command::Acknowledge),
        ("step-ask", Command::Ask(QuestionAsked { message_id, text: Text::Erased })),
        ("step-feedback", Command::GiveFeedback(FeedbackGiven { message_id, text: Text::Erased })),
        ("routine-to-incident", Command::Link(IncidentId(OTHER))),
        ("routine-from-incident", Command::Unlink(IncidentId(NONE))),
        ("step-decline", Command::Decline(Declined { feedback: Text::Erased })),
        (
            "step-reroute",
            Command::Reroute(Rerouted { to: Channel::Manager, feedback: Text::Erased }),
        ),
        ("step-take_up", Command::TakeUpAgain(TakenUpAgain { reason: Text::Erased })),
    ]
}
