//! `kill -9` of the program while it hands over what was held, again and again.
//!
//! Must never let the drill pass without a kill in the middle of a release.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::fs;
use std::path::Path;
use std::sync::Mutex;

use clap::Parser;
use futures_util::{StreamExt, stream};
use jiff::{SignedDuration, Timestamp};
use reqwest::Client;
use serde_json::Value;
use tillbud::act::Act;
use tillbud::clock::Clock;
use tillbud::config::Config;
use tillbud::holding::{HoldMinutes, Standing};
use tillbud::intake::NewReport;
use tillbud::lists::Lists;
use tillbud::runtime::Runtime;
use tillbud_events::{Actor, vocabulary::Lang};

use super::Size;
use super::audit::{all, caught_up, log_is_whole, reports_in_log};
use super::program::{Program, kill, pause};

/// Requests at the same time.
const AT_ONCE: usize = 16;
/// Looks before a release counts as stuck: half a minute.
const LOOKS: usize = 3_000;

/// As on the command line, with nothing but the folder.
#[derive(Parser)]
struct Line {
    #[command(flatten)]
    config: Config,
}

/// Two hours ago so many reports were held, and the program went away. Each start goes
/// on with their release and is killed in the middle of it, until one is not.
pub async fn killed_while_releasing(size: Size) {
    let directory = tempfile::tempdir().unwrap();
    let receipts = held(directory.path(), size.reports).await;
    let client = Client::new();
    let mut killed_at = Vec::new();
    for moment in size.moments() {
        let program = Program::start(directory.path());
        let at = reports_in_log(&program, moment).await;
        kill(program.pid());
        program.wait();
        killed_at.push(at);
    }
    println!("kill -9 of the program with {killed_at:?} of {} released", size.reports);
    assert!(killed_at.iter().all(|at| *at < size.reports), "it was never in the middle");

    let program = Program::start(directory.path());
    reports_in_log(&program, size.reports).await;
    assert_eq!(caught_up(&program, &client).await, size.reports);
    let rows = all(&program, &client, "/api/v1/reports").await;
    let reports: HashSet<_> = rows.iter().map(|row| row["report_id"].to_string()).collect();
    assert_eq!((rows.len(), reports.len()), (size.reports, size.reports));
    let words = Mutex::new(HashSet::new());
    let opened = stream::iter(&receipts).for_each_concurrent(AT_ONCE, async |receipt| {
        // The last of them are in the log a moment before their receipts lead there.
        for _ in 0..LOOKS {
            let request = client.get(format!("{}/api/v1/receipt", program.url));
            let request = request.header("authorization", format!("Receipt {receipt}"));
            let body: Value = request.send().await.unwrap().json().await.unwrap();
            if body["status"] == "received" {
                words.lock().unwrap().insert(body["narrative"].to_string());
                return;
            }
            assert_eq!(body["status"], "held", "{body}");
            pause().await;
        }
        panic!("a receipt still opens what was held");
    });
    opened.await;
    assert_eq!(words.into_inner().unwrap().len(), size.reports);
    program.interrupt();
    program.ends_cleanly().await;
    log_is_whole(directory.path(), size.reports);
}

/// Data with reports that are held and due; gives their receipts.
async fn held(directory: &Path, reports: usize) -> Vec<String> {
    let data = directory.join("data");
    fs::create_dir_all(&data).unwrap();
    let line = Line::parse_from([OsStr::new("tillbud"), OsStr::new("--data"), data.as_os_str()]);
    let config = line.config;
    let clock = Clock::simulated(two_hours_ago(), 5);
    let lists = Lists::load(None).unwrap();
    let runtime = Runtime::start(&config, clock.clone(), lists, HoldMinutes::HOUR).await.unwrap();
    let app = &runtime.app;
    let sent = stream::iter(0..reports).map(async |number| {
        let narrative = format!("Rapport {number}: larmet gick inte.");
        let report = NewReport { narrative, ..NewReport::default() };
        let received = report.read(&app.lists, Lang::Sv).unwrap();
        let act = Act::once(&clock, Actor::Reporter);
        let accepted = app.receive(received, &act, false).await.unwrap();
        assert!(matches!(accepted.standing, Standing::Held { .. }));
        accepted.receipt.to_string()
    });
    let receipts = sent.buffer_unordered(AT_ONCE).collect().await;
    assert_eq!(app.store.tip().await.unwrap().0, 0);
    runtime.stop().await;
    receipts
}

fn two_hours_ago() -> Timestamp {
    Clock::system().now() - SignedDuration::from_hours(2)
}
