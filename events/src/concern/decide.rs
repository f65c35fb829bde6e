//! The rules of a concern: a conversation between a reporter and the independent role.
//!
//! Must never depend on the report that it follows from.

use std::collections::BTreeSet;

use super::{Answered, Event, Raised};
use crate::decider::Decider;
use crate::envelope::StreamKind;
use crate::ids::MessageId;

/// A concern, as far as decisions are concerned: its messages, none before the first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Concern {
    messages: BTreeSet<MessageId>,
}

/// What can be asked of a concern.
#[derive(Clone, Debug)]
pub enum Command {
    /// Take in what a reporter tells.
    Raise(Raised),
    /// Answer the reporter.
    Answer(Answered),
}

/// Why a rule of the concern said no.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    /// There is no such concern.
    #[error("there is no such concern")]
    Unknown,
}

impl Decider for Concern {
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    const KIND: StreamKind = StreamKind::Concern;

    fn initial() -> Self {
        Self::default()
    }

    fn decide(&self, command: Command) -> Result<Vec<Event>, Rejection> {
        match command {
            Command::Raise(raised) if self.messages.contains(&raised.message_id) => Ok(vec![]),
            Command::Raise(raised) => Ok(vec![Event::Raised(raised)]),
            Command::Answer(_) if self.messages.is_empty() => Err(Rejection::Unknown),
            Command::Answer(answered) if self.messages.contains(&answered.message_id) => Ok(vec![]),
            Command::Answer(answered) => Ok(vec![Event::Answered(answered)]),
        }
    }

    fn evolve(mut self, event: &Event) -> Self {
        self.messages.insert(match event {
            Event::Raised(raised) => raised.message_id,
            Event::Answered(answered) => answered.message_id,
        });
        self
    }
}
