//! The log: facts on a JetStream stream, written once, in order, for good.
//!
//! [`EventStore`] appends with an expected version, loads one stream, and follows
//! the whole log. Reading order: `options` and `connection`, `provision` (the
//! settings that make the log immutable), `wire` (an event as a message),
//! `append`, `read`, `follow`, `verify`; `bucket` keeps what is not an event, `held` what
//! is not one yet, `files` what people attach.
//! Must never change or remove what was appended, and never store words in clear.

mod append;
mod batch;
mod bucket;
mod connection;
mod files;
mod follow;
mod health;
mod held;
mod later;
mod options;
mod provision;
pub(crate) mod read;
pub mod snapshot;
mod sweep;
mod verify;
mod wire;

use std::sync::Arc;

use tillbud_events::{AnyEvent, Recorded, StreamId, Version};
use tokio::sync::Semaphore;

use crate::sealing::{KeyId, Keyring};

pub use append::{Append, AppendError, Appended};
pub use bucket::{Bucket, BucketError};
pub use connection::{Connection, Unavailable};
pub use files::{Files, Kept};
pub use follow::{FollowError, Follower};
pub use health::Health;
pub use held::{HeldMessage, HeldStream, PutError};
pub use options::{ConnectError, ConnectOptions, Credentials, Secret};
pub use provision::OpenError;
pub use read::LoadError;
pub use sweep::{Ends, RawMessage};
pub use verify::{Verified, VerifyError};
pub use wire::{Malformed, RawRecord};

pub(crate) use batch::{Outgoing, PublishError, publish};
pub(crate) use connection::{INBOX_PREFIX, is_new_enough};
pub(crate) use provision::{KEY_STREAM, KEY_SUBJECTS, MESSAGE_BYTES};
pub(crate) use read::Stored;

/// The type of event that orders an erasure.
pub(crate) const ERASURE: &str = "report.erased";
/// The types of events that order the end of a file.
pub(crate) const WITHDRAWALS: [&str; 2] = ["incident.file_withdrawn", "action.file_withdrawn"];

/// Atomic batches that may be open at the same time; JetStream allows 50 a stream,
/// for all programs together.
const BATCHES_AT_ONCE: usize = 8;

/// The log of all events. Cheap to clone; all clones are one log.
#[derive(Clone)]
pub struct EventStore {
    connection: Connection,
    keyring: Keyring,
    batches: Arc<Semaphore>,
}

/// What a stream held when it was loaded.
#[derive(Debug)]
pub struct Loaded {
    /// Its events in order, from the first, texts opened.
    pub events: Vec<Recorded<AnyEvent>>,
    /// What an append that builds on these events must expect.
    pub expected: Expected,
}

impl Loaded {
    /// How many events the stream has.
    #[must_use]
    pub const fn version(&self) -> Version {
        self.expected.version
    }
}

/// The state of a stream that an append builds on. Comes from [`EventStore::load`],
/// so that nobody can expect what they have not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Expected {
    stream: StreamId,
    version: Version,
    /// Log position of the stream's last event, which is what JetStream compares.
    sequence: u64,
    key: Option<KeyId>,
}

impl Expected {
    /// A stream that does not exist.
    #[must_use]
    pub const fn new_stream(stream: StreamId) -> Self {
        Self { stream, version: Version(0), sequence: 0, key: None }
    }

    /// The version expected.
    #[must_use]
    pub const fn version(&self) -> Version {
        self.version
    }

    /// The key of the stream's texts, when it has any: what erasure destroys.
    #[must_use]
    pub const fn key(&self) -> Option<KeyId> {
        self.key
    }
}

impl EventStore {
    /// Ends the connection that the log, its keys and the bucket share.
    pub async fn close(&self) {
        self.connection.close().await;
    }

    /// Opens the log; creates it only where nothing was ever stored.
    ///
    /// # Errors
    /// [`OpenError`] names the setting that is weaker than the log needs, or what
    /// is missing.
    pub async fn open(connection: &Connection, keyring: Keyring) -> Result<Self, OpenError> {
        connection.provisioned().await?;
        let store = Self {
            connection: connection.clone(),
            keyring,
            batches: Arc::new(Semaphore::new(BATCHES_AT_ONCE)),
        };
        provision::check_contiguous(&store.connection).await?;
        Ok(store)
    }
}
