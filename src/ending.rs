//! The program was told to stop: what would go on for ever ends by itself.
//!
//! Must never be taken back.

use tokio::sync::watch;

/// Whether the end has begun. Cheap to clone; all clones tell the same.
#[derive(Clone, Debug, Default)]
pub struct Ending(watch::Sender<bool>);

impl Ending {
    /// Tells all who wait.
    pub fn begin(&self) {
        self.0.send_replace(true);
    }

    /// Waits until the program is told to stop.
    pub async fn begun(&self) {
        // The sender lives as long as `self`, so the wait ends with the value alone.
        let _ = self.0.subscribe().wait_for(|has_begun| *has_begun).await;
    }
}
