//! Who is signed in with a browser, in which role, and what that lets through.
//!
//! A role that was taken back or has run out ends at the next request, whatever the
//! session says. Must never take a cookie for a program's credentials.

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use tillbud_events::Role;
use tillbud_projections::grant;

use crate::App;
use crate::access::session::{Origin, Session};
use crate::access::{Right, Staff};
use crate::web::conflict;
use crate::web::error::{HttpError, ToldTo};
use crate::web::extract::credentials;

/// Name of the cookie that a signed-in browser holds.
const SESSION: &str = "tillbud_session";
/// Name of the cookie that a browser holds while it is at the sign-in service.
pub const SIGN_IN: &str = "tillbud_signin";
/// Before the name where there is TLS: browsers then take the cookie from this very host
/// alone.
const HOST: &str = "__Host-";

/// Somebody who is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedIn {
    /// Who, in which role.
    pub staff: Staff,
    /// All roles that they can act in, this one among them.
    pub roles: Vec<Role>,
    /// Their session, unless they came with a token.
    pub session: Option<Session>,
}

impl SignedIn {
    fn with_token(staff: Staff) -> Self {
        Self { staff, roles: vec![staff.role], session: None }
    }
}

/// Whether the browser speaks to this very machine, so that no network can listen.
fn is_local(headers: &HeaderMap) -> bool {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    ["localhost", "127.0.0.1", "[::1]"].contains(&name)
}

/// Only for this site, out of reach of scripts, and never in clear over a network.
#[must_use]
pub fn cookie(headers: &HeaderMap, session: &str, seconds: i64) -> String {
    cookie_with(headers, SESSION, session, seconds)
}

/// As [`cookie`], by any name.
#[must_use]
pub fn cookie_with(headers: &HeaderMap, name: &str, value: &str, seconds: i64) -> String {
    let (prefix, secure) = if is_local(headers) { ("", "") } else { (HOST, "; Secure") };
    format!("{prefix}{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}")
}

/// The secret of the session that the browser sent.
#[must_use]
pub fn session_cookie(headers: &HeaderMap) -> Option<&str> {
    cookie_of(headers, SESSION)
}

/// The value of a cookie that [`cookie_with`] set.
#[must_use]
pub fn cookie_of<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let prefix = if is_local(headers) { "" } else { HOST };
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(prefix)?.strip_prefix(name)?.strip_prefix('='))
}

/// Who is signed in, by session cookie or by token; either is thereby used.
///
/// # Errors
/// `Unavailable` when the store of sessions cannot be reached.
pub async fn signed_in(app: &App, headers: &HeaderMap) -> Result<Option<SignedIn>, HttpError> {
    if let Some(token) = credentials(headers, "Bearer") {
        return Ok(app.access.token_holder(token).await?.map(SignedIn::with_token));
    }
    let Some(secret) = session_cookie(headers) else { return Ok(None) };
    let Some(session) = app.access.session(secret).await? else { return Ok(None) };
    let acted_in = session.staff.role;
    let signed_in = with_session(app, session).await?;
    if let Some(SignedIn { staff, .. }) = &signed_in
        && staff.role != acted_in
    {
        app.access.act_as(secret, staff.role).await?;
    }
    Ok(signed_in)
}

/// The same for what an open page asks by itself: nobody is thereby at work, so an
/// unattended browser is signed out in spite of it.
///
/// # Errors
/// `Unavailable` when the store of sessions cannot be reached.
pub async fn still_signed_in(
    app: &App,
    headers: &HeaderMap,
) -> Result<Option<SignedIn>, HttpError> {
    if let Some(token) = credentials(headers, "Bearer") {
        return Ok(app.access.look_at_token(token).await?.map(SignedIn::with_token));
    }
    let Some(secret) = session_cookie(headers) else { return Ok(None) };
    match app.access.look_at_session(secret).await? {
        Some(session) => with_session(app, session).await,
        None => Ok(None),
    }
}

/// Whose session it is, in the role acted in or else in the first of those that are left.
async fn with_session(app: &App, mut session: Session) -> Result<Option<SignedIn>, HttpError> {
    if session.origin == Origin::Token {
        let (staff, roles) = (session.staff, vec![session.staff.role]);
        return Ok(Some(SignedIn { staff, roles, session: Some(session) }));
    }
    let (db, today) = (app.read_models.db(), app.clock.today());
    let roles = grant::roles_of(db, session.staff.holder(), today).await?;
    let Some(first) = roles.first().copied() else { return Ok(None) };
    if !roles.contains(&session.staff.role) {
        session.staff.role = first;
    }
    Ok(Some(SignedIn { staff: session.staff, roles, session: Some(session) }))
}

/// Lets a request through to a page when its session (or token) holds `right`; sends
/// others to the page for signing in.
///
/// # Errors
/// 403 without the right.
pub async fn require_session(
    State((app, right)): State<(App, Right)>,
    request: Request,
    next: Next,
) -> Result<Response, HttpError> {
    let present = signed_in(&app, request.headers()).await?;
    let_through(&app, right, present, request, next).await
}

/// The same for what an open page asks by itself, as [`still_signed_in`].
///
/// # Errors
/// 403 without the right.
pub async fn require_open_page(
    State((app, right)): State<(App, Right)>,
    request: Request,
    next: Next,
) -> Result<Response, HttpError> {
    let present = still_signed_in(&app, request.headers()).await?;
    let_through(&app, right, present, request, next).await
}

async fn let_through(
    app: &App,
    right: Right,
    present: Option<SignedIn>,
    request: Request,
    next: Next,
) -> Result<Response, HttpError> {
    let Some(signed_in) = present else { return Ok(to_sign_in(&request)) };
    if has_to_change(&signed_in) {
        return Ok(Redirect::to("/account/password").into_response());
    }
    let staff = signed_in.staff;
    let refused = match right.is_held_by(staff.role) {
        true => conflict::refuse(app, staff, request.uri().path()).await.err(),
        false => Some(HttpError::Forbidden),
    };
    let mut response = match refused {
        Some(refused) => refused.into_response(),
        None => go_on(signed_in, request, next).await,
    };
    // What could not be done is told on a page of whoever it is told to.
    response.extensions_mut().insert(ToldTo(staff.role));
    Ok(response)
}

/// Lets a request through to a page that is for everyone who is signed in.
///
/// # Errors
/// When the store of sessions cannot be reached.
pub async fn require_staff(
    State(app): State<App>,
    request: Request,
    next: Next,
) -> Result<Response, HttpError> {
    let Some(signed_in) = signed_in(&app, request.headers()).await? else {
        return Ok(to_sign_in(&request));
    };
    if has_to_change(&signed_in) && request.uri().path() != "/account/password" {
        return Ok(Redirect::to("/account/password").into_response());
    }
    Ok(go_on(signed_in, request, next).await)
}

/// Lets a request through to a sensitive act when its session has been proven a moment
/// ago; asks others to prove it. A token proves itself with each request.
///
/// # Errors
/// 401 when nobody is signed in, which [`require_session`] before this excludes.
pub async fn require_proof(
    State(app): State<App>,
    request: Request,
    next: Next,
) -> Result<Response, HttpError> {
    let signed_in = request.extensions().get::<Arc<SignedIn>>().ok_or(HttpError::SignIn)?;
    let now = app.clock.now();
    let is_form = request.method() == Method::POST;
    let is_proven = signed_in.session.as_ref().is_none_or(|session| {
        if is_form { session.is_proven_for_form(now) } else { session.is_proven(now) }
    });
    if is_proven {
        return Ok(next.run(request).await);
    }
    Ok(Redirect::to(&format!("/again?next={}", wanted(&request))).into_response())
}

async fn go_on(signed_in: SignedIn, mut request: Request, next: Next) -> Response {
    request.extensions_mut().insert(signed_in.staff);
    request.extensions_mut().insert(Arc::new(signed_in));
    next.run(request).await
}

fn has_to_change(signed_in: &SignedIn) -> bool {
    signed_in.session.as_ref().is_some_and(|session| session.must_change)
}

fn to_sign_in(request: &Request) -> Response {
    Redirect::to(&format!("/signin?next={}", wanted(request))).into_response()
}

/// The page that was asked for, to go on to.
fn wanted(request: &Request) -> String {
    form_encoded(request.uri().path_and_query().map_or("/desk", |path| path.as_str()))
}

pub(super) fn form_encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b'/' => {
                char::from(byte).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect()
}

/// Who is signed in, on pages that let nobody else through.
pub struct Present(pub Arc<SignedIn>);

impl<S: Sync> FromRequestParts<S> for Present {
    type Rejection = HttpError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, HttpError> {
        parts.extensions.get::<Arc<SignedIn>>().cloned().map(Self).ok_or(HttpError::SignIn)
    }
}

/// The secret of the browser's session; empty without one.
pub struct SessionSecret(pub String);

impl<S: Sync> FromRequestParts<S> for SessionSecret {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self(session_cookie(&parts.headers).unwrap_or_default().to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(host: &str, cookies: &str) -> HeaderMap {
        HeaderMap::from_iter([
            (header::HOST, host.parse().unwrap()),
            (header::COOKIE, cookies.parse().unwrap()),
        ])
    }

    #[test]
    fn the_cookie_crosses_no_network_in_clear_and_belongs_to_this_host_alone() {
        let away = cookie(&headers("tillbud.example", ""), "s", 1);
        assert!(
            away.starts_with("__Host-tillbud_session=s; Path=/;") && away.ends_with("; Secure")
        );
        for flag in ["HttpOnly", "SameSite=Lax", "Max-Age=1"] {
            assert!(away.contains(flag), "{away}");
        }
        let here = cookie(&headers("127.0.0.1:8080", ""), "s", 1);
        assert!(here.starts_with("tillbud_session=s") && !here.contains("Secure"));
    }

    #[test]
    fn a_cookie_that_another_host_of_the_domain_could_have_set_counts_for_nothing() {
        let set = headers("tillbud.example", "tillbud_session=evil; __Host-tillbud_session=own");
        assert_eq!(session_cookie(&set), Some("own"));
        assert_eq!(session_cookie(&headers("tillbud.example", "tillbud_session=evil")), None);
        assert_eq!(session_cookie(&headers("[::1]:1", "a=b; tillbud_session=x")), Some("x"));
    }
}
