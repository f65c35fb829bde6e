//! Flags and environment → what this program shall run on.
//!
//! Every flag is also a `TILLBUD_…` environment variable. Must never hold a secret
//! that is printed: credentials are taken from files or the environment.

use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::PathBuf;

use clap::Args;
use tillbud_events::release::Rule;

use crate::attachments::Clamd;
use crate::web::framing::FrameAncestors;

/// What released counts can be hidden below: fewer than 5 would leave a small one too few
/// possible values.
const THRESHOLDS: std::ops::RangeInclusive<i64> = 5..=20;
/// What units can be too small for.
const FLOORS: std::ops::RangeInclusive<i64> = 3..=200;
/// What released counts are rounded to.
const ROUNDED_TO: u32 = 5;

/// What all commands share: where the log and the read models are.
#[derive(Args, Clone, Debug)]
pub struct Config {
    /// Folder of the log, the read models and the keys
    #[arg(
        long,
        global = true,
        env = "TILLBUD_DATA",
        value_name = "DIR",
        default_value = "./tillbud-data"
    )]
    pub data: PathBuf,

    /// Use this NATS server or cluster instead of an own one, such as nats://user:password@host:4222
    #[arg(
        long,
        global = true,
        env = "TILLBUD_NATS_URL",
        value_name = "URL",
        hide_env_values = true
    )]
    pub nats_url: Option<String>,

    /// Credentials file for --nats-url
    #[arg(
        long,
        global = true,
        env = "TILLBUD_NATS_CREDS",
        value_name = "FILE",
        requires = "nats_url"
    )]
    pub nats_creds: Option<PathBuf>,

    /// Keep read models here: sqlite:PATH or postgres://user:password@host/database [default: a file in --data]
    #[arg(
        long,
        global = true,
        env = "TILLBUD_DATABASE_URL",
        value_name = "URL",
        hide_env_values = true
    )]
    pub database_url: Option<String>,

    /// The nats-server program to start when there is no --nats-url [default: .tools/nats-server, then the PATH]
    #[arg(long, global = true, env = "TILLBUD_NATS_SERVER", value_name = "FILE")]
    pub nats_server: Option<PathBuf>,

    /// The organisation's units: a CSV file with the columns code,sv,en
    #[arg(long, global = true, env = "TILLBUD_UNITS", value_name = "FILE")]
    pub units: Option<PathBuf>,

    /// How long words are kept: a JSON file of rules, each with the id of a decision
    #[arg(long, global = true, env = "TILLBUD_RETENTION", value_name = "FILE")]
    pub retention: Option<PathBuf>,

    /// Whom to call, where else to turn, how soon you answer: a JSON file (see README.md)
    #[arg(long, global = true, env = "TILLBUD_ORGANISATION", value_name = "FILE")]
    pub organisation: Option<PathBuf>,

    /// What laws ask for when an incident has to be notified: a JSON file of rule packs [default: built in, see lists/rule-packs.json]
    #[arg(long, global = true, env = "TILLBUD_RULE_PACKS", value_name = "FILE")]
    pub rule_packs: Option<PathBuf>,
    /// The organisation's sign-in service (OpenID Connect): a JSON file (see README.md)
    #[arg(long, global = true, env = "TILLBUD_OIDC", value_name = "FILE")]
    pub oidc: Option<PathBuf>,
    /// Whom to tell by mail or webhook that something waits: a JSON file (see README.md) [default: nobody]
    #[arg(long, global = true, env = "TILLBUD_NOTIFICATIONS", value_name = "FILE")]
    pub notifications: Option<PathBuf>,

    /// Sites that may show the bare form (/bare) in a frame, such as https://intranet.example [default: none]
    #[arg(long, global = true, env = "TILLBUD_FRAME_ANCESTORS", value_name = "SITES")]
    pub frame_ancestors: Option<FrameAncestors>,

    /// Virus scanner that every attached file must pass: clamd at tcp://HOST:PORT or unix:/PATH [default: none]
    #[arg(long, global = true, env = "TILLBUD_CLAMD", value_name = "ADDRESS")]
    pub clamd: Option<Clamd>,

    /// The tillbud program that cleans files; this program when there is none
    #[arg(skip)]
    pub cleaner: Option<PathBuf>,
    /// Reports a minute that are nothing unusual here; when more come, senders' browsers are asked to compute for a moment, and all other limits follow from it
    #[arg(
        long,
        global = true,
        env = "TILLBUD_REPORTS_PER_MINUTE",
        value_name = "N",
        default_value = "60"
    )]
    pub reports_per_minute: NonZeroU32,

    /// Released statistics hide counts below this, 5 to 20
    #[arg(
        long,
        global = true,
        env = "TILLBUD_STATISTICS_THRESHOLD",
        value_name = "N",
        default_value = "5",
        value_parser = clap::value_parser!(u32).range(THRESHOLDS)
    )]
    pub statistics_threshold: u32,

    /// Released statistics do not tell apart units with fewer employees than this, and no signal
    /// watches them, 3 to 200
    #[arg(
        long,
        global = true,
        env = "TILLBUD_STATISTICS_FLOOR",
        value_name = "N",
        default_value = "20",
        value_parser = clap::value_parser!(u32).range(FLOORS)
    )]
    pub statistics_floor: u32,

    /// How much to log: error, warn, info, debug, or a tracing filter
    #[arg(
        long,
        global = true,
        env = "TILLBUD_LOG",
        value_name = "FILTER",
        default_value = "info,async_nats=warn,sqlx=warn"
    )]
    pub log: String,

    /// Write the log of the program as JSON lines
    #[arg(long, global = true, env = "TILLBUD_LOG_JSON")]
    pub log_json: bool,
}

/// Where the HTTP server listens.
#[derive(Args, Clone, Debug)]
pub struct Listen {
    /// Address and port of the HTTP server; port 0 takes a free one
    #[arg(long, env = "TILLBUD_LISTEN", value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
}

impl Config {
    /// By which rule statistics are released.
    #[must_use]
    pub const fn statistics(&self) -> Rule {
        Rule {
            threshold: self.statistics_threshold,
            base: ROUNDED_TO,
            floor: self.statistics_floor,
        }
    }

    /// Whether this program runs its own nats-server.
    #[must_use]
    pub fn is_embedded(&self) -> bool {
        self.nats_url.is_none()
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        config: Config,
    }

    #[test]
    fn a_hidden_count_keeps_at_least_four_values() {
        let threshold = |given: &str| {
            let line = Line::try_parse_from(["tillbud", "--statistics-threshold", given]);
            line.ok().map(|line| line.config.statistics().threshold)
        };
        let taken = ["3", "4", "5", "20", "21"].map(threshold);
        assert_eq!(taken, [None, None, Some(5), Some(20), None]);
    }
}
