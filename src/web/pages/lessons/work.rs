//! What the forms of a lesson ask for, carried out through the write path.
//!
//! Must never approve without the revision that was read.

use axum::extract::State;
use axum::response::{Redirect, Response};
use tillbud_events::LessonId;
use tillbud_events::vocabulary::{Finding as Kind, Lang};

use super::editor::page;
use crate::App;
use crate::access::Staff;
use crate::act::Act;
use crate::dispatch::Done;
use crate::web::api::lesson_drafts::{
    LessonText, Reasons, approve_for, publish_for, revise_for, withdraw_for,
};
use crate::web::error::{HttpError, Malformed};
use crate::web::extract::Id;
use crate::web::language::Locale;
use crate::web::pages::form::{Forms, Refused, Sent, back_to};
use crate::web::pages::{FieldProblem, Posted, Switch, answer};

/// Leads from where forms are sent to the page that they stand on.
pub async fn get(locale: Locale, Id(id): Id<LessonId>) -> Redirect {
    Redirect::to(&locale.frame(true).href(&format!("/desk/lessons/{id}")))
}

/// Writes the lesson anew, and shows it again.
///
/// # Errors
/// When there is no such lesson, or our side is broken.
pub async fn revise(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
    Id(id): Id<LessonId>,
    Posted(pairs): Posted<Vec<(String, String)>>,
) -> Result<Response, HttpError> {
    let sent = Sent::from(pairs);
    let act = sent.act(&app, staff, &format!("/desk/lessons/{id}"))?;
    let after = sent.get("after").parse().unwrap_or_default();
    let version = sent.version();
    let done = revise_for(&app, (id, staff), version, &act, after, text_of(&sent)).await;
    shown(&app, &locale, (id, staff), sent, done).await
}

/// Approves, publishes or withdraws the lesson, and shows it again.
///
/// # Errors
/// When there is no such lesson, or our side is broken.
pub async fn decide(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
    Id(id): Id<LessonId>,
    Posted(pairs): Posted<Vec<(String, String)>>,
) -> Result<Response, HttpError> {
    let sent = Sent::from(pairs);
    let act = sent.act(&app, staff, &format!("/desk/lessons/{id}"))?;
    let done = carry_out(&app, locale.lang, (id, staff), &act, &sent).await;
    shown(&app, &locale, (id, staff), sent, done).await
}

async fn carry_out(
    app: &App,
    reader: Lang,
    (id, staff): (LessonId, Staff),
    act: &Act,
    sent: &Sent,
) -> Result<Done, HttpError> {
    let version = sent.version();
    match sent.wish() {
        "approve" => {
            let revision = sent.get("revision").parse().unwrap_or_default();
            let said = (revision, reasons(sent));
            approve_for(app, (id, staff), version, act, said, reader).await
        }
        "publish" => publish_for(app, id, version, act).await,
        "withdraw" => withdraw_for(app, id, version, act, sent.text("reason")).await,
        _ => Err(HttpError::BadRequest(Malformed::Form)),
    }
}

async fn shown(
    app: &App,
    locale: &Locale,
    (id, staff): (LessonId, Staff),
    sent: Sent,
    done: Result<Done, HttpError>,
) -> Result<Response, HttpError> {
    let address = format!("/desk/lessons/{id}");
    let frame = locale.frame(true).for_role(staff.role);
    let switch = Switch::Link(frame.other_href(&address));
    let frame = frame.with_switch(switch);
    match done {
        Ok(done) => {
            app.projector.caught_up(done.position).await;
            Ok(back_to(&frame, &address, "main"))
        }
        Err(error) => {
            let mut refused = to_page(Refused::from(error, frame.lang, sent.wish())?);
            // Each finding has its own place on the page for a reason.
            refused.asks_reason = false;
            let forms = Forms::refused(app, sent, refused);
            let status = forms.status();
            answer(status, &page(app, frame, staff, id, forms).await?)
        }
    }
}

fn reasons(sent: &Sent) -> Reasons {
    let reason = |kind: &Kind| Some((kind.to_string(), sent.maybe(&format!("kept_{kind}"))?));
    Kind::ALL.iter().filter_map(reason).collect()
}

/// The text as a form sends it: incidents by their addresses or ids, one a line.
pub(super) fn text_of(sent: &Sent) -> LessonText {
    let lines = sent.get("incident_ids").lines().map(str::trim).filter(|line| !line.is_empty());
    LessonText {
        incident_ids: lines.map(|line| id_in(line).to_owned()).collect(),
        title: sent.text("title"),
        said: sent.text("said"),
        did: sent.text("did"),
        learned: sent.maybe("learned"),
        lang: sent.text("text_lang"),
    }
}

/// The last part of an address's path.
fn id_in(address: &str) -> &str {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    path.trim_end_matches('/').rsplit('/').next().unwrap_or_default()
}

/// The problems at the fields of the page: a reason by its kind, all incidents in one field.
pub(super) fn to_page(refused: Refused) -> Refused {
    let at = |problem: FieldProblem| {
        let field = match problem.field.split_once('/') {
            Some(("kept", kind)) => format!("kept_{kind}"),
            Some((field, _)) => field.to_owned(),
            None => problem.field,
        };
        FieldProblem { field, ..problem }
    };
    Refused { problems: refused.problems.into_iter().map(at).collect(), ..refused }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_incident_is_named_by_its_address_or_its_id() {
        const ID: &str = "6f1c2f0e-7a39-4a4c-9d4c-0d6a3b1f7a12";
        for line in [
            ID.to_owned(),
            format!("/incidents/{ID}"),
            format!("https://tillbud.example/incidents/{ID}/?lang=sv#main"),
        ] {
            assert_eq!(id_in(&line), ID, "{line}");
        }
        let sent = [("incident_ids".to_owned(), format!(" {ID} \r\n\r\n/incidents/{ID}"))];
        assert_eq!(text_of(&Sent::from(sent.to_vec())).incident_ids, [ID, ID]);
    }
}
