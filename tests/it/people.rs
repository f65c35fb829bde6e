//! Who takes part in an incident: following it, stepping aside and coming back, handing over.

use reqwest::Method;
use serde_json::json;
use tillbud_events::Role;

use crate::support::app::{Answer, TestApp, read, shown};

async fn get(app: &TestApp, token: &str, path: &str) -> Answer {
    read(app.request(Method::GET, path).bearer_auth(token)).await
}

/// Sends a form of the incident's workspace, with the version that its page shows.
async fn work(app: &TestApp, id: &str, wish: &str, fields: &[(&str, &str)]) -> Answer {
    let address = format!("/incidents/{id}");
    let page = app.get(&address).await.ok();
    let version = shown(&page.text, "name=\"version\" value=\"", "\"");
    let key = format!("{wish}-{version}");
    let carried = [("key", key.as_str()), ("version", version.as_str()), ("wish", wish)];
    let fields: Vec<_> = carried.into_iter().chain(fields.iter().copied()).collect();
    app.form_as(&app.coordinator, &format!("{address}/work"), &fields).await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_follows_is_listed_for_oneself_alone_and_disturbs_nobody() {
    let app = TestApp::start().await;
    let (id, _) = app.incident("local_fix").await;
    let (other_id, _) = app.incident("local_fix").await;
    let (mine, theirs) = (app.token(Role::Coordinator).await, app.token(Role::Coordinator).await);
    let analyst = app.token(Role::Analyst).await;
    let version = app.get(&format!("/api/v1/incidents/{id}")).await.ok().etag;
    let follow = format!("/incidents/{id}/follow");
    let pressed = async |token: &str, follows: &str| {
        let sent = app.form_as(token, &follow, &[("key", follows), ("follows", follows)]).await;
        assert_eq!(sent.status, 303, "{}", sent.text);
    };
    for token in [&mine, &analyst] {
        // Twice is once.
        pressed(token, "yes").await;
        pressed(token, "yes").await;
        let page = get(&app, token, &format!("/incidents/{id}")).await.ok();
        assert!(page.text.contains("Sluta följa"), "{}", page.text);
        let listed = get(&app, token, "/desk/incidents?followed=yes").await.ok();
        assert!(listed.text.contains(&id) && !listed.text.contains(&other_id));
    }
    let today = get(&app, &mine, "/today").await.ok();
    assert!(today.text.contains("id=\"followed\"") && today.text.contains(&id));
    for path in ["/today", "/desk/incidents?followed=yes"] {
        let theirs = get(&app, &theirs, path).await.ok();
        assert!(!theirs.text.contains(&id), "{path}");
    }
    // Whoever works on it sees nothing of it, and their forms are as good as before.
    let after = app.get(&format!("/api/v1/incidents/{id}")).await.ok();
    assert_eq!(after.etag, version);
    let history = app.get(&format!("/api/v1/incidents/{id}/timeline")).await.ok();
    assert!(!history.text.contains("follow"), "{}", history.text);

    // The log names a pseudonym, and no list of what it follows.
    let auditor = app.token(Role::Auditor).await;
    let log = get(&app, &auditor, "/api/v1/events?limit=200").await.ok();
    let events: Vec<_> = log.body["items"].as_array().unwrap().iter().collect();
    let begun: Vec<_> =
        events.iter().filter(|event| event["event_type"] == "follow.begun").collect();
    assert_eq!(begun.len(), 2, "{}", log.text);
    assert_eq!(begun[0]["data"], json!({ "incident_id": id }));
    assert_ne!(begun[0]["stream"], begun[1]["stream"]);

    pressed(&mine, "no").await;
    let listed = get(&app, &mine, "/desk/incidents?followed=yes").await.ok();
    assert!(!listed.text.contains(&id) && listed.text.contains("class=\"empty\""));
    let api = format!("/api/v1/incidents/{id}/follow");
    app.post(&api, json!({})).await.ok();
    assert!(app.get("/desk/incidents?followed=yes").await.ok().text.contains(&id));
    app.post(&api.replace("follow", "unfollow"), json!({})).await.ok();
    let nothing = "/api/v1/incidents/6f1c2f0e-7a39-4a4c-9d4c-0d6a3b1f7a12/follow";
    app.post(nothing, json!({})).await.refused(404);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_who_may_read_an_incident_follows_it_and_a_conflict_ends_what_is_shown() {
    let app = TestApp::start().await;
    let (id, _) = app.incident("local_fix").await;
    for role in [Role::ActionOwner, Role::Manager, Role::Administrator] {
        let token = app.token(role).await;
        let path = format!("/api/v1/incidents/{id}/follow");
        let asked = app.request(Method::POST, &path).bearer_auth(token).json(&json!({}));
        read(asked).await.refused(403);
    }
    app.post(&format!("/api/v1/incidents/{id}/follow"), json!({})).await.ok();
    app.post(&format!("/api/v1/incidents/{id}/recuse"), json!({})).await.ok();
    for path in ["/today", "/desk/incidents?followed=yes"] {
        assert!(!app.get(path).await.ok().text.contains(&id), "{path}");
    }
    app.post(&format!("/api/v1/incidents/{id}/follow"), json!({})).await.refused(403);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_stepped_aside_by_mistake_comes_back_with_a_reason_that_stays() {
    let app = TestApp::start().await;
    let (id, report_id) = app.incident("local_fix").await;
    let sure = [("recuse_sure", "yes"), ("recuse_reason", "Min enhet")];
    assert_eq!(work(&app, &id, "recuse", &sure).await.status, 303);
    let refused = app.get(&format!("/incidents/{id}")).await;
    assert_eq!(refused.status, 403);
    assert!(refused.text.contains("href=\"/recusals\""), "{}", refused.text);

    // Told to the account itself: the day and its own words, and nothing of the incident.
    let page = app.get("/recusals").await.ok();
    assert!(page.text.contains("Min enhet") && !page.text.contains("Fel lista"));
    let other = app.token(Role::Coordinator).await;
    let theirs = get(&app, &other, "/recusals").await.ok();
    assert!(!theirs.text.contains("Min enhet") && !theirs.text.contains(&id));
    let fields = |reason| [("key", "k"), ("incident_id", id.as_str()), ("reason", reason)];
    let unasked = app.form_as(&other, "/recusals", &fields("Jag vill se")).await;
    assert_eq!(unasked.status, 422, "{}", unasked.text);
    let silent = app.form_as(&app.coordinator, "/recusals", &fields(" ")).await;
    assert_eq!(silent.status, 422);
    assert!(silent.text.contains(&format!("id=\"reason-{id}-problem\"")), "{}", silent.text);
    let back = app.form_as(&app.coordinator, "/recusals", &fields("Jag såg fel enhet")).await;
    assert_eq!(back.status, 303, "{}", back.text);
    for path in [format!("/incidents/{id}"), format!("/desk/reports/{report_id}")] {
        app.get(&path).await.ok();
    }
    // The record stays, in plain words and by role.
    let page = app.get(&format!("/incidents/{id}")).await.ok();
    for words in [
        "Någon avstod från händelsen på grund av jäv",
        "Någon som hade avstått arbetar med händelsen igen",
        "Jag såg fel enhet",
    ] {
        assert!(page.text.contains(words), "{words}");
    }
    let history = app.get(&format!("/api/v1/incidents/{id}/timeline")).await.ok();
    let staff = app.app().access.token_holder(&app.coordinator).await.unwrap().unwrap();
    assert!(!history.text.contains(&staff.pseudonym.to_string()), "{}", history.text);
    assert!(app.get("/recusals").await.ok().text.contains("class=\"empty\""));

    // Again, through the API.
    let take_back = || json!({ "incident_id": id, "reason": "Fortfarande inte jävig" });
    app.post("/api/v1/recusals/take-back", take_back()).await.refused(422);
    app.post(&format!("/api/v1/incidents/{id}/recuse"), json!({ "reason": "x" })).await.ok();
    app.get(&format!("/api/v1/incidents/{id}")).await.refused(403);
    app.post("/api/v1/recusals/take-back", take_back()).await.ok();
    app.get(&format!("/api/v1/incidents/{id}")).await.ok();
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_handover_shows_the_role_and_its_words_and_can_be_added_to() {
    let app = TestApp::start().await;
    let (id, _) = app.incident("local_fix").await;
    let to = |words| [("assign_role", "Registrator"), ("assign_handover", words)];
    assert_eq!(work(&app, &id, "assign", &to("Leverantören svarar på fredag")).await.status, 303);
    assert_eq!(work(&app, &id, "assign", &to("De svarade i dag")).await.status, 303);
    let body = json!({ "role": "Arkivarie" });
    app.post(&format!("/api/v1/incidents/{id}/assign"), body).await.ok();
    let page = app.get(&format!("/incidents/{id}")).await.ok();
    for words in [
        "Arbetar vidare: Arkivarie",
        "Registrator: Leverantören svarar på fredag",
        "Registrator: De svarade i dag",
    ] {
        assert!(page.text.contains(words), "{words} in {}", page.text);
    }
    app.post(&format!("/api/v1/incidents/{id}/assign"), json!({ "role": " " })).await.refused(422);
    app.stop().await;
}
