//! Files of a report: the reporter adds them by receipt, staff download them.
//!
//! Must never serve a file as anything but a download, under a name of ours, and only to
//! somebody who has opened the original today.

use axum::Json as JsonBody;
use axum::extract::{FromRequest, Path, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tillbud_cleaning::{Format, Refusal};
use tillbud_events::report::AttachmentAdded;
use tillbud_events::{Actor, AttachmentId, ReportId, limits};
use tillbud_projections::report::{self, AttachmentRow};
use utoipa::{IntoParams, ToSchema};

use super::reports::ProofHeader;
use super::{original, receipt};
use crate::App;
use crate::access::Staff;
use crate::attachments::{FILE_BYTES, FileRefused, Uploaded, told_of};
use crate::holding::Opened;
use crate::web::error::{HttpError, Malformed, ProblemDetails};
use crate::web::extract::{self, Params, Proof, Receipt};
use crate::web::upload::{Broken, Upload, is_multipart};

/// Where reporters send files to.
pub const UPLOAD_PATH: &str = "/api/v1/receipt/attachments";

/// How a file is to be taken.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct How {
    /// Keep what cannot be cleaned, sealed as it is.
    pub keep_original: Option<bool>,
}

/// A file that was taken in.
#[derive(Debug, Serialize, ToSchema)]
pub struct Attachment {
    /// What it is, such as jpeg or pdf; a cleaned WebP picture is a jpeg or a png.
    pub media: String,
    /// Its size in kibibytes, rounded up.
    pub kibibytes: u32,
    /// Whether its metadata was removed.
    pub cleaned: bool,
}

impl From<&AttachmentAdded> for Attachment {
    fn from(added: &AttachmentAdded) -> Self {
        let AttachmentAdded { media, kibibytes, cleaned, .. } = added;
        Self { media: media.to_string(), kibibytes: *kibibytes, cleaned: *cleaned }
    }
}

impl From<AttachmentRow> for Attachment {
    fn from(row: AttachmentRow) -> Self {
        let AttachmentRow { media, kibibytes, cleaned, .. } = row;
        Self { media, kibibytes: u32::try_from(kibibytes).unwrap_or(u32::MAX), cleaned }
    }
}

/// A file of a report, as staff see it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReportAttachment {
    /// The last part of the address that it is downloaded from.
    #[schema(format = Uuid)]
    pub attachment_id: String,
    /// What it is.
    #[serde(flatten)]
    pub attachment: Attachment,
}

impl From<AttachmentRow> for ReportAttachment {
    fn from(row: AttachmentRow) -> Self {
        Self { attachment_id: row.attachment_id.clone(), attachment: row.into() }
    }
}

/// The files that were taken in.
#[derive(Debug, Serialize, ToSchema)]
pub struct Attached {
    /// In the order in which they came.
    pub attachments: Vec<Attachment>,
}

/// Adds a file: the body is its bytes, of any content type, or a form with files in the
/// field `attachment`. Its metadata is removed first; what cannot be cleaned is refused
/// unless `keep_original` is set. At most 20 MB.
#[utoipa::path(post, path = "/api/v1/receipt/attachments", tag = "receipt", params(How, ProofHeader), security(("receipt" = [])),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 201, body = Attached), (status = "4XX", body = ProblemDetails)))]
pub async fn post(
    State(app): State<App>,
    Receipt(code): Receipt,
    Params(how): Params<How>,
    Proof(answer): Proof,
    request: Request,
) -> Result<Response, HttpError> {
    app.pressure.admit_message(&answer)?;
    let opened = receipt::open(&app, &code).await?;
    let keep_original = how.keep_original.unwrap_or(false);
    let (mut parts, body) = request.into_parts();
    let (uploaded, digests) = if is_multipart(&parts.headers) {
        let request = Request::from_parts(parts.clone(), body);
        let upload = Upload::<Nothing>::from_request(request, &app).await?;
        whole(upload)?
    } else {
        let place = app.attachments.place();
        let _place = place.ok_or_else(|| {
            HttpError::File(FileRefused::Away(anyhow::anyhow!("too many uploads at a time")))
        })?;
        let bytes = axum::body::to_bytes(body, FILE_BYTES).await;
        let bytes = bytes.map_err(|_| FileRefused::Unclean(Refusal::TooLarge))?;
        let digest: [u8; 32] = Sha256::digest(&bytes).into();
        let mut uploaded = app.attachments.begin();
        app.attachments.take(&mut uploaded, bytes.into(), keep_original).await?;
        (uploaded, vec![digest])
    };
    let attached: Vec<_> = uploaded.added().iter().map(Into::into).collect();
    require_room(&app, &opened, uploaded.added().len()).await?;
    let mut acts = Vec::with_capacity(digests.len());
    for (number, digest) in digests.iter().enumerate() {
        let scope = format!("{UPLOAD_PATH} {} {number}", opened.report_id);
        acts.push(extract::act(&app, &mut parts, Actor::Reporter, Some(&scope), digest).await?);
    }
    app.attach(&opened, uploaded, &acts).await?;
    Ok((StatusCode::CREATED, JsonBody(Attached { attachments: attached })).into_response())
}

/// A form whose fields are all files.
#[derive(Deserialize)]
struct Nothing {}

fn whole(upload: Upload<Nothing>) -> Result<(Uploaded, Vec<[u8; 32]>), HttpError> {
    let Upload { uploaded, mut refused, broken, digests, said: Nothing {} } = upload;
    match broken {
        Some(Broken::TooLarge) => return Err(HttpError::TooLarge),
        Some(Broken::Shape) => return Err(HttpError::BadRequest(Malformed::Form)),
        None => {}
    }
    match refused.pop() {
        Some((_, why)) => Err(why.into()),
        None if digests.is_empty() => Err(FileRefused::Unclean(Refusal::Empty).into()),
        None => Ok((uploaded, digests)),
    }
}

/// Files that are held count as well: a release must not meet a full report.
///
/// # Errors
/// `File` when the report would have more than it may.
pub async fn require_room(app: &App, opened: &Opened, added: usize) -> Result<(), HttpError> {
    let recorded = report::attachments(app.read_models.db(), opened.report_id).await?.len();
    let held: usize = opened.waiting.iter().map(|held| held.what.files().len()).sum();
    let is_full = recorded + held + added > limits::ATTACHMENTS;
    if is_full { Err(FileRefused::TooMany.into()) } else { Ok(()) }
}

/// Downloads a file, when the same account has opened the report's original today.
#[utoipa::path(get, path = "/api/v1/reports/{id}/attachments/{attachment_id}", tag = "reports",
    params(("id" = String, Path), ("attachment_id" = String, Path)), security(("bearer" = [])),
    responses((status = 200, content_type = "application/octet-stream", body = Vec<u8>), (status = "4XX", body = ProblemDetails)))]
pub async fn get(
    State(app): State<App>,
    staff: Staff,
    Path((id, attachment_id)): Path<(String, String)>,
) -> Result<Response, HttpError> {
    let id: ReportId = id.parse().map_err(|_| HttpError::NotFound)?;
    let attachment_id: AttachmentId = attachment_id.parse().map_err(|_| HttpError::NotFound)?;
    let events = app.store.load(id.into()).await.map_err(crate::dispatch::DispatchError::from)?;
    let mut files = told_of(&events.events).enumerate();
    let found = files.find(|(_, it)| it.attachment_id == attachment_id);
    let (number, added) = found.ok_or(HttpError::NotFound)?;
    if !original::is_open(&app, id, staff).await? {
        return Err(HttpError::Unopened);
    }
    let content = app.attachments.content(added).await;
    let content = content.map_err(|error| HttpError::Unavailable(error.into()))?;
    let content = content.ok_or(HttpError::NotFound)?;
    Ok((headers(added, number + 1), content).into_response())
}

/// What makes a browser save the file and never show it.
pub(super) fn headers(added: &AttachmentAdded, number: usize) -> HeaderMap {
    let format = Format::named(added.media.as_str());
    let ending = format.map_or("bin", Format::extension);
    let media_type = format.filter(|_| added.cleaned).map(Format::media_type);
    let disposition = format!("attachment; filename=\"bilaga-{number}.{ending}\"");
    let mut headers = HeaderMap::new();
    let fixed = HeaderValue::from_static;
    let media_type = fixed(media_type.unwrap_or("application/octet-stream"));
    headers.insert(header::CONTENT_TYPE, media_type);
    let disposition = HeaderValue::from_str(&disposition).unwrap_or(fixed("attachment"));
    headers.insert(header::CONTENT_DISPOSITION, disposition);
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, fixed("nosniff"));
    headers.insert(header::CONTENT_SECURITY_POLICY, fixed("sandbox; default-src 'none'"));
    headers.insert(header::CACHE_CONTROL, fixed("no-store"));
    headers
}
