//! Every step of working on an incident, from opening to closing; reading is in [`super::board`].

use axum::extract::State;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use tillbud_events::{
    FactorId, IncidentId, ItemId, ReportId, Text,
    incident::{
        AnalysisCompleted, AssessmentDecided, Command, FactorIdentified, Incident, Opened,
        Reopened, ResponseChosen, TimelineItemAdded, WordingKept,
    },
    limits,
    vocabulary::{Direction, Element, Regime, Response as Method},
};
use utoipa::ToSchema;

use super::{Changed, changed, created};
use crate::App;
use crate::access::Staff;
use crate::act::Act;
use crate::dispatch::incident::Closing;
use crate::fields::Fields;
use crate::web::conflict::refuse_named;
use crate::web::error::{HttpError, ProblemDetails};
use crate::web::extract::{Change, Id, IfMatch, Json};
use crate::web::schema;
use crate::wording::settle;

/// An incident to open.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewIncident {
    /// Reports to open it from, 1 to 200.
    #[schema(min_items = 1, max_items = 200)]
    pub report_ids: Vec<String>,
    /// What it is called, at most 200 characters.
    #[schema(min_length = 1, max_length = 200)]
    pub title: String,
}

/// The answer to opening an incident.
#[derive(Debug, Serialize, ToSchema)]
pub struct IncidentOpened {
    /// Its id.
    pub incident_id: String,
    /// Its version.
    pub version: u64,
}

/// Opens an incident from reports.
#[utoipa::path(post, path = "/api/v1/incidents", tag = "incidents", request_body = NewIncident, security(("bearer" = [])),
    responses((status = 201, body = IncidentOpened), (status = "4XX", body = ProblemDetails)))]
pub async fn post(
    State(app): State<App>,
    staff: Staff,
    Change { body: Json(new), act }: Change<Json<NewIncident>>,
) -> Result<Response, HttpError> {
    let mut fields = Fields::default();
    fields.at_most("/report_ids", new.report_ids.len(), limits::LINKED_REPORTS);
    let report_ids = new.report_ids.iter().take(limits::LINKED_REPORTS).enumerate();
    let report_ids: Vec<_> = report_ids
        .filter_map(|(at, id)| fields.id::<ReportId>(&format!("/report_ids/{at}"), id))
        .collect();
    let title = fields.long_text("/title", new.title, limits::TITLE_CHARACTERS);
    fields.finish()?;
    for id in &report_ids {
        refuse_named(&app, staff, *id).await?;
    }
    let incident_id = IncidentId(act.id("incident"));
    let opened = Opened { title, report_ids };
    let done = app.dispatch.open_incident(incident_id, &act, opened).await?;
    let body = IncidentOpened { incident_id: incident_id.to_string(), version: done.version.0 };
    Ok(created(&app, done, Some(format!("/api/v1/incidents/{incident_id}")), body).await)
}

async fn execute(
    app: &App,
    id: IncidentId,
    if_match: IfMatch,
    act: &Act,
    command: Command,
) -> Result<Response, HttpError> {
    let done = app.dispatch.execute::<Incident>(id.into(), if_match.0, act, command).await?;
    Ok(changed(app, done).await)
}

/// `command`, with the reason for the words that are `kept` in it.
fn keeping(kept: Option<Text>, command: Command) -> Command {
    match kept {
        Some(reason) => Command::KeepWording(WordingKept { reason }, Box::new(command)),
        None => command,
    }
}

/// A report.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WhichReport {
    /// Its id.
    pub report_id: String,
}

impl WhichReport {
    fn read(&self) -> Result<ReportId, HttpError> {
        let mut fields = Fields::default();
        let id = fields.id("/report_id", &self.report_id);
        Ok(fields.need(id)?)
    }
}

/// Makes a report part of the incident.
#[utoipa::path(post, path = "/api/v1/incidents/{id}/link", tag = "incidents", params(("id" = String, Path)), security(("bearer" = [])),
    request_body = WhichReport, responses((status = 200, body = Changed), (status = "4XX", body = ProblemDetails)))]
pub async fn link(
    State(app): State<App>,
    staff: Staff,
    Id(id): Id<IncidentId>,
    if_match: IfMatch,
    Change { body: Json(body), act }: Change<Json<WhichReport>>,
) -> Result<Response, HttpError> {
    let report_id = body.read()?;
    refuse_named(&app, staff, report_id).await?;
    let done = app.dispatch.link(id, if_match.0, &act, report_id, &app.rule_packs).await?;
    Ok(changed(&app, done).await)
}

/// Takes a report out of the incident.
#[utoipa::path(post, path = "/api/v1/incidents/{id}/unlink", tag = "incidents", params(("id" = String, Path)), security(("bearer" = [])),
    request_body = WhichReport, responses((status = 200, body = Changed), (status = "4XX", body = ProblemDetails)))]
pub async fn unlink(
    State(app): State<App>,
    Id(id): Id<IncidentId>,
    if_match: IfMatch,
    Change { body: Json(body), act }: Change<Json<WhichReport>>,
) -> Result<Response, HttpError> {
    let report_id = body.read()?;
    let done = app.dispatch.unlink(id, if_match.0, &act, report_id, &app.rule_packs).await?;
    Ok(changed(&app, done).await)
}

/// Another incident.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Merge {
    /// The incident that the work goes on in.
    pub into: String,
}

/// Goes on with the work as part of another incident; nothing is copied or lost.
#[utoipa::path(post, path = "/api/v1/incidents/{id}/merge", tag = "incidents", params(("id" = String, Path)), security(("bearer" = [])),
    request_body = Merge, responses((status = 200, body = Changed), (status = "4XX", body = ProblemDetails)))]
pub async fn merge(
    State(app): State<App>,
    staff: Staff,
    Id(id): Id<IncidentId>,
    if_match: IfMatch,
    Change { body: Json(body), act }: Change<Json<Merge>>,
) -> Result<Response, HttpError> {
    let mut fields = Fields::default();
    let into = fields.id::<IncidentId>("/into", &body.into);
    let into = fields.need(into)?;
    refuse_named(&app, staff, into).await?;
    let done = app.dispatch.merge(id, if_match.0, &act, into, &app.rule_packs).await?;
    Ok(changed(&app, done).await)
}

/// Lets a merged incident stand on its own again, as it was.
#[utoipa::path(post, path = "/api/v1/incidents/{id}/unmerge", tag = "incidents", params(("id" = String, Path)), security(("bearer" = [])),
    responses((status = 200, body = Changed), (status = "4XX", body = ProblemDetails)))]
pub async fn unmerge(
    State(app): State<App>,
    Id(id): Id<IncidentId>,
    if_match: IfMatch,
    change: Change<()>,
) -> Result<Response, HttpError> {
    let done = app.dispatch.unmerge(id, if_match.0, &change.act, &app.rule_packs).await?;
    Ok(changed(&app, done).await)
}

/// Whether a law asks for a notification.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DecideAssessment {
    /// Which law.
    #[schema(schema_with = schema::regimes)]
    pub regime: String,
    /// Whether it has to be notified.
    pub notifiable: bool,
    /// Why. At most 4,000 characters.
    #[schema(min_length = 1, max_length = 4_000)]
    pub reasons: String,
}

/// Decides whether a law asks for a notification.
#[utoipa::path(post, path = "/api/v1/incidents/{id}/assessments", tag = "incidents", params(("id" = String, Path)), security(("bearer" = [])),
    request_body = DecideAssessment, responses((status = 200, body = Changed), (status = "4XX", body = ProblemDetails)))]
pub async fn decide_assessment(
    State(app): State<App>,
    Id(id): Id<IncidentId>,
    if_match: IfMatch,
    Change { body: Json(body), act }: Change<Json<DecideAssessment>>,
) -> Result<Response, HttpError> {
    let mut fields = Fields::default();
    let regime = fields.one_of("/regime", Regime::from_stored(&body.regime), Regime::ALL);
    let reasons = fields.text("/reasons", body.reasons);
    let regime = fields.need(regime)?;
    let decided = AssessmentDecided { regime, notifiable: body.notifiable, reasons };
    let commands = vec![Command::DecideAssessment(decided)];
    let done = app.dispatch.with_deadlines(id, if_match.0, &act, commands, &app.rule_packs).await?;
    Ok(changed(&app, done).await)
}

/// How to respond.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChooseResponse {
    /// The method.
    #[schema(schema_with = schema::responses)]
    pub response: String,
    /// Why this one. At most 4,000 characters.
    #[schema(max_length = 4_000)]
    pub reason: Option<String>,
}

/// Chooses how to respond.
#[utoipa::path(post, path = "/api/v1/incidents/{id}/response", tag = "incidents", params(("id" = String, Path)), security(("bearer" = [])),
    request_body = ChooseResponse, responses((status = 200, body = Changed), (status = "4XX", body = ProblemDetails)))]
pub async fn response(
    State(app): State<App>,
    Id(id): Id<IncidentId>,
    if_match: IfMatch,
    Change { body: Json(body), act }: Change<Json<ChooseResponse>>,
) -> Result<Response, HttpError> {
    let mut fields = Fields::default();
    let response = fields.one_of("/response", Method::from_stored(&body.response), Method::ALL);
    let reason = fields.optional_text("/reason", body.reason);
    let response = fields.need(response)?;
    let chosen = ResponseChosen { response, reason };
    execute(&app, id, if_match, &act, Command::ChooseResponse(chosen)).await
}

/// What was known when.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTimelineItem {
    /// What. At most 4,000 characters.
    #[schema(min_length = 1, max_length = 4_000)]
    pub text: String,
    /// When: `YYYY`, `YYYY-MM`, `YYYY-MM-DD` or `YYYY-MM-DDThh:mm`.
    pub happened: Option<String>,
    /// The earlier item that this one corrects.
    pub corrects: Option<String>,
    /// Why words that the language check names are kept. At most 4,000 characters.
    #[schema(max_length = 4_000)]
    pub kept_wording: Option<String>,
}

/// The answer to a new timeline item.
#[derive(Debug, Serialize, ToSchema)]
pub struct ItemAdded {
    /// Its id.
    pub item_id: String,
    /// The incident's version.
    pub version: u64,
}

/// Adds to what was known when, or corrects an earlier item.
#[utoipa::path(post, path = "/api/v1/incidents/{id}/timeline-items", tag = "incidents", params(("id" = String, Path)), security(("bearer" = [])),
    request_body = NewTimelineItem, responses((status = 201, body = ItemAdded), (status = "4XX", body = ProblemDetails)))]
pub async fn add_timeline_item(
    State(app): State<App>,
    Id(id): Id<IncidentId>,
    if_match: IfMatch,
    Change { body: Json(body), act }: Change<Json<NewTimelineItem>>,
) -> Result<Response, HttpError> {
    let mut fields = Fields::default();
    let text = fields.text("/text", body.text);
    let happened = fields.optional_date("/happened", body.happened.as_deref());
    let corrects = body.corrects.and_then(|id| fields.id::<ItemId>("/corrects", &id));
    fields.finish()?;
    let kept = settle(&[("/text", &text)], body.kept_wording)?;
    let item_id = ItemId(act.id("item"));
    let item = TimelineItemAdded { item_id, happened, text, corrects };
    let command = keeping(kept, Command::AddTimelineItem(item));
    let done = app.dispatch.execute::<Incident>(id.into(), if_match.0, &act, command).await?;
    let body = ItemAdded { item_id: item_id.to_string(), version: done.version.0 };
    Ok(created(&app, done, None, body).await)
}

/// A condition of the work system. A person or a trait cannot be one.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewFactor {
    /// Where in the work system.
    #[schema(schema_with = schema::elements)]
    pub element: String,
    /// Which way it pulled.
    #[schema(schema_with = schema::directions)]
    pub direction: String,
    /// What it was. At most 4,000 characters.
    #[schema(min_length = 1, max_length = 4_000)]
    pub text: String,
    /// Why words that the language check names are kept. At most 4,000 characters.
    #[schema(max_length = 4_000)]
    pub kept_wording: Option<String>,
}

/// The answer to a new factor.
#[derive(Debug, Serialize, ToSchema)]
pub struct FactorAdded {
    /// Its id.
    pub factor_id: String,
    /// The incident's version.
    pub version: u64,
}

/// Names a condition that hindered or helped.
#[utoipa::path(post, path = "/api/v1/incidents/{id}/factors", tag = "incidents", params(("id" = String, Path)), security(("bearer" = [])),
    request_body = NewFactor, responses((status = 201, body = FactorAdded), (status = "4XX", body = ProblemDetails)))]
pub async fn add_factor(
    State(app): State<App>,
    Id(id): Id<IncidentId>,
    if_match: IfMatch,
    Change { body: Json(body), act }: Change<Json<NewFactor>>,
) -> Result<Response, HttpError> {
    let mut fields = Fields::default();
    let element = fields.one_of("/element", Element::from_stored(&body.element), Element::ALL);
    let direction =
        fields.one_of("/direction", Direction::from_stored(&body.direction), Direction::ALL);
    let text = fields.text("/text", body.text);
    let (element, direction) = fields.need(element.zip(direction))?;
    let kept = settle(&[("/text", &text)], body.kept_wording)?;
    let factor_id = FactorId(act.id("factor"));
    let factor = FactorIdentified { factor_id, element, direction, text };
    let command = keeping(kept, Command::IdentifyFactor(factor));
    let done = app.dispatch.execute::<Incident>(id.into(), if_match.0, &act, command).await?;
    let body = FactorAdded { factor_id: factor_id.to_string(), version: done.version.0 };
    Ok(created(&app, done, None, body).await)
}

/// What was learned.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CompleteAnalysis {
    /// The analysis in a few sentences. At most 4,000 characters.
    #[schema(min_length = 1, max_length = 4_000)]
    pub summary: String,
    /// Why words that the language check names are kept. At most 4,000 characters.
    #[schema(max_length = 4_000)]
    pub kept_wording: Option<String>,
}

/// Completes the analysis.
#[utoipa::path(post, path = "/api/v1/incidents/{id}/complete-analysis", tag = "incidents", params(("id" = String, Path)), security(("bearer" = [])),
    request_body = CompleteAnalysis, responses((status = 200, body = Changed), (status = "4XX", body = ProblemDetails)))]
pub async fn complete_analysis(
    State(app): State<App>,
    Id(id): Id<IncidentId>,
    if_match: IfMatch,
    Change { body: Json(body), act }: Change<Json<CompleteAnalysis>>,
) -> Result<Response, HttpError> {
    let mut fields = Fields::default();
    let summary = fields.text("/summary", body.summary);
    fields.finish()?;
    let kept = settle(&[("/summary", &summary)], body.kept_wording)?;
    let command = Command::CompleteAnalysis(AnalysisCompleted { summary });
    execute(&app, id, if_match, &act, keeping(kept, command)).await
}

/// What came of it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Close {
    /// The outcome. At most 4,000 characters.
    #[schema(min_length = 1, max_length = 4_000)]
    pub outcome: String,
    /// Why only weaker actions were taken, when that is so. At most 4,000 characters.
    #[schema(max_length = 4_000)]
    pub weak_plan_reason: Option<String>,
    /// Why words that the language check names are kept. At most 4,000 characters.
    #[schema(max_length = 4_000)]
    pub kept_wording: Option<String>,
}

/// Ends the work. When something is missing, `gates` of the answer lists all of it.
#[utoipa::path(post, path = "/api/v1/incidents/{id}/close", tag = "incidents", params(("id" = String, Path)), security(("bearer" = [])),
    request_body = Close, responses((status = 200, body = Changed), (status = "4XX", body = ProblemDetails)))]
pub async fn close(
    State(app): State<App>,
    Id(id): Id<IncidentId>,
    if_match: IfMatch,
    Change { body: Json(body), act }: Change<Json<Close>>,
) -> Result<Response, HttpError> {
    let mut fields = Fields::default();
    let outcome = fields.text("/outcome", body.outcome);
    let weak_plan_reason = fields.optional_text("/weak_plan_reason", body.weak_plan_reason);
    fields.finish()?;
    let kept_wording = settle(&[("/outcome", &outcome)], body.kept_wording)?;
    let closing = Closing { outcome, weak_plan_reason, kept_wording };
    let done = app.dispatch.close(id, if_match.0, &act, closing).await?;
    Ok(changed(&app, done).await)
}

/// Why work begins again.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Reopen {
    /// The reason. At most 4,000 characters.
    #[schema(min_length = 1, max_length = 4_000)]
    pub reason: String,
}

/// Begins the work again.
#[utoipa::path(post, path = "/api/v1/incidents/{id}/reopen", tag = "incidents", params(("id" = String, Path)), security(("bearer" = [])),
    request_body = Reopen, responses((status = 200, body = Changed), (status = "4XX", body = ProblemDetails)))]
pub async fn reopen(
    State(app): State<App>,
    Id(id): Id<IncidentId>,
    if_match: IfMatch,
    Change { body: Json(body), act }: Change<Json<Reopen>>,
) -> Result<Response, HttpError> {
    let mut fields = Fields::default();
    let reason = fields.text("/reason", body.reason);
    fields.finish()?;
    execute(&app, id, if_match, &act, Command::Reopen(Reopened { reason })).await
}
