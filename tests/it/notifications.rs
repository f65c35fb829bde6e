//! From a personal-data breach to the authority's reference, by the API and by the pages.

use reqwest::Method;
use serde_json::{Value, json};
use tillbud::clock::Clock;
use tillbud::config::Config;
use tillbud::holding::HoldMinutes;
use tillbud_events::Role;

use crate::support::app::{Answer, TestApp, read, shown, triage};
use crate::support::postgres;

/// A Friday before the clock goes forward: 72 hours later it is Monday, an hour later by
/// the clock on the wall.
const RECEIVED: &str = "2026-03-27T14:20:00Z";

async fn start(database: Option<String>) -> TestApp {
    let clock = Clock::simulated(RECEIVED.parse().unwrap(), 7);
    TestApp::start_at(tempfile::tempdir().unwrap(), database, clock, HoldMinutes::OFF).await
}

/// An incident that is triaged as one that touched personal data.
async fn breach(app: &TestApp, assess: Value) -> String {
    let (report_id, _) = app.report("Listan låg öppen på servern.").await;
    let body = json!({ "report_ids": [report_id], "title": "Elevlista på öppen yta" });
    let id = app.post("/api/v1/incidents", body).await.created().text_of("incident_id");
    let mut judged = triage();
    judged["personal_data"] = json!(true);
    judged["assess"] = assess;
    app.post(&format!("/api/v1/incidents/{id}/triage"), judged).await.ok();
    id
}

async fn notices(app: &TestApp, id: &str) -> Answer {
    app.get(&format!("/api/v1/incidents/{id}/notifications")).await.ok()
}

async fn step(app: &TestApp, id: &str, step: &str, body: Value) -> Answer {
    app.post(&format!("/api/v1/incidents/{id}/notifications/{step}"), body).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_breach_is_proposed_assessed_sent_supplemented_and_finished() {
    life(None).await;
    if let Some(database) = postgres::database().await {
        life(Some(database)).await;
    }
}

async fn life(database: Option<String>) {
    let app = start(database).await;
    let id = breach(&app, json!([])).await;

    // Triage proposes; nothing is decided, and no clock runs.
    let seen = notices(&app, &id).await;
    assert_eq!(seen.body["personal_data"], json!(true));
    assert_eq!(seen.body["proposals"][0]["regime"], json!("gdpr"));
    assert!(seen.body["proposals"][0]["grounds"].to_string().contains("personal_data"));
    assert_eq!(seen.body["notifications"], json!([]));

    // Asked for, the worst case runs from the hour of the first report, over the night
    // that lacks an hour.
    step(&app, &id, "ask", json!({ "regime": "gdpr" })).await.ok();
    let seen = notices(&app, &id).await;
    let notice = &seen.body["notifications"][0];
    assert_eq!(notice["received_at"], json!("2026-03-27T14:00:00Z"));
    assert_eq!(notice["deadlines"][0]["due"], json!("2026-03-30T14:00:00Z"));
    assert_eq!(notice["deadlines"][0]["clock"], json!("worst_case"));
    let waiting = app.get("/api/v1/notifications").await.ok();
    assert_eq!(waiting.body["items"][0]["next_due"], json!("2026-03-30T14:00:00Z"));

    // The board is the controller, and says when it became aware.
    let of = |more: Value| {
        let mut body = json!({ "regime": "gdpr", "controller": "Skolnämnden" });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        body
    };
    step(&app, &id, "ask", of(json!({}))).await.ok();
    let aware = json!({ "aware": "2026-03-27T15:10", "reasons": "Då bekräftade driften det" });
    step(&app, &id, "awareness", of(aware)).await.ok();
    let early = json!({ "stage": "authority", "sent": "2026-03-27T15:20", "text": "x" });
    let refused = step(&app, &id, "send", of(early)).await.refused(422);
    assert!(refused.text.contains("vgör") || refused.text.contains("ecide"), "{}", refused.text);
    let decided = json!({ "notifiable": true, "reasons": "Uppgifter om barn" });
    step(&app, &id, "assess", of(decided)).await.ok();
    let seen = notices(&app, &id).await;
    let notice = &seen.body["notifications"][0];
    assert_eq!(seen.body["notifications"].as_array().unwrap().len(), 1, "taken over");
    assert_eq!(notice["next_due"], json!("2026-03-30T14:10:00Z"), "by the declared clock");

    // Described, sent, supplemented, finished.
    let told = json!({ "facts": "Listan låg öppen", "consequences": "Den kan ha lästs", "measures": "Togs bort" });
    step(&app, &id, "describe", of(told)).await.ok();
    let sent = json!({ "stage": "authority", "sent": "2026-03-27T15:15", "reference": "IMY-2026-77", "text": "Formuläret" });
    app.app().clock.set("2026-03-28T08:00:00Z".parse().unwrap());
    step(&app, &id, "send", of(sent.clone())).await.ok();
    step(&app, &id, "send", of(sent.clone())).await.refused(422);
    let mut more = sent;
    more["text"] = json!("Antalet är 38");
    step(&app, &id, "supplement", of(more)).await.ok();
    step(&app, &id, "finish", of(json!({ "text": "Myndigheten avslutade" }))).await.ok();
    let seen = notices(&app, &id).await;
    let notice = &seen.body["notifications"][0];
    assert_eq!((&notice["standing"], &notice["next_due"]), (&json!("final"), &Value::Null));
    assert_eq!(notice["sendings"][0]["reference"], json!("IMY-2026-77"));
    assert_eq!(app.get("/api/v1/notifications").await.ok().body["items"], json!([]));

    // The register and its exports hold it.
    let register = app.get("/api/v1/notifications/register").await.ok();
    assert_eq!(register.body["items"][0]["facts"], json!("Listan låg öppen"));
    let csv = app.get("/register.csv?lang=sv").await.ok();
    assert!(csv.text.contains("Skolnämnden") && csv.text.contains("Listan låg öppen"));
    let xlsx = app.get("/register.xlsx").await.ok();
    assert!(xlsx.content_type.contains("spreadsheetml"), "{}", xlsx.content_type);

    // The words are sealed, the moments are not: the log alone gives the same rows.
    let live = app.app().read_models.dump().await.unwrap();
    let directory = app.stop().await;
    drop(directory);
    assert!(live.contains("IMY-2026-77"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_that_was_received_earlier_moves_the_worst_case_and_unlinking_moves_it_back() {
    let app = start(None).await;
    let (earlier, _) = app.report("Samma lista, sedd tidigare.").await;
    app.app().clock.set("2026-03-27T18:20:00Z".parse().unwrap());
    let id = breach(&app, json!(["gdpr"])).await;
    let due = |seen: &Answer| seen.body["notifications"][0]["next_due"].clone();
    assert_eq!(due(&notices(&app, &id).await), json!("2026-03-30T18:00:00Z"));
    let which = json!({ "report_id": earlier });
    for (step, expected) in [("link", "2026-03-30T14:00:00Z"), ("unlink", "2026-03-30T18:00:00Z")] {
        app.post(&format!("/api/v1/incidents/{id}/{step}"), which.clone()).await.ok();
        assert_eq!(due(&notices(&app, &id).await), json!(expected), "{step}");
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn merging_in_what_was_reported_earlier_moves_the_worst_case_and_unmerging_moves_it_back() {
    let app = start(None).await;
    let (earlier, _) = app.incident("local_fix").await;
    app.app().clock.set("2026-03-27T18:20:00Z".parse().unwrap());
    let id = breach(&app, json!(["gdpr"])).await;
    let path = format!("/api/v1/incidents/{earlier}");
    for (step, body, due) in [
        ("merge", json!({ "into": id }), "2026-03-30T14:00:00Z"),
        ("unmerge", json!({}), "2026-03-30T18:00:00Z"),
    ] {
        app.post(&format!("{path}/{step}"), body).await.ok();
        let seen = notices(&app, &id).await;
        assert_eq!(seen.body["notifications"][0]["next_due"], json!(due), "{step}");
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_version_of_the_pack_is_compared_and_counting_anew_appends() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("packs.json");
    let built_in = include_str!("../../lists/rule-packs.json");
    let shorter = built_in.replacen("\"hours\": 72", "\"hours\": 48", 1);
    std::fs::write(&file, shorter.replace("gdpr_2026_11", "gdpr_test")).unwrap();
    let app = start(None).await;
    let id = breach(&app, json!(["gdpr"])).await;
    let version = notices(&app, &id).await.body["version"].clone();
    step(&app, &id, "recount", json!({})).await.ok();
    assert_eq!(notices(&app, &id).await.body["version"], version, "nothing differs");
    let data = app.stop().await;

    let program = std::process::Command::new(env!("CARGO_BIN_EXE_tillbud"))
        .args(["deadlines", "--data", data.path().to_str().unwrap()])
        .args(["--pack", file.to_str().unwrap()])
        .output()
        .unwrap();
    let printed = String::from_utf8(program.stdout).unwrap();
    let expected = format!(
        "{id}\tgdpr\t\tauthority\tworst_case\t2026-03-30T14:00:00Z\t2026-03-29T14:00:00Z\t"
    );
    assert!(printed.lines().any(|line| line == expected), "{printed}");
    assert_eq!(printed.lines().count(), 2, "{printed}");
    assert!(!printed.contains("Elevlista"));

    let packs = Some(file);
    let config = Config { rule_packs: packs, ..crate::support::app::config(&data, None) };
    let clock = Clock::simulated(RECEIVED.parse().unwrap(), 8);
    let app = TestApp::start_with(data, config, clock, HoldMinutes::OFF).await;
    step(&app, &id, "recount", json!({})).await.ok();
    let seen = notices(&app, &id).await;
    let notice = &seen.body["notifications"][0];
    assert_eq!(
        (&notice["pack"], &notice["next_due"]),
        (&json!("gdpr_test"), &json!("2026-03-29T14:00:00Z"))
    );
    let timeline = app.get(&format!("/api/v1/incidents/{id}/timeline?limit=200")).await.ok();
    assert_eq!(timeline.text.matches("incident.deadlines_set").count(), 2, "both stand in the log");
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_data_protection_officer_sees_and_works_what_concerns_the_law_and_nothing_else() {
    let app = start(None).await;
    let (other, _) = app.incident("local_fix").await;
    let id = breach(&app, json!(["gdpr"])).await;
    let officer = app.token(Role::DataProtectionOfficer).await;
    let get = async |path: &str| read(app.request(Method::GET, path).bearer_auth(&officer)).await;
    assert!(get("/deadlines").await.ok().text.contains("Elevlista"));
    get(&format!("/incidents/{id}/notifications")).await.ok();
    assert_eq!(get(&format!("/incidents/{other}/notifications")).await.status, 404);
    assert_eq!(get(&format!("/incidents/{id}")).await.status, 403);
    let path = format!("/api/v1/incidents/{other}/notifications/ask");
    let ask =
        app.request(Method::POST, &path).bearer_auth(&officer).json(&json!({ "regime": "gdpr" }));
    read(ask).await.refused(404);
    let path = format!("/api/v1/incidents/{id}/notifications/assess");
    let body = json!({ "regime": "gdpr", "notifiable": false, "reasons": "Ringa risk" });
    read(app.request(Method::POST, &path).bearer_auth(&officer).json(&body)).await.ok();
    assert!(get("/register").await.ok().text.contains("Ringa risk"));
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_forms_of_the_page_do_what_the_api_does_and_keep_what_was_written() {
    let app = start(None).await;
    let id = breach(&app, json!(["gdpr"])).await;
    let path = format!("/incidents/{id}/notifications");
    let send = async |form: &[(&str, &str)]| {
        let body = form_of(form);
        let request = app.request(Method::POST, &path).bearer_auth(&app.coordinator);
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        read(request.body(body)).await
    };
    let duty = [("form", "n1-assess"), ("act", "assess"), ("regime", "gdpr"), ("controller", "")];
    let unanswered = send(&[&duty[..], &[("reasons", "Skälet är kvar")]].concat()).await;
    assert_eq!(unanswered.status, 422, "{}", unanswered.text);
    assert!(
        unanswered.text.contains("Skälet är kvar")
            && unanswered.text.contains("#n1-assess-notifiable")
    );
    let yes = [("notifiable", "yes"), ("reasons", "Barn"), ("key", "k1")];
    let answered = send(&[&duty[..], &yes[..]].concat()).await;
    assert_eq!(answered.status, 303, "{}", answered.text);
    let again = send(&[&duty[..], &yes[..]].concat()).await;
    assert_eq!(again.status, 303, "the same form again is no second decision");
    let shown = app.get(&format!("{path}?lang=sv")).await.ok();
    assert!(
        shown.text.contains("Ska anmälas") && shown.text.contains("måndag 30 mars 2026 kl. 16:00"),
        "{}",
        shown.text
    );
    let incident = app.get(&format!("/incidents/{id}?lang=sv")).await.ok();
    assert!(incident.text.contains("Rapportering till myndighet") && incident.text.contains(&path));
    let document = app.get(&format!("{path}/document?regime=gdpr")).await.ok();
    assert!(document.text.contains("https://www.imy.se/"));
    assert_eq!(send(&[("act", "nonsense")]).await.status, 400);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_second_of_two_on_the_page_is_told_what_changed_and_keeps_what_was_written() {
    let app = start(None).await;
    let id = breach(&app, json!(["gdpr"])).await;
    let path = format!("/incidents/{id}/notifications");
    let html = app.get(&path).await.ok().text;
    let version = shown(&html, "name=\"version\" value=\"", "\"");
    let theirs = json!({ "regime": "gdpr", "facts": "Listan låg öppen", "consequences": "Den kan ha lästs", "measures": "Togs bort" });
    step(&app, &id, "describe", theirs.clone()).await.ok();

    let ours = "Två listor låg öppna";
    let describe_as = |facts: &str, version: &str, key: &str| {
        let duty = [("form", "n1-describe"), ("act", "describe"), ("regime", "gdpr")];
        let words = [("facts", facts), ("consequences", "Den lästes"), ("measures", "Togs bort")];
        let carried = [("version", version), ("key", key), ("controller", "")];
        form_of(&[duty, words, carried].concat())
    };
    let describe = |version: &str, key: &str| describe_as(ours, version, key);
    let send = async |body: String| {
        let request = app.request(Method::POST, &path).bearer_auth(&app.coordinator);
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        read(request.body(body)).await
    };
    let facts = async || notices(&app, &id).await.body["notifications"][0]["facts"].clone();
    // What has to change in a form first hides nothing of what happened meanwhile.
    let empty = [("form", "n1-describe"), ("act", "describe"), ("regime", "gdpr")];
    let empty = send(form_of(&[&empty[..], &[("version", version.as_str())]].concat())).await;
    assert_eq!(empty.status, 422);
    assert_eq!(shown(&empty.text, "name=\"version\" value=\"", "\""), version);

    let told = send(describe(&version, "k1")).await;
    assert_eq!(told.status, 409, "{}", told.text);
    for words in ["har hänt sedan du öppnade sidan", "Underlaget till myndigheten skrevs", ours] {
        assert!(told.text.contains(words), "{words} in {}", told.text);
    }
    assert_eq!(facts().await, json!("Listan låg öppen"), "nothing was written over");

    // The moment that a deadline runs from is guarded as well.
    let due = notices(&app, &id).await.body["notifications"][0]["next_due"].clone();
    let aware = [
        ("form", "n1-awareness"),
        ("act", "awareness"),
        ("regime", "gdpr"),
        ("controller", ""),
        ("version", version.as_str()),
        ("aware", "2026-03-27T15:10"),
        ("reasons", "Då bekräftade driften det"),
    ];
    let refused = send(form_of(&aware)).await;
    assert_eq!(refused.status, 409, "{}", refused.text);
    assert!(refused.text.contains("Då bekräftade driften det"));
    assert_eq!(notices(&app, &id).await.body["notifications"][0]["next_due"], due);

    let version = shown(&told.text, "name=\"version\" value=\"", "\"");
    for _ in 0..2 {
        let sent = send(describe(&version, "k2")).await;
        assert_eq!(sent.status, 303, "{}", sent.text);
    }
    assert_eq!(facts().await, json!(ours));

    // What came after it is no news to a form that did its work, nor written over by it.
    step(&app, &id, "describe", theirs).await.ok();
    let again = send(describe(&version, "k2")).await;
    assert_eq!(again.status, 303, "{}", again.text);
    assert_eq!(facts().await, json!("Listan låg öppen"));
    let other = send(describe_as("Tre listor låg öppna", &version, "k2")).await;
    assert_eq!(other.status, 409, "{}", other.text);
    for words in ["är redan mottaget", "Tre listor låg öppna"] {
        assert!(other.text.contains(words), "{words} in {}", other.text);
    }
    app.stop().await;
}

fn form_of(pairs: &[(&str, &str)]) -> String {
    let encoded =
        |text: &str| -> String { text.bytes().map(|byte| format!("%{byte:02X}")).collect() };
    let pairs = pairs.iter().map(|(name, value)| format!("{name}={}", encoded(value)));
    pairs.collect::<Vec<_>>().join("&")
}
