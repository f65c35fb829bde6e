//! Checking the whole log: nothing missing, everything readable.
//!
//! Must never repair anything; it only tells.

use std::collections::{HashMap, HashSet};

use tillbud_events::{AnyEvent, Position, Recorded, StreamId, Version};

use super::read::open_all;
use super::{ERASURE, EventStore, LoadError};
use crate::sealing::{Fate, KeyError, KeyId, text};

/// Events checked between two reports of progress.
const PAGE: usize = 1_000;

/// What a sound log holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Verified {
    /// Events, all of them readable and in order.
    pub events: u64,
    /// Streams, none of which lacks an event.
    pub streams: u64,
    /// Texts that open.
    pub texts: u64,
    /// Texts whose key was destroyed on purpose.
    pub erased: u64,
    /// Streams whose erasure was ordered and whose texts can still be opened: it is not
    /// carried out yet, or their keys came back with a backup.
    pub unerased: u64,
}

/// What is wrong with the log.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// An event is missing or cannot be read.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// A key is gone although nobody destroyed it.
    #[error("the key {key} of {stream} is lost; restore the key stream from a backup")]
    KeyLost {
        /// Which key.
        key: KeyId,
        /// Whose texts it sealed.
        stream: StreamId,
    },
}

impl From<KeyError> for VerifyError {
    fn from(error: KeyError) -> Self {
        Self::Load(error.into())
    }
}

impl EventStore {
    /// Reads every event up to now and opens every text; `read` gets them, a page at a time, and
    /// where the log ends.
    ///
    /// # Errors
    /// [`VerifyError`] for the first thing that is wrong.
    pub async fn verify(
        &self,
        mut read: impl FnMut(&[Recorded<AnyEvent>], Position),
    ) -> Result<Verified, VerifyError> {
        let tip = self.tip().await?;
        let mut verified = Verified::default();
        let mut versions: HashMap<StreamId, Version> = HashMap::new();
        let mut destroyed: HashSet<KeyId> = HashSet::new();
        let mut ordered = Vec::new();
        let mut at = Position(0);
        while at < tip {
            let records = self.page(at, PAGE).await?;
            let Some(last) = records.last() else {
                return Err(LoadError::Gap(Position(at.0 + 1)).into());
            };
            at = last.position;
            let keys = self.keyring.keys(records.iter().filter_map(|record| record.key)).await?;
            for record in &records {
                let version = versions.entry(record.stream).or_default();
                *version = Version(version.0 + 1);
                if record.version != *version {
                    let (stream, version) = (record.stream, *version);
                    return Err(LoadError::StreamGap { stream, version }.into());
                }
                if record.event_type == ERASURE {
                    ordered.push(record.stream);
                }
                let texts = text::count_sealed(&record.data) as u64;
                match record.key {
                    Some(key) if !keys.contains_key(&key) => {
                        if !destroyed.contains(&key) && self.keyring.fate(key).await? == Fate::Lost
                        {
                            return Err(VerifyError::KeyLost { key, stream: record.stream });
                        }
                        destroyed.insert(key);
                        verified.erased += texts;
                    }
                    _ => verified.texts += texts,
                }
            }
            verified.events += records.len() as u64;
            read(&open_all(&self.keyring, records).await?, tip);
        }
        for stream in ordered {
            let records = self.load_sealed(stream).await?;
            let keys = self.keyring.keys(records.iter().filter_map(|record| record.key)).await?;
            verified.unerased += u64::from(!keys.is_empty());
        }
        verified.streams = versions.len() as u64;
        Ok(verified)
    }
}
