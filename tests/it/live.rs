//! What an open page hears: ids of what its role may see, until its session ends.

use jiff::ToSpan;
use reqwest::{Method, Response};
use serde_json::json;
use tillbud::access::session::Origin;
use tillbud::clock::Clock;
use tillbud::holding::HoldMinutes;
use tillbud_events::Role;

use crate::signals;
use crate::support::app::{TestApp, read};

async fn listen(app: &TestApp, token: &str) -> Response {
    listen_at(app, "/live?", token).await
}

/// From now on, at an address that ends where its query goes on.
async fn listen_at(app: &TestApp, address: &str, token: &str) -> Response {
    let since = app.tip().await;
    listen_since(app, address, since, token).await
}

/// The same from a position on, as a page does that nobody saw meanwhile.
async fn listen_since(app: &TestApp, address: &str, since: u64, token: &str) -> Response {
    let request = app.request(Method::GET, &format!("{address}since={since}")).bearer_auth(token);
    let live = request.send().await.unwrap();
    assert_eq!(live.headers()["content-type"], "text/event-stream");
    live
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_report_is_told_by_its_id_and_nothing_of_it() {
    let app = TestApp::start().await;
    let mut live = listen(&app, &app.coordinator).await;
    let (id, receipt) = app.report("Golvet är halt.").await;
    let chunk = live.chunk().await.unwrap().unwrap();
    let chunk = String::from_utf8_lossy(&chunk).into_owned();
    assert!(chunk.contains(&format!("data: report {id}")), "{chunk}");
    assert!(!chunk.contains("halt") && !chunk.contains("near_miss"), "{chunk}");
    // What this account does itself is no news to it, and a concern is none of its business.
    app.post(&format!("/api/v1/reports/{id}/question"), json!({ "text": "När?" })).await.ok();
    app.wish(&receipt, "concerns", json!({ "text": "Mitt schema ändrades" })).await.ok();
    app.wish(&receipt, "messages", json!({ "text": "i går" })).await.ok();
    let chunk = live.chunk().await.unwrap().unwrap();
    let chunk = String::from_utf8_lossy(&chunk).into_owned();
    assert!(chunk.contains(&format!("data: report {id}")), "{chunk}");
    assert_eq!(chunk.matches("data:").count(), 1, "{chunk}");
    drop(live);
    app.stop().await;
}

/// The next thing that is told.
async fn next(live: &mut Response) -> String {
    next_by_name(live).await.1
}

/// The same with the name it is told by.
async fn next_by_name(live: &mut Response) -> (String, String) {
    // What only keeps the connection alive tells of nothing.
    loop {
        let chunk = live.chunk().await.unwrap().unwrap();
        let chunk = String::from_utf8_lossy(&chunk).into_owned();
        let of = |field| chunk.lines().find_map(|line| line.strip_prefix(field));
        if let (Some(name), Some(told)) = (of("event: "), of("data: ")) {
            return (name.to_owned(), told.to_owned());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_role_hears_of_what_its_page_of_today_shows() {
    let app = TestApp::start().await;
    let (analyst, owner) = (app.token(Role::Analyst).await, app.token(Role::ActionOwner).await);
    app.sees_to(&owner, "it").await;
    let other = app.token(Role::Coordinator).await;
    let (incident, _) = app.incident("local_fix").await;
    let mut lives = [listen(&app, &analyst).await, listen(&app, &owner).await];
    let (mut colleague, mut writer) =
        (listen(&app, &other).await, listen(&app, &app.coordinator).await);
    let action = async |text: &str, day: jiff::civil::Date| {
        let proposed = json!({ "text": text, "strength": "stronger" });
        let path = format!("/api/v1/incidents/{incident}/actions");
        let id = app.post(&path, proposed).await.created().text_of("action_id");
        let decided = json!({ "owner": "IT", "due": day.to_string() });
        app.post(&format!("/api/v1/actions/{id}/decide"), decided).await.ok();
        id
    };
    let today = app.app().clock.today();
    let far = action("Byt golv", today.saturating_add(60.days())).await;
    let near = action("Lås ytan", today.saturating_add(3.days())).await;
    for live in lives.iter_mut().chain([&mut colleague]) {
        assert_eq!(next(live).await, format!("action {near}"), "the other one is not near");
    }
    // Its effect is for those who work with actions: the page of the others does not show it.
    let done = json!({ "evidence": "Låst" });
    let implement = app.request(Method::POST, &format!("/api/v1/actions/{far}/implement"));
    read(implement.bearer_auth(&other).json(&done)).await.ok();
    assert_eq!(next(&mut writer).await, format!("action {far}"));
    // A lesson waits for whoever did not write it.
    let lesson = app.lesson(&incident, "Rader som liknar varandra").await;
    assert_eq!(next(&mut colleague).await, format!("lesson {lesson}"));
    let (last, _) = app.report("Golvet är halt.").await;
    assert_eq!(next(&mut writer).await, format!("report {last}"));
    let later = action("Märk raderna", today.saturating_add(2.days())).await;
    for live in &mut lives {
        assert_eq!(next(live).await, format!("action {later}"), "nothing came between");
    }
    drop((lives, colleague, writer));
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_colleague_saw_to_while_nobody_saw_the_page_is_no_news_to_it() {
    let app = TestApp::start().await;
    let other = app.token(Role::Coordinator).await;
    let since = app.tip().await;
    let (seen, _) = app.report("Golvet är halt.").await;
    let (asked, receipt) = app.report("Lampan är trasig.").await;
    let (signal, alert) = signals::found(&app).await;
    let mut live = listen_since(&app, "/live?", since, &other).await;
    for told in [format!("report {seen}"), format!("report {asked}")] {
        assert_eq!(next(&mut live).await, told);
    }
    for told in [format!("signal {signal}"), format!("alert {alert}")] {
        assert_eq!(next(&mut live).await, told, "nobody has said anything of it");
    }
    drop(live);
    let reason = json!({ "reason": "Känt sedan tidigare" });
    let verdict = json!({ "verdict": "noise", "reason": "Känt sedan tidigare" });
    for (path, body) in [
        (format!("reports/{seen}/acknowledge"), json!({})),
        (format!("reports/{asked}/question"), json!({ "text": "Vilken lampa?" })),
        (format!("signals/{signal}/explain"), reason),
        (format!("alerts/{alert}/judge"), verdict),
    ] {
        app.post(&format!("/api/v1/{path}"), body).await.ok();
    }
    app.wish(&receipt, "messages", json!({ "text": "Den i trapphuset" })).await.ok();
    let (new, _) = app.report("Trappan är hal.").await;
    let mut live = listen_since(&app, "/live?", since, &other).await;
    // It was received and has a reply, and stands there for the reply.
    for _ in 0..2 {
        assert_eq!(next(&mut live).await, format!("report {asked}"));
    }
    assert_eq!(next(&mut live).await, format!("report {new}"), "the others are seen to");
    drop(live);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_incident_is_told_to_whose_page_shows_what_has_to_be_done_about_it() {
    let app = TestApp::start().await;
    let officer = app.token(Role::DataProtectionOfficer).await;
    let (analyst, other) = (app.token(Role::Analyst).await, app.token(Role::Coordinator).await);
    app.sees_to(&other, "IT-drift").await;
    let (touched, _) = app.incident("local_fix").await;
    let (handed, _) = app.incident("local_fix").await;
    let (asked, _) = app.incident("local_fix").await;
    let path = format!("/api/v1/incidents/{handed}/follow");
    read(app.request(Method::POST, &path).bearer_auth(&analyst)).await.ok();
    let mut officer = listen(&app, &officer).await;
    let (mut analyst, mut other) = (listen(&app, &analyst).await, listen(&app, &other).await);
    let post = async |id: &str, act: &str, body: serde_json::Value| {
        app.post(&format!("/api/v1/incidents/{id}/{act}"), body).await.ok();
    };
    // Personal data whose law nobody was asked to assess; none were touched in another.
    post(&handed, "notifications/personal-data", json!({ "touched": false })).await;
    post(&touched, "notifications/personal-data", json!({ "touched": true })).await;
    post(&handed, "assign", json!({ "role": "it-drift" })).await;
    post(&asked, "assign", json!({ "role": "Registrator" })).await;
    post(&asked, "notifications/ask", json!({ "regime": "gdpr" })).await;
    for id in [&touched, &handed, &asked] {
        assert_eq!(next(&mut other).await, format!("incident {id}"));
    }
    for id in [&touched, &asked] {
        assert_eq!(next(&mut officer).await, format!("incident {id}"), "no handover");
    }
    // An answer about personal data and a handover: of the incident that the analyst follows.
    for _ in 0..2 {
        assert_eq!(next(&mut analyst).await, format!("incident {handed}"));
    }
    let stepped = json!({ "reason": "Bekant med den som berörs" });
    drop((officer, analyst, other));
    post(&touched, "recuse", stepped).await;
    let mut kept_out = listen(&app, &app.coordinator).await;
    let third = app.token(Role::Coordinator).await;
    let answer = async |id: &str, touched: bool| {
        let path = format!("/api/v1/incidents/{id}/notifications/personal-data");
        let answer = app.request(Method::POST, &path).bearer_auth(&third);
        read(answer.json(&json!({ "touched": touched }))).await.ok();
    };
    answer(&touched, false).await;
    answer(&touched, true).await;
    answer(&handed, true).await;
    let told = next(&mut kept_out).await;
    assert_eq!(told, format!("incident {handed}"), "nothing of what one stepped aside from");
    drop(kept_out);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_action_whose_day_was_moved_or_that_was_taken_up_again_is_told_once_it_is_near() {
    let app = TestApp::start().await;
    let analyst = app.token(Role::Analyst).await;
    let (incident, _) = app.incident("local_fix").await;
    let proposed = json!({ "text": "Byt golv", "strength": "stronger" });
    let path = format!("/api/v1/incidents/{incident}/actions");
    let id = app.post(&path, proposed).await.created().text_of("action_id");
    let mut live = listen(&app, &analyst).await;
    let today = app.app().clock.today();
    let day = |days: i64| today.saturating_add(days.days()).to_string();
    let post = async |act: &str, body: serde_json::Value| {
        app.post(&format!("/api/v1/actions/{id}/{act}"), body).await.ok();
    };
    post("decide", json!({ "owner": "IT", "due": day(60) })).await;
    post("reschedule", json!({ "due": day(50), "reason": "Leveransen är sen" })).await;
    let near = json!({ "text": "Lås ytan", "strength": "stronger" });
    let near = app.post(&path, near).await.created().text_of("action_id");
    let decided = json!({ "owner": "IT", "due": day(2) });
    app.post(&format!("/api/v1/actions/{near}/decide"), decided).await.ok();
    assert_eq!(next(&mut live).await, format!("action {near}"), "the other one is not near");
    post("reschedule", json!({ "due": day(3), "reason": "Den kom tidigare" })).await;
    assert_eq!(next(&mut live).await, format!("action {id}"));
    post("abandon", json!({ "residual_risk": "Liten" })).await;
    post("take-up", json!({ "reason": "Golvet är kvar" })).await;
    assert_eq!(next(&mut live).await, format!("action {id}"));
    drop(live);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_of_reports_hears_of_its_rows_as_it_is_narrowed_and_of_what_leaves_it() {
    let app = TestApp::start().await;
    let other = app.token(Role::Coordinator).await;
    let mut all = listen_at(&app, "/desk/live?", &other).await;
    let mut new = listen_at(&app, "/desk/live?status=received&lang=en&", &other).await;
    let mut of_other = listen_at(&app, "/desk/live?kind=good_catch&", &other).await;
    let (id, receipt) = app.report("Golvet är halt.").await;
    let report = format!("report {id}");
    let told = |name: &str| (name.to_owned(), report.clone());
    assert_eq!(next_by_name(&mut all).await, told("news"));
    assert_eq!(next_by_name(&mut new).await, told("news"));
    assert_eq!(next_by_name(&mut of_other).await, told("gone"), "its page does not show it");
    app.post(&format!("/api/v1/reports/{id}/acknowledge"), json!({})).await.ok();
    assert_eq!(next_by_name(&mut all).await, told("news"));
    assert_eq!(next_by_name(&mut new).await, told("gone"), "it is no longer new");
    // Nothing but reports; and what opening a report leaves behind changes no row.
    app.opened(&id).await;
    app.wish(&receipt, "messages", json!({ "text": "i går" })).await.ok();
    let (last, _) = app.report("Trappan är hal.").await;
    assert_eq!(next_by_name(&mut all).await, told("news"));
    assert_eq!(next(&mut all).await, format!("report {last}"));
    let refused = app.request(Method::GET, "/desk/live?status=rubbish").bearer_auth(&other);
    assert_eq!(read(refused).await.status, 422);
    drop((all, new, of_other));
    // A page that comes back hears of each as it is now, whatever it was in between.
    let mut back = listen_since(&app, "/desk/live?status=received&", 0, &other).await;
    let last = format!("report {last}");
    for told in [told("gone"), told("gone"), told("gone"), ("news".to_owned(), last)] {
        assert_eq!(next_by_name(&mut back).await, told);
    }
    drop(back);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_ends_with_its_session() {
    let app = TestApp::start().await;
    let access = &app.app().access;
    let token = app.token(Role::Coordinator).await;
    let staff = access.token_holder(&token).await.unwrap().unwrap();
    let session = access.begin_session(staff, Origin::Token, false).await.unwrap();
    let since = app.tip().await;
    let request = app.request(Method::GET, &format!("/live?since={since}"));
    let cookie = format!("tillbud_session={session}");
    let mut live = request.header("cookie", cookie).send().await.unwrap();
    assert_eq!(live.status(), 200);
    access.end_session(&session).await.unwrap();
    app.report("Golvet är halt.").await;
    assert_eq!(live.chunk().await.unwrap(), None, "nothing is told any more");
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_stands_open_does_not_keep_its_session_in_use() {
    let clock = Clock::simulated("2026-11-26T22:30:00Z".parse().unwrap(), 1);
    let directory = tempfile::tempdir().unwrap();
    let app = TestApp::start_at(directory, None, clock.clone(), HoldMinutes::OFF).await;
    let access = &app.app().access;
    let token = app.token(Role::Coordinator).await;
    let staff = access.token_holder(&token).await.unwrap().unwrap();
    let last_used = async || access.last_used().await.unwrap()[&(staff.pseudonym, staff.role)];
    let (session, begun) =
        (access.begin_session(staff, Origin::Token, false).await.unwrap(), clock.today());
    let since = app.tip().await;
    let cookie = format!("tillbud_session={session}");
    let opened = async |path: &str| {
        let request = app.request(Method::GET, &format!("{path}?since={since}"));
        request.header("cookie", &cookie).send().await.unwrap()
    };
    let mut lives = [opened("/live").await, opened("/desk/live").await];
    clock.set("2026-11-26T23:10:00Z".parse().unwrap());
    let (id, _) = app.report("Golvet är halt.").await;
    for live in &mut lives {
        assert_eq!(next(live).await, format!("report {id}"));
    }
    assert!(clock.today() > begun && last_used().await == begun, "it is no use of the role");
    clock.set("2026-11-26T23:30:00Z".parse().unwrap());
    app.report("Golvet är fortfarande halt.").await;
    for live in &mut lives {
        assert_eq!(live.chunk().await.unwrap(), None, "nobody used the session for an hour");
    }
    assert!(access.look_at_session(&session).await.unwrap().is_none());
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_ends_when_the_program_is_told_to_stop() {
    let app = TestApp::start().await;
    let mut live = listen(&app, &app.coordinator).await;
    app.app().ending.begin();
    assert_eq!(live.chunk().await.unwrap(), None);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_a_role_for_which_something_waits_may_listen() {
    let app = TestApp::start().await;
    for role in [Role::Manager, Role::Auditor, Role::Administrator, Role::Independent] {
        let token = app.token(role).await;
        let refused = read(app.request(Method::GET, "/live").bearer_auth(token)).await;
        assert_eq!(refused.status, 403, "{role}");
    }
    for role in Role::ALL.into_iter().filter(|role| *role != Role::Coordinator) {
        let token = app.token(role).await;
        let refused = read(app.request(Method::GET, "/desk/live").bearer_auth(token)).await;
        assert_eq!(refused.status, 403, "{role} at the list of reports");
    }
    app.stop().await;
}
