//! Improvement cycles and themes, from the question to what was decided, with a clock that
//! walks through the months.

use reqwest::Method;
use serde_json::{Value, json};
use tillbud::act::Act;
use tillbud::clock::Clock;
use tillbud::holding::HoldMinutes;
use tillbud_events::measure::{
    ChartKind, Command, Conditions, Counted, Definition, Denominator, Direction, Measure,
    Numerator, Period, What,
};
use tillbud_events::vocabulary::{Code, Kind, Label};
use tillbud_events::{Actor, MeasureId, Month, Role};
use uuid::Uuid;

use crate::support::app::{Answer, TestApp, read};
use crate::support::postgres;

/// Reports of near misses of each month before, up and down by chance.
pub const BEFORE: [usize; 7] = [12, 14, 11, 13, 15, 12, 14];
/// Reports of anything else in each month.
const OTHERS: usize = 10;
/// The month in which the change begins.
const CHANGE: &str = "2025-06";
const QUESTION: &str = "Blir de en mindre del när listan frågar först?";

pub async fn start(database: Option<String>) -> TestApp {
    let clock = Clock::simulated("2024-05-06T08:00:00Z".parse().unwrap(), 5);
    TestApp::start_at(tempfile::tempdir().unwrap(), database, clock, HoldMinutes::OFF).await
}

/// The sixth of a month, in the morning.
pub fn at(app: &TestApp, month: Month) {
    app.app().clock.set(format!("{month}-06T08:00:00Z").parse().unwrap());
}

/// So many near misses among the reports of each month from one to another, both included.
pub async fn reports(app: &TestApp, from: &str, to: &str, count: impl Fn(usize) -> usize) {
    let (mut month, to): (Month, Month) = (from.parse().unwrap(), to.parse().unwrap());
    for number in 0.. {
        if month > to {
            break;
        }
        at(app, month);
        for _ in 0..count(number) {
            app.report("Listan visade fel rad").await;
        }
        for _ in 0..OTHERS {
            let body = json!({ "narrative": "Dörren stod öppen", "kind": "unsafe_condition" });
            read(app.request(Method::POST, "/api/v1/reports").json(&body)).await.created();
        }
        month = month.next();
    }
}

/// The share of near misses among the reports of a month.
pub async fn measure(app: &TestApp) -> String {
    let near = Conditions { kind: Some(Kind::NearMiss), ..Conditions::default() };
    let of = |conditions| Counted { what: What::Reports, conditions };
    let share = Definition {
        numerator: Numerator::Count(of(near)),
        denominator: Some(Denominator::Count(of(Conditions::default()))),
        chart: ChartKind::SharePrime,
        ..counted("cycle_share")
    };
    define(app, MeasureId(Uuid::from_u128(42)), share).await
}

/// Reports a month.
fn counted(key: &str) -> Definition {
    Definition {
        key: Code::parse(key).unwrap(),
        name_sv: Label::parse("Andel om listan").unwrap(),
        name_en: Label::parse("Share about the list").unwrap(),
        numerator: Numerator::Count(Counted {
            what: What::Reports,
            conditions: Conditions::default(),
        }),
        denominator: None,
        chart: ChartKind::Count,
        period: Period::Month,
        direction: Direction::Neutral,
        target: None,
        owner: Role::Analyst,
    }
}

pub async fn define(app: &TestApp, id: MeasureId, definition: Definition) -> String {
    let act = Act::once(&app.app().clock, Actor::System);
    let command = Command::Define(definition);
    let dispatch = &app.app().dispatch;
    let done = dispatch.execute::<Measure>(id.into(), None, &act, command).await.unwrap();
    assert!(app.app().projector.caught_up(done.position).await);
    id.to_string()
}

pub fn plan(measure: &str) -> Value {
    json!({
        "measure_id": measure, "movement": "decrease", "expected": 0.5,
        "baseline_from": "2024-05", "baseline_to": "2025-05",
        "change": CHANGE, "review": "2026-02-10",
    })
}

/// A week before the change, a form that came after it, and something that is over before all.
async fn noted(app: &TestApp) {
    let week = json!({ "what": "Rapportvecka", "from": "2024-09-02", "until": "2024-09-08" });
    let form = json!({ "what": "Ny blankett", "from": "2025-09-01" });
    let long_ago = json!({ "what": "Flytt", "from": "2024-04-01", "until": "2024-04-30" });
    for body in [week, form, long_ago] {
        app.post("/api/v1/campaigns", body).await.created();
    }
}

pub async fn open(app: &TestApp) -> String {
    let body = json!({ "question": QUESTION, "finding": "Ingen åtgärd följs till en effekt" });
    let opened = app.post("/api/v1/improvements", body).await.created();
    opened.text_of("improvement_id")
}

pub async fn page(app: &TestApp, path: &str) -> String {
    app.get(&format!("{path}?lang=sv")).await.ok().text
}

async fn as_role(app: &TestApp, role: Role, method: Method, path: &str, body: Value) -> Answer {
    let token = app.token(role).await;
    read(app.request(method, path).bearer_auth(token).json(&body)).await
}

fn detail(answer: &Answer) -> String {
    answer.text_of("detail")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cycle_goes_from_its_question_to_a_computed_verdict_and_a_decision() {
    walk(None).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cycle_goes_from_its_question_to_a_decision_on_postgres() {
    if let Some(database) = postgres::database().await {
        walk(Some(database)).await;
    }
}

async fn walk(database: Option<String>) {
    let app = start(database).await;
    let measure = measure(&app).await;
    reports(&app, "2024-05", "2025-04", |month| BEFORE[month % 7]).await;
    at(&app, "2025-05".parse().unwrap());
    let id = open(&app).await;
    let path = |step: &str| format!("/api/v1/improvements/{id}/{step}");
    assert!(page(&app, "/improvements").await.contains(QUESTION));

    // Nothing is written once the change has begun, nor studied before anything is written.
    let early = app.post(&path("study"), json!({})).await.refused(422);
    assert!(detail(&early).contains("Skriv först"), "{}", early.text);
    let mut begun = plan(&measure);
    begun["change"] = json!("2025-05");
    begun["baseline_to"] = json!("2025-04");
    let refused = app.post(&path("plan"), begun).await.refused(422);
    assert!(detail(&refused).contains("tidigast i 2025-06"), "{}", refused.text);
    let unknown = Uuid::from_u128(9).to_string();
    let refused = app.post(&path("plan"), plan(&unknown)).await.refused(422);
    assert_eq!(refused.body["errors"][0]["pointer"], json!("/measure_id"));
    let rubbish = json!({ "measure_id": "x", "movement": "sideways", "expected": 1.0,
        "baseline_from": "2024", "baseline_to": "x", "change": "", "review": "soon" });
    let refused = app.post(&path("plan"), rubbish).await.refused(422);
    assert_eq!(refused.body["errors"].as_array().unwrap().len(), 6, "{}", refused.text);
    app.post(&path("plan"), plan(&measure)).await.ok();
    let again = app.post(&path("plan"), plan(&measure)).await.ok();
    assert_eq!(again.body["version"], json!(2), "the same plan is no news");
    let mut other = plan(&measure);
    other["change"] = json!("2025-07");
    app.post(&path("plan"), other.clone()).await.refused(422);

    // What is done belongs to it.
    let (incident, _) = app.incident("local_fix").await;
    let proposed = json!({ "text": "Låt listan fråga först", "strength": "stronger" });
    let proposed = app.post(&format!("/api/v1/incidents/{incident}/actions"), proposed).await;
    let action = proposed.created().text_of("action_id");
    app.post(&path("actions"), json!({ "action_id": action })).await.ok();
    app.post(&path("actions"), json!({ "action_id": unknown })).await.refused(422);
    assert!(page(&app, &format!("/improvements/{id}")).await.contains("Låt listan fråga först"));

    // The change has begun: the plan stands, and it is too early to compare.
    reports(&app, "2025-05", "2025-07", |month| [9, 5, 4][month]).await;
    other["reason"] = json!("Leveransen dröjer");
    let refused = app.post(&path("plan"), other).await.refused(422);
    assert!(detail(&refused).contains("började i 2025-06"), "{}", refused.text);
    let refused = app.post(&path("study"), json!({})).await.refused(422);
    assert!(detail(&refused).contains("För tidigt") && detail(&refused).contains("2026-02-10"));
    assert!(page(&app, &format!("/improvements/{id}")).await.contains("För tidigt"));
    let refused = app.post(&path("decide"), json!({ "course": "adopt", "reason": "x" })).await;
    assert!(detail(&refused.refused(422)).contains("Jämför före och efter först"));
    app.post(&path("study"), json!({ "early": "Ledningen frågar" })).await.ok();
    let seen = app.get(&format!("/api/v1/improvements/{id}")).await.ok();
    assert_eq!(seen.body["verdict"], json!("cannot_tell"), "{}", seen.text);
    assert!(page(&app, &format!("/improvements/{id}")).await.contains("Det går inte att säga"));

    // Months later the program itself says whether it worked.
    reports(&app, "2025-08", "2026-02", |month| [5, 6, 4, 5, 4, 6, 1][month]).await;
    app.app().clock.set("2026-02-10T08:00:00Z".parse().unwrap());
    noted(&app).await;
    let studied = app.post(&path("study"), json!({ "comment": "Nya listor överallt" })).await.ok();
    assert_eq!(studied.body["version"], json!(5));
    let seen = app.get(&format!("/api/v1/improvements/{id}")).await.ok();
    assert_eq!(seen.body["verdict"], json!("improved"), "{}", seen.text);
    let study = &seen.body["studies"][0];
    assert_eq!((&study["before_points"], &study["after_points"]), (&json!(13), &json!(8)));
    assert_eq!((&study["signal"], &study["until"]), (&json!(true), &json!("2026-01")));
    let ratio = study["ratio"]["ratio"].as_f64().unwrap();
    assert!(ratio > 0.3 && ratio < 0.5, "{}", seen.text);
    assert_eq!(study["input_sha256"].as_str().unwrap().len(), 64);
    assert_eq!(seen.body["studies"].as_array().unwrap().len(), 2, "both are kept");
    assert_eq!(seen.body["action_ids"], json!([action]));
    let told = |side: &str| study[side].as_array().unwrap().len();
    assert_eq!((told("went_on_before"), told("went_on_after")), (1, 1), "{}", seen.text);
    assert_eq!(seen.body["annotations"][1]["words"], json!("Ny blankett"), "{}", seen.text);
    let shown = page(&app, &format!("/improvements/{id}")).await;
    for words in ["räknades pågick: Rapportvecka (2 sep", "ändringen pågick: Ny blankett (från"]
    {
        assert!(shown.contains(words), "no {words} in {shown}");
    }
    assert_eq!(shown.matches("class=\"band-edge\"").count(), 3, "a week and a moment: {shown}");
    for words in ["Det blev bättre", "inte varför", "Nya listor överallt", "<svg class=\"chart"]
    {
        assert!(shown.contains(words), "no {words} in {shown}");
    }

    // The chart of the measure says in which month the change began, and leads to the cycle.
    let chart = page(&app, "/trends/cycle_share").await;
    for shown in ["Förändringen i ett förbättringsarbete börjar", QUESTION, &id] {
        assert!(chart.contains(shown), "no {shown} in {chart}");
    }

    // Adopting suggests a new level to people, and makes none.
    let version =
        app.get(&format!("/api/v1/measures/{measure}")).await.ok().body["version"].clone();
    let adopt = json!({ "course": "adopt", "reason": "Det håller i sig" });
    app.post(&path("decide"), adopt).await.ok();
    let after = app.get(&format!("/api/v1/measures/{measure}")).await.ok();
    assert_eq!(after.body["version"], version);
    let shown = page(&app, &format!("/improvements/{id}")).await;
    assert!(shown.contains(&format!("/measures/{measure}")), "{shown}");
    app.post(&path("reopen"), json!({ "reason": "Bara dagtid" })).await.ok();
    let adapt = json!({ "course": "adapt", "reason": "Bara dagtid" });
    app.post(&path("decide"), adapt).await.refused(422);
    let adapt =
        json!({ "course": "adapt", "reason": "Bara dagtid", "next_question": "Och nattetid?" });
    app.post(&path("decide"), adapt).await.ok();
    let seen = app.get(&format!("/api/v1/improvements/{id}")).await.ok();
    let next = seen.text_of("next_id");
    let next = app.get(&format!("/api/v1/improvements/{next}")).await.ok();
    assert_eq!(
        (&next.body["origin"], &next.body["origin_id"]),
        (&json!("improvement"), &json!(id))
    );
    assert_eq!(next.text_of("question"), "Och nattetid?");
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_cycle_and_no_action_is_meant_to_lower_the_number_of_reports() {
    let app = start(None).await;
    let measure = define(&app, MeasureId(Uuid::from_u128(43)), counted("cycle_reports")).await;
    app.report("Listan visade fel rad").await;
    at(&app, "2025-05".parse().unwrap());
    let id = open(&app).await;
    let path = format!("/api/v1/improvements/{id}/plan");
    let refused = app.post(&path, plan(&measure)).await.refused(422);
    assert_eq!(refused.body["errors"][0]["pointer"], json!("/movement"), "{}", refused.text);
    assert!(refused.text.contains("Färre rapporter är inte bättre"), "{}", refused.text);
    let mut more = plan(&measure);
    (more["movement"], more["expected"]) = (json!("increase"), json!(1.5));
    app.post(&path, more).await.ok();

    let (incident, _) = app.incident("local_fix").await;
    let proposed = json!({ "text": "Låt listan fråga först", "strength": "stronger" });
    let proposed = app.post(&format!("/api/v1/incidents/{incident}/actions"), proposed).await;
    let action = proposed.created().text_of("action_id");
    let path = format!("/api/v1/actions/{action}/measure");
    let named =
        |movement| json!({ "measure_id": measure, "movement": movement, "review": "2026-02-10" });
    let refused = app.post(&path, named("decrease")).await.refused(422);
    assert_eq!(refused.body["errors"][0]["pointer"], json!("/movement"), "{}", refused.text);
    app.post(&path, named("increase")).await.ok();
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_review_whose_day_has_come_waits_on_the_page_of_today() {
    let app = start(None).await;
    let measure = measure(&app).await;
    app.report("Listan visade fel rad").await;
    at(&app, "2025-05".parse().unwrap());
    let id = open(&app).await;
    app.post(&format!("/api/v1/improvements/{id}/plan"), plan(&measure)).await.ok();
    let link = format!("/improvements/{id}");
    assert!(!page(&app, "/today").await.contains(&link));
    app.app().clock.set("2026-02-10T08:00:00Z".parse().unwrap());
    let today = page(&app, "/today").await;
    assert!(today.contains(&link) && today.contains("Förbättringar att granska"), "{today}");
    let officer = app.token(Role::DataProtectionOfficer).await;
    let theirs = read(app.request(Method::GET, "/today").bearer_auth(officer)).await.ok();
    assert!(!theirs.text.contains(&link));
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn forms_carry_a_cycle_out_once_and_keep_what_was_written_when_they_are_refused() {
    let app = start(None).await;
    let measure = measure(&app).await;
    app.report("Listan visade fel rad").await;
    at(&app, "2025-05".parse().unwrap());
    let fields = [
        ("key", "nyckel-1"),
        ("wish", "open"),
        ("question", QUESTION),
        ("finding", "Ingen effekt följs"),
    ];
    let form = async |path: &str, fields: &[(&str, &str)]| {
        app.form_as(&app.coordinator, path, fields).await
    };
    let first = form("/improvements/new", &fields).await;
    let second = form("/improvements/new", &fields).await;
    assert_eq!((first.status.as_u16(), &first.location), (303, &second.location), "{}", first.text);
    let place = first.location.unwrap();
    let id =
        place.trim_start_matches("/improvements/").split(['?', '#']).next().unwrap().to_owned();
    let refused = form("/improvements/new", &[("question", " "), ("finding", "Sågs")]).await;
    assert!(refused.status == 422 && refused.text.contains("Sågs"), "{}", refused.text);

    let work = format!("/improvements/{id}/work");
    let planned = [
        ("key", "nyckel-2"),
        ("version", "1"),
        ("wish", "plan"),
        ("measure_id", &measure),
        ("movement", "decrease"),
        ("expected", "50 %"),
        ("baseline_from", "2024-05"),
        ("baseline_to", "2025-05"),
        ("triggers", "2025-03 2025-04"),
        ("change", "2025-05"),
        ("review", "2026-02-10"),
    ];
    let refused = form(&work, &planned).await;
    assert!(refused.status == 422 && refused.text.contains("2025-03 2025-04"), "{}", refused.text);
    assert!(refused.text.contains("tidigast i 2025-06"));
    let planned =
        planned.map(|(name, value)| if name == "change" { (name, CHANGE) } else { (name, value) });
    let stale =
        planned.map(|(name, value)| if name == "version" { (name, "7") } else { (name, value) });
    assert_eq!(form(&work, &stale).await.status, 412);
    let done = form(&work, &planned).await;
    assert_eq!(done.status, 303, "{}", done.text);
    let seen = app.get(&format!("/api/v1/improvements/{id}")).await.ok();
    assert_eq!(seen.body["plan"]["triggers"], json!(["2025-03", "2025-04"]));
    assert_eq!((&seen.body["plan"]["expected"], &seen.body["version"]), (&json!(0.5), &json!(2)));
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_theme_gathers_incidents_counts_conditions_and_hides_what_one_stepped_aside_from() {
    let app = start(None).await;
    let (one, _) = app.incident("full_analysis").await;
    let (two, _) = app.incident("full_analysis").await;
    for id in [&one, &two] {
        let factor =
            json!({ "element": "task", "direction": "hindered", "text": "Två lika rader" });
        app.post(&format!("/api/v1/incidents/{id}/factors"), factor).await.created();
    }
    let question = "Vad gör listorna svåra?";
    let theme = app.post("/api/v1/themes", json!({ "question": question })).await.created();
    let id = theme.text_of("theme_id");
    let path = |step: &str| format!("/api/v1/themes/{id}/{step}");
    app.post(&path("conclude"), json!({ "learned": "Inget" })).await.refused(422);
    app.post(&path("incidents"), json!({ "add": [one] })).await.ok();
    let refused = app.post(&path("incidents"), json!({ "add": ["x", Uuid::nil()] })).await;
    assert_eq!(refused.refused(422).body["errors"].as_array().unwrap().len(), 2);
    app.post(&path("incidents"), json!({})).await.refused(422);
    let shown = page(&app, &format!("/themes/{id}")).await;
    assert!(shown.contains(&format!("value=\"{two}\"")), "the like one is suggested: {shown}");

    // From the page of the other incident.
    let join = format!("/incidents/{two}/theme");
    assert!(page(&app, &join).await.contains(question));
    let fields = [("key", "nyckel-3"), ("wish", "join"), ("theme", &*id)];
    let joined = app.form_as(&app.coordinator, &join, &fields).await;
    assert_eq!(joined.status, 303, "{}", joined.text);
    assert!(page(&app, &format!("/incidents/{two}")).await.contains(question));
    let seen = app.get(&format!("/api/v1/themes/{id}")).await.ok();
    assert_eq!(seen.body["incident_ids"], json!([one, two]));
    let condition = json!({ "element": "task", "direction": "hindered", "incidents": 2 });
    assert_eq!(seen.body["conditions"], json!([condition]));

    // Whoever stepped aside sees and counts nothing of it, adds and takes out nothing.
    let aside = app.token(Role::Coordinator).await;
    let as_them = async |method: Method, path: &str, body: Value| {
        read(app.request(method, path).bearer_auth(&aside).json(&body)).await
    };
    as_them(Method::POST, &format!("/api/v1/incidents/{one}/recuse"), json!({})).await.ok();
    let seen = as_them(Method::GET, &format!("/api/v1/themes/{id}"), json!({})).await.ok();
    assert_eq!(seen.body["incident_ids"], json!([two]));
    assert_eq!(seen.body["conditions"][0]["incidents"], json!(1));
    let shown = as_them(Method::GET, &format!("/themes/{id}"), json!({})).await.ok().text;
    assert!(!shown.contains(&one) && shown.contains(&two), "{shown}");
    for body in [json!({ "add": [one] }), json!({ "remove": one })] {
        as_them(Method::POST, &path("incidents"), body).await.refused(403);
    }

    // An improvement begins where the theme ends.
    let from = json!({ "question": QUESTION, "theme": id });
    let cycle = app.post("/api/v1/improvements", from).await.created();
    let cycle = cycle.text_of("improvement_id");
    let unknown = json!({ "question": QUESTION, "theme": Uuid::nil() });
    app.post("/api/v1/improvements", unknown).await.refused(422);
    let unknown = json!({ "question": QUESTION, "signal": Uuid::nil() });
    app.post("/api/v1/improvements", unknown).await.refused(422);
    let both = json!({ "question": QUESTION, "theme": id, "finding": "Båda" });
    app.post("/api/v1/improvements", both).await.refused(422);
    app.post(&path("conclude"), json!({ "learned": "Raderna behöver en markering" })).await.ok();
    let shown = page(&app, &format!("/themes/{id}")).await;
    assert!(shown.contains("Raderna behöver") && shown.contains(&format!("/improvements/{cycle}")));
    app.post(&path("incidents"), json!({ "remove": one })).await.refused(422);
    app.post(&path("reopen"), json!({ "reason": "En ny händelse" })).await.ok();
    app.post(&path("incidents"), json!({ "remove": one })).await.ok();
    let seen = app.get(&format!("/api/v1/themes/{id}")).await.ok();
    assert_eq!(seen.body["incident_ids"], json!([two]));
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_measure_of_an_action_is_named_before_it_is_done_and_says_what_it_knows() {
    let app = start(None).await;
    let measure = measure(&app).await;
    reports(&app, "2024-05", "2025-05", |month| BEFORE[month % 7]).await;
    let (incident, _) = app.incident("local_fix").await;
    let proposed = json!({ "text": "Låt listan fråga först", "strength": "stronger" });
    let proposed = app.post(&format!("/api/v1/incidents/{incident}/actions"), proposed).await;
    let id = proposed.created().text_of("action_id");
    let path = |step: &str| format!("/api/v1/actions/{id}/{step}");
    let named = |measure: &str| json!({ "measure_id": measure, "movement": "decrease", "review": "2026-02-10" });
    app.post(&path("measure"), named(&Uuid::nil().to_string())).await.refused(422);
    let mut of_unit = named(&measure);
    of_unit["unit"] = json!("Norr");
    app.post(&path("measure"), of_unit).await.ok();
    let after = format!("/api/v1/events?after={}", app.tip().await - 1);
    let log = as_role(&app, Role::Auditor, Method::GET, &after, json!({})).await.ok();
    let aim = &log.body["items"][0]["data"]["aim"];
    assert_eq!(*aim, json!({ "withheld": true }), "{}", log.text);
    app.post(&path("measure"), named(&measure)).await.ok();
    app.post(&path("decide"), json!({ "owner": "IT", "due": "2025-06-01" })).await.ok();
    at(&app, "2025-06".parse().unwrap());
    app.post(&path("implement"), json!({ "evidence": "I drift" })).await.ok();
    let mut other = named(&measure);
    other["movement"] = json!("increase");
    let refused = app.post(&path("measure"), other).await.refused(422);
    assert!(detail(&refused).contains("innan åtgärden är gjord"), "{}", refused.text);
    reports(&app, "2025-06", "2026-01", |_| 4).await;
    at(&app, "2026-02".parse().unwrap());

    noted(&app).await;
    let shown = page(&app, &format!("/actions/{id}")).await;
    let went_on =
        ["pågick: Rapportvecka", "pågick: Ny blankett", "class=\"band\"", "id=\"went-on\""];
    let known = ["Så säger måttet i dag", "För tidigt", "Det blev bättre", "Andel om listan"];
    for words in known.into_iter().chain(went_on) {
        assert!(shown.contains(words), "no {words} in {shown}");
    }
    // Exact figures are for those who need them: the owner sees what was named.
    let address = format!("/actions/{id}");
    let owner = app.token(Role::ActionOwner).await;
    app.sees_to(&owner, "IT").await;
    let owner = read(app.request(Method::GET, &address).bearer_auth(owner)).await.ok().text;
    assert!(owner.contains("Andel om listan") && !owner.contains("<svg class=\"chart"), "{owner}");
    for words in ["Det blev bättre", "It got better", "Rapportvecka"] {
        assert!(!owner.contains(words), "{owner}");
    }
    // A person judges, and another role confirms.
    app.post(&path("assess"), json!({ "effect": "improved", "text": "Som måttet" })).await.ok();
    app.post(&path("verify"), json!({ "verifier": "IT" })).await.refused(422);
    app.post(&path("verify"), json!({ "verifier": "Kvalitetschef" })).await.ok();
    app.stop().await;
}
