//! Measures by week: watched after every week, and able to judge a change.

use jiff::ToSpan;
use jiff::civil::{Date, date};
use serde_json::{Value, json};

use crate::signals::{Record, import, items, look, start};
use crate::support::app::TestApp;

/// A Monday: the week before it is the fortieth, and belongs to October, which runs.
const MONDAY: &str = "2026-10-05T08:00:00Z";
const STEADY: [usize; 7] = [12, 9, 14, 10, 13, 8, 11];

/// Defines how many reports there are of each period, and tells its id.
async fn define(app: &TestApp, key: &str, period: &str) -> String {
    let numerator = json!({ "figure": "count", "what": "reports" });
    let body = json!({ "key": key, "sv": format!("Per {period}"), "en": format!("By {period}"),
        "numerator": numerator, "chart": "c", "period": period, "direction": "neutral",
        "owner": "analyst" });
    app.post("/api/v1/measures", body).await.created().text_of("measure_id")
}

/// So many reports in each week from its Monday on, the first `ago` weeks before that Monday.
fn weeks(ago: i64, counts: &[usize]) -> Vec<Record<'static>> {
    let monday = |ago: i64| -> Date { date(2026, 10, 5).saturating_sub(ago.weeks()) };
    let each = counts.iter().zip((0..).map(|more| monday(ago - more)));
    each.flat_map(|(count, day)| (0..*count).map(move |_| (day, "Vård", "theft"))).collect()
}

fn steady(count: usize) -> Vec<usize> {
    (0..count).map(|at| STEADY[at % 7]).collect()
}

async fn of_measure(app: &TestApp, key: &str) -> Vec<Value> {
    let mut all = items(app, "/api/v1/signals").await;
    all.retain(|signal| signal["measure"] == json!(key));
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn a_week_that_is_over_raises_a_signal_once_and_late_reports_supersede_it() {
    let (app, clock) = start("2026-10-04T08:00:00Z").await;
    define(&app, "weekly_reports", "week").await;
    // Forty weeks, and nothing at all in the last one.
    import(&app, &weeks(41, &steady(40))).await;
    look(&app).await;
    assert_eq!(of_measure(&app, "weekly_reports").await, [] as [Value; 0], "it is not over");
    clock.set(MONDAY.parse().unwrap());
    look(&app).await;
    let found = of_measure(&app, "weekly_reports").await;
    let [signal] = &found[..] else { panic!("{found:#?}") };
    assert_eq!((&signal["from"], &signal["to"]), (&json!("2026-W40"), &json!("2026-W40")));
    assert_eq!((&signal["side"], &signal["state"]), (&json!("low"), &json!("open")));
    let id = signal["signal_id"].as_str().unwrap();
    let page = app.get(&format!("/signals/{id}?lang=sv")).await.ok().text;
    assert!(page.contains("vecka 40") && !page.contains("2026-W40</"), "{page}");

    clock.set("2026-10-06T08:00:00Z".parse().unwrap());
    look(&app).await;
    assert_eq!(of_measure(&app, "weekly_reports").await.len(), 1, "raised once");
    import(&app, &weeks(1, &[11])).await;
    look(&app).await;
    let whole = app.get(&format!("/api/v1/signals/{id}")).await.ok().body;
    assert_eq!(whole["state"], json!("superseded"), "{whole}");
    assert_eq!(of_measure(&app, "weekly_reports").await.len(), 1);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cycle_compares_the_weeks_of_the_months_that_it_registered() {
    let (app, clock) = start(MONDAY).await;
    let weekly = define(&app, "weekly_reports", "week").await;
    let quarterly = define(&app, "quarterly_reports", "quarter").await;
    import(&app, &weeks(40, &steady(39))).await;
    let question = json!({ "question": "Berättar fler?", "finding": "Få berättar" });
    let opened = app.post("/api/v1/improvements", question).await.created();
    let path = format!("/improvements/{}", opened.text_of("improvement_id"));
    let plan = |measure: &str| {
        json!({ "measure_id": measure, "movement": "increase", "expected": 2.0,
            "baseline_from": "2026-01", "baseline_to": "2026-09", "change": "2026-11",
            "review": "2027-02-01" })
    };
    let refused = app.post(&format!("/api/v1{path}/plan"), plan(&quarterly)).await.refused(422);
    assert_eq!(refused.body["errors"][0]["pointer"], json!("/measure_id"), "{}", refused.text);
    assert!(refused.text.contains("vecka för vecka"), "{}", refused.text);
    app.post(&format!("/api/v1{path}/plan"), plan(&weekly)).await.ok();

    // October belongs to neither; the week of the review has not ended.
    clock.set("2027-02-08T08:00:00Z".parse().unwrap());
    import(&app, &weeks(-4, &[24; 15])).await;
    app.post(&format!("/api/v1{path}/study"), json!({})).await.ok();
    let seen = app.get(&format!("/api/v1{path}")).await.ok();
    let study = &seen.body["studies"][0];
    assert_eq!(study["verdict"], json!("improved"), "{}", seen.text);
    assert_eq!((&study["before_points"], &study["after_points"]), (&json!(39), &json!(14)));
    let until = (&study["until"], &study["until_week"]);
    assert_eq!(until, (&json!("2027-02"), &json!("2027-W05")));
    let page = app.get(&format!("{path}?lang=sv")).await.ok().text;
    for words in ["på 39 veckor", "på 14 veckor", "till och med vecka 5", "Det blev bättre"] {
        assert!(page.contains(words), "no {words} in {page}");
    }
    app.stop().await;
}
