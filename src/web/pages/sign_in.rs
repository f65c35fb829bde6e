//! Where staff sign in with a token.
//!
//! Must never show a token again, nor say whether it once was valid.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use serde::Deserialize;
use tillbud_events::Role;

use super::frame::Frame;
use super::{FieldProblem, Posted, answer};
use crate::App;
use crate::access::{Right, SESSION_HOURS, Staff};
use crate::web::error::HttpError;
use crate::web::extract::{self, Params, SESSION_COOKIE};
use crate::web::language::Locale;

/// The page that asks for a token.
#[derive(Template)]
#[template(path = "sign_in.html")]
pub struct SignIn {
    frame: Frame,
    next: String,
    problems: Vec<FieldProblem>,
}

impl SignIn {
    /// An empty field; `next` is the page of ours to go on to, or nothing.
    #[must_use]
    pub fn new(frame: Frame, next: String) -> Self {
        Self { frame, next, problems: Vec::new() }
    }

    /// The same, after a token that is not valid.
    #[must_use]
    pub fn refused(frame: Frame, next: String) -> Self {
        let problem = FieldProblem { field: "token".into(), words: frame.t("signin-wrong") };
        Self { frame, next, problems: vec![problem] }
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

/// A token as typed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    token: String,
    next: String,
}

/// Asks for a token; whoever is signed in goes on.
///
/// # Errors
/// When the store of sessions is away.
pub async fn get(
    State(app): State<App>,
    locale: Locale,
    headers: HeaderMap,
    Params(Next { next }): Params<Next>,
) -> Result<Response, HttpError> {
    match extract::signed_in(&app, &headers).await? {
        Some(staff) => Ok(go_on(&locale, &next, staff)),
        None => answer(StatusCode::OK, &SignIn::new(locale.frame(false), own_path(&next))),
    }
}

/// Begins a session.
///
/// # Errors
/// When the store of sessions is away.
pub async fn post(
    State(app): State<App>,
    locale: Locale,
    headers: HeaderMap,
    Posted(Typed { token, next }): Posted<Typed>,
) -> Result<Response, HttpError> {
    let turn = app.pressure.sign_ins.turn(&app.clock).await?;
    let holder = app.access.token_holder(token.trim()).await;
    if !matches!(holder, Ok(None)) {
        turn.was_right(&app.clock);
    }
    let Some(staff) = holder? else {
        let page = SignIn::refused(locale.frame(false), own_path(&next));
        return answer(StatusCode::UNPROCESSABLE_ENTITY, &page);
    };
    let session = app.access.begin_session(staff).await?;
    let cookie = cookie(&headers, &session, SESSION_HOURS * 3600);
    Ok((AppendHeaders([(header::SET_COOKIE, cookie)]), go_on(&locale, &next, staff))
        .into_response())
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
    if let Some(session) = extract::session_cookie(&headers) {
        app.access.end_session(session).await?;
    }
    let cookie = cookie(&headers, "", 0);
    let start = Redirect::to(&locale.frame(false).href("/signin"));
    Ok((AppendHeaders([(header::SET_COOKIE, cookie)]), start).into_response())
}

/// Only for this site, out of reach of scripts, and never in clear over a network.
fn cookie(headers: &HeaderMap, session: &str, seconds: i64) -> String {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    let is_here = ["localhost", "127.0.0.1", "[::1]"].contains(&name);
    let secure = if is_here { "" } else { "; Secure" };
    format!("{SESSION_COOKIE}={session}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}")
}

fn go_on(locale: &Locale, next: &str, staff: Staff) -> Response {
    let next = own_path(next);
    let start = locale.frame(true).href(start_of(staff.role));
    Redirect::to(if next.is_empty() { &start } else { &next }).into_response()
}

/// The page that a role begins with.
fn start_of(role: Role) -> &'static str {
    match role {
        _ if Right::WorkReports.is_held_by(role) => "/today",
        _ if Right::ReadReports.is_held_by(role) => "/desk",
        _ if Right::ReadConcerns.is_held_by(role) => "/concerns",
        _ => "/trends",
    }
}

/// `next`, when it is a path of ours: never a way to another site.
fn own_path(next: &str) -> String {
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
    fn the_cookie_crosses_no_network_in_clear() {
        let headers = |host: &str| HeaderMap::from_iter([(header::HOST, host.parse().unwrap())]);
        assert!(cookie(&headers("tillbud.example"), "s", 1).ends_with("; Secure"));
        assert!(!cookie(&headers("127.0.0.1:8080"), "s", 1).contains("Secure"));
    }

    #[test]
    fn the_token_is_asked_for_and_never_shown() {
        for frame in frames() {
            let html = SignIn::new(frame.clone(), HOSTILE.into()).render().unwrap();
            assert_sound(&html);
            assert!(html.contains("type=\"password\""));
            let refused = SignIn::refused(frame, String::new()).render().unwrap();
            assert_sound(&refused);
            assert!(refused.contains("href=\"#token\"") && !refused.contains("name=\"next\""));
        }
    }
}
