//! Files of what is held: stored under other names, moved when their report is released.
//!
//! A file's message in the store has the time at which it came. So while its report is
//! held it lies under a name of its own, and the release stores it anew; the two cannot
//! be matched without the key. Must never erase a file before what tells of its copy is
//! in the log.

use std::collections::HashSet;

use tillbud_events::report::AttachmentAdded;
use tillbud_events::{AttachmentId, StreamId};

use super::{Held, unavailable};
use crate::App;
use crate::act::Act;
use crate::attachments::{Uploaded, told_of};
use crate::dispatch::DispatchError;
use crate::store::LoadError;

impl App {
    /// Adds what was held to the log, its files moved. Whoever was stopped in between
    /// finds the log ahead and only finishes.
    pub(super) async fn carry_out(&self, held: &Held, act: &Act) -> Result<(), DispatchError> {
        let old = held.what.files();
        if old.is_empty() {
            return held.what.carry_out(self, act).await.map(drop);
        }
        let mut uploaded = self.attachments.begin();
        let renewed = self.attachments.renew(&mut uploaded, old).await.map_err(unavailable)?;
        uploaded.recording();
        let done = held.what.with_files(renewed).carry_out(self, act).await;
        self.settle(uploaded, held.what.report_id(act).into(), &[], &done).await;
        let may_come_again = matches!(
            done,
            Err(DispatchError::Unavailable(_)
                | DispatchError::Internal(_)
                | DispatchError::Conflict)
        );
        if !may_come_again {
            self.erase_files(old).await?;
        }
        done.map(drop)
    }

    /// Erases stored files.
    pub(super) async fn erase_files(&self, files: &[AttachmentAdded]) -> Result<(), DispatchError> {
        for file in files {
            let erased = self.attachments.files().erase(file.attachment_id).await;
            erased.map_err(unavailable)?;
        }
        Ok(())
    }

    /// Keeps those of the `uploaded` files that the log or what is `held` tells of after
    /// an act with this outcome: the same request may have come before, with its own.
    pub(crate) async fn settle<T>(
        &self,
        uploaded: Uploaded,
        stream: StreamId,
        held: &[Held],
        outcome: &Result<T, DispatchError>,
    ) {
        if uploaded.added().is_empty() {
            return;
        }
        let may_be_recorded = |_| true;
        if matches!(outcome, Err(DispatchError::Unavailable(_) | DispatchError::Internal(_))) {
            return uploaded.keep(may_be_recorded);
        }
        match self.recorded_files(stream).await {
            Ok(mut known) => {
                known.extend(held.iter().flat_map(|held| ids(held.what.files())));
                uploaded.keep(|file| known.contains(&file));
            }
            // The sweep finds out later.
            Err(_) => uploaded.keep(may_be_recorded),
        }
    }

    async fn recorded_files(&self, stream: StreamId) -> Result<HashSet<AttachmentId>, LoadError> {
        let events = self.store.load(stream).await?.events;
        Ok(ids(told_of(&events)).collect())
    }

    /// The files of all that is held.
    pub(crate) async fn held_files(&self) -> anyhow::Result<HashSet<AttachmentId>> {
        let mut files = HashSet::new();
        for held in self.holding.0.shelf.everything().await? {
            let held = held.ok_or_else(|| anyhow::anyhow!("a held entry is damaged"))?;
            files.extend(ids(held.what.files()));
        }
        Ok(files)
    }
}

fn ids<'f>(
    files: impl IntoIterator<Item = &'f AttachmentAdded>,
) -> impl Iterator<Item = AttachmentId> {
    files.into_iter().map(|file| file.attachment_id)
}
