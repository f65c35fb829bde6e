//! What was decided by mistake at triage is taken back by a new event, and nothing is lost.

use serde_json::json;

use crate::support::app::{Answer, TestApp, shown};

/// Sends a form of the desk beside one report.
async fn step(app: &TestApp, report: &str, step: &str, fields: &[(&str, &str)]) -> Answer {
    let address = format!("/desk/reports/{report}");
    let page = app.get(&address).await.ok();
    let version = shown(&page.text, "name=\"version\" value=\"", "\"");
    let key = format!("{step}-{version}");
    let carried = [("key", key.as_str()), ("version", version.as_str()), ("step", step)];
    let fields: Vec<_> = carried.into_iter().chain(fields.iter().copied()).collect();
    app.form_as(&app.coordinator, &format!("{address}/work"), &fields).await
}

/// The page that a form led to.
async fn after(app: &TestApp, answer: &Answer) -> Answer {
    assert_eq!(answer.status, 303, "{}", answer.text);
    app.get(answer.location.as_deref().unwrap()).await.ok()
}

/// The fields of the form that takes back what was carried out just before.
fn undo(page: &Answer) -> Vec<(String, String)> {
    let form = shown(&page.text, "class=\"undo\"", "</form>");
    let field = |part: &str| {
        let (name, rest) = part.split_once("\" value=\"")?;
        Some((name.to_owned(), rest.split_once('"')?.0.to_owned()))
    };
    form.split("name=\"").skip(1).filter_map(field).collect()
}

async fn press_undo(app: &TestApp, report: &str, page: &Answer) -> Answer {
    let fields = undo(page);
    let fields: Vec<_> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    app.form_as(&app.coordinator, &format!("/desk/reports/{report}/work"), &fields).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_declined_by_mistake_is_taken_up_again_and_its_reporter_is_told() {
    let app = TestApp::start().await;
    for (step_name, fields) in [
        ("decline", vec![("text", "Tack, det är redan åtgärdat.")]),
        ("reroute", vec![("text", "Vänd dig till HR."), ("to", "hr")]),
    ] {
        let (id, receipt) = app.report("Dörren går inte i lås.").await;
        let sent = step(&app, &id, step_name, &fields).await;
        let page = after(&app, &sent).await;
        assert!(page.text.contains("Ångra"), "{}", page.text);
        let ended = app.receipt(&receipt).await.ok();
        assert!(["declined", "rerouted"].contains(&ended.text_of("status").as_str()));

        // One press leads to the form, with ready words that the reporter will read.
        let asked = press_undo(&app, &id, &page).await.ok();
        let words = shown(
            &asked.text,
            "id=\"take_up-text\" name=\"text\" rows=\"5\" autofocus>\n",
            "</textarea>",
        );
        assert!(words.starts_with("Vi avslutade din rapport för tidigt."), "{words}");
        let blamed = step(&app, &id, "take_up", &[("text", "Samordnaren slarvade.")]).await;
        assert_eq!(blamed.status, 422, "words are settled before a reporter reads them");
        let sent = step(&app, &id, "take_up", &[("text", &words)]).await;
        let page = after(&app, &sent).await;
        assert!(page.text.contains("Rapporten är upptagen igen."), "{}", page.text);
        assert!(!page.text.contains("class=\"undo\""));
        assert!(page.text.contains("name=\"step\" value=\"decline\""), "it stands in the queue");

        // The reporter reads it in plain words, and waits for feedback again.
        let told = app.receipt(&receipt).await.ok();
        assert_eq!(told.text_of("status"), "acknowledged");
        assert!(told.text.contains("Vi avslutade din rapport för tidigt."));
        let html = app.form("/receipt", &[("code", receipt.as_str())]).await.ok();
        assert!(html.text.contains("Din rapport är upptagen igen"), "{}", html.text);
        let row = app.get(&format!("/api/v1/reports/{id}")).await.ok();
        assert_eq!(row.body["feedback_owed"], true);
        assert_eq!(row.body["rerouted_to"], json!(null));
        let again = json!({ "reason": "Igen" });
        app.post(&format!("/api/v1/reports/{id}/take-up"), again).await.refused(422);

        // It counts when an incident is to be closed.
        let body = json!({ "report_ids": [id], "title": "Låset" });
        let incident = app.post("/api/v1/incidents", body).await.created().text_of("incident_id");
        let close = json!({ "outcome": "Klart" });
        let close = app.post(&format!("/api/v1/incidents/{incident}/close"), close).await;
        assert!(close.refused(422).text.contains("feedback"));
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_and_its_undoing_are_one_press_each() {
    let app = TestApp::start().await;
    let (incident, _) = app.incident("local_fix").await;
    let (id, _) = app.report("Samma lista igen.").await;
    let linked = step(&app, &id, "link", &[("incident_id", &incident)]).await;
    let page = after(&app, &linked).await;
    let undone = press_undo(&app, &id, &page).await;
    let page = after(&app, &undone).await;
    assert!(page.text.contains("Rapporten är bortkopplad"), "{}", page.text);
    let row = app.get(&format!("/api/v1/reports/{id}")).await.ok();
    assert_eq!(row.body["incident_id"], json!(null));
    let again = press_undo(&app, &id, &page).await;
    after(&app, &again).await;
    let row = app.get(&format!("/api/v1/reports/{id}")).await.ok();
    assert_eq!(row.text_of("incident_id"), incident);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_abandoned_action_goes_on_and_no_incident_closes_past_it() {
    let app = TestApp::start().await;
    let (id, report_id) = app.incident("local_fix").await;
    let feedback = json!({ "text": "Tack, vi ändrar listan." });
    app.post(&format!("/api/v1/reports/{report_id}/feedback"), feedback).await.ok();
    let action = json!({ "text": "Visa enhet", "strength": "stronger" });
    let action = app.post(&format!("/api/v1/incidents/{id}/actions"), action).await.created();
    let action = format!("/api/v1/actions/{}", action.text_of("action_id"));
    let decided = json!({ "owner": "IT-chef", "due": "2027-01-31" });
    app.post(&format!("{action}/decide"), decided).await.ok();
    let again = || json!({ "reason": "Leverantören svarade" });
    app.post(&format!("{action}/take-up"), again()).await.refused(422);
    let risk = json!({ "residual_risk": "Liten" });
    app.post(&format!("{action}/abandon"), risk.clone()).await.ok();

    // The form of its page.
    let page = action.replace("/api/v1", "");
    let shown_page = app.get(&page).await.ok();
    let version = shown(&shown_page.text, "name=\"version\" value=\"", "\"");
    let carried = [("key", "k"), ("version", version.as_str()), ("wish", "take_up")];
    let work = format!("{page}/work");
    let silent = app.form_as(&app.coordinator, &work, &carried).await;
    assert_eq!(silent.status, 422, "a reason is asked for");
    let reason = [carried.as_slice(), &[("take_up_reason", "Leverantören svarade")]].concat();
    assert_eq!(app.form_as(&app.coordinator, &work, &reason).await.status, 303);
    let row = app.get(&action).await.ok();
    assert_eq!((row.text_of("state"), row.text_of("owner")), ("decided".into(), "IT-chef".into()));
    let close = || json!({ "outcome": "Klart" });
    let close_at = format!("/api/v1/incidents/{id}/close");
    let refused = app.post(&close_at, close()).await.refused(422);
    assert_eq!(refused.body["gates"][0]["gate"], "action", "{}", refused.text);
    let history = app.get(&format!("/incidents/{id}")).await.ok();
    assert!(history.text.contains("En åtgärd togs upp igen"), "{}", history.text);

    // Once the incident is closed, it has to be opened again first.
    app.post(&format!("{action}/abandon"), risk).await.ok();
    app.post(&close_at, close()).await.ok();
    app.post(&format!("{action}/take-up"), again()).await.refused(422);
    let reopen = json!({ "reason": "Mer att göra" });
    app.post(&format!("/api/v1/incidents/{id}/reopen"), reopen).await.ok();
    app.post(&format!("{action}/take-up"), again()).await.ok();
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn all_who_told_of_the_same_are_written_to_at_once_or_nobody() {
    let app = TestApp::start().await;
    let (first, one) = app.report("Golvet är halt.").await;
    let (second, two) = app.report("Halt vid entrén.").await;
    let reports = [("report", first.as_str()), ("report", second.as_str())];
    let send = async |fields: &[(&str, &str)]| {
        let fields: Vec<_> = fields.iter().chain(&reports).copied().collect();
        app.form_as(&app.coordinator, "/desk/bulk", &fields).await
    };
    let filled = [("key", "a"), ("step", "ask"), ("template", "easier"), ("fill", "1")];
    let filled = send(&filled).await.ok();
    assert!(filled.text.contains("Vad skulle göra det lättare nästa gång?</textarea>"));
    let blamed = [("key", "a"), ("step", "feedback"), ("text", "Vaktmästaren slarvade.")];
    let blamed = send(&blamed).await;
    assert_eq!(blamed.status, 422);
    assert!(blamed.text.contains("id=\"feedback-text-problem\""), "{}", blamed.text);
    assert!(blamed.text.contains("name=\"kept_wording\""));

    let asked = [("key", "b"), ("step", "ask"), ("text", "Är det halt nu?")];
    for _ in 0..2 {
        let sent = send(&asked).await;
        let page = after(&app, &sent).await;
        assert!(page.text.contains("Frågan är skickad till 2"), "{}", page.text);
    }
    for receipt in [&one, &two] {
        let told = app.receipt(receipt).await.ok();
        assert_eq!(told.text.matches("Är det halt nu?").count(), 1, "{}", told.text);
    }
    // One cannot be asked any more: then nobody is.
    let declined = json!({ "feedback": "Tack, det är sandat." });
    app.post(&format!("/api/v1/reports/{second}/decline"), declined).await.ok();
    let refused = [("key", "c"), ("step", "ask"), ("text", "Och i dag?")];
    let refused = send(&refused).await;
    assert_eq!(refused.status, 422);
    assert!(refused.text.contains("Rapport nummer 2"), "{}", refused.text);
    assert!(!app.receipt(&one).await.ok().text.contains("Och i dag?"));
    let told = [("key", "d"), ("step", "feedback"), ("text", "Nu är det sandat.")];
    after(&app, &send(&told).await).await;
    for receipt in [&one, &two] {
        assert!(app.receipt(receipt).await.ok().text.contains("Nu är det sandat."));
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_are_read_answered_and_passed_on_at_once() {
    let app = TestApp::start().await;
    let mut all = Vec::new();
    for words in ["Lönen är fel.", "Också fel lön.", "Fel på lönen."] {
        all.push(app.report(words).await);
    }
    let send = async |fields: &[(&str, &str)], reports: &[(String, String)]| {
        let reports = reports.iter().map(|(id, _)| ("report", id.as_str()));
        let fields: Vec<_> = fields.iter().copied().chain(reports).collect();
        app.form_as(&app.coordinator, "/desk/bulk", &fields).await
    };
    let status = async |id: &str| {
        let row = app.get(&format!("/api/v1/reports/{id}")).await.ok();
        row.body["status"].as_str().unwrap().to_owned()
    };
    // One is read already; the others follow.
    let first = &all[0].0;
    app.post(&format!("/api/v1/reports/{first}/acknowledge"), json!({})).await.ok();
    for _ in 0..2 {
        let sent = send(&[("key", "a"), ("step", "acknowledge")], &all).await;
        let page = after(&app, &sent).await;
        assert!(page.text.contains("3 rapporter är markerade som lästa"), "{}", page.text);
    }
    for (id, _) in &all {
        assert_eq!(status(id).await, "acknowledged");
    }
    let words = [("step", "reroute"), ("to", "hr"), ("text", "Vänd er till lönekontoret.")];
    let unknown = [("key", "b"), ("step", "reroute"), ("to", "ingen"), ("text", "Vänd er dit.")];
    assert_eq!(send(&unknown, &all).await.status, 422);
    let rerouted = send(&[words.as_slice(), &[("key", "c")]].concat(), &all[..2]).await;
    let page = after(&app, &rerouted).await;
    assert!(page.text.contains("2 rapporter är hänvisade vidare"), "{}", page.text);
    let declined = [("key", "d"), ("step", "decline"), ("text", "Tack, det är rättat.")];
    let refused = send(&declined, &all).await;
    assert_eq!(refused.status, 422, "two are passed on already, so none is answered");
    assert_eq!(status(&all[2].0).await, "acknowledged");
    let page = after(&app, &send(&declined, &all[2..]).await).await;
    assert!(page.text.contains("Rapporten är besvarad"), "{}", page.text);
    for (number, (id, receipt)) in all.iter().enumerate() {
        let (stands, reads) = match number {
            0 | 1 => ("rerouted", "Vänd er till lönekontoret."),
            _ => ("declined", "Tack, det är rättat."),
        };
        assert_eq!(status(id).await, stands);
        assert_eq!(app.receipt(receipt).await.ok().text.matches(reads).count(), 1);
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn both_triage_forms_ask_for_personal_data_and_classes_and_refuse_level_4() {
    let app = TestApp::start().await;
    let (id, _) = app.incident("local_fix").await;
    let (report, _) = app.report("Listan visade fel namn.").await;
    let judged = [
        ("actual", "none"),
        ("potential", "major.possible"),
        ("category", "misdirected"),
        ("personal_data", "yes"),
        ("assets-0-asset", "Journalsystemet"),
        ("assets-0-k", "3"),
        ("assets-0-r", "2"),
        ("assets-0-t", "1"),
    ];
    let secret: Vec<_> = judged
        .into_iter()
        .map(|(name, value)| (name, if name == "assets-0-k" { "4" } else { value }))
        .collect();

    // Beside the report.
    let titled = |fields: &[(&'static str, &'static str)]| {
        let mut all = vec![("title", "Fel namn")];
        all.extend_from_slice(fields);
        all
    };
    let refused = step(&app, &report, "open", &titled(&secret)).await;
    assert_eq!(refused.status, 422);
    assert!(refused.text.contains("id=\"assets-0-k-problem\""), "{}", refused.text);
    let opened = step(&app, &report, "open", &titled(&judged)).await;
    after(&app, &opened).await;
    let row = app.get(&format!("/api/v1/reports/{report}")).await.ok();
    let opened = row.text_of("incident_id");

    // In the incident.
    let page = app.get(&format!("/incidents/{id}")).await.ok();
    for name in ["personal_data", "assets-0-k", "assets-0-asset"] {
        assert!(page.text.contains(&format!("name=\"{name}\"")), "{name}");
    }
    let version = shown(&page.text, "name=\"version\" value=\"", "\"");
    let carried = [("key", "k"), ("version", version.as_str()), ("wish", "triage")];
    let send = async |fields: &[(&str, &str)]| {
        let fields: Vec<_> = carried.iter().chain(fields).copied().collect();
        app.form_as(&app.coordinator, &format!("/incidents/{id}/work"), &fields).await
    };
    let refused = send(&secret).await;
    assert_eq!(refused.status, 422);
    assert!(refused.text.contains("href=\"#assets-0-k\""), "{}", refused.text);
    assert!(refused.text.contains("value=\"Journalsystemet\""));
    assert_eq!(send(&judged).await.status, 303);
    for id in [&id, &opened] {
        let row = app.get(&format!("/api/v1/incidents/{id}")).await.ok();
        assert_eq!(row.body["assets"][0]["k"], 3, "{}", row.text);
        let page = app.get(&format!("/incidents/{id}")).await.ok();
        assert!(
            page.text.contains("name=\"personal_data\" value=\"yes\" checked"),
            "{}",
            page.text
        );
        let law = app.get(&format!("/api/v1/incidents/{id}/notifications")).await.ok();
        assert!(law.text.contains("\"personal_data\":true"), "{}", law.text);
    }
    app.stop().await;
}
