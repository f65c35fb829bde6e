//! The rules of a campaign: days in order, and nothing changed once it was withdrawn.
//!
//! Must never ask what a campaign did to a figure: that is for people to judge.

use super::event::{Corrected, Event, Note, Noted, Withdrawn};
use crate::decider::Decider;
use crate::envelope::StreamKind;
use crate::limits;

/// A campaign, as far as decisions are concerned.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Campaign {
    /// No such campaign.
    #[default]
    Unknown,
    /// It stands beside charts.
    Noted(Box<Note>),
    /// It does not any more.
    Withdrawn,
}

/// What can be asked of a campaign.
#[derive(Clone, Debug)]
pub enum Command {
    /// Tell what went on.
    Note(Note),
    /// Tell it otherwise.
    Correct(Note),
    /// Take it back.
    Withdraw(Withdrawn),
}

/// Why a rule of the campaign said no.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    /// There is no such campaign.
    #[error("there is no such campaign")]
    Unknown,
    /// A campaign with this id exists already.
    #[error("this campaign was noted already")]
    AlreadyNoted,
    /// It was withdrawn.
    #[error("this campaign was withdrawn; note it anew")]
    Withdrawn,
    /// It ends before it begins.
    #[error("the last day lies before the first")]
    Order,
    /// What lasts that long is how things are.
    #[error(
        "a campaign lasts at most {} days; leave the last day out for what stays",
        limits::CAMPAIGN_DAYS
    )]
    TooLong,
    /// Days that no trend reaches.
    #[error("the days lie outside {} to {}", limits::YEAR_FIRST, limits::YEAR_LAST)]
    Year,
}

type Decision = Result<Vec<Event>, Rejection>;

impl Decider for Campaign {
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    const KIND: StreamKind = StreamKind::Campaign;

    fn initial() -> Self {
        Self::Unknown
    }

    fn decide(&self, command: Command) -> Decision {
        match command {
            Command::Note(note) => self.note(note),
            Command::Correct(note) => self.correct(note),
            Command::Withdraw(withdrawn) => self.withdraw(withdrawn),
        }
    }

    fn evolve(self, event: &Event) -> Self {
        match event {
            Event::Noted(Noted { note }) => match self {
                Self::Unknown => Self::Noted(Box::new(note.clone())),
                Self::Noted(_) | Self::Withdrawn => self,
            },
            Event::Corrected(Corrected { note }) => match self {
                Self::Noted(_) => Self::Noted(Box::new(note.clone())),
                Self::Unknown | Self::Withdrawn => self,
            },
            Event::Withdrawn(_) => match self {
                Self::Noted(_) => Self::Withdrawn,
                Self::Unknown | Self::Withdrawn => self,
            },
        }
    }
}

impl Campaign {
    fn note(&self, note: Note) -> Decision {
        match self {
            Self::Unknown => {
                note.check()?;
                Ok(vec![Event::Noted(Noted { note })])
            }
            Self::Noted(known) if **known == note => Ok(vec![]),
            Self::Noted(_) | Self::Withdrawn => Err(Rejection::AlreadyNoted),
        }
    }

    fn correct(&self, note: Note) -> Decision {
        match self {
            Self::Unknown => Err(Rejection::Unknown),
            Self::Noted(known) if **known == note => Ok(vec![]),
            Self::Noted(_) => {
                note.check()?;
                Ok(vec![Event::Corrected(Corrected { note })])
            }
            Self::Withdrawn => Err(Rejection::Withdrawn),
        }
    }

    fn withdraw(&self, withdrawn: Withdrawn) -> Decision {
        match self {
            Self::Unknown => Err(Rejection::Unknown),
            Self::Noted(_) => Ok(vec![Event::Withdrawn(withdrawn)]),
            Self::Withdrawn => Ok(vec![]),
        }
    }
}

impl Note {
    fn check(&self) -> Result<(), Rejection> {
        let last = self.until.unwrap_or(self.from);
        let is_within = |year: i16| (limits::YEAR_FIRST..=limits::YEAR_LAST).contains(&year);
        if !is_within(self.from.year()) || !is_within(last.year()) {
            return Err(Rejection::Year);
        }
        let days = last.duration_since(self.from).as_hours() / 24;
        match days {
            ..0 => Err(Rejection::Order),
            0..limits::CAMPAIGN_DAYS => Ok(()),
            limits::CAMPAIGN_DAYS.. => Err(Rejection::TooLong),
        }
    }
}
