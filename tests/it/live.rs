//! What an open page hears: ids of what its role may see, until its session ends.

use jiff::ToSpan;
use reqwest::{Method, Response};
use serde_json::json;
use tillbud::access::session::Origin;
use tillbud::clock::Clock;
use tillbud::holding::HoldMinutes;
use tillbud_events::Role;

use crate::support::app::{TestApp, read};

async fn listen(app: &TestApp, token: &str) -> Response {
    let after = app.tip().await;
    let request = app.request(Method::GET, &format!("/live?after={after}")).bearer_auth(token);
    let live = request.send().await.unwrap();
    assert_eq!(live.headers()["content-type"], "text/event-stream");
    live
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_report_is_told_by_its_id_and_nothing_of_it() {
    let app = TestApp::start().await;
    let mut live = listen(&app, &app.coordinator).await;
    let (id, receipt) = app.report("Golvet är halt.").await;
    let chunk = live.chunk().await.unwrap().unwrap();
    let chunk = String::from_utf8_lossy(&chunk).into_owned();
    assert!(chunk.contains(&format!("data: report {id}")), "{chunk}");
    assert!(!chunk.contains("halt") && !chunk.contains("near_miss"), "{chunk}");
    // What this account does itself is no news to it, and a concern is none of its business.
    app.post(&format!("/api/v1/reports/{id}/question"), json!({ "text": "När?" })).await.ok();
    app.wish(&receipt, "concerns", json!({ "text": "Mitt schema ändrades" })).await.ok();
    app.wish(&receipt, "messages", json!({ "text": "i går" })).await.ok();
    let chunk = live.chunk().await.unwrap().unwrap();
    let chunk = String::from_utf8_lossy(&chunk).into_owned();
    assert!(chunk.contains(&format!("data: report {id}")), "{chunk}");
    assert_eq!(chunk.matches("data:").count(), 1, "{chunk}");
    drop(live);
    app.stop().await;
}

/// The next thing that is told.
async fn next(live: &mut Response) -> String {
    // What only keeps the connection alive tells of nothing.
    loop {
        let chunk = live.chunk().await.unwrap().unwrap();
        let chunk = String::from_utf8_lossy(&chunk).into_owned();
        if let Some(told) = chunk.lines().find_map(|line| line.strip_prefix("data: ")) {
            return told.to_owned();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_role_hears_of_what_its_page_of_today_shows() {
    let app = TestApp::start().await;
    let (analyst, owner) = (app.token(Role::Analyst).await, app.token(Role::ActionOwner).await);
    app.sees_to(&owner, "it").await;
    let other = app.token(Role::Coordinator).await;
    let (incident, _) = app.incident("local_fix").await;
    let mut lives = [listen(&app, &analyst).await, listen(&app, &owner).await];
    let (mut colleague, mut writer) =
        (listen(&app, &other).await, listen(&app, &app.coordinator).await);
    let action = async |text: &str, day: jiff::civil::Date| {
        let proposed = json!({ "text": text, "strength": "stronger" });
        let path = format!("/api/v1/incidents/{incident}/actions");
        let id = app.post(&path, proposed).await.created().text_of("action_id");
        let decided = json!({ "owner": "IT", "due": day.to_string() });
        app.post(&format!("/api/v1/actions/{id}/decide"), decided).await.ok();
        id
    };
    let today = app.app().clock.today();
    let far = action("Byt golv", today.saturating_add(60.days())).await;
    let near = action("Lås ytan", today.saturating_add(3.days())).await;
    for live in lives.iter_mut().chain([&mut colleague]) {
        assert_eq!(next(live).await, format!("action {near}"), "the other one is not near");
    }
    // Its effect is for those who work with actions: the page of the others does not show it.
    let done = json!({ "evidence": "Låst" });
    let implement = app.request(Method::POST, &format!("/api/v1/actions/{far}/implement"));
    read(implement.bearer_auth(&other).json(&done)).await.ok();
    assert_eq!(next(&mut writer).await, format!("action {far}"));
    // A lesson waits for whoever did not write it.
    let lesson = app.lesson(&incident, "Rader som liknar varandra").await;
    assert_eq!(next(&mut colleague).await, format!("lesson {lesson}"));
    let (last, _) = app.report("Golvet är halt.").await;
    assert_eq!(next(&mut writer).await, format!("report {last}"));
    let later = action("Märk raderna", today.saturating_add(2.days())).await;
    for live in &mut lives {
        assert_eq!(next(live).await, format!("action {later}"), "nothing came between");
    }
    drop((lives, colleague, writer));
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_ends_with_its_session() {
    let app = TestApp::start().await;
    let access = &app.app().access;
    let token = app.token(Role::Coordinator).await;
    let staff = access.token_holder(&token).await.unwrap().unwrap();
    let session = access.begin_session(staff, Origin::Token, false).await.unwrap();
    let after = app.tip().await;
    let request = app.request(Method::GET, &format!("/live?after={after}"));
    let cookie = format!("tillbud_session={session}");
    let mut live = request.header("cookie", cookie).send().await.unwrap();
    assert_eq!(live.status(), 200);
    access.end_session(&session).await.unwrap();
    app.report("Golvet är halt.").await;
    assert_eq!(live.chunk().await.unwrap(), None, "nothing is told any more");
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_stands_open_does_not_keep_its_session_in_use() {
    let clock = Clock::simulated("2026-11-26T22:30:00Z".parse().unwrap(), 1);
    let directory = tempfile::tempdir().unwrap();
    let app = TestApp::start_at(directory, None, clock.clone(), HoldMinutes::OFF).await;
    let access = &app.app().access;
    let token = app.token(Role::Coordinator).await;
    let staff = access.token_holder(&token).await.unwrap().unwrap();
    let last_used = async || access.last_used().await.unwrap()[&(staff.pseudonym, staff.role)];
    let (session, begun) =
        (access.begin_session(staff, Origin::Token, false).await.unwrap(), clock.today());
    let after = app.tip().await;
    let request = app.request(Method::GET, &format!("/live?after={after}"));
    let cookie = format!("tillbud_session={session}");
    let mut live = request.header("cookie", cookie).send().await.unwrap();
    clock.set("2026-11-26T23:10:00Z".parse().unwrap());
    let (id, _) = app.report("Golvet är halt.").await;
    let chunk = live.chunk().await.unwrap().unwrap();
    assert!(String::from_utf8_lossy(&chunk).contains(&id));
    assert!(clock.today() > begun && last_used().await == begun, "it is no use of the role");
    clock.set("2026-11-26T23:30:00Z".parse().unwrap());
    app.report("Golvet är fortfarande halt.").await;
    assert_eq!(live.chunk().await.unwrap(), None, "nobody used the session for an hour");
    assert!(access.look_at_session(&session).await.unwrap().is_none());
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_ends_when_the_program_is_told_to_stop() {
    let app = TestApp::start().await;
    let mut live = listen(&app, &app.coordinator).await;
    app.app().ending.begin();
    assert_eq!(live.chunk().await.unwrap(), None);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_a_role_for_which_something_waits_may_listen() {
    let app = TestApp::start().await;
    for role in [Role::Manager, Role::Auditor, Role::Administrator, Role::Independent] {
        let token = app.token(role).await;
        let refused = read(app.request(Method::GET, "/live").bearer_auth(token)).await;
        assert_eq!(refused.status, 403, "{role}");
    }
    app.stop().await;
}
