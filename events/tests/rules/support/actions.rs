//! Samples of actions.
//!
//! Must never hold a rule: only events, commands and states by name.

use tillbud_events::action::{
    Abandoned, Action, Command, Decided, EffectAssessed, Event, Implemented, Proposed, Rescheduled,
    Verified,
};
use tillbud_events::vocabulary::{Effect, Strength};

use super::{Given, day, incident_id, label, text};

pub fn given(history: &[Event]) -> Given<Action> {
    super::given(history)
}

pub fn suggestion(strength: Strength) -> Proposed {
    Proposed {
        incident_id: incident_id(1),
        text: text("Låt panelen visa kopplingen."),
        strength,
        addresses: vec![],
    }
}

/// Owned by the head of operations, due on the last day of May.
pub fn commitment() -> Decided {
    Decided { owner: label("Driftchef"), due: day("2026-05-31"), weak_plan_reason: None }
}

pub fn new_day(due: &str) -> Rescheduled {
    Rescheduled { due: day(due), reason: text("Leveransen dröjer.") }
}

pub fn done() -> Implemented {
    Implemented { evidence: text("Panelen är monterad, bild i ärendet.") }
}

pub fn seen(effect: Effect) -> EffectAssessed {
    EffectAssessed { effect, text: text("Tre prov utan tyst larm.") }
}

pub fn confirmation(verifier: &str) -> Verified {
    Verified { verifier: label(verifier) }
}

/// By an account that nothing ties to the action.
pub fn verifying(verifier: &str) -> Command {
    Command::Verify { verified: confirmation(verifier), stake: None }
}

pub fn acceptance() -> Abandoned {
    Abandoned { residual_risk: text("Larmet kan tystna; ronden fångar det.") }
}

pub fn deciding(decided: Decided, has_stronger_sibling: bool) -> Command {
    Command::Decide { decided, has_stronger_sibling }
}

pub fn proposed() -> Event {
    Event::Proposed(suggestion(Strength::Stronger))
}

pub fn decided() -> Event {
    Event::Decided(commitment())
}

pub fn rescheduled(due: &str) -> Event {
    Event::Rescheduled(new_day(due))
}

pub fn implemented() -> Event {
    Event::Implemented(done())
}

pub fn assessed(effect: Effect) -> Event {
    Event::EffectAssessed(seen(effect))
}

pub fn verified() -> Event {
    Event::Verified(confirmation("Säkerhetssamordnare"))
}

pub fn abandoned() -> Event {
    Event::Abandoned(acceptance())
}
