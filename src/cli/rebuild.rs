//! `tillbud rebuild`: computes the read models anew from position 0, beside the old
//! ones, and swaps them in. Readers see the old rows until then.

use anyhow::Context;
use clap::Args;
use tillbud_events::Position;
use tillbud_projections::{Applied, ReadModels};

use super::progress::Progress;
use crate::clock::Clock;
use crate::config::Config;
use crate::projector::BATCH_EVENTS;
use crate::runtime::{self, Log};
use crate::store::EventStore;

/// Compute the read models anew from the log, and swap them in.
#[derive(Args)]
pub struct Rebuild {}

impl Rebuild {
    /// Rebuilds, also while `tillbud serve` runs on the same data.
    ///
    /// # Errors
    /// One sentence that says what to do; the old read models stay as they were.
    pub async fn run(self, config: &Config) -> anyhow::Result<()> {
        let log = Log::open_existing(config, &Clock::system()).await?;
        let done = rebuild(config, &log.store).await;
        log.close().await;
        done
    }
}

async fn rebuild(config: &Config, store: &EventStore) -> anyhow::Result<()> {
    let live = runtime::read_models(config).await?;
    let tip = store.tip().await?;
    let rebuilt = live.begin_rebuild().await?;
    let mut progress = Progress::new("rebuild", Some(tip.0));
    let at = replay(store, &rebuilt, tip, |at| progress.at(at.0)).await?;
    progress.finish(at.0);
    live.swap_in(rebuilt).await?;
    // Where a program runs on them, it does what is left when readers are in the way.
    live.compact().await?;
    eprintln!("rebuilt {} from {at} events", live.place());
    Ok(())
}

/// Applies the log to empty read models until `tip`.
///
/// # Errors
/// When an event cannot be read or applied.
pub async fn replay(
    store: &EventStore,
    read_models: &ReadModels,
    tip: Position,
    mut on_progress: impl FnMut(Position),
) -> anyhow::Result<Position> {
    let mut at = read_models.position().await?;
    if at >= tip {
        return Ok(at);
    }
    let mut follower = store.follow(at).await?;
    let mut batch = follower.next_batch(BATCH_EVENTS).await?;
    loop {
        let last = batch.last().map_or(at, |recorded| recorded.position);
        // The next batch is fetched while this one is written; after the tip none may come.
        let next = async {
            if last < tip { follower.next_batch(BATCH_EVENTS).await } else { Ok(Vec::new()) }
        };
        let (applied, next) = tokio::join!(read_models.apply(at, &batch), next);
        match applied.context("the log cannot be applied")? {
            Applied::Advanced(position) => at = position,
            Applied::Moved(_) => {
                anyhow::bail!("another rebuild is running on the same read models")
            }
        }
        on_progress(at);
        if at >= tip {
            return Ok(at);
        }
        batch = next?;
    }
}
