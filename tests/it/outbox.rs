//! Messages that something waits: to whom, when, and how little they say.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use jiff::Timestamp;
use reqwest::Method;
use serde_json::{Value, json};
use tempfile::TempDir;
use tillbud::clock::Clock;
use tillbud::config::Config;
use tillbud::holding::HoldMinutes;
use tillbud::policies::outbox::record::Record;
use tillbud::policies::outbox::signature::{SigningKey, sign};
use tillbud_events::Role;
use tokio::time::timeout;

use crate::support::app::{Answer, TestApp, config, read};
use crate::support::held::{PATIENCE, at, eleven, twenty_past_ten};
use crate::support::post::{Call, Certificate, MailServer, Receiver};

const OLD_KEY: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const NEW_KEY: &str = "whsec_b25seSBmb3IgdGVzdHMsIGFuZCB0aGUgbmV3IG9uZQ==";
const BASE_URL: &str = "https://tillbud.kommun.example";

/// Tells whom `settings` name, by a clock that stands at `now` until it is set.
async fn telling(
    directory: TempDir,
    settings: &Value,
    now: Timestamp,
    hold: HoldMinutes,
) -> (TestApp, Clock) {
    let file = directory.path().join("notifications.json");
    std::fs::write(&file, settings.to_string()).unwrap();
    let config = Config { notifications: Some(file), ..config(&directory, None) };
    let clock = Clock::simulated(now, 7);
    (TestApp::start_with(directory, config, clock.clone(), hold).await, clock)
}

fn by_mail(server: &MailServer, to: &str, roles: &[&str]) -> Value {
    json!({
        "base_url": BASE_URL,
        "smtp": {
            "host": "127.0.0.1", "port": server.port, "security": "none",
            "from": "Tillbud <tillbud@kommun.example>",
        },
        "mail": [{ "to": to, "roles": roles }],
    })
}

fn hook(receiver: &Receiver, role: &str) -> Value {
    let url = format!("http://127.0.0.1:{}/{role}", receiver.port);
    json!({ "url": url, "roles": [role], "secrets": [NEW_KEY, OLD_KEY] })
}

fn by_webhooks(hooks: &[Value]) -> Value {
    json!({ "base_url": BASE_URL, "webhooks": hooks })
}

/// What is noted for each recipient.
async fn records(app: &TestApp) -> Vec<Record> {
    let standings = app.app().outbox.as_ref().unwrap().standings().await.unwrap();
    standings.into_iter().filter_map(|standing| standing.record).collect()
}

async fn until(app: &TestApp, holds: impl Fn(&[Record]) -> bool) {
    let waited = async {
        while !holds(&records(app).await) {
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, waited).await.expect("it comes to hold");
}

async fn until_waiting(app: &TestApp, count: u32) {
    until(app, |records| records[0].waiting.values().sum::<u32>() == count).await;
}

async fn as_administrator(app: &TestApp) -> Answer {
    let token = app.token(Role::Administrator).await;
    read(app.request(Method::GET, "/deliveries?lang=sv").bearer_auth(token)).await.ok()
}

async fn urgent_report(app: &TestApp) {
    let body = json!({ "narrative": "Det ryker", "urgent": true });
    read(app.request(Method::POST, "/api/v1/reports").json(&body)).await.created();
}

fn topics(call: &Call) -> Vec<(String, u64)> {
    let waiting = call.json()["data"]["waiting"].as_array().unwrap().clone();
    let pair = |entry: Value| {
        (entry["topic"].as_str().unwrap().to_owned(), entry["count"].as_u64().unwrap())
    };
    waiting.into_iter().map(pair).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_held_report_is_told_of_only_after_its_release_and_with_no_word_of_it() {
    let Some(certificate) = Certificate::make() else { return };
    let Some(mut post) = MailServer::start_secure(&certificate, "starttls").await else { return };
    let mut settings = by_mail(&post, "samordnare@kommun.example", &["coordinator"]);
    settings["certificates"] = json!(certificate.file());
    settings["smtp"] = json!({
        "host": "localhost", "port": post.port, "from": "Tillbud <tillbud@kommun.example>",
        "user": "tillbud", "password": "hemligt",
    });
    let directory = tempfile::tempdir().unwrap();
    let (app, clock) = telling(directory, &settings, twenty_past_ten(), HoldMinutes::HOUR).await;
    let (report_id, receipt) = app.report("Nyckeln till arkivet på Norr låg framme").await;
    clock.set(at("2026-05-04T10:45:00Z"));
    clock.set(eleven());
    until_waiting(&app, 1).await;
    clock.set(at("2026-05-04T11:15:00Z"));
    let mail = post.next().await;
    assert_eq!(mail.headers["date"], "Mon, 04 May 2026 11:15:00 +0000");
    assert_eq!(mail.to, ["samordnare@kommun.example"]);
    assert_eq!(mail.from, "tillbud@kommun.example");
    assert!(mail.secure && mail.user.as_deref() == Some("tillbud"));
    assert_eq!(mail.headers["subject"], "Tillbud: något väntar på dig");
    assert_eq!(mail.headers["auto-submitted"], "auto-generated");
    assert!(mail.body.contains("– 1 ny rapport\n"), "{}", mail.body);
    assert!(mail.body.contains("https://tillbud.kommun.example/desk\n"), "{}", mail.body);
    let all = format!("{mail:?}");
    for secret in ["Nyckeln", "arkivet", "Norr", &report_id, &receipt, "10:"] {
        assert!(!all.contains(secret), "{secret} in {all}");
    }
    assert!(post.is_empty());
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_within_a_quarter_goes_in_one_mail_and_what_is_urgent_goes_at_once() {
    let Some(mut post) = MailServer::start().await else { return };
    let settings = by_mail(&post, "samordnare@kommun.example", &["coordinator"]);
    let directory = tempfile::tempdir().unwrap();
    let (app, clock) = telling(directory, &settings, twenty_past_ten(), HoldMinutes::OFF).await;
    app.report("en").await;
    let (_, receipt) = app.report("två").await;
    app.wish(&receipt, "messages", json!({ "text": "mer" })).await;
    until_waiting(&app, 3).await;
    clock.set(at("2026-05-04T10:30:00Z"));
    let mail = post.next().await;
    assert!(mail.body.contains("– 2 nya rapporter\n"), "{}", mail.body);
    assert!(mail.body.contains("– 1 svar eller tillägg"), "{}", mail.body);
    app.report("tre").await;
    until_waiting(&app, 1).await;
    urgent_report(&app).await;
    let mail = post.next().await;
    assert_eq!(mail.headers["subject"], "Tillbud: något brådskande väntar på dig");
    assert!(mail.body.contains("– 2 nya rapporter\n"), "{}", mail.body);
    assert!(post.is_empty());
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_told_of_what_was_there_before_nor_of_imports() {
    let mut receiver = Receiver::start().await;
    let before = TestApp::start().await;
    before.report("innan").await;
    let directory = before.stop().await;
    let settings = by_webhooks(&[hook(&receiver, "coordinator")]);
    let (app, _) = telling(directory, &settings, twenty_past_ten(), HoldMinutes::OFF).await;
    until(&app, |records| !records.is_empty()).await;
    let file = app.directory.path().join("import.jsonl");
    let line = json!({ "dataset": "annat", "source_id": "1", "narrative": "från förr" });
    std::fs::write(&file, format!("{line}\n")).unwrap();
    import(app.directory.path(), &file);
    app.report("ny").await;
    assert_eq!(topics(&receiver.next().await), [("new_report".to_owned(), 1)]);
    assert_eq!(app.tip().await, 3);
    assert!(receiver.so_far().is_empty());
    app.stop().await;
}

fn import(data: &Path, file: &Path) {
    let output = Command::new(env!("CARGO_BIN_EXE_tillbud"))
        .args(["import".as_ref(), file.as_os_str(), "--data".as_ref(), data.as_os_str()])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_webhook_is_signed_with_both_keys_and_comes_again_the_same_until_it_is_taken() {
    let mut receiver = Receiver::start().await;
    receiver.answers.lock().unwrap().extend([500, 302]);
    let settings = by_webhooks(&[hook(&receiver, "coordinator")]);
    let directory = tempfile::tempdir().unwrap();
    let (app, clock) = telling(directory, &settings, twenty_past_ten(), HoldMinutes::OFF).await;
    app.report("en").await;
    let first = receiver.next().await;
    until(&app, |records| records[0].failure().is_some()).await;
    let page = as_administrator(&app).await.text;
    assert!(page.contains("Kommer inte fram") && page.contains("kod 500"), "{page}");
    assert!(page.contains("Försök 1 av 8"), "{page}");
    let metrics = app.get("/metrics").await.text;
    assert!(metrics.contains("\ntillbud_notifications_failing 1\n"), "{metrics}");
    clock.set(at("2026-05-04T10:21:31.5Z"));
    let second = receiver.next().await;
    until(&app, |records| records[0].sending.as_ref().is_some_and(|s| s.attempts == 2)).await;
    clock.set(at("2026-05-04T10:26:31.5Z"));
    let third = receiver.next().await;
    until(&app, |records| records[0].delivered.is_some()).await;
    assert!(as_administrator(&app).await.text.contains("Inget hinder"));

    let keys = [NEW_KEY, OLD_KEY].map(|key| SigningKey::parse(key).unwrap());
    for (call, time) in [(&first, "10:20:31"), (&second, "10:21:31"), (&third, "10:26:31")] {
        assert_eq!((call.id(), &call.body), (first.id(), &first.body));
        let seconds = at(&format!("2026-05-04T{time}Z")).as_second();
        assert_eq!(call.headers["webhook-timestamp"], seconds.to_string());
        let signature = sign(&keys, call.id(), seconds, &call.body);
        assert_eq!(call.headers["webhook-signature"], signature);
        assert_eq!(signature.split(' ').count(), 2);
        assert_eq!(call.headers["content-type"], "application/json");
        assert_eq!(call.headers["host"], format!("127.0.0.1:{}", receiver.port));
    }
    assert!(first.id().starts_with("msg_"));
    let url = format!("{BASE_URL}/desk");
    let expected = json!({
        "type": "tillbud.waiting",
        "timestamp": "2026-05-04T10:20:31.5Z",
        "data": { "urgent": false, "waiting": [{ "topic": "new_report", "count": 1, "url": url }] },
    });
    assert_eq!(first.json(), expected);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_given_up_is_shown_and_counted() {
    let Some(post) = MailServer::start().await else { return };
    let settings = by_mail(&post, "refused@kommun.example", &["coordinator"]);
    let directory = tempfile::tempdir().unwrap();
    let (app, _) = telling(directory, &settings, twenty_past_ten(), HoldMinutes::OFF).await;
    urgent_report(&app).await;
    until(&app, |records| records[0].given_up.is_some()).await;
    let page = as_administrator(&app).await.text;
    assert!(page.contains("1 meddelande gavs upp, 4 maj 2026"), "{page}");
    assert!(page.contains("kod 550") && page.contains("refused@kommun.example"), "{page}");
    let metrics = app.get("/metrics").await.text;
    assert!(metrics.contains("\ntillbud_notifications_given_up 1\n"), "{metrics}");
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_independent_role_is_told_of_a_concern() {
    let (mut coordinator, mut independent) = (Receiver::start().await, Receiver::start().await);
    let hooks = [hook(&coordinator, "coordinator"), hook(&independent, "independent")];
    let directory = tempfile::tempdir().unwrap();
    let settings = by_webhooks(&hooks);
    let (app, _) = telling(directory, &settings, twenty_past_ten(), HoldMinutes::OFF).await;
    let (_, receipt) = app.report("Halt golv").await;
    assert_eq!(topics(&coordinator.next().await), [("new_report".to_owned(), 1)]);
    app.wish(&receipt, "concerns", json!({ "text": "Mitt schema ändrades" })).await;
    let call = independent.next().await;
    assert_eq!(topics(&call), [("concern".to_owned(), 1)]);
    assert!(call.json().to_string().contains("/concerns"));
    app.report("Mer").await;
    assert_eq!(topics(&coordinator.next().await), [("new_report".to_owned(), 1)]);
    assert!(coordinator.so_far().is_empty() && independent.so_far().is_empty());
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_kept_beside_the_log_holds_no_address() {
    let receiver = Receiver::start().await;
    let directory = tempfile::tempdir().unwrap();
    let settings = by_webhooks(&[hook(&receiver, "coordinator")]);
    let (app, _) = telling(directory, &settings, twenty_past_ten(), HoldMinutes::OFF).await;
    let (report_id, _) = app.report("en").await;
    until(&app, |records| records[0].delivered.is_some()).await;
    let nats = crate::support::held::Nats::of(&app).await;
    let mut kept: BTreeSet<_> = nats.subjects("KV_TILLBUD_OUTBOX").await.into_iter().collect();
    let payloads = nats.payloads("KV_TILLBUD_OUTBOX").await;
    kept.extend(payloads.iter().map(|payload| String::from_utf8_lossy(payload).into_owned()));
    assert!(kept.len() > 1);
    for text in kept {
        assert!(!text.contains("127.0.0.1") && !text.contains(&report_id), "{text}");
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_settings_the_page_says_how_to_switch_messages_on() {
    let app = TestApp::start().await;
    assert!(as_administrator(&app).await.text.contains("--notifications"));
    assert!(!app.get("/metrics").await.text.contains("tillbud_notifications"));
    app.stop().await;
}
