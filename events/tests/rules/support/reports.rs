//! Samples of reports.
//!
//! Must never hold a rule: only events, commands and states by name.

use tillbud_events::report::{
    Acknowledged, Declined, Event, FeedbackGiven, Imported, Linked, QuestionAsked, Received,
    ReplyReceived, Report, Rerouted, Unlinked,
};
use tillbud_events::vocabulary::{Channel, Lang};

use super::{Given, incident_id, label, message_id, text};

pub fn given(history: &[Event]) -> Given<Report> {
    super::given(history)
}

pub fn told() -> Received {
    Received {
        narrative: text("Larmet i entrén tjöt inte."),
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

pub fn taken_over() -> Imported {
    Imported {
        dataset: label("vcdb"),
        source_id: label("A-1"),
        narrative: None,
        title: None,
        action_taken: None,
        further: vec![],
        kind: None,
        happened: None,
        ended: None,
        reported: None,
        zone: None,
        unit: None,
        categories: vec![],
        factors: vec![],
        lang: None,
    }
}

pub fn question(number: u128) -> QuestionAsked {
    QuestionAsked { message_id: message_id(number), text: text("Hur såg det ut?") }
}

pub fn answer(number: u128) -> ReplyReceived {
    ReplyReceived { message_id: message_id(number), text: text("Lampan lyste rött.") }
}

pub fn feedback(number: u128) -> FeedbackGiven {
    FeedbackGiven { message_id: message_id(number), text: text("Larmet är bytt.") }
}

pub fn no_thanks() -> Declined {
    Declined { feedback: text("Larmet provas varje månad; detta var provet.") }
}

pub fn elsewhere() -> Rerouted {
    Rerouted { to: Channel::Hr, feedback: text("Ring HR, de kan hjälpa.") }
}

pub fn received() -> Event {
    Event::Received(told())
}

pub fn imported() -> Event {
    Event::Imported(taken_over())
}

pub fn acknowledged() -> Event {
    Event::Acknowledged(Acknowledged {})
}

pub fn asked(number: u128) -> Event {
    Event::QuestionAsked(question(number))
}

pub fn replied(number: u128) -> Event {
    Event::ReplyReceived(answer(number))
}

pub fn fed_back(number: u128) -> Event {
    Event::FeedbackGiven(feedback(number))
}

pub fn declined() -> Event {
    Event::Declined(no_thanks())
}

pub fn rerouted() -> Event {
    Event::Rerouted(elsewhere())
}

pub fn linked(incident: u128) -> Event {
    Event::Linked(Linked { incident_id: incident_id(incident) })
}

pub fn unlinked(incident: u128) -> Event {
    Event::Unlinked(Unlinked { incident_id: incident_id(incident) })
}
