//! `tillbud verify --identity`: proves that a running program keeps nothing about who reports.
//!
//! Canaries are sent through every way in; then everything that the program stores is
//! searched for them, also inside what it had sealed. Must never call a place searched
//! that it could not read.

mod canary;
mod http;
mod intake;
mod opened;
mod samples;
mod search;

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use clap::Args;

use crate::clock::Clock;
use crate::config::Config;
use crate::runtime::Log;
use canary::Canaries;
use http::Wire;
use intake::Intake;
use search::{Places, Search};

/// Prove that a running program keeps nothing about who reports.
#[derive(Args)]
pub struct Identity {
    /// Send made-up identities through every way into a running program, then search
    /// everything it stores for them
    #[arg(long)]
    identity: bool,

    /// Where the running program listens
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080", requires = "identity")]
    at: SocketAddr,

    /// Search this file or folder too: backups, the program's own log, a proxy's log
    #[arg(long, value_name = "PATH", requires = "identity")]
    also: Vec<PathBuf>,
}

impl Identity {
    /// Whether the proof was asked for.
    pub fn is_wanted(&self) -> bool {
        self.identity
    }

    /// Sends, searches, and tells what it did on standard output.
    ///
    /// # Errors
    /// When something was found, or a place could not be searched.
    pub async fn prove(&self, config: &Config, log: &Log) -> anyhow::Result<()> {
        anyhow::ensure!(
            !log.has_own_server(),
            "no Tillbud is running on {}; start `tillbud serve` first",
            config.data.display()
        );
        let clock = Clock::system();
        let began = clock.now();
        let before = search::Before::of(log).await?;
        let wire = Wire { target: self.at, source: own_address(&clock, self.at) };
        let mut control = Canaries::default();
        let word = control.plant(&clock, "the narrative");
        let mut intake = Intake::new(&wire, &clock, &word);
        let sent = intake.send_everything().await;
        let searched = match &sent {
            Ok(()) => {
                let places = Places { config, log, also: &self.also, began };
                let search = Search::new(&intake.canaries, &control)?;
                Some(search.everywhere(&places, &before, &clock).await)
            }
            Err(_) => None,
        };
        let left = intake.withdraw().await;
        sent?;
        tell_sent(&intake);
        let searched = searched.ok_or_else(|| anyhow::anyhow!("nothing was searched"))??;
        let verdict = searched.tell(&self.also);
        match left? {
            0 => println!("the reports that were sent are withdrawn and erased"),
            left => println!("{left} of the reports that were sent could not be withdrawn"),
        }
        verdict
    }
}

/// An address of this machine that nothing else uses, so that a trace of it is ours.
fn own_address(clock: &Clock, target: SocketAddr) -> Option<IpAddr> {
    let [a, b, c, ..] = clock.random_bytes();
    let is_here = target.is_ipv4() && target.ip().is_loopback();
    is_here.then(|| Ipv4Addr::new(127, a.max(1), b, c.clamp(2, 254)).into())
}

fn tell_sent(intake: &Intake<'_>) {
    let requests = intake.sent.len();
    println!("sent {} made-up identities in {requests} requests:", intake.canaries.len());
    for sent in &intake.sent {
        let answer = match sent.status {
            0 => "closed".to_owned(),
            status => status.to_string(),
        };
        println!("  {answer:>6}  {}", sent.what);
    }
}
