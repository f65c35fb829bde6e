//! Carries out erasures: the log orders them (`report.erased`), the keys are destroyed here,
//! and the files are removed; and those of single files (`….file_withdrawn`).
//!
//! Done at once by whoever orders it, and again by a task that follows the log, so that
//! a crash in between is made good at the next start. Must never move its mark before
//! the keys and files of everything up to it are gone.

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::time::Duration;

use tillbud_events::report::{Command, Erased, Report};
use tillbud_events::{Position, ReportId, StreamId, Version};
use tokio::task::JoinHandle;

use crate::act::Act;
use crate::attachments::{told_of, withdrawn_from};
use crate::clock::Clock;
use crate::dispatch::{Dispatch, DispatchError, Done};
use crate::projector::BATCH_EVENTS;
use crate::sealing::Keyring;
use crate::store::{ERASURE, EventStore, Files, LoadError, WITHDRAWALS};

/// Events after which the mark moves although nothing was erased.
const MARK_EVENTS: u64 = 1_000;
/// Shortest and longest pause before trying again after a failure.
const PAUSE: (Duration, Duration) = (Duration::from_millis(500), Duration::from_secs(8));

/// Erases the words of reports. Cheap to clone.
#[derive(Clone)]
pub struct Eraser {
    dispatch: Dispatch,
    store: EventStore,
    keyring: Keyring,
    files: Files,
}

/// What erasing led to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Erasure {
    /// As after any act; read models have to catch up with it.
    pub done: Done,
    /// Keys and files are gone. Otherwise the erasure is ordered for good and is carried out
    /// as soon as the log can be reached.
    pub is_carried_out: bool,
}

impl Eraser {
    /// Erases in `store`, whose keys are on `keyring` and whose files are in `files`.
    #[must_use]
    pub fn new(store: EventStore, keyring: Keyring, files: Files) -> Self {
        Self { dispatch: Dispatch::new(store.clone()), store, keyring, files }
    }

    /// Orders the erasure of a report's words, and carries it out.
    ///
    /// # Errors
    /// [`DispatchError`]: nothing was ordered, or `Unavailable`: try the same act again.
    pub async fn erase(
        &self,
        report_id: ReportId,
        if_match: Option<Version>,
        act: &Act,
        erased: Erased,
    ) -> Result<Erasure, DispatchError> {
        let (stream, command) = (StreamId::from(report_id), Command::Erase(erased));
        let done = self.dispatch.execute::<Report>(stream, if_match, act, command).await?;
        let carried_out = self.carry_out(stream).await;
        if let Err(error) = &carried_out {
            tracing::warn!(%error, "an erasure was ordered and is carried out later");
        }
        Ok(Erasure { done, is_carried_out: carried_out.is_ok() })
    }

    /// Makes everything that a stream has sealed unreadable for ever, and removes the
    /// files that it tells of, whose names need no key. Repeating it is harmless.
    ///
    /// # Errors
    /// [`LoadError`]; some of the keys and files may still be there.
    pub async fn carry_out(&self, stream: StreamId) -> Result<(), LoadError> {
        let records = self.store.load_sealed(stream).await?;
        let keys: BTreeSet<_> = records.iter().filter_map(|record| record.key).collect();
        for key in keys {
            self.keyring.destroy(key).await?;
        }
        for added in told_of(&self.store.load(stream).await?.events) {
            self.files.erase(added.attachment_id).await?;
        }
        Ok(())
    }

    /// Removes the files that a stream tells of and takes back. Repeating it is harmless.
    ///
    /// # Errors
    /// [`LoadError`]; some of the files may still be there.
    pub async fn erase_withdrawn(&self, stream: StreamId) -> Result<(), LoadError> {
        for id in withdrawn_from(&self.store.load(stream).await?.events) {
            self.files.erase(id).await?;
        }
        Ok(())
    }

    /// Goes through the log from the mark on, for ever.
    #[must_use]
    pub fn start(&self, clock: Clock) -> JoinHandle<()> {
        let eraser = self.clone();
        tokio::spawn(async move {
            let mut pause = PAUSE.0;
            // Ends only when aborted; what fails is tried again, and nothing is skipped.
            loop {
                let Err(error) = eraser.follow(&mut pause).await;
                tracing::error!(error = format!("{error:#}"), "erasing stands still; trying again");
                clock.pause(pause).await;
                pause = (pause * 2).min(PAUSE.1);
            }
        })
    }

    async fn follow(&self, pause: &mut Duration) -> anyhow::Result<Infallible> {
        let mut mark = self.keyring.erased_up_to().await?;
        if mark > self.store.tip().await? {
            // Another log than the one the mark was set on: from the beginning.
            mark = Position::default();
        }
        let mut follower = self.store.follow(mark).await?;
        loop {
            let batch = follower.next_sealed(BATCH_EVENTS).await?;
            let mut has_orders = false;
            for record in &batch {
                if record.event_type == ERASURE {
                    self.carry_out(record.stream).await?;
                } else if WITHDRAWALS.contains(&record.event_type.as_str()) {
                    self.erase_withdrawn(record.stream).await?;
                } else {
                    continue;
                }
                has_orders = true;
            }
            let at = batch.last().map_or(mark, |record| record.position);
            if has_orders || at.0 - mark.0 >= MARK_EVENTS {
                self.keyring.set_erased_up_to(at).await?;
                mark = at;
            }
            *pause = PAUSE.0;
        }
    }
}
