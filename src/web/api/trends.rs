//! Trends: monthly counts, told apart by kind, category or unit, and the series of measures.
//!
//! Exact figures, for roles with a need to know. Must never count by a person.

use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use tillbud_events::vocabulary::{Kind, Lang};
use tillbud_projections::measure::{self, Scope};
use tillbud_projections::trend::fact::{self, By, Filter};
use tillbud_projections::trend::series::{self, Month, Series};
use utoipa::{IntoParams, ToSchema};

use crate::App;
use crate::fields::{Fields, Problem};
use crate::web::api::measured::{self, Part, Question};
use crate::web::api::together::{Together, about, with_other};
use crate::web::api::trend_views::{Annotation, Measured, MeasuredLine};
use crate::web::error::{HttpError, Malformed, ProblemDetails};
use crate::web::extract::Params;
use crate::web::pages::Frame;
use crate::web::pages::trends::files::Sheet;
use crate::web::pages::trends::measure::notes;
use crate::web::pages::trends::shown::{About, Shown as Drawn};
use crate::web::schema;

/// What counts reports a month, without statistics.
pub const REPORTS: &str = "reports";

/// A measure.
#[derive(Debug, Serialize, ToSchema)]
pub struct Measure {
    /// Its name in the address.
    pub measure: String,
    /// What it counts.
    pub description: String,
    /// What it can be told apart by.
    pub by: Vec<String>,
    /// The kind of its chart, by its letter; nothing when it has no statistics.
    pub chart: Option<String>,
    /// Which way is better: `increase`, `decrease` or `neutral`.
    pub direction: Option<String>,
}

/// The measures.
#[derive(Debug, Serialize, ToSchema)]
pub struct Measures {
    /// All of them.
    pub items: Vec<Measure>,
}

/// What can be asked for.
#[utoipa::path(get, path = "/api/v1/trends", tag = "trends", security(("bearer" = [])), responses((status = 200, body = Measures)))]
pub async fn list(State(app): State<App>) -> Result<axum::Json<Measures>, HttpError> {
    let by = |ways: &[By]| ways.iter().map(|by| by.as_str().to_owned()).collect();
    let measures = measured::measures(app.read_models.db()).await?;
    let chart = |measure: &measure::Measure| measure.definition.chart.as_str().to_owned();
    let way = |measure: &measure::Measure| measure.definition.direction.as_str().to_owned();
    let (reports, others): (Vec<_>, Vec<_>) =
        measures.iter().partition(|measure| measure.definition.key.as_str() == REPORTS);
    let counts = Measure {
        measure: REPORTS.to_owned(),
        description: "Reports per month. A rise is not a sign of more harm.".to_owned(),
        by: by(By::ALL),
        chart: reports.first().map(|measure| chart(measure)),
        direction: reports.first().map(|measure| way(measure)),
    };
    let measured = others.into_iter().map(|measure| Measure {
        measure: measure.definition.key.as_str().to_owned(),
        description: measured::name(Lang::En, measure).to_owned(),
        by: by(&[By::Unit, By::Category]),
        chart: Some(chart(measure)),
        direction: Some(way(measure)),
    });
    Ok(axum::Json(Measures { items: std::iter::once(counts).chain(measured).collect() }))
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
    /// Which page of the units or categories that a measure is told apart in, 24 each, from 1.
    pub page: Option<String>,
    /// First month, `YYYY-MM`; the first of 36 when absent.
    pub from: Option<String>,
    /// Last month, `YYYY-MM`; the running month when absent.
    pub to: Option<String>,
    /// Which rules make a signal: `3s` (3 sigma and Anhøj's runs) or `mdc` (NHS "Making Data
    /// Count"); `3s` when absent. `reports` has its statistics only when it is named, and
    /// monthly counts alone when it is absent.
    pub profile: Option<String>,
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
    /// Reporting and harm read together in the same months, of the unit and category that were
    /// asked for; null where both are not measured, and for a kind or a register alone.
    pub together: Option<Together>,
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
    /// What was counted.
    pub filter: Filter,
}

/// The measures that monthly counts of reports are read together with, those of reporting and of
/// harm: of the same months, unit and category. None for a kind or a register, of which the
/// measures tell nothing, nor where nothing was reported.
///
/// # Errors
/// When the read models are away.
pub async fn together(app: &App, lang: Lang, of: &Answer) -> Result<Vec<Drawn>, HttpError> {
    let filter = &of.filter;
    if filter.kind.is_some() || filter.dataset.is_some() || of.series.total == 0 {
        return Ok(Vec::new());
    }
    let scope = Scope { unit: filter.unit.clone(), category: filter.category.clone() };
    let question = Question { scope, by: None, page: 1, from: of.from, to: of.to, is_dots: false };
    about(app, lang, &[About::Reporting, About::HarmShare], &question).await
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
        kind: fields.filter_one_of("/kind", &query.kind, Kind::from_stored, Kind::ALL),
        category: fields.filter("/category", &query.category),
        dataset: fields.filter("/dataset", &query.dataset),
    };
    let by = fields.filter_one_of("/by", &query.by, By::from_stored, By::ALL);
    let today = app.clock.today();
    let mut month = |pointer: &str, text: Option<String>, default: Month| match text {
        None => default,
        Some(text) => text.trim().parse().unwrap_or_else(|_| {
            fields.wrong(pointer, Problem::Month);
            default
        }),
    };
    let (first, last) = measured::period(today);
    let (from, to) = (month("/from", from_said, first), month("/to", to_said, last));
    fields.finish()?;
    let counts = fact::series(app.read_models.db(), by, &filter, from, to).await?;
    let series = series::fill(&counts.months, from, to, today);
    Ok(Answer { by, from, to, series, undated: counts.undated, filter })
}

/// What `GET /api/v1/trends/{measure}` answers: counts, or the series of a measure.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub enum Shown {
    /// Of `reports`.
    Counts(Box<Trend>),
    /// Of a measure.
    Series(Box<Measured>),
}

/// One series: of `reports`, monthly counts alone; of a measure, every point with its statistics.
#[utoipa::path(get, path = "/api/v1/trends/{measure}", tag = "trends", params(("measure" = String, Path), SeriesQuery), security(("bearer" = [])),
    responses((status = 200, body = Shown), (status = "4XX", body = ProblemDetails)))]
pub async fn get(
    State(app): State<App>,
    Path(measure): Path<String>,
    Params(query): Params<SeriesQuery>,
) -> Result<Response, HttpError> {
    let is_counts = measure == REPORTS && query.profile.is_none();
    if is_counts { counts(&app, &query).await } else { of(&app, &measure, &query).await }
}

async fn of(app: &App, key: &str, query: &SeriesQuery) -> Result<Response, HttpError> {
    let measure = measured::find(app.read_models.db(), key).await?;
    let question = Question::read(query, app.clock.today())?;
    let shown = measured::one(app, Lang::En, &measure, &question, &question.scope).await?;
    match query.format.as_deref() {
        Some("csv") => {
            let frame = Frame::new(Lang::En, false, "/trends", true);
            return Sheet::of_measure(&frame, &shown).csv();
        }
        Some(_) => return Err(HttpError::BadRequest(Malformed::Format)),
        None => {}
    }
    let together = with_other(app, Lang::En, &shown, &question).await?;
    let parts = measured::parts(app, Lang::En, &measure, &question).await?;
    let line = |Part { key, name, shown }: Part| {
        let (unit, category) = match question.by {
            Some(By::Unit) => (Some(key.clone()), question.scope.category.clone()),
            _ => (question.scope.unit.clone(), Some(key.clone())),
        };
        MeasuredLine { key, name, series: Measured::new(&shown, unit, category) }
    };
    let (unit, category) = (question.scope.unit.clone(), question.scope.category.clone());
    let frame = Frame::new(Lang::En, false, "/trends", true);
    let notes = notes(app, &frame, &measure, &question, &shown).await?;
    let mut whole = Measured::new(&shown, unit, category);
    whole.annotations.extend(notes.iter().map(|note| Annotation::of_note(&shown, note)));
    let series = Measured {
        together: Together::of(&together),
        by: question.by.map(|by| by.as_str().to_owned()),
        lines_total: question.by.map(|_| parts.all),
        lines: parts.shown.into_iter().map(line).collect(),
        ..whole
    };
    Ok(axum::Json(Shown::Series(Box::new(series))).into_response())
}

async fn counts(app: &App, query: &SeriesQuery) -> Result<Response, HttpError> {
    let found = answer(app, query).await?;
    let together = together(app, Lang::En, &found).await?;
    let Answer { by, series, undated, .. } = found;
    match query.format.as_deref() {
        Some("csv") => csv(&series),
        Some(_) => Err(HttpError::BadRequest(Malformed::Format)),
        None => Ok(axum::Json(Shown::Counts(Box::new(Trend {
            measure: REPORTS.to_owned(),
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
            together: Together::of(&together),
        })))
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
