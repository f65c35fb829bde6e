//! Copies of narratives that others than coordinators may read: proposed, approved, listed.
//!
//! Must never propose from words that were not opened, nor list anything but what a
//! person has approved.

use axum::extract::State;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use tillbud_events::report::{Command, Report};
use tillbud_events::vocabulary::Lang;
use tillbud_events::{ReportId, Version, limits};
use tillbud_projections::report::{self, ReportRow};
use utoipa::ToSchema;

use super::original::{self, Original, Shown};
use super::reports::keeping;
use super::{Changed, changed, found, views};
use crate::App;
use crate::access::Staff;
use crate::act::Act;
use crate::deidentify::{self, Hint, Proposal};
use crate::dispatch::{DispatchError, Done, Rejection};
use crate::fields::Fields;
use crate::web::cursor::PageQuery;
use crate::web::error::{HttpError, ProblemDetails};
use crate::web::extract::{Change, Id, IfMatch, Json, Params};
use crate::wording::settle_copy;

/// The report with its original, when `staff` has it open.
///
/// # Errors
/// `NotFound`; `Unopened`; a rejection when the words are gone; the database fails.
pub async fn opened(app: &App, id: ReportId, staff: Staff) -> Result<Shown, HttpError> {
    let shown = original::shown(app, id, staff).await?;
    match shown.original {
        Original::Open => Ok(shown),
        Original::Closed => Err(HttpError::Unopened),
        Original::Erased => {
            let erased = Rejection::Report(tillbud_events::report::Rejection::Erased);
            Err(DispatchError::Rejected(erased).into())
        }
    }
}

/// What to mask in the narrative of `row`, and what blames in it.
#[must_use]
pub fn propose(app: &App, row: &ReportRow) -> (Proposal, Vec<Hint>) {
    let (narrative, lang) = narrative(row);
    let proposal = deidentify::propose(&app.identity, narrative, lang);
    let hints = deidentify::hints(&proposal.masked, lang);
    (proposal, hints)
}

/// The narrative of `row`, and its language.
fn narrative(row: &ReportRow) -> (&str, Lang) {
    let lang = row.lang.as_deref().and_then(Lang::from_stored).unwrap_or(Lang::Sv);
    (row.narrative.as_deref().unwrap_or_default(), lang)
}

/// Words to mask.
#[derive(Debug, Serialize, ToSchema)]
pub struct MaskedSpan {
    /// Where they begin in the narrative, in Unicode characters.
    pub start: usize,
    /// Where they end.
    pub end: usize,
    /// The rule: name, personal_number, email, phone or workplace.
    pub rule: String,
    /// What stands for them in the copy.
    pub replacement: String,
}

/// Words that point at somebody; they are not masked.
#[derive(Debug, Serialize, ToSchema)]
pub struct BlameHint {
    /// The words.
    pub words: String,
    /// What to ask instead.
    pub suggestion: String,
}

/// What to mask in a narrative before others read it.
#[derive(Debug, Serialize, ToSchema)]
pub struct CopyProposal {
    /// The narrative; null when an import held none.
    pub narrative: Option<String>,
    /// What to mask in it, in order.
    pub spans: Vec<MaskedSpan>,
    /// The narrative with each replaced.
    pub text: String,
    /// Words that point at somebody.
    pub hints: Vec<BlameHint>,
    /// Which edition of the rules proposes.
    #[schema(example = "identity 1")]
    pub rules: String,
    /// The revision that is approved now; give it as `after`. 0 when there is none.
    pub revision: i64,
    /// Its text.
    pub copy: Option<String>,
}

/// Proposes what to mask in a narrative that this account has opened. The rules miss
/// some of what identifies people: somebody has to read it.
#[utoipa::path(get, path = "/api/v1/reports/{id}/copy/proposal", tag = "copies", params(("id" = String, Path)), security(("bearer" = [])),
    responses((status = 200, body = CopyProposal), (status = "4XX", body = ProblemDetails)))]
pub async fn proposal(
    State(app): State<App>,
    staff: Staff,
    Id(id): Id<ReportId>,
) -> Result<Response, HttpError> {
    let row = opened(&app, id, staff).await?.row;
    let (proposal, hints) = propose(&app, &row);
    let span = |span: deidentify::Span| MaskedSpan {
        start: span.start,
        end: span.end,
        rule: span.rule,
        replacement: span.replacement,
    };
    let hint = |hint: Hint| BlameHint { words: hint.words, suggestion: hint.suggestion };
    let body = CopyProposal {
        spans: proposal.spans.into_iter().map(span).collect(),
        text: proposal.masked,
        hints: hints.into_iter().map(hint).collect(),
        rules: deidentify::edition(&app.identity)
            .map_or_else(String::new, |it| it.as_str().to_owned()),
        revision: row.copy_revision,
        copy: row.copy_text,
        narrative: row.narrative,
    };
    Ok(found(row.version, body))
}

/// A copy to approve.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ApproveCopy {
    /// The copy. At most 60,000 characters.
    #[schema(min_length = 1, max_length = 60_000)]
    pub text: String,
    /// The revision that was approved when this one was begun; 0 when there was none.
    pub after: u32,
    /// Why words that the rules name, or that the proposal masks, are kept. At most 4,000
    /// characters.
    #[schema(max_length = 4_000)]
    pub kept_wording: Option<String>,
}

/// Checks and records a copy that a person has read.
///
/// # Errors
/// The original is not open, words are to be settled, a rule says no, or the write path
/// is away.
pub async fn approve_for(
    app: &App,
    id: ReportId,
    staff: Staff,
    if_match: Option<Version>,
    act: &Act,
    copy: ApproveCopy,
) -> Result<Done, HttpError> {
    let row = opened(app, id, staff).await?.row;
    let mut fields = Fields::default();
    let text = fields.long_text("/text", copy.text, limits::IMPORTED_TEXT_CHARACTERS);
    fields.finish()?;
    let kept = settle_copy(&app.identity, narrative(&row), &text, copy.kept_wording)?;
    let rules = deidentify::edition(&app.identity);
    let rules =
        rules.ok_or_else(|| HttpError::Internal(anyhow::anyhow!("rules without edition")))?;
    let command = keeping(kept, Command::ApproveCopy { text, rules, after: copy.after });
    Ok(app.dispatch.execute::<Report>(id.into(), if_match, act, command).await?)
}

/// Approves a copy of a narrative that this account has opened, for all who may read
/// copies. What the rules still find in it, and what the proposal masks and the copy holds
/// all the same, is replaced or kept for a reason: else 422 names each.
#[utoipa::path(post, path = "/api/v1/reports/{id}/copy", tag = "copies", params(("id" = String, Path)), security(("bearer" = [])),
    request_body = ApproveCopy, responses((status = 200, body = Changed), (status = "4XX", body = ProblemDetails)))]
pub async fn approve(
    State(app): State<App>,
    staff: Staff,
    Id(id): Id<ReportId>,
    if_match: IfMatch,
    Change { body: Json(copy), act }: Change<Json<ApproveCopy>>,
) -> Result<Response, HttpError> {
    let done = approve_for(&app, id, staff, if_match.0, &act, copy).await?;
    Ok(changed(&app, done).await)
}

/// The approved copies, newest report first.
#[utoipa::path(get, path = "/api/v1/copies", tag = "copies", params(PageQuery), security(("bearer" = [])),
    responses((status = 200, body = views::List<views::Copy>), (status = "4XX", body = ProblemDetails)))]
pub async fn list(
    State(app): State<App>,
    staff: Staff,
    Params(page): Params<PageQuery>,
) -> Result<axum::Json<views::List<views::Copy>>, HttpError> {
    let (after, limit) = page.read(&app.secrets.cursor)?;
    let open_to = Some(staff.actor());
    let page = report::copies(app.read_models.db(), open_to, after, limit).await?;
    let next = page.next.map(|next| crate::web::cursor::encode(next, &app.secrets.cursor));
    let items = page.rows.into_iter().filter_map(views::Copy::of).collect();
    Ok(axum::Json(views::List { items, next }))
}
