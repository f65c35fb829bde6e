//! The coded facts of every report as a file, for analysts' own tools.
//!
//! Exact, for roles with a need to know. Must never hold a word, an id or a day: a report that
//! has the same codes as another cannot be told from it.

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use futures_util::stream::try_unfold;
use serde::Deserialize;
use tillbud_projections::Db;
use tillbud_projections::trend::fact::coded::{self, CodedRow, ROWS_MAX};
use tillbud_projections::trend::series::Month;
use utoipa::IntoParams;

use crate::App;
use crate::fields::{Fields, Problem};
use crate::parquet::{self, Column};
use crate::web::error::{HttpError, Malformed, ProblemDetails};
use crate::web::extract::Params;
use crate::web::pages::export::WORKBOOK_ROWS;
use crate::web::pages::listed::Cell;
use crate::web::pages::workbook;

/// Most rows of a Parquet file, which is made in memory; CSV has no limit.
pub const PARQUET_ROWS: usize = 1_000_000;

type Months = (Option<Month>, Option<Month>);

/// What a column takes of a row.
type Take = fn(&CodedRow) -> Option<&str>;

/// The columns.
const COLUMNS: [(&str, Take); 11] = [
    ("month", |row| row.month.as_deref()),
    ("year", |row| row.year.as_deref()),
    ("month_basis", |row| row.month_basis.as_deref()),
    ("kind", |row| row.kind.as_deref()),
    ("category", |row| row.category.as_deref()),
    ("unit", |row| row.unit.as_deref()),
    ("actual", |row| row.actual.as_deref()),
    ("potential", |row| row.potential.as_deref()),
    ("dataset", |row| row.dataset.as_deref()),
    ("source_category", |row| row.source_category.as_deref()),
    ("source_unit", |row| row.source_unit.as_deref()),
];

/// Which facts, and as what.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FactQuery {
    /// `csv` (also when absent), `xlsx` (at most 20,000 rows) or `parquet` (at most 1,000,000).
    pub format: Option<String>,
    /// First month, `YYYY-MM`; from the beginning when absent, undated reports among them.
    pub from: Option<String>,
    /// Last month, `YYYY-MM`.
    pub to: Option<String>,
}

/// The coded facts: one row a report, in no order, without anything that leads to it.
#[utoipa::path(get, path = "/api/v1/facts", tag = "trends", params(FactQuery), security(("bearer" = [])),
    responses((status = 200, body = Vec<u8>), (status = "4XX", body = ProblemDetails)))]
pub async fn get(
    State(app): State<App>,
    Params(query): Params<FactQuery>,
) -> Result<Response, HttpError> {
    let mut fields = Fields::default();
    let mut month = |pointer: &str, text: &Option<String>| {
        let text = text.as_deref()?.trim();
        let month = text.parse().ok();
        if month.is_none() {
            fields.wrong(pointer, Problem::Month);
        }
        month
    };
    let months = (month("/from", &query.from), month("/to", &query.to));
    fields.finish()?;
    let db = app.read_models.db().clone();
    match query.format.as_deref() {
        None | Some("csv") => csv(db, months).await,
        Some("xlsx") => {
            let rows = all(&db, months, WORKBOOK_ROWS).await?;
            let bytes = made(move || workbook_of(&rows)).await??;
            Ok((headers(workbook::MEDIA_TYPE, "xlsx"), bytes).into_response())
        }
        Some("parquet") => {
            let rows = all(&db, months, PARQUET_ROWS).await?;
            let bytes = made(move || parquet_of(&rows)).await?;
            Ok((headers(parquet::MEDIA_TYPE, "parquet"), bytes).into_response())
        }
        Some(_) => Err(HttpError::BadRequest(Malformed::Format)),
    }
}

/// Does what takes a moment where it stops nobody.
async fn made<T: Send + 'static>(
    make: impl FnOnce() -> T + Send + 'static,
) -> Result<T, HttpError> {
    tokio::task::spawn_blocking(make).await.map_err(|error| HttpError::Internal(error.into()))
}

async fn all(db: &Db, months: Months, most: usize) -> Result<Vec<CodedRow>, HttpError> {
    let mut rows: Vec<CodedRow> = Vec::new();
    loop {
        let after = rows.last().map_or_else(String::new, |row| row.report_id.clone());
        let page = coded::rows(db, months, &after, ROWS_MAX).await?;
        if page.is_empty() {
            return Ok(rows);
        }
        rows.extend(page);
        if rows.len() > most {
            return Err(HttpError::BadRequest(Malformed::Rows { max: most }));
        }
    }
}

fn workbook_of(rows: &[CodedRow]) -> Result<Vec<u8>, HttpError> {
    let headings: Vec<String> = COLUMNS.iter().map(|(name, _)| (*name).to_owned()).collect();
    let cell = |text: Option<&str>| text.map_or(Cell::Nothing, |text| Cell::Text(text.to_owned()));
    let cells = rows.iter().map(|row| COLUMNS.iter().map(|(_, of)| cell(of(row))).collect());
    let cells: Vec<Vec<Cell>> = cells.collect();
    workbook::write("facts", &headings, &cells).map_err(|error| HttpError::Internal(error.into()))
}

fn parquet_of(rows: &[CodedRow]) -> Vec<u8> {
    let columns = COLUMNS.map(|(name, of)| {
        Column::texts(name, rows.iter().map(|row| of(row).map(str::to_owned)).collect())
    });
    parquet::write(&columns, rows.len())
}

/// Where a file goes on: after this report, its headings written or not.
struct Next {
    db: Db,
    months: Months,
    after: Option<String>,
}

async fn csv(db: Db, months: Months) -> Result<Response, HttpError> {
    let begin = Next { db, months, after: None };
    let stream = try_unfold(begin, async |next| {
        next.lines().await.map_err(|error| {
            error.log();
            std::io::Error::other("the facts could not be read on")
        })
    });
    Ok((headers("text/csv; charset=utf-8", "csv"), Body::from_stream(stream)).into_response())
}

impl Next {
    /// The lines of one page, and where the next one begins.
    async fn lines(self) -> Result<Option<(Bytes, Self)>, HttpError> {
        let after = self.after.as_deref().unwrap_or_default();
        let page = coded::rows(&self.db, self.months, after, ROWS_MAX).await?;
        let is_beginning = self.after.is_none();
        if page.is_empty() && !is_beginning {
            return Ok(None);
        }
        let broken = |error: csv::Error| HttpError::Internal(error.into());
        let mut writer = csv::Writer::from_writer(Vec::new());
        if is_beginning {
            writer.write_record(COLUMNS.map(|(name, _)| name)).map_err(broken)?;
        }
        for row in &page {
            let cells =
                COLUMNS.map(|(_, of)| crate::csv::cell(of(row).unwrap_or_default()).into_owned());
            writer.write_record(cells).map_err(broken)?;
        }
        let bytes = writer.into_inner();
        let bytes = bytes.map_err(|error| HttpError::Internal(error.into_error().into()))?;
        let last = page.last().map(|row| row.report_id.clone());
        let after = Some(last.or(self.after).unwrap_or_default());
        Ok(Some((bytes.into(), Self { after, ..self })))
    }
}

fn headers(media: &str, ending: &str) -> [(header::HeaderName, String); 2] {
    [
        (header::CONTENT_TYPE, media.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"tillbud-facts.{ending}\"")),
    ]
}
