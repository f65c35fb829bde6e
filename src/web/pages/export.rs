//! A list as a file: the same selection, the same role, the columns that were chosen.
//!
//! CSV is sent while it is read; a workbook is made whole. Must never hold more than the
//! list itself shows, nor a cell that a spreadsheet would run.

use std::future::Future;

use axum::body::{Body, Bytes};
use axum::extract::{RawQuery, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use futures_util::stream::try_unfold;
use jiff::civil::Date;
use tillbud_projections::{Cursor, DatabaseError, Db, Page};

use super::frame::Frame;
use super::workbook;
use crate::App;
use crate::access::Staff;
use crate::csv::cell;
use crate::lists::Lists;
use crate::web::error::{HttpError, Malformed};
use crate::web::extract::Params;
use crate::web::language::Locale;

/// Most rows of a workbook, which is made in memory; a CSV file has no limit.
pub const WORKBOOK_ROWS: usize = 20_000;

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    Nothing,
    /// Words.
    Text(String),
    /// A count.
    Number(i64),
    /// A day.
    Day(Date),
}

/// A column: its key, and what a row has in it.
pub struct Column<T> {
    /// What the address calls it; its heading is the text `column-<key>`.
    pub key: &'static str,
    /// What a row has in it.
    pub cell: fn(&Frame, &Lists, &T) -> Cell,
}

/// A list that can be had as a file.
pub trait Listed: Sized + Send + Sync + 'static {
    /// The text that names the file, without its ending.
    const NAME: &'static str;
    /// Every column, in reading order.
    const COLUMNS: &'static [Column<Self>];
    /// What the list is narrowed by, as written in the address.
    type Query: serde::de::DeserializeOwned + Send;
    /// The same, as the read model asks it.
    type Filter: Send + Sync + 'static;

    /// Reads what was asked.
    ///
    /// # Errors
    /// What is not a value of its list.
    fn filter(query: &Self::Query) -> Result<Self::Filter, HttpError>;

    /// The next rows of the list, as many as a page may have.
    fn page(
        db: &Db,
        filter: &Self::Filter,
        after: Option<Cursor>,
    ) -> impl Future<Output = Result<Page<Self>, DatabaseError>> + Send;
}

impl Cell {
    /// Words, when there are some.
    #[must_use]
    pub fn text(words: Option<String>) -> Self {
        words.map_or(Self::Nothing, Self::Text)
    }

    fn as_csv(&self) -> String {
        match self {
            Self::Nothing => String::new(),
            Self::Text(words) => cell(words).into_owned(),
            Self::Number(number) => number.to_string(),
            Self::Day(day) => day.to_string(),
        }
    }
}

/// What is written, and how.
struct Export<T: Listed> {
    app: App,
    frame: Frame,
    filter: T::Filter,
    columns: Vec<&'static Column<T>>,
}

impl<T: Listed> Export<T> {
    fn new(app: App, frame: Frame, query: &T::Query, raw: &str) -> Result<Self, HttpError> {
        let filter = T::filter(query)?;
        let columns = chosen(T::COLUMNS, raw);
        Ok(Self { app, frame, filter, columns })
    }

    fn headings(&self) -> Vec<String> {
        self.columns.iter().map(|column| self.frame.word("column", column.key)).collect()
    }

    fn cells(&self, row: &T) -> Vec<Cell> {
        let lists = &*self.app.lists;
        self.columns.iter().map(|column| (column.cell)(&self.frame, lists, row)).collect()
    }

    fn name(&self, ending: &str) -> String {
        format!("attachment; filename=\"{}.{ending}\"", self.frame.t(T::NAME))
    }

    /// The lines of one page, and where the next one begins.
    async fn lines(&self, from: Next) -> Result<Option<(Bytes, Next)>, HttpError> {
        let (after, mut records) = match from {
            Next::Beginning => (None, vec![self.headings()]),
            Next::After(cursor) => (Some(cursor), Vec::new()),
            Next::End => return Ok(None),
        };
        let page = T::page(self.app.read_models.db(), &self.filter, after).await?;
        let record = |row: &T| self.cells(row).iter().map(Cell::as_csv).collect();
        records.extend(page.rows.iter().map(record));
        Ok(Some((csv_of(&records)?, page.next.map_or(Next::End, Next::After))))
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
    Params(query): Params<T::Query>,
    RawQuery(raw): RawQuery,
) -> Result<Response, HttpError> {
    let frame = locale.frame(true).for_role(staff.role);
    let export = Export::<T>::new(app, frame, &query, raw.as_deref().unwrap_or_default())?;
    let name = export.name("csv");
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
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, name),
    ];
    Ok((headers, Body::from_stream(stream)).into_response())
}

/// The list as a workbook.
///
/// # Errors
/// As [`get_csv`], and when there are more than [`WORKBOOK_ROWS`].
pub async fn get_xlsx<T: Listed>(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
    Params(query): Params<T::Query>,
    RawQuery(raw): RawQuery,
) -> Result<Response, HttpError> {
    let frame = locale.frame(true).for_role(staff.role);
    let export = Export::<T>::new(app, frame, &query, raw.as_deref().unwrap_or_default())?;
    let (mut rows, mut after) = (Vec::new(), None);
    loop {
        let page = T::page(export.app.read_models.db(), &export.filter, after).await?;
        rows.extend(page.rows.iter().map(|row| export.cells(row)));
        if rows.len() > WORKBOOK_ROWS {
            return Err(HttpError::BadRequest(Malformed::Rows { max: WORKBOOK_ROWS }));
        }
        match page.next {
            Some(next) => after = Some(next),
            None => break,
        }
    }
    let (title, headings, name) = (export.frame.t(T::NAME), export.headings(), export.name("xlsx"));
    let made = tokio::task::spawn_blocking(move || workbook::write(&title, &headings, &rows));
    let bytes = made
        .await
        .map_err(|error| HttpError::Internal(error.into()))?
        .map_err(|error| HttpError::Internal(error.into()))?;
    let headers = [
        (header::CONTENT_TYPE, workbook::MEDIA_TYPE.to_owned()),
        (header::CONTENT_DISPOSITION, name),
    ];
    Ok((headers, bytes).into_response())
}

/// The columns that the address names with `column=`, in reading order; all when none.
fn chosen<T>(all: &'static [Column<T>], raw: &str) -> Vec<&'static Column<T>> {
    let named: Vec<&str> = raw.split('&').filter_map(|pair| pair.strip_prefix("column=")).collect();
    let is_chosen = |column: &&Column<T>| named.contains(&column.key);
    let some: Vec<_> = all.iter().filter(is_chosen).collect();
    if some.is_empty() { all.iter().collect() } else { some }
}

fn csv_of(records: &[Vec<String>]) -> Result<Bytes, HttpError> {
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
    use tillbud_projections::incident::IncidentRow;

    use super::*;

    #[test]
    fn columns_are_chosen_by_the_address_and_keep_their_order() {
        let keys = |raw| {
            let columns = chosen(IncidentRow::COLUMNS, raw);
            columns.into_iter().map(|column| column.key).collect::<Vec<_>>()
        };
        assert_eq!(keys("column=title&unit=x&column=opened"), ["opened", "title"]);
        assert_eq!(keys("unit=x").len(), IncidentRow::COLUMNS.len());
        assert_eq!(keys("column=rubbish").len(), IncidentRow::COLUMNS.len());
    }

    #[test]
    fn a_cell_is_what_it_is_and_never_run() {
        let text = |words: &str| Cell::Text(words.to_owned()).as_csv();
        assert_eq!(text("=1+1"), "'=1+1");
        assert_eq!(text("Hala golv"), "Hala golv");
        assert_eq!(Cell::Day("2026-03-01".parse().unwrap()).as_csv(), "2026-03-01");
        assert_eq!(
            (Cell::Number(-1).as_csv(), Cell::text(None).as_csv()),
            ("-1".into(), "".into())
        );
        let bytes = csv_of(&[vec!["a,\"b\"\r\nc".into(), "å".into()]]).unwrap();
        assert_eq!(bytes, "\"a,\"\"b\"\"\r\nc\",å\n".as_bytes());
    }
}
