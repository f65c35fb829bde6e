//! One report, all the way: sent, triaged, analysed, acted on, closed, counted.

use reqwest::Method;
use serde_json::json;

use crate::support::app::{TestApp, read, triage};
use crate::support::postgres;

#[tokio::test(flavor = "multi_thread")]
async fn a_report_becomes_a_closed_incident_and_a_number_in_a_trend() {
    journey(None).await;
    if let Some(database) = postgres::database().await {
        journey(Some(database)).await;
    }
}

async fn journey(database: Option<String>) {
    let app = TestApp::start_in(tempfile::tempdir().unwrap(), database.clone()).await;
    let (report_id, receipt) = app.report("Jag skickade nästan listan till fel Berg.").await;

    // The coordinator finds it, sees it, asks; the reporter answers without an account.
    let queue = app.get("/api/v1/reports").await.ok();
    assert_eq!(queue.body["items"][0]["report_id"], json!(report_id));
    let report = format!("/api/v1/reports/{report_id}");
    app.post(&format!("{report}/acknowledge"), json!({})).await.ok();
    app.post(&format!("{report}/question"), json!({ "text": "Hur såg listan ut?" })).await.ok();
    let asked = app.request(Method::GET, "/api/v1/receipt");
    let asked = read(asked.header("authorization", format!("Receipt {receipt}"))).await.ok();
    assert_eq!(asked.text_of("status"), "acknowledged");
    assert_eq!(asked.body["messages"][0]["text"], json!("Hur såg listan ut?"));
    let answer = app.request(Method::POST, "/api/v1/receipt/messages");
    let answer = answer.header("authorization", format!("Receipt {}", receipt.to_lowercase()));
    read(answer.json(&json!({ "text": "Två namn i rad" }))).await.ok();

    // It becomes an incident, is triaged and analysed.
    let body = json!({ "report_ids": [report_id], "title": "Två mottagare med samma namn" });
    let incident_id = app.post("/api/v1/incidents", body).await.created().text_of("incident_id");
    let incident = format!("/api/v1/incidents/{incident_id}");
    let early = app.post(&format!("{incident}/close"), json!({ "outcome": "Klart" })).await;
    let gates: Vec<_> = early.refused(422).body["gates"].as_array().unwrap().clone();
    let gates: Vec<_> = gates.iter().map(|gate| gate["gate"].as_str().unwrap()).collect();
    assert_eq!(gates, ["triage", "response", "feedback"]);
    let mut judged = triage();
    judged["assets"] = json!([{ "asset": "E-post", "k": 2, "r": 1, "t": 1 }]);
    judged["assess"] = json!(["gdpr"]);
    app.post(&format!("{incident}/triage"), judged).await.ok();
    app.post(&format!("{incident}/response"), json!({ "response": "full_analysis" })).await.ok();
    let item = json!({ "text": "Listan öppnades", "happened": "2026-11" });
    app.post(&format!("{incident}/timeline-items"), item).await.created();
    let factor = json!({ "element": "tools_and_technology", "direction": "hindered", "text": "Namnen ser lika ut" });
    let factor_id =
        app.post(&format!("{incident}/factors"), factor).await.created().text_of("factor_id");
    let summary = json!({ "summary": "Listan skiljer inte på lika namn." });
    app.post(&format!("{incident}/complete-analysis"), summary).await.ok();

    // An action, followed until another role confirms its effect.
    let proposed = json!({ "text": "Visa enhet vid namnet", "strength": "stronger", "addresses": [factor_id] });
    let action_id =
        app.post(&format!("{incident}/actions"), proposed).await.created().text_of("action_id");
    let action = format!("/api/v1/actions/{action_id}");
    app.post(&format!("{action}/decide"), json!({ "owner": "IT-chef", "due": "2027-01-31" }))
        .await
        .ok();
    let moved = json!({ "due": "2027-02-28", "reason": "Leveransen dröjer" });
    app.post(&format!("{action}/reschedule"), moved).await.ok();
    app.post(&format!("{action}/implement"), json!({ "evidence": "Version 4.2" })).await.ok();
    let effect = json!({ "effect": "improved", "text": "Inga fler på tre månader" });
    app.post(&format!("{action}/assess"), effect).await.ok();
    app.post(&format!("{action}/verify"), json!({ "verifier": "it-CHEF" })).await.refused(422);
    app.post(&format!("{action}/verify"), json!({ "verifier": "Samordnare" })).await.ok();

    // Closing waits for the reporter's feedback and the law.
    let gates =
        app.post(&format!("{incident}/close"), json!({ "outcome": "Klart" })).await.refused(422);
    assert_eq!(gates.body["gates"].as_array().unwrap().len(), 2, "{}", gates.text);
    app.post(&format!("{report}/feedback"), json!({ "text": "Namnen visas nu med enhet." }))
        .await
        .ok();
    let decided = json!({ "regime": "gdpr", "notifiable": false, "reasons": "Inget skickades" });
    app.post(&format!("{incident}/assessments"), decided).await.ok();
    let closed = app.post(&format!("{incident}/close"), json!({ "outcome": "Klart" })).await.ok();

    // Everyone sees what came of it.
    let shown = app.get(&incident).await.ok();
    assert_eq!(shown.text_of("stage"), "closed");
    assert_eq!(shown.etag, closed.etag);
    let timeline = app.get(&format!("{incident}/timeline")).await.ok();
    let kinds: Vec<_> = timeline.body["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|i| i["event_type"].clone())
        .collect();
    assert!(
        kinds.contains(&json!("incident.opened")) && kinds.contains(&json!("action.verified")),
        "{kinds:?}"
    );
    let status = app.request(Method::GET, "/api/v1/receipt");
    let status = read(status.header("authorization", format!("Receipt {receipt}"))).await.ok();
    assert_eq!(status.text_of("status"), "closed");
    let trend = app.get("/api/v1/trends/reports?by=category").await.ok();
    let line = &trend.body["lines"][0];
    assert_eq!(
        (&line["key"], &line["total"]),
        (&json!("misdirected"), &json!(1)),
        "{}",
        trend.text
    );
    let trend = app.get("/api/v1/trends/reports?by=unit&unit=Norr").await.ok();
    assert_eq!(trend.body["total"], json!(1));

    // After a restart everything is still there.
    let directory = app.stop().await;
    let app = TestApp::start_in(directory, database).await;
    assert_eq!(app.get(&incident).await.ok().text_of("stage"), "closed");
    app.post(&format!("{incident}/reopen"), json!({ "reason": "Det hände igen" })).await.ok();
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn merging_and_unmerging_gives_back_what_was() {
    let app = TestApp::start().await;
    let (one, _) = app.incident("local_fix").await;
    let (two, _) = app.incident("local_fix").await;
    let before = app.get(&format!("/api/v1/incidents/{one}")).await.ok();
    app.post(&format!("/api/v1/incidents/{one}/merge"), json!({ "into": two })).await.ok();
    app.post(&format!("/api/v1/incidents/{two}/merge"), json!({ "into": one })).await.refused(422);
    app.post(&format!("/api/v1/incidents/{one}/triage"), triage()).await.refused(422);
    let merged = app.get(&format!("/api/v1/incidents/{two}")).await.ok();
    assert_eq!(merged.body["merged_ids"], json!([one]));
    app.post(&format!("/api/v1/incidents/{one}/unmerge"), json!({})).await.ok();
    let after = app.get(&format!("/api/v1/incidents/{one}")).await.ok();
    for field in ["stage", "title", "category", "report_ids", "merged_into", "response"] {
        assert_eq!(before.body[field], after.body[field], "{field}");
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_reporter_never_sees_another_reporters_words() {
    let app = TestApp::start().await;
    let (mine, receipt) = app.report("mina ord om larmet").await;
    let (other, _) = app.report("andras ord om dörren").await;
    let body = json!({ "report_ids": [mine, other], "title": "Larm och dörr" });
    let id = app.post("/api/v1/incidents", body).await.created().text_of("incident_id");
    app.post(
        &format!("/api/v1/reports/{other}/feedback"),
        json!({ "text": "bara till den andra" }),
    )
    .await
    .ok();
    let item = json!({ "text": "intern tidslinje" });
    app.post(&format!("/api/v1/incidents/{id}/timeline-items"), item).await.created();
    let status = app.request(Method::GET, "/api/v1/receipt");
    let status = read(status.header("authorization", format!("Receipt {receipt}"))).await.ok();
    assert!(status.text.contains("mina ord"));
    for hidden in
        ["andras ord", "bara till den andra", "intern tidslinje", &other, &id, "Larm och dörr"]
    {
        assert!(!status.text.contains(hidden), "{hidden} in {}", status.text);
    }
    app.stop().await;
}
