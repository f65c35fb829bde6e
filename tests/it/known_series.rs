//! Real series, taken over as reports: what is known to have changed is found, and twice as
//! many reports of everything is no cluster.
//!
//! Breaches of health data reported to the U.S. Department of Health and Human Services: thefts
//! of equipment fell from 135 in 2010 to 12 in 2023, hacking rose from 8 to 596. Skipped, visibly,
//! where the series are absent. Must never hold a record of them itself.

use std::io::Read;

use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::{Value, json};
use tillbud::measures::define_standard;

use super::signals::{Record, import, items, look, start};
use crate::support::app::TestApp;
use crate::support::shared_data;

/// The first day after the last whole year of the series, a Monday.
const AFTER_2023: &str = "2024-01-01T08:00:00Z";
/// A Monday with ten years of reports before it.
const AFTER_2019: &str = "2020-01-06T08:00:00Z";
/// Weeks in which everything is reported twice.
const CAMPAIGN_WEEKS: i64 = 4;

/// Every count as so many records of the first day of its month, up to the end of 2023.
fn monthly(table: &str) -> Vec<(Date, String)> {
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let categories: Vec<_> = reader.headers().unwrap().iter().skip(2).map(str::to_owned).collect();
    let mut records = Vec::new();
    for row in reader.records() {
        let row = row.unwrap();
        let day: Date = format!("{}-01", &row[0]).parse().unwrap();
        if day.year() > 2023 {
            continue;
        }
        for (category, count) in categories.iter().zip(row.iter().skip(2)) {
            let count: usize = count.parse().unwrap();
            records.extend((0..count).map(|_| (day, category.clone())));
        }
    }
    records
}

/// The day and the category of every single record.
fn daily(packed: &[u8]) -> Vec<(Date, String)> {
    let mut lines = String::new();
    flate2::read::GzDecoder::new(packed).read_to_string(&mut lines).unwrap();
    let record = |line: &str| {
        let record: Value = serde_json::from_str(line).unwrap();
        let day = record["reported_at"].as_str()?.parse().ok()?;
        Some((day, record["category"][0].as_str()?.to_owned()))
    };
    lines.lines().filter_map(record).collect()
}

fn records(told: &[(Date, String)]) -> Vec<Record<'_>> {
    told.iter().map(|(day, category)| (*day, "Alla", category.as_str())).collect()
}

async fn series(app: &TestApp, measure: &str, query: &str) -> Value {
    app.get(&format!("/api/v1/trends/{measure}?{query}")).await.ok().body
}

/// The mean of the counts of these months.
fn mean(series: &Value, months: std::ops::Range<usize>) -> f64 {
    let points = &series["points"].as_array().unwrap()[months];
    points.iter().map(|point| point["numerator"].as_f64().unwrap()).sum::<f64>()
        / points.len() as f64
}

#[tokio::test(flavor = "multi_thread")]
async fn thefts_are_found_to_have_become_fewer_and_hacking_more() {
    let Some(file) = shared_data("series/hhs_ocr_monthly_by_reported.csv") else { return };
    let told = monthly(&std::fs::read_to_string(file).unwrap());
    let (app, _) = start(AFTER_2023).await;
    define_standard(app.app()).await.unwrap();
    import(&app, &records(&told)).await;

    // Since 2010: each side of the change is a long run, and a fall alone asks its question.
    for (category, is_rise) in [("Theft", false), ("Hacking%2FIT+Incident", true)] {
        let query = format!("category={category}&from=2010-01&to=2023-12&profile=3s");
        let whole = series(&app, "reports", &query).await;
        let points = whole["points"].as_array().unwrap();
        assert_eq!((points.len(), &whole["status"]), (168, &json!("ok")), "{category}");
        let (first, last) = (mean(&whole, 0..24), mean(&whole, 144..168));
        assert_eq!(last > 4.0 * first, is_rise, "{category}: {first} then {last}");
        assert_eq!(first > 4.0 * last, !is_rise, "{category}: {first} then {last}");
        let signals = points.iter().filter(|point| point["signal"] != json!(null)).count();
        assert!(signals > 80, "{category}: {signals} of 168 points");
        let runs = &whole["parts"][0]["runs"];
        assert_eq!(runs["long_run_signal"], json!(true), "{category}: {runs}");
        let page = format!("/trends/reports?{query}&lang=sv");
        let page = app.get(&page).await.ok().text;
        let asks = page.contains("Färre berättar. Har det blivit svårare att rapportera?");
        assert_eq!(asks, !is_rise, "{category}");
        let named = if is_rise { "Hacking/IT Incident" } else { "Theft" };
        assert!(page.contains(&format!("<h1>Rapporter: {named}</h1>")), "{category}");
    }

    // The years in which hacking overtook theft, as they were seen then.
    let query = "category=Theft&from=2013-01&to=2016-12&profile=3s";
    let then = series(&app, "reports", query).await;
    assert_eq!(then["parts"][0]["runs"]["few_crossings_signal"], json!(true), "{}", then["parts"]);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_campaign_that_doubles_real_reports_of_all_categories_raises_no_cluster() {
    let Some(file) = shared_data("hhs_ocr.jsonl.gz") else { return };
    let packed = std::fs::read(file).unwrap();
    let now: Date = "2020-01-06".parse().unwrap();
    let mut told = daily(&packed);
    told.retain(|(day, _)| *day < now);
    assert!(told.len() > 1_500, "{} records", told.len());
    let begun = now.saturating_sub(CAMPAIGN_WEEKS.weeks());
    let again: Vec<_> = told.iter().filter(|(day, _)| *day >= begun).cloned().collect();
    assert!(again.len() > 15, "{} records are told twice", again.len());
    let mut raised = Vec::new();
    for told in [told.clone(), [told, again].concat()] {
        let (app, _) = start(AFTER_2019).await;
        import(&app, &records(&told)).await;
        look(&app).await;
        let scanned = app.get("/api/v1/alerts").await.ok().body["scanned_week"].clone();
        assert_eq!(scanned, json!("2020-W01"));
        raised.push(items(&app, "/api/v1/alerts?state=open").await.len());
        app.stop().await;
    }
    assert_eq!(raised[1], 0, "open alerts without and with the campaign: {raised:?}");
}
