//! What a reporter does with the code: takes back, tells how it was, reaches the independent role.

use reqwest::Method;
use serde_json::{Value, json};
use tillbud_events::{Role, limits};

use crate::support::app::{Answer, TestApp, read};

const CONCERN: &str = "mitt schema ändrades veckan efter";

#[tokio::test(flavor = "multi_thread")]
async fn a_report_taken_back_is_without_words_everywhere_and_keeps_its_facts() {
    let app = TestApp::start().await;
    let (id, receipt) = app.report("hemliga ord om larmet").await;
    app.opened(&id).await;
    app.wish(&receipt, "messages", json!({ "text": "hemligt tillägg" })).await.ok();
    let done = app.wish(&receipt, "withdraw", json!({})).await.ok();
    let tip = app.tip().await;
    let again = app.wish(&receipt, "withdraw", json!({})).await.ok();
    assert_eq!((again.etag, app.tip().await), (done.etag, tip), "once is enough");

    let seen = app.receipt(&receipt).await.ok();
    assert_eq!(
        (seen.text_of("status"), seen.text_of("grounds")),
        ("erased".into(), "withdrawn".into())
    );
    assert_eq!(seen.text_of("erased_on").len(), "2026-11-25".len());
    assert_eq!((&seen.body["narrative"], &seen.body["decision"]), (&Value::Null, &Value::Null));
    assert_eq!(seen.body["ledger"][0]["purpose"], json!("triage"), "who read it is still told");
    let shown = app.get(&format!("/api/v1/reports/{id}")).await.ok();
    assert_eq!(shown.text_of("original"), "erased");
    assert_eq!(shown.body["kind"], json!("near_miss"));
    for answer in [&seen, &shown] {
        assert!(!answer.text.contains("hemlig"), "{}", answer.text);
    }
    let trend = app.get("/api/v1/trends/reports").await.ok();
    assert_eq!(trend.body["total"], json!(1), "{}", trend.text);
    app.wish(&receipt, "messages", json!({ "text": "mer" })).await.refused(422);
    app.wish(&receipt, "experience", json!({ "again": "no" })).await.refused(422);
    app.wish(&receipt, "concerns", json!({ "text": CONCERN })).await.ok();
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whether_one_would_report_again_can_be_told_and_changed() {
    let app = TestApp::start().await;
    let (_, receipt) = app.report("Halt golv").await;
    assert_eq!(app.receipt(&receipt).await.ok().body["again"], Value::Null);
    for again in ["unsure", "yes"] {
        app.wish(&receipt, "experience", json!({ "again": again })).await.ok();
        assert_eq!(app.receipt(&receipt).await.ok().text_of("again"), again);
    }
    app.wish(&receipt, "experience", json!({ "again": "never" })).await.refused(422);
    for what in ["withdraw", "experience", "concerns", "messages"] {
        app.wish("7K3M9Q-2RV8XA-4TB0ZC", what, json!({})).await.refused(401);
    }
    app.stop().await;
}

/// Whether anything of a concern shows.
fn tells_of_concern(answer: &Answer, concern_id: &str) -> bool {
    [CONCERN, concern_id, "concern.raised", "concern.answered", "concern_id"]
        .iter()
        .any(|sign| answer.text.contains(sign))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_concern_reaches_the_independent_role_alone_and_the_answer_its_reporter() {
    let app = TestApp::start().await;
    let (incident, _) = app.incident("local_fix").await;
    let (id, receipt) = app.report("Halt golv").await;
    let (_, another) = app.report("Något annat").await;
    let key = |request: reqwest::RequestBuilder| {
        let code = format!("Receipt {receipt}");
        request.header("authorization", code).header("idempotency-key", "k1")
    };
    let body = json!({ "text": CONCERN });
    let raise = || read(key(app.request(Method::POST, "/api/v1/receipt/concerns")).json(&body));
    raise().await.ok();
    let tip = app.tip().await;
    raise().await.ok();
    assert_eq!(app.tip().await, tip, "the same request twice is one message");

    let independent = app.token(Role::Independent).await;
    let list = app.request(Method::GET, "/api/v1/concerns").bearer_auth(&independent);
    let list = read(list).await.ok();
    let concern_id = list.body["items"][0]["concern_id"].as_str().unwrap().to_owned();
    assert_eq!(list.body["items"].as_array().unwrap().len(), 1);
    assert_eq!(list.body["items"][0]["answer_owed"], json!(true));
    let path = format!("/api/v1/concerns/{concern_id}");
    let one = read(app.request(Method::GET, &path).bearer_auth(&independent)).await.ok();
    assert_eq!(one.body["messages"][0]["text"], json!(CONCERN));
    assert!(!one.text.contains(&id) && !list.text.contains(&id), "nothing leads to the report");
    let answer = app.request(Method::POST, &format!("{path}/answer")).bearer_auth(&independent);
    read(answer.json(&json!({ "text": "Hur märks det?" }))).await.ok();

    let mine = app.receipt(&receipt).await.ok();
    let told: Vec<_> = mine.body["concern"].as_array().unwrap().iter().collect();
    assert_eq!((&told[0]["text"], &told[1]["text"]), (&json!(CONCERN), &json!("Hur märks det?")));
    assert_eq!(app.receipt(&another).await.ok().body["concern"], json!([]));

    // No other role meets it anywhere that it can read.
    let places = [
        "/api/v1/reports".to_owned(),
        format!("/api/v1/reports/{id}"),
        "/api/v1/incidents".to_owned(),
        format!("/api/v1/incidents/{incident}/timeline"),
        "/api/v1/actions".to_owned(),
        "/api/v1/trends/reports".to_owned(),
        "/api/v1/events?limit=200".to_owned(),
        "/api/v1/concerns".to_owned(),
        path.clone(),
        "/metrics".to_owned(),
        "/desk".to_owned(),
        format!("/desk/reports/{id}"),
        "/trends".to_owned(),
        "/concerns".to_owned(),
    ];
    for role in Role::ALL {
        let token = app.token(role).await;
        for place in &places {
            let seen = read(app.request(Method::GET, place).bearer_auth(&token)).await;
            let may = role == Role::Independent && seen.status == 200 && place.contains("concerns");
            assert_eq!(
                tells_of_concern(&seen, &concern_id),
                may,
                "{role} at {place}: {}",
                seen.text
            );
        }
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_that_an_auditor_reads_keeps_its_positions_and_withholds_concerns() {
    let app = TestApp::start().await;
    let (_, receipt) = app.report("Halt golv").await;
    app.wish(&receipt, "concerns", json!({ "text": CONCERN })).await.ok();
    app.report("Ett till").await;
    let auditor = app.token(Role::Auditor).await;
    let page = app.request(Method::GET, "/api/v1/events").bearer_auth(&auditor);
    let page = read(page).await.ok();
    let items = page.body["items"].as_array().unwrap();
    let positions: Vec<_> = items.iter().map(|item| item["position"].as_u64().unwrap()).collect();
    assert_eq!(positions, [1, 2, 3]);
    assert_eq!(items[1], json!({ "position": 2, "withheld": true }));
    let live = app.request(Method::GET, "/api/v1/events?after=1").bearer_auth(&auditor);
    let mut live = live.header("accept", "text/event-stream").send().await.unwrap();
    let chunk = live.chunk().await.unwrap().unwrap();
    let chunk = String::from_utf8_lossy(&chunk);
    assert!(chunk.contains("event: withheld") && !chunk.contains("concern"), "{chunk}");
    drop(live);
    let verified = app.app().store.verify(|_, _| {}).await.unwrap();
    assert_eq!((verified.events, verified.streams), (3, 3), "verifying counts it like any other");
    app.stop().await;
}

async fn page_of(app: &TestApp, path: &str, fields: &[(&str, &str)]) -> (u16, String) {
    let answer = app.form(&format!("{path}?lang=sv"), fields).await;
    (answer.status.as_u16(), answer.text)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_form_of_the_page_works_once_and_keeps_what_was_typed() {
    let app = TestApp::start().await;
    let (id, receipt) = app.report("Halt golv").await;
    let code = ("code", receipt.as_str());
    let forms = [
        ("/receipt/messages", ("text", "Ett tillägg"), "Tack, det du skrev är mottaget."),
        ("/receipt/experience", ("again", "no"), "Tack, ditt svar är noterat."),
        ("/receipt/concerns", ("concern", CONCERN), "Tack för att du berättade."),
    ];
    app.post(&format!("/api/v1/reports/{id}/feedback"), json!({ "text": "Nu finns en matta." }))
        .await
        .ok();
    for (path, said, thanks) in forms {
        let fields = [code, ("key", "k"), said];
        let (status, page) = page_of(&app, path, &fields).await;
        assert!(status == 200 && page.contains(thanks), "{path}: {page}");
        let tip = app.tip().await;
        assert_eq!(page_of(&app, path, &fields).await.0, 200);
        assert_eq!(app.tip().await, tip, "{path}: two clicks, one fact");
        let (status, _) = page_of(&app, path, &[("code", "7K3M9Q"), said]).await;
        assert_eq!(status, 422, "{path}");
        let (status, page) = page_of(&app, path, &[code, ("key", "other")]).await;
        assert!(status == 422 && page.contains("role=\"alert\""), "{path}: {page}");
    }
    let (status, page) =
        page_of(&app, "/receipt/messages", &[code, ("key", "k"), ("text", "Ändrat")]).await;
    assert!(status == 409 && page.contains(">\nÄndrat</textarea>"), "{page}");
    let long = "å".repeat(limits::TEXT_CHARACTERS);
    assert_eq!(page_of(&app, "/receipt/concerns", &[code, ("concern", &long)]).await.0, 200);
    let longer = format!("{long}ä");
    let (status, page) = page_of(&app, "/receipt/concerns", &[code, ("concern", &longer)]).await;
    assert!(status == 422 && page.contains(&longer));

    let (status, page) = page_of(&app, "/receipt/withdraw", &[code, ("key", "k")]).await;
    assert!(status == 422 && page.contains("Kryssa i rutan först"), "{page}");
    assert_eq!(app.receipt(&receipt).await.ok().text_of("narrative"), "Halt golv");
    let (status, page) =
        page_of(&app, "/receipt/withdraw", &[code, ("key", "k"), ("sure", "yes")]).await;
    assert!(status == 200 && page.contains("Du tog tillbaka rapporten"), "{page}");
    assert!(!page.contains("Halt golv") && !page.contains("Ett tillägg"));
    let (status, page) = page_of(&app, "/receipt/messages", &[code, ("text", "Sent svar")]).await;
    assert!(status == 422 && page.contains("Orden i rapporten är raderade."), "{page}");
    app.stop().await;
}
