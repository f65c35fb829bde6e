//! What the forms of a theme ask for, carried out through the write path.
//!
//! Must never write without the version that the writer looked at.

use axum::extract::State;
use axum::response::{Redirect, Response};
use tillbud_events::ThemeId;

use super::one::page;
use crate::App;
use crate::access::Staff;
use crate::act::Act;
use crate::dispatch::Done;
use crate::web::api::themes::{GatherSaid, conclude_for, gather_for, open_for, reopen_for};
use crate::web::cursor::PageQuery;
use crate::web::error::{HttpError, Malformed};
use crate::web::extract::Id;
use crate::web::language::Locale;
use crate::web::pages::form::{Forms, Refused, Sent, back_to};
use crate::web::pages::{FieldProblem, Posted, Switch, answer};

/// Leads from where forms are sent to the page that they stand on.
pub async fn get(locale: Locale, Id(id): Id<ThemeId>) -> Redirect {
    Redirect::to(&locale.frame(true).href(&format!("/themes/{id}")))
}

/// Opens a theme, and goes on to it.
///
/// # Errors
/// When our side is broken.
pub async fn open(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
    Posted(pairs): Posted<Vec<(String, String)>>,
) -> Result<Response, HttpError> {
    let sent = Sent::from(pairs);
    let act = sent.act(&app, staff, "/themes")?;
    let frame = locale.frame(true).for_role(staff.role);
    match open_for(&app, &act, sent.text("question")).await {
        Ok((id, done)) => {
            app.projector.caught_up(done.position).await;
            Ok(back_to(&frame, &format!("/themes/{id}"), "add"))
        }
        Err(error) => {
            let refused = Refused::from(error, frame.lang, "open")?;
            let forms = Forms::refused(&app, sent, refused);
            let status = forms.status();
            let page = super::page(&app, frame, staff, PageQuery::default(), forms).await?;
            answer(status, &page)
        }
    }
}

/// Carries out one form, and shows the theme again.
///
/// # Errors
/// When there is no such theme, or our side is broken.
pub async fn post(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
    Id(id): Id<ThemeId>,
    Posted(pairs): Posted<Vec<(String, String)>>,
) -> Result<Response, HttpError> {
    let sent = Sent::from(pairs);
    let address = format!("/themes/{id}");
    let act = sent.act(&app, staff, &address)?;
    let frame = locale.frame(true).for_role(staff.role);
    let switch = Switch::Link(frame.other_href(&address));
    let frame = frame.with_switch(switch);
    match carry_out(&app, (id, staff), &act, &sent).await {
        Ok(done) => {
            app.projector.caught_up(done.position).await;
            Ok(back_to(&frame, &address, "main"))
        }
        Err(error) => {
            let refused = to_page(Refused::from(error, frame.lang, sent.wish())?);
            let forms = Forms::refused(&app, sent, refused);
            let status = forms.status();
            answer(status, &page(&app, frame, staff, id, forms).await?)
        }
    }
}

async fn carry_out(
    app: &App,
    (id, staff): (ThemeId, Staff),
    act: &Act,
    sent: &Sent,
) -> Result<Done, HttpError> {
    let version = sent.version();
    match sent.wish() {
        "add" => gather_for(app, (id, staff), version, act, gathered(sent)).await,
        "remove" => {
            let said = GatherSaid { add: Vec::new(), remove: sent.maybe("remove") };
            gather_for(app, (id, staff), version, act, said).await
        }
        "conclude" => conclude_for(app, id, version, act, sent.text("learned")).await,
        "reopen" => reopen_for(app, id, version, act, sent.text("reason")).await,
        _ => Err(HttpError::BadRequest(Malformed::Form)),
    }
}

/// The incidents that were ticked, and those that were named, one a line.
fn gathered(sent: &Sent) -> GatherSaid {
    let ticked = sent.all("add").into_iter().map(str::to_owned);
    let lines = sent.get("others").lines().filter(|line| !line.trim().is_empty());
    GatherSaid { add: ticked.chain(lines.map(id_in)).collect(), remove: None }
}

/// The id in an address, or the text itself.
fn id_in(named: &str) -> String {
    let path = named.trim().split(['?', '#']).next().unwrap_or_default();
    path.trim_end_matches('/').rsplit('/').next().unwrap_or_default().to_owned()
}

/// All incidents are named in one field.
fn to_page(refused: Refused) -> Refused {
    let at = |problem: FieldProblem| {
        let is_of_incidents = problem.field == "add" || problem.field.starts_with("add/");
        let field = if is_of_incidents { "others".to_owned() } else { problem.field };
        FieldProblem { field, ..problem }
    };
    Refused { problems: refused.problems.into_iter().map(at).collect(), ..refused }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn incidents_are_ticked_or_named_by_address_or_id() {
        const ID: &str = "6f1c2f0e-7a39-4a4c-9d4c-0d6a3b1f7a12";
        let others = format!("/incidents/{ID}?lang=sv\r\n\r\n {ID} ");
        let sent = [("add".to_owned(), "one".to_owned()), ("others".to_owned(), others)];
        let said = gathered(&Sent::from(sent.to_vec()));
        assert_eq!(said.add, ["one", ID, ID]);
    }
}
