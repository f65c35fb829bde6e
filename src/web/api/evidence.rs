//! Files that staff attach to an incident or to an action as evidence.
//!
//! Must never serve a file as anything but a download, under a name of ours, nor one that was
//! withdrawn. Who may read the item reads its files; the rights stand beside the routes.

use axum::Json as JsonBody;
use axum::extract::{FromRequest, Path, Request, State};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use tillbud_cleaning::Refusal;
use tillbud_events::attachment::FileWithdrawn;
use tillbud_events::{ActionId, Actor, AttachmentId, IncidentId, limits};
use tillbud_projections::evidence::{self, EvidenceRow};
use tillbud_projections::{action, incident};
use utoipa::ToSchema;

use super::attachments::headers;
use super::views::time;
use super::{Changed, changed, created};
use crate::App;
use crate::access::Staff;
use crate::attachments::{FileRefused, Uploaded};
use crate::evidence::{Description, Item};
use crate::fields::{Fields, Problem};
use crate::web::error::{HttpError, Malformed, ProblemDetails};
use crate::web::extract::{self, Change, Id, IfMatch, Json};
use crate::web::upload::{Broken, Upload, is_multipart};
use crate::wording::settle;

/// A file of an incident or of an action.
#[derive(Debug, Serialize, ToSchema)]
pub struct EvidenceFile {
    /// The last part of the address that it is downloaded from.
    #[schema(format = Uuid)]
    pub file_id: String,
    /// What it is, such as jpeg or pdf; a cleaned WebP picture is a jpeg or a png.
    pub media: String,
    /// Its size in kibibytes, rounded up.
    pub kibibytes: u32,
    /// Whether its metadata was removed.
    pub cleaned: bool,
    /// What it shows; absent when its words were erased.
    pub description: Option<String>,
    /// When it was attached.
    #[schema(format = DateTime)]
    pub attached_at: String,
    /// Which role attached it.
    pub role: String,
}

impl From<EvidenceRow> for EvidenceFile {
    fn from(row: EvidenceRow) -> Self {
        let EvidenceRow { attachment_id, at, role, media, kibibytes, cleaned, description } = row;
        let kibibytes = u32::try_from(kibibytes).unwrap_or(u32::MAX);
        let (file_id, attached_at) = (attachment_id, time(at));
        Self { file_id, media, kibibytes, cleaned, description, attached_at, role }
    }
}

/// The files of an incident or of an action.
#[derive(Debug, Serialize, ToSchema)]
pub struct EvidenceFiles {
    /// In the order in which they came, without those that were withdrawn.
    pub files: Vec<EvidenceFile>,
}

/// The files of an incident.
#[utoipa::path(get, path = "/api/v1/incidents/{id}/files", tag = "incidents", params(("id" = String, Path)), security(("bearer" = [])),
    responses((status = 200, body = EvidenceFiles), (status = "4XX", body = ProblemDetails)))]
pub async fn list_of_incident(
    State(app): State<App>,
    Id(id): Id<IncidentId>,
) -> Result<JsonBody<EvidenceFiles>, HttpError> {
    incident::get(app.read_models.db(), id).await?.ok_or(HttpError::NotFound)?;
    list(&app, id.into()).await
}

/// The files of an action.
#[utoipa::path(get, path = "/api/v1/actions/{id}/files", tag = "actions", params(("id" = String, Path)), security(("bearer" = [])),
    responses((status = 200, body = EvidenceFiles), (status = "4XX", body = ProblemDetails)))]
pub async fn list_of_action(
    State(app): State<App>,
    Id(id): Id<ActionId>,
) -> Result<JsonBody<EvidenceFiles>, HttpError> {
    action::get(app.read_models.db(), id).await?.ok_or(HttpError::NotFound)?;
    list(&app, id.into()).await
}

async fn list(app: &App, item: Item) -> Result<JsonBody<EvidenceFiles>, HttpError> {
    let rows = evidence::of(app.read_models.db(), item).await?;
    Ok(JsonBody(EvidenceFiles { files: rows.into_iter().map(Into::into).collect() }))
}

/// A file with what it shows, as a form sends it; the file last.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct Attach {
    /// What it shows. At most 300 characters.
    #[schema(min_length = 1, max_length = 300)]
    pub description: String,
    /// Why words of the description that the language check names are kept.
    #[schema(max_length = 4_000)]
    pub kept_wording: Option<String>,
    /// `true` keeps what cannot be cleaned, sealed as it is.
    pub keep_original: Option<String>,
    /// The file. At most 20 MB. Read before the other fields are.
    #[serde(skip)]
    #[schema(value_type = String, format = Binary)]
    pub attachment: (),
}

/// The answer to a file.
#[derive(Debug, Serialize, ToSchema)]
pub struct EvidenceAttached {
    /// Which file; the same one when the same request comes again.
    #[schema(format = Uuid)]
    pub file_id: String,
    /// The version of the incident or action after the change; also the `ETag`.
    pub version: u64,
}

/// Attaches a file to an incident as evidence. Its metadata is removed first, and its name is
/// never kept; what cannot be cleaned is refused unless `keep_original` is `true`.
#[utoipa::path(post, path = "/api/v1/incidents/{id}/files", tag = "incidents", params(("id" = String, Path)), security(("bearer" = [])),
    request_body(content = Attach, content_type = "multipart/form-data"),
    responses((status = 201, body = EvidenceAttached), (status = "4XX", body = ProblemDetails)))]
pub async fn attach_to_incident(
    State(app): State<App>,
    Id(id): Id<IncidentId>,
    if_match: IfMatch,
    staff: Staff,
    request: Request,
) -> Result<Response, HttpError> {
    attach(&app, id.into(), if_match, staff.actor(), request).await
}

/// Attaches a file to an action as evidence; also by who sees to the action. As for an incident.
#[utoipa::path(post, path = "/api/v1/actions/{id}/files", tag = "actions", params(("id" = String, Path)), security(("bearer" = [])),
    request_body(content = Attach, content_type = "multipart/form-data"),
    responses((status = 201, body = EvidenceAttached), (status = "4XX", body = ProblemDetails)))]
pub async fn attach_to_action(
    State(app): State<App>,
    Id(id): Id<ActionId>,
    if_match: IfMatch,
    staff: Staff,
    request: Request,
) -> Result<Response, HttpError> {
    attach(&app, id.into(), if_match, staff.actor(), request).await
}

async fn attach(
    app: &App,
    item: Item,
    if_match: IfMatch,
    actor: Actor,
    request: Request,
) -> Result<Response, HttpError> {
    if !is_multipart(request.headers()) {
        return Err(HttpError::BadRequest(Malformed::Form));
    }
    let (mut parts, body) = request.into_parts();
    let request = Request::from_parts(parts.clone(), body);
    let upload = Upload::<Attach>::from_request(request, app).await?;
    let (uploaded, digests, said) = one(upload)?;
    let description = described("/description", said.description, said.kept_wording)?;
    let act = act(app, &mut parts, actor, &digests, &description).await?;
    let attached = app.attach_evidence(item, if_match.0, &act, uploaded, description);
    let (done, id) = attached.await?;
    let body = EvidenceAttached { file_id: id.to_string(), version: done.version.0 };
    let location = match item {
        Item::Incident(incident_id) => format!("/api/v1/incidents/{incident_id}/files/{id}"),
        Item::Action(action_id) => format!("/api/v1/actions/{action_id}/files/{id}"),
    };
    Ok(created(app, done, Some(location), body).await)
}

/// The same whenever the same file comes with the same words.
async fn act(
    app: &App,
    parts: &mut Parts,
    actor: Actor,
    digests: &[[u8; 32]],
    said: &Description,
) -> Result<crate::act::Act, HttpError> {
    let content = serde_json::to_vec(&(digests, &said.text, &said.kept_wording));
    let content = content.map_err(|error| HttpError::Internal(error.into()))?;
    extract::act(app, parts, actor, None, &content).await
}

/// What a form brought, when that is one file and it was taken.
fn one(upload: Upload<Attach>) -> Result<(Uploaded, Vec<[u8; 32]>, Attach), HttpError> {
    let Upload { said, uploaded, mut refused, broken, digests } = upload;
    match broken {
        Some(Broken::TooLarge) => return Err(HttpError::TooLarge),
        Some(Broken::Shape) => return Err(HttpError::BadRequest(Malformed::Form)),
        None => {}
    }
    if uploaded.added().len() + refused.len() > 1 {
        let mut fields = Fields::default();
        fields.wrong("/attachment", Problem::TooMany { max: 1 });
        fields.finish()?;
    }
    match refused.pop() {
        // Its words are for whoever reports.
        Some((_, FileRefused::Away(cause))) => Err(HttpError::Unavailable(cause)),
        Some((_, why)) => Err(why.into()),
        None if digests.is_empty() => Err(FileRefused::Unclean(Refusal::Empty).into()),
        None => Ok((uploaded, digests, said)),
    }
}

/// Reads what a file is said to show. `pointer` is its field.
///
/// # Errors
/// What is wrong with it, or the words that the language check names.
pub fn described(
    pointer: &str,
    description: String,
    kept_wording: Option<String>,
) -> Result<Description, HttpError> {
    let mut fields = Fields::default();
    let text = fields.long_text(pointer, description, limits::DESCRIPTION_CHARACTERS);
    fields.finish()?;
    let kept_wording = settle(&[(pointer, &text)], kept_wording)?;
    Ok(Description { text, kept_wording })
}

/// Downloads a file of an incident.
#[utoipa::path(get, path = "/api/v1/incidents/{id}/files/{file_id}", tag = "incidents",
    params(("id" = String, Path), ("file_id" = String, Path)), security(("bearer" = [])),
    responses((status = 200, content_type = "application/octet-stream", body = Vec<u8>), (status = "4XX", body = ProblemDetails)))]
pub async fn get_of_incident(
    State(app): State<App>,
    Path((id, file_id)): Path<(String, String)>,
) -> Result<Response, HttpError> {
    download(&app, of_path::<IncidentId>(&id)?.into(), &file_id).await
}

/// Downloads a file of an action.
#[utoipa::path(get, path = "/api/v1/actions/{id}/files/{file_id}", tag = "actions",
    params(("id" = String, Path), ("file_id" = String, Path)), security(("bearer" = [])),
    responses((status = 200, content_type = "application/octet-stream", body = Vec<u8>), (status = "4XX", body = ProblemDetails)))]
pub async fn get_of_action(
    State(app): State<App>,
    Path((id, file_id)): Path<(String, String)>,
) -> Result<Response, HttpError> {
    download(&app, of_path::<ActionId>(&id)?.into(), &file_id).await
}

async fn download(app: &App, item: Item, file_id: &str) -> Result<Response, HttpError> {
    let id: AttachmentId = of_path(file_id)?;
    let (number, file) = app.evidence(item, id).await?.ok_or(HttpError::NotFound)?;
    let content = app.attachments.content(&file).await;
    let content = content.map_err(|error| HttpError::Unavailable(error.into()))?;
    let content = content.ok_or(HttpError::NotFound)?;
    Ok((headers(&file, number), content).into_response())
}

/// Why a file is taken back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WithdrawFile {
    /// Why. At most 4,000 characters.
    #[schema(min_length = 1, max_length = 4_000)]
    pub reason: String,
}

/// Takes back a file that was attached to an incident by mistake. What is stored of it is
/// erased for good; the history keeps its description, with the reason.
#[utoipa::path(post, path = "/api/v1/incidents/{id}/files/{file_id}/withdraw", tag = "incidents",
    params(("id" = String, Path), ("file_id" = String, Path)), security(("bearer" = [])),
    request_body = WithdrawFile, responses((status = 200, body = Changed), (status = "4XX", body = ProblemDetails)))]
pub async fn withdraw_from_incident(
    State(app): State<App>,
    Path((id, file_id)): Path<(String, String)>,
    if_match: IfMatch,
    change: Change<Json<WithdrawFile>>,
) -> Result<Response, HttpError> {
    withdraw(&app, of_path::<IncidentId>(&id)?.into(), &file_id, if_match, change).await
}

/// Takes back a file that was attached to an action by mistake. As for an incident.
#[utoipa::path(post, path = "/api/v1/actions/{id}/files/{file_id}/withdraw", tag = "actions",
    params(("id" = String, Path), ("file_id" = String, Path)), security(("bearer" = [])),
    request_body = WithdrawFile, responses((status = 200, body = Changed), (status = "4XX", body = ProblemDetails)))]
pub async fn withdraw_from_action(
    State(app): State<App>,
    Path((id, file_id)): Path<(String, String)>,
    if_match: IfMatch,
    change: Change<Json<WithdrawFile>>,
) -> Result<Response, HttpError> {
    withdraw(&app, of_path::<ActionId>(&id)?.into(), &file_id, if_match, change).await
}

async fn withdraw(
    app: &App,
    item: Item,
    file_id: &str,
    if_match: IfMatch,
    Change { body: Json(body), act }: Change<Json<WithdrawFile>>,
) -> Result<Response, HttpError> {
    let mut fields = Fields::default();
    let reason = fields.text("/reason", body.reason);
    fields.finish()?;
    let withdrawn = FileWithdrawn { attachment_id: of_path(file_id)?, reason };
    let done = app.withdraw_evidence(item, if_match.0, &act, withdrawn).await?;
    Ok(changed(app, done).await)
}

/// Anything that is not an id does not exist.
fn of_path<T: std::str::FromStr>(id: &str) -> Result<T, HttpError> {
    id.parse().map_err(|_| HttpError::NotFound)
}
