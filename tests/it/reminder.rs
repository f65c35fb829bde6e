//! Reminders: each step of a thing that waits is told once, to whom it waits for, by the
//! time of a clock that the test moves.

use jiff::Timestamp;
use reqwest::Method;
use serde_json::{Value, json};
use tempfile::TempDir;
use tillbud::clock::Clock;
use tillbud::config::Config;
use tillbud::holding::HoldMinutes;
use tillbud::policies::reminder;
use tokio::time::timeout;

use crate::support::app::{TestApp, config, measure, read, triage};
use crate::support::held::{PATIENCE, at};
use crate::support::post::{Call, MailServer, Receiver};

/// A Monday.
const MONDAY: &str = "2026-05-04T10:20:31.5Z";

/// Tells whom `settings` name, by a clock that stands at `now` until it is set.
async fn telling(directory: TempDir, settings: &Value, now: Timestamp) -> (TestApp, Clock) {
    let file = directory.path().join("notifications.json");
    std::fs::write(&file, settings.to_string()).unwrap();
    let config = Config { notifications: Some(file), ..config(&directory, None) };
    let clock = Clock::simulated(now, 7);
    let app = TestApp::start_with(directory, config, clock.clone(), HoldMinutes::OFF).await;
    look(&app).await;
    (app, clock)
}

/// One webhook for each role, told of `topics`.
fn hooks(receivers: &[(&Receiver, &str, &[&str])]) -> Value {
    let hook = |(receiver, role, topics): &(&Receiver, &str, &[&str])| {
        let url = format!("http://127.0.0.1:{}/{role}", receiver.port);
        let secrets = ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"];
        json!({ "url": url, "roles": [role], "topics": topics, "secrets": secrets })
    };
    let hooks: Vec<_> = receivers.iter().map(hook).collect();
    json!({ "base_url": "https://tillbud.kommun.example", "webhooks": hooks })
}

/// As the program does each minute, and then sends what is due; the program does the same
/// meanwhile.
async fn look(app: &TestApp) {
    let outbox = app.app().outbox.as_ref().unwrap();
    reminder::look(app.app(), outbox).await.unwrap();
    outbox.deliver().await.unwrap();
    let is_sending = async || {
        let standings = outbox.standings().await.unwrap();
        standings.iter().any(|it| it.record.as_ref().is_some_and(|record| record.sending.is_some()))
    };
    let sent = async {
        while is_sending().await {
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, sent).await.expect("everything is sent");
}

/// Sets the time, looks twice, and gives what was told: topic, how many, whether urgent.
async fn told_at(
    app: &TestApp,
    clock: &Clock,
    now: &str,
    receiver: &mut Receiver,
) -> Vec<(String, u64, bool)> {
    clock.set(at(now));
    look(app).await;
    look(app).await;
    receiver.so_far().iter().flat_map(topics).collect()
}

fn topics(call: &Call) -> Vec<(String, u64, bool)> {
    let data = call.json()["data"].clone();
    let urgent = data["urgent"].as_bool().unwrap();
    let entry = |entry: &Value| {
        let topic = entry["topic"].as_str().unwrap().to_owned();
        (topic, entry["count"].as_u64().unwrap(), urgent)
    };
    data["waiting"].as_array().unwrap().iter().map(entry).collect()
}

fn one(topic: &str, urgent: bool) -> Vec<(String, u64, bool)> {
    vec![(topic.to_owned(), 1, urgent)]
}

/// An incident whose notification under the GDPR is due 72 hours after ten o'clock.
async fn breach(app: &TestApp) -> String {
    let (report_id, _) = app.report("Listan låg öppen på servern.").await;
    let body = json!({ "report_ids": [report_id], "title": "Elevlista på öppen yta" });
    let id = app.post("/api/v1/incidents", body).await.created().text_of("incident_id");
    let mut judged = triage();
    judged["assess"] = json!(["gdpr"]);
    app.post(&format!("/api/v1/incidents/{id}/triage"), judged).await.ok();
    id
}

/// An action of `incident` that is due on `day`.
async fn action(app: &TestApp, incident: &str, day: &str) -> String {
    let proposed = json!({ "text": "Lås ytan", "strength": "stronger", "addresses": [] });
    let path = format!("/api/v1/incidents/{incident}/actions");
    let id = app.post(&path, proposed).await.created().text_of("action_id");
    let decided = json!({ "owner": "IT", "due": day });
    app.post(&format!("/api/v1/actions/{id}/decide"), decided).await.ok();
    format!("/api/v1/actions/{id}")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deadline_is_told_step_by_step_until_it_is_decided_also_across_a_restart() {
    let (mut officer, mut coordinator) = (Receiver::start().await, Receiver::start().await);
    let topics: &[&str] = &["deadline"];
    let settings = hooks(&[
        (&officer, "data_protection_officer", topics),
        (&coordinator, "coordinator", topics),
    ]);
    let (app, clock) = telling(tempfile::tempdir().unwrap(), &settings, at(MONDAY)).await;
    let id = breach(&app).await;
    assert_eq!(told_at(&app, &clock, "2026-05-04T12:00:00Z", &mut officer).await, []);
    let half = told_at(&app, &clock, "2026-05-05T22:30:00Z", &mut officer).await;
    assert_eq!(half, one("deadline", false));
    let day = told_at(&app, &clock, "2026-05-06T10:00:00Z", &mut officer).await;
    assert_eq!(day, one("deadline", false));

    // A program that begins anew knows what was told, and goes on.
    let directory = app.stop().await;
    let (app, clock) = telling(directory, &settings, at("2026-05-06T10:30:00Z")).await;
    assert_eq!(told_at(&app, &clock, "2026-05-06T11:00:00Z", &mut officer).await, []);
    let six = told_at(&app, &clock, "2026-05-07T04:01:00Z", &mut officer).await;
    assert_eq!(six, one("deadline", true));
    let so_far = coordinator.so_far();
    assert_eq!(so_far.len(), 3, "the coordinator was told the same");
    assert!(so_far[0].json().to_string().contains("/deadlines"));
    assert!(!so_far.iter().any(|call| call.json().to_string().contains(&id)));

    let reasons = json!({ "regime": "gdpr", "notifiable": false, "reasons": "Inget lästes" });
    app.post(&format!("/api/v1/incidents/{id}/notifications/assess"), reasons).await.ok();
    assert_eq!(told_at(&app, &clock, "2026-05-07T09:01:00Z", &mut officer).await, []);
    assert_eq!(told_at(&app, &clock, "2026-05-07T10:01:00Z", &mut officer).await, []);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stage_that_nobody_sends_is_told_to_be_late_once() {
    let mut officer = Receiver::start().await;
    let settings = hooks(&[(&officer, "data_protection_officer", &["deadline"])]);
    let (app, clock) = telling(tempfile::tempdir().unwrap(), &settings, at(MONDAY)).await;
    let id = breach(&app).await;
    let reasons = json!({ "regime": "gdpr", "notifiable": true, "reasons": "Barn" });
    app.post(&format!("/api/v1/incidents/{id}/notifications/assess"), reasons).await.ok();
    // Programs that stood still tell the last step alone.
    let late = told_at(&app, &clock, "2026-05-09T10:00:00Z", &mut officer).await;
    assert_eq!(late, one("deadline", true));
    assert_eq!(told_at(&app, &clock, "2026-05-20T10:00:00Z", &mut officer).await, []);
    // Awareness declared later moves the deadline, and each step of it counts anew.
    let aware = json!({ "regime": "gdpr", "aware": "2026-05-19T10:00:00Z", "reasons": "Då" });
    app.post(&format!("/api/v1/incidents/{id}/notifications/awareness"), aware).await.ok();
    let day = told_at(&app, &clock, "2026-05-21T10:30:00Z", &mut officer).await;
    assert_eq!(day.last(), Some(&("deadline".to_owned(), 1, false)), "{day:?}");
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_action_is_told_of_before_and_after_its_day_and_until_its_effect_is_confirmed() {
    let (mut owner, mut coordinator) = (Receiver::start().await, Receiver::start().await);
    let settings = hooks(&[
        (&owner, "action_owner", &["action_due", "action_overdue"]),
        (&coordinator, "coordinator", &["action_overdue", "action_unconfirmed"]),
    ]);
    let (app, clock) = telling(tempfile::tempdir().unwrap(), &settings, at(MONDAY)).await;
    let (incident, _) = app.incident("local_fix").await;
    let path = action(&app, &incident, "2026-05-29").await;
    assert_eq!(told_at(&app, &clock, "2026-05-21T10:00:00Z", &mut owner).await, []);
    let week = told_at(&app, &clock, "2026-05-22T05:00:00Z", &mut owner).await;
    assert_eq!(week, one("action_due", false));
    // Put off: its new day has steps of its own.
    let later = json!({ "due": "2026-06-12", "reason": "Semester" });
    app.post(&format!("{path}/reschedule"), later).await.ok();
    assert_eq!(told_at(&app, &clock, "2026-05-30T10:00:00Z", &mut owner).await, []);
    let week = told_at(&app, &clock, "2026-06-05T05:00:00Z", &mut owner).await;
    assert_eq!(week, one("action_due", false));
    let day = told_at(&app, &clock, "2026-06-11T05:00:00Z", &mut owner).await;
    assert_eq!(day, one("action_due", false));
    let late = told_at(&app, &clock, "2026-06-15T05:00:00Z", &mut owner).await;
    assert_eq!(late, one("action_overdue", false));
    assert_eq!(coordinator.so_far().iter().flat_map(topics).collect::<Vec<_>>(), late);
    app.post(&format!("{path}/implement"), json!({ "evidence": "Låst" })).await.ok();
    let waits = told_at(&app, &clock, "2026-06-22T05:00:00Z", &mut coordinator).await;
    assert_eq!(waits, one("action_unconfirmed", false));
    assert!(owner.so_far().is_empty());
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_review_is_told_of_on_its_day_until_before_and_after_are_compared() {
    let mut analyst = Receiver::start().await;
    let settings = hooks(&[(&analyst, "analyst", &["review"])]);
    let (app, clock) = telling(tempfile::tempdir().unwrap(), &settings, at(MONDAY)).await;
    let mut counted = measure("all_reports");
    counted["chart"] = json!("c");
    let counted = app.post("/api/v1/measures", counted).await.created();
    let body = json!({ "question": "Blir det fler?", "finding": "Ingen vet" });
    let opened = app.post("/api/v1/improvements", body).await.created();
    let path = format!("/api/v1/improvements/{}", opened.text_of("improvement_id"));
    let plan = json!({
        "measure_id": counted.text_of("measure_id"), "movement": "increase", "expected": 1.5,
        "baseline_from": "2025-05", "baseline_to": "2026-05", "change": "2026-06",
        "review": "2027-02-06",
    });
    app.post(&format!("{path}/plan"), plan).await.ok();
    assert_eq!(told_at(&app, &clock, "2027-02-07T10:00:00Z", &mut analyst).await, []);
    // A Saturday: on the Monday after it, and two weeks later.
    let day = told_at(&app, &clock, "2027-02-08T06:00:00Z", &mut analyst).await;
    assert_eq!(day, one("review", false));
    let again = told_at(&app, &clock, "2027-02-22T06:00:00Z", &mut analyst).await;
    assert_eq!(again, one("review", false));
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn feedback_that_is_late_is_told_once_each_working_day_until_it_is_given() {
    let mut coordinator = Receiver::start().await;
    let settings = hooks(&[(&coordinator, "coordinator", &["feedback"])]);
    let (app, clock) = telling(tempfile::tempdir().unwrap(), &settings, at(MONDAY)).await;
    let mut reports = Vec::new();
    for narrative in ["Nyckeln låg framme", "Halt golv"] {
        let (id, _) = app.report(narrative).await;
        let path = format!("/api/v1/reports/{id}");
        app.post(&format!("{path}/question"), json!({ "text": "Hur ofta?" })).await.ok();
        reports.push(path);
    }
    // Promised within 30 days: until Wednesday, 3 June.
    assert_eq!(told_at(&app, &clock, "2026-06-03T20:00:00Z", &mut coordinator).await, []);
    let two = vec![("feedback".to_owned(), 2, false)];
    assert_eq!(told_at(&app, &clock, "2026-06-04T05:00:00Z", &mut coordinator).await, two);
    assert_eq!(told_at(&app, &clock, "2026-06-04T15:00:00Z", &mut coordinator).await, []);
    let given = json!({ "text": "Golvet är bytt." });
    app.post(&format!("{}/feedback", reports[1]), given.clone()).await.ok();
    let friday = told_at(&app, &clock, "2026-06-05T05:00:00Z", &mut coordinator).await;
    assert_eq!(friday, one("feedback", false));
    assert_eq!(told_at(&app, &clock, "2026-06-07T12:00:00Z", &mut coordinator).await, []);
    app.post(&format!("{}/feedback", reports[0]), given).await.ok();
    assert_eq!(told_at(&app, &clock, "2026-06-08T05:00:00Z", &mut coordinator).await, []);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn silence_is_told_after_two_working_days_by_mail_and_with_no_word_of_the_report() {
    let Some(mut post) = MailServer::start().await else { return };
    let settings = json!({
        "base_url": "https://tillbud.kommun.example",
        "smtp": {
            "host": "127.0.0.1", "port": post.port, "security": "none",
            "from": "Tillbud <tillbud@kommun.example>",
        },
        "mail": [{
            "to": "samordnare@kommun.example", "roles": ["coordinator"], "topics": ["silence"],
        }],
    });
    // Friday and Monday pass, with a weekend between them.
    let thursday = at("2026-05-21T14:20:00Z");
    let (app, clock) = telling(tempfile::tempdir().unwrap(), &settings, thursday).await;
    let (report_id, _) = app.report("Nyckeln till arkivet låg framme").await;
    let (answered, _) = app.report("Halt golv").await;
    let feedback = json!({ "text": "Tack, golvet är torkat." });
    app.post(&format!("/api/v1/reports/{answered}/feedback"), feedback).await.ok();
    clock.set(at("2026-05-25T12:00:00Z"));
    look(&app).await;
    clock.set(at("2026-05-26T05:00:00Z"));
    look(&app).await;
    clock.set(at("2026-05-26T05:15:00Z"));
    look(&app).await;
    let mail = post.next().await;
    assert!(mail.body.contains("– 1 person som rapporterat har väntat för länge"), "{}", mail.body);
    assert!(mail.body.contains("https://tillbud.kommun.example/today\n"), "{}", mail.body);
    let all = format!("{mail:?}");
    for secret in ["Nyckeln", "arkivet", &report_id, "14:"] {
        assert!(!all.contains(secret), "{secret} in {all}");
    }
    clock.set(at("2026-05-27T12:00:00Z"));
    look(&app).await;
    assert!(post.is_empty());
    // The page shows the same.
    let today = read(app.request(Method::GET, "/today?lang=sv").bearer_auth(&app.coordinator));
    let today = today.await.ok().text;
    assert!(
        today.contains("Har väntat för länge") && today.contains("på 2 arbetsdagar"),
        "{today}"
    );
    app.stop().await;
}
