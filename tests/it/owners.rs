//! Owners of actions see those of their own functions and nothing else, carry them out, and
//! confirm nothing that is their own, in whatever role.

use reqwest::Method;
use serde_json::{Value, json};
use tempfile::tempdir;
use tillbud::access::Staff;
use tillbud::access::session::Origin;
use tillbud_events::vocabulary::Label;
use tillbud_events::{HolderId, Role};

use crate::messages::account;
use crate::support::app::{Answer, TestApp, read, shown};
use crate::support::postgres;

/// Lists, files and pages on which an action can stand.
const PLACES: [&str; 13] = [
    "/today",
    "/actions",
    "/actions?view=due",
    "/actions?column=id&column=action&column=owner",
    "/actions.csv",
    "/actions?unit=norr",
    "/actions?view=open&strength=stronger",
    "/search?q=arkivet&in=actions",
    "/search?q=arkivet",
    "/api/v1/actions",
    "/api/v1/actions?owner=Rektor",
    "/api/v1/actions?state=decided",
    "/api/v1/search?q=arkivet&in=actions",
];

async fn start() -> Vec<TestApp> {
    let mut apps = vec![TestApp::start().await];
    if let Some(database) = postgres::database().await {
        apps.push(TestApp::start_in(tempdir().unwrap(), Some(database)).await);
    }
    apps
}

async fn as_token(app: &TestApp, token: &str, path: &str) -> Answer {
    read(app.request(Method::GET, path).bearer_auth(token)).await
}

async fn send(app: &TestApp, token: &str, path: &str, body: Value) -> Answer {
    read(app.request(Method::POST, path).bearer_auth(token).json(&body)).await
}

/// An action of `incident` that is due in three days; without an owner it is not decided.
async fn action(app: &TestApp, incident: &str, text: &str, owner: Option<&str>) -> String {
    let proposed = json!({ "text": text, "strength": "stronger" });
    let path = format!("/api/v1/incidents/{incident}/actions");
    let id = app.post(&path, proposed).await.created().text_of("action_id");
    if let Some(owner) = owner {
        let due = app.app().clock.today().tomorrow().unwrap().to_string();
        let decided = json!({ "owner": owner, "due": due });
        app.post(&format!("/api/v1/actions/{id}/decide"), decided).await.ok();
    }
    id
}

/// Somebody with an account, and what a browser sends in which they act in `role`.
async fn acting(app: &TestApp, holder: HolderId, role: Role) -> String {
    let staff = Staff { role, pseudonym: holder.0 };
    let secret = app.app().access.begin_session(staff, Origin::Account, false).await.unwrap();
    format!("tillbud_session={secret}")
}

async fn work(app: &TestApp, cookie: &str, action: &str, fields: &[(&str, &str)]) -> Answer {
    let fields: Vec<_> = fields.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let request = app.request(Method::POST, &format!("/actions/{action}/work?lang=sv"));
    let form = "application/x-www-form-urlencoded";
    let request = request.header("content-type", form).header("cookie", cookie);
    read(request.body(fields.join("&"))).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_owner_sees_own_actions_alone_in_every_list_and_carries_them_out() {
    for app in start().await {
        sees_own(&app).await;
        app.stop().await;
    }
}

async fn sees_own(app: &TestApp) {
    let (incident, _) = app.incident("local_fix").await;
    let own = action(app, &incident, "Byt lås i arkivet", Some("IT-Drift Öst")).await;
    let foreign = action(app, &incident, "Märk arkivet", Some("Rektor")).await;
    let undecided = action(app, &incident, "Fråga arkivet", None).await;
    let owner = app.token(Role::ActionOwner).await;
    let holder = app.app().access.token_holder(&owner).await.unwrap().unwrap().holder();

    // Nothing, and what to do about it.
    for path in ["/actions?lang=sv", "/today?lang=sv"] {
        let page = as_token(app, &owner, path).await.ok().text;
        assert!(page.contains("tills en administratör har angett vilken funktion"), "{page}");
    }
    let seen = async |places: &[&str]| {
        let mut seen = String::new();
        for path in places {
            seen += &as_token(app, &owner, path).await.ok().text;
        }
        [&own, &foreign, &undecided].map(|id| seen.contains(id.as_str()))
    };
    assert_eq!(seen(&PLACES).await, [false, false, false]);
    assert!(!calendar(app, &owner).await.contains("/actions/"));

    // Recorded by an administrator; however it is written.
    let administrator = app.token(Role::Administrator).await;
    let list = "/api/v1/access/functions";
    let vacant = as_token(app, &administrator, list).await.ok().body["vacant"].clone();
    assert_eq!(vacant, json!(["IT-Drift Öst", "Rektor"]));
    let body = json!({ "holder": holder, "function": " it-DRIFT  öst ", "reason": "Driftchef" });
    let recorded = send(app, &administrator, list, body.clone()).await.created();
    let grant = recorded.text_of("grant_id");
    let again = send(app, &administrator, list, body).await.created();
    assert_eq!(again.text_of("grant_id"), grant);
    let listed = as_token(app, &administrator, list).await.ok().body;
    assert_eq!(listed["vacant"], json!(["Rektor"]));
    assert_eq!(listed["items"][0]["reason"], json!("Driftchef"));
    assert!(listed["items"][0]["token"].is_string(), "{listed}");

    for path in PLACES {
        let [is_seen, others @ ..] = seen(&[path]).await;
        assert_eq!(others, [false, false], "{path}");
        let is_narrowed = path.contains("Rektor") || path.contains("norr");
        assert_eq!(is_seen, !is_narrowed, "{path}");
    }
    let feed = calendar(app, &owner).await;
    assert!(feed.contains(&own) && !feed.contains(&foreign), "{feed}");
    for id in [&foreign, &undecided] {
        let (page, item) = (format!("/actions/{id}"), format!("/api/v1/actions/{id}"));
        for path in [&page, &item] {
            assert_eq!(as_token(app, &owner, path).await.status, 404, "{path}");
        }
        let done = json!({ "evidence": "Klart" });
        send(app, &owner, &format!("{item}/implement"), done).await.refused(404);
        let sent = [("wish", "implement"), ("evidence", "Klart")];
        assert_eq!(app.form_as(&owner, &format!("{page}/work"), &sent).await.status, 404);
    }
    carries_out(app, &owner, &own, &incident).await;

    let leave = format!("{list}/{grant}/leave");
    send(app, &administrator, &leave, json!({ "reason": "Ny driftchef" })).await.ok();
    let [is_seen, ..] = seen(&["/actions?view=verification", "/api/v1/actions"]).await;
    assert!(!is_seen);
    as_token(app, &owner, &format!("/api/v1/actions/{own}")).await.refused(404);
}

/// Another day, and that it was done; nothing else.
async fn carries_out(app: &TestApp, owner: &str, own: &str, incident: &str) {
    let (page, item) = (format!("/actions/{own}"), format!("/api/v1/actions/{own}"));
    let seen = as_token(app, owner, &page).await.ok().text;
    assert!(seen.contains("Byt lås i arkivet") && !seen.contains(incident), "{seen}");
    assert_eq!(seen.matches("name=\"wish\"").count(), 3, "{seen}");
    for step in ["decide", "assess", "verify", "abandon", "take-up", "measure"] {
        send(app, owner, &format!("{item}/{step}"), json!({})).await.refused(403);
    }
    for wish in ["decide", "assess", "verify", "abandon", "take_up", "measure"] {
        let refused = app.form_as(owner, &format!("{page}/work"), &[("wish", wish)]).await;
        assert_eq!(refused.status, 403, "{wish}");
    }
    let moved = [
        ("wish", "reschedule"),
        ("new_due", "2099-01-15"),
        ("reason", "Leveransen dröjer"),
        ("version", "2"),
    ];
    assert_eq!(app.form_as(owner, &format!("{page}/work"), &moved).await.status, 303);
    let done = json!({ "evidence": "Nytt lås, se bild" });
    send(app, owner, &format!("{item}/implement"), done).await.ok();
    let seen = as_token(app, owner, &page).await.ok().text;
    assert!(seen.contains("Leveransen dröjer") && seen.contains("Nytt lås, se bild"), "{seen}");
    assert_eq!(seen.matches("name=\"wish\"").count(), 1, "what follows is for coordinators");
    assert!(seen.contains("id=\"form-attach\""), "but for files of evidence");
    let history = app.get(&format!("/incidents/{incident}?lang=sv")).await.ok().text;
    assert!(history.contains("åtgärdsansvarig") && history.contains("Nytt lås, se bild"));
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_confirms_their_own_work_whatever_role_they_act_in() {
    let app = TestApp::start().await;
    let (incident, _) = app.incident("local_fix").await;
    let id = action(&app, &incident, "Byt lås i arkivet", Some("IT-drift")).await;
    let both = [Role::Coordinator, Role::ActionOwner];
    let (anna, bo) = (account(&app, "anna", &both).await, account(&app, "bo", &both).await);
    for holder in [anna, bo] {
        app.holds(holder, "IT-DRIFT").await;
    }
    let done = [("wish", "implement"), ("evidence", "Klart"), ("version", "2")];
    let as_owner = acting(&app, anna, Role::ActionOwner).await;
    assert_eq!(work(&app, &as_owner, &id, &done).await.status, 303);
    let assessed = json!({ "effect": "improved", "text": "Inga fler öppna dörrar" });
    app.post(&format!("/api/v1/actions/{id}/assess"), assessed).await.ok();

    let confirm = [("wish", "verify"), ("verifier", "Kvalitetschef"), ("version", "4")];
    let verify = async |holder: HolderId| {
        let cookie = acting(&app, holder, Role::Coordinator).await;
        work(&app, &cookie, &id, &confirm).await
    };
    // Who sees to the function, although somebody else carried it out.
    for holder in [anna, bo] {
        let refused = verify(holder).await;
        assert_eq!(refused.status, 422);
        assert!(refused.text.contains("den ansvariga funktionens åtgärder"), "{}", refused.text);
    }
    // Who told as owner that it was done, although the function is another's now.
    for holder in [anna, bo] {
        let function = Label::parse("it-drift").unwrap();
        let grants = &app.app().grants;
        grants.set_function_as_operator(holder, function, false, None).await.unwrap();
    }
    let refused = verify(anna).await;
    assert_eq!(refused.status, 422);
    assert!(refused.text.contains("har talat om att åtgärden är gjord"), "{}", refused.text);
    assert_eq!(verify(bo).await.status, 303);
    let state = app.get(&format!("/api/v1/actions/{id}")).await.ok().text_of("state");
    assert_eq!(state, "verified");
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_administrator_records_no_function_of_their_own_and_gives_up_one() {
    let app = TestApp::start().await;
    let administrator = app.token(Role::Administrator).await;
    let staff = app.app().access.token_holder(&administrator).await.unwrap().unwrap();
    let body = json!({ "holder": staff.holder(), "function": "Rektor", "reason": "Jag" });
    let list = "/api/v1/access/functions";
    let refused = send(&app, &administrator, list, body.clone()).await.refused(422);
    assert!(refused.text.contains("Ingen anger en funktion för sig själv"), "{}", refused.text);
    let key = app.app().clock.random_id().to_string();
    let holder = staff.holder().to_string();
    let fields = [("key", &*key), ("holder", &*holder), ("function", "Rektor"), ("reason", "x")];
    let page = app.form_as(&administrator, "/access/functions?lang=sv", &fields).await;
    assert_eq!(page.status, 422, "{}", page.text);
    app.holds(staff.holder(), "Rektor").await;
    let grants = &app.app().grants;
    let function = Label::parse("REKTOR").unwrap();
    let grant = grants.function_id(staff.holder(), &function);
    let leave = format!("/access/functions/{grant}/leave");
    let left = app.form_as(&administrator, &leave, &[("reason", "Slutar")]).await;
    assert_eq!(left.status, 303, "{}", left.text);
    let left = as_token(&app, &administrator, list).await.ok();
    assert_eq!(left.body["items"], json!([]));
    let stranger = app.app().clock.random_id().to_string();
    let body = json!({ "holder": stranger, "function": "Rektor", "reason": "x" });
    send(&app, &administrator, list, body).await.refused(404);
    app.stop().await;
}

/// The calendar that a token's holder subscribes to.
async fn calendar(app: &TestApp, token: &str) -> String {
    let made = app.form_as(token, "/actions/calendar", &[("wish", "make")]).await.ok();
    let address = shown(&made.text, "readonly value=\"", "\"");
    let path = &address[address.find("/calendar/").unwrap()..];
    read(app.request(Method::GET, path)).await.ok().text
}
