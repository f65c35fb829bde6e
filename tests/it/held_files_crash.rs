//! Files whose report is stopped at every step, on its way in and at its release: whatever
//! the log tells of can be read.

use tillbud::App;
use tillbud::act::Act;
use tillbud::attachments::told_of;
use tillbud::clock::Clock;
use tillbud::intake::{Accepted, NewReport};
use tillbud_events::Actor;
use tillbud_events::vocabulary::Lang;

use crate::held_crash::with_key;
use crate::support::held::{Nats, another, eleven, held_app, twenty_past_ten};
use crate::support::stop::stopped_after;

/// Files of each report.
const FILES: usize = 2;

/// Sends a report with files, as the form does.
async fn send(app: &App, act: &Act, at_once: bool) -> Accepted {
    let mut uploaded = app.attachments.begin();
    for number in 0..FILES {
        let content = format!("fil {number}").into_bytes();
        app.attachments.take(&mut uploaded, content, false).await.unwrap();
    }
    let report = NewReport { narrative: "Med filer".into(), ..NewReport::default() };
    let received = report.read(&app.lists, Lang::Sv).unwrap();
    app.receive_with(received, uploaded, act, at_once).await.unwrap()
}

async fn assert_readable(app: &App, report: &Accepted, when: &str) {
    let loaded = app.store.load(report.report_id.into()).await.unwrap();
    let told: Vec<_> = told_of(&loaded.events).collect();
    assert_eq!(told.len(), FILES, "{when}");
    for (number, added) in told.into_iter().enumerate() {
        let content = app.attachments.content(added).await.unwrap();
        let content = content.unwrap_or_else(|| panic!("file {number} is gone {when}"));
        assert_eq!(String::from_utf8(content).unwrap().trim(), format!("fil {number}"), "{when}");
    }
}

#[tokio::test]
async fn a_release_with_files_that_is_stopped_at_any_step_loses_none() {
    let (app, _) = held_app(twenty_past_ten()).await;
    let clock = Clock::simulated(twenty_past_ten(), 17);
    let ours = another(&app, &clock).await;
    let nats = Nats::of(&app).await;
    let mut reports = Vec::new();
    for times in 1.. {
        clock.set(twenty_past_ten());
        reports.push(send(&ours, &Act::once(&clock, Actor::Reporter), false).await);
        clock.set(eleven());
        let whole = stopped_after(times, ours.release()).await;
        let after = another(&app, &clock).await;
        after.release().await.unwrap();
        assert_eq!(nats.state("TILLBUD_HELD").await.messages, 0, "after {times} steps");
        assert_readable(&after, &reports[times - 1], &format!("after {times} steps")).await;
        after.store.close().await;
        if whole.is_some() {
            break;
        }
    }
    assert!(reports.len() > 20, "only {} steps", reports.len());
    // What is erased behind an answer must not have been these.
    for report in &reports {
        assert_readable(&ours, report, "in the end").await;
    }
    app.stop().await;
}

#[tokio::test]
async fn a_report_with_files_that_is_stopped_at_any_step_has_them_when_repeated() {
    let (app, _) = held_app(twenty_past_ten()).await;
    let clock = Clock::simulated(twenty_past_ten(), 19);
    let ours = another(&app, &clock).await;
    let mut reports = Vec::new();
    for times in 1.. {
        let act = with_key(&ours, &format!("key {times}"));
        let first = stopped_after(times, send(&ours, &act, true)).await;
        reports.push(send(&ours, &act, true).await);
        if first.is_some() {
            break;
        }
    }
    assert!(reports.len() > 10, "only {} steps", reports.len());
    for (report, times) in reports.iter().zip(1..) {
        assert_readable(&ours, report, &format!("after {times} steps")).await;
    }
    app.stop().await;
}
