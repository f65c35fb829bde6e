//! No staff data without a token, and with one only what its role may see.
//!
//! The routes come from the API document, so a new route is walked without being
//! added here; what it may do has to be said in the table below, or the test fails.

use reqwest::Method;
use serde_json::{Value, json};
use tillbud::access::Right;
use tillbud::web;
use tillbud_events::Role;

use crate::support::app::{TestApp, read};

/// Open to everyone: nothing of staff is behind these.
const OPEN: [(&str, &str); 8] = [
    ("post", "/api/v1/reports"),
    ("get", "/api/v1/receipt"),
    ("post", "/api/v1/receipt/messages"),
    ("post", "/api/v1/receipt/attachments"),
    ("post", "/api/v1/receipt/withdraw"),
    ("post", "/api/v1/receipt/experience"),
    ("post", "/api/v1/receipt/concerns"),
    ("get", "/api/v1/lists"),
];

/// Pages that anyone may open.
const OPEN_PAGES: [&str; 18] = [
    "/",
    "/sent",
    "/bare",
    "/bare/sent",
    "/offline",
    "/manifest.webmanifest",
    "/sw.js",
    "/receipt",
    "/receipt/messages",
    "/receipt/attachments",
    "/receipt/experience",
    "/receipt/concerns",
    "/receipt/withdraw",
    "/signin",
    "/signout",
    "/healthz",
    "/readyz",
    "/metrics",
];

/// Pages that only staff with a right may open.
const STAFF_PAGES: [&str; 14] = [
    "/desk",
    "/desk.csv",
    "/desk.xlsx",
    "/desk/reports/{id}",
    FILE_PAGE,
    "/desk/incidents",
    "/desk/incidents.csv",
    "/desk/incidents.xlsx",
    "/incidents/{id}",
    "/search",
    "/trends",
    "/trends.csv",
    "/concerns",
    "/concerns/{id}",
];

/// A file that there is not, in what follows; `attachments.rs` opens one that there is.
const FILE_PAGE: &str = "/desk/reports/{id}/attachments/{attachment_id}";

/// What each staff route asks for, stated independently of the router.
fn right(method: &str, path: &str) -> Right {
    let resource = path.trim_start_matches("/api/v1/").split('/').next().unwrap();
    match (method, resource) {
        ("get", "reports") => Right::ReadReports,
        ("post", "reports") if path.ends_with("/erase") => Right::DisposeReports,
        ("post", "reports") if path.ends_with("/open") => Right::ReadReports,
        ("post", "reports") => Right::WorkReports,
        ("get", "incidents") => Right::ReadIncidents,
        ("post", "incidents") if path.ends_with("/actions") => Right::WorkActions,
        ("post", "incidents") => Right::WorkIncidents,
        ("get", "actions") => Right::ReadActions,
        ("post", "actions") => Right::WorkActions,
        ("get", "trends") => Right::ReadTrends,
        ("get", "search") => Right::ReadIncidents,
        ("get", "events") => Right::ReadLog,
        ("get", "concerns") => Right::ReadConcerns,
        ("post", "concerns") => Right::WorkConcerns,
        _ => panic!("no right is stated for {method} {path}"),
    }
}

fn routes(app: &TestApp) -> Vec<(String, String)> {
    let document: Value = serde_json::to_value(web::openapi(app.app())).unwrap();
    let mut routes = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for method in methods.as_object().unwrap().keys() {
            routes.push((method.clone(), path.clone()));
        }
    }
    routes
}

#[tokio::test(flavor = "multi_thread")]
async fn every_route_obeys_the_table_of_rights_with_every_role() {
    let app = TestApp::start().await;
    let (id, report_id) = app.incident("local_fix").await;
    let mut tokens = Vec::new();
    for role in Role::ALL {
        tokens.push((role, app.token(role).await));
    }
    let routes = routes(&app);
    assert!(routes.len() > 30, "{} routes", routes.len());
    for (method, path) in &routes {
        if OPEN.contains(&(method.as_str(), path.as_str())) {
            continue;
        }
        let known = if path.contains("/reports/") { &report_id } else { &id };
        let address = path.replace("{id}", known).replace("{measure}", "reports");
        let verb = Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
        let call = |token: Option<&str>| {
            let mut request = app.request(verb.clone(), &address);
            if let Some(token) = token {
                request = request.bearer_auth(token);
            }
            if method == "post" {
                request = request.json(&json!({ "rubbish": true }));
            }
            read(request)
        };
        call(None).await.refused(401);
        call(Some("tillbud_AAAA")).await.refused(401);
        for (role, token) in &tokens {
            let status = call(Some(token)).await.status.as_u16();
            if right(method, path).is_held_by(*role) {
                assert!(![401, 403].contains(&status), "{role} gets {status} at {method} {path}");
            } else {
                assert_eq!(status, 403, "{role} at {method} {path}");
            }
        }
    }
    app.stop().await;
}

/// A page that is added has to be said to be open or for staff, or this fails.
#[test]
fn every_page_of_the_router_is_in_one_of_the_two_lists() {
    let sources =
        [include_str!("../../src/web/pages/mod.rs"), include_str!("../../src/web/operations.rs")];
    let mut pages = 0;
    for source in sources {
        for route in source.split(".route(\"").skip(1) {
            let path = route.split('"').next().unwrap();
            let is_known = OPEN_PAGES.contains(&path) || STAFF_PAGES.contains(&path);
            assert!(is_known, "{path} is in neither list");
            pages += 1;
        }
    }
    assert_eq!(pages, OPEN_PAGES.len() + STAFF_PAGES.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_of_staff_sends_a_stranger_to_sign_in() {
    let app = TestApp::start().await;
    let (id, report_id) = app.incident("local_fix").await;
    let (concerned, receipt) = app.report("Halt golv").await;
    app.wish(&receipt, "concerns", json!({ "text": "Mitt schema ändrades" })).await.ok();
    let concern_id = app.app().concern_of(concerned.parse().unwrap()).to_string();
    let independent = app.token(Role::Independent).await;
    for page in STAFF_PAGES {
        let path = page;
        let is_of_concerns = path.starts_with("/concerns");
        let known = match path {
            "/desk/reports/{id}" | FILE_PAGE => &report_id,
            "/concerns/{id}" => &concern_id,
            _ => &id,
        };
        let path = path.replace("{id}", known);
        let stranger = app.request(Method::GET, &path).send().await.unwrap();
        assert_eq!(stranger.status(), 303, "{path}");
        let location = stranger.headers()["location"].to_str().unwrap().to_owned();
        assert!(location.starts_with("/signin?next="), "{path} → {location}");
        assert!(!stranger.text().await.unwrap().contains("Två listor"));
        let administrator = app.token(Role::Administrator).await;
        let refused = read(app.request(Method::GET, &path).bearer_auth(administrator)).await;
        assert_eq!(refused.status, 403, "{path}");
        let mut pair = [&app.coordinator, &independent];
        if is_of_concerns {
            pair.reverse();
        }
        let [holder, other] = pair;
        let seen = read(app.request(Method::GET, &path).bearer_auth(holder)).await;
        let expected = if page == FILE_PAGE { 404 } else { 200 };
        assert_eq!(seen.status, expected, "{path}: {}", seen.text);
        let refused = read(app.request(Method::GET, &path).bearer_auth(other)).await;
        assert_eq!(refused.status, 403, "{path}");
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_token_and_an_ended_session_open_nothing() {
    let app = TestApp::start().await;
    let token = app.token(Role::Coordinator).await;
    let access = &app.app().access;
    let staff = access.token_holder(&token).await.unwrap().unwrap();
    let session = access.begin_session(staff).await.unwrap();
    assert_eq!(access.session_holder(&session).await.unwrap(), Some(staff));
    assert_eq!(access.token_holder(&session).await.unwrap(), None, "a session is no token");
    access.end_session(&session).await.unwrap();
    assert_eq!(access.session_holder(&session).await.unwrap(), None);
    let session = access.begin_session(staff).await.unwrap();
    for entry in access.tokens().await.unwrap() {
        access.revoke_tokens(&entry.id).await.unwrap();
    }
    read(app.request(Method::GET, "/api/v1/reports").bearer_auth(&token)).await.refused(401);
    assert_eq!(access.session_holder(&session).await.unwrap(), None, "it ends with its token");
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_auditor_reads_the_log_without_a_word_of_it() {
    let app = TestApp::start().await;
    app.report("hemliga ord om larmet").await;
    let auditor = app.token(Role::Auditor).await;
    let page = app.request(Method::GET, "/api/v1/events?limit=10").bearer_auth(&auditor);
    let page = read(page).await.ok();
    let event = &page.body["items"][0];
    assert_eq!(event["event_type"], json!("report.received"));
    assert_eq!(event["data"]["narrative"], json!({ "sealed": true }));
    assert_eq!(event["actor"], json!("reporter"));
    assert!(event["at"].as_str().unwrap().ends_with(":00:00Z"));
    assert!(!page.text.contains("hemliga"));

    // Live: the event that comes next is sent without being asked for.
    let live = app.request(Method::GET, "/api/v1/events?after=1").bearer_auth(&auditor);
    let mut live = live.header("accept", "text/event-stream").send().await.unwrap();
    assert_eq!(live.headers()["content-type"], "text/event-stream");
    app.report("nya ord").await;
    let chunk = live.chunk().await.unwrap().unwrap();
    let chunk = String::from_utf8_lossy(&chunk);
    assert!(chunk.contains("id: 2") && chunk.contains("report.received"), "{chunk}");
    drop(live);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_analyst_follows_an_incident_without_the_dialogue_of_its_reports() {
    let app = TestApp::start().await;
    let (id, report_id) = app.incident("local_fix").await;
    let feedback = json!({ "text": "bara till den som skrev" });
    app.post(&format!("/api/v1/reports/{report_id}/feedback"), feedback).await.ok();
    let path = format!("/api/v1/incidents/{id}/timeline");
    let seen = app.get(&path).await.ok();
    assert!(seen.text.contains("bara till den som skrev"), "{}", seen.text);
    let analyst = app.token(Role::Analyst).await;
    let seen = read(app.request(Method::GET, &path).bearer_auth(analyst)).await.ok();
    assert!(seen.text.contains("report.feedback_given") && !seen.text.contains("bara till"));
    app.stop().await;
}
