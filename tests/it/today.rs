//! The page of today: deadlines with the time that is left, changes in reporting, and to
//! each role only what it may see.

use std::process::Command;

use reqwest::Method;
use serde_json::json;
use tillbud::clock::Clock;
use tillbud::holding::HoldMinutes;
use tillbud::policies::early::{self, Looked};
use tillbud_events::Role;

use crate::support::app::{TestApp, read, triage};

const MONDAY: &str = "2026-05-04T10:20:31.5Z";

async fn start() -> TestApp {
    let clock = Clock::simulated(MONDAY.parse().unwrap(), 7);
    TestApp::start_at(tempfile::tempdir().unwrap(), None, clock, HoldMinutes::OFF).await
}

async fn today(app: &TestApp, token: &str) -> String {
    read(app.request(Method::GET, "/today?lang=sv").bearer_auth(token)).await.ok().text
}

#[tokio::test(flavor = "multi_thread")]
async fn deadlines_are_told_with_the_time_left_and_each_role_sees_what_it_may_see() {
    let app = start().await;
    let (report_id, _) = app.report("Listan låg öppen på servern.").await;
    let body = json!({ "report_ids": [report_id], "title": "Elevlista på öppen yta" });
    let id = app.post("/api/v1/incidents", body).await.created().text_of("incident_id");
    let mut judged = triage();
    judged["assess"] = json!(["gdpr"]);
    app.post(&format!("/api/v1/incidents/{id}/triage"), judged).await.ok();
    let proposed = json!({ "text": "Lås ytan", "strength": "stronger" });
    let path = format!("/api/v1/incidents/{id}/actions");
    let action = app.post(&path, proposed).await.created().text_of("action_id");
    let decided = json!({ "owner": "IT", "due": "2026-05-08" });
    app.post(&format!("/api/v1/actions/{action}/decide"), decided).await.ok();
    let (new, _) = app.report("Halt golv").await;

    let law = format!("/incidents/{id}/notifications");
    let page = today(&app, &app.coordinator).await;
    for shown in [&*law, "Elevlista", "2 dygn 23 timmar kvar", "I värsta fall", "Prövas", &new] {
        assert!(page.contains(shown), "no {shown} in {page}");
    }
    assert!(page.contains("Lås ytan") && !page.contains("Halt golv"), "{page}");
    assert!(!page.contains("Tiden har gått ut"));

    let sees = async |role: Role| {
        let token = app.token(role).await;
        app.sees_to(&token, "it").await;
        let page = today(&app, &token).await;
        let shown = [&*law, "Elevlista", &format!("/actions/{action}"), "Lås ytan", &new];
        shown.map(|shown| page.contains(shown))
    };
    assert_eq!(sees(Role::DataProtectionOfficer).await, [true, true, false, false, false]);
    assert_eq!(sees(Role::ActionOwner).await, [false, false, true, true, false]);
    // Who reads incidents is led to the incident.
    assert_eq!(sees(Role::Analyst).await, [false, false, false, true, false]);

    // Once it is decided that there is something to send, the stage goes on, by both clocks.
    let step = |step: &str| format!("/api/v1/incidents/{id}/notifications/{step}");
    let reasons = json!({ "regime": "gdpr", "notifiable": true, "reasons": "Barn" });
    app.post(&step("assess"), reasons).await.ok();
    let aware = json!({ "regime": "gdpr", "aware": "2026-05-04T10:15:00Z", "reasons": "Då" });
    app.post(&step("awareness"), aware).await.ok();
    app.app().clock.set("2026-05-07T10:05:00Z".parse().unwrap());
    let page = today(&app, &app.coordinator).await;
    for shown in ["Ska anmälas", "Från fastställd kännedom", "10 minuter kvar", "5 minuter sedan"]
    {
        assert!(page.contains(shown), "no {shown} in {page}");
    }
    assert!(page.contains("Mindre än ett dygn kvar"), "{page}");
    let sent = json!({ "regime": "gdpr", "stage": "authority", "sent": "2026-05-07T10:04:00Z", "text": "Formuläret" });
    app.post(&step("send"), sent).await.ok();
    assert!(!today(&app, &app.coordinator).await.contains("Mindre än ett dygn kvar"));
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn promised_feedback_waits_from_three_working_days_before_its_day_until_it_is_given() {
    let app = start().await;
    let mut reports = Vec::new();
    for narrative in ["Listan låg öppen", "Halt golv", "Trasig ramp"] {
        let (id, _) = app.report(narrative).await;
        let asked = json!({ "text": "Hur ofta?" });
        app.post(&format!("/api/v1/reports/{id}/question"), asked).await.ok();
        reports.push(id);
    }
    let shown = async |now: &str| {
        app.app().clock.set(now.parse().unwrap());
        let page = today(&app, &app.coordinator).await;
        let shown = reports.iter().filter(|id| page.contains(id.as_str())).count();
        (page, shown)
    };
    // Promised within 30 days: until Wednesday, 3 June.
    assert_eq!(shown("2026-05-28T10:00:00Z").await.1, 0, "a question was asked");
    let (page, count) = shown("2026-05-29T10:00:00Z").await;
    assert_eq!(count, 3);
    assert!(page.contains("Utlovad återkoppling") && page.contains("5 dagar kvar"), "{page}");
    let (page, _) = shown("2026-06-05T10:00:00Z").await;
    assert!(page.contains("passerade för 2 dagar sedan"), "{page}");
    assert!(!page.contains("Halt golv"), "not a word of the reporter");
    for role in [Role::Analyst, Role::ActionOwner, Role::DataProtectionOfficer] {
        let token = app.token(role).await;
        assert!(!today(&app, &token).await.contains("Utlovad återkoppling"), "{role}");
    }
    let path = |number: usize, step: &str| format!("/api/v1/reports/{}/{step}", reports[number]);
    let feedback = json!({ "text": "Ytan är låst." });
    app.post(&path(0, "feedback"), feedback).await.ok();
    app.post(&path(1, "decline"), json!({ "feedback": "Golvet är redan bytt." })).await.ok();
    assert_eq!(shown("2026-06-05T10:00:00Z").await.1, 1);
    let rerouted = json!({ "to": "hr", "feedback": "Vänd dig till HR." });
    app.post(&path(2, "reroute"), rerouted).await.ok();
    assert_eq!(shown("2026-06-05T10:00:00Z").await.1, 0);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rise_in_reports_is_told_as_a_question_and_leads_to_its_evidence() {
    let app = start().await;
    let mut lines = String::new();
    for month in 0..24 {
        let (year, of_year) = (2024 + (month + 4) / 12, (month + 4) % 12 + 1);
        let count = [12, 9, 14, 10, 13, 8, 11][month % 7] + if month >= 18 { 12 } else { 0 };
        for number in 0..count {
            let day = format!("{year}-{of_year:02}-{:02}", number % 28 + 1);
            let (source_id, categories) = (format!("{month}-{number}"), ["access"]);
            let line = json!({
                "dataset": "annat", "source_id": source_id, "narrative": "från förr",
                "reported_at": day, "category": categories,
            });
            lines += &format!("{line}\n");
        }
    }
    let file = app.directory.path().join("import.jsonl");
    std::fs::write(&file, lines).unwrap();
    let arguments =
        ["import".as_ref(), file.as_os_str(), "--data".as_ref(), app.directory.path().as_os_str()];
    let output = Command::new(env!("CARGO_BIN_EXE_tillbud")).args(arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let tip = app.app().store.tip().await.unwrap();
    assert!(app.app().projector.caught_up(tip).await);
    // The program looks by itself meanwhile, and then one of the two finds it raised.
    early::look(app.app(), &mut Looked::default()).await.unwrap();
    let tip = app.app().store.tip().await.unwrap();
    assert!(app.app().projector.caught_up(tip).await);
    let page = today(&app, &app.coordinator).await;
    assert!(page.contains("Behörighet och åtkomst: högre än vanligt"), "{page}");
    assert!(page.contains("sedan november 2025") && page.contains("att fler berättar"), "{page}");
    assert!(page.contains("href=\"/signals/"), "{page}");
    let analyst = app.token(Role::Analyst).await;
    let path = "/trends/counts?category=access&lang=sv";
    let trend = read(app.request(Method::GET, path).bearer_auth(&analyst)).await.ok().text;
    assert!(trend.contains("<option value=\"access\" selected>"), "{trend}");
    let officer = app.token(Role::DataProtectionOfficer).await;
    assert!(!today(&app, &officer).await.contains("/signals"));
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lesson_waits_for_somebody_who_did_not_write_it() {
    let app = start().await;
    let (incident, _) = app.incident("local_fix").await;
    let id = app.lesson(&incident, "Rader som liknar varandra").await;
    let other = app.token(Role::Coordinator).await;
    assert!(!today(&app, &app.coordinator).await.contains(&id), "the writer cannot approve it");
    let page = today(&app, &other).await;
    assert!(page.contains(&id) && page.contains("Lärdomar att läsa igenom"), "{page}");
    let approve = format!("/api/v1/lesson-drafts/{id}/approve");
    let body = json!({ "revision": 1, "kept": { "rare_unit": "Enheten har själv berättat." } });
    read(app.request(Method::POST, &approve).bearer_auth(&other).json(&body)).await.ok();
    assert!(!today(&app, &other).await.contains(&id));
    app.stop().await;
}
