//! Many at once: nothing is lost, nobody is told apart, and reporting goes on.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tillbud::access::receipt::ReceiptCode;
use tillbud::pressure::limits::{
    GUESS_PAUSE, GUESS_QUEUE, REQUESTS_PER_REPORT, WAIT_SECONDS, WRONG_GUESSES,
};

use crate::support::app::{Answer, TestApp, read, shown};

const REPORTS: &str = "/api/v1/reports";
const BUSY: &str = "urn:tillbud:problem:busy";
const MISTYPED: &str = "000000-000000-000001";

/// A code as the program makes them, that leads to no report.
fn wrong(number: u8) -> String {
    ReceiptCode::from_random([number; 32]).to_string()
}

/// Computes a proof as the documentation says, without the program's own code.
fn solve(challenge: &str) -> String {
    let bits: u32 = challenge.split('.').nth(1).unwrap().parse().unwrap();
    (0_u64..)
        .map(|number| format!("{challenge}:{number}"))
        .find(|answer| {
            let digest = Sha256::digest(answer.as_bytes());
            u32::from_be_bytes([digest[0], digest[1], digest[2], digest[3]]).leading_zeros() >= bits
        })
        .unwrap()
}

async fn send(app: &TestApp, path: &str, receipt: &str, proof: &str, body: &Value) -> Answer {
    let request = app.request(Method::POST, path).header("proof-of-work", proof);
    read(request.header("authorization", format!("Receipt {receipt}")).json(body)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_is_asked_for_a_proof_and_its_report_counts_once() {
    let app = TestApp::start_crowded(1).await;
    let body = json!({ "narrative": "Larmet gick inte fram" });
    let (_, receipt) = app.report("den första går in utan vidare").await;
    let asked = send(&app, REPORTS, "", "", &body).await.refused(429);
    assert_eq!(asked.text_of("type"), "urn:tillbud:problem:proof-of-work");
    assert_eq!(asked.retry_after, Some(WAIT_SECONDS.unsigned_abs()));
    assert_eq!(app.app().store.tip().await.unwrap().0, 1, "nothing was stored");

    let proof = solve(&asked.text_of("challenge"));
    send(&app, REPORTS, "", &proof, &body).await.created();
    send(&app, REPORTS, "", &proof, &body).await.refused(429);
    let invalid = send(&app, REPORTS, "", "", &json!({ "narrative": "" })).await.refused(422);
    assert_eq!(invalid.retry_after, None, "what can never be accepted is said at once");

    // Urgent ones have a reserve, and after it need no more than the others.
    let urgent = json!({ "narrative": "Någon kan skadas", "urgent": true });
    send(&app, REPORTS, "", "", &urgent).await.created();
    let asked = send(&app, REPORTS, "", "", &urgent).await.refused(429);
    send(&app, REPORTS, "", &solve(&asked.text_of("challenge")), &urgent).await.created();

    // Messages have a door of their own, and a proof for one opens no other.
    let path = "/api/v1/receipt/messages";
    let reply = json!({ "text": "mer" });
    send(&app, path, &receipt, "", &reply).await.ok();
    let asked = send(&app, path, &receipt, "", &reply).await.refused(429);
    let other = send(&app, REPORTS, "", "", &body).await.refused(429);
    send(&app, path, &receipt, &solve(&other.text_of("challenge")), &reply).await.refused(429);
    send(&app, path, &receipt, &solve(&asked.text_of("challenge")), &reply).await.ok();
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_form_keeps_everything_and_goes_in_with_the_challenge_that_it_carries() {
    let app = TestApp::start_crowded(1).await;
    let calm = read(app.request(Method::GET, "/")).await.ok();
    assert!(!calm.text.contains("name=\"proof\""));
    app.report("den första").await;

    // Rendered in calm, sent in a crowd.
    let words = "Hissen <stannade> & dörren gick upp";
    let fields = [("narrative", words), ("helped", "en kollega"), ("key", "k1")];
    let kept = app.form("/", &fields).await;
    assert_eq!((kept.status.as_u16(), kept.retry_after), (429, Some(WAIT_SECONDS.unsigned_abs())));
    assert_eq!(shown(&kept.text, "aria-describedby=\"narrative-hint\">\n", "</textarea>"), words);
    assert!(kept.text.contains("en kollega") && kept.text.contains("value=\"k1\""));
    assert!(kept.text.contains("role=\"alert\"") && kept.text.contains("data-send"));
    let challenge = shown(&kept.text, "name=\"proof\" value=\"", "\"");

    // Too early, or with a mistake: the same challenge, so the wait does not begin anew.
    for (narrative, status) in [(words, 429), ("", 422)] {
        let again = app.form("/", &[("narrative", narrative), ("proof", &challenge)]).await;
        assert_eq!(again.status, status);
        assert_eq!(shown(&again.text, "name=\"proof\" value=\"", "\""), challenge);
        assert_eq!(again.text.contains("data-send>"), status == 429);
    }
    let proof = solve(&challenge);
    let received = app.form("/", &[fields.as_slice(), &[("proof", &proof)]].concat()).await.ok();
    let code = shown(&received.text, "id=\"code\"", "</").split('>').nth(1).unwrap().to_owned();

    // The receipt's reply form does the same.
    let reply = [("code", code.as_str()), ("text", "mer att säga"), ("key", "k2")];
    assert!(app.form("/receipt/messages", &reply).await.ok().text.contains("class=\"done\""));
    let kept = app.form("/receipt/messages", &[("key", "k3"), reply[0], reply[1]]).await;
    assert_eq!(kept.status, 429);
    assert_eq!(shown(&kept.text, "aria-describedby=\"text-hint\">\n", "</textarea>"), reply[1].1);
    let proof = solve(&shown(&kept.text, "name=\"proof\" value=\"", "\""));
    app.form("/receipt/messages", &[("key", "k3"), ("proof", &proof), reply[0], reply[1]])
        .await
        .ok();
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_scripts_a_form_goes_in_after_the_wait() {
    let app = TestApp::start_crowded(1).await;
    let crowd = async || {
        let body = json!({ "narrative": "en i mängden" });
        while send(&app, REPORTS, "", "", &body).await.status != 429 {}
    };
    crowd().await;
    let kept = app.form("/", &[("narrative", "mina ord")]).await;
    assert_eq!(kept.status, 429);
    let challenge = shown(&kept.text, "name=\"proof\" value=\"", "\"");
    app.app().clock.pause(Duration::from_secs(kept.retry_after.unwrap())).await;
    crowd().await;
    let fields = [("narrative", "mina ord"), ("proof", challenge.as_str())];
    app.form("/", &fields).await.ok();
    assert_eq!(app.form("/", &fields).await.status, 429, "once");
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn guessing_codes_is_slow_for_all_together_and_a_right_code_still_opens() {
    let app = TestApp::start_crowded(1_000).await;
    let (_, receipt) = app.report("min rapport").await;
    let look_up = |code: &str| {
        let request = app.request(Method::GET, "/api/v1/receipt");
        read(request.header("authorization", format!("Receipt {code}")))
    };
    // A mistyped code is none, so it costs nothing; it looks like a wrong one.
    let mistyped = look_up(MISTYPED).await.refused(401);
    for number in 0..u8::try_from(WRONG_GUESSES).unwrap() {
        let refused = look_up(&wrong(number)).await.refused(401);
        assert_eq!(refused.text, mistyped.text);
    }
    // From here on each look-up, right or wrong, moves the clock on by its turn.
    let clock = &app.app().clock;
    let unknown = wrong(31);
    for (code, status) in [(&receipt, 200), (&unknown, 401)] {
        let begun = clock.now();
        assert_eq!(look_up(code).await.status, status);
        assert_eq!(clock.now().duration_since(begun), GUESS_PAUSE.try_into().unwrap());
    }

    // A line that is full: nobody is told anything about a code, and nothing typed is lost.
    let receipts = &app.app().pressure.receipts;
    let held = receipts.turn(clock).await.unwrap();
    let mut line: Vec<_> = (1..GUESS_QUEUE).map(|_| Box::pin(receipts.turn(clock))).collect();
    for waiting in &mut line {
        assert!(futures_util::future::poll_immediate(waiting).await.is_none());
    }
    for code in [&receipt, &unknown] {
        let busy = look_up(code).await.refused(429);
        assert_eq!((busy.text_of("type").as_str(), busy.retry_after), (BUSY, Some(10)));
        let page = app.form("/receipt", &[("code", code)]).await;
        assert_eq!((page.status.as_u16(), page.retry_after), (429, Some(10)));
        assert_eq!(&shown(&page.text, "name=\"code\" value=\"", "\" required"), code);
    }
    app.report("att rapportera går som vanligt").await;
    drop((held, line));
    assert_eq!(look_up(&receipt).await.ok().text_of("narrative"), "min rapport");
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_tokens_are_slowed_at_the_sign_in_and_a_right_one_still_opens() {
    let app = TestApp::start_crowded(1_000).await;
    for _ in 0..WRONG_GUESSES {
        assert_eq!(app.form("/signin", &[("token", "tillbud_AAAA")]).await.status, 422);
    }
    let begun = app.app().clock.now();
    assert_eq!(app.form("/signin", &[("token", &app.coordinator)]).await.status, 303);
    let took = app.app().clock.now().duration_since(begun);
    assert_eq!(took, GUESS_PAUSE.try_into().unwrap());
    app.get("/api/v1/reports").await.ok();
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_of_requests_of_any_kind_leaves_reporting_and_staff_alone() {
    let app = TestApp::start_crowded(1).await;
    let mut flood = 0;
    let busy = loop {
        let answer = read(app.request(Method::GET, "/api/v1/lists")).await;
        flood += 1;
        if answer.status != 200 {
            break answer.refused(429);
        }
    };
    assert_eq!(flood, REQUESTS_PER_REPORT + 1);
    assert_eq!((busy.text_of("type").as_str(), busy.retry_after), (BUSY, Some(1)));
    assert_eq!(read(app.request(Method::GET, "/receipt")).await.status, 429);
    let form = read(app.request(Method::GET, "/")).await.ok();
    let proof = solve(&shown(&form.text, "name=\"proof\" value=\"", "\""));
    app.form("/", &[("narrative", "går fram ändå"), ("proof", &proof)]).await.ok();
    app.get("/api/v1/reports").await.ok();
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn more_headers_than_any_browser_sends_are_refused() {
    let app = TestApp::start().await;
    let many = |count: usize| {
        let request = app.request(Method::GET, "/receipt");
        read((0..count).fold(request, |request, n| request.header(format!("x-{n}"), "1")))
    };
    many(80).await.ok();
    assert_eq!(many(120).await.status, 431);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn reading_with_a_receipt_leaves_no_trace_in_the_log() {
    let app = TestApp::start().await;
    let (_, receipt) = app.report("min rapport").await;
    let before = app.app().store.tip().await.unwrap();
    for code in [receipt.as_str(), &wrong(0), MISTYPED] {
        let request = app.request(Method::GET, "/api/v1/receipt");
        read(request.header("authorization", format!("Receipt {code}"))).await;
        app.form("/receipt", &[("code", code)]).await;
    }
    assert_eq!(app.app().store.tip().await.unwrap(), before);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_key_with_several_receipts_connects_no_reports() {
    let app = TestApp::start().await;
    let mut seen = Vec::new();
    for narrative in ["den ena", "den andra"] {
        let (_, receipt) = app.report(narrative).await;
        for _ in 0..2 {
            let request = app.request(Method::POST, "/api/v1/receipt/messages");
            let request = request.header("authorization", format!("Receipt {receipt}"));
            let request = request.header("idempotency-key", "samma-nyckel");
            read(request.json(&json!({ "text": "samma ord" }))).await.ok();
        }
    }
    let auditor = app.token(tillbud_events::Role::Auditor).await;
    let log = app.request(Method::GET, "/api/v1/events?limit=50").bearer_auth(auditor);
    for event in read(log).await.ok().body["items"].as_array().unwrap() {
        if event["event_type"] == json!("report.reply_received") {
            seen.push((event["correlation_id"].to_string(), event["event_id"].to_string()));
        }
    }
    assert_eq!(seen.len(), 2, "the repeated request was carried out once");
    assert_ne!(seen[0].0, seen[1].0);
    assert_ne!(seen[0].1, seen[1].1);
    app.stop().await;
}
