//! Requests: the first byte of every page and list, over many incidents.
//!
//! Must never measure an account that may see everything: each has stepped aside from an
//! incident, which costs more.

use std::collections::{BTreeSet, HashMap};
use std::time::Instant;

use reqwest::Client;
use tillbud::{App, web};
use tillbud_events::grant::{Event as GrantEvent, FunctionHeld};
use tillbud_events::incident::{Event as IncidentEvent, Recused};
use tillbud_events::vocabulary::{GrantSource, Label};
use tillbud_events::{
    Actor, AnyEvent, Meta, Position, Recorded, Role, StreamId, StreamKind, Version,
};
use tokio::net::TcpListener;

use crate::common::{milliseconds, percentile};
use crate::learning;
use crate::pages::{incident_of, show};
use crate::story::{EVENTS_MAX, story};

const COORDINATOR: Option<Role> = Some(Role::Coordinator);
/// What is asked over HTTP, by whom; the first is the baseline. `{incident}`, `{report}`,
/// `{action}` and `{concern}` stand for another one each time; `{theme}`, `{improvement}`,
/// `{signal}` and `{measure}` for the one there is.
const REQUESTS: [(Option<Role>, &str); 114] = [
    (None, "/healthz"),
    (None, "/"),
    (None, "/bare"),
    (None, "/receipt"),
    (None, "/routine"),
    (None, "/accessibility"),
    (None, "/signin"),
    (COORDINATOR, "/today"),
    (COORDINATOR, "/desk"),
    (COORDINATOR, "/desk?column=received&column=status&column=kind&column=words"),
    (COORDINATOR, "/desk?status=linked"),
    (COORDINATOR, "/desk?mark=feedback_owed"),
    (COORDINATOR, "/desk?mark=reply_waiting&unit=Enhet+9"),
    (COORDINATOR, "/desk?kind=near_miss&from=2023-01-01&until=2023-01-31"),
    (COORDINATOR, "/desk.csv"),
    (COORDINATOR, "/desk.csv?kind=near_miss&unit=Enhet+9"),
    (COORDINATOR, "/desk.xlsx?kind=near_miss&from=2023-01-01&until=2023-01-31"),
    (COORDINATOR, "/desk/reports/{report}"),
    (COORDINATOR, "/desk/reports/{report}/work"),
    (COORDINATOR, "/desk/reports/{report}/similar"),
    (COORDINATOR, "/desk/bulk?report={report}"),
    (COORDINATOR, "/desk/incidents"),
    (COORDINATOR, "/desk/incidents?column=title&column=stage&column=category"),
    (COORDINATOR, "/desk/incidents?stage=opened"),
    (COORDINATOR, "/desk/incidents?category=access&unit=Enhet+8&potential=major"),
    (COORDINATOR, "/desk/incidents?category=access&unit=Enhet+9"),
    (COORDINATOR, "/desk/incidents?assigned=Registrator"),
    (COORDINATOR, "/desk/incidents?from=2023-01-01&until=2023-01-31"),
    (COORDINATOR, "/desk/incidents.csv"),
    (COORDINATOR, "/desk/incidents.csv?category=access&unit=Enhet+9"),
    (COORDINATOR, "/desk/incidents.xlsx?category=access&from=2023-01-01&until=2023-03-31"),
    (COORDINATOR, "/desk/incidents/{incident}/triage"),
    (COORDINATOR, "/incidents/{incident}"),
    (COORDINATOR, "/incidents/{incident}/notifications"),
    (COORDINATOR, "/deadlines"),
    (COORDINATOR, "/register"),
    (COORDINATOR, "/register.csv"),
    (COORDINATOR, "/actions"),
    (COORDINATOR, "/actions?view=due"),
    (COORDINATOR, "/actions?view=overdue"),
    (COORDINATOR, "/actions?unit=Enhet+9&strength=stronger"),
    (COORDINATOR, "/actions?column=action&column=owner&column=due"),
    (COORDINATOR, "/actions.csv"),
    (COORDINATOR, "/actions.xlsx?unit=Enhet+9"),
    (COORDINATOR, "/actions/calendar"),
    (COORDINATOR, "/actions/{action}"),
    (COORDINATOR, "/search"),
    (COORDINATOR, "/search?q=mottagare"),
    (COORDINATOR, "/search?q=olycka"),
    (COORDINATOR, "/search?q=saknas+helt"),
    (COORDINATOR, "/search?q=matsalen+entr%C3%A9n&in=incidents"),
    (COORDINATOR, "/search?q={incident}"),
    (Some(Role::Analyst), "/search?q=mottagare"),
    (Some(Role::ActionOwner), "/search?q=mottagare"),
    (Some(Role::DataProtectionOfficer), "/search?q=mottagare"),
    (Some(Role::ActionOwner), "/actions"),
    (Some(Role::DataProtectionOfficer), "/deadlines"),
    (COORDINATOR, "/trends"),
    (COORDINATOR, "/trends/reports"),
    (COORDINATOR, "/trends/harm_share?by=unit"),
    (COORDINATOR, "/trends/reports/chart.svg"),
    (COORDINATOR, "/trends/reports/points.csv"),
    (COORDINATOR, "/trends/funnel?measure=harm_share"),
    (COORDINATOR, "/trends/pareto"),
    (COORDINATOR, "/trends/counts?by=unit"),
    (COORDINATOR, "/trends/counts?by=category&from=2024-11&to=2026-10"),
    (COORDINATOR, "/trends/counts.csv"),
    (COORDINATOR, "/trends/campaigns"),
    (COORDINATOR, "/signals"),
    (COORDINATOR, "/signals/{signal}"),
    (COORDINATOR, "/improvements"),
    (COORDINATOR, "/improvements/{improvement}"),
    (COORDINATOR, "/improvements/new?theme={theme}"),
    (COORDINATOR, "/themes"),
    (COORDINATOR, "/themes/{theme}"),
    (COORDINATOR, "/desk/lessons"),
    (Some(Role::Analyst), "/today"),
    (Some(Role::Analyst), "/trends"),
    (Some(Role::Analyst), "/measures"),
    (Some(Role::Analyst), "/measures/{measure}"),
    (Some(Role::Analyst), "/measures/headcount"),
    (Some(Role::Analyst), "/statistics"),
    (Some(Role::Analyst), "/releases"),
    (Some(Role::Manager), "/statistics"),
    (None, "/lessons"),
    (COORDINATOR, "/account"),
    (COORDINATOR, "/role"),
    (Some(Role::Independent), "/concerns"),
    (Some(Role::Independent), "/concerns/{concern}"),
    (Some(Role::Administrator), "/access"),
    (Some(Role::Administrator), "/access/functions"),
    (Some(Role::Administrator), "/access/sessions"),
    (Some(Role::Administrator), "/deliveries"),
    (None, "/api/v1/lists"),
    (COORDINATOR, "/api/v1/reports"),
    (COORDINATOR, "/api/v1/reports/{report}"),
    (COORDINATOR, "/api/v1/copies"),
    (COORDINATOR, "/api/v1/incidents"),
    (COORDINATOR, "/api/v1/incidents/{incident}"),
    (COORDINATOR, "/api/v1/incidents/{incident}/timeline"),
    (COORDINATOR, "/api/v1/incidents/{incident}/notifications"),
    (COORDINATOR, "/api/v1/notifications"),
    (COORDINATOR, "/api/v1/notifications/register"),
    (COORDINATOR, "/api/v1/actions"),
    (COORDINATOR, "/api/v1/actions/{action}"),
    (COORDINATOR, "/api/v1/search?q=olycka"),
    (COORDINATOR, "/api/v1/campaigns"),
    (COORDINATOR, "/api/v1/trends"),
    (COORDINATOR, "/api/v1/trends/reports"),
    (COORDINATOR, "/api/v1/trends/reports?by=category&from=2024-11&to=2026-10"),
    (Some(Role::Independent), "/api/v1/concerns"),
    (Some(Role::Auditor), "/api/v1/events"),
    (Some(Role::Administrator), "/api/v1/access/grants"),
    (COORDINATOR, "/api/v1/openapi.json"),
];
/// What no page may exceed until its first byte, in milliseconds.
const FIRST_BYTE_MS: f64 = 50.0;

/// Measures all of them, in turns.
pub async fn measure(name: &str, app: App, incidents: usize, samples: usize) {
    let mut tokens = HashMap::new();
    for role in Role::ALL {
        let token = app.access.create_token(role).await.unwrap();
        step_aside(&app, &token).await;
        see_to(&app, &token).await;
        tokens.insert(role, token);
    }
    let learning = learn(&app).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let http = tokio::spawn(async move { axum::serve(listener, web::router(app)).await.unwrap() });
    let client = Client::new();
    let mut refused = BTreeSet::new();
    let mut took = vec![Vec::with_capacity(samples); REQUESTS.len()];
    for sample in 0..=samples {
        let number = sample * 7_919 % incidents;
        let kinds =
            [StreamKind::Incident, StreamKind::Report, StreamKind::Action, StreamKind::Concern];
        let ids = kinds.map(|kind| (format!("{{{kind}}}"), stream_of(kind, number)));
        let ids = ids.into_iter().chain(learning.clone());
        for ((role, path), took) in REQUESTS.iter().zip(&mut took) {
            let path =
                ids.clone().fold((*path).to_owned(), |path, (name, id)| path.replace(&name, &id));
            let mut request = client.get(format!("{url}{path}"));
            if let Some(role) = role {
                request = request.bearer_auth(&tokens[role]);
            }
            let begun = Instant::now();
            let answer = request.send().await.unwrap();
            let first_byte = begun.elapsed();
            if answer.status() != 200 {
                refused.insert(format!("{} at {path}", answer.status()));
                continue;
            }
            // A file is not read to its end: only its beginning is waited for.
            if !path.contains(".csv") {
                answer.bytes().await.unwrap();
            }
            if sample > 0 {
                took.push(milliseconds(first_byte));
            }
        }
    }
    let names = REQUESTS.map(|(role, path)| match role {
        Some(role) if role != Role::Coordinator => format!("{path} ({role})"),
        Some(_) | None => path.to_owned(),
    });
    let names = names.each_ref().map(String::as_str);
    show(&format!("First byte over HTTP, {name}, {samples} samples"), &names, &took);
    for (path, took) in names.iter().zip(&took) {
        let p99 = percentile(took, 0.99);
        if p99 > FIRST_BYTE_MS {
            println!("  OVER {FIRST_BYTE_MS} ms at p99: {path}, {p99:.1} ms");
        }
    }
    http.abort();
    assert!(refused.is_empty(), "not measured: {refused:#?}");
}

/// Fills in what analysts look at, and says how it is named in [`REQUESTS`].
async fn learn(app: &App) -> [(String, String); 4] {
    let mut versions = HashMap::<StreamId, u64>::new();
    for (stream, event) in learning::events() {
        let version = versions.entry(stream).or_default();
        *version += 1;
        apply(app, Actor::System, stream, *version, event).await;
    }
    let measure = versions.keys().find(|stream| stream.kind == StreamKind::Measure).unwrap().id;
    let ids = [
        ("theme", learning::THEME.0),
        ("improvement", learning::IMPROVEMENT.0),
        ("signal", learning::SIGNAL.0),
        ("measure", measure),
    ];
    ids.map(|(name, id)| (format!("{{{name}}}"), id.to_string()))
}

/// Lets an account step aside from one incident: the lists of such an account cost more.
async fn step_aside(app: &App, token: &str) {
    let staff = app.access.token_holder(token).await.unwrap().unwrap();
    // One that no sample comes by.
    let stream = incident_of(1).into();
    let event = IncidentEvent::Recused(Recused { reason: None }).into();
    let version = EVENTS_MAX as u64 + 1;
    apply(app, staff.actor(), stream, version, event).await;
}

/// The function that owns all actions of that story.
async fn see_to(app: &App, token: &str) {
    let staff = app.access.token_holder(token).await.unwrap().unwrap();
    let function = Label::parse("Enhetschef").unwrap();
    let (holder, source) = (staff.holder(), GrantSource::Operator);
    let stream = app.grants.function_id(holder, &function).into();
    let event = GrantEvent::FunctionHeld(FunctionHeld { holder, function, source, reason: None });
    apply(app, Actor::System, stream, 1, event.into()).await;
}

async fn apply(app: &App, actor: Actor, stream: StreamId, version: u64, event: AnyEvent) {
    let after = app.read_models.position().await.unwrap();
    let event_id = app.clock.random_id();
    let at = app.clock.now();
    let meta = Meta { event_id, at, actor, correlation_id: event_id, causation_id: None };
    let (version, position) = (Version(version), Position(after.0 + 1));
    let recorded = Recorded { stream, version, position, meta, event };
    app.read_models.apply(after, &[recorded]).await.unwrap();
}

/// The first thing of a kind in that story, or in the nearest that has one.
fn stream_of(kind: StreamKind, number: usize) -> String {
    let first = |number| story(number).into_iter().find(|told| told.stream.kind == kind);
    (0..=number).rev().chain(number..).find_map(first).unwrap().stream.id.to_string()
}
