//! The gate before what others read: settle the words, or say why they stay.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::app::{Answer, TestApp, read, triage};

const BLAMING: &str = "Vikarien Anna Berg glömde att låsa.";
const CALM: &str = "Skåpet gick inte att låsa inifrån.";

/// What is named, as "pointer words", and that each comes with a suggestion.
fn named(answer: &Answer) -> Vec<String> {
    assert_eq!(answer.body["type"], "urn:tillbud:problem:wording", "{}", answer.text);
    let errors = answer.body["errors"].as_array().unwrap();
    let named = |error: &Value| {
        let detail = error["detail"].as_str().unwrap();
        let words = detail.split(['”', '“']).nth(1).unwrap();
        assert!(detail.len() > words.len() + 40, "{detail} has no suggestion");
        format!("{} {words}", error["pointer"].as_str().unwrap())
    };
    errors.iter().map(named).collect()
}

async fn events(app: &TestApp, timeline: &str) -> Vec<String> {
    let shown = app.get(timeline).await.ok();
    let items = shown.body["items"].as_array().unwrap().clone();
    items.iter().map(|item| item["event_type"].as_str().unwrap().to_owned()).collect()
}

/// Sends `body` with blaming words, sees them named, and sends it again with a reason.
async fn is_gated(app: &TestApp, path: &str, field: &str, mut body: Value) {
    body[field] = json!(BLAMING);
    let refused = app.post(path, body.clone()).await.refused(422);
    let pointer = |words: &str| format!("/{field} {words}");
    assert_eq!(named(&refused), [pointer("Anna Berg"), pointer("glömde")], "{path}");
    body["kept_wording"] = json!("  ");
    app.post(path, body.clone()).await.refused(422);
    body["kept_wording"] = json!("å".repeat(4_001));
    let too_long = app.post(path, body.clone()).await.refused(422);
    assert_eq!(too_long.body["errors"][0]["pointer"], "/kept_wording");
    body["kept_wording"] = json!("Ordagrant ur protokollet.");
    let taken = app.post(path, body).await;
    assert!([200, 201].contains(&taken.status.as_u16()), "{path}: {}", taken.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_reporter_is_told_is_settled_or_kept_for_a_reason() {
    let app = TestApp::start().await;
    let (first, _) = app.report(BLAMING).await;
    let (second, _) = app.report("Golvet är halt.").await;
    let path = format!("/api/v1/reports/{first}");
    is_gated(&app, &format!("{path}/question"), "text", json!({})).await;
    is_gated(&app, &format!("{path}/feedback"), "text", json!({})).await;
    is_gated(&app, &format!("{path}/decline"), "feedback", json!({})).await;
    let second = format!("/api/v1/reports/{second}/reroute");
    is_gated(&app, &second, "feedback", json!({ "to": "manager" })).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_analysis_is_settled_or_kept_for_a_reason_which_the_log_holds() {
    let app = TestApp::start().await;
    let (report_id, _) = app.report("Golvet är halt.").await;
    let report = format!("/api/v1/reports/{report_id}");
    let opened = json!({ "report_ids": [report_id], "title": "Halt golv" });
    let id = app.post("/api/v1/incidents", opened).await.created().text_of("incident_id");
    let path = format!("/api/v1/incidents/{id}");
    app.post(&format!("{path}/triage"), triage()).await.ok();
    app.post(&format!("{path}/response"), json!({ "response": "full_analysis" })).await.ok();
    is_gated(&app, &format!("{path}/timeline-items"), "text", json!({})).await;
    let factor = json!({ "element": "organisation", "direction": "hindered" });
    is_gated(&app, &format!("{path}/factors"), "text", factor).await;
    is_gated(&app, &format!("{path}/complete-analysis"), "summary", json!({})).await;
    app.post(&format!("{report}/feedback"), json!({ "text": CALM })).await.ok();
    is_gated(&app, &format!("{path}/close"), "outcome", json!({})).await;
    let kinds = events(&app, &format!("{path}/timeline")).await;
    let kept = kinds.iter().filter(|kind| *kind == "incident.wording_kept").count();
    assert_eq!(kept, 4, "{kinds:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn calm_words_pass_and_a_reason_that_nothing_needs_is_not_kept() {
    let app = TestApp::start().await;
    let (report_id, _) = app.report("Golvet är halt.").await;
    let path = format!("/api/v1/reports/{report_id}/feedback");
    let body = json!({ "text": CALM, "kept_wording": "Behövs inte." });
    let answer = app.post(&path, body).await.ok();
    // Received and answered; no third event.
    assert_eq!(answer.body["version"], 2, "{}", answer.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_suggestion_comes_in_the_language_of_the_reader() {
    let app = TestApp::start().await;
    let (report_id, _) = app.report("Golvet är halt.").await;
    let request = app.request(Method::POST, &format!("/api/v1/reports/{report_id}/question"));
    let request = request.bearer_auth(&app.coordinator).header("accept-language", "en");
    let refused = read(request.json(&json!({ "text": "Ni glömde grinden." }))).await.refused(422);
    let detail = &refused.body["errors"][0]["detail"];
    assert_eq!(detail, "“glömde” may point someone out. What would have been a reminder?");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_words_of_a_reporter_are_never_gated() {
    let app = TestApp::start().await;
    app.report("Anna Berg glömde, och chefen var inkompetent. Human error!").await;
}
