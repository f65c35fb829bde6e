//! Which functions somebody sees to, and so whose actions are their own, for an administrator.
//!
//! Holds names of staff. Must never show more of an action than the function that owns it.

use std::collections::{BTreeMap, BTreeSet};

use axum::extract::State;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use tillbud_events::grant::{FunctionHeld, Revoked};
use tillbud_events::vocabulary::{GrantSource, Label};
use tillbud_events::{GrantId, HolderId};
use tillbud_projections::held_function::{self, HeldFunctionRow};
use utoipa::ToSchema;

use super::access::{GrantCreated, Revocation};
use super::views::time;
use super::{Changed, changed, created};
use crate::App;
use crate::fields::{FieldError, Fields};
use crate::web::error::{HttpError, ProblemDetails};
use crate::web::extract::{Change, Id, IfMatch, Json};
use crate::web::review::{Holder, holders};

/// A function that somebody sees to.
#[derive(Debug, Serialize, ToSchema)]
pub struct HeldFunctionView {
    /// Its id.
    pub grant_id: String,
    /// Its version, for `If-Match`.
    pub version: i64,
    /// Who sees to it, as the log names them.
    pub holder: String,
    /// What people call them; null for a token and for whoever was forgotten.
    pub name: Option<String>,
    /// Id of the token, when it is one.
    pub token: Option<String>,
    /// The function, as it was written.
    pub function: String,
    /// Who vouches for it: decision or operator.
    pub source: String,
    /// Why it was recorded.
    pub reason: Option<String>,
    /// Since when, UTC.
    #[schema(format = DateTime)]
    pub since: String,
    /// The role of whoever recorded it.
    pub given_as: String,
}

/// All functions that somebody sees to.
#[derive(Debug, Serialize, ToSchema)]
pub struct HeldFunctions {
    /// The first recorded first.
    pub items: Vec<HeldFunctionView>,
    /// Functions that own actions and that nobody sees to.
    pub vacant: Vec<String>,
}

/// A row with whoever it is about.
pub struct Named {
    /// The row.
    pub row: HeldFunctionRow,
    /// Who it is.
    pub holder: Holder,
}

/// Every function that somebody sees to, with names.
///
/// # Errors
/// When the read models, accounts or tokens are away.
pub async fn named(app: &App) -> Result<Vec<Named>, HttpError> {
    let rows = held_function::list(app.read_models.db()).await?;
    let holders = holders(app).await?;
    let holder = |id: &str| holders.get(id).cloned().unwrap_or(Holder::Forgotten);
    Ok(rows.into_iter().map(|row| Named { holder: holder(&row.holder), row }).collect())
}

/// The functions that own actions, each written in one way.
///
/// # Errors
/// When the read models are away.
pub async fn owners(app: &App) -> Result<Vec<Label>, HttpError> {
    let owners = held_function::owners(app.read_models.db()).await?;
    let mut seen = BTreeSet::new();
    let labels = owners.iter().filter_map(|owner| Label::parse(owner).ok());
    Ok(labels.filter(|label| seen.insert(label.folded())).collect())
}

/// The functions that an action can be given to so that somebody sees to it, and those that own
/// actions already: by name, each written in one way.
///
/// # Errors
/// When the read models are away.
pub async fn suggested(app: &App) -> Result<Vec<String>, HttpError> {
    let held = held_function::list(app.read_models.db()).await?.into_iter();
    let held = held.filter_map(|row| Label::parse(&row.function).ok());
    let known = owners(app).await?.into_iter().chain(held);
    let names = known.map(|label| (label.folded(), label.as_str().to_owned()));
    Ok(names.collect::<BTreeMap<_, _>>().into_values().collect())
}

/// Which functions somebody sees to, by whom and why, and which nobody does.
#[utoipa::path(get, path = "/api/v1/access/functions", tag = "access", security(("bearer" = [])),
    responses((status = 200, body = HeldFunctions), (status = "4XX", body = ProblemDetails)))]
pub async fn list(State(app): State<App>) -> Result<axum::Json<HeldFunctions>, HttpError> {
    let view = |Named { row, holder }| {
        let (name, token) = match holder {
            Holder::Person(person) => (Some(person.name), None),
            Holder::Token(id) => (None, Some(id)),
            Holder::Forgotten => (None, None),
        };
        HeldFunctionView {
            name,
            token,
            since: time(row.since),
            grant_id: row.grant_id,
            version: row.version,
            holder: row.holder,
            function: row.function,
            source: row.source,
            reason: row.reason,
            given_as: row.given_as,
        }
    };
    let rows = named(&app).await?;
    let vacant = vacant(&rows, owners(&app).await?);
    Ok(axum::Json(HeldFunctions { items: rows.into_iter().map(view).collect(), vacant }))
}

/// Those of `owners` that nobody who is still known sees to.
#[must_use]
pub fn vacant(rows: &[Named], owners: Vec<Label>) -> Vec<String> {
    let known = rows.iter().filter(|row| row.holder != Holder::Forgotten);
    let held: BTreeSet<&str> = known.map(|known| known.row.folded.as_str()).collect();
    let is_vacant = |owner: &Label| !held.contains(owner.folded().as_str());
    owners.into_iter().filter(is_vacant).map(|owner| owner.as_str().to_owned()).collect()
}

/// A function to record.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewHeldFunction {
    /// Who sees to its actions, as the log names them: a person or a token.
    pub holder: String,
    /// The function, as it stands as the owner of actions; upper and lower case are the same.
    #[schema(min_length = 1, max_length = 200)]
    pub function: String,
    /// Why. At most 4,000 characters; sealed.
    pub reason: String,
}

/// What is recorded, as an administrator decided.
///
/// # Errors
/// Everything that is wrong with it.
pub fn read(new: NewHeldFunction) -> Result<FunctionHeld, Vec<FieldError>> {
    let mut fields = Fields::default();
    let holder = fields.id::<HolderId>("/holder", &new.holder);
    let function = fields.label("/function", &new.function);
    let reason = fields.text("/reason", new.reason);
    let (holder, function) = fields.need(holder.zip(function))?;
    Ok(FunctionHeld { holder, function, source: GrantSource::Decision, reason: Some(reason) })
}

/// Whether the holder is somebody that is known here.
///
/// # Errors
/// `NotFound` for whoever is not; when accounts or tokens are away.
pub async fn known(app: &App, holder: HolderId) -> Result<(), HttpError> {
    let is_known = holders(app).await?.contains_key(&holder.to_string());
    is_known.then_some(()).ok_or(HttpError::NotFound)
}

/// Records that somebody sees to the actions of a function: in the role `action_owner` these are
/// the ones they see. Never for oneself.
#[utoipa::path(post, path = "/api/v1/access/functions", tag = "access", security(("bearer" = [])),
    request_body = NewHeldFunction, responses((status = 201, body = GrantCreated), (status = "4XX", body = ProblemDetails)))]
pub async fn hold(
    State(app): State<App>,
    Change { body: Json(new), act }: Change<Json<NewHeldFunction>>,
) -> Result<Response, HttpError> {
    let held = read(new)?;
    known(&app, held.holder).await?;
    let grant_id = app.grants.function_id(held.holder, &held.function).to_string();
    let done = app.grants.hold_function(&act, held).await?;
    let body = GrantCreated { grant_id, version: done.version.0 };
    Ok(created(&app, done, None, body).await)
}

/// Records that somebody does not see to a function any more.
#[utoipa::path(post, path = "/api/v1/access/functions/{id}/leave", tag = "access", params(("id" = String, Path)), security(("bearer" = [])),
    request_body = Revocation, responses((status = 200, body = Changed), (status = "4XX", body = ProblemDetails)))]
pub async fn leave(
    State(app): State<App>,
    Id(id): Id<GrantId>,
    if_match: IfMatch,
    Change { body: Json(revocation), act }: Change<Json<Revocation>>,
) -> Result<Response, HttpError> {
    let mut fields = Fields::default();
    let reason = fields.optional_text("/reason", revocation.reason);
    fields.finish()?;
    let revoked = Revoked { source: GrantSource::Decision, reason };
    let done = app.grants.leave_function(id, if_match.0, &act, revoked).await?;
    Ok(changed(&app, done).await)
}
