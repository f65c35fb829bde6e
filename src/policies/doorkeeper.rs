//! Forgets sessions and tokens that are over.
//!
//! They open nothing from the moment they end; this only keeps the bucket small. Must
//! never end one that goes on.

use jiff::SignedDuration;
use tokio::task::JoinHandle;

use crate::access::Access;
use crate::clock::Clock;

/// How often it looks.
const EVERY: SignedDuration = SignedDuration::from_hours(1);

/// Looks at once and then every hour, until it is aborted.
#[must_use]
pub fn start(access: Access, clock: Clock) -> JoinHandle<()> {
    tokio::spawn(async move {
        loop {
            match access.sweep().await {
                Ok(0) => {}
                Ok(swept) => tracing::info!(swept, "forgot sessions and tokens that were over"),
                Err(error) => tracing::warn!(%error, "cannot forget what is over"),
            }
            clock.pause_until(clock.now() + EVERY).await;
        }
    })
}
