//! How many work in each unit, from which month on: one by one, or as a table.
//!
//! A table is taken whole or not at all. Must never hold who works anywhere.

use axum::body::Bytes;
use axum::extract::State;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use tillbud_events::Decider;
use tillbud_events::headcount::{Command, Headcount, Recorded};
use tillbud_projections::headcount::{self, HeadcountRow};
use utoipa::ToSchema;

use super::views::{List, time};
use super::{Changed, changed};
use crate::App;
use crate::act::Act;
use crate::dispatch::Done;
use crate::dispatch::headcount::FIGURES_MAX;
use crate::fields::{Fields, Problem};
use crate::lists::Lists;
use crate::measures::headcount_id;
use crate::web::error::{HttpError, Malformed, ProblemDetails};
use crate::web::extract::{Change, FromBody, Json};

/// The columns of a table, in this order.
pub const COLUMNS: [&str; 4] = ["unit", "month", "employees", "fte"];
/// Where a table comes from, when nothing else is said.
const CSV_SOURCE: &str = "CSV";

/// How many work in a unit from a month on.
#[derive(Debug, Serialize, ToSchema)]
pub struct HeadcountView {
    /// The unit: a code of the list, or a name.
    pub unit: String,
    /// `YYYY-MM`; holds until the next recorded one.
    pub month: String,
    /// People employed.
    pub employees: i64,
    /// What they work together, in full-time positions.
    pub full_time_equivalents: f64,
    /// Where the figure comes from.
    pub source: String,
    /// When it was recorded, UTC.
    #[schema(format = DateTime)]
    pub recorded_at: String,
    /// As which role.
    pub recorded_as: String,
}

impl From<HeadcountRow> for HeadcountView {
    fn from(row: HeadcountRow) -> Self {
        Self {
            unit: row.unit,
            month: row.month,
            employees: row.employees,
            full_time_equivalents: row.full_time_hundredths as f64 / 100.0,
            source: row.source,
            recorded_at: time(row.recorded_at),
            recorded_as: row.recorded_as,
        }
    }
}

/// Every headcount, by unit and month.
#[utoipa::path(get, path = "/api/v1/headcount", tag = "measures", security(("bearer" = [])),
    responses((status = 200, body = List<HeadcountView>), (status = "4XX", body = ProblemDetails)))]
pub async fn list(State(app): State<App>) -> Result<axum::Json<List<HeadcountView>>, HttpError> {
    let rows = headcount::all(app.read_models.db()).await?;
    Ok(axum::Json(List { items: rows.into_iter().map(Into::into).collect(), next: None }))
}

/// A headcount to record. Of the same unit and month, it corrects the one before.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HeadcountText {
    /// The unit: a code or a name of the list; any name where there is no list.
    #[schema(min_length = 1, max_length = 200)]
    pub unit: String,
    /// The first month for which it holds, `YYYY-MM`.
    pub month: String,
    /// People employed, such as `48`.
    pub employees: String,
    /// What they work together in full-time positions, such as `41.5`.
    pub fte: String,
    /// Where the figure comes from, at most 200 characters; `CSV` when absent.
    #[serde(default)]
    #[schema(max_length = 200)]
    pub source: Option<String>,
}

impl HeadcountText {
    fn read(&self, fields: &mut Fields, under: &str, lists: &Lists) -> Option<Recorded> {
        let at = |name: &str| format!("{under}/{name}");
        let unit = fields.unit(&at("unit"), &self.unit, lists);
        let month = fields.month(&at("month"), &self.month);
        let employees = self.employees.trim().parse::<u32>().ok();
        let full_time_hundredths = hundredths(&self.fte);
        for (name, number) in [("employees", employees), ("fte", full_time_hundredths)] {
            if number.is_none() {
                let max = tillbud_events::limits::HEADCOUNT_EMPLOYEES;
                fields.wrong(at(name), Problem::Number { max });
            }
        }
        let source = self.source.as_deref().filter(|said| !said.trim().is_empty());
        let source = fields.label(&at("source"), source.unwrap_or(CSV_SOURCE));
        let recorded = Recorded {
            unit: unit?,
            month: month?,
            employees: employees?,
            full_time_hundredths: full_time_hundredths?,
            source: source?,
        };
        // What the rule says of the figures alone stands at their row.
        if let Err(rejection) = Headcount::initial().decide(Command::Record(recorded.clone())) {
            fields.wrong(at("fte"), Problem::Headcount(rejection));
        }
        Some(recorded)
    }
}

/// `41.5` or `41,5` in hundredths; a third decimal is refused, not rounded.
fn hundredths(text: &str) -> Option<u32> {
    let text = text.trim();
    let (whole, part) = text.split_once(['.', ',']).unwrap_or((text, ""));
    let is_digits = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || part.len() > 2 || !is_digits(whole) || !is_digits(part) {
        return None;
    }
    let part: u32 = format!("{part:0<2}").parse().ok()?;
    whole.parse::<u32>().ok()?.checked_mul(100)?.checked_add(part)
}

/// Records one headcount.
///
/// # Errors
/// What is wrong with it, a rule says no, or the write path is away.
pub async fn record_for(app: &App, act: &Act, text: &HeadcountText) -> Result<Done, HttpError> {
    let mut fields = Fields::default();
    let recorded = text.read(&mut fields, "", &app.lists);
    let recorded = fields.need(recorded)?;
    Ok(app.dispatch.record_headcounts(act, vec![recorded]).await?)
}

/// A unit's month from which a figure holds.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HeadcountMonth {
    /// The unit: a code or a name of the list; any name where there is no list.
    #[schema(min_length = 1, max_length = 200)]
    pub unit: String,
    /// The month that was recorded, `YYYY-MM`.
    pub month: String,
}

/// Takes back what was recorded of a month: what held before it goes on.
///
/// # Errors
/// What is wrong with it, a rule says no, or the write path is away.
pub async fn take_back_for(app: &App, act: &Act, said: &HeadcountMonth) -> Result<Done, HttpError> {
    let mut fields = Fields::default();
    let unit = fields.unit("/unit", &said.unit, &app.lists);
    let month = fields.month("/month", &said.month);
    let (unit, month) = fields.need(unit.zip(month))?;
    let id = headcount_id(&unit).into();
    Ok(app.dispatch.execute::<Headcount>(id, None, act, Command::TakeBack(month)).await?)
}

/// Records a whole table, or nothing of it.
///
/// # Errors
/// What is wrong with which row (`/3/fte` is of the third row below the heading), a rule
/// says no, or the write path is away.
pub async fn import_for(
    app: &App,
    act: &Act,
    table: &[u8],
    source: Option<&str>,
) -> Result<Done, HttpError> {
    let figures = read_table(table, source, &app.lists)?;
    Ok(app.dispatch.record_headcounts(act, figures).await?)
}

fn read_table(
    table: &[u8],
    source: Option<&str>,
    lists: &Lists,
) -> Result<Vec<Recorded>, HttpError> {
    let table = table.strip_prefix(b"\xef\xbb\xbf").unwrap_or(table);
    let text = str::from_utf8(table).map_err(|_| HttpError::BadRequest(Malformed::Encoding))?;
    let heading = text.lines().next().unwrap_or_default();
    // Swedish spreadsheets separate by semicolons, as the comma is in their numbers.
    let delimiter = if heading.contains(';') { b';' } else { b',' };
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .trim(csv::Trim::All)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut fields = Fields::default();
    let is_known = reader.headers().is_ok_and(|headers| {
        headers.iter().map(str::to_lowercase).eq(COLUMNS.iter().map(|name| (*name).to_owned()))
    });
    if !is_known {
        fields.wrong("/0", Problem::Heading);
    }
    fields.finish()?;
    let mut fields = Fields::default();
    let mut figures = Vec::new();
    for (number, record) in (1_usize..).zip(reader.records()) {
        let under = format!("/{number}");
        if number > FIGURES_MAX {
            fields.wrong(under, Problem::TooMany { max: FIGURES_MAX });
            break;
        }
        let cells = record.ok().filter(|record| record.len() == COLUMNS.len());
        let Some(cells) = cells else {
            fields.wrong(under, Problem::Row);
            continue;
        };
        let cell = |at: usize| cells.get(at).unwrap_or_default().to_owned();
        let text = HeadcountText {
            unit: cell(0),
            month: cell(1),
            employees: cell(2),
            fte: cell(3),
            source: source.map(str::to_owned),
        };
        figures.extend(text.read(&mut fields, &under, lists));
    }
    if figures.is_empty() {
        fields.wrong("/1", Problem::Row);
    }
    fields.finish()?;
    Ok(figures)
}

/// A table as it was sent.
pub struct Table(Bytes);

impl FromBody for Table {
    fn from_body(bytes: &Bytes, _: bool) -> Result<Self, HttpError> {
        Ok(Self(bytes.clone()))
    }
}

/// Records one headcount.
#[utoipa::path(post, path = "/api/v1/headcount", tag = "measures", request_body = HeadcountText, security(("bearer" = [])),
    responses((status = 200, body = Changed), (status = "4XX", body = ProblemDetails)))]
pub async fn post(
    State(app): State<App>,
    Change { body: Json(text), act }: Change<Json<HeadcountText>>,
) -> Result<Response, HttpError> {
    let done = record_for(&app, &act, &text).await?;
    Ok(changed(&app, done).await)
}

/// Takes back the figure of one month.
#[utoipa::path(post, path = "/api/v1/headcount/take-back", tag = "measures", request_body = HeadcountMonth, security(("bearer" = [])),
    responses((status = 200, body = Changed), (status = "4XX", body = ProblemDetails)))]
pub async fn take_back(
    State(app): State<App>,
    Change { body: Json(said), act }: Change<Json<HeadcountMonth>>,
) -> Result<Response, HttpError> {
    let done = take_back_for(&app, &act, &said).await?;
    Ok(changed(&app, done).await)
}

/// Records a table with the columns `unit,month,employees,fte`, all of it or nothing; at most
/// 1,000 rows. Separated by commas or semicolons, in UTF-8.
#[utoipa::path(post, path = "/api/v1/headcount/import", tag = "measures", security(("bearer" = [])),
    request_body(content = String, content_type = "text/csv"),
    responses((status = 200, body = Changed), (status = "4XX", body = ProblemDetails)))]
pub async fn import(
    State(app): State<App>,
    Change { body: Table(table), act }: Change<Table>,
) -> Result<Response, HttpError> {
    let done = import_for(&app, &act, &table, None).await?;
    Ok(changed(&app, done).await)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(table: &str) -> Vec<String> {
        match read_table(table.as_bytes(), None, &Lists::default()) {
            Err(HttpError::Invalid(errors)) => {
                errors.iter().map(|error| format!("{} {}", error.pointer, error.problem)).collect()
            }
            other => panic!("{:?}", other.map(|figures| figures.len()).ok()),
        }
    }

    #[test]
    fn full_time_equivalents_have_two_decimals_at_most() {
        for (text, expected) in
            [("41.5", Some(4_150)), ("41,55", Some(4_155)), (" 7 ", Some(700)), ("0.05", Some(5))]
        {
            assert_eq!(hundredths(text), expected, "{text}");
        }
        for text in ["", "41.555", "-1", "1e3", "1.2.3", ".5", "4 1", "99999999999"] {
            assert_eq!(hundredths(text), None, "{text}");
        }
    }

    #[test]
    fn a_table_is_read_with_commas_or_semicolons_and_a_mark_at_its_beginning() {
        let commas = "\u{feff}unit,month,employees,fte\nNorr,2026-01,48,41.5\n";
        let semicolons = "Unit;Month;Employees;FTE\r\nNorr;2026-01;48;41,5\r\n";
        for table in [commas, semicolons] {
            let figures = read_table(table.as_bytes(), Some("HR"), &Lists::default()).unwrap();
            let [figure] = &figures[..] else { panic!("{figures:?}") };
            assert_eq!((figure.employees, figure.full_time_hundredths), (48, 4_150));
            assert_eq!((figure.unit.as_str(), figure.source.as_str()), ("Norr", "HR"));
        }
    }

    #[test]
    fn every_row_that_cannot_be_taken_is_told_by_its_number() {
        assert_eq!(problems("a,b\n1,2\n"), ["/0 is not the heading unit,month,employees,fte"]);
        let told = problems(
            "unit,month,employees,fte\nNorr,2026-01,10,9\nNorr,2026-13,x,9\nSyd,2026-01\nSyd,2026-01,1,3\n",
        );
        assert_eq!(
            told,
            [
                "/2/month is not a month: write YYYY-MM",
                "/2/employees is not a number from 0 to 500000",
                "/3 is not a row of unit,month,employees,fte",
                "/4/fte full-time equivalents can be at most twice the number of employees",
            ]
        );
        assert_eq!(problems("unit,month,employees,fte\n").len(), 1);
        let rows = |count: usize| {
            let rows = (0..count).map(|at| format!("U{at},2026-01,1,1\n"));
            format!("unit,month,employees,fte\n{}", rows.collect::<String>())
        };
        let most = read_table(rows(FIGURES_MAX).as_bytes(), None, &Lists::default()).unwrap();
        assert_eq!(most.len(), FIGURES_MAX);
        assert_eq!(problems(&rows(FIGURES_MAX + 1)), ["/1001 has more than 1000 entries"]);
    }
}
