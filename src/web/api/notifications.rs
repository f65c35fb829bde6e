//! Notifications to authorities: what waits, one incident's, the register, and each step.

use axum::extract::State;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use tillbud_events::incident::Command;
use tillbud_events::incident::notification::{Command as Notify, Duty, PersonalDataAnswered};
use tillbud_events::vocabulary::Regime;
use tillbud_events::{IncidentId, Version};
use tillbud_projections::{Page, notification};
use utoipa::ToSchema;

use super::notification_views::{Notification, WholeNotification};
use super::views::List;
use super::{Changed, changed};
use crate::App;
use crate::access::Staff;
use crate::act::Act;
use crate::dispatch::{DispatchError, Done};
use crate::fields::{FieldError, Fields};
use crate::notices::{
    AssessNotification, DeclareAwareness, DescribeNotification, FinishNotification,
    SendNotification,
};
use crate::web::conflict::keep_open;
use crate::web::cursor::PageQuery;
use crate::web::error::{HttpError, ProblemDetails};
use crate::web::extract::{Change, Id, IfMatch, Json, Params};
use crate::web::pages::deadlines::of_incident;
use crate::web::schema;
use crate::web::situation::Situation;

/// What waits for something, the most urgent first; at most 200, on one page.
#[utoipa::path(get, path = "/api/v1/notifications", tag = "notifications", security(("bearer" = [])),
    responses((status = 200, body = List<Notification>), (status = "4XX", body = ProblemDetails)))]
pub async fn list(
    State(app): State<App>,
    staff: Staff,
) -> Result<axum::Json<List<Notification>>, HttpError> {
    let waiting = notification::waiting(app.read_models.db()).await?;
    let rows = keep_open(&app, staff, waiting.rows, of_incident).await?;
    Ok(axum::Json(List::of(Page { rows, next: None }, &app)))
}

/// The register of all personal-data breaches (GDPR article 33.5), notified or not, the
/// newest first.
#[utoipa::path(get, path = "/api/v1/notifications/register", tag = "notifications", params(PageQuery), security(("bearer" = [])),
    responses((status = 200, body = List<Notification>), (status = "4XX", body = ProblemDetails)))]
pub async fn register(
    State(app): State<App>,
    staff: Staff,
    Params(query): Params<PageQuery>,
) -> Result<axum::Json<List<Notification>>, HttpError> {
    let (after, limit) = query.read(&app.secrets.cursor)?;
    let page = notification::register(app.read_models.db(), Regime::Gdpr, after, limit).await?;
    let rows = keep_open(&app, staff, page.rows, of_incident).await?;
    Ok(axum::Json(List::of(Page { rows, next: page.next }, &app)))
}

/// One incident's notifications, with what its triage proposes.
#[derive(Debug, Serialize, ToSchema)]
pub struct IncidentNotifications {
    /// The incident's version.
    pub version: u64,
    /// Whether personal data were touched, when that was answered.
    pub personal_data: Option<bool>,
    /// Laws to think of.
    pub proposals: Vec<Proposal>,
    /// Each notification.
    pub notifications: Vec<WholeNotification>,
}

/// A law to think of. Nothing is decided by it.
#[derive(Debug, Serialize, ToSchema)]
pub struct Proposal {
    /// Which law.
    #[schema(schema_with = schema::regimes)]
    pub regime: String,
    /// The answers that it follows from.
    pub grounds: Vec<String>,
}

/// One incident's notifications, with what its triage proposes.
#[utoipa::path(get, path = "/api/v1/incidents/{id}/notifications", tag = "notifications", params(("id" = String, Path)), security(("bearer" = [])),
    responses((status = 200, body = IncidentNotifications), (status = "4XX", body = ProblemDetails)))]
pub async fn get(
    State(app): State<App>,
    staff: Staff,
    Id(id): Id<IncidentId>,
) -> Result<Response, HttpError> {
    let situation = Situation::of(&app, id, staff).await?;
    let proposals = situation.proposals.into_iter().map(|(regime, grounds)| Proposal {
        regime: regime.to_string(),
        grounds: grounds.into_iter().map(|ground| ground.as_str().to_owned()).collect(),
    });
    let body = IncidentNotifications {
        version: situation.incident.version.unsigned_abs(),
        personal_data: situation.personal_data,
        proposals: proposals.collect(),
        notifications: situation.notifications.into_iter().map(Into::into).collect(),
    };
    Ok(super::found(situation.incident.version, body))
}

/// Carries out one step, and what follows from it for the deadlines.
pub(crate) async fn step(
    app: &App,
    id: IncidentId,
    if_match: Option<Version>,
    act: &Act,
    command: Notify,
) -> Result<Done, DispatchError> {
    let commands = vec![Command::Notify(command)];
    app.dispatch.with_deadlines(id, if_match, act, commands, &app.rule_packs).await
}

/// A role that may not see an incident cannot change it either.
async fn answer(
    app: &App,
    (id, staff, IfMatch(if_match)): (IncidentId, Staff, IfMatch),
    act: &Act,
    command: Result<Notify, Vec<FieldError>>,
) -> Result<Response, HttpError> {
    Situation::of(app, id, staff).await?;
    Ok(changed(app, step(app, id, if_match, act, command?).await?).await)
}

/// Whether personal data were touched.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerPersonalData {
    /// They were, or were not.
    pub touched: bool,
}

/// Answers whether personal data were touched.
#[utoipa::path(post, path = "/api/v1/incidents/{id}/notifications/personal-data", tag = "notifications", params(("id" = String, Path)), security(("bearer" = [])),
    request_body = AnswerPersonalData, responses((status = 200, body = Changed), (status = "4XX", body = ProblemDetails)))]
pub async fn answer_personal_data(
    State(app): State<App>,
    staff: Staff,
    Id(id): Id<IncidentId>,
    if_match: IfMatch,
    Change { body: Json(body), act }: Change<Json<AnswerPersonalData>>,
) -> Result<Response, HttpError> {
    let answered = PersonalDataAnswered { touched: body.touched };
    answer(&app, (id, staff, if_match), &act, Ok(Notify::AnswerPersonalData(answered))).await
}

/// A law to assess.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AskAssessment {
    /// Which law.
    #[schema(schema_with = schema::regimes)]
    pub regime: String,
    /// Whose duty, such as a board; absent for the organisation as a whole.
    #[schema(max_length = 200)]
    pub controller: Option<String>,
}

impl AskAssessment {
    /// The duty that is meant.
    ///
    /// # Errors
    /// Everything that is wrong.
    pub fn read(self) -> Result<Duty, Vec<FieldError>> {
        let mut fields = Fields::default();
        let duty = crate::notices::duty(&mut fields, &self.regime, self.controller.as_deref());
        fields.need(duty)
    }
}

/// Has a law assessed; the first controller named takes over what was asked for without one.
#[utoipa::path(post, path = "/api/v1/incidents/{id}/notifications/ask", tag = "notifications", params(("id" = String, Path)), security(("bearer" = [])),
    request_body = AskAssessment, responses((status = 200, body = Changed), (status = "4XX", body = ProblemDetails)))]
pub async fn ask(
    State(app): State<App>,
    staff: Staff,
    Id(id): Id<IncidentId>,
    if_match: IfMatch,
    Change { body: Json(body), act }: Change<Json<AskAssessment>>,
) -> Result<Response, HttpError> {
    answer(&app, (id, staff, if_match), &act, body.read().map(Notify::Ask)).await
}

/// Decides whether it has to be notified.
#[utoipa::path(post, path = "/api/v1/incidents/{id}/notifications/assess", tag = "notifications", params(("id" = String, Path)), security(("bearer" = [])),
    request_body = AssessNotification, responses((status = 200, body = Changed), (status = "4XX", body = ProblemDetails)))]
pub async fn assess(
    State(app): State<App>,
    staff: Staff,
    Id(id): Id<IncidentId>,
    if_match: IfMatch,
    Change { body: Json(body), act }: Change<Json<AssessNotification>>,
) -> Result<Response, HttpError> {
    answer(&app, (id, staff, if_match), &act, body.read()).await
}

/// Declares when the organisation became aware.
#[utoipa::path(post, path = "/api/v1/incidents/{id}/notifications/awareness", tag = "notifications", params(("id" = String, Path)), security(("bearer" = [])),
    request_body = DeclareAwareness, responses((status = 200, body = Changed), (status = "4XX", body = ProblemDetails)))]
pub async fn declare_awareness(
    State(app): State<App>,
    staff: Staff,
    Id(id): Id<IncidentId>,
    if_match: IfMatch,
    Change { body: Json(body), act }: Change<Json<DeclareAwareness>>,
) -> Result<Response, HttpError> {
    let command = body.read(act.at());
    answer(&app, (id, staff, if_match), &act, command).await
}

/// Writes what the register and a notification say.
#[utoipa::path(post, path = "/api/v1/incidents/{id}/notifications/describe", tag = "notifications", params(("id" = String, Path)), security(("bearer" = [])),
    request_body = DescribeNotification, responses((status = 200, body = Changed), (status = "4XX", body = ProblemDetails)))]
pub async fn describe(
    State(app): State<App>,
    staff: Staff,
    Id(id): Id<IncidentId>,
    if_match: IfMatch,
    Change { body: Json(body), act }: Change<Json<DescribeNotification>>,
) -> Result<Response, HttpError> {
    let command = body.read(&act);
    answer(&app, (id, staff, if_match), &act, command).await
}

/// Tells that a stage was sent.
#[utoipa::path(post, path = "/api/v1/incidents/{id}/notifications/send", tag = "notifications", params(("id" = String, Path)), security(("bearer" = [])),
    request_body = SendNotification, responses((status = 200, body = Changed), (status = "4XX", body = ProblemDetails)))]
pub async fn send(
    State(app): State<App>,
    staff: Staff,
    Id(id): Id<IncidentId>,
    if_match: IfMatch,
    Change { body: Json(body), act }: Change<Json<SendNotification>>,
) -> Result<Response, HttpError> {
    let command = body.read_sent(&app.rule_packs, &act);
    answer(&app, (id, staff, if_match), &act, command).await
}

/// Tells that something sent was supplemented.
#[utoipa::path(post, path = "/api/v1/incidents/{id}/notifications/supplement", tag = "notifications", params(("id" = String, Path)), security(("bearer" = [])),
    request_body = SendNotification, responses((status = 200, body = Changed), (status = "4XX", body = ProblemDetails)))]
pub async fn supplement(
    State(app): State<App>,
    staff: Staff,
    Id(id): Id<IncidentId>,
    if_match: IfMatch,
    Change { body: Json(body), act }: Change<Json<SendNotification>>,
) -> Result<Response, HttpError> {
    let command = body.read_supplement(&app.rule_packs, &act);
    answer(&app, (id, staff, if_match), &act, command).await
}

/// Tells that all that the law asks for was sent.
#[utoipa::path(post, path = "/api/v1/incidents/{id}/notifications/finish", tag = "notifications", params(("id" = String, Path)), security(("bearer" = [])),
    request_body = FinishNotification, responses((status = 200, body = Changed), (status = "4XX", body = ProblemDetails)))]
pub async fn finish(
    State(app): State<App>,
    staff: Staff,
    Id(id): Id<IncidentId>,
    if_match: IfMatch,
    Change { body: Json(body), act }: Change<Json<FinishNotification>>,
) -> Result<Response, HttpError> {
    answer(&app, (id, staff, if_match), &act, body.read()).await
}

/// Counts the deadlines by the rule packs in use; appends only what differs.
#[utoipa::path(post, path = "/api/v1/incidents/{id}/notifications/recount", tag = "notifications", params(("id" = String, Path)), security(("bearer" = [])),
    responses((status = 200, body = Changed), (status = "4XX", body = ProblemDetails)))]
pub async fn recount(
    State(app): State<App>,
    staff: Staff,
    Id(id): Id<IncidentId>,
    IfMatch(if_match): IfMatch,
    change: Change<()>,
) -> Result<Response, HttpError> {
    Situation::of(&app, id, staff).await?;
    let (act, packs) = (&change.act, &app.rule_packs);
    let done = app.dispatch.with_deadlines(id, if_match, act, vec![], packs).await?;
    Ok(changed(&app, done).await)
}
