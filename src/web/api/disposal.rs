//! Erasing the words of one report, because the organisation decided so.

use axum::Json as JsonBody;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use tillbud_events::ReportId;
use tillbud_events::report::Erased;
use tillbud_events::vocabulary::Grounds;
use utoipa::ToSchema;

use super::etag;
use crate::App;
use crate::fields::Fields;
use crate::web::error::{HttpError, ProblemDetails};
use crate::web::extract::{Change, Id, IfMatch, Json};

/// On what the erasure rests.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Disposal {
    /// Id of the organisation's decision. At most 200 characters; it stays readable.
    #[schema(min_length = 1, max_length = 200, example = "KS 2026:118")]
    pub decision: String,
}

/// The answer to an erasure.
#[derive(Debug, Serialize, ToSchema)]
pub struct Disposed {
    /// The version after the change; also the `ETag`.
    pub version: u64,
    /// Whether the words are gone already. When false, the erasure is ordered for good
    /// and is carried out as soon as the log can be reached.
    pub gone: bool,
}

/// Erases the words of a report for good: what the reporter wrote, the dialogue and the
/// files. Coded facts stay. It cannot be undone.
#[utoipa::path(post, path = "/api/v1/reports/{id}/erase", tag = "reports", params(("id" = String, Path)), security(("bearer" = [])),
    request_body = Disposal, responses((status = 200, body = Disposed), (status = "4XX", body = ProblemDetails)))]
pub async fn post(
    State(app): State<App>,
    Id(id): Id<ReportId>,
    if_match: IfMatch,
    Change { body: Json(disposal), act }: Change<Json<Disposal>>,
) -> Result<Response, HttpError> {
    let mut fields = Fields::default();
    let decision = fields.label("/decision", &disposal.decision);
    let decision = Some(fields.need(decision)?);
    let order = Erased { grounds: Grounds::Disposal, decision };
    let erasure = app.eraser.erase(id, if_match.0, &act, order).await?;
    let is_applied = app.projector.caught_up(erasure.done.position).await;
    let version = erasure.done.version;
    let gone = erasure.is_carried_out && is_applied;
    Ok(([etag(version)], JsonBody(Disposed { version: version.0, gone })).into_response())
}
