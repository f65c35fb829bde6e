//! The release: all that is due goes into the log, in shuffled order, and is erased.
//!
//! For each place: the log first, then the receipt, then the erasure. Whoever is
//! stopped in between, or does the same at the same time, finds the ids in the log and
//! only finishes. Must never erase what is neither in the log nor refused by a rule.

use std::time::Duration;

use jiff::Timestamp;
use tokio::task::JoinHandle;

use super::{Held, unavailable};
use crate::App;
use crate::dispatch::DispatchError;
use crate::sealing::KeyError;

/// Attempts at what staff change at the same moment.
const ATTEMPTS: usize = 5;
/// Shortest and longest pause before trying again after a failure.
const RETRY_PAUSE_MIN: Duration = Duration::from_millis(500);
const RETRY_PAUSE_MAX: Duration = Duration::from_secs(30);

/// What became of what was due.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Released {
    /// In the log, and no longer held.
    pub recorded: usize,
    /// Refused by a rule, such as a reply to what was withdrawn meanwhile; erased.
    pub refused: usize,
    /// Places left as they are, since something there cannot be read or recorded.
    pub left: usize,
}

/// Releases what became due while no program ran, and then at each full hour or as often
/// as is set, until it is aborted: in the middle of a release if need be, since the next
/// start goes on with it.
#[must_use]
pub fn start(app: App) -> JoinHandle<()> {
    tokio::spawn(run(app))
}

async fn run(app: App) {
    let mut pause = RETRY_PAUSE_MIN;
    // Ends only when aborted.
    loop {
        // Asked before: a release that runs over the hour must not miss that hour.
        let next = app.holding.next_release();
        match app.release().await {
            Ok(_) => {
                pause = RETRY_PAUSE_MIN;
                if let Err(error) = app.sweep_files().await {
                    tracing::warn!(error = format!("{error:#}"), "files could not be swept");
                }
                app.clock.pause_until(next).await;
            }
            Err(error) => {
                tracing::warn!(
                    error = format!("{:#}", anyhow::Error::from(error)),
                    "what is held could not be released; trying again"
                );
                app.clock.pause(pause).await;
                pause = (pause * 2).min(RETRY_PAUSE_MAX);
            }
        }
    }
}

impl App {
    /// Releases what is due by the clock. Several programs may do it at the same time.
    ///
    /// # Errors
    /// `Unavailable`: some of it may be done, all of it can be repeated.
    pub async fn release(&self) -> Result<Released, DispatchError> {
        let holding = &self.holding.0;
        let _turn = holding.turn.lock().await;
        let stream = holding.shelf.stream();
        let now = self.clock.now();
        let mut places = stream.places().await.map_err(unavailable)?;
        if !places.is_empty() {
            stream.cover().await.map_err(unavailable)?;
        }
        self.clock.shuffle(&mut places);
        let mut released = Released::default();
        for place in places {
            self.release_place(&place, now, &mut released).await?;
        }
        stream.uncover().await.map_err(unavailable)?;
        self.holding.glance(None);
        let Released { refused, left, .. } = released;
        if refused > 0 || left > 0 {
            tracing::warn!(refused, left, "not all that was held could be recorded");
        }
        Ok(released)
    }

    async fn release_place(
        &self,
        place: &str,
        now: Timestamp,
        released: &mut Released,
    ) -> Result<(), DispatchError> {
        let shelf = &self.holding.0.shelf;
        for entry in shelf.at(place).await.map_err(unavailable)? {
            // What comes after it may build on it, so it waits as well.
            let Some(held) = entry.held else {
                released.left += 1;
                break;
            };
            if !held.is_due(now) {
                break;
            }
            match self.release_held(&held).await {
                Ok(()) => released.recorded += 1,
                Err(error @ DispatchError::Unavailable(_)) => return Err(error),
                Err(
                    DispatchError::Rejected(_)
                    | DispatchError::KeyReused
                    | DispatchError::PreconditionFailed,
                ) => released.refused += 1,
                Err(error @ (DispatchError::Conflict | DispatchError::Internal(_))) => {
                    let error = format!("{:#}", anyhow::Error::from(error));
                    tracing::error!(error, "something that was held cannot be recorded");
                    released.left += 1;
                    break;
                }
            }
            shelf.stream().erase(entry.sequence).await.map_err(unavailable)?;
        }
        Ok(())
    }

    /// Into the log, then the receipt: until that is stored, it opens what is held.
    async fn release_held(&self, held: &Held) -> Result<(), DispatchError> {
        let act = held.act.resume();
        let mut attempt = 1;
        loop {
            match self.carry_out(held, &act).await {
                Err(DispatchError::Conflict) if attempt < ATTEMPTS => attempt += 1,
                done => {
                    done?;
                    break;
                }
            }
        }
        if held.what.is_report() {
            let kept = self.keep_receipt(&act, &held.what).await;
            kept.map_err(|error| match error {
                KeyError::Unavailable(_) => DispatchError::Unavailable(error.into()),
                KeyError::Damaged(_) | KeyError::ReceiptTaken => {
                    DispatchError::Internal(error.into())
                }
            })?;
        }
        Ok(())
    }
}
