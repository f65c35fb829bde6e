//! The pages of trends and their files, the same figures by the API, and what they refuse.

use std::process::Command;

use reqwest::Method;
use serde_json::json;
use tillbud::clock::Clock;
use tillbud::config::Config;
use tillbud::holding::HoldMinutes;
use tillbud::measures::define_standard;
use tillbud_events::Role;

use crate::support::app::{TestApp, config, read, triage};
use crate::support::held::PATIENCE;

const NOW: &str = "2026-05-04T10:20:31.5Z";

/// Three years of reports of two units, more of them in the last half year.
pub async fn start() -> TestApp {
    let directory = tempfile::tempdir().unwrap();
    let units = directory.path().join("units.csv");
    std::fs::write(&units, "code,sv,en\nsyd,Syd,South\nnorr,Norr,North\n").unwrap();
    let config = Config { units: Some(units), ..config(&directory, None) };
    let clock = Clock::simulated(NOW.parse().unwrap(), 7);
    let app = TestApp::start_with(directory, config, clock, HoldMinutes::OFF).await;
    define_standard(app.app()).await.unwrap();
    let mut lines = String::new();
    for month in 0..36 {
        let (year, of_year) = (2023 + (month + 4) / 12, (month + 4) % 12 + 1);
        let count = [12, 9, 14, 10, 13, 8, 11][month % 7] + if month >= 30 { 14 } else { 0 };
        for number in 0..count {
            let day = format!("{year}-{of_year:02}-{:02}", number % 28 + 1);
            let kind = if number % 3 == 0 { "near_miss" } else { "incident" };
            let line = json!({
                "dataset": "annat", "source_id": format!("{month}-{number}"), "kind": kind,
                "narrative": "från förr", "reported_at": day, "category": ["access"],
                "unit": if number % 2 == 0 { "norr" } else { "syd" },
            });
            lines += &format!("{line}\n");
        }
    }
    let file = app.directory.path().join("import.jsonl");
    std::fs::write(&file, lines).unwrap();
    let arguments =
        ["import".as_ref(), file.as_os_str(), "--data".as_ref(), app.directory.path().as_os_str()];
    let output = Command::new(env!("CARGO_BIN_EXE_tillbud")).args(arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let tip = app.app().store.tip().await.unwrap();
    assert!(app.app().projector.caught_up_within(tip, PATIENCE).await);
    app
}

pub async fn page(app: &TestApp, path: &str) -> String {
    let joint = if path.contains('?') { '&' } else { '?' };
    let path = format!("{path}{joint}lang=sv");
    read(app.request(Method::GET, &path).bearer_auth(&app.coordinator)).await.ok().text
}

/// Keys of all measures that have statistics.
async fn measures(app: &TestApp) -> Vec<String> {
    let listed = app.get("/api/v1/trends").await.ok().body;
    let items = listed["items"].as_array().unwrap();
    assert_eq!(items[0]["measure"], "reports");
    let measured = items.iter().filter(|item| item["chart"].is_string());
    measured.map(|item| item["measure"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_wall_leads_to_every_measure_and_each_has_its_chart_its_files_and_its_json() {
    let app = start().await;
    let keys = measures(&app).await;
    assert!(keys.len() > 5, "{keys:?}");
    for profile in ["", "?profile=mdc"] {
        let wall = page(&app, &format!("/trends{profile}")).await;
        assert!(wall.contains("Rapportering och skada tillsammans"), "{wall}");
        for key in &keys {
            assert!(wall.contains(&format!("/trends/{key}?")), "{key} is not on the wall");
        }
    }
    for key in &keys {
        let one = page(&app, &format!("/trends/{key}?by=unit")).await;
        assert!(one.contains("<svg class=\"chart control\"") && one.contains("<table>"), "{key}");
        let (south, north) = (one.find(">Syd</a>").unwrap(), one.find(">Norr</a>").unwrap());
        assert!(south < north, "units in the order of the list");
        for (file, media) in [
            ("chart.svg", "image/svg+xml"),
            ("points.csv", "text/csv; charset=utf-8"),
            ("points.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ] {
            let answer = app.get(&format!("/trends/{key}/{file}?unit=norr")).await.ok();
            assert_eq!(answer.content_type, media, "{key}/{file}");
        }
        let series = app.get(&format!("/api/v1/trends/{key}?by=category&profile=mdc")).await.ok();
        assert_eq!(series.body["measure"], **key);
        assert!(
            series.body["provenance"]["profile"].as_str().unwrap().contains("making_data_count")
        );
        assert!(series.body["specification"]["$schema"].is_string());
        assert_eq!(series.body["lines"][0]["series"]["category"], series.body["lines"][0]["key"]);
        let csv = app.get(&format!("/api/v1/trends/{key}?format=csv&profile=3s")).await.ok();
        assert!(csv.text.starts_with("Period,"), "{}", csv.text);
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn more_reports_stand_first_as_news_and_are_no_concern() {
    let app = start().await;
    let wall = page(&app, "/trends").await;
    assert!(wall.contains("Högre nivå sedan november 2025"), "{wall}");
    let (_, too_little) = wall.split_once("För lite för att säga något än").unwrap();
    assert!(too_little.contains("/trends/days_to_triage?"), "nobody has judged a report");
    assert!(!too_little.contains("Inget mer än slumpen"), "last");
    assert!(!wall.contains("concern"), "{wall}");
    for key in measures(&app).await {
        let one = page(&app, &format!("/trends/{key}?profile=mdc")).await;
        let is_of_reporting = one.contains("Fler rapporter betyder oftast");
        assert!(!is_of_reporting || !one.contains("class=\"icon concern\""), "{key}");
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn reporting_and_harm_are_read_together_on_the_page_of_either_and_beside_counts() {
    let app = start().await;
    let table = "Så läses de två tillsammans";
    for (path, other, own) in [
        ("/trends/reports?unit=norr", "/trends/harm_share?unit=norr", "/trends/reports?unit=norr"),
        ("/trends/harm_share?profile=mdc", "/trends/reports?", "/trends/harm_share?profile=mdc"),
        ("/trends/counts?unit=norr", "/trends/harm_share?unit=norr", "/trends/counts?"),
    ] {
        let shown = page(&app, path).await;
        let card = |href: &str| format!("<h3><a href=\"{}", href.replace('&', "&#38;"));
        assert!(shown.contains(table) && shown.contains(&card(other)), "{path}: {shown}");
        assert!(!shown.contains(&card(own)), "{path}: {shown}");
    }
    for path in ["/trends/near_miss_share", "/trends/days_to_triage", "/trends/actions_in_time"] {
        assert!(!page(&app, path).await.contains(table), "{path}");
    }

    // More is reported of late, and nothing of harm is known: that is not that it is unchanged.
    for path in ["reports?profile=3s", "harm_share", "reports"] {
        let series = app.get(&format!("/api/v1/trends/{path}")).await.ok().body;
        let together = &series["together"];
        assert_eq!(
            (&together["reporting"], &together["harm"]),
            (&json!("up"), &json!(null)),
            "{path}"
        );
        assert_eq!(together["reading"], json!(null), "{path}");
        let measures = together["measures"].as_array().unwrap();
        assert!(measures.len() > 1 && together["words"].as_str().unwrap().contains("too little"));
        let harm = measures.iter().find(|measure| measure["measure"] == "harm_share").unwrap();
        assert_eq!(harm["change"]["recency"], json!("too_little"), "{path}");
    }
    for path in ["days_to_triage", "reports?kind=near_miss", "reports?category=nothing"] {
        let series = app.get(&format!("/api/v1/trends/{path}")).await.ok().body;
        assert_eq!(series["together"], json!(null), "{path}");
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_happens_too_seldom_for_months_is_shown_by_the_days_between() {
    let app = start().await;
    let headcount = json!({ "unit": "norr", "month": "2023-05", "employees": "90", "fte": "80", "source": "HR" });
    app.post("/api/v1/headcount", headcount).await.ok();
    for day in ["2025-01-10", "2025-06-11", "2025-11-10"] {
        let told = json!({ "narrative": "Larmet var tyst", "happened": day });
        let told = read(app.request(Method::POST, "/api/v1/reports").json(&told)).await.created();
        let opened = json!({ "report_ids": [told.text_of("report_id")], "title": "Tyst larm" });
        let opened = app.post("/api/v1/incidents", opened).await.created();
        let severe = json!({ "actual": "major", "potential": "major", "category": "access" });
        let path = format!("/api/v1/incidents/{}/triage", opened.text_of("incident_id"));
        app.post(&path, severe).await.ok();
    }
    let seldom = page(&app, "/trends/severe_harm_per_100_fte").await;
    assert!(seldom.contains("Dagar emellan") && seldom.contains("dagar emellan"), "{seldom}");
    assert!(!page(&app, "/trends/reports").await.contains("Dagar emellan"));
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn units_stand_beside_each_other_and_factors_in_order_of_frequency() {
    let app = start().await;
    let page_of = page(&app, "/trends/funnel").await;
    assert!(page_of.contains("Till för att lära"), "{page_of}");
    let key = shares(&app).await;
    let funnel = page(&app, &format!("/trends/funnel?measure={key}")).await;
    assert!(funnel.find("1. Syd").unwrap() < funnel.find("2. Norr").unwrap(), "{funnel}");
    let csv = app.get(&format!("/trends/funnel/points.csv?measure={key}")).await.ok().text;
    assert!(csv.lines().nth(1).unwrap().starts_with("Syd,"), "{csv}");
    assert_eq!(app.get("/trends/funnel/chart.svg").await.status, 404);
    assert_eq!(app.get("/trends/funnel?measure=nonsense").await.status, 422);

    let empty = page(&app, "/trends/pareto").await;
    assert!(empty.contains("Inga förutsättningar är analyserade"), "{empty}");
    let (report_id, _) = app.report("Listan låg öppen på servern.").await;
    let body = json!({ "report_ids": [report_id], "title": "Elevlista på öppen yta" });
    let id = app.post("/api/v1/incidents", body).await.created().text_of("incident_id");
    app.post(&format!("/api/v1/incidents/{id}/triage"), triage()).await.ok();
    app.post(&format!("/api/v1/incidents/{id}/response"), json!({ "response": "full_analysis" }))
        .await
        .ok();
    let factor = json!({ "element": "task", "direction": "hindered", "text": "Två listor" });
    app.post(&format!("/api/v1/incidents/{id}/factors"), factor).await.created();
    let pareto = page(&app, "/trends/pareto").await;
    assert!(pareto.contains("1. Uppgiften") && !pareto.contains("Två listor"), "{pareto}");
    let csv = app.get("/trends/pareto/points.csv").await.ok().text;
    assert!(csv.contains("Uppgiften,1,1"), "{csv}");
    app.stop().await;
}

/// A measure that is a share.
async fn shares(app: &TestApp) -> String {
    let listed = app.get("/api/v1/trends").await.ok().body;
    let items = listed["items"].as_array().unwrap();
    let share = items.iter().find(|item| item["chart"] == "pp").unwrap();
    share["measure"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_answered_is_told_field_by_field() {
    let app = start().await;
    let key = shares(&app).await;
    for wrong in [
        "from=2026-13",
        "from=2026-05&to=2026-04",
        "from=1800-01&to=2026-04",
        "by=person",
        "by=kind",
        "profile=nelson",
    ] {
        app.get(&format!("/api/v1/trends/{key}?{wrong}")).await.refused(422);
        assert_eq!(app.get(&format!("/trends/{key}?{wrong}")).await.status, 422, "{wrong}");
        let file = app.get(&format!("/trends/{key}/points.csv?{wrong}")).await;
        assert_eq!(file.status, 422, "{wrong}");
    }
    app.get(&format!("/api/v1/trends/{key}?kind=near_miss")).await.refused(422);
    app.get(&format!("/api/v1/trends/{key}?format=pdf")).await.refused(400);
    for path in ["/trends/nonsense", "/trends/nonsense/chart.svg", "/api/v1/trends/nonsense"] {
        assert_eq!(app.get(path).await.status, 404, "{path}");
    }
    assert_eq!(app.get("/trends/pareto?from=x").await.status, 422);
    let manager = app.token(Role::Manager).await;
    for path in ["/trends".to_owned(), format!("/trends/{key}/points.csv")] {
        let seen = read(app.request(Method::GET, &path).bearer_auth(&manager)).await;
        assert_eq!(seen.status, 403, "{path}");
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_organisation_without_a_single_report_has_a_wall_all_the_same() {
    let app = TestApp::start().await;
    assert!(page(&app, "/trends").await.contains("Det finns inga mått"));
    define_standard(app.app()).await.unwrap();
    page(&app, "/trends").await;
    for key in measures(&app).await {
        page(&app, &format!("/trends/{key}?by=category")).await;
        app.get(&format!("/api/v1/trends/{key}?profile=3s")).await.ok();
    }
    page(&app, "/trends/counts").await;
    app.stop().await;
}
