//! The figure that an action is meant to move, named before it is done, and what came of it.
//!
//! Must never be chosen afterwards: a figure that is chosen later can be chosen to please.

use axum::extract::State;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use tillbud_events::action::{Action, Command, MeasureNamed};
use tillbud_events::{ActionId, Version};
use utoipa::ToSchema;

use super::improvement_study::fit;
use super::improvements::AimSaid;
use super::{Changed, changed};
use crate::App;
use crate::act::Act;
use crate::dispatch::Done;
use crate::fields::Fields;
use crate::web::error::{HttpError, ProblemDetails};
use crate::web::extract::{Change, Id, IfMatch, Json};

/// The figure that an action is meant to move.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
pub struct MeasureSaid {
    /// Which figure, and which way.
    #[serde(flatten)]
    pub aim: AimSaid,
    /// When before and after are compared, `YYYY-MM-DD`.
    #[schema(format = Date)]
    pub review: String,
}

/// Names the figure that an action is meant to move.
///
/// # Errors
/// What is wrong with what was sent, a rule says no, or the write path is away.
pub async fn name_for(
    app: &App,
    id: ActionId,
    if_match: Option<Version>,
    act: &Act,
    said: MeasureSaid,
) -> Result<Done, HttpError> {
    let mut fields = Fields::default();
    let aim = said.aim.read(app, &mut fields);
    let review = fields.day("/review", &said.review);
    let aim = fields.need(aim)?;
    fit(app, &aim).await?;
    let command = Command::NameMeasure(MeasureNamed { aim, review });
    Ok(app.dispatch.execute::<Action>(id.into(), if_match, act, command).await?)
}

/// Names the figure that an action is meant to move, before it is done.
#[utoipa::path(post, path = "/api/v1/actions/{id}/measure", tag = "actions", params(("id" = String, Path)), security(("bearer" = [])),
    request_body = MeasureSaid, responses((status = 200, body = Changed), (status = "4XX", body = ProblemDetails)))]
pub async fn name(
    State(app): State<App>,
    Id(id): Id<ActionId>,
    if_match: IfMatch,
    Change { body: Json(body), act }: Change<Json<MeasureSaid>>,
) -> Result<Response, HttpError> {
    let done = name_for(&app, id, if_match.0, &act, body).await?;
    Ok(changed(&app, done).await)
}
