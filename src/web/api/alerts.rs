//! Alerts: where a unit, a category or severe harm gets more than its usual share, and what
//! people say that it was.
//!
//! Exact figures, for roles with a need to know. Must never rank units.

use axum::extract::State;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use tillbud_events::alert::{Alert, Command, Judged};
use tillbud_events::vocabulary::Verdict;
use tillbud_events::{AlertId, Version};
use tillbud_projections::alert::{self, AlertRow, MemberRow, Quarter, State as Stand};
use tillbud_projections::trend::fact::week::FirstOfCategory;
use utoipa::{IntoParams, ToSchema};

use super::views::{List, time};
use super::{Changed, changed, found};
use crate::App;
use crate::act::Act;
use crate::dispatch::Done;
use crate::fields::Fields;
use crate::policies::early::new_categories;
use crate::web::cursor::{self, PageQuery};
use crate::web::error::{HttpError, ProblemDetails};
use crate::web::extract::{Change, Id, IfMatch, Json, Params};
use crate::web::schema;

/// Which alerts.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AlertQuery {
    /// Only at this state.
    #[param(schema_with = schema::alert_states)]
    pub state: Option<String>,
    /// Rows, 1 to 200; 50 when absent.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u32>,
    /// The `next` of the page before.
    pub after: Option<String>,
}

/// An alert.
#[derive(Debug, Serialize, ToSchema)]
pub struct AlertFound {
    /// Its id.
    pub alert_id: String,
    /// Its version, for `If-Match`.
    pub version: i64,
    /// Whether the scans still find it.
    #[schema(schema_with = schema::alert_states)]
    pub state: String,
    /// What was compared with what.
    #[schema(schema_with = schema::alert_families)]
    pub family: String,
    /// The category; null for severe harm.
    pub category: Option<String>,
    /// The unit that stood out, when it was a single one.
    pub unit: Option<String>,
    /// The ISO week that it was raised in, `YYYY-Www`.
    pub week: String,
    /// The ISO week that it had grown in last.
    pub last_week: String,
    /// When it was raised, UTC.
    #[schema(format = DateTime)]
    pub raised_at: String,
    /// How many weeks were looked at.
    pub window_weeks: i64,
    /// Reports in these weeks; of severe harm incidents, each in the week of its first report.
    pub observed: i64,
    /// As many in the weeks before, of a unit since its first week.
    pub baseline: i64,
    /// As many to be expected in these weeks, had nothing changed.
    pub expected: f64,
    /// Chance of as many or more when nothing has changed.
    pub p: f64,
    /// The same, held to the rate of false discoveries of its family.
    pub q: f64,
    /// Whether less than a year of weeks was there to compare with.
    pub is_provisional: bool,
    /// The statistics, their constants and a digest of what they were given.
    pub engine: String,
    /// Which constants.
    pub profile: String,
    /// SHA-256 of constants and input.
    pub input_sha256: String,
    /// The week whose scan closed it.
    pub closed_week: Option<String>,
    /// What somebody said that it was.
    #[schema(schema_with = schema::verdicts)]
    pub verdict: Option<String>,
    /// Why.
    pub reason: Option<String>,
    /// When, UTC.
    #[schema(format = DateTime)]
    pub judged_at: Option<String>,
}

/// A figure that an event keeps as text.
#[must_use]
pub fn figure(text: &str) -> f64 {
    text.parse().unwrap_or_default()
}

impl From<AlertRow> for AlertFound {
    fn from(row: AlertRow) -> Self {
        Self {
            alert_id: row.alert_id,
            version: row.version,
            state: row.state,
            family: row.family,
            category: row.category,
            unit: row.unit,
            week: row.week,
            last_week: row.last_week,
            raised_at: time(row.raised_at),
            window_weeks: row.window_weeks,
            observed: row.observed,
            baseline: row.baseline,
            expected: figure(&row.expected),
            p: figure(&row.p),
            q: figure(&row.q),
            is_provisional: row.is_provisional,
            engine: row.engine,
            profile: row.profile,
            input_sha256: row.input_sha256,
            closed_week: row.closed_week,
            verdict: row.verdict,
            reason: row.reason,
            judged_at: row.judged_at.map(time),
        }
    }
}

/// A unit that stood out by itself.
#[derive(Debug, Serialize, ToSchema)]
pub struct AlertMember {
    /// Its code or name.
    pub unit: Option<String>,
    /// How many weeks were looked at.
    pub window_weeks: i64,
    /// Reports in these weeks; of severe harm incidents.
    pub observed: i64,
    /// As many in the weeks before, since the unit's first week.
    pub baseline: i64,
    /// As many to be expected in these weeks.
    pub expected: f64,
    /// Chance of as many or more when nothing has changed.
    pub p: f64,
    /// The same, held to the rate of false discoveries.
    pub q: f64,
}

impl From<MemberRow> for AlertMember {
    fn from(row: MemberRow) -> Self {
        Self {
            unit: row.unit,
            window_weeks: row.window_weeks,
            observed: row.observed,
            baseline: row.baseline,
            expected: figure(&row.expected),
            p: figure(&row.p),
            q: figure(&row.q),
        }
    }
}

/// How often the alerts of a quarter were right.
#[derive(Debug, Serialize, ToSchema)]
pub struct AlertPrecision {
    /// Which quarter, `YYYY-Qn`.
    pub quarter: String,
    /// Something had changed, and the alert told of it first.
    pub real: i64,
    /// Something had changed, and people knew.
    pub known: i64,
    /// Nothing had changed.
    pub noise: i64,
    /// Nobody has said what they were.
    pub unjudged: i64,
    /// The share of real ones among those that were judged; null when none was.
    pub precision: Option<f64>,
}

impl From<Quarter> for AlertPrecision {
    fn from(it: Quarter) -> Self {
        let of = it.precision;
        Self {
            quarter: it.to_string(),
            real: of.real,
            known: of.known,
            noise: of.noise,
            unjudged: of.unjudged,
            precision: of.share(),
        }
    }
}

/// Alerts, and how often they were right.
#[derive(Debug, Serialize, ToSchema)]
pub struct AlertList {
    /// The newest first.
    pub items: Vec<AlertFound>,
    /// Give this as `after` to get the next page; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// By the quarter that alerts were raised in, the newest first.
    pub precision: Vec<AlertPrecision>,
    /// The last ISO week that was scanned; null when none was.
    pub scanned_week: Option<String>,
    /// Categories whose first report came in the last eight weeks, while there are too few weeks
    /// for a scan; null as soon as there are enough.
    pub new_categories: Option<Vec<NewCategory>>,
}

/// A category with its first report. It is information, and no alert.
#[derive(Debug, Serialize, ToSchema)]
pub struct NewCategory {
    /// Its code, or the name that a source gave it.
    pub category: String,
    /// The ISO week of its first report, `YYYY-Www`.
    pub first_week: String,
    /// Reports of it by now.
    pub reports: i64,
}

impl From<FirstOfCategory> for NewCategory {
    fn from(row: FirstOfCategory) -> Self {
        Self { category: row.category, first_week: row.week, reports: row.count }
    }
}

/// An alert with the units that stood out by themselves.
#[derive(Debug, Serialize, ToSchema)]
pub struct AlertWithMembers {
    /// The alert.
    #[serde(flatten)]
    pub alert: AlertFound,
    /// The units, by name.
    pub members: Vec<AlertMember>,
}

/// Alerts, the newest first, and how often they were right.
#[utoipa::path(get, path = "/api/v1/alerts", tag = "signals", params(AlertQuery), security(("bearer" = [])),
    responses((status = 200, body = AlertList), (status = "4XX", body = ProblemDetails)))]
pub async fn list(
    State(app): State<App>,
    Params(query): Params<AlertQuery>,
) -> Result<axum::Json<AlertList>, HttpError> {
    let mut fields = Fields::default();
    let state = fields.filter_one_of("/state", &query.state, Stand::from_stored, Stand::ALL);
    fields.finish()?;
    let page = PageQuery { limit: query.limit, after: query.after };
    let (after, limit) = page.read(&app.secrets.cursor)?;
    let db = app.read_models.db();
    let page = alert::list(db, state, after, limit).await?;
    let List { items, next } = List::of(page, &app);
    let precision = alert::precision(db).await?.into_iter().map(Into::into).collect();
    let scanned_week = alert::last_scan(db).await?.map(|scan| scan.week);
    let new = new_categories(&app).await?;
    let new_categories = new.map(|rows| rows.into_iter().map(Into::into).collect());
    Ok(axum::Json(AlertList { items, next, precision, scanned_week, new_categories }))
}

/// One alert with the units that stood out by themselves.
#[utoipa::path(get, path = "/api/v1/alerts/{id}", tag = "signals", params(("id" = String, Path)), security(("bearer" = [])),
    responses((status = 200, body = AlertWithMembers), (status = "4XX", body = ProblemDetails)))]
pub async fn get(State(app): State<App>, Id(id): Id<AlertId>) -> Result<Response, HttpError> {
    let db = app.read_models.db();
    let row = alert::get(db, id).await?.ok_or(HttpError::NotFound)?;
    let members = alert::members(db, id).await?.into_iter().map(Into::into).collect();
    Ok(found(row.version, AlertWithMembers { alert: row.into(), members }))
}

/// A judgement.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Judgement {
    /// What the alert was.
    #[schema(schema_with = schema::verdicts)]
    pub verdict: String,
    /// Why, at most 4,000 characters.
    #[schema(min_length = 1, max_length = 4_000)]
    pub reason: String,
}

/// Says what an alert was.
///
/// # Errors
/// What is wrong with the judgement, there is no such alert, or the write path is away.
pub async fn judge_for(
    app: &App,
    id: AlertId,
    if_match: Option<Version>,
    act: &Act,
    Judgement { verdict, reason }: Judgement,
) -> Result<Done, HttpError> {
    let mut fields = Fields::default();
    let verdict = fields.one_of("/verdict", Verdict::from_stored(&verdict), Verdict::ALL);
    let reason = fields.text("/reason", reason);
    let verdict = fields.need(verdict)?;
    let command = Command::Judge(Judged { verdict, reason });
    Ok(app.dispatch.execute::<Alert>(id.into(), if_match, act, command).await?)
}

/// Says what an alert was: real, known before, or noise. The last judgement counts.
#[utoipa::path(post, path = "/api/v1/alerts/{id}/judge", tag = "signals", params(("id" = String, Path)), security(("bearer" = [])),
    request_body = Judgement, responses((status = 200, body = Changed), (status = "4XX", body = ProblemDetails)))]
pub async fn judge(
    State(app): State<App>,
    Id(id): Id<AlertId>,
    if_match: IfMatch,
    Change { body: Json(said), act }: Change<Json<Judgement>>,
) -> Result<Response, HttpError> {
    let done = judge_for(&app, id, if_match.0, &act, said).await?;
    Ok(changed(&app, done).await)
}

/// The cursor of a page as it stands in an address.
pub(crate) fn next_of<T>(app: &App, page: &tillbud_projections::Page<T>) -> Option<String> {
    page.next.map(|next| cursor::encode(next, &app.secrets.cursor))
}
