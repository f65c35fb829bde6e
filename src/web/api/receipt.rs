//! The reporter's side: status and dialogue, by receipt code alone.
//!
//! Must never show another report, nor anything that the receipt's own report does
//! not hold. Reading leaves no trace.

use std::collections::BTreeSet;

use axum::Json as JsonBody;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use tillbud_events::{
    MessageId, ReportId, Text,
    concern::{self, Concern, Raised},
    report::{Command, Erased, ExperienceShared, ReplyReceived, Report},
    vocabulary::{Again, Grounds},
};
use tillbud_projections::db::timestamp;
use tillbud_projections::{concern as concerns, incident, report};
use utoipa::ToSchema;

use super::reports::{ProofHeader, Words};
use super::{Changed, changed, views};
use crate::App;
use crate::access::receipt::ReceiptCode;
use crate::act::Act;
use crate::clock;
use crate::dispatch::{DispatchError, Done};
use crate::fields::Fields;
use crate::intake;
use crate::web::error::{HttpError, ProblemDetails};
use crate::web::extract::{Change, Json, Proof, Receipt};
use crate::web::schema;

/// What the holder of a receipt gets to know.
#[derive(Debug, Serialize, ToSchema)]
pub struct Status {
    /// received, acknowledged, in_progress, closed, declined, rerouted or erased.
    pub status: String,
    /// When it was received, a whole hour, UTC.
    #[schema(format = DateTime)]
    pub received_at: String,
    /// Where it was sent on to.
    pub rerouted_to: Option<String>,
    /// The reporter's own words; null when erased.
    pub narrative: Option<String>,
    /// On which day its words were erased.
    #[schema(format = Date)]
    pub erased_on: Option<String>,
    /// Why: withdrawn, retention or disposal.
    pub grounds: Option<String>,
    /// Id of the decision, unless it was withdrawn.
    pub decision: Option<String>,
    /// The dialogue, oldest first.
    pub messages: Vec<views::Message>,
    /// Files that came with it.
    pub files: Vec<File>,
    /// Who opened the original; empty when nobody has.
    pub ledger: Vec<Opening>,
    /// Whether the reporter would report again, as last told.
    pub again: Option<String>,
    /// What was said between the reporter and the independent role, oldest first.
    pub concern: Vec<views::ConcernMessage>,
}

/// A file, without its name.
#[derive(Debug, Serialize, ToSchema)]
pub struct File {
    /// What it is, such as jpeg or pdf.
    pub media: String,
    /// Its size, rounded up.
    pub kibibytes: i64,
    /// Whether its metadata was removed.
    pub cleaned: bool,
}

/// One line of the ledger: no hour, no account.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
pub struct Opening {
    /// On which day, in the organisation's zone.
    #[schema(format = Date)]
    pub day: String,
    /// Which role.
    pub role: String,
    /// What for.
    pub purpose: String,
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
    let row = report::original(db, report_id).await?.ok_or_else(behind)?;
    let messages = report::dialogue(db, report_id).await?;
    let concern = concerns::messages(db, app.concern_of(report_id)).await?;
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
        erased_on: row.erased_at.map(day),
        grounds: row.grounds,
        decision: row.decision,
        messages: messages.into_iter().map(Into::into).collect(),
        files: report::attachments(db, report_id).await?.into_iter().map(Into::into).collect(),
        ledger: ledger(report::openings(db, report_id).await?),
        again: row.again,
        concern: concern.into_iter().map(Into::into).collect(),
    })
}

impl From<report::AttachmentRow> for File {
    fn from(row: report::AttachmentRow) -> Self {
        Self { media: row.media, kibibytes: row.kibibytes, cleaned: row.cleaned }
    }
}

/// Each role, day and purpose once, the oldest first.
fn ledger(openings: Vec<report::OpeningRow>) -> Vec<Opening> {
    let lines = openings.into_iter().map(|it| Opening {
        day: day(it.at),
        role: it.role,
        purpose: it.purpose,
    });
    lines.collect::<BTreeSet<_>>().into_iter().collect()
}

fn day(milliseconds: i64) -> String {
    clock::day(timestamp(milliseconds)).to_string()
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

/// What a reporter can do with the receipt.
pub enum Wish {
    /// Answer a question, or add something.
    Reply(Text),
    /// Have every word of the report erased.
    Withdraw,
    /// Tell whether they would report again.
    Share(Again),
    /// Tell the independent role what happened after reporting.
    Raise(Text),
}

/// Does what the holder of the receipt of `report_id` wishes.
///
/// # Errors
/// A rule says no, or the write path is away.
pub async fn fulfil(
    app: &App,
    report_id: ReportId,
    act: &Act,
    wish: Wish,
) -> Result<Done, DispatchError> {
    let message_id = MessageId(act.id("message"));
    let command = match wish {
        Wish::Reply(text) => Command::Reply(ReplyReceived { message_id, text }),
        Wish::Withdraw => {
            let order = Erased { grounds: Grounds::Withdrawn, decision: None };
            let erasure = app.eraser.erase(report_id, None, act, order).await?;
            if erasure.is_carried_out {
                return Ok(erasure.done);
            }
            // It is ordered for good; nobody is told that words are gone before they are.
            let late = anyhow::anyhow!("an erasure was ordered and is carried out later");
            return Err(DispatchError::Unavailable(late));
        }
        Wish::Share(again) => Command::ShareExperience(ExperienceShared { again }),
        Wish::Raise(text) => {
            let raised = Raised { message_id, text, report: Text::Clear(report_id.to_string()) };
            let command = concern::Command::Raise(raised);
            let stream = app.concern_of(report_id).into();
            return app.dispatch.execute::<Concern>(stream, None, act, command).await;
        }
    };
    app.dispatch.execute::<Report>(report_id.into(), None, act, command).await
}

async fn wished(
    app: &App,
    code: &ReceiptCode,
    act: &Act,
    wish: Wish,
) -> Result<Response, HttpError> {
    let report_id = report_of(app, code).await?;
    let done = fulfil(app, report_id, act, wish).await?;
    Ok(changed(app, done).await)
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
    let text = intake::message("/text", words.text)?;
    app.pressure.admit_message(&answer)?;
    wished(&app, &code, &act, Wish::Reply(text)).await
}

/// Takes the report back: its words, messages and files are erased for good. Coded facts
/// (what kind, which unit, which month) stay and are counted on.
#[utoipa::path(post, path = "/api/v1/receipt/withdraw", tag = "receipt", security(("receipt" = [])),
    responses((status = 200, body = Changed), (status = "4XX", body = ProblemDetails)))]
pub async fn withdraw(
    State(app): State<App>,
    Receipt(code): Receipt,
    change: Change<()>,
) -> Result<Response, HttpError> {
    wished(&app, &code, &change.act, Wish::Withdraw).await
}

/// How it was to report.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Experience {
    /// Whether the reporter would report again.
    #[schema(schema_with = schema::agains)]
    pub again: String,
}

/// Tells whether one would report again.
#[utoipa::path(post, path = "/api/v1/receipt/experience", tag = "receipt", params(ProofHeader), security(("receipt" = [])),
    request_body = Experience, responses((status = 200, body = Changed), (status = "4XX", body = ProblemDetails)))]
pub async fn share_experience(
    State(app): State<App>,
    Receipt(code): Receipt,
    Proof(answer): Proof,
    Change { body: Json(experience), act }: Change<Json<Experience>>,
) -> Result<Response, HttpError> {
    let mut fields = Fields::default();
    let again = fields.one_of("/again", Again::from_stored(&experience.again), Again::ALL);
    let again = fields.need(again)?;
    app.pressure.admit_message(&answer)?;
    wished(&app, &code, &act, Wish::Share(again)).await
}

/// Tells the independent role, and nobody else, of being treated badly after reporting.
#[utoipa::path(post, path = "/api/v1/receipt/concerns", tag = "receipt", params(ProofHeader), security(("receipt" = [])),
    request_body = Words, responses((status = 200, body = Changed), (status = "4XX", body = ProblemDetails)))]
pub async fn raise_concern(
    State(app): State<App>,
    Receipt(code): Receipt,
    Proof(answer): Proof,
    Change { body: Json(words), act }: Change<Json<Words>>,
) -> Result<Response, HttpError> {
    let text = intake::message("/text", words.text)?;
    app.pressure.admit_message(&answer)?;
    wished(&app, &code, &act, Wish::Raise(text)).await
}
