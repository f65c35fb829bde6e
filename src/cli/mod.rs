//! The command line: one file per subcommand.
//!
//! Exit codes: 0 done, 1 failed, 2 wrong use. Results go to standard output, all
//! else to standard error. Must never print a person's words or a secret that was
//! not asked for.

mod clean;
mod demo;
mod export;
mod import;
mod progress;
mod rebuild;
mod serve;
mod token;
mod verify;

use clap::{Parser, Subcommand};
use tracing_subscriber::EnvFilter;

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
    /// Make, list and revoke tokens
    Token(token::Token),
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
        match command {
            Command::Serve(serve) => serve.run(&config).await,
            Command::Demo(demo) => demo.run(&config).await,
            Command::Import(import) => import.run(&config).await,
            Command::Export(export) => export.run(&config).await,
            Command::Rebuild(rebuild) => rebuild.run(&config).await,
            Command::Verify(verify) => verify.run(&config).await,
            Command::Token(token) => token.run(&config).await,
            Command::Clean(clean) => clean.run().await,
            // Only [`Cli::is_worker`] can carry it out: here threads have been started.
            Command::CleanWorker => anyhow::bail!("this subcommand is for tillbud itself"),
        }
    }
}

fn log_to_stderr(config: &Config) {
    let filter = EnvFilter::try_new(&config.log).unwrap_or_else(|_| EnvFilter::new("info"));
    let subscriber = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // A second subscriber in one process (tests) is refused; the first one stays.
    let _ = if config.log_json {
        subscriber.json().try_init()
    } else {
        subscriber.with_target(false).try_init()
    };
}
