//! Before a sensitive act: the password or token once more.
//!
//! An unattended browser must not be enough to let others in. Must never carry out the
//! act itself: it leads back to where that is done.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::frame::Frame;
use super::sign_in::{go_on, own_path};
use super::{FieldProblem, Posted, answer};
use crate::App;
use crate::access::session::{Origin, Session};
use crate::web::error::HttpError;
use crate::web::extract::Params;
use crate::web::language::Locale;
use crate::web::signed_in::{Present, SessionSecret, form_encoded};

/// The page that asks again.
#[derive(Template)]
#[template(path = "again.html")]
pub struct Again {
    frame: Frame,
    next: String,
    origin: Origin,
    asks_for_code: bool,
    problems: Vec<FieldProblem>,
}

impl Again {
    /// The page for whoever signed in this way.
    #[must_use]
    pub fn new(frame: Frame, origin: Origin, asks_for_code: bool, next: String) -> Self {
        Self { frame, next, origin, asks_for_code, problems: vec![] }
    }

    /// The same, after something that is not right.
    #[must_use]
    pub fn refused(self) -> Self {
        let words = self.frame.t("anew-wrong");
        let problem = FieldProblem { field: "secret".into(), words };
        Self { problems: vec![problem], ..self }
    }

    fn to_service(&self) -> String {
        let next = form_encoded(&self.next);
        self.frame.href(&format!("/signin/provider?again=true&next={next}"))
    }

    fn problem(&self) -> &str {
        self.problems.first().map_or("", |problem| &problem.words)
    }
}

/// Where to go on to.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Next {
    next: String,
}

/// What was typed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    secret: String,
    code: String,
    next: String,
}

/// Asks for the password or token.
///
/// # Errors
/// When accounts are away.
pub async fn get(
    State(app): State<App>,
    locale: Locale,
    Present(signed_in): Present,
    Params(Next { next }): Params<Next>,
) -> Result<Response, HttpError> {
    let Some(session) = &signed_in.session else {
        return Ok(go_on(&locale, &next, signed_in.staff.role));
    };
    answer(StatusCode::OK, &page(&app, &locale, session, &next).await?)
}

async fn page(
    app: &App,
    locale: &Locale,
    session: &Session,
    next: &str,
) -> Result<Again, HttpError> {
    let account = app.accounts.get(session.staff.holder()).await?;
    let asks_for_code = account.is_some_and(|account| account.has_second_factor);
    let frame = locale.frame(true).for_role(session.staff.role);
    Ok(Again::new(frame, session.origin, asks_for_code, own_path(next)))
}

/// Notes that it was right, and goes on.
///
/// # Errors
/// When accounts or sessions are away.
pub async fn post(
    State(app): State<App>,
    locale: Locale,
    Present(signed_in): Present,
    SessionSecret(secret): SessionSecret,
    Posted(typed): Posted<Typed>,
) -> Result<Response, HttpError> {
    let session = signed_in.session.as_ref().ok_or(HttpError::SignIn)?;
    let turn = app.pressure.sign_ins.turn(&app.clock).await?;
    if !is_right(&app, session, &typed).await? {
        let page = page(&app, &locale, session, &typed.next).await?;
        return answer(StatusCode::UNPROCESSABLE_ENTITY, &page.refused());
    }
    turn.was_right(&app.clock);
    app.access.prove(&secret).await?;
    Ok(go_on(&locale, &typed.next, session.staff.role))
}

async fn is_right(app: &App, session: &Session, typed: &Typed) -> Result<bool, HttpError> {
    match session.origin {
        Origin::Token => {
            let holder = app.access.token_holder(typed.secret.trim()).await?;
            Ok(holder == Some(session.staff))
        }
        Origin::Account => {
            let account = app.accounts.get(session.staff.holder()).await?;
            let login = account.and_then(|account| account.login).unwrap_or_default();
            let account = app.accounts.sign_in(&login, &typed.secret, &typed.code).await?;
            Ok(account.is_some_and(|account| account.holder == session.staff.holder()))
        }
        // Only the sign-in service can say so.
        Origin::Provider => Ok(false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::pages::testing::{HOSTILE, assert_sound, frames};

    #[test]
    fn what_is_asked_for_fits_how_somebody_signed_in() {
        for frame in frames() {
            let render = |origin, code| {
                let page = Again::new(frame.clone(), origin, code, HOSTILE.into());
                let html = page.refused().render().unwrap();
                assert_sound(&html);
                html
            };
            assert!(render(Origin::Account, true).contains("one-time-code"));
            assert!(!render(Origin::Account, false).contains("one-time-code"));
            assert!(render(Origin::Provider, false).contains("/signin/provider?again=true"));
            assert!(render(Origin::Token, false).contains(&frame.t("signin-token")));
        }
    }
}
