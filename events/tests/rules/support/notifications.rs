//! Samples of notifications, and packs that tests of their rules count by.
//!
//! Must never hold a rule: only events, commands and packs.

use jiff::Timestamp;
use tillbud_events::incident::Event;
use tillbud_events::incident::notification::{
    AssessmentAsked, AwarenessDeclared, ControllerAssessed, DeadlinesSet, Duty,
    NotificationDescribed, NotificationFinished, NotificationSent, NotificationSupplemented,
};
use tillbud_events::rule_pack::{Deadline, RulePacks};
use tillbud_events::vocabulary::{Clock, Regime};

use super::{code, item_id, label, text};

/// One stage for the one law, three for the other.
pub const PACKS: &str = r#"[
  {
    "regime": "gdpr", "version": "gdpr_1", "verified": "2026-11-26",
    "law": {"sv": "Dataskyddsförordningen", "en": "GDPR"},
    "recipient": {"sv": "IMY", "en": "IMY", "url": "https://www.imy.se/"},
    "sources": [{"title": "Artikel 33", "url": "https://eur-lex.europa.eu/eli/reg/2016/679/oj", "verified": "2026-11-26"}],
    "propose_when": [{"personal_data": true}, {"category": ["misdirected"], "asset": {"k": 2}}],
    "stages": [
      {"code": "authority", "name": {"sv": "Till myndigheten", "en": "To the authority"}, "within": {"hours": 72}},
      {"code": "people", "name": {"sv": "Till de registrerade", "en": "To people"}}
    ]
  },
  {
    "regime": "nis2", "version": "nis2_1", "verified": "2026-11-26",
    "law": {"sv": "Cybersäkerhetslagen", "en": "Cybersecurity act"},
    "recipient": {"sv": "MCF", "en": "MCF", "url": "https://www.mcf.se/"},
    "sources": [{"title": "2025:1506", "url": "https://www.riksdagen.se/", "verified": "2026-11-26"}],
    "stages": [
      {"code": "early_warning", "name": {"sv": "Varning", "en": "Warning"}, "within": {"hours": 24}},
      {"code": "incident_notification", "name": {"sv": "Anmälan", "en": "Notification"}, "counts_from": "awareness", "within": {"hours": 72}},
      {"code": "final_report", "name": {"sv": "Slutrapport", "en": "Final report"}, "counts_from": {"stage": "incident_notification"}, "within": {"months": 1}}
    ]
  }
]"#;

pub fn packs() -> RulePacks {
    RulePacks::parse(PACKS).unwrap()
}

pub fn moment(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// The present moment of these tests.
pub fn now() -> Timestamp {
    moment("2026-11-30T12:00:00Z")
}

pub fn sent_at() -> Timestamp {
    moment("2026-11-04T12:00:00Z")
}

pub fn all(regime: Regime) -> Duty {
    Duty { regime, controller: None }
}

pub fn of(regime: Regime, controller: &str) -> Duty {
    Duty { regime, controller: Some(label(controller)) }
}

pub fn asked(duty: Duty) -> Event {
    Event::AssessmentAsked(AssessmentAsked { duty })
}

pub fn controller_assessed(regime: Regime, controller: &str, notifiable: bool) -> Event {
    let (controller, reasons) = (label(controller), text("Skäl"));
    Event::ControllerAssessed(ControllerAssessed { regime, controller, notifiable, reasons })
}

pub fn aware(regime: Regime, at: &str) -> AwarenessDeclared {
    AwarenessDeclared { duty: all(regime), aware: moment(at), reasons: text("Driften ringde") }
}

pub fn declared(regime: Regime, at: &str) -> Event {
    Event::AwarenessDeclared(aware(regime, at))
}

pub fn description(number: u128) -> NotificationDescribed {
    NotificationDescribed {
        duty: all(Regime::Gdpr),
        item_id: item_id(number),
        facts: text("Brevet gick fel"),
        consequences: text("Två personer läste det"),
        measures: text("Brevet hämtades"),
        affected: None,
    }
}

pub fn sending(regime: Regime, stage: &str) -> NotificationSent {
    let (stage, sent, text) = (code(stage), sent_at(), text("Formuläret"));
    NotificationSent { duty: all(regime), stage, sent, reference: None, text }
}

pub fn sent(regime: Regime, stage: &str) -> Event {
    Event::NotificationSent(sending(regime, stage))
}

pub fn supplement(number: u128, stage: &str) -> NotificationSupplemented {
    NotificationSupplemented {
        duty: all(Regime::Gdpr),
        item_id: item_id(number),
        stage: code(stage),
        sent: sent_at(),
        reference: None,
        text: text("Antalet är känt"),
    }
}

pub fn finish(regime: Regime) -> NotificationFinished {
    NotificationFinished { duty: all(regime), text: text("Myndigheten avslutade ärendet") }
}

pub fn deadlines(
    regime: Regime,
    received: Option<&str>,
    aware: Option<&str>,
    due: &[(&str, Clock, &str)],
) -> Event {
    let deadline = |(stage, clock, due): &(&str, Clock, &str)| Deadline {
        stage: code(stage),
        clock: *clock,
        due: moment(due),
    };
    Event::DeadlinesSet(DeadlinesSet {
        duty: all(regime),
        pack: code(&format!("{regime}_1")),
        received: received.map(moment),
        aware: aware.map(moment),
        deadlines: due.iter().map(deadline).collect(),
    })
}
