//! What a coordinator does with reports through the pages, as a browser without scripts.

use reqwest::Method;
use serde_json::{Value, json};
use tillbud::answers::answers;
use tillbud_events::Role;
use tillbud_events::vocabulary::Lang;

use crate::support::app::{Answer, TestApp, read, shown};

/// A form of the page, sent by the coordinator.
async fn send(app: &TestApp, path: &str, fields: &[(&str, &str)]) -> Answer {
    send_as(app, &app.coordinator, path, fields).await
}

async fn send_as(app: &TestApp, token: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
    let encode = |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
    let pairs: Vec<_> =
        fields.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect();
    let request = app.request(Method::POST, path).bearer_auth(token);
    let form = "application/x-www-form-urlencoded";
    read(request.header("content-type", form).body(pairs.join("&"))).await
}

/// The version and a key that the page of a report has in its forms.
async fn loaded(app: &TestApp, page: &str) -> (String, String) {
    let html = app.get(page).await.ok().text;
    let field = |name: &str| shown(&html, &format!("name=\"{name}\" value=\""), "\"");
    (field("version"), field("key"))
}

async fn status(app: &TestApp, id: &str) -> Value {
    app.get(&format!("/api/v1/reports/{id}")).await.ok().body["status"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_is_asked_once_however_often_the_form_is_sent() {
    let app = TestApp::start().await;
    let (id, receipt) = app.report("Golvet är halt.").await;
    let page = format!("/desk/reports/{id}");
    let (version, key) = loaded(&app, &page).await;
    let form = [
        ("step", "ask"),
        ("key", key.as_str()),
        ("version", version.as_str()),
        ("text", "När på dagen är det halt?"),
    ];
    let work = format!("{page}/work?status=received");
    for _ in 0..2 {
        let sent = send(&app, &work, &form).await;
        assert_eq!(sent.status, 303, "{}", sent.text);
    }
    let seen = app.receipt(&receipt).await.ok();
    assert_eq!(seen.text.matches("När på dagen är det halt?").count(), 1);
    let other = [form[0], form[1], form[2], ("text", "Något annat?")];
    assert_eq!(send(&app, &work, &other).await.status, 409, "the same key with other words");
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_second_of_two_is_told_what_changed_and_keeps_their_words() {
    let app = TestApp::start().await;
    let (id, receipt) = app.report("Golvet är halt.").await;
    let page = format!("/desk/reports/{id}");
    let (version, key) = loaded(&app, &page).await;
    // Reading the original meanwhile disturbs nobody.
    app.post(&format!("/api/v1/reports/{id}/open"), json!({ "purpose": "triage" })).await.ok();
    let other = app.token(Role::Coordinator).await;
    let text = json!({ "text": "Hur ofta händer det?" });
    let path = format!("/api/v1/reports/{id}/question");
    read(app.request(Method::POST, &path).bearer_auth(other).json(&text)).await.ok();
    let work = format!("{page}/work");
    let words = "Vi har bytt golvvård.";
    let form = |version: &str, key: &str| {
        [("step", "feedback"), ("key", key), ("version", version), ("text", words)]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
    };
    let sent = form(&version, &key);
    let sent: Vec<_> = sent.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let told = send(&app, &work, &sent).await;
    assert_eq!(told.status, 409, "{}", told.text);
    assert!(told.text.contains("En fråga ställdes") && told.text.contains(words), "{}", told.text);
    let changes = shown(&told.text, "class=\"summary changed\"", "</div>");
    assert!(changes.contains("En fråga ställdes"), "{changes}");
    assert!(!changes.contains("läste rapportens egna ord"), "{changes}");
    assert!(!app.receipt(&receipt).await.text.contains(words));
    let field = |name: &str| shown(&told.text, &format!("name=\"{name}\" value=\""), "\"");
    let again = form(&field("version"), &field("key"));
    let again: Vec<_> = again.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(send(&app, &work, &again).await.status, 303);
    // What came after it is no news to a form that did its work.
    app.post(&path, json!({ "text": "Och när på dagen?" })).await.ok();
    assert_eq!(send(&app, &work, &again).await.status, 303);
    assert_eq!(app.receipt(&receipt).await.text.matches(words).count(), 1);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_that_happened_to_a_report_is_told_on_its_page_and_in_its_incident() {
    let app = TestApp::start().await;
    let (id, receipt) = app.report("Golvet är halt.").await;
    let page = format!("/desk/reports/{id}?lang=sv");
    let path = format!("/api/v1/reports/{id}");
    app.post(&format!("{path}/question"), json!({ "text": "När är det halt?" })).await.ok();
    app.wish(&receipt, "messages", json!({ "text": "På morgonen." })).await.ok();
    app.post(&format!("{path}/open"), json!({ "purpose": "analysis" })).await.ok();
    let told = [
        "En rapport kom in",
        "En fråga ställdes till den som rapporterade",
        "Ett svar kom in",
        "Någon läste rapportens egna ord",
        "för att förstå vad som bidrog",
    ];
    let history = async |page: &str| {
        let html = app.get(page).await.ok().text;
        shown(&html, "id=\"history\"", "</section>")
    };
    let of_report = history(&page).await;
    for words in told {
        assert!(of_report.contains(words), "{words} in {of_report}");
    }
    assert!(of_report.contains("den som rapporterade") && of_report.contains("samordnare"));
    assert!(!of_report.contains("När är det halt?"), "the dialogue tells what was said");

    // What was asked and answered before goes with the report into an incident, and out again.
    let body = json!({ "report_ids": [id], "title": "Halt golv" });
    let incident = app.post("/api/v1/incidents", body).await.created().text_of("incident_id");
    let of_incident = format!("/incidents/{incident}?lang=sv");
    let whole = history(&of_incident).await;
    for words in told.into_iter().chain(["Händelsen öppnades", "När är det halt?"]) {
        assert!(whole.contains(words), "{words} in {whole}");
    }
    assert!(!whole.contains("På morgonen."), "a reporter's words are opened");
    assert!(whole.contains(&format!("/desk/reports/{id}")));
    let unlink = json!({ "report_id": id });
    app.post(&format!("/api/v1/incidents/{incident}/unlink"), unlink).await.ok();
    let left = history(&of_incident).await;
    assert!(left.contains("En rapport kopplades bort") && !left.contains("Ett svar kom in"));
    let of_report = history(&page).await;
    assert!(of_report.contains("En rapport kopplades bort"), "{of_report}");
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn blaming_words_come_back_with_suggestions_and_may_stay_for_a_reason() {
    let app = TestApp::start().await;
    let (id, _) = app.report("Golvet är halt.").await;
    let work = format!("/desk/reports/{id}/work");
    let mut form =
        vec![("step", "decline"), ("key", "k1"), ("text", "Vikarien glömde att torka golvet.")];
    let gated = send(&app, &work, &form).await;
    assert_eq!(gated.status, 422);
    assert!(gated.text.contains("”glömde” kan peka ut") && gated.text.contains("Vikarien glömde"));
    assert!(gated.text.contains("name=\"kept_wording\""), "{}", gated.text);
    form.push(("kept_wording", "Ett citat ur rutinen."));
    assert_eq!(send(&app, &work, &form).await.status, 303);
    assert_eq!(status(&app, &id).await, json!("declined"));
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_template_fills_the_text_in_the_language_of_the_reporter() {
    let app = TestApp::start().await;
    let body = json!({ "narrative": "The floor is slippery.", "lang": "en" });
    let sent = read(app.request(Method::POST, "/api/v1/reports").json(&body)).await.created();
    let work = format!("/desk/reports/{}/work", sent.text_of("report_id"));
    let form = [("step", "feedback"), ("key", "k"), ("template", "changed"), ("fill", "1")];
    let filled = send(&app, &work, &form).await.ok();
    assert!(filled.text.contains("\nThank you for your report. It has led us"), "{}", filled.text);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ready_answer_with_a_gap_is_sent_to_nobody() {
    let app = TestApp::start().await;
    let (id, _) = app.report("Golvet i entrén är halt.").await;
    let ready = answers("feedback").find(|answer| answer.code == "changed").unwrap();
    let ready = ready.text(Lang::Sv);
    let told = [("step", "feedback"), ("key", "gap"), ("text", ready)];
    let refused = send(&app, &format!("/desk/reports/{id}/work"), &told).await;
    assert!(refused.status == 422 && refused.text.contains("en lucka (…)"), "{}", refused.text);
    let (other, _) = app.report("Halt vid entrén.").await;
    let both = [("report", id.as_str()), ("report", other.as_str())];
    let refused = send(&app, "/desk/bulk", &[told.as_slice(), &both].concat()).await;
    assert!(refused.status == 422 && refused.text.contains("en lucka (…)"), "{}", refused.text);
    let feedback = format!("/api/v1/reports/{id}/feedback");
    app.post(&feedback, json!({ "text": ready })).await.refused(422);
    let filled = ready.replace('…', "en matta ligger där nu.");
    app.post(&feedback, json!({ "text": filled })).await.ok();
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn telling_that_work_goes_on_leaves_the_feedback_owed() {
    let app = TestApp::start().await;
    let (id, _) = app.report("Golvet i entrén är halt.").await;
    let work = format!("/desk/reports/{id}/work");
    for code in ["working", "together"] {
        let ready = answers("ask").find(|answer| answer.code == code).unwrap().text(Lang::Sv);
        let fill = [("step", "ask"), ("key", code), ("template", code), ("fill", "1")];
        let filled = send(&app, &work, &fill).await.ok();
        assert!(filled.text.contains(&format!("\n{ready}</textarea>")), "{}", filled.text);
        let told = [("step", "ask"), ("key", code), ("text", ready)];
        assert_eq!(send(&app, &work, &told).await.status, 303);
    }
    let row = app.get(&format!("/api/v1/reports/{id}")).await.ok();
    assert_eq!(row.body["feedback_owed"], true);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_incident_is_opened_judged_and_the_link_undone_again() {
    let app = TestApp::start().await;
    let (id, _) = app.report("Fel mottagare.").await;
    let work = format!("/desk/reports/{id}/work");
    let mut form = vec![("step", "open"), ("key", "k"), ("title", ""), ("assets-0-k", "4")];
    let refused = send(&app, &work, &form).await;
    assert_eq!(refused.status, 422);
    for words in ["Fältet är tomt", "Välj vad följden blev", "Välj ett område", "säkerhetsskydd"]
    {
        assert!(refused.text.contains(words), "{words} in {}", refused.text);
    }
    form = vec![
        ("step", "open"),
        ("key", "k"),
        ("title", "Två mottagare med samma namn"),
        ("actual", "minor"),
        ("potential", "major.unlikely"),
        ("category", "misdirected"),
        ("unit", "Norr"),
        ("assets-0-asset", "Journal"),
        ("assets-0-k", "3"),
        ("assets-0-r", "2"),
        ("assets-0-t", "1"),
        ("assess", "gdpr"),
        ("assess", "nis2"),
    ];
    for _ in 0..2 {
        let opened = send(&app, &work, &form).await;
        assert_eq!(opened.status, 303, "{}", opened.text);
    }
    let board = app.get("/api/v1/incidents").await.ok();
    assert_eq!(board.body["items"].as_array().unwrap().len(), 1, "sent twice, opened once");
    let incident = &board.body["items"][0];
    assert_eq!(
        (&incident["actual"], &incident["potential"]),
        (&json!("minor"), &json!("moderate"))
    );
    let incident_id = incident["incident_id"].as_str().unwrap();
    let whole = app.get(&format!("/api/v1/incidents/{incident_id}")).await.ok();
    assert_eq!(whole.body["risk"], json!(["major", "unlikely"]));
    let page = app.get(&format!("/incidents/{incident_id}")).await.ok().text;
    assert!(page.contains("Värsta rimliga följd") && page.contains("Inte troligt"));
    assert_eq!(whole.body["assets"][0]["k"], json!(3));
    let unlink = [("step", "unlink"), ("key", "k2"), ("incident_id", incident_id)];
    assert_eq!(send(&app, &work, &unlink).await.status, 303);
    assert_eq!(status(&app, &id).await, json!("acknowledged"));
    let link = [("step", "link"), ("key", "k3"), ("incident_id", incident_id)];
    assert_eq!(send(&app, &work, &link).await.status, 303);
    assert_eq!(status(&app, &id).await, json!("linked"));
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_incident_opened_by_mistake_ends_when_that_is_undone() {
    let app = TestApp::start().await;
    let ((id, _), (other, _)) = (app.report("Fel knapp.").await, app.report("Samma sak.").await);
    let open = async |report: &str, key: &str| {
        let work = format!("/desk/reports/{report}/work");
        let form = [("step", "open"), ("key", key), ("title", "Fel knapp"), ("later", "1")];
        let opened = send(&app, &work, &form).await;
        assert_eq!(opened.status, 303, "{}", opened.text);
        let row = app.get(&format!("/api/v1/reports/{report}")).await.ok();
        let told = format!("/desk/reports/{report}?told=open");
        (row.body["incident_id"].as_str().unwrap().to_owned(), app.get(&told).await.ok().text)
    };
    let (incident_id, page) = open(&id, "k").await;
    let outcome = shown(&page, "name=\"outcome\" value=\"", "\"");
    assert!(outcome.starts_with("Öppnad av misstag"), "{outcome}");
    assert_eq!(shown(&page, "class=\"undo\"", "</form>").matches("take_back").count(), 1);
    let take_back = async |report: &str, incident: &str, key: &str| {
        let work = format!("/desk/reports/{report}/work");
        let fields = [
            ("step", "take_back"),
            ("key", key),
            ("incident_id", incident),
            ("outcome", outcome.as_str()),
        ];
        send(&app, &work, &fields).await
    };
    for _ in 0..2 {
        let undone = take_back(&id, &incident_id, "k2").await;
        assert_eq!(undone.status, 303, "{}", undone.text);
        assert!(undone.location.unwrap().contains("told=take_back"));
    }
    assert_eq!(status(&app, &id).await, json!("acknowledged"));
    let incident = app.get(&format!("/api/v1/incidents/{incident_id}")).await.ok();
    assert_eq!(
        (&incident.body["stage"], &incident.body["outcome"]),
        (&json!("closed"), &json!(outcome))
    );

    // What others have begun to work on goes on.
    let (incident_id, _) = open(&id, "k3").await;
    let link = json!({ "report_id": other });
    app.post(&format!("/api/v1/incidents/{incident_id}/link"), link).await.ok();
    let undone = take_back(&id, &incident_id, "k4").await;
    assert!(undone.location.unwrap().contains(&format!("told=unlink&of={incident_id}")));
    let incident = app.get(&format!("/api/v1/incidents/{incident_id}")).await.ok();
    assert_eq!(incident.body["stage"], json!("opened"));
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_incident_that_nothing_is_part_of_any_more_is_closed_with_a_line() {
    let app = TestApp::start().await;
    let (id, _) = app.report("Hör hemma någon annanstans.").await;
    let opening = json!({ "title": "Öppnad för tidigt", "report_ids": [id] });
    let opened = app.post("/api/v1/incidents", opening).await.created();
    let path = format!("/api/v1/incidents/{}", opened.body["incident_id"].as_str().unwrap());
    let outcome = json!({ "outcome": "Den hör till en annan händelse." });
    let early = app.post(&format!("{path}/close"), outcome.clone()).await;
    assert_eq!(early.status, 422, "{}", early.text);
    app.post(&format!("{path}/unlink"), json!({ "report_id": id })).await.ok();
    let page = app.get(&path.replace("/api/v1", "")).await.ok().text;
    assert!(page.contains("Ingen rapport eller åtgärd hör till händelsen"), "{page}");
    assert!(!page.contains("Ett arbetssätt är valt"), "nothing is asked that is not needed");
    app.post(&format!("{path}/close"), outcome).await.ok();
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_judgement_is_not_written_over_without_telling() {
    let app = TestApp::start().await;
    let (id, _) = app.incident("local_fix").await;
    let page = format!("/desk/incidents/{id}/triage");
    let (version, key) = loaded(&app, &page).await;
    let other = json!({ "actual": "major", "potential": "major", "category": "access" });
    app.post(&format!("/api/v1/incidents/{id}/triage"), other.clone()).await.ok();
    let mut form = vec![
        ("key", key.as_str()),
        ("version", version.as_str()),
        ("actual", "none"),
        ("potential", "minor.likely"),
        ("category", "outage"),
    ];
    let told = send(&app, &page, &form).await;
    assert_eq!(told.status, 409);
    assert!(told.text.contains("Händelsen bedömdes"), "{}", told.text);
    assert!(told.text.contains("value=\"outage\" selected"), "what was chosen stays");
    let version = shown(&told.text, "name=\"version\" value=\"", "\"");
    form[1] = ("version", &version);
    assert_eq!(send(&app, &page, &form).await.status, 303);
    let judged = async || app.get(&format!("/api/v1/incidents/{id}")).await.ok().body;
    assert_eq!(judged().await["potential"], json!("moderate"));
    // What came after it is no news to a form that did its work, nor written over by it.
    app.post(&format!("/api/v1/incidents/{id}/triage"), other).await.ok();
    assert_eq!(send(&app, &page, &form).await.status, 303);
    assert_eq!(judged().await["potential"], json!("major"));
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn several_reports_become_one_incident() {
    let app = TestApp::start().await;
    let (first, _) = app.report("Dörren går inte i lås.").await;
    let (second, _) = app.report("Arkivet stod öppet.").await;
    let page = app.get(&format!("/desk/bulk?report={first}&report={second}")).await.ok();
    assert!(page.text.contains("2 rapporter är valda"), "{}", page.text);
    assert!(!page.text.contains("går inte i lås"), "no reporter's words");
    let mut form = vec![
        ("step", "open"),
        ("key", "k"),
        ("report", first.as_str()),
        ("report", second.as_str()),
        ("title", "Arkivdörren"),
        ("actual", "none"),
        ("potential", "moderate.possible"),
    ];
    let refused = send(&app, "/desk/bulk", &form).await;
    assert_eq!(refused.status, 422);
    assert!(refused.text.contains("Välj ett område") && refused.text.contains("Arkivdörren"));
    form.push(("category", "physical"));
    let opened = send(&app, "/desk/bulk", &form).await;
    assert_eq!(opened.status, 303, "{}", opened.text);
    for id in [&first, &second] {
        assert_eq!(status(&app, id).await, json!("linked"));
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_resembles_a_report_is_shown_without_its_words() {
    let app = TestApp::start().await;
    let (first, _) = app.report("Dörren till arkivet går inte i lås, jag kunde gå rakt in.").await;
    let (second, _) =
        app.report("Arkivdörren stod olåst, dörren till arkivet går inte i lås.").await;
    app.report("Maten var kall.").await;
    let body = json!({ "report_ids": [first], "title": "Dörren till arkivet går inte i lås" });
    let opened = app.post("/api/v1/incidents", body).await.created();
    let incident_id = opened.text_of("incident_id");
    let similar = app.get(&format!("/desk/reports/{second}/similar")).await.ok();
    assert!(similar.text.contains(&format!("/desk/reports/{first}")), "{}", similar.text);
    assert!(similar.text.contains(&incident_id) && similar.text.contains("Koppla hit"));
    assert!(!similar.text.contains("rakt in") && !similar.text.contains("stod olåst"));
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn today_leads_to_what_waits() {
    let app = TestApp::start().await;
    let empty = app.get("/today").await.ok();
    assert!(empty.text.contains("Inget väntar på beslut"));
    let (id, receipt) = app.report("Golvet är halt.").await;
    let new = app.get("/today").await.ok();
    assert!(
        new.text.contains("Nya rapporter") && new.text.contains(&format!("/desk/reports/{id}"))
    );
    assert!(!new.text.contains("halt"));
    app.post(&format!("/api/v1/reports/{id}/question"), json!({ "text": "När?" })).await.ok();
    assert!(app.get("/today").await.ok().text.contains("Inget väntar"));
    app.wish(&receipt, "messages", json!({ "text": "i går" })).await.ok();
    let reply = app.get("/today").await.ok();
    assert!(reply.text.contains("Svar att läsa") && !reply.text.contains("i går"));
    app.stop().await;
}
