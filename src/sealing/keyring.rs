//! The data keys of all streams, wrapped, in the erasable stream `TILLBUD_KEYS`.
//!
//! Keys are prepared ahead, many in one synced write, so that a report costs one
//! write to the log and none here. A destroyed key leaves a mark behind, so that a
//! key that was lost is not mistaken for one. Must never overwrite a key.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_nats::HeaderMap;
use async_nats::header::NATS_EXPECTED_LAST_SUBJECT_SEQUENCE;
use futures_util::{StreamExt, TryStreamExt, stream};
use tillbud_events::{Position, ReportId};

use super::cache::Cache;
use super::key::WrappingKey;
use super::{DataKey, KeyId, MasterKey};
use crate::store::{
    Connection, KEY_STREAM, KEY_SUBJECTS, OpenError, Outgoing, PublishError, Stored, Unavailable,
    publish, read,
};

/// Keys prepared in one write.
const PREPARED: usize = 64;
/// When so few are left, more are prepared in the background.
const PREPARED_LOW: usize = 16;

/// The keys that are at hand. Cheap to clone; all clones are one keyring.
#[derive(Clone)]
pub struct Keyring(Arc<Inner>);

struct Inner {
    connection: Connection,
    wrapping: WrappingKey,
    cache: Mutex<Cache>,
    prepared: Mutex<Vec<DataKey>>,
    preparing: tokio::sync::Mutex<()>,
}

/// Why the keyring cannot be used at all.
#[derive(Debug, thiserror::Error)]
pub enum KeyringError {
    /// The streams are not as they must be.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// Another master key sealed what is stored.
    #[error(
        "the stored texts are sealed under another master key ({stored}, this one is {given}); put the right master key back"
    )]
    WrongMasterKey {
        /// Public name of the master key that is needed.
        stored: String,
        /// Public name of the one that was given.
        given: String,
    },
    /// A key could not be read or written.
    #[error(transparent)]
    Key(#[from] KeyError),
}

/// Why one key could not be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The key stream is away.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
    /// What is stored for a key is not a key of ours.
    #[error("the key {0} is damaged; restore the key stream from a backup")]
    Damaged(KeyId),
    /// Another report has this receipt.
    #[error("this receipt belongs to another report")]
    ReceiptTaken,
}

/// What became of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// It was destroyed on purpose.
    Destroyed,
    /// It is gone and nobody destroyed it.
    Lost,
}

impl Keyring {
    /// Opens the key stream and checks that `master` is the master key it needs.
    ///
    /// # Errors
    /// [`KeyringError`].
    pub async fn open(connection: &Connection, master: &MasterKey) -> Result<Self, KeyringError> {
        connection.provisioned().await?;
        let wrapping = WrappingKey::of(master);
        let keyring = Self(Arc::new(Inner {
            connection: connection.clone(),
            wrapping,
            cache: Mutex::default(),
            prepared: Mutex::default(),
            preparing: tokio::sync::Mutex::default(),
        }));
        keyring.check_master().await?;
        Ok(keyring)
    }

    /// A key that nothing was sealed with yet.
    ///
    /// # Errors
    /// [`KeyError::Unavailable`].
    pub async fn new_key(&self) -> Result<DataKey, KeyError> {
        loop {
            let (key, left) = {
                let mut prepared = guard(&self.0.prepared);
                (prepared.pop(), prepared.len())
            };
            let Some(key) = key else {
                self.prepare().await?;
                continue;
            };
            if left <= PREPARED_LOW && self.0.preparing.try_lock().is_ok() {
                let keyring = self.clone();
                tokio::spawn(async move {
                    if let Err(error) = keyring.prepare().await {
                        tracing::debug!(%error, "could not prepare keys ahead");
                    }
                });
            }
            guard(&self.0.cache).put(key.clone());
            return Ok(key);
        }
    }

    /// The key `id`, or none when it was destroyed.
    ///
    /// # Errors
    /// [`KeyError`].
    pub async fn key(&self, id: KeyId) -> Result<Option<DataKey>, KeyError> {
        Ok(self.keys([id]).await?.remove(&id))
    }

    /// Those of `ids` that were not destroyed. What is not at hand is fetched in
    /// one go, which is what makes a replay fast.
    ///
    /// # Errors
    /// [`KeyError`].
    pub async fn keys(
        &self,
        ids: impl IntoIterator<Item = KeyId>,
    ) -> Result<HashMap<KeyId, DataKey>, KeyError> {
        let mut keys = HashMap::new();
        let mut missing = Vec::new();
        for id in ids {
            match guard(&self.0.cache).get(id) {
                Some(key) => drop(keys.insert(id, key)),
                None => missing.push(id),
            }
        }
        let fetched: Vec<_> = stream::iter(missing)
            .map(async |id| self.fetch(id).await)
            .buffer_unordered(read::PIPELINE)
            .try_collect()
            .await?;
        for key in fetched.into_iter().flatten() {
            if guard(&self.0.cache).put(key.clone()) {
                keys.insert(key.id(), key);
            }
        }
        Ok(keys)
    }

    /// Destroys the key `id`, for good: what it sealed can never be read again.
    /// Repeating it is harmless.
    ///
    /// # Errors
    /// [`KeyError::Unavailable`]; the key may still be there.
    pub async fn destroy(&self, id: KeyId) -> Result<(), KeyError> {
        guard(&self.0.cache).destroy(id);
        if let Some(stored) = self.last(&key_subject(id)).await? {
            self.put_once(destroyed_subject(id), Vec::new()).await?;
            self.erase(&stored).await?;
        }
        Ok(())
    }

    /// Up to where in the log every ordered erasure was carried out. It stands beside the
    /// keys, so that keys restored from a backup bring back where their erasure stood.
    ///
    /// # Errors
    /// [`KeyError::Unavailable`].
    pub async fn erased_up_to(&self) -> Result<Position, KeyError> {
        let stored = self.last(&erased_subject("*")).await?;
        let position = stored.and_then(|stored| str::from_utf8(&stored.payload).ok()?.parse().ok());
        Ok(Position(position.unwrap_or_default()))
    }

    /// Remembers that every erasure up to `position` was carried out.
    ///
    /// # Errors
    /// [`KeyError::Unavailable`]; erasures after an earlier position are then repeated.
    pub async fn set_erased_up_to(&self, position: Position) -> Result<(), KeyError> {
        let before = self.last(&erased_subject("*")).await?;
        let number = position.to_string();
        // The new mark first: without any, the whole log would be gone through again.
        if self.put_once(erased_subject(&number), number.into_bytes()).await?
            && let Some(before) = before
        {
            self.erase(&before).await?;
        }
        Ok(())
    }

    /// Remembers which report a receipt belongs to. Repeating it is harmless.
    ///
    /// # Errors
    /// [`KeyError::ReceiptTaken`] when it belongs to another report.
    pub async fn put_receipt(&self, verifier: [u8; 32], report: ReportId) -> Result<(), KeyError> {
        let subject = receipt_subject(verifier);
        if self.put_once(subject, report.to_string().into_bytes()).await? {
            return Ok(());
        }
        match self.report_of(verifier).await? {
            Some(found) if found == report => Ok(()),
            Some(_) => Err(KeyError::ReceiptTaken),
            None => Err(Unavailable::because("the receipt was not stored").into()),
        }
    }

    /// The report that a receipt belongs to.
    ///
    /// # Errors
    /// [`KeyError::Unavailable`].
    pub async fn report_of(&self, verifier: [u8; 32]) -> Result<Option<ReportId>, KeyError> {
        let stored = self.last(&receipt_subject(verifier)).await?;
        Ok(stored.and_then(|stored| str::from_utf8(&stored.payload).ok()?.parse().ok()))
    }

    /// Removes the keys that were prepared and not used. Those of a program that was
    /// killed stay, and do no harm.
    pub async fn close(&self) {
        let unused = std::mem::take(&mut *guard(&self.0.prepared));
        let erased = stream::iter(unused)
            .map(async |key| {
                if let Some(stored) = self.last(&key_subject(key.id())).await? {
                    self.erase(&stored).await?;
                }
                Ok::<_, Unavailable>(())
            })
            .buffer_unordered(PREPARED)
            .try_collect::<()>();
        if let Err(error) = erased.await {
            tracing::debug!(%error, "left unused keys behind");
        }
    }

    /// Takes back keys that [`Self::new_key`] gave and that sealed nothing.
    pub(crate) fn give_back(&self, keys: impl IntoIterator<Item = DataKey>) {
        guard(&self.0.prepared).extend(keys);
    }

    /// Why the key `id` is not there.
    pub(crate) async fn fate(&self, id: KeyId) -> Result<Fate, KeyError> {
        let mark = self.last(&destroyed_subject(id)).await?;
        Ok(mark.map_or(Fate::Lost, |_| Fate::Destroyed))
    }

    async fn check_master(&self) -> Result<(), KeyringError> {
        let subject = format!("{KEY_SUBJECTS}.master");
        let given = self.0.wrapping.id().to_owned();
        let mut stored = self.last(&subject).await.map_err(KeyError::from)?;
        if stored.is_none() {
            self.put_once(subject.clone(), given.clone().into_bytes()).await?;
            stored = self.last(&subject).await.map_err(KeyError::from)?;
        }
        let stored = stored.map(|stored| String::from_utf8_lossy(&stored.payload).into_owned());
        match stored {
            Some(stored) if stored == given => Ok(()),
            stored => {
                let stored = stored.unwrap_or_else(|| "unknown".to_owned());
                Err(KeyringError::WrongMasterKey { stored, given })
            }
        }
    }

    /// Stores new keys in one synced write.
    async fn prepare(&self) -> Result<(), KeyError> {
        let _turn = self.0.preparing.lock().await;
        if guard(&self.0.prepared).len() > PREPARED_LOW {
            return Ok(());
        }
        let keys: Vec<_> = (0..PREPARED).map(|_| DataKey::generate()).collect();
        let mut messages = Vec::with_capacity(keys.len());
        for key in &keys {
            let payload = self.0.wrapping.wrap(key).map_err(Unavailable::because)?;
            messages.push(new_subject(key_subject(key.id()), payload));
        }
        match publish(&self.0.connection, messages).await {
            Ok(_) => guard(&self.0.prepared).extend(keys),
            Err(PublishError::Unknown(cause)) => return Err(cause.into()),
            Err(error) => return Err(Unavailable::because(format!("{error:?}")).into()),
        }
        Ok(())
    }

    async fn fetch(&self, id: KeyId) -> Result<Option<DataKey>, KeyError> {
        let subject = key_subject(id);
        let mut stored = read::anywhere(&self.0.connection, KEY_STREAM, &subject).await?;
        // A replica may be behind, and "destroyed" must be certain.
        if stored.is_none() {
            stored = self.last(&subject).await?;
        }
        let unwrap = |stored: Stored| self.0.wrapping.unwrap(id, &stored.payload);
        stored.map(unwrap).transpose().map_err(|_| KeyError::Damaged(id))
    }

    async fn last(&self, subject: &str) -> Result<Option<Stored>, Unavailable> {
        read::last(&self.0.connection, KEY_STREAM, subject).await
    }

    /// Stores `payload` unless the subject has something already; whether it did.
    async fn put_once(&self, subject: String, payload: Vec<u8>) -> Result<bool, KeyError> {
        match publish(&self.0.connection, vec![new_subject(subject, payload)]).await {
            Ok(_) => Ok(true),
            Err(PublishError::WrongSequence) => Ok(false),
            Err(PublishError::Unknown(cause)) => Err(cause.into()),
            Err(error) => Err(Unavailable::because(format!("{error:?}")).into()),
        }
    }

    /// Overwrites the stored bytes, as JetStream's delete does by default.
    async fn erase(&self, stored: &Stored) -> Result<(), Unavailable> {
        let stream = self.0.connection.stream(KEY_STREAM).await?;
        match stream.delete_message(stored.sequence).await {
            Ok(_) => Ok(()),
            // It may have been erased by someone else meanwhile.
            Err(_) if self.last(&stored.subject).await?.is_none() => Ok(()),
            Err(error) => Err(Unavailable::because(error)),
        }
    }
}

impl std::fmt::Debug for Keyring {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Keyring({})", self.0.wrapping.id())
    }
}

fn new_subject(subject: String, payload: Vec<u8>) -> Outgoing {
    let mut headers = HeaderMap::new();
    headers.insert(NATS_EXPECTED_LAST_SUBJECT_SEQUENCE, "0");
    Outgoing { subject, headers, payload: payload.into() }
}

fn key_subject(id: KeyId) -> String {
    format!("{KEY_SUBJECTS}.key.{id}")
}

fn destroyed_subject(id: KeyId) -> String {
    format!("{KEY_SUBJECTS}.destroyed.{id}")
}

fn erased_subject(position: &str) -> String {
    format!("{KEY_SUBJECTS}.erased.{position}")
}

fn receipt_subject(verifier: [u8; 32]) -> String {
    let hex: String = verifier.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{KEY_SUBJECTS}.receipt.{hex}")
}

/// The lock's content; a panic elsewhere leaves nothing half done in these maps.
fn guard<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
