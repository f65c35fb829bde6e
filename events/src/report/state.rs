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
        /// Messages so far.
        messages: BTreeSet<MessageId>,
    },
    /// It went somewhere else.
    Rerouted {
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
            | Self::Declined { messages }
            | Self::Rerouted { messages } => messages.contains(&id),
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
            Event::Declined(_) => Self::Declined { messages: self.into_messages() },
            Event::Rerouted(_) => Self::Rerouted { messages: self.into_messages() },
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
            | Self::Declined { messages }
            | Self::Rerouted { messages } => {
                messages.insert(id);
            }
        }
        self
    }

    fn answered(mut self) -> Self {
        match &mut self {
            Self::Open { dialogue, .. } | Self::Linked { dialogue, .. } => {
                *dialogue = Dialogue::FeedbackGiven;
            }
            Self::Unknown | Self::Declined { .. } | Self::Rerouted { .. } => {}
        }
        self
    }

    fn into_messages(self) -> BTreeSet<MessageId> {
        match self {
            Self::Unknown => BTreeSet::new(),
            Self::Open { messages, .. }
            | Self::Linked { messages, .. }
            | Self::Declined { messages }
            | Self::Rerouted { messages } => messages,
        }
    }
}
