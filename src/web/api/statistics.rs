//! Statistics as released: the only figures for those who may not see exact ones.
//!
//! Must never read anything but what was released.

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use tillbud_events::release::{Cell, Rule};
use tillbud_events::vocabulary::Label;
use tillbud_projections::db::timestamp;
use tillbud_projections::release::{self, CellRow, ReleaseRow};
use utoipa::{IntoParams, ToSchema};

use super::views::List;
use crate::App;
use crate::parquet::{self, Column};
use crate::web::cursor::{self, PageQuery};
use crate::web::error::{HttpError, Malformed, ProblemDetails};
use crate::web::extract::{Id, Params};

/// A released table, without its cells.
#[derive(Debug, Serialize, ToSchema)]
pub struct Statistic {
    /// Its number in the ledger.
    pub number: i64,
    /// Which table.
    pub table: String,
    /// Which month, quarter or year.
    pub period: String,
    /// Counts below this are hidden.
    pub threshold: i64,
    /// Others are rounded to a multiple of this.
    pub base: i64,
    /// When it was released, UTC.
    #[schema(format = DateTime)]
    pub released_at: String,
    /// Digest of what is shown.
    pub digest: String,
}

/// One released cell.
#[derive(Debug, Serialize, ToSchema)]
pub struct StatisticCell {
    /// Key of its row; null for the total of all.
    pub row: Option<String>,
    /// Key of its column; null for the total of all.
    pub column: Option<String>,
    /// A rounded count, `<5`, or `-` for what is hidden so that nothing small can be computed.
    pub shown: String,
    /// The rounded count, if there is one.
    pub count: Option<i64>,
}

/// A released table.
#[derive(Debug, Serialize, ToSchema)]
pub struct StatisticTable {
    /// What it is.
    #[serde(flatten)]
    pub statistic: Statistic,
    /// Its cells, totals among them.
    pub cells: Vec<StatisticCell>,
}

impl From<ReleaseRow> for Statistic {
    fn from(row: ReleaseRow) -> Self {
        Self {
            number: row.number,
            table: row.subject,
            period: row.period,
            threshold: row.threshold,
            base: row.base,
            released_at: timestamp(row.released_at).to_string(),
            digest: row.digest,
        }
    }
}

/// What stands in the place of a cell.
#[must_use]
pub fn words(release: &ReleaseRow, row: &CellRow) -> String {
    let small = |number: i64| u32::try_from(number).unwrap_or(u32::MAX);
    let (threshold, base) = (small(release.threshold), small(release.base));
    let rule = Rule { threshold, base, floor: small(release.floor) };
    let key = |key: &Option<String>| key.as_deref().and_then(|key| Label::parse(key).ok());
    let (row_key, column) = (key(&row.row_key), key(&row.column_key));
    Cell { row: row_key, column, shown: row.shown() }.words(rule)
}

/// The released tables, the newest first.
#[utoipa::path(get, path = "/api/v1/statistics", tag = "statistics", params(PageQuery), security(("bearer" = [])),
    responses((status = 200, body = List<Statistic>), (status = "4XX", body = ProblemDetails)))]
pub async fn list(
    State(app): State<App>,
    Params(page): Params<PageQuery>,
) -> Result<axum::Json<List<Statistic>>, HttpError> {
    let (after, limit) = page.read(&app.secrets.cursor)?;
    let page = release::list(app.read_models.db(), false, after, limit).await?;
    let next = page.next.map(|next| cursor::encode(next, &app.secrets.cursor));
    Ok(axum::Json(List { items: page.rows.into_iter().map(Into::into).collect(), next }))
}

/// As what.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FormatQuery {
    /// `csv` or `parquet` for a file; JSON when absent.
    pub format: Option<String>,
}

/// One released table.
#[utoipa::path(get, path = "/api/v1/statistics/{id}", tag = "statistics", params(("id" = u32, Path), FormatQuery), security(("bearer" = [])),
    responses((status = 200, body = StatisticTable), (status = "4XX", body = ProblemDetails)))]
pub async fn get(
    State(app): State<App>,
    Id(number): Id<u32>,
    Params(query): Params<FormatQuery>,
) -> Result<Response, HttpError> {
    let db = app.read_models.db();
    let row = release::get(db, number).await?.filter(|row| row.withdrawn_at.is_none());
    let row = row.ok_or(HttpError::NotFound)?;
    let cells = release::cells(db, number).await?;
    match query.format.as_deref() {
        None => Ok(axum::Json(StatisticTable {
            cells: cells.iter().map(|cell| view(&row, cell)).collect(),
            statistic: row.into(),
        })
        .into_response()),
        Some("csv") => csv(&row, &cells),
        Some("parquet") => Ok(parquet_of(&row, &cells)),
        Some(_) => Err(HttpError::BadRequest(Malformed::Format)),
    }
}

fn view(row: &ReleaseRow, cell: &CellRow) -> StatisticCell {
    StatisticCell {
        row: cell.row_key.clone(),
        column: cell.column_key.clone(),
        shown: words(row, cell),
        count: cell.shown,
    }
}

const COLUMNS: [&str; 5] = ["table", "period", "row", "column", "shown"];

fn csv(row: &ReleaseRow, cells: &[CellRow]) -> Result<Response, HttpError> {
    let internal = |error: csv::Error| HttpError::Internal(error.into());
    let mut file = csv::Writer::from_writer(Vec::new());
    file.write_record(COLUMNS).map_err(internal)?;
    for cell in cells {
        let key = |key: &Option<String>| key.clone().unwrap_or_default();
        let (row_key, column) = (key(&cell.row_key), key(&cell.column_key));
        let record = [&row.subject, &row.period, &row_key, &column, &words(row, cell)];
        let record = record.map(|text| crate::csv::cell(text).into_owned());
        file.write_record(record).map_err(internal)?;
    }
    let bytes = file.into_inner();
    let bytes = bytes.map_err(|error| HttpError::Internal(error.into_error().into()))?;
    Ok((headers("text/csv; charset=utf-8", row, "csv"), bytes).into_response())
}

fn parquet_of(row: &ReleaseRow, cells: &[CellRow]) -> Response {
    let text = |name, of: &dyn Fn(&CellRow) -> Option<String>| {
        Column::texts(name, cells.iter().map(of).collect())
    };
    let columns = [
        text("table", &|_| Some(row.subject.clone())),
        text("period", &|_| Some(row.period.clone())),
        text("row", &|cell| cell.row_key.clone()),
        text("column", &|cell| cell.column_key.clone()),
        text("shown", &|cell| Some(words(row, cell))),
        Column::numbers("count", cells.iter().map(|cell| cell.shown).collect()),
    ];
    let bytes = parquet::write(&columns, cells.len());
    (headers(parquet::MEDIA_TYPE, row, "parquet"), bytes).into_response()
}

fn headers(media: &str, row: &ReleaseRow, ending: &str) -> [(header::HeaderName, String); 2] {
    let name = format!("tillbud-{}-{}.{ending}", row.subject, row.period);
    [
        (header::CONTENT_TYPE, media.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ]
}
