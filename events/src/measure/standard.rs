//! The measures that Tillbud comes with.
//!
//! They are defined by events like all others, once: what people revise or retire stays as
//! they left it. Must never change what a key means; another meaning is another key.

use super::conditions::{Conditions, Within};
use super::definition::{
    Counted, Definition, Denominator, FullTimeEquivalents, Lasting, Numerator,
};
use crate::envelope::Role;
use crate::vocabulary::measuring::{ChartKind, Days, Direction, Outcome, Period, Span, What};
use crate::vocabulary::{Again, Code, Element, Kind, Label, Severity, Strength};

/// From this severity on, harm is severe.
pub const SEVERE: Severity = Severity::Major;

/// Every measure that Tillbud comes with, in reading order.
#[must_use]
pub fn standard() -> Vec<Definition> {
    let plain = Conditions::default;
    let told = || Conditions { outcome: Some(Outcome::Told), ..plain() };
    let in_time = || Conditions { outcome: Some(Outcome::InTime), ..plain() };
    let verified = || Conditions { outcome: Some(Outcome::Verified), ..plain() };
    let repeated = || Conditions { outcome: Some(Outcome::Repeated), ..plain() };
    let of = |strength| Conditions { strength: Some(strength), ..plain() };
    let within =
        |until, days, of| Conditions { within: Some(Within { until, days, of }), ..plain() };
    let again = || Conditions { again: Some(Again::Yes), ..plain() };
    let near = || Conditions { kind: Some(Kind::NearMiss), ..plain() };
    let judged = |least| Conditions { actual_at_least: Some(least), ..plain() };
    let severe = || Counted { what: What::Incidents, conditions: judged(SEVERE) };
    let harm_share = Figure {
        denominator: Some(Denominator::Count(Counted {
            what: What::Reports,
            conditions: judged(Severity::None),
        })),
        ..Figure::share(What::Reports, judged(Severity::Minor))
    };
    let analyst = [
        ("reports", "Rapporter", "Reports", Figure::count(What::Reports)),
        (
            "reports_per_100_fte",
            "Rapporter per 100 årsarbetare",
            "Reports per 100 full-time equivalents",
            Figure::per_head(Counted { what: What::Reports, conditions: plain() }).more(),
        ),
        (
            "near_miss_share",
            "Andel rapporter om tillbud",
            "Share of reports that tell of near misses",
            Figure::share(What::Reports, near()).more(),
        ),
        (
            "harm_share",
            "Andel rapporter med skada",
            "Share of reports with harm",
            harm_share.less(),
        ),
        (
            "severe_harm_per_100_fte",
            "Allvarliga skador per 100 årsarbetare",
            "Severe harm per 100 full-time equivalents",
            Figure::per_head(severe()).less(),
        ),
        (
            "days_between_severe",
            "Dagar mellan händelser med allvarlig skada",
            "Days between incidents with severe harm",
            Figure::gap(severe()).more(),
        ),
        (
            "repeated_factors",
            "Andel förutsättningar som återkommer",
            "Share of factors that come back",
            Figure::share(What::Factors, repeated()).less(),
        ),
        (
            "would_report_again",
            "Andel som skulle rapportera igen",
            "Share who would report again",
            Figure::share(What::Answers, again()).more(),
        ),
    ];
    let coordinator = [
        (
            "days_to_acknowledgement",
            "Dagar tills någon har sett rapporten",
            "Days until somebody has seen the report",
            Figure::median(Span::ToAcknowledgement).less(),
        ),
        (
            "acknowledged_within_2_working_days",
            "Andel rapporter som någon har sett inom två arbetsdagar",
            "Share of reports that somebody has seen within two working days",
            Figure::share(What::Reports, within(Span::ToAcknowledgement, 2, Days::Working)).more(),
        ),
        (
            "days_to_triage",
            "Dagar till bedömning",
            "Days to triage",
            Figure::median(Span::ToTriage).less(),
        ),
        (
            "days_to_feedback",
            "Dagar till återkoppling",
            "Days to feedback",
            Figure::median(Span::ToFeedback).less(),
        ),
        (
            "feedback_within_30_days",
            "Andel rapporter med återkoppling inom 30 dagar",
            "Share of reports with feedback within 30 days",
            Figure::share(What::Reports, within(Span::ToFeedback, 30, Days::Calendar)).more(),
        ),
        (
            "feedback_before_closing",
            "Andel som fick återkoppling före avslut",
            "Share who got feedback before closing",
            Figure::share(What::ReportsClosed, told()).more(),
        ),
        (
            "actions_in_time",
            "Andel åtgärder i tid",
            "Share of actions done in time",
            Figure::share(What::ActionsDue, in_time()).more(),
        ),
        (
            "stronger_actions",
            "Andel starkare åtgärder",
            "Share of stronger actions",
            Figure::share(What::ActionsDecided, of(Strength::Stronger)).more(),
        ),
        (
            "intermediate_actions",
            "Andel medelstarka åtgärder",
            "Share of intermediate actions",
            Figure::share(What::ActionsDecided, of(Strength::Intermediate)),
        ),
        (
            "weaker_actions",
            "Andel svagare åtgärder",
            "Share of weaker actions",
            Figure::share(What::ActionsDecided, of(Strength::Weaker)).less(),
        ),
        (
            "actions_verified",
            "Andel åtgärder med bekräftad effekt inom sex månader",
            "Share of actions with a confirmed effect within six months",
            Figure::share(What::ActionsImplemented, verified()).more(),
        ),
    ];
    let factors = Element::ALL.iter().filter_map(|element| {
        let (sv, en) = names(*element);
        let conditions = Conditions { element: Some(*element), ..plain() };
        let figure = Figure::share(What::Factors, conditions);
        define((&format!("factor_{element}"), sv, en, figure), Role::Analyst)
    });
    let analyst = analyst.into_iter().filter_map(|told| define(told, Role::Analyst));
    let coordinator = coordinator.into_iter().filter_map(|told| define(told, Role::Coordinator));
    analyst.chain(coordinator).chain(factors).collect()
}

const fn names(element: Element) -> (&'static str, &'static str) {
    match element {
        Element::Task => ("Andel förutsättningar: uppgiften", "Share of factors: task"),
        Element::ToolsAndTechnology => {
            ("Andel förutsättningar: verktyg och teknik", "Share of factors: tools and technology")
        }
        Element::Organisation => {
            ("Andel förutsättningar: organisation", "Share of factors: organisation")
        }
        Element::PhysicalEnvironment => {
            ("Andel förutsättningar: fysisk miljö", "Share of factors: physical environment")
        }
        Element::ExternalRequirements => {
            ("Andel förutsättningar: yttre krav", "Share of factors: external requirements")
        }
        Element::CooperationAndHandover => (
            "Andel förutsättningar: samarbete och överlämning",
            "Share of factors: cooperation and handover",
        ),
        Element::InformationAndInstruction => (
            "Andel förutsättningar: information och instruktion",
            "Share of factors: information and instruction",
        ),
        Element::PeoplesConditions => (
            "Andel förutsättningar: tid, belastning och vana",
            "Share of factors: time, load and habit",
        ),
    }
}

/// A figure without its names.
struct Figure {
    numerator: Numerator,
    denominator: Option<Denominator>,
    chart: ChartKind,
    direction: Direction,
}

impl Figure {
    fn of(numerator: Numerator, chart: ChartKind) -> Self {
        Self { numerator, denominator: None, chart, direction: Direction::Neutral }
    }

    fn count(what: What) -> Self {
        let counted = Counted { what, conditions: Conditions::default() };
        Self::of(Numerator::Count(counted), ChartKind::Individuals)
    }

    fn per_head(counted: Counted) -> Self {
        let denominator = Some(Denominator::FullTimeEquivalents(FullTimeEquivalents {}));
        Self { denominator, ..Self::of(Numerator::Count(counted), ChartKind::RatePrime) }
    }

    fn share(what: What, conditions: Conditions) -> Self {
        let whole = Counted { what, conditions: Conditions::default() };
        let part = Numerator::Count(Counted { what, conditions });
        let denominator = Some(Denominator::Count(whole));
        Self { denominator, ..Self::of(part, ChartKind::SharePrime) }
    }

    fn median(span: Span) -> Self {
        let lasting = Lasting { span, conditions: Conditions::default() };
        Self::of(Numerator::Median(lasting), ChartKind::Individuals)
    }

    fn gap(counted: Counted) -> Self {
        Self::of(Numerator::Gap(counted), ChartKind::Gap)
    }

    fn more(self) -> Self {
        Self { direction: Direction::Increase, ..self }
    }

    fn less(self) -> Self {
        Self { direction: Direction::Decrease, ..self }
    }
}

/// Nothing for names that are too long, which a test excludes.
fn define((key, sv, en, figure): (&str, &str, &str, Figure), owner: Role) -> Option<Definition> {
    let Figure { numerator, denominator, chart, direction } = figure;
    let (name_sv, name_en) = (Label::parse(sv).ok()?, Label::parse(en).ok()?);
    let key = Code::parse(key).ok()?;
    let period = Period::Month;
    Some(Definition {
        key,
        name_sv,
        name_en,
        numerator,
        denominator,
        chart,
        period,
        direction,
        target: None,
        owner,
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_measure_that_tillbud_comes_with_makes_sense_and_has_its_own_key() {
        let all = standard();
        assert_eq!(all.len(), 19 + Element::ALL.len());
        for definition in &all {
            assert_eq!(definition.check(), Ok(()), "{}", definition.key.as_str());
        }
        let keys: BTreeSet<_> = all.iter().map(|definition| &definition.key).collect();
        assert_eq!(keys.len(), all.len());
    }
}
