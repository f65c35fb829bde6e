//! Every stored message as bytes, of every stream: for a search that must miss nothing.
//!
//! Must never interpret what it reads: a leak may stand where nothing should stand.

use super::provision::{self, EVERY_STREAM};
use super::{EventStore, Unavailable, read};

/// A message as JetStream keeps it.
pub struct RawMessage {
    /// Which stream.
    pub stream: &'static str,
    /// Subject, headers and payload, one after the other.
    pub bytes: Vec<u8>,
}

/// Where each stream ended at one moment.
#[derive(Clone, Debug, Default)]
pub struct Ends(Vec<(&'static str, u64)>);

impl EventStore {
    /// Where each stream ends now.
    ///
    /// # Errors
    /// [`Unavailable`].
    pub async fn ends(&self) -> Result<Ends, Unavailable> {
        let mut ends = Vec::new();
        for stream in EVERY_STREAM {
            if let Some(info) = provision::info(&self.connection, stream).await? {
                ends.push((stream, info.state.last_sequence));
            }
        }
        Ok(Ends(ends))
    }

    /// Hands every message that was stored after `since` to `see`, read from the leader.
    ///
    /// # Errors
    /// [`Unavailable`]; what was seen by then was seen.
    pub async fn sweep(
        &self,
        since: &Ends,
        mut see: impl FnMut(RawMessage),
    ) -> Result<(), Unavailable> {
        for (stream, end) in &since.0 {
            let mut from = end + 1;
            while let Some(stored) = read::next(&self.connection, stream, ">", from).await? {
                from = stored.sequence + 1;
                let mut bytes = stored.subject.into_bytes();
                for (name, values) in stored.headers.iter() {
                    for value in values {
                        bytes.extend_from_slice(format!("\n{name}: {value}").as_bytes());
                    }
                }
                bytes.push(b'\n');
                bytes.extend_from_slice(&stored.payload);
                see(RawMessage { stream, bytes });
            }
        }
        Ok(())
    }
}
