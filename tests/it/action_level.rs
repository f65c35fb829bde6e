//! The level that an action is held against: its cycle's, or the months before it.

use serde_json::{Value, json};

use crate::improvements::{BEFORE, at, measure, open, page, plan, reports, start};
use crate::support::app::TestApp;

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
        "improvement_id": null });
    assert_eq!((&compared["level"], &compared["verdict"]), (&level, &json!("improved")));
    assert_eq!(compared["before_points"], json!(13));
    let shown = page(&app, &format!("/actions/{alone}")).await;
    assert!(shown.contains("månaderna innan åtgärden gjordes: juni 2023 till maj 2025"), "{shown}");
    app.stop().await;
}
