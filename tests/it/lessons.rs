//! Lessons: written by one, approved by another, read by everybody, and by the reporters
//! whom they concern on their receipt page.

use reqwest::Method;
use serde_json::{Value, json};
use tillbud_events::Role;

use crate::support::app::{Answer, TestApp, lesson, read, shown};
use crate::support::postgres;

const TITLE: &str = "Listan visar vem raden hör till";

/// Two reports of a unit and a category are not few any more, once there are five.
async fn common(app: &TestApp) -> (String, String, String) {
    let (report_id, receipt) = app.report("Två listor med samma namn").await;
    let mut reports = vec![report_id.clone()];
    for _ in 0..4 {
        reports.push(app.report("Samma lista igen").await.0);
    }
    let body = json!({ "report_ids": reports, "title": "Fel lista" });
    let id = app.post("/api/v1/incidents", body).await.created().text_of("incident_id");
    let triage = crate::support::app::triage();
    app.post(&format!("/api/v1/incidents/{id}/triage"), triage).await.ok();
    (id, report_id, receipt)
}

fn draft(id: &str, act: &str) -> String {
    format!("/api/v1/lesson-drafts/{id}/{act}")
}

async fn post_as(app: &TestApp, token: &str, path: &str, body: Value) -> Answer {
    read(app.request(Method::POST, path).bearer_auth(token).json(&body)).await
}

/// As anyone.
async fn open(app: &TestApp, path: &str) -> Answer {
    read(app.request(Method::GET, path)).await
}

/// Approved by `other`, and published.
async fn publish(app: &TestApp, other: &str, id: &str, revision: u32) {
    let body = json!({ "revision": revision });
    post_as(app, other, &draft(id, "approve"), body).await.ok();
    app.post(&draft(id, "publish"), json!({})).await.ok();
}

fn pointers(answer: &Answer) -> Vec<String> {
    let errors = answer.body["errors"].as_array().unwrap_or_else(|| panic!("{}", answer.text));
    errors.iter().map(|error| error["pointer"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lesson_goes_from_a_draft_to_everybody_and_to_the_reporter_and_back() {
    walk(None).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lesson_goes_from_a_draft_to_everybody_on_postgres() {
    if let Some(database) = postgres::database().await {
        walk(Some(database)).await;
    }
}

async fn walk(database: Option<String>) {
    let app = TestApp::start_in(tempfile::tempdir().unwrap(), database).await;
    let other = app.token(Role::Coordinator).await;
    let (incident, _, receipt) = common(&app).await;
    let id = app.lesson(&incident, TITLE).await;

    let own = app.post(&draft(&id, "approve"), json!({ "revision": 1 })).await.refused(422);
    assert!(own.text_of("detail").contains("påbörjat"), "{}", own.text);
    app.post(&draft(&id, "publish"), json!({})).await.refused(422);
    for path in [format!("/lessons/{id}"), format!("/api/v1/lessons/{id}")] {
        assert_eq!(open(&app, &path).await.status, 404, "{path}");
    }
    assert!(!open(&app, "/lessons.atom").await.ok().text.contains(TITLE));
    assert!(app.receipt(&receipt).await.ok().body["lessons"].as_array().unwrap().is_empty());

    publish(&app, &other, &id, 1).await;
    for path in [
        "/lessons".to_owned(),
        format!("/lessons/{id}"),
        "/lessons.atom".to_owned(),
        "/api/v1/lessons".to_owned(),
        format!("/api/v1/lessons/{id}"),
        "/lessons?q=RADEN+lista".to_owned(),
    ] {
        let seen = app.request(Method::GET, &path).send().await.unwrap();
        assert!(seen.headers().get("set-cookie").is_none(), "{path}");
        let seen = seen.text().await.unwrap();
        assert!(seen.contains(TITLE) && !seen.contains(&incident), "{path}: {seen}");
    }
    assert!(!open(&app, "/lessons?q=annat").await.ok().text.contains(TITLE));
    let status = app.receipt(&receipt).await.ok();
    assert_eq!(status.body["lessons"][0]["lesson_id"], json!(id));
    let page = app.form("/receipt", &[("code", &receipt)]).await.ok();
    assert!(page.text.contains("Det här ledde till") && page.text.contains(TITLE));

    app.post(&draft(&id, "withdraw"), json!({ "reason": " " })).await.refused(422);
    app.post(&draft(&id, "withdraw"), json!({ "reason": "Ändringen togs bort." })).await.ok();
    assert_eq!(open(&app, &format!("/lessons/{id}")).await.status, 404);
    assert!(!open(&app, "/lessons").await.ok().text.contains(TITLE));
    assert!(!app.form("/receipt", &[("code", &receipt)]).await.ok().text.contains(TITLE));
    let seen = app.get(&format!("/api/v1/lesson-drafts/{id}")).await.ok();
    assert_eq!(seen.text_of("withdrawal"), "Ändringen togs bort.");
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_check_names_is_resolved_or_kept_with_a_reason_that_the_log_keeps() {
    let app = TestApp::start().await;
    let other = app.token(Role::Coordinator).await;
    let (incident, _, _) = common(&app).await;
    let said = "I november glömde Anna Berg i matsalen, sa en vikarie.";
    let text = json!({
        "incident_ids": [incident], "title": TITLE, "said": said,
        "did": "Listan frågar först.", "lang": "sv",
    });
    let id = app.post("/api/v1/lesson-drafts", text).await.created().text_of("lesson_id");
    let seen = app.get(&format!("/api/v1/lesson-drafts/{id}")).await.ok();
    let findings = seen.body["findings"].as_array().unwrap();
    let found: Vec<_> = findings.iter().map(|it| it["finding"].as_str().unwrap()).collect();
    assert_eq!(found, ["wording", "name", "time", "combination"]);
    assert_eq!(findings[1]["instead"], json!("en medarbetare"));
    assert_eq!(findings[2]["instead"], json!("i slutet av hösten"));
    assert_eq!(findings[3]["words"], json!("november + matsalen + vikarie"));

    let path = draft(&id, "approve");
    let tip = app.tip().await;
    let refused = post_as(&app, &other, &path, json!({ "revision": 1 })).await.refused(422);
    assert_eq!(
        pointers(&refused),
        ["/kept/wording", "/kept/name", "/kept/time", "/kept/combination"]
    );
    assert!(refused.text.contains("i slutet av hösten"), "{}", refused.text);
    let unknown = json!({ "revision": 1, "kept": { "rubbish": "x" } });
    assert_eq!(
        pointers(&post_as(&app, &other, &path, unknown).await.refused(422)),
        ["/kept/rubbish"]
    );
    assert_eq!(app.tip().await, tip, "nothing was written");

    let revised = json!({
        "after": 1,
        "text": {
            "incident_ids": [incident], "title": TITLE,
            "said": "I november saknades en påminnelse i listan.",
            "did": "Listan frågar först.", "lang": "sv",
        },
    });
    app.post(&draft(&id, "revise"), revised.clone()).await.ok();
    app.post(&draft(&id, "revise"), revised).await.refused(422);
    post_as(&app, &other, &path, json!({ "revision": 1 })).await.refused(422);
    let kept = json!({ "revision": 2, "kept": { "time": "Alla fick ändringen den månaden." } });
    post_as(&app, &other, &path, kept).await.ok();
    let seen = app.get(&format!("/api/v1/lesson-drafts/{id}")).await.ok();
    assert_eq!(seen.body["kept"][0]["words"], json!("november"));
    assert_eq!(seen.body["kept"][0]["reason"], json!("Alla fick ändringen den månaden."));
    assert_eq!(seen.body["findings"], json!([]));

    let auditor = app.token(Role::Auditor).await;
    let log = app.request(Method::GET, &format!("/api/v1/events?after={tip}")).bearer_auth(auditor);
    let log = read(log).await.ok();
    let events: Vec<_> = log.body["items"].as_array().unwrap().iter().collect();
    let types: Vec<_> = events.iter().map(|event| event["event_type"].as_str().unwrap()).collect();
    assert_eq!(types, ["lesson.revised", "lesson.finding_kept", "lesson.approved"]);
    assert_eq!(events[1]["data"]["finding"], json!("time"));
    assert!(!log.text.contains("november"), "words are sealed");
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_few_reports_come_from_one_unit_its_name_is_a_finding_until_there_are_several_units()
{
    let app = TestApp::start().await;
    let (incident, _) = app.incident("local_fix").await;
    let id = app.lesson(&incident, TITLE).await;
    let findings = async || {
        let seen = app.get(&format!("/api/v1/lesson-drafts/{id}")).await.ok();
        let findings = seen.body["findings"].as_array().unwrap().clone();
        findings.iter().map(|it| format!("{} {}", it["finding"], it["words"])).collect::<Vec<_>>()
    };
    assert_eq!(findings().await, ["\"rare_unit\" \"Norr\""]);
    let (report_id, _) = app.report("Samma sak hos oss").await;
    let body = json!({ "report_ids": [report_id], "title": "Fel lista även här" });
    let second = app.post("/api/v1/incidents", body).await.created().text_of("incident_id");
    let mut judged = crate::support::app::triage();
    judged["unit"] = json!("Söder");
    app.post(&format!("/api/v1/incidents/{second}/triage"), judged).await.ok();
    let mut text = lesson(&incident, TITLE);
    text["incident_ids"] = json!([incident, second]);
    app.post(&draft(&id, "revise"), json!({ "after": 1, "text": text })).await.ok();
    assert_eq!(findings().await, [""; 0]);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_within_the_limits_is_taken_and_anything_else_is_named() {
    let app = TestApp::start().await;
    let (incident, _) = app.incident("local_fix").await;
    let mut most = lesson(&incident, &"å".repeat(200));
    most["said"] = json!("å".repeat(4_000));
    app.post("/api/v1/lesson-drafts", most.clone()).await.created();
    for (field, value, pointer) in [
        ("title", json!("å".repeat(201)), "/title"),
        ("said", json!("å".repeat(4_001)), "/said"),
        ("did", json!(" "), "/did"),
        ("lang", json!("fi"), "/lang"),
        ("incident_ids", json!(["rubbish"]), "/incident_ids/0"),
        ("incident_ids", json!([uuid::Uuid::nil()]), "/incident_ids/0"),
        ("incident_ids", json!(vec![incident.clone(); 21]), "/incident_ids"),
    ] {
        let mut text = most.clone();
        text[field] = value;
        let refused = app.post("/api/v1/lesson-drafts", text).await.refused(422);
        assert_eq!(pointers(&refused), [pointer], "{field}");
    }
    let mut none = most;
    none["incident_ids"] = json!([]);
    app.post("/api/v1/lesson-drafts", none).await.refused(422);
    let long = format!("/api/v1/lessons?q={}", "a".repeat(201));
    assert_eq!(pointers(&open(&app, &long).await.refused(422)), ["/q"]);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_stepped_aside_from_an_incident_gets_near_none_of_its_lessons() {
    let app = TestApp::start().await;
    let other = app.token(Role::Coordinator).await;
    let (incident, _) = app.incident("local_fix").await;
    let id = app.lesson(&incident, TITLE).await;
    let page =
        read(app.request(Method::GET, &format!("/incidents/{incident}")).bearer_auth(&other))
            .await
            .ok();
    let (key, version) = (
        shown(&page.text, "name=\"key\" value=\"", "\""),
        shown(&page.text, "name=\"version\" value=\"", "\""),
    );
    let aside =
        [("key", &*key), ("version", &*version), ("wish", "recuse"), ("recuse_sure", "yes")];
    let work = format!("/incidents/{incident}/work");
    assert_eq!(app.form_as(&other, &work, &aside).await.status, 303);
    let get = async |path: &str| read(app.request(Method::GET, path).bearer_auth(&other)).await;
    for path in [
        format!("/desk/lessons/{id}"),
        format!("/api/v1/lesson-drafts/{id}"),
        format!("/incidents/{incident}/lesson"),
    ] {
        assert_eq!(get(&path).await.status, 403, "{path}");
    }
    post_as(&app, &other, &draft(&id, "approve"), json!({ "revision": 1 })).await.refused(403);
    let body = lesson(&incident, "En till");
    post_as(&app, &other, "/api/v1/lesson-drafts", body).await.refused(403);
    for path in ["/desk/lessons", "/api/v1/lesson-drafts"] {
        assert!(!get(path).await.ok().text.contains(TITLE), "{path}");
        assert!(app.get(path).await.ok().text.contains(TITLE), "{path}");
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn erasing_a_report_leaves_the_lesson_and_the_reporter_still_finds_it() {
    let app = TestApp::start().await;
    let other = app.token(Role::Coordinator).await;
    let (incident, _, receipt) = common(&app).await;
    let id = app.lesson(&incident, TITLE).await;
    publish(&app, &other, &id, 1).await;
    app.wish(&receipt, "withdraw", json!({})).await.ok();
    assert!(open(&app, &format!("/lessons/{id}")).await.ok().text.contains(TITLE));
    let status = app.receipt(&receipt).await.ok();
    assert_eq!(status.body["status"], json!("erased"));
    assert_eq!(status.body["lessons"][0]["lesson_id"], json!(id));
    let directory = app.stop().await;
    let app = TestApp::start_in(directory, None).await;
    assert!(open(&app, &format!("/lessons/{id}")).await.ok().text.contains(TITLE), "after a start");
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_analyst_drafts_through_the_pages_and_a_coordinator_decides() {
    let app = TestApp::start().await;
    let analyst = app.token(Role::Analyst).await;
    let (incident, _, _) = common(&app).await;
    let begin = format!("/incidents/{incident}/lesson");
    let fields = |wish: &'static str| {
        vec![
            ("key", "k"),
            ("wish", wish),
            ("title", TITLE),
            ("said", "I november såg raderna likadana ut."),
            ("did", "Listan visar mer."),
            ("text_lang", "sv"),
        ]
    };
    let refused = app.form_as(&analyst, &begin, &fields("draft")).await;
    assert_eq!(refused.status, 422, "{}", refused.text);
    assert!(refused.text.contains("I november såg raderna likadana ut.</textarea>"));
    let address = format!("{}/incidents/{incident}?lang=sv", app.url);
    let mut named = fields("draft");
    named.push(("incident_ids", &address));
    assert_eq!(app.form_as(&analyst, &begin, &named).await.status, 303);
    let list = app.get("/desk/lessons").await.ok();
    let page = format!("/desk/lessons/{}", shown(&list.text, "href=\"/desk/lessons/", "\""));
    let decision = format!("{page}/decision");
    let approve = [("wish", "approve"), ("revision", "1"), ("key", "a")];
    assert_eq!(app.form_as(&analyst, &decision, &approve).await.status, 403);
    let asked = app.form_as(&app.coordinator, &decision, &approve).await;
    assert_eq!(asked.status, 422, "{}", asked.text);
    assert!(asked.text.contains("id=\"kept_time-problem\""), "{}", asked.text);
    let kept =
        [("wish", "approve"), ("revision", "1"), ("key", "b"), ("kept_time", "Gällde alla.")];
    assert_eq!(app.form_as(&app.coordinator, &decision, &kept).await.status, 303);
    let publish = [("wish", "publish"), ("key", "c")];
    assert_eq!(app.form_as(&app.coordinator, &decision, &publish).await.status, 303);
    let seen = app.get(&page).await.ok();
    assert!(seen.text.contains("Gällde alla.") && !seen.text.contains("value=\"revise\""));
    assert!(app.get(&format!("/incidents/{incident}")).await.ok().text.contains(TITLE));
    assert!(open(&app, "/lessons").await.ok().text.contains(TITLE));
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn published_lessons_are_listed_page_by_page() {
    let app = TestApp::start().await;
    let other = app.token(Role::Coordinator).await;
    let (incident, _, _) = common(&app).await;
    for number in 1..=3 {
        let id = app.lesson(&incident, &format!("Lärdom {number}")).await;
        publish(&app, &other, &id, 1).await;
    }
    let (mut titles, mut after) = (Vec::new(), String::new());
    loop {
        let page = open(&app, &format!("/api/v1/lessons?limit=2&q=l%C3%A4rdom{after}")).await.ok();
        let items = page.body["items"].as_array().unwrap();
        titles.extend(items.iter().map(|item| item["title"].as_str().unwrap().to_owned()));
        let Some(next) = page.body["next"].as_str() else { break };
        after = format!("&after={next}");
    }
    assert_eq!(titles, ["Lärdom 3", "Lärdom 2", "Lärdom 1"]);
    let first = open(&app, "/lessons?limit=2").await.ok();
    assert!(first.text.contains("rel=\"next\"") && !first.text.contains("Lärdom 1"));
    app.stop().await;
}
