//! Roles are given, reviewed and taken back by administrators; each is an event, and the
//! list of who has access is for them alone.

use reqwest::Method;
use serde_json::{Value, json};
use tillbud::access::account::password::NewPassword;
use tillbud::clock::Clock;
use tillbud::holding::HoldMinutes;
use tillbud_events::vocabulary::Label;
use tillbud_events::{HolderId, Role};

use crate::support::app::{Answer, TestApp, read};

async fn person(app: &TestApp, login: &str) -> HolderId {
    let label = Label::parse(login).unwrap();
    let password = NewPassword::parse("häst batteri häftstift", login).unwrap();
    app.app().accounts.create(&label, &label, password, false).await.unwrap()
}

async fn post(app: &TestApp, token: &str, path: &str, body: Value) -> Answer {
    read(app.request(Method::POST, path).bearer_auth(token).json(&body)).await
}

async fn get(app: &TestApp, token: &str, path: &str) -> Answer {
    read(app.request(Method::GET, path).bearer_auth(token)).await
}

fn of_anna(list: &Answer) -> Value {
    let items = list.body["items"].as_array().unwrap();
    items.iter().find(|row| row["name"] == "Anna").cloned().unwrap_or_default()
}

fn grant(holder: HolderId, role: &str) -> Value {
    json!({ "holder": holder, "role": role, "until": "2099-12-31", "reason": "Tar över" })
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_says_who_has_access_why_since_when_and_last_used() {
    let app = TestApp::start().await;
    let administrator = app.token(Role::Administrator).await;
    let path = "/api/v1/access/grants";
    let anna = person(&app, "Anna").await;
    let given = post(&app, &administrator, path, grant(anna, "analyst")).await.created();
    let list = get(&app, &administrator, path).await.ok();
    let row = of_anna(&list);
    assert_eq!(row["name"], "Anna");
    assert_eq!((&row["role"], &row["reason"]), (&json!("analyst"), &json!("Tar över")));
    assert_eq!((&row["until"], &row["source"]), (&json!("2099-12-31"), &json!("decision")));
    assert_eq!((&row["given_as"], &row["last_used"]), (&json!("administrator"), &Value::Null));
    assert_eq!(row["is_due"], false);
    let vacant = list.body["vacant"].as_array().unwrap();
    assert!(vacant.contains(&json!("auditor")) && !vacant.contains(&json!("analyst")));
    assert!(!vacant.contains(&json!("coordinator")), "a token has it");

    // The log names a pseudonym and no reason.
    let auditor = app.token(Role::Auditor).await;
    let log = get(&app, &auditor, "/api/v1/events?limit=10").await.ok();
    let event = &log.body["items"][0];
    assert_eq!(event["event_type"], "grant.given");
    assert_eq!(event["data"]["holder"], json!(anna));
    assert_eq!(event["data"]["reason"], json!({ "sealed": true }));
    assert!(event["actor"].as_str().unwrap().starts_with("administrator:"));
    assert!(!log.text.contains("Anna") && !log.text.contains("Tar över"));

    let id = given.text_of("grant_id");
    let confirmed = post(&app, &administrator, &format!("{path}/{id}/confirm"), json!({})).await;
    assert_eq!(confirmed.ok().body["version"], 2);
    let list = get(&app, &administrator, path).await.ok();
    assert_eq!(of_anna(&list)["confirmed_on"], app.app().clock.today().to_string());
    let reason = json!({ "reason": "Har bytt uppdrag" });
    post(&app, &administrator, &format!("{path}/{id}/revoke"), reason).await.ok();
    let list = get(&app, &administrator, path).await.ok();
    assert_eq!(of_anna(&list), Value::Null);
    // The tokens that the test itself works with, whose making is no event.
    let items = list.body["items"].as_array().unwrap();
    assert!(items.len() > 1 && items.iter().all(|row| row["version"] == 0));
    let again = post(&app, &administrator, &format!("{path}/{id}/confirm"), json!({})).await;
    assert!(again.refused(422).text_of("detail").contains("återkallad"));
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_a_grant_is_told_and_nobody_unknown_gets_one() {
    let app = TestApp::start().await;
    let administrator = app.token(Role::Administrator).await;
    let path = "/api/v1/access/grants";
    let wrong = json!({ "holder": "x", "role": "king", "until": "2026", "reason": " " });
    let refused = post(&app, &administrator, path, wrong).await.refused(422);
    assert_eq!(refused.body["errors"].as_array().unwrap().len(), 4, "{}", refused.text);
    let nobody = HolderId(uuid::Uuid::from_u128(1));
    post(&app, &administrator, path, grant(nobody, "analyst")).await.refused(404);
    let unknown = format!("{path}/{}/revoke", uuid::Uuid::from_u128(1));
    post(&app, &administrator, &unknown, json!({})).await.refused(404);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_made_once_for_a_time_listed_with_its_last_use_and_taken_back() {
    let app = TestApp::start().await;
    let administrator = app.token(Role::Administrator).await;
    let path = "/api/v1/access/tokens";
    let order =
        json!({ "role": "analyst", "until": "2099-12-31", "reason": "Till kontrollpanelen" });
    let make = async || {
        let request = app.request(Method::POST, path).bearer_auth(&administrator);
        read(request.header("idempotency-key", "k").json(&order)).await.created()
    };
    let made = make().await;
    assert_eq!(made.text, make().await.text, "a repeated request makes no other");
    let (id, token) = (made.text_of("id"), made.text_of("token"));
    get(&app, &token, "/api/v1/trends").await.ok();
    let list = get(&app, &administrator, path).await.ok();
    let items = list.body["items"].as_array().unwrap();
    let row = items.iter().find(|row| row["id"] == json!(id)).unwrap();
    assert_eq!(row["last_used"], app.app().clock.today().to_string());
    assert_eq!(row["expires"], "2099-12-31T23:00:00Z");
    assert!(!list.text.contains(&token));
    let grants = get(&app, &administrator, "/api/v1/access/grants").await.ok();
    assert!(grants.text.contains(&format!("\"token\":\"{id}\"")));
    post(&app, &administrator, &format!("{path}/{id}/revoke"), json!({})).await.ok();
    get(&app, &token, "/api/v1/trends").await.refused(401);
    post(&app, &administrator, &format!("{path}/{id}/revoke"), json!({})).await.refused(404);
    post(&app, &administrator, &format!("{path}/{}/revoke", &id[..4]), json!({}))
        .await
        .refused(404);
    let grants = get(&app, &administrator, "/api/v1/access/grants").await.ok();
    assert!(!grants.text.contains(&id));
    let again = app.request(Method::POST, path).bearer_auth(&administrator);
    let again = read(again.header("idempotency-key", "k").json(&order)).await;
    again.refused(422);
    get(&app, &token, "/api/v1/trends").await.refused(401);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_whose_only_holder_cannot_act_is_vacant() {
    let app = TestApp::start().await;
    let administrator = app.token(Role::Administrator).await;
    let path = "/api/v1/access/grants";
    let vacant = async |role: &str| {
        let list = get(&app, &administrator, path).await.ok();
        list.body["vacant"].as_array().unwrap().contains(&json!(role))
    };
    let anna = person(&app, "Anna").await;
    post(&app, &administrator, path, grant(anna, "analyst")).await.created();
    assert!(!vacant("analyst").await);
    app.app().accounts.set_disabled(anna, true).await.unwrap();
    assert!(vacant("analyst").await, "nobody can sign in with a disabled account");
    app.app().accounts.set_disabled(anna, false).await.unwrap();
    assert!(!vacant("analyst").await);

    let act = tillbud::act::Act::once(&app.app().clock, tillbud_events::Actor::System);
    let ended = Some(app.app().clock.now());
    app.app().access.create_token_by(&act, Role::Auditor, ended).await.unwrap();
    assert!(vacant("auditor").await, "a token that has ended opens nothing");
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_token_of_the_first_start_is_confirmed_when_half_a_year_has_gone() {
    let clock = Clock::simulated("2026-01-15T10:00:00Z".parse().unwrap(), 1);
    let directory = tempfile::tempdir().unwrap();
    let app = TestApp::start_at(directory, None, clock.clone(), HoldMinutes::OFF).await;
    clock.set("2026-07-16T10:00:00Z".parse().unwrap());
    let administrator = app.token(Role::Administrator).await;
    let path = "/api/v1/access/grants";
    let of_coordinator = async || {
        let list = get(&app, &administrator, path).await.ok();
        let items = list.body["items"].as_array().unwrap();
        items.iter().find(|row| row["role"] == "coordinator").cloned().unwrap()
    };
    let row = of_coordinator().await;
    assert_eq!((&row["is_due"], &row["version"]), (&json!(true), &json!(0)));
    let id = row["grant_id"].as_str().unwrap();
    let confirm = format!("{path}/{id}/confirm");
    post(&app, &administrator, &confirm, json!({})).await.ok();
    let row = of_coordinator().await;
    assert_eq!((&row["is_due"], &row["version"]), (&json!(false), &json!(1)));
    get(&app, &app.coordinator, "/api/v1/reports").await.ok();
    post(&app, &administrator, &format!("{path}/{id}/revoke"), json!({})).await.ok();
    get(&app, &app.coordinator, "/api/v1/reports").await.refused(401);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_has_ended_opens_nothing() {
    let app = TestApp::start().await;
    let act = tillbud::act::Act::once(&app.app().clock, tillbud_events::Actor::System);
    let ended = Some(app.app().clock.now());
    let token = app.app().access.create_token_by(&act, Role::Analyst, ended).await.unwrap();
    get(&app, &token.secret, "/api/v1/trends").await.refused(401);
    assert_eq!(app.app().access.sweep().await.unwrap(), 1);
    app.stop().await;
}
