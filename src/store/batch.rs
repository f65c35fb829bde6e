//! Publishing: one message, or several as one that is stored wholly or not at all.
//!
//! async-nats has the headers of atomic batches but no publisher (ADR-50 of NATS).
//! Must never report success before JetStream has acknowledged.

use async_nats::HeaderMap;
use async_nats::header::{
    NATS_BATCH_COMMIT, NATS_BATCH_COMMIT_FINAL, NATS_BATCH_ID, NATS_BATCH_SEQUENCE,
};
use async_nats::jetstream::context::PublishErrorKind;
use async_nats::jetstream::message::PublishMessage;
use async_nats::jetstream::publish::PublishAck;
use async_nats::jetstream::{self, ErrorCode};
use bytes::Bytes;
use uuid::Uuid;

use super::{Connection, Unavailable};
use crate::sealing::random;

/// Messages in one atomic batch, as JetStream allows.
pub(crate) const BATCH_MESSAGES_MAX: usize = 1_000;

/// A message on its way.
#[derive(Clone, Debug)]
pub(crate) struct Outgoing {
    pub(crate) subject: String,
    pub(crate) headers: HeaderMap,
    pub(crate) payload: Bytes,
}

/// Why JetStream did not acknowledge.
#[derive(Debug)]
pub(crate) enum PublishError {
    /// The guard did not hold; nothing was stored now.
    WrongSequence,
    /// A message id was seen before; nothing was stored now.
    Duplicate,
    /// A message is larger than allowed; nothing was stored.
    TooLarge,
    /// Not known: it may have been stored, or may still be.
    Unknown(Unavailable),
}

/// Publishes `messages` to one stream, atomically when there are several.
pub(crate) async fn publish(
    connection: &Connection,
    mut messages: Vec<Outgoing>,
) -> Result<PublishAck, PublishError> {
    let jetstream = connection.jetstream().map_err(PublishError::Unknown)?;
    let client = connection.client().map_err(PublishError::Unknown)?;
    let Some(mut last) = messages.pop() else {
        return Err(unknown("there was nothing to publish"));
    };
    if !messages.is_empty() {
        let batch = uuid::Builder::from_random_bytes(random::bytes()).into_uuid();
        for (message, number) in messages.iter_mut().zip(1..) {
            number_message(&mut message.headers, batch, number);
        }
        number_message(&mut last.headers, batch, messages.len() + 1);
        last.headers.insert(NATS_BATCH_COMMIT, NATS_BATCH_COMMIT_FINAL);
    }
    let published = connection.wait(async {
        for Outgoing { subject, headers, payload } in messages {
            client.publish_with_headers(subject, headers, payload).await.map_err(unknown)?;
        }
        let message = PublishMessage::build().headers(last.headers).payload(last.payload);
        jetstream
            .send_publish(last.subject, message)
            .await
            .map_err(classify)?
            .await
            .map_err(classify)
    });
    published.await.map_err(PublishError::Unknown)?
}

fn number_message(headers: &mut HeaderMap, batch: Uuid, number: usize) {
    headers.insert(NATS_BATCH_ID, batch.simple().to_string());
    headers.insert(NATS_BATCH_SEQUENCE, number.to_string());
}

fn unknown(cause: impl std::fmt::Display) -> PublishError {
    PublishError::Unknown(Unavailable::because(cause))
}

fn classify(error: jetstream::context::PublishError) -> PublishError {
    if error.kind() == PublishErrorKind::MaxPayloadExceeded {
        return PublishError::TooLarge;
    }
    let code = std::error::Error::source(&error)
        .and_then(|source| source.downcast_ref::<jetstream::Error>())
        .map(jetstream::Error::error_code);
    match code {
        // With replicas a conflict with an append in flight has a code of its own.
        Some(
            ErrorCode::STREAM_WRONG_LAST_SEQUENCE | ErrorCode::STREAM_WRONG_LAST_SEQUENCE_CONSTANT,
        ) => PublishError::WrongSequence,
        Some(ErrorCode::ATOMIC_PUBLISH_CONTAINS_DUPLICATE_MESSAGE) => PublishError::Duplicate,
        Some(ErrorCode::STREAM_MESSAGE_EXCEEDS_MAXIMUM) => PublishError::TooLarge,
        _ => unknown(error),
    }
}
