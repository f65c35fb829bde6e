//! Statistics from reports to what a manager reads: previewed, released, frozen, withdrawn; and
//! no exact figure by any other way.

use reqwest::Method;
use serde_json::{Value, json};
use tillbud_events::report::{Command, Imported};
use tillbud_events::vocabulary::{Kind, Label};
use tillbud_events::{ImpreciseDate, ReportId, Role};

use crate::access;
use crate::support::app::{Answer, TestApp, read};
use crate::support::postgres;
use crate::support::program::Program;

pub async fn as_role(app: &TestApp, token: &str, path: &str) -> Answer {
    read(app.request(Method::GET, path).bearer_auth(token)).await
}

fn imported(id: &str, month: &str, kind: Option<&str>) -> Imported {
    Imported {
        dataset: Label::parse("paper").unwrap(),
        source_id: Label::parse(id).unwrap(),
        narrative: None,
        title: None,
        action_taken: None,
        further: vec![],
        kind: kind.and_then(Kind::from_stored),
        happened: None,
        ended: None,
        reported: Some(ImpreciseDate::parse(month).unwrap()),
        zone: None,
        unit: None,
        categories: vec![],
        factors: vec![],
        lang: None,
    }
}

/// Reports of a month, so many of each kind.
pub async fn import(app: &TestApp, month: &str, kinds: &[(Option<&str>, u32)]) {
    for (kind, count) in kinds {
        for _ in 0..*count {
            let id = app.app().clock.random_id();
            let imported = imported(&id.to_string(), month, *kind);
            app.execute(ReportId(id), Command::Import(imported)).await;
        }
    }
}

fn what(table: &str, period: &str) -> Value {
    json!({ "table": table, "period": period })
}

async fn preview(app: &TestApp, table: &str, period: &str) -> Answer {
    app.post("/api/v1/releases?preview=yes", what(table, period)).await.ok()
}

pub async fn release(app: &TestApp, table: &str, period: &str) -> Answer {
    let seen = preview(app, table, period).await;
    let body = json!({ "table": table, "period": period, "digest": seen.body["digest"] });
    app.post("/api/v1/releases", body).await.created()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_is_previewed_released_and_withdrawn() {
    walk(None).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_is_previewed_released_and_withdrawn_on_postgres() {
    if let Some(database) = postgres::database().await {
        walk(Some(database)).await;
    }
}

/// Whether a page or a file tells a figure; dates and addresses tell none.
fn tells(text: &str, figure: &str) -> bool {
    let around = [('>', '<'), (',', ','), (',', '\n'), ('"', '"'), (':', ',')];
    around.iter().any(|(before, after)| text.contains(&format!("{before}{figure}{after}")))
}

async fn walk(database: Option<String>) {
    let app = TestApp::start_in(tempfile::tempdir().unwrap(), database).await;
    import(&app, "2024-02", &[(Some("incident"), 23), (Some("near_miss"), 11), (None, 3)]).await;
    let manager = app.token(Role::Manager).await;
    let empty = as_role(&app, &manager, "/api/v1/statistics").await.ok();
    assert_eq!(empty.body["items"], json!([]));

    let seen = preview(&app, "kind_by_quarter", "2024-Q1").await;
    let cells = seen.body["cells"].as_array().unwrap();
    let cell = |key: Value| cells.iter().find(|cell| cell["row"] == key).unwrap();
    assert_eq!(cell(json!("incident"))["shown"], json!("25"));
    assert_eq!(cell(json!("incident"))["exact"], json!(23));
    assert_eq!(cell(json!("good_catch"))["shown"], json!("0"));
    assert_eq!(cell(json!("_unknown"))["shown"], json!("<5"));
    assert_eq!(cell(json!("_unknown"))["hidden"], json!("primary"));
    assert_eq!(cell(Value::Null)["shown"], json!("35"));
    assert_eq!(as_role(&app, &manager, "/api/v1/statistics").await.ok().body["items"], json!([]));

    // Nothing else is released than what was seen.
    let other = json!({ "table": "kind_by_quarter", "period": "2024-Q1", "digest": "00" });
    let refused = app.post("/api/v1/releases", other).await.refused(422);
    assert!(refused.text_of("detail").contains("förhandsgranskningen"), "{}", refused.text);
    let made = release(&app, "kind_by_quarter", "2024-Q1").await;
    assert_eq!(made.body["number"], json!(1));

    let read_by_all = async |path: &str| {
        for role in [Role::Manager, Role::Auditor, Role::Analyst, Role::Coordinator] {
            let token = app.token(role).await;
            let seen = as_role(&app, &token, path).await.ok();
            assert!(seen.text.contains("35") && !tells(&seen.text, "23"), "{path}: {}", seen.text);
        }
    };
    for path in [
        "/statistics",
        "/statistics.csv",
        "/statistics.csv?number=1",
        "/api/v1/statistics/1",
        "/api/v1/statistics/1?format=csv",
    ] {
        read_by_all(path).await;
    }
    for path in ["/statistics.xlsx?number=1", "/api/v1/statistics/1?format=parquet"] {
        let file = app.request(Method::GET, path).bearer_auth(&manager).send().await.unwrap();
        assert_eq!(file.status(), 200, "{path}");
        assert!(file.bytes().await.unwrap().len() > 300, "{path}");
    }
    as_role(&app, &manager, "/api/v1/statistics/1?format=pdf").await.refused(400);

    // Frozen: what comes late does not change it, and it is not released twice.
    import(&app, "2024-03", &[(Some("good_catch"), 9)]).await;
    read_by_all("/api/v1/statistics/1").await;
    let again = preview(&app, "kind_by_quarter", "2024-Q1").await;
    let body = json!({
        "table": "kind_by_quarter", "period": "2024-Q1", "digest": again.body["digest"],
    });
    app.post("/api/v1/releases", body.clone()).await.refused(422);

    let path = "/api/v1/releases/1/withdraw";
    app.post(path, json!({ "reason": " " })).await.refused(422);
    app.post(path, json!({ "reason": "Fel kodning." })).await.ok();
    as_role(&app, &manager, "/api/v1/statistics/1").await.refused(404);
    assert_eq!(as_role(&app, &manager, "/statistics.csv?number=1").await.status, 404);
    assert!(!as_role(&app, &manager, "/statistics").await.ok().text.contains("kvartal 1"));
    assert!(app.get("/releases").await.ok().text.contains("Fel kodning."));
    app.post("/api/v1/releases/7/withdraw", json!({ "reason": "x" })).await.refused(404);
    release(&app, "kind_by_quarter", "2024-Q1").await;
    let seen = as_role(&app, &manager, "/api/v1/statistics/2").await.ok();
    assert!(seen.text.contains("good_catch"));
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_periods_that_are_over_and_tables_of_the_list_can_be_released() {
    let app = TestApp::start().await;
    for (table, period) in [
        ("kind_by_quarter", "2024-01"),
        ("kind_by_quarter", "2999-Q1"),
        ("kind_by_quarter", "2024-01-01..2024-02-10"),
        ("unit_by_month", "2024-01"),
        ("", ""),
    ] {
        let refused = app.post("/api/v1/releases?preview=yes", what(table, period)).await;
        refused.refused(422);
        let page = app.get(&format!("/releases/new?table={table}&period={period}")).await;
        let is_asked = !table.is_empty();
        assert_eq!(page.status, if is_asked { 422 } else { 200 }, "{table} {period}");
    }
    // Where nothing happened there are zeros; nothing is small, and nothing is hidden.
    let seen = preview(&app, "kind_by_year", "2024").await;
    assert!(seen.body["cells"].as_array().unwrap().iter().all(|cell| cell["shown"] == json!("0")));
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_analyst_looks_and_a_coordinator_releases_by_form() {
    let app = TestApp::start().await;
    import(&app, "2024-02", &[(Some("incident"), 23), (Some("near_miss"), 11)]).await;
    let analyst = app.token(Role::Analyst).await;
    let path = "/releases/new?table=kind_by_year&period=2024";
    let page = as_role(&app, &analyst, path).await.ok();
    assert!(page.text.contains(">23<") && page.text.contains(">25<"), "{}", page.text);
    assert!(!page.text.contains("name=\"digest\""), "an analyst has no button");
    let page = app.get(path).await.ok();
    let digest = page.text.split("name=\"digest\" value=\"").nth(1).unwrap();
    let digest = digest.split('"').next().unwrap();
    let form = [
        ("wish", "release"),
        ("table", "kind_by_year"),
        ("period", "2024"),
        ("digest", digest),
        ("key", "once"),
    ];
    let send = async |token: &str, form: &[(&str, &str)]| {
        let body = form.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>();
        let request = app.request(Method::POST, "/releases/work").bearer_auth(token);
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        request.body(body.join("&")).send().await.unwrap()
    };
    assert_eq!(send(&analyst, &form).await.status(), 403);
    let done = send(&app.coordinator, &form).await;
    assert_eq!(done.status(), 303);
    assert_eq!(done.headers()["location"], "/statistics?saved=yes#release-1");
    // Sent twice it is done once.
    assert_eq!(send(&app.coordinator, &form).await.status(), 303);
    let stale =
        [("wish", "release"), ("table", "kind_by_year"), ("period", "2024"), ("digest", "0")];
    assert_eq!(send(&app.coordinator, &stale).await.status(), 422);
    let withdraw = [("wish", "withdraw"), ("number", "1"), ("reason", "")];
    assert_eq!(send(&app.coordinator, &withdraw).await.status(), 422);
    let withdraw = [("wish", "withdraw"), ("number", "1"), ("reason", "Fel")];
    assert_eq!(send(&app.coordinator, &withdraw).await.status(), 303);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_unit_is_told_apart_when_enough_people_work_there() {
    let app = TestApp::start().await;
    for (unit, count) in [("hemtjanst", 23), ("bad", 12), ("museum", 9)] {
        for _ in 0..count {
            let id = app.app().clock.random_id();
            let unit = Some(Label::parse(unit).unwrap());
            let imported = Imported { unit, ..imported(&id.to_string(), "2024-02", None) };
            app.execute(ReportId(id), Command::Import(imported)).await;
        }
    }
    let shown = async || {
        let seen = preview(&app, "unit_by_quarter", "2024-Q1").await;
        let cells = seen.body["cells"].as_array().unwrap().clone();
        cells.iter().map(|cell| (cell["row"].clone(), cell["shown"].clone())).collect::<Vec<_>>()
    };
    // Nobody has counted who works where: no unit is told apart.
    assert_eq!(shown().await[0].0, json!("_other"));
    let employ = async |unit: &str, month: &str, employees: &str| {
        let figure = json!({
            "unit": unit, "month": month, "employees": employees, "fte": "9", "source": "Personal",
        });
        app.post("/api/v1/headcount", figure).await.ok();
    };
    employ("hemtjanst", "2024-01", "20").await;
    // The others may be very few together, so it stands with them.
    assert_eq!(shown().await[0].0, json!("_other"));
    employ("bad", "2024-01", "12").await;
    employ("museum", "2024-01", "8").await;
    let told = shown().await;
    assert_eq!(told[0], (json!("hemtjanst"), json!("25")), "{told:?}");
    assert_eq!(told[1], (json!("_other"), json!("20")), "{told:?}");
    employ("hemtjanst", "2024-03", "19").await;
    assert_eq!(shown().await[0].0, json!("_other"), "19 at the end of the quarter");
    app.stop().await;
}

/// Whoever may read released statistics alone finds no exact figure by any route.
#[tokio::test(flavor = "multi_thread")]
async fn no_route_gives_a_manager_or_an_auditor_an_exact_figure() {
    let app = TestApp::start().await;
    import(&app, "2024-02", &[(Some("incident"), 23), (Some("near_miss"), 11), (None, 3)]).await;
    let (id, report_id) = app.incident("local_fix").await;
    release(&app, "kind_by_quarter", "2024-Q1").await;
    for role in [Role::Manager, Role::Auditor] {
        let token = app.token(role).await;
        let api = access::routes(&app).into_iter().filter(|(method, _)| method == "get");
        let api = api.map(|(_, path)| path).chain(access::staff_pages());
        let mut opened = 0;
        for path in api {
            let address = access::address(&path, &id, &report_id).replace(['{', '}'], "");
            let seen = as_role(&app, &token, &address).await;
            if seen.status != 200 {
                continue;
            }
            opened += 1;
            // In the log such numbers are positions; what it withholds is looked at below.
            let is_log = path == "/api/v1/events";
            for exact in ["\"exact\"", ">23<", ":23,", ":11,", ",23,", "near_miss\",\"count"] {
                assert!(is_log || !seen.text.contains(exact), "{role} reads {exact} at {path}");
            }
            for exact in ["\"exact\"", ">23<"] {
                assert!(!seen.text.contains(exact), "{role} reads {exact} at {path}");
            }
        }
        assert!(opened > 3, "{role} opens {opened} routes");
    }
    // The log tells the auditor neither which kind and category nor whether there was one.
    let auditor = app.token(Role::Auditor).await;
    let log = as_role(&app, &auditor, "/api/v1/events?limit=200").await.ok();
    let events = log.body["items"].as_array().unwrap();
    let of = |event_type: &str| {
        events.iter().filter(|event| event["event_type"] == event_type).collect::<Vec<_>>()
    };
    assert!(of("report.imported").len() > 30 && !of("incident.triaged").is_empty());
    let withheld: [(&str, &[&str]); 3] = [
        ("report.received", &["kind", "unit", "place", "happened", "urgent"]),
        ("report.imported", &["kind", "unit", "categories", "factors", "reported", "dataset"]),
        ("incident.triaged", &["actual", "potential", "risk", "category", "unit", "assets"]),
    ];
    for (event_type, names) in withheld {
        for event in of(event_type) {
            for counted in names {
                assert_eq!(event["data"][counted], json!({ "withheld": true }), "{event}");
            }
        }
    }
    // What was released stands there as it was shown.
    let released = of("release.published");
    assert_eq!(released[0]["data"]["table"], json!("kind_by_quarter"));
    assert!(released[0].to_string().contains("\"shown\":\"primary\""));
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn analysts_get_the_coded_facts_as_files_without_a_word_or_an_id() {
    let app = TestApp::start().await;
    let empty = app.get("/api/v1/facts").await.ok();
    assert_eq!(empty.text.lines().count(), 1, "headings alone: {}", empty.text);
    import(&app, "2024-02", &[(Some("incident"), 23), (None, 3)]).await;
    let (_, report_id) = app.incident("local_fix").await;
    let analyst = app.token(Role::Analyst).await;
    let csv = as_role(&app, &analyst, "/api/v1/facts?format=csv").await.ok();
    assert_eq!(csv.text.lines().count(), 1 + 27);
    assert!(csv.text.starts_with("month,year,month_basis,kind,category,unit,actual,potential,"));
    assert_eq!(csv.text.matches("2024-02,2024,reported,incident").count(), 23);
    assert!(!csv.text.contains(&report_id) && !csv.text.contains("Halt golv"));
    let some = as_role(&app, &analyst, "/api/v1/facts?from=2024-02&to=2024-02").await.ok();
    assert_eq!(some.text.lines().count(), 1 + 26);
    for (format, begins) in [("xlsx", &b"PK"[..]), ("parquet", b"PAR1")] {
        let path = format!("/api/v1/facts?format={format}");
        let file = app.request(Method::GET, &path).bearer_auth(&analyst).send().await.unwrap();
        assert_eq!(file.status(), 200);
        assert!(file.bytes().await.unwrap().starts_with(begins), "{format}");
    }
    for (of, begins) in [("actions", "decided_month,category,"), ("factors", "month,category,")] {
        let csv = as_role(&app, &analyst, &format!("/api/v1/facts?of={of}")).await.ok();
        assert!(csv.text.starts_with(begins), "{}", csv.text);
        for format in ["xlsx", "parquet"] {
            as_role(&app, &analyst, &format!("/api/v1/facts?of={of}&format={format}")).await.ok();
        }
    }
    as_role(&app, &analyst, "/api/v1/facts?of=people").await.refused(422);
    as_role(&app, &analyst, "/api/v1/facts?format=pdf").await.refused(400);
    as_role(&app, &analyst, "/api/v1/facts?from=2024").await.refused(422);
    for role in [Role::Manager, Role::Auditor] {
        let token = app.token(role).await;
        as_role(&app, &token, "/api/v1/facts").await.refused(403);
    }
    app.stop().await;
}

#[test]
fn views_of_a_database_in_a_file_are_refused_with_what_to_do() {
    let program = Program::new();
    let ran = program.run(&["views", "--role", "metabase"]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.stderr.contains("views need PostgreSQL"), "{}", ran.stderr);
}
