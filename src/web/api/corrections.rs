//! Saying it right afterwards: another title, a factor that was none, an action in other words.
//!
//! A correction appends; what stood there before stays in the history. Must never alter what
//! was decided on it.

use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use tillbud_events::action::{self, Action, Reworded};
use tillbud_events::incident::{Command, FactorWithdrawn, Incident, Retitled};
use tillbud_events::{ActionId, FactorId, IncidentId, limits};
use utoipa::ToSchema;

use super::{Changed, changed};
use crate::App;
use crate::fields::Fields;
use crate::web::error::{HttpError, ProblemDetails};
use crate::web::extract::{Change, Id, IfMatch, Json};

/// Another title.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Retitle {
    /// What it is called from now on. At most 200 characters.
    #[schema(min_length = 1, max_length = 200)]
    pub title: String,
}

/// Calls an incident something else.
#[utoipa::path(post, path = "/api/v1/incidents/{id}/retitle", tag = "incidents", params(("id" = String, Path)), security(("bearer" = [])),
    request_body = Retitle, responses((status = 200, body = Changed), (status = "4XX", body = ProblemDetails)))]
pub async fn retitle(
    State(app): State<App>,
    Id(id): Id<IncidentId>,
    if_match: IfMatch,
    Change { body: Json(body), act }: Change<Json<Retitle>>,
) -> Result<Response, HttpError> {
    let mut fields = Fields::default();
    let title = fields.long_text("/title", body.title, limits::TITLE_CHARACTERS);
    fields.finish()?;
    let command = Command::Retitle(Retitled { title });
    let done = app.dispatch.execute::<Incident>(id.into(), if_match.0, &act, command).await?;
    Ok(changed(&app, done).await)
}

/// A factor that was none.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WithdrawFactor {
    /// Which one.
    #[schema(format = Uuid)]
    pub factor_id: String,
    /// Why. At most 4,000 characters.
    #[schema(min_length = 1, max_length = 4_000)]
    pub reason: String,
}

/// Takes back a condition that was named. Actions that addressed it go on.
#[utoipa::path(post, path = "/api/v1/incidents/{id}/withdraw-factor", tag = "incidents", params(("id" = String, Path)), security(("bearer" = [])),
    request_body = WithdrawFactor, responses((status = 200, body = Changed), (status = "4XX", body = ProblemDetails)))]
pub async fn withdraw_factor(
    State(app): State<App>,
    Id(id): Id<IncidentId>,
    if_match: IfMatch,
    Change { body: Json(body), act }: Change<Json<WithdrawFactor>>,
) -> Result<Response, HttpError> {
    let mut fields = Fields::default();
    let factor_id = fields.id::<FactorId>("/factor_id", &body.factor_id);
    let reason = fields.text("/reason", body.reason);
    let factor_id = fields.need(factor_id)?;
    let command = Command::WithdrawFactor(FactorWithdrawn { factor_id, reason });
    let done = app.dispatch.execute::<Incident>(id.into(), if_match.0, &act, command).await?;
    Ok(changed(&app, done).await)
}

/// The same action in other words.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Reword {
    /// What to do. At most 4,000 characters.
    #[schema(min_length = 1, max_length = 4_000)]
    pub text: String,
}

/// Says in other words what is to be done, until it is done.
#[utoipa::path(post, path = "/api/v1/actions/{id}/reword", tag = "actions", params(("id" = String, Path)), security(("bearer" = [])),
    request_body = Reword, responses((status = 200, body = Changed), (status = "4XX", body = ProblemDetails)))]
pub async fn reword(
    State(app): State<App>,
    Id(id): Id<ActionId>,
    if_match: IfMatch,
    Change { body: Json(body), act }: Change<Json<Reword>>,
) -> Result<Response, HttpError> {
    let mut fields = Fields::default();
    let text = fields.text("/text", body.text);
    fields.finish()?;
    let command = action::Command::Reword(Reworded { text });
    let done = app.dispatch.execute::<Action>(id.into(), if_match.0, &act, command).await?;
    Ok(changed(&app, done).await)
}
