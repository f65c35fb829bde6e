//! The rules of a follow: it begins, and ends.
//!
//! Whether an account may read the incident is looked up before. Must never count or rank
//! who follows.

use std::convert::Infallible;

use super::{Begun, Ended, Event};
use crate::decider::Decider;
use crate::envelope::StreamKind;
use crate::ids::IncidentId;

/// A follow, as far as decisions are concerned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Follow {
    /// The account does not follow the incident.
    #[default]
    Absent,
    /// It does.
    Present,
}

/// What can be asked of a follow.
#[derive(Clone, Copy, Debug)]
pub enum Command {
    /// Follow this incident.
    Begin(IncidentId),
    /// Follow it no more.
    End,
}

/// No rule of a follow says no.
pub type Rejection = Infallible;

impl Decider for Follow {
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    const KIND: StreamKind = StreamKind::Follow;

    fn initial() -> Self {
        Self::default()
    }

    fn decide(&self, command: Command) -> Result<Vec<Event>, Rejection> {
        Ok(match (self, command) {
            (Self::Absent, Command::Begin(incident_id)) => {
                vec![Event::Begun(Begun { incident_id })]
            }
            (Self::Present, Command::End) => vec![Event::Ended(Ended {})],
            (Self::Present, Command::Begin(_)) | (Self::Absent, Command::End) => vec![],
        })
    }

    fn evolve(self, event: &Event) -> Self {
        match event {
            Event::Begun(_) => Self::Present,
            Event::Ended(_) => Self::Absent,
        }
    }
}
