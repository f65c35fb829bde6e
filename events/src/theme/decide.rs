//! The rules of a theme.
//!
//! Must never conclude from nothing, nor change what was concluded from.

use std::collections::BTreeSet;

use super::{Concluded, Event, IncidentAdded, IncidentRemoved, Opened, Reopened};
use crate::decider::Decider;
use crate::envelope::StreamKind;
use crate::ids::IncidentId;
use crate::limits;

/// A theme, as far as decisions are concerned.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// No such theme.
    #[default]
    Unknown,
    /// Incidents are gathered.
    Open(BTreeSet<IncidentId>),
    /// What was learned of them is written.
    Concluded(BTreeSet<IncidentId>),
}

/// What can be asked of a theme.
#[derive(Clone, Debug)]
pub enum Command {
    /// Ask the question.
    Open(Opened),
    /// Gather these incidents as well.
    AddIncidents(Vec<IncidentId>),
    /// Take an incident out.
    RemoveIncident(IncidentId),
    /// Write what was learned.
    Conclude(Concluded),
    /// Ask again.
    Reopen(Reopened),
}

/// Why a rule of the theme said no.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    /// There is no such theme.
    #[error("there is no such theme")]
    Unknown,
    /// A theme with this id exists already.
    #[error("this theme was opened already")]
    AlreadyOpened,
    /// Too many incidents.
    #[error("a theme gathers at most {} incidents", limits::THEME_INCIDENTS)]
    TooManyIncidents,
    /// Nothing is learned from nothing.
    #[error("gather at least one incident before writing what was learned")]
    NoIncidents,
    /// It was concluded.
    #[error("what was learned is written; open the theme again first")]
    AlreadyConcluded,
    /// It was not concluded.
    #[error("this theme is open")]
    NotConcluded,
}

type Decision = Result<Vec<Event>, Rejection>;

impl Decider for Theme {
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    const KIND: StreamKind = StreamKind::Theme;

    fn initial() -> Self {
        Self::Unknown
    }

    fn decide(&self, command: Command) -> Decision {
        match command {
            Command::Open(opened) => self.open(opened),
            Command::AddIncidents(incident_ids) => self.add(incident_ids),
            Command::RemoveIncident(incident_id) => self.remove(incident_id),
            Command::Conclude(concluded) => self.conclude(concluded),
            Command::Reopen(reopened) => self.reopen(reopened),
        }
    }

    fn evolve(self, event: &Event) -> Self {
        match event {
            Event::Opened(_) => match self {
                Self::Unknown => Self::Open(BTreeSet::new()),
                Self::Open(_) | Self::Concluded(_) => self,
            },
            Event::IncidentAdded(added) => self.gathering(|incidents| {
                incidents.insert(added.incident_id);
            }),
            Event::IncidentRemoved(removed) => self.gathering(|incidents| {
                incidents.remove(&removed.incident_id);
            }),
            Event::Concluded(_) => match self {
                Self::Open(incidents) => Self::Concluded(incidents),
                Self::Unknown | Self::Concluded(_) => self,
            },
            Event::Reopened(_) => match self {
                Self::Concluded(incidents) => Self::Open(incidents),
                Self::Unknown | Self::Open(_) => self,
            },
        }
    }
}

impl Theme {
    fn open(&self, opened: Opened) -> Decision {
        match self {
            Self::Unknown => Ok(vec![Event::Opened(opened)]),
            Self::Open(_) | Self::Concluded(_) => Err(Rejection::AlreadyOpened),
        }
    }

    fn add(&self, incident_ids: Vec<IncidentId>) -> Decision {
        let gathered = self.gathered()?;
        let new: BTreeSet<_> =
            incident_ids.into_iter().filter(|id| !gathered.contains(id)).collect();
        if gathered.len() + new.len() > limits::THEME_INCIDENTS {
            return Err(Rejection::TooManyIncidents);
        }
        let added = |incident_id| Event::IncidentAdded(IncidentAdded { incident_id });
        Ok(new.into_iter().map(added).collect())
    }

    fn remove(&self, incident_id: IncidentId) -> Decision {
        if self.gathered()?.contains(&incident_id) {
            Ok(vec![Event::IncidentRemoved(IncidentRemoved { incident_id })])
        } else {
            Ok(vec![])
        }
    }

    fn conclude(&self, concluded: Concluded) -> Decision {
        match self {
            Self::Unknown => Err(Rejection::Unknown),
            Self::Open(incidents) if incidents.is_empty() => Err(Rejection::NoIncidents),
            Self::Open(_) => Ok(vec![Event::Concluded(concluded)]),
            Self::Concluded(_) => Err(Rejection::AlreadyConcluded),
        }
    }

    fn reopen(&self, reopened: Reopened) -> Decision {
        match self {
            Self::Unknown => Err(Rejection::Unknown),
            Self::Open(_) => Err(Rejection::NotConcluded),
            Self::Concluded(_) => Ok(vec![Event::Reopened(reopened)]),
        }
    }

    fn gathered(&self) -> Result<&BTreeSet<IncidentId>, Rejection> {
        match self {
            Self::Unknown => Err(Rejection::Unknown),
            Self::Open(incidents) => Ok(incidents),
            Self::Concluded(_) => Err(Rejection::AlreadyConcluded),
        }
    }

    fn gathering(mut self, change: impl FnOnce(&mut BTreeSet<IncidentId>)) -> Self {
        match &mut self {
            Self::Open(incidents) => change(incidents),
            Self::Unknown | Self::Concluded(_) => {}
        }
        self
    }
}
