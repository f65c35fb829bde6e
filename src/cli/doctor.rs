//! `tillbud doctor`: looks at everything that the program stands on, and says what to do.
//!
//! Must never change what is there, and never print a secret.

use std::fmt;
use std::fs;
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use anyhow::Context;
use clap::Args;
use jiff::SignedDuration;
use jiff::tz::TimeZone;

use crate::clock::{Clock, ZONE};
use crate::config::Config;
use crate::lists::Lists;
use crate::organisation::Organisation;
use crate::policies::outbox::Settings;
use crate::policies::retention::Rules;
use crate::runtime::{self, Log, MASTER_KEY};
use crate::sealing::MasterKey;

/// Free bytes below which the log may soon not be written, and below which to look.
const DISK_BYTES: (u64, u64) = (256 * 1024 * 1024, 2 * 1024 * 1024 * 1024);
/// Events that the read models may be behind without anything being wrong.
const LAG_EVENTS: u64 = 1_000;
/// How far the last event may lie ahead of the clock.
const CLOCK_AHEAD: SignedDuration = SignedDuration::from_mins(2);

/// Look at everything that the program stands on, and say what to do.
///
/// Exit code 1 when something is wrong; advice alone leaves it at 0.
#[derive(Args)]
pub struct Doctor {}

/// What was found at one place.
struct Finding {
    verdict: Verdict,
    words: String,
}

enum Verdict {
    Good,
    Advice,
    Wrong,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verdict = match self.verdict {
            Verdict::Good => "good  ",
            Verdict::Advice => "advice",
            Verdict::Wrong => "wrong ",
        };
        write!(f, "{verdict}  {}", self.words)
    }
}

fn good(words: impl Into<String>) -> Finding {
    Finding { verdict: Verdict::Good, words: words.into() }
}

fn advice(words: impl Into<String>) -> Finding {
    Finding { verdict: Verdict::Advice, words: words.into() }
}

fn wrong(words: impl Into<String>) -> Finding {
    Finding { verdict: Verdict::Wrong, words: words.into() }
}

impl Doctor {
    /// Prints one line for each finding, also while `tillbud serve` runs on the same data.
    ///
    /// # Errors
    /// How many things are wrong, after all were looked at.
    pub async fn run(self, config: &Config) -> anyhow::Result<()> {
        let mut findings = settings(config);
        findings.push(zone());
        findings.extend(folder(&config.data));
        findings.push(disk(config));
        let clock = Clock::system();
        match Log::open_existing(config, &clock).await {
            Ok(log) => {
                findings.extend(store(config, &log, &clock).await);
                findings.push(read_models(config, &log).await);
                log.close().await;
            }
            Err(error) => findings.push(wrong(format!("the log: {error:#}"))),
        }
        findings.push(advice(
            "TLS: Tillbud speaks none itself; put a proxy before it that does, passes `Host` on and writes no access log for reporters",
        ));
        findings.iter().for_each(|finding| println!("{finding}"));
        let wrong =
            findings.iter().filter(|finding| matches!(finding.verdict, Verdict::Wrong)).count();
        anyhow::ensure!(wrong == 0, "{wrong} of {} things are wrong", findings.len());
        Ok(())
    }
}

/// Every file of settings, read as `serve` reads it.
fn settings(config: &Config) -> Vec<Finding> {
    let read = [
        Lists::load(config.units.as_deref()).map(drop).map_err(anyhow::Error::from),
        Organisation::load(config.organisation.as_deref()).map(drop).map_err(Into::into),
        Rules::load(config.retention.as_deref()).map(drop).map_err(Into::into),
        Settings::load(config.notifications.as_deref()).map(drop).map_err(Into::into),
    ];
    let mut findings: Vec<_> = read
        .into_iter()
        .filter_map(Result::err)
        .map(|error| wrong(format!("settings: {error:#}")))
        .collect();
    if findings.is_empty() {
        findings.push(good("settings: every file named can be used"));
    }
    findings
}

fn zone() -> Finding {
    match TimeZone::get(ZONE) {
        Ok(_) => good(format!("clock: days are counted in {ZONE}")),
        Err(error) => wrong(format!("clock: {ZONE} is not known here: {error}; install tzdata")),
    }
}

/// Who can look into the data folder and at the master key.
fn folder(data: &Path) -> Vec<Finding> {
    let mode = |path: &Path| Ok::<_, io::Error>(fs::metadata(path)?.permissions().mode());
    let shown = data.display();
    let mut findings = vec![match mode(data) {
        Ok(mode) if mode & 0o077 == 0 => good(format!("data folder: {shown} is for its owner")),
        Ok(_) => wrong(format!(
            "data folder: others can look into {shown}, where words are in clear; chmod 700 {shown}"
        )),
        Err(error) => wrong(format!("data folder: {shown} cannot be used: {error}")),
    }];
    let file = data.join(MASTER_KEY);
    findings.push(match (std::env::var_os(MasterKey::ENVIRONMENT), mode(&file)) {
        (Some(_), Ok(_)) => advice(format!(
            "master key: {} is set, and {} is there as well; keep one place",
            MasterKey::ENVIRONMENT,
            file.display()
        )),
        (Some(_), Err(_)) => good(format!("master key: from {}", MasterKey::ENVIRONMENT)),
        (None, Ok(mode)) if mode & 0o077 == 0 => {
            good("master key: its file is for its owner; back it up apart from the rest")
        }
        (None, Ok(_)) => {
            wrong(format!("master key: others can read it; chmod 600 {}", file.display()))
        }
        (None, Err(error)) => wrong(format!(
            "master key: {} cannot be used: {error}; put it back from where you keep it, without it no text can be read",
            file.display()
        )),
    });
    findings
}

fn disk(config: &Config) -> Finding {
    let data = config.data.display();
    let free = rustix::fs::statvfs(&config.data)
        .map(|found| found.f_bavail.saturating_mul(found.f_frsize));
    match free {
        Ok(free) if free < DISK_BYTES.0 => wrong(format!(
            "disk: {} MiB are free under {data}; make room, a full disk stops the log until a restart",
            free >> 20
        )),
        Ok(free) if free < DISK_BYTES.1 => {
            advice(format!("disk: {} MiB are free under {data}; make room soon", free >> 20))
        }
        Ok(free) => good(format!("disk: {} MiB are free under {data}", free >> 20)),
        Err(error) => wrong(format!("disk: {data} cannot be looked at: {error}")),
    }
}

async fn store(config: &Config, log: &Log, clock: &Clock) -> Vec<Finding> {
    let health = match log.store.health().await {
        Ok(health) => health,
        Err(error) => return vec![wrong(error.to_string())],
    };
    let mut findings = vec![good(format!(
        "log: nats-server {}, {} bytes; the settings of every stream are safe",
        health.version, health.bytes
    ))];
    findings.push(match (config.is_embedded(), health.replicas) {
        (true, _) => good("log: every event is on disk before it is answered for"),
        (false, 1) => advice(
            "log: one copy only; see to it that the server has `sync_interval: always`, or what was answered for can be lost with the power",
        ),
        (false, copies) => good(format!("log: {copies} copies")),
    });
    if health.replicas_behind > 0 {
        let behind = health.replicas_behind;
        findings
            .push(wrong(format!("log: {behind} copies are behind or away; look at the cluster")));
    }
    findings.push(last_event(log, clock).await.unwrap_or_else(|error| wrong(format!("{error:#}"))));
    findings
}

/// An event from the future shows that the clock was put back.
async fn last_event(log: &Log, clock: &Clock) -> anyhow::Result<Finding> {
    let tip = log.store.tip().await?;
    let before = tillbud_events::Position(tip.0.saturating_sub(1));
    let last = log.store.page(before, 1).await?.pop();
    let is_ahead = last.is_some_and(|last| last.meta.at.duration_since(clock.now()) > CLOCK_AHEAD);
    Ok(if is_ahead {
        wrong(
            "clock: the last event lies in the future; set the machine's clock, and let it follow a time server",
        )
    } else {
        good("clock: no event lies in the future")
    })
}

async fn read_models(config: &Config, log: &Log) -> Finding {
    let looked = async {
        let models = runtime::read_models(config).await?;
        let at = models.position().await.context("their position cannot be read");
        models.close().await;
        Ok::<_, anyhow::Error>((at?.0, log.store.tip().await?.0))
    };
    match looked.await {
        Ok((at, tip)) if at > tip => wrong(format!(
            "read models: they are at {at} and the log ends at {tip}; if an older log was restored, run `tillbud rebuild`"
        )),
        Ok((at, tip)) if at + LAG_EVENTS < tip => advice(format!(
            "read models: at {at} of {tip}; `tillbud serve` brings them up, `tillbud rebuild` computes them anew"
        )),
        Ok((at, tip)) => good(format!("read models: at {at} of {tip}")),
        Err(error) => wrong(format!("read models: {error:#}")),
    }
}
