//! What is held, as the store keeps it: sealed, in the place of its receipt.
//!
//! Must never put anything into the store that is not sealed, nor give up what it
//! cannot open.

use crate::sealing::HoldingKey;
use crate::store::{HeldStream, PutError, Unavailable};

use super::Held;

/// The stream of what is held, with the key that opens it. Cheap to clone.
#[derive(Clone)]
pub struct Shelf {
    stream: HeldStream,
    key: HoldingKey,
}

/// One message of a place.
pub(super) struct Entry {
    pub(super) sequence: u64,
    /// None when it does not open: damaged, or of a newer program.
    pub(super) held: Option<Held>,
}

impl Shelf {
    /// What `stream` keeps under `key`.
    #[must_use]
    pub fn new(stream: HeldStream, key: HoldingKey) -> Self {
        Self { stream, key }
    }

    pub(super) fn place(&self, verifier: &[u8; 32]) -> String {
        self.key.place(verifier)
    }

    /// All that is held in `place`, in the order in which it came.
    pub(super) async fn at(&self, place: &str) -> Result<Vec<Entry>, Unavailable> {
        let messages = self.stream.at(place).await?;
        let entries = messages.into_iter().map(|message| {
            let clear = self.key.open(place, &message.sealed).ok();
            let held = clear.and_then(|clear| serde_json::from_slice(&clear).ok());
            Entry { sequence: message.sequence, held }
        });
        Ok(entries.collect())
    }

    /// All that is held anywhere; none in the place of what does not open.
    ///
    /// # Errors
    /// [`Unavailable`].
    pub async fn everything(&self) -> Result<Vec<Option<Held>>, Unavailable> {
        let mut all = Vec::new();
        for place in self.stream.places().await? {
            all.extend(self.at(&place).await?.into_iter().map(|entry| entry.held));
        }
        Ok(all)
    }

    /// Puts `held` behind `entries`, if nothing came after those.
    pub(super) async fn put(
        &self,
        place: &str,
        entries: &[Entry],
        held: &Held,
    ) -> Result<(), PutError> {
        let clear = serde_json::to_vec(held).map_err(Unavailable::because)?;
        let after = entries.last().map_or(0, |entry| entry.sequence);
        self.stream.put(place, after, self.key.seal(place, &clear)).await
    }

    /// The stream itself, for what needs no key.
    pub(super) const fn stream(&self) -> &HeldStream {
        &self.stream
    }
}
