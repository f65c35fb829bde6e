//! Samples of improvements.
//!
//! Must never hold a rule: only events, commands and states by name.

use tillbud_events::improvement::{
    Aim, Decided, Event, Interval, Opened, Origin, Plan, Planned, Studied,
};
use tillbud_events::vocabulary::{Course, Effect, Movement};
use tillbud_events::{Figure, ImprovementId, Made, MeasureId, Month, Position, SignalId};
use uuid::Uuid;

use super::{day, label, text};

pub fn month(text: &str) -> Month {
    text.parse().unwrap()
}

pub fn figure(number: f64) -> Figure {
    Figure::of(number).unwrap()
}

pub fn improvement_id(number: u128) -> ImprovementId {
    ImprovementId(Uuid::from_u128(number))
}

pub fn aim(movement: Movement) -> Aim {
    Aim { measure_id: MeasureId(Uuid::from_u128(1)), unit: None, category: None, movement }
}

/// From a signal.
pub fn question() -> Opened {
    let from = Origin::Signal(SignalId(Uuid::from_u128(1)));
    Opened { from, question: text("Gör tydligare skyltar fallen färre?") }
}

/// Half as many from March 2026, against the year before; reviewed in the new year.
pub fn plan() -> Plan {
    Plan {
        aim: aim(Movement::Decrease),
        expected: figure(0.5),
        baseline_from: month("2025-02"),
        baseline_to: month("2026-02"),
        triggers: vec![month("2026-01")],
        change: month("2026-03"),
        review: day("2027-01-15"),
    }
}

pub fn result() -> Studied {
    let ratio = Interval {
        ratio: Some(figure(0.5)),
        lower: figure(0.3),
        upper: Some(figure(0.8)),
        exact: false,
    };
    Studied {
        until: month("2026-12"),
        until_week: None,
        before_points: 12,
        after_points: 10,
        before: figure(120.0),
        after: figure(50.0),
        ratio: Some(ratio),
        difference: None,
        between: None,
        signal: true,
        segments: None,
        verdict: Effect::Improved,
        made: Made {
            engine: label("tillbud-trend/1"),
            profile: label("rate ratio"),
            input_sha256: label("0f"),
        },
        known_at: Position(700),
        early: None,
        comment: None,
    }
}

pub fn course(course: Course) -> Decided {
    let next = (course == Course::Adapt).then(|| improvement_id(2));
    Decided { course, reason: text("Så visade jämförelsen."), next }
}

pub fn opened() -> Event {
    Event::Opened(question())
}

pub fn planned() -> Event {
    Event::Planned(Planned { plan: plan() })
}

pub fn studied() -> Event {
    Event::Studied(result())
}

pub fn decided(to: Course) -> Event {
    Event::Decided(course(to))
}
