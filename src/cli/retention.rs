//! `tillbud retention`: erases what the rules no longer keep, or only prints it.
//!
//! Must never print more of a report than its id.

use clap::Args;

use super::erase::clear_read_models;
use super::export::catch_up;
use crate::clock::Clock;
use crate::config::Config;
use crate::dispatch::Dispatch;
use crate::policies::eraser::Eraser;
use crate::policies::retention::{Due, Rules, erase, find};
use crate::runtime::{self, Log};

/// Erase the words that the rules of --retention no longer keep.
///
/// `tillbud serve` does the same by itself once a day.
#[derive(Args)]
pub struct Retention {
    /// Only print what would be erased: report, decision, what the rule applies to
    #[arg(long)]
    dry_run: bool,
}

impl Retention {
    /// Applies the rules, also while `tillbud serve` runs on the same data.
    ///
    /// # Errors
    /// One sentence that says what to do.
    pub async fn run(self, config: &Config) -> anyhow::Result<()> {
        let rules = Rules::load(config.retention.as_deref())?;
        anyhow::ensure!(!rules.is_empty(), "there are no rules; name their file with --retention");
        let clock = Clock::system();
        let log = Log::open_existing(config, &clock).await?;
        let done = self.on(config, &log, &rules, &clock).await;
        log.close().await;
        done
    }

    async fn on(
        self,
        config: &Config,
        log: &Log,
        rules: &Rules,
        clock: &Clock,
    ) -> anyhow::Result<()> {
        let read_models = runtime::read_models(config).await?;
        catch_up(&log.store, &read_models).await?;
        let due = find(read_models.db(), rules, clock.today()).await?;
        read_models.close().await;
        for Due { report_id, decision, ending } in &due {
            println!("{report_id}\t{}\t{ending}", decision.as_str());
        }
        if self.dry_run {
            eprintln!("would erase the words of {} reports", due.len());
            return Ok(());
        }
        let eraser = Eraser::new(log.store.clone(), log.keyring.clone(), log.files.clone());
        let dispatch = Dispatch::new(log.store.clone());
        let erased = erase(&dispatch, &eraser, clock, &due).await?;
        clear_read_models(config, log).await?;
        eprintln!("erased the words of {erased} reports");
        Ok(())
    }
}
