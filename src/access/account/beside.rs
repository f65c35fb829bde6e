//! What else is kept of a person: sealed under the key of their account, so that it is
//! forgotten with them.
//!
//! Must never be read without the account, nor outlive it.

use base64::{Engine, prelude::BASE64_STANDARD};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use tillbud_events::HolderId;

use super::{AccountError, Accounts};
use crate::sealing::KeyId;

/// Something that is kept of people beside their names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beside {
    /// Where and of what they want to be told.
    Messages,
}

impl Beside {
    /// All of them.
    pub(super) const ALL: [Self; 1] = [Self::Messages];

    const fn name(self) -> &'static str {
        match self {
            Self::Messages => "messages",
        }
    }

    pub(super) fn key(self, holder: HolderId) -> String {
        format!("{}.{holder}", self.name())
    }

    fn context(self, holder: HolderId) -> Vec<u8> {
        format!("{} {holder}", self.name()).into_bytes()
    }
}

/// As stored.
#[derive(Serialize, Deserialize)]
struct Stored {
    key: KeyId,
    sealed: String,
}

impl Accounts {
    /// What is kept of `holder`, with the revision that [`Self::set_beside`] asks for.
    ///
    /// # Errors
    /// [`AccountError::Unavailable`].
    pub async fn beside<T: DeserializeOwned>(
        &self,
        beside: Beside,
        holder: HolderId,
    ) -> Result<Option<(T, u64)>, AccountError> {
        let damaged = || AccountError::Unavailable(anyhow::anyhow!("what is kept is damaged"));
        let entry = self.bucket.entry(&beside.key(holder)).await?;
        let Some((value, revision)) = entry else { return Ok(None) };
        let stored: Stored = serde_json::from_slice(&value).map_err(|_| damaged())?;
        let key = self.keyring.key(stored.key).await;
        // With the account its key is gone.
        let Some(key) = key.map_err(|error| AccountError::Unavailable(error.into()))? else {
            return Ok(None);
        };
        let sealed = BASE64_STANDARD.decode(&stored.sealed).map_err(|_| damaged())?;
        let clear = key.open(&beside.context(holder), &sealed).map_err(|_| damaged())?;
        Ok(Some((serde_json::from_slice(&clear).map_err(|_| damaged())?, revision)))
    }

    /// Keeps `value` of `holder`, in place of that of `revision`, or where there is none.
    ///
    /// # Errors
    /// [`AccountError::Changed`] when something else is kept by now;
    /// [`AccountError::Unknown`] without the account.
    pub async fn set_beside(
        &self,
        beside: Beside,
        holder: HolderId,
        value: &impl Serialize,
        revision: Option<u64>,
    ) -> Result<(), AccountError> {
        let unavailable = |error: anyhow::Error| AccountError::Unavailable(error);
        let (account, _) = self.open(holder).await?.ok_or(AccountError::Unknown)?;
        let key = self.keyring.key(account.key).await.map_err(|error| unavailable(error.into()))?;
        let key = key.ok_or(AccountError::Unknown)?;
        let clear = serde_json::to_vec(value).map_err(|error| unavailable(error.into()))?;
        let sealed = BASE64_STANDARD.encode(key.seal(&beside.context(holder), &clear));
        let stored = serde_json::json!(Stored { key: account.key, sealed }).to_string();
        match revision {
            Some(revision) => {
                Ok(self.bucket.replace(&beside.key(holder), stored, revision).await?)
            }
            None => Ok(self.bucket.create(&beside.key(holder), stored).await?),
        }
    }

    /// Keeps nothing of `holder` any more.
    ///
    /// # Errors
    /// [`AccountError::Unavailable`].
    pub async fn remove_beside(
        &self,
        beside: Beside,
        holder: HolderId,
    ) -> Result<(), AccountError> {
        Ok(self.bucket.delete(&beside.key(holder)).await?)
    }

    /// Everybody of whom something is kept.
    ///
    /// # Errors
    /// [`AccountError::Unavailable`].
    pub async fn holders_with(&self, beside: Beside) -> Result<Vec<HolderId>, AccountError> {
        let prefix = format!("{}.", beside.name());
        let entries = self.bucket.entries(&prefix).await?.into_iter();
        let holder = |(key, _): (String, _)| key.strip_prefix(&prefix)?.parse().ok();
        Ok(entries.filter_map(holder).collect())
    }
}
