//! Notifications for the histories: one told by hand, and random steps that obey the rules.

use jiff::Timestamp;
use tillbud_events::incident::notification::{
    AssessmentAsked, AwarenessDeclared, Command, ControllerAssessed, DeadlinesSet, Duty,
    NotificationDescribed, NotificationFinished, NotificationSent, NotificationSupplemented,
    PersonalDataAnswered,
};
use tillbud_events::incident::{self, Event};
use tillbud_events::rule_pack::{Deadline, RulePacks};
use tillbud_events::vocabulary::{Clock, Code, Regime};
use tillbud_events::{IncidentId, ItemId, Text};
use uuid::Uuid;

use super::{Log, label, text};

/// A pack with a stage that counts from another.
pub(crate) const PACKS: &str = r#"[{
    "regime": "gdpr", "version": "v1", "verified": "2026-11-26",
    "law": {"sv": "x", "en": "x"}, "recipient": {"sv": "x", "en": "x", "url": "https://x"},
    "sources": [{"title": "x", "url": "https://x", "verified": "2026-11-26"}],
    "stages": [
        {"code": "a", "name": {"sv": "x", "en": "x"}, "within": {"hours": 72}},
        {"code": "b", "name": {"sv": "x", "en": "x"}, "counts_from": {"stage": "a"}, "within": {"months": 1}}
    ]
}]"#;

pub(crate) fn code(code: &str) -> Code {
    Code::parse(code).unwrap()
}

pub(crate) fn moment(hours: i64) -> Timestamp {
    Timestamp::from_second(1_772_000_000 + hours * 3600).unwrap()
}

pub(crate) fn duty(regime: Regime, controller: Option<&str>) -> Duty {
    Duty { regime, controller: controller.map(label) }
}

pub(crate) fn described(duty: Duty, number: u128) -> NotificationDescribed {
    NotificationDescribed {
        duty,
        item_id: ItemId(Uuid::from_u128(number)),
        facts: text("Listan låg öppen"),
        consequences: text("Den kan ha lästs"),
        measures: text("Listan togs bort"),
        affected: Some(Text::Erased),
    }
}

pub(crate) fn sent(duty: Duty, stage: &str) -> NotificationSent {
    let (stage, sent, reference) = (code(stage), moment(30), Some(text("IMY-1")));
    NotificationSent { duty, stage, sent, reference, text: text("Formuläret") }
}

pub(crate) fn supplemented(duty: Duty, number: u128) -> NotificationSupplemented {
    let item_id = ItemId(Uuid::from_u128(number));
    let (stage, sent, text) = (code("a"), moment(31), text("Antalet är 38"));
    NotificationSupplemented { duty, item_id, stage, sent, reference: None, text }
}

pub(crate) fn deadlines(duty: Duty, due: &[(&str, Clock, i64)]) -> Event {
    let deadline = |(stage, clock, hours): &(&str, Clock, i64)| Deadline {
        stage: code(stage),
        clock: *clock,
        due: moment(*hours),
    };
    let deadlines = due.iter().map(deadline).collect();
    let (pack, received) = (code("v1"), Some(moment(0)));
    Event::DeadlinesSet(DeadlinesSet { duty, pack, received, aware: None, deadlines })
}

/// Every event of notifications, after triage has asked for both laws.
pub(crate) fn notify(log: &mut Log, id: IncidentId) {
    let school = || duty(Regime::Nis2, Some("Skolnämnden"));
    log.push(id, Event::PersonalDataAnswered(PersonalDataAnswered { touched: true }));
    log.push(id, Event::AssessmentAsked(AssessmentAsked { duty: school() }));
    log.push(id, deadlines(school(), &[("a", Clock::WorstCase, 72), ("b", Clock::WorstCase, 700)]));
    let reasons = text("Driften ringde");
    let aware = moment(1);
    log.push(id, Event::AwarenessDeclared(AwarenessDeclared { duty: school(), aware, reasons }));
    let (controller, reasons) = (label("Skolnämnden"), Text::Erased);
    let regime = Regime::Nis2;
    let assessed = ControllerAssessed { regime, controller, notifiable: true, reasons };
    log.push(id, Event::ControllerAssessed(assessed));
    log.push(id, Event::NotificationDescribed(described(school(), 1)));
    log.push(id, Event::NotificationSent(sent(school(), "a")));
    log.push(id, Event::NotificationSupplemented(supplemented(school(), 2)));
    let finished = NotificationFinished { duty: school(), text: text("Klart") };
    log.push(id, Event::NotificationFinished(finished));
}

/// What the bytes ask of an incident's notifications.
pub(crate) fn command([which, number, how]: [u8; 3]) -> incident::Command {
    let regime = Regime::ALL[usize::from(which % 2)];
    let controller = [None, None, None, None, Some("Skolnämnden"), Some("SKOLNÄMNDEN")];
    let duty = duty(regime, controller[usize::from(which / 2 % 6)]);
    let (now, number) = (moment(9_000), u128::from(number));
    incident::Command::Notify(match how % 16 {
        0 => Command::AnswerPersonalData(PersonalDataAnswered { touched: number % 2 == 0 }),
        1 if number % 8 == 0 => Command::Ask(duty),
        1 => Command::Assess { duty, notifiable: true, reasons: text("Skäl") },
        2..=5 => Command::Assess { duty, notifiable: number % 4 > 0, reasons: text("Skäl") },
        6 => {
            let aware = moment(i64::from(which));
            let declared = AwarenessDeclared { duty, aware, reasons: text("Skäl") };
            Command::DeclareAwareness { declared, now }
        }
        7 => Command::Describe(described(duty, number)),
        8..=11 => Command::Send { sent: sent(duty, ["a", "b"][usize::from(how % 2)]), now },
        12 => Command::Supplement { supplemented: supplemented(duty, number), now },
        13 | 14 => Command::Finish(NotificationFinished { duty, text: text("Klart") }),
        _ => Command::Recount {
            received: Some(moment(i64::from(which))),
            packs: RulePacks::parse(PACKS).unwrap(),
        },
    })
}
