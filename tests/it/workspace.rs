//! The workspace of an incident through its forms: every step, two writers, stepping aside.

use reqwest::Method;
use serde_json::json;
use tillbud_events::Role;
use tillbud_projections::PAGE_ROWS_MAX;

use crate::support::app::{Answer, TestApp, read, shown};
use crate::support::postgres;

/// What a page's forms carry: key and version.
async fn carried(app: &TestApp, path: &str) -> (String, String) {
    let page = app.get(path).await.ok();
    let key = shown(&page.text, "name=\"key\" value=\"", "\"");
    (key, shown(&page.text, "name=\"version\" value=\"", "\""))
}

/// Sends a form as the coordinator's browser would, with the version that its page shows.
async fn send(app: &TestApp, path: &str, wish: &str, fields: &[(&str, &str)]) -> Answer {
    let (key, version) = carried(app, path).await;
    send_as(app, &app.coordinator, path, (&key, &version), wish, fields).await
}

async fn send_as(
    app: &TestApp,
    token: &str,
    path: &str,
    (key, version): (&str, &str),
    wish: &str,
    fields: &[(&str, &str)],
) -> Answer {
    let carried = [("key", key), ("version", version), ("wish", wish)];
    let pairs: Vec<_> = carried
        .iter()
        .chain(fields)
        .map(|(name, value)| {
            let value: String = value.bytes().map(|byte| format!("%{byte:02X}")).collect();
            format!("{name}={value}")
        })
        .collect();
    let form = app.request(Method::POST, &format!("{path}/work")).bearer_auth(token);
    let form = form.header("content-type", "application/x-www-form-urlencoded");
    read(form.body(pairs.join("&"))).await
}

fn done(answer: Answer) {
    assert_eq!(answer.status, 303, "{}", answer.text);
}

fn refused(answer: &Answer, status: u16, words: &str) {
    assert_eq!(answer.status, status, "{}", answer.text);
    assert!(answer.text.contains(words), "{words} in {}", answer.text);
}

async fn version(app: &TestApp, id: &str) -> u64 {
    app.get(&format!("/api/v1/incidents/{id}")).await.ok().body["version"].as_u64().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_incident_is_worked_to_its_end_through_its_pages() {
    walk(None).await;
    if let Some(database) = postgres::database().await {
        walk(Some(database)).await;
    }
}

async fn walk(database: Option<String>) {
    let app = TestApp::start_in(tempfile::tempdir().unwrap(), database).await;
    let (report_id, _) = app.report("Jag skickade nästan listan till fel Berg.").await;
    let (second, _) = app.report("Samma lista igen.").await;
    let body = json!({ "report_ids": [report_id], "title": "Två med samma namn" });
    let id = app.post("/api/v1/incidents", body).await.created().text_of("incident_id");
    let incident = format!("/incidents/{id}");

    // Everything that closing needs is told before one tries, and when one tries.
    let page = app.get(&incident).await.ok();
    assert_eq!(page.text.matches("<li class=\"ahead\"").count(), 3, "{}", page.text);
    let early = send(&app, &incident, "close", &[("close_outcome", "Klart")]).await;
    refused(&early, 422, "Bedöm händelsen.");
    assert_eq!(shown(&early.text, "close_outcome-hint\">\n", "</textarea>"), "Klart");

    let triage = [("actual", "none"), ("potential", "major.possible"), ("category", "misdirected")];
    done(send(&app, &incident, "triage", &triage).await);
    done(send(&app, &incident, "response", &[("response", "full_analysis")]).await);
    let item = [("item_text", "Listan öppnades"), ("item_happened", "2026-11")];
    done(send(&app, &incident, "item", &item).await);
    let wrong = [("item_text", "Listan stängdes"), ("item_happened", "igår")];
    let wrong = send(&app, &incident, "item", &wrong).await;
    refused(&wrong, 422, "id=\"item_happened-problem\"");
    assert!(wrong.text.contains("Listan stängdes"));
    let factor = [
        ("factor_element", "tools_and_technology"),
        ("factor_direction", "hindered"),
        ("factor_text", "Namnen ser lika ut"),
    ];
    done(send(&app, &incident, "factor", &factor).await);
    done(send(&app, &incident, "answer_how_1", &[("answer_how_1", "Två lika namn")]).await);
    done(send(&app, &incident, "answer_how_2", &[("answer_how_2", "Listan visar namn")]).await);
    let page = app.get(&incident).await.ok();
    assert!(page.text.contains("Två lika namn") && page.text.contains("name=\"answer_how_3\""));

    // The gate of wording: hits with suggestions, and words kept with a reason.
    let blaming = ("analysis_summary", "Vikarien glömde att kontrollera.");
    let gated = send(&app, &incident, "analysis", &[blaming]).await;
    refused(&gated, 422, "Vad skulle ha påmint?");
    assert!(gated.text.contains("name=\"kept_wording\""));
    let kept = ("kept_wording", "Ordagrant ur protokollet");
    done(send(&app, &incident, "analysis", &[blaming, kept]).await);

    done(send(&app, &incident, "link", &[("link_report", &second)]).await);
    done(send(&app, &incident, "unlink", &[("report", &second)]).await);
    let assign = [("assign_role", "Registrator"), ("assign_handover", "Leverantören svarar")];
    done(send(&app, &incident, "assign", &assign).await);
    assert!(app.get(&incident).await.ok().text.contains("Arbetar vidare: Registrator"));

    // An action decided at once, followed on its own page.
    let factor_id =
        shown(&app.get(&incident).await.text, "name=\"action_addresses\" value=\"", "\"");
    let action = [
        ("action_text", "Visa enhet vid namnet"),
        ("action_strength", "stronger"),
        ("action_addresses", &factor_id),
        ("action_owner", "IT-chef"),
        ("action_due", "2027-01-31"),
    ];
    done(send(&app, &incident, "action", &action).await);
    let register = app.get("/actions").await.ok();
    let action = format!("/actions/{}", shown(&register.text, "<h2><a href=\"/actions/", "\""));
    assert!(app.get(&action).await.ok().text.contains("Namnen ser lika ut"));
    let moved = [("new_due", "2027-02-28"), ("reason", "Leveransen dröjer")];
    done(send(&app, &action, "reschedule", &moved).await);
    done(send(&app, &action, "implement", &[("evidence", "Version 4.2")]).await);
    assert!(app.get("/actions?view=verification").await.ok().text.contains(&action));
    let effect = [("effect", "improved"), ("assessment", "Inga fler på tre månader")];
    done(send(&app, &action, "assess", &effect).await);
    let own = send(&app, &action, "verify", &[("verifier", "it-CHEF")]).await;
    refused(&own, 422, "En annan funktion än den ansvariga bekräftar effekten.");
    done(send(&app, &action, "verify", &[("verifier", "Samordnare")]).await);
    assert!(app.get("/actions?view=ended&strength=stronger").await.ok().text.contains(&action));

    // What the checklist says is what the rule says.
    let page = app.get(&incident).await.ok();
    assert_eq!(page.text.matches("<li class=\"ahead\"").count(), 1, "{}", page.text);
    let close = json!({ "outcome": "Klart" });
    let gates = app.post(&format!("/api/v1/incidents/{id}/close"), close).await.refused(422);
    assert_eq!(gates.body["gates"].as_array().unwrap().len(), 1, "{}", gates.text);
    let feedback = json!({ "text": "Namnen visas nu med enhet." });
    app.post(&format!("/api/v1/reports/{report_id}/feedback"), feedback).await.ok();
    done(send(&app, &incident, "close", &[("close_outcome", "Namnen visas med enhet")]).await);
    let page = app.get(&incident).await.ok();
    assert!(
        page.text.contains("Namnen visas med enhet") && !page.text.contains("name=\"item_text")
    );
    done(send(&app, &incident, "reopen", &[("reopen_reason", "Det hände igen")]).await);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_second_saver_is_told_what_changed_and_keeps_the_words() {
    let app = TestApp::start().await;
    let (id, _) = app.incident("full_analysis").await;
    let incident = format!("/incidents/{id}");
    let other = app.token(Role::Coordinator).await;
    let (key, version) = carried(&app, &incident).await;
    let first = [("item_text", "Dörren stod öppen"), ("item_happened", "2026-11-12")];
    done(send_as(&app, &other, &incident, ("other", &version), "item", &first).await);

    let mine = [("item_text", "Larmet var avstängt"), ("item_happened", "2026-11-11")];
    let stale = send_as(&app, &app.coordinator, &incident, (&key, &version), "item", &mine).await;
    refused(&stale, 412, "Det har ändrats sedan du öppnade sidan");
    let told = shown(&stale.text, "<div class=\"summary\"", "</div>");
    assert!(told.contains("Förloppet fylldes på") && told.contains("Dörren stod öppen"), "{told}");
    assert!(!told.contains("Händelsen öppnades"), "only what is new: {told}");
    assert!(stale.text.contains("Larmet var avstängt") && stale.text.contains("2026-11-11"));

    // The page that told it carries the version that it shows; now it can be saved.
    let key = shown(&stale.text, "name=\"key\" value=\"", "\"");
    let version = shown(&stale.text, "name=\"version\" value=\"", "\"");
    done(send_as(&app, &app.coordinator, &incident, (&key, &version), "item", &mine).await);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_is_sent_twice_is_carried_out_once() {
    let app = TestApp::start().await;
    let (id, _) = app.incident("full_analysis").await;
    let incident = format!("/incidents/{id}");
    let (key, seen) = carried(&app, &incident).await;
    let item = [("item_text", "Dörren stod öppen")];
    for _ in 0..2 {
        let carried = (key.as_str(), seen.as_str());
        done(send_as(&app, &app.coordinator, &incident, carried, "item", &item).await);
    }
    assert_eq!(
        version(&app, &id).await.to_string(),
        (seen.parse::<u64>().unwrap() + 1).to_string()
    );
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_incident_is_merged_and_stands_on_its_own_again() {
    let app = TestApp::start().await;
    let (part, _) = app.incident("local_fix").await;
    let (whole, _) = app.incident("local_fix").await;
    let page = format!("/incidents/{part}");
    done(send(&app, &page, "merge", &[("merge_into", &whole)]).await);
    let merged = app.get(&page).await.ok();
    assert!(merged.text.contains("id=\"form-unmerge\"") && !merged.text.contains("form-item"));
    assert!(app.get(&format!("/incidents/{whole}")).await.ok().text.contains(&page));
    done(send(&app, &page, "unmerge", &[]).await);
    assert!(app.get(&page).await.ok().text.contains("form-item"));
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_steps_aside_gets_nothing_of_the_incident_any_more() {
    let app = TestApp::start().await;
    let (id, report_id) = app.incident("local_fix").await;
    let proposed = json!({ "text": "Visa enhet", "strength": "stronger" });
    let proposed = app.post(&format!("/api/v1/incidents/{id}/actions"), proposed).await.created();
    let action_id = proposed.text_of("action_id");
    let incident = format!("/incidents/{id}");
    let other = app.token(Role::Coordinator).await;
    let unsure = send(&app, &incident, "recuse", &[("recuse_reason", "Min enhet")]).await;
    refused(&unsure, 422, "id=\"recuse_sure-problem\"");
    let sure = [("recuse_sure", "yes"), ("recuse_reason", "Min enhet")];
    done(send(&app, &incident, "recuse", &sure).await);

    let named = [
        incident.clone(),
        format!("/api/v1/incidents/{id}"),
        format!("/api/v1/incidents/{id}/timeline"),
        format!("/actions/{action_id}"),
        format!("/api/v1/actions/{action_id}"),
        format!("/desk/reports/{report_id}"),
        format!("/api/v1/reports/{report_id}"),
    ];
    for path in &named {
        assert_eq!(app.get(path).await.status, 403, "{path}");
        let seen = read(app.request(Method::GET, path).bearer_auth(&other)).await;
        assert_eq!(seen.status, 200, "{path}");
    }
    let close = json!({ "outcome": "Klart" });
    app.post(&format!("/api/v1/incidents/{id}/close"), close).await.refused(403);
    for list in ["/desk/incidents", "/api/v1/incidents", "/actions", "/api/v1/actions"] {
        let (mine, theirs) = (app.get(list).await.ok(), app.request(Method::GET, list));
        let theirs = read(theirs.bearer_auth(&other)).await.ok();
        for id in [&id, &action_id] {
            assert!(!mine.text.contains(id.as_str()), "{list}");
        }
        assert!(theirs.text.contains(&id) || theirs.text.contains(&action_id), "{list}");
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_analyst_sees_an_incident_without_a_form_and_an_owner_an_action_without_its_incident() {
    let app = TestApp::start().await;
    let (id, _) = app.incident("local_fix").await;
    let proposed = json!({ "text": "Visa enhet", "strength": "stronger" });
    let proposed = app.post(&format!("/api/v1/incidents/{id}/actions"), proposed).await.created();
    let action = format!("/actions/{}", proposed.text_of("action_id"));
    let decided = json!({ "owner": "IT-drift", "due": "2026-06-30" });
    app.post(&format!("/api/v1{action}/decide"), decided).await.ok();
    let analyst = app.token(Role::Analyst).await;
    let seen = app.request(Method::GET, &format!("/incidents/{id}")).bearer_auth(analyst);
    assert!(!read(seen).await.ok().text.contains("name=\"wish\""));
    let owner = app.token(Role::ActionOwner).await;
    let foreign = read(app.request(Method::GET, &action).bearer_auth(&owner)).await;
    assert_eq!(foreign.status, 404);
    app.sees_to(&owner, "IT-drift").await;
    let seen = read(app.request(Method::GET, &action).bearer_auth(owner)).await.ok();
    assert!(!seen.text.contains(&id));
    // What they may send, and nothing else.
    let wishes: Vec<_> = seen.text.split("name=\"wish\" value=\"").skip(1).collect();
    let wishes: Vec<_> = wishes.iter().map(|rest| rest.split('"').next().unwrap()).collect();
    assert_eq!(wishes, ["implement", "reschedule", "attach"], "{}", seen.text);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_history_is_read_page_by_page_and_never_loses_what_is_new() {
    let app = TestApp::start().await;
    let (id, _) = app.incident("local_fix").await;
    let (page, api) = (format!("/incidents/{id}?lang=sv"), format!("/api/v1/incidents/{id}"));
    let rows = app.get(&format!("{api}/timeline?limit=200")).await.ok();
    let begun = rows.body["items"].as_array().unwrap().len();
    let most = usize::try_from(PAGE_ROWS_MAX).unwrap();
    let (cut, earlier) = ("Allt får inte plats på en sida.", "Visa det som hände tidigare");
    for number in begun..=most {
        if number == most {
            let whole = app.get(&page).await.ok().text;
            assert!(whole.contains("En rapport kom in") && !whole.contains(cut), "{whole}");
        }
        let item = json!({ "text": format!("Punkt nummer {number}.") });
        app.post(&format!("{api}/timeline-items"), item).await.created();
    }
    let html = app.get(&page).await.ok().text;
    assert!(html.contains(cut) && html.contains(earlier), "{html}");
    assert!(!html.contains("En rapport kom in"), "the oldest row is on the page before");
    let (first, newest) = (format!("Punkt nummer {begun}."), format!("Punkt nummer {most}."));
    let course = shown(&html, "<ol class=\"timeline\">", "</ol>");
    assert!(course.contains(&first) && course.contains(&newest), "it is told whole: {course}");
    assert!(shown(&html, "id=\"history\"", "</section>").contains(&newest));

    let before = shown(&html, "?before=", "#history");
    let older = app.get(&format!("/incidents/{id}?before={before}")).await.ok().text;
    assert!(older.contains("En rapport kom in") && older.contains("Visa det senaste"), "{older}");
    assert!(!older.contains(earlier));
    assert_eq!(app.get(&format!("/incidents/{id}?before=x")).await.status, 400);

    // Whoever was second is still told what is new.
    let (path, seen) = (format!("/incidents/{id}"), version(&app, &id).await - 1);
    let (seen, item) = (seen.to_string(), [("item_text", "En sak till")]);
    let stale = send_as(&app, &app.coordinator, &path, ("stale", &seen), "item", &item).await;
    refused(&stale, 412, "Det har ändrats sedan du öppnade sidan");
    let told = shown(&stale.text, "<div class=\"summary\"", "</div>");
    assert!(told.contains(&newest), "{told}");
    app.stop().await;
}
