//! What the forms of signals and alerts ask for, carried out through the write path.
//!
//! Must never lose what was written: a form that is refused is shown again as it was sent.

use axum::extract::State;
use axum::response::{Redirect, Response};
use tillbud_events::{AlertId, SignalId};

use super::{alert, one};
use crate::App;
use crate::access::Staff;
use crate::dispatch::Done;
use crate::web::api::alerts::{Judgement, judge_for};
use crate::web::api::signals::settle_for;
use crate::web::error::{HttpError, Malformed};
use crate::web::extract::Id;
use crate::web::language::Locale;
use crate::web::pages::form::{Forms, Refused, Sent, back_to};
use crate::web::pages::frame::Frame;
use crate::web::pages::{FieldProblem, Posted, Switch, answer};

/// Leads from where forms of a signal are sent to the page that they stand on.
pub async fn get(locale: Locale, Id(id): Id<SignalId>) -> Redirect {
    Redirect::to(&locale.frame(true).href(&format!("/signals/{id}")))
}

/// The same for an alert.
pub async fn get_alert(locale: Locale, Id(id): Id<AlertId>) -> Redirect {
    Redirect::to(&locale.frame(true).href(&format!("/alerts/{id}")))
}

/// Explains or dismisses a signal, and shows it again.
///
/// # Errors
/// When there is no such signal, or our side is broken.
pub async fn post(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
    Id(id): Id<SignalId>,
    Posted(pairs): Posted<Vec<(String, String)>>,
) -> Result<Response, HttpError> {
    let sent = Sent::from(pairs);
    let address = format!("/signals/{id}");
    let act = sent.act(&app, staff, &address)?;
    let (field, is_explained) = match sent.wish() {
        "explain" => ("explanation", true),
        "dismiss" => ("dismissal", false),
        _ => return Err(HttpError::BadRequest(Malformed::Form)),
    };
    let said = (is_explained, sent.text(field));
    let done = settle_for(&app, id, sent.version(), &act, said).await;
    let frame = framed(&locale, staff, &address);
    match carried_out(&app, &frame, &address, sent, field, done).await? {
        Shown::Back(response) => Ok(response),
        Shown::Refused(forms) => {
            let status = forms.status();
            answer(status, &one::page(&app, frame, id, *forms).await?)
        }
    }
}

/// Judges an alert, and shows it again.
///
/// # Errors
/// When there is no such alert, or our side is broken.
pub async fn judge(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
    Id(id): Id<AlertId>,
    Posted(pairs): Posted<Vec<(String, String)>>,
) -> Result<Response, HttpError> {
    let sent = Sent::from(pairs);
    let address = format!("/alerts/{id}");
    let act = sent.act(&app, staff, &address)?;
    let said = Judgement { verdict: sent.text("verdict"), reason: sent.text("reason") };
    let done = judge_for(&app, id, sent.version(), &act, said).await;
    let frame = framed(&locale, staff, &address);
    match carried_out(&app, &frame, &address, sent, "reason", done).await? {
        Shown::Back(response) => Ok(response),
        Shown::Refused(forms) => {
            let status = forms.status();
            answer(status, &alert::page(&app, frame, id, *forms).await?)
        }
    }
}

/// What is shown after a form was sent.
enum Shown {
    /// The page, reached anew.
    Back(Response),
    /// The page with the form as it was sent.
    Refused(Box<Forms>),
}

fn framed(locale: &Locale, staff: Staff, address: &str) -> Frame {
    let frame = locale.frame(true).for_role(staff.role);
    let switch = Switch::Link(frame.other_href(address));
    frame.with_switch(switch)
}

async fn carried_out(
    app: &App,
    frame: &Frame,
    address: &str,
    sent: Sent,
    field: &str,
    done: Result<Done, HttpError>,
) -> Result<Shown, HttpError> {
    match done {
        Ok(done) => {
            app.projector.caught_up(done.position).await;
            Ok(Shown::Back(back_to(frame, address, "main")))
        }
        Err(error) => {
            let refused = Refused::from(error, frame.lang, sent.wish())?;
            // A page holds several reasons, each in a field of its own.
            let at = |problem: FieldProblem| match problem.field.as_str() {
                "reason" => FieldProblem { field: field.to_owned(), ..problem },
                _ => problem,
            };
            let problems = refused.problems.into_iter().map(at).collect();
            Ok(Shown::Refused(Box::new(Forms::refused(app, sent, Refused { problems, ..refused }))))
        }
    }
}
