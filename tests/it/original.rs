//! A reporter's own words: read by whoever opened them for a purpose, and by nobody else.

use reqwest::Method;
use serde_json::{Value, json};
use tillbud_events::Role;

use crate::support::app::{Answer, TestApp, read};

const WORDS: [&str; 5] =
    ["hala golvet i köket", "bakom spisen", "diskmaskinen", "trångt vid disken", "en kollega såg"];

async fn told(app: &TestApp) -> (String, String) {
    let [narrative, unit, system, hindered, helped] = WORDS;
    let body = json!({ "narrative": narrative, "unit": unit, "system": system,
        "hindered": hindered, "helped": helped, "kind": "near_miss", "urgent": true });
    let sent = read(app.request(Method::POST, "/api/v1/reports").json(&body)).await.created();
    (sent.text_of("report_id"), sent.text_of("receipt"))
}

fn assert_no_words(answer: &Answer) {
    for words in WORDS.into_iter().chain(["det var blött"]) {
        assert!(!answer.text.contains(words), "{words} in {}", answer.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn words_are_shown_to_whoever_opened_them_today_and_to_nobody_else() {
    let app = TestApp::start().await;
    let (id, receipt) = told(&app).await;
    let path = format!("/api/v1/reports/{id}");
    app.post(&format!("{path}/question"), json!({ "text": "Hur såg det ut?" })).await.ok();
    app.wish(&receipt, "messages", json!({ "text": "det var blött" })).await.ok();

    let closed = app.get(&path).await.ok();
    assert_no_words(&closed);
    assert_eq!(closed.text_of("original"), "closed");
    for field in ["narrative", "place", "system", "hindered", "helped"] {
        assert_eq!(closed.body[field], Value::Null, "{field}");
    }
    assert_eq!(closed.body["kind"], json!("near_miss"), "coded facts are there");
    assert_eq!(closed.body["messages"][0]["text"], json!("Hur såg det ut?"), "staff's own words");
    assert_eq!(closed.body["messages"][1]["text"], Value::Null);

    let opened = app.opened(&id).await;
    assert_eq!(opened.text_of("original"), "open");
    for words in WORDS.into_iter().chain(["det var blött"]) {
        assert!(opened.text.contains(words), "{words} in {}", opened.text);
    }
    // The list stays without words, also for whoever has opened them.
    let queue = app.get("/api/v1/reports").await.ok();
    assert_no_words(&queue);
    assert_eq!(queue.body["items"][0]["urgent"], json!(true));
    // Another account opens for itself.
    let other = app.token(Role::Coordinator).await;
    let unopened = read(app.request(Method::GET, &path).bearer_auth(other)).await.ok();
    assert_no_words(&unopened);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_purpose_on_the_same_day_is_one_opening_and_reading_is_none() {
    let app = TestApp::start().await;
    let (id, receipt) = told(&app).await;
    let path = format!("/api/v1/reports/{id}");
    let nobody = app.receipt(&receipt).await.ok();
    assert_eq!(nobody.body["ledger"], json!([]));
    assert_eq!(nobody.text_of("status"), "received");

    let open = format!("{path}/open");
    app.post(&open, json!({ "purpose": "curiosity" })).await.refused(422);
    app.post(&open, json!({})).await.refused(422);
    let first = app.post(&open, json!({ "purpose": "triage" })).await.ok();
    let tip = app.tip().await;
    let again = app.post(&open, json!({ "purpose": "triage" })).await.ok();
    assert_eq!((again.etag, app.tip().await), (first.etag, tip));
    app.post(&open, json!({ "purpose": "dialogue" })).await.ok();
    assert_eq!(app.tip().await, tip + 1);

    let seen = app.receipt(&receipt).await.ok();
    assert_eq!(seen.text_of("status"), "acknowledged", "who has read it has seen it");
    let ledger = seen.body["ledger"].as_array().unwrap();
    let lines: Vec<_> =
        ledger.iter().map(|line| (line["role"].clone(), line["purpose"].clone())).collect();
    let coordinator = json!("coordinator");
    assert_eq!(lines, [(coordinator.clone(), json!("dialogue")), (coordinator, json!("triage"))]);
    for line in ledger {
        assert_eq!(line.as_object().unwrap().len(), 3, "no hour and no pseudonym: {line}");
        assert_eq!(line["day"].as_str().unwrap().len(), "2026-11-25".len());
    }

    let tip = app.tip().await;
    for path in ["/api/v1/reports", &path, "/desk", &format!("/desk/reports/{id}")] {
        assert_eq!(app.get(path).await.status, 200, "{path}");
    }
    app.receipt(&receipt).await.ok();
    let page = app.form("/receipt?lang=sv", &[("code", &receipt)]).await.ok();
    assert!(page.text.contains("för att bedöma vad rapporten gäller"), "{}", page.text);
    assert_eq!(app.tip().await, tip, "reading leaves no trace");
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_of_staff_hold_no_words_until_the_form_was_sent() {
    let app = TestApp::start().await;
    let (id, receipt) = told(&app).await;
    let body = json!({ "report_ids": [id], "title": "Golv" });
    let incident = app.post("/api/v1/incidents", body).await.created().text_of("incident_id");
    let page = format!("/desk/reports/{id}");
    for path in ["/desk", &page, &format!("/incidents/{incident}")] {
        assert_no_words(&app.get(path).await);
    }
    let send = |purpose: &'static str| {
        let request = app.request(Method::POST, &page).bearer_auth(&app.coordinator);
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        async move { request.body(format!("purpose={purpose}&key=k")).send().await.unwrap() }
    };
    assert_eq!(send("curiosity").await.status(), 400);
    assert_no_words(&app.get(&page).await);
    let sent = send("analysis").await;
    assert_eq!(
        (sent.status().as_u16(), &sent.headers()["location"]),
        (303, &page.parse().unwrap())
    );
    assert!(app.get(&page).await.text.contains(WORDS[0]));
    assert_no_words(&app.get("/desk").await);
    let ledger = app.receipt(&receipt).await.ok();
    assert_eq!(ledger.body["ledger"][0]["purpose"], json!("analysis"));
    app.stop().await;
}
