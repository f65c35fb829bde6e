//! Where the planners write: every step with its time, its actor and its ids.
//!
//! Ids follow from the seed alone and the order of planning, so that a demo that was
//! interrupted comes to the same ids. Must never record a step after the end of the
//! period: what would come then has not happened yet.

use std::collections::BTreeMap;

use jiff::Timestamp;
use tillbud_events::incident::Closed;
use tillbud_events::report::Received;
use tillbud_events::{Actor, HolderId, IncidentId, LessonId, ReportId, Role, StreamId, StreamKind};

use super::step::{OnAction, OnIncident, OnLesson, OnReport, Planned, Step};
use crate::act::{Act, Idempotency, digest};
use crate::cli::demo::calendar::Calendar;
use crate::cli::demo::draw::Draw;
use crate::clock::Clock;

/// Coordinators who share the work.
const COORDINATORS: usize = 3;

/// All steps so far, and what planners draw and reckon with.
pub struct Book {
    /// Chance.
    pub draw: Draw,
    /// Days and hours.
    pub calendar: Calendar,
    /// The last moment of the period.
    pub end: Timestamp,
    secret: [u8; 32],
    coordinators: Vec<Actor>,
    steps: Vec<Planned>,
}

impl Book {
    /// An empty book.
    pub fn new(seed: u64, end: Timestamp) -> Self {
        let draw = Draw::new(seed);
        let coordinator = |_| Actor::Staff { role: Role::Coordinator, pseudonym: draw.id() };
        let coordinators = (0..COORDINATORS).map(coordinator).collect();
        let secret = digest(&[0; 32], &[b"tillbud demo", &seed.to_be_bytes()]);
        Self { draw, calendar: Calendar::new(), end, secret, coordinators, steps: Vec::new() }
    }

    /// A person sends a report.
    pub fn receive(&mut self, at: Timestamp, received: Received) -> ReportId {
        self.record(at, Actor::Reporter, Step::Receive(received))
    }

    /// The reporter says something.
    pub fn reporter(&mut self, at: Timestamp, report_id: ReportId, on: OnReport) {
        self.record(at, Actor::Reporter, Step::Report(report_id, on));
    }

    /// Staff does something with a report.
    pub fn report(&mut self, at: Timestamp, report_id: ReportId, on: OnReport) {
        self.staff(at, Step::Report(report_id, on));
    }

    /// One and the same member of staff does several things with a report.
    pub fn together(&mut self, at: Timestamp, report_id: ReportId, all: [OnReport; 2]) {
        if let Some(actor) = self.draw.one_of(&self.coordinators).copied() {
            for on in all {
                self.record(at, actor, Step::Report(report_id, on));
            }
        }
    }

    /// Staff does something with an incident.
    pub fn incident(&mut self, at: Timestamp, incident_id: IncidentId, on: OnIncident) {
        self.staff(at, Step::Incident(incident_id, on));
    }

    /// Staff does something with an action.
    pub fn action(&mut self, at: Timestamp, of: super::action::OfIncident, on: OnAction) {
        self.staff(at, Step::Action(of.action_id, of.incident_id, on));
    }

    /// The pseudonyms of two members of staff who read each other's texts.
    pub fn pair(&self) -> Option<[HolderId; 2]> {
        let pseudonym = |actor: &Actor| match actor {
            Actor::Staff { pseudonym, .. } => Some(HolderId(*pseudonym)),
            Actor::Reporter | Actor::System => None,
        };
        let mut pseudonyms = self.coordinators.iter().filter_map(pseudonym);
        Some([pseudonyms.next()?, pseudonyms.next()?])
    }

    /// `who` does something with a lesson.
    pub fn lesson(
        &mut self,
        at: Timestamp,
        who: HolderId,
        (lesson_id, incident_id): (LessonId, IncidentId),
        on: OnLesson,
    ) {
        let actor = Actor::Staff { role: Role::Coordinator, pseudonym: who.0 };
        self.record(at, actor, Step::Lesson(lesson_id, incident_id, on));
    }

    /// Staff defines a measure or aims at something, notes what went on, explains a signal, does something with a theme or a cycle, or
    /// releases a table.
    pub fn improve(&mut self, at: Timestamp, step: Step) {
        self.staff(at, step);
    }

    /// The program does something by itself.
    pub fn program(&mut self, at: Timestamp, step: Step) {
        self.record(at, Actor::System, step);
    }

    /// Staff ends the work; the reporters of `heard` have been told what came of it.
    pub fn close(
        &mut self,
        at: Timestamp,
        incident_id: IncidentId,
        closed: Closed,
        heard: &[ReportId],
    ) {
        let recorded = self.steps.len();
        self.incident(at, incident_id, OnIncident::Close(closed));
        for planned in self.steps.iter_mut().skip(recorded) {
            planned.touches.extend(heard.iter().copied().map(StreamId::from));
        }
    }

    /// The whole history, by time. What begins a stream waits for what began before:
    /// lists show the newest first, by its place in the log.
    pub fn by_time(mut self) -> Vec<Planned> {
        // Stable: what was planned one after the other at one moment stays so.
        self.steps.sort_by_key(|planned| planned.act.at());
        let mut newest: BTreeMap<StreamKind, StreamId> = BTreeMap::new();
        let mut part_of: BTreeMap<ReportId, IncidentId> = BTreeMap::new();
        for Planned { step, touches, .. } in &mut self.steps {
            let itself = touches.first().copied().filter(|_| step.begins());
            if let Some(itself) = itself {
                touches.extend(newest.insert(itself.kind, itself));
            }
            match step {
                Step::Incident(id, OnIncident::Open(opened)) => {
                    part_of.extend(opened.report_ids.iter().map(|report| (*report, *id)));
                }
                Step::Incident(id, OnIncident::Link(report)) => {
                    part_of.insert(*report, *id);
                }
                // The dialogue shows in the incident's history, which is read in order.
                Step::Report(report, _) => {
                    touches.extend(part_of.get(report).copied().map(StreamId::from));
                }
                Step::Receive(_)
                | Step::Incident(..)
                | Step::Action(..)
                | Step::Lesson(..)
                | Step::Measure(..)
                | Step::Aim(..)
                | Step::Note(..)
                | Step::Raise(..)
                | Step::Explain(..)
                | Step::Theme(..)
                | Step::Improvement(..)
                | Step::Release(..) => {}
            }
        }
        self.steps
    }

    fn staff(&mut self, at: Timestamp, step: Step) {
        if let Some(actor) = self.draw.one_of(&self.coordinators).copied() {
            self.record(at, actor, step);
        }
    }

    fn record(&mut self, at: Timestamp, actor: Actor, step: Step) -> ReportId {
        let clock = Clock::simulated(at, 0);
        // The number of the step is its key; its content makes sure that another
        // plan is not taken for a repetition of this one.
        let content = serde_json::to_vec(&step).unwrap_or_default();
        let idempotency = Idempotency {
            secret: &self.secret,
            scope: "demo",
            key: &self.steps.len().to_string(),
            content: &content,
        };
        let act = Act::repeatable(&clock, actor, &idempotency);
        let itself = ReportId(act.id("report"));
        if at <= self.end {
            let touches = step.streams(itself);
            self.steps.push(Planned { act, step, touches });
        }
        itself
    }
}
