//! What random histories ask of an action.
//!
//! Must never look at what the action is: the rules say no to what makes no sense.

use jiff::civil::date;
use tillbud_events::action;
use tillbud_events::vocabulary::Effect;

use super::beside::again;
use super::{label, text};

pub(super) fn action_command(how: u8) -> action::Command {
    match how % 16 {
        0..=3 => action::Command::Decide { decided: decision(), has_stronger_sibling: how > 127 },
        4 => action::Command::Reschedule(action::Rescheduled {
            due: date(2026, 10, 1 + i8::try_from(how % 28).unwrap()),
            reason: text("Senare"),
        }),
        5 => action::Command::Reword(action::Reworded { text: text("Annan åtgärd") }),
        6..=8 => action::Command::Implement(action::Implemented { evidence: text("Se ärende") }),
        9..=11 => action::Command::AssessEffect(assessment(Effect::ALL[usize::from(how / 16 % 4)])),
        12..=14 => verify(),
        _ if how > 127 => action::Command::TakeUpAgain(again()),
        _ => action::Command::Abandon(action::Abandoned { residual_risk: text("Liten") }),
    }
}

pub(super) fn decision() -> action::Decided {
    action::Decided {
        owner: label("Systemförvaltare"),
        due: date(2026, 9, 1),
        weak_plan_reason: Some(text("Inget annat går")),
    }
}

pub(super) fn assessment(effect: Effect) -> action::EffectAssessed {
    action::EffectAssessed { effect, text: text("Inga fel på en månad") }
}

fn verify() -> action::Command {
    let verified = action::Verified { verifier: label("Kvalitetschef") };
    action::Command::Verify { verified, stake: None }
}
