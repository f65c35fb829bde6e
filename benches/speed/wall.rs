//! The wall: 200 measures of 36 months, one of them alone, and what one event costs when
//! history is long, against the cheapest query there is.
//!
//! `TILLBUD_BENCH_REPORTS` reports (1,000,000) and `TILLBUD_BENCH_SAMPLES` samples, on SQLite
//! and PostgreSQL. The read models are filled directly, without a log. Must never compare
//! what an event costs between two runs: both sizes are measured in one.

use std::time::Instant;

use jiff::civil::{Date, date};
use tillbud::web::api::measured::{self, PARTS_OF_PAGE, Question};
use tillbud::web::pages::Frame;
use tillbud::web::pages::trends::wall::Wall;
use tillbud_events::incident::{Event as IncidentEvent, Triaged};
use tillbud_events::measure::{
    ChartKind, Conditions, Counted, Defined, Definition, Denominator, Direction, Event as Measure,
    Numerator, Period, What, standard,
};
use tillbud_events::report::Event as ReportEvent;
use tillbud_events::vocabulary::{Code, Kind, Label, Lang, Severity};
use tillbud_events::{
    Actor, AnyEvent, IncidentId, MeasureId, Meta, Position, Recorded, ReportId, Role, StreamId,
    StreamKind, Version,
};
use tillbud_projections::measure::{self, Measure as Measured, Points, Scope};
use tillbud_projections::{Db, ReadModels};
use uuid::Uuid;

use crate::common::{median, milliseconds, percentile, size, table, targets};
use crate::pages::show;
use crate::story::{received, story};

/// Measures on the wall.
const MEASURES: usize = 200;
/// What the whole wall may take, in milliseconds.
const WALL_MS: f64 = 300.0;
/// What one chart may take.
const CHART_MS: f64 = 20.0;
/// The short history that a long one is compared with.
const SHORT: usize = 10_000;
/// One report in so many becomes an incident with all that follows.
const WITH_STORY: usize = 10;
/// Events of one transaction while filling.
const BATCH_EVENTS: usize = 5_000;
/// Single events whose cost is measured at each size.
const EVENTS: usize = 200;

/// What is measured of the wall; the first is the baseline.
const STEPS: [&str; 7] = [
    "checkpoint: one row by its key",
    "200 measures, their figures read",
    "200 measures, drawn and written",
    "200 measures, all together",
    "one measure, all together",
    "the measures that Tillbud comes with",
    "one measure told apart by 24 units",
];

/// Runs it.
pub async fn run() {
    let (reports, samples) = (size("REPORTS", 1_000_000), size("SAMPLES", 20));
    let folder = tempfile::tempdir().unwrap();
    for (name, target) in targets(folder.path(), "wall") {
        let live = ReadModels::open(&target).await.unwrap();
        let read_models = live.begin_rebuild().await.unwrap();
        let mut history = History { read_models: &read_models, position: 0, told: 0 };
        history.define().await;
        history.fill_to(SHORT.min(reports)).await;
        let short = history.cost().await;
        let begun = Instant::now();
        history.fill_to(reports).await;
        let took = begun.elapsed().as_secs_f64();
        println!("\n{name}: {reports} reports in {} events, {took:.0} s", history.position);
        let long = history.cost().await;
        show_cost(name, reports, &short, &long);
        measure_wall(name, read_models.db(), &read_models, samples).await;
        read_models.close().await;
        // Takes the rows away again.
        live.begin_rebuild().await.unwrap().close().await;
    }
}

/// Read models that are filled further and further.
struct History<'a> {
    read_models: &'a ReadModels,
    position: u64,
    /// Reports told so far.
    told: usize,
}

impl History<'_> {
    async fn define(&mut self) {
        let definitions = (0..MEASURES).map(definition).chain(standard());
        let events: Vec<_> = (1..)
            .zip(definitions)
            .map(|(number, definition)| {
                let defined = Measure::Defined(Defined { definition });
                (StreamId::from(MeasureId(Uuid::from_u128(number))), 1, AnyEvent::from(defined))
            })
            .collect();
        self.apply(events).await;
    }

    async fn fill_to(&mut self, reports: usize) {
        let mut batch = Vec::new();
        while self.told < reports {
            let number = self.told;
            self.told += 1;
            if number.is_multiple_of(WITH_STORY) {
                for told in story(number) {
                    let events = told.events.into_iter().zip(1..);
                    batch.extend(events.map(|(new, version)| (told.stream, version, new)));
                }
            } else {
                // Of a story of its own, which is not told on.
                let first = story(number).into_iter().next().unwrap();
                let new = first.events.into_iter().next().unwrap();
                batch.push((first.stream, 1, new));
            }
            if batch.len() >= BATCH_EVENTS || self.told == reports {
                let recorded: Vec<_> = std::mem::take(&mut batch)
                    .into_iter()
                    .map(|(stream, version, new)| {
                        self.position += 1;
                        Recorded {
                            stream,
                            version: Version(version),
                            position: Position(self.position),
                            meta: new.meta,
                            event: new.event,
                        }
                    })
                    .collect();
                let after = Position(self.position - recorded.len() as u64);
                self.read_models.apply(after, &recorded).await.unwrap();
            }
        }
    }

    async fn apply(&mut self, events: Vec<(StreamId, u64, AnyEvent)>) {
        let after = Position(self.position);
        let recorded: Vec<_> = events
            .into_iter()
            .map(|(stream, version, event)| {
                self.position += 1;
                let event_id = Uuid::from_u128(u128::from(self.position) << 64 | 7);
                let at = "2026-10-20T08:00:00Z".parse().unwrap();
                let actor = Actor::System;
                let meta =
                    Meta { event_id, at, actor, correlation_id: event_id, causation_id: None };
                let (version, position) = (Version(version), Position(self.position));
                Recorded { stream, version, position, meta, event }
            })
            .collect();
        self.read_models.apply(after, &recorded).await.unwrap();
    }

    /// Milliseconds of each of many single events: a report that comes in, and an incident
    /// that is judged anew.
    async fn cost(&mut self) -> [Vec<f64>; 2] {
        let mut took = [Vec::new(), Vec::new()];
        for sample in 0..EVENTS {
            let id = ReportId(Uuid::from_u128(u128::from(self.position) << 32 | 0xfeed));
            let event = ReportEvent::Received(received(sample)).into();
            let begun = Instant::now();
            self.apply(vec![(id.into(), 1, event)]).await;
            took[0].push(milliseconds(begun.elapsed()));

            let number = (sample * 7_919 % self.told) / WITH_STORY * WITH_STORY;
            let incident = incident_of(number);
            let triaged = Triaged {
                actual: Severity::ALL[sample % Severity::ALL.len()],
                potential: Severity::Major,
                risk: None,
                category: Code::parse(if sample.is_multiple_of(2) { "access" } else { "outage" })
                    .unwrap(),
                unit: None,
                assets: vec![],
                assess: vec![],
            };
            let event = IncidentEvent::Triaged(triaged).into();
            let begun = Instant::now();
            self.apply(vec![(incident.into(), 1_000, event)]).await;
            took[1].push(milliseconds(begun.elapsed()));
        }
        took
    }
}

fn incident_of(number: usize) -> IncidentId {
    let told = story(number);
    let incident = told.iter().find(|told| told.stream.kind == StreamKind::Incident).unwrap();
    IncidentId(incident.stream.id)
}

/// Counts, rates and shares of kinds, categories and severities, every one another.
fn definition(number: usize) -> Definition {
    let conditions = Conditions {
        kind: Some(Kind::ALL[number % Kind::ALL.len()]).filter(|_| number.is_multiple_of(3)),
        category: ["access", "outage", "malware", "physical", "other"]
            .get(number % 7)
            .map(|category| Label::parse(category).unwrap()),
        actual_at_least: Some(Severity::ALL[number % Severity::ALL.len()])
            .filter(|_| number.is_multiple_of(2)),
        ..Conditions::default()
    };
    let counted = Counted { what: What::Reports, conditions };
    let all = Counted { what: What::Reports, conditions: Conditions::default() };
    let is_share = !number.is_multiple_of(4);
    Definition {
        key: Code::parse(&format!("bench_{number}")).unwrap(),
        name_sv: Label::parse(&format!("Mått {number}")).unwrap(),
        name_en: Label::parse(&format!("Measure {number}")).unwrap(),
        numerator: Numerator::Count(counted),
        denominator: is_share.then_some(Denominator::Count(all)),
        chart: if is_share { ChartKind::SharePrime } else { ChartKind::Count },
        period: Period::Month,
        direction: Direction::Neutral,
        target: None,
        owner: Role::Analyst,
    }
}

/// Measures as the pages ask for them, of the whole organisation.
fn whole<'a>(measures: &'a [Measured], question: &'a Question) -> Vec<(&'a Measured, &'a Scope)> {
    measures.iter().map(|measure| (measure, &question.scope)).collect()
}

async fn measure_wall(name: &str, db: &Db, read_models: &ReadModels, samples: usize) {
    let today: Date = date(2026, 10, 28);
    let (from, to) = measured::period(today);
    let mut took = vec![Vec::with_capacity(samples); STEPS.len()];
    let of_unit = |number| Scope { unit: Some(format!("Enhet {number}")), category: None };
    let units: Vec<_> = (0..PARTS_OF_PAGE).map(of_unit).collect();
    let scope = Scope::default();
    let question = Question { scope, by: None, page: 1, from, to, is_dots: false };
    // Sample 0 warms up.
    for sample in 0..=samples {
        let begun = Instant::now();
        read_models.position().await.unwrap();
        let checkpoint = begun.elapsed();

        let begun = Instant::now();
        let all = measured::measures(db).await.unwrap();
        let (measures, standard): (Vec<_>, Vec<_>) = all.into_iter().partition(is_benched);
        let points =
            measure::charted(db, &whole(&measures, &question), from, to, today).await.unwrap();
        let read = begun.elapsed();
        let drawn = Instant::now();
        draw(&measures, points, &question);
        let (drawn, all) = (drawn.elapsed(), begun.elapsed());

        let begun = Instant::now();
        let points =
            measure::charted(db, &whole(&standard, &question), from, to, today).await.unwrap();
        draw(&standard, points, &question);
        let standard = begun.elapsed();

        let begun = Instant::now();
        let one = &measures[sample % MEASURES];
        let of_units: Vec<_> = units.iter().map(|unit| (one, unit)).collect();
        let points = measure::charted(db, &of_units, from, to, today).await.unwrap();
        draw(&copies(one, units.len()), points, &question);
        let by_unit = begun.elapsed();

        let begun = Instant::now();
        let asked = [(one, &question.scope)];
        let points = measure::charted(db, &asked, from, to, today).await.unwrap().remove(0);
        let shown = measured::shown(Lang::Sv, one, points, to, question.profile()).unwrap();
        let frame = Frame::new(Lang::Sv, false, "/trends/x", true);
        let lists = tillbud::lists::Lists::default();
        let asked = tillbud::web::pages::trends::asked::Asked::default();
        let page = tillbud::web::pages::trends::one::One::new(
            frame,
            &lists,
            asked,
            &shown,
            &[],
            (&[], 1, 0),
        );
        askama::Template::render(&page).unwrap();
        let single = begun.elapsed();

        if sample > 0 {
            let all = [checkpoint, read, drawn, all, single, standard, by_unit];
            for (took, duration) in took.iter_mut().zip(all) {
                took.push(milliseconds(duration));
            }
        }
    }
    show(&format!("{name}, {samples} samples"), &STEPS, &took);
    for (at, limit) in [(3, WALL_MS), (4, CHART_MS)] {
        let p50 = percentile(&took[at], 0.5);
        if p50 > limit {
            println!("  OVER {limit} ms: {}, {p50:.1} ms", STEPS[at]);
        }
    }
}

fn is_benched(measure: &Measured) -> bool {
    measure.definition.key.as_str().starts_with("bench_")
}

/// A measure so many times, each with a key of its own, as a wall shows none twice.
fn copies(measure: &Measured, count: usize) -> Vec<Measured> {
    let copy = |number| {
        let mut copy = measure.clone();
        copy.definition.key = Code::parse(&format!("bench_copy_{number}")).unwrap();
        copy
    };
    (0..count).map(copy).collect()
}

/// Draws and writes the wall of these measures.
fn draw(measures: &[Measured], points: Vec<Points>, question: &Question) {
    let frame = Frame::new(Lang::Sv, false, "/trends", true);
    let shown: Vec<_> = measures
        .iter()
        .zip(points)
        .filter_map(|(measure, points)| {
            measured::shown(Lang::Sv, measure, points, question.to, question.profile())
        })
        .collect();
    assert_eq!(shown.len(), measures.len());
    let html = askama::Template::render(&Wall::new(frame, &shown, false)).unwrap();
    assert!(html.len() > measures.len() * 500, "the wall is empty");
}

fn show_cost(name: &str, reports: usize, short: &[Vec<f64>; 2], long: &[Vec<f64>; 2]) {
    let names = ["a report comes in", "an incident is judged anew"];
    let row = |((name, short), long): ((&str, &Vec<f64>), &Vec<f64>)| {
        let (before, after) = (median(short), median(long));
        vec![
            name.to_owned(),
            format!("{before:.2}"),
            format!("{after:.2}"),
            format!("{:.2}", after / before),
        ]
    };
    let rows: Vec<_> = names.into_iter().zip(short).zip(long).map(row).collect();
    let long = format!("p50 ms at {reports}");
    let headings = ["", &*format!("p50 ms at {SHORT}"), &long, "ratio"];
    table(&format!("{name}, one event in a transaction of its own"), &headings, &rows);
}
