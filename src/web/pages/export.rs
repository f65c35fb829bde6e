//! A list as a file: the same selection, the same role, the columns that were chosen.
//!
//! CSV is sent while it is read; a workbook is made whole. Must never hold more than the
//! list itself shows, nor a cell that a spreadsheet would run.

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use futures_util::stream::try_unfold;
use tillbud_projections::{Cursor, PAGE_ROWS_MAX};

use super::frame::Frame;
use super::listed::{Asked, Cell, Column, Listed};
use super::workbook;
use crate::App;
use crate::access::Staff;
use crate::csv::cell;
use crate::web::error::{HttpError, Malformed};
use crate::web::language::Locale;

/// Most rows of a workbook, which is made in memory; a CSV file has no limit.
pub const WORKBOOK_ROWS: usize = 20_000;

/// What is written, and how.
struct Export<T: Listed> {
    app: App,
    staff: Staff,
    frame: Frame,
    filter: T::Filter,
    columns: Vec<&'static Column<T>>,
}

impl<T: Listed> Export<T> {
    fn new(app: App, staff: Staff, frame: Frame, asked: &Asked<T>) -> Result<Self, HttpError> {
        let filter = T::filter(&app, staff, &asked.query)?;
        Ok(Self { filter, columns: asked.columns_or_all(), app, staff, frame })
    }

    fn headings(&self) -> Vec<String> {
        self.columns.iter().map(|column| T::heading(&self.frame, column.key)).collect()
    }

    fn cells(&self, row: &T) -> Vec<Cell> {
        let lists = &*self.app.lists;
        self.columns.iter().map(|column| (column.cell)(&self.frame, lists, row)).collect()
    }

    /// The rows of one page, and where the next one begins.
    async fn rows(&self, after: Option<Cursor>) -> Result<(Vec<Vec<Cell>>, Next), HttpError> {
        let page = T::page(&self.app, self.staff, &self.filter, after, PAGE_ROWS_MAX).await?;
        let rows = page.rows.iter().map(|row| self.cells(row)).collect();
        Ok((rows, page.next.map_or(Next::End, Next::After)))
    }

    /// The lines of one page, and where the next one begins.
    async fn lines(&self, from: Next) -> Result<Option<(Bytes, Next)>, HttpError> {
        let (after, headings) = match from {
            Next::Beginning => (None, Some(self.headings())),
            Next::After(cursor) => (Some(cursor), None),
            Next::End => return Ok(None),
        };
        let (rows, next) = self.rows(after).await?;
        let records = rows.iter().map(|cells| cells.iter().map(as_csv).collect());
        let records: Vec<_> = headings.into_iter().chain(records).collect();
        Ok(Some((csv_of(&records)?, next)))
    }
}

/// What a file is, for whoever gets it.
fn headers<T: Listed>(media: &str, ending: &str) -> [(header::HeaderName, String); 2] {
    let name = T::FILE;
    [
        (header::CONTENT_TYPE, media.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}.{ending}\"")),
    ]
}

/// A cell as it stands in a file of comma-separated values.
pub(super) fn as_csv(cell_of: &Cell) -> String {
    match cell_of {
        Cell::Text(words) => cell(words).into_owned(),
        Cell::Nothing | Cell::Number(_) | Cell::Figure(_) | Cell::Day(_) => cell_of.clone().words(),
    }
}

/// Where a file goes on.
enum Next {
    Beginning,
    After(Cursor),
    End,
}

/// The list as comma-separated values, sent page by page.
///
/// # Errors
/// What is not a value of its list, or the read models are away.
pub async fn get_csv<T: Listed>(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
    asked: Asked<T>,
) -> Result<Response, HttpError> {
    let frame = locale.frame(true).for_role(staff.role);
    let export = Export::new(app, staff, frame, &asked)?;
    let first = export.lines(Next::Beginning).await?;
    let begun = (export, Next::Beginning, first);
    let stream = try_unfold(begun, async |(export, next, ready)| {
        let lines = match ready {
            Some(lines) => Some(lines),
            // The answer has begun: what is wrong is logged, and the file ends early.
            None => export.lines(next).await.map_err(|error| {
                error.log();
                std::io::Error::other("the list could not be read on")
            })?,
        };
        Ok::<_, std::io::Error>(lines.map(|(bytes, next)| (bytes, (export, next, None))))
    });
    Ok((headers::<T>("text/csv; charset=utf-8", "csv"), Body::from_stream(stream)).into_response())
}

/// The list as a workbook.
///
/// # Errors
/// As [`get_csv`], and when there are more than [`WORKBOOK_ROWS`].
pub async fn get_xlsx<T: Listed>(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
    asked: Asked<T>,
) -> Result<Response, HttpError> {
    let frame = locale.frame(true).for_role(staff.role);
    let export = Export::new(app, staff, frame, &asked)?;
    let (mut rows, mut after) = (Vec::new(), None);
    loop {
        let (more, next) = export.rows(after).await?;
        rows.extend(more);
        if rows.len() > WORKBOOK_ROWS {
            return Err(HttpError::BadRequest(Malformed::Rows { max: WORKBOOK_ROWS }));
        }
        match next {
            Next::After(cursor) => after = Some(cursor),
            Next::Beginning | Next::End => break,
        }
    }
    let (title, headings) = (export.frame.t(T::TITLE), export.headings());
    let made = tokio::task::spawn_blocking(move || workbook::write(&title, &headings, &rows));
    let bytes = made
        .await
        .map_err(|error| HttpError::Internal(error.into()))?
        .map_err(|error| HttpError::Internal(error.into()))?;
    Ok((headers::<T>(workbook::MEDIA_TYPE, "xlsx"), bytes).into_response())
}

/// Records as comma-separated values.
///
/// # Errors
/// When they cannot be written, which a test excludes.
pub(super) fn csv_of(records: &[Vec<String>]) -> Result<Bytes, HttpError> {
    let broken = HttpError::Internal;
    let mut writer = csv::Writer::from_writer(Vec::new());
    for record in records {
        writer.write_record(record).map_err(|error| broken(error.into()))?;
    }
    let bytes = writer.into_inner().map_err(|error| broken(error.into_error().into()))?;
    Ok(bytes.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_what_it_is_and_never_run() {
        let text = |words: &str| as_csv(&Cell::Text(words.to_owned()));
        assert_eq!(text("=1+1"), "'=1+1");
        assert_eq!(text("Hala golv"), "Hala golv");
        assert_eq!(as_csv(&Cell::Day("2026-03-01".parse().unwrap())), "2026-03-01");
        assert_eq!((as_csv(&Cell::Number(-1)), as_csv(&Cell::Nothing)), ("-1".into(), "".into()));
        let bytes = csv_of(&[vec!["a,\"b\"\r\nc".into(), "å".into()]]).unwrap();
        assert_eq!(bytes, "\"a,\"\"b\"\"\r\nc\",å\n".as_bytes());
    }
}
