//! What the rules of a report need to remember.
//!
//! Must never hold texts: rules do not look inside them.

use std::collections::BTreeSet;

use super::Event;
use crate::ids::{AttachmentId, IncidentId, MessageId};
use crate::vocabulary::Again;

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

/// What belongs to a report wherever it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thread {
    /// Whether feedback is owed, or nobody is there to talk to.
    pub dialogue: Dialogue,
    /// Messages so far, so that a repeated one adds nothing.
    pub messages: BTreeSet<MessageId>,
    /// Files so far, so that a repeated one adds nothing.
    pub attachments: BTreeSet<AttachmentId>,
    /// De-identified copies that were approved, each in the place of the one before.
    pub copies: u32,
    /// Whether the reporter would report again, as last told.
    pub again: Option<Again>,
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
        /// What belongs to it.
        thread: Thread,
    },
    /// Part of an incident.
    Linked {
        /// Which one.
        incident_id: IncidentId,
        /// What belongs to it.
        thread: Thread,
    },
    /// No incident is worked on; nothing is owed any more.
    Declined {
        /// What belongs to it.
        thread: Thread,
    },
    /// It went somewhere else; nothing is owed any more.
    Rerouted {
        /// What belongs to it.
        thread: Thread,
    },
    /// Its words are gone for good. Its coded facts count on, in the incident that it
    /// may be part of.
    Erased {
        /// That incident.
        incident_id: Option<IncidentId>,
    },
}

impl Thread {
    fn new(dialogue: Dialogue) -> Self {
        let (messages, attachments) = (BTreeSet::new(), BTreeSet::new());
        Self { dialogue, messages, attachments, copies: 0, again: None }
    }

    fn answered(mut self) -> Self {
        self.dialogue = self.dialogue.answered();
        self
    }

    fn owed(mut self) -> Self {
        self.dialogue = self.dialogue.owed();
        self
    }
}

impl Report {
    /// Whether its reporter waits for feedback.
    #[must_use]
    pub fn is_feedback_owed(&self) -> bool {
        match self {
            Self::Open { thread, .. } | Self::Linked { thread, .. } => {
                thread.dialogue == Dialogue::FeedbackOwed
            }
            Self::Unknown | Self::Declined { .. } | Self::Rerouted { .. } | Self::Erased { .. } => {
                false
            }
        }
    }

    /// What belongs to it, unless there is no such report or its words are gone.
    #[must_use]
    pub fn thread(&self) -> Option<&Thread> {
        match self {
            Self::Unknown | Self::Erased { .. } => None,
            Self::Open { thread, .. }
            | Self::Linked { thread, .. }
            | Self::Declined { thread }
            | Self::Rerouted { thread } => Some(thread),
        }
    }

    pub(super) fn has_message(&self, id: MessageId) -> bool {
        self.thread().is_some_and(|thread| thread.messages.contains(&id))
    }

    pub(super) fn after(self, event: &Event) -> Self {
        match event {
            Event::Received(_) => Self::opened(Dialogue::FeedbackOwed),
            Event::Imported(_) => Self::opened(Dialogue::Absent),
            Event::Acknowledged(_) => self.acknowledged(),
            Event::QuestionAsked(asked) => self.with_message(asked.message_id),
            Event::ReplyReceived(reply) => self.with_message(reply.message_id),
            Event::FeedbackGiven(given) => self.with_message(given.message_id).answered(),
            Event::Declined(_) => self.ended(|thread| Self::Declined { thread }),
            Event::Rerouted(_) => self.ended(|thread| Self::Rerouted { thread }),
            Event::TakenUpAgain(_) => self.taken_up_again(),
            Event::Linked(linked) => self.linked(linked.incident_id),
            Event::Unlinked(_) => self.unlinked(),
            Event::AttachmentAdded(added) => self.changed(|thread| {
                thread.attachments.insert(added.attachment_id);
            }),
            Event::CopyApproved(approved) => self.changed(|thread| {
                thread.copies = approved.revision;
            }),
            Event::Erased(_) => self.erased(),
            Event::ExperienceShared(shared) => self.changed(|thread| {
                thread.again = Some(shared.again);
            }),
            Event::OriginalOpened(_) | Event::WordingKept(_) => self,
        }
    }

    fn opened(dialogue: Dialogue) -> Self {
        Self::Open { acknowledged: false, thread: Thread::new(dialogue) }
    }

    fn acknowledged(self) -> Self {
        match self {
            Self::Open { thread, .. } => Self::Open { acknowledged: true, thread },
            Self::Unknown
            | Self::Linked { .. }
            | Self::Declined { .. }
            | Self::Rerouted { .. }
            | Self::Erased { .. } => self,
        }
    }

    fn linked(self, incident_id: IncidentId) -> Self {
        match self {
            Self::Open { thread, .. } | Self::Linked { thread, .. } => {
                Self::Linked { incident_id, thread }
            }
            Self::Unknown | Self::Declined { .. } | Self::Rerouted { .. } | Self::Erased { .. } => {
                self
            }
        }
    }

    fn unlinked(self) -> Self {
        match self {
            Self::Linked { thread, .. } => Self::Open { acknowledged: true, thread },
            Self::Erased { .. } => Self::Erased { incident_id: None },
            Self::Unknown | Self::Open { .. } | Self::Declined { .. } | Self::Rerouted { .. } => {
                self
            }
        }
    }

    /// In the queue as before, and its reporter waits to hear what comes of it.
    fn taken_up_again(self) -> Self {
        match self {
            Self::Declined { thread } | Self::Rerouted { thread } => {
                Self::Open { acknowledged: true, thread: thread.owed() }
            }
            Self::Unknown | Self::Open { .. } | Self::Linked { .. } | Self::Erased { .. } => self,
        }
    }

    fn changed(mut self, change: impl FnOnce(&mut Thread)) -> Self {
        match &mut self {
            Self::Unknown | Self::Erased { .. } => {}
            Self::Open { thread, .. }
            | Self::Linked { thread, .. }
            | Self::Declined { thread }
            | Self::Rerouted { thread } => change(thread),
        }
        self
    }

    fn with_message(self, id: MessageId) -> Self {
        self.changed(|thread| {
            thread.messages.insert(id);
        })
    }

    fn answered(self) -> Self {
        self.changed(|thread| thread.dialogue = thread.dialogue.answered())
    }

    /// Where it goes when the organisation is done with it, its dialogue answered.
    fn ended(self, into: impl FnOnce(Thread) -> Self) -> Self {
        match self {
            Self::Unknown | Self::Erased { .. } => self,
            Self::Open { thread, .. }
            | Self::Linked { thread, .. }
            | Self::Declined { thread }
            | Self::Rerouted { thread } => into(thread.answered()),
        }
    }

    fn erased(self) -> Self {
        match self {
            Self::Unknown | Self::Erased { .. } => self,
            Self::Linked { incident_id, .. } => Self::Erased { incident_id: Some(incident_id) },
            Self::Open { .. } | Self::Declined { .. } | Self::Rerouted { .. } => {
                Self::Erased { incident_id: None }
            }
        }
    }
}

impl Dialogue {
    fn owed(self) -> Self {
        match self {
            Self::Absent => Self::Absent,
            Self::FeedbackOwed | Self::FeedbackGiven => Self::FeedbackOwed,
        }
    }

    fn answered(self) -> Self {
        match self {
            Self::Absent => Self::Absent,
            Self::FeedbackOwed | Self::FeedbackGiven => Self::FeedbackGiven,
        }
    }
}
