//! Opening a reporter's original: for a purpose, as an event that the reporter gets to see.
//!
//! An opening lasts for the rest of its day in the organisation's zone: the log holds
//! the hour, and an hour lies in one day. Must never show a reporter's words to whoever
//! has not opened them, nor append anything when something is only read.

use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use tillbud_events::report::{Command, OriginalOpened, Report};
use tillbud_events::vocabulary::Purpose;
use tillbud_events::{Position, ReportId, Version};
use tillbud_projections::db::timestamp;
use tillbud_projections::report::{
    self, AttachmentRow, FurtherTextRow, MessageRow, OpeningRow, ReportRow,
};
use utoipa::ToSchema;

use super::{Changed, changed};
use crate::App;
use crate::access::Staff;
use crate::act::Act;
use crate::clock;
use crate::dispatch::Done;
use crate::fields::Fields;
use crate::web::error::{HttpError, ProblemDetails};
use crate::web::extract::{Change, Id, IfMatch, Json};
use crate::web::schema;

/// How a report's original lies before a member of staff.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Original {
    /// Opened today by this account, or taken over from another register.
    Open,
    /// Not opened today by this account.
    Closed,
    /// Gone for good.
    Erased,
}

impl Original {
    /// As the API says it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Closed => "closed",
            Self::Erased => "erased",
        }
    }
}

/// One report as far as a member of staff may read it now.
pub struct Shown {
    /// Whether the reporter's words are among what follows.
    pub original: Original,
    /// The report.
    pub row: ReportRow,
    /// Its dialogue.
    pub messages: Vec<MessageRow>,
    /// Further texts of an import.
    pub further: Vec<FurtherTextRow>,
    /// Its files, which can be downloaded once the original is open.
    pub files: Vec<AttachmentRow>,
}

/// One report, with the reporter's words only when `staff` has opened them today.
///
/// # Errors
/// `NotFound` when there is no such report; the database fails.
pub async fn shown(app: &App, id: ReportId, staff: Staff) -> Result<Shown, HttpError> {
    let db = app.read_models.db();
    let row = report::get(db, id).await?.ok_or(HttpError::NotFound)?;
    let further = report::further_texts(db, id).await?;
    let files = report::attachments(db, id).await?;
    let original = if row.grounds.is_some() {
        Original::Erased
    } else if row.imported || is_open(app, id, staff).await? {
        Original::Open
    } else {
        Original::Closed
    };
    if original != Original::Open {
        let messages = report::messages(db, id).await?;
        return Ok(Shown { original, row, messages, further, files });
    }
    let row = report::original(db, id).await?.ok_or(HttpError::NotFound)?;
    let messages = report::dialogue(db, id).await?;
    Ok(Shown { original, row, messages, further, files })
}

/// Whether the account of `staff` has opened the words today.
///
/// # Errors
/// When the database fails.
pub(super) async fn is_open(app: &App, id: ReportId, staff: Staff) -> Result<bool, HttpError> {
    let actor = staff.actor().to_string();
    let openings = report::openings(app.read_models.db(), id).await?;
    Ok(openings.iter().any(|opening| is_of_today(app, &actor, opening)))
}

/// Whether `actor` opened the words (not only a file) today.
fn is_of_today(app: &App, actor: &str, opening: &OpeningRow) -> bool {
    opening.actor == actor
        && opening.attachment_id.is_none()
        && clock::day(timestamp(opening.at)) == app.clock.today()
}

/// Opens the original; nothing is added when the same account has opened it for the
/// same purpose today, or when it came from another register. A race can add an opening
/// twice, which the reporter sees as one.
///
/// # Errors
/// `NotFound`, a rule says no, or the write path is away.
pub async fn open_for(
    app: &App,
    id: ReportId,
    if_match: Option<Version>,
    act: &Act,
    purpose: Purpose,
) -> Result<Done, HttpError> {
    let db = app.read_models.db();
    let row = report::get(db, id).await?.ok_or(HttpError::NotFound)?;
    let actor = act.actor().to_string();
    let openings = report::openings(db, id).await?;
    let is_told =
        openings.iter().any(|it| is_of_today(app, &actor, it) && it.purpose == purpose.as_str());
    if row.imported || (is_told && row.grounds.is_none()) {
        let version = Version(row.version.unsigned_abs());
        return Ok(Done { version, position: Position(0), already: true });
    }
    let command = Command::OpenOriginal(OriginalOpened { purpose, attachment_id: None });
    let done = app.dispatch.execute::<Report>(id.into(), if_match, act, command).await?;
    app.projector.caught_up(done.position).await;
    Ok(done)
}

/// What the original is opened for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Open {
    /// What for; the reporter sees it, with the role and the day.
    #[schema(schema_with = schema::purposes)]
    pub purpose: String,
}

/// Opens the reporter's own words for the rest of the day. The reporter sees which role
/// did, on which day and for what. Who has opened them has seen the report.
#[utoipa::path(post, path = "/api/v1/reports/{id}/open", tag = "reports", params(("id" = String, Path)), security(("bearer" = [])),
    request_body = Open, responses((status = 200, body = Changed), (status = "4XX", body = ProblemDetails)))]
pub async fn open(
    State(app): State<App>,
    Id(id): Id<ReportId>,
    if_match: IfMatch,
    Change { body: Json(body), act }: Change<Json<Open>>,
) -> Result<Response, HttpError> {
    let mut fields = Fields::default();
    let purpose = fields.one_of("/purpose", Purpose::from_stored(&body.purpose), Purpose::ALL);
    let purpose = fields.need(purpose)?;
    let done = open_for(&app, id, if_match.0, &act, purpose).await?;
    Ok(changed(&app, done).await)
}
