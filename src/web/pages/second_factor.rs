//! Turning one-time codes on and off.
//!
//! The secret travels in the form until a code of it has been typed; only then it is
//! kept. Must never be shown once it is.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::frame::Frame;
use super::{FieldProblem, Posted, answer};
use crate::App;
use crate::access::account::Account;
use crate::access::account::totp::TotpSecret;
use crate::web::error::HttpError;
use crate::web::language::Locale;
use crate::web::qr;
use crate::web::signed_in::{Present, SignedIn};

/// What the form that turns codes off says.
const OFF: &str = "off";

/// The page with the QR code, or with the button that turns codes off.
#[derive(Template)]
#[template(path = "second_factor.html")]
pub struct SecondFactor {
    frame: Frame,
    offered: Option<Offered>,
    problems: Vec<FieldProblem>,
}

/// A secret that is not kept yet.
struct Offered {
    secret: String,
    in_fours: String,
    picture: Option<String>,
}

impl SecondFactor {
    /// With a secret to take over into an authenticator.
    #[must_use]
    pub fn offering(frame: Frame, secret: &TotpSecret, login: &str) -> Self {
        let text = secret.to_base32();
        let in_fours: Vec<_> = text.as_bytes().chunks(4).map(String::from_utf8_lossy).collect();
        let offered = Offered {
            in_fours: in_fours.join(" "),
            picture: qr::data_url(&secret.uri(login)),
            secret: text,
        };
        Self { frame, offered: Some(offered), problems: vec![] }
    }

    /// With the button that turns codes off.
    #[must_use]
    pub fn on(frame: Frame) -> Self {
        Self { frame, offered: None, problems: vec![] }
    }

    /// The same, after a code that does not fit.
    #[must_use]
    pub fn refused(self) -> Self {
        let words = self.frame.t("second-wrong");
        Self { problems: vec![FieldProblem { field: "code".into(), words }], ..self }
    }

    fn problem(&self) -> &str {
        self.problems.first().map_or("", |problem| &problem.words)
    }
}

/// What was typed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    /// `off`, or nothing.
    wish: String,
    secret: String,
    code: String,
}

/// Offers a secret, or to turn codes off.
///
/// # Errors
/// When the account has no password here.
pub async fn get(
    State(app): State<App>,
    locale: Locale,
    Present(signed_in): Present,
) -> Result<Response, HttpError> {
    let (account, login) = account(&app, &signed_in).await?;
    let frame = locale.frame(true).for_role(signed_in.staff.role);
    let page = if account.has_second_factor {
        SecondFactor::on(frame)
    } else {
        SecondFactor::offering(frame, &TotpSecret::generate(&app.clock), &login)
    };
    answer(StatusCode::OK, &page)
}

async fn account(app: &App, signed_in: &SignedIn) -> Result<(Account, String), HttpError> {
    let account = app.accounts.get(signed_in.staff.holder()).await?.ok_or(HttpError::NotFound)?;
    let login = account.login.clone().ok_or(HttpError::NotFound)?;
    Ok((account, login))
}

/// Turns codes on, once one of them was right, or off.
///
/// # Errors
/// When accounts are away.
pub async fn post(
    State(app): State<App>,
    locale: Locale,
    Present(signed_in): Present,
    Posted(Typed { wish, secret, code }): Posted<Typed>,
) -> Result<Response, HttpError> {
    let (account, login) = account(&app, &signed_in).await?;
    let done = Redirect::to(&locale.frame(true).href("/account")).into_response();
    if wish == OFF {
        app.accounts.turn_off_second_factor(account.holder).await?;
        return Ok(done);
    }
    // One that came back in pieces is offered anew, and turns nothing off.
    let (secret, is_right) = match TotpSecret::from_base32(&secret) {
        Some(secret) => {
            let holder = account.holder;
            let is_right =
                app.accounts.turn_on_second_factor(holder, secret.clone(), &code).await?;
            (secret, is_right)
        }
        None => (TotpSecret::generate(&app.clock), false),
    };
    if is_right {
        return Ok(done);
    }
    let frame = locale.frame(true).for_role(signed_in.staff.role);
    let page = SecondFactor::offering(frame, &secret, &login).refused();
    answer(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;
    use crate::web::pages::testing::{HOSTILE, assert_sound, frames};

    #[test]
    fn the_secret_is_offered_as_a_picture_and_as_text_and_never_once_it_is_kept() {
        let secret = TotpSecret::generate(&Clock::system());
        for frame in frames() {
            let page = SecondFactor::offering(frame.clone(), &secret, HOSTILE).refused();
            let html = page.render().unwrap();
            assert_sound(&html);
            assert!(html.contains("data:image/png") && html.contains(&secret.to_base32()));
            let html = SecondFactor::on(frame).render().unwrap();
            assert_sound(&html);
            assert!(!html.contains(&secret.to_base32()));
        }
    }
}
