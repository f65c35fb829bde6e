//! An outbox that is stopped at every step: nobody is left untold, and what comes twice
//! is the same.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jiff::ToSpan;
use serde_json::json;
use tillbud::clock::Clock;
use tillbud::policies::outbox::record::Reminder;
use tillbud::policies::outbox::topic::{Topic, Wait};
use tillbud::policies::outbox::{Outbox, Settings};
use tillbud::runtime::Log;
use tillbud::store::RawRecord;
use tillbud_events::Position;

use crate::support::app::{TestApp, config};
use crate::support::held::twenty_past_ten;
use crate::support::post::{Call, Receiver};
use crate::support::stop::stopped_after;

/// The settings for one receiver.
fn settings(app: &TestApp, receiver: &Receiver) -> PathBuf {
    let file = app.directory.path().join("notifications.json");
    let settings = json!({
        "base_url": "https://tillbud.kommun.example",
        "webhooks": [{
            "url": format!("http://127.0.0.1:{}/", receiver.port), "roles": ["coordinator"],
            "secrets": ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
        }],
    });
    std::fs::write(&file, settings.to_string()).unwrap();
    file
}

/// The outbox of another program on the same log, which does nothing by itself.
pub async fn another(app: &TestApp, clock: &Clock, file: &Path) -> (Outbox, Log) {
    let log = Log::open(&config(&app.directory, None), clock).await.unwrap();
    assert!(!log.has_own_server());
    let settings = Settings::load(Some(file)).unwrap().unwrap();
    (Outbox::new(settings, &log, clock).unwrap(), log)
}

/// Takes in what the log holds, and sends what is due.
pub async fn work(outbox: &Outbox, log: &Log) {
    let from = outbox.begin().await.unwrap();
    let tip = log.store.tip().await.unwrap();
    let mut follower = log.store.follow(from).await.unwrap();
    let mut at = from;
    while at < tip {
        let batch = follower.next_sealed(10).await.unwrap();
        let batch: Vec<_> =
            batch.into_iter().map(|record: RawRecord| record.without_words().unwrap()).collect();
        outbox.take_in(&batch, None).await.unwrap();
        at = batch.last().unwrap().position;
    }
    outbox.deliver().await.unwrap();
}

/// How many reports were told of, each message counted once; the same id says the same.
fn told(calls: &[Call]) -> u64 {
    let mut messages = BTreeMap::new();
    for call in calls {
        let before = messages.insert(call.id().to_owned(), call.json());
        assert!(before.is_none_or(|before| before == call.json()), "{} changed", call.id());
    }
    let count = |body: &serde_json::Value| body["data"]["waiting"][0]["count"].as_u64().unwrap();
    messages.values().map(count).sum()
}

#[tokio::test]
async fn an_outbox_that_is_stopped_at_any_step_tells_of_everything() {
    let app = TestApp::start().await;
    let mut receiver = Receiver::start().await;
    let file = settings(&app, &receiver);
    let clock = Clock::simulated(twenty_past_ten(), 11);
    let (first, log) = another(&app, &clock, &file).await;
    assert_eq!(first.begin().await.unwrap(), Position(0));
    log.close().await;
    let (mut calls, mut stops, mut reports) = (Vec::new(), 0, 0);
    for times in 1.. {
        app.report(&format!("rapport {times}")).await;
        reports += 1;
        let (ours, log) = another(&app, &clock, &file).await;
        let whole = stopped_after(times, work(&ours, &log)).await;
        log.close().await;
        // Another attempt is made only after the pause.
        clock.set(clock.now() + 1.hour());
        let (after, log) = another(&app, &clock, &file).await;
        work(&after, &log).await;
        log.close().await;
        calls.extend(receiver.so_far());
        assert_eq!(told(&calls), reports, "after {times} steps");
        match whole {
            None => stops += 1,
            Some(()) => break,
        }
    }
    println!("stopped after each of {stops} steps, {} calls for {reports}", calls.len());
    assert!(stops >= 10, "only {stops} steps");
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_that_tell_at_the_same_time_tell_once() {
    let app = TestApp::start().await;
    let mut receiver = Receiver::start().await;
    let file = settings(&app, &receiver);
    let clock = Clock::simulated(twenty_past_ten(), 11);
    let (one, one_log) = another(&app, &clock, &file).await;
    let (two, two_log) = another(&app, &clock, &file).await;
    one.begin().await.unwrap();
    for round in 1..=10 {
        app.report(&round.to_string()).await;
        tokio::join!(work(&one, &one_log), work(&two, &two_log));
    }
    // What one of them took in at the last moment may wait for the next look.
    work(&one, &one_log).await;
    let calls = receiver.so_far();
    assert_eq!(told(&calls), 10);
    let mut ids: Vec<_> = calls.iter().map(Call::id).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), calls.len(), "none was sent twice");
    one_log.close().await;
    two_log.close().await;
    app.stop().await;
}

/// What holds once `number` things have come near.
fn reminders(outbox: &Outbox, number: usize, now: jiff::Timestamp) -> Vec<Reminder> {
    let wait = Wait { topic: Topic::Deadline, is_urgent: true };
    let reminder = |number: usize| Reminder {
        wait,
        key: outbox.reminder_key(&[&number.to_be_bytes()]),
        from: now,
        until: now + 1000.hours(),
        owners: None,
    };
    (1..=number).map(reminder).collect()
}

/// Takes in the reminders that hold, and sends what is due.
async fn remind(outbox: &Outbox, reminders: &[Reminder]) {
    outbox.remind(reminders).await.unwrap();
    outbox.deliver().await.unwrap();
}

#[tokio::test]
async fn a_reminder_is_told_once_at_whatever_step_a_program_is_stopped() {
    let app = TestApp::start().await;
    let mut receiver = Receiver::start().await;
    let file = settings(&app, &receiver);
    let clock = Clock::simulated(twenty_past_ten(), 11);
    let (first, log) = another(&app, &clock, &file).await;
    first.begin().await.unwrap();
    log.close().await;
    let begin = clock.now() + 1.second();
    clock.set(clock.now() + 1.hour());
    let (mut calls, mut stops) = (Vec::new(), 0);
    for times in 1.. {
        let (ours, log) = another(&app, &clock, &file).await;
        let holding = reminders(&ours, times, begin);
        ours.begin().await.unwrap();
        let whole = stopped_after(times, remind(&ours, &holding)).await;
        log.close().await;
        clock.set(clock.now() + 1.hour());
        let (after, log) = another(&app, &clock, &file).await;
        after.begin().await.unwrap();
        remind(&after, &holding).await;
        log.close().await;
        calls.extend(receiver.so_far());
        assert_eq!(told(&calls), times as u64, "after {times} steps");
        match whole {
            None => stops += 1,
            Some(()) => break,
        }
    }
    assert!(stops >= 5, "only {stops} steps");
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_that_remind_at_the_same_time_remind_once() {
    let app = TestApp::start().await;
    let mut receiver = Receiver::start().await;
    let file = settings(&app, &receiver);
    let clock = Clock::simulated(twenty_past_ten(), 11);
    let (one, one_log) = another(&app, &clock, &file).await;
    let (two, two_log) = another(&app, &clock, &file).await;
    one.begin().await.unwrap();
    let begin = clock.now() + 1.second();
    clock.set(clock.now() + 1.hour());
    for round in 1..=10 {
        let holding = reminders(&one, round, begin);
        tokio::join!(remind(&one, &holding), remind(&two, &holding));
    }
    remind(&one, &[]).await;
    let calls = receiver.so_far();
    assert_eq!(told(&calls), 10);
    let mut ids: Vec<_> = calls.iter().map(Call::id).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), calls.len(), "none was sent twice");
    one_log.close().await;
    two_log.close().await;
    app.stop().await;
}
