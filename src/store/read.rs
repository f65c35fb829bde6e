//! Reading: one stream, a page of the log, the end of the log.
//!
//! Bulk reads may be answered by any replica; what a decision depends on is asked
//! of the leader. Must never give fewer events than there were when asked.

use std::collections::{HashMap, HashSet};

use async_nats::HeaderMap;
use async_nats::jetstream::message::StreamMessage;
use async_nats::jetstream::stream::{DirectGetErrorKind, LastRawMessageErrorKind};
use bytes::Bytes;
use futures_util::{StreamExt, TryStreamExt, future, stream};
use serde_json::{Value, json};
use tillbud_events::limits::EVENTS_PER_STREAM;
use tillbud_events::{AnyEvent, Position, Recorded, StreamId, Version};

use super::provision::{self, LOG_STREAM};
use super::wire::{self, Malformed};
use super::{Connection, EventStore, Expected, Loaded, RawRecord, Unavailable};
use crate::sealing::{KeyError, Keyring};

/// Messages asked for in one bulk read.
const BATCH: usize = 1_000;
/// Single reads that may wait for their answers at the same time.
pub(crate) const PIPELINE: usize = 256;
/// Ends a bulk read.
const STATUS_END: u16 = 204;
/// There is nothing to read.
const STATUS_NOT_FOUND: u16 = 404;

/// Why events could not be read.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The log is away.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
    /// An event is stored in a way that this program cannot read; never skipped.
    #[error("the event at position {position} cannot be read: {cause}")]
    Unreadable {
        /// Where it stands.
        position: Position,
        /// What is wrong with it.
        cause: Malformed,
    },
    /// The key of a text is damaged.
    #[error(transparent)]
    Key(KeyError),
    /// An event is gone from the whole log.
    #[error("the log has lost the event at position {0}; restore it from a backup")]
    Gap(Position),
    /// An event is gone from one stream.
    #[error(
        "the stream {stream} has lost its event number {version}; restore the log from a backup"
    )]
    StreamGap {
        /// Which stream.
        stream: StreamId,
        /// Which of its events.
        version: Version,
    },
    /// The reader has seen more than there is: the log was replaced by an older one.
    #[error("asked for what follows position {after}, and the log ends at {tip}")]
    Ahead {
        /// What the reader has seen.
        after: Position,
        /// What there is.
        tip: Position,
    },
}

impl From<KeyError> for LoadError {
    fn from(error: KeyError) -> Self {
        match error {
            KeyError::Unavailable(cause) => Self::Unavailable(cause),
            KeyError::Damaged(_) | KeyError::ReceiptTaken => Self::Key(error),
        }
    }
}

impl EventStore {
    /// One stream from its beginning; no events when it does not exist.
    ///
    /// # Errors
    /// [`LoadError`].
    pub async fn load(&self, stream: StreamId) -> Result<Loaded, LoadError> {
        let records = self.load_sealed(stream).await?;
        let expected = records.last().map_or(Expected::new_stream(stream), |last| Expected {
            stream,
            version: last.version,
            sequence: last.position.0,
            key: records.iter().rev().find_map(|record| record.key),
        });
        Ok(Loaded { events: open_all(&self.keyring, records).await?, expected })
    }

    /// One stream from its beginning, texts sealed.
    ///
    /// # Errors
    /// [`LoadError`].
    pub async fn load_sealed(&self, stream: StreamId) -> Result<Vec<RawRecord>, LoadError> {
        let subject = wire::subject(stream);
        let last = last(&self.connection, LOG_STREAM, &subject);
        let all = all_of(&self.connection, LOG_STREAM, &subject);
        let (last, mut stored) = future::try_join(last, all).await?;
        // A replica may be behind; the leader has the rest.
        let end = last.map_or(0, |last| last.sequence);
        while stored.last().map_or(0, |stored| stored.sequence) < end {
            let from = stored.last().map_or(1, |stored| stored.sequence + 1);
            match next(&self.connection, LOG_STREAM, &subject, from).await? {
                Some(found) => stored.push(found),
                None => return Err(LoadError::Gap(Position(end))),
            }
        }
        if stored.len() >= EVENTS_PER_STREAM {
            tracing::warn!(%stream, events = stored.len(), "this stream is unusually long");
        }
        let records = stored.iter().map(parse).collect::<Result<Vec<_>, _>>()?;
        for (record, number) in records.iter().zip(1..) {
            if record.version != Version(number) {
                return Err(LoadError::StreamGap { stream, version: Version(number) });
            }
        }
        Ok(records)
    }

    /// The position of the last event; 0 when there is none.
    ///
    /// # Errors
    /// [`LoadError::Unavailable`].
    pub async fn tip(&self) -> Result<Position, LoadError> {
        let info = provision::info(&self.connection, LOG_STREAM).await?;
        let info = info.ok_or_else(|| Unavailable::because("the log is missing"))?;
        Ok(Position(info.state.last_sequence))
    }

    /// Which of `streams` exist, in the same order. Quick rather than certain: a
    /// stream made a moment ago may be missed, and creating it again is a conflict.
    ///
    /// # Errors
    /// [`LoadError::Unavailable`].
    pub async fn exists(&self, streams: &[StreamId]) -> Result<Vec<bool>, LoadError> {
        let subjects = streams.iter().map(|stream| wire::subject(*stream));
        let found = stream::iter(subjects)
            .map(async |subject| anywhere(&self.connection, LOG_STREAM, &subject).await)
            .buffered(PIPELINE);
        let found: Vec<_> = found.map_ok(|found| found.is_some()).try_collect().await?;
        Ok(found)
    }

    /// At most `limit` events after `after`, as they are stored, texts sealed.
    ///
    /// # Errors
    /// [`LoadError`].
    pub async fn page(&self, after: Position, limit: usize) -> Result<Vec<RawRecord>, LoadError> {
        let mut records = Vec::new();
        while records.len() < limit {
            let from = after.0 + records.len() as u64 + 1;
            let request = json!({
                "seq": from,
                "batch": BATCH.min(limit - records.len()),
                "next_by_subj": ">",
            });
            let stored = bulk(&self.connection, LOG_STREAM, &request).await?.messages;
            if stored.is_empty() {
                // A replica may lag; only the leader can say that this is the end.
                match next(&self.connection, LOG_STREAM, ">", from).await? {
                    None => break,
                    Some(stored) if stored.sequence == from => records.push(parse(&stored)?),
                    Some(_) => return Err(LoadError::Gap(Position(from))),
                }
                continue;
            }
            for (stored, position) in stored.iter().zip(from..) {
                if stored.sequence != position {
                    return Err(LoadError::Gap(Position(position)));
                }
                records.push(parse(stored)?);
            }
        }
        Ok(records)
    }
}

pub(super) fn parse(stored: &Stored) -> Result<RawRecord, LoadError> {
    RawRecord::parse(stored)
        .map_err(|cause| LoadError::Unreadable { position: Position(stored.sequence), cause })
}

/// Opens the texts of `records`; the keys that are not at hand are fetched together.
pub(super) async fn open_all(
    keyring: &Keyring,
    records: Vec<RawRecord>,
) -> Result<Vec<Recorded<AnyEvent>>, LoadError> {
    let ids: HashSet<_> = records.iter().filter_map(|record| record.key).collect();
    let keys: HashMap<_, _> = keyring.keys(ids).await?;
    records
        .into_iter()
        .map(|record| {
            let position = record.position;
            let key = record.key.and_then(|id| keys.get(&id));
            record.open(key).map_err(|cause| LoadError::Unreadable { position, cause })
        })
        .collect()
}

/// A message as a stream holds it.
#[derive(Debug)]
pub(crate) struct Stored {
    pub(crate) sequence: u64,
    pub(crate) subject: String,
    pub(crate) headers: HeaderMap,
    pub(crate) payload: Bytes,
}

impl From<StreamMessage> for Stored {
    fn from(message: StreamMessage) -> Self {
        let StreamMessage { subject, sequence, headers, payload, .. } = message;
        Self { sequence, subject: subject.to_string(), headers, payload }
    }
}

/// The last message on `subject`, from the leader.
pub(crate) async fn last(
    connection: &Connection,
    stream: &str,
    subject: &str,
) -> Result<Option<Stored>, Unavailable> {
    let stream = connection.stream(stream).await?;
    found(connection.wait(stream.raw_message_builder().last_by_subject(subject).send()).await?)
}

/// The first message on `subject` at `from` or later, from the leader.
pub(crate) async fn next(
    connection: &Connection,
    stream: &str,
    subject: &str,
    from: u64,
) -> Result<Option<Stored>, Unavailable> {
    let stream = connection.stream(stream).await?;
    let request = stream.raw_message_builder().sequence(from).next_by_subject(subject);
    found(connection.wait(request.send()).await?)
}

/// The message at `sequence`, from the leader.
pub(crate) async fn at(
    connection: &Connection,
    stream: &str,
    sequence: u64,
) -> Result<Option<Stored>, Unavailable> {
    let stream = connection.stream(stream).await?;
    found(connection.wait(stream.raw_message_builder().sequence(sequence).send()).await?)
}

/// The last message on `subject`, from any replica.
pub(crate) async fn anywhere(
    connection: &Connection,
    stream: &str,
    subject: &str,
) -> Result<Option<Stored>, Unavailable> {
    let stream = connection.stream(stream).await?;
    match connection.wait(stream.direct_get_last_for_subject(subject)).await? {
        Ok(message) => Ok(Some(message.into())),
        Err(error) if error.kind() == DirectGetErrorKind::NotFound => Ok(None),
        Err(error) => Err(Unavailable::because(error)),
    }
}

/// All messages on `subject`, from any replica.
async fn all_of(
    connection: &Connection,
    stream: &str,
    subject: &str,
) -> Result<Vec<Stored>, Unavailable> {
    let mut all: Vec<Stored> = Vec::new();
    loop {
        let from = all.last().map_or(1, |stored| stored.sequence + 1);
        let request = json!({ "seq": from, "batch": BATCH, "next_by_subj": subject });
        let Bulk { messages, pending } = bulk(connection, stream, &request).await?;
        let is_end = messages.is_empty() || pending == 0;
        all.extend(messages);
        if is_end {
            return Ok(all);
        }
    }
}

/// The answer to one bulk read.
struct Bulk {
    messages: Vec<Stored>,
    /// How many more there are.
    pending: u64,
}

/// Reads many messages with one request, from any replica.
async fn bulk(connection: &Connection, stream: &str, request: &Value) -> Result<Bulk, Unavailable> {
    let client = connection.client()?;
    let inbox = client.new_inbox();
    let mut answers = client.subscribe(inbox.clone()).await.map_err(Unavailable::because)?;
    let subject = format!("$JS.API.DIRECT.GET.{stream}");
    client
        .publish_with_reply(subject, inbox, request.to_string().into())
        .await
        .map_err(Unavailable::because)?;
    let mut messages = Vec::new();
    loop {
        let answer = connection
            .wait(answers.next())
            .await?
            .ok_or_else(|| Unavailable::because("the connection closed"))?;
        match answer.status.map(|status| status.as_u16()) {
            None => {
                let message = StreamMessage::try_from(answer).map_err(Unavailable::because)?;
                messages.push(message.into());
            }
            Some(STATUS_END) => {
                let pending = answer.headers.as_ref().and_then(|h| h.get("Nats-Num-Pending"));
                let pending = pending.and_then(|n| n.as_str().parse().ok()).unwrap_or(0);
                return Ok(Bulk { messages, pending });
            }
            Some(STATUS_NOT_FOUND) => return Ok(Bulk { messages, pending: 0 }),
            Some(status) => {
                return Err(Unavailable::because(format!("reading gave status {status}")));
            }
        }
    }
}

fn found(
    answer: Result<StreamMessage, async_nats::jetstream::stream::RawMessageError>,
) -> Result<Option<Stored>, Unavailable> {
    match answer {
        Ok(message) => Ok(Some(message.into())),
        Err(error) if error.kind() == LastRawMessageErrorKind::NoMessageFound => Ok(None),
        Err(error) => Err(Unavailable::because(error)),
    }
}
