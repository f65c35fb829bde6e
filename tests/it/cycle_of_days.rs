//! Cycles and actions whose measure is in days: medians, and the time between severe incidents,
//! from the plan to the verdict.

use jiff::ToSpan;
use jiff::civil::Date;
use reqwest::Method;
use serde_json::{Value, json};
use tillbud_events::measure::{
    ChartKind, Conditions, Counted, Definition, Direction, Lasting, Numerator, Period, What,
};
use tillbud_events::vocabulary::measuring::Span;
use tillbud_events::vocabulary::{Code, Label, Severity};
use tillbud_events::{MeasureId, Month, Role};
use uuid::Uuid;

use crate::improvements::{define, open, page, start};
use crate::support::app::{TestApp, read};

/// Days until somebody has seen the reports of each month before, up and down by chance.
const SLOW: [i64; 7] = [6, 5, 7, 6, 8, 6, 5];
const QUICK: [i64; 4] = [3, 2, 3, 4];
/// Reports of each month: a median is of five at least.
const REPORTS: usize = 5;

fn months(from: &str, to: &str) -> impl Iterator<Item = Month> {
    let (from, to): (Month, Month) = (from.parse().unwrap(), to.parse().unwrap());
    std::iter::successors(Some(from), |month| Some(month.next())).take_while(move |it| *it <= to)
}

/// In the morning of a day.
fn at(app: &TestApp, day: Date) {
    app.app().clock.set(format!("{day}T08:00:00Z").parse().unwrap());
}

/// Reports on the third of each month, each seen so many days later.
async fn seen_after(app: &TestApp, (from, to): (&str, &str), days: impl Fn(usize) -> i64) {
    for (number, month) in months(from, to).enumerate() {
        let day = month.first_day().saturating_add(2.days());
        at(app, day);
        let mut reports = Vec::new();
        for _ in 0..REPORTS {
            reports.push(app.report("Skärmen stod olåst").await.0);
        }
        at(app, day.saturating_add(days(number).days()));
        for id in reports {
            app.post(&format!("/api/v1/reports/{id}/acknowledge"), json!({})).await.ok();
        }
    }
}

/// A severe incident on each of these days.
async fn severe(app: &TestApp, days: &[Date]) {
    for day in days {
        at(app, *day);
        let (report, _) = app.report("Trappan var hal").await;
        let body = json!({ "report_ids": [report], "title": "Fall i trappan" });
        let opened = app.post("/api/v1/incidents", body).await.created();
        let path = format!("/api/v1/incidents/{}/triage", opened.text_of("incident_id"));
        let judged = json!({ "actual": "major", "potential": "major", "category": "physical" });
        app.post(&path, judged).await.ok();
    }
}

fn of_days(key: &str, numerator: Numerator, chart: ChartKind, direction: Direction) -> Definition {
    Definition {
        key: Code::parse(key).unwrap(),
        name_sv: Label::parse("Dagar tills någon ser").unwrap(),
        name_en: Label::parse("Days until somebody sees").unwrap(),
        numerator,
        denominator: None,
        chart,
        period: Period::Month,
        direction,
        target: None,
        owner: Role::Analyst,
    }
}

/// Median days until somebody has seen a report.
async fn median(app: &TestApp) -> String {
    let conditions = Conditions::default();
    let numerator = Numerator::Median(Lasting { span: Span::ToAcknowledgement, conditions });
    let median = of_days("cycle_days", numerator, ChartKind::Individuals, Direction::Decrease);
    define(app, MeasureId(Uuid::from_u128(44)), median).await
}

/// Days between incidents with severe harm.
async fn gap(app: &TestApp) -> String {
    let conditions = Conditions { actual_at_least: Some(Severity::Major), ..Conditions::default() };
    let numerator = Numerator::Gap(Counted { what: What::Incidents, conditions });
    let gap = of_days("cycle_gaps", numerator, ChartKind::Gap, Direction::Increase);
    define(app, MeasureId(Uuid::from_u128(45)), gap).await
}

fn plan(measure: &str, movement: &str, expected: f64) -> Value {
    json!({
        "measure_id": measure, "movement": movement, "expected": expected,
        "baseline_from": "2024-05", "baseline_to": "2025-05",
        "change": "2025-06", "review": "2026-02-20",
    })
}

/// An action with this measure, done in June 2025.
async fn act(app: &TestApp, measure: &str, movement: &str) -> String {
    let (incident, _) = app.incident("local_fix").await;
    let proposed = json!({ "text": "Jour på vardagar", "strength": "stronger" });
    let proposed = app.post(&format!("/api/v1/incidents/{incident}/actions"), proposed).await;
    let id = proposed.created().text_of("action_id");
    let path = |step: &str| format!("/api/v1/actions/{id}/{step}");
    let named = json!({ "measure_id": measure, "movement": movement, "review": "2026-02-20" });
    app.post(&path("measure"), named).await.ok();
    app.post(&path("decide"), json!({ "owner": "IT", "due": "2025-06-01" })).await.ok();
    at(app, "2025-06-01".parse().unwrap());
    app.post(&path("implement"), json!({ "evidence": "I drift" })).await.ok();
    id
}

async fn planned(app: &TestApp, plan: Value) -> String {
    let id = open(app).await;
    app.post(&format!("/api/v1/improvements/{id}/plan"), plan).await.ok();
    id
}

/// Compares, and tells what was found.
async fn study(app: &TestApp, cycle: &str) -> Value {
    app.post(&format!("/api/v1/improvements/{cycle}/study"), json!({})).await.ok();
    let seen = app.get(&format!("/api/v1/improvements/{cycle}")).await.ok();
    seen.body["studies"][0].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_median_that_fell_goes_from_its_plan_to_improved() {
    let app = start(None).await;
    let measure = median(&app).await;
    seen_after(&app, ("2024-05", "2025-05"), |month| SLOW[month % 7]).await;
    at(&app, "2025-05-20".parse().unwrap());
    let form = page(&app, &format!("/improvements/{}", open(&app).await)).await;
    assert!(form.contains("Dagar tills någon ser") && form.contains("hälften så många dagar"));
    let cycle = planned(&app, plan(&measure, "decrease", 0.5)).await;
    let action = act(&app, &measure, "decrease").await;
    seen_after(&app, ("2025-06", "2026-01"), |month| QUICK[month % 4]).await;

    at(&app, "2026-02-20".parse().unwrap());
    let found = study(&app, &cycle).await;
    assert_eq!(found["verdict"], json!("improved"), "{found}");
    assert_eq!((&found["before_points"], &found["after_points"]), (&json!(13), &json!(8)));
    assert_eq!((&found["signal"], &found["until"]), (&json!(true), &json!("2026-01")));
    let number = |name: &str| found["difference"][name].as_f64().unwrap();
    let mean = |name: &str| found[name].as_f64().unwrap();
    assert!((number("difference") - (mean("after") - mean("before"))).abs() < 1e-9, "{found}");
    assert!(number("lower") < number("difference") && number("upper") < 0.0, "{found}");
    assert_eq!((&found["ratio"], &found["days"]), (&json!(null), &json!(null)));

    let address = format!("/improvements/{cycle}");
    let shown = page(&app, &address).await;
    for words in [
        "Det blev bättre",
        "Medianen sjönk i genomsnitt från 6,23 till 3 dagar",
        "<svg class=\"chart",
        "50 procent av nivån före",
    ] {
        assert!(shown.contains(words), "no {words} in {shown}");
    }
    let english = app.get(&format!("{address}?lang=en")).await.ok().text;
    assert!(english.contains("On average the median fell from 6.23 to 3 days"), "{english}");

    // The action is held against the months before it, in the same way.
    let compared = app.get(&format!("/api/v1/actions/{action}/measure")).await.ok();
    let compared = &compared.body["compared"];
    assert_eq!(compared["verdict"], json!("improved"), "{compared}");
    assert_eq!(compared["difference"], found["difference"], "{compared}");
    let shown = page(&app, &format!("/actions/{action}")).await;
    assert!(shown.contains("Medianen sjönk i genomsnitt"), "{shown}");
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_median_that_goes_up_and_down_as_before_is_no_evidence_and_slow_months_count() {
    let app = start(None).await;
    let measure = median(&app).await;
    seen_after(&app, ("2024-05", "2025-05"), |month| SLOW[month % 7]).await;
    at(&app, "2025-05-20".parse().unwrap());
    let [same, slower] = [(), ()].map(|()| plan(&measure, "decrease", 0.5));
    let (same, slower) = (planned(&app, same).await, planned(&app, slower).await);
    seen_after(&app, ("2025-06", "2026-01"), |month| SLOW[(month + 3) % 7]).await;
    at(&app, "2026-02-20".parse().unwrap());
    let found = study(&app, &same).await;
    assert_eq!(found["verdict"], json!("no_evidence_yet"), "{found}");
    let shown = page(&app, &format!("/improvements/{same}")).await;
    assert!(shown.contains("Inget tecken på effekt än"), "{shown}");

    // Nobody has seen what came in February and March: those months have no median, and are not
    // left out for it.
    for day in ["2026-02-23", "2026-03-03"] {
        at(&app, day.parse().unwrap());
        for _ in 0..3 * REPORTS {
            app.report("Skärmen stod olåst").await;
        }
    }
    at(&app, "2026-05-20".parse().unwrap());
    let found = study(&app, &slower).await;
    assert_eq!(found["after_points"], json!(10), "{found}");
    assert!(found["difference"]["difference"].as_f64().unwrap() > 5.0, "{found}");
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn fewer_severe_incidents_are_longer_between_and_the_days_since_the_last_count() {
    let app = start(None).await;
    let measure = gap(&app).await;
    let before: Vec<Date> = months("2024-05", "2025-05")
        .enumerate()
        .flat_map(|(at, month)| {
            let day = month.first_day();
            let at = i64::try_from(at).unwrap();
            [day.saturating_add((4 + at % 3).days()), day.saturating_add((17 + at % 5).days())]
        })
        .collect();
    severe(&app, &before).await;
    at(&app, "2025-05-28".parse().unwrap());
    let falls = plan(&measure, "decrease", 0.5);
    let refused = open(&app).await;
    let refused = format!("/api/v1/improvements/{refused}/plan");
    app.post(&refused, falls).await.refused(422);
    let cycle = planned(&app, plan(&measure, "increase", 2.0)).await;
    let action = act(&app, &measure, "increase").await;
    severe(&app, &["2025-09-14".parse().unwrap()]).await;

    // Of incidents a month is known when the next one is over: until February.
    at(&app, "2026-04-10".parse().unwrap());
    let found = study(&app, &cycle).await;
    assert_eq!(found["verdict"], json!("improved"), "{found}");
    assert_eq!((&found["before"], &found["after"]), (&json!(26.0), &json!(1.0)), "{found}");
    assert_eq!((&found["before_points"], &found["after_points"]), (&json!(13), &json!(9)));
    assert_eq!(found["until"], json!("2026-02"));
    let looked = json!({ "before": 396, "after": 273, "since_last": 167 });
    assert_eq!((&found["days"], &found["exact"]), (&looked, &json!(true)));
    let ratio = found["ratio"]["ratio"].as_f64().unwrap();
    assert!((ratio - 273.0 / (396.0 / 26.0)).abs() < 1e-9, "{found}");
    assert!(found["ratio"]["lower"].as_f64().unwrap() > 1.0);

    let shown = page(&app, &format!("/improvements/{cycle}")).await;
    for words in [
        "Det blev bättre",
        "Före: 26 på 396 dagar. Efter: 1 på 273 dagar.",
        "gånger så lång efter som före",
        "hade 167 dagar gått sedan den senaste",
        "den första efter ändringen, som börjar i juni 2025",
        "Den ofyllda punkten sist",
    ] {
        assert!(shown.contains(words), "no {words} in {shown}");
    }
    let analyst = app.token(Role::Analyst).await;
    let path = format!("/api/v1/actions/{action}/measure");
    let compared = read(app.request(Method::GET, &path).bearer_auth(analyst)).await.ok();
    let compared = &compared.body["compared"];
    assert_eq!((&compared["verdict"], &compared["days"]), (&json!("improved"), &looked));
    assert_eq!(compared["ratio"], found["ratio"], "{compared}");
    app.stop().await;
}
