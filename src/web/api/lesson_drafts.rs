//! Lessons in work: written by staff, approved by somebody else, published, withdrawn.
//!
//! Must never approve what the check names without a reason, nor let somebody near a lesson
//! that comes from an incident which they stepped aside from.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use tillbud_events::lesson::{
    Approved, Command, Content, Drafted, FindingKept, Lesson, Rejection, Withdrawn,
};
use tillbud_events::vocabulary::{Finding as Kind, Label, Lang};
use tillbud_events::{IncidentId, LessonId, Text, Version, limits};
use tillbud_projections::incident;
use tillbud_projections::lesson::{self, LessonRow, State as Stand};
use utoipa::{IntoParams, ToSchema};

use super::lesson_check::{check, sources};
use super::lesson_views::{LessonDraft, LessonDrafted, LessonInWork};
use super::views::List;
use super::{Changed, changed, created, found};
use crate::App;
use crate::access::Staff;
use crate::act::Act;
use crate::dispatch::{DispatchError, Done, Rejection as Refusal};
use crate::fields::{FieldError, Fields, Problem};
use crate::reidentify;
use crate::web::conflict;
use crate::web::cursor::{self, PageQuery};
use crate::web::error::{HttpError, ProblemDetails};
use crate::web::extract::{Change, Id, IfMatch, Json, Params};
use crate::web::language::Locale;
use crate::web::schema;

/// Which lessons.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DraftQuery {
    /// Only at this state.
    #[param(schema_with = schema::lesson_states)]
    pub state: Option<String>,
    /// Rows, 1 to 200; 50 when absent.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u32>,
    /// The `next` of the page before.
    pub after: Option<String>,
}

/// All lessons as staff sees them, the newest first.
#[utoipa::path(get, path = "/api/v1/lesson-drafts", tag = "lessons", params(DraftQuery), security(("bearer" = [])),
    responses((status = 200, body = List<LessonDraft>), (status = "4XX", body = ProblemDetails)))]
pub async fn list(
    State(app): State<App>,
    staff: Staff,
    Params(query): Params<DraftQuery>,
) -> Result<axum::Json<List<LessonDraft>>, HttpError> {
    let mut fields = Fields::default();
    let state = fields.filter_one_of("/state", &query.state, Stand::from_stored, Stand::ALL);
    fields.finish()?;
    let page = PageQuery { limit: query.limit, after: query.after };
    let (after, limit) = page.read(&app.secrets.cursor)?;
    let page = lesson::list(app.read_models.db(), state, after, limit).await?;
    let next = page.next.map(|next| cursor::encode(next, &app.secrets.cursor));
    let rows = conflict::keep_open(&app, staff, page.rows, path_of).await?;
    Ok(axum::Json(List { items: rows.into_iter().map(Into::into).collect(), next }))
}

/// The path by which a conflict of interest is told.
pub fn path_of(row: &LessonRow) -> String {
    format!("/lessons/{}", row.lesson_id)
}

/// One lesson with where it comes from and what may lead to somebody in it.
#[utoipa::path(get, path = "/api/v1/lesson-drafts/{id}", tag = "lessons", params(("id" = String, Path)), security(("bearer" = [])),
    responses((status = 200, body = LessonInWork), (status = "4XX", body = ProblemDetails)))]
pub async fn get(
    State(app): State<App>,
    locale: Locale,
    Id(id): Id<LessonId>,
) -> Result<Response, HttpError> {
    let db = app.read_models.db();
    let row = lesson::get(db, id).await?.ok_or(HttpError::NotFound)?;
    let sources = sources(&app, id).await?;
    let checked = check(&app, &row, &sources, locale.lang).await?;
    let body = LessonInWork {
        incident_ids: sources.iter().map(ToString::to_string).collect(),
        findings: checked.findings.into_iter().map(Into::into).collect(),
        knows_rare_words: checked.knows_rare_words,
        kept: lesson::kept(db, id).await?.into_iter().map(Into::into).collect(),
        lesson: row.into(),
    };
    Ok(found(body.lesson.version, body))
}

/// A lesson to write.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LessonText {
    /// The incidents that it comes from, 1 to 20.
    #[schema(min_items = 1, max_items = 20)]
    pub incident_ids: Vec<String>,
    /// Its heading, at most 200 characters.
    #[schema(min_length = 1, max_length = 200)]
    pub title: String,
    /// What people told, at most 4,000 characters.
    #[schema(min_length = 1, max_length = 4_000)]
    pub said: String,
    /// What was done, at most 4,000 characters.
    #[schema(min_length = 1, max_length = 4_000)]
    pub did: String,
    /// What others can take along, at most 4,000 characters.
    #[schema(max_length = 4_000)]
    pub learned: Option<String>,
    /// The language that it is written in.
    #[schema(schema_with = schema::langs)]
    pub lang: String,
}

impl LessonText {
    async fn read(self, app: &App, staff: Staff) -> Result<(Vec<IncidentId>, Content), HttpError> {
        let mut fields = Fields::default();
        fields.at_most("/incident_ids", self.incident_ids.len(), limits::LESSON_INCIDENTS);
        let title = fields.long_text("/title", self.title, limits::TITLE_CHARACTERS);
        let said = fields.text("/said", self.said);
        let did = fields.text("/did", self.did);
        let learned = fields.optional_text("/learned", self.learned);
        let lang = fields.one_of("/lang", Lang::from_stored(&self.lang), Lang::ALL);
        let mut incident_ids: Vec<IncidentId> = Vec::new();
        for (at, id) in self.incident_ids.iter().take(limits::LESSON_INCIDENTS).enumerate() {
            let pointer = format!("/incident_ids/{at}");
            let Some(id) = fields.id::<IncidentId>(&pointer, id) else { continue };
            if incident::get(app.read_models.db(), id).await?.is_none() {
                fields.wrong(pointer, Problem::Incident);
            } else if !incident_ids.contains(&id) {
                conflict::refuse_named(app, staff, id).await?;
                incident_ids.push(id);
            }
        }
        let lang = fields.need(lang)?;
        Ok((incident_ids, Content { title, said, did, learned, lang }))
    }
}

/// Writes a lesson.
///
/// # Errors
/// What is wrong with the text, a rule says no, or the write path is away.
pub async fn draft_for(
    app: &App,
    staff: Staff,
    act: &Act,
    text: LessonText,
) -> Result<(LessonId, Done), HttpError> {
    let (incident_ids, content) = text.read(app, staff).await?;
    let id = LessonId(act.id("lesson"));
    let drafted = Drafted { writer: staff.holder(), incident_ids, content };
    let command = Command::Draft(drafted);
    Ok((id, app.dispatch.execute::<Lesson>(id.into(), None, act, command).await?))
}

/// Writes a lesson anew, from the revision `after`.
///
/// # Errors
/// What is wrong with the text, a rule says no, or the write path is away.
pub async fn revise_for(
    app: &App,
    (id, staff): (LessonId, Staff),
    if_match: Option<Version>,
    act: &Act,
    after: u32,
    text: LessonText,
) -> Result<Done, HttpError> {
    let (incident_ids, content) = text.read(app, staff).await?;
    let command = Command::Revise { after, writer: staff.holder(), incident_ids, content };
    Ok(app.dispatch.execute::<Lesson>(id.into(), if_match, act, command).await?)
}

/// Reasons for what the check names and stays: by what it is.
pub type Reasons = BTreeMap<String, String>;

/// Approves what `staff` has read: everything that the check names has to have a reason.
///
/// # Errors
/// What is to be settled, a rule says no, or the write path is away.
pub async fn approve_for(
    app: &App,
    (id, staff): (LessonId, Staff),
    if_match: Option<Version>,
    act: &Act,
    (revision, reasons): (u32, Reasons),
    reader: Lang,
) -> Result<Done, HttpError> {
    let row = lesson::get(app.read_models.db(), id).await?.ok_or(HttpError::NotFound)?;
    let present = u32::try_from(row.revision).unwrap_or(u32::MAX);
    if present != revision {
        let changed = Refusal::Lesson(Rejection::Changed(present));
        return Err(DispatchError::Rejected(changed).into());
    }
    let checked = check(app, &row, &sources(app, id).await?, reader).await?;
    let kept = settle(checked.findings, reasons)?;
    let rules = Label::parse(&reidentify::edition(&app.identity));
    let rules = rules.map_err(|error| HttpError::Internal(error.into()))?;
    let approved = Approved { revision, approver: staff.holder(), rules };
    let command = Command::Approve { approved, kept };
    Ok(app.dispatch.execute::<Lesson>(id.into(), if_match, act, command).await?)
}

/// What is kept, each kind of finding with its reason.
fn settle(
    findings: Vec<reidentify::Finding>,
    reasons: Reasons,
) -> Result<Vec<FindingKept>, HttpError> {
    let mut fields = Fields::default();
    let mut read: BTreeMap<Kind, Text> = BTreeMap::new();
    for (kind, reason) in reasons {
        let pointer = format!("/kept/{kind}");
        let kind = fields.one_of(&pointer, Kind::from_stored(&kind), Kind::ALL);
        let reason = fields.optional_text(&pointer, Some(reason));
        read.extend(kind.zip(reason));
    }
    fields.finish()?;
    let mut kept: Vec<FindingKept> = Vec::new();
    let mut open: Vec<FieldError> = Vec::new();
    for found in findings {
        let Some(reason) = read.get(&found.kind) else {
            let reidentify::Finding { kind, words, instead } = found;
            let problem = Problem::Finding { kind, words, instead };
            open.push(FieldError { pointer: format!("/kept/{kind}"), problem });
            continue;
        };
        let words = Text::Clear(found.words);
        match kept.last_mut().filter(|last| last.finding == found.kind) {
            Some(last) => last.words.push(words),
            None => {
                let (finding, reason) = (found.kind, reason.clone());
                kept.push(FindingKept { finding, words: vec![words], reason });
            }
        }
    }
    if open.is_empty() { Ok(kept) } else { Err(HttpError::Wording(open)) }
}

/// Lets everybody read a lesson.
///
/// # Errors
/// A rule says no, or the write path is away.
pub async fn publish_for(
    app: &App,
    id: LessonId,
    if_match: Option<Version>,
    act: &Act,
) -> Result<Done, HttpError> {
    let command = Command::Publish;
    Ok(app.dispatch.execute::<Lesson>(id.into(), if_match, act, command).await?)
}

/// Takes a lesson back, or sets it aside.
///
/// # Errors
/// There is no reason, a rule says no, or the write path is away.
pub async fn withdraw_for(
    app: &App,
    id: LessonId,
    if_match: Option<Version>,
    act: &Act,
    reason: String,
) -> Result<Done, HttpError> {
    let mut fields = Fields::default();
    let reason = fields.text("/reason", reason);
    fields.finish()?;
    let command = Command::Withdraw(Withdrawn { reason });
    Ok(app.dispatch.execute::<Lesson>(id.into(), if_match, act, command).await?)
}

/// Writes a lesson. Everybody can read it once somebody else has approved it and it is
/// published.
#[utoipa::path(post, path = "/api/v1/lesson-drafts", tag = "lessons", request_body = LessonText, security(("bearer" = [])),
    responses((status = 201, body = LessonDrafted), (status = "4XX", body = ProblemDetails)))]
pub async fn post(
    State(app): State<App>,
    staff: Staff,
    Change { body: Json(text), act }: Change<Json<LessonText>>,
) -> Result<Response, HttpError> {
    let (id, done) = draft_for(&app, staff, &act, text).await?;
    let body = LessonDrafted { lesson_id: id.to_string(), version: done.version.0 };
    Ok(created(&app, done, Some(format!("/api/v1/lesson-drafts/{id}")), body).await)
}

/// A lesson to write anew.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LessonRevision {
    /// The revision that it was begun from.
    pub after: u32,
    /// The text that takes its place.
    pub text: LessonText,
}

/// Writes a lesson anew; it has to be approved anew. What is published is withdrawn first.
#[utoipa::path(post, path = "/api/v1/lesson-drafts/{id}/revise", tag = "lessons", params(("id" = String, Path)), security(("bearer" = [])),
    request_body = LessonRevision, responses((status = 200, body = Changed), (status = "4XX", body = ProblemDetails)))]
pub async fn revise(
    State(app): State<App>,
    staff: Staff,
    Id(id): Id<LessonId>,
    if_match: IfMatch,
    Change { body: Json(said), act }: Change<Json<LessonRevision>>,
) -> Result<Response, HttpError> {
    let done = revise_for(&app, (id, staff), if_match.0, &act, said.after, said.text).await?;
    Ok(changed(&app, done).await)
}

/// An approval.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Approval {
    /// The revision that was read.
    pub revision: u32,
    /// Why what the check names stays, by what it is, such as `{"time": "…"}`. Each at most
    /// 4,000 characters.
    #[serde(default)]
    pub kept: Reasons,
}

/// Says that a lesson tells of nobody. Not by whoever began it or wrote it last; and what
/// the check names is resolved first, or kept for a reason: else 422 names each.
#[utoipa::path(post, path = "/api/v1/lesson-drafts/{id}/approve", tag = "lessons", params(("id" = String, Path)), security(("bearer" = [])),
    request_body = Approval, responses((status = 200, body = Changed), (status = "4XX", body = ProblemDetails)))]
pub async fn approve(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
    Id(id): Id<LessonId>,
    if_match: IfMatch,
    Change { body: Json(Approval { revision, kept }), act }: Change<Json<Approval>>,
) -> Result<Response, HttpError> {
    let said = (revision, kept);
    let done = approve_for(&app, (id, staff), if_match.0, &act, said, locale.lang).await?;
    Ok(changed(&app, done).await)
}

/// Lets everybody read an approved lesson.
#[utoipa::path(post, path = "/api/v1/lesson-drafts/{id}/publish", tag = "lessons", params(("id" = String, Path)), security(("bearer" = [])),
    responses((status = 200, body = Changed), (status = "4XX", body = ProblemDetails)))]
pub async fn publish(
    State(app): State<App>,
    Id(id): Id<LessonId>,
    if_match: IfMatch,
    change: Change<()>,
) -> Result<Response, HttpError> {
    let done = publish_for(&app, id, if_match.0, &change.act).await?;
    Ok(changed(&app, done).await)
}

/// A reason.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Withdrawal {
    /// Why, at most 4,000 characters.
    #[schema(min_length = 1, max_length = 4_000)]
    pub reason: String,
}

/// Takes a lesson back, or sets a draft aside.
#[utoipa::path(post, path = "/api/v1/lesson-drafts/{id}/withdraw", tag = "lessons", params(("id" = String, Path)), security(("bearer" = [])),
    request_body = Withdrawal, responses((status = 200, body = Changed), (status = "4XX", body = ProblemDetails)))]
pub async fn withdraw(
    State(app): State<App>,
    Id(id): Id<LessonId>,
    if_match: IfMatch,
    Change { body: Json(said), act }: Change<Json<Withdrawal>>,
) -> Result<Response, HttpError> {
    let done = withdraw_for(&app, id, if_match.0, &act, said.reason).await?;
    Ok(changed(&app, done).await)
}
