//! What tests share: read models on either database, and a log to fill them from.
//!
//! Must never skip a database silently: without PostgreSQL each test says so, and fails
//! when `TILLBUD_NOTHING_SKIPPED=1`.

mod actions;
pub(crate) mod beside;
mod files;
mod found;
mod history;
mod laws;
pub(crate) mod notifications;
mod upkeep;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU32, Ordering};

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use tempfile::TempDir;
use tillbud_events::report::{Imported, Received};
use tillbud_events::vocabulary::{Code, Label, Lang, Severity};
use tillbud_events::{
    ActionId, Actor, AnyEvent, IncidentId, MessageId, Meta, Position, Recorded, ReportId, Role,
    StreamId, Text, Version, action, codec, incident, report,
};
use uuid::Uuid;

pub(crate) use files::{attached, evidence, mistake};

use crate::{Applied, ReadModels, Target, erases_words};

/// Runs a test once on SQLite and once on PostgreSQL, each time with empty read models.
macro_rules! on_both {
    ($(async fn $name:ident($bench:ident: &Bench) $body:block)+) => {
        $(mod $name {
            use super::*;

            async fn run($bench: &$crate::testing::Bench) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_sqlite() {
                run(&$crate::testing::Bench::sqlite().await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_postgres() {
                if let Some(bench) = $crate::testing::Bench::postgres().await {
                    run(&bench).await;
                    bench.remove().await;
                }
            }
        })+
    };
}
pub(crate) use on_both;

static BENCHES: AtomicU32 = AtomicU32::new(0);

/// Empty read models of one test alone.
pub(crate) struct Bench {
    pub(crate) models: ReadModels,
    pub(crate) target: Target,
    pub(crate) folder: Option<TempDir>,
}

impl Bench {
    pub(crate) async fn sqlite() -> Self {
        let folder = TempDir::new().unwrap();
        let target = Target::in_folder(folder.path().join("data"));
        Self { models: ReadModels::open(&target).await.unwrap(), target, folder: Some(folder) }
    }

    pub(crate) async fn postgres() -> Option<Self> {
        let Ok(server) = std::env::var("TILLBUD_TEST_POSTGRES") else {
            let how = "SKIPPED on PostgreSQL: run tools/with-postgres.sh cargo test -p tillbud-projections";
            assert!(std::env::var("TILLBUD_NOTHING_SKIPPED").as_deref() != Ok("1"), "{how}");
            eprintln!("{how}");
            return None;
        };
        let mark = if server.contains('?') { '&' } else { '?' };
        let number = BENCHES.fetch_add(1, Ordering::Relaxed);
        let address = format!("{server}{mark}schema=test_{}_{number}", std::process::id());
        let target = Target::parse(&address).unwrap();
        Some(Self { models: ReadModels::open(&target).await.unwrap(), target, folder: None })
    }

    /// A second handle, as another process would have.
    pub(crate) async fn second(&self) -> ReadModels {
        ReadModels::open(&self.target).await.unwrap()
    }

    /// Leaves nothing on a server that others use.
    pub(crate) async fn remove(self) {
        self.models.clone().remove().await;
        drop(self.folder);
    }

    /// Applies what `log` holds beyond the checkpoint, in one batch.
    pub(crate) async fn follow(&self, log: &Log) {
        follow(&self.models, log).await;
    }
}

/// Applies what `log` holds beyond the checkpoint, in one batch.
pub(crate) async fn follow(models: &ReadModels, log: &Log) {
    let at = models.position().await.unwrap();
    let applied = models.apply(at, log.after(at)).await.unwrap();
    assert_eq!(applied, Applied::Advanced(log.end()));
}

/// A log in memory.
#[derive(Clone, Debug, Default)]
pub(crate) struct Log {
    events: Vec<Recorded<AnyEvent>>,
    versions: BTreeMap<StreamId, u64>,
}

impl Log {
    /// Appends an event of the stream with this id, a minute after the one before.
    pub(crate) fn push(&mut self, stream: impl Into<StreamId>, event: impl Into<AnyEvent>) {
        let begin: Timestamp = "2026-03-01T08:00:00Z".parse().unwrap();
        let minutes = i64::try_from(self.events.len()).unwrap();
        self.push_at(begin + SignedDuration::from_mins(minutes), stream, event);
    }

    /// Appends an event of this moment.
    pub(crate) fn push_at(
        &mut self,
        at: Timestamp,
        stream: impl Into<StreamId>,
        event: impl Into<AnyEvent>,
    ) {
        let (stream, event) = (stream.into(), event.into());
        let version = self.versions.entry(stream).or_default();
        *version += 1;
        let actor = match &event {
            AnyEvent::Report(report::Event::Received(_) | report::Event::ReplyReceived(_)) => {
                Actor::Reporter
            }
            AnyEvent::Report(_)
            | AnyEvent::Incident(_)
            | AnyEvent::Action(_)
            | AnyEvent::Concern(_)
            | AnyEvent::Grant(_)
            | AnyEvent::Follow(_)
            | AnyEvent::Lesson(_)
            | AnyEvent::Release(_)
            | AnyEvent::Theme(_)
            | AnyEvent::Improvement(_)
            | AnyEvent::Measure(_)
            | AnyEvent::Headcount(_)
            | AnyEvent::Campaign(_) => coordinator(),
            AnyEvent::Scan(_) | AnyEvent::Alert(_) | AnyEvent::Signal(_) => Actor::System,
        };
        let position = self.events.len() as u64 + 1;
        self.events.push(Recorded {
            stream,
            version: Version(*version),
            position: Position(position),
            meta: Meta {
                event_id: Uuid::from_u128(u128::from(position)),
                at: stream.kind.recorded_moment(at),
                actor,
                correlation_id: Uuid::from_u128(u128::from(position)),
                causation_id: None,
            },
            event,
        });
    }

    /// Appends an event of the act that the event before it came from.
    pub(crate) fn push_along(&mut self, stream: impl Into<StreamId>, event: impl Into<AnyEvent>) {
        let act = self.events.last().unwrap().meta.correlation_id;
        self.push(stream, event);
        self.events.last_mut().unwrap().meta.correlation_id = act;
    }

    /// Appends an event that somebody else did.
    pub(crate) fn push_as(
        &mut self,
        actor: Actor,
        stream: impl Into<StreamId>,
        event: impl Into<AnyEvent>,
    ) {
        self.push(stream, event);
        self.events.last_mut().unwrap().meta.actor = actor;
    }

    /// The same log as it is read when the keys of erased streams are destroyed.
    pub(crate) fn without_erased_words(&self) -> Self {
        let erased: BTreeSet<StreamId> =
            self.events.iter().filter(|r| erases_words(r)).map(|r| r.stream).collect();
        let mut log = self.clone();
        for recorded in log.events.iter_mut().filter(|r| erased.contains(&r.stream)) {
            let mut encoded = codec::encode(&recorded.event).unwrap();
            erase_texts(&mut encoded.data);
            recorded.event = codec::decode(encoded).unwrap();
        }
        log
    }

    pub(crate) fn all(&self) -> &[Recorded<AnyEvent>] {
        &self.events
    }

    pub(crate) fn after(&self, position: Position) -> &[Recorded<AnyEvent>] {
        &self.events[usize::try_from(position.0).unwrap()..]
    }

    pub(crate) fn end(&self) -> Position {
        Position(self.events.len() as u64)
    }

    /// A report is received.
    pub(crate) fn receive(&mut self, number: u128) -> ReportId {
        let id = report_id(number);
        self.push(id, report::Event::Received(received()));
        id
    }

    /// An incident is opened from reports, which are linked, as dispatch does it.
    pub(crate) fn open(&mut self, number: u128, reports: &[ReportId]) -> IncidentId {
        let id = incident_id(number);
        let opened =
            incident::Opened { title: text("Fel mottagare"), report_ids: reports.to_vec() };
        self.push(id, incident::Event::Opened(opened));
        for report in reports {
            self.push(*report, report::Event::Linked(report::Linked { incident_id: id }));
        }
        id
    }

    /// An incident is triaged.
    pub(crate) fn triage(&mut self, id: IncidentId, category: &str, unit: Option<&str>) {
        self.push(id, incident::Event::Triaged(triaged(category, unit)));
    }

    /// One incident becomes part of another.
    pub(crate) fn merge(&mut self, id: IncidentId, into: IncidentId) {
        self.push(id, incident::Event::MergedInto(incident::MergedInto { into }));
        self.push(into, incident::Event::Absorbed(incident::Absorbed { incident_id: id }));
    }

    /// And stands on its own again.
    pub(crate) fn unmerge(&mut self, id: IncidentId, from: IncidentId) {
        self.push(id, incident::Event::Unmerged(incident::Unmerged { from }));
        self.push(from, incident::Event::Released(incident::Released { incident_id: id }));
    }

    /// An action is proposed for an incident.
    pub(crate) fn propose(&mut self, number: u128, incident_id: IncidentId) -> ActionId {
        let id = action_id(number);
        self.push(
            incident_id,
            incident::Event::ActionAdded(incident::ActionAdded { action_id: id }),
        );
        self.push(
            id,
            action::Event::Proposed(action::Proposed {
                incident_id,
                text: text("Bekräfta mottagare i systemet"),
                strength: tillbud_events::vocabulary::Strength::Stronger,
                addresses: vec![],
            }),
        );
        id
    }
}

fn erase_texts(value: &mut Value) {
    match value {
        Value::Object(fields) if fields.len() == 1 && fields.contains_key("clear") => {
            *value = json!({ "erased": true });
        }
        Value::Object(fields) => fields.values_mut().for_each(erase_texts),
        Value::Array(items) => items.iter_mut().for_each(erase_texts),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

pub(crate) fn report_id(number: u128) -> ReportId {
    ReportId(Uuid::from_u128(number))
}

pub(crate) fn incident_id(number: u128) -> IncidentId {
    IncidentId(Uuid::from_u128(1 << 32 | number))
}

pub(crate) fn action_id(number: u128) -> ActionId {
    ActionId(Uuid::from_u128(2 << 32 | number))
}

pub(crate) fn message_id(number: u128) -> MessageId {
    MessageId(Uuid::from_u128(3 << 32 | number))
}

pub(crate) fn text(words: &str) -> Text {
    Text::Clear(words.to_owned())
}

/// Who acts in a [`Log`], but for reporters.
pub(crate) fn coordinator() -> Actor {
    Actor::Staff { role: Role::Coordinator, pseudonym: Uuid::from_u128(1) }
}

/// Somebody who sees own actions alone.
pub(crate) fn owner() -> Actor {
    Actor::Staff { role: Role::ActionOwner, pseudonym: Uuid::from_u128(2) }
}

pub(crate) fn label(name: &str) -> Label {
    Label::parse(name).unwrap()
}

pub(crate) fn received() -> Received {
    Received {
        narrative: text("Brevet gick till fel mottagare."),
        kind: None,
        happened: None,
        unit: None,
        place: None,
        system: None,
        ongoing: None,
        hindered: None,
        helped: None,
        urgent: false,
        lang: Lang::Sv,
    }
}

pub(crate) fn imported() -> Imported {
    Imported {
        dataset: label("vcdb"),
        source_id: label("17"),
        narrative: None,
        title: None,
        action_taken: None,
        further: vec![],
        kind: None,
        happened: None,
        ended: None,
        reported: None,
        zone: None,
        unit: None,
        categories: vec![],
        factors: vec![],
        lang: None,
    }
}

pub(crate) fn triaged(category: &str, unit: Option<&str>) -> incident::Triaged {
    incident::Triaged {
        actual: Severity::Minor,
        potential: Severity::Major,
        risk: None,
        category: Code::parse(category).unwrap(),
        unit: unit.map(label),
        assets: vec![],
        assess: vec![],
    }
}
