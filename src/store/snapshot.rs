//! Copies of whole streams, as the server itself keeps and takes them: for backups.
//!
//! They hold every message with its number and its settings, so that a restored log is
//! the same log. Needs the credential that may create streams. Must never restore over
//! a stream that exists, which the server refuses.

use std::io::{self, Read};
use std::time::Duration;

use async_nats::jetstream::response::Response;
use bytes::Bytes;
use futures_util::StreamExt;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::time::timeout;

use super::provision::{
    ACCESS_STREAM, FILE_STREAM, HELD_STREAM, KEY_STREAM, LOG_STREAM, OUTBOX_STREAM,
};
use super::{Connection, EventStore, OpenError, Unavailable};

/// The streams of a backup, in the order in which they are copied while the program runs.
/// What is held before the log: a release in between is found in both and done once. The
/// log before files and keys, which are stored before the events that need them.
pub const STREAMS: [&str; 6] =
    [HELD_STREAM, LOG_STREAM, FILE_STREAM, ACCESS_STREAM, OUTBOX_STREAM, KEY_STREAM];
/// Bytes sent at a time.
const CHUNK_BYTES: usize = 128 * 1024;
/// Longest wait for one chunk, or for a stream to be put together of them.
const CHUNK_WAIT: Duration = Duration::from_secs(60);

/// What the server says of a stream: its settings and how far it goes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Description {
    config: Value,
    state: Value,
}

/// Why a stream was not copied, or not put back.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    /// The server is away.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
    /// There is no credential that may do it.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The server said no.
    #[error("the server refuses: {0}")]
    Refused(String),
    /// A file cannot be read or written.
    #[error(transparent)]
    File(#[from] io::Error),
}

impl EventStore {
    /// Hands a copy of `stream` to `keep`, piece by piece.
    ///
    /// # Errors
    /// [`SnapshotError`]; what was kept by then is not a whole copy.
    pub async fn snapshot(
        &self,
        stream: &str,
        mut keep: impl FnMut(&[u8]) -> io::Result<()>,
    ) -> Result<Description, SnapshotError> {
        let admin = self.connection.admin().await?;
        let client = admin.client();
        let inbox = client.new_inbox();
        let mut chunks = client.subscribe(inbox.clone()).await.map_err(Unavailable::because)?;
        let wanted =
            json!({ "deliver_subject": inbox, "no_consumers": true, "chunk_size": CHUNK_BYTES });
        let description = admin.request(format!("STREAM.SNAPSHOT.{stream}"), &wanted).await;
        let description = granted(description.map_err(Unavailable::because)?)?;
        loop {
            let chunk = timeout(CHUNK_WAIT, chunks.next()).await;
            let chunk = chunk.map_err(Unavailable::because)?;
            let chunk = chunk.ok_or_else(|| Unavailable::because("the connection closed"))?;
            if chunk.payload.is_empty() {
                let refused = chunk.status.is_some_and(|status| status.as_u16() >= 400);
                let why = chunk.description.unwrap_or_default();
                return if refused { Err(SnapshotError::Refused(why)) } else { Ok(description) };
            }
            keep(&chunk.payload)?;
            if let Some(reply) = chunk.reply {
                client.publish(reply, Bytes::new()).await.map_err(Unavailable::because)?;
            }
        }
    }
}

/// Makes the stream `name` of a copy that [`EventStore::snapshot`] gave.
///
/// # Errors
/// [`SnapshotError`], also when there is such a stream.
pub async fn restore(
    connection: &Connection,
    name: &str,
    description: &Description,
    mut copy: impl Read,
) -> Result<(), SnapshotError> {
    #[derive(Deserialize)]
    struct Granted {
        deliver_subject: String,
    }
    let admin = connection.admin().await?;
    let client = admin.client();
    let answer = admin.request(format!("STREAM.RESTORE.{name}"), description).await;
    let Granted { deliver_subject } = granted(answer.map_err(Unavailable::because)?)?;
    let mut chunk = vec![0; CHUNK_BYTES];
    loop {
        let length = copy.read(&mut chunk)?;
        let piece = Bytes::copy_from_slice(chunk.get(..length).unwrap_or_default());
        let answer = client.request(deliver_subject.clone(), piece);
        let answer = timeout(CHUNK_WAIT, answer).await.map_err(Unavailable::because)?;
        let answer = answer.map_err(Unavailable::because)?;
        if length == 0 || !answer.payload.is_empty() {
            let answer: Response<Value> = serde_json::from_slice(&answer.payload)
                .map_err(|error| SnapshotError::Refused(error.to_string()))?;
            granted(answer)?;
            return Ok(());
        }
    }
}

fn granted<T>(answer: Response<T>) -> Result<T, SnapshotError> {
    match answer {
        Response::Ok(granted) => Ok(granted),
        Response::Err { error } => Err(SnapshotError::Refused(error.to_string())),
    }
}
