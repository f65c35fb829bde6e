//! Choosing another password.
//!
//! Must never change one without the present one, nor leave other browsers signed in.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::frame::Frame;
use super::{FieldProblem, Posted, answer};
use crate::App;
use crate::access::account::Account;
use crate::access::account::password::{NewPassword, PasswordError};
use crate::access::limits::{PASSWORD_CHARACTERS_MAX, PASSWORD_CHARACTERS_MIN};
use crate::web::error::HttpError;
use crate::web::language::Locale;
use crate::web::signed_in::{Present, SessionSecret, SignedIn};

/// The page that asks for another password.
#[derive(Template)]
#[template(path = "password.html")]
pub struct Password {
    frame: Frame,
    must_change: bool,
    asks_for_code: bool,
    login: String,
    problems: Vec<FieldProblem>,
}

impl Password {
    /// Empty fields.
    #[must_use]
    pub fn new(frame: Frame, login: String, must_change: bool, asks_for_code: bool) -> Self {
        Self { frame, must_change, asks_for_code, login, problems: vec![] }
    }

    /// The same, with what is wrong with one of them.
    #[must_use]
    pub fn refused(self, field: &str, words: String) -> Self {
        Self { problems: vec![FieldProblem { field: field.into(), words }], ..self }
    }

    fn problem(&self, field: &str) -> &str {
        let found = self.problems.iter().find(|problem| problem.field == field);
        found.map_or("", |problem| &problem.words)
    }

    fn hint(&self) -> String {
        self.frame.fill("password-hint", "min", PASSWORD_CHARACTERS_MIN)
    }
}

/// What was typed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    present: String,
    code: String,
    chosen: String,
    repeated: String,
}

/// Asks for another password.
///
/// # Errors
/// When the account has none here.
pub async fn get(
    State(app): State<App>,
    locale: Locale,
    Present(signed_in): Present,
) -> Result<Response, HttpError> {
    let (page, _, _) = page(&app, &locale, &signed_in).await?;
    answer(StatusCode::OK, &page)
}

async fn page(
    app: &App,
    locale: &Locale,
    signed_in: &SignedIn,
) -> Result<(Password, Account, String), HttpError> {
    let account = app.accounts.get(signed_in.staff.holder()).await?.ok_or(HttpError::NotFound)?;
    let login = account.login.clone().ok_or(HttpError::NotFound)?;
    let must_change = signed_in.session.as_ref().is_some_and(|session| session.must_change);
    let frame = locale.frame(true).for_role(signed_in.staff.role);
    let page = Password::new(frame, login.clone(), must_change, account.has_second_factor);
    Ok((page, account, login))
}

/// Changes the password and ends the holder's other sessions.
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
    let (page, account, login) = page(&app, &locale, &signed_in).await?;
    let refuse = |page: Password, field, words| {
        answer(StatusCode::UNPROCESSABLE_ENTITY, &page.refused(field, words))
    };
    let chosen = match NewPassword::parse(&typed.chosen, &login) {
        Ok(chosen) => chosen,
        Err(error) => {
            let words = words(&page.frame, error);
            return refuse(page, "chosen", words);
        }
    };
    if typed.chosen != typed.repeated {
        let words = page.frame.t("password-differs");
        return refuse(page, "repeated", words);
    }
    if typed.chosen == typed.present {
        let words = page.frame.t("password-same");
        return refuse(page, "chosen", words);
    }
    let turn = app.pressure.sign_ins.turn(&app.clock).await?;
    let proven = app.accounts.sign_in(&login, &typed.present, &typed.code).await?;
    if proven.is_none_or(|proven| proven.holder != account.holder) {
        let words = page.frame.t("password-wrong");
        return refuse(page, "present", words);
    }
    turn.was_right(&app.clock);
    app.accounts.change_password(account.holder, chosen).await?;
    app.access.end_other_sessions_of(account.holder.0, &secret).await?;
    app.access.free(&secret).await?;
    app.access.prove(&secret).await?;
    Ok(Redirect::to(&locale.frame(true).href("/account")).into_response())
}

/// Why a password cannot be used.
fn words(frame: &Frame, error: PasswordError) -> String {
    match error {
        PasswordError::TooShort => frame.fill("password-short", "min", PASSWORD_CHARACTERS_MIN),
        PasswordError::TooLong => frame.fill("password-long", "max", PASSWORD_CHARACTERS_MAX),
        PasswordError::HoldsName => frame.t("password-holds-name"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::pages::testing::{HOSTILE, assert_sound, frames};

    #[test]
    fn each_reason_is_told_at_its_field_and_nothing_typed_comes_back() {
        for frame in frames() {
            for error in [PasswordError::TooShort, PasswordError::TooLong, PasswordError::HoldsName]
            {
                let page = Password::new(frame.clone(), HOSTILE.into(), true, true);
                let html = page.refused("chosen", words(&frame, error)).render().unwrap();
                assert_sound(&html);
                assert!(html.contains("href=\"#chosen\""));
                assert_eq!(html.matches("type=\"password\"").count(), 3);
            }
        }
    }
}
