//! Signing in through the organisation's sign-in service, and out of it again.
//!
//! Must never begin a session for a browser that did not begin the sign-in itself.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde::Deserialize;
use tillbud_events::vocabulary::Label;
use tillbud_events::{HolderId, Position};
use tillbud_projections::led_unit;

use super::answer;
use super::frame::Frame;
use super::sign_in::{after_sign_in, begun, go_on, own_path};
use crate::App;
use crate::access::Staff;
use crate::access::account::Account;
use crate::access::oidc::{OidcError, Provider, Returned, Vouched};
use crate::web::error::HttpError;
use crate::web::extract::Params;
use crate::web::language::Locale;
use crate::web::signed_in::{SIGN_IN, cookie_of, cookie_with, session_cookie, signed_in};

/// How long a sign-in may take, in seconds.
const SIGN_IN_SECONDS: i64 = 10 * 60;

/// The page that says why the service let nobody in.
#[derive(Template)]
#[template(path = "provider.html")]
pub struct NotLetIn {
    frame: Frame,
    words: String,
    next: String,
}

/// The page after signing out here, on the way to signing out of the service.
#[derive(Template)]
#[template(path = "signed_out.html")]
pub struct SignedOut {
    frame: Frame,
    service: String,
    address: String,
}

impl NotLetIn {
    /// The page; `key` names the words.
    #[must_use]
    pub fn new(frame: Frame, key: &str, next: &str) -> Self {
        let next = crate::web::signed_in::form_encoded(next);
        let next = frame.href(&format!("/signin?next={next}"));
        Self { words: frame.t(key), next, frame }
    }
}

impl SignedOut {
    /// The page; `address` is where one signs out of the service.
    #[must_use]
    pub fn new(frame: Frame, service: &str, address: String) -> Self {
        Self { service: service.to_owned(), address, frame }
    }
}

/// Where to go on to, and whether to prove it anew.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Wanted {
    next: String,
    again: bool,
}

/// What the browser keeps while it is away: the secret, and where it wants to go.
struct Kept {
    secret: String,
    next: String,
    anew: bool,
}

impl Kept {
    fn write(&self) -> String {
        let anew = if self.anew { "anew" } else { "new" };
        format!("{}.{anew}.{}", self.secret, BASE64_URL_SAFE_NO_PAD.encode(&self.next))
    }

    fn read(cookie: Option<&str>) -> Self {
        let mut parts = cookie.unwrap_or_default().split('.');
        let secret = parts.next().unwrap_or_default().to_owned();
        let anew = parts.next() == Some("anew");
        let next = parts.next().and_then(|next| BASE64_URL_SAFE_NO_PAD.decode(next).ok());
        let next = next.and_then(|next| String::from_utf8(next).ok()).unwrap_or_default();
        Self { secret, next: own_path(&next), anew }
    }
}

/// Sends the browser to the service.
///
/// # Errors
/// 404 when there is none.
pub async fn get(
    State(app): State<App>,
    locale: Locale,
    headers: HeaderMap,
    Params(Wanted { next, again }): Params<Wanted>,
) -> Result<Response, HttpError> {
    let provider = app.provider.as_ref().ok_or(HttpError::NotFound)?;
    match provider.begin(again).await {
        Ok(beginning) => {
            let kept = Kept { secret: beginning.secret, next: own_path(&next), anew: again };
            let cookie = cookie_with(&headers, SIGN_IN, &kept.write(), SIGN_IN_SECONDS);
            let away = Redirect::to(&beginning.address);
            Ok((AppendHeaders([(header::SET_COOKIE, cookie)]), away).into_response())
        }
        Err(error) => not_let_in(&locale, &error, &next),
    }
}

fn not_let_in(locale: &Locale, error: &OidcError, next: &str) -> Result<Response, HttpError> {
    let cause = match error {
        OidcError::Unavailable(cause) | OidcError::Untrusted(cause) => format!("{cause:#}"),
        OidcError::Refused(_) => String::new(),
    };
    tracing::warn!(%error, cause, "nobody was signed in");
    let (status, key) = match error {
        OidcError::Unavailable(_) => (StatusCode::BAD_GATEWAY, "provider-unavailable"),
        OidcError::Refused(_) => (StatusCode::FORBIDDEN, "provider-refused"),
        OidcError::Untrusted(_) => (StatusCode::FORBIDDEN, "provider-untrusted"),
    };
    answer(status, &NotLetIn::new(locale.frame(false), key, &own_path(next)))
}

/// Lets in whom the service vouches for.
///
/// # Errors
/// When accounts, sessions or the log are away.
pub async fn get_back(
    State(app): State<App>,
    locale: Locale,
    headers: HeaderMap,
    Params(returned): Params<Returned>,
) -> Result<Response, HttpError> {
    let provider = app.provider.as_ref().ok_or(HttpError::NotFound)?;
    let kept = Kept::read(cookie_of(&headers, SIGN_IN));
    let vouched = match provider.finish(&kept.secret, returned, kept.anew).await {
        Ok(vouched) => vouched,
        Err(error) => return not_let_in(&locale, &error, &kept.next),
    };
    let response = if kept.anew {
        prove(&app, &locale, &headers, &kept, &vouched).await?
    } else {
        begin(&app, &locale, &headers, &kept, vouched).await?
    };
    // Used once.
    let used = AppendHeaders([(header::SET_COOKIE, cookie_with(&headers, SIGN_IN, "", 0))]);
    Ok((used, response).into_response())
}

/// Notes that whoever is signed in has proven it anew.
async fn prove(
    app: &App,
    locale: &Locale,
    headers: &HeaderMap,
    kept: &Kept,
    vouched: &Vouched,
) -> Result<Response, HttpError> {
    let signed_in = signed_in(app, headers).await?.ok_or(HttpError::SignIn)?;
    if signed_in.staff.holder() != vouched.holder {
        let page = NotLetIn::new(locale.frame(false), "provider-other", &kept.next);
        return answer(StatusCode::FORBIDDEN, &page);
    }
    app.access.prove(session_cookie(headers).unwrap_or_default()).await?;
    Ok(go_on(locale, &kept.next, signed_in.staff.role))
}

/// Records the units that the service says somebody leads, when it is asked for that.
async fn follow_units(
    app: &App,
    holder: HolderId,
    units: Option<Vec<Label>>,
) -> Result<Position, HttpError> {
    let Some(units) = units else { return Ok(Position::default()) };
    let known = |unit: Label| app.lists.find_unit(unit.as_str()).unwrap_or(unit);
    let units: Vec<_> = units.into_iter().map(known).collect();
    let present = led_unit::of(app.read_models.db(), holder).await?;
    let present: Vec<_> = present.iter().filter_map(|row| Label::parse(&row.unit).ok()).collect();
    Ok(app.grants.follow_provided_units(holder, &units, &present).await?)
}

/// Begins a session in the roles that the service's groups and the decisions here give.
async fn begin(
    app: &App,
    locale: &Locale,
    headers: &HeaderMap,
    kept: &Kept,
    vouched: Vouched,
) -> Result<Response, HttpError> {
    let Vouched { holder, name, roles, units, id_token } = vouched;
    let Account { is_disabled, .. } = app.accounts.remember(holder, &name).await?;
    let roles = if is_disabled {
        vec![]
    } else {
        let position = app.grants.follow_provider(holder, &roles).await?;
        let position = position.max(follow_units(app, holder, units).await?);
        app.projector.caught_up(position).await;
        app.grants.roles_of(holder).await?
    };
    let Some(role) = roles.first().copied() else {
        let page = NotLetIn::new(locale.frame(false), "signin-no-role", &kept.next);
        return answer(StatusCode::FORBIDDEN, &page);
    };
    let staff = Staff { role, pseudonym: holder.0 };
    let session = app.access.begin_vouched_session(staff, &id_token).await?;
    Ok(begun(headers, &session, after_sign_in(locale, &kept.next, &roles)))
}

/// After signing out here: the way to sign out of the service, when there is one. A form
/// may lead to no other site, so a page does.
pub(super) async fn signed_out(
    provider: &Provider,
    locale: &Locale,
    id_token: Option<String>,
) -> Result<Option<Response>, HttpError> {
    let Some(address) = provider.sign_out_address(id_token).await else { return Ok(None) };
    let service = provider.settings.name.words(locale.lang);
    let page = SignedOut::new(locale.frame(false), service, address);
    answer(StatusCode::OK, &page).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::pages::testing::{HOSTILE, assert_sound, frames};

    #[test]
    fn what_the_browser_keeps_is_read_back_and_leads_to_no_other_site() {
        let kept = Kept { secret: "s".into(), next: "/desk?a=b.c".into(), anew: true };
        let read = Kept::read(Some(&kept.write()));
        assert_eq!((read.secret, read.next, read.anew), ("s".into(), "/desk?a=b.c".into(), true));
        let away = Kept { secret: "s".into(), next: "https://x.example".into(), anew: false };
        assert_eq!(Kept::read(Some(&away.write())).next, "");
        assert_eq!(Kept::read(None).secret, "");
    }

    #[test]
    fn each_reason_is_told_with_the_way_to_try_again() {
        for frame in frames() {
            for key in ["provider-unavailable", "provider-refused", "provider-untrusted"] {
                let html = NotLetIn::new(frame.clone(), key, HOSTILE).render().unwrap();
                assert_sound(&html);
                assert!(html.contains("/signin?next="));
            }
            let page = SignedOut::new(frame, HOSTILE, "https://login.example/end?a=b&c=d".into());
            let html = page.render().unwrap();
            assert_sound(&html);
            assert!(html.contains("https://login.example/end?a=b&#38;c=d"));
        }
    }
}
