//! The rules of a report: a table of commands, one small function a rule.
//!
//! Must never let one report show or depend on another's text.

use super::{
    Acknowledged, AttachmentAdded, CopyApproved, Declined, Dialogue, Erased, Event,
    ExperienceShared, FeedbackGiven, Imported, Linked, OriginalOpened, QuestionAsked, Received,
    ReplyReceived, Report, Rerouted, TakenUpAgain, Thread, Unlinked, WordingKept,
};
use crate::decider::Decider;
use crate::envelope::StreamKind;
use crate::ids::IncidentId;
use crate::limits;
use crate::text::Text;
use crate::vocabulary::{Grounds, Label};

/// What can be asked of a report.
#[derive(Clone, Debug)]
pub enum Command {
    /// Take in what a person sent.
    Receive(Received),
    /// Take over a record of another register.
    Import(Imported),
    /// Tell that a coordinator has seen it.
    Acknowledge,
    /// Ask the reporter.
    Ask(QuestionAsked),
    /// Take in the reporter's answer.
    Reply(ReplyReceived),
    /// Tell the reporter what came of it.
    GiveFeedback(FeedbackGiven),
    /// Work on no incident, and say why.
    Decline(Declined),
    /// Send it where it belongs, and say where.
    Reroute(Rerouted),
    /// Put it back into the queue, although it was declined or passed on.
    TakeUpAgain(TakenUpAgain),
    /// Make it part of an incident.
    Link(IncidentId),
    /// Take it out of an incident.
    Unlink(IncidentId),
    /// Take in what a person sent, with files.
    ReceiveWith(Received, Vec<AttachmentAdded>),
    /// Take in another file.
    Attach(AttachmentAdded),
    /// Read the reporter's own words or files.
    OpenOriginal(OriginalOpened),
    /// Let others read this copy.
    ApproveCopy {
        /// The copy.
        text: Text,
        /// Which edition of the rules proposed what to mask.
        rules: Label,
        /// The revision that it was made from, 0 for the first: nobody's work is lost.
        after: u32,
    },
    /// Take in how it was to report.
    ShareExperience(ExperienceShared),
    /// Do this, although the language check named words in it.
    KeepWording(WordingKept, Box<Command>),
    /// Erase its words for good.
    Erase(Erased),
}

/// Why a rule of the report said no.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    /// There is no such report.
    #[error("there is no such report")]
    Unknown,
    /// A report with this id exists already; sending it again adds nothing.
    #[error("this report was received already")]
    AlreadyReceived,
    /// Imported reports have nobody to talk to.
    #[error("this report came from another register; nobody holds a receipt to read an answer")]
    NoDialogue,
    /// It was declined.
    #[error("this report was declined, with feedback to the reporter")]
    AlreadyDeclined,
    /// It was rerouted.
    #[error("this report was sent on to where it belongs")]
    AlreadyRerouted,
    /// It stands in the queue, or in an incident.
    #[error("this report was neither declined nor sent on")]
    NotEnded,
    /// It is part of an incident.
    #[error("this report is part of incident {0}; take it out of the incident first")]
    PartOfIncident(IncidentId),
    /// It is not part of that incident.
    #[error("this report is not part of that incident")]
    NotPartOfIncident,
    /// Its words are gone.
    #[error("the words of this report were erased; nothing can be added to it any more")]
    Erased,
    /// It has as many files as it may have.
    #[error("a report can have {} files", limits::ATTACHMENTS)]
    TooManyAttachments,
    /// Somebody approved another copy meanwhile.
    #[error("another copy was approved meanwhile (revision {0}); look at it first")]
    CopyChanged(u32),
    /// Retention and disposal are acts of the organisation, decided somewhere.
    #[error("erasing by retention or disposal needs the id of the decision")]
    DecisionMissing,
}

type Decision = Result<Vec<Event>, Rejection>;

impl Decider for Report {
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    const KIND: StreamKind = StreamKind::Report;

    fn initial() -> Self {
        Self::Unknown
    }

    fn decide(&self, command: Command) -> Decision {
        match command {
            Command::Receive(received) => self.begin(Event::Received(received)),
            Command::Import(imported) => self.begin(Event::Imported(imported)),
            Command::Acknowledge => self.acknowledge(),
            Command::Ask(asked) => self.ask(asked),
            Command::Reply(reply) => self.reply(reply),
            Command::GiveFeedback(given) => self.give_feedback(given),
            Command::Decline(declined) => self.decline(declined),
            Command::Reroute(rerouted) => self.reroute(rerouted),
            Command::TakeUpAgain(again) => self.take_up_again(again),
            Command::Link(incident_id) => self.link(incident_id),
            Command::Unlink(incident_id) => self.unlink(incident_id),
            Command::ReceiveWith(received, attached) => self.receive_with(received, attached),
            Command::Attach(added) => self.attach(added),
            Command::OpenOriginal(opened) => self.open_original(opened),
            Command::ApproveCopy { text, rules, after } => self.approve_copy(text, rules, after),
            Command::ShareExperience(shared) => self.share_experience(shared),
            Command::KeepWording(kept, command) => self.keep_wording(kept, *command),
            Command::Erase(erased) => self.erase(erased),
        }
    }

    fn evolve(self, event: &Event) -> Self {
        self.after(event)
    }
}

impl Report {
    fn begin(&self, event: Event) -> Decision {
        match self {
            Self::Unknown => Ok(vec![event]),
            Self::Open { .. }
            | Self::Linked { .. }
            | Self::Declined { .. }
            | Self::Rerouted { .. }
            | Self::Erased { .. } => Err(Rejection::AlreadyReceived),
        }
    }

    fn acknowledge(&self) -> Decision {
        match self {
            Self::Unknown => Err(Rejection::Unknown),
            Self::Open { acknowledged: false, .. } => {
                Ok(vec![Event::Acknowledged(Acknowledged {})])
            }
            Self::Open { acknowledged: true, .. }
            | Self::Linked { .. }
            | Self::Declined { .. }
            | Self::Rerouted { .. }
            | Self::Erased { .. } => Ok(vec![]),
        }
    }

    fn ask(&self, asked: QuestionAsked) -> Decision {
        if self.has_message(asked.message_id) {
            return Ok(vec![]);
        }
        match self {
            Self::Unknown => Err(Rejection::Unknown),
            Self::Open { thread, .. } | Self::Linked { thread, .. } => {
                thread.dialogue.require()?;
                Ok(vec![Event::QuestionAsked(asked)])
            }
            Self::Declined { .. } => Err(Rejection::AlreadyDeclined),
            Self::Rerouted { .. } => Err(Rejection::AlreadyRerouted),
            Self::Erased { .. } => Err(Rejection::Erased),
        }
    }

    /// A reporter may add something at any time, also after the organisation is done.
    fn reply(&self, reply: ReplyReceived) -> Decision {
        if self.has_message(reply.message_id) {
            return Ok(vec![]);
        }
        self.live()?.dialogue.require()?;
        Ok(vec![Event::ReplyReceived(reply)])
    }

    fn give_feedback(&self, given: FeedbackGiven) -> Decision {
        if self.has_message(given.message_id) {
            return Ok(vec![]);
        }
        self.live()?.dialogue.require()?;
        Ok(vec![Event::FeedbackGiven(given)])
    }

    fn decline(&self, declined: Declined) -> Decision {
        match self {
            Self::Unknown => Err(Rejection::Unknown),
            Self::Open { acknowledged, .. } => {
                Ok(acknowledged_first(*acknowledged, Event::Declined(declined)))
            }
            Self::Linked { incident_id, .. } => Err(Rejection::PartOfIncident(*incident_id)),
            Self::Declined { .. } => Err(Rejection::AlreadyDeclined),
            Self::Rerouted { .. } => Err(Rejection::AlreadyRerouted),
            Self::Erased { .. } => Err(Rejection::Erased),
        }
    }

    fn reroute(&self, rerouted: Rerouted) -> Decision {
        match self {
            Self::Unknown => Err(Rejection::Unknown),
            Self::Open { acknowledged, .. } => {
                Ok(acknowledged_first(*acknowledged, Event::Rerouted(rerouted)))
            }
            Self::Linked { incident_id, .. } => Err(Rejection::PartOfIncident(*incident_id)),
            Self::Declined { .. } => Err(Rejection::AlreadyDeclined),
            Self::Rerouted { .. } => Err(Rejection::AlreadyRerouted),
            Self::Erased { .. } => Err(Rejection::Erased),
        }
    }

    /// The reporter was told that it ended: the same act tells that it goes on, and why.
    fn take_up_again(&self, again: TakenUpAgain) -> Decision {
        match self {
            Self::Unknown => Err(Rejection::Unknown),
            Self::Declined { .. } | Self::Rerouted { .. } => Ok(vec![Event::TakenUpAgain(again)]),
            Self::Open { .. } | Self::Linked { .. } => Err(Rejection::NotEnded),
            Self::Erased { .. } => Err(Rejection::Erased),
        }
    }

    fn link(&self, incident_id: IncidentId) -> Decision {
        match self {
            Self::Unknown => Err(Rejection::Unknown),
            Self::Open { acknowledged, .. } => {
                Ok(acknowledged_first(*acknowledged, Event::Linked(Linked { incident_id })))
            }
            Self::Linked { incident_id: linked, .. } if *linked == incident_id => Ok(vec![]),
            Self::Linked { incident_id: other, .. } => Err(Rejection::PartOfIncident(*other)),
            Self::Declined { .. } => Err(Rejection::AlreadyDeclined),
            Self::Rerouted { .. } => Err(Rejection::AlreadyRerouted),
            Self::Erased { .. } => Err(Rejection::Erased),
        }
    }

    fn unlink(&self, incident_id: IncidentId) -> Decision {
        match self {
            Self::Unknown => Err(Rejection::Unknown),
            Self::Linked { incident_id: linked, .. } if *linked == incident_id => {
                Ok(vec![Event::Unlinked(Unlinked { incident_id })])
            }
            // Linking stays reversible when the words are gone.
            Self::Erased { incident_id: Some(linked) } if *linked == incident_id => {
                Ok(vec![Event::Unlinked(Unlinked { incident_id })])
            }
            Self::Open { .. }
            | Self::Linked { .. }
            | Self::Declined { .. }
            | Self::Rerouted { .. }
            | Self::Erased { .. } => Err(Rejection::NotPartOfIncident),
        }
    }

    fn receive_with(&self, received: Received, attached: Vec<AttachmentAdded>) -> Decision {
        if attached.len() > limits::ATTACHMENTS {
            return Err(Rejection::TooManyAttachments);
        }
        let mut events = self.begin(Event::Received(received))?;
        events.extend(attached.into_iter().map(Event::AttachmentAdded));
        Ok(events)
    }

    fn attach(&self, added: AttachmentAdded) -> Decision {
        let thread = self.live()?;
        if thread.attachments.contains(&added.attachment_id) {
            return Ok(vec![]);
        }
        thread.dialogue.require()?;
        if thread.attachments.len() >= limits::ATTACHMENTS {
            return Err(Rejection::TooManyAttachments);
        }
        Ok(vec![Event::AttachmentAdded(added)])
    }

    /// Whoever reads the words has seen the report.
    fn open_original(&self, opened: OriginalOpened) -> Decision {
        self.live()?;
        let is_seen = !matches!(self, Self::Open { acknowledged: false, .. });
        Ok(acknowledged_first(is_seen, Event::OriginalOpened(opened)))
    }

    fn approve_copy(&self, text: Text, rules: Label, after: u32) -> Decision {
        let copies = self.live()?.copies;
        if after != copies {
            return Err(Rejection::CopyChanged(copies));
        }
        Ok(vec![Event::CopyApproved(CopyApproved { revision: copies + 1, text, rules })])
    }

    fn share_experience(&self, shared: ExperienceShared) -> Decision {
        let thread = self.live()?;
        thread.dialogue.require()?;
        let is_told = thread.again == Some(shared.again);
        Ok(if is_told { vec![] } else { vec![Event::ExperienceShared(shared)] })
    }

    /// The reason stands just before what it excuses, in the same act.
    fn keep_wording(&self, kept: WordingKept, command: Command) -> Decision {
        let mut events = self.decide(command)?;
        if !events.is_empty() {
            events.insert(0, Event::WordingKept(kept));
        }
        Ok(events)
    }

    fn erase(&self, erased: Erased) -> Decision {
        if erased.grounds != Grounds::Withdrawn && erased.decision.is_none() {
            return Err(Rejection::DecisionMissing);
        }
        match self {
            Self::Unknown => Err(Rejection::Unknown),
            Self::Erased { .. } => Ok(vec![]),
            Self::Open { .. }
            | Self::Linked { .. }
            | Self::Declined { .. }
            | Self::Rerouted { .. } => Ok(vec![Event::Erased(erased)]),
        }
    }

    /// What belongs to a report whose words are there.
    fn live(&self) -> Result<&Thread, Rejection> {
        let missing = match self {
            Self::Erased { .. } => Rejection::Erased,
            Self::Unknown
            | Self::Open { .. }
            | Self::Linked { .. }
            | Self::Declined { .. }
            | Self::Rerouted { .. } => Rejection::Unknown,
        };
        self.thread().ok_or(missing)
    }
}

impl Dialogue {
    fn require(self) -> Result<(), Rejection> {
        match self {
            Self::Absent => Err(Rejection::NoDialogue),
            Self::FeedbackOwed | Self::FeedbackGiven => Ok(()),
        }
    }
}

/// Whoever works on a report has seen it: the reporter is told so in the same act.
fn acknowledged_first(acknowledged: bool, event: Event) -> Vec<Event> {
    if acknowledged { vec![event] } else { vec![Event::Acknowledged(Acknowledged {}), event] }
}
