//! Whoever leads a unit gets nothing of what comes from it, on no page and in no list, until
//! somebody else takes that back.

use reqwest::Method;
use serde_json::{Value, json};
use tillbud::access::account::password::NewPassword;
use tillbud::access::session::Origin;
use tillbud::access::{Right, Staff};
use tillbud::clock::Clock;
use tillbud::config::Config;
use tillbud::holding::HoldMinutes;
use tillbud_events::vocabulary::Label;
use tillbud_events::{HolderId, Role};

use crate::access::{address, routes, staff_pages};
use crate::support::app::{Answer, TestApp, config, read, shown};
use crate::support::postgres;

const TITLE: &str = "Grinden som stod öppen";

async fn start(database: Option<String>) -> TestApp {
    let directory = tempfile::tempdir().unwrap();
    let units = directory.path().join("units.csv");
    std::fs::write(&units, "code,sv,en\nnorr,Hemtjänst Norr,Home care N\nsyd,Syd,South\n").unwrap();
    let config = Config { units: Some(units), ..config(&directory, database) };
    TestApp::start_with(directory, config, Clock::system(), HoldMinutes::OFF).await
}

async fn reported(app: &TestApp, unit: &str) -> String {
    let body = json!({ "narrative": "Grinden stod öppen.", "kind": "near_miss", "unit": unit });
    let answer = read(app.request(Method::POST, "/api/v1/reports").json(&body)).await;
    answer.created().text_of("report_id")
}

async fn incident(app: &TestApp, report: &str, unit: &str) -> String {
    let body = json!({ "report_ids": [report], "title": TITLE });
    let id = app.post("/api/v1/incidents", body).await.created().text_of("incident_id");
    triage(app, &id, unit).await;
    id
}

async fn triage(app: &TestApp, id: &str, unit: &str) {
    let body = json!({
        "actual": "none", "potential": "major", "category": "physical", "unit": unit,
        "personal_data": true, "assess": ["gdpr"],
    });
    app.post(&format!("/api/v1/incidents/{id}/triage"), body).await.ok();
}

/// A session of somebody with an account and one role; the cookie and the pseudonym.
async fn person(app: &TestApp, login: &str, role: Role) -> (String, HolderId) {
    let label = Label::parse(login).unwrap();
    let password = NewPassword::parse("häst batteri häftstift", login).unwrap();
    let holder = app.app().accounts.create(&label, &label, password, false).await.unwrap();
    let given = app.app().grants.give_as_operator(holder, role, None, None).await.unwrap();
    assert!(app.app().projector.caught_up(given.position).await);
    let staff = Staff { role, pseudonym: holder.0 };
    let session = app.app().access.begin_session(staff, Origin::Account, false).await.unwrap();
    (format!("tillbud_session={session}"), holder)
}

async fn get(app: &TestApp, cookie: &str, path: &str) -> Answer {
    read(app.request(Method::GET, path).header("cookie", cookie)).await
}

async fn administer(app: &TestApp, token: &str, path: &str, body: Value) -> Answer {
    let path = format!("/api/v1/access/units{path}");
    read(app.request(Method::POST, &path).bearer_auth(token).json(&body)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_leads_a_unit_is_kept_out_of_it_everywhere() {
    kept_out(start(None).await).await;
    if let Some(database) = postgres::database().await {
        kept_out(start(Some(database)).await).await;
    }
}

async fn kept_out(app: TestApp) {
    let administrator = app.token(Role::Administrator).await;
    let (leader, holder) = person(&app, "lisa", Role::Coordinator).await;
    let own = reported(&app, "norr").await;
    let of_own = incident(&app, &own, "syd").await;
    let far = reported(&app, "syd").await;
    let judged = incident(&app, &far, "norr").await;
    let other = reported(&app, "syd").await;
    let free = incident(&app, &other, "syd").await;
    let action = json!({ "text": "Laga grinden", "strength": "stronger" });
    let action = app.post(&format!("/api/v1/incidents/{judged}/actions"), action).await.created();
    let action = action.text_of("action_id");
    let decided = json!({ "owner": "Vaktmästare", "due": "2026-12-24" });
    app.post(&format!("/api/v1/actions/{action}/decide"), decided).await.ok();
    app.opened(&own).await;
    let copy = json!({ "text": "Grinden stod öppen.", "after": 0 });
    app.post(&format!("/api/v1/reports/{own}/copy"), copy).await.ok();

    let recorded = json!({ "holder": holder, "unit": "hemtjänst norr", "reason": "Enhetschef" });
    let recorded = administer(&app, &administrator, "", recorded).await.created();
    let grant = recorded.text_of("grant_id");

    // The thing itself, with a sentence that says why and whom to turn to.
    for path in [
        format!("/desk/reports/{own}"),
        format!("/desk/reports/{far}"),
        format!("/incidents/{of_own}"),
        format!("/incidents/{judged}"),
        format!("/incidents/{judged}/notifications"),
        format!("/desk/incidents/{judged}/triage"),
        format!("/actions/{action}"),
        format!("/desk/bulk?report={own}&report={other}"),
    ] {
        let refused = get(&app, &leader, &path).await;
        assert_eq!(refused.status, 403, "{path}");
        assert!(refused.text.contains("en verksamhet som du leder"), "{path}: {}", refused.text);
        assert!(refused.text.contains("administratör"), "{path}");
        assert_eq!(app.get(&path).await.status, 200, "{path} for another coordinator");
    }
    // Every page with a list of any kind.
    let waiting = reported(&app, "norr").await;
    let hidden = [&own, &of_own, &far, &judged, &action, &waiting];
    for page in staff_pages() {
        let path = page.replace("/desk/reports/{id}", &format!("/desk/reports/{other}"));
        let path = path.replace("{id}", &free).replace("/document", "/document?regime=gdpr");
        if path.ends_with("/live") {
            continue;
        }
        let answer = get(&app, &leader, &path).await;
        for id in hidden {
            assert!(!answer.text.contains(id.as_str()), "{id} at {path}: {}", answer.text);
        }
    }
    for path in ["/desk", "/desk/incidents", "/today", "/deadlines", "/actions"] {
        let (mine, theirs) = (get(&app, &leader, path).await.ok(), app.get(path).await.ok());
        let seen = hidden.iter().filter(|id| theirs.text.contains(id.as_str())).count();
        assert!(seen > 0, "{path} shows it to others");
        let of_others = mine.text.contains(&other) || mine.text.contains(&free);
        assert!(of_others || path == "/actions", "{path} shows the others still");
    }
    let seen = feed(&app, &leader).await;
    assert!(seen.contains("VCALENDAR") && !seen.contains(&action), "{seen}");
    api(&app, hidden, (&free, &other)).await;

    // What a form or a body names.
    let link = [("step", "link"), ("incident_id", judged.as_str()), ("key", "k"), ("version", "")];
    let loose = reported(&app, "syd").await;
    let fields: Vec<_> = link.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let form = app.request(Method::POST, &format!("/desk/reports/{loose}/work"));
    let form = form.header("content-type", "application/x-www-form-urlencoded");
    let answer = read(form.header("cookie", &leader).body(fields.join("&"))).await;
    assert_eq!(answer.status, 403, "{}", answer.text);

    // Triage moves an incident; what it says now counts.
    triage(&app, &judged, "syd").await;
    assert_eq!(get(&app, &leader, &format!("/incidents/{judged}")).await.status, 200);
    triage(&app, &judged, "norr").await;
    assert_eq!(get(&app, &leader, &format!("/incidents/{judged}")).await.status, 403);

    live(&app, &leader).await;

    // Nobody takes back their own; another administrator does, and all of it is there again.
    let given = app.app().grants.give_as_operator(holder, Role::Administrator, None, None).await;
    assert!(app.app().projector.caught_up(given.unwrap().position).await);
    let staff = Staff { role: Role::Administrator, pseudonym: holder.0 };
    let own_session = app.app().access.begin_session(staff, Origin::Account, false).await.unwrap();
    let cookie = format!("tillbud_session={own_session}");
    let page = get(&app, &cookie, "/access/units").await.ok();
    assert!(page.text.contains("Enhetschef") && !page.text.contains(&format!("{grant}/leave")));
    let leave = app.request(Method::POST, &format!("/access/units/{grant}/leave"));
    let form = "application/x-www-form-urlencoded";
    let leave = leave.header("content-type", form).header("cookie", &cookie).body("reason=x");
    assert_eq!(read(leave).await.status, 422);
    let why = json!({ "reason": "Har bytt enhet" });
    administer(&app, &administrator, &format!("/{grant}/leave"), why).await.ok();
    for path in [format!("/desk/reports/{own}"), format!("/incidents/{judged}")] {
        assert_eq!(get(&app, &leader, &path).await.status, 200, "{path}");
    }
    app.stop().await;
}

/// Every list of the API, for a token whose holder leads the unit.
async fn api(app: &TestApp, hidden: [&String; 6], known: (&str, &str)) {
    let token = app.token(Role::Coordinator).await;
    let holder = app.app().access.token_holder(&token).await.unwrap().unwrap().holder();
    let unit = Label::parse("norr").unwrap();
    let done = app.app().grants.set_unit_as_operator(holder, unit, true, None).await.unwrap();
    assert!(app.app().projector.caught_up(done.position).await);
    let mut asked = 0;
    for (method, path) in routes(app) {
        let is_open = ["receipt", "lists"].iter().any(|open| path.contains(open));
        if method != "get" || is_open {
            continue;
        }
        let address = address(&path, known.0, known.1);
        let answer = read(app.request(Method::GET, &address).bearer_auth(&token)).await;
        asked += usize::from(answer.status == 200);
        for id in hidden {
            assert!(!answer.text.contains(id.as_str()), "{id} at {address}: {}", answer.text);
        }
    }
    assert!(asked > 8, "{asked} of the lists");
}

/// The calendar that an account subscribes to.
async fn feed(app: &TestApp, cookie: &str) -> String {
    let form = "application/x-www-form-urlencoded";
    let made = app.request(Method::POST, "/actions/calendar").header("content-type", form);
    let made = read(made.header("cookie", cookie).body("wish=make")).await.ok();
    let address = shown(&made.text, "readonly value=\"", "\"");
    let path = &address[address.find("/calendar/").unwrap()..];
    read(app.request(Method::GET, path)).await.ok().text
}

/// A page that stands open hears of what comes from elsewhere alone.
async fn live(app: &TestApp, leader: &str) {
    let since = app.tip().await;
    let mut lives = Vec::new();
    for path in ["/live", "/desk/live"] {
        let request = app.request(Method::GET, &format!("{path}?since={since}"));
        lives.push(request.header("cookie", leader).send().await.unwrap());
    }
    let own = reported(app, "norr").await;
    let other = reported(app, "syd").await;
    for mut live in lives {
        let chunk = live.chunk().await.unwrap().unwrap();
        let chunk = String::from_utf8_lossy(&chunk).into_owned();
        assert!(chunk.contains(&other) && !chunk.contains(&own), "{chunk}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_owner_of_actions_sees_those_of_the_own_unit_and_nothing_behind_them() {
    let app = start(None).await;
    let (owner, holder) = person(&app, "olle", Role::ActionOwner).await;
    let report = reported(&app, "norr").await;
    let id = incident(&app, &report, "norr").await;
    let action = json!({ "text": "Laga grinden", "strength": "stronger" });
    let action = app.post(&format!("/api/v1/incidents/{id}/actions"), action).await.created();
    let decided = json!({ "owner": "Vaktmästare", "due": "2026-12-24" });
    let decide = format!("/api/v1/actions/{}/decide", action.text_of("action_id"));
    app.post(&decide, decided).await.ok();
    app.holds(holder, "vaktmästare").await;
    let unit = Label::parse("norr").unwrap();
    let done = app.app().grants.set_unit_as_operator(holder, unit.clone(), true, None).await;
    assert!(app.app().projector.caught_up(done.unwrap().position).await);
    let action = format!("/actions/{}", action.text_of("action_id"));
    let seen = get(&app, &owner, &action).await.ok();
    assert!(!seen.text.contains(TITLE) && !seen.text.contains(&id));
    assert!(!Right::ReadIncidents.is_held_by(Role::ActionOwner));
    let left = app.app().grants.set_unit_as_operator(holder, unit, false, None).await;
    assert!(!left.unwrap().already);
    app.stop().await;
}
