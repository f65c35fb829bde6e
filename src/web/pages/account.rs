//! What somebody who is signed in may know and end themselves: roles and sessions.
//!
//! Must never show anything of another person.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use tillbud_events::Role;

use super::answer;
use super::frame::Frame;
use super::messages::{self, Standing};
use super::when::When;
use crate::App;
use crate::access::account::Account as Person;
use crate::access::session::Session;
use crate::web::error::HttpError;
use crate::web::language::Locale;
use crate::web::signed_in::{Present, SignedIn};

/// The page of somebody's own account.
#[derive(Template)]
#[template(path = "account.html")]
pub struct Account {
    frame: Frame,
    person: Option<Person>,
    roles: Vec<String>,
    messages: Option<Standing>,
    sessions: Vec<SessionRow>,
}

/// A session of a browser, in words.
pub(super) struct SessionRow {
    pub(super) role: String,
    pub(super) begun: When,
    pub(super) seen: When,
    pub(super) is_this: bool,
    /// Where it is ended.
    pub(super) end: String,
}

impl SessionRow {
    pub(super) fn new(frame: &Frame, session: &Session, below: &str, is_this: bool) -> Self {
        Self {
            role: frame.word("role", session.staff.role),
            begun: When::moment(frame, session.begun),
            seen: When::moment(frame, session.seen),
            is_this,
            end: format!("{below}/{}/end", session.id),
        }
    }
}

impl Account {
    /// The page; `person` is missing for whoever signed in with a token.
    #[must_use]
    pub fn new(
        frame: Frame,
        person: Option<Person>,
        roles: &[Role],
        this: Option<&Session>,
        sessions: &[Session],
    ) -> Self {
        let row = |session: &Session| {
            let is_this = this.is_some_and(|this| this.id == session.id);
            SessionRow::new(&frame, session, "/account/sessions", is_this)
        };
        Self {
            sessions: sessions.iter().map(row).collect(),
            roles: roles.iter().map(|role| frame.word("role-does", role)).collect(),
            messages: None,
            person,
            frame,
        }
    }
}

/// Shows somebody's own account.
///
/// # Errors
/// When accounts or sessions are away.
pub async fn get(
    State(app): State<App>,
    locale: Locale,
    Present(signed_in): Present,
) -> Result<Response, HttpError> {
    let SignedIn { staff, roles, session } = &*signed_in;
    let person = app.accounts.get(staff.holder()).await?;
    let mut sessions = app.access.sessions().await?;
    sessions.retain(|session| session.staff.pseudonym == staff.pseudonym);
    let frame = locale.frame(true).for_role(staff.role);
    // Who came with a token has nowhere to keep an address.
    let chosen = match &person {
        Some(_) => Some(messages::standing(&app, &frame, &signed_in).await?),
        None => None,
    };
    let page = Account::new(frame, person, roles, session.as_ref(), &sessions);
    answer(StatusCode::OK, &Account { messages: chosen, ..page })
}

/// Ends one of somebody's own sessions.
///
/// # Errors
/// When there is none with this id, or sessions are away.
pub async fn end_session(
    State(app): State<App>,
    locale: Locale,
    Present(signed_in): Present,
    Path(id): Path<String>,
) -> Result<Response, HttpError> {
    if !app.access.end_session_named(&id, Some(signed_in.staff.pseudonym)).await? {
        return Err(HttpError::NotFound);
    }
    Ok(Redirect::to(&locale.frame(true).href("/account")).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::Staff;
    use crate::access::session::Origin;
    use crate::web::pages::testing::{HOSTILE, assert_sound, frames};

    #[test]
    fn the_session_at_hand_is_marked_and_others_can_be_ended() {
        let at = "2026-11-26T10:00:00Z".parse().unwrap();
        let session = |id: &str| Session {
            id: id.into(),
            staff: Staff { role: Role::Analyst, pseudonym: uuid::Uuid::nil() },
            origin: Origin::Account,
            begun: at,
            seen: at,
            proven: at,
            must_change: false,
        };
        let (this, other) = (session("aaaaaaaaaaaaaaaa"), session("bbbbbbbbbbbbbbbb"));
        for frame in frames() {
            let person = Person {
                holder: tillbud_events::HolderId(uuid::Uuid::nil()),
                name: HOSTILE.into(),
                login: Some(HOSTILE.into()),
                created: at,
                is_disabled: false,
                must_change: false,
                has_second_factor: false,
            };
            let sessions = [this.clone(), other.clone()];
            let roles = [Role::Analyst];
            let page = Account::new(frame.clone(), Some(person), &roles, Some(&this), &sessions);
            let standing = Standing { state: HOSTILE.into(), ..Standing::default() };
            let html = Account { messages: Some(standing), ..page }.render().unwrap();
            assert_sound(&html);
            assert!(html.contains("/account/messages"));
            assert_eq!(html.matches(&frame.t("account-session-this")).count(), 1);
            assert!(html.contains("/account/sessions/bbbbbbbbbbbbbbbb/end"));
            assert!(html.contains("/account/password") && html.contains("/account/second-factor"));
            let bare = Account::new(frame, None, &roles, None, &[]).render().unwrap();
            assert!(!bare.contains("/account/password") && !bare.contains("/account/messages"));
        }
    }
}
