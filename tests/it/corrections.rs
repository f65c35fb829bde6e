//! What was said wrong is said right: by a new event, through the pages and the API, and what
//! took its place is all that is found and counted.

use serde_json::{Value, json};

use crate::support::app::{Answer, TestApp, shown};

async fn found(app: &TestApp, words: &str) -> Vec<Value> {
    let found = app.get(&format!("/api/v1/search?q={words}")).await.ok();
    found.body["items"].as_array().unwrap().clone()
}

/// Sends a form of `page` with the version that it was shown with.
async fn send(app: &TestApp, page: &str, wish: &str, fields: &[(&str, &str)]) -> Answer {
    let html = app.get(page).await.ok().text;
    let version = shown(&html, "name=\"version\" value=\"", "\"");
    let carried = [("key", wish), ("version", version.as_str()), ("wish", wish)];
    let form = [carried.as_slice(), fields].concat();
    app.form_as(&app.coordinator, &format!("{page}/work"), &form).await
}

async fn hindering(app: &TestApp) -> String {
    let counts = app.get("/trends/pareto/points.csv").await.ok();
    counts.text
}

#[tokio::test(flavor = "multi_thread")]
async fn a_title_is_changed_and_the_earlier_one_stands_in_the_history_alone() {
    let app = TestApp::start().await;
    let (id, _) = app.incident("local_fix").await;
    let page = format!("/incidents/{id}");
    let silent = send(&app, &page, "retitle", &[("title_text", " ")]).await;
    assert_eq!(silent.status, 422, "{}", silent.text);
    let first = "Fallolyckan vid kajen";
    assert_eq!(send(&app, &page, "retitle", &[("title_text", first)]).await.status, 303);
    let retitle = format!("/api/v1/incidents/{id}/retitle");
    let longest = "t".repeat(200);
    app.post(&retitle, json!({ "title": format!("{longest}t") })).await.refused(422);
    app.post(&retitle, json!({ "title": longest })).await.ok();
    app.post(&retitle, json!({ "title": "Halt golv på lastkajen" })).await.ok();
    let row = app.get(&format!("/api/v1{page}")).await.ok();
    assert_eq!(row.text_of("title"), "Halt golv på lastkajen");
    let html = app.get(&page).await.ok().text;
    assert!(html.contains("<h1>Halt golv på lastkajen</h1>") && html.contains(first), "{html}");
    assert!(found(&app, "fallolycka").await.is_empty());
    assert_eq!(found(&app, "lastkaj").await.len(), 1);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_condition_that_was_none_leaves_the_analysis_the_search_and_the_statistics() {
    let app = TestApp::start().await;
    let (id, _) = app.incident("full_analysis").await;
    let page = format!("/incidents/{id}");
    let factor = json!({ "element": "task", "direction": "hindered", "text": "Tidspressen" });
    let named = app.post(&format!("/api/v1{page}/factors"), factor).await.created();
    let factor_id = named.text_of("factor_id");
    assert!(hindering(&app).await.contains("Uppgiften"));
    let withdraw = [("factor_withdrawn", factor_id.as_str()), ("factor_reason", "Ingen brådska")];
    let silent = send(&app, &page, "withdraw_factor", &withdraw[..1]).await;
    assert_eq!(silent.status, 422, "a reason is asked for");
    assert_eq!(send(&app, &page, "withdraw_factor", &withdraw).await.status, 303);
    let row = app.get(&format!("/api/v1{page}")).await.ok();
    assert_eq!(row.body["factors"], json!([]), "{}", row.text);
    let html = app.get(&page).await.ok().text;
    assert!(html.contains("Ingen brådska"), "the history tells why: {html}");
    assert!(found(&app, "tidspress").await.is_empty());
    assert!(!hindering(&app).await.contains("Uppgiften"));
    let again = json!({ "factor_id": factor_id, "reason": "Ingen brådska" });
    app.post(&format!("/api/v1{page}/withdraw-factor"), again).await.refused(422);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_action_is_put_into_other_words_until_it_is_done() {
    let app = TestApp::start().await;
    let (id, _) = app.incident("local_fix").await;
    let body = json!({ "text": "Visa enhetsnamnet", "strength": "stronger" });
    let proposed = app.post(&format!("/api/v1/incidents/{id}/actions"), body).await.created();
    let page = format!("/actions/{}", proposed.text_of("action_id"));
    let words = [("action_text", "Visa hela namnet i listan")];
    assert_eq!(send(&app, &page, "reword", &words).await.status, 303);
    let action = format!("/api/v1{page}");
    assert_eq!(app.get(&action).await.ok().text_of("text"), "Visa hela namnet i listan");
    assert!(found(&app, "enhetsnamn").await.is_empty());
    let decided = json!({ "owner": "IT-chef", "due": "2027-01-31" });
    app.post(&format!("{action}/decide"), decided).await.ok();
    let reword = || json!({ "text": "Visa både namn och enhet" });
    app.post(&format!("{action}/reword"), reword()).await.ok();
    app.post(&format!("{action}/implement"), json!({ "evidence": "Version 4" })).await.ok();
    app.post(&format!("{action}/reword"), json!({ "text": "Något annat" })).await.refused(422);
    assert_eq!(app.get(&action).await.ok().text_of("text"), "Visa både namn och enhet");
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_handed_to_a_role_is_found_by_that_role() {
    let app = TestApp::start().await;
    let (id, _) = app.incident("local_fix").await;
    app.incident("local_fix").await;
    let of = |role: &str| format!("/api/v1/incidents?assigned={role}");
    assert_eq!(app.get(&of("IT-drift")).await.ok().body["items"], json!([]));
    for role in ["Registrator", "IT-drift"] {
        let handed = json!({ "role": role, "handover": "Vi väntar på leverantören" });
        app.post(&format!("/api/v1/incidents/{id}/assign"), handed).await.ok();
    }
    assert_eq!(app.get(&of("Registrator")).await.ok().body["items"], json!([]));
    let found = app.get(&of("IT-drift")).await.ok();
    assert_eq!(found.body["items"].as_array().unwrap().len(), 1);
    assert_eq!(found.body["items"][0]["assigned"], json!("IT-drift"));
    let board = app.get("/desk/incidents?assigned=IT-drift").await.ok().text;
    assert!(board.contains(&id) && board.contains("Arbetar vidare: IT-drift"), "{board}");
    app.stop().await;
}
