//! The register of all personal-data breaches (GDPR article 33.5), notified or not.
//!
//! Shown a page at a time, and exported whole as CSV or XLSX. Must never leave out what
//! needed no notification, nor write a cell that a spreadsheet would run.

use askama::Template;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use rust_xlsxwriter::{Format, Workbook, XlsxError};
use tillbud_events::vocabulary::Regime;
use tillbud_projections::db::timestamp;
use tillbud_projections::notification::{self, NotificationRow};
use tillbud_projections::{Cursor, PAGE_ROWS_MAX};

use super::address::Address;
use super::deadlines::of_incident;
use super::frame::Frame;
use super::when::When;
use super::{Pair, answer, clocks};
use crate::App;
use crate::access::Staff;
use crate::csv::cell;
use crate::lists::Lists;
use crate::web::conflict::keep_open;
use crate::web::cursor::{self, PageQuery};
use crate::web::error::HttpError;
use crate::web::extract::Params;
use crate::web::language::Locale;

/// Most rows of one export.
const EXPORT_ROWS_MAX: usize = 100_000;
/// Widest column of a spreadsheet, in characters.
const COLUMN_WIDTH: f64 = 28.0;

/// The page of the register.
#[derive(Template)]
#[template(path = "register.html")]
pub struct Register {
    frame: Frame,
    entries: Vec<Entry>,
    csv: String,
    xlsx: String,
    first: String,
    next: String,
}

struct Entry {
    address: String,
    title: String,
    standing: String,
    asked: When,
    is_described: bool,
    texts: Vec<Pair>,
}

impl Register {
    /// One page; `next` is the cursor of the page that follows.
    #[must_use]
    pub fn new(
        frame: Frame,
        lists: &Lists,
        rows: Vec<NotificationRow>,
        is_first: bool,
        next: Option<String>,
    ) -> Self {
        let here = |after: Option<&str>| {
            frame.href(&Address::new("/register").with("after", after).to_string())
        };
        Self {
            csv: frame.href("/register.csv"),
            xlsx: frame.href("/register.xlsx"),
            first: if is_first { String::new() } else { here(None) },
            next: next.map(|next| here(Some(&next))).unwrap_or_default(),
            entries: rows.iter().map(|row| Entry::new(&frame, lists, row)).collect(),
            frame,
        }
    }
}

impl Entry {
    fn new(frame: &Frame, lists: &Lists, row: &NotificationRow) -> Self {
        let shown = |column: &&Column| column.is_on_page;
        let texts = COLUMNS.iter().filter(shown).map(|column| Pair {
            label: frame.t(column.key),
            words: (column.words)(frame, lists, row),
        });
        Self {
            address: format!("/incidents/{}/notifications", row.incident_id),
            title: row.title.clone().unwrap_or_else(|| frame.t("erased")),
            standing: row.standing.clone(),
            asked: When::day(frame, timestamp(row.triggered_at)),
            is_described: row.described_at.is_some(),
            texts: texts.filter(|pair| !pair.words.is_empty()).collect(),
        }
    }
}

/// A column of the export; some are told on the page as well.
struct Column {
    key: &'static str,
    is_on_page: bool,
    words: fn(&Frame, &Lists, &NotificationRow) -> String,
}

const fn on_page(
    key: &'static str,
    words: fn(&Frame, &Lists, &NotificationRow) -> String,
) -> Column {
    Column { key, is_on_page: true, words }
}

const fn exported(
    key: &'static str,
    words: fn(&Frame, &Lists, &NotificationRow) -> String,
) -> Column {
    Column { key, is_on_page: false, words }
}

const COLUMNS: &[Column] = &[
    exported("register-asked", |_, _, row| day(row.triggered_at)),
    exported("register-incident", |frame, _, row| {
        row.title.clone().unwrap_or_else(|| frame.t("erased"))
    }),
    on_page("register-controller", |_, _, row| row.controller.clone()),
    on_page("register-category", |frame, lists, row| {
        let name = |code: &String| lists.category_name(code, frame.lang).to_owned();
        row.category.as_ref().map(name).unwrap_or_default()
    }),
    on_page("register-unit", |frame, lists, row| {
        let name = |code: &String| lists.unit_name(code, frame.lang).to_owned();
        row.unit.as_ref().map(name).unwrap_or_default()
    }),
    on_page("register-facts", |_, _, row| words(&row.facts)),
    on_page("register-affected", |_, _, row| words(&row.affected)),
    on_page("register-consequences", |_, _, row| words(&row.consequences)),
    on_page("register-measures", |_, _, row| words(&row.measures)),
    exported("register-standing", |frame, _, row| frame.word("standing", &row.standing)),
    on_page("register-reasons", |_, _, row| words(&row.reasons)),
    exported("register-received", |_, _, row| moment(row.received_at)),
    exported("register-aware", |_, _, row| moment(row.aware_at)),
    exported("register-decided", |_, _, row| moment(row.decided_at)),
    exported("register-finished", |_, _, row| moment(row.finished_at)),
    exported("register-outcome", |_, _, row| words(&row.finished_text)),
    exported("register-id", |_, _, row| row.incident_id.clone()),
];

fn words(text: &Option<String>) -> String {
    text.clone().unwrap_or_default()
}

fn day(milliseconds: i64) -> String {
    crate::clock::day(timestamp(milliseconds)).to_string()
}

fn moment(milliseconds: Option<i64>) -> String {
    let at = |milliseconds| clocks::for_form(timestamp(milliseconds)).replace('T', " ");
    milliseconds.map(at).unwrap_or_default()
}

/// A page of the register.
///
/// # Errors
/// For a cursor that is not ours, or when the read models are away.
pub async fn get(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
    Params(query): Params<PageQuery>,
) -> Result<Response, HttpError> {
    let (after, limit) = query.read(&app.secrets.cursor)?;
    let page = notification::register(app.read_models.db(), Regime::Gdpr, after, limit).await?;
    let next = page.next.map(|next| cursor::encode(next, &app.secrets.cursor));
    let rows = keep_open(&app, staff, page.rows, of_incident).await?;
    let frame = locale.frame(true).for_role(staff.role);
    let page = Register::new(frame, &app.lists, rows, after.is_none(), next);
    answer(StatusCode::OK, &page)
}

/// The whole register as CSV.
///
/// # Errors
/// When the read models are away.
pub async fn get_csv(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
) -> Result<Response, HttpError> {
    let rows = keep_open(&app, staff, all(&app).await?, of_incident).await?;
    let csv = as_csv(&locale.frame(true), &app.lists, &rows);
    let csv = csv.map_err(|error| HttpError::Internal(error.into()))?;
    Ok(file("text/csv; charset=utf-8", "register.csv", csv))
}

/// The whole register as a spreadsheet.
///
/// # Errors
/// When the read models are away.
pub async fn get_xlsx(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
) -> Result<Response, HttpError> {
    let rows = keep_open(&app, staff, all(&app).await?, of_incident).await?;
    let xlsx = as_xlsx(&locale.frame(true), &app.lists, &rows);
    let xlsx = xlsx.map_err(|error| HttpError::Internal(error.into()))?;
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    Ok(file(kind, "register.xlsx", xlsx))
}

fn file(kind: &'static str, name: &str, bytes: Vec<u8>) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (headers, bytes).into_response()
}

/// Every row, the newest first.
async fn all(app: &App) -> Result<Vec<NotificationRow>, HttpError> {
    let mut rows: Vec<NotificationRow> = Vec::new();
    let mut after: Option<Cursor> = None;
    while rows.len() < EXPORT_ROWS_MAX {
        let db = app.read_models.db();
        let page = notification::register(db, Regime::Gdpr, after, PAGE_ROWS_MAX).await?;
        rows.extend(page.rows);
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    Ok(rows)
}

fn as_csv(frame: &Frame, lists: &Lists, rows: &[NotificationRow]) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(COLUMNS.iter().map(|column| frame.t(column.key)))?;
    for row in rows {
        let words = COLUMNS.iter().map(|column| (column.words)(frame, lists, row));
        writer.write_record(words.map(|words| cell(&words).into_owned()))?;
    }
    writer.into_inner().map_err(|error| error.into_error().into())
}

fn as_xlsx(frame: &Frame, lists: &Lists, rows: &[NotificationRow]) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    let (bold, wrapped) = (Format::new().set_bold(), Format::new().set_text_wrap());
    for (column, at) in COLUMNS.iter().zip(0_u16..) {
        sheet.set_column_width(at, COLUMN_WIDTH)?;
        sheet.write_string_with_format(0, at, frame.t(column.key), &bold)?;
        for (row, line) in rows.iter().zip(1_u32..) {
            let words = (column.words)(frame, lists, row);
            sheet.write_string_with_format(line, at, words, &wrapped)?;
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    workbook.save_to_buffer()
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor as Bytes, Read};

    use tillbud_events::vocabulary::Standing;

    use super::*;
    use crate::web::pages::deadlines::tests::row;
    use crate::web::pages::testing::{HOSTILE, assert_sound, frames, lists};

    #[test]
    fn the_register_is_shown_and_escaped_also_what_was_never_described() {
        for frame in frames() {
            let undescribed = NotificationRow {
                described_at: None,
                facts: None,
                notifiable: Some(false),
                ..row(Standing::NotNotifiable, None)
            };
            let rows = vec![row(Standing::Final, None), undescribed];
            let page = Register::new(frame.clone(), &lists(), rows, false, Some("4".into()));
            let html = page.render().unwrap();
            assert_sound(&html);
            assert!(html.contains("after=4") && html.contains("/register.xlsx"));
            assert_eq!(html.matches(&frame.t("register-undescribed")).count(), 1);
            assert!(!html.contains("register-"), "a text is missing: {html}");
        }
    }

    #[test]
    fn every_row_is_a_record_of_the_csv_and_nothing_in_it_runs() {
        let frame = &frames()[0];
        let hostile = NotificationRow { facts: Some("=1+1".into()), ..row(Standing::Due, None) };
        let csv = as_csv(frame, &lists(), &[hostile, row(Standing::Final, None)]).unwrap();
        let mut reader = csv::Reader::from_reader(csv.as_slice());
        assert_eq!(reader.headers().unwrap().len(), COLUMNS.len());
        let records: Vec<_> = reader.records().map(Result::unwrap).collect();
        assert_eq!((records.len(), &records[0][5], &records[1][5]), (2, "'=1+1", HOSTILE));
    }

    #[test]
    fn the_spreadsheet_holds_the_words_as_words() {
        let frame = &frames()[0];
        let hostile = NotificationRow { facts: Some("=1+1".into()), ..row(Standing::Due, None) };
        let xlsx = as_xlsx(frame, &lists(), &[hostile]).unwrap();
        let words = part(&xlsx, "xl/sharedStrings.xml");
        assert!(words.contains("=1+1") && words.contains(&frame.t("register-facts")));
        assert!(!part(&xlsx, "xl/worksheets/sheet1.xml").contains("<f>"), "no cell is a formula");
    }

    /// One part of the spreadsheet, found by its name in the archive's central directory.
    fn part(bytes: &[u8], name: &str) -> String {
        let number = |from: usize, length: usize| {
            let digits = bytes[from..from + length].iter().rev();
            digits.fold(0_usize, |sum, byte| sum << 8 | usize::from(*byte))
        };
        let end = bytes.len() - 22;
        assert_eq!(&bytes[end..end + 4], b"PK\x05\x06", "an archive without a comment");
        let mut at = number(end + 16, 4);
        while &bytes[at..at + 4] == b"PK\x01\x02" {
            let (packed, named) = (number(at + 20, 4), number(at + 28, 2));
            if &bytes[at + 46..at + 46 + named] == name.as_bytes() {
                let local = number(at + 42, 4);
                let begin = local + 30 + number(local + 26, 2) + number(local + 28, 2);
                let mut text = String::new();
                let packed = Bytes::new(&bytes[begin..begin + packed]);
                flate2::read::DeflateDecoder::new(packed).read_to_string(&mut text).unwrap();
                return text;
            }
            at += 46 + named + number(at + 30, 2) + number(at + 32, 2);
        }
        panic!("{name} is not in the spreadsheet");
    }
}
