//! Rubbish gets a clear answer: what was wrong, what to do, in the reader's language.

use reqwest::Method;
use serde_json::json;

use crate::support::app::{TestApp, read};

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_of_bad_request_is_a_problem_document() {
    let app = TestApp::start().await;
    let post = |content_type: &str, body: String| {
        let request = app.request(Method::POST, "/api/v1/reports");
        read(request.header("content-type", content_type).body(body))
    };
    let json_type = "application/json";
    post(json_type, "{".into()).await.refused(400);
    post(json_type, "{\"narrative\":\"a\"} x".into()).await.refused(400);
    post("text/plain", "hej".into()).await.refused(415);
    post(json_type, "\u{feff}{}".into()).await.refused(400);
    let missing = post(json_type, "{}".into()).await.refused(422);
    assert!(missing.text.contains("narrative"), "{}", missing.text);
    let severity = "{\"narrative\":\"a\",\"severity\":\"major\"}";
    post(json_type, severity.into()).await.refused(422);
    let wrong_type =
        post(json_type, "{\"narrative\":{\"secret\":\"words\"}}".into()).await.refused(422);
    assert_eq!(wrong_type.body["errors"][0]["pointer"], json!("/narrative"));
    assert!(!wrong_type.text.contains("words"));
    post(json_type, format!("{{\"narrative\":\"{}\"}}", "x".repeat(256 * 1024))).await.refused(413);
    post(json_type, "{\"narrative\":\"a\\u0000b\"}".into()).await.refused(422);
    post(json_type, "[".repeat(10_000)).await.refused(422);
    post(json_type, "[\"words\"]".into()).await.refused(422);
    post(json_type, format!("{{\"narrative\":{}", "[".repeat(10_000))).await.refused(422);
    read(app.request(Method::GET, "/api/v1/nothing")).await.refused(404);
    read(app.request(Method::DELETE, "/api/v1/reports")).await.refused(405);
    app.get("/api/v1/reports/not-an-id").await.refused(404);
    app.get("/api/v1/reports/7f000000-0000-4000-8000-000000000000").await.refused(404);
    app.get("/api/v1/reports?limit=0").await.refused(400);
    app.get("/api/v1/reports?limit=201").await.refused(400);
    app.get("/api/v1/reports?after=AAAA").await.refused(400);
    app.get("/api/v1/reports?status=lost").await.refused(422);
    app.get("/api/v1/trends/reports?from=2026-13").await.refused(422);
    for list in ["reports?unit", "incidents?unit", "actions?owner", "trends/reports?unit"] {
        app.get(&format!("/api/v1/{list}=%00")).await.refused(422);
    }
    app.get("/api/v1/incidents?category=Not%20A%20Code").await.refused(422);
    app.get("/api/v1/incidents?unit=").await.ok();
    app.get("/api/v1/trends/persons").await.refused(404);
    let unknown = app.post("/api/v1/incidents", json!({ "report_ids": [], "title": "x" })).await;
    unknown.refused(422);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn problems_are_told_in_the_readers_language() {
    let app = TestApp::start().await;
    let ask = |language: &str| {
        let request =
            app.request(Method::POST, "/api/v1/reports").header("accept-language", language);
        read(request.json(&json!({ "narrative": "" })))
    };
    let (sv, en) = (ask("sv").await.refused(422), ask("en").await.refused(422));
    assert_ne!(sv.text_of("title"), en.text_of("title"));
    assert_ne!(sv.body["errors"][0]["detail"], en.body["errors"][0]["detail"]);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn national_security_is_turned_away_with_the_right_way() {
    let app = TestApp::start().await;
    let (id, _) = app.incident("local_fix").await;
    let body = json!({ "actual": "none", "potential": "minor", "category": "other",
        "assets": [{ "asset": "Ritningar", "k": 4, "r": 1, "t": 1 }] });
    let path = format!("/api/v1/incidents/{id}/triage");
    let request = app.request(Method::POST, &path).bearer_auth(&app.coordinator);
    let refused = read(request.header("accept-language", "sv").json(&body)).await.refused(422);
    assert_eq!(refused.body["errors"][0]["pointer"], json!("/assets/0/k"));
    assert!(refused.text.contains("säkerhetsskydd"), "{}", refused.text);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_could_have_come_of_it_follows_from_harm_and_likelihood() {
    let app = TestApp::start().await;
    let (id, _) = app.incident("local_fix").await;
    let path = format!("/api/v1/incidents/{id}/triage");
    let triage = async |potential: Option<&str>, harm: &str, likelihood: &str| {
        let body = json!({ "actual": "none", "potential": potential.unwrap_or_default(),
            "risk": { "harm": harm, "likelihood": likelihood }, "category": "other" });
        read(app.request(Method::POST, &path).bearer_auth(&app.coordinator).json(&body)).await
    };
    triage(None, "catastrophic", "unlikely").await.ok();
    let incident = async || app.get(&format!("/api/v1/incidents/{id}")).await.ok().body;
    let judged = incident().await;
    assert_eq!(judged["potential"], json!("major"));
    assert_eq!(judged["risk"], json!(["catastrophic", "unlikely"]));
    triage(Some("major"), "major", "possible").await.ok();
    triage(Some("minor"), "major", "possible").await.refused(422);
    for (harm, likelihood, pointer) in
        [("bad", "likely", "/risk/harm"), ("major", "often", "/risk/likelihood")]
    {
        let refused = triage(None, harm, likelihood).await.refused(422);
        assert_eq!(refused.body["errors"][0]["pointer"], json!(pointer), "{}", refused.text);
    }
    assert_eq!(incident().await["risk"], json!(["major", "possible"]));
    app.stop().await;
}
