//! `tillbud verify`: reads the whole log and checks that nothing is missing, that
//! every event can be read and that every sealed text opens or was erased.
//!
//! With `--identity` it proves that a running program keeps nothing about who reports.

mod files;
mod identity;

use clap::Args;
use tillbud_events::{AnyEvent, Recorded};

use super::progress::Progress;
use crate::clock::Clock;
use crate::config::Config;
use crate::runtime::Log;

/// Read the whole log and check that it is whole and can be read.
#[derive(Args)]
pub struct Verify {
    #[command(flatten)]
    identity: identity::Identity,
}

impl Verify {
    /// Verifies, also while `tillbud serve` runs on the same data.
    ///
    /// # Errors
    /// The first thing that is wrong, with its position.
    pub async fn run(self, config: &Config) -> anyhow::Result<()> {
        let log = Log::open_existing(config, &Clock::system()).await?;
        let done = match self.identity.is_wanted() {
            true => self.identity.prove(config, &log).await,
            false => verify(&log).await,
        };
        log.close().await;
        done
    }
}

async fn verify(log: &Log) -> anyhow::Result<()> {
    let tip = log.store.tip().await?;
    let mut progress = Progress::new("verify", Some(tip.0));
    let mut told = files::Told::default();
    let reading = |events: &[Recorded<AnyEvent>], _| {
        told.read(events);
        progress.at(events.last().map_or(0, |last| last.position.0));
    };
    let verified = log.store.verify(reading).await?;
    progress.finish(verified.events);
    println!(
        "the log is whole: {} events in {} streams, {} texts, and {} that were erased",
        verified.events, verified.streams, verified.texts, verified.erased
    );
    if verified.unerased > 0 {
        println!(
            "{} erasures are ordered and not carried out: tillbud serve does it; if it has run since, their keys came back with a backup, and tillbud erase destroys them again",
            verified.unerased
        );
    }
    let left = told.left_in(&log.files.list().await?);
    if left > 0 {
        println!(
            "{left} files that were withdrawn, or erased with their report, are still stored: tillbud serve removes them, at its start or within a day"
        );
    }
    Ok(())
}
