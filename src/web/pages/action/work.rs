//! What the forms of an action ask for, carried out through the write path.
//!
//! Must never write without the version that the writer looked at.

use axum::extract::State;
use axum::response::{Redirect, Response};
use tillbud_events::ActionId;
use tillbud_events::action::{
    Abandoned, Action, Command, Decided, EffectAssessed, Implemented, Rescheduled, Reworded,
    TakenUpAgain, Verified,
};
use tillbud_events::vocabulary::Effect;

use super::page;
use crate::App;
use crate::access::{Right, Staff};
use crate::act::Act;
use crate::dispatch::Done;
use crate::fields::{FieldError, Fields};
use crate::web::api::action_measure::{MeasureSaid, name_for};
use crate::web::api::improvements::AimSaid;
use crate::web::error::{HttpError, Malformed};
use crate::web::extract::Id;
use crate::web::language::Locale;
use crate::web::pages::evidence::withdraw;
use crate::web::pages::form::{Forms, Refused, Sent, back_to};
use crate::web::pages::{Posted, Switch, answer};

/// Leads from where forms are sent to the page that they stand on.
pub async fn get(locale: Locale, Id(id): Id<ActionId>) -> Redirect {
    Redirect::to(&locale.frame(true).href(&format!("/actions/{id}")))
}

/// Carries out one form, and shows the action again.
///
/// # Errors
/// When there is no such action, or our side is broken.
pub async fn post(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
    Id(id): Id<ActionId>,
    Posted(pairs): Posted<Vec<(String, String)>>,
) -> Result<Response, HttpError> {
    let sent = Sent::from(pairs);
    let address = format!("/actions/{id}");
    let act = sent.act(&app, staff, &address)?;
    let frame = locale.frame(true).for_role(staff.role);
    let switch = Switch::Link(frame.other_href(&address));
    let frame = frame.with_switch(switch);
    match carry_out(&app, staff, id, &act, &sent).await {
        Ok(done) => {
            app.projector.caught_up(done.position).await;
            Ok(back_to(&frame, &address, "main"))
        }
        Err(error) => {
            let refused = Refused::from(error, frame.lang, sent.wish())?;
            let forms = Forms::refused(&app, sent, refused);
            let status = forms.status();
            answer(status, &page(&app, frame, staff, id, forms).await?)
        }
    }
}

/// The right that a form asks for; an owner sends those of carrying out alone.
fn right(wish: &str) -> Result<Right, HttpError> {
    match wish {
        "implement" | "reschedule" | "withdraw_file" => Ok(Right::CarryOutActions),
        "decide" | "reword" | "assess" | "verify" | "abandon" | "measure" | "take_up" => {
            Ok(Right::WorkActions)
        }
        _ => Err(HttpError::BadRequest(Malformed::Form)),
    }
}

async fn carry_out(
    app: &App,
    staff: Staff,
    id: ActionId,
    act: &Act,
    sent: &Sent,
) -> Result<Done, HttpError> {
    if !right(sent.wish())?.is_held_by(staff.role) {
        return Err(HttpError::Forbidden);
    }
    let version = sent.version();
    let command = match sent.wish() {
        "decide" => {
            return Ok(app.dispatch.decide_action(id, version, act, decided(sent)?).await?);
        }
        "reword" => Command::Reword(reworded(sent)?),
        "reschedule" => Command::Reschedule(rescheduled(sent)?),
        "implement" => Command::Implement(implemented(sent)?),
        "assess" => Command::AssessEffect(assessed(sent)?),
        "verify" => {
            let grant_of = |holder, owner: &_| app.grants.function_id(holder, owner);
            let verified = verified(sent)?;
            return Ok(app.dispatch.verify_action(id, version, act, verified, grant_of).await?);
        }
        "abandon" => Command::Abandon(abandoned(sent)?),
        "measure" => return name_for(app, id, version, act, measured(sent)).await,
        "withdraw_file" => return withdraw(app, id, act, sent).await,
        "take_up" => {
            return Ok(app.dispatch.take_up_action(id, version, act, taken_up(sent)?).await?);
        }
        _ => return Err(HttpError::BadRequest(Malformed::Form)),
    };
    Ok(app.dispatch.execute::<Action>(id.into(), version, act, command).await?)
}

type Read<T> = Result<T, Vec<FieldError>>;

fn decided(sent: &Sent) -> Read<Decided> {
    let mut fields = Fields::default();
    let owner = fields.label("/owner", sent.get("owner"));
    let due = fields.day("/due", sent.get("due"));
    let weak_plan_reason = fields.optional_text("/weak", sent.maybe("weak"));
    let owner = fields.need(owner)?;
    Ok(Decided { owner, due, weak_plan_reason })
}

fn reworded(sent: &Sent) -> Read<Reworded> {
    let mut fields = Fields::default();
    let text = fields.text("/action_text", sent.text("action_text"));
    fields.finish()?;
    Ok(Reworded { text })
}

fn rescheduled(sent: &Sent) -> Read<Rescheduled> {
    let mut fields = Fields::default();
    let due = fields.day("/new_due", sent.get("new_due"));
    let reason = fields.text("/reason", sent.text("reason"));
    fields.finish()?;
    Ok(Rescheduled { due, reason })
}

fn implemented(sent: &Sent) -> Read<Implemented> {
    let mut fields = Fields::default();
    let evidence = fields.text("/evidence", sent.text("evidence"));
    fields.finish()?;
    Ok(Implemented { evidence })
}

fn assessed(sent: &Sent) -> Read<EffectAssessed> {
    let mut fields = Fields::default();
    let effect = fields.one_of("/effect", Effect::from_stored(sent.get("effect")), Effect::ALL);
    let text = fields.text("/assessment", sent.text("assessment"));
    let effect = fields.need(effect)?;
    Ok(EffectAssessed { effect, text })
}

fn verified(sent: &Sent) -> Read<Verified> {
    let mut fields = Fields::default();
    let verifier = fields.label("/verifier", sent.get("verifier"));
    let verifier = fields.need(verifier)?;
    Ok(Verified { verifier })
}

fn abandoned(sent: &Sent) -> Read<Abandoned> {
    let mut fields = Fields::default();
    let residual_risk = fields.text("/risk", sent.text("risk"));
    fields.finish()?;
    Ok(Abandoned { residual_risk })
}

fn taken_up(sent: &Sent) -> Read<TakenUpAgain> {
    let mut fields = Fields::default();
    let reason = fields.text("/take_up_reason", sent.text("take_up_reason"));
    fields.finish()?;
    Ok(TakenUpAgain { reason })
}

fn measured(sent: &Sent) -> MeasureSaid {
    let aim = AimSaid {
        measure_id: sent.text("measure_id"),
        unit: sent.maybe("unit"),
        category: sent.maybe("category"),
        movement: sent.text("movement"),
    };
    MeasureSaid { aim, review: sent.text("review") }
}
