//! People who own actions are told of those of their own functions, and of no other's.

use serde_json::json;
use tillbud::policies::outbox::topic::Topic;
use tillbud::policies::reminder;
use tillbud_events::{HolderId, Role};

use crate::messages::{account, choice, chosen, outbox, telling, until_waiting};
use crate::support::app::TestApp;
use crate::support::held::at;
use crate::support::post::MailServer;

/// What waits for somebody: each topic and how often.
async fn waiting(app: &TestApp, holder: HolderId) -> Vec<(Topic, u32)> {
    let record = outbox(app).standing_of(holder).await.unwrap().unwrap();
    record.waiting.into_iter().collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_owner_is_told_of_own_actions_and_a_coordinator_of_all_that_are_overdue() {
    let Some(mut server) = MailServer::start().await else { return };
    let everybody = json!([{
        "to": "atgarder@kommun.example", "roles": ["action_owner"], "topics": ["action_decided"],
    }]);
    let directory = tempfile::tempdir().unwrap();
    let (app, clock) = telling(directory, &server, everybody).await;
    let topics = [Topic::ActionDecided, Topic::ActionDue, Topic::ActionOverdue];
    let anna = account(&app, "anna", &[Role::ActionOwner]).await;
    let bo = account(&app, "bo", &[Role::ActionOwner]).await;
    let cia = account(&app, "cia", &[Role::Coordinator]).await;
    app.holds(anna, "it-DRIFT").await;
    app.holds(bo, "Rektor").await;
    for (holder, address) in [(anna, "anna@kommun.example"), (bo, "bo@kommun.example")] {
        let wanted = choice(address, &topics);
        chosen(&app, &mut server, (holder, Role::ActionOwner), wanted).await;
    }
    let wanted = choice("cia@kommun.example", &[Topic::ActionOverdue]);
    chosen(&app, &mut server, (cia, Role::Coordinator), wanted).await;

    let (incident, _) = app.incident("local_fix").await;
    let proposed = json!({ "text": "Visa enhet", "strength": "stronger" });
    let path = format!("/api/v1/incidents/{incident}/actions");
    let action = app.post(&path, proposed).await.created().text_of("action_id");
    let item = format!("/api/v1/actions/{action}");
    let decided = json!({ "owner": "IT-drift", "due": "2026-05-20" });
    app.post(&format!("{item}/decide"), decided).await.ok();
    let later = json!({ "due": "2026-06-12", "reason": "Leveransen dröjer" });
    app.post(&format!("{item}/reschedule"), later).await.ok();
    // Twice for Anna, and twice for the address of the role, which has no functions.
    until_waiting(&app, 4).await;
    assert_eq!(waiting(&app, anna).await, [(Topic::ActionDecided, 2)]);
    assert!(waiting(&app, bo).await.is_empty() && waiting(&app, cia).await.is_empty());

    // One mail each, of which nothing tells what it is about.
    let mut told = Vec::new();
    clock.set(at("2026-06-01T10:00:00Z"));
    outbox(&app).deliver().await.unwrap();
    for _ in 0..2 {
        told.push(server.next().await);
    }
    // Seven days before its day: to whoever sees to it.
    clock.set(at("2026-06-05T10:00:00Z"));
    reminder::look(app.app(), outbox(&app)).await.unwrap();
    assert_eq!(waiting(&app, anna).await, [(Topic::ActionDue, 1)]);
    assert!(waiting(&app, bo).await.is_empty() && waiting(&app, cia).await.is_empty());
    clock.set(at("2026-06-05T10:20:00Z"));
    outbox(&app).deliver().await.unwrap();
    told.push(server.next().await);
    let to: Vec<_> = told.iter().flat_map(|mail| &mail.to).collect();
    assert!(!to.iter().any(|to| to.contains("bo@") || to.contains("cia@")), "{to:?}");
    for mail in &told {
        assert!(!mail.body.contains("IT-drift") && !mail.body.contains("Visa enhet"));
    }
    // Past its day: coordinators are told of all.
    clock.set(at("2026-06-15T10:00:00Z"));
    reminder::look(app.app(), outbox(&app)).await.unwrap();
    for holder in [anna, cia] {
        assert_eq!(waiting(&app, holder).await, [(Topic::ActionOverdue, 1)]);
    }
    assert!(waiting(&app, bo).await.is_empty());
    app.stop().await;
}
