//! The harness `given(events).when(command).then(events)` and the samples of the tests.
//!
//! Must never accept a command that adds something when it is repeated: every
//! `when` sends its command twice.

use std::fmt::Debug;

use jiff::civil::Date;
use tillbud_events::vocabulary::{Code, Label};
use tillbud_events::{ActionId, Decider, FactorId, IncidentId, ItemId, MessageId, ReportId, Text};
use uuid::Uuid;

/// What happened before.
pub struct Given<D: Decider> {
    history: Vec<D::Event>,
}

/// What a command led to.
pub struct Outcome<D: Decider>(Result<Vec<D::Event>, D::Rejection>);

pub fn given<D: Decider>(history: &[D::Event]) -> Given<D>
where
    D::Event: Clone,
{
    Given { history: history.to_vec() }
}

impl<D: Decider> Given<D> {
    pub fn when(self, command: D::Command) -> Outcome<D>
    where
        D::Command: Clone,
        D::Event: Debug,
    {
        let outcome = D::fold(&self.history).decide(command.clone());
        if let Ok(events) = &outcome {
            let repeated = D::fold(self.history.iter().chain(events)).decide(command);
            let added = repeated.unwrap_or_default();
            assert!(added.is_empty(), "repeating the command added {added:?}");
        }
        Outcome(outcome)
    }
}

impl<D: Decider> Outcome<D>
where
    D::Event: Debug + PartialEq,
    D::Rejection: Debug + PartialEq,
{
    #[track_caller]
    pub fn then(self, events: &[D::Event]) {
        assert_eq!(self.0.as_deref(), Ok(events));
    }

    #[track_caller]
    pub fn then_nothing(self) {
        self.then(&[]);
    }

    #[track_caller]
    pub fn then_rejected(self, rejection: D::Rejection) {
        assert_eq!(self.0, Err(rejection));
    }
}

pub fn text(words: &str) -> Text {
    Text::parse(words, 4_000).unwrap()
}

pub fn label(words: &str) -> Label {
    Label::parse(words).unwrap()
}

pub fn code(word: &str) -> Code {
    Code::parse(word).unwrap()
}

pub fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// A version 4 id that is the same for the same number.
fn uuid(number: u128) -> Uuid {
    uuid::Builder::from_random_bytes(number.to_be_bytes()).into_uuid()
}

pub fn report_id(number: u128) -> ReportId {
    ReportId(uuid(number))
}

pub fn incident_id(number: u128) -> IncidentId {
    IncidentId(uuid(number))
}

pub fn action_id(number: u128) -> ActionId {
    ActionId(uuid(number))
}

pub fn factor_id(number: u128) -> FactorId {
    FactorId(uuid(number))
}

pub fn item_id(number: u128) -> ItemId {
    ItemId(uuid(number))
}

pub fn message_id(number: u128) -> MessageId {
    MessageId(uuid(number))
}

pub mod actions;
pub mod improvements;
pub mod incidents;
pub mod notifications;
pub mod reports;
