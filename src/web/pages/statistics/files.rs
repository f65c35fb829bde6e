//! Released tables as files: one, or all that are shown.
//!
//! Must never hold more than the page shows.

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use tillbud_projections::PAGE_ROWS_MAX;
use tillbud_projections::release::{self, CellRow, ReleaseRow};

use super::names::Names;
use crate::App;
use crate::access::Staff;
use crate::web::api::statistics::words;
use crate::web::error::{HttpError, Malformed};
use crate::web::extract::Params;
use crate::web::language::Locale;
use crate::web::pages::export::WORKBOOK_ROWS;
use crate::web::pages::frame::Frame;
use crate::web::pages::listed::Cell;
use crate::web::pages::workbook;

/// Which table.
#[derive(Debug, Deserialize)]
pub struct Asked {
    /// Its number in the ledger; all of them when absent.
    number: Option<u32>,
}

/// As comma-separated values.
///
/// # Errors
/// There is no such release, or more rows than a file may have.
pub async fn get_csv(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
    Params(asked): Params<Asked>,
) -> Result<Response, HttpError> {
    let frame = locale.frame(true).for_role(staff.role);
    let rows = rows(&app, &frame, asked.number).await?;
    let internal = |error: csv::Error| HttpError::Internal(error.into());
    let mut file = csv::Writer::from_writer(Vec::new());
    file.write_record(headings(&frame)).map_err(internal)?;
    for row in rows {
        file.write_record(row.map(|text| crate::csv::cell(&text).into_owned()))
            .map_err(internal)?;
    }
    let bytes = file.into_inner();
    let bytes = bytes.map_err(|error| HttpError::Internal(error.into_error().into()))?;
    Ok((file_headers("text/csv; charset=utf-8", "csv"), bytes).into_response())
}

/// As a workbook.
///
/// # Errors
/// As [`get_csv`].
pub async fn get_xlsx(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
    Params(asked): Params<Asked>,
) -> Result<Response, HttpError> {
    let frame = locale.frame(true).for_role(staff.role);
    let rows = rows(&app, &frame, asked.number).await?;
    let rows = rows.into_iter().map(|row| row.map(Cell::Text).to_vec()).collect::<Vec<_>>();
    let (title, headings) = (frame.t("statistics-title"), headings(&frame).to_vec());
    let made = tokio::task::spawn_blocking(move || workbook::write(&title, &headings, &rows));
    let bytes = made
        .await
        .map_err(|error| HttpError::Internal(error.into()))?
        .map_err(|error| HttpError::Internal(error.into()))?;
    Ok((file_headers(workbook::MEDIA_TYPE, "xlsx"), bytes).into_response())
}

fn headings(frame: &Frame) -> [String; 5] {
    ["release", "table", "row", "column", "shown"].map(|key| frame.word("statistics-file", key))
}

async fn rows(
    app: &App,
    frame: &Frame,
    number: Option<u32>,
) -> Result<Vec<[String; 5]>, HttpError> {
    let db = app.read_models.db();
    let names = Names { frame, lists: &app.lists };
    let mut rows = Vec::new();
    if let Some(number) = number {
        let release = release::get(db, number).await?.filter(|row| row.withdrawn_at.is_none());
        let release = release.ok_or(HttpError::NotFound)?;
        rows.extend(lines(&names, &release, &release::cells(db, number).await?));
        return Ok(rows);
    }
    let mut after = None;
    loop {
        let page = release::list(db, false, after, PAGE_ROWS_MAX).await?;
        for release in &page.rows {
            let number = u32::try_from(release.number).unwrap_or(u32::MAX);
            rows.extend(lines(&names, release, &release::cells(db, number).await?));
            if rows.len() > WORKBOOK_ROWS {
                return Err(HttpError::BadRequest(Malformed::Rows { max: WORKBOOK_ROWS }));
            }
        }
        match page.next {
            Some(next) => after = Some(next),
            None => return Ok(rows),
        }
    }
}

fn lines(names: &Names<'_>, release: &ReleaseRow, cells: &[CellRow]) -> Vec<[String; 5]> {
    let line = |cell: &CellRow| {
        [
            release.number.to_string(),
            names.title(&release.subject, &release.period),
            names.row(&release.subject, cell.row_key.as_deref()),
            names.column(cell.column_key.as_deref()),
            words(release, cell),
        ]
    };
    cells.iter().map(line).collect()
}

fn file_headers(media: &str, ending: &str) -> [(header::HeaderName, String); 2] {
    let name = format!("attachment; filename=\"tillbud-statistics.{ending}\"");
    [(header::CONTENT_TYPE, media.to_owned()), (header::CONTENT_DISPOSITION, name)]
}
