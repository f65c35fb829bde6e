//! Searching, lists and their files: what each role finds, and that nobody finds more than
//! the item itself would show.

use std::collections::{BTreeMap, BTreeSet};

use reqwest::Method;
use serde_json::{Value, json};
use tempfile::tempdir;
use tillbud::act::Act;
use tillbud_events::report::{Command, Report};
use tillbud_events::vocabulary::Label;
use tillbud_events::{Actor, ReportId, Role, Text};

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

#[tokio::test(flavor = "multi_thread")]
async fn a_coordinator_finds_texts_by_parts_of_words_and_originals_without_their_words() {
    let app = TestApp::start().await;
    let (report_id, _) = app.report("Fallolyckan skedde vid lastkajen").await;
    let body = json!({ "report_ids": [report_id], "title": "Fallolyckan vid kajen" });
    let opened = app.post("/api/v1/incidents", body).await.created();
    let incident_id = opened.text_of("incident_id");

    let found = app.get("/api/v1/search?q=olycka").await.ok();
    let hits = items(&found.body);
    assert_eq!(hits.len(), 1, "{}", found.text);
    assert_eq!(hits[0]["incident_id"], json!(incident_id));
    assert_eq!(hits[0]["part"], json!("incident.opened"));
    assert_eq!(hits[0]["excerpt"], json!("Fallolyckan vid kajen"));

    let found = app.get("/api/v1/search?q=lastkaj&in=originals").await.ok();
    let hits = items(&found.body);
    assert_eq!((hits.len(), &hits[0]["report_id"]), (1, &json!(report_id)));
    assert_eq!(hits[0]["excerpt"], Value::Null);
    assert!(!found.text.contains("lastkaj"), "{}", found.text);
    assert_eq!(items(&app.get("/api/v1/search?q=lastkaj&in=reports").await.ok().body).len(), 0);

    let page = app.get("/search?q=olycka").await.ok();
    assert!(page.text.contains("<mark>olycka</mark>"), "{}", page.text);
    let page = app.get("/search?q=lastkaj").await.ok();
    assert!(!page.text.contains(&report_id), "originals are searched on purpose only");
    let page = app.get("/search?q=lastkaj&in=originals").await.ok();
    assert!(page.text.contains(&report_id) && !page.text.contains("vid lastkajen"));
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
    for scope in ["reports", "originals"] {
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
    let app = TestApp::start().await;
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

#[tokio::test(flavor = "multi_thread")]
async fn no_list_search_or_file_shows_what_the_item_would_refuse() {
    walk(TestApp::start().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_list_search_or_file_on_postgresql_shows_what_the_item_would_refuse() {
    let Some(database) = postgres::database().await else { return };
    walk(TestApp::start_in(tempdir().unwrap(), Some(database)).await).await;
}

/// Random histories, each text with a mark of its own; each role sees the marks that items
/// show it, and lists, searches and files must show no other.
async fn walk(app: TestApp) {
    let mut marks = BTreeMap::new();
    let mark = |marks: &mut BTreeMap<String, String>, what: &str| {
        let word = format!("kännetecken{}", app.app().clock.random_id().simple());
        marks.insert(word.clone(), what.to_owned());
        format!("Något om {word} och mer.")
    };
    let (mut reports, mut incidents) = (Vec::new(), Vec::new());
    for _ in 0..6 {
        let dice = app.app().clock.random_bytes();
        let (report_id, receipt) = app.report(&mark(&mut marks, "original")).await;
        let path = format!("/api/v1/reports/{report_id}");
        if dice[0].is_multiple_of(2) {
            let text = mark(&mut marks, "question");
            app.post(&format!("{path}/question"), json!({ "text": text })).await.ok();
            let reply = json!({ "text": mark(&mut marks, "reply") });
            app.wish(&receipt, "messages", reply).await;
        }
        if dice[1].is_multiple_of(2) {
            copy(&app, &report_id, &mark(&mut marks, "copy")).await;
        }
        if dice[2].is_multiple_of(2) {
            let title = mark(&mut marks, "incident");
            let body = json!({ "report_ids": [report_id], "title": title });
            let opened = app.post("/api/v1/incidents", body).await.created();
            incidents.push(opened.text_of("incident_id"));
        }
        if dice[3].is_multiple_of(2) {
            app.opened(&report_id).await;
        }
        reports.push(report_id);
    }
    let mut shown_at_all = 0;
    for role in Role::ALL {
        let token =
            if role == Role::Coordinator { app.coordinator.clone() } else { app.token(role).await };
        let mut items = String::new();
        for id in &reports {
            items += &as_role(&app, &token, &format!("/api/v1/reports/{id}")).await.text;
        }
        for id in &incidents {
            items += &as_role(&app, &token, &format!("/api/v1/incidents/{id}")).await.text;
            items += &as_role(&app, &token, &format!("/api/v1/incidents/{id}/timeline")).await.text;
        }
        let mut lists = String::new();
        for path in [
            "/api/v1/reports",
            "/api/v1/incidents",
            "/desk",
            "/desk/incidents",
            "/desk.csv",
            "/desk/incidents.csv",
        ] {
            lists += &as_role(&app, &token, path).await.text;
        }
        for scope in ["incidents", "reports", "copies", "originals"] {
            for mark in marks.keys() {
                let path = format!("/api/v1/search?q={mark}&in={scope}");
                let found = as_role(&app, &token, &path).await;
                assert!([200, 403].contains(&found.status.as_u16()), "{}", found.text);
                lists += &found.text;
                // The page repeats what was searched for; only a marked hit is a hit.
                let page = as_role(&app, &token, &format!("/search?q={mark}&in={scope}")).await;
                if page.text.contains("<mark>") {
                    lists += &page.text;
                }
            }
        }
        for (mark, what) in &marks {
            let may_read_copy =
                what == "copy" && [Role::Coordinator, Role::Analyst].contains(&role);
            let is_shown = items.contains(mark) || may_read_copy;
            assert!(is_shown || !lists.contains(mark), "{role} finds the {what} {mark}");
            shown_at_all += usize::from(is_shown && lists.contains(mark));
        }
    }
    assert!(shown_at_all > 0 || incidents.is_empty(), "nothing was found by anybody");
    app.stop().await;
}
