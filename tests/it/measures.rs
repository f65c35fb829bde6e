//! Measures: defined from coded facts, with decisions about their baselines, and headcounts
//! that their rates are counted against.

use reqwest::Method;
use serde_json::{Value, json};
use tillbud::measures::define_standard;
use tillbud_events::{Month, Role, measure::standard};
use tillbud_projections::measure::{self, Scope};

use crate::support::app::{Answer, TestApp, measure as text, read, read_response};
use crate::support::postgres;

fn at(id: &str, act: &str) -> String {
    format!("/api/v1/measures/{id}/{act}")
}

fn pointers(answer: &Answer) -> Vec<String> {
    let errors = answer.body["errors"].as_array().unwrap_or_else(|| panic!("{}", answer.text));
    errors.iter().map(|error| error["pointer"].as_str().unwrap().to_owned()).collect()
}

async fn form(app: &TestApp, path: &str, fields: &[(&str, &str)]) -> Answer {
    let body = serde_urlencoded(fields);
    let request = app.request(Method::POST, path).bearer_auth(&app.coordinator);
    let form = "application/x-www-form-urlencoded";
    let sent = request.header("content-type", form).body(body).send().await.unwrap();
    match sent.headers().get("location").map(|address| address.to_str().unwrap().to_owned()) {
        Some(address) => app.get(&address).await,
        None => read_response(sent).await,
    }
}

fn serde_urlencoded(fields: &[(&str, &str)]) -> String {
    let encode = |text: &str| {
        text.bytes()
            .map(|byte| match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => {
                    char::from(byte).to_string()
                }
                other => format!("%{other:02X}"),
            })
            .collect::<String>()
    };
    let pairs = fields.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value)));
    pairs.collect::<Vec<_>>().join("&")
}

async fn csv(app: &TestApp, table: &str) -> Answer {
    let request = app.request(Method::POST, "/api/v1/headcount/import");
    let request = request.bearer_auth(&app.coordinator).header("content-type", "text/csv");
    read(request.body(table.to_owned())).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_measure_is_defined_decided_about_and_retired() {
    walk(None).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_measure_is_defined_decided_about_and_retired_on_postgres() {
    if let Some(database) = postgres::database().await {
        walk(Some(database)).await;
    }
}

async fn walk(database: Option<String>) {
    let app = TestApp::start_in(tempfile::tempdir().unwrap(), database).await;
    let id = app.measure("reports").await;
    let same = app.post("/api/v1/measures", text("reports")).await.created();
    assert_eq!((same.text_of("measure_id"), same.body["version"].clone()), (id.clone(), json!(1)));

    let mut fewer = text("reports");
    fewer["direction"] = json!("decrease");
    let refused = app.post(&at(&id, "revise"), fewer).await.refused(422);
    assert!(refused.text_of("detail").contains("Fler rapporter"), "{}", refused.text);
    let wrong = json!({ "sv": "", "en": "x", "numerator": { "figure": "sum" }, "chart": "pie",
        "period": "month", "direction": "neutral", "owner": "analyst" });
    let refused = app.post("/api/v1/measures", wrong).await.refused(422);
    assert_eq!(pointers(&refused), ["/sv", "/numerator/figure", "/chart"]);
    let mut drawn = text("share");
    drawn["chart"] = json!("pp");
    let refused = app.post("/api/v1/measures", drawn).await.refused(422);
    assert!(refused.text_of("detail").contains("Enskilda värden (XmR)"), "{}", refused.text);

    app.post(&at(&id, "freeze"), json!({ "until": "2026-03" })).await.ok();
    let nothing = json!({ "month": "2026-13", "reason": " " });
    let refused = app.post(&at(&id, "rebase"), nothing).await.refused(422);
    assert_eq!(pointers(&refused), ["/month", "/reason"]);
    let level = json!({ "month": "2026-06", "reason": "Ny blankett i alla enheter" });
    app.post(&at(&id, "rebase"), level.clone()).await.ok();
    let earlier = json!({ "month": "2026-01", "reason": "x" });
    let refused = app.post(&at(&id, "rebase"), earlier).await.refused(422);
    assert!(refused.text_of("detail").contains("2026-06"), "{}", refused.text);
    let out = json!({ "month": "2026-07", "reason": "Stängt i tre veckor" });
    app.post(&at(&id, "exclude"), out).await.ok();

    let page = app.get(&format!("/measures/{id}")).await.ok();
    for words in ["Ny blankett i alla enheter", "Stängt i tre veckor", "2026-06", "samordnare"] {
        assert!(page.text.contains(words), "{words}: {}", page.text);
    }
    let one = app.get(&format!("/api/v1/measures/{id}")).await.ok();
    let decisions: Vec<_> = one.body["baselines"]
        .as_array()
        .unwrap()
        .iter()
        .map(|made| made["decision"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(decisions, ["rebased", "excluded"], "a new level begins with nothing frozen");
    assert_eq!(one.etag.as_deref(), Some("\"4\""));
    let stale = app.request(Method::POST, &at(&id, "include")).bearer_auth(&app.coordinator);
    let stale = stale.header("if-match", "\"2\"").json(&json!({ "month": "2026-07" }));
    read(stale).await.refused(412);
    app.post(&at(&id, "include"), json!({ "month": "2026-07" })).await.ok();
    app.post(&at(&id, "take-back-rebase"), json!({ "month": "2026-06" })).await.ok();
    app.post(&at(&id, "thaw"), json!({})).await.ok();

    app.post(&at(&id, "retire"), json!({ "reason": "Ingen läser det" })).await.ok();
    app.post(&at(&id, "rebase"), level).await.refused(422);
    assert!(app.get("/measures").await.ok().text.contains("ingen följer längre"));
    app.post(&at(&id, "take-up"), json!({ "reason": "Nämnden frågar" })).await.ok();
    let missing = uuid::Uuid::from_u128(1).to_string();
    app.post(&at(&missing, "thaw"), json!({})).await.refused(404);
    assert!(app.get(&format!("/api/v1/measures/{missing}")).await.status == 404);
    // Reasons are sealed in the log, as all free text is.
    let auditor = app.token(Role::Auditor).await;
    let log = app.request(Method::GET, "/api/v1/events?limit=50").bearer_auth(auditor);
    let log = read(log).await.ok();
    assert!(log.text.contains("measure.rebased") && !log.text.contains("Ny blankett"));
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_measures_that_tillbud_comes_with_are_defined_once_and_stay_as_people_leave_them() {
    let app = TestApp::start().await;
    define_standard(app.app()).await.unwrap();
    let tip = app.tip().await;
    assert_eq!(tip, standard().len() as u64);
    let list = app.get("/api/v1/measures").await.ok();
    let items = list.body["items"].as_array().unwrap();
    assert_eq!(items.len(), standard().len());
    assert!(items.iter().all(|item| item["defined_as"] == json!("system")));
    let id = items[0]["measure_id"].as_str().unwrap().to_owned();
    let mut other = items[0]["definition"].clone();
    other["sv"] = json!("Rapporter varje månad");
    app.post(&at(&id, "revise"), other).await.ok();
    let retired = items[1]["measure_id"].as_str().unwrap();
    app.post(&at(retired, "retire"), json!({ "reason": "Vi saknar antal" })).await.ok();
    define_standard(app.app()).await.unwrap();
    assert_eq!(app.tip().await, tip + 2, "nothing was defined anew");
    let page = app.get("/measures").await.ok();
    assert!(page.text.contains("Rapporter varje månad"), "{}", page.text);
    // One report counts, at once, in the running month.
    app.report("Två listor med samma namn").await;
    let db = app.app().read_models.db();
    let all = measure::all(db).await.unwrap();
    let today = app.app().clock.today();
    let (from, to) = (Month::of(today).plus(-11), Month::of(today));
    let scope = Scope::default();
    let asked: Vec<_> = all.iter().map(|measure| (measure, &scope)).collect();
    let points = measure::points_of_each(db, &asked, from, to, today).await;
    let points = points.unwrap();
    assert_eq!(points[0].periods, [to.to_string()]);
    assert_eq!((points[0].numerator[0], points[0].is_last_incomplete), (Some(1.0), true));
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_measure_is_defined_and_decided_about_by_forms_alone() {
    let app = TestApp::start().await;
    let begun = app.get("/measures/new").await.ok();
    assert!(begun.text.contains("name=\"figure\"") && !begun.text.contains("<script>"));
    let fields = [
        ("wish", "define"),
        ("key", "k1"),
        ("sv", "Andel nära ögat i norr"),
        ("en", "Near misses"),
        ("figure", "count"),
        ("what", "reports"),
        ("kind", "near_miss"),
        ("unit", "Norr"),
        ("of", "reports"),
        ("chart", "pp"),
        ("period", "quarter"),
        ("direction", "increase"),
        ("owner", "coordinator"),
    ];
    let refused = form(&app, "/measures/new", &fields[..6]).await;
    assert_eq!(refused.status, 422, "{}", refused.text);
    assert!(refused.text.contains("Andel nära ögat i norr"), "what was written is kept");
    let defined = form(&app, "/measures/new", &fields).await;
    assert_eq!(defined.status, 200, "{}", defined.text);
    assert!(defined.text.contains("Andel nära ögat i norr"), "{}", defined.text);
    let list = app.get("/api/v1/measures").await.ok();
    let measure = &list.body["items"][0];
    assert_eq!(measure["definition"]["key"], json!("andel_nara_ogat_i_norr"));
    assert_eq!(
        measure["definition"]["numerator"]["conditions"],
        json!({ "kind": "near_miss", "unit": "Norr" })
    );
    let id = measure["measure_id"].as_str().unwrap().to_owned();
    let path = format!("/measures/{id}");

    let rebase =
        [("wish", "rebase"), ("version", "1"), ("rebase_month", "2026-06"), ("rebase_reason", "")];
    let refused = form(&app, &path, &rebase).await;
    assert_eq!(refused.status, 422, "{}", refused.text);
    assert!(refused.text.contains("rebase_reason-problem") && refused.text.contains("2026-06"));
    let rebase = [
        ("wish", "rebase"),
        ("version", "1"),
        ("rebase_month", "2026-06"),
        ("rebase_reason", "Ny blankett"),
    ];
    assert!(form(&app, &path, &rebase).await.ok().text.contains("Ny blankett"));
    let stale = form(&app, &path, &[("wish", "unrebase-2026-06"), ("version", "1")]).await;
    assert_eq!(stale.status, 412, "{}", stale.text);
    let back = form(&app, &path, &[("wish", "unrebase-2026-06"), ("version", "2")]).await.ok();
    assert!(!back.text.contains("Ny blankett"));
    let shown = app.get(&format!("{path}/revise")).await.ok();
    assert!(shown.text.contains("<option value=\"quarter\" selected>"), "{}", shown.text);
    assert_eq!(form(&app, &path, &[("wish", "rubbish")]).await.status, 400);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn headcounts_are_recorded_corrected_and_taken_in_as_a_table_or_not_at_all() {
    let app = TestApp::start().await;
    let one = |employees: &str, fte: &str| {
        json!({ "unit": "Norr", "month": "2026-01",
        "employees": employees, "fte": fte, "source": "Personalsystemet" })
    };
    app.post("/api/v1/headcount", one("40", "35,5")).await.ok();
    app.post("/api/v1/headcount", one("42", "36.5")).await.ok();
    let refused = app.post("/api/v1/headcount", one("1", "2.01")).await.refused(422);
    assert_eq!(pointers(&refused), ["/fte"]);
    let rows = async || {
        let list = app.get("/api/v1/headcount").await.ok();
        let items: Vec<Value> = list.body["items"].as_array().unwrap().clone();
        items
            .iter()
            .map(|row| format!("{} {} {}", row["unit"], row["month"], row["full_time_equivalents"]))
            .collect::<Vec<_>>()
    };
    assert_eq!(rows().await, ["\"Norr\" \"2026-01\" 36.5"]);
    let tip = app.tip().await;
    let broken = "unit,month,employees,fte\nSyd,2026-01,10,9\nSyd,2026-14,10,9\nNorr,2026-02,x,9\n";
    let refused = csv(&app, broken).await.refused(422);
    assert_eq!(pointers(&refused), ["/2/month", "/3/employees"]);
    assert_eq!(app.tip().await, tip, "nothing of it was taken");
    csv(
        &app,
        "unit;month;employees;fte\nSyd;2026-01;10;9,25\nSyd;2026-03;11;10\nNorr;2026-02;44;40\n",
    )
    .await
    .ok();
    let table = rows().await;
    assert_eq!(table.len(), 4, "{table:?}");
    assert_eq!(app.tip().await, tip + 3);

    let refused = form(&app, "/measures/headcount", &[("wish", "table"), ("table", broken)]).await;
    assert_eq!(refused.status, 422, "{}", refused.text);
    assert!(refused.text.contains("Rad 2, month") && refused.text.contains("Syd,2026-14"));
    let page = form(
        &app,
        "/measures/headcount",
        &[
            ("wish", "record"),
            ("unit", "Väster"),
            ("month", "2026-01"),
            ("employees", "7"),
            ("fte", "6.5"),
        ],
    )
    .await
    .ok();
    assert!(page.text.contains("Väster") && page.text.contains("7 / 6,5<"), "{}", page.text);

    let back = |month: &str| json!({ "unit": "Norr", "month": month });
    app.post("/api/v1/headcount/take-back", back("2026-02")).await.ok();
    assert_eq!(rows().await.len(), 4, "{:?}", rows().await);
    let refused = app.post("/api/v1/headcount/take-back", back("2025-12")).await.refused(422);
    assert!(refused.text.contains("Inget antal för verksamheten"), "{}", refused.text);
    let wish = [("wish", "take_back"), ("back_unit", "Väster"), ("back_month", "2026-14")];
    let refused = form(&app, "/measures/headcount", &wish).await;
    assert!(refused.text.contains("href=\"#back_month\""), "{}", refused.text);
    let wish = [("wish", "take_back"), ("back_unit", "Väster"), ("back_month", "2026-01")];
    form(&app, "/measures/headcount", &wish).await.ok();
    assert_eq!(rows().await.len(), 3, "{:?}", rows().await);
    app.stop().await;
}
