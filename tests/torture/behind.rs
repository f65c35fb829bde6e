//! `kill -9` while the read models are behind the log, again and again; then they must
//! be what a rebuild from the beginning gives.
//!
//! Must never compare read models that have not caught up.

#[path = "../../benches/speed/fill.rs"]
mod fill;
#[path = "../../benches/speed/story.rs"]
mod story;

use std::fs;
use std::path::Path;

use reqwest::Client;
use serde_json::{Value, json};
use tillbud::clock::Clock;
use tillbud::config::Config;
use tillbud::runtime::Log;

use crate::drill::audit::{all, caught_up, get, lag};
use crate::drill::program::{Program, kill, pause, run};

/// Looks at how far the read models have come before they count as stuck.
const LOOKS: usize = 10_000;

/// The drill, over `events` events with `kills` kills.
pub async fn killed_while_behind(events: usize, kills: usize) {
    let directory = tempfile::tempdir().unwrap();
    let events = filled(directory.path(), events).await;
    let client = Client::new();
    let mut killed_at = Vec::new();
    for nth in 1..=kills {
        let program = Program::start(directory.path());
        let left = events - events * nth / (kills + 1);
        let at = events - reach(&program, &client, left).await;
        kill(program.pid());
        program.wait();
        killed_at.push(at);
    }
    println!("kill -9 of the program with the read models at {killed_at:?} of {events}");
    assert!(killed_at.iter().any(|at| (1..events).contains(at)), "they were never behind");

    let program = Program::start(directory.path());
    // What the program finds in so long a history, it adds: scans, alerts and signals.
    assert!(caught_up(&program, &client).await >= events, "something is lost");
    let followed = picture(&program, &client).await;
    let rebuilt = run(directory.path(), &["rebuild"]);
    assert!(rebuilt.status.success(), "{}", String::from_utf8_lossy(&rebuilt.stderr));
    assert!(caught_up(&program, &client).await >= events, "something is lost");
    let rebuilt = picture(&program, &client).await;
    for (list, rows) in followed.as_object().unwrap() {
        assert_eq!(rows, &rebuilt[list], "{list} differ from a rebuild");
        println!("  {list}: {} rows, the same as after a rebuild", rows.as_array().unwrap().len());
    }
    program.interrupt();
    program.ends_cleanly().await;
    let verified = run(directory.path(), &["verify"]);
    println!("  tillbud verify: {}", String::from_utf8_lossy(&verified.stdout).trim());
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stderr));
}

/// Data with a long log and no read models yet.
async fn filled(directory: &Path, events: usize) -> usize {
    let data = directory.join("data");
    fs::create_dir_all(&data).unwrap();
    let config = Config {
        data,
        nats_url: None,
        nats_creds: None,
        database_url: None,
        nats_server: None,
        units: None,
        retention: None,
        organisation: None,
        rule_packs: None,
        notifications: None,
        frame_ancestors: None,
        statistics_threshold: 5,
        statistics_floor: 20,
        oidc: None,
        clamd: None,
        cleaner: None,
        reports_per_minute: std::num::NonZeroU32::MAX,
        log: "warn".to_owned(),
        log_json: false,
    };
    let log = Log::open(&config, &Clock::system()).await.unwrap();
    let events = fill::fill(&log.store, events).await;
    log.close().await;
    events
}

/// Waits until the read models are no more than `wanted` events behind; says how many.
async fn reach(program: &Program, client: &Client, wanted: usize) -> usize {
    for _ in 0..LOOKS {
        match lag(program, client).await {
            Some(events) if events <= wanted => return events,
            Some(_) | None => pause().await,
        }
    }
    panic!("the read models did not come within {wanted} events of the log");
}

/// All that a coordinator can see in lists, and the history of some incidents.
async fn picture(program: &Program, client: &Client) -> Value {
    let reports = all(program, client, "/api/v1/reports").await;
    let incidents = all(program, client, "/api/v1/incidents").await;
    let actions = all(program, client, "/api/v1/actions").await;
    let mut histories = Vec::new();
    for incident in incidents.iter().step_by(50) {
        let id = incident["incident_id"].as_str().unwrap();
        for path in ["", "/timeline"] {
            histories.push(get(program, client, &format!("/api/v1/incidents/{id}{path}")).await);
        }
    }
    let mut trends = Vec::new();
    for by in ["kind", "category", "unit"] {
        let path = format!("/api/v1/trends/reports?by={by}&from=2022-01&to=2026-11");
        trends.push(get(program, client, &path).await);
    }
    json!({ "reports": reports, "incidents": incidents, "actions": actions,
        "histories": histories, "trends": trends })
}
