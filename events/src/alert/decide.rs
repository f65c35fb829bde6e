//! The rules of an alert: raised once, grown only by more, closed once, judged by a person.
//!
//! What the scan finds is looked up first and placed in the command. Must never let a
//! judgement change what the scan found.

use super::{Closed, Event, Grown, Judged, Raised};
use crate::decider::Decider;
use crate::envelope::StreamKind;
use crate::vocabulary::{Label, Verdict};
use crate::week::Week;

/// An alert, as far as decisions are concerned.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Alert {
    /// No such alert.
    #[default]
    Unknown,
    /// The scans still find it, or found it a few weeks ago.
    Open(Standing),
    /// It is over.
    Closed(Standing),
}

/// What belongs to an alert wherever it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The category that all of it shares; nothing for severe harm.
    pub category: Option<Label>,
    /// The week that it was raised in.
    pub week: Week,
    /// The most reports that a scan found.
    pub observed: u64,
    /// What a person said that it was.
    pub verdict: Option<Verdict>,
}

/// What can be asked of an alert.
#[derive(Clone, Debug)]
pub enum Command {
    /// Raise it.
    Raise(Raised),
    /// Say that it has grown.
    Grow(Grown),
    /// Say that it is over since this week.
    Close(Week),
    /// Say what it was.
    Judge(Judged),
}

/// Why a rule of the alert said no.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    /// There is no such alert.
    #[error("there is no such alert")]
    Unknown,
    /// It is over; what comes is another alert.
    #[error("this alert is closed")]
    AlreadyClosed,
}

type Decision = Result<Vec<Event>, Rejection>;

impl Decider for Alert {
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    const KIND: StreamKind = StreamKind::Alert;

    fn initial() -> Self {
        Self::Unknown
    }

    fn decide(&self, command: Command) -> Decision {
        match command {
            Command::Raise(raised) => self.raise(raised),
            Command::Grow(grown) => self.grow(grown),
            Command::Close(week) => self.close(week),
            Command::Judge(judged) => self.judge(judged),
        }
    }

    fn evolve(self, event: &Event) -> Self {
        match event {
            Event::Raised(raised) => Self::Open(Standing {
                category: raised.category.clone(),
                week: raised.week,
                observed: raised.found.observed,
                verdict: None,
            }),
            Event::Grown(grown) => {
                self.moved(|standing| Standing { observed: grown.found.observed, ..standing })
            }
            Event::Closed(_) => match self {
                Self::Open(standing) => Self::Closed(standing),
                Self::Unknown | Self::Closed(_) => self,
            },
            Event::Judged(judged) => {
                self.moved(|standing| Standing { verdict: Some(judged.verdict), ..standing })
            }
        }
    }
}

impl Alert {
    fn raise(&self, raised: Raised) -> Decision {
        Ok(match self {
            Self::Unknown => vec![Event::Raised(raised)],
            // Its id follows from what it is about and the week: it is the same alert.
            Self::Open(_) | Self::Closed(_) => vec![],
        })
    }

    fn grow(&self, grown: Grown) -> Decision {
        match self {
            Self::Unknown => Err(Rejection::Unknown),
            Self::Closed(_) => Err(Rejection::AlreadyClosed),
            Self::Open(standing) if grown.found.observed > standing.observed => {
                Ok(vec![Event::Grown(grown)])
            }
            Self::Open(_) => Ok(vec![]),
        }
    }

    fn close(&self, week: Week) -> Decision {
        match self {
            Self::Unknown => Err(Rejection::Unknown),
            Self::Open(_) => Ok(vec![Event::Closed(Closed { week })]),
            Self::Closed(_) => Ok(vec![]),
        }
    }

    fn judge(&self, judged: Judged) -> Decision {
        match self {
            Self::Unknown => Err(Rejection::Unknown),
            Self::Open(standing) | Self::Closed(standing) => {
                let is_same = standing.verdict == Some(judged.verdict);
                Ok(if is_same { vec![] } else { vec![Event::Judged(judged)] })
            }
        }
    }

    fn moved(self, to: impl FnOnce(Standing) -> Standing) -> Self {
        match self {
            Self::Unknown => self,
            Self::Open(standing) => Self::Open(to(standing)),
            Self::Closed(standing) => Self::Closed(to(standing)),
        }
    }
}
