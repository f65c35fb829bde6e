//! Several writers at once, and the same request twice.

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};
use tillbud_events::Position;

use crate::support::app::{Answer, TestApp, read, triage};

fn triage_of(ordinal: usize) -> Value {
    let mut body = triage();
    body["unit"] = json!(format!("Enhet {ordinal}"));
    body
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_saw_the_same_version_exactly_one_wins() {
    let app = TestApp::start().await;
    let (id, _) = app.incident("local_fix").await;
    let path = format!("/api/v1/incidents/{id}/triage");
    let etag = app.get(&format!("/api/v1/incidents/{id}")).await.ok().etag.unwrap();
    let write = |ordinal: usize| {
        let request = app.request(Method::POST, &path).bearer_auth(&app.coordinator);
        read(request.header("if-match", &etag).json(&triage_of(ordinal)))
    };
    let answers = join_all((0..8).map(write)).await;
    let statuses: Vec<_> = answers.iter().map(|answer| answer.status.as_u16()).collect();
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
    assert!(statuses.iter().all(|status| [200, 412].contains(status)), "{statuses:?}");

    // The loser loads it again and retries.
    let etag = app.get(&format!("/api/v1/incidents/{id}")).await.ok().etag.unwrap();
    let retry = app.request(Method::POST, &path).bearer_auth(&app.coordinator);
    read(retry.header("if-match", etag).json(&triage_of(99))).await.ok();
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_version_a_writer_who_loses_the_race_is_told_so() {
    let app = TestApp::start().await;
    let (id, _) = app.incident("local_fix").await;
    let path = format!("/api/v1/incidents/{id}/triage");
    let answers = join_all((0..16).map(|ordinal| app.post(&path, triage_of(ordinal)))).await;
    let statuses: Vec<_> = answers.iter().map(|answer| answer.status.as_u16()).collect();
    assert!(statuses.contains(&200), "{statuses:?}");
    assert!(statuses.iter().all(|status| [200, 409].contains(status)), "{statuses:?}");
    let won = statuses.iter().filter(|status| **status == 200).count() as u64;
    // Opened, triaged, response chosen; then one event for each that won.
    let version = app.get(&format!("/api/v1/incidents/{id}")).await.ok().body["version"].as_u64();
    assert_eq!(version, Some(3 + won));
    app.stop().await;
}

async fn send(app: &TestApp, key: &str, narrative: &str) -> Answer {
    let request = app.request(Method::POST, "/api/v1/reports").header("idempotency-key", key);
    read(request.json(&json!({ "narrative": narrative }))).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_key_at_the_same_moment_gives_one_report_and_one_answer() {
    let app = TestApp::start().await;
    let before = app.app().store.tip().await.unwrap();
    let answers = join_all((0..20).map(|_| send(&app, "k-1", "samma ord"))).await;
    let first = answers[0].text.clone();
    for answer in answers {
        assert_eq!((answer.status.as_u16(), answer.text), (201, first.clone()));
    }
    assert_eq!(app.app().store.tip().await.unwrap(), Position(before.0 + 1));

    // Also later, after a restart; with other words it is another request, and refused.
    let directory = app.stop().await;
    let app = TestApp::start_in(directory, None).await;
    assert_eq!(send(&app, "k-1", "samma ord").await.created().text, first);
    let reused = send(&app, "k-1", "andra ord").await.refused(422);
    assert_eq!(reused.text_of("type"), "urn:tillbud:problem:idempotency-key-reused");
    assert_ne!(send(&app, "k-2", "samma ord").await.created().text, first);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeated_staff_request_is_answered_again_and_adds_nothing() {
    let app = TestApp::start().await;
    let (report_id, _) = app.report("ord").await;
    let ask = |text: &'static str| {
        let path = format!("/api/v1/reports/{report_id}/question");
        let request = app.request(Method::POST, &path).bearer_auth(&app.coordinator);
        read(
            request
                .header("idempotency-key", "q-1")
                .header("if-match", "\"1\"")
                .json(&json!({ "text": text })),
        )
    };
    let first = ask("Hur då?").await.ok();
    // The stream has moved on, so If-Match is stale; the repetition is recognised first.
    let again = ask("Hur då?").await.ok();
    assert_eq!(first.text, again.text);
    ask("Något annat?").await.refused(422);
    let report = app.get(&format!("/api/v1/reports/{report_id}")).await.ok();
    assert_eq!(report.body["messages"].as_array().unwrap().len(), 1);

    let open = || {
        let request = app.request(Method::POST, "/api/v1/incidents").bearer_auth(&app.coordinator);
        read(
            request
                .header("idempotency-key", "o-1")
                .json(&json!({ "report_ids": [report_id], "title": "T" })),
        )
    };
    let answers = join_all((0..5).map(|_| open())).await;
    let created: Vec<_> = answers.iter().filter(|answer| answer.status == 201).collect();
    assert!(!created.is_empty());
    assert!(created.iter().all(|answer| answer.text == created[0].text));
    let board = app.get("/api/v1/incidents").await.ok();
    assert_eq!(board.body["items"].as_array().unwrap().len(), 1);
    app.stop().await;
}
