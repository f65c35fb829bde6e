//! Held intake that is stopped at every step: nothing is lost, nothing comes twice.

use bytes::Bytes;
use tillbud::App;
use tillbud::act::{Act, Idempotency};
use tillbud::clock::Clock;
use tillbud::dispatch::DispatchError;
use tillbud::holding::release::Released;
use tillbud::holding::{Standing, What};
use tillbud::intake::{Accepted, NewReport};
use tillbud_events::report::{Command, Erased, ReplyReceived, Report};
use tillbud_events::vocabulary::{Grounds, Lang};
use tillbud_events::{Actor, MessageId, Role};

use crate::support::held::{Nats, another, at, eleven, held_app, twenty_past_ten};
use crate::support::log::{kill, server_pid};
use crate::support::stop::stopped_after;

pub fn with_key(app: &App, key: &str) -> Act {
    let secret = &app.secrets.idempotency;
    let idempotency = Idempotency { secret, scope: "test", key, content: b"" };
    Act::repeatable(&app.clock, Actor::Reporter, &idempotency)
}

async fn send(app: &App, act: &Act, narrative: &str) -> Result<Accepted, DispatchError> {
    send_when(app, act, narrative, false).await
}

async fn send_when(
    app: &App,
    act: &Act,
    narrative: &str,
    at_once: bool,
) -> Result<Accepted, DispatchError> {
    let report = NewReport { narrative: narrative.into(), ..NewReport::default() };
    app.receive(report.read(&app.lists, Lang::Sv).unwrap(), act, at_once).await
}

async fn reply(app: &App, accepted: &Accepted, text: &str) -> Standing {
    let opened = app.open_receipt(&accepted.receipt).await.unwrap().unwrap();
    let act = Act::once(&app.clock, Actor::Reporter);
    let message_id = MessageId(act.id("message"));
    let text = tillbud_events::Text::Clear(text.into());
    let what = What::Reply(accepted.report_id, ReplyReceived { message_id, text });
    app.add(&opened, &act, what, false).await.unwrap()
}

async fn tip(app: &App) -> u64 {
    app.store.tip().await.unwrap().0
}

/// Every one is in the log with `events` events, its receipt opens it, and nothing waits.
async fn assert_released(app: &App, reports: &[Accepted], events: u64) {
    for report in reports {
        let loaded = app.store.load(report.report_id.into()).await.unwrap();
        assert_eq!(loaded.version().0, events, "{}", report.report_id);
        let opened = app.open_receipt(&report.receipt).await.unwrap().unwrap();
        assert!(opened.is_recorded && opened.report_id == report.report_id);
        assert!(opened.waiting.is_empty());
    }
    assert_eq!(tip(app).await, events * reports.len() as u64);
}

#[tokio::test]
async fn a_release_that_is_stopped_at_any_step_loses_and_doubles_nothing() {
    let (app, _) = held_app(twenty_past_ten()).await;
    let clock = Clock::simulated(twenty_past_ten(), 11);
    let ours = another(&app, &clock).await;
    let nats = Nats::of(&app).await;
    let (mut reports, mut stops) = (Vec::new(), 0);
    for times in 1.. {
        clock.set(twenty_past_ten());
        for nth in 0..2 {
            let act = Act::once(&clock, Actor::Reporter);
            let accepted = send(&ours, &act, &format!("{times} {nth}")).await.unwrap();
            reply(&ours, &accepted, "mer").await;
            reports.push(accepted);
        }
        clock.set(eleven());
        let whole = stopped_after(times, ours.release()).await;
        // Whatever was done: each receipt opens its report, in the log or on its way there.
        for report in &reports[reports.len() - 2..] {
            let opened = ours.open_receipt(&report.receipt).await.unwrap().unwrap();
            assert_eq!(opened.report_id, report.report_id, "after {times} steps");
        }
        let after = another(&app, &clock).await;
        after.release().await.unwrap();
        assert_eq!(nats.state("TILLBUD_HELD").await.messages, 0, "after {times} steps");
        assert_released(&after, &reports, 2).await;
        after.store.close().await;
        match whole {
            None => stops += 1,
            Some(released) => {
                released.unwrap();
                break;
            }
        }
    }
    println!("stopped after each of {stops} steps");
    assert!(stops >= 20, "only {stops} steps");
    app.stop().await;
}

#[tokio::test]
async fn a_report_that_goes_at_once_and_is_stopped_at_any_step_has_a_receipt_when_repeated() {
    let (app, _) = held_app(twenty_past_ten()).await;
    let clock = Clock::simulated(twenty_past_ten(), 13);
    let ours = another(&app, &clock).await;
    for times in 1.. {
        let act = with_key(&ours, &format!("key {times}"));
        let narrative = format!("rapport {times}");
        let first = stopped_after(times, send_when(&ours, &act, &narrative, true)).await;
        let accepted = send_when(&ours, &act, &narrative, true).await.unwrap();
        assert!(matches!(accepted.standing, Standing::Recorded(_)));
        let opened = ours.open_receipt(&accepted.receipt).await.unwrap();
        let opened = opened.unwrap_or_else(|| panic!("no receipt after {times} steps"));
        assert_eq!((opened.report_id, opened.is_recorded), (accepted.report_id, true));
        assert_eq!(tip(&ours).await, times as u64);
        if first.is_some() {
            assert!(times > 3, "only {times} steps");
            break;
        }
    }
    app.stop().await;
}

#[tokio::test]
async fn an_intake_that_is_stopped_at_any_step_can_be_repeated_and_gives_one_report() {
    let (app, _) = held_app(twenty_past_ten()).await;
    let clock = Clock::simulated(twenty_past_ten(), 11);
    let ours = another(&app, &clock).await;
    let mut reports = Vec::new();
    for times in 1.. {
        let act = with_key(&ours, &format!("key {times}"));
        let narrative = format!("rapport {times}");
        let first = stopped_after(times, send(&ours, &act, &narrative)).await;
        let accepted = send(&ours, &act, &narrative).await.unwrap();
        assert!(matches!(accepted.standing, Standing::Held { .. }));
        let opened = ours.open_receipt(&accepted.receipt).await.unwrap().unwrap();
        assert_eq!(opened.waiting.len(), 1, "after {times} steps");
        reports.push(accepted);
        if first.is_some() {
            break;
        }
    }
    println!("stopped after each of {} steps", reports.len() - 1);
    assert!(reports.len() >= 3, "only {} steps", reports.len());
    clock.set(eleven());
    ours.release().await.unwrap();
    assert_released(&ours, &reports, 1).await;
    // Once more, now that all are in the log.
    for (report, times) in reports.iter().zip(1..) {
        let act = with_key(&ours, &format!("key {times}"));
        let again = send(&ours, &act, &format!("rapport {times}")).await.unwrap();
        assert!(matches!(again.standing, Standing::Recorded(done) if done.already));
        assert_eq!((again.report_id, again.receipt), (report.report_id, report.receipt.clone()));
    }
    assert_eq!(tip(&ours).await, reports.len() as u64);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_that_release_at_the_same_time_do_it_once() {
    let (app, first) = held_app(twenty_past_ten()).await;
    let mut reports = Vec::new();
    for nth in 0..20 {
        let act = Act::once(&first, Actor::Reporter);
        reports.push(send(app.app(), &act, &nth.to_string()).await.unwrap());
    }
    let clock = Clock::simulated(eleven(), 13);
    let (second, third) = (another(&app, &clock).await, another(&app, &clock).await);
    first.set(eleven());
    let all = tokio::join!(app.app().release(), second.release(), third.release());
    for released in [all.0, all.1, all.2] {
        assert_eq!(released.unwrap().left, 0);
    }
    assert_released(app.app(), &reports, 1).await;
    assert_eq!(Nats::of(&app).await.state("TILLBUD_HELD").await.messages, 0);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_read_stays_and_what_a_rule_refuses_goes_and_neither_stops_the_rest() {
    let (app, _) = held_app(twenty_past_ten()).await;
    let clock = Clock::simulated(twenty_past_ten(), 11);
    let ours = another(&app, &clock).await;
    let act = Act::once(&clock, Actor::Reporter);
    let erased = send(&ours, &act, "raderas").await.unwrap();
    clock.set(eleven());
    ours.release().await.unwrap();
    reply(&ours, &erased, "för sent").await;
    let by = Act::once(&clock, Actor::Staff { role: Role::Coordinator, pseudonym: act.id("x") });
    let erase = Command::Erase(Erased { grounds: Grounds::Withdrawn, decision: None });
    let stream = erased.report_id.into();
    ours.dispatch.execute::<Report>(stream, None, &by, erase).await.unwrap();
    // Now that it is erased a reply is refused at once.
    let opened = ours.open_receipt(&erased.receipt).await.unwrap().unwrap();
    let act = Act::once(&clock, Actor::Reporter);
    let what = opened.waiting[0].what.clone();
    let refused = ours.add(&opened, &act, what, false).await;
    assert!(matches!(refused, Err(DispatchError::Rejected(_))), "{refused:?}");

    let nats = Nats::of(&app).await;
    let unreadable = format!("tillbud-held.{}", "ab".repeat(32));
    let published = nats.jetstream.publish(unreadable.clone(), Bytes::from_static(b"?")).await;
    published.unwrap().await.unwrap();
    let act = Act::once(&clock, Actor::Reporter);
    let sound = send(&ours, &act, "kommer fram").await.unwrap();
    clock.set(at("2026-05-04T12:00:00Z"));
    let released = ours.release().await.unwrap();
    assert_eq!(released, Released { recorded: 1, refused: 1, left: 1 });
    assert_eq!(nats.subjects("TILLBUD_HELD").await, [unreadable]);
    assert_eq!(ours.store.load(sound.report_id.into()).await.unwrap().version().0, 1);
    assert_eq!(ours.store.load(stream).await.unwrap().version().0, 2);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_killed_during_a_release_comes_back_and_nothing_is_lost() {
    let (app, _) = held_app(twenty_past_ten()).await;
    let clock = Clock::simulated(twenty_past_ten(), 11);
    let ours = another(&app, &clock).await;
    let mut reports = Vec::new();
    for nth in 0..60 {
        let act = Act::once(&clock, Actor::Reporter);
        reports.push(send(&ours, &act, &nth.to_string()).await.unwrap());
    }
    clock.set(eleven());
    let mut follower = ours.store.follow(tillbud_events::Position(0)).await.unwrap();
    let killed = async {
        follower.next_batch(1).await.unwrap();
        kill(server_pid(app.directory.path()));
    };
    let (first, ()) = tokio::join!(ours.release(), killed);
    assert!(matches!(first, Err(DispatchError::Unavailable(_))), "{first:?}");
    while let Err(error) = ours.release().await {
        assert!(matches!(error, DispatchError::Unavailable(_)), "{error}");
        tokio::task::yield_now().await;
    }
    assert_released(&ours, &reports, 1).await;
    app.stop().await;
}
