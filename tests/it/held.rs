//! Held intake: what reporters send waits for the full hour, and nothing dates it.

use jiff::Timestamp;
use reqwest::Method;
use serde_json::{Value, json};
use tempfile::TempDir;
use tillbud::access::receipt::ReceiptCode;
use tillbud::clock::Clock;
use tillbud::holding::HoldMinutes;
use tillbud_events::{Position, StreamId, StreamKind};

use crate::support::app::{Answer, TestApp, read};
use crate::support::held::{Nats, PATIENCE, at, eleven, held_app, twenty_past_ten};
use crate::support::log::contains;

/// Sends a report and gives its id and its receipt.
async fn send(app: &TestApp, body: Value) -> Answer {
    read(app.request(Method::POST, "/api/v1/reports").json(&body)).await
}

async fn send_with_key(app: &TestApp, key: &str, narrative: &str) -> Answer {
    let request = app.request(Method::POST, "/api/v1/reports").header("idempotency-key", key);
    read(request.json(&json!({ "narrative": narrative }))).await
}

async fn reply(app: &TestApp, code: &str, body: Value) -> Answer {
    app.wish(code, "messages", body).await
}

#[tokio::test(flavor = "multi_thread")]
async fn reports_wait_for_the_hour_and_then_come_in_shuffled_order_all_at_one_time() {
    const REPORTS: usize = 12;
    let (app, clock) = held_app(twenty_past_ten()).await;
    let mut sent = Vec::new();
    for number in 0..REPORTS {
        let answer = send(&app, json!({ "narrative": format!("rapport {number}") })).await;
        let answer = answer.created();
        assert_eq!(answer.text_of("held_until"), "2026-05-04T11:00:00Z");
        assert_eq!(answer.etag, None);
        sent.push((answer.text_of("report_id"), answer.text_of("receipt")));
    }
    let nats = Nats::of(&app).await;
    assert_eq!(app.tip().await, 0);
    assert_eq!(nats.subjects("TILLBUD_HELD").await.len(), REPORTS);
    // Neither a receipt nor a new key tells when somebody wrote.
    let keys = nats.subjects("TILLBUD_KEYS").await;
    let telling = |subject: &&String| subject.contains(".receipt.") || subject.contains(".key.");
    assert_eq!(keys.iter().find(telling), None);
    let status = app.receipt(&sent[3].1).await.ok();
    assert_eq!(status.text_of("status"), "held");
    assert_eq!(status.text_of("narrative"), "rapport 3");
    assert_eq!(status.text_of("received_at"), "2026-05-04T10:00:00Z");

    let before = Clock::system().now();
    clock.set(at("2026-05-04T10:59:59.999Z"));
    assert_eq!(app.app().release().await.unwrap().recorded, 0);
    // The program wakes by itself.
    clock.set(eleven());
    let last = Position(REPORTS as u64);
    assert!(app.app().projector.caught_up_within(last, PATIENCE).await);
    app.app().release().await.unwrap();

    let records = app.app().store.page(Position(0), 100).await.unwrap();
    let came: Vec<_> = records.iter().map(|record| record.stream.id.to_string()).collect();
    let ids: Vec<_> = sent.iter().map(|(id, _)| id.clone()).collect();
    assert_ne!(came, ids, "in the order in which they were sent");
    assert!(came.len() == REPORTS && ids.iter().all(|id| came.contains(id)));
    assert!(records.iter().all(|record| record.meta.at == at("2026-05-04T10:00:00Z")));
    for stored in nats.times("TILLBUD").await {
        assert!(stored >= before, "the log was written at {stored}");
    }
    let held = nats.state("TILLBUD_HELD").await;
    assert_eq!(held.messages, 0);
    let last = Timestamp::from_nanosecond(held.last_timestamp.unix_timestamp_nanos()).unwrap();
    assert!(last >= before, "the held stream tells of {last}");
    for (number, (_, code)) in sent.iter().enumerate() {
        let status = app.receipt(code).await.ok();
        assert_eq!(status.text_of("status"), "received");
        assert_eq!(status.text_of("narrative"), format!("rapport {number}"));
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_words_are_in_clear_and_what_was_held_is_gone_from_disk_after_the_release() {
    let canary = "kanariefågeln väntar i hissen";
    let (app, clock) = held_app(twenty_past_ten()).await;
    let code = send(&app, json!({ "narrative": canary })).await.created().text_of("receipt");
    reply(&app, &code, json!({ "text": canary })).await.ok();
    let nats = Nats::of(&app).await;
    let mut sealed = nats.payloads("TILLBUD_HELD").await;
    assert_eq!(sealed.len(), 2);
    assert_eq!(sealed[0].len(), sealed[1].len(), "the size tells which is which");
    let verifier = ReceiptCode::parse(&code).unwrap().verifier(&app.app().secrets.receipt);
    let verifier: String = verifier.iter().map(|byte| format!("{byte:02x}")).collect();
    let on_disk = |bytes: &[u8]| nats.files().iter().any(|(_, file)| contains(file, bytes));
    assert!(sealed.iter().all(|bytes| on_disk(bytes)));
    assert!(!on_disk(verifier.as_bytes()), "what is held leads to its receipt");

    let [place] = &nats.subjects("TILLBUD_HELD").await[..] else { panic!("one receipt") };
    sealed.push(place.clone().into_bytes());
    clock.set(eleven());
    app.app().release().await.unwrap();
    assert_eq!(app.tip().await, 2);
    assert!(sealed.iter().all(|bytes| !on_disk(bytes)));
    assert!(on_disk(verifier.as_bytes()));
    let directory = app.stop().await;
    for (path, file) in crate::support::log::files_under(&directory.path().join("nats")) {
        for words in [canary, "kanarief", "väntar i hissen"] {
            assert!(!contains(&file, words.as_bytes()), "{words} is in {}", path.display());
        }
        assert!(sealed.iter().all(|bytes| !contains(&file, bytes)), "{}", path.display());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn urgent_reports_and_those_to_go_at_once_are_not_held() {
    let (app, _clock) = held_app(twenty_past_ten()).await;
    for extra in ["urgent", "at_once"] {
        let answer = send(&app, json!({ "narrative": "nu", extra: true })).await.created();
        assert_eq!(answer.etag.as_deref(), Some("\"1\""));
        assert!(answer.body.get("held_until").is_none(), "{}", answer.text);
        let status = app.receipt(&answer.text_of("receipt")).await.ok();
        assert_eq!(status.text_of("status"), "received");
    }
    assert_eq!(app.tip().await, 2);
    let send_form =
        async |extra| app.form("/?lang=en", &[("narrative", "hall"), (extra, "true")]).await;
    for extra in ["urgent", "at_once"] {
        let page = send_form(extra).await.ok();
        assert!(!page.text.contains("safe keeping"), "{}", page.text);
    }
    assert_eq!(app.tip().await, 4);
    assert!(send_form("nothing").await.ok().text.contains("safe keeping"));
    assert_eq!(app.tip().await, 4);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_key_is_one_report_before_and_after_the_release() {
    let (app, clock) = held_app(twenty_past_ten()).await;
    let sends = (0..10).map(|_| send_with_key(&app, "k-1", "samma ord"));
    let answers = futures_util::future::join_all(sends).await;
    let first = answers[0].text.clone();
    for answer in answers {
        assert_eq!(answer.created().text, first);
    }
    send_with_key(&app, "k-1", "andra ord").await.refused(422);
    let first: Value = serde_json::from_str(&first).unwrap();

    clock.set(eleven());
    app.app().release().await.unwrap();
    assert_eq!(app.tip().await, 1);
    let again = send_with_key(&app, "k-1", "samma ord").await.created();
    assert_eq!(again.body["report_id"], first["report_id"]);
    assert_eq!(again.body["receipt"], first["receipt"]);
    send_with_key(&app, "k-1", "andra ord").await.refused(422);
    clock.set(at("2026-05-04T12:00:00Z"));
    app.app().release().await.unwrap();
    assert_eq!(app.tip().await, 1);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn replies_wait_with_their_report_and_later_for_an_hour_of_their_own() {
    let (app, clock) = held_app(twenty_past_ten()).await;
    let answer = send(&app, json!({ "narrative": "dörren" })).await.created();
    let (id, code) = (answer.text_of("report_id"), answer.text_of("receipt"));
    // Also one that is to go at once: it cannot come before its report.
    for text in ["ett", "två"] {
        let added = reply(&app, &code, json!({ "text": text, "at_once": true })).await.ok();
        assert_eq!(added.text_of("held_until"), "2026-05-04T11:00:00Z");
    }
    let waiting = app.receipt(&code).await.ok().body["waiting"].clone();
    assert_eq!(waiting[0]["text"], "ett");
    assert_eq!(waiting[1]["text"], "två");

    clock.set(eleven());
    app.app().release().await.unwrap();
    assert!(app.app().projector.caught_up(Position(3)).await);
    let report = app.opened(&id).await;
    assert_eq!(report.body["messages"][0]["text"], "ett");
    assert_eq!(report.body["messages"][1]["text"], "två");

    let added = reply(&app, &code, json!({ "text": "tre" })).await.ok();
    assert_eq!(added.text_of("held_until"), "2026-05-04T12:00:00Z");
    let status = app.receipt(&code).await.ok();
    assert_eq!(status.text_of("status"), "acknowledged");
    assert_eq!(status.body["messages"].as_array().unwrap().len(), 2);
    assert_eq!(status.body["waiting"][0]["text"], "tre");
    let page = app.form("/receipt/messages?lang=en", &[("code", &*code), ("text", "fyra")]).await;
    assert!(page.ok().text.contains("to be handed over within an hour"));
    let report = app.get(&format!("/api/v1/reports/{id}")).await.ok();
    assert!(!report.text.contains("tre"), "{}", report.text);
    // The reporter may choose otherwise, once the report is in the log.
    let added = reply(&app, &code, json!({ "text": "nu", "at_once": true })).await.ok();
    assert_eq!((added.body["version"].as_u64(), added.etag.as_deref()), (Some(6), Some("\"6\"")));

    clock.set(at("2026-05-04T12:00:00Z"));
    app.app().release().await.unwrap();
    assert_eq!(app.tip().await, 8);
    let stream = StreamId { kind: StreamKind::Report, id: id.parse().unwrap() };
    assert_eq!(app.app().store.load(stream).await.unwrap().version().0, 8);
    assert_eq!(app.receipt(&code).await.ok().body["waiting"], json!([]));
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_that_was_down_over_the_hour_releases_when_it_starts() {
    let (app, _clock) = held_app(twenty_past_ten()).await;
    let code = send(&app, json!({ "narrative": "ord" })).await.created().text_of("receipt");
    let restart = async |directory: TempDir, now: &str, hold: HoldMinutes| {
        let clock = Clock::simulated(at(now), 3);
        TestApp::start_at(directory, None, clock, hold).await
    };
    // Within the hour it goes on waiting, also where nothing is held any more.
    let app = restart(app.stop().await, "2026-05-04T10:50:00Z", HoldMinutes::OFF).await;
    app.app().release().await.unwrap();
    assert_eq!(app.tip().await, 0);
    assert_eq!(app.receipt(&code).await.ok().text_of("status"), "held");
    reply(&app, &code, json!({ "text": "mer" })).await.ok();
    assert_eq!(app.tip().await, 0);

    let app = restart(app.stop().await, "2026-05-05T08:10:00Z", HoldMinutes::HOUR).await;
    let caught_up = app.app().projector.caught_up_within(Position(2), PATIENCE);
    assert!(caught_up.await);
    app.app().release().await.unwrap();
    assert_eq!(app.receipt(&code).await.ok().text_of("status"), "received");
    let records = app.app().store.page(Position(0), 10).await.unwrap();
    assert_eq!(records[0].meta.at, at("2026-05-04T10:00:00Z"));
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn staff_see_that_something_waits_and_learn_no_more_by_looking_often() {
    let (app, clock) = held_app(twenty_past_ten()).await;
    let waits = async || app.get("/api/v1/reports").await.ok().body["waiting"].clone();
    let desk = async || app.get("/desk?lang=en").await.ok().text.contains("Something is waiting");
    assert_eq!((waits().await, desk().await), (json!(false), false));
    for _ in 0..3 {
        send(&app, json!({ "narrative": "ord" })).await.created();
    }
    // One look serves a quarter of an hour.
    clock.set(at("2026-05-04T10:29:59Z"));
    assert_eq!((waits().await, desk().await), (json!(false), false));
    clock.set(at("2026-05-04T10:30:00Z"));
    assert_eq!((waits().await, desk().await), (json!(true), true));
    let seen = app.get("/api/v1/reports").await.ok();
    assert_eq!(seen.body, json!({ "items": [], "waiting": true }));
    let metrics = read(app.request(Method::GET, "/metrics")).await;
    assert!(!metrics.text.contains("held"), "{}", metrics.text);

    clock.set(eleven());
    app.app().release().await.unwrap();
    assert_eq!((waits().await, desk().await), (json!(false), false));
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn concerns_and_experiences_wait_as_well_and_reach_their_own_places() {
    let (app, clock) = held_app(twenty_past_ten()).await;
    let answer = send(&app, json!({ "narrative": "dörren" })).await.created();
    let (id, code) = (answer.text_of("report_id"), answer.text_of("receipt"));
    let post = |path: &'static str, body: Value| app.wish(&code, path, body);
    let shared = post("experience", json!({ "again": "yes" })).await.ok();
    let raised = post("concerns", json!({ "text": "bortvald" })).await.ok();
    for held in [shared, raised] {
        assert_eq!(held.body, json!({ "held_until": "2026-05-04T11:00:00Z" }));
    }
    let status = app.receipt(&code).await.ok();
    assert_eq!(status.text_of("again"), "yes");
    let until = "2026-05-04T11:00:00Z";
    assert_eq!(
        status.body["waiting"],
        json!([
            { "kind": "experience", "held_until": until, "text": null },
            { "kind": "concern", "held_until": until, "text": "bortvald" },
        ])
    );
    let page = app.form("/receipt?lang=en", &[("code", &*code)]).await.ok();
    assert!(page.text.contains("bortvald") && page.text.contains("to be handed over within"));

    clock.set(eleven());
    app.app().release().await.unwrap();
    assert!(app.app().projector.caught_up(Position(3)).await);
    let status = app.receipt(&code).await.ok();
    assert_eq!(status.body["concern"][0]["text"], "bortvald");
    assert_eq!((status.text_of("again").as_str(), &status.body["waiting"]), ("yes", &json!([])));
    let concern: StreamId = app.app().concern_of(id.parse().unwrap()).into();
    assert_eq!(app.app().store.load(concern).await.unwrap().version().0, 1);

    // Taking the report back takes what waits for it; a concern is a matter of its own.
    reply(&app, &code, json!({ "text": "mer" })).await.ok();
    post("concerns", json!({ "text": "igen" })).await.ok();
    let withdrawn = post("withdraw", json!({})).await.ok();
    assert!(withdrawn.body["version"].is_u64(), "{}", withdrawn.text);
    let status = app.receipt(&code).await.ok();
    assert_eq!(status.text_of("status"), "erased");
    assert_eq!(status.body["waiting"][0]["text"], "igen");
    assert_eq!(status.body["waiting"].as_array().unwrap().len(), 1);
    clock.set(at("2026-05-04T12:00:00Z"));
    app.app().release().await.unwrap();
    assert_eq!(app.receipt(&code).await.ok().body["waiting"], json!([]));
    assert_eq!(app.app().store.load(concern).await.unwrap().version().0, 2);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn taking_back_what_is_held_is_told_and_leaves_a_code_that_opens_nothing() {
    let (app, _clock) = held_app(twenty_past_ten()).await;
    let send = async || send(&app, json!({ "narrative": "ångrat" })).await.created();
    let code = send().await.text_of("receipt");
    let request = app.request(Method::POST, "/api/v1/receipt/withdraw");
    let taken = read(request.header("authorization", format!("Receipt {code}"))).await.ok();
    assert_eq!(taken.body, json!({}));
    app.receipt(&code).await.refused(401);

    let code = send().await.text_of("receipt");
    let fields = [("code", &*code), ("key", "k"), ("sure", "yes")];
    let page = app.form("/receipt/withdraw?lang=en", &fields).await.ok();
    assert!(page.text.contains("class=\"done\"") && page.text.contains("name=\"code\""));
    assert!(!page.text.contains("ångrat"), "{}", page.text);
    app.receipt(&code).await.refused(401);
    assert_eq!(Nats::of(&app).await.state("TILLBUD_HELD").await.messages, 0);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_withdrawn_while_it_is_held_leaves_nothing() {
    let (app, clock) = held_app(twenty_past_ten()).await;
    let code = send(&app, json!({ "narrative": "ångrat" })).await.created().text_of("receipt");
    reply(&app, &code, json!({ "text": "mer" })).await.ok();
    let sealed = Nats::of(&app).await.payloads("TILLBUD_HELD").await;
    let code_of = ReceiptCode::parse(&code).unwrap();
    let opened = app.app().open_receipt(&code_of).await.unwrap().unwrap();
    assert!(!opened.is_recorded && opened.waiting.len() == 2);
    app.app().withdraw_held(&opened).await.unwrap();
    app.app().withdraw_held(&opened).await.unwrap();
    assert!(app.app().open_receipt(&code_of).await.unwrap().is_none());
    app.receipt(&code).await.refused(401);
    let files = Nats::of(&app).await.files();
    assert!(files.iter().all(|(_, file)| sealed.iter().all(|bytes| !contains(file, bytes))));
    clock.set(eleven());
    app.app().release().await.unwrap();
    assert_eq!(app.tip().await, 0);
    app.stop().await;
}
