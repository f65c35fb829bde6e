//! The log itself, an event a row, in order.
//!
//! Must never open a text unless that was asked for, and what a reporter wrote not even
//! then: nobody reads that without an opening that the reporter can see; nor what opens a
//! file. Must never tell of a concern, which belongs to its reporter and the independent
//! role: its row holds the position alone.

use serde_json::{Value, json};
use tillbud_events::codec::{self, Encoded};
use tillbud_events::{Actor, AnyEvent, Meta, Position, Recorded, StreamId, StreamKind, Version};

use super::table::Column;
use crate::store::{EventStore, Follower, RawRecord};

/// Events read at a time.
const PAGE_EVENTS: usize = 500;

/// One place in the log.
pub struct Entry {
    position: Position,
    /// What happened there, unless it is withheld.
    told: Option<Told>,
}

struct Told {
    stream: StreamId,
    version: Version,
    meta: Meta,
    encoded: Encoded,
}

/// What stands in a row.
pub const COLUMNS: &[Column<Entry>] = &[
    ("position", |entry| json!(entry.position)),
    ("stream", |entry| entry.tell(|told| json!(told.stream.to_string()))),
    ("version", |entry| entry.tell(|told| json!(told.version))),
    ("id", |entry| entry.tell(|told| json!(told.meta.event_id))),
    ("type", |entry| entry.tell(|told| json!(told.encoded.event_type))),
    ("schema", |entry| entry.tell(|told| json!(told.encoded.schema))),
    ("time", |entry| entry.tell(|told| json!(told.meta.at.to_string()))),
    ("actor", |entry| entry.tell(|told| json!(told.meta.actor.to_string()))),
    ("correlation", |entry| entry.tell(|told| json!(told.meta.correlation_id))),
    ("causation", |entry| entry.tell(|told| json!(told.meta.causation_id))),
    ("data", |entry| entry.tell(|told| told.encoded.data.clone())),
    ("withheld", |entry| json!(entry.told.is_none())),
];

/// Reads the log from its beginning to where it ended when this was made.
pub struct Entries<'s> {
    store: &'s EventStore,
    /// Opens texts; without it they stay sealed.
    opener: Option<Follower>,
    at: Position,
    /// The last event to be read.
    pub tip: Position,
}

impl<'s> Entries<'s> {
    /// Begins.
    ///
    /// # Errors
    /// When the log is away.
    pub async fn of(store: &'s EventStore, is_opened: bool) -> anyhow::Result<Self> {
        let opener = match is_opened {
            true => Some(store.follow(Position(0)).await?),
            false => None,
        };
        Ok(Self { store, opener, at: Position(0), tip: store.tip().await? })
    }

    /// The next events; none at the end.
    ///
    /// # Errors
    /// When an event is missing or cannot be read.
    pub async fn next(&mut self) -> anyhow::Result<Vec<Entry>> {
        let left = usize::try_from(self.tip.0 - self.at.0).unwrap_or(usize::MAX);
        let count = left.min(PAGE_EVENTS);
        if count == 0 {
            return Ok(Vec::new());
        }
        let entries: Vec<_> = match &mut self.opener {
            Some(opener) => {
                let opened = opener.next_batch(count).await?.into_iter().map(Entry::opened);
                opened.collect::<Result<_, _>>()?
            }
            None => self.store.page(self.at, count).await?.into_iter().map(Entry::sealed).collect(),
        };
        let last = entries.last().map(|entry| entry.position);
        self.at = last.ok_or_else(|| anyhow::anyhow!("the log ends before {}", self.tip))?;
        Ok(entries)
    }
}

impl Entry {
    /// Where it stands in the log.
    #[must_use]
    pub const fn position(&self) -> Position {
        self.position
    }

    fn tell(&self, what: impl FnOnce(&Told) -> Value) -> Value {
        self.told.as_ref().map_or(Value::Null, what)
    }

    fn of(position: Position, told: Told) -> Self {
        let is_withheld = told.stream.kind == StreamKind::Concern;
        Self { position, told: (!is_withheld).then_some(told) }
    }

    /// As stored.
    fn sealed(record: RawRecord) -> Self {
        let RawRecord { position, stream, version, meta, event_type, schema, data, .. } = record;
        Self::of(
            position,
            Told { stream, version, meta, encoded: Encoded { event_type, schema, data } },
        )
    }

    /// As read: in its newest shape, texts `{"clear":…}` or `{"erased":true}`; those of
    /// reporters `{"sealed":true}`.
    fn opened(recorded: Recorded<AnyEvent>) -> Result<Self, serde_json::Error> {
        let Recorded { stream, version, position, meta, event } = recorded;
        let mut encoded = codec::encode(&event)?;
        if meta.actor == Actor::Reporter {
            close(&mut encoded.data);
        }
        // What opens a file is nobody's words.
        if let Some(key) = encoded.data.pointer_mut("/file/key") {
            close(key);
        }
        Ok(Self::of(position, Told { stream, version, meta, encoded }))
    }
}

/// Replaces each opened text.
fn close(value: &mut Value) {
    match value {
        Value::Object(fields) if fields.contains_key("clear") => *value = json!({ "sealed": true }),
        Value::Object(fields) => fields.values_mut().for_each(close),
        Value::Array(values) => values.iter_mut().for_each(close),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tillbud_events::attachment::{AttachmentAdded, FileAttached};
    use tillbud_events::vocabulary::Media;
    use tillbud_events::{AttachmentId, Text, incident};
    use uuid::Uuid;

    #[test]
    fn what_opens_a_file_of_evidence_stays_sealed_where_words_are_opened() {
        let text = |words: &str| Text::Clear(words.to_owned());
        let file = AttachmentAdded {
            attachment_id: AttachmentId(Uuid::from_u128(1)),
            media: Media::Png,
            kibibytes: 1,
            cleaned: true,
            key: text("nyckel"),
        };
        let attached = FileAttached { file, description: text("Skärmen"), kept_wording: None };
        let id = Uuid::from_u128(2);
        let recorded = Recorded {
            stream: StreamId { kind: StreamKind::Incident, id },
            version: Version(2),
            position: Position(2),
            meta: Meta {
                event_id: id,
                at: "2026-05-04T10:00:00Z".parse().unwrap(),
                actor: Actor::System,
                correlation_id: id,
                causation_id: None,
            },
            event: incident::Event::FileAttached(attached).into(),
        };
        let data = Entry::opened(recorded).unwrap().told.unwrap().encoded.data;
        assert_eq!(data["description"], json!({ "clear": "Skärmen" }));
        assert_eq!(data["file"]["key"], json!({ "sealed": true }));
    }
}
