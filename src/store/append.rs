//! Appending: all events of a decision or none, and only if nobody was first.
//!
//! After an uncertain outcome the log is asked what happened. Must never append
//! again blindly, and must never send a payload that holds words in clear.

use async_nats::header::NATS_EXPECTED_LAST_SUBJECT_SEQUENCE;
use tillbud_events::codec::{self, Encoded};
use tillbud_events::{AnyEvent, NewEvent, Position, StreamId, Version};
use uuid::Uuid;

use super::batch::{BATCH_MESSAGES_MAX, Outgoing, PublishError, publish};
use super::provision::{LOG_STREAM, MESSAGE_BYTES};
use super::read::{Stored, at, last, next};
use super::{EventStore, Expected, Unavailable, wire};
use crate::sealing::{DataKey, KeyError, text};

/// Bytes that headers may take beside the payload.
const HEADER_BYTES: usize = 2 * 1024;

/// Events for one stream.
#[derive(Clone, Debug)]
pub struct Append {
    /// Which stream.
    pub stream: StreamId,
    /// What the decision was built on.
    pub expected: Expected,
    /// The events, in order; at least one.
    pub events: Vec<NewEvent<AnyEvent>>,
}

/// The events are in the log, for good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appended {
    /// Where the last of them stands.
    pub position: Position,
    /// The version of each stream afterwards, in the order of the appends.
    pub versions: Vec<Version>,
    /// They had been appended before: this was a repeated request.
    pub already: bool,
}

/// Why nothing was appended, or why that is not known.
#[derive(Debug, thiserror::Error)]
pub enum AppendError {
    /// Someone was first.
    #[error("the stream has changed since it was read")]
    Conflict,
    /// The log is away, or did not answer. The events may have been appended;
    /// repeating the append with the same event ids is safe.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
    /// An event is larger than the log takes.
    #[error("an event is larger than {MESSAGE_BYTES} bytes; shorten its texts")]
    TooLarge,
    /// The caller has a bug; nothing was appended.
    #[error("cannot be appended: {0}")]
    Invalid(String),
}

impl From<KeyError> for AppendError {
    fn from(error: KeyError) -> Self {
        match error {
            KeyError::Unavailable(cause) => Self::Unavailable(cause),
            KeyError::Damaged(_) | KeyError::ReceiptTaken => Self::Invalid(error.to_string()),
        }
    }
}

impl EventStore {
    /// Appends all events of `appends`, or none.
    ///
    /// # Errors
    /// [`AppendError`].
    pub async fn append(&self, appends: Vec<Append>) -> Result<Appended, AppendError> {
        check(&appends)?;
        self.connection.jetstream()?;
        let mut messages = Vec::new();
        let mut fresh = Vec::new();
        for append in &appends {
            let (sealed, key) = self.seal(append).await?;
            messages.extend(sealed);
            fresh.extend(key);
        }
        let _turn = match messages.len() {
            1 => None,
            _ => Some(self.batches.acquire().await.map_err(Unavailable::because)?),
        };
        let outcome = match publish(&self.connection, messages).await {
            Ok(ack) if ack.duplicate => self.find_by_position(&appends, ack.sequence).await,
            Ok(ack) => {
                let versions = appends.iter().map(Append::version).collect();
                let position = Position(ack.sequence);
                return Ok(Appended { position, versions, already: false });
            }
            Err(PublishError::TooLarge) => Err(AppendError::TooLarge),
            Err(PublishError::WrongSequence) => match self.find(&appends).await? {
                Found::Ours(appended) => Ok(appended),
                Found::Nothing | Found::Others => Err(AppendError::Conflict),
            },
            Err(PublishError::Duplicate) => match self.find_anywhere(&appends).await? {
                Some(appended) => Ok(appended),
                None => Err(reused_id()),
            },
            // What is still on its way is guarded: once others have appended, it
            // can no longer land.
            Err(PublishError::Unknown(cause)) => match self.find(&appends).await? {
                Found::Ours(appended) => return Ok(appended),
                Found::Others => Err(AppendError::Conflict),
                Found::Nothing => return Err(AppendError::Unavailable(cause)),
            },
        };
        // None of the outcomes that come here has used the fresh keys.
        self.keyring.give_back(fresh);
        outcome
    }

    /// The messages of one append, texts sealed, and the key if it is a new one.
    async fn seal(&self, append: &Append) -> Result<(Vec<Outgoing>, Option<DataKey>), AppendError> {
        let mut encoded = Vec::with_capacity(append.events.len());
        for event in &append.events {
            let invalid = |error: serde_json::Error| AppendError::Invalid(error.to_string());
            encoded.push((event.meta.clone(), codec::encode(&event.event).map_err(invalid)?));
        }
        let mut key = None;
        let mut fresh = None;
        if encoded.iter().any(|(_, encoded)| text::holds_clear(&encoded.data)) {
            if let Some(id) = append.expected.key {
                key = self.keyring.key(id).await?;
            }
            // The first text of a stream, or the first after an erasure.
            if key.is_none() {
                key = Some(self.keyring.new_key().await?);
                fresh = key.clone();
            }
        }
        let mut messages = Vec::with_capacity(encoded.len());
        for ((meta, mut encoded), version) in
            encoded.into_iter().zip(append.expected.version.0 + 1..)
        {
            check_type(append.stream, &encoded)?;
            let key = key.as_ref().filter(|_| text::holds_clear(&encoded.data));
            if let Some(key) = key {
                text::seal(&mut encoded.data, key, meta.event_id);
            }
            if text::holds_clear(&encoded.data) {
                let event_type = encoded.event_type;
                return Err(AppendError::Invalid(format!("{event_type} holds words in clear")));
            }
            let payload = encoded.data.to_string();
            if payload.len() + HEADER_BYTES > self.connection.max_payload() {
                return Err(AppendError::TooLarge);
            }
            let version = Version(version);
            let key = key.map(DataKey::id);
            let mut headers = wire::headers(append.stream, version, &meta, &encoded, key);
            if messages.is_empty() {
                headers.insert(
                    NATS_EXPECTED_LAST_SUBJECT_SEQUENCE,
                    append.expected.sequence.to_string(),
                );
            }
            let subject = wire::subject(append.stream);
            messages.push(Outgoing { subject, headers, payload: payload.into() });
        }
        Ok((messages, fresh))
    }

    /// Looks where the events must stand if they were appended: right after what
    /// was expected. The answer of the first stream holds for all of them.
    async fn find(&self, appends: &[Append]) -> Result<Found, Unavailable> {
        let mut position = 0;
        for append in appends {
            let subject = wire::subject(append.stream);
            let mut after = append.expected.sequence;
            for event in &append.events {
                match next(&self.connection, LOG_STREAM, &subject, after + 1).await? {
                    None => return Ok(Found::Nothing),
                    Some(stored) if is(&stored, event.meta.event_id) => after = stored.sequence,
                    Some(_) => return Ok(Found::Others),
                }
            }
            position = position.max(after);
        }
        let versions = appends.iter().map(Append::version).collect();
        Ok(Found::Ours(Appended { position: Position(position), versions, already: true }))
    }

    /// Looks at the event that JetStream took ours for.
    async fn find_by_position(
        &self,
        appends: &[Append],
        sequence: u64,
    ) -> Result<Appended, AppendError> {
        let found = at(&self.connection, LOG_STREAM, sequence).await?;
        let ours = appends.first().and_then(|append| Some((append, append.events.first()?)));
        match (found, ours) {
            (Some(stored), Some((append, event)))
                if stored.subject == wire::subject(append.stream)
                    && is(&stored, event.meta.event_id) =>
            {
                let version = wire::stream_version(&stored).unwrap_or(append.expected.version);
                let position = Position(sequence);
                Ok(Appended { position, versions: vec![version], already: true })
            }
            _ => Err(reused_id()),
        }
    }

    /// Looks through the whole of each stream for a batch that was repeated with a
    /// newer expectation than the first time.
    async fn find_anywhere(&self, appends: &[Append]) -> Result<Option<Appended>, AppendError> {
        let mut position = 0;
        let mut versions = Vec::with_capacity(appends.len());
        for append in appends {
            let subject = wire::subject(append.stream);
            let Some(end) = last(&self.connection, LOG_STREAM, &subject).await? else {
                return Ok(None);
            };
            let mut wanted = append.events.iter().peekable();
            let mut from = 1;
            while let Some(event) = wanted.peek() {
                if from > end.sequence {
                    return Ok(None);
                }
                let Some(stored) = next(&self.connection, LOG_STREAM, &subject, from).await? else {
                    return Ok(None);
                };
                from = stored.sequence + 1;
                if is(&stored, event.meta.event_id) {
                    wanted.next();
                    if wanted.peek().is_none() {
                        position = position.max(stored.sequence);
                        versions.extend(wire::stream_version(&stored));
                    }
                }
            }
        }
        Ok(Some(Appended { position: Position(position), versions, already: true }))
    }
}

/// What stands in the log after the expected version.
enum Found {
    /// The very events.
    Ours(Appended),
    /// Nothing, so far.
    Nothing,
    /// Other events.
    Others,
}

impl Append {
    /// The stream's version when this was appended.
    fn version(&self) -> Version {
        Version(self.expected.version.0 + self.events.len() as u64)
    }
}

fn is(stored: &Stored, event_id: Uuid) -> bool {
    wire::event_id(stored).and_then(|id| id.parse().ok()) == Some(event_id)
}

fn reused_id() -> AppendError {
    AppendError::Invalid("its event id belongs to another event".to_owned())
}

fn check(appends: &[Append]) -> Result<(), AppendError> {
    let invalid = |cause: &str| Err(AppendError::Invalid(cause.to_owned()));
    let count: usize = appends.iter().map(|append| append.events.len()).sum();
    if count > BATCH_MESSAGES_MAX {
        return invalid("more events than one batch can hold");
    }
    if count == 0 {
        return invalid("there are no events");
    }
    for (index, append) in appends.iter().enumerate() {
        if append.expected.stream != append.stream {
            return invalid("the expected version is another stream's");
        }
        if append.events.is_empty() {
            return invalid("one of the streams has no events");
        }
        if appends[..index].iter().any(|earlier| earlier.stream == append.stream) {
            return invalid("one stream is named twice");
        }
    }
    Ok(())
}

fn check_type(stream: StreamId, encoded: &Encoded) -> Result<(), AppendError> {
    let kind = encoded.event_type.split('.').next();
    if kind == Some(stream.kind.as_str()) {
        return Ok(());
    }
    Err(AppendError::Invalid(format!("{} does not belong in {stream}", encoded.event_type)))
}
