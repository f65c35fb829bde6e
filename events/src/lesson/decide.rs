//! The rules of a lesson: who may approve it, and what has to come before what.
//!
//! What the check finds in the words is looked up first and settled by reasons in the
//! command. Must never let somebody approve their own words.

use super::{Approved, Content, Drafted, Event, FindingKept, Published, Revised, Withdrawn};
use crate::decider::Decider;
use crate::envelope::StreamKind;
use crate::ids::{HolderId, IncidentId};
use crate::limits;

/// A lesson, as far as decisions are concerned.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Lesson {
    /// No such lesson.
    #[default]
    Unknown,
    /// Written, and not approved as it stands.
    Draft(Draft),
    /// Approved as it stands.
    Approved(Draft),
    /// Everybody can read it.
    Published(Draft),
    /// Taken back, or set aside.
    Withdrawn(Draft),
}

/// What belongs to a lesson wherever it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// How often it was written, from 1.
    pub revision: u32,
    /// Who wrote it first.
    pub drafter: HolderId,
    /// Who wrote it as it stands.
    pub writer: HolderId,
}

/// What can be asked of a lesson.
#[derive(Clone, Debug)]
pub enum Command {
    /// Write it.
    Draft(Drafted),
    /// Write it anew.
    Revise {
        /// The revision that the writer began from: nobody's work is lost.
        after: u32,
        /// Who writes.
        writer: HolderId,
        /// The incidents that it comes from.
        incident_ids: Vec<IncidentId>,
        /// The words.
        content: Content,
    },
    /// Say that it tells of nobody.
    Approve {
        /// What was read.
        approved: Approved,
        /// What the check named and stays, each with its reason.
        kept: Vec<FindingKept>,
    },
    /// Let everybody read it.
    Publish,
    /// Take it back, or set it aside.
    Withdraw(Withdrawn),
}

/// Why a rule of the lesson said no.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    /// There is no such lesson.
    #[error("there is no such lesson")]
    Unknown,
    /// A lesson with this id exists already.
    #[error("this lesson was written already")]
    AlreadyDrafted,
    /// A lesson comes from something that happened.
    #[error("a lesson comes from at least one incident")]
    NoIncidents,
    /// It comes from too many.
    #[error("a lesson can come from {} incidents", limits::LESSON_INCIDENTS)]
    TooManyIncidents,
    /// Somebody wrote it anew meanwhile.
    #[error("the lesson was written anew meanwhile (revision {0}); read it first")]
    Changed(u32),
    /// Whoever wrote it sees what they meant, not what it tells.
    #[error("nobody approves a lesson that they began or wrote last; ask somebody else")]
    OwnWords,
    /// Nobody has approved it as it stands.
    #[error("the lesson has to be approved before it is published")]
    NotApproved,
    /// What people read is not changed under their eyes.
    #[error("this lesson is published; withdraw it before writing it anew")]
    AlreadyPublished,
    /// It was taken back.
    #[error("this lesson was withdrawn; write it anew first")]
    AlreadyWithdrawn,
}

type Decision = Result<Vec<Event>, Rejection>;

impl Decider for Lesson {
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    const KIND: StreamKind = StreamKind::Lesson;

    fn initial() -> Self {
        Self::Unknown
    }

    fn decide(&self, command: Command) -> Decision {
        match command {
            Command::Draft(drafted) => self.draft(drafted),
            Command::Revise { after, writer, incident_ids, content } => {
                self.revise(after, writer, incident_ids, content)
            }
            Command::Approve { approved, kept } => self.approve(approved, kept),
            Command::Publish => self.publish(),
            Command::Withdraw(withdrawn) => self.withdraw(withdrawn),
        }
    }

    fn evolve(self, event: &Event) -> Self {
        match event {
            Event::Drafted(drafted) => {
                Self::Draft(Draft { revision: 1, drafter: drafted.writer, writer: drafted.writer })
            }
            Event::Revised(revised) => self.moved(|draft| {
                let (revision, writer) = (revised.revision, revised.writer);
                Self::Draft(Draft { revision, writer, ..draft })
            }),
            Event::FindingKept(_) => self,
            Event::Approved(_) => self.moved(Self::Approved),
            Event::Published(_) => self.moved(Self::Published),
            Event::Withdrawn(_) => self.moved(Self::Withdrawn),
        }
    }
}

impl Lesson {
    fn draft(&self, drafted: Drafted) -> Decision {
        match self {
            Self::Unknown => {
                comes_from(&drafted.incident_ids)?;
                Ok(vec![Event::Drafted(drafted)])
            }
            Self::Draft(_) | Self::Approved(_) | Self::Published(_) | Self::Withdrawn(_) => {
                Err(Rejection::AlreadyDrafted)
            }
        }
    }

    fn revise(
        &self,
        after: u32,
        writer: HolderId,
        incident_ids: Vec<IncidentId>,
        content: Content,
    ) -> Decision {
        let draft = match self {
            Self::Unknown => return Err(Rejection::Unknown),
            Self::Published(_) => return Err(Rejection::AlreadyPublished),
            Self::Draft(draft) | Self::Approved(draft) | Self::Withdrawn(draft) => draft,
        };
        comes_from(&incident_ids)?;
        draft.is_at(after)?;
        let revision = draft.revision.saturating_add(1);
        Ok(vec![Event::Revised(Revised { revision, writer, incident_ids, content })])
    }

    fn approve(&self, approved: Approved, kept: Vec<FindingKept>) -> Decision {
        let draft = match self {
            Self::Unknown => return Err(Rejection::Unknown),
            Self::Withdrawn(_) => return Err(Rejection::AlreadyWithdrawn),
            Self::Approved(draft) | Self::Published(draft) => {
                draft.is_at(approved.revision)?;
                return Ok(vec![]);
            }
            Self::Draft(draft) => draft,
        };
        draft.is_at(approved.revision)?;
        if [draft.drafter, draft.writer].contains(&approved.approver) {
            return Err(Rejection::OwnWords);
        }
        let kept = kept.into_iter().map(Event::FindingKept);
        Ok(kept.chain([Event::Approved(approved)]).collect())
    }

    fn publish(&self) -> Decision {
        match self {
            Self::Unknown => Err(Rejection::Unknown),
            Self::Draft(_) => Err(Rejection::NotApproved),
            Self::Withdrawn(_) => Err(Rejection::AlreadyWithdrawn),
            Self::Approved(_) => Ok(vec![Event::Published(Published {})]),
            Self::Published(_) => Ok(vec![]),
        }
    }

    fn withdraw(&self, withdrawn: Withdrawn) -> Decision {
        match self {
            Self::Unknown => Err(Rejection::Unknown),
            Self::Draft(_) | Self::Approved(_) | Self::Published(_) => {
                Ok(vec![Event::Withdrawn(withdrawn)])
            }
            Self::Withdrawn(_) => Ok(vec![]),
        }
    }

    fn moved(self, to: impl FnOnce(Draft) -> Self) -> Self {
        match self {
            Self::Unknown => self,
            Self::Draft(draft)
            | Self::Approved(draft)
            | Self::Published(draft)
            | Self::Withdrawn(draft) => to(draft),
        }
    }
}

impl Draft {
    fn is_at(&self, revision: u32) -> Result<(), Rejection> {
        if self.revision == revision { Ok(()) } else { Err(Rejection::Changed(self.revision)) }
    }
}

fn comes_from(incident_ids: &[IncidentId]) -> Result<(), Rejection> {
    match incident_ids.len() {
        0 => Err(Rejection::NoIncidents),
        some if some > limits::LESSON_INCIDENTS => Err(Rejection::TooManyIncidents),
        _ => Ok(()),
    }
}
