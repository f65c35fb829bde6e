//! Releasing statistics: the preview, with what is hidden and why, and the act.
//!
//! Must never release what was not previewed, nor store a count as it was.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tillbud_events::release::{
    Cell, Command, Ledger, Period, Published, Rejection, Rule, Shown, Withdrawn,
};
use tillbud_events::vocabulary::{Hidden, Label, ReleasedTable};
use tillbud_events::{LedgerId, limits};
use tillbud_projections::disclosure::cube::{Alike, Grouping};
use tillbud_projections::disclosure::gate::{self, ENGINE, Judged};
use tillbud_projections::headcount::{self, Headcounts};
use tillbud_projections::release::{self, Moment};
use utoipa::{IntoParams, ToSchema};

use super::lesson_drafts::Withdrawal;
use super::{Changed, changed, created};
use crate::App;
use crate::act::Act;
use crate::dispatch::{DispatchError, Done, Rejection as Refusal};
use crate::fields::{Fields, Problem};
use crate::web::error::{HttpError, ProblemDetails};
use crate::web::extract::{Change, Id, Json, Params};
use crate::web::schema;

/// Bytes of a digest that are written down.
const DIGEST_BYTES: usize = 16;
/// So often a table is judged for one release, while reports keep coming.
const ATTEMPTS: usize = 3;

/// A table as it would be released now.
#[derive(Clone, Debug)]
pub struct Prepared {
    /// What would be stored.
    pub published: Published,
    /// The same cells with what is true of them, for those who may know.
    pub truths: Vec<u64>,
}

/// Reads the table and the period that are asked for.
///
/// # Errors
/// There is no such table, or the period is not over.
pub fn read(app: &App, table: &str, period: &str) -> Result<(ReleasedTable, Period), HttpError> {
    let mut fields = Fields::default();
    let all = ReleasedTable::ALL;
    let table = fields.one_of("/table", ReleasedTable::from_stored(table.trim()), all);
    let Some(table) = table else { return Ok(fields.need(None)?) };
    let ended = release::ended(table, app.clock.today());
    let period = period.trim().parse().ok().filter(|period| ended.contains(period));
    let period = fields.one_of("/period", period, &ended);
    Ok((table, fields.need(period)?))
}

/// Judges a table as it would be released now.
///
/// # Errors
/// There are too many units, or the read models are away.
pub async fn prepare(
    app: &App,
    (table, period): (ReleasedTable, Period),
) -> Result<Prepared, HttpError> {
    let moment = release::moment(app.read_models.db(), period.year()).await?;
    judge(app, (table, period), moment).await
}

async fn judge(
    app: &App,
    (table, period): (ReleasedTable, Period),
    moment: Moment,
) -> Result<Prepared, HttpError> {
    let Moment { reports, known, past, last } = moment;
    let rule = app.statistics;
    let is_of_units = matches!(table, ReleasedTable::UnitByQuarter | ReleasedTable::UnitByYear);
    let (apart, grouping) = if is_of_units {
        let headcount = headcounts(app, period).await?;
        units(app, &reports, &headcount, rule.floor)
    } else {
        (vec![], Grouping::default())
    };
    let mut fields = Fields::default();
    if apart.len() > limits::RELEASED_UNITS {
        fields.wrong("/table", Problem::TooMany { max: limits::RELEASED_UNITS });
    }
    fields.finish()?;
    let categories = app.lists.categories.iter().map(|entry| entry.code.clone()).collect();
    let cube = release::cube(period.year(), categories, &apart, &reports, &past);
    // The search for what could be computed may take a moment.
    let (what, apart) = ((table, period), grouping.clone());
    let judged = tokio::task::spawn_blocking(move || gate::judge(&cube, what, &apart, rule, &past));
    let judged = judged.await.map_err(|error| HttpError::Internal(error.into()))?;
    let truths = judged.iter().map(|it| it.truth).collect();
    let cells = judged.into_iter().map(cell).collect::<Result<Vec<_>, _>>()?;
    let published = Published {
        number: last.saturating_add(1),
        table,
        period,
        rule,
        merged: labels(grouping.merged.get(..limits::RELEASED_NAMED).unwrap_or(&grouping.merged))?,
        left_out: labels(&grouping.left_out)?,
        known: known.0,
        engine: label(ENGINE)?,
        digest: label(&digest(table, period, rule, &cells)?)?,
        cells,
    };
    Ok(Prepared { published, truths })
}

/// Units that are told apart, with the grouping of those that are too small.
fn units(
    app: &App,
    reports: &[Alike],
    headcount: &BTreeMap<String, u32>,
    floor: u32,
) -> (Vec<String>, Grouping) {
    let mut all: Vec<String> = app.lists.units.iter().map(|entry| entry.code.clone()).collect();
    let mut seen: Vec<String> = reports.iter().map(|alike| alike.unit.clone()).collect();
    seen.sort_unstable();
    seen.dedup();
    let listed: std::collections::BTreeSet<_> = all.iter().cloned().collect();
    all.extend(seen.into_iter().filter(|unit| !unit.is_empty() && !listed.contains(unit)));
    let grouping = gate::grouping(&all, |unit| headcount.get(unit).copied(), floor);
    let merged: std::collections::BTreeSet<_> = grouping.merged.iter().collect();
    let apart = all.iter().filter(|unit| !merged.contains(unit)).cloned().collect();
    (apart, grouping)
}

/// How many work in each unit at the end of a period; units that nobody counted are absent.
async fn headcounts(app: &App, period: Period) -> Result<BTreeMap<String, u32>, HttpError> {
    let rows = headcount::all(app.read_models.db()).await?;
    let Ok(last) = format!("{:04}-{:02}", period.year(), period.months().1).parse() else {
        return Ok(BTreeMap::new());
    };
    let known = Headcounts::of(&rows);
    let of = |unit: &str| known.at(Some(unit), last).and_then(|(people, _)| people.try_into().ok());
    Ok(rows.iter().filter_map(|row| Some((row.unit.clone(), of(&row.unit)?))).collect())
}

fn cell(judged: Judged) -> Result<Cell, HttpError> {
    let key = |key: Option<String>| key.as_deref().map(label).transpose();
    let (row, column) = (key(judged.figure.row)?, key(judged.figure.column)?);
    Ok(Cell { row, column, shown: judged.shown })
}

fn label(text: &str) -> Result<Label, HttpError> {
    Label::parse(text).map_err(|error| HttpError::Internal(error.into()))
}

fn labels(texts: &[String]) -> Result<Vec<Label>, HttpError> {
    texts.iter().map(|text| label(text)).collect()
}

/// Names what is shown: two previews with the same digest show the same.
fn digest(
    table: ReleasedTable,
    period: Period,
    rule: Rule,
    cells: &[Cell],
) -> Result<String, HttpError> {
    let shown = serde_json::to_vec(&(table, period, rule, cells));
    let shown = shown.map_err(|error| HttpError::Internal(error.into()))?;
    let digest = Sha256::digest(shown);
    Ok(digest.iter().take(DIGEST_BYTES).map(|byte| format!("{byte:02x}")).collect())
}

/// Releases a table, if it still is what was previewed.
///
/// # Errors
/// It is not, a rule says no, or the write path is away.
pub async fn release_for(
    app: &App,
    act: &Act,
    what: (ReleasedTable, Period),
    seen: &str,
) -> Result<(u32, Done), HttpError> {
    let ledger = LedgerId::ONLY.into();
    if let Some(done) = app.dispatch.done_before::<Ledger>(ledger, act).await? {
        app.projector.caught_up(done.position).await;
        let number = release::number_at(app.read_models.db(), done.position).await?;
        return Ok((number.unwrap_or_default(), done));
    }
    let overtaken = || DispatchError::Rejected(Refusal::Release(Rejection::Overtaken)).into();
    for _ in 0..ATTEMPTS {
        let Some(published) = unchanged(app, what).await? else { continue };
        if published.digest.as_str() != seen {
            return Err(overtaken());
        }
        let number = published.number;
        let command = Command::Publish(published);
        let done = app.dispatch.execute::<Ledger>(ledger, None, act, command).await?;
        return Ok((number, done));
    }
    Err(overtaken())
}

/// A table as it would be released now; nothing when reports of its year came or were judged
/// anew while it was looked for what could be computed. What is remembered as true of a
/// release is counted where it stands in the log.
async fn unchanged(
    app: &App,
    what: (ReleasedTable, Period),
) -> Result<Option<Published>, HttpError> {
    let (db, year) = (app.read_models.db(), what.1.year());
    let moment = release::moment(db, year).await?;
    let reports = moment.reports.clone();
    let Prepared { published, .. } = judge(app, what, moment).await?;
    app.projector.caught_up(app.store.tip().await?).await;
    let now = release::moment(db, year).await?;
    Ok((now.reports == reports).then_some(published))
}

/// Shows a release no more.
///
/// # Errors
/// There is no reason, no such release, or the write path is away.
pub async fn withdraw_for(
    app: &App,
    act: &Act,
    number: u32,
    reason: String,
) -> Result<Done, HttpError> {
    let mut fields = Fields::default();
    let reason = fields.text("/reason", reason);
    fields.finish()?;
    let command = Command::Withdraw(Withdrawn { number, reason });
    Ok(app.dispatch.execute::<Ledger>(LedgerId::ONLY.into(), None, act, command).await?)
}

/// What to release.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ToRelease {
    /// Which table.
    #[schema(schema_with = schema::released_tables)]
    pub table: String,
    /// Which month (`2026-03`), quarter (`2026-Q1`) or year (`2026`); it has to be over.
    pub period: String,
    /// The digest of the preview, so that nothing else is released than what was seen.
    #[serde(default)]
    pub digest: String,
}

/// Whether to look only.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PreviewQuery {
    /// `yes` shows what would be released, and releases nothing.
    pub preview: Option<String>,
}

/// One cell of a preview.
#[derive(Debug, Serialize, ToSchema)]
pub struct PreviewCell {
    /// Key of its row; null for a total.
    pub row: Option<String>,
    /// Key of its column; null for a total.
    pub column: Option<String>,
    /// What would be shown: a rounded count, `<5` or `-`.
    pub shown: String,
    /// Why it is hidden: `primary`, `secondary` or `ledger`.
    pub hidden: Option<String>,
    /// What is true; for this preview alone.
    pub exact: u64,
}

/// What would be released.
#[derive(Debug, Serialize, ToSchema)]
pub struct Preview {
    /// Its number in the ledger.
    pub number: u32,
    /// Which table.
    pub table: String,
    /// Which period.
    pub period: String,
    /// Give it back to release exactly this.
    pub digest: String,
    /// The cells.
    pub cells: Vec<PreviewCell>,
    /// Units that are shown together because each is too small.
    pub merged: Vec<String>,
    /// Units that are not shown because they are too small.
    pub left_out: Vec<String>,
    /// Up to which position of the log reports are counted.
    pub known: u64,
}

impl From<Prepared> for Preview {
    fn from(Prepared { published: it, truths }: Prepared) -> Self {
        let names = |labels: Vec<Label>| labels.iter().map(|it| it.as_str().to_owned()).collect();
        let name = |label: &Option<Label>| label.as_ref().map(|label| label.as_str().to_owned());
        let cell = |(cell, exact): (&Cell, u64)| PreviewCell {
            row: name(&cell.row),
            column: name(&cell.column),
            shown: cell.words(it.rule),
            hidden: hidden(cell).map(|hidden| hidden.to_string()),
            exact,
        };
        Self {
            number: it.number,
            table: it.table.to_string(),
            period: it.period.to_string(),
            digest: it.digest.as_str().to_owned(),
            cells: it.cells.iter().zip(truths).map(cell).collect(),
            merged: names(it.merged),
            left_out: names(it.left_out),
            known: it.known,
        }
    }
}

/// Why a cell is not shown, if it is not.
#[must_use]
pub const fn hidden(cell: &Cell) -> Option<Hidden> {
    match cell.shown {
        Shown::Count(_) => None,
        Shown::Not(hidden) => Some(hidden),
    }
}

/// A release that was made.
#[derive(Debug, Serialize, ToSchema)]
pub struct Released {
    /// Its number in the ledger.
    pub number: u32,
    /// The version of the ledger.
    pub version: u64,
}

/// Releases a table for a period, or shows with `?preview=yes` what would be released: what
/// is hidden, and why. What is released is frozen.
#[utoipa::path(post, path = "/api/v1/releases", tag = "statistics", params(PreviewQuery), request_body = ToRelease, security(("bearer" = [])),
    responses((status = 200, body = Preview), (status = 201, body = Released), (status = "4XX", body = ProblemDetails)))]
pub async fn post(
    State(app): State<App>,
    Params(query): Params<PreviewQuery>,
    Change { body: Json(said), act }: Change<Json<ToRelease>>,
) -> Result<Response, HttpError> {
    let what = read(&app, &said.table, &said.period)?;
    if query.preview.as_deref() == Some("yes") {
        return Ok(axum::Json(Preview::from(prepare(&app, what).await?)).into_response());
    }
    let (number, done) = release_for(&app, &act, what, &said.digest).await?;
    let body = Released { number, version: done.version.0 };
    Ok(created(&app, done, Some(format!("/api/v1/statistics/{number}")), body).await)
}

/// Shows a release no more. It stays in the ledger: what was seen was seen.
#[utoipa::path(post, path = "/api/v1/releases/{id}/withdraw", tag = "statistics", params(("id" = u32, Path)), security(("bearer" = [])),
    request_body = Withdrawal, responses((status = 200, body = Changed), (status = "4XX", body = ProblemDetails)))]
pub async fn withdraw(
    State(app): State<App>,
    Id(number): Id<u32>,
    Change { body: Json(Withdrawal { reason }), act }: Change<Json<Withdrawal>>,
) -> Result<Response, HttpError> {
    Ok(changed(&app, withdraw_for(&app, &act, number, reason).await?).await)
}
