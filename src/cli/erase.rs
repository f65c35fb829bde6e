//! `tillbud erase`: erases the words of one report, for whom the organisation decided so.

use clap::Args;
use tillbud_events::report::Erased;
use tillbud_events::vocabulary::{Grounds, Label};
use tillbud_events::{Actor, ReportId};

use super::export::catch_up;
use crate::act::Act;
use crate::clock::Clock;
use crate::config::Config;
use crate::policies::eraser::Eraser;
use crate::runtime::{self, Log};

/// Erase the words of one report by decision; this cannot be undone.
#[derive(Args)]
pub struct Erase {
    /// Id of the report
    #[arg(long, value_name = "ID")]
    report: ReportId,
    /// Id of the organisation's decision, such as "KS 2026:118"
    #[arg(long, value_name = "TEXT", value_parser = Label::parse)]
    decision: Label,
}

impl Erase {
    /// Erases, also while `tillbud serve` runs on the same data.
    ///
    /// # Errors
    /// One sentence that says what to do.
    pub async fn run(self, config: &Config) -> anyhow::Result<()> {
        let clock = Clock::system();
        let log = Log::open_existing(config, &clock).await?;
        let done = self.on(config, &log, &clock).await;
        log.close().await;
        done
    }

    async fn on(self, config: &Config, log: &Log, clock: &Clock) -> anyhow::Result<()> {
        let eraser = Eraser::new(log.store.clone(), log.keyring.clone(), log.files.clone());
        let order = Erased { grounds: Grounds::Disposal, decision: Some(self.decision) };
        let act = Act::once(clock, Actor::System);
        let erasure = eraser.erase(self.report, None, &act, order).await?;
        anyhow::ensure!(
            erasure.is_carried_out,
            "the erasure of {} is ordered but the log went away; it is carried out by the next tillbud serve",
            self.report
        );
        clear_read_models(config, log).await?;
        eprintln!("erased the words of {}", self.report);
        Ok(())
    }
}

/// Takes what was erased out of the read models. A program that runs on them may do it
/// first; what readers keep from being compacted now, it compacts later.
///
/// # Errors
/// When the read models or the log fail.
pub(super) async fn clear_read_models(config: &Config, log: &Log) -> anyhow::Result<()> {
    let read_models = runtime::read_models(config).await?;
    catch_up(&log.store, &read_models).await?;
    if !read_models.compact().await? {
        eprintln!("others read at this moment; the next tillbud serve compacts the read models");
    }
    read_models.close().await;
    Ok(())
}
