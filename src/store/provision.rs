//! The streams in JetStream: their settings, their creation, and the refusal to
//! work with weaker ones.
//!
//! A server that was started with the wrong encryption key looks empty, and creating
//! a stream would then delete what it could not open. So the first streams are created
//! only where nothing of Tillbud was ever stored; one that a later version added (see
//! [`later`]) only when the keys can be read and hold no mark of it. Must never change
//! the settings of a stream that exists.

use std::time::Duration;

use async_nats::jetstream::context::{CreateStreamErrorKind, GetStreamErrorKind};
use async_nats::jetstream::stream::{
    Config, DiscardPolicy, Info, PersistenceMode, RetentionPolicy, StorageType,
};
use async_nats::jetstream::{self, ErrorCode};

use super::later;
use super::{ConnectError, Connection, Unavailable};

/// The stream of all events.
pub(crate) const LOG_STREAM: &str = "TILLBUD";
/// First part of the subjects of events.
pub(crate) const LOG_SUBJECT: &str = "tillbud";
/// The stream of wrapped keys and receipt verifiers, which can be erased.
pub(crate) const KEY_STREAM: &str = "TILLBUD_KEYS";
/// First part of the subjects of keys.
pub(crate) const KEY_SUBJECTS: &str = "tillbud-keys";
/// The stream of what reporters sent and what is not in the log yet; it is erased then.
pub(crate) const HELD_STREAM: &str = "TILLBUD_HELD";
/// First part of the subjects of what is held.
pub(crate) const HELD_SUBJECT: &str = "tillbud-held";
/// The object store of files.
pub(crate) const FILE_BUCKET: &str = "TILLBUD_FILES";
/// The stream that it is made of.
pub(crate) const FILE_STREAM: &str = "OBJ_TILLBUD_FILES";
/// The bucket of tokens and sessions.
pub(crate) const ACCESS_BUCKET: &str = "TILLBUD_ACCESS";
/// The stream of that bucket.
pub(crate) const ACCESS_STREAM: &str = "KV_TILLBUD_ACCESS";
/// The bucket of what is to be told to whom.
pub(crate) const OUTBOX_BUCKET: &str = "TILLBUD_OUTBOX";
/// The stream of that bucket.
pub(crate) const OUTBOX_STREAM: &str = "KV_TILLBUD_OUTBOX";
/// All of them.
pub(super) const EVERY_STREAM: [&str; 4] = [LOG_STREAM, KEY_STREAM, ACCESS_STREAM, OUTBOX_STREAM];
/// How long JetStream remembers the ids of events.
const DUPLICATE_WINDOW: Duration = Duration::from_secs(120);
/// Largest event in bytes, headers included.
pub(crate) const MESSAGE_BYTES: i32 = 1024 * 1024;
/// Copies of each stream in a cluster.
const REPLICAS_IN_CLUSTER: usize = 3;

/// Why the log cannot be opened; each text says what is wrong.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// NATS cannot be reached.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
    /// The credential that may create streams does not work.
    #[error(transparent)]
    Connect(#[from] ConnectError),
    /// A stream exists with settings that do not protect what it holds.
    #[error("the stream {stream} is not safe to use: {}", settings.join("; "))]
    Weaker {
        /// Which stream.
        stream: &'static str,
        /// What is set otherwise than needed.
        settings: Vec<String>,
    },
    /// One of the streams is gone from a store that has been used.
    #[error(
        "the stream {0} is missing although Tillbud has been used here; restore it from a backup, or check the encryption key of the NATS server"
    )]
    Missing(&'static str),
    /// A stream cannot be created.
    #[error("the stream {stream} cannot be created: {cause}")]
    Create {
        /// Which stream.
        stream: &'static str,
        /// What JetStream said.
        cause: String,
    },
    /// Events are gone from the log.
    #[error("the log has lost events: it holds {messages} of {last}; restore it from a backup")]
    Lost {
        /// How many events there are.
        messages: u64,
        /// How many there were.
        last: u64,
    },
}

/// Creates the streams in an empty store; otherwise requires all of them.
pub(super) async fn provision(connection: &Connection) -> Result<(), OpenError> {
    let replicas = if connection.is_clustered() { REPLICAS_IN_CLUSTER } else { 1 };
    let mut found = Vec::new();
    for wanted in [keys(replicas), access(replicas), log(replicas)] {
        let info = info(connection, wanted.name).await?;
        found.push((wanted, info));
    }
    let mut found_later = Vec::new();
    for wanted in added_later(replicas) {
        let info = info(connection, wanted.name).await?;
        found_later.push((wanted, info));
    }
    let is_empty = found
        .iter()
        .chain(&found_later)
        .all(|(_, info)| info.as_ref().is_none_or(|i| i.state.messages == 0));
    let is_complete = found.iter().all(|(_, info)| info.is_some());
    let admin = match is_empty && !is_complete && connection.may_create() {
        true => Some(connection.admin().await?),
        false => None,
    };
    for (wanted, info) in found {
        let info = match (info, &admin) {
            (Some(info), _) => info,
            (None, Some(admin)) => create(admin, &wanted).await?,
            (None, None) => return Err(OpenError::Missing(wanted.name)),
        };
        wanted.check(&info)?;
    }
    for (wanted, info) in found_later {
        later::provision(connection, &wanted, info).await?;
    }
    Ok(())
}

/// Streams that the first version did not have. A store that was used before gets them
/// at the next start.
fn added_later(replicas: usize) -> Vec<Wanted> {
    vec![held(replicas), files(replicas), outbox(replicas)]
}

/// Nothing is ever removed from the log, so positions have no gaps.
pub(super) async fn check_contiguous(connection: &Connection) -> Result<(), OpenError> {
    let info = info(connection, LOG_STREAM).await?.ok_or(OpenError::Missing(LOG_STREAM))?;
    let state = info.state;
    if state.messages == state.last_sequence {
        return Ok(());
    }
    Err(OpenError::Lost { messages: state.messages, last: state.last_sequence })
}

pub(super) async fn info(
    connection: &Connection,
    stream: &str,
) -> Result<Option<Info>, Unavailable> {
    match connection.wait(connection.jetstream()?.get_stream(stream)).await? {
        Ok(stream) => Ok(Some(stream.cached_info().clone())),
        Err(error) => match error.kind() {
            GetStreamErrorKind::JetStream(error)
                if error.error_code() == ErrorCode::STREAM_NOT_FOUND =>
            {
                Ok(None)
            }
            _ => Err(Unavailable::because(error)),
        },
    }
}

pub(super) async fn create(admin: &jetstream::Context, wanted: &Wanted) -> Result<Info, OpenError> {
    let failed = |cause| OpenError::Create { stream: wanted.name, cause };
    match admin.create_stream(wanted.config.clone()).await {
        Ok(stream) => {
            tracing::info!(stream = wanted.name, "created a stream");
            Ok(stream.cached_info().clone())
        }
        Err(error) if error.kind() == CreateStreamErrorKind::TimedOut => {
            Err(failed("no answer; may this credential create streams?".to_owned()))
        }
        Err(error) => Err(failed(error.to_string())),
    }
}

/// A stream as it must be.
pub(super) struct Wanted {
    pub(super) name: &'static str,
    config: Config,
}

fn log(replicas: usize) -> Wanted {
    let config = Config {
        subjects: vec![format!("{LOG_SUBJECT}.>")],
        deny_delete: true,
        allow_direct: true,
        duplicate_window: DUPLICATE_WINDOW,
        max_message_size: MESSAGE_BYTES,
        description: Some("Tillbud: all events, for good".to_owned()),
        ..base(LOG_STREAM, replicas)
    };
    Wanted { name: LOG_STREAM, config }
}

fn keys(replicas: usize) -> Wanted {
    let config = Config {
        subjects: vec![format!("{KEY_SUBJECTS}.>")],
        max_messages_per_subject: 1,
        discard_new_per_subject: true,
        allow_direct: true,
        duplicate_window: DUPLICATE_WINDOW,
        description: Some("Tillbud: wrapped keys, which can be erased".to_owned()),
        ..base(KEY_STREAM, replicas)
    };
    Wanted { name: KEY_STREAM, config }
}

/// Read through the leader only: what was erased must not be seen again.
fn held(replicas: usize) -> Wanted {
    let config = Config {
        subjects: vec![format!("{HELD_SUBJECT}.*")],
        description: Some("Tillbud: sealed reports that wait for the log".to_owned()),
        ..base(HELD_STREAM, replicas)
    };
    Wanted { name: HELD_STREAM, config }
}

/// Settings as an object store has them, but without purging: what goes is overwritten,
/// message by message. Read through the leader only.
fn files(replicas: usize) -> Wanted {
    let config = Config {
        subjects: vec![format!("$O.{FILE_BUCKET}.C.>"), format!("$O.{FILE_BUCKET}.M.>")],
        allow_rollup: true,
        deny_purge: false,
        allow_atomic_publish: false,
        duplicate_window: DUPLICATE_WINDOW,
        description: Some("Tillbud: sealed files, which can be erased".to_owned()),
        ..base(FILE_STREAM, replicas)
    };
    Wanted { name: FILE_STREAM, config }
}

/// Read through the leader only, so that a session is known as soon as it is made.
fn access(replicas: usize) -> Wanted {
    let config = Config {
        subjects: vec![format!("$KV.{ACCESS_BUCKET}.>")],
        max_messages_per_subject: 1,
        deny_delete: true,
        deny_purge: false,
        allow_rollup: true,
        allow_atomic_publish: false,
        duplicate_window: DUPLICATE_WINDOW,
        description: Some("Tillbud: tokens and sessions".to_owned()),
        ..base(ACCESS_STREAM, replicas)
    };
    Wanted { name: ACCESS_STREAM, config }
}

/// As the bucket of access: what was written is seen at once.
fn outbox(replicas: usize) -> Wanted {
    let config = Config {
        name: OUTBOX_STREAM.to_owned(),
        subjects: vec![format!("$KV.{OUTBOX_BUCKET}.>")],
        description: Some("Tillbud: what is to be told to whom".to_owned()),
        ..access(replicas).config
    };
    Wanted { name: OUTBOX_STREAM, config }
}

fn base(name: &str, replicas: usize) -> Config {
    Config {
        name: name.to_owned(),
        storage: StorageType::File,
        retention: RetentionPolicy::Limits,
        discard: DiscardPolicy::New,
        num_replicas: replicas,
        max_messages: -1,
        max_messages_per_subject: -1,
        max_bytes: -1,
        max_message_size: -1,
        max_consumers: -1,
        deny_purge: true,
        allow_atomic_publish: true,
        ..Config::default()
    }
}

impl Wanted {
    /// Refuses settings that do not protect what the stream holds.
    pub(super) fn check(&self, found: &Info) -> Result<(), OpenError> {
        let settings = self.weaker(&found.config);
        if settings.is_empty() {
            Ok(())
        } else {
            Err(OpenError::Weaker { stream: self.name, settings })
        }
    }

    /// What in `found` would let events be lost, changed or refused.
    fn weaker(&self, found: &Config) -> Vec<String> {
        let wanted = &self.config;
        let mut weaker = Vec::new();
        let mut require = |holds: bool, sentence: &str| {
            if !holds {
                weaker.push(sentence.to_owned());
            }
        };
        require(found.storage == wanted.storage, "storage must be file");
        require(found.retention == wanted.retention, "retention must be limits");
        require(found.discard == wanted.discard, "discard must be new");
        require(found.subjects == wanted.subjects, "subjects must be its own and no others");
        require(found.max_age.is_zero(), "max_age must not be set");
        require(found.max_messages <= 0, "max_msgs must not be set");
        require(found.max_bytes <= 0, "max_bytes must not be set");
        require(
            found.max_messages_per_subject == wanted.max_messages_per_subject,
            &format!("max_msgs_per_subject must be {}", wanted.max_messages_per_subject),
        );
        require(
            found.discard_new_per_subject == wanted.discard_new_per_subject,
            &format!("discard_new_per_subject must be {}", wanted.discard_new_per_subject),
        );
        require(
            found.max_message_size <= 0 || found.max_message_size >= MESSAGE_BYTES,
            &format!("max_msg_size must be {MESSAGE_BYTES} or more"),
        );
        require(found.deny_delete || !wanted.deny_delete, "deny_delete must be on");
        require(!found.deny_delete || wanted.deny_delete, "deny_delete must be off");
        require(found.deny_purge || !wanted.deny_purge, "deny_purge must be on");
        require(!found.allow_rollup || wanted.allow_rollup, "allow_rollup_hdrs must be off");
        require(!found.allow_message_ttl, "allow_msg_ttl must be off");
        require(found.allow_direct || !wanted.allow_direct, "allow_direct must be on");
        require(
            found.allow_atomic_publish || !wanted.allow_atomic_publish,
            "allow_atomic must be on",
        );
        require(
            found.duplicate_window >= wanted.duplicate_window,
            "duplicate_window must be two minutes or more",
        );
        require(
            !matches!(found.persist_mode, Some(PersistenceMode::Async)),
            "persist_mode must not be async",
        );
        require(!found.no_ack, "no_ack must be off");
        require(!found.sealed, "it must not be sealed");
        require(!found.allow_message_counter, "allow_msg_counter must be off");
        require(
            found.mirror.is_none() && found.sources.as_ref().is_none_or(Vec::is_empty),
            "it must not be a copy of another stream",
        );
        require(found.subject_transform.is_none(), "subject_transform must not be set");
        require(
            found.num_replicas >= wanted.num_replicas || found.num_replicas >= REPLICAS_IN_CLUSTER,
            &format!("num_replicas must be {REPLICAS_IN_CLUSTER} in a cluster"),
        );
        weaker
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_own_settings_are_strong_enough() {
        for wanted in [log(1), keys(1), access(1), held(1), files(1), outbox(1), log(3)] {
            assert_eq!(wanted.weaker(&wanted.config), Vec::<String>::new(), "{}", wanted.name);
        }
    }

    #[test]
    fn each_weaker_setting_of_the_log_is_named() {
        type Weaken = fn(&mut Config);
        let cases: [(Weaken, &str); 8] = [
            (|c| c.storage = StorageType::Memory, "storage"),
            (|c| c.max_age = Duration::from_secs(1), "max_age"),
            (|c| c.deny_delete = false, "deny_delete"),
            (|c| c.deny_purge = false, "deny_purge"),
            (|c| c.discard = DiscardPolicy::Old, "discard"),
            (|c| c.allow_rollup = true, "allow_rollup"),
            (|c| c.persist_mode = Some(PersistenceMode::Async), "persist_mode"),
            (|c| c.duplicate_window = Duration::from_secs(1), "duplicate_window"),
        ];
        for (weaken, name) in cases {
            let mut config = log(1).config;
            weaken(&mut config);
            let weaker = log(1).weaker(&config);
            assert_eq!(weaker.len(), 1, "{weaker:?}");
            assert!(weaker[0].starts_with(name), "{weaker:?}");
        }
    }

    #[test]
    fn a_cluster_needs_three_copies() {
        assert_eq!(log(3).weaker(&log(1).config).len(), 1);
    }
}
