//! The command line: one file per subcommand.
//!
//! Exit codes: 0 done, 1 failed, 2 wrong use. Results go to standard output, all
//! else to standard error. Must never print a person's words or a secret that was
//! not asked for.

mod account;
mod backup;
mod chart;
mod clean;
mod deadlines;
mod demo;
mod doctor;
mod erase;
mod export;
mod import;
mod progress;
mod prompt;
mod rebuild;
mod restore;
mod retention;
mod serve;
mod token;
pub mod trends;
mod verify;
mod views;

use std::future::ready;

use clap::{Parser, Subcommand};
use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use tracing::{Level, Metadata};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::{FilterExt, FilterFn};
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;

use crate::attachments::WORKER;
use crate::config::Config;

/// Incident reporting and learning without blame.
///
/// People report what happened or nearly happened, anonymously if they wish; the
/// organisation learns from it and tells what came of it.
///
///   tillbud demo               try it, with a made-up municipality
///   tillbud serve              run it, on data in ./tillbud-data
///   tillbud token create --role coordinator
///                              make a token to sign in with
///   tillbud account create anna --role administrator
///                              make an account, with a password
///
/// Without --nats-url the program runs its own nats-server (get one with `make
/// tools`); without --database-url it keeps read models in a SQLite file. Both
/// are in --data, with the master key: back that folder up.
#[derive(Parser)]
#[command(name = "tillbud", version, verbatim_doc_comment)]
pub struct Cli {
    #[command(flatten)]
    config: Config,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run Tillbud: the report form, the desk, the API
    Serve(serve::Serve),
    /// Run Tillbud with a made-up municipality and two years of reports
    Demo(demo::Demo),
    /// Take over reports of another register from JSON Lines, plain or gzip
    Import(import::Import),
    /// Write reports, incidents, actions or the log itself as CSV or JSON Lines
    Export(export::Export),
    /// Compute the read models anew from the log, and swap them in
    Rebuild(rebuild::Rebuild),
    /// Read the whole log and check that it is whole and can be read
    Verify(verify::Verify),
    /// Open views in PostgreSQL to a role, for Metabase, Power BI or R
    Views(views::Views),
    /// Erase the words of one report by decision
    Erase(erase::Erase),
    /// Erase the words that the rules of --retention no longer keep, or show which
    Retention(retention::Retention),
    /// Compare the deadlines that were set with those of other rule packs
    Deadlines(deadlines::Deadlines),
    /// Copy the log, the keys, files and all else that cannot be computed anew
    Backup(backup::Backup),
    /// Make a data folder of a backup
    Restore(restore::Restore),
    /// Look at everything that the program stands on, and say what to do
    Doctor(doctor::Doctor),
    /// Make, list and revoke tokens
    Token(token::Token),
    /// Make accounts for people, give them roles, and help who is locked out
    Account(account::Account),
    /// Compute the statistics of a series in a JSON file, and print them as JSON
    Chart(chart::Chart),
    /// Print the chart of a measure as it was known at the end of a day, as JSON
    Trends(trends::Trends),
    /// Rewrite files so that only their content is left, as attachments are
    Clean(clean::Clean),
    /// Clean one file from standard input to standard output, with no rights left
    #[command(name = WORKER, hide = true)]
    CleanWorker,
}

impl Cli {
    /// Whether this process is to clean one file, and must do nothing before that.
    #[must_use]
    pub fn is_worker(&self) -> bool {
        matches!(self.command, Command::CleanWorker)
    }

    /// Carries out what was asked for.
    ///
    /// # Errors
    /// One sentence that says what to do; its causes follow.
    pub async fn run(self) -> anyhow::Result<()> {
        let Self { config, command } = self;
        log_to_stderr(&config);
        carry_out(command, &config).await
    }
}

/// The work of a subcommand, each on the heap: together they are larger than half of what a
/// thread has for its stack when nothing is optimised.
fn carry_out(command: Command, config: &Config) -> LocalBoxFuture<'_, anyhow::Result<()>> {
    match command {
        Command::Serve(serve) => serve.run(config).boxed_local(),
        Command::Demo(demo) => demo.run(config).boxed_local(),
        Command::Import(import) => import.run(config).boxed_local(),
        Command::Export(export) => export.run(config).boxed_local(),
        Command::Rebuild(rebuild) => rebuild.run(config).boxed_local(),
        Command::Verify(verify) => verify.run(config).boxed_local(),
        Command::Views(views) => views.run(config).boxed_local(),
        Command::Erase(erase) => erase.run(config).boxed_local(),
        Command::Retention(retention) => retention.run(config).boxed_local(),
        Command::Deadlines(deadlines) => deadlines.run(config).boxed_local(),
        Command::Backup(backup) => backup.run(config).boxed_local(),
        Command::Restore(restore) => restore.run(config).boxed_local(),
        Command::Doctor(doctor) => doctor.run(config).boxed_local(),
        Command::Token(token) => token.run(config).boxed_local(),
        Command::Account(account) => account.run(config).boxed_local(),
        Command::Chart(chart) => ready(chart.run()).boxed_local(),
        Command::Trends(trends) => trends.run(config).boxed_local(),
        Command::Clean(clean) => clean.run().boxed_local(),
        // Only [`Cli::is_worker`] can carry it out: here threads have been started.
        Command::CleanWorker => {
            ready(Err(anyhow::anyhow!("this subcommand is for tillbud itself"))).boxed_local()
        }
    }
}

fn log_to_stderr(config: &Config) {
    let filter = EnvFilter::try_new(&config.log).unwrap_or_else(|_| EnvFilter::new("info"));
    let filter = filter.and(FilterFn::new(tells_of_no_request));
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    // A second subscriber in one process (tests) is refused; the first one stays.
    let _ = if config.log_json {
        let lines = lines.json().with_filter(filter);
        tracing_subscriber::registry().with(lines).try_init()
    } else {
        let lines = lines.with_target(false).with_filter(filter);
        tracing_subscriber::registry().with(lines).try_init()
    };
}

/// Libraries tell of single requests, messages and connections below `info`, with
/// moments and ids that would connect a report to its sender. No setting of an operator
/// turns that on; what Tillbud itself tells has been thought through.
fn tells_of_no_request(event: &Metadata<'_>) -> bool {
    let is_ours = event.target().split("::").next().is_some_and(|name| name.starts_with("tillbud"));
    is_ours || *event.level() <= Level::INFO
}
