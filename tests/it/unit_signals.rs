//! Signals of whole units: a unit that falls silent is a question, and a small one is none.

use jiff::ToSpan;
use jiff::civil::{Date, date};
use reqwest::Method;
use serde_json::{Value, json};
use tillbud::cli::trends::{Asked, known_at};
use tillbud::measures::{define_standard, measure_id};
use tillbud_events::Role;
use tillbud_events::signal::Scope;
use tillbud_events::vocabulary::{Code, Label};

use crate::signals::{Record, import, items, look, start};
use crate::support::app::{TestApp, read};

/// A Monday: September is over.
const MONDAY: &str = "2026-10-05T08:00:00Z";
const MEASURE: &str = "reports_per_100_fte";
const MONTHS: i64 = 30;
const STEADY: [usize; 7] = [12, 9, 14, 10, 13, 8, 11];

/// Thirty months of reports of a unit up to September 2026, the last with `last`.
fn months(unit: &'static str, last: usize) -> Vec<Record<'static>> {
    let month = |ago: i64| {
        let day = date(2026, 9, 3).saturating_sub(ago.months());
        let count = if ago == 0 { last } else { STEADY[usize::try_from(ago % 7).unwrap()] };
        (0..count).map(move |_| (day, unit, "theft"))
    };
    (0..MONTHS).flat_map(month).collect()
}

/// A unit that falls silent, one that goes on, and three of which nobody hears any more: one of
/// 19 employees, one whose size nobody knows, and one of which it is known from October on.
async fn town(app: &TestApp) {
    define_standard(app.app()).await.unwrap();
    let table = "unit,month,employees,fte\nVård,2024-06,20,18.4\nSkola,2024-01,48,41.5\n\
                 Kök,2024-01,19,17.5\nBad,2026-10,60,50\n";
    let request = app.request(Method::POST, "/api/v1/headcount/import");
    let request = request.bearer_auth(&app.coordinator).header("content-type", "text/csv");
    read(request.body(table)).await.ok();
    let silent = ["Vård", "Kök", "Park", "Bad"].map(|unit| months(unit, 0)).concat();
    import(app, &[months("Skola", 10), silent].concat()).await;
}

async fn of_units(app: &TestApp) -> Vec<Value> {
    let mut all = items(app, "/api/v1/signals").await;
    all.retain(|signal| signal["unit"] != Value::Null);
    all
}

fn id_of(signal: &Value) -> &str {
    signal["signal_id"].as_str().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_unit_that_falls_silent_is_a_question_with_the_chart_of_its_measure() {
    let (app, _) = start(MONDAY).await;
    town(&app).await;
    look(&app).await;
    let found = of_units(&app).await;
    let [signal] = &found[..] else { panic!("{found:#?}") };
    assert_eq!((&signal["unit"], &signal["measure"]), (&json!("Vård"), &json!(MEASURE)));
    assert_eq!((&signal["rule"], &signal["side"]), (&json!("outside_limits"), &json!("low")));
    assert_eq!((&signal["from"], &signal["is_notable"]), (&json!("2026-09"), &json!(true)));
    look(&app).await;
    assert_eq!(of_units(&app).await.len(), 1, "raised once");

    // The chart of the measure's page, of this unit, is what the signal was made from.
    let whole = app.get(&format!("/api/v1/signals/{}", id_of(signal))).await.ok().body;
    assert_eq!((&whole["is_same_input"], &whole["is_found_again"]), (&json!(true), &json!(true)));
    assert_eq!(whole["evidence"]["chart"], json!("up"));
    let path = format!("/api/v1/trends/{MEASURE}?unit=V%C3%A5rd&from=2024-04&to=2026-09");
    let shown = app.get(&path).await.ok().body;
    let points = shown["points"].as_array().unwrap();
    let column = |name: &str| points.iter().map(|it| it[name].clone()).collect::<Vec<_>>();
    for (of_evidence, of_page) in
        [("periods", "period"), ("numerator", "numerator"), ("denominator", "denominator")]
    {
        assert_eq!(whole["evidence"][of_evidence], json!(column(of_page)), "{of_page}");
    }
    let states = column("state");
    assert_eq!(states[..3], ["missing", "missing", "measured"], "its size is known from June on");

    for (lang, question, note, among) in [
        (
            "sv",
            "har det blivit svårare att berätta?",
            "inget om någon som arbetar där",
            "bland verksamheternas diagram",
        ),
        (
            "en",
            "has it become harder to tell?",
            "nor of anybody who works there",
            "among the charts of units",
        ),
    ] {
        let page = app.get(&format!("/signals/{}?lang={lang}", id_of(signal))).await.ok().text;
        for words in [question, note, among, "Vård"] {
            assert!(page.contains(words), "no {words} in {page}");
        }
        let today = app.get(&format!("/today?lang={lang}")).await.ok().text;
        assert!(today.contains(question) && today.contains(id_of(signal)), "{today}");
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signal_of_a_unit_is_seen_by_those_who_see_signals_and_its_unit_by_nobody_else() {
    let (app, _) = start(MONDAY).await;
    town(&app).await;
    look(&app).await;
    let found = of_units(&app).await;
    let path = format!("/api/v1/signals/{}", id_of(&found[0]));
    for (role, status) in [
        (Role::Analyst, 200),
        (Role::Manager, 403),
        (Role::Auditor, 403),
        (Role::ActionOwner, 403),
        (Role::DataProtectionOfficer, 403),
        (Role::Administrator, 403),
    ] {
        let token = app.token(role).await;
        let answer = read(app.request(Method::GET, &path).bearer_auth(&token)).await;
        assert_eq!(answer.status, status, "{role:?}");
        if role == Role::Auditor {
            let log = format!("/api/v1/events?limit=20&after={}", app.tip().await - 20);
            let log = read(app.request(Method::GET, &log).bearer_auth(&token)).await.ok();
            let raised = log.body["items"].as_array().unwrap().iter();
            let raised: Vec<_> =
                raised.filter(|event| event["event_type"] == json!("signal.raised")).collect();
            assert!(!raised.is_empty(), "{}", log.text);
            for event in raised {
                assert_eq!(event["data"], json!({ "withheld": true }), "{event}");
            }
        }
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signal_of_a_unit_is_explained_superseded_and_leads_to_a_cycle_as_any_other() {
    let (app, clock) = start(MONDAY).await;
    town(&app).await;
    look(&app).await;
    let found = of_units(&app).await;
    let id = id_of(&found[0]).to_owned();
    let path = format!("/api/v1/signals/{id}");
    let question = json!({ "question": "Hur lätt är det att berätta?", "signal": id });
    let cycle = app.post("/api/v1/improvements", question).await.created();
    let address = format!("/improvements/{}?lang=sv", cycle.text_of("improvement_id"));
    let cycle = app.get(&address).await.ok().text;
    assert!(cycle.contains("value=\"Vård\""), "its plan begins with the unit: {cycle}");
    assert!(cycle.contains(&format!("/signals/{id}")));
    app.post(&format!("{path}/explain"), json!({ "reason": "Flytt till nya lokaler" })).await.ok();

    // As it was known on the day, whatever comes later.
    let unit = Scope { unit: Label::parse("Vård").ok(), category: None };
    let asked = async |name: &str, day: Date| {
        let asked = Asked { measure: MEASURE.to_owned(), scope: unit.clone(), day: Some(day) };
        let folder = app.directory.path().join(name);
        known_at(&app.app().store, &folder, &asked, date(2026, 10, 9)).await.unwrap()
    };
    let first = asked("one", date(2026, 10, 5)).await;
    assert_eq!(first["signals"][0]["side"], json!("low"), "{first}");
    let whole = app.get(&path).await.ok().body;
    assert_eq!(first["input_sha256"], whole["input_sha256"]);

    clock.set("2026-10-06T08:00:00Z".parse().unwrap());
    import(&app, &[(date(2026, 9, 20), "Vård", "theft"); 11]).await;
    look(&app).await;
    let whole = app.get(&path).await.ok().body;
    assert_eq!(whole["state"], json!("superseded"), "{whole}");
    assert_eq!(asked("two", date(2026, 10, 5)).await, first);
    assert_eq!(of_units(&app).await.len(), 1);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_unit_is_watched_by_a_measure_that_people_retired() {
    let (app, _) = start(MONDAY).await;
    define_standard(app.app()).await.unwrap();
    let retire = format!("/api/v1/measures/{}/retire", measure_id(&Code::parse(MEASURE).unwrap()));
    app.post(&retire, json!({ "reason": "Vi följer kategorier" })).await.ok();
    town(&app).await;
    look(&app).await;
    assert_eq!(of_units(&app).await, [] as [Value; 0]);
    app.stop().await;
}
