//! Signals of charts, each with the series that shows it, and what people say of them.
//!
//! Exact figures, for roles with a need to know. Must never show a signal without saying
//! whether its evidence still gives it.

use axum::extract::State;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use tillbud_events::signal::{Command, Raised, Signal};
use tillbud_events::vocabulary::Lang;
use tillbud_events::{Figure, SignalId, Version};
use tillbud_projections::improvement;
use tillbud_projections::measure;
use tillbud_projections::signal::{self, SignalRow, State as Stand};
use tillbud_projections::trend::evidence;
use utoipa::{IntoParams, ToSchema};

use super::beside::{WentOn, along, unit_of};
use super::trend_views::Annotation;
use super::views::{List, time};
use super::{Changed, changed, found};
use crate::App;
use crate::act::Act;
use crate::dispatch::Done;
use crate::fields::Fields;
use crate::web::cursor::PageQuery;
use crate::web::error::{HttpError, ProblemDetails};
use crate::web::extract::{Change, Id, IfMatch, Json, Params};
use crate::web::schema;

/// Which signals.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SignalQuery {
    /// Only at this state.
    #[param(schema_with = schema::signal_states)]
    pub state: Option<String>,
    /// Rows, 1 to 200; 50 when absent.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u32>,
    /// The `next` of the page before.
    pub after: Option<String>,
}

/// A signal.
#[derive(Debug, Serialize, ToSchema)]
pub struct SignalRaised {
    /// Its id.
    pub signal_id: String,
    /// Its version, for `If-Match`.
    pub version: i64,
    /// Where it stands.
    #[schema(schema_with = schema::signal_states)]
    pub state: String,
    /// The key of the measure.
    pub measure: String,
    /// Only of this unit.
    pub unit: Option<String>,
    /// Only of this category.
    pub category: Option<String>,
    /// The rule that made it.
    #[schema(schema_with = schema::signal_rules)]
    pub rule: String,
    /// Above or below the centre.
    #[schema(schema_with = schema::signal_sides)]
    pub side: String,
    /// The first period of it.
    pub from: String,
    /// The last one, when it was raised.
    pub to: String,
    /// Chance of it, held to the rate of false discoveries among all series of the
    /// organisation, or, of a unit, among those of units.
    pub q: Option<f64>,
    /// Whether people are told of it, and do not only find it.
    pub is_notable: bool,
    /// When it was raised, UTC.
    #[schema(format = DateTime)]
    pub raised_at: String,
    /// When later reports brought it back after late ones had removed it, the last time, UTC; its
    /// evidence is of then.
    #[schema(format = DateTime)]
    pub restored_at: Option<String>,
    /// The last place in the log that was counted.
    pub known_at: i64,
    /// The statistics that it was computed by.
    pub engine: String,
    /// Which rules and constants.
    pub profile: String,
    /// SHA-256 of rules, constants and input.
    pub input_sha256: String,
    /// What was said of it.
    pub reason: Option<String>,
    /// When something was said of it, or late reports removed it, UTC.
    #[schema(format = DateTime)]
    pub settled_at: Option<String>,
    /// The digest of the same periods when late reports removed it.
    pub late_sha256: Option<String>,
}

impl From<SignalRow> for SignalRaised {
    fn from(row: SignalRow) -> Self {
        Self {
            signal_id: row.signal_id,
            version: row.version,
            state: row.state,
            measure: row.measure,
            unit: row.unit,
            category: row.category,
            rule: row.rule,
            side: row.side,
            from: row.from_period,
            to: row.to_period,
            q: row.q.and_then(|text| text.parse().ok()),
            is_notable: row.is_notable,
            raised_at: time(row.raised_at),
            restored_at: row.restored_at.map(time),
            known_at: row.known_at,
            engine: row.engine,
            profile: row.profile,
            input_sha256: row.input_sha256,
            reason: row.reason,
            settled_at: row.settled_at.map(time),
            late_sha256: row.late_sha256,
        }
    }
}

/// The series that shows a signal.
#[derive(Debug, Serialize, ToSchema)]
pub struct SignalEvidence {
    /// The letter of the chart, such as `c` or `up`.
    pub chart: String,
    /// Every period.
    pub periods: Vec<String>,
    /// What was counted or measured; null where it was not.
    pub numerator: Vec<Option<f64>>,
    /// What it was held against, where there is such a thing.
    pub denominator: Vec<Option<f64>>,
    /// Points of each part that made its centre and limits, when that was decided.
    pub freeze: Option<u32>,
    /// Places, from 0, where a new part begins.
    pub rebase: Vec<u32>,
    /// Places, from 0, that stay out of the estimates.
    pub exclude: Vec<u32>,
}

impl From<&Raised> for SignalEvidence {
    fn from(raised: &Raised) -> Self {
        let evidence = &raised.evidence;
        let points = || evidence.points.iter();
        Self {
            chart: evidence.chart.as_str().to_owned(),
            periods: points().map(|point| point.period.as_str().to_owned()).collect(),
            numerator: points().map(|point| point.numerator.map(Figure::get)).collect(),
            denominator: points().map(|point| point.denominator.map(Figure::get)).collect(),
            freeze: evidence.baseline.freeze,
            rebase: evidence.baseline.rebase.clone(),
            exclude: evidence.baseline.exclude.clone(),
        }
    }
}

/// A signal with its evidence, computed again now.
#[derive(Debug, Serialize, ToSchema)]
pub struct SignalWithEvidence {
    /// The signal.
    #[serde(flatten)]
    pub signal: SignalRaised,
    /// The series that shows it.
    pub evidence: SignalEvidence,
    /// What went on along its periods, as it is noted now; no figure follows from it.
    pub annotations: Vec<Annotation>,
    /// Whether the statistics, the rules and the digest of the evidence are those of the
    /// signal.
    pub is_same_input: bool,
    /// Whether the evidence still gives the signal.
    pub is_found_again: bool,
    /// The improvement cycles that were opened from it, the oldest first.
    pub improvement_ids: Vec<String>,
}

/// Signals, the newest first.
#[utoipa::path(get, path = "/api/v1/signals", tag = "signals", params(SignalQuery), security(("bearer" = [])),
    responses((status = 200, body = List<SignalRaised>), (status = "4XX", body = ProblemDetails)))]
pub async fn list(
    State(app): State<App>,
    Params(query): Params<SignalQuery>,
) -> Result<axum::Json<List<SignalRaised>>, HttpError> {
    let mut fields = Fields::default();
    let state = fields.filter_one_of("/state", &query.state, Stand::from_stored, Stand::ALL);
    fields.finish()?;
    let page = PageQuery { limit: query.limit, after: query.after };
    let (after, limit) = page.read(&app.secrets.cursor)?;
    let page = signal::list(app.read_models.db(), state, after, limit).await?;
    Ok(axum::Json(List::of(page, &app)))
}

/// One signal with its evidence, computed again.
#[utoipa::path(get, path = "/api/v1/signals/{id}", tag = "signals", params(("id" = String, Path)), security(("bearer" = [])),
    responses((status = 200, body = SignalWithEvidence), (status = "4XX", body = ProblemDetails)))]
pub async fn get(State(app): State<App>, Id(id): Id<SignalId>) -> Result<Response, HttpError> {
    let db = app.read_models.db();
    let row = signal::get(db, id).await?.ok_or(HttpError::NotFound)?;
    let improvements = improvement::opened_from(db, &row.signal_id).await?;
    let raised = event(&row)?;
    let went_on = went_on(&app, Lang::En, &row).await?;
    // Later statistics may not know the chart: then the evidence gives nothing again.
    let again = evidence::again(&raised).ok();
    let body = SignalWithEvidence {
        evidence: SignalEvidence::from(&raised),
        annotations: went_on.iter().map(Annotation::of_campaign).collect(),
        is_same_input: again.as_ref().is_some_and(|again| again.is_same),
        is_found_again: again.as_ref().is_some_and(|again| again.is_found),
        improvement_ids: improvements.into_iter().map(|row| row.improvement_id).collect(),
        signal: row.into(),
    };
    Ok(found(body.signal.version, body))
}

/// What went on along the evidence of a signal, everywhere and in its unit or that of its
/// measure, as it is noted now. Nothing when the evidence is not what was written.
///
/// # Errors
/// When the read models are away.
pub async fn went_on(app: &App, lang: Lang, row: &SignalRow) -> Result<Vec<WentOn>, HttpError> {
    let Some(raised) = row.event() else { return Ok(Vec::new()) };
    let all = measure::all(app.read_models.db()).await?;
    let of = all.iter().find(|it| it.definition.key.as_str() == row.measure);
    let own = of.and_then(|it| unit_of(&it.definition));
    let points = raised.evidence.points.iter();
    let labels: Vec<_> = points.map(|point| point.period.as_str().to_owned()).collect();
    Ok(along(app, lang, row.unit.as_deref().or(own), &labels).await?)
}

/// The signal as its event tells it.
///
/// # Errors
/// When the row is not what was written.
pub fn event(row: &SignalRow) -> Result<Raised, HttpError> {
    let unreadable = || anyhow::anyhow!("the evidence of signal {} is unreadable", row.signal_id);
    row.event().ok_or_else(|| HttpError::Internal(unreadable()))
}

/// What somebody says of a signal.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Saying {
    /// Why, at most 4,000 characters.
    #[schema(min_length = 1, max_length = 4_000)]
    pub reason: String,
}

/// Says what a signal comes from, or that nothing follows from it.
///
/// # Errors
/// There is no reason, a rule says no, or the write path is away.
pub async fn settle_for(
    app: &App,
    id: SignalId,
    if_match: Option<Version>,
    act: &Act,
    (is_explained, reason): (bool, String),
) -> Result<Done, HttpError> {
    let mut fields = Fields::default();
    let reason = fields.text("/reason", reason);
    fields.finish()?;
    let command = if is_explained { Command::Explain(reason) } else { Command::Dismiss(reason) };
    Ok(app.dispatch.execute::<Signal>(id.into(), if_match, act, command).await?)
}

/// Says what a signal comes from.
#[utoipa::path(post, path = "/api/v1/signals/{id}/explain", tag = "signals", params(("id" = String, Path)), security(("bearer" = [])),
    request_body = Saying, responses((status = 200, body = Changed), (status = "4XX", body = ProblemDetails)))]
pub async fn explain(
    State(app): State<App>,
    Id(id): Id<SignalId>,
    if_match: IfMatch,
    Change { body: Json(said), act }: Change<Json<Saying>>,
) -> Result<Response, HttpError> {
    let done = settle_for(&app, id, if_match.0, &act, (true, said.reason)).await?;
    Ok(changed(&app, done).await)
}

/// Says that nothing follows from a signal.
#[utoipa::path(post, path = "/api/v1/signals/{id}/dismiss", tag = "signals", params(("id" = String, Path)), security(("bearer" = [])),
    request_body = Saying, responses((status = 200, body = Changed), (status = "4XX", body = ProblemDetails)))]
pub async fn dismiss(
    State(app): State<App>,
    Id(id): Id<SignalId>,
    if_match: IfMatch,
    Change { body: Json(said), act }: Change<Json<Saying>>,
) -> Result<Response, HttpError> {
    let done = settle_for(&app, id, if_match.0, &act, (false, said.reason)).await?;
    Ok(changed(&app, done).await)
}
