//! Who may come in: roles, tokens and sessions, for an administrator.
//!
//! The one part of the API that holds names of staff. Must never hold a secret that was
//! not made by this very request.

use axum::extract::{Path, State};
use axum::response::Response;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use tillbud_events::grant::Given;
use tillbud_events::vocabulary::GrantSource;
use tillbud_events::{GrantId, HolderId, Role, Text, Version};
use utoipa::ToSchema;

use super::views::time;
use super::{Changed, changed, created};
use crate::App;
use crate::access::session::Session;
use crate::access::token::{ID_CHARACTERS as TOKEN_ID_CHARACTERS, TokenEntry};
use crate::act::Act;
use crate::clock;
use crate::dispatch::{DispatchError, Done};
use crate::fields::{FieldError, Fields};
use crate::web::error::{HttpError, ProblemDetails};
use crate::web::extract::{Change, Id, IfMatch, Json};
use crate::web::review::{Entry, Holder, review};

/// Who has access and which roles are vacant.
#[derive(Debug, Serialize, ToSchema)]
pub struct Access {
    /// By role, the oldest first.
    pub items: Vec<GrantView>,
    /// Roles that nobody can act in today.
    pub vacant: Vec<String>,
}

/// One role of one holder.
#[derive(Debug, Serialize, ToSchema)]
pub struct GrantView {
    /// Its id.
    pub grant_id: String,
    /// Its version, for `If-Match`; 0 for a token whose making is no event, which is taken
    /// back as a token.
    pub version: i64,
    /// Whose it is, as the log names them.
    pub holder: String,
    /// What people call them; null for a token and for whoever was forgotten.
    pub name: Option<String>,
    /// Id of the token, when it is one.
    pub token: Option<String>,
    /// Which role.
    pub role: String,
    /// Who vouches for it: decision, operator or provider.
    pub source: String,
    /// Why it was given.
    pub reason: Option<String>,
    /// Since when, UTC.
    #[schema(format = DateTime)]
    pub since: String,
    /// The role of whoever gave it.
    pub given_as: String,
    /// The last day.
    pub until: Option<String>,
    /// The day of the last review.
    pub confirmed_on: Option<String>,
    /// The day of the last use.
    pub last_used: Option<String>,
    /// Whether it is to be reviewed.
    pub is_due: bool,
    /// Whether it has run out.
    pub has_run_out: bool,
}

impl From<Entry> for GrantView {
    fn from(entry: Entry) -> Self {
        let (name, token) = match entry.holder {
            Holder::Person(person) => (Some(person.name), None),
            Holder::Token(id) => (None, Some(id)),
            Holder::Forgotten => (None, None),
        };
        let grant = entry.grant;
        Self {
            name,
            token,
            since: time(grant.given_at),
            grant_id: grant.grant_id,
            version: grant.version,
            holder: grant.holder,
            role: grant.role,
            source: grant.source,
            reason: grant.reason,
            given_as: grant.given_as,
            until: grant.until,
            confirmed_on: grant.confirmed_on,
            last_used: entry.last_used.map(|day| day.to_string()),
            is_due: entry.is_due,
            has_run_out: entry.has_run_out,
        }
    }
}

/// Who has access, why, since when and last used.
#[utoipa::path(get, path = "/api/v1/access/grants", tag = "access", security(("bearer" = [])),
    responses((status = 200, body = Access), (status = "4XX", body = ProblemDetails)))]
pub async fn list(State(app): State<App>) -> Result<axum::Json<Access>, HttpError> {
    let review = review(&app).await?;
    Ok(axum::Json(Access {
        items: review.entries.into_iter().map(Into::into).collect(),
        vacant: review.vacant.iter().map(ToString::to_string).collect(),
    }))
}

/// A role to give.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewGrant {
    /// To whom, as the log names them.
    pub holder: String,
    /// Which role.
    pub role: String,
    /// The last day; in a year when absent.
    #[schema(format = Date)]
    pub until: Option<String>,
    /// Why. At most 4,000 characters; sealed.
    pub reason: String,
}

/// A grant that was given.
#[derive(Debug, Serialize, ToSchema)]
pub struct GrantCreated {
    /// Its id.
    pub grant_id: String,
    /// Its version.
    pub version: u64,
}

/// What is given, as an administrator decided.
///
/// # Errors
/// Everything that is wrong with it.
pub fn given(app: &App, new: NewGrant) -> Result<Given, Vec<FieldError>> {
    let mut fields = Fields::default();
    let holder = fields.id::<HolderId>("/holder", &new.holder);
    let role = fields.one_of("/role", new.role.parse().ok(), &Role::ALL);
    let until = last_day(&mut fields, new.until.as_deref());
    let until = until.unwrap_or_else(|| app.grants.usual_end());
    let reason = fields.text("/reason", new.reason);
    let (holder, role) = fields.need(holder.zip(role))?;
    let source = GrantSource::Decision;
    Ok(Given { holder, role, source, until: Some(until), reason: Some(reason) })
}

/// An optional last day; blank counts as absent.
pub fn last_day(fields: &mut Fields, day: Option<&str>) -> Option<Date> {
    let day = day.map(str::trim).filter(|day| !day.is_empty())?;
    Some(fields.day("/until", day))
}

/// Gives somebody a role.
#[utoipa::path(post, path = "/api/v1/access/grants", tag = "access", security(("bearer" = [])),
    request_body = NewGrant, responses((status = 201, body = GrantCreated), (status = "4XX", body = ProblemDetails)))]
pub async fn give(
    State(app): State<App>,
    Change { body: Json(new), act }: Change<Json<NewGrant>>,
) -> Result<Response, HttpError> {
    let given = given(&app, new)?;
    let known = app.accounts.get(given.holder).await?;
    known.ok_or(HttpError::NotFound)?;
    let grant_id = app.grants.id(given.holder, given.role).to_string();
    let done = app.grants.give(&act, given).await?;
    let body = GrantCreated { grant_id, version: done.version.0 };
    Ok(created(&app, done, None, body).await)
}

/// Notes that a grant was reviewed and is still needed.
#[utoipa::path(post, path = "/api/v1/access/grants/{id}/confirm", tag = "access", params(("id" = String, Path)), security(("bearer" = [])),
    responses((status = 200, body = Changed), (status = "4XX", body = ProblemDetails)))]
pub async fn confirm(
    State(app): State<App>,
    Id(id): Id<GrantId>,
    if_match: IfMatch,
    Change { body: (), act }: Change<()>,
) -> Result<Response, HttpError> {
    let done = confirm_grant(&app, id, if_match.0, &act).await?;
    Ok(changed(&app, done).await)
}

/// Confirms a grant. A token whose making is no event (the one of the first start, and those of
/// earlier versions) is thereby given its role, so that there is something to review.
///
/// # Errors
/// There is no such grant, it is one's own, or the log is away.
pub async fn confirm_grant(
    app: &App,
    id: GrantId,
    if_match: Option<Version>,
    act: &Act,
) -> Result<Done, HttpError> {
    let confirmed = app.grants.confirm(id, if_match, act).await;
    let is_unknown = matches!(
        &confirmed,
        Err(DispatchError::Rejected(rejection)) if rejection.is_not_found()
    );
    if is_unknown && let Some(token) = token_of(app, id).await? {
        let (holder, source) = (HolderId(token.pseudonym), GrantSource::Decision);
        let until = token.expires.map(last_day_before);
        let given = Given { holder, role: token.role, source, until, reason: None };
        return Ok(app.grants.give(act, given).await?);
    }
    Ok(confirmed?)
}

/// The last whole day of what ends at `end`.
fn last_day_before(end: Timestamp) -> Date {
    clock::day(end - SignedDuration::from_secs(1))
}

/// Why a role is taken back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Revocation {
    /// Why. At most 4,000 characters; sealed.
    pub reason: Option<String>,
}

/// Takes a role back. A token that has it is gone with it.
#[utoipa::path(post, path = "/api/v1/access/grants/{id}/revoke", tag = "access", params(("id" = String, Path)), security(("bearer" = [])),
    request_body = Revocation, responses((status = 200, body = Changed), (status = "4XX", body = ProblemDetails)))]
pub async fn revoke(
    State(app): State<App>,
    Id(id): Id<GrantId>,
    if_match: IfMatch,
    Change { body: Json(revocation), act }: Change<Json<Revocation>>,
) -> Result<Response, HttpError> {
    let mut fields = Fields::default();
    let reason = fields.optional_text("/reason", revocation.reason);
    fields.finish()?;
    let done = app.grants.revoke(id, if_match.0, &act, GrantSource::Decision, reason).await?;
    end_token_of(&app, id).await?;
    Ok(changed(&app, done).await)
}

/// Takes back the token that had a role by this grant, if it is one.
///
/// # Errors
/// When tokens are away.
pub async fn end_token_of(app: &App, id: GrantId) -> Result<(), HttpError> {
    if let Some(token) = token_of(app, id).await? {
        app.access.revoke_tokens(&token.id).await?;
    }
    Ok(())
}

/// The token that has its role by this grant.
async fn token_of(app: &App, id: GrantId) -> Result<Option<TokenEntry>, HttpError> {
    let is_of = |token: &TokenEntry| app.grants.id(HolderId(token.pseudonym), token.role) == id;
    Ok(app.access.tokens().await?.into_iter().find(is_of))
}

/// A token as listed.
#[derive(Debug, Serialize, ToSchema)]
pub struct TokenView {
    /// Names it when revoking.
    pub id: String,
    /// What its holder may do.
    pub role: String,
    /// When it was made, UTC.
    #[schema(format = DateTime)]
    pub created: String,
    /// When it ends, UTC.
    pub expires: Option<String>,
    /// The day it was last used.
    pub last_used: Option<String>,
}

impl From<TokenEntry> for TokenView {
    fn from(token: TokenEntry) -> Self {
        Self {
            id: token.id,
            role: token.role.to_string(),
            created: token.created.to_string(),
            expires: token.expires.map(|expires| expires.to_string()),
            last_used: token.last_used.map(|day| day.to_string()),
        }
    }
}

/// All tokens, oldest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct Tokens {
    /// The tokens.
    pub items: Vec<TokenView>,
}

/// All tokens, oldest first.
#[utoipa::path(get, path = "/api/v1/access/tokens", tag = "access", security(("bearer" = [])),
    responses((status = 200, body = Tokens), (status = "4XX", body = ProblemDetails)))]
pub async fn tokens(State(app): State<App>) -> Result<axum::Json<Tokens>, HttpError> {
    let items = app.access.tokens().await?.into_iter().map(Into::into).collect();
    Ok(axum::Json(Tokens { items }))
}

/// A token to make.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTokenOrder {
    /// What its holder may do.
    pub role: String,
    /// The last day; in a year when absent.
    #[schema(format = Date)]
    pub until: Option<String>,
    /// What it is for. At most 4,000 characters; sealed.
    pub reason: String,
}

/// A token that was made.
#[derive(Debug, Serialize, ToSchema)]
pub struct TokenCreated {
    /// Names it when revoking.
    pub id: String,
    /// The token; it cannot be shown again.
    pub token: String,
}

/// Makes a token, and notes who may do what by it.
///
/// # Errors
/// What is wrong with the order, or the log is away.
pub async fn make_token(
    app: &App,
    act: &Act,
    order: NewTokenOrder,
) -> Result<(TokenCreated, Done), HttpError> {
    let mut fields = Fields::default();
    let role = fields.one_of("/role", order.role.parse().ok(), &Role::ALL);
    let until = last_day(&mut fields, order.until.as_deref());
    let until = until.unwrap_or_else(|| app.grants.usual_end());
    let reason: Text = fields.text("/reason", order.reason);
    let role = fields.need(role)?;
    let token = app.access.create_token_by(act, role, Some(clock::end_of(until))).await?;
    let (holder, source) = (token.staff.holder(), GrantSource::Decision);
    let given = Given { holder, role, source, until: Some(until), reason: Some(reason) };
    let done = app.grants.give(act, given).await?;
    // A repeated request must not bring back what was taken back meanwhile.
    if done.already && app.grants.roles_of(holder).await?.is_empty() {
        app.access.revoke_tokens(&token.id).await?;
        return Err(DispatchError::KeyReused.into());
    }
    Ok((TokenCreated { id: token.id, token: token.secret }, done))
}

/// Makes a token for a program; it is shown once.
#[utoipa::path(post, path = "/api/v1/access/tokens", tag = "access", security(("bearer" = [])),
    request_body = NewTokenOrder, responses((status = 201, body = TokenCreated), (status = "4XX", body = ProblemDetails)))]
pub async fn create_token(
    State(app): State<App>,
    Change { body: Json(order), act }: Change<Json<NewTokenOrder>>,
) -> Result<Response, HttpError> {
    let (token, done) = make_token(&app, &act, order).await?;
    Ok(created(&app, done, None, token).await)
}

/// Takes a token back, with the sessions that were begun with it.
///
/// # Errors
/// There is none with this id, or the log is away.
pub async fn take_token_back(app: &App, act: &Act, id: &str) -> Result<(), HttpError> {
    // Less than a whole id could name several.
    if id.len() < TOKEN_ID_CHARACTERS {
        return Err(HttpError::NotFound);
    }
    let revoked = app.access.revoke_tokens(id).await?;
    for staff in &revoked {
        let grant = app.grants.id(staff.holder(), staff.role);
        match app.grants.revoke(grant, None, act, GrantSource::Decision, None).await {
            // Tokens of earlier versions have no grant.
            Ok(_) | Err(DispatchError::Rejected(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    if revoked.is_empty() { Err(HttpError::NotFound) } else { Ok(()) }
}

/// What is gone.
#[derive(Debug, Serialize, ToSchema)]
pub struct Ended {
    /// Always true: it opens nothing any more.
    pub ended: bool,
}

/// Takes a token back.
#[utoipa::path(post, path = "/api/v1/access/tokens/{token}/revoke", tag = "access", params(("token" = String, Path)), security(("bearer" = [])),
    responses((status = 200, body = Ended), (status = "4XX", body = ProblemDetails)))]
pub async fn revoke_token(
    State(app): State<App>,
    Path(token): Path<String>,
    Change { body: (), act }: Change<()>,
) -> Result<axum::Json<Ended>, HttpError> {
    take_token_back(&app, &act, &token).await?;
    Ok(axum::Json(Ended { ended: true }))
}

/// A session of a browser.
#[derive(Debug, Serialize, ToSchema)]
pub struct SessionView {
    /// Names it when ending it.
    pub id: String,
    /// Whose it is, as the log names them.
    pub holder: String,
    /// The role acted in.
    pub role: String,
    /// When it began, UTC.
    #[schema(format = DateTime)]
    pub begun: String,
    /// When it was last used, to some minutes, UTC.
    #[schema(format = DateTime)]
    pub seen: String,
}

impl From<Session> for SessionView {
    fn from(session: Session) -> Self {
        Self {
            id: session.id,
            holder: session.staff.pseudonym.to_string(),
            role: session.staff.role.to_string(),
            begun: session.begun.to_string(),
            seen: session.seen.to_string(),
        }
    }
}

/// All sessions that go on, the last used first.
#[derive(Debug, Serialize, ToSchema)]
pub struct Sessions {
    /// The sessions.
    pub items: Vec<SessionView>,
}

/// All sessions that go on, the last used first.
#[utoipa::path(get, path = "/api/v1/access/sessions", tag = "access", security(("bearer" = [])),
    responses((status = 200, body = Sessions), (status = "4XX", body = ProblemDetails)))]
pub async fn sessions(State(app): State<App>) -> Result<axum::Json<Sessions>, HttpError> {
    let items = app.access.sessions().await?.into_iter().map(Into::into).collect();
    Ok(axum::Json(Sessions { items }))
}

/// Ends a session.
#[utoipa::path(post, path = "/api/v1/access/sessions/{session}/end", tag = "access", params(("session" = String, Path)), security(("bearer" = [])),
    responses((status = 200, body = Ended), (status = "4XX", body = ProblemDetails)))]
pub async fn end_session(
    State(app): State<App>,
    Path(session): Path<String>,
) -> Result<axum::Json<Ended>, HttpError> {
    let has_ended = app.access.end_session_named(&session, None).await?;
    if has_ended { Ok(axum::Json(Ended { ended: true })) } else { Err(HttpError::NotFound) }
}
