//! The level that an action is held against: its cycle's, or the months before it, as people
//! decided about the measure; and what that level shows by itself.

use serde_json::{Value, json};
use tillbud::clock::Clock;
use tillbud::holding::HoldMinutes;

use crate::improvements::{BEFORE, at, measure, open, page, plan, reports, start};
use crate::support::app::TestApp;

/// With a clock that begins in a month.
async fn start_in(month: &str) -> TestApp {
    let clock = Clock::simulated(format!("{month}-06T08:00:00Z").parse().unwrap(), 6);
    TestApp::start_at(tempfile::tempdir().unwrap(), None, clock, HoldMinutes::OFF).await
}

/// An action with this measure, done in June 2025 by the function IT.
async fn propose(app: &TestApp, measure: &str) -> String {
    let (incident, _) = app.incident("local_fix").await;
    let proposed = json!({ "text": "Låt listan fråga först", "strength": "stronger" });
    let proposed = app.post(&format!("/api/v1/incidents/{incident}/actions"), proposed).await;
    let id = proposed.created().text_of("action_id");
    let named = json!({ "measure_id": measure, "movement": "decrease", "review": "2026-02-10" });
    app.post(&format!("/api/v1/actions/{id}/measure"), named).await.ok();
    let decided = json!({ "owner": "IT", "due": "2025-06-01" });
    app.post(&format!("/api/v1/actions/{id}/decide"), decided).await.ok();
    id
}

async fn said(app: &TestApp, action: &str) -> Value {
    app.get(&format!("/api/v1/actions/{action}/measure")).await.ok().body
}

#[tokio::test(flavor = "multi_thread")]
async fn an_action_of_a_cycle_is_held_against_the_level_that_the_cycle_registered() {
    let app = start(None).await;
    let measure = measure(&app).await;
    reports(&app, "2024-05", "2025-05", |month| BEFORE[month % 7]).await;
    let (of_cycle, alone) = (propose(&app, &measure).await, propose(&app, &measure).await);
    let cycle = open(&app).await;
    let path = format!("/api/v1/improvements/{cycle}");
    let mut planned = plan(&measure);
    planned["baseline_from"] = json!("2024-06");
    planned["triggers"] = json!(["2025-05"]);
    app.post(&format!("{path}/plan"), planned).await.ok();
    app.post(&format!("{path}/actions"), json!({ "action_id": of_cycle })).await.ok();
    assert_eq!(said(&app, &of_cycle).await["compared"], json!(null), "it is not done");
    at(&app, "2025-06".parse().unwrap());
    for id in [&of_cycle, &alone] {
        let done = json!({ "evidence": "I drift" });
        app.post(&format!("/api/v1/actions/{id}/implement"), done).await.ok();
    }
    reports(&app, "2025-06", "2026-01", |_| 4).await;
    at(&app, "2026-02".parse().unwrap());

    let compared = said(&app, &of_cycle).await["compared"].clone();
    let level = json!({ "from": "2024-06", "to": "2025-05", "triggers": ["2025-05"],
        "excluded": [], "rebased": null, "moved_since": null, "stood_out": [],
        "improvement_id": cycle });
    assert_eq!((&compared["level"], &compared["change"]), (&level, &json!("2025-06")));
    // Eleven months are left, one too few to tell.
    assert_eq!((&compared["before_points"], &compared["after_points"]), (&json!(11), &json!(8)));
    assert_eq!(compared["verdict"], json!("cannot_tell"), "{compared}");
    let shown = page(&app, &format!("/actions/{of_cycle}")).await;
    let words = "registrerades i förbättringen: juni 2024 till maj 2025";
    assert!(shown.contains(words) && shown.contains(&format!("/improvements/{cycle}")), "{shown}");

    let compared = said(&app, &alone).await["compared"].clone();
    let level = json!({ "from": "2023-06", "to": "2025-05", "triggers": [],
        "excluded": [], "rebased": null, "moved_since": null, "stood_out": [],
        "improvement_id": null });
    assert_eq!((&compared["level"], &compared["verdict"]), (&level, &json!("improved")));
    assert_eq!(compared["before_points"], json!(13));
    let shown = page(&app, &format!("/actions/{alone}")).await;
    assert!(shown.contains("månaderna innan åtgärden gjordes: juni 2023 till maj 2025"), "{shown}");
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_action_follows_decisions_about_its_measure_and_a_plan_keeps_what_it_registered() {
    let app = start_in("2024-01").await;
    let measure = measure(&app).await;
    reports(&app, "2024-01", "2025-05", |month| BEFORE[month % 7]).await;
    let alone = propose(&app, &measure).await;
    let decide = async |step: &str, month: &str| {
        let body = json!({ "month": month, "reason": "Ny blankett" });
        app.post(&format!("/api/v1/measures/{measure}/{step}"), body).await.ok();
    };
    decide("rebase", "2024-05").await;
    decide("exclude", "2024-08").await;
    let cycle = open(&app).await;
    let path = format!("/api/v1/improvements/{cycle}");
    let mut planned = plan(&measure);
    planned["baseline_from"] = json!("2024-02");
    app.post(&format!("{path}/plan"), planned).await.ok();
    let known = app.get(&path).await.ok().body["level_before"].clone();
    let warned = json!({ "moved_since": null, "stood_out": [], "rebased": ["2024-05"],
        "excluded": ["2024-08"] });
    assert_eq!(known, warned);
    let shown = page(&app, &format!("/improvements/{cycle}")).await;
    for words in ["börjar om på en ny nivå i maj 2024", "räknar inte med augusti 2024"] {
        assert!(shown.contains(words), "no {words} in {shown}");
    }

    at(&app, "2025-06".parse().unwrap());
    let done = json!({ "evidence": "I drift" });
    app.post(&format!("/api/v1/actions/{alone}/implement"), done).await.ok();
    reports(&app, "2025-06", "2026-01", |_| 4).await;
    at(&app, "2026-02".parse().unwrap());
    let compared = said(&app, &alone).await["compared"].clone();
    let level = json!({ "from": "2024-05", "to": "2025-05", "triggers": [],
        "excluded": ["2024-08"], "rebased": "2024-05", "moved_since": null, "stood_out": [],
        "improvement_id": null });
    assert_eq!((&compared["level"], &compared["before_points"]), (&level, &json!(12)));
    let shown = page(&app, &format!("/actions/{alone}")).await;
    for words in ["i maj 2024, så tidigare månader räknas inte", "inte gör det: augusti 2024"] {
        assert!(shown.contains(words), "no {words} in {shown}");
    }

    // The plan counts what it registered: sixteen months.
    at(&app, "2026-03".parse().unwrap());
    app.post(&format!("{path}/study"), json!({})).await.ok();
    let study = app.get(&path).await.ok().body["studies"][0].clone();
    assert_eq!(study["before_points"], json!(16), "{study}");
    // The share went from more than a half to 4 of 14, so to half as much.
    let beside = &study["beside_expected"];
    assert_eq!((&beside["expected"], &beside["outcome"]), (&json!(0.5), &json!("as_expected")));
    let shown = page(&app, &format!("/improvements/{cycle}")).await;
    assert!(shown.contains("Ni väntade er 50 procent av nivån före"), "{shown}");
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_level_that_had_moved_before_the_change_is_told_at_planning_and_beside_the_verdict() {
    let app = start_in("2023-06").await;
    let measure = measure(&app).await;
    reports(&app, "2023-06", "2024-05", |month| BEFORE[month % 7]).await;
    reports(&app, "2024-06", "2025-05", |month| BEFORE[month % 7] / 4).await;
    let action = propose(&app, &measure).await;
    let cycle = open(&app).await;
    let path = format!("/api/v1/improvements/{cycle}");
    let mut planned = plan(&measure);
    planned["baseline_from"] = json!("2023-06");
    app.post(&format!("{path}/plan"), planned).await.ok();
    let shown = page(&app, &format!("/improvements/{cycle}")).await;
    assert!(shown.contains("mer rättvisande om nivån före börjar där"), "{shown}");
    at(&app, "2025-06".parse().unwrap());
    let done = json!({ "evidence": "I drift" });
    app.post(&format!("/api/v1/actions/{action}/implement"), done).await.ok();
    reports(&app, "2025-06", "2026-01", |month| BEFORE[month % 7] / 4).await;
    at(&app, "2026-03".parse().unwrap());
    app.post(&format!("{path}/study"), json!({})).await.ok();

    // Nothing followed from the change, and the verdict is what its rules make it.
    let seen = app.get(&path).await.ok().body;
    assert_eq!(seen["verdict"], json!("improved"), "{seen}");
    assert_eq!(seen["level_before"]["moved_since"], json!("2024-06"), "{seen}");
    let told = "ändrades redan av sig själv, ungefär sedan juni 2024";
    let shown = page(&app, &format!("/improvements/{cycle}")).await;
    assert_eq!(shown.matches(told).count(), 1, "beside the verdict: {shown}");
    let compared = said(&app, &action).await["compared"].clone();
    assert_eq!(compared["level"]["moved_since"], json!("2024-06"), "{compared}");
    assert!(page(&app, &format!("/actions/{action}")).await.contains(told));
    app.stop().await;
}
