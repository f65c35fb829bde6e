//! The rules of a report: a table of commands, one small function a rule.
//!
//! Must never let one report show or depend on another's text.

use super::{
    Acknowledged, Declined, Dialogue, Event, FeedbackGiven, Imported, Linked, QuestionAsked,
    Received, ReplyReceived, Report, Rerouted, Unlinked,
};
use crate::decider::Decider;
use crate::envelope::StreamKind;
use crate::ids::IncidentId;

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
    /// Make it part of an incident.
    Link(IncidentId),
    /// Take it out of an incident.
    Unlink(IncidentId),
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
    /// It is part of an incident.
    #[error("this report is part of incident {0}; take it out of the incident first")]
    PartOfIncident(IncidentId),
    /// It is not part of that incident.
    #[error("this report is not part of that incident")]
    NotPartOfIncident,
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
            Command::Link(incident_id) => self.link(incident_id),
            Command::Unlink(incident_id) => self.unlink(incident_id),
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
            | Self::Rerouted { .. } => Err(Rejection::AlreadyReceived),
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
            | Self::Rerouted { .. } => Ok(vec![]),
        }
    }

    fn ask(&self, asked: QuestionAsked) -> Decision {
        if self.has_message(asked.message_id) {
            return Ok(vec![]);
        }
        match self {
            Self::Unknown => Err(Rejection::Unknown),
            Self::Open { dialogue, .. } | Self::Linked { dialogue, .. } => {
                dialogue.require()?;
                Ok(vec![Event::QuestionAsked(asked)])
            }
            Self::Declined { .. } => Err(Rejection::AlreadyDeclined),
            Self::Rerouted { .. } => Err(Rejection::AlreadyRerouted),
        }
    }

    /// A reporter may add something at any time, also after the organisation is done.
    fn reply(&self, reply: ReplyReceived) -> Decision {
        if self.has_message(reply.message_id) {
            return Ok(vec![]);
        }
        match self {
            Self::Unknown => Err(Rejection::Unknown),
            Self::Open { dialogue, .. }
            | Self::Linked { dialogue, .. }
            | Self::Declined { dialogue, .. }
            | Self::Rerouted { dialogue, .. } => {
                dialogue.require()?;
                Ok(vec![Event::ReplyReceived(reply)])
            }
        }
    }

    fn give_feedback(&self, given: FeedbackGiven) -> Decision {
        if self.has_message(given.message_id) {
            return Ok(vec![]);
        }
        match self {
            Self::Unknown => Err(Rejection::Unknown),
            Self::Open { dialogue, .. }
            | Self::Linked { dialogue, .. }
            | Self::Declined { dialogue, .. }
            | Self::Rerouted { dialogue, .. } => {
                dialogue.require()?;
                Ok(vec![Event::FeedbackGiven(given)])
            }
        }
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
        }
    }

    fn unlink(&self, incident_id: IncidentId) -> Decision {
        match self {
            Self::Unknown => Err(Rejection::Unknown),
            Self::Linked { incident_id: linked, .. } if *linked == incident_id => {
                Ok(vec![Event::Unlinked(Unlinked { incident_id })])
            }
            Self::Open { .. }
            | Self::Linked { .. }
            | Self::Declined { .. }
            | Self::Rerouted { .. } => Err(Rejection::NotPartOfIncident),
        }
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
