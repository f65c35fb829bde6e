//! What can be done with a notification to an authority, asked of its own rules.
//!
//! Must never list a step by hand that a rule decides.

use jiff::Timestamp;
use tillbud_events::incident::notification::{
    AssessmentAsked, AwarenessDeclared, Command as Notify, Duty, NotificationDescribed,
    NotificationFinished, NotificationSent, NotificationSupplemented,
};
use tillbud_events::incident::{AssessmentDecided, Command, Event, Incident};
use tillbud_events::vocabulary::{Code, Regime};
use tillbud_events::{Decider, ItemId, Text};

use super::{OTHER, Stage, opened};
use crate::web::pages::frame::Frame;

/// Every standing, in the order of its life.
pub fn stages(frame: &Frame) -> Vec<Stage> {
    let Ok(stage) = Code::parse("notification") else { return vec![] };
    let name = |standing: &str| frame.word("standing", standing);
    let told = |(standing, incident)| Stage::of(frame, name(standing), &incident, steps(&stage));
    incidents(&stage).into_iter().map(told).collect()
}

fn duty() -> Duty {
    Duty { regime: Regime::Gdpr, controller: None }
}

/// An incident whose one notification stands at each standing that its own events lead to.
fn incidents(stage: &Code) -> Vec<(&'static str, Incident)> {
    let asked = Event::AssessmentAsked(AssessmentAsked { duty: duty() });
    let assessed = |notifiable| {
        let (regime, reasons) = (Regime::Gdpr, Text::Erased);
        Event::AssessmentDecided(AssessmentDecided { regime, notifiable, reasons })
    };
    let way = [
        ("due", assessed(true)),
        ("sent", Event::NotificationSent(sent(stage))),
        ("supplemented", Event::NotificationSupplemented(supplemented(stage))),
        ("final", Event::NotificationFinished(finished())),
    ];
    let begun = [opened(), asked];
    let mut history = begun.to_vec();
    let mut standings = vec![("assessing", Incident::fold(&begun))];
    for (standing, event) in way {
        history.push(event);
        standings.push((standing, Incident::fold(&history)));
    }
    let refused = begun.iter().cloned().chain([assessed(false)]).collect::<Vec<_>>();
    standings.push(("not_notifiable", Incident::fold(&refused)));
    standings
}

/// Every step that staff can ask for, with the key of its words.
fn steps(stage: &Code) -> Vec<(&'static str, Command)> {
    let (aware, reasons, now) = (Timestamp::UNIX_EPOCH, Text::Erased, Timestamp::UNIX_EPOCH);
    let declared = AwarenessDeclared { duty: duty(), aware, reasons };
    let described = NotificationDescribed {
        duty: duty(),
        item_id: ItemId(uuid::Uuid::from_u128(1)),
        facts: Text::Erased,
        consequences: Text::Erased,
        measures: Text::Erased,
        affected: None,
    };
    let assess = |notifiable| Notify::Assess { duty: duty(), notifiable, reasons: Text::Erased };
    let steps = [
        ("routine-notify", assess(true)),
        ("routine-notify-not", assess(false)),
        ("notice-form-awareness", Notify::DeclareAwareness { declared, now }),
        ("notice-form-describe", Notify::Describe(described)),
        ("notice-form-send", Notify::Send { sent: sent(stage), now }),
        (
            "notice-form-supplement",
            Notify::Supplement { supplemented: supplemented_anew(stage), now },
        ),
        ("notice-form-finish", Notify::Finish(finished())),
    ];
    steps.map(|(key, it)| (key, Command::Notify(it))).to_vec()
}

fn sent(stage: &Code) -> NotificationSent {
    NotificationSent {
        duty: duty(),
        stage: stage.clone(),
        sent: Timestamp::UNIX_EPOCH,
        reference: None,
        text: Text::Erased,
    }
}

fn supplemented(stage: &Code) -> NotificationSupplemented {
    NotificationSupplemented {
        duty: duty(),
        item_id: ItemId(OTHER),
        stage: stage.clone(),
        sent: Timestamp::UNIX_EPOCH,
        reference: None,
        text: Text::Erased,
    }
}

fn supplemented_anew(stage: &Code) -> NotificationSupplemented {
    NotificationSupplemented { item_id: ItemId(uuid::Uuid::from_u128(2)), ..supplemented(stage) }
}

fn finished() -> NotificationFinished {
    NotificationFinished { duty: duty(), text: Text::Erased }
}
