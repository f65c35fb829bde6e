//! What is kept beside the log and may be forgotten: tokens and sessions, and what is to
//! be told to whom.
//!
//! Key-value buckets of JetStream, read through the leader, so that what was
//! written is seen at once. Must never hold a secret in clear: deleted values
//! linger on disk.

use std::sync::Arc;

use async_nats::jetstream::kv::{self, CreateErrorKind, Operation, UpdateErrorKind};
use bytes::Bytes;
use futures_util::TryStreamExt;

use super::provision::{ACCESS_BUCKET, OUTBOX_BUCKET};
use super::{Connection, OpenError, Unavailable};

/// A handle on one of the buckets. Cheap to clone.
#[derive(Clone)]
pub struct Bucket {
    connection: Connection,
    /// It knows all of the stream's settings, which is much to copy.
    store: Arc<kv::Store>,
}

/// Why the bucket did not do as asked.
#[derive(Debug, thiserror::Error)]
pub enum BucketError {
    /// NATS is away. A write may have happened; repeating it is safe.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
    /// The key has another value already.
    #[error("the key exists already")]
    Exists,
    /// The value is not the one that was read.
    #[error("the value has changed since it was read")]
    Changed,
}

impl Bucket {
    /// The bucket of tokens and sessions.
    ///
    /// # Errors
    /// [`OpenError`].
    pub async fn open(connection: &Connection) -> Result<Self, OpenError> {
        Self::named(connection, ACCESS_BUCKET).await
    }

    /// The bucket of what is to be told to whom.
    ///
    /// # Errors
    /// [`OpenError`].
    pub async fn open_outbox(connection: &Connection) -> Result<Self, OpenError> {
        Self::named(connection, OUTBOX_BUCKET).await
    }

    async fn named(connection: &Connection, name: &str) -> Result<Self, OpenError> {
        connection.provisioned().await?;
        let store = connection.jetstream()?.get_key_value(name).await;
        let store = Arc::new(store.map_err(Unavailable::because)?);
        Ok(Self { connection: connection.clone(), store })
    }

    /// The value of `key`. Keys hold letters, digits and `-_=./`.
    ///
    /// # Errors
    /// [`BucketError::Unavailable`].
    pub async fn get(&self, key: &str) -> Result<Option<Bytes>, BucketError> {
        self.connection.jetstream()?;
        Ok(self.store.get(key).await.map_err(Unavailable::because)?)
    }

    /// Sets `key` for the first time.
    ///
    /// # Errors
    /// [`BucketError::Exists`] when it has another value.
    pub async fn create(&self, key: &str, value: impl Into<Bytes>) -> Result<(), BucketError> {
        let value = value.into();
        self.connection.jetstream()?;
        match self.store.create(key, value.clone()).await {
            Ok(_) => Ok(()),
            Err(error) if error.kind() == CreateErrorKind::AlreadyExists => {
                // Our own earlier attempt may have gone through unheard.
                if self.get(key).await?.as_ref() == Some(&value) {
                    Ok(())
                } else {
                    Err(BucketError::Exists)
                }
            }
            Err(error) => Err(Unavailable::because(error).into()),
        }
    }

    /// Sets `key`, whatever it was.
    ///
    /// # Errors
    /// [`BucketError::Unavailable`].
    pub async fn put(&self, key: &str, value: impl Into<Bytes>) -> Result<(), BucketError> {
        self.connection.jetstream()?;
        self.store.put(key, value.into()).await.map_err(Unavailable::because)?;
        Ok(())
    }

    /// The value of `key` with its revision, which [`Self::replace`] asks for.
    ///
    /// # Errors
    /// [`BucketError::Unavailable`].
    pub async fn entry(&self, key: &str) -> Result<Option<(Bytes, u64)>, BucketError> {
        self.connection.jetstream()?;
        let entry = self.store.entry(key).await.map_err(Unavailable::because)?;
        let entry = entry.filter(|entry| entry.operation == Operation::Put);
        Ok(entry.map(|entry| (entry.value, entry.revision)))
    }

    /// Sets `key` when its value is still the one of `revision`.
    ///
    /// # Errors
    /// [`BucketError::Changed`], or [`BucketError::Unavailable`]: it may have been set.
    pub async fn replace(
        &self,
        key: &str,
        value: impl Into<Bytes>,
        revision: u64,
    ) -> Result<(), BucketError> {
        self.connection.jetstream()?;
        match self.store.update(key, value.into(), revision).await {
            Ok(_) => Ok(()),
            Err(error) if error.kind() == UpdateErrorKind::WrongLastRevision => {
                Err(BucketError::Changed)
            }
            Err(error) => Err(Unavailable::because(error).into()),
        }
    }

    /// Forgets `key`.
    ///
    /// # Errors
    /// [`BucketError::Unavailable`].
    pub async fn delete(&self, key: &str) -> Result<(), BucketError> {
        self.connection.jetstream()?;
        self.store.delete(key).await.map_err(Unavailable::because)?;
        Ok(())
    }

    /// All keys that begin with `prefix`, with their values, in no order.
    ///
    /// # Errors
    /// [`BucketError::Unavailable`].
    pub async fn entries(&self, prefix: &str) -> Result<Vec<(String, Bytes)>, BucketError> {
        self.connection.jetstream()?;
        let keys = self.store.keys().await.map_err(Unavailable::because)?;
        let keys: Vec<String> = keys.try_collect().await.map_err(Unavailable::because)?;
        let mut entries = Vec::with_capacity(keys.len());
        for key in keys.into_iter().filter(|key| key.starts_with(prefix)) {
            if let Some(value) = self.get(&key).await? {
                entries.push((key, value));
            }
        }
        Ok(entries)
    }
}
