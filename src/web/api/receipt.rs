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
    concern::Raised,
    report::{Erased, ExperienceShared, Received, ReplyReceived},
    vocabulary::{Again, Grounds},
};
use tillbud_projections::db::timestamp;
use tillbud_projections::{concern as concerns, incident, report};
use utoipa::ToSchema;

use super::attachments::Attachment;
use super::lesson_views::Lesson;
use super::reports::ProofHeader;
use super::{etag, lessons, views};
use crate::App;
use crate::access::receipt::ReceiptCode;
use crate::act::Act;
use crate::clock;
use crate::dispatch::DispatchError;
use crate::fields::Fields;
use crate::holding::{Held, Opened, Standing, What};
use crate::intake;
use crate::web::error::{HttpError, ProblemDetails};
use crate::web::extract::{Change, Json, Proof, Receipt};
use crate::web::schema;

/// What the holder of a receipt gets to know.
#[derive(Debug, Serialize, ToSchema)]
pub struct Status {
    /// held (waits to be handed over), received, acknowledged, in_progress, closed,
    /// declined, rerouted or erased.
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
    /// The files that came with it, those that wait last.
    pub attachments: Vec<Attachment>,
    /// Who opened the original; empty when nobody has.
    pub ledger: Vec<Opening>,
    /// Whether the reporter would report again, as last told.
    pub again: Option<String>,
    /// What was said between the reporter and the independent role, oldest first.
    pub concern: Vec<views::ConcernMessage>,
    /// The published lessons that it led to, the oldest first.
    pub lessons: Vec<Lesson>,
    /// What was sent and waits to be handed over, oldest first; the report itself and
    /// files are not among it.
    pub waiting: Vec<Waiting>,
}

/// Something that the reporter added and that waits to be handed over.
#[derive(Debug, Serialize, ToSchema)]
pub struct Waiting {
    /// reply, experience or concern.
    pub kind: &'static str,
    /// When it is handed over, UTC.
    #[schema(format = DateTime)]
    pub held_until: String,
    /// The words; null when there are none.
    pub text: Option<String>,
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

/// What a receipt leads to.
///
/// # Errors
/// `UnknownReceipt` for a code that opens nothing.
pub(super) async fn open(app: &App, code: &ReceiptCode) -> Result<Opened, HttpError> {
    app.open_receipt(code).await?.ok_or(HttpError::UnknownReceipt)
}

/// Status and dialogue of the report that a receipt opened, for its reporter.
///
/// # Errors
/// `Unavailable` while the read models are behind, or the database fails.
pub async fn status(app: &App, opened: &Opened) -> Result<Status, HttpError> {
    let mut status = match opened.report() {
        Some((held, received)) => held_status(held, received),
        None => recorded_status(app, opened.report_id).await?,
    };
    for held in &opened.waiting {
        status.attachments.extend(held.what.files().iter().map(Into::into));
        let (kind, text) = match &held.what {
            What::Report(_) | What::ReportWith(..) | What::File(..) => continue,
            What::Reply(_, reply) => ("reply", Some(&reply.text)),
            What::Concern(_, raised) => ("concern", Some(&raised.text)),
            What::Experience(_, shared) => {
                status.again = Some(shared.again.to_string());
                ("experience", None)
            }
        };
        let text = text.and_then(Text::as_clear).map(ToOwned::to_owned);
        status.waiting.push(Waiting { kind, held_until: held.until.to_string(), text });
    }
    Ok(status)
}

/// Nobody but the reporter knows of it yet.
fn held_status(held: &Held, received: &Received) -> Status {
    Status {
        status: "held".to_owned(),
        received_at: held.act.at().to_string(),
        rerouted_to: None,
        narrative: received.narrative.as_clear().map(ToOwned::to_owned),
        erased_on: None,
        grounds: None,
        decision: None,
        messages: Vec::new(),
        attachments: Vec::new(),
        ledger: Vec::new(),
        again: None,
        concern: Vec::new(),
        lessons: Vec::new(),
        waiting: Vec::new(),
    }
}

async fn recorded_status(app: &App, report_id: ReportId) -> Result<Status, HttpError> {
    let db = app.read_models.db();
    // The code is known, so the report is in the log: the read models have to catch up.
    let behind = || HttpError::Unavailable(anyhow::anyhow!("the read models are behind"));
    let row = report::original(db, report_id).await?.ok_or_else(behind)?;
    let messages = report::dialogue(db, report_id).await?;
    let attachments = report::attachments(db, report_id).await?;
    let concern = concerns::messages(db, app.concern_of(report_id)).await?;
    let incident_id = row.incident_id.as_deref().and_then(|id| id.parse().ok());
    let (is_closed, lessons) = match incident_id {
        Some(id) => (is_closed(app, id).await?, lessons::led_to(app, id).await?),
        None => (false, Vec::new()),
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
        attachments: attachments.into_iter().map(Into::into).collect(),
        ledger: ledger(report::openings(db, report_id).await?),
        again: row.again,
        concern: concern.into_iter().map(Into::into).collect(),
        lessons: lessons.into_iter().map(Into::into).collect(),
        waiting: Vec::new(),
    })
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
    let opened = open(&app, &code).await?;
    let status = status(&app, &opened).await?;
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

/// What became of a wish.
pub enum Fulfilled {
    /// It is in the log, or waits to be handed over.
    Stands(Standing),
    /// The report was taken back before it was handed over: nothing is left of it.
    Gone,
}

/// Does what the holder of the receipt that was `opened` wishes. It may be held, unless
/// it is `at_once`; taking back never is.
///
/// # Errors
/// A rule says no, or the write path is away.
pub async fn fulfil(
    app: &App,
    opened: &Opened,
    act: &Act,
    wish: Wish,
    at_once: bool,
) -> Result<Fulfilled, DispatchError> {
    let report_id = opened.report_id;
    let message_id = MessageId(act.id("message"));
    let what = match wish {
        Wish::Reply(text) => What::Reply(report_id, ReplyReceived { message_id, text }),
        Wish::Share(again) => What::Experience(report_id, ExperienceShared { again }),
        Wish::Raise(text) => {
            let report = Text::Clear(report_id.to_string());
            What::Concern(report_id, Raised { message_id, text, report })
        }
        Wish::Withdraw => return withdrawn(app, opened, act).await,
    };
    app.add(opened, act, what, at_once).await.map(Fulfilled::Stands)
}

async fn withdrawn(app: &App, opened: &Opened, act: &Act) -> Result<Fulfilled, DispatchError> {
    app.withdraw_held(opened).await?;
    let Some(opened) = app.reopen(opened).await? else { return Ok(Fulfilled::Gone) };
    let order = Erased { grounds: Grounds::Withdrawn, decision: None };
    let erasure = app.eraser.erase(opened.report_id, None, act, order).await?;
    if erasure.is_carried_out {
        return Ok(Fulfilled::Stands(Standing::Recorded(erasure.done)));
    }
    // It is ordered for good; nobody is told that words are gone before they are.
    let late = anyhow::anyhow!("an erasure was ordered and is carried out later");
    Err(DispatchError::Unavailable(late))
}

/// The answer to what the holder of a receipt has sent.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct Taken {
    /// The version with it; absent while it is held, and when nothing is left.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<u64>,
    /// When it is handed over, UTC; absent once it is.
    #[schema(format = DateTime)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub held_until: Option<String>,
}

async fn wished(
    app: &App,
    code: &ReceiptCode,
    act: &Act,
    wish: Wish,
    at_once: bool,
) -> Result<Response, HttpError> {
    let opened = open(app, code).await?;
    Ok(match fulfil(app, &opened, act, wish, at_once).await? {
        Fulfilled::Stands(Standing::Recorded(done)) => {
            app.projector.caught_up(done.position).await;
            let taken = Taken { version: Some(done.version.0), ..Taken::default() };
            ([etag(done.version)], JsonBody(taken)).into_response()
        }
        Fulfilled::Stands(Standing::Held { until }) => {
            let held_until = Some(until.to_string());
            JsonBody(Taken { held_until, ..Taken::default() }).into_response()
        }
        Fulfilled::Gone => JsonBody(Taken::default()).into_response(),
    })
}

/// A message of the holder of a receipt.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Message {
    /// At most 4,000 characters.
    #[schema(min_length = 1, max_length = 4_000)]
    pub text: String,
    /// Hand it over now, also where it would be held until the next full hour.
    pub at_once: Option<bool>,
}

/// Answers a question, or adds something. Unless it is to go `at_once`, it may be held
/// as a report is; while its report is held, it is in any case. When very much comes in,
/// a proof of work is asked for as when sending a report.
#[utoipa::path(post, path = "/api/v1/receipt/messages", tag = "receipt", params(ProofHeader), security(("receipt" = [])),
    request_body = Message, responses((status = 200, body = Taken), (status = "4XX", body = ProblemDetails)))]
pub async fn post_message(
    State(app): State<App>,
    Receipt(code): Receipt,
    Proof(answer): Proof,
    Change { body: Json(message), act }: Change<Json<Message>>,
) -> Result<Response, HttpError> {
    let text = intake::message("/text", message.text)?;
    app.pressure.admit_message(&answer)?;
    wished(&app, &code, &act, Wish::Reply(text), message.at_once.unwrap_or(false)).await
}

/// Takes the report back: its words, messages and files are erased for good. Coded facts
/// (what kind, which unit, which month) stay and are counted on; of a report that is held
/// nothing stays, and its receipt opens nothing any more.
#[utoipa::path(post, path = "/api/v1/receipt/withdraw", tag = "receipt", security(("receipt" = [])),
    responses((status = 200, body = Taken), (status = "4XX", body = ProblemDetails)))]
pub async fn withdraw(
    State(app): State<App>,
    Receipt(code): Receipt,
    change: Change<()>,
) -> Result<Response, HttpError> {
    wished(&app, &code, &change.act, Wish::Withdraw, true).await
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
    request_body = Experience, responses((status = 200, body = Taken), (status = "4XX", body = ProblemDetails)))]
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
    wished(&app, &code, &act, Wish::Share(again), false).await
}

/// Tells the independent role, and nobody else, of being treated badly after reporting.
#[utoipa::path(post, path = "/api/v1/receipt/concerns", tag = "receipt", params(ProofHeader), security(("receipt" = [])),
    request_body = Message, responses((status = 200, body = Taken), (status = "4XX", body = ProblemDetails)))]
pub async fn raise_concern(
    State(app): State<App>,
    Receipt(code): Receipt,
    Proof(answer): Proof,
    Change { body: Json(message), act }: Change<Json<Message>>,
) -> Result<Response, HttpError> {
    let text = intake::message("/text", message.text)?;
    app.pressure.admit_message(&answer)?;
    wished(&app, &code, &act, Wish::Raise(text), message.at_once.unwrap_or(false)).await
}
