//! Sees to it that erased words leave the files of the read models, and that read models
//! of other versions do not stay behind.
//!
//! What is owed stands in the read models themselves, so that a crash forgets nothing.
//! Must never hold up reading or writing for longer than a moment.

use std::time::Duration;

use tillbud_projections::ReadModels;
use tokio::task::JoinHandle;

use crate::clock::Clock;
use crate::projector::ProjectorHandle;
use crate::store::EventStore;

/// Shortest and longest pause before trying again while readers are in the way.
const PAUSE: (Duration, Duration) = (Duration::from_millis(200), Duration::from_secs(30));

/// Works until it is aborted.
#[must_use]
pub fn start(
    store: EventStore,
    read_models: ReadModels,
    projector: ProjectorHandle,
    clock: Clock,
) -> JoinHandle<()> {
    tokio::spawn(async move {
        let mut erasures = projector.erasures();
        erasures.borrow_and_update();
        compact(&read_models, &clock).await;
        // Until then another version's read models may be all that shows the whole log.
        reach_the_end(&store, &projector, &clock).await;
        remove_others(&read_models).await;
        while erasures.changed().await.is_ok() {
            compact(&read_models, &clock).await;
            remove_others(&read_models).await;
        }
    })
}

/// Compacts what is owed; tried until it is done.
async fn compact(read_models: &ReadModels, clock: &Clock) {
    let mut pause = PAUSE.0;
    loop {
        match read_models.compact().await {
            Ok(true) => return,
            Ok(false) => {}
            Err(error) => tracing::warn!(%error, "cannot compact the read models; trying again"),
        }
        clock.pause(pause).await;
        pause = (pause * 2).min(PAUSE.1);
    }
}

/// Waits until the read models hold what the log holds now.
async fn reach_the_end(store: &EventStore, projector: &ProjectorHandle, clock: &Clock) {
    let mut pause = PAUSE.0;
    let tip = loop {
        match store.tip().await {
            Ok(tip) => break tip,
            // The log tells of its being away elsewhere.
            Err(_) => clock.pause(pause).await,
        }
        pause = (pause * 2).min(PAUSE.1);
    };
    projector.caught_up_within(tip, Duration::MAX).await;
}

async fn remove_others(read_models: &ReadModels) {
    match read_models.remove_others().await {
        Ok(removed) => removed.iter().for_each(
            |name| tracing::info!(%name, "removed read models that nothing uses any more"),
        ),
        Err(error) => tracing::warn!(%error, "cannot remove read models of other versions"),
    }
}
