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
const OPEN: [(&str, &str); 10] = [
    ("post", "/api/v1/reports"),
    ("get", "/api/v1/receipt"),
    ("post", "/api/v1/receipt/messages"),
    ("post", "/api/v1/receipt/attachments"),
    ("post", "/api/v1/receipt/withdraw"),
    ("post", "/api/v1/receipt/experience"),
    ("post", "/api/v1/receipt/concerns"),
    ("get", "/api/v1/lists"),
    ("get", "/api/v1/lessons"),
    ("get", "/api/v1/lessons/{id}"),
];

/// Whom a page lets through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Guard {
    /// Anyone.
    Open,
    /// Everyone who is signed in, whatever the role.
    SignedIn,
    /// Whoever holds this right.
    Held(Right),
}

/// What each page asks for, stated independently of the router.
fn guard(path: &str) -> Guard {
    match path {
        "/"
        | "/sent"
        | "/bare"
        | "/bare/sent"
        | "/offline"
        | "/manifest.webmanifest"
        | "/sw.js"
        | "/receipt"
        | "/receipt/messages"
        | "/receipt/attachments"
        | "/receipt/experience"
        | "/receipt/concerns"
        | "/receipt/withdraw"
        | "/signin"
        | "/signin/provider"
        | "/signin/provider/back"
        | "/signout"
        | "/healthz"
        | "/readyz"
        | "/metrics"
        | "/routine"
        | "/lessons"
        | "/lessons.atom"
        | "/lessons/{id}"
        | "/accessibility"
        | "/calendar/{file}" => Guard::Open,
        "/account"
        | "/account/sessions/{id}/end"
        | "/account/messages"
        | "/account/messages/confirm"
        | "/account/messages/off"
        | "/account/password"
        | "/account/second-factor"
        | "/role"
        | "/again" => Guard::SignedIn,
        "/desk"
        | "/desk/live"
        | "/desk.csv"
        | "/desk.xlsx"
        | "/desk/reports/{id}"
        | "/desk/reports/{id}/similar"
        | FILE_PAGE => Guard::Held(Right::ReadReports),
        "/today" | "/live" => Guard::Held(Right::ReadToday),
        "/desk/reports/{id}/copy" | "/desk/reports/{id}/work" => Guard::Held(Right::WorkReports),
        "/desk/bulk" | "/desk/incidents/{id}/triage" | "/recusals" => {
            Guard::Held(Right::WorkIncidents)
        }
        "/deadlines"
        | "/incidents/{id}/notifications"
        | "/incidents/{id}/notifications/document"
        | "/register"
        | "/register.csv"
        | "/register.xlsx" => Guard::Held(Right::ReadNotifications),
        "/deliveries" => Guard::Held(Right::ReadDeliveries),
        "/log" => Guard::Held(Right::ReadLog),
        "/desk/incidents"
        | "/desk/incidents.csv"
        | "/desk/incidents.xlsx"
        | "/incidents/{id}"
        | "/incidents/{id}/files/{file_id}"
        | "/incidents/{id}/follow" => Guard::Held(Right::ReadIncidents),
        "/incidents/{id}/work" | "/incidents/{id}/files" => Guard::Held(Right::WorkIncidents),
        "/desk/lessons"
        | "/desk/lessons/{id}"
        | "/desk/lessons/{id}/work"
        | "/incidents/{id}/lesson" => Guard::Held(Right::WorkLessons),
        "/desk/lessons/{id}/decision" => Guard::Held(Right::PublishLessons),
        "/improvements" | "/improvements/{id}" | "/themes/{id}" => {
            Guard::Held(Right::ReadImprovements)
        }
        "/improvements/new"
        | "/improvements/{id}/work"
        | "/themes"
        | "/themes/{id}/work"
        | "/incidents/{id}/theme" => Guard::Held(Right::WorkImprovements),
        "/actions"
        | "/actions.csv"
        | "/actions.xlsx"
        | "/actions/calendar"
        | "/actions/{id}"
        | "/actions/{id}/files/{file_id}" => Guard::Held(Right::ReadActions),
        "/search" => Guard::Held(Right::Search),
        "/actions/{id}/work" | "/actions/{id}/files" => Guard::Held(Right::CarryOutActions),
        "/trends"
        | "/trends/counts"
        | "/trends/counts.csv"
        | "/trends/funnel"
        | "/trends/funnel/chart.svg"
        | "/trends/funnel/points.csv"
        | "/trends/funnel/points.xlsx"
        | "/trends/pareto"
        | "/trends/pareto/chart.svg"
        | "/trends/pareto/points.csv"
        | "/trends/pareto/points.xlsx"
        | "/trends/{measure}"
        | "/trends/{measure}/chart.svg"
        | "/trends/{measure}/points.csv"
        | "/trends/{measure}/points.xlsx" => Guard::Held(Right::ReadTrends),
        "/signals" | "/signals/{id}" | "/signals/{id}/work" | "/alerts/{id}"
        | "/alerts/{id}/work" => Guard::Held(Right::WorkSignals),
        "/releases" | "/releases/new" => Guard::Held(Right::ReadTrends),
        "/statistics" | "/statistics.csv" | "/statistics.xlsx" => {
            Guard::Held(Right::ReadStatistics)
        }
        "/releases/work" => Guard::Held(Right::ReleaseStatistics),
        "/trends/campaigns"
        | "/trends/campaigns/{id}"
        | "/measures"
        | "/measures/new"
        | "/measures/headcount"
        | "/measures/{id}"
        | "/measures/{id}/revise" => Guard::Held(Right::DefineMeasures),
        "/concerns" | "/concerns/{id}" => Guard::Held(Right::ReadConcerns),
        "/access"
        | "/access/grants/{id}/confirm"
        | "/access/grants/{id}/revoke"
        | "/access/give"
        | "/access/people"
        | "/access/units"
        | "/access/units/{id}/leave"
        | "/access/functions"
        | "/access/functions/{id}/leave"
        | "/access/people/{id}/{deed}"
        | "/access/tokens"
        | "/access/tokens/{token}/revoke"
        | "/access/sessions"
        | "/access/sessions/{session}/end" => Guard::Held(Right::ManageAccess),
        _ => panic!("no guard is stated for {path}"),
    }
}

/// Pages that show something to staff with a right, for whoever looks at all of them.
pub fn staff_pages() -> Vec<String> {
    let pages = pages().into_iter().filter(|(method, _)| method == Method::GET);
    let held = |path: &String| matches!(guard(path), Guard::Held(_));
    pages.map(|(_, path)| path).filter(held).collect()
}

/// Every page with its methods, read from where the router is written.
fn pages() -> Vec<(Method, String)> {
    let sources =
        [include_str!("../../src/web/pages/mod.rs"), include_str!("../../src/web/operations.rs")];
    let mut pages = Vec::new();
    for source in sources {
        for route in source.split(".route(").skip(1) {
            // The assets' path is a constant; they are open to everyone.
            let Some(route) = route.trim_start().strip_prefix('"') else { continue };
            let (path, handlers) = route.split_once('"').unwrap();
            let handlers = handlers.split(';').next().unwrap();
            for (method, call) in [(Method::GET, "get("), (Method::POST, "post(")] {
                if handlers.contains(call) {
                    pages.push((method, path.to_owned()));
                }
            }
        }
    }
    pages
}

/// Where forms of staff are sent, with the right that each asks for.
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
        ("get", "copies") => Right::ReadCopies,
        ("get", "notifications") => Right::ReadNotifications,
        ("get", "incidents") if path.contains("/notifications") => Right::ReadNotifications,
        ("post", "incidents") if path.contains("/notifications") => Right::WorkNotifications,
        ("get", "incidents") => Right::ReadIncidents,
        ("post", "incidents") if path.ends_with("follow") => Right::ReadIncidents,
        ("post", "incidents") if path.ends_with("/actions") => Right::WorkActions,
        ("post", "incidents" | "recusals") => Right::WorkIncidents,
        ("get", "actions") if path.ends_with("/measure") => Right::ReadTrends,
        ("get", "actions") => Right::ReadActions,
        ("post", "actions")
            if ["/implement", "/reschedule", "/files"].iter().any(|act| path.contains(act)) =>
        {
            Right::CarryOutActions
        }
        ("post", "actions") => Right::WorkActions,
        ("get", "trends") => Right::ReadTrends,
        ("get", "facts") => Right::ReadTrends,
        ("get", "statistics") => Right::ReadStatistics,
        ("post", "releases") => Right::ReleaseStatistics,
        (_, "measures" | "headcount" | "campaigns") => Right::DefineMeasures,
        ("get", "search") => Right::Search,
        ("get", "events") => Right::ReadLog,
        ("get", "concerns") => Right::ReadConcerns,
        ("post", "concerns") => Right::WorkConcerns,
        ("post", "lesson-drafts")
            if ["/approve", "/publish", "/withdraw"].iter().any(|act| path.ends_with(act)) =>
        {
            Right::PublishLessons
        }
        (_, "lesson-drafts") => Right::WorkLessons,
        (_, "signals" | "alerts") => Right::WorkSignals,
        ("get", "improvements" | "themes") => Right::ReadImprovements,
        ("post", "improvements" | "themes") => Right::WorkImprovements,
        (_, "access") => Right::ManageAccess,
        _ => panic!("no right is stated for {method} {path}"),
    }
}

/// Every route of the API document: method and path.
pub fn routes(app: &TestApp) -> Vec<(String, String)> {
    let document: Value = serde_json::to_value(web::openapi(app.app())).unwrap();
    let mut routes = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for method in methods.as_object().unwrap().keys() {
            routes.push((method.clone(), path.clone()));
        }
    }
    routes
}

/// `path` with what there is in place of its parameters.
pub fn address(path: &str, incident: &str, report: &str) -> String {
    let known = if path.contains("/reports/") { report } else { incident };
    path.replace("{id}", known).replace("{measure}", "reports")
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
        let address = address(path, &id, &report_id);
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

/// A page that is added has to have a guard, or this fails; and the guard has to hold.
#[tokio::test(flavor = "multi_thread")]
async fn every_page_obeys_its_guard_with_every_role_and_sends_a_stranger_to_sign_in() {
    let app = TestApp::start().await;
    let (id, report_id) = app.incident("local_fix").await;
    let (concerned, receipt) = app.report("Halt golv").await;
    app.wish(&receipt, "concerns", json!({ "text": "Mitt schema ändrades" })).await.ok();
    let concern_id = app.app().concern_of(concerned.parse().unwrap()).to_string();
    let ask = format!("/api/v1/incidents/{id}/notifications/ask");
    app.post(&ask, json!({ "regime": "gdpr" })).await.ok();
    let mut tokens = vec![(Role::Coordinator, app.coordinator.clone())];
    app.opened(&report_id).await;
    for role in Role::ALL.into_iter().filter(|role| *role != Role::Coordinator) {
        tokens.push((role, app.token(role).await));
    }
    let proposed = json!({ "text": "Visa enhet vid namnet", "strength": "stronger" });
    let proposed = app.post(&format!("/api/v1/incidents/{id}/actions"), proposed).await.created();
    let action_id = proposed.text_of("action_id");
    let decided = json!({ "owner": "IT-drift", "due": "2026-06-30" });
    app.post(&format!("/api/v1/actions/{action_id}/decide"), decided).await.ok();
    for (_, token) in tokens.iter().filter(|(role, _)| *role == Role::ActionOwner) {
        app.sees_to(token, "it-drift").await;
    }
    let lesson_id = app.lesson(&id, "Två listor, en ordning").await;
    let (signal_id, alert_id) = crate::signals::found(&app).await;
    let asked = json!({ "question": "Vad återkommer?", "finding": "Ingen effekt följs" });
    let improvement = app.post("/api/v1/improvements", asked).await.created();
    let improvement_id = improvement.text_of("improvement_id");
    let theme = app.post("/api/v1/themes", json!({ "question": "Vad återkommer?" })).await;
    let theme_id = theme.created().text_of("theme_id");
    let measure_id = app.measure("reports").await;
    let campaign = json!({ "what": "Rapportvecka", "from": "2026-03-02" });
    let campaign = app.post("/api/v1/campaigns", campaign).await.created();
    let campaign_id = campaign.text_of("campaign_id");
    let pages = pages();
    assert!(pages.len() > 40, "{pages:?}");
    for (method, page) in pages {
        let guard = guard(&page);
        let known = match page.as_str() {
            path if path.starts_with("/desk/reports/") => &report_id,
            "/concerns/{id}" => &concern_id,
            path if path.starts_with("/actions/{id}") => &action_id,
            path if path.starts_with("/desk/lessons/") => &lesson_id,
            path if path.starts_with("/signals/") => &signal_id,
            path if path.starts_with("/alerts/") => &alert_id,
            path if path.starts_with("/improvements/") => &improvement_id,
            path if path.starts_with("/themes/") => &theme_id,
            path if path.starts_with("/measures/") => &measure_id,
            path if path.starts_with("/trends/campaigns/") => &campaign_id,
            _ => &id,
        };
        let path = page.replace("{id}", known).replace("{measure}", "reports");
        let path = path.replace(['{', '}'], "");
        let path = path.replace("/document", "/document?regime=gdpr");
        let send = async |token: Option<(Role, &String)>| {
            let mut request = app.request(method.clone(), &path);
            if let Some((role, token)) = token {
                // The one field that a page needs to be told the role's own choice.
                let body =
                    if method == Method::POST { format!("role={role}") } else { String::new() };
                request = request.bearer_auth(token).body(body);
            }
            let form = "application/x-www-form-urlencoded";
            request.header("content-type", form).send().await.unwrap()
        };
        let is_to_sign_in = |response: &reqwest::Response| {
            let place = response.headers().get("location").map(|place| place.to_str().unwrap());
            response.status() == 303 && place.is_some_and(|place| place.starts_with("/signin?"))
        };
        let stranger = send(None).await;
        assert_eq!(is_to_sign_in(&stranger), guard != Guard::Open, "a stranger at {method} {path}");
        if guard == Guard::Open {
            continue;
        }
        assert!(!stranger.text().await.unwrap().contains("Två listor"), "{path}");
        for (role, token) in &tokens {
            let answer = send(Some((*role, token))).await;
            let status = answer.status().as_u16();
            let is_let_in = match guard {
                Guard::Held(right) => right.is_held_by(*role),
                Guard::Open | Guard::SignedIn => true,
            };
            assert_eq!(status == 403, !is_let_in, "{role} gets {status} at {method} {path}");
            assert!(!is_to_sign_in(&answer) && status < 500, "{role} gets {status} at {path}");
            if is_let_in && method == Method::GET && matches!(guard, Guard::Held(_)) {
                let expected = match page.as_str() {
                    path if path.ends_with("_id}") => 404,
                    // No measure was chosen.
                    path if path.starts_with("/trends/funnel/") => 404,
                    // Forms that were sent lead back to what they change.
                    "/access/grants/{id}/confirm"
                    | "/access/grants/{id}/revoke"
                    | "/access/tokens/{token}/revoke"
                    | "/desk/lessons/{id}/decision" => 303,
                    "/desk/reports/{id}/work" => 200,
                    path if path.ends_with("/work") || path.ends_with("/files") => 303,
                    _ => 200,
                };
                assert_eq!(status, expected, "{role} at {path}");
            }
        }
    }
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
async fn the_auditor_turns_the_pages_of_the_log_and_of_one_stream() {
    let app = TestApp::start().await;
    let (id, report_id) = app.incident("local_fix").await;
    for number in 0..60 {
        app.report(&format!("hemliga ord {number}")).await;
    }
    let auditor = app.token(Role::Auditor).await;
    let page = async |path: &str| {
        let page = app.request(Method::GET, path).bearer_auth(&auditor);
        read(page.header("accept-language", "sv")).await
    };
    let newest = page("/log").await.ok().text;
    assert_eq!(newest.matches("En rapport kom in").count(), 50, "{newest}");
    assert!(newest.contains("/log?before=") && !newest.contains("hemliga"));
    let first = page("/log?before=51").await.ok().text;
    assert!(first.contains("nr 50") && first.contains("nr 1<") && !first.contains("nr 51"));
    assert!(!first.contains("rel=\"next\""), "there is nothing before the beginning");
    let of_report = page(&format!("/log?stream=report.{report_id}")).await.ok().text;
    assert!(of_report.contains("En rapport kom in") && !of_report.contains("Händelsen bedömdes"));
    page(&format!("/log?stream=incident.{id}")).await.ok();
    for wrong in ["report.x", "concern.00000000-0000-0000-0000-000000000001", "report.", "x"] {
        assert_eq!(page(&format!("/log?stream={wrong}")).await.status, 404, "{wrong}");
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_analyst_follows_an_incident_without_what_happened_to_its_reports() {
    let app = TestApp::start().await;
    let (id, report_id) = app.incident("local_fix").await;
    let feedback = json!({ "text": "bara till den som skrev" });
    app.post(&format!("/api/v1/reports/{report_id}/feedback"), feedback).await.ok();
    app.opened(&report_id).await;
    let path = format!("/api/v1/incidents/{id}/timeline");
    let page = format!("/incidents/{id}?lang=sv");
    let told = ["report.received", "report.feedback_given", "report.original_opened", "bara till"];
    let shown = ["En rapport kom in", "Återkoppling gavs", "för att bedöma vad rapporten gäller"];
    let hint = "visas bara för den som tar emot rapporter";
    let (seen, html) = (app.get(&path).await.ok(), app.get(&page).await.ok());
    assert!(told.iter().all(|words| seen.text.contains(words)), "{}", seen.text);
    assert!(shown.iter().all(|words| html.text.contains(words)), "{}", html.text);
    assert!(!html.text.contains(hint));
    let analyst = app.token(Role::Analyst).await;
    let get = async |path: &str| {
        read(app.request(Method::GET, path).bearer_auth(&analyst)).await.ok().text
    };
    let (seen, html) = (get(&path).await, get(&page).await);
    assert!(seen.contains("incident.opened") && !seen.contains("\"report."), "{seen}");
    assert!(!told.iter().any(|words| seen.contains(words)), "{seen}");
    assert!(!shown.iter().any(|words| html.contains(words)), "{html}");
    assert!(html.contains("Händelsen öppnades") && html.contains(hint), "{html}");
    app.stop().await;
}
