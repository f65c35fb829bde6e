//! The count: which reports are there, how often, and whether their receipts open them.
//!
//! Must never believe the program's own totals alone: rows are read one by one, and
//! compared with the number of events in the log.

use std::collections::HashMap;
use std::path::Path;
use std::str;

use futures_util::{StreamExt, stream};
use reqwest::Client;
use serde_json::Value;
use tillbud::clock::Clock;
use tillbud::runtime::Log;
use tillbud_events::measure::standard;
use tillbud_events::report::Event;
use tillbud_events::{AnyEvent, Position, Recorded};

use super::program::{Program, config, pause, run};
use super::reporters::{Reporters, narrative, send};

/// Requests at the same time.
const AT_ONCE: usize = 16;
/// Events read at a time.
const EVENTS: usize = 500;
/// Looks at the read models before they count as stuck: half a minute.
const LOOKS: usize = 3_000;

/// Every report that was answered is there, exactly once, and its receipt opens it;
/// of those not answered each is there once or not at all.
pub async fn after_restart(program: &Program, reporters: &Reporters) {
    let client = Client::new();
    let events = caught_up(program, &client).await;
    let mut ids = HashMap::new();
    // The list holds no words of reporters, so they are taken from the log itself.
    let narratives = narratives(program).await;
    for row in all(program, &client, "/api/v1/reports").await {
        let id = text(&row, "report_id");
        let words = narratives[&format!("report.{id}")].clone();
        let before = ids.insert(words, id);
        assert!(before.is_none(), "a report is there twice: {row}");
    }
    let (present, answered) = (ids.len(), reporters.answered().count());
    println!("  present {present}: {answered} answered and {} not", present - answered);
    assert_eq!(events, present, "the log holds another number of reports than the read models");
    for (number, answer) in reporters.answered() {
        let found = ids.remove(&narrative(number));
        assert_eq!(found.as_ref(), Some(&answer.report_id), "report {number} is lost");
    }
    for words in ids.keys() {
        let is_ours = (0..reporters.count()).any(|number| narrative(number) == *words);
        assert!(is_ours, "nobody sent {words}");
    }
    let opened = stream::iter(reporters.answered()).for_each_concurrent(AT_ONCE, async |sent| {
        let (number, answer) = sent;
        let request = client.get(format!("{}/api/v1/receipt", program.url));
        let request = request.header("authorization", format!("Receipt {}", answer.receipt));
        let body: Value = request.send().await.unwrap().json().await.unwrap();
        assert_eq!(text(&body, "narrative"), narrative(number), "its receipt does not open it");
    });
    opened.await;
}

/// The narrative of each stream, as the log holds it. No export tells what reporters wrote.
pub async fn narratives(program: &Program) -> HashMap<String, String> {
    let log = Log::open_existing(&config(program.directory()), &Clock::system()).await.unwrap();
    let tip = log.store.tip().await.unwrap();
    let mut follower = log.store.follow(Position(0)).await.unwrap();
    let (mut narratives, mut at) = (HashMap::new(), Position(0));
    while at < tip {
        for Recorded { stream, position, event, .. } in follower.next_batch(EVENTS).await.unwrap() {
            at = position;
            let received = match event {
                AnyEvent::Report(Event::Received(received)) => received,
                AnyEvent::Measure(_) => continue,
                _ => panic!("{stream} holds more than what was sent"),
            };
            narratives
                .insert(stream.to_string(), received.narrative.as_clear().unwrap().to_owned());
        }
    }
    log.close().await;
    narratives
}

/// Sending everything once more, with the same keys, gives the same answers and adds nothing.
pub async fn repeated(program: &Program, reporters: &Reporters) {
    let client = Client::new();
    let before = caught_up(program, &client).await;
    let repeated = stream::iter(reporters.answered()).for_each_concurrent(AT_ONCE, async |sent| {
        let (number, answer) = sent;
        let again = send(&client, &program.url, number).await;
        assert_eq!(again.as_ref(), Some(answer), "report {number} is answered otherwise");
    });
    repeated.await;
    assert_eq!(caught_up(program, &client).await, before, "repeating has added to the log");
    assert_eq!(before, reporters.count());
    println!("  repeated {before}: the same answers, nothing added");
}

/// `tillbud verify` finds as many whole events as reports were sent, and the measures.
pub fn log_is_whole(directory: &Path, reports: usize) {
    let verified = run(directory, &["verify"]);
    let said = str::from_utf8(&verified.stdout).unwrap().trim();
    println!("  tillbud verify: {said}");
    let events = reports + standard().len();
    let expected = format!("the log is whole: {events} events in {events} streams");
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stderr));
    assert!(said.starts_with(&expected), "{said}");
}

/// Waits until the read models have come to the end of the log; says where that is.
pub async fn caught_up(program: &Program, client: &Client) -> usize {
    for _ in 0..LOOKS {
        match lag(program, client).await {
            Some(0) => return reports_in_log(program, 0).await,
            Some(_) | None => pause().await,
        }
    }
    panic!("the read models did not catch up");
}

/// How many events the read models are behind, as operators see it.
pub async fn lag(program: &Program, client: &Client) -> Option<usize> {
    let metrics = client.get(format!("{}/metrics", program.url)).send().await;
    let metrics = metrics.unwrap().text().await.unwrap();
    let mut lines = metrics.lines();
    lines.find_map(|line| line.strip_prefix("tillbud_read_models_lag ")?.trim().parse().ok())
}

/// Waits until the log holds `wanted` reports; says how many it holds. Before the first
/// report a program defines the measures that it comes with.
pub async fn reports_in_log(program: &Program, wanted: usize) -> usize {
    let log = Log::open_existing(&config(program.directory()), &Clock::system()).await.unwrap();
    let mut reports = None;
    for _ in 0..LOOKS {
        let tip = usize::try_from(log.store.tip().await.unwrap().0).unwrap();
        reports = Some(tip.saturating_sub(standard().len())).filter(|tip| *tip >= wanted);
        if reports.is_some() {
            break;
        }
        pause().await;
    }
    log.close().await;
    reports.unwrap_or_else(|| panic!("the log never held {wanted} reports"))
}

/// Every row of a list, page by page.
pub async fn all(program: &Program, client: &Client, path: &str) -> Vec<Value> {
    let (mut rows, mut after) = (Vec::new(), String::new());
    loop {
        let page = get(program, client, &format!("{path}?limit=200{after}")).await;
        rows.extend(page["items"].as_array().unwrap().iter().cloned());
        match page["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => return rows,
        }
    }
}

/// One answer to the coordinator.
pub async fn get(program: &Program, client: &Client, path: &str) -> Value {
    let request = client.get(format!("{}{path}", program.url)).bearer_auth(program.token());
    request.send().await.unwrap().error_for_status().unwrap().json().await.unwrap()
}

fn text(row: &Value, field: &str) -> String {
    row[field].as_str().unwrap_or_else(|| panic!("no {field} in {row}")).to_owned()
}
