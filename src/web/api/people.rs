//! Who takes part in an incident: handing over, stepping aside and coming back, following.
//!
//! Must never tell who, beyond the role.

use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use tillbud_events::IncidentId;
use tillbud_events::incident::{Assigned, Command, Incident, Recused};
use tillbud_projections::incident;
use utoipa::ToSchema;

use super::{Changed, changed};
use crate::App;
use crate::access::Staff;
use crate::act::Act;
use crate::fields::Fields;
use crate::web::error::{HttpError, ProblemDetails};
use crate::web::extract::{Change, Id, IfMatch, Json};
use crate::web::pages::recusals::take_back;

/// Which role goes on with the work.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Assign {
    /// The role, at most 200 characters. A role, not a person.
    #[schema(min_length = 1, max_length = 200, example = "Registrator")]
    pub role: String,
    /// What it needs to know. At most 4,000 characters.
    #[schema(max_length = 4_000)]
    pub handover: Option<String>,
}

/// Hands the work over to another role, or tells the same role more.
#[utoipa::path(post, path = "/api/v1/incidents/{id}/assign", tag = "incidents", params(("id" = String, Path)), security(("bearer" = [])),
    request_body = Assign, responses((status = 200, body = Changed), (status = "4XX", body = ProblemDetails)))]
pub async fn assign(
    State(app): State<App>,
    Id(id): Id<IncidentId>,
    if_match: IfMatch,
    Change { body: Json(body), act }: Change<Json<Assign>>,
) -> Result<Response, HttpError> {
    let mut fields = Fields::default();
    let role = fields.label("/role", &body.role);
    let handover = fields.optional_text("/handover", body.handover);
    let role = fields.need(role)?;
    let command = Command::Assign(Assigned { role, handover });
    let done = app.dispatch.execute::<Incident>(id.into(), if_match.0, &act, command).await?;
    Ok(changed(&app, done).await)
}

/// A conflict of interest.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Recuse {
    /// Why. At most 4,000 characters.
    #[schema(max_length = 4_000)]
    pub reason: Option<String>,
}

/// Steps aside from the incident: the account of this token sees nothing of it any more.
#[utoipa::path(post, path = "/api/v1/incidents/{id}/recuse", tag = "incidents", params(("id" = String, Path)), security(("bearer" = [])),
    request_body = Recuse, responses((status = 200, body = Changed), (status = "4XX", body = ProblemDetails)))]
pub async fn recuse(
    State(app): State<App>,
    Id(id): Id<IncidentId>,
    if_match: IfMatch,
    Change { body: Json(body), act }: Change<Json<Recuse>>,
) -> Result<Response, HttpError> {
    let mut fields = Fields::default();
    let reason = fields.optional_text("/reason", body.reason);
    fields.finish()?;
    let command = Command::Recuse(Recused { reason });
    let done = app.dispatch.execute::<Incident>(id.into(), if_match.0, &act, command).await?;
    Ok(changed(&app, done).await)
}

/// Why there is no conflict of interest.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TakeBack {
    /// The incident that this account stepped aside from.
    pub incident_id: String,
    /// Why. At most 4,000 characters; kept.
    #[schema(min_length = 1, max_length = 4_000)]
    pub reason: String,
}

/// Takes part again in an incident that this account stepped aside from by mistake.
#[utoipa::path(post, path = "/api/v1/recusals/take-back", tag = "incidents", security(("bearer" = [])),
    request_body = TakeBack, responses((status = 200, body = Changed), (status = "4XX", body = ProblemDetails)))]
pub async fn take_back_recusal(
    State(app): State<App>,
    Change { body: Json(body), act }: Change<Json<TakeBack>>,
) -> Result<Response, HttpError> {
    let (_, done) = take_back(&app, &act, &body.incident_id, body.reason).await?;
    Ok(changed(&app, done).await)
}

async fn set(
    app: &App,
    staff: Staff,
    id: IncidentId,
    act: &Act,
    follows: bool,
) -> Result<Response, HttpError> {
    incident::get(app.read_models.db(), id).await?.ok_or(HttpError::NotFound)?;
    let done = app.follows.set(act, staff.holder(), id, follows).await?;
    Ok(changed(app, done).await)
}

/// Follows an incident without working on it.
#[utoipa::path(post, path = "/api/v1/incidents/{id}/follow", tag = "incidents", params(("id" = String, Path)), security(("bearer" = [])),
    responses((status = 200, body = Changed), (status = "4XX", body = ProblemDetails)))]
pub async fn follow(
    State(app): State<App>,
    staff: Staff,
    Id(id): Id<IncidentId>,
    change: Change<()>,
) -> Result<Response, HttpError> {
    set(&app, staff, id, &change.act, true).await
}

/// Follows an incident no more.
#[utoipa::path(post, path = "/api/v1/incidents/{id}/unfollow", tag = "incidents", params(("id" = String, Path)), security(("bearer" = [])),
    responses((status = 200, body = Changed), (status = "4XX", body = ProblemDetails)))]
pub async fn unfollow(
    State(app): State<App>,
    staff: Staff,
    Id(id): Id<IncidentId>,
    change: Change<()>,
) -> Result<Response, HttpError> {
    set(&app, staff, id, &change.act, false).await
}
