//! Themes: incidents gathered under a question, counted conditions, what was learned.
//!
//! Must never gather, show or count an incident that the account is kept out of.

use axum::extract::State;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use tillbud_events::theme::{Command, Concluded, Opened, Reopened, Theme};
use tillbud_events::{IncidentId, ThemeId, Version, limits};
use tillbud_projections::theme::State as Stand;
use tillbud_projections::{improvement, incident, theme};
use utoipa::{IntoParams, ToSchema};

use super::improvement_views::{Theme as View, ThemeInWork, ThemeOpened};
use super::improvements::ReopenSaid;
use super::views::List;
use super::{Changed, changed, created, found};
use crate::App;
use crate::access::Staff;
use crate::act::Act;
use crate::dispatch::Done;
use crate::fields::{Fields, Problem};
use crate::web::conflict;
use crate::web::cursor::PageQuery;
use crate::web::error::{HttpError, ProblemDetails};
use crate::web::extract::{Change, Id, IfMatch, Json, Params};
use crate::web::schema;

/// Which themes.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ThemeQuery {
    /// Only at this state.
    #[param(schema_with = schema::theme_states)]
    pub state: Option<String>,
    /// Rows, 1 to 200; 50 when absent.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u32>,
    /// The `next` of the page before.
    pub after: Option<String>,
}

/// All themes, the newest first.
#[utoipa::path(get, path = "/api/v1/themes", tag = "improvements", params(ThemeQuery), security(("bearer" = [])),
    responses((status = 200, body = List<View>), (status = "4XX", body = ProblemDetails)))]
pub async fn list(
    State(app): State<App>,
    Params(query): Params<ThemeQuery>,
) -> Result<axum::Json<List<View>>, HttpError> {
    let mut fields = Fields::default();
    let state = fields.filter_one_of("/state", &query.state, Stand::from_stored, Stand::ALL);
    fields.finish()?;
    let page = PageQuery { limit: query.limit, after: query.after };
    let (after, limit) = page.read(&app.secrets.cursor)?;
    let page = theme::list(app.read_models.db(), state, after, limit).await?;
    Ok(axum::Json(List::of(page, &app)))
}

/// One theme with its incidents and what comes back in them.
#[utoipa::path(get, path = "/api/v1/themes/{id}", tag = "improvements", params(("id" = String, Path)), security(("bearer" = [])),
    responses((status = 200, body = ThemeInWork), (status = "4XX", body = ProblemDetails)))]
pub async fn get(
    State(app): State<App>,
    staff: Staff,
    Id(id): Id<ThemeId>,
) -> Result<Response, HttpError> {
    let db = app.read_models.db();
    let row = theme::get(db, id).await?.ok_or(HttpError::NotFound)?;
    let incidents = theme::incidents(db, id, staff.actor()).await?;
    let conditions = theme::factors(db, id, staff.actor()).await?;
    let improvements = improvement::opened_from(db, &id.to_string()).await?;
    let body = ThemeInWork {
        theme: row.into(),
        incident_ids: incidents.into_iter().map(|row| row.incident_id).collect(),
        conditions: conditions.into_iter().map(Into::into).collect(),
        improvement_ids: improvements.into_iter().map(|row| row.improvement_id).collect(),
    };
    Ok(found(body.theme.version, body))
}

/// A theme to open.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenTheme {
    /// What one wants to understand, at most 4,000 characters.
    #[schema(min_length = 1, max_length = 4_000)]
    pub question: String,
}

/// Opens a theme.
///
/// # Errors
/// What is wrong with what was sent, or the write path is away.
pub async fn open_for(
    app: &App,
    act: &Act,
    question: String,
) -> Result<(ThemeId, Done), HttpError> {
    let mut fields = Fields::default();
    let question = fields.text("/question", question);
    fields.finish()?;
    let id = ThemeId(act.id("theme"));
    let command = Command::Open(Opened { question });
    Ok((id, app.dispatch.execute::<Theme>(id.into(), None, act, command).await?))
}

/// Opens a theme.
#[utoipa::path(post, path = "/api/v1/themes", tag = "improvements", security(("bearer" = [])),
    request_body = OpenTheme, responses((status = 201, body = ThemeOpened), (status = "4XX", body = ProblemDetails)))]
pub async fn post(
    State(app): State<App>,
    Change { body: Json(body), act }: Change<Json<OpenTheme>>,
) -> Result<Response, HttpError> {
    let (id, done) = open_for(&app, &act, body.question).await?;
    let body = ThemeOpened { theme_id: id.to_string(), version: done.version.0 };
    Ok(created(&app, done, Some(format!("/api/v1/themes/{id}")), body).await)
}

/// Incidents to gather, or one to take out.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GatherSaid {
    /// Incidents to gather, at most 200.
    #[serde(default)]
    #[schema(max_items = 200)]
    pub add: Vec<String>,
    /// An incident to take out, when none are gathered.
    pub remove: Option<String>,
}

/// Gathers incidents, or takes one out.
///
/// # Errors
/// There is no such incident or the account is kept out of it, a rule says no, or the write
/// path is away.
pub async fn gather_for(
    app: &App,
    (id, staff): (ThemeId, Staff),
    if_match: Option<Version>,
    act: &Act,
    said: GatherSaid,
) -> Result<Done, HttpError> {
    let mut fields = Fields::default();
    fields.at_most("/add", said.add.len(), limits::THEME_INCIDENTS);
    let mut incident_ids = Vec::new();
    for (at, text) in said.add.iter().take(limits::THEME_INCIDENTS).enumerate() {
        let pointer = format!("/add/{at}");
        let Some(incident_id) = fields.id::<IncidentId>(&pointer, text) else { continue };
        if incident::get(app.read_models.db(), incident_id).await?.is_none() {
            fields.wrong(pointer, Problem::Incident);
        } else {
            conflict::refuse_named(app, staff, incident_id).await?;
            incident_ids.push(incident_id);
        }
    }
    let removed = said.remove.as_deref().and_then(|text| fields.id::<IncidentId>("/remove", text));
    if incident_ids.is_empty() && said.remove.is_none() && said.add.is_empty() {
        fields.wrong("/add", Problem::Missing);
    }
    if !said.add.is_empty() && said.remove.is_some() {
        fields.wrong("/remove", Problem::Unknown);
    }
    fields.finish()?;
    let command = match removed {
        Some(incident_id) => {
            conflict::refuse_named(app, staff, incident_id).await?;
            Command::RemoveIncident(incident_id)
        }
        None => Command::AddIncidents(incident_ids),
    };
    Ok(app.dispatch.execute::<Theme>(id.into(), if_match, act, command).await?)
}

/// Gathers incidents, or takes one out.
#[utoipa::path(post, path = "/api/v1/themes/{id}/incidents", tag = "improvements", params(("id" = String, Path)), security(("bearer" = [])),
    request_body = GatherSaid, responses((status = 200, body = Changed), (status = "4XX", body = ProblemDetails)))]
pub async fn gather(
    State(app): State<App>,
    staff: Staff,
    Id(id): Id<ThemeId>,
    if_match: IfMatch,
    Change { body: Json(body), act }: Change<Json<GatherSaid>>,
) -> Result<Response, HttpError> {
    let done = gather_for(&app, (id, staff), if_match.0, &act, body).await?;
    Ok(changed(&app, done).await)
}

/// What was learned.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConcludeSaid {
    /// The answer to the question, as far as there is one. At most 4,000 characters.
    #[schema(min_length = 1, max_length = 4_000)]
    pub learned: String,
}

/// Writes what was learned, or asks the question again.
///
/// # Errors
/// What is wrong with what was sent, a rule says no, or the write path is away.
pub async fn conclude_for(
    app: &App,
    id: ThemeId,
    if_match: Option<Version>,
    act: &Act,
    learned: String,
) -> Result<Done, HttpError> {
    let mut fields = Fields::default();
    let learned = fields.text("/learned", learned);
    fields.finish()?;
    let command = Command::Conclude(Concluded { learned });
    Ok(app.dispatch.execute::<Theme>(id.into(), if_match, act, command).await?)
}

/// Writes what was learned of the incidents.
#[utoipa::path(post, path = "/api/v1/themes/{id}/conclude", tag = "improvements", params(("id" = String, Path)), security(("bearer" = [])),
    request_body = ConcludeSaid, responses((status = 200, body = Changed), (status = "4XX", body = ProblemDetails)))]
pub async fn conclude(
    State(app): State<App>,
    Id(id): Id<ThemeId>,
    if_match: IfMatch,
    Change { body: Json(body), act }: Change<Json<ConcludeSaid>>,
) -> Result<Response, HttpError> {
    let done = conclude_for(&app, id, if_match.0, &act, body.learned).await?;
    Ok(changed(&app, done).await)
}

/// Asks the question again.
///
/// # Errors
/// What is wrong with what was sent, a rule says no, or the write path is away.
pub async fn reopen_for(
    app: &App,
    id: ThemeId,
    if_match: Option<Version>,
    act: &Act,
    reason: String,
) -> Result<Done, HttpError> {
    let mut fields = Fields::default();
    let reason = fields.text("/reason", reason);
    fields.finish()?;
    let command = Command::Reopen(Reopened { reason });
    Ok(app.dispatch.execute::<Theme>(id.into(), if_match, act, command).await?)
}

/// Asks the question again.
#[utoipa::path(post, path = "/api/v1/themes/{id}/reopen", tag = "improvements", params(("id" = String, Path)), security(("bearer" = [])),
    request_body = ReopenSaid, responses((status = 200, body = Changed), (status = "4XX", body = ProblemDetails)))]
pub async fn reopen(
    State(app): State<App>,
    Id(id): Id<ThemeId>,
    if_match: IfMatch,
    Change { body: Json(body), act }: Change<Json<ReopenSaid>>,
) -> Result<Response, HttpError> {
    let done = reopen_for(&app, id, if_match.0, &act, body.reason).await?;
    Ok(changed(&app, done).await)
}
