//! `tillbud demo --no-serve`, run as a newcomer runs it: a sound log, work at many
//! stages, and nothing added when it is run again.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use clap::Parser;
use tempfile::TempDir;
use tillbud::cli::Cli;
use tillbud::clock::Clock;
use tillbud::config::Config;
use tillbud::runtime::{Log, read_models};
use tillbud_events::{Position, StreamKind};
use tillbud_projections::{action, incident, report};

async fn demo(data: &Path) -> anyhow::Result<()> {
    let data = data.to_str().unwrap();
    let until = "2025-05-13";
    let words = ["tillbud", "demo", "--data", data, "--reports", "40", "--until", until];
    let cli = Cli::try_parse_from(words.into_iter().chain(["--no-serve", "--log", "error"]))?;
    cli.run().await
}

fn config(data: &Path) -> Config {
    Config {
        data: data.to_owned(),
        nats_url: None,
        nats_creds: None,
        database_url: None,
        nats_server: None,
        units: None,
        retention: None,
        organisation: None,
        rule_packs: None,
        oidc: None,
        notifications: None,
        frame_ancestors: None,
        statistics_threshold: 5,
        statistics_floor: 20,
        clamd: None,
        cleaner: None,
        reports_per_minute: std::num::NonZeroU32::MAX,
        log: "error".to_owned(),
        log_json: false,
    }
}

/// How many events the log holds, but for what the statistics found in them meanwhile.
async fn events(data: &Path) -> usize {
    let log = Log::open(&config(data), &Clock::system()).await.unwrap();
    let (tip, mut at, mut events) = (log.store.tip().await.unwrap(), Position(0), 0);
    let mut follower = log.store.follow(at).await.unwrap();
    while at < tip {
        for record in follower.next_sealed(500).await.unwrap() {
            at = record.position;
            let is_found = matches!(
                record.stream.kind,
                StreamKind::Scan | StreamKind::Alert | StreamKind::Signal
            );
            events += usize::from(!is_found);
        }
    }
    log.close().await;
    events
}

#[tokio::test(flavor = "multi_thread")]
async fn a_demo_is_a_sound_log_with_work_at_many_stages() {
    let data = TempDir::new().unwrap();
    demo(data.path()).await.unwrap();

    let log = Log::open(&config(data.path()), &Clock::system()).await.unwrap();
    let verified = log.store.verify(|_, _| {}).await.unwrap();
    log.close().await;
    assert!(verified.events > 200 && verified.erased == 0, "{verified:?}");

    let models = read_models(&config(data.path())).await.unwrap();
    let db = models.db();
    let incidents = incident::list(db, &incident::Filter::default(), None, 200).await.unwrap().rows;
    let stages: BTreeSet<_> = incidents.iter().map(|row| row.stage.as_str()).collect();
    assert!(stages.len() >= 2 && stages.contains("closed"), "{stages:?}");
    let reports = report::queue(db, &report::Filter::default(), None, 200).await.unwrap().rows;
    assert_eq!(reports.len(), 40);
    let newest_first = reports.iter().rev().map(|row| row.received_at);
    assert!(newest_first.is_sorted(), "positions follow time");
    assert!(reports.iter().any(|row| row.urgent && row.status == "received"));
    assert!(reports.iter().any(|row| row.reply_waiting));
    assert!(reports.iter().any(|row| row.copy_text.is_some()), "analysts have something to read");
    let actions = action::list(db, &action::Filter::default(), None, 200).await.unwrap().rows;
    assert!(actions.iter().any(|row| row.state == "verified"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_demo_that_is_run_again_or_was_interrupted_adds_nothing_twice() {
    let data = TempDir::new().unwrap();
    demo(data.path()).await.unwrap();
    let filled = events(data.path()).await;
    demo(data.path()).await.unwrap();
    assert_eq!(events(data.path()).await, filled);

    let marker = data.path().join("demo.json");
    let stored = fs::read_to_string(&marker).unwrap();
    let interrupted = stored.replace("\"is_complete\":true", "\"is_complete\":false");
    assert_ne!(stored, interrupted);
    fs::write(&marker, interrupted).unwrap();
    demo(data.path()).await.unwrap();
    assert_eq!(events(data.path()).await, filled);
    assert_eq!(fs::read_to_string(&marker).unwrap(), stored);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_that_the_demo_did_not_fill_is_left_alone() {
    let data = TempDir::new().unwrap();
    demo(data.path()).await.unwrap();
    let filled = events(data.path()).await;
    fs::remove_file(data.path().join("demo.json")).unwrap();
    let refused = demo(data.path()).await.unwrap_err().to_string();
    assert!(refused.contains("holds data that the demo did not make"), "{refused}");
    assert_eq!(events(data.path()).await, filled);
}
