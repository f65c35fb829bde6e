//! Two people work on the same chosen reports: nothing is sent or linked on what the other did
//! without telling.

use reqwest::Method;
use serde_json::json;
use tillbud_events::Role;

use crate::support::app::{Answer, TestApp, read, shown};

/// The chosen reports with their versions, as the forms of the page carry them.
fn carried(html: &str) -> Vec<(String, String)> {
    carried_by("open", html)
}

/// The same, as the form of one step carries them.
fn carried_by(step: &str, html: &str) -> Vec<(String, String)> {
    let fields = shown(html, &format!("name=\"step\" value=\"{step}\">"), "<div");
    let field = |part: &str| {
        let (name, rest) = part.split_once("\" value=\"")?;
        Some((name.to_owned(), rest.split_once('"')?.0.to_owned()))
    };
    fields.split("name=\"").skip(1).filter_map(field).collect()
}

async fn loaded(app: &TestApp, ids: &[&str]) -> Vec<(String, String)> {
    let page = app.get(&format!("/desk/bulk?report={}", ids.join("&report="))).await.ok();
    let carried = carried(&page.text);
    assert_eq!(carried.len(), 2 * ids.len(), "one version a report: {carried:?}");
    carried
}

async fn send(app: &TestApp, carried: &[(String, String)], fields: &[(&str, &str)]) -> Answer {
    let carried = carried.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let fields: Vec<_> = fields.iter().copied().chain(carried).collect();
    app.form_as(&app.coordinator, "/desk/bulk", &fields).await
}

/// A colleague asks whoever sent this report.
async fn asked_meanwhile(app: &TestApp, report: &str) {
    let other = app.token(Role::Coordinator).await;
    let path = format!("/api/v1/reports/{report}/question");
    let text = json!({ "text": "Hur ofta händer det?" });
    read(app.request(Method::POST, &path).bearer_auth(other).json(&text)).await.ok();
}

/// A colleague answers this report, and nothing more can be asked about it.
async fn declined_meanwhile(app: &TestApp, report: &str) {
    let other = app.token(Role::Coordinator).await;
    let path = format!("/api/v1/reports/{report}/decline");
    let text = json!({ "feedback": "Tack, det är sandat." });
    read(app.request(Method::POST, &path).bearer_auth(other).json(&text)).await.ok();
}

async fn times(app: &TestApp, receipt: &str, words: &str) -> usize {
    app.receipt(receipt).await.ok().text.matches(words).count()
}

async fn status(app: &TestApp, id: &str) -> String {
    let row = app.get(&format!("/api/v1/reports/{id}")).await.ok();
    row.body["status"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_writes_to_many_is_told_what_others_did_and_keeps_the_words() {
    let app = TestApp::start().await;
    let (first, one) = app.report("Golvet är halt.").await;
    let (second, two) = app.report("Halt vid entrén.").await;
    let seen = loaded(&app, &[&first, &second]).await;
    asked_meanwhile(&app, &second).await;
    let ours = "Är det halt nu?";
    let ask = [("key", "k"), ("step", "ask"), ("text", ours)];

    // Ready words and what has to change first hide nothing of it.
    let fill = [("step", "ask"), ("template", "easier"), ("fill", "1")];
    assert_eq!(carried(&send(&app, &seen, &fill).await.ok().text), seen);
    let empty = send(&app, &seen, &[("step", "ask"), ("text", "")]).await;
    assert_eq!((empty.status.as_u16(), carried(&empty.text)), (422, seen.clone()));

    let told = send(&app, &seen, &ask).await;
    assert_eq!(told.status, 409, "{}", told.text);
    for words in ["Rapport nummer 2 i listan: En fråga ställdes", ours] {
        assert!(told.text.contains(words), "{words} in {}", told.text);
    }
    assert!(!told.text.contains("Rapport nummer 1"), "{}", told.text);
    for receipt in [&one, &two] {
        assert_eq!(times(&app, receipt, ours).await, 0, "nobody is written to");
    }
    let seen = carried(&told.text);
    for _ in 0..2 {
        let sent = send(&app, &seen, &ask).await;
        assert_eq!(sent.status, 303, "{}", sent.text);
    }
    for receipt in [&one, &two] {
        assert_eq!(times(&app, receipt, ours).await, 1);
    }
    // The same key with other words is told, and what was written stays.
    let other = [ask[0], ask[1], ("text", "Och i dag?")];
    let told = send(&app, &seen, &other).await;
    assert!(told.status == 409 && told.text.contains("Och i dag?"), "{}", told.text);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_reached_some_goes_on_with_the_others_and_tells_what_happened_to_them() {
    let app = TestApp::start().await;
    let (first, one) = app.report("Golvet är halt.").await;
    let (second, two) = app.report("Halt vid entrén.").await;
    let seen = loaded(&app, &[&first, &second]).await;
    let ours = "Nu är det sandat.";
    let feedback = [("key", "k"), ("step", "feedback"), ("text", ours)];
    assert_eq!(send(&app, &seen[..2], &feedback).await.status, 303);
    asked_meanwhile(&app, &second).await;
    let told = send(&app, &seen, &feedback).await;
    assert_eq!(told.status, 409, "{}", told.text);
    assert!(told.text.contains("Några har redan fått"), "{}", told.text);
    assert!(told.text.contains("name=\"key\" value=\"k\""), "the others get it by the same key");
    assert!(!told.text.contains("Rapport nummer 1"), "its own writing is no news");
    assert_eq!(times(&app, &two, ours).await, 0);
    let sent = send(&app, &carried(&told.text), &feedback).await;
    assert_eq!(sent.status, 303, "{}", sent.text);
    for receipt in [&one, &two] {
        assert_eq!(times(&app, receipt, ours).await, 1);
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_written_to_twice_when_some_got_it_and_a_rule_says_no_for_the_others() {
    let app = TestApp::start().await;
    let (first, one) = app.report("Golvet är halt.").await;
    let (second, two) = app.report("Halt vid entrén.").await;
    let seen = loaded(&app, &[&first, &second]).await;
    let ours = "Är det halt nu?";
    let ask = [("key", "k"), ("step", "ask"), ("text", ours)];
    assert_eq!(send(&app, &seen[..2], &ask).await.status, 303);
    declined_meanwhile(&app, &second).await;
    let told = send(&app, &seen, &ask).await;
    assert_eq!(told.status, 409, "{}", told.text);
    // Neither ready words nor an empty field make it another sending.
    let told = carried_by("ask", &told.text);
    for fields in [[ask[0], ask[1], ("fill", "1")], [ask[0], ask[1], ("text", "")]] {
        let page = send(&app, &told, &fields).await;
        assert!(page.text.contains("name=\"key\" value=\"k\""), "{}", page.text);
    }
    let refused = send(&app, &told, &ask).await;
    assert_eq!(refused.status, 422, "{}", refused.text);
    for words in ["De andra har redan fått", "Rapport nummer 2 i listan", ours] {
        assert!(refused.text.contains(words), "{words} in {}", refused.text);
    }
    assert!(!refused.text.contains("Inget är skickat"), "{}", refused.text);
    assert!(refused.text.contains("name=\"key\" value=\"k\""), "sent again by the same key");
    let left = carried_by("ask", &refused.text);
    assert_eq!(left, seen[..2], "the form goes without the one that cannot be asked");
    assert_eq!(carried(&refused.text).len(), seen.len(), "the other forms have it still");
    let sent = send(&app, &left, &ask).await;
    assert_eq!(sent.status, 303, "{}", sent.text);
    assert_eq!(times(&app, &one, ours).await, 1);
    assert_eq!(times(&app, &two, ours).await, 0);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_a_rule_refused_for_some_goes_to_the_others_when_it_is_sent_again() {
    let app = TestApp::start().await;
    let (first, one) = app.report("Golvet är halt.").await;
    let (second, two) = app.report("Halt vid entrén.").await;
    let (third, three) = app.report("Halt på trappan.").await;
    declined_meanwhile(&app, &second).await;
    let seen = loaded(&app, &[&first, &second, &third]).await;
    let ours = "Är det halt nu?";
    let ask = [("key", "k"), ("step", "ask"), ("text", ours)];
    // The first of them got it before, so the last is the only one left.
    let got = app.report("Halt vid grinden.").await;
    let with_got = loaded(&app, &[&got.0, &second, &third]).await;
    assert_eq!(send(&app, &with_got[..2], &ask).await.status, 303);
    let partly = send(&app, &with_got, &ask).await;
    assert_eq!(partly.status, 422, "{}", partly.text);
    let told = "Några har redan fått det du skickade och får det inte igen. Skicka igen";
    assert!(partly.text.contains(told), "{}", partly.text);

    let refused = send(&app, &seen, &ask).await;
    assert_eq!(refused.status, 422, "{}", refused.text);
    for words in ["Inget är skickat än. Skicka igen", "Rapport nummer 2 i listan", ours] {
        assert!(refused.text.contains(words), "{words} in {}", refused.text);
    }
    assert!(refused.text.contains("3 rapporter är valda"), "the numbers that were told stay");
    let left = carried_by("ask", &refused.text);
    assert_eq!(left, [&seen[..2], &seen[4..]].concat());
    let sent = send(&app, &left, &ask).await;
    assert_eq!(sent.status, 303, "{}", sent.text);
    for (receipt, expected) in [(&one, 1), (&two, 0), (&three, 1), (&got.1, 1)] {
        assert_eq!(times(&app, receipt, ours).await, expected);
    }

    // Where none is left, nothing more is promised.
    let seen = loaded(&app, &[&second]).await;
    let refused = send(&app, &seen, &ask).await;
    assert!(refused.text.contains("Ingen av rapporterna kan få texten"), "{}", refused.text);
    assert_eq!(carried_by("ask", &refused.text), seen);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn all_chosen_reports_are_linked_or_none_and_each_that_cannot_be_is_named() {
    let app = TestApp::start().await;
    let (into, _) = app.incident("local_fix").await;
    let (elsewhere, _) = app.incident("local_fix").await;
    let (free, _) = app.report("Golvet är halt.").await;
    let (answered, _) = app.report("Halt vid entrén.").await;
    let (taken, _) = app.report("Halt på trappan.").await;
    let declined = json!({ "feedback": "Tack, det är sandat." });
    app.post(&format!("/api/v1/reports/{answered}/decline"), declined).await.ok();
    let link = json!({ "report_id": taken });
    app.post(&format!("/api/v1/incidents/{elsewhere}/link"), link).await.ok();

    let link = [("key", "k"), ("step", "link"), ("incident_id", into.as_str())];
    let seen = loaded(&app, &[&free, &answered, &taken]).await;
    let refused = send(&app, &seen, &link).await;
    assert_eq!(refused.status, 422, "{}", refused.text);
    for words in ["Ingen rapport är kopplad", "Rapport nummer 2", "Rapport nummer 3"] {
        assert!(refused.text.contains(words), "{words} in {}", refused.text);
    }
    assert!(!refused.text.contains("Rapport nummer 1"), "{}", refused.text);
    assert_eq!(carried_by("link", &refused.text), seen[..2], "only the one that can be linked");
    assert_eq!(status(&app, &free).await, "received");

    let (other, _) = app.report("Halt i hallen.").await;
    let seen = loaded(&app, &[&free, &other]).await;
    asked_meanwhile(&app, &other).await;
    let told = send(&app, &seen, &link).await;
    assert_eq!(told.status, 409, "{}", told.text);
    assert!(told.text.contains("Rapport nummer 2 i listan: En fråga ställdes"), "{}", told.text);
    assert!(told.text.contains(&format!("value=\"{into}\" selected")), "the choice stays");
    assert_eq!(status(&app, &free).await, "received");
    for _ in 0..2 {
        let linked = send(&app, &carried(&told.text), &link).await;
        assert_eq!(linked.status, 303, "{}", linked.text);
    }
    for id in [&free, &other] {
        assert_eq!(status(&app, id).await, "linked");
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_incident_is_not_opened_from_reports_that_others_changed_before_that_is_told() {
    let app = TestApp::start().await;
    let (first, _) = app.report("Dörren går inte i lås.").await;
    let (second, _) = app.report("Arkivet stod öppet.").await;
    let seen = loaded(&app, &[&first, &second]).await;
    asked_meanwhile(&app, &first).await;
    let open = [
        ("key", "k"),
        ("step", "open"),
        ("title", "Arkivdörren"),
        ("actual", "none"),
        ("potential", "moderate.possible"),
        ("category", "physical"),
    ];
    let told = send(&app, &seen, &open).await;
    assert_eq!(told.status, 409, "{}", told.text);
    assert!(told.text.contains("Rapport nummer 1 i listan: En fråga ställdes"), "{}", told.text);
    assert!(told.text.contains("value=\"Arkivdörren\""), "{}", told.text);
    for _ in 0..2 {
        let opened = send(&app, &carried(&told.text), &open).await;
        assert_eq!(opened.status, 303, "{}", opened.text);
    }
    let board = app.get("/api/v1/incidents").await.ok();
    assert_eq!(board.body["items"].as_array().unwrap().len(), 1, "sent twice, opened once");
    app.stop().await;
}
