//! An event as a message: CloudEvents 1.0, binary mode of the NATS binding.
//!
//! The envelope stands in headers, the payload is JSON. Must never put anything
//! into a header that is not in [`Meta`] or derived from it.

use async_nats::HeaderMap;
use jiff::Timestamp;
use serde_json::Value;
use tillbud_events::codec::{self, Encoded};
use tillbud_events::{AnyEvent, DecodeError, Meta, Position, Recorded, StreamId, Version};

use super::{Stored, provision::LOG_SUBJECT};
use crate::sealing::{DataKey, KeyId, OpenFailed, text};

const SPEC_VERSION: &str = "ce-specversion";
const ID: &str = "ce-id";
const SOURCE: &str = "ce-source";
const TYPE: &str = "ce-type";
const TIME: &str = "ce-time";
const SUBJECT: &str = "ce-subject";
const CONTENT_TYPE: &str = "ce-datacontenttype";
const SCHEMA: &str = "ce-dataschema";
const ACTOR: &str = "ce-actor";
const CORRELATION: &str = "ce-correlationid";
const CAUSATION: &str = "ce-causationid";
const KEY: &str = "ce-keyid";
const STREAM_VERSION: &str = "ce-streamversion";
const MESSAGE_ID: &str = "Nats-Msg-Id";

/// An event as it stands in the log: texts still sealed.
#[derive(Clone, Debug, PartialEq)]
pub struct RawRecord {
    /// Its place in the whole log.
    pub position: Position,
    /// Its stream.
    pub stream: StreamId,
    /// Its number in the stream, from 1.
    pub version: Version,
    /// Its surroundings.
    pub meta: Meta,
    /// Such as `report.received`.
    pub event_type: String,
    /// Which shape the payload has.
    pub schema: u32,
    /// The payload; texts are `{"sealed":…}`.
    pub data: Value,
    /// The key of its texts, when it has any.
    pub key: Option<KeyId>,
}

/// What is wrong with a message of the log.
#[derive(Debug, thiserror::Error)]
pub enum Malformed {
    /// A header is missing or unreadable.
    #[error("header {0} is missing or unreadable")]
    Header(&'static str),
    /// The payload is not JSON.
    #[error("the payload is not JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// The payload is sealed and no header names the key.
    #[error("its texts are sealed and no key is named")]
    NoKey,
    /// A text does not open.
    #[error("a text {0}")]
    Sealed(#[from] OpenFailed),
    /// The event itself is unknown or has another shape.
    #[error(transparent)]
    Event(#[from] DecodeError),
}

/// The NATS subject of a stream's events.
pub(super) fn subject(stream: StreamId) -> String {
    format!("{LOG_SUBJECT}.{stream}")
}

/// The headers of an event.
pub(super) fn headers(
    stream: StreamId,
    version: Version,
    meta: &Meta,
    encoded: &Encoded,
    key: Option<KeyId>,
) -> HeaderMap {
    let mut headers = HeaderMap::new();
    let event_type = encoded.event_type.as_str();
    headers.insert(SPEC_VERSION, "1.0");
    headers.insert(ID, meta.event_id.to_string());
    headers.insert(SOURCE, "/tillbud");
    headers.insert(TYPE, event_type);
    headers.insert(TIME, meta.at.to_string());
    headers.insert(SUBJECT, stream.to_string());
    headers.insert(CONTENT_TYPE, "application/json");
    headers.insert(SCHEMA, format!("urn:tillbud:event:{event_type}:{}", encoded.schema));
    headers.insert(ACTOR, meta.actor.to_string());
    headers.insert(CORRELATION, meta.correlation_id.to_string());
    if let Some(causation) = meta.causation_id {
        headers.insert(CAUSATION, causation.to_string());
    }
    if let Some(key) = key {
        headers.insert(KEY, key.to_string());
    }
    headers.insert(STREAM_VERSION, version.to_string());
    headers.insert(MESSAGE_ID, meta.event_id.to_string());
    headers
}

impl RawRecord {
    /// Reads a message of the log.
    pub(super) fn parse(stored: &Stored) -> Result<Self, Malformed> {
        let headers = &stored.headers;
        let event_type = text_of(headers, TYPE)?.to_owned();
        let schema = text_of(headers, SCHEMA)?
            .rsplit_once(':')
            .and_then(|(_, schema)| schema.parse().ok())
            .ok_or(Malformed::Header(SCHEMA))?;
        let meta = Meta {
            event_id: parsed(headers, ID)?,
            at: parsed::<Timestamp>(headers, TIME)?,
            actor: parsed(headers, ACTOR)?,
            correlation_id: parsed(headers, CORRELATION)?,
            causation_id: optional(headers, CAUSATION)?,
        };
        Ok(Self {
            position: Position(stored.sequence),
            stream: stream_of(&stored.subject).ok_or(Malformed::Header(SUBJECT))?,
            version: Version(parsed(headers, STREAM_VERSION)?),
            meta,
            event_type,
            schema,
            data: serde_json::from_slice(&stored.payload)?,
            key: optional(headers, KEY)?,
        })
    }

    /// The event with all its texts as if they were erased, for whoever needs no word.
    ///
    /// # Errors
    /// [`Malformed`].
    pub fn without_words(self) -> Result<Recorded<AnyEvent>, Malformed> {
        self.open(None)
    }

    /// The event with its texts opened; erased when `key` is none.
    pub(super) fn open(mut self, key: Option<&DataKey>) -> Result<Recorded<AnyEvent>, Malformed> {
        if self.key.is_some() {
            text::open(&mut self.data, key, self.meta.event_id)?;
        } else if text::count_sealed(&self.data) > 0 {
            return Err(Malformed::NoKey);
        }
        let Self { position, stream, version, meta, event_type, schema, data, .. } = self;
        let event = codec::decode(Encoded { event_type, schema, data })?;
        Ok(Recorded { stream, version, position, meta, event })
    }
}

/// The event id of a message, without reading the rest.
pub(super) fn event_id(stored: &Stored) -> Option<&str> {
    stored.headers.get(ID).map(|id| id.as_str())
}

/// The number of a message in its stream.
pub(super) fn stream_version(stored: &Stored) -> Option<Version> {
    parsed(&stored.headers, STREAM_VERSION).map(Version).ok()
}

fn stream_of(subject: &str) -> Option<StreamId> {
    subject.strip_prefix(LOG_SUBJECT)?.strip_prefix('.')?.parse().ok()
}

fn text_of<'h>(headers: &'h HeaderMap, name: &'static str) -> Result<&'h str, Malformed> {
    headers.get(name).map(|value| value.as_str()).ok_or(Malformed::Header(name))
}

fn parsed<T: std::str::FromStr>(headers: &HeaderMap, name: &'static str) -> Result<T, Malformed> {
    text_of(headers, name)?.parse().map_err(|_| Malformed::Header(name))
}

fn optional<T: std::str::FromStr>(
    headers: &HeaderMap,
    name: &'static str,
) -> Result<Option<T>, Malformed> {
    headers
        .get(name)
        .map(|value| value.as_str().parse().map_err(|_| Malformed::Header(name)))
        .transpose()
}
