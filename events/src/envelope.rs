//! What surrounds every event: where it stands, when, and which role it came from.
//!
//! Must never hold anything that points at a person: an actor is a role and, for
//! staff, a pseudonym.

use std::fmt;
use std::str::FromStr;

use jiff::{RoundMode, Timestamp, TimestampRound, Unit};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::ids::HolderId;

/// The kinds of stream; each has rules of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StreamKind {
    /// What a person sent, with its dialogue.
    Report,
    /// What the organisation works on, with its analysis.
    Incident,
    /// A corrective action.
    Action,
    /// Someone says that reporting was held against them.
    Concern,
    /// A role that somebody may act in, or a unit that somebody leads.
    Grant,
    /// Somebody follows an incident without working on it.
    Follow,
    /// What the organisation learned, told to everybody.
    Lesson,
    /// Incidents gathered under a question.
    Theme,
    /// A change, what is expected of it, and what came of it.
    Improvement,
    /// What is measured, and what people decided about its baseline.
    Measure,
    /// How many work in a unit.
    Headcount,
    /// Something that went on and explains a chart.
    Campaign,
    /// Which weeks were scanned for clusters.
    Scan,
    /// A scan found more than the usual share.
    Alert,
    /// A chart shows more than chance.
    Signal,
    /// The ledger of statistics that were released.
    Release,
}

impl StreamKind {
    /// All kinds, in reading order.
    pub const ALL: [Self; 16] = [
        Self::Report,
        Self::Incident,
        Self::Action,
        Self::Concern,
        Self::Grant,
        Self::Follow,
        Self::Lesson,
        Self::Theme,
        Self::Improvement,
        Self::Measure,
        Self::Headcount,
        Self::Campaign,
        Self::Scan,
        Self::Alert,
        Self::Signal,
        Self::Release,
    ];

    /// The stored name: first part of event types and of stream names.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Report => "report",
            Self::Incident => "incident",
            Self::Action => "action",
            Self::Concern => "concern",
            Self::Grant => "grant",
            Self::Follow => "follow",
            Self::Lesson => "lesson",
            Self::Theme => "theme",
            Self::Improvement => "improvement",
            Self::Measure => "measure",
            Self::Headcount => "headcount",
            Self::Campaign => "campaign",
            Self::Scan => "scan",
            Self::Alert => "alert",
            Self::Signal => "signal",
            Self::Release => "release",
        }
    }

    /// The moment as this kind of stream may record it. A reporter's stream holds
    /// whole hours only, rounded down, so that a log entry cannot be matched with
    /// who sat at a screen at 10:42.
    #[must_use]
    pub fn recorded_moment(self, at: Timestamp) -> Timestamp {
        let unit = match self {
            Self::Report | Self::Concern => Unit::Hour,
            Self::Incident
            | Self::Action
            | Self::Grant
            | Self::Follow
            | Self::Lesson
            | Self::Release
            | Self::Theme
            | Self::Improvement
            | Self::Measure
            | Self::Headcount
            | Self::Campaign
            | Self::Scan
            | Self::Alert
            | Self::Signal => Unit::Millisecond,
        };
        at.round(TimestampRound::new().smallest(unit).mode(RoundMode::Floor)).unwrap_or(at)
    }
}

impl fmt::Display for StreamKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One aggregate's stream: its kind and its id. Displayed as `report.<uuid>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StreamId {
    /// Which rules apply.
    pub kind: StreamKind,
    /// Which one.
    pub id: Uuid,
}

impl fmt::Display for StreamId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.kind, self.id)
    }
}

/// The text is not `<kind>.<uuid>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("is not a stream's name")]
pub struct StreamIdError;

impl FromStr for StreamId {
    type Err = StreamIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (kind, id) = text.split_once('.').ok_or(StreamIdError)?;
        let kind = StreamKind::ALL.into_iter().find(|k| k.as_str() == kind).ok_or(StreamIdError)?;
        Ok(Self { kind, id: id.parse().map_err(|_| StreamIdError)? })
    }
}

macro_rules! stream_of {
    ($($id:ident => $kind:ident),+ $(,)?) => {
        $(impl From<crate::ids::$id> for StreamId {
            fn from(id: crate::ids::$id) -> Self {
                Self { kind: StreamKind::$kind, id: id.0 }
            }
        })+
    };
}
stream_of!(
    ReportId => Report, IncidentId => Incident, ActionId => Action, ConcernId => Concern,
    GrantId => Grant, FollowId => Follow, LessonId => Lesson, ThemeId => Theme,
    ImprovementId => Improvement, MeasureId => Measure, HeadcountId => Headcount,
    CampaignId => Campaign,    AlertId => Alert, SignalId => Signal,
    LedgerId => Release,
);

/// How many events a stream has; 0 is a stream that does not exist.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Version(pub u64);

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A place in the whole log; the first event has position 1, 0 is before it.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Position(pub u64);

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The roles of the organisation (each sees and does what `ARCHITECTURE.md` says).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Triage, dialogue, incidents, analysis, actions.
    Coordinator,
    /// Trends and improvements; incidents without sealed originals.
    Analyst,
    /// Own actions.
    ActionOwner,
    /// Incidents that touch personal data.
    DataProtectionOfficer,
    /// Released statistics, never a report.
    Manager,
    /// The event history without sealed content.
    Auditor,
    /// Accounts, roles, configuration; no content.
    Administrator,
    /// Hears from reporters who were treated badly after reporting; outside the line of
    /// command, and alone in seeing it.
    Independent,
}

impl Role {
    /// All roles, in reading order.
    pub const ALL: [Self; 8] = [
        Self::Coordinator,
        Self::Analyst,
        Self::ActionOwner,
        Self::DataProtectionOfficer,
        Self::Manager,
        Self::Auditor,
        Self::Administrator,
        Self::Independent,
    ];

    /// The stored name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Coordinator => "coordinator",
            Self::Analyst => "analyst",
            Self::ActionOwner => "action_owner",
            Self::DataProtectionOfficer => "data_protection_officer",
            Self::Manager => "manager",
            Self::Auditor => "auditor",
            Self::Administrator => "administrator",
            Self::Independent => "independent",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The text is not the stored name of a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "is not a role: coordinator, analyst, action_owner, data_protection_officer, manager, auditor, administrator or independent"
)]
pub struct RoleError;

impl FromStr for Role {
    type Err = RoleError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|role| role.as_str() == text).ok_or(RoleError)
    }
}

/// Who acted, as a role. Displayed as `reporter`, `system` or `coordinator:<pseudonym>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Actor {
    /// The holder of a receipt, or whoever sent a report; never anything more.
    Reporter,
    /// Tillbud itself: import, demo, policies.
    System,
    /// A member of staff in a role.
    Staff {
        /// The role the act was done in.
        role: Role,
        /// A pseudonym: the same account has the same, and it means nothing elsewhere.
        pseudonym: Uuid,
    },
}

impl Actor {
    /// The account that acted, in whatever role; none for reporters and Tillbud itself.
    #[must_use]
    pub const fn holder(self) -> Option<HolderId> {
        match self {
            Self::Reporter | Self::System => None,
            Self::Staff { pseudonym, .. } => Some(HolderId(pseudonym)),
        }
    }

    /// The role's stored name, without the pseudonym.
    #[must_use]
    pub const fn role_name(self) -> &'static str {
        match self {
            Self::Reporter => "reporter",
            Self::System => "system",
            Self::Staff { role, .. } => role.as_str(),
        }
    }
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Reporter | Self::System => f.write_str(self.role_name()),
            Self::Staff { role, pseudonym } => write!(f, "{role}:{pseudonym}"),
        }
    }
}

/// The text is not a stored actor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("is not an actor")]
pub struct ActorError;

impl FromStr for Actor {
    type Err = ActorError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.split_once(':') {
            None if text == "reporter" => Ok(Self::Reporter),
            None if text == "system" => Ok(Self::System),
            None => Err(ActorError),
            Some((role, pseudonym)) => Ok(Self::Staff {
                role: role.parse().map_err(|_| ActorError)?,
                pseudonym: pseudonym.parse().map_err(|_| ActorError)?,
            }),
        }
    }
}

/// What is known about an event beside its payload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meta {
    /// Unique in the whole log; also the message id that makes a retry harmless.
    pub event_id: Uuid,
    /// When it was recorded, UTC, as [`StreamKind::recorded_moment`] allows.
    pub at: Timestamp,
    /// Which role acted.
    pub actor: Actor,
    /// Which request this belongs to; the same for a repeated request.
    pub correlation_id: Uuid,
    /// Which event led to this one, when a policy reacted.
    pub causation_id: Option<Uuid>,
}

/// An event that is about to be appended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEvent<E> {
    /// Its surroundings.
    pub meta: Meta,
    /// The fact.
    pub event: E,
}

/// An event as read from the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded<E> {
    /// The stream it belongs to.
    pub stream: StreamId,
    /// Its number in that stream, from 1.
    pub version: Version,
    /// Its place in the whole log, from 1.
    pub position: Position,
    /// Its surroundings.
    pub meta: Meta,
    /// The fact.
    pub event: E,
}

impl<E> Recorded<E> {
    /// The same envelope around another view of the event.
    pub fn map<F>(self, view: impl FnOnce(E) -> F) -> Recorded<F> {
        Recorded {
            stream: self.stream,
            version: self.version,
            position: self.position,
            meta: self.meta,
            event: view(self.event),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reporters_stream_records_whole_hours_rounded_down() {
        let at: Timestamp = "2026-03-29T01:59:59.999Z".parse().unwrap();
        let hour: Timestamp = "2026-03-29T01:00:00Z".parse().unwrap();
        assert_eq!(StreamKind::Report.recorded_moment(at), hour);
        assert_eq!(StreamKind::Incident.recorded_moment(at), at);
    }

    #[test]
    fn names_of_streams_and_actors_survive_being_written_and_read() {
        let id = Uuid::from_u128(7);
        for kind in StreamKind::ALL {
            let stream = StreamId { kind, id };
            assert_eq!(stream.to_string().parse(), Ok(stream));
        }
        for actor in Role::ALL
            .map(|role| Actor::Staff { role, pseudonym: id })
            .into_iter()
            .chain([Actor::Reporter, Actor::System])
        {
            assert_eq!(actor.to_string().parse(), Ok(actor));
        }
    }

    #[test]
    fn a_stream_name_with_a_wildcard_is_refused() {
        for name in
            ["report.*", "report.>", "*.", "report", "vault.00000000-0000-0000-0000-000000000007"]
        {
            assert!(name.parse::<StreamId>().is_err(), "{name}");
        }
    }
}
