//! Searching, lists and their files: what each role finds, and that nobody finds more than
//! the item itself would show.

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::{Value, json};
use tempfile::tempdir;
use tillbud::act::Act;
use tillbud_events::report::{Command, Report};
use tillbud_events::vocabulary::Label;
use tillbud_events::{Actor, ReportId, Role, Text};
use tillbud_projections::search::Scope;

use crate::support::app::{TestApp, read};
use crate::support::postgres;

async fn copy(app: &TestApp, report_id: &str, words: &str) {
    let id: ReportId = report_id.parse().unwrap();
    let (text, rules) = (Text::Clear(words.to_owned()), Label::parse("identity 1").unwrap());
    let command = Command::ApproveCopy { text, rules, after: 0 };
    let act = Act::once(&app.app().clock, Actor::System);
    let done = app.app().dispatch.execute::<Report>(id.into(), None, &act, command).await.unwrap();
    assert!(app.app().projector.caught_up(done.position).await);
}

async fn as_role(app: &TestApp, token: &str, path: &str) -> crate::support::app::Answer {
    read(app.request(Method::GET, path).bearer_auth(token)).await
}

fn items(body: &Value) -> Vec<Value> {
    body["items"].as_array().unwrap().clone()
}

/// On SQLite and, where there is one, on PostgreSQL.
async fn apps() -> Vec<TestApp> {
    let mut apps = vec![TestApp::start().await];
    if let Some(database) = postgres::database().await {
        apps.push(TestApp::start_in(tempdir().unwrap(), Some(database)).await);
    }
    apps
}

#[tokio::test(flavor = "multi_thread")]
async fn a_part_of_a_word_finds_titles_and_copies_and_leads_to_them() {
    for app in apps().await {
        let (report_id, _) = app.report("Hon halkade vid lastkajen").await;
        let body = json!({ "report_ids": [report_id], "title": "Fallolyckan vid kajen" });
        let opened = app.post("/api/v1/incidents", body).await.created();
        let incident_id = opened.text_of("incident_id");

        let found = app.get("/api/v1/search?q=olycka").await.ok();
        let hits = items(&found.body);
        assert_eq!(hits.len(), 1, "{}", found.text);
        assert_eq!(hits[0]["incident_id"], json!(incident_id));
        assert_eq!(hits[0]["part"], json!("incident.opened"));
        assert_eq!(hits[0]["excerpt"], json!("Fallolyckan vid kajen"));

        copy(&app, &report_id, "Fallolyckan skedde i [arbetsplats]").await;
        let found = app.get("/api/v1/search?q=olycka&in=reports").await.ok();
        let hits = items(&found.body);
        assert_eq!((hits.len(), &hits[0]["report_id"]), (1, &json!(report_id)));
        let page = app.get("/search?q=olycka").await.ok();
        assert_eq!(page.text.matches("<mark>olycka</mark>").count(), 2, "{}", page.text);
        assert!(page.text.contains(&format!("href=\"/incidents/{incident_id}\"")));
        assert!(page.text.contains(&format!("href=\"/desk/reports/{report_id}\"")));
        app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_word_that_stands_only_in_an_original_is_found_by_nobody() {
    for app in apps().await {
        let body = json!({ "narrative": "needle i berättelsen", "unit": "needle på platsen",
            "system": "needle i systemet", "hindered": "needle hindrade", "helped": "needle hjälpte" });
        let sent = read(app.request(Method::POST, "/api/v1/reports").json(&body)).await.created();
        let (report_id, receipt) = (sent.text_of("report_id"), sent.text_of("receipt"));
        let path = format!("/api/v1/reports/{report_id}");
        app.post(&format!("{path}/question"), json!({ "text": "När?" })).await.ok();
        app.wish(&receipt, "messages", json!({ "text": "needle i svaret" })).await.ok();
        app.wish(&receipt, "concerns", json!({ "text": "needle i oron" })).await.ok();
        let body = json!({ "report_ids": [report_id], "title": "Fallolyckan vid kajen" });
        app.post("/api/v1/incidents", body).await.created();
        // Not by whoever has opened it either: searching would tell no reporter.
        app.opened(&report_id).await;
        let mut tokens = vec![app.coordinator.clone()];
        for role in Role::ALL {
            tokens.push(app.token(role).await);
        }
        for token in &tokens {
            for scope in Scope::ALL {
                let path = format!("/api/v1/search?q=needle&in={scope}");
                let found = as_role(&app, token, &path).await;
                assert!([200, 403].contains(&found.status.as_u16()), "{}", found.text);
                assert!(!found.text.contains(&report_id), "{}", found.text);
            }
            let page = as_role(&app, token, "/search?q=needle").await;
            assert!(!page.text.contains("<mark>"), "{}", page.text);
        }
        app.get("/api/v1/search?q=needle&in=originals").await.refused(422);
        app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_role_finds_what_it_may_see_and_by_the_names_and_ids_of_things() {
    for app in apps().await {
        each_role_finds(app).await;
    }
}

async fn each_role_finds(app: TestApp) {
    let (incident, report_id) = app.incident("local_fix").await;
    copy(&app, &report_id, "Två namn på samma lista").await;
    let body = json!({ "text": "Visa enhet vid namnet", "strength": "stronger" });
    let proposed = app.post(&format!("/api/v1/incidents/{incident}/actions"), body).await.created();
    let action = proposed.text_of("action_id");
    let decided = json!({ "owner": "IT-drift", "due": "2026-06-30" });
    app.post(&format!("/api/v1/actions/{action}/decide"), decided).await.ok();
    let found = async |token: &str, said: &str| {
        let mut found = Vec::new();
        for scope in Scope::ALL {
            let path = format!("/api/v1/search?q={said}&in={scope}");
            let answer = as_role(&app, token, &path).await;
            if answer.status == 200 && !items(&answer.body).is_empty() {
                found.push(scope.as_str());
            }
        }
        found
    };
    let coordinator = app.coordinator.clone();
    let (analyst, owner) = (app.token(Role::Analyst).await, app.token(Role::ActionOwner).await);
    assert_eq!(found(&owner, "namn").await, <[&str; 0]>::default(), "of no function of theirs");
    assert_eq!(found(&owner, &action).await, <[&str; 0]>::default());
    app.sees_to(&owner, "IT-DRIFT").await;
    let officer = app.token(Role::DataProtectionOfficer).await;
    assert_eq!(found(&coordinator, "namn").await, ["reports", "copies", "actions"]);
    assert_eq!(found(&analyst, "namn").await, ["copies", "actions"]);
    assert_eq!(found(&owner, "namn").await, ["actions"]);
    assert_eq!(found(&officer, "namn").await, <[&str; 0]>::default());
    // The unit and category of a triage, by code or name.
    for said in ["Norr", "mottagare", "misdirected"] {
        assert_eq!(found(&analyst, said).await, ["incidents"], "{said}");
    }
    assert_eq!(found(&officer, "lista").await, <[&str; 0]>::default());
    let ask = format!("/api/v1/incidents/{incident}/notifications/ask");
    app.post(&ask, json!({ "regime": "gdpr" })).await.ok();
    assert_eq!(found(&officer, "lista").await, ["notifications"]);
    let page = as_role(&app, &officer, "/search?q=lista").await.ok();
    assert!(page.text.contains(&format!("/incidents/{incident}/notifications")), "{}", page.text);
    // By id: the thing itself.
    assert_eq!(found(&coordinator, &incident).await, ["incidents", "notifications"]);
    assert_eq!(found(&coordinator, &report_id).await, ["reports", "copies"]);
    assert_eq!(found(&owner, &action).await, ["actions"]);
    assert_eq!(
        found(&analyst, &app.app().clock.random_id().to_string()).await,
        <[&str; 0]>::default()
    );
    let default = as_role(&app, &owner, "/api/v1/search?q=namnet").await.ok();
    assert_eq!(items(&default.body)[0]["action_id"], json!(action), "where the role may look");
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_searched_for_is_answered_with_a_sentence() {
    let app = TestApp::start().await;
    let long = "a".repeat(201);
    for said in
        ["", "på", "%F0%9F%94%A5", &long, "a+b+c", "%22%22", "aaa+bbb+ccc+ddd+eee+fff+ggg+hhh+iii"]
    {
        let refused = app.get(&format!("/api/v1/search?q={said}")).await.refused(422);
        assert_eq!(refused.body["errors"][0]["pointer"], json!("/q"), "{}", refused.text);
    }
    app.get("/api/v1/search?q=abc&in=everything").await.refused(422);
    app.get("/api/v1/search?q=abc&after=rubbish").await.refused(400);
    for said in [
        "%25%25%25",
        "___",
        "%22a+OR+b%22",
        "abc%00",
        "%27%29%3B--",
        "NEAR(a%2Cb)",
        "abc*",
        "%F0%9F%94%A5%F0%9F%94%A5%F0%9F%94%A5",
    ] {
        let found = app.get(&format!("/api/v1/search?q={said}")).await.ok();
        assert_eq!(items(&found.body), Vec::<Value>::new(), "{said}");
    }
    let page = app.get("/search?q=p%C3%A5").await;
    assert_eq!(page.status, 422);
    assert!(page.text.contains("minst ett ord med tre tecken"), "{}", page.text);
    assert_eq!(app.get("/search").await.status, 200);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_analyst_finds_copies_and_incidents_and_never_what_a_report_says() {
    let app = TestApp::start().await;
    let (report_id, _) = app.report("needle i originalet").await;
    let question = json!({ "text": "needle i frågan" });
    app.post(&format!("/api/v1/reports/{report_id}/question"), question).await.ok();
    copy(&app, &report_id, "needle i avskriften").await;
    let analyst = app.token(Role::Analyst).await;
    for (scope, hits) in [("incidents", 0), ("copies", 1)] {
        let path = format!("/api/v1/search?q=needle&in={scope}");
        let found = as_role(&app, &analyst, &path).await.ok();
        assert_eq!(items(&found.body).len(), hits, "{scope}");
    }
    for scope in ["reports", "notifications"] {
        let path = format!("/api/v1/search?q=needle&in={scope}");
        as_role(&app, &analyst, &path).await.refused(403);
        let page = as_role(&app, &analyst, &format!("/search?q=needle&in={scope}")).await;
        assert_eq!(page.status, 403);
    }
    let page = as_role(&app, &analyst, "/search?q=needle").await.ok();
    assert!(page.text.contains("i avskriften"), "{}", page.text);
    assert!(!page.text.contains("originalet") && !page.text.contains("i frågan"));
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_and_their_files_hold_the_selection_alone() {
    for app in apps().await {
        the_selection_alone(app).await;
    }
}

async fn the_selection_alone(app: TestApp) {
    let (incident, report_id) = app.incident("local_fix").await;
    let (urgent, _) = app.report("=HYPERLINK(1)").await;
    copy(&app, &urgent, "=HYPERLINK(\"http://x\")").await;
    let csv = app.get("/desk.csv?mark=feedback_owed").await.ok();
    assert!(csv.content_type.starts_with("text/csv"));
    assert!(csv.text.starts_with("Kom in,Läge,Typ,"), "{}", csv.text);
    assert!(csv.text.contains("'=HYPERLINK") && csv.text.contains(&report_id), "{}", csv.text);
    assert_eq!(csv.text.lines().count(), 3, "{}", csv.text);
    let linked = app.get("/desk.csv?status=linked&column=report&column=received").await.ok();
    let day = tillbud::clock::day(app.app().clock.now());
    assert_eq!(linked.text, format!("Kom in,Rapportens id\n{day},{report_id}\n"));
    let english = app.get("/desk/incidents.csv?column=title&column=stage&lang=en").await.ok();
    assert!(english.text.starts_with("Incident,Stage\nFel lista,"), "{}", english.text);
    let nothing = app.get("/desk/incidents.csv?category=access&column=incident").await.ok();
    assert!(!nothing.text.contains(&incident));
    let path = "/desk/incidents.csv?category=misdirected&unit=Norr&potential=major&column=incident";
    assert!(app.get(path).await.ok().text.contains(&incident));
    let tomorrow = day.tomorrow().unwrap();
    let later = app.get(&format!("/api/v1/incidents?from={tomorrow}")).await.ok();
    assert_eq!(items(&later.body).len(), 0);
    let today = app.get(&format!("/api/v1/incidents?from={day}&until={day}")).await.ok();
    assert_eq!(items(&today.body).len(), 1);
    app.get("/api/v1/incidents?from=2026-02-30").await.refused(422);
    app.get("/api/v1/reports?mark=rubbish").await.refused(422);
    // The same as a table, in the columns of the file.
    let table = app.get("/desk?status=linked&column=report&column=kind").await.ok();
    assert_eq!(table.text.matches("<th scope=\"col\">").count(), 2, "{}", table.text);
    assert!(table.text.contains(&report_id) && !table.text.contains(&urgent));
    for list in ["/desk/incidents?column=title", "/desk/incidents?category=access&column=title"] {
        let is_there = app.get(list).await.ok().text.contains("<table class=\"grid\">");
        assert_eq!(is_there, !list.contains("access"), "{list}");
    }
    let body = json!({ "text": "=1+1", "strength": "weaker" });
    app.post(&format!("/api/v1/incidents/{incident}/actions"), body).await.created();
    let actions = app.get("/actions.csv?column=action&column=strength&lang=en").await.ok();
    assert_eq!(actions.text, "Action,Strength\n'=1+1,Weaker\n");
    let ended = app.get("/actions.csv?view=ended&column=action&lang=en").await.ok();
    assert_eq!(ended.text, "Action\n");
    assert_eq!(app.get("/actions?view=rubbish").await.status, 422);
    assert!(app.get("/actions?column=action&column=id").await.ok().text.contains("class=\"grid\""));
    let request = app.request(Method::GET, "/desk.xlsx").bearer_auth(&app.coordinator);
    let workbook = request.send().await.unwrap();
    assert_eq!(workbook.status(), 200);
    assert!(workbook.bytes().await.unwrap().starts_with(b"PK"));
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_selection_is_saved_for_its_account_alone_and_forgotten_again() {
    let app = TestApp::start().await;
    let post = |token: String, fields: &'static str| {
        let form = "application/x-www-form-urlencoded";
        let request = app.request(Method::POST, "/desk").header("content-type", form);
        read(request.bearer_auth(token).body(fields))
    };
    let mine = || app.coordinator.clone();
    let saved = "name=Mina+%3Cbr%C3%A5dskande%3E&query=mark%3Durgent%26rubbish%3D1%26after%3Dx";
    assert_eq!(post(mine(), saved).await.status, 303);
    assert_eq!(post(mine(), saved).await.status, 303, "again in the same place");
    let page = app.get("/desk").await.ok();
    assert_eq!(page.text.matches("href=\"/desk?mark=urgent\"").count(), 1, "{}", page.text);
    assert!(page.text.contains("Mina &#60;brådskande&#62;"), "{}", page.text);
    assert!(!app.get("/desk/incidents").await.ok().text.contains("brådskande&#62;"));
    let other = app.token(Role::Coordinator).await;
    assert!(!as_role(&app, &other, "/desk").await.ok().text.contains("Mina"));
    for wrong in ["name=&query=mark%3Durgent", "name=a&query=mark%3Drubbish"] {
        assert_eq!(post(mine(), wrong).await.status, 422, "{wrong}");
    }
    let analyst = app.token(Role::Analyst).await;
    assert_eq!(post(analyst, saved).await.status, 403);
    let forget = "name=Mina+%3Cbr%C3%A5dskande%3E&remove=true";
    assert_eq!(post(mine(), forget).await.status, 303);
    assert!(!app.get("/desk").await.ok().text.contains("Mina"));
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_keeps_so_many_selections_and_no_more() {
    use tillbud::access::views::{VIEWS, View};
    let app = TestApp::start().await;
    let access = &app.app().access;
    let staff = access.token_holder(&app.coordinator).await.unwrap().unwrap();
    let view = |number: usize| View {
        list: "/desk".into(),
        name: format!("nummer {number}"),
        address: "/desk?mark=urgent".into(),
    };
    for number in 0..VIEWS {
        assert!(access.save_view(staff, view(number)).await.unwrap());
    }
    assert!(!access.save_view(staff, view(VIEWS)).await.unwrap());
    assert!(access.save_view(staff, view(0)).await.unwrap(), "in place of the one it has");
    assert_eq!(access.views(staff).await.unwrap().len(), VIEWS);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_of_more_rows_than_a_page_has_them_all() {
    let app = TestApp::start().await;
    let mut sent = BTreeSet::new();
    for number in 0..205 {
        sent.insert(app.report(&format!("rapport {number}")).await.0);
    }
    let csv = app.get("/desk.csv?column=report").await.ok();
    let written: BTreeSet<String> = csv.text.lines().skip(1).map(str::to_owned).collect();
    assert_eq!(written, sent);
    app.stop().await;
}
