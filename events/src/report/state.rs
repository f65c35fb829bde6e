//! What the rules of a report need to remember.
//!
//! Must never hold texts: rules do not look inside them.

use std::collections::BTreeSet;

use super::Event;
use crate::ids::{IncidentId, MessageId};

/// Whether the reporter still waits to hear what came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialogue {
    /// Imported: nobody holds a receipt.
    Absent,
    /// Open, and no feedback was given yet.
    FeedbackOwed,
    /// The reporter was told.
    FeedbackGiven,
}

/// A report, as far as decisions are concerned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Report {
    /// No such report.
    Unknown,
    /// In the queue.
    Open {
        /// Whether a coordinator has seen it.
        acknowledged: bool,
        /// Whether feedback is owed.
        dialogue: Dialogue,
        /// Messages so far, so that a repeated one adds nothing.
        messages: BTreeSet<MessageId>,
    },
    /// Part of an incident.
    Linked {
        /// Which one.
        incident_id: IncidentId,
        /// Whether feedback is owed.
        dialogue: Dialogue,
        /// Messages so far.
        messages: BTreeSet<MessageId>,
    },
    /// No incident is worked on.
    Declined {
        /// Whether there is anybody to talk to; nothing is owed any more.
        dialogue: Dialogue,
        /// Messages so far.
        messages: BTreeSet<MessageId>,
    },
    /// It went somewhere else.
    Rerouted {
        /// Whether there is anybody to talk to; nothing is owed any more.
        dialogue: Dialogue,
        /// Messages so far.
        messages: BTreeSet<MessageId>,
    },
}

impl Report {
    /// Whether its reporter waits for feedback.
    #[must_use]
    pub fn is_feedback_owed(&self) -> bool {
        match self {
            Self::Open { dialogue, .. } | Self::Linked { dialogue, .. } => {
                *dialogue == Dialogue::FeedbackOwed
            }
            Self::Unknown | Self::Declined { .. } | Self::Rerouted { .. } => false,
        }
    }

    pub(super) fn has_message(&self, id: MessageId) -> bool {
        match self {
            Self::Unknown => false,
            Self::Open { messages, .. }
            | Self::Linked { messages, .. }
            | Self::Declined { messages, .. }
            | Self::Rerouted { messages, .. } => messages.contains(&id),
        }
    }

    pub(super) fn after(self, event: &Event) -> Self {
        match event {
            Event::Received(_) => Self::opened(Dialogue::FeedbackOwed),
            Event::Imported(_) => Self::opened(Dialogue::Absent),
            Event::Acknowledged(_) => self.acknowledged(),
            Event::QuestionAsked(asked) => self.with_message(asked.message_id),
            Event::ReplyReceived(reply) => self.with_message(reply.message_id),
            Event::FeedbackGiven(given) => self.with_message(given.message_id).answered(),
            Event::Declined(_) => self.declined(),
            Event::Rerouted(_) => self.rerouted(),
            Event::Linked(linked) => self.linked(linked.incident_id),
            Event::Unlinked(_) => self.unlinked(),
        }
    }

    fn opened(dialogue: Dialogue) -> Self {
        Self::Open { acknowledged: false, dialogue, messages: BTreeSet::new() }
    }

    fn acknowledged(self) -> Self {
        match self {
            Self::Open { dialogue, messages, .. } => {
                Self::Open { acknowledged: true, dialogue, messages }
            }
            Self::Unknown | Self::Linked { .. } | Self::Declined { .. } | Self::Rerouted { .. } => {
                self
            }
        }
    }

    fn linked(self, incident_id: IncidentId) -> Self {
        match self {
            Self::Open { dialogue, messages, .. } | Self::Linked { dialogue, messages, .. } => {
                Self::Linked { incident_id, dialogue, messages }
            }
            Self::Unknown | Self::Declined { .. } | Self::Rerouted { .. } => self,
        }
    }

    fn unlinked(self) -> Self {
        match self {
            Self::Linked { dialogue, messages, .. } => {
                Self::Open { acknowledged: true, dialogue, messages }
            }
            Self::Unknown | Self::Open { .. } | Self::Declined { .. } | Self::Rerouted { .. } => {
                self
            }
        }
    }

    fn with_message(mut self, id: MessageId) -> Self {
        match &mut self {
            Self::Unknown => {}
            Self::Open { messages, .. }
            | Self::Linked { messages, .. }
            | Self::Declined { messages, .. }
            | Self::Rerouted { messages, .. } => {
                messages.insert(id);
            }
        }
        self
    }

    fn answered(mut self) -> Self {
        match &mut self {
            Self::Open { dialogue, .. } | Self::Linked { dialogue, .. } => {
                *dialogue = dialogue.answered();
            }
            Self::Unknown | Self::Declined { .. } | Self::Rerouted { .. } => {}
        }
        self
    }

    fn declined(self) -> Self {
        match self.into_dialogue() {
            None => Self::Unknown,
            Some((dialogue, messages)) => Self::Declined { dialogue, messages },
        }
    }

    fn rerouted(self) -> Self {
        match self.into_dialogue() {
            None => Self::Unknown,
            Some((dialogue, messages)) => Self::Rerouted { dialogue, messages },
        }
    }

    /// Its dialogue, answered, and its messages, if it exists.
    fn into_dialogue(self) -> Option<(Dialogue, BTreeSet<MessageId>)> {
        match self {
            Self::Unknown => None,
            Self::Open { dialogue, messages, .. }
            | Self::Linked { dialogue, messages, .. }
            | Self::Declined { dialogue, messages }
            | Self::Rerouted { dialogue, messages } => Some((dialogue.answered(), messages)),
        }
    }
}

impl Dialogue {
    fn answered(self) -> Self {
        match self {
            Self::Absent => Self::Absent,
            Self::FeedbackOwed | Self::FeedbackGiven => Self::FeedbackGiven,
        }
    }
}
