//! Somebody's own choice, with a program that is stopped at every step: nothing is left
//! untold, nothing is told to an address that is not confirmed.

use std::collections::BTreeMap;
use std::path::PathBuf;

use jiff::ToSpan;
use reqwest::Method;
use serde_json::json;
use tillbud::clock::Clock;
use tillbud::policies::outbox::topic::Topic;
use tillbud_events::Role;

use crate::messages::{account, choice, code};
use crate::outbox_crash::{another, work};
use crate::support::app::{TestApp, read};
use crate::support::held::twenty_past_ten;
use crate::support::post::{Mail, MailServer};
use crate::support::stop::stopped_after;

/// The settings for a mail server alone.
fn settings(app: &TestApp, post: &MailServer) -> PathBuf {
    let file = app.directory.path().join("notifications.json");
    let settings = json!({
        "base_url": "https://tillbud.kommun.example",
        "smtp": {
            "host": "127.0.0.1", "port": post.port, "security": "none",
            "from": "Tillbud <tillbud@kommun.example>",
        },
    });
    std::fs::write(&file, settings.to_string()).unwrap();
    file
}

/// How many reports a mail tells of.
fn reports(mail: &Mail) -> usize {
    let line = mail.body.lines().find_map(|line| line.strip_prefix("– ")).unwrap();
    line.split(' ').next().unwrap().parse().unwrap()
}

#[tokio::test]
async fn somebody_is_told_of_everything_at_whatever_step_a_program_is_stopped() {
    let Some(mut post) = MailServer::start().await else { return };
    let app = TestApp::start().await;
    let file = settings(&app, &post);
    let clock = Clock::simulated(twenty_past_ten(), 11);
    let anna = account(&app, "anna", &[Role::Coordinator]).await;
    let (first, log) = another(&app, &clock, &file).await;
    let wanted = choice("anna@kommun.example", &[Topic::NewReport]);
    assert!(first.choose(anna, &[Role::Coordinator], wanted).await.unwrap());
    first.confirm(anna, &code(&post.next().await)).await.unwrap();
    log.close().await;
    let (mut mails, mut stops) = (BTreeMap::new(), 0);
    for times in 1.. {
        let body = json!({ "narrative": format!("rapport {times}"), "urgent": true });
        read(app.request(Method::POST, "/api/v1/reports").json(&body)).await.created();
        let (ours, log) = another(&app, &clock, &file).await;
        let whole = stopped_after(times, work(&ours, &log)).await;
        log.close().await;
        clock.set(clock.now() + 1.hour());
        let (after, log) = another(&app, &clock, &file).await;
        work(&after, &log).await;
        log.close().await;
        // Each message counts once; the same id says the same.
        while mails.values().map(reports).sum::<usize>() < times {
            let mail = post.next().await;
            let id = mail.headers["message-id"].clone();
            if let Some(before) = mails.insert(id, mail) {
                let id = &before.headers["message-id"];
                assert_eq!(mails[id].body, before.body, "{id} changed");
            }
        }
        assert_eq!(mails.values().map(reports).sum::<usize>(), times, "after {times} steps");
        match whole {
            None => stops += 1,
            Some(()) => break,
        }
    }
    assert!(stops >= 10, "only {stops} steps");
    app.stop().await;
}

#[tokio::test]
async fn a_code_that_was_typed_holds_or_can_be_typed_again_at_whatever_step_a_program_is_stopped() {
    let Some(mut post) = MailServer::start().await else { return };
    let app = TestApp::start().await;
    let file = settings(&app, &post);
    let clock = Clock::simulated(twenty_past_ten(), 11);
    let anna = account(&app, "anna", &[Role::Coordinator]).await;
    let address = |times: usize| format!("anna{times}@kommun.example");
    let mut stops = 0;
    for times in 1.. {
        let (first, log) = another(&app, &clock, &file).await;
        let wanted = choice(&address(times), &[Topic::NewReport]);
        assert!(first.choose(anna, &[Role::Coordinator], wanted).await.unwrap());
        log.close().await;
        let typed = code(&post.next().await);
        let (ours, log) = another(&app, &clock, &file).await;
        let whole = stopped_after(times, ours.confirm(anna, &typed)).await;
        log.close().await;
        let (after, log) = another(&app, &clock, &file).await;
        let held = |kept: tillbud::policies::outbox::choice::Kept| {
            kept.choice.map(|(_, choice)| choice.address.to_string())
        };
        if held(after.kept(anna).await.unwrap()).as_ref() != Some(&address(times)) {
            after.confirm(anna, &typed).await.unwrap();
        }
        assert_eq!(held(after.kept(anna).await.unwrap()), Some(address(times)));
        after.begin().await.unwrap();
        assert_eq!(after.standings().await.unwrap().len(), 1, "one record, whatever the address");
        log.close().await;
        // No more than five codes are mailed an hour.
        clock.set(clock.now() + 1.hour());
        match whole {
            None => stops += 1,
            Some(outcome) => {
                outcome.unwrap();
                break;
            }
        }
    }
    assert!(stops >= 3, "only {stops} steps");
    app.stop().await;
}
