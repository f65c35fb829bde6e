//! Arbitrary events and commands of notifications.
//!
//! Must never leave an event out: `encoding` compares with the list of the format.

use jiff::Timestamp;
use proptest::prelude::*;
use proptest::{collection, option, sample};
use tillbud_events::incident::Event;
use tillbud_events::incident::notification::{
    AssessmentAsked, AwarenessDeclared, Command, ControllerAssessed, DeadlinesSet, Duty,
    NotificationDescribed, NotificationFinished, NotificationSent, NotificationSupplemented,
    PersonalDataAnswered,
};
use tillbud_events::rule_pack::{Deadline, RulePacks};
use tillbud_events::vocabulary::{Clock, Code, Label, Regime};

use crate::any_value::{item_id, maybe_text, of, text};

/// Two stages, the second from the first.
const PACKS: &str = r#"[{
    "regime": "gdpr", "version": "v1", "verified": "2026-11-26",
    "law": {"sv": "x", "en": "x"}, "recipient": {"sv": "x", "en": "x", "url": "https://x"},
    "sources": [{"title": "x", "url": "https://x", "verified": "2026-11-26"}],
    "stages": [
        {"code": "a", "name": {"sv": "x", "en": "x"}, "within": {"hours": 72}},
        {"code": "b", "name": {"sv": "x", "en": "x"}, "counts_from": {"stage": "a"}, "within": {"months": 1}}
    ]
}]"#;

fn moment() -> impl Strategy<Value = Timestamp> {
    (0..4_000_i64).prop_map(|hours| Timestamp::from_second(1_790_000_000 + hours * 3600).unwrap())
}

fn stage() -> impl Strategy<Value = Code> {
    sample::select(vec!["a", "b"]).prop_map(|code| Code::parse(code).unwrap())
}

/// Few and alike, so that they often are the same.
fn controller() -> impl Strategy<Value = Label> {
    sample::select(vec!["Omsorgsnämnden", "OMSORGSNÄMNDEN", "Kommunstyrelsen"])
        .prop_map(|name| Label::parse(name).unwrap())
}

fn duty() -> impl Strategy<Value = Duty> {
    (of(Regime::ALL), option::of(controller()))
        .prop_map(|(regime, controller)| Duty { regime, controller })
}

prop_compose! {
    fn set()(
        duty in duty(), pack in stage(), received in option::of(moment()),
        aware in option::of(moment()),
        deadlines in collection::vec((stage(), of(Clock::ALL), moment()), 0..3),
    ) -> DeadlinesSet {
        let deadlines = deadlines
            .into_iter()
            .map(|(stage, clock, due)| Deadline { stage, clock, due })
            .collect();
        DeadlinesSet { duty, pack, received, aware, deadlines }
    }
}

prop_compose! {
    fn described()(
        duty in duty(), item_id in item_id(), facts in text(), consequences in text(),
        measures in text(), affected in maybe_text(),
    ) -> NotificationDescribed {
        NotificationDescribed { duty, item_id, facts, consequences, measures, affected }
    }
}

prop_compose! {
    fn supplemented()(
        duty in duty(), item_id in item_id(), stage in stage(), sent in moment(),
        reference in maybe_text(), text in text(),
    ) -> NotificationSupplemented {
        NotificationSupplemented { duty, item_id, stage, sent, reference, text }
    }
}

pub fn notification() -> impl Strategy<Value = Event> {
    prop_oneof![
        any::<bool>()
            .prop_map(|touched| { Event::PersonalDataAnswered(PersonalDataAnswered { touched }) }),
        duty().prop_map(|duty| Event::AssessmentAsked(AssessmentAsked { duty })),
        (of(Regime::ALL), controller(), any::<bool>(), text()).prop_map(
            |(regime, controller, notifiable, reasons)| {
                let assessed = ControllerAssessed { regime, controller, notifiable, reasons };
                Event::ControllerAssessed(assessed)
            }
        ),
        (duty(), moment(), text()).prop_map(|(duty, aware, reasons)| {
            Event::AwarenessDeclared(AwarenessDeclared { duty, aware, reasons })
        }),
        set().prop_map(Event::DeadlinesSet),
        described().prop_map(Event::NotificationDescribed),
        (duty(), stage(), moment(), maybe_text(), text()).prop_map(
            |(duty, stage, sent, reference, text)| {
                Event::NotificationSent(NotificationSent { duty, stage, sent, reference, text })
            }
        ),
        supplemented().prop_map(Event::NotificationSupplemented),
        (duty(), text()).prop_map(|(duty, text)| {
            Event::NotificationFinished(NotificationFinished { duty, text })
        }),
    ]
}

/// The event with the command's intent; any other counts the deadlines anew.
pub fn command(event: Event) -> Command {
    let now = Timestamp::from_second(1_797_200_000).unwrap();
    match event {
        Event::PersonalDataAnswered(answered) => Command::AnswerPersonalData(answered),
        Event::AssessmentAsked(asked) => Command::Ask(asked.duty),
        Event::ControllerAssessed(assessed) => {
            let ControllerAssessed { regime, controller, notifiable, reasons } = assessed;
            let duty = Duty { regime, controller: Some(controller) };
            Command::Assess { duty, notifiable, reasons }
        }
        Event::AwarenessDeclared(declared) => Command::DeclareAwareness { declared, now },
        Event::NotificationDescribed(described) => Command::Describe(described),
        Event::NotificationSent(sent) => Command::Send { sent, now },
        Event::NotificationSupplemented(supplemented) => Command::Supplement { supplemented, now },
        Event::NotificationFinished(finished) => Command::Finish(finished),
        Event::DeadlinesSet(DeadlinesSet { received, .. }) => {
            Command::Recount { received, packs: RulePacks::parse(PACKS).unwrap() }
        }
        other => panic!("{other:?} is not of a notification"),
    }
}
