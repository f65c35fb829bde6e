//! Everybody who is signed in, and ending any of it.
//!
//! Must never say from where.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use super::account::SessionRow;
use super::answer;
use super::frame::Frame;
use crate::App;
use crate::access::Staff;
use crate::web::error::HttpError;
use crate::web::language::Locale;
use crate::web::signed_in::Present;

/// The page with the list.
#[derive(Template)]
#[template(path = "access_sessions.html")]
pub struct Sessions {
    frame: Frame,
    rows: Vec<(String, SessionRow)>,
}

/// The list.
///
/// # Errors
/// When accounts or sessions are away.
pub async fn get(
    State(app): State<App>,
    locale: Locale,
    Present(signed_in): Present,
) -> Result<Response, HttpError> {
    let frame = locale.frame(true).for_role(signed_in.staff.role);
    let accounts = app.accounts.list().await?;
    let this = signed_in.session.as_ref().map(|session| session.id.as_str());
    let mut rows = Vec::new();
    for session in app.access.sessions().await? {
        let holder = session.staff.holder();
        let person = accounts.iter().find(|account| account.holder == holder);
        let name = person.map_or_else(|| frame.t("access-is-token"), |person| person.name.clone());
        let is_this = this == Some(session.id.as_str());
        rows.push((name, SessionRow::new(&frame, &session, "/access/sessions", is_this)));
    }
    answer(StatusCode::OK, &Sessions { frame, rows })
}

/// Ends one of them.
///
/// # Errors
/// When there is none with this id, or sessions are away.
pub async fn end(
    State(app): State<App>,
    locale: Locale,
    _: Staff,
    Path(id): Path<String>,
) -> Result<Response, HttpError> {
    if !app.access.end_session_named(&id, None).await? {
        return Err(HttpError::NotFound);
    }
    Ok(Redirect::to(&locale.frame(true).href("/access/sessions")).into_response())
}
