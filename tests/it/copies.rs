//! The copy of a reporter's words that others read: made by a person, and all that others get.
//!
//! Every route, page, feed and export is walked with every role; the original's words come
//! out nowhere, and the copy where its readers look for it.

use std::process::Command;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tillbud::clock::Clock;
use tillbud::holding::HoldMinutes;
use tillbud_events::report::{self, Imported};
use tillbud_events::{ReportId, Role, Text};

use crate::access::{address, routes, staff_pages};
use crate::support::app::{Answer, TestApp, read, shown, triage};
use crate::support::log::an_import;
use crate::support::postgres;

const NARRATIVE: &str = "Anna Berg på förskolan Solgläntan ringde från 070-174 06 05. \
    Berg sa att grinden stod öppen.";
/// What the proposal makes of it.
const COPY: &str = "[namn] på [arbetsplats] ringde från [telefon]. \
    [namn] sa att grinden stod öppen.";
/// Words that only the original holds; the reply and the other fields have some of them.
const ORIGINAL: [&str; 7] = [
    "Anna Berg",
    "Annas surfplatta",
    "Anna var",
    "Berg s",
    "Solgläntan",
    "070-174",
    "cykelstället",
];

/// A report with an answered question in an incident: its id, its receipt, the incident's id.
async fn told(app: &TestApp) -> (String, String, String) {
    let body = json!({ "narrative": NARRATIVE, "kind": "near_miss", "unit": "bakom cykelstället",
        "system": "Annas surfplatta", "hindered": "Anna var ensam", "helped": "Berg såg det" });
    let sent = read(app.request(Method::POST, "/api/v1/reports").json(&body)).await.created();
    let (id, receipt) = (sent.text_of("report_id"), sent.text_of("receipt"));
    let body = json!({ "report_ids": [id], "title": "Öppen grind" });
    let incident = app.post("/api/v1/incidents", body).await.created().text_of("incident_id");
    app.post(&format!("/api/v1/incidents/{incident}/triage"), triage()).await.ok();
    let question = json!({ "text": "Hur såg grinden ut?" });
    app.post(&format!("/api/v1/reports/{id}/question"), question).await.ok();
    app.wish(&receipt, "messages", json!({ "text": "Fråga Anna Berg" })).await.ok();
    (id, receipt, incident)
}

fn copy(id: &str) -> String {
    format!("/api/v1/reports/{id}/copy")
}

async fn approve(app: &TestApp, id: &str, text: &str, after: u32) -> Answer {
    app.post(&copy(id), json!({ "text": text, "after": after })).await
}

/// A report whose proposed copy was approved by a coordinator who had opened it.
async fn approved(app: &TestApp) -> (String, String, String) {
    let told = told(app).await;
    app.opened(&told.0).await;
    approve(app, &told.0, COPY, 0).await.ok();
    told
}

/// What `token` gets of every route and page, each with its address.
async fn everything(
    app: &TestApp,
    token: &str,
    (id, incident): (&str, &str),
) -> Vec<(String, Answer)> {
    let routes = routes(app).into_iter().filter(|(method, _)| method == "get");
    let routes = routes.map(|(_, path)| path).filter(|path| !path.ends_with("/receipt"));
    let mut seen = Vec::new();
    // The stream of news never ends; `live.rs` shows that it tells ids alone.
    let pages = staff_pages().into_iter().filter(|path| !path.ends_with("/live"));
    for path in routes.chain(pages) {
        let path = address(&path, incident, id);
        let answer = read(app.request(Method::GET, &path).bearer_auth(token)).await;
        seen.push((path, answer));
    }
    assert!(seen.len() > 20, "{} addresses", seen.len());
    seen
}

/// What `tillbud export` writes beside the running program.
fn exported(app: &TestApp, arguments: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tillbud"));
    command.arg("--data").arg(app.directory.path()).args(["--log", "error", "export"]);
    let output = command.args(arguments).env_remove("TILLBUD_MASTER_KEY").output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn assert_no_original(at: &str, text: &str) {
    for words in ORIGINAL {
        assert!(!text.contains(words), "{words} at {at}: {text}");
    }
}

/// On SQLite and, where there is one, on PostgreSQL.
async fn apps() -> Vec<TestApp> {
    let mut apps = vec![TestApp::start().await];
    if let Some(database) = postgres::database().await {
        apps.push(TestApp::start_in(tempfile::tempdir().unwrap(), Some(database)).await);
    }
    apps
}

#[tokio::test(flavor = "multi_thread")]
async fn every_role_sees_the_copy_where_it_may_and_the_original_nowhere() {
    for app in apps().await {
        walked_by_every_role(app).await;
    }
}

async fn walked_by_every_role(app: TestApp) {
    let (id, _, incident) = told(&app).await;
    app.opened(&id).await;
    for text in [None, Some(COPY)] {
        if let Some(text) = text {
            approve(&app, &id, text, 0).await.ok();
        }
        for role in Role::ALL {
            // Another coordinator has not opened it either.
            let token = app.token(role).await;
            let mut with_copy = Vec::new();
            for (path, answer) in everything(&app, &token, (&id, &incident)).await {
                assert_no_original(&format!("{role} {path}"), &answer.text);
                if answer.text.contains("[telefon]") {
                    with_copy.push(path.replace(&id, "R").replace(&incident, "I"));
                }
            }
            let expected: &[&str] = match (role, text) {
                (Role::Analyst, Some(_)) => {
                    &["/api/v1/copies", "/api/v1/incidents/I", "/incidents/I"]
                }
                (Role::Coordinator, Some(_)) => &[
                    "/api/v1/copies",
                    "/api/v1/incidents/I",
                    "/api/v1/reports",
                    "/api/v1/reports/R",
                    "/desk",
                    "/desk.csv",
                    "/desk/reports/R",
                    "/desk/reports/R/work",
                    "/incidents/I",
                    "/today",
                ],
                _ => &[],
            };
            with_copy.sort();
            assert_eq!(with_copy, expected, "{role}");
        }
    }
    // Live, as the auditor follows the log.
    let auditor = app.token(Role::Auditor).await;
    let live = app.request(Method::GET, "/api/v1/events?after=0").bearer_auth(auditor);
    let mut live = live.header("accept", "text/event-stream").send().await.unwrap();
    let mut told = String::new();
    while !told.contains("report.copy_approved") {
        told += str::from_utf8(&live.chunk().await.unwrap().unwrap()).unwrap();
    }
    assert_no_original("events", &told);
    assert!(!told.contains("[telefon]"));
    drop(live);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn exports_hold_the_copy_and_never_the_original() {
    let app = TestApp::start().await;
    approved(&app).await;
    for format in ["jsonl", "csv"] {
        for what in ["reports", "incidents", "actions", "log"] {
            let text = exported(&app, &[what, "--format", format]);
            assert_no_original(what, &text);
            assert_eq!(text.contains("[telefon]"), what == "reports", "{what}");
        }
        let text = exported(&app, &["log", "--opened", "--format", format]);
        assert_no_original("log --opened", &text);
        assert!(text.contains("[telefon]") && text.contains("Hur såg grinden ut?"), "{text}");
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_has_opened_the_original_proposes_edits_and_approves() {
    let app = TestApp::start().await;
    let (id, _, _) = told(&app).await;
    let proposal = format!("{}/proposal", copy(&id));
    let refused = app.get(&proposal).await.refused(409);
    assert_eq!(refused.text_of("type"), "urn:tillbud:problem:unopened");
    assert_no_original("unopened", &refused.text);
    approve(&app, &id, COPY, 0).await.refused(409);

    app.opened(&id).await;
    let proposed = app.get(&proposal).await.ok();
    assert_eq!(
        (proposed.text_of("narrative"), proposed.text_of("text")),
        (NARRATIVE.into(), COPY.into())
    );
    assert_eq!((&proposed.body["revision"], &proposed.body["copy"]), (&json!(0), &Value::Null));
    let masked: Vec<_> = proposed.body["spans"]
        .as_array()
        .unwrap()
        .iter()
        .map(|span| {
            let at = |field: &str| usize::try_from(span[field].as_u64().unwrap()).unwrap();
            let words = NARRATIVE.chars().skip(at("start")).take(at("end") - at("start"));
            (words.collect::<String>(), span["rule"].as_str().unwrap().to_owned())
        })
        .collect();
    let expected = [
        ("Anna Berg", "name"),
        ("förskolan Solgläntan", "workplace"),
        ("070-174 06 05", "phone"),
        ("Berg", "name"),
    ];
    assert_eq!(masked, expected.map(|(words, rule)| (words.to_owned(), rule.to_owned())));

    // Another account has not read it, and other roles never may.
    let body = json!({ "text": COPY, "after": 0 });
    let other = app.token(Role::Coordinator).await;
    let request =
        |token: &str| app.request(Method::POST, &copy(&id)).bearer_auth(token).json(&body);
    read(request(&other)).await.refused(409);
    read(request(&app.token(Role::Analyst).await)).await.refused(403);

    let edited = "En vikarie ringde. Grinden stod öppen.";
    let tip = app.tip().await;
    let body = json!({ "text": edited, "after": 0 });
    for _ in 0..2 {
        let request = app.request(Method::POST, &copy(&id)).bearer_auth(&app.coordinator);
        read(request.header("idempotency-key", "en-gang").json(&body)).await.ok();
    }
    assert_eq!(app.tip().await, tip + 1, "sent twice, approved once");
    let report = app.get(&format!("/api/v1/reports/{id}")).await.ok();
    assert_eq!(report.text_of("copy"), edited);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_version_takes_the_place_of_the_one_before() {
    let app = TestApp::start().await;
    let (id, _, incident) = approved(&app).await;
    let analyst = app.token(Role::Analyst).await;
    let listed = || async {
        read(app.request(Method::GET, "/api/v1/copies").bearer_auth(&analyst)).await.ok()
    };
    let first = listed().await;
    let item = &first.body["items"][0];
    assert_eq!((&item["revision"], &item["text"]), (&json!(1), &json!(COPY)));
    assert_eq!((&item["report_id"], &item["incident_id"]), (&json!(id), &json!(incident)));
    assert_eq!(item["month"].as_str().unwrap().len(), "2026-11".len(), "no day");

    let unread = approve(&app, &id, "Grinden stod öppen.", 0).await.refused(422);
    assert!(unread.text_of("detail").contains('1'), "{}", unread.text);
    let (one, two) = tokio::join!(
        approve(&app, &id, "Grinden stod öppen.", 1),
        approve(&app, &id, "Grinden var öppen.", 1)
    );
    let taken: Vec<_> = [one, two].into_iter().filter(|answer| answer.status == 200).collect();
    assert_eq!(taken.len(), 1, "of two at once one has not seen the other");
    let now = listed().await;
    assert_eq!(now.body["items"].as_array().unwrap().len(), 1);
    assert_eq!(now.body["items"][0]["revision"], json!(2));
    for path in [
        "/api/v1/copies".to_owned(),
        format!("/api/v1/incidents/{incident}"),
        format!("/incidents/{incident}"),
    ] {
        let seen = read(app.request(Method::GET, &path).bearer_auth(&analyst)).await.ok();
        assert!(seen.text.contains("öppen.") && !seen.text.contains("[telefon]"), "{}", seen.text);
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_masked_and_still_stands_needs_a_reason_whatever_the_rules_say_of_it_alone() {
    let app = TestApp::start().await;
    let (id, _, _) = told(&app).await;
    app.opened(&id).await;
    let named = |answer: &Answer| {
        assert_eq!(answer.text_of("type"), "urn:tillbud:problem:wording");
        let errors = answer.body["errors"].as_array().unwrap();
        let words = |error: &Value| {
            let detail = error["detail"].as_str().unwrap();
            detail.split(['”', '“']).nth(1).unwrap().to_owned()
        };
        errors.iter().map(words).collect::<Vec<_>>()
    };
    let all = approve(&app, &id, NARRATIVE, 0).await.refused(422);
    assert_eq!(named(&all), ["Anna Berg", "förskolan Solgläntan", "070-174 06 05", "Berg"]);
    // No rule knows this surname alone.
    let one = approve(&app, &id, "Bergs telefon ringde.", 0).await.refused(422);
    assert_eq!(named(&one), ["Bergs"]);
    // What was not in the original is found as well.
    let new = approve(&app, &id, "Maria Lind ringde.", 0).await.refused(422);
    assert_eq!(named(&new), ["Maria Lind"]);
    let tip = app.tip().await;
    for reason in [Value::Null, json!("  ")] {
        let body = json!({ "text": "Bergs telefon", "after": 0, "kept_wording": reason });
        app.post(&copy(&id), body).await.refused(422);
    }
    assert_eq!(app.tip().await, tip);
    let body = json!({ "text": "Bergs telefon", "after": 0, "kept_wording": "Ett märke." });
    app.post(&copy(&id), body).await.ok();
    let log = exported(&app, &["log", "--opened"]);
    let events: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let last: Vec<_> = events.iter().rev().take(2).map(|event| &event["type"]).collect();
    assert_eq!(last, ["report.copy_approved", "report.wording_kept"]);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_within_the_limit_is_taken_and_one_more_character_is_not() {
    let app = TestApp::start().await;
    let (id, _, _) = told(&app).await;
    app.opened(&id).await;
    for text in ["", " \n", &"å".repeat(60_001)] {
        let refused = approve(&app, &id, text, 0).await.refused(422);
        assert_eq!(refused.body["errors"][0]["pointer"], json!("/text"));
    }
    approve(&app, &id, &"å".repeat(60_000), 0).await.ok();
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn erasing_a_report_takes_its_copies_along_and_no_new_one_is_made() {
    let app = TestApp::start().await;
    let (id, receipt, incident) = approved(&app).await;
    let (kept, _, _) = approved(&app).await;
    app.wish(&receipt, "withdraw", json!({})).await.ok();
    let listed = app.get("/api/v1/copies").await.ok();
    let ids: Vec<_> =
        listed.body["items"].as_array().unwrap().iter().map(|it| &it["report_id"]).collect();
    assert_eq!(ids, [&json!(kept)], "the other report keeps its copy");
    for path in [
        format!("/api/v1/incidents/{incident}"),
        format!("/incidents/{incident}"),
        format!("/api/v1/reports/{id}"),
        format!("/desk/reports/{id}"),
    ] {
        // Beside a report stands the list, where the other one keeps its copy.
        let of_the_other = usize::from(path.starts_with("/desk"));
        let page = app.get(&path).await.ok();
        assert_eq!(page.text.matches("[telefon]").count(), of_the_other, "{path}");
    }
    app.get(&format!("{}/proposal", copy(&id))).await.refused(422);
    approve(&app, &id, COPY, 1).await.refused(422);
    assert_eq!(
        app.get(&format!("/desk/reports/{id}/copy")).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    let log = exported(&app, &["log", "--opened"]);
    assert_eq!(log.matches("[telefon]").count(), 1, "the copy of the other report");
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_imported_record_is_read_by_analysts_as_a_copy_only() {
    let app = TestApp::start().await;
    let text = |words: &str| Some(Text::Clear(words.to_owned()));
    let imported = Imported {
        narrative: text(NARRATIVE),
        title: text("Anna Berg ringde"),
        action_taken: text("Talade med Anna Berg"),
        further: vec![Text::Clear("Anteckning av Anna Berg".to_owned())],
        ..an_import()
    };
    let id = ReportId(app.app().clock.random_id());
    app.execute(id, report::Command::Import(imported)).await;
    let id = id.to_string();
    let body = json!({ "report_ids": [id], "title": "Öppen grind" });
    let incident = app.post("/api/v1/incidents", body).await.created().text_of("incident_id");
    // It has no reporter to be told of an opening.
    approve(&app, &id, COPY, 0).await.ok();
    let analyst = app.token(Role::Analyst).await;
    let mut copies = 0;
    for (path, answer) in everything(&app, &analyst, (&id, &incident)).await {
        assert_no_original(&path, &answer.text);
        copies += usize::from(answer.text.contains("[telefon]"));
    }
    assert_eq!(copies, 3);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn copies_are_listed_page_by_page() {
    for app in apps().await {
        listed_page_by_page(app).await;
    }
}

async fn listed_page_by_page(app: TestApp) {
    let mut ids = Vec::new();
    for _ in 0..3 {
        ids.insert(0, approved(&app).await.0);
        app.report("Utan avskrift").await;
    }
    let (mut listed, mut after) = (Vec::new(), String::new());
    loop {
        let page = app.get(&format!("/api/v1/copies?limit=1{after}")).await.ok();
        let items = page.body["items"].as_array().unwrap();
        listed.extend(items.iter().map(|it| it["report_id"].as_str().unwrap().to_owned()));
        let Some(next) = page.body["next"].as_str() else { break };
        after = format!("&after={next}");
    }
    assert_eq!(listed, ids);
    app.stop().await;
}

/// Sends the form of the page, as the coordinator.
async fn send(app: &TestApp, id: &str, fields: &[(&str, &str)]) -> Answer {
    app.form_as(&app.coordinator, &format!("/desk/reports/{id}/copy"), fields).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_keeps_what_was_written_until_it_is_settled() {
    let app = TestApp::start().await;
    let (id, _, _) = told(&app).await;
    let page = format!("/desk/reports/{id}/copy");
    let closed = app.get(&page).await;
    assert_eq!(closed.status, StatusCode::SEE_OTHER, "first it is opened, on the report's page");
    assert_no_original("closed", &closed.text);
    app.opened(&id).await;
    let open = app.get(&page).await.ok();
    assert!(open.text.contains("<mark>Anna Berg</mark>"), "{}", open.text);
    assert!(!open.text.contains("name=\"kept_wording\""));
    let written = |html: &str| shown(html, "aria-describedby=\"text-hint\">\n", "</textarea>");
    assert_eq!(written(&open.text), COPY);

    let fields = [("key", "k"), ("after", "0"), ("text", "Berg ringde.")];
    let asked = send(&app, &id, &fields).await;
    assert_eq!(asked.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(asked.text.contains("\nBerg ringde.</textarea>"), "{}", asked.text);
    assert!(asked.text.contains("Det här står kvar: ”Berg” (namn)."), "{}", asked.text);
    assert!(asked.text.contains("name=\"kept_wording\""));
    let empty = send(&app, &id, &[("key", "k"), ("after", "0"), ("text", " ")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);

    approve(&app, &id, "Någon annan var först.", 0).await.ok();
    let fields = [("key", "k"), ("after", "0"), ("text", "Grinden stod öppen.")];
    let changed = send(&app, &id, &fields).await;
    assert_eq!(changed.status, StatusCode::CONFLICT);
    assert!(
        changed.text.contains("Någon annan var först.")
            && changed.text.contains("\nGrinden stod öppen.</textarea>")
    );
    assert!(changed.text.contains("name=\"after\" value=\"1\""));
    let fields = [
        ("key", "k"),
        ("after", "1"),
        ("text", "Berg stod öppen."),
        ("kept_wording", "En grind heter så."),
    ];
    assert_eq!(send(&app, &id, &fields).await.status, StatusCode::SEE_OTHER);
    let report = app.get(&format!("/api/v1/reports/{id}")).await.ok();
    assert_eq!(
        (report.text_of("copy"), &report.body["copy_revision"]),
        ("Berg stod öppen.".into(), &json!(2))
    );
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_left_open_overnight_keeps_the_text_and_shows_no_original() {
    let directory = tempfile::tempdir().unwrap();
    let clock = Clock::simulated("2026-11-25T21:00:00Z".parse().unwrap(), 1);
    let app = TestApp::start_at(directory, None, clock.clone(), HoldMinutes::OFF).await;
    let (id, _, _) = told(&app).await;
    app.opened(&id).await;
    clock.set("2026-11-26T00:00:00Z".parse().unwrap());
    let late = send(&app, &id, &[("key", "k"), ("after", "0"), ("text", COPY)]).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert_no_original("the next day", &late.text);
    assert!(late.text.contains("sa att grinden stod öppen.</textarea>"), "{}", late.text);
    app.opened(&id).await;
    let sent = send(&app, &id, &[("key", "k"), ("after", "0"), ("text", COPY)]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER);
    app.stop().await;
}
