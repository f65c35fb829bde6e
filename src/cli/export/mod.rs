//! `tillbud export`: reports, incidents, actions or the log itself, as CSV or JSON Lines.
//!
//! In the order of the log, so that the same data give the same file; a page at a
//! time, so that memory does not grow with them. Must never leave a half file.

mod actions;
mod incidents;
mod log;
mod output;
mod read_models;
mod reports;
mod table;

use std::io;
use std::path::PathBuf;

use clap::{Args, Subcommand};

use self::actions::Action;
use self::incidents::Incident;
use self::log::Entries;
use self::output::Output;
pub(super) use self::read_models::catch_up;
use self::read_models::{Exported, Pages};
use self::reports::Report;
use self::table::{Column, Format, Table};
use super::{progress::Progress, serve};
use crate::clock::Clock;
use crate::config::Config;
use crate::runtime::{self, Log};

const HELP: &str = "\
Reports, incidents and actions are exported as they are now, with what staff wrote in clear.
What a reporter wrote is not exported, only the copy of it that somebody has approved; what was
erased is empty. Keep such a file as safe as the data folder: only its owner may read it.

The log is exported as it is stored: every event, with its texts sealed. It can be shown to an
auditor, and compared with a later export: what it holds never changes. With --opened the texts
of staff, approved copies and imported records are in clear; what reporters wrote says
{\"sealed\":true}, and what was erased {\"erased\":true}.

Rows are in the order of the log. In CSV, lists and event data are JSON text in a cell, and a
cell that a spreadsheet would run as a formula begins with an apostrophe.

A file appears when it is whole. `tillbud serve` may run; what is recorded after the export
began is not in it.

Examples:
  tillbud export reports --out reports.csv
  tillbud export log | jq -r .type | sort | uniq -c
  tillbud export log --opened --format csv --out log.csv";

/// Write reports, incidents, actions or the log itself.
#[derive(Args)]
#[command(after_help = HELP)]
pub struct Export {
    #[command(subcommand)]
    what: What,

    /// Form of the rows [default: csv when --out ends with .csv, else jsonl]
    #[arg(long, global = true, value_enum)]
    format: Option<Format>,

    /// Write to this file instead of standard output
    #[arg(long, global = true, value_name = "FILE")]
    out: Option<PathBuf>,
}

#[derive(Subcommand)]
enum What {
    /// What people sent or was imported, with its dialogue
    Reports,
    /// What the organisation works on, with its analysis
    Incidents,
    /// Corrective actions, with what was seen of their effect
    Actions,
    /// Every event as it is stored
    Log {
        /// Open the sealed texts, except those of reporters
        #[arg(long)]
        opened: bool,
    },
}

impl Export {
    /// Exports, also while `tillbud serve` runs on the same data.
    ///
    /// # Errors
    /// One sentence that says what to do; a file asked for is as it was.
    pub async fn run(self, config: &Config) -> anyhow::Result<()> {
        let log = Log::open_existing(config, &Clock::system()).await?;
        let stopped = serve::stopped()?;
        let done = tokio::select! {
            done = self.export(config, &log) => done,
            () = stopped => Err(anyhow::anyhow!("the export was stopped; nothing was written")),
        };
        log.close().await;
        match done {
            // Whoever read standard output has seen enough, as `head` does.
            Err(error) if self.out.is_none() && is_closed_pipe(&error) => Ok(()),
            done => done,
        }
    }

    async fn export(&self, config: &Config, log: &Log) -> anyhow::Result<()> {
        match self.what {
            What::Reports => self.export_rows::<Report>(config, log).await,
            What::Incidents => self.export_rows::<Incident>(config, log).await,
            What::Actions => self.export_rows::<Action>(config, log).await,
            What::Log { opened } => self.export_log(log, opened).await,
        }
    }

    async fn export_rows<T: Exported>(&self, config: &Config, log: &Log) -> anyhow::Result<()> {
        let mut table = self.table(T::COLUMNS)?;
        let read_models = runtime::read_models(config).await?;
        let tip = catch_up(&log.store, &read_models).await?;
        let db = read_models.db();
        let mut pages = Pages::of::<T>(db, tip).await?;
        let mut progress = self.progress(pages.rows);
        let mut done = 0;
        while let Some(rows) = pages.next::<T>(db).await? {
            for row in rows {
                table.write(&T::whole(db, row).await?)?;
                done += 1;
                progress.iter_mut().for_each(|progress| progress.at(done));
            }
        }
        table.finish()?;
        progress.into_iter().for_each(|progress| progress.finish(done));
        read_models.close().await;
        Ok(())
    }

    async fn export_log(&self, log: &Log, is_opened: bool) -> anyhow::Result<()> {
        let mut table = self.table(log::COLUMNS)?;
        let mut entries = Entries::of(&log.store, is_opened).await?;
        let mut progress = self.progress(entries.tip.0);
        loop {
            let page = entries.next().await?;
            let Some(last) = page.last() else { break };
            progress.iter_mut().for_each(|progress| progress.at(last.position().0));
            page.iter().try_for_each(|entry| table.write(entry))?;
        }
        table.finish()?;
        progress.into_iter().for_each(|progress| progress.finish(entries.tip.0));
        Ok(())
    }

    fn table<T>(&self, columns: &'static [Column<T>]) -> anyhow::Result<Table<T>> {
        let output = match &self.out {
            Some(file) => Output::file(file)?,
            None => Output::standard(),
        };
        Ok(Table::new(self.format(), columns, output)?)
    }

    fn format(&self) -> Format {
        let is_csv = || self.out.as_ref()?.extension()?.eq_ignore_ascii_case("csv").then_some(());
        self.format.unwrap_or_else(|| is_csv().map_or(Format::Jsonl, |()| Format::Csv))
    }

    /// Shown when standard output is not the export itself.
    fn progress(&self, rows: u64) -> Option<Progress> {
        self.out.is_some().then(|| Progress::new("export", Some(rows)))
    }
}

fn is_closed_pipe(error: &anyhow::Error) -> bool {
    let cause = error.downcast_ref::<io::Error>();
    cause.is_some_and(|cause| cause.kind() == io::ErrorKind::BrokenPipe)
}
