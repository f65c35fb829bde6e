//! Trends: monthly counts, told apart by kind, category or unit.
//!
//! Exact figures, for roles with a need to know. Must never count by a person.

use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use jiff::ToSpan;
use serde::{Deserialize, Serialize};
use tillbud_events::vocabulary::Kind;
use tillbud_projections::trend::fact::{self, By, Filter};
use tillbud_projections::trend::series::{self, Month, Series};
use utoipa::{IntoParams, ToSchema};

use crate::App;
use crate::fields::{Fields, Problem};
use crate::web::error::{HttpError, Malformed, ProblemDetails};
use crate::web::extract::Params;
use crate::web::schema;

/// The measure that can be asked for.
pub const REPORTS: &str = "reports";
/// Months shown when the client does not say from when.
pub const MONTHS_DEFAULT: i32 = 24;

/// A measure.
#[derive(Debug, Serialize, ToSchema)]
pub struct Measure {
    /// Its name in the address.
    pub measure: String,
    /// What it counts.
    pub description: String,
    /// What it can be told apart by.
    pub by: Vec<String>,
}

/// The measures.
#[derive(Debug, Serialize, ToSchema)]
pub struct Measures {
    /// All of them.
    pub items: Vec<Measure>,
}

/// What can be asked for.
#[utoipa::path(get, path = "/api/v1/trends", tag = "trends", security(("bearer" = [])), responses((status = 200, body = Measures)))]
pub async fn list() -> axum::Json<Measures> {
    axum::Json(Measures {
        items: vec![Measure {
            measure: REPORTS.to_owned(),
            description: "Reports per month. A rise is not a sign of more harm.".to_owned(),
            by: By::ALL.iter().map(|by| by.as_str().to_owned()).collect(),
        }],
    })
}

/// Which series.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SeriesQuery {
    /// What to tell apart; all together when absent.
    #[param(schema_with = schema::breakdowns)]
    pub by: Option<String>,
    /// Only of this unit.
    pub unit: Option<String>,
    /// Only of this kind.
    #[param(schema_with = schema::kinds)]
    pub kind: Option<String>,
    /// Only of this category.
    pub category: Option<String>,
    /// Only of this register.
    pub dataset: Option<String>,
    /// First month, `YYYY-MM`; 24 months back when absent.
    pub from: Option<String>,
    /// Last month, `YYYY-MM`; the running month when absent.
    pub to: Option<String>,
    /// `csv` for a table; JSON when absent.
    pub format: Option<String>,
}

/// One line of a series.
#[derive(Debug, Serialize, ToSchema)]
pub struct TrendLine {
    /// Kind, category or unit; null when unknown or not told apart.
    pub key: Option<String>,
    /// One count a month.
    pub counts: Vec<i64>,
    /// Their sum.
    pub total: i64,
    /// The middle of the complete months.
    pub median: Option<f64>,
}

/// Monthly counts.
#[derive(Debug, Serialize, ToSchema)]
pub struct Trend {
    /// Which measure.
    pub measure: String,
    /// What it is told apart by.
    pub by: Option<String>,
    /// Every month, `YYYY-MM`.
    pub months: Vec<String>,
    /// The last month is still running, its counts may grow.
    pub is_last_incomplete: bool,
    /// The lines.
    pub lines: Vec<TrendLine>,
    /// All reports of the period.
    pub total: i64,
    /// Reports that fit the filters and have no known month.
    pub undated: i64,
}

/// A series as computed, with what was asked.
pub struct Answer {
    /// What it is told apart by.
    pub by: Option<By>,
    /// The first month.
    pub from: Month,
    /// The last month.
    pub to: Month,
    /// The counts.
    pub series: Series,
    /// Reports without a known month.
    pub undated: i64,
}

/// Computes the series that `query` asks for.
///
/// # Errors
/// What is wrong with the query, or the database fails.
pub async fn answer(app: &App, query: &SeriesQuery) -> Result<Answer, HttpError> {
    let mut fields = Fields::default();
    let (from_said, to_said) =
        (fields.filter("/from", &query.from), fields.filter("/to", &query.to));
    let filter = Filter {
        unit: fields.filter("/unit", &query.unit),
        kind: fields
            .filter("/kind", &query.kind)
            .and_then(|kind| fields.one_of("/kind", Kind::from_stored(&kind), Kind::ALL)),
        category: fields.filter("/category", &query.category),
        dataset: fields.filter("/dataset", &query.dataset),
    };
    let by = fields
        .filter("/by", &query.by)
        .and_then(|by| fields.one_of("/by", By::from_stored(&by), By::ALL));
    let today = app.clock.today();
    let mut month = |pointer: &str, text: Option<String>, default: Month| match text {
        None => default,
        Some(text) => text.trim().parse().unwrap_or_else(|_| {
            fields.wrong(pointer, Problem::Month);
            default
        }),
    };
    let to = month("/to", to_said, Month::of(today));
    let start = today.checked_sub((MONTHS_DEFAULT - 1).months()).unwrap_or(today);
    let from = month("/from", from_said, Month::of(start));
    fields.finish()?;
    let counts = fact::series(app.read_models.db(), by, &filter, from, to).await?;
    let series = series::fill(&counts.months, from, to, today);
    Ok(Answer { by, from, to, series, undated: counts.undated })
}

/// One series.
#[utoipa::path(get, path = "/api/v1/trends/{measure}", tag = "trends", params(("measure" = String, Path), SeriesQuery), security(("bearer" = [])),
    responses((status = 200, body = Trend), (status = "4XX", body = ProblemDetails)))]
pub async fn get(
    State(app): State<App>,
    Path(measure): Path<String>,
    Params(query): Params<SeriesQuery>,
) -> Result<Response, HttpError> {
    if measure != REPORTS {
        return Err(HttpError::NotFound);
    }
    let Answer { by, series, undated, .. } = answer(&app, &query).await?;
    match query.format.as_deref() {
        Some("csv") => csv(&series),
        Some(_) => Err(HttpError::BadRequest(Malformed::Format)),
        None => Ok(axum::Json(Trend {
            measure,
            by: by.map(|by| by.as_str().to_owned()),
            months: series.months.iter().map(ToString::to_string).collect(),
            is_last_incomplete: series.is_last_incomplete,
            lines: series
                .lines
                .into_iter()
                .map(|line| TrendLine {
                    key: line.key,
                    counts: line.counts,
                    total: line.total,
                    median: line.median,
                })
                .collect(),
            total: series.total,
            undated,
        })
        .into_response()),
    }
}

/// A table with a row a month and a column a line.
fn csv(series: &Series) -> Result<Response, HttpError> {
    let internal = |error: csv::Error| HttpError::Internal(error.into());
    let mut table = csv::Writer::from_writer(Vec::new());
    let keys = series.lines.iter().map(|line| crate::csv::cell(line.key.as_deref().unwrap_or("-")));
    let head = std::iter::once("month".into()).chain(keys);
    table
        .write_record(head.map(|cell: std::borrow::Cow<'_, str>| cell.into_owned()))
        .map_err(internal)?;
    for (at, month) in series.months.iter().enumerate() {
        let counts = series.lines.iter().filter_map(|line| line.counts.get(at));
        let row = std::iter::once(month.to_string()).chain(counts.map(ToString::to_string));
        table.write_record(row).map_err(internal)?;
    }
    let body =
        table.into_inner().map_err(|error| HttpError::Internal(error.into_error().into()))?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"tillbud-trend.csv\""),
    ];
    Ok((headers, body).into_response())
}
