//! Pages: what staff look at, over many incidents, against the cheapest query there is.
//!
//! `TILLBUD_BENCH_INCIDENTS` incidents and `TILLBUD_BENCH_SAMPLES` samples, on SQLite and
//! PostgreSQL. The read models are filled directly, without a log. Must never measure a
//! query on empty tables or one after the other: samples take turns.

use std::time::Instant;

use jiff::civil::Date;
use tillbud::App;
use tillbud::clock::Clock;
use tillbud::holding::HoldMinutes;
use tillbud::lists::Lists;
use tillbud::runtime::Runtime;
use tillbud_events::vocabulary::{Code, Kind, Regime, Severity};
use tillbud_events::{Actor, AnyEvent, IncidentId, Position, Recorded, Role, StreamKind, Version};
use tillbud_projections::action::View;
use tillbud_projections::incident::{self, Stage};
use tillbud_projections::plan::{Asked, plan};
use tillbud_projections::report::{self, Status};
use tillbud_projections::search::{self, Fact, Scope, Terms};
use tillbud_projections::trend::fact::{self, By};
use tillbud_projections::{Cursor, Db, ReadModels, action, notification, timeline, today};
use uuid::Uuid;

use crate::common::{config, milliseconds, percentile, size, table, targets};
use crate::requests;
use crate::story::story;

/// Rows of a page.
const ROWS: u32 = 50;
/// Events of one transaction while filling.
const BATCH_EVENTS: usize = 5_000;

/// What is asked of the read models; the first is the baseline.
const QUERIES: [&str; 29] = [
    "checkpoint: one row by its key",
    "board, first page",
    "board, a page in the middle",
    "board, one unit",
    "board, one stage, last page",
    "board, three filters",
    "board, three filters that never meet",
    "one incident, all its parts",
    "timeline of one incident",
    "queue, first page",
    "queue, one status in the middle",
    "reports by status, counted to 999",
    "actions, first page",
    "trend by kind, 24 months",
    "trend by category, 24 months",
    "trend by unit, one kind, 24 months",
    "queue, feedback owed",
    "queue, one month long ago",
    "search, a word of every incident",
    "search, a part of a rare word",
    "search, two common words that never meet",
    "search, a word and a category",
    "actions to be done within two weeks",
    "actions of one unit",
    "today: reports without a word",
    "today: when laws are due",
    "today: actions soon due",
    "notifications that wait",
    "register, first page",
];
/// Queries whose plans are shown, the slowest of those that can be explained.
const PLANS: usize = 8;
/// Runs it.
pub async fn run() {
    let (incidents, samples) = (size("INCIDENTS", 100_000), size("SAMPLES", 100));
    let folder = tempfile::tempdir().unwrap();
    let lists = Lists::load(None).unwrap();
    let runtime = Runtime::start(&config(folder.path()), Clock::system(), lists, HoldMinutes::OFF)
        .await
        .unwrap();
    for (name, target) in targets(folder.path(), "pages") {
        let live = ReadModels::open(&target).await.unwrap();
        let read_models = live.begin_rebuild().await.unwrap();
        let begun = Instant::now();
        let events = fill(&read_models, incidents).await;
        let rate = events as f64 / begun.elapsed().as_secs_f64();
        println!("\n{name}: {incidents} incidents from {events} events, {rate:.0} a second");
        let took = measure_queries(name, &read_models, incidents, events, samples).await;
        let app = App { read_models: read_models.clone(), ..runtime.app.clone() };
        requests::measure(name, app, incidents, samples).await;
        show_plans(name, read_models.db(), &took, events).await;
        read_models.close().await;
        // Takes the rows away again.
        live.begin_rebuild().await.unwrap().close().await;
    }
    runtime.stop().await;
}

/// Applies that many stories; says how many events they were.
async fn fill(read_models: &ReadModels, stories: usize) -> usize {
    let (mut position, mut batch) = (0, Vec::<Recorded<AnyEvent>>::new());
    for number in 0..stories {
        for told in story(number) {
            for (new, version) in told.events.into_iter().zip(1..) {
                position += 1;
                batch.push(Recorded {
                    stream: told.stream,
                    version: Version(version),
                    position: Position(position),
                    meta: new.meta,
                    event: new.event,
                });
            }
        }
        if batch.len() >= BATCH_EVENTS || number + 1 == stories {
            let after = Position(position - batch.len() as u64);
            read_models.apply(after, &batch).await.unwrap();
            batch.clear();
        }
    }
    position as usize
}

async fn measure_queries(
    name: &str,
    read_models: &ReadModels,
    incidents: usize,
    events: usize,
    samples: usize,
) -> Vec<Vec<f64>> {
    let mut took = vec![Vec::with_capacity(samples); QUERIES.len()];
    // Sample 0 warms up.
    for sample in 0..=samples {
        // A stride that comes by every incident, none twice in a row.
        let number = sample * 7_919 % incidents;
        for (query, took) in took.iter_mut().enumerate() {
            let begun = Instant::now();
            ask(query, read_models, number, events).await;
            if sample > 0 {
                took.push(milliseconds(begun.elapsed()));
            }
        }
    }
    show(&format!("{name}, {samples} samples"), &QUERIES, &took);
    took
}

/// Runs the query of that row of [`QUERIES`].
async fn ask(query: usize, read_models: &ReadModels, number: usize, events: usize) {
    let db = read_models.db();
    let middle = Some(Cursor(i64::try_from(events / 2).unwrap()));
    let end = Some(Cursor(i64::try_from(events / 1_000 + 100).unwrap()));
    match query {
        0 => drop(read_models.position().await.unwrap()),
        1 => board(db, incident::Filter::default(), None).await,
        2 => board(db, incident::Filter::default(), middle).await,
        3 => {
            let unit = Some(format!("Enhet {}", number % 60));
            board(db, incident::Filter { unit, ..Default::default() }, None).await;
        }
        4 => {
            let stage = Some(Stage::Opened);
            board(db, incident::Filter { stage, ..Default::default() }, end).await;
        }
        5 => board(db, three_filters("access", "Enhet 8"), None).await,
        6 => board(db, three_filters("access", "Enhet 9"), None).await,
        7 => one_incident(db, number).await,
        8 => drop(timeline::timeline(db, incident_of(number), true, None, ROWS).await.unwrap()),
        9 => drop(report::queue(db, &report::Filter::default(), None, ROWS).await.unwrap()),
        10 => {
            let filter = report::Filter { status: Some(Status::Linked), ..Default::default() };
            drop(report::queue(db, &filter, middle, ROWS).await.unwrap());
        }
        11 => drop(report::status_counts(db).await.unwrap()),
        12 => drop(action::list(db, &action::Filter::default(), None, ROWS).await.unwrap()),
        13 => trend(db, By::Kind, fact::Filter::default()).await,
        14 => trend(db, By::Category, fact::Filter::default()).await,
        15 => {
            let kind = Some(Kind::NearMiss);
            trend(db, By::Unit, fact::Filter { kind, ..Default::default() }).await;
        }
        16 => {
            let mark = Some(report::Mark::FeedbackOwed);
            let filter = report::Filter { mark, ..Default::default() };
            drop(report::queue(db, &filter, None, ROWS).await.unwrap());
        }
        17 => {
            let (from, until) = (Some(1_672_531_200_000), Some(1_675_209_600_000));
            let filter = report::Filter { from, until, ..Default::default() };
            drop(report::queue(db, &filter, None, ROWS).await.unwrap());
        }
        18 => found(db, Terms::parse("mottagare").unwrap()).await,
        19 => found(db, Terms::parse("olycka").unwrap()).await,
        20 => found(db, Terms::parse("matsalen entrén").unwrap()).await,
        21 => found(db, terms_with_fact()).await,
        22 | 23 => {
            let (view, filter) = actions_of(query);
            drop(action::view(db, (view, BEFORE_DUE), &filter, None, ROWS).await.unwrap());
        }
        24 => {
            drop(today::urgent(db, reader()).await.unwrap());
            drop(today::unheard(db, reader()).await.unwrap());
        }
        25 => drop(notification::next_by_clock(db).await.unwrap()),
        26 => drop(today::due(db, reader(), &BEFORE_DUE.to_string()).await.unwrap()),
        27 => drop(notification::waiting(db).await.unwrap()),
        _ => drop(notification::register(db, Regime::Gdpr, None, ROWS).await.unwrap()),
    }
}

/// Somebody who is kept out of nothing.
fn reader() -> Actor {
    Actor::Staff { role: Role::Coordinator, pseudonym: Uuid::from_u128(1) }
}

/// Some days before the actions of stories are to be done.
const BEFORE_DUE: Date = Date::constant(2026, 11, 26);

fn terms_with_fact() -> Terms {
    let fact = Fact::Category.token("access");
    Terms::parse("behörighet").unwrap().with_facts(|_| vec![fact.clone()])
}

fn actions_of(query: usize) -> (View, action::Filter) {
    match query {
        22 => (View::Due, action::Filter::default()),
        _ => {
            let unit = Some("Enhet 9".to_owned());
            (View::Open, action::Filter { unit, ..action::Filter::default() })
        }
    }
}

/// That row of [`QUERIES`] as it can be explained.
fn explained(query: usize, events: usize) -> Option<Asked> {
    let middle = Some(Cursor(i64::try_from(events / 2).unwrap()));
    let (from, to) = ("2024-11".parse().unwrap(), "2026-10".parse().unwrap());
    let search = |said| Asked::Search(Scope::Incidents, Terms::parse(said).unwrap());
    let trend = |by| Asked::Trend(Some(by), fact::Filter::default(), from, to);
    let queue = |filter| Asked::Queue(filter, None);
    let filter = report::Filter::default();
    Some(match query {
        1 => Asked::Board(incident::Filter::default(), None),
        2 => Asked::Board(incident::Filter::default(), middle),
        5 => Asked::Board(three_filters("access", "Enhet 8"), None),
        6 => Asked::Board(three_filters("access", "Enhet 9"), None),
        9 => queue(filter),
        13 => trend(By::Kind),
        14 => trend(By::Category),
        15 => trend(By::Unit),
        16 => queue(report::Filter { mark: Some(report::Mark::FeedbackOwed), ..filter }),
        17 => queue(report::Filter { from: Some(1_672_531_200_000), until: None, ..filter }),
        18 => search("mottagare"),
        19 => search("olycka"),
        20 => search("matsalen entrén"),
        21 => Asked::Search(Scope::Incidents, terms_with_fact()),
        24 => Asked::Unheard,
        25 => Asked::Clocks,
        26 => Asked::Due(BEFORE_DUE.to_string()),
        27 => Asked::Waiting,
        28 => Asked::Register,
        _ => return None,
    })
}

/// The incident of that story.
pub fn incident_of(number: usize) -> IncidentId {
    let told = story(number).into_iter().find(|told| told.stream.kind == StreamKind::Incident);
    IncidentId(told.unwrap().stream.id)
}

async fn board(db: &Db, filter: incident::Filter, after: Option<Cursor>) {
    incident::list(db, &filter, after, ROWS).await.unwrap();
}

async fn found(db: &Db, terms: Terms) {
    search::find(db, Scope::Incidents, &terms, None, ROWS).await.unwrap();
}

/// Each fits many incidents; whether any fits all three depends on the pair.
fn three_filters(category: &str, unit: &str) -> incident::Filter {
    incident::Filter {
        category: Code::parse(category).ok(),
        unit: Some(unit.to_owned()),
        potential: Some(Severity::Major),
        ..Default::default()
    }
}

/// The queries of `GET /api/v1/incidents/{id}`.
async fn one_incident(db: &Db, number: usize) {
    let id = incident_of(number);
    incident::get(db, id).await.unwrap().unwrap();
    incident::linked_reports(db, id).await.unwrap();
    incident::merged_here(db, id).await.unwrap();
    incident::assets(db, id).await.unwrap();
    incident::factors(db, id).await.unwrap();
    notification::of_incident(db, id).await.unwrap();
}

async fn trend(db: &Db, by: By, filter: fact::Filter) {
    let (from, to) = ("2024-11".parse().unwrap(), "2026-10".parse().unwrap());
    let counts = fact::series(db, Some(by), &filter, from, to).await.unwrap();
    assert!(!counts.months.is_empty(), "the trend is empty");
}

/// How the database goes about the queries that took longest.
async fn show_plans(name: &str, db: &Db, took: &[Vec<f64>], events: usize) {
    let mut slowest: Vec<_> =
        (0..QUERIES.len()).filter(|at| explained(*at, events).is_some()).collect();
    slowest.sort_by(|a, b| percentile(&took[*b], 0.5).total_cmp(&percentile(&took[*a], 0.5)));
    for query in slowest.into_iter().take(PLANS) {
        let p50 = percentile(&took[query], 0.5);
        println!("\n{name}, {p50:.2} ms, plan of: {}", QUERIES[query]);
        let asked = explained(query, events).unwrap();
        for step in plan(db, asked, ROWS as usize + 1).await.unwrap() {
            println!("  {step}");
        }
    }
}

/// Prints medians and tails, each also against the first.
pub fn show(title: &str, names: &[&str], took: &[Vec<f64>]) {
    let baseline = percentile(&took[0], 0.5);
    let row = |(name, took): (&&str, &Vec<f64>)| {
        let p50 = percentile(took, 0.5);
        vec![
            (*name).to_owned(),
            format!("{p50:.2}"),
            format!("{:.2}", percentile(took, 0.99)),
            format!("{:.1}", p50 / baseline),
        ]
    };
    let rows: Vec<_> = names.iter().zip(took).map(row).collect();
    table(title, &["", "p50 ms", "p99 ms", "p50 to the first"], &rows);
}
