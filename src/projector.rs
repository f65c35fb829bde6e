//! THE read path: follows the log, hands each batch to the read models, wakes those who wait.
//!
//! Must never skip an event: what cannot be read or applied stops it, visibly.

use std::time::Duration;

use tillbud_events::Position;
use tillbud_projections::{Applied, ReadModels};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::clock::Clock;
use crate::store::{EventStore, Follower, LoadError};

/// Most events in one transaction while catching up.
pub const BATCH_EVENTS: usize = 500;
/// Longest that a writer waits for its own read models; the write is durable either way.
pub const CAUGHT_UP_WAIT: Duration = Duration::from_secs(2);
/// What to do when the read models and the log do not fit together.
const REBUILD_ADVICE: &str = "look at the log with `tillbud verify`, then run `tillbud rebuild`";
/// Pause before following the log again after it was away.
const RETRY_PAUSE: Duration = Duration::from_millis(500);

/// How far the read models have come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Applied up to here.
    At(Position),
    /// Stopped here, for this reason; a person has to look.
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
    progress: watch::Receiver<Progress>,
    task: JoinHandle<()>,
}

/// Lets others see and wait for the projector's progress. Cheap to clone.
#[derive(Clone)]
pub struct ProjectorHandle(watch::Receiver<Progress>);

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
        let (sender, progress) = watch::channel(Progress::At(position));
        let task = tokio::spawn(run(store, read_models, clock, sender));
        Ok(Self { progress, task })
    }

    /// A handle for those who wait.
    #[must_use]
    pub fn handle(&self) -> ProjectorHandle {
        ProjectorHandle(self.progress.clone())
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
        self.0.borrow().clone()
    }

    /// Waits until the read models hold `position`, at most `wait`. Says whether they do.
    pub async fn caught_up_within(&self, position: Position, wait: Duration) -> bool {
        let mut progress = self.0.clone();
        let reached = progress.wait_for(|progress| progress.position() >= position);
        tokio::time::timeout(wait, reached).await.is_ok_and(|reached| reached.is_ok())
    }

    /// Waits until the read models hold `position`, at most [`CAUGHT_UP_WAIT`].
    pub async fn caught_up(&self, position: Position) -> bool {
        self.caught_up_within(position, CAUGHT_UP_WAIT).await
    }
}

async fn run(
    store: EventStore,
    read_models: ReadModels,
    clock: Clock,
    sender: watch::Sender<Progress>,
) {
    // Ends only when aborted, or when something has to be looked at by a person.
    loop {
        match follow(&store, &read_models, &sender).await {
            Ok(()) => {}
            Err(Stop::Away(error)) => {
                tracing::warn!(%error, "the log is away; the read models wait for it");
                clock.pause(RETRY_PAUSE).await;
            }
            Err(Stop::Broken(error)) => {
                let at = sender.borrow().position();
                tracing::error!(position = %at, error = format!("{error:#}"), "the read models stopped");
                sender.send_replace(Progress::Stopped(at, format!("{error:#}")));
                return;
            }
        }
    }
}

enum Stop {
    Away(anyhow::Error),
    Broken(anyhow::Error),
}

/// Follows until someone else moves the checkpoint: another projector on the same
/// database, or a rebuild that was swapped in. Then the caller starts again from there.
async fn follow(
    store: &EventStore,
    read_models: &ReadModels,
    sender: &watch::Sender<Progress>,
) -> Result<(), Stop> {
    let broken = |error: anyhow::Error| Stop::Broken(error);
    let mut at = read_models.position().await.map_err(|error| broken(error.into()))?;
    sender.send_replace(Progress::At(at));
    let mut follower: Follower = match store.follow(at).await {
        Ok(follower) => follower,
        Err(error @ LoadError::Unavailable(_)) => return Err(Stop::Away(error.into())),
        // Such as read models that are ahead of a log restored from an older backup.
        Err(error) => {
            return Err(broken(anyhow::Error::from(error).context(REBUILD_ADVICE)));
        }
    };
    loop {
        let batch = match follower.next_batch(BATCH_EVENTS).await {
            Ok(batch) => batch,
            // The follower itself waits while the log is away.
            Err(error) => return Err(broken(error.into())),
        };
        match read_models.apply(at, &batch).await.map_err(|error| broken(error.into()))? {
            Applied::Advanced(position) => {
                at = position;
                sender.send_replace(Progress::At(at));
            }
            Applied::Moved(_) => return Ok(()),
        }
    }
}
