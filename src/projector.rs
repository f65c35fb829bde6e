//! THE read path: follows the log, hands each batch to the read models, wakes those who wait.
//!
//! Must never skip an event: what cannot be read or applied stops it, visibly.

use std::time::Duration;

use anyhow::Context;
use tillbud_events::Position;
use tillbud_projections::{Applied, ReadModels, erases_words};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::clock::Clock;
use crate::store::{EventStore, LoadError};

/// Most events in one transaction while catching up.
pub const BATCH_EVENTS: usize = 500;
/// Longest that a writer waits for its own read models; the write is durable either way.
pub const CAUGHT_UP_WAIT: Duration = Duration::from_secs(2);
/// What to do when the read models and the log do not fit together.
const REBUILD_ADVICE: &str = "look at the log with `tillbud verify`, then run `tillbud rebuild`";
/// Shortest and longest pause before trying again after a failure.
const RETRY_PAUSE_MIN: Duration = Duration::from_millis(500);
const RETRY_PAUSE_MAX: Duration = Duration::from_secs(8);

/// How far the read models have come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Applied up to here.
    At(Position),
    /// Standing still here, for this reason; tried again until it passes.
    Stopped(Position, String),
}

impl Progress {
    /// The last position applied.
    #[must_use]
    pub fn position(&self) -> Position {
        match self {
            Self::At(position) | Self::Stopped(position, _) => *position,
        }
    }
}

/// The running projector.
pub struct Projector {
    handle: ProjectorHandle,
    task: JoinHandle<()>,
}

/// Lets others see and wait for the projector's progress. Cheap to clone.
#[derive(Clone)]
pub struct ProjectorHandle {
    progress: watch::Receiver<Progress>,
    erasures: watch::Receiver<u64>,
}

/// What others hear of.
struct Told {
    progress: watch::Sender<Progress>,
    erasures: watch::Sender<u64>,
}

impl Projector {
    /// Begins where the read models stand.
    ///
    /// # Errors
    /// When the read models cannot tell their position.
    pub async fn start(
        store: EventStore,
        read_models: ReadModels,
        clock: Clock,
    ) -> anyhow::Result<Self> {
        let position = read_models.position().await?;
        let (progress, seen) = watch::channel(Progress::At(position));
        let (erasures, heard) = watch::channel(0);
        let told = Told { progress, erasures };
        let task = tokio::spawn(run(store, read_models, clock, told));
        Ok(Self { handle: ProjectorHandle { progress: seen, erasures: heard }, task })
    }

    /// A handle for those who wait.
    #[must_use]
    pub fn handle(&self) -> ProjectorHandle {
        self.handle.clone()
    }

    /// Stops; a batch in flight is either applied whole or not at all.
    pub async fn stop(self) {
        self.task.abort();
        // An aborted task answers with a cancellation, which is what was asked for.
        let _ = self.task.await;
    }
}

impl ProjectorHandle {
    /// How far the read models have come now.
    #[must_use]
    pub fn progress(&self) -> Progress {
        let progress = self.progress.borrow().clone();
        match progress {
            Progress::At(at) if self.progress.has_changed().is_err() => {
                Progress::Stopped(at, "the projector has ended".to_owned())
            }
            Progress::At(_) | Progress::Stopped(..) => progress,
        }
    }

    /// Changes whenever words were removed from the read models, or may have been.
    #[must_use]
    pub fn erasures(&self) -> watch::Receiver<u64> {
        self.erasures.clone()
    }

    /// Waits until the read models hold `position`, at most `wait`. Says whether they do.
    pub async fn caught_up_within(&self, position: Position, wait: Duration) -> bool {
        let mut progress = self.progress.clone();
        let reached = async {
            if progress.wait_for(|progress| progress.position() >= position).await.is_err() {
                // The projector has ended: nothing will come, so the wait is waited out.
                std::future::pending::<()>().await;
            }
        };
        tokio::time::timeout(wait, reached).await.is_ok()
    }

    /// Waits until the read models hold `position`, at most [`CAUGHT_UP_WAIT`].
    pub async fn caught_up(&self, position: Position) -> bool {
        self.caught_up_within(position, CAUGHT_UP_WAIT).await
    }
}

async fn run(store: EventStore, read_models: ReadModels, clock: Clock, told: Told) {
    let sender = &told.progress;
    let mut pause = RETRY_PAUSE_MIN;
    // Ends only when aborted. A failure that passes, such as a database that restarts, is
    // over at the next attempt; one that does not stays visible, and nothing is skipped.
    loop {
        let before = sender.borrow().position();
        let Err(error) = follow(&store, &read_models, &told).await else { continue };
        let at = sender.borrow().position();
        if at > before {
            pause = RETRY_PAUSE_MIN;
        }
        let reason = format!("{error:#}");
        let stopped = Progress::Stopped(at, reason);
        if *sender.borrow() != stopped {
            tracing::error!(position = %at, error = format!("{error:#}"), "the read models stand still; trying again");
            sender.send_replace(stopped);
        }
        clock.pause(pause).await;
        pause = (pause * 2).min(RETRY_PAUSE_MAX);
    }
}

/// Follows until someone else moves the checkpoint: another projector on the same
/// database, or a rebuild that was swapped in. Then the caller starts again from there.
async fn follow(store: &EventStore, read_models: &ReadModels, told: &Told) -> anyhow::Result<()> {
    let mut at = read_models.position().await.context("the read models cannot be reached")?;
    let mut follower = match store.follow(at).await {
        Ok(follower) => follower,
        Err(error @ LoadError::Unavailable(_)) => return Err(error.into()),
        // Such as read models that are ahead of a log restored from an older backup.
        Err(error) => return Err(anyhow::Error::from(error).context(REBUILD_ADVICE)),
    };
    told.progress.send_replace(Progress::At(at));
    // Rows that a rebuild swapped in may owe a compaction.
    told.erasures.send_modify(|count| *count += 1);
    loop {
        // The follower itself waits while the log is away.
        let batch = follower.next_batch(BATCH_EVENTS).await?;
        match read_models.apply(at, &batch).await? {
            Applied::Advanced(position) => {
                at = position;
                told.progress.send_replace(Progress::At(at));
                if batch.iter().any(erases_words) {
                    told.erasures.send_modify(|count| *count += 1);
                }
            }
            Applied::Moved(_) => return Ok(()),
        }
    }
}
