//! Signals and alerts, the whole way: found once in what was reported, whoever looks and
//! however often, said something of, superseded by what comes late, and restored by what comes
//! later still.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::{Date, date};
use reqwest::Method;
use serde_json::{Value, json};
use tillbud::act::Act;
use tillbud::cli::trends::{Asked, known_at};
use tillbud::clock::Clock;
use tillbud::holding::HoldMinutes;
use tillbud::policies::early::{self, Looked};
use tillbud::store::{Append, Expected};
use tillbud_events::alert::{self, Alert};
use tillbud_events::report::{Event, Imported};
use tillbud_events::signal::{self, Signal};
use tillbud_events::vocabulary::Label;
use tillbud_events::{Actor, AlertId, ImpreciseDate, NewEvent, ReportId, Role, SignalId, StreamId};
use tillbud_projections::alert as alerts;
use tokio::time::timeout;
use uuid::Uuid;

use crate::support::app::{TestApp, read};
use crate::support::held::{PATIENCE, at};

/// A Monday, late enough for the week before to be looked at.
const MONDAY: &str = "2026-10-05T08:00:00Z";
/// Records of one append.
const TOGETHER: usize = 200;

/// One record of a register: the day it was reported, its unit and its category.
pub type Record<'a> = (Date, &'a str, &'a str);

fn monday(weeks_ago: i64) -> Date {
    date(2026, 10, 5).saturating_sub(weeks_ago.weeks())
}

/// Takes over the records as an import does.
pub async fn import(app: &TestApp, records: &[Record<'_>]) {
    let mut position = None;
    for records in records.chunks(TOGETHER) {
        let mut appends = Vec::new();
        for (day, unit, category) in records {
            let label = |text: &str| Label::parse(text).unwrap();
            let act = Act::once(&app.app().clock, Actor::System);
            let stream = StreamId::from(ReportId(act.id("report")));
            let record = Imported {
                dataset: label("register"),
                source_id: label(&stream.id.to_string()),
                narrative: None,
                title: None,
                action_taken: None,
                further: vec![],
                kind: None,
                happened: None,
                ended: None,
                reported: Some(ImpreciseDate::day(*day)),
                zone: None,
                unit: Some(label(unit)),
                categories: vec![label(category)],
                factors: vec![],
                lang: None,
            };
            let (meta, event) = (act.meta(stream, 0), Event::Imported(record).into());
            let (expected, events) = (Expected::new_stream(stream), vec![NewEvent { meta, event }]);
            appends.push(Append { stream, expected, events });
        }
        position = Some(app.app().store.append(appends).await.unwrap().position);
    }
    if let Some(position) = position {
        assert!(app.app().projector.caught_up_within(position, PATIENCE).await);
    }
}

/// Sixty-four weeks of a quiet town, `times` as many reports in the last four.
fn town(times: usize) -> Vec<Record<'static>> {
    let mut records = Vec::new();
    for ago in 1..=64_i64 {
        for unit in ["Skola", "Vård"] {
            for category in ["theft", "loss"] {
                let steady = usize::try_from(1 + ago % 2).unwrap();
                let count = if ago <= 4 { steady * times } else { steady };
                records.extend((0..count).map(|_| (monday(ago), unit, category)));
            }
        }
    }
    records
}

/// A town whose care unit has many more thefts in the last two weeks.
fn cluster() -> Vec<Record<'static>> {
    let mut records = town(1);
    records.extend((0..16).map(|at| (monday(1 + at % 2), "Vård", "theft")));
    records
}

/// At `now`, without a pause between a report and its place in the log.
pub async fn start(now: &str) -> (TestApp, Clock) {
    let clock = Clock::simulated(at(now), 3);
    let directory = tempfile::tempdir().unwrap();
    let app = TestApp::start_at(directory, None, clock.clone(), HoldMinutes::OFF).await;
    (app, clock)
}

/// Looks until nothing more follows; the program looks by itself meanwhile.
pub async fn look(app: &TestApp) {
    let settled = async {
        loop {
            let before = app.tip().await;
            let looked = early::look(app.app(), &mut Looked::default()).await;
            if looked.is_ok() && app.tip().await == before {
                return;
            }
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, settled).await.expect("nothing more follows");
    let tip = app.app().store.tip().await.unwrap();
    assert!(app.app().projector.caught_up_within(tip, PATIENCE).await);
}

pub async fn items(app: &TestApp, path: &str) -> Vec<Value> {
    app.get(path).await.ok().body["items"].as_array().unwrap().clone()
}

/// How many events of each type the log holds, of alerts and signals.
async fn told(app: &TestApp) -> BTreeMap<String, usize> {
    let mut follower = app.app().store.follow(Default::default()).await.unwrap();
    let (tip, mut at, mut told) = (app.tip().await, 0, BTreeMap::new());
    while at < tip {
        for record in follower.next_sealed(500).await.unwrap() {
            at = record.position.0;
            if ["alert.", "signal."].iter().any(|kind| record.event_type.starts_with(kind)) {
                *told.entry(record.event_type).or_default() += 1;
            }
        }
    }
    told
}

/// A signal and an alert as the format's samples tell them, for whoever walks the pages.
pub async fn found(app: &TestApp) -> (String, String) {
    let raised = |file: &str| serde_json::from_str::<Value>(file).unwrap()["data"].take();
    let file = include_str!("../../events/golden/signal.raised.1.full.json");
    let of_signal: signal::Raised = serde_json::from_value(raised(file)).unwrap();
    let file = include_str!("../../events/golden/alert.raised.1.full.json");
    let of_alert: alert::Raised = serde_json::from_value(raised(file)).unwrap();
    let (signal_id, alert_id) = (SignalId(Uuid::from_u128(1)), AlertId(Uuid::from_u128(2)));
    let act = Act::once(&app.app().clock, Actor::System);
    let dispatch = &app.app().dispatch;
    let command = signal::Command::Raise(Box::new(of_signal));
    dispatch.execute::<Signal>(signal_id.into(), None, &act, command).await.unwrap();
    let command = alert::Command::Raise(of_alert);
    let done = dispatch.execute::<Alert>(alert_id.into(), None, &act, command).await.unwrap();
    assert!(app.app().projector.caught_up_within(done.position, PATIENCE).await);
    (signal_id.to_string(), alert_id.to_string())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cluster_in_imported_history_is_raised_once_however_often_one_looks() {
    let (app, clock) = start(MONDAY).await;
    import(&app, &cluster()).await;
    look(&app).await;
    let open = items(&app, "/api/v1/alerts?state=open").await;
    assert_eq!(open.len(), 1, "{open:#?}");
    assert_eq!((&open[0]["category"], &open[0]["unit"]), (&json!("theft"), &json!("Vård")));
    assert!(open[0]["observed"].as_f64() > open[0]["expected"].as_f64());
    let events = told(&app).await;
    assert_eq!(events["alert.raised"], 1, "{events:?}");
    look(&app).await;
    assert_eq!(told(&app).await, events, "looking again adds nothing");

    // Again after a restart, and by two programs at the same time.
    let directory = app.stop().await;
    let app = TestApp::start_at(directory, None, clock.clone(), HoldMinutes::OFF).await;
    let (mut one, mut other) = (Looked::default(), Looked::default());
    let (first, second) =
        tokio::join!(early::look(app.app(), &mut one), early::look(app.app(), &mut other));
    assert!(first.is_ok() || second.is_ok());
    look(&app).await;
    assert_eq!(told(&app).await, events);

    // Four quiet weeks after its last window it is over, although the program stood still.
    let records: Vec<Record> = (0..16_i64)
        .flat_map(|weeks| {
            let day = date(2026, 10, 5).saturating_add(weeks.weeks());
            ["Skola", "Vård"].into_iter().flat_map(move |unit| {
                ["theft", "loss"].map(|category| [(day, unit, category); 2]).concat()
            })
        })
        .collect();
    import(&app, &records).await;
    clock.set(at("2027-01-25T08:00:00Z"));
    look(&app).await;
    let row = app.get(&format!("/api/v1/alerts/{}", open[0]["alert_id"].as_str().unwrap())).await;
    assert_eq!(row.ok().body["state"], json!("closed"));
    let week = alerts::last_scan(app.app().read_models.db()).await.unwrap().unwrap().week;
    assert_eq!(week, "2027-W03");
    assert_eq!(told(&app).await["alert.closed"], 1);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_that_is_stopped_anywhere_in_a_scan_raises_an_alert_once() {
    let (app, _) = start(MONDAY).await;
    import(&app, &cluster()).await;
    for turns in [1, 10, 40, 160, 640, 2_560] {
        let program = app.app().clone();
        let looking =
            tokio::spawn(async move { early::look(&program, &mut Looked::default()).await });
        for _ in 0..turns {
            tokio::task::yield_now().await;
        }
        looking.abort();
        // Stopped, or done before.
        let _ = looking.await;
    }
    look(&app).await;
    let events = told(&app).await;
    assert_eq!(events["alert.raised"], 1, "{events:?}");
    let open = items(&app, "/api/v1/alerts?state=open").await;
    assert_eq!(open.len(), 1);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_programs_that_scan_at_the_same_time_raise_an_alert_once() {
    let (app, _) = start(MONDAY).await;
    import(&app, &cluster()).await;
    let mut looked: [Looked; 4] = Default::default();
    let [a, b, c, d] = &mut looked;
    let (a, b, c, d) = tokio::join!(
        early::look(app.app(), a),
        early::look(app.app(), b),
        early::look(app.app(), c),
        early::look(app.app(), d),
    );
    assert!([a, b, c, d].iter().any(Result::is_ok));
    look(&app).await;
    assert_eq!(told(&app).await["alert.raised"], 1);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_campaign_of_doubled_reporting_and_a_town_without_reports_raise_no_alert() {
    let (app, _) = start(MONDAY).await;
    look(&app).await;
    assert!(told(&app).await.is_empty(), "nothing follows from nothing");
    import(&app, &town(2)).await;
    look(&app).await;
    assert!(items(&app, "/api/v1/alerts").await.is_empty());
    let scanned = app.get("/api/v1/alerts").await.ok().body["scanned_week"].clone();
    assert_eq!(scanned, json!("2026-W40"));
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn new_categories_are_told_while_there_are_too_few_weeks_to_scan_and_nothing_is_raised() {
    let (app, _) = start(MONDAY).await;
    let alerts = async || app.get("/api/v1/alerts").await.ok().body;
    let mut records: Vec<Record> = (4..=20).map(|ago| (monday(ago), "Vård", "theft")).collect();
    records.extend((1..=3).flat_map(|ago| [(monday(ago), "Skola", "loss"); 2]));
    import(&app, &records).await;
    look(&app).await;
    let told_of = json!([{ "category": "loss", "first_week": "2026-W38", "reports": 6 }]);
    assert_eq!(alerts().await["new_categories"], told_of);
    let page = app.get("/signals?lang=en").await.ok().text;
    let line = "loss: first report in week 38, which began on 14 September 2026, 6 reports by now";
    assert!(page.contains(line) && !page.contains("theft: first"), "{page}");
    assert!(
        app.get("/signals?lang=sv").await.ok().text.contains("loss: första rapporten vecka 38")
    );
    assert!(told(&app).await.is_empty(), "nothing is raised");

    // Thirty-four weeks are the shortest history that is scanned.
    import(&app, &[(monday(33), "Vård", "theft")]).await;
    assert_eq!(alerts().await["new_categories"], told_of);
    import(&app, &[(monday(34), "Vård", "theft")]).await;
    assert_eq!(alerts().await["new_categories"], Value::Null);
    assert!(!app.get("/signals?lang=en").await.ok().text.contains("loss: first report"));
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_people_say_of_an_alert_is_counted_by_quarter_and_may_change() {
    let (app, _) = start(MONDAY).await;
    import(&app, &cluster()).await;
    look(&app).await;
    let id = items(&app, "/api/v1/alerts").await[0]["alert_id"].as_str().unwrap().to_owned();
    let judge = format!("/api/v1/alerts/{id}/judge");
    app.post(&judge, json!({ "verdict": "blame", "reason": "x" })).await.refused(422);
    app.post(&judge, json!({ "verdict": "real", "reason": " " })).await.refused(422);
    app.post(&judge, json!({ "verdict": "noise", "reason": "Inget" })).await.ok();
    app.post(&judge, json!({ "verdict": "real", "reason": "Dörren stod öppen" })).await.ok();
    let analyst = app.token(Role::Analyst).await;
    let list = read(app.request(Method::GET, "/api/v1/alerts").bearer_auth(analyst)).await.ok();
    let quarter = &list.body["precision"][0];
    assert_eq!(quarter["quarter"], json!("2026-Q3"), "{quarter}");
    assert_eq!((&quarter["real"], &quarter["noise"]), (&json!(1), &json!(0)));
    assert_eq!(quarter["precision"], json!(1.0));
    let page = app.get("/signals?lang=sv").await.ok();
    assert!(page.text.contains("100 % av 1"), "{}", page.text);

    // By the page's form, which is shown again when something is missing.
    let path = format!("/alerts/{id}/work");
    let version = app.get(&format!("/api/v1/alerts/{id}")).await.ok().body["version"].to_string();
    let fields = [("wish", "judge"), ("key", "k1"), ("version", &version), ("verdict", "known")];
    let token = app.coordinator.clone();
    let refused = app.form_as(&token, &path, &fields).await;
    assert_eq!(refused.status, 422, "{}", refused.text);
    assert!(refused.text.contains("id=\"reason-problem\""), "{}", refused.text);
    let fields = [&fields[..], &[("reason", "Kampanjen var planerad")]].concat();
    assert_eq!(app.form_as(&token, &path, &fields).await.status, 303);
    let page = app.get(&format!("/alerts/{id}?lang=en")).await.ok();
    assert!(page.text.contains("Kampanjen var planerad") && page.text.contains("Known"));
    app.post(
        "/api/v1/alerts/00000000-0000-4000-8000-000000000009/judge",
        json!({ "verdict": "real", "reason": "x" }),
    )
    .await
    .refused(404);
    app.stop().await;
}

/// Thirty months of thefts up to September 2026, the last with `last`.
fn months(last: usize) -> Vec<Record<'static>> {
    let mut records = Vec::new();
    for ago in 0..30_i64 {
        let day = date(2026, 9, 3).saturating_sub(ago.months());
        let steady = [12, 9, 14, 10, 13, 8, 11][usize::try_from(ago % 7).unwrap()];
        let count = if ago == 0 { last } else { steady };
        records.extend((0..count).map(|_| (day, "Vård", "theft")));
    }
    records
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signal_keeps_its_evidence_and_late_reports_supersede_it_without_losing_it() {
    let (app, _) = start(MONDAY).await;
    import(&app, &months(0)).await;
    look(&app).await;
    let open = items(&app, "/api/v1/signals?state=open").await;
    let of_theft: Vec<_> = open.iter().filter(|it| it["category"] == json!("theft")).collect();
    assert_eq!(of_theft.len(), 1, "{open:#?}");
    let signal = of_theft[0];
    assert_eq!((&signal["rule"], &signal["side"]), (&json!("outside_limits"), &json!("low")));
    assert_eq!((&signal["from"], &signal["is_notable"]), (&json!("2026-09"), &json!(true)));
    let path = format!("/api/v1/signals/{}", signal["signal_id"].as_str().unwrap());
    let whole = app.get(&path).await.ok().body;
    assert_eq!((&whole["is_same_input"], &whole["is_found_again"]), (&json!(true), &json!(true)));
    assert_eq!(whole["evidence"]["numerator"].as_array().unwrap().len(), 30);
    let before = told(&app).await["signal.raised"];
    look(&app).await;
    assert_eq!(told(&app).await["signal.raised"], before, "raised once");

    // What went on stands beside it, and is no part of its evidence.
    assert_eq!(whole["annotations"], json!([]));
    let holiday = json!({ "what": "Sommarstängt", "from": "2026-09-01", "until": "2026-09-30" });
    app.post("/api/v1/campaigns", holiday).await.created();
    let elsewhere = json!({ "what": "Ny blankett", "from": "2026-09-01", "unit": "Skola" });
    app.post("/api/v1/campaigns", elsewhere).await.created();
    let beside = app.get(&path).await.ok().body;
    let told_beside = beside["annotations"].as_array().unwrap();
    assert_eq!(told_beside.len(), 1, "the other is of a unit: {told_beside:?}");
    assert_eq!(told_beside[0]["words"], json!("Sommarstängt"));
    assert_eq!(beside["evidence"], whole["evidence"]);
    assert_eq!(beside["is_same_input"], json!(true));
    let page = app.get(&format!("{}?lang=sv", path.replace("/api/v1", ""))).await.ok();
    assert!(page.text.contains("class=\"band\"") && page.text.contains("Sommarstängt</a>"));
    assert!(!page.text.contains("Ny blankett"));

    // Somebody explains it; then the month's reports come late.
    app.post(&format!("{path}/explain"), json!({ "reason": "" })).await.refused(422);
    app.post(&format!("{path}/explain"), json!({ "reason": "Semester" })).await.ok();
    let late: Vec<Record> = (0..11).map(|_| (date(2026, 9, 20), "Vård", "theft")).collect();
    import(&app, &late).await;
    look(&app).await;
    let whole = app.get(&path).await.ok().body;
    assert_eq!((&whole["state"], &whole["reason"]), (&json!("superseded"), &json!("Semester")));
    assert_ne!(whole["late_sha256"], whole["input_sha256"]);
    assert_eq!((&whole["is_same_input"], &whole["is_found_again"]), (&json!(true), &json!(true)));
    app.post(&format!("{path}/dismiss"), json!({ "reason": "x" })).await.refused(422);
    let page = app.get(&format!("{}?lang=sv", path.replace("/api/v1", ""))).await.ok();
    assert!(page.text.contains("Rapporter som kom in sent har ändrat månaderna"));
    app.stop().await;
}

/// So many more reports in every other month before September.
fn more_before(count: usize) -> Vec<Record<'static>> {
    let month = |ago: i64| date(2026, 9, 20).saturating_sub(ago.months());
    (0..15).flat_map(|at| vec![(month(2 * at + 1), "Vård", "theft"); count]).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signal_that_late_reports_removed_comes_back_until_somebody_has_spoken_of_it() {
    let (app, _) = start(MONDAY).await;
    import(&app, &months(45)).await;
    look(&app).await;
    let open = items(&app, "/api/v1/signals?state=open").await;
    let signal = open.iter().find(|it| it["category"] == json!("theft")).unwrap();
    let path = format!("/api/v1/signals/{}", signal["signal_id"].as_str().unwrap());
    let seen = async || app.get(&path).await.ok().body;
    assert_eq!((&seen().await["version"], &seen().await["restored_at"]), (&json!(1), &Value::Null));

    // What comes late makes September usual, and what comes later unusual again.
    import(&app, &more_before(40)).await;
    look(&app).await;
    let removed = seen().await;
    assert_eq!(removed["state"], json!("superseded"), "{removed}");
    import(&app, &[(date(2026, 9, 21), "Vård", "theft"); 30]).await;
    look(&app).await;
    let back = seen().await;
    assert_eq!((&back["state"], &back["version"]), (&json!("open"), &json!(3)), "{back}");
    assert_eq!((&back["is_same_input"], &back["is_found_again"]), (&json!(true), &json!(true)));
    assert_eq!(back["evidence"]["numerator"].as_array().unwrap().last(), Some(&json!(75.0)));
    assert!(back["known_at"].as_i64() > removed["known_at"].as_i64());
    assert!(back["restored_at"].is_string() && back["late_sha256"].is_null(), "{back}");
    let page = app.get(&format!("{}?lang=sv", path.replace("/api/v1", ""))).await.ok().text;
    assert!(page.contains("ännu senare rapporter") && page.contains("value=\"explain\""), "{page}");
    let restored = told(&app).await["signal.restored"];
    look(&app).await;
    assert_eq!(told(&app).await["signal.restored"], restored, "once");

    // What somebody has spoken of is removed, and does not come back.
    app.post(&format!("{path}/explain"), json!({ "reason": "Ny e-tjänst" })).await.ok();
    import(&app, &more_before(60)).await;
    look(&app).await;
    assert_eq!(seen().await["state"], json!("superseded"));
    import(&app, &[(date(2026, 9, 22), "Vård", "theft"); 60]).await;
    look(&app).await;
    let told_of = seen().await;
    assert_eq!(
        (&told_of["state"], &told_of["reason"]),
        (&json!("superseded"), &json!("Ny e-tjänst"))
    );
    let open = items(&app, "/api/v1/signals?state=open").await;
    assert!(open.iter().all(|it| it["category"] != json!("theft")), "not raised again: {open:#?}");
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signal_is_dismissed_with_a_reason_by_the_form_of_its_page() {
    let (app, _) = start(MONDAY).await;
    import(&app, &months(45)).await;
    look(&app).await;
    let open = items(&app, "/api/v1/signals?state=open").await;
    let signal = open.iter().find(|it| it["category"] == json!("theft")).unwrap();
    let id = signal["signal_id"].as_str().unwrap();
    let page = app.get(&format!("/signals/{id}?lang=sv")).await.ok();
    assert!(page.text.contains("Det betyder oftast att fler berättar"), "{}", page.text);
    let (path, token) = (format!("/signals/{id}/work"), app.coordinator.clone());
    let fields = [("wish", "dismiss"), ("key", "k1"), ("version", "1")];
    let refused = app.form_as(&token, &path, &fields).await;
    assert_eq!(refused.status, 422);
    assert!(refused.text.contains("id=\"dismissal-problem\""), "{}", refused.text);
    let fields = [&fields[..], &[("dismissal", "Ett register lästes in")]].concat();
    assert_eq!(app.form_as(&token, &path, &fields).await.status, 303);
    let whole = app.get(&format!("/api/v1/signals/{id}")).await.ok().body;
    assert_eq!((&whole["state"], &whole["version"]), (&json!("dismissed"), &json!(2)));
    look(&app).await;
    let open = items(&app, "/api/v1/signals?state=open").await;
    assert!(open.iter().all(|it| it["category"] != json!("theft")), "not raised again: {open:#?}");
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_known_on_a_day_is_the_same_after_everything_that_came_later() {
    let (app, clock) = start(MONDAY).await;
    import(&app, &months(45)).await;
    look(&app).await;
    let folder = |name: &str| app.directory.path().join(name);
    let theft = signal::Scope { unit: None, category: Label::parse("theft").ok() };
    let asked = async |name: &str, scope: &signal::Scope, day: Date| {
        let (measure, scope, day) = ("reports".to_owned(), scope.clone(), Some(day));
        let asked = Asked { measure, scope, day };
        known_at(&app.app().store, &folder(name), &asked, date(2026, 10, 9)).await
    };
    let day = date(2026, 10, 5);
    let first = asked("one", &theft, day).await.unwrap();
    assert_eq!(first["numerator"].as_array().unwrap().last(), Some(&json!(45.0)));
    assert_eq!(first["signals"][0]["rule"], json!("outside_limits"));
    // What comes on a later day, about the same months, changes what is known then.
    clock.set(at("2026-10-06T08:00:00Z"));
    import(&app, &[(date(2026, 9, 20), "Vård", "theft"); 30]).await;
    app.report("En rapport till").await;
    assert_eq!(asked("two", &theft, day).await.unwrap(), first);
    assert!(!folder("two").exists(), "nothing is left behind");
    let later = asked("three", &theft, date(2026, 10, 6)).await.unwrap();
    assert_eq!(later["numerator"].as_array().unwrap().last(), Some(&json!(75.0)));
    assert_ne!(later["input_sha256"], first["input_sha256"]);
    let before = asked("four", &signal::Scope::default(), date(2026, 10, 4)).await;
    assert!(before.is_err(), "nothing was reported by then");
    app.stop().await;
}
