//! Removing files that no event tells of: their sender's program, or ours, was stopped
//! between storing and recording.
//!
//! Must never remove a file that could still be recorded, nor decide by read models that
//! are behind the log.

use std::collections::HashSet;
use std::time::Duration;

use jiff::Timestamp;
use tillbud_events::AttachmentId;
use tillbud_projections::{evidence, report};

use crate::App;
use crate::store::Kept;

/// No upload takes this long.
const ORPHAN_AGE: Duration = Duration::from_secs(24 * 60 * 60);

/// What is old and known to nobody.
#[must_use]
pub fn orphans(stored: Vec<Kept>, known: &HashSet<AttachmentId>, now: Timestamp) -> Vec<Kept> {
    let is_known = |kept: &Kept| kept.file.is_some_and(|file| known.contains(&file));
    stored.into_iter().filter(|kept| kept.since + ORPHAN_AGE < now && !is_known(kept)).collect()
}

impl App {
    /// Erases files that no report, no evidence and nothing held tells of, also what is left of
    /// one that was withdrawn. Tells how many.
    ///
    /// # Errors
    /// When the log, the store or the read models are away; repeating it is safe.
    pub async fn sweep_files(&self) -> anyhow::Result<usize> {
        // In this order: a file goes from the store to what is held and from there to
        // the log, never back.
        let stored = self.attachments.files().list().await?;
        if orphans(stored.clone(), &HashSet::new(), self.clock.now()).is_empty() {
            return Ok(0);
        }
        let mut known = self.held_files().await?;
        let tip = self.store.tip().await?;
        anyhow::ensure!(self.projector.caught_up(tip).await, "the read models are behind");
        // Ids only grow from page to page, so that this ends.
        let mut last = String::new();
        loop {
            let page = report::files(self.read_models.db(), &last).await?;
            known.extend(page.iter().filter_map(|row| id_of(&row.attachment_id)));
            let Some(row) = page.into_iter().last() else { break };
            last = row.attachment_id;
        }
        let mut last = String::new();
        loop {
            let page = evidence::files(self.read_models.db(), &last).await?;
            known.extend(page.iter().filter_map(|row| id_of(&row.attachment_id)));
            let Some(row) = page.into_iter().last() else { break };
            last = row.attachment_id;
        }
        let orphans = orphans(stored, &known, self.clock.now());
        for orphan in &orphans {
            self.attachments.files().erase_kept(orphan).await?;
        }
        Ok(orphans.len())
    }
}

fn id_of(stored: &str) -> Option<AttachmentId> {
    stored.parse().ok()
}
