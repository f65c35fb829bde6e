//! Where staff sign in: with name and password, or with a token.
//!
//! Must never show a secret again, nor say which part of what was typed is wrong.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use serde::Deserialize;
use tillbud_events::Role;

use super::frame::Frame;
use super::provider::signed_out;
use super::{FieldProblem, Posted, answer};
use crate::App;
use crate::access::limits::SESSION_HOURS;
use crate::access::oidc::Provider;
use crate::access::session::Origin;
use crate::access::{Right, Staff};
use crate::web::error::HttpError;
use crate::web::extract::Params;
use crate::web::language::Locale;
use crate::web::signed_in::{cookie, form_encoded, session_cookie, signed_in};

/// How somebody signs in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// With name and password.
    #[default]
    Password,
    /// With a token.
    Token,
    /// Through the organisation's sign-in service.
    Provider,
}

/// The page that asks for a secret.
#[derive(Template)]
#[template(path = "sign_in.html")]
pub struct SignIn {
    frame: Frame,
    next: String,
    way: Way,
    service: String,
    name: String,
    problems: Vec<FieldProblem>,
}

impl SignIn {
    /// Empty fields; `next` is the page of ours to go on to, or nothing.
    #[must_use]
    pub fn new(frame: Frame, way: Way, next: String) -> Self {
        let (service, name) = (String::new(), String::new());
        Self { frame, next, way, service, name, problems: Vec::new() }
    }

    /// The same, where there is a sign-in service.
    #[must_use]
    pub fn with_service(self, provider: Option<&Provider>) -> Self {
        let name = provider.map(|provider| provider.settings.name.words(self.frame.lang));
        Self { service: name.unwrap_or_default().to_owned(), ..self }
    }

    fn to_service(&self) -> String {
        let next = form_encoded(&self.next);
        self.frame.href(&format!("/signin/provider?next={next}"))
    }

    /// The same, with what is wrong; a `name` that was typed stays.
    #[must_use]
    pub fn refused(self, name: String, key: &str) -> Self {
        let field = match self.way {
            Way::Password | Way::Provider => "name",
            Way::Token => "token",
        };
        let problem = FieldProblem { field: field.into(), words: self.frame.t(key) };
        Self { name, problems: vec![problem], ..self }
    }

    fn problem(&self) -> &str {
        self.problems.first().map_or("", |problem| &problem.words)
    }

    /// The same page for another way to sign in.
    fn other(&self, with: &str) -> String {
        let next = form_encoded(&self.next);
        self.frame.href(&format!("/signin?with={with}&next={next}"))
    }
}

/// Where to go on to, and how somebody wants to sign in.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Wanted {
    next: String,
    with: Option<Way>,
}

/// What was typed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    token: String,
    name: String,
    password: String,
    code: String,
    next: String,
}

/// Asks for a secret; whoever is signed in goes on. While there are no accounts, for a
/// token.
///
/// # Errors
/// When the store of sessions is away.
pub async fn get(
    State(app): State<App>,
    locale: Locale,
    headers: HeaderMap,
    Params(Wanted { next, with }): Params<Wanted>,
) -> Result<Response, HttpError> {
    if let Some(signed_in) = signed_in(&app, &headers).await? {
        return Ok(go_on(&locale, &next, signed_in.staff.role));
    }
    let way = match with {
        Some(way) => way,
        None if app.provider.is_some() => Way::Provider,
        None if app.accounts.are_any().await? => Way::Password,
        None => Way::Token,
    };
    let page = SignIn::new(locale.frame(false), way, own_path(&next));
    answer(StatusCode::OK, &page.with_service(app.provider.as_deref()))
}

/// Begins a session.
///
/// # Errors
/// When the store of sessions is away.
pub async fn post(
    State(app): State<App>,
    locale: Locale,
    headers: HeaderMap,
    Posted(typed): Posted<Typed>,
) -> Result<Response, HttpError> {
    if typed.token.is_empty() && !typed.name.is_empty() {
        with_password(&app, &locale, &headers, typed).await
    } else {
        with_token(&app, &locale, &headers, typed).await
    }
}

async fn with_token(
    app: &App,
    locale: &Locale,
    headers: &HeaderMap,
    Typed { token, next, .. }: Typed,
) -> Result<Response, HttpError> {
    let turn = app.pressure.sign_ins.turn(&app.clock).await?;
    let holder = app.access.token_holder(token.trim()).await;
    if !matches!(holder, Ok(None)) {
        turn.was_right(&app.clock);
    }
    let Some(staff) = holder? else {
        let page = SignIn::new(locale.frame(false), Way::Token, own_path(&next));
        let page = page.with_service(app.provider.as_deref());
        let page = page.refused(String::new(), "signin-wrong");
        return answer(StatusCode::UNPROCESSABLE_ENTITY, &page);
    };
    let session = app.access.begin_session(staff, Origin::Token, false).await?;
    Ok(begun(headers, &session, go_on(locale, &next, staff.role)))
}

async fn with_password(
    app: &App,
    locale: &Locale,
    headers: &HeaderMap,
    Typed { name, password, code, next, .. }: Typed,
) -> Result<Response, HttpError> {
    let page = SignIn::new(locale.frame(false), Way::Password, own_path(&next));
    let page = page.with_service(app.provider.as_deref());
    let turn = app.pressure.sign_ins.turn(&app.clock).await?;
    let account = app.accounts.sign_in(&name, &password, &code).await;
    if !matches!(account, Ok(None)) {
        turn.was_right(&app.clock);
    }
    let Some(account) = account? else {
        let page = page.refused(name, "signin-wrong-password");
        return answer(StatusCode::UNPROCESSABLE_ENTITY, &page);
    };
    let roles = app.grants.roles_of(account.holder).await?;
    let Some(role) = roles.first().copied() else {
        return answer(StatusCode::FORBIDDEN, &page.refused(name, "signin-no-role"));
    };
    let staff = Staff { role, pseudonym: account.holder.0 };
    let (origin, must_change) = (Origin::Account, account.must_change);
    let session = app.access.begin_session(staff, origin, must_change).await?;
    Ok(begun(headers, &session, after_sign_in(locale, &next, &roles)))
}

/// Where somebody with these roles goes on to: first to the choice, when there is one.
pub(super) fn after_sign_in(locale: &Locale, next: &str, roles: &[Role]) -> Response {
    match roles {
        [role] => go_on(locale, next, *role),
        [..] => {
            let next = form_encoded(&own_path(next));
            let choice = locale.frame(true).href(&format!("/role?next={next}"));
            Redirect::to(&choice).into_response()
        }
    }
}

/// The answer that begins a session in the browser. What an earlier one held is gone.
pub(super) fn begun(headers: &HeaderMap, session: &str, then: Response) -> Response {
    let cookie = cookie(headers, session, SESSION_HOURS * 3600);
    (AppendHeaders([(header::SET_COOKIE, cookie)]), then).into_response()
}

/// Ends the session.
///
/// # Errors
/// When the store of sessions is away.
pub async fn post_out(
    State(app): State<App>,
    locale: Locale,
    headers: HeaderMap,
) -> Result<Response, HttpError> {
    let (mut origin, mut id_token) = (None, None);
    if let Some(session) = session_cookie(&headers) {
        origin = app.access.look_at_session(session).await?.map(|session| session.origin);
        id_token = app.access.id_token(session).await?;
        app.access.end_session(session).await?;
    }
    let cookie = AppendHeaders([(header::SET_COOKIE, cookie(&headers, "", 0))]);
    if origin == Some(Origin::Provider)
        && let Some(provider) = &app.provider
        && let Some(page) = signed_out(provider, &locale, id_token).await?
    {
        return Ok((cookie, page).into_response());
    }
    let start = Redirect::to(&locale.frame(false).href("/signin"));
    Ok((cookie, start).into_response())
}

/// On to the page that was wanted, or to where the role begins.
pub(super) fn go_on(locale: &Locale, next: &str, role: Role) -> Response {
    let next = own_path(next);
    let start = locale.frame(true).href(start_of(role));
    Redirect::to(if next.is_empty() { &start } else { &next }).into_response()
}

/// The page that a role begins with.
pub(super) fn start_of(role: Role) -> &'static str {
    match role {
        _ if Right::WorkReports.is_held_by(role) => "/today",
        _ if Right::ReadReports.is_held_by(role) => "/desk",
        _ if Right::ReadConcerns.is_held_by(role) => "/concerns",
        _ if Right::ManageAccess.is_held_by(role) => "/access",
        _ if Right::ReadTrends.is_held_by(role) => "/trends",
        _ if Right::ReadToday.is_held_by(role) => "/today",
        Role::Manager => "/statistics",
        Role::Auditor => "/log",
        _ => "/account",
    }
}

/// `next`, when it is a path of ours: never a way to another site.
pub(super) fn own_path(next: &str) -> String {
    let is_path = next.starts_with('/') && !next.starts_with("//");
    let is_plain = next.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if is_path && is_plain { next.to_owned() } else { String::new() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::pages::testing::{HOSTILE, assert_sound, frames};

    #[test]
    fn signing_in_leads_to_no_other_site() {
        for next in ["https://x.example", "//x.example", "/\\x.example", "/a\r\nb", "desk"] {
            assert_eq!(own_path(next), "", "{next}");
        }
        assert_eq!(own_path("/desk?kind=incident"), "/desk?kind=incident");
    }

    #[test]
    fn secrets_are_asked_for_and_never_shown_again() {
        for frame in frames() {
            let html = SignIn::new(frame.clone(), Way::Token, HOSTILE.into()).render().unwrap();
            assert_sound(&html);
            assert!(html.contains("type=\"password\""));
            let token = SignIn::new(frame.clone(), Way::Token, String::new());
            let refused = token.refused(String::new(), "signin-wrong").render().unwrap();
            assert_sound(&refused);
            assert!(refused.contains("href=\"#token\"") && !refused.contains("name=\"next\""));
            let password = SignIn::new(frame, Way::Password, String::new());
            let refused = password.refused(HOSTILE.into(), "signin-no-role").render().unwrap();
            assert_sound(&refused);
            assert!(refused.contains("href=\"#name\"") && refused.contains("one-time-code"));
        }
    }
}
