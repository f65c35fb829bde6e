//! The reporter's side: status and dialogue, by receipt code alone.
//!
//! Must never show another report, nor anything that the receipt's own report does
//! not hold. Reading leaves no trace.

use axum::Json as JsonBody;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use tillbud_events::{
    MessageId, ReportId,
    report::{Command, ReplyReceived, Report},
};
use tillbud_projections::{incident, report};
use utoipa::ToSchema;

use super::reports::{ProofHeader, Words};
use super::{Changed, changed, views};
use crate::App;
use crate::access::receipt::ReceiptCode;
use crate::intake;
use crate::web::error::{HttpError, ProblemDetails};
use crate::web::extract::{Change, Json, Proof, Receipt};

/// What the holder of a receipt gets to know.
#[derive(Debug, Serialize, ToSchema)]
pub struct Status {
    /// received, acknowledged, in_progress, closed, declined or rerouted.
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
}

/// The report of a receipt, when there is one.
///
/// # Errors
/// `UnknownReceipt` for a code that opens nothing.
pub async fn report_of(app: &App, code: &ReceiptCode) -> Result<ReportId, HttpError> {
    app.report_of(code).await?.ok_or(HttpError::UnknownReceipt)
}

/// Status and dialogue of one report, for its reporter.
///
/// # Errors
/// `Unavailable` while the read models are behind, or the database fails.
pub async fn status(app: &App, report_id: ReportId) -> Result<Status, HttpError> {
    let db = app.read_models.db();
    // The code is known, so the report is in the log: the read models have to catch up.
    let behind = || HttpError::Unavailable(anyhow::anyhow!("the read models are behind"));
    let row = report::get(db, report_id).await?.ok_or_else(behind)?;
    let messages = report::messages(db, report_id).await?;
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
    let report_id = report_of(&app, &code).await?;
    let status = status(&app, report_id).await?;
    Ok(([(header::CACHE_CONTROL, "no-store")], JsonBody(status)).into_response())
}

/// Answers a question, or adds something. When very much comes in, a proof of work is
/// asked for as when sending a report.
#[utoipa::path(post, path = "/api/v1/receipt/messages", tag = "receipt", params(ProofHeader), security(("receipt" = [])),
    request_body = Words, responses((status = 200, body = Changed), (status = "4XX", body = ProblemDetails)))]
pub async fn post_message(
    State(app): State<App>,
    Receipt(code): Receipt,
    Proof(answer): Proof,
    Change { body: Json(words), act }: Change<Json<Words>>,
) -> Result<Response, HttpError> {
    let report_id = report_of(&app, &code).await?;
    let text = intake::message("/text", words.text)?;
    app.pressure.admit_message(&answer)?;
    let reply = ReplyReceived { message_id: MessageId(act.id("message")), text };
    let command = Command::Reply(reply);
    let done = app.dispatch.execute::<Report>(report_id.into(), None, &act, command).await?;
    Ok(changed(&app, done).await)
}
