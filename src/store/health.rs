//! What the servers under the log say of themselves, for whoever looks after them.
//!
//! Must never change anything.

use super::provision::{self, LOG_STREAM};
use super::{EventStore, Unavailable};

/// The servers under the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Health {
    /// Version of the server that answers.
    pub version: String,
    /// Copies of the log.
    pub replicas: usize,
    /// How many of them are behind, or do not answer.
    pub replicas_behind: usize,
    /// Size of the log in bytes.
    pub bytes: u64,
}

impl EventStore {
    /// Asks the servers.
    ///
    /// # Errors
    /// [`Unavailable`].
    pub async fn health(&self) -> Result<Health, Unavailable> {
        let version = self.connection.client()?.server_info().version;
        let info = provision::info(&self.connection, LOG_STREAM).await?;
        let info = info.ok_or_else(|| Unavailable::because("the log is gone"))?;
        let peers = info.cluster.iter().flat_map(|cluster| &cluster.replicas);
        Ok(Health {
            version,
            replicas: info.config.num_replicas,
            replicas_behind: peers.filter(|peer| !peer.current || peer.offline).count(),
            bytes: info.state.bytes,
        })
    }
}
