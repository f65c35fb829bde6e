//! Accounts of people: making one, helping who is locked out, letting nobody in.
//!
//! A password that is made here is shown once, and only until its holder signs in. Must
//! never show one again.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use tillbud_events::HolderId;
use tillbud_events::vocabulary::Label;

use super::access_give::problems;
use super::frame::Frame;
use super::{FieldProblem, Posted, answer};
use crate::App;
use crate::access::Staff;
use crate::access::account::password::NewPassword;
use crate::access::account::{Account, AccountError};
use crate::access::receipt::ReceiptCode;
use crate::fields::Fields;
use crate::web::error::HttpError;
use crate::web::language::Locale;

/// The page with all accounts, and a form for another.
#[derive(Template)]
#[template(path = "access_people.html")]
pub struct People {
    frame: Frame,
    accounts: Vec<Account>,
    reader: HolderId,
    login: String,
    called: String,
    problems: Vec<FieldProblem>,
}

impl People {
    /// The page, as `reader` sees it.
    #[must_use]
    pub fn new(frame: Frame, accounts: Vec<Account>, reader: HolderId) -> Self {
        let (login, called) = (String::new(), String::new());
        Self { frame, accounts, reader, login, called, problems: vec![] }
    }

    /// The same, with what was said and has to change.
    #[must_use]
    pub fn refused(self, said: New, problems: Vec<FieldProblem>) -> Self {
        Self { login: said.login, called: said.name, problems, ..self }
    }

    fn problem(&self, field: &str) -> &str {
        let found = self.problems.iter().find(|problem| problem.field == field);
        found.map_or("", |problem| &problem.words)
    }
}

/// A secret that was just made, shown once.
#[derive(Template)]
#[template(path = "access_secret.html")]
pub struct Secret {
    frame: Frame,
    title: String,
    lead: String,
    secret: String,
    next: String,
    next_words: String,
}

impl Secret {
    /// A password that opens an account once.
    #[must_use]
    pub fn password(frame: Frame, account: &Account, secret: String) -> Self {
        Self {
            title: frame.fill("access-password-title", "name", &*account.name),
            lead: frame.t("access-password-lead"),
            next: frame.href(&format!("/access/give?holder={}", account.holder)),
            next_words: frame.t("access-tab-give"),
            secret,
            frame,
        }
    }

    /// A token.
    #[must_use]
    pub fn token(frame: Frame, secret: String) -> Self {
        Self {
            title: frame.t("access-token-title"),
            lead: frame.t("access-token-lead"),
            next: frame.href("/access/tokens"),
            next_words: frame.t("access-tab-tokens"),
            secret,
            frame,
        }
    }
}

/// A person to make an account for.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct New {
    login: String,
    name: String,
}

/// All accounts.
///
/// # Errors
/// When accounts are away.
pub async fn get(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
) -> Result<Response, HttpError> {
    answer(StatusCode::OK, &page(&app, &locale, staff).await?)
}

async fn page(app: &App, locale: &Locale, staff: Staff) -> Result<People, HttpError> {
    let frame = locale.frame(true).for_role(staff.role);
    Ok(People::new(frame, app.accounts.list().await?, staff.holder()))
}

/// Makes an account, and shows the password that opens it once.
///
/// # Errors
/// When accounts are away.
pub async fn post(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
    Posted(new): Posted<New>,
) -> Result<Response, HttpError> {
    let frame = locale.frame(true).for_role(staff.role);
    let mut fields = Fields::default();
    let login = fields.label("/login", &new.login);
    let name = fields.label("/name", &new.name);
    let (login, name): (Label, Label) = match fields.need(login.zip(name)) {
        Ok(read) => read,
        Err(errors) => {
            let page = page(&app, &locale, staff).await?;
            let page = page.refused(new, problems(&frame, &errors));
            return answer(StatusCode::UNPROCESSABLE_ENTITY, &page);
        }
    };
    let (secret, password) = first_password(&app)?;
    match app.accounts.create(&login, &name, password, true).await {
        Ok(holder) => {
            let account = app.accounts.get(holder).await?.ok_or(HttpError::NotFound)?;
            answer(StatusCode::OK, &Secret::password(frame, &account, secret))
        }
        Err(AccountError::NameTaken) => {
            let words = frame.t("access-login-taken");
            let problem = FieldProblem { field: "login".into(), words };
            let page = page(&app, &locale, staff).await?.refused(new, vec![problem]);
            answer(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(error) => Err(error.into()),
    }
}

/// 80 random bits, easily read out.
fn first_password(app: &App) -> Result<(String, NewPassword), HttpError> {
    let secret = ReceiptCode::from_random(app.clock.random_bytes()).to_string();
    let password = NewPassword::parse(&secret, "");
    let password = password.map_err(|error| HttpError::Internal(error.into()))?;
    Ok((secret, password))
}

/// What can be done with an account.
#[derive(Clone, Copy, Debug)]
enum Deed {
    /// Another password, no second factor, no sessions.
    Reset,
    /// Nobody signs in with it any more.
    Disable,
    /// Its holder may sign in again.
    Enable,
}

impl Deed {
    fn parse(name: &str) -> Option<Self> {
        match name {
            "reset" => Some(Self::Reset),
            "disable" => Some(Self::Disable),
            "enable" => Some(Self::Enable),
            _ => None,
        }
    }
}

/// Does it, to somebody else's account.
///
/// # Errors
/// 403 for one's own, 404 when there is none, or accounts are away.
pub async fn change(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
    Path((holder, deed)): Path<(String, String)>,
) -> Result<Response, HttpError> {
    let holder: HolderId = holder.parse().map_err(|_| HttpError::NotFound)?;
    let deed = Deed::parse(&deed).ok_or(HttpError::NotFound)?;
    if holder == staff.holder() {
        return Err(HttpError::Forbidden);
    }
    let account = app.accounts.get(holder).await?.ok_or(HttpError::NotFound)?;
    match deed {
        Deed::Reset if account.login.is_none() => return Err(HttpError::NotFound),
        Deed::Reset => {
            let (secret, password) = first_password(&app)?;
            app.accounts.reset(holder, password, true).await?;
            app.access.end_sessions_of(holder.0).await?;
            tracing::info!(%holder, by = %staff.pseudonym, ?deed, "an account was changed");
            let frame = locale.frame(true).for_role(staff.role);
            return answer(StatusCode::OK, &Secret::password(frame, &account, secret));
        }
        Deed::Disable => {
            app.accounts.set_disabled(holder, true).await?;
            app.access.end_sessions_of(holder.0).await?;
        }
        Deed::Enable => app.accounts.set_disabled(holder, false).await?,
    }
    tracing::info!(%holder, by = %staff.pseudonym, ?deed, "an account was changed");
    Ok(Redirect::to(&locale.frame(true).href("/access/people")).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::pages::testing::{HOSTILE, assert_sound, frames};

    #[test]
    fn one_can_help_others_and_not_oneself_and_a_secret_is_shown_alone() {
        let holder = |number| HolderId(uuid::Uuid::from_u128(number));
        let account = |number, is_disabled| Account {
            holder: holder(number),
            name: HOSTILE.into(),
            login: Some(HOSTILE.into()),
            created: "2026-11-26T10:00:00Z".parse().unwrap(),
            is_disabled,
            must_change: true,
            has_second_factor: true,
        };
        for frame in frames() {
            let accounts = vec![account(1, false), account(2, false), account(3, true)];
            let html = People::new(frame.clone(), accounts, holder(1)).render().unwrap();
            assert_sound(&html);
            let link = |number, deed| format!("/access/people/{}/{deed}", holder(number));
            assert!(html.contains(&link(2, "disable")) && html.contains(&link(3, "enable")));
            assert!(!html.contains(&link(1, "reset")));
            let html = Secret::password(frame.clone(), &account(2, false), "7K3M".into());
            let html = html.render().unwrap();
            assert_sound(&html);
            assert!(html.contains("7K3M"));
            assert_sound(&Secret::token(frame, "tillbud_x".into()).render().unwrap());
        }
    }
}
