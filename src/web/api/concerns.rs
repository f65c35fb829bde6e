//! Concerns, for the independent role alone: what reporters told, and its answers.
//!
//! Must never lead to a report, nor be reached by a role that works with reports.

use axum::extract::State;
use axum::response::Response;
use serde::Serialize;
use tillbud_events::concern::{Answered, Command, Concern};
use tillbud_events::{ConcernId, MessageId, Text, Version};
use tillbud_projections::concern;
use utoipa::ToSchema;

use super::reports::Words;
use super::{Changed, changed, found, views};
use crate::App;
use crate::act::Act;
use crate::dispatch::{DispatchError, Done};
use crate::intake;
use crate::web::cursor::PageQuery;
use crate::web::error::{HttpError, ProblemDetails};
use crate::web::extract::{Change, Id, IfMatch, Json, Params};

/// All concerns, newest first.
#[utoipa::path(get, path = "/api/v1/concerns", tag = "concerns", params(PageQuery), security(("bearer" = [])),
    responses((status = 200, body = views::List<views::Concern>), (status = "4XX", body = ProblemDetails)))]
pub async fn list(
    State(app): State<App>,
    Params(query): Params<PageQuery>,
) -> Result<axum::Json<views::List<views::Concern>>, HttpError> {
    let (after, limit) = query.read(&app.secrets.cursor)?;
    let page = concern::list(app.read_models.db(), after, limit).await?;
    Ok(axum::Json(views::List::of(page, &app)))
}

/// One concern with what was said.
#[derive(Debug, Serialize, ToSchema)]
pub struct ConcernWithMessages {
    /// The concern.
    #[serde(flatten)]
    pub concern: views::Concern,
    /// What was said, oldest first.
    pub messages: Vec<views::ConcernMessage>,
}

/// One concern with what was said.
#[utoipa::path(get, path = "/api/v1/concerns/{id}", tag = "concerns", params(("id" = String, Path)), security(("bearer" = [])),
    responses((status = 200, body = ConcernWithMessages), (status = "4XX", body = ProblemDetails)))]
pub async fn get(State(app): State<App>, Id(id): Id<ConcernId>) -> Result<Response, HttpError> {
    let db = app.read_models.db();
    let row = concern::get(db, id).await?.ok_or(HttpError::NotFound)?;
    let messages = concern::messages(db, id).await?.into_iter().map(Into::into).collect();
    Ok(found(row.version, ConcernWithMessages { concern: row.into(), messages }))
}

/// Answers the reporter of a concern.
///
/// # Errors
/// There is no such concern, or the write path is away.
pub async fn answer_with(
    app: &App,
    id: ConcernId,
    if_match: Option<Version>,
    act: &Act,
    text: Text,
) -> Result<Done, DispatchError> {
    let answered = Answered { message_id: MessageId(act.id("message")), text };
    let command = Command::Answer(answered);
    app.dispatch.execute::<Concern>(id.into(), if_match, act, command).await
}

/// Answers the reporter, who reads it with the receipt.
#[utoipa::path(post, path = "/api/v1/concerns/{id}/answer", tag = "concerns", params(("id" = String, Path)), security(("bearer" = [])),
    request_body = Words, responses((status = 200, body = Changed), (status = "4XX", body = ProblemDetails)))]
pub async fn answer(
    State(app): State<App>,
    Id(id): Id<ConcernId>,
    if_match: IfMatch,
    Change { body: Json(words), act }: Change<Json<Words>>,
) -> Result<Response, HttpError> {
    let text = intake::message("/text", words.text)?;
    let done = answer_with(&app, id, if_match.0, &act, text).await?;
    Ok(changed(&app, done).await)
}
