//! The coded facts of reports, actions and factors as files, for analysts' own tools.
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
use tillbud_projections::trend::fact::coded::{
    self, Coded, CodedAction, CodedFactor, CodedReport, Months, Value,
};
use utoipa::IntoParams;

use crate::App;
use crate::fields::{Fields, Problem};
use crate::parquet;
use crate::web::error::{HttpError, Malformed, ProblemDetails};
use crate::web::extract::Params;
use crate::web::pages::export::WORKBOOK_ROWS;
use crate::web::pages::listed::Cell;
use crate::web::pages::workbook;

/// Most rows of a Parquet file, which is made in memory; CSV has no limit.
pub const PARQUET_ROWS: usize = 1_000_000;

/// Of what there are facts; of the first when nothing is said.
const OF: [&str; 3] = ["reports", "actions", "factors"];

/// Which facts, and as what.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FactQuery {
    /// `reports` (also when absent), `actions`, or `factors` that hindered.
    pub of: Option<String>,
    /// `csv` (also when absent), `xlsx` (at most 20,000 rows) or `parquet` (at most 1,000,000).
    pub format: Option<String>,
    /// First month, `YYYY-MM`, of actions that in which they were decided; from the beginning when
    /// absent, what has no month among it.
    pub from: Option<String>,
    /// Last month, `YYYY-MM`.
    pub to: Option<String>,
}

/// The coded facts: one row a report, action or factor, in no order, without anything that leads
/// to it.
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
    let of = query.of.as_deref().unwrap_or(OF[0]);
    let of = fields.one_of("/of", OF.into_iter().find(|kind| *kind == of), &OF);
    let of = fields.need(of)?;
    let (db, format) = (app.read_models.db().clone(), query.format.as_deref());
    match of {
        "actions" => file::<CodedAction>(db, months, format, of).await,
        "factors" => file::<CodedFactor>(db, months, format, of).await,
        _ => file::<CodedReport>(db, months, format, of).await,
    }
}

async fn file<T: Coded>(
    db: Db,
    months: Months,
    format: Option<&str>,
    of: &'static str,
) -> Result<Response, HttpError> {
    match format {
        None | Some("csv") => csv::<T>(db, months, of).await,
        Some("xlsx") => {
            let rows = all::<T>(&db, months, WORKBOOK_ROWS).await?;
            let bytes = made(move || workbook_of(&rows, of)).await??;
            Ok((headers(workbook::MEDIA_TYPE, of, "xlsx"), bytes).into_response())
        }
        Some("parquet") => {
            let rows = all::<T>(&db, months, PARQUET_ROWS).await?;
            let bytes = made(move || parquet_of(&rows)).await?;
            Ok((headers(parquet::MEDIA_TYPE, of, "parquet"), bytes).into_response())
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

async fn all<T: Coded>(db: &Db, months: Months, most: usize) -> Result<Vec<T>, HttpError> {
    let mut rows: Vec<T> = Vec::new();
    loop {
        let after = rows.last().map_or_else(String::new, |row| row.id().to_owned());
        let page = T::rows(db, months, &after).await?;
        if page.is_empty() {
            return Ok(rows);
        }
        rows.extend(page);
        if rows.len() > most {
            return Err(HttpError::BadRequest(Malformed::Rows { max: most }));
        }
    }
}

fn workbook_of<T: Coded>(rows: &[T], of: &str) -> Result<Vec<u8>, HttpError> {
    let headings: Vec<String> = T::COLUMNS.iter().map(|column| column.name.to_owned()).collect();
    let cell = |value: Value| match value {
        Value::Text(Some(text)) => Cell::Text(text),
        Value::Number(Some(number)) => Cell::Number(number),
        Value::Text(None) | Value::Number(None) => Cell::Nothing,
    };
    let cells = |row: &T| T::COLUMNS.iter().map(|column| cell((column.value)(row))).collect();
    let cells: Vec<Vec<Cell>> = rows.iter().map(cells).collect();
    workbook::write(of, &headings, &cells).map_err(|error| HttpError::Internal(error.into()))
}

fn parquet_of<T: Coded>(rows: &[T]) -> Vec<u8> {
    let column = |coded::Column { name, value }: &coded::Column<T>| {
        let (mut texts, mut numbers) = (Vec::new(), Vec::new());
        for row in rows {
            match value(row) {
                Value::Text(text) => texts.push(text),
                Value::Number(number) => numbers.push(number),
            }
        }
        // A column is of one kind; a file without rows has columns of texts alone.
        if numbers.is_empty() {
            parquet::Column::texts(name, texts)
        } else {
            parquet::Column::numbers(name, numbers)
        }
    };
    let columns: Vec<_> = T::COLUMNS.iter().map(column).collect();
    parquet::write(&columns, rows.len())
}

/// Where a file goes on: after this row, its headings written or not.
struct Next {
    db: Db,
    months: Months,
    after: Option<String>,
}

async fn csv<T: Coded>(db: Db, months: Months, of: &str) -> Result<Response, HttpError> {
    let begin = Next { db, months, after: None };
    let stream = try_unfold(begin, async |next| {
        next.lines::<T>().await.map_err(|error| {
            error.log();
            std::io::Error::other("the facts could not be read on")
        })
    });
    Ok((headers("text/csv; charset=utf-8", of, "csv"), Body::from_stream(stream)).into_response())
}

impl Next {
    /// The lines of one page, and where the next one begins.
    async fn lines<T: Coded>(self) -> Result<Option<(Bytes, Self)>, HttpError> {
        let after = self.after.as_deref().unwrap_or_default();
        let page = T::rows(&self.db, self.months, after).await?;
        let is_beginning = self.after.is_none();
        if page.is_empty() && !is_beginning {
            return Ok(None);
        }
        let broken = |error: csv::Error| HttpError::Internal(error.into());
        let mut writer = csv::Writer::from_writer(Vec::new());
        if is_beginning {
            let names = T::COLUMNS.iter().map(|column| column.name);
            writer.write_record(names).map_err(broken)?;
        }
        for row in &page {
            let cells = T::COLUMNS.iter().map(|column| match (column.value)(row) {
                Value::Text(text) => crate::csv::cell(&text.unwrap_or_default()).into_owned(),
                Value::Number(number) => number.map_or_else(String::new, |it| it.to_string()),
            });
            writer.write_record(cells).map_err(broken)?;
        }
        let bytes = writer.into_inner();
        let bytes = bytes.map_err(|error| HttpError::Internal(error.into_error().into()))?;
        let last = page.last().map(|row| row.id().to_owned());
        let after = Some(last.or(self.after).unwrap_or_default());
        Ok(Some((bytes.into(), Self { after, ..self })))
    }
}

fn headers(media: &str, of: &str, ending: &str) -> [(header::HeaderName, String); 2] {
    let name = format!("attachment; filename=\"tillbud-{of}.{ending}\"");
    [(header::CONTENT_TYPE, media.to_owned()), (header::CONTENT_DISPOSITION, name)]
}
