//! Arbitrary measures and headcounts, and what can be asked of them.
//!
//! Must never be limited to definitions that make sense.

use proptest::prelude::*;
use proptest::{collection, option};
use tillbud_events::measure::{
    ChartKind, Conditions, Counted, Days, Definition, Denominator, Direction, FullTimeEquivalents,
    Lasting, Numerator, Outcome, Period, Span, Target, What, Within,
};
use tillbud_events::vocabulary::{Again, Code, Element, Kind, Severity, Strength};
use tillbud_events::{Month, Role, campaign, headcount, measure};

use crate::any_value::{day, label, maybe_label, maybe_text, of, text};

/// Few, so that they often meet again.
fn month() -> impl Strategy<Value = Month> {
    (1..=6_i8).prop_map(|month| format!("2026-{month:02}").parse().unwrap())
}

fn key() -> impl Strategy<Value = Code> {
    "[ab]".prop_map(|code| Code::parse(&code).unwrap())
}

prop_compose! {
    fn within()(until in of(Span::ALL), days in any::<u16>(), of in of(Days::ALL)) -> Within {
        Within { until, days, of }
    }
}

prop_compose! {
    fn conditions()(
        kind in option::of(of(Kind::ALL)), category in maybe_label(), unit in maybe_label(),
        actual_at_least in option::of(of(Severity::ALL)),
        potential_at_least in option::of(of(Severity::ALL)),
        strength in option::of(of(Strength::ALL)), element in option::of(of(Element::ALL)),
        again in option::of(of(Again::ALL)), outcome in option::of(of(Outcome::ALL)),
        within in option::of(within()),
    ) -> Conditions {
        Conditions {
            kind, category, unit, actual_at_least, potential_at_least, strength, element, again,
            outcome, within,
        }
    }
}

prop_compose! {
    fn counted()(what in of(What::ALL), conditions in conditions()) -> Counted {
        Counted { what, conditions }
    }
}

/// Boxed, here and below: such a large value would fill the stack.
fn numerator() -> BoxedStrategy<Numerator> {
    prop_oneof![
        counted().prop_map(Numerator::Count),
        (of(Span::ALL), conditions())
            .prop_map(|(span, conditions)| Numerator::Median(Lasting { span, conditions })),
        counted().prop_map(Numerator::Gap),
    ]
    .boxed()
}

fn denominator() -> BoxedStrategy<Option<Denominator>> {
    option::of(prop_oneof![
        counted().prop_map(Denominator::Count),
        Just(Denominator::FullTimeEquivalents(FullTimeEquivalents {})),
    ])
    .boxed()
}

fn target() -> impl Strategy<Value = Target> {
    any::<u32>().prop_map(|hundredths| Target { hundredths })
}

prop_compose! {
    fn definition()(
        key in key(), name_sv in label(), name_en in label(), numerator in numerator(),
        denominator in denominator(), chart in of(ChartKind::ALL), period in of(Period::ALL),
        direction in of(Direction::ALL), target in option::of(target()),
        owner in of(&Role::ALL),
    ) -> Definition {
        Definition {
            key, name_sv, name_en, numerator, denominator, chart, period, direction, target, owner,
        }
    }
}

/// One that the rules accept.
fn sound() -> impl Strategy<Value = Definition> {
    (key(), label(), of(Direction::ALL)).prop_map(|(key, name, direction)| Definition {
        key,
        name_sv: name.clone(),
        name_en: name,
        numerator: Numerator::Median(Lasting {
            span: Span::ToTriage,
            conditions: Conditions::default(),
        }),
        denominator: None,
        chart: ChartKind::Individuals,
        period: Period::Month,
        direction,
        target: None,
        owner: Role::Analyst,
    })
}

pub fn measure() -> BoxedStrategy<measure::Event> {
    use measure::Event;
    prop_oneof![
        definition().boxed().prop_map(|definition| Event::Defined(measure::Defined { definition })),
        definition().boxed().prop_map(|definition| Event::Revised(measure::Revised { definition })),
        text().prop_map(|reason| Event::Retired(measure::Retired { reason })),
        text().prop_map(|reason| Event::TakenUpAgain(measure::TakenUpAgain { reason })),
        (month(), maybe_text()).prop_map(|(until, reason)| {
            Event::BaselineFrozen(measure::BaselineFrozen { until, reason })
        }),
        Just(Event::BaselineThawed(measure::BaselineThawed {})),
        (month(), text())
            .prop_map(|(from, reason)| Event::Rebased(measure::Rebased { from, reason })),
        month().prop_map(|from| Event::RebaseTakenBack(measure::RebaseTakenBack { from })),
        (month(), text()).prop_map(|(month, reason)| {
            Event::PointExcluded(measure::PointExcluded { month, reason })
        }),
        month().prop_map(|month| Event::PointIncluded(measure::PointIncluded { month })),
    ]
    .boxed()
}

pub fn measure_command() -> BoxedStrategy<measure::Command> {
    use measure::{Command, Event};
    (measure(), sound(), any::<bool>())
        .prop_map(|(event, sound, is_sound)| match event {
            Event::Defined(defined) if !is_sound => Command::Define(defined.definition),
            Event::Defined(_) => Command::Define(sound),
            Event::Revised(revised) if !is_sound => Command::Revise(revised.definition),
            Event::Revised(_) => Command::Revise(sound),
            Event::Retired(retired) => Command::Retire(retired),
            Event::TakenUpAgain(again) => Command::TakeUpAgain(again),
            Event::BaselineFrozen(frozen) => Command::Freeze(frozen),
            Event::BaselineThawed(_) => Command::Thaw,
            Event::Rebased(rebased) => Command::Rebase(rebased),
            Event::RebaseTakenBack(back) => Command::TakeBackRebase(back.from),
            Event::PointExcluded(excluded) => Command::Exclude(excluded),
            Event::PointIncluded(included) => Command::Include(included.month),
        })
        .boxed()
}

/// Begins with a definition that the rules accept.
pub fn measure_life() -> impl Strategy<Value = Vec<measure::Command>> {
    (sound(), collection::vec(measure_command(), 0..60))
        .prop_map(|(sound, rest)| [vec![measure::Command::Define(sound)], rest].concat())
}

prop_compose! {
    fn recorded()(
        month in month(), employees in 0..600_000_u32, hundredths in 0..400_u32, source in label(),
        unit in "[ab]",
    ) -> headcount::Recorded {
        let unit = tillbud_events::vocabulary::Label::parse(&unit).unwrap();
        let full_time_hundredths = employees.saturating_mul(hundredths);
        headcount::Recorded { unit, month, employees, full_time_hundredths, source }
    }
}

pub fn headcount() -> impl Strategy<Value = headcount::Event> {
    use headcount::Event;
    prop_oneof![
        3 => recorded().prop_map(Event::Recorded),
        1 => month().prop_map(|month| Event::TakenBack(headcount::TakenBack { month })),
    ]
}

pub fn headcount_command() -> impl Strategy<Value = headcount::Command> {
    headcount().prop_map(|event| match event {
        headcount::Event::Recorded(recorded) => headcount::Command::Record(recorded),
        headcount::Event::TakenBack(back) => headcount::Command::TakeBack(back.month),
    })
}

prop_compose! {
    fn note()(
        what in text(), from in day(), until in option::of(day()), unit in maybe_label(),
    ) -> campaign::Note {
        campaign::Note { what, from, until, unit }
    }
}

pub fn campaign() -> impl Strategy<Value = campaign::Event> {
    use campaign::{Corrected, Event, Noted, Withdrawn};
    prop_oneof![
        note().prop_map(|note| Event::Noted(Noted { note })),
        note().prop_map(|note| Event::Corrected(Corrected { note })),
        text().prop_map(|reason| Event::Withdrawn(Withdrawn { reason })),
    ]
}

pub fn campaign_command() -> impl Strategy<Value = campaign::Command> {
    use campaign::{Command, Event};
    campaign().prop_map(|event| match event {
        Event::Noted(noted) => Command::Note(noted.note),
        Event::Corrected(corrected) => Command::Correct(corrected.note),
        Event::Withdrawn(withdrawn) => Command::Withdraw(withdrawn),
    })
}
