//! Schemas of closed lists for the OpenAPI document, taken from the lists themselves.
//!
//! Must never repeat a stored name by hand.

use std::fmt::Display;

use tillbud_events::measure::{ChartKind, Direction as Better, Outcome, Period, Span, What};
use tillbud_events::vocabulary::{
    Again, AlertFamily, Channel, Clock, Course, Direction, Effect, Element, Finding, Kind, Lang,
    Movement, Purpose, Regime, Response, Severity, SignalRule, SignalSide, Strength, Verdict,
};
use utoipa::openapi::schema::{KnownFormat, Object, ObjectBuilder, SchemaFormat, Type};

fn one_of<T: Display>(values: &[T]) -> Object {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some(values.iter().map(ToString::to_string)))
        .build()
}

macro_rules! schemas {
    ($($name:ident = $list:ident),+ $(,)?) => {
        $(
            #[doc = concat!("The stored names of [`", stringify!($list), "`].")]
            #[must_use]
            pub fn $name() -> Object {
                one_of($list::ALL)
            }
        )+
    };
}

/// The stored names of the stages of an incident.
#[must_use]
pub fn stages() -> Object {
    one_of(tillbud_projections::incident::Stage::ALL)
}

/// The stored names of the states of a report.
#[must_use]
pub fn statuses() -> Object {
    one_of(tillbud_projections::report::Status::ALL)
}

/// The stored names of the states of an action.
#[must_use]
pub fn states() -> Object {
    one_of(tillbud_projections::action::State::ALL)
}

/// The stored names of the marks of a report.
#[must_use]
pub fn marks() -> Object {
    one_of(tillbud_projections::report::Mark::ALL)
}

/// What says yes.
#[must_use]
pub fn yes() -> Object {
    one_of(&[crate::web::api::board::YES])
}

/// A day, `YYYY-MM-DD`.
#[must_use]
pub fn day() -> Object {
    let format = SchemaFormat::KnownFormat(KnownFormat::Date);
    ObjectBuilder::new().schema_type(Type::String).format(Some(format)).build()
}

/// The places to search in.
#[must_use]
pub fn scopes() -> Object {
    one_of(tillbud_projections::search::Scope::ALL)
}

/// How an effect lies to what was expected.
#[must_use]
pub fn effect_outcomes() -> Object {
    one_of(tillbud_projections::improvement::study::expected::Outcome::ALL)
}

/// The stored names of the states of a lesson.
#[must_use]
pub fn lesson_states() -> Object {
    one_of(tillbud_projections::lesson::State::ALL)
}

/// The stored names of the states of an alert.
#[must_use]
pub fn alert_states() -> Object {
    one_of(tillbud_projections::alert::State::ALL)
}

/// The stored names of the states of a signal.
#[must_use]
pub fn signal_states() -> Object {
    one_of(tillbud_projections::signal::State::ALL)
}

/// The tables of statistics that can be released.
#[must_use]
pub fn released_tables() -> Object {
    one_of(tillbud_events::vocabulary::ReleasedTable::ALL)
}

/// What a trend can be told apart by.
#[must_use]
pub fn breakdowns() -> Object {
    one_of(tillbud_projections::trend::fact::By::ALL)
}

/// The stored names of how far a notification has come.
#[must_use]
pub fn standings() -> Object {
    one_of(tillbud_events::vocabulary::Standing::ALL)
}

/// The stored names of the states of an improvement.
#[must_use]
pub fn improvement_states() -> Object {
    one_of(tillbud_projections::improvement::State::ALL)
}

/// The stored names of what an improvement comes from.
#[must_use]
pub fn origins() -> Object {
    one_of(tillbud_projections::improvement::Origin::ALL)
}

/// The stored names of the states of a theme.
#[must_use]
pub fn theme_states() -> Object {
    one_of(tillbud_projections::theme::State::ALL)
}

schemas! {
    alert_families = AlertFamily,
    betters = Better,
    charts = ChartKind,
    outcomes = Outcome,
    periods = Period,
    spans = Span,
    whats = What,
    channels = Channel,
    clocks = Clock,
    courses = Course,
    directions = Direction,
    movements = Movement,
    effects = Effect,
    elements = Element,
    findings = Finding,
    kinds = Kind,
    langs = Lang,
    agains = Again,
    purposes = Purpose,
    regimes = Regime,
    responses = Response,
    severities = Severity,
    signal_rules = SignalRule,
    signal_sides = SignalSide,
    strengths = Strength,
    verdicts = Verdict,
}
