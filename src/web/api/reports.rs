//! Reports: sending one, the queue, and the coordinator's side of the dialogue.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use tillbud_events::{
    MessageId, ReportId, Text,
    report::{
        Command, Declined, FeedbackGiven, QuestionAsked, Report, Rerouted, TakenUpAgain,
        WordingKept,
    },
    vocabulary::{Channel, Kind},
};
use tillbud_projections::report::{self, Filter, Mark, Status};
use utoipa::{IntoParams, ToSchema};

use super::attachments::ReportAttachment;
use super::original::{self, Shown};
use super::period::period;
use super::{Changed, changed, created, found, views};
use crate::App;
use crate::access::Staff;
use crate::fields::{FieldError, Fields};
use crate::holding::Standing;
use crate::intake::NewReport;
use crate::web::cursor::PageQuery;
use crate::web::error::{HttpError, ProblemDetails};
use crate::web::extract::{Change, Id, IfMatch, Json, Params, Proof};
use crate::web::language::Locale;
use crate::web::schema;
use crate::wording::settle;

/// The answer to a report.
#[derive(Debug, Serialize, ToSchema)]
pub struct Received {
    /// The report's id.
    pub report_id: ReportIdText,
    /// The receipt code: shown once, it is all that leads back to the report.
    #[schema(example = "7K3M9Q-2RV8XA-4TB0ZC")]
    pub receipt: String,
    /// When it is handed over, UTC; absent once it is. In the very last moment before
    /// that it may be the time after.
    #[schema(format = DateTime)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub held_until: Option<String>,
}

/// What is asked for when very much comes in.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "only describes the header; the extractor Proof reads it")]
pub struct ProofHeader {
    /// The answer to the challenge of a 429.
    #[param(rename = "Proof-Of-Work", max_length = 200)]
    proof_of_work: Option<String>,
}

/// An id as text.
pub type ReportIdText = String;

/// Sends a report. Nothing about the sender is read or kept. Unless it is urgent or to
/// go `at_once`, it may be held until the next full hour; it is durable all the same.
/// With the same `Idempotency-Key` the same report is answered again.
///
/// When very much comes in, the answer is 429 with a problem of the type
/// `urn:tillbud:problem:proof-of-work` and a `challenge`, and nothing was stored. Send
/// the same request again with `Proof-Of-Work: <challenge>:<number>`, where the SHA-256
/// of that value (as ASCII) begins with as many zero bits as the second part of the
/// challenge says: `report.16.…` asks for 16. Or wait as long as `Retry-After` says and
/// send the challenge alone. Each counts once.
#[utoipa::path(post, path = "/api/v1/reports", tag = "reports", params(ProofHeader), request_body = NewReport,
    responses((status = 201, body = Received), (status = "4XX", body = ProblemDetails), (status = 503, body = ProblemDetails)))]
pub async fn post(
    State(app): State<App>,
    locale: Locale,
    Proof(answer): Proof,
    change: Change<Json<NewReport>>,
) -> Result<Response, HttpError> {
    let Change { body: Json(report), act } = change;
    let at_once = report.at_once.unwrap_or(false);
    let received = report.read(&app.lists, locale.lang)?;
    app.pressure.admit_report(&answer, received.urgent)?;
    let accepted = app.receive(received, &act, at_once).await?;
    let (report_id, receipt) = (accepted.report_id.to_string(), accepted.receipt.to_string());
    Ok(match accepted.standing {
        Standing::Recorded(done) => {
            created(&app, done, None, Received { report_id, receipt, held_until: None }).await
        }
        Standing::Held { until } => {
            let held_until = Some(until.to_string());
            let body = Received { report_id, receipt, held_until };
            (StatusCode::CREATED, axum::Json(body)).into_response()
        }
    })
}

/// Which reports of the queue.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct QueueQuery {
    /// Rows, 1 to 200; 50 when absent.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u32>,
    /// The `next` of the page before.
    pub after: Option<String>,
    /// How far it has come.
    #[param(schema_with = schema::statuses)]
    pub status: Option<String>,
    /// Only of this kind.
    #[param(schema_with = schema::kinds)]
    pub kind: Option<String>,
    /// Only of this unit.
    pub unit: Option<String>,
    /// Only with this mark.
    #[param(schema_with = schema::marks)]
    pub mark: Option<String>,
    /// Only received on this day or later, `YYYY-MM-DD`.
    #[param(schema_with = schema::day)]
    pub from: Option<String>,
    /// Only received on this day or earlier.
    #[param(schema_with = schema::day)]
    pub until: Option<String>,
}

impl QueueQuery {
    /// As the read model asks it for whoever looks.
    ///
    /// # Errors
    /// What is not a value of its list.
    pub fn filter(&self, staff: Staff) -> Result<Filter, HttpError> {
        let mut fields = Fields::default();
        let (from, until) = period(&mut fields, &self.from, &self.until);
        let filter = Filter {
            status: fields.filter_one_of("/status", &self.status, Status::from_stored, Status::ALL),
            kind: fields.filter_one_of("/kind", &self.kind, Kind::from_stored, Kind::ALL),
            unit: fields.filter("/unit", &self.unit),
            mark: fields.filter_one_of("/mark", &self.mark, Mark::from_stored, Mark::ALL),
            from,
            until,
            open_to: Some(staff.actor()),
        };
        fields.finish()?;
        Ok(filter)
    }

    /// Which page.
    #[must_use]
    pub fn page(&self) -> PageQuery {
        PageQuery { limit: self.limit, after: self.after.clone() }
    }
}

/// The queue.
#[derive(Debug, Serialize, ToSchema)]
pub struct Queue {
    /// One page of it.
    #[serde(flatten)]
    pub page: views::List<views::Report>,
    /// Whether something waits to be handed over, as of the last quarter of an hour.
    /// How much is not told: it would tell when it came.
    pub waiting: bool,
}

/// The queue, newest first: coded facts and approved copies, no words of reporters.
#[utoipa::path(get, path = "/api/v1/reports", tag = "reports", params(QueueQuery), security(("bearer" = [])),
    responses((status = 200, body = Queue), (status = "4XX", body = ProblemDetails)))]
pub async fn list(
    State(app): State<App>,
    staff: Staff,
    Params(query): Params<QueueQuery>,
) -> Result<axum::Json<Queue>, HttpError> {
    let (after, limit) = query.page().read(&app.secrets.cursor)?;
    let page = report::queue(app.read_models.db(), &query.filter(staff)?, after, limit).await?;
    let waiting = app.something_waits().await;
    Ok(axum::Json(Queue { page: views::List::of(page, &app), waiting }))
}

/// One report with its dialogue.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReportWithDialogue {
    /// The report.
    #[serde(flatten)]
    pub report: views::Report,
    /// The dialogue, oldest first.
    pub messages: Vec<views::Message>,
    /// Further texts of an import.
    pub further: Vec<Option<String>>,
    /// Its files; each can be downloaded once the original is open.
    pub attachments: Vec<ReportAttachment>,
    /// `open` when the reporter's own words (narrative, place, system, hindered, helped and
    /// replies) are shown; `closed` when they are null until this account opens them today;
    /// `erased` when they are gone.
    #[schema(example = "closed")]
    pub original: &'static str,
}

/// One report with its dialogue. The reporter's own words are null until they are opened
/// with `POST …/open`; reading leaves no trace.
#[utoipa::path(get, path = "/api/v1/reports/{id}", tag = "reports", params(("id" = String, Path)), security(("bearer" = [])),
    responses((status = 200, body = ReportWithDialogue), (status = "4XX", body = ProblemDetails)))]
pub async fn get(
    State(app): State<App>,
    staff: Staff,
    Id(id): Id<ReportId>,
) -> Result<Response, HttpError> {
    let Shown { original, row, messages, further, files } =
        original::shown(&app, id, staff).await?;
    let body = ReportWithDialogue {
        messages: messages.into_iter().map(Into::into).collect(),
        further: further.into_iter().map(|row| row.text).collect(),
        attachments: files.into_iter().map(Into::into).collect(),
        original: original.as_str(),
        report: row.into(),
    };
    Ok(found(body.report.version, body))
}

async fn execute(
    app: &App,
    id: ReportId,
    if_match: IfMatch,
    change: &crate::act::Act,
    command: Command,
) -> Result<Response, HttpError> {
    let done = app.dispatch.execute::<Report>(id.into(), if_match.0, change, command).await?;
    Ok(changed(app, done).await)
}

/// `command`, with the reason for the words that are `kept` in it.
pub(crate) fn keeping(kept: Option<Text>, command: Command) -> Command {
    match kept {
        Some(reason) => Command::KeepWording(WordingKept { reason }, Box::new(command)),
        None => command,
    }
}

/// Tells the reporter that the report was seen.
#[utoipa::path(post, path = "/api/v1/reports/{id}/acknowledge", tag = "reports", params(("id" = String, Path)), security(("bearer" = [])),
    responses((status = 200, body = Changed), (status = "4XX", body = ProblemDetails)))]
pub async fn acknowledge(
    State(app): State<App>,
    Id(id): Id<ReportId>,
    if_match: IfMatch,
    change: Change<()>,
) -> Result<Response, HttpError> {
    execute(&app, id, if_match, &change.act, Command::Acknowledge).await
}

/// A message to the reporter.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// At most 4,000 characters.
    #[schema(min_length = 1, max_length = 4_000)]
    pub text: String,
    /// Why words that the language check names are kept. At most 4,000 characters.
    #[schema(max_length = 4_000)]
    pub kept_wording: Option<String>,
}

/// What a reporter is told, as the API takes it.
fn answer(pointer: &str, words: String) -> Result<Text, Vec<FieldError>> {
    let mut fields = Fields::default();
    let text = fields.answer(pointer, words);
    fields.finish()?;
    Ok(text)
}

/// Asks the reporter something.
#[utoipa::path(post, path = "/api/v1/reports/{id}/question", tag = "reports", params(("id" = String, Path)), security(("bearer" = [])),
    request_body = Words, responses((status = 200, body = Changed), (status = "4XX", body = ProblemDetails)))]
pub async fn question(
    State(app): State<App>,
    Id(id): Id<ReportId>,
    if_match: IfMatch,
    Change { body: Json(words), act }: Change<Json<Words>>,
) -> Result<Response, HttpError> {
    let text = answer("/text", words.text)?;
    let kept = settle(&[("/text", &text)], words.kept_wording)?;
    let asked = QuestionAsked { message_id: MessageId(act.id("message")), text };
    execute(&app, id, if_match, &act, keeping(kept, Command::Ask(asked))).await
}

/// Tells the reporter what came of it.
#[utoipa::path(post, path = "/api/v1/reports/{id}/feedback", tag = "reports", params(("id" = String, Path)), security(("bearer" = [])),
    request_body = Words, responses((status = 200, body = Changed), (status = "4XX", body = ProblemDetails)))]
pub async fn feedback(
    State(app): State<App>,
    Id(id): Id<ReportId>,
    if_match: IfMatch,
    Change { body: Json(words), act }: Change<Json<Words>>,
) -> Result<Response, HttpError> {
    let text = answer("/text", words.text)?;
    let kept = settle(&[("/text", &text)], words.kept_wording)?;
    let given = FeedbackGiven { message_id: MessageId(act.id("message")), text };
    execute(&app, id, if_match, &act, keeping(kept, Command::GiveFeedback(given))).await
}

/// Why no incident is worked on.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Decline {
    /// Told to the reporter: why, and what happens instead. At most 4,000 characters.
    #[schema(min_length = 1, max_length = 4_000)]
    pub feedback: String,
    /// Why words that the language check names are kept. At most 4,000 characters.
    #[schema(max_length = 4_000)]
    pub kept_wording: Option<String>,
}

/// Works on no incident, and tells the reporter why.
#[utoipa::path(post, path = "/api/v1/reports/{id}/decline", tag = "reports", params(("id" = String, Path)), security(("bearer" = [])),
    request_body = Decline, responses((status = 200, body = Changed), (status = "4XX", body = ProblemDetails)))]
pub async fn decline(
    State(app): State<App>,
    Id(id): Id<ReportId>,
    if_match: IfMatch,
    Change { body: Json(body), act }: Change<Json<Decline>>,
) -> Result<Response, HttpError> {
    let feedback = answer("/feedback", body.feedback)?;
    let kept = settle(&[("/feedback", &feedback)], body.kept_wording)?;
    let declined = Command::Decline(Declined { feedback });
    execute(&app, id, if_match, &act, keeping(kept, declined)).await
}

/// Where the report belongs.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Reroute {
    /// The right channel.
    #[schema(schema_with = schema::channels)]
    pub to: String,
    /// Told to the reporter: how to get there. At most 4,000 characters.
    #[schema(min_length = 1, max_length = 4_000)]
    pub feedback: String,
    /// Why words that the language check names are kept. At most 4,000 characters.
    #[schema(max_length = 4_000)]
    pub kept_wording: Option<String>,
}

/// Sends the report where it belongs, and tells the reporter.
#[utoipa::path(post, path = "/api/v1/reports/{id}/reroute", tag = "reports", params(("id" = String, Path)), security(("bearer" = [])),
    request_body = Reroute, responses((status = 200, body = Changed), (status = "4XX", body = ProblemDetails)))]
pub async fn reroute(
    State(app): State<App>,
    Id(id): Id<ReportId>,
    if_match: IfMatch,
    Change { body: Json(body), act }: Change<Json<Reroute>>,
) -> Result<Response, HttpError> {
    let mut fields = Fields::default();
    let to = fields.one_of("/to", Channel::from_stored(&body.to), Channel::ALL);
    let feedback = fields.answer("/feedback", body.feedback);
    let to = fields.need(to)?;
    let kept = settle(&[("/feedback", &feedback)], body.kept_wording)?;
    let rerouted = Command::Reroute(Rerouted { to, feedback });
    execute(&app, id, if_match, &act, keeping(kept, rerouted)).await
}

/// Why a report goes on that was declined or rerouted.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TakeUp {
    /// Told to the reporter: why. At most 4,000 characters.
    #[schema(min_length = 1, max_length = 4_000)]
    pub reason: String,
    /// Why words that the language check names are kept. At most 4,000 characters.
    #[schema(max_length = 4_000)]
    pub kept_wording: Option<String>,
}

/// Puts a report that was declined or rerouted back into the queue, and tells the reporter.
#[utoipa::path(post, path = "/api/v1/reports/{id}/take-up", tag = "reports", params(("id" = String, Path)), security(("bearer" = [])),
    request_body = TakeUp, responses((status = 200, body = Changed), (status = "4XX", body = ProblemDetails)))]
pub async fn take_up(
    State(app): State<App>,
    Id(id): Id<ReportId>,
    if_match: IfMatch,
    Change { body: Json(body), act }: Change<Json<TakeUp>>,
) -> Result<Response, HttpError> {
    let reason = answer("/reason", body.reason)?;
    let kept = settle(&[("/reason", &reason)], body.kept_wording)?;
    let again = Command::TakeUpAgain(TakenUpAgain { reason });
    execute(&app, id, if_match, &act, keeping(kept, again)).await
}
