//! Many at once: nothing is lost, nobody is told apart, and reporting goes on.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tillbud::pressure::limits::{GUESS_QUEUE, WAIT_SECONDS, WRONG_GUESSES};

use crate::support::app::{Answer, TestApp, read, shown};

const REPORTS: &str = "/api/v1/reports";
const WRONG: &str = "000000-000000-000000";

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
async fn guessing_codes_is_slow_for_all_together_and_a_right_code_still_opens() {
    let app = TestApp::start().await;
    let (_, receipt) = app.report("min rapport").await;
    let look_up = |code: &str| {
        let request = app.request(Method::GET, "/api/v1/receipt");
        read(request.header("authorization", format!("Receipt {code}")))
    };
    let first = look_up(WRONG).await.refused(401);
    let mistyped = look_up("000000-000000-000001").await.refused(401);
    assert_eq!(first.text, mistyped.text, "a wrong code looks like a mistyped one");
    let codes = (0..).map(|n| tillbud::access::receipt::ReceiptCode::from_random([n; 32]));
    for code in codes.take(WRONG_GUESSES as usize) {
        look_up(&code.to_string()).await.refused(401);
    }
    let page = app.form("/receipt", &[("code", WRONG)]).await;
    assert_eq!(page.status, 422);

    // Whoever holds a code stands in line with the guessers, and is let in.
    let opened = look_up(&receipt).await.ok();
    assert_eq!(opened.text_of("narrative"), "min rapport");

    // A line that is too long is said to be one, with what was typed.
    let crowd: Vec<_> = (0..GUESS_QUEUE * 2)
        .map(|_| app.request(Method::GET, "/api/v1/receipt"))
        .map(|request| request.header("authorization", format!("Receipt {receipt}")))
        .map(|request| tokio::spawn(request.timeout(Duration::from_secs(60)).send()))
        .collect();
    let mut turned_away = Vec::new();
    for answer in crowd {
        turned_away.push(answer.await.unwrap().unwrap().status().as_u16());
    }
    assert!(turned_away.contains(&429) && turned_away.contains(&200), "{turned_away:?}");
    app.report("att rapportera går som vanligt").await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn reading_with_a_receipt_leaves_no_trace_in_the_log() {
    let app = TestApp::start().await;
    let (_, receipt) = app.report("min rapport").await;
    let before = app.app().store.tip().await.unwrap();
    for code in [receipt.as_str(), WRONG] {
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
