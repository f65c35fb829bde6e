//! The reporter's side: status and dialogue, by receipt code alone.
//!
//! Must never show another report, nor anything that the receipt's own report does
//! not hold. Reading leaves no trace.

use axum::Json as JsonBody;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use tillbud_events::{MessageId, ReportId, StreamKind, report::ReplyReceived};
use tillbud_projections::{incident, report};
use utoipa::ToSchema;

use super::attachments::Attachment;
use super::{etag, views};
use crate::App;
use crate::access::receipt::ReceiptCode;
use crate::holding::{Opened, Standing, What};
use crate::intake;
use crate::web::error::{HttpError, ProblemDetails};
use crate::web::extract::{Change, Json, Receipt};

/// What the holder of a receipt gets to know.
#[derive(Debug, Serialize, ToSchema)]
pub struct Status {
    /// held (waits to be handed over), received, acknowledged, in_progress, closed, declined or rerouted.
    pub status: String,
    /// When it was received, a whole hour, UTC.
    #[schema(format = DateTime)]
    pub received_at: String,
    /// Where it was sent on to.
    pub rerouted_to: Option<String>,
    /// The reporter's own words; null when erased.
    pub narrative: Option<String>,
    /// The dialogue, oldest first.
    pub messages: Vec<views::Message>,
    /// The files that came with it, those that wait last.
    pub attachments: Vec<Attachment>,
    /// What was added and waits to be handed over, oldest first.
    pub waiting: Vec<Waiting>,
}

/// Something that the reporter added and that waits to be handed over.
#[derive(Debug, Serialize, ToSchema)]
pub struct Waiting {
    /// When it is handed over, UTC.
    #[schema(format = DateTime)]
    pub held_until: String,
    /// The words.
    pub text: Option<String>,
}

/// What a receipt leads to.
///
/// # Errors
/// `UnknownReceipt` for a code that opens nothing.
pub async fn open(app: &App, code: &ReceiptCode) -> Result<Opened, HttpError> {
    app.open_receipt(code).await?.ok_or(HttpError::UnknownReceipt)
}

/// Status and dialogue of the report that a receipt opened, for its reporter.
///
/// # Errors
/// `Unavailable` while the read models are behind, or the database fails.
pub async fn status(app: &App, opened: &Opened) -> Result<Status, HttpError> {
    let mut waiting = Vec::new();
    let mut held = None;
    for entry in &opened.waiting {
        match &entry.what {
            What::Report(received) | What::ReportWith(received, _) => {
                held = Some((entry, received));
            }
            What::File(..) => {}
            What::Reply(_, reply) => {
                let text = reply.text.as_clear().map(ToOwned::to_owned);
                waiting.push(Waiting { held_until: entry.until.to_string(), text });
            }
        }
    }
    let files = opened.waiting.iter().flat_map(|held| held.what.files()).map(Into::into);
    let Some((entry, received)) = held else {
        let mut status = recorded_status(app, opened.report_id).await?;
        status.attachments.extend(files);
        return Ok(Status { waiting, ..status });
    };
    let received_at = StreamKind::Report.recorded_moment(entry.act.resume().at());
    Ok(Status {
        status: "held".to_owned(),
        received_at: received_at.to_string(),
        rerouted_to: None,
        narrative: received.narrative.as_clear().map(ToOwned::to_owned),
        messages: Vec::new(),
        attachments: files.collect(),
        waiting,
    })
}

async fn recorded_status(app: &App, report_id: ReportId) -> Result<Status, HttpError> {
    let db = app.read_models.db();
    // The code is known, so the report is in the log: the read models have to catch up.
    let behind = || HttpError::Unavailable(anyhow::anyhow!("the read models are behind"));
    let row = report::get(db, report_id).await?.ok_or_else(behind)?;
    let messages = report::messages(db, report_id).await?;
    let attachments = report::attachments(db, report_id).await?;
    let is_closed = match row.incident_id.as_deref().and_then(|id| id.parse().ok()) {
        Some(incident_id) => is_closed(app, incident_id).await?,
        None => false,
    };
    let status = match row.status.as_str() {
        "linked" if is_closed => "closed",
        "linked" => "in_progress",
        other => other,
    };
    Ok(Status {
        status: status.to_owned(),
        received_at: views::time(row.received_at),
        rerouted_to: row.rerouted_to,
        narrative: row.narrative,
        messages: messages.into_iter().map(Into::into).collect(),
        attachments: attachments.into_iter().map(Into::into).collect(),
        waiting: Vec::new(),
    })
}

/// Whether work ended on the incident, or on the one that it was merged into.
async fn is_closed(app: &App, incident_id: tillbud_events::IncidentId) -> Result<bool, HttpError> {
    let mut next = Some(incident_id);
    while let Some(incident_id) = next {
        let Some(row) = incident::get(app.read_models.db(), incident_id).await? else {
            return Ok(false);
        };
        if row.closed_at.is_some() && row.merged_into.is_none() {
            return Ok(true);
        }
        // A merge never forms a ring, so this ends at the incident being worked on.
        next = row.merged_into.and_then(|id| id.parse().ok());
    }
    Ok(false)
}

/// Status and dialogue of the receipt's report.
#[utoipa::path(get, path = "/api/v1/receipt", tag = "receipt", security(("receipt" = [])),
    responses((status = 200, body = Status), (status = "4XX", body = ProblemDetails)))]
pub async fn get(State(app): State<App>, Receipt(code): Receipt) -> Result<Response, HttpError> {
    let opened = open(&app, &code).await?;
    let status = status(&app, &opened).await?;
    Ok(([(header::CACHE_CONTROL, "no-store")], JsonBody(status)).into_response())
}

/// The answer to something that was added.
#[derive(Debug, Serialize, ToSchema)]
pub struct Added {
    /// The report's version with it; absent while it is held.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<u64>,
    /// When it is handed over, UTC; absent once it is.
    #[schema(format = DateTime)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub held_until: Option<String>,
}

/// Answers something that was added, once the read models hold it or it is held.
pub async fn added(app: &App, standing: Standing) -> Response {
    match standing {
        Standing::Recorded(done) => {
            app.projector.caught_up(done.position).await;
            let added = Added { version: Some(done.version.0), held_until: None };
            ([etag(done.version)], JsonBody(added)).into_response()
        }
        Standing::Held { until } => {
            let added = Added { version: None, held_until: Some(until.to_string()) };
            JsonBody(added).into_response()
        }
    }
}

/// Something to add to a report.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Addition {
    /// At most 4,000 characters.
    #[schema(min_length = 1, max_length = 4_000)]
    pub text: String,
    /// Hand it over now, also where reports are held until the next full hour.
    pub at_once: Option<bool>,
}

/// Answers a question, or adds something. Unless it is to go `at_once`, it may be held
/// as a report is; while its report is held, it is in any case.
#[utoipa::path(post, path = "/api/v1/receipt/messages", tag = "receipt", security(("receipt" = [])),
    request_body = Addition, responses((status = 200, body = Added), (status = "4XX", body = ProblemDetails)))]
pub async fn post_message(
    State(app): State<App>,
    Receipt(code): Receipt,
    Change { body: Json(addition), act }: Change<Json<Addition>>,
) -> Result<Response, HttpError> {
    let opened = open(&app, &code).await?;
    let text = intake::message("/text", addition.text)?;
    let reply = ReplyReceived { message_id: MessageId(act.id("message")), text };
    let what = What::Reply(opened.report_id, reply);
    let standing = app.add(&opened, &act, what, addition.at_once.unwrap_or(false)).await?;
    Ok(added(&app, standing).await)
}
