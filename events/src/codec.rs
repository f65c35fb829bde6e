//! Between an event and its stored form: a type name, a schema number, a JSON payload.
//!
//! Old shapes become new ones in [`upcast`], step by step, oldest first; nothing
//! stored is rewritten. Must never skip what it does not know.

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

use crate::{
    action, alert, campaign, concern, envelope::StreamKind, follow, grant, headcount, improvement,
    incident, lesson, measure, release, report, scan, signal, theme,
};

/// The schema number written with new events. A changed shape raises it, adds a
/// step to [`upcast`] and a golden file.
pub const SCHEMA: u32 = 1;

/// An event of any stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AnyEvent {
    /// Of a report.
    Report(report::Event),
    /// Of an incident.
    Incident(incident::Event),
    /// Of an action.
    Action(action::Event),
    /// Of a concern.
    Concern(concern::Event),
    /// Of a grant.
    Grant(grant::Event),
    /// Of a follow.
    Follow(follow::Event),
    /// Of a lesson.
    Lesson(lesson::Event),
    /// Of a theme.
    Theme(theme::Event),
    /// Of an improvement.
    Improvement(improvement::Event),
    /// Of a measure.
    Measure(measure::Event),
    /// Of a headcount.
    Headcount(headcount::Event),
    /// Of a campaign.
    Campaign(campaign::Event),
    /// Of the scans.
    Scan(scan::Event),
    /// Of an alert.
    Alert(alert::Event),
    /// Of a signal.
    Signal(signal::Event),
    /// Of the ledger of released statistics.
    Release(release::Event),
}

/// An event in its stored form, its texts still in clear.
#[derive(Clone, Debug, PartialEq)]
pub struct Encoded {
    /// Such as `report.received`.
    pub event_type: String,
    /// Which shape the payload has.
    pub schema: u32,
    /// The payload; texts are `{"clear":…}`, see [`crate::text`].
    pub data: Value,
}

/// Stored bytes that this program cannot read; whoever reads must stop.
#[derive(Debug, thiserror::Error)]
pub enum DecodeError {
    /// No stream has this type of event.
    #[error("unknown event type {0:?}; was it written by a newer Tillbud?")]
    UnknownType(String),
    /// The payload is newer than this program.
    #[error("event type {event_type} has schema {schema}, this program knows up to {SCHEMA}")]
    NewerSchema {
        /// The type.
        event_type: String,
        /// The schema number found.
        schema: u32,
    },
    /// The payload does not have the shape that its type and schema promise.
    #[error("payload of {event_type} cannot be read: {source}")]
    Payload {
        /// The type.
        event_type: String,
        /// What was wrong.
        source: serde_json::Error,
    },
}

/// The stored form of `event`.
///
/// # Errors
/// When an event does not serialise as type and data, which the golden tests exclude.
pub fn encode<E: Serialize>(event: &E) -> Result<Encoded, serde_json::Error> {
    #[derive(Deserialize)]
    struct Tagged {
        r#type: String,
        data: Value,
    }
    let Tagged { r#type, data } = serde_json::from_value(serde_json::to_value(event)?)?;
    Ok(Encoded { event_type: r#type, schema: SCHEMA, data })
}

/// The event that `encoded` holds.
///
/// # Errors
/// [`DecodeError`] for unknown types, newer schemas and unreadable payloads.
pub fn decode(encoded: Encoded) -> Result<AnyEvent, DecodeError> {
    let kind = StreamKind::ALL
        .into_iter()
        .find(|kind| encoded.event_type.split('.').next() == Some(kind.as_str()))
        .ok_or_else(|| DecodeError::UnknownType(encoded.event_type.clone()))?;
    match kind {
        StreamKind::Report => decode_as(encoded).map(AnyEvent::Report),
        StreamKind::Incident => decode_as(encoded).map(AnyEvent::Incident),
        StreamKind::Action => decode_as(encoded).map(AnyEvent::Action),
        StreamKind::Concern => decode_as(encoded).map(AnyEvent::Concern),
        StreamKind::Grant => decode_as(encoded).map(AnyEvent::Grant),
        StreamKind::Follow => decode_as(encoded).map(AnyEvent::Follow),
        StreamKind::Lesson => decode_as(encoded).map(AnyEvent::Lesson),
        StreamKind::Theme => decode_as(encoded).map(AnyEvent::Theme),
        StreamKind::Improvement => decode_as(encoded).map(AnyEvent::Improvement),
        StreamKind::Measure => decode_as(encoded).map(AnyEvent::Measure),
        StreamKind::Headcount => decode_as(encoded).map(AnyEvent::Headcount),
        StreamKind::Campaign => decode_as(encoded).map(AnyEvent::Campaign),
        StreamKind::Scan => decode_as(encoded).map(AnyEvent::Scan),
        StreamKind::Alert => decode_as(encoded).map(AnyEvent::Alert),
        StreamKind::Signal => decode_as(encoded).map(AnyEvent::Signal),
        StreamKind::Release => decode_as(encoded).map(AnyEvent::Release),
    }
}

fn decode_as<E: DeserializeOwned>(encoded: Encoded) -> Result<E, DecodeError> {
    let Encoded { event_type, data, .. } = upcast(encoded)?;
    serde_json::from_value(json!({ "type": event_type, "data": data })).map_err(|source| {
        // A payload can hold an unknown variant too; only the type's own name tells.
        if source.to_string().starts_with(&format!("unknown variant `{event_type}`")) {
            DecodeError::UnknownType(event_type)
        } else {
            DecodeError::Payload { event_type, source }
        }
    })
}

/// Brings an older shape to the newest, one step per schema number.
fn upcast(encoded: Encoded) -> Result<Encoded, DecodeError> {
    match encoded.schema {
        SCHEMA => Ok(encoded),
        schema => Err(DecodeError::NewerSchema { event_type: encoded.event_type, schema }),
    }
}

macro_rules! any_event {
    ($($module:ident => $variant:ident;)+) => {
        $(impl From<$module::Event> for AnyEvent {
            fn from(event: $module::Event) -> Self {
                Self::$variant(event)
            }
        }

        impl TryFrom<AnyEvent> for $module::Event {
            type Error = AnyEvent;

            fn try_from(event: AnyEvent) -> Result<Self, AnyEvent> {
                if let AnyEvent::$variant(event) = event { Ok(event) } else { Err(event) }
            }
        })+
    };
}
any_event! {
    report => Report;
    incident => Incident;
    action => Action;
    concern => Concern;
    grant => Grant;
    follow => Follow;
    lesson => Lesson;
    theme => Theme;
    improvement => Improvement;
    measure => Measure;
    headcount => Headcount;
    campaign => Campaign;
    scan => Scan;
    alert => Alert;
    signal => Signal;
    release => Release;
}

impl Serialize for AnyEvent {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Report(event) => event.serialize(serializer),
            Self::Incident(event) => event.serialize(serializer),
            Self::Action(event) => event.serialize(serializer),
            Self::Concern(event) => event.serialize(serializer),
            Self::Grant(event) => event.serialize(serializer),
            Self::Follow(event) => event.serialize(serializer),
            Self::Lesson(event) => event.serialize(serializer),
            Self::Theme(event) => event.serialize(serializer),
            Self::Improvement(event) => event.serialize(serializer),
            Self::Measure(event) => event.serialize(serializer),
            Self::Headcount(event) => event.serialize(serializer),
            Self::Campaign(event) => event.serialize(serializer),
            Self::Scan(event) => event.serialize(serializer),
            Self::Alert(event) => event.serialize(serializer),
            Self::Signal(event) => event.serialize(serializer),
            Self::Release(event) => event.serialize(serializer),
        }
    }
}
