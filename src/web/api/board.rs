//! Incidents as read: the board, one incident with its analysis, its timeline.

use axum::extract::State;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use tillbud_events::{
    IncidentId,
    vocabulary::{Code, Severity},
};
use tillbud_projections::incident::{self, Filter, Stage};
use tillbud_projections::{Cursor, Page, notification, report, timeline};
use utoipa::{IntoParams, ToSchema};

use super::period::period;
use super::{found, views};
use crate::App;
use crate::access::{Right, Staff};
use crate::fields::{Fields, Problem};
use crate::web::cursor::PageQuery;
use crate::web::error::{HttpError, ProblemDetails};
use crate::web::extract::{Id, Params};
use crate::web::schema;

/// What says yes in an address.
pub const YES: &str = "yes";

/// Which incidents of the board.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct BoardQuery {
    /// Rows, 1 to 200; 50 when absent.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u32>,
    /// The `next` of the page before.
    pub after: Option<String>,
    /// Only at this stage.
    #[param(schema_with = schema::stages)]
    pub stage: Option<String>,
    /// Only those that the account follows, with `yes`.
    #[param(schema_with = schema::yes)]
    pub followed: Option<String>,
    /// Only of this category.
    pub category: Option<String>,
    /// Only of this unit.
    pub unit: Option<String>,
    /// Only those that this role goes on with.
    pub assigned: Option<String>,
    /// Only this bad.
    #[param(schema_with = schema::severities)]
    pub actual: Option<String>,
    /// Only those that could have been this bad.
    #[param(schema_with = schema::severities)]
    pub potential: Option<String>,
    /// Only opened on this day or later, `YYYY-MM-DD`.
    #[param(schema_with = schema::day)]
    pub from: Option<String>,
    /// Only opened on this day or earlier.
    #[param(schema_with = schema::day)]
    pub until: Option<String>,
}

impl BoardQuery {
    /// As the read model asks it for whoever looks.
    ///
    /// # Errors
    /// What is not a value of its list.
    pub fn filter(&self, staff: Staff) -> Result<Filter, HttpError> {
        let mut fields = Fields::default();
        let mut severity = |pointer: &str, said: &Option<String>| {
            fields.filter_one_of(pointer, said, Severity::from_stored, Severity::ALL)
        };
        let actual = severity("/actual", &self.actual);
        let potential = severity("/potential", &self.potential);
        let stage = fields.filter_one_of("/stage", &self.stage, Stage::from_stored, Stage::ALL);
        let category = fields.filter("/category", &self.category).and_then(|said| {
            let code = Code::parse(&said).ok();
            if code.is_none() {
                fields.wrong("/category", Problem::Category);
            }
            code
        });
        let unit = fields.filter("/unit", &self.unit);
        let assigned = fields.filter("/assigned", &self.assigned);
        let (from, until) = period(&mut fields, &self.from, &self.until);
        let followed_by = fields
            .filter("/followed", &self.followed)
            .and_then(|said| fields.one_of("/followed", (said == YES).then_some(YES), &[YES]))
            .map(|_| staff.holder());
        fields.finish()?;
        let open_to = Some(staff.actor());
        Ok(Filter {
            stage,
            is_at_work: false,
            category,
            unit,
            actual,
            potential,
            assigned,
            followed_by,
            open_to,
            from,
            until,
        })
    }
}

/// The board, newest first.
#[utoipa::path(get, path = "/api/v1/incidents", tag = "incidents", params(BoardQuery), security(("bearer" = [])),
    responses((status = 200, body = views::List<views::Incident>), (status = "4XX", body = ProblemDetails)))]
pub async fn list(
    State(app): State<App>,
    staff: Staff,
    Params(query): Params<BoardQuery>,
) -> Result<axum::Json<views::List<views::Incident>>, HttpError> {
    let page = PageQuery { limit: query.limit, after: query.after.clone() };
    let (after, limit) = page.read(&app.secrets.cursor)?;
    let filter = query.filter(staff)?;
    let page = incident::list(app.read_models.db(), &filter, after, limit).await?;
    Ok(axum::Json(views::List::of(page, &app)))
}

/// One incident with its analysis.
#[derive(Debug, Serialize, ToSchema)]
pub struct IncidentWithAnalysis {
    /// The incident.
    #[serde(flatten)]
    pub incident: views::Incident,
    /// Reports linked now.
    pub report_ids: Vec<String>,
    /// Incidents merged into this one now.
    pub merged_ids: Vec<String>,
    /// Information assets that it touched.
    pub assets: Vec<views::Asset>,
    /// Conditions of the work system.
    pub factors: Vec<views::Factor>,
    /// Laws to assess.
    pub assessments: Vec<views::Assessment>,
    /// Approved copies of the linked reports.
    pub copies: Vec<views::Copy>,
}

/// One incident with its analysis.
#[utoipa::path(get, path = "/api/v1/incidents/{id}", tag = "incidents", params(("id" = String, Path)), security(("bearer" = [])),
    responses((status = 200, body = IncidentWithAnalysis), (status = "4XX", body = ProblemDetails)))]
pub async fn get(State(app): State<App>, Id(id): Id<IncidentId>) -> Result<Response, HttpError> {
    let db = app.read_models.db();
    let row = incident::get(db, id).await?.ok_or(HttpError::NotFound)?;
    let reports = incident::linked_reports(db, id).await?;
    let merged = incident::merged_here(db, id).await?;
    let mut copies = Vec::new();
    for report_id in reports.iter().filter_map(incident::LinkedReportRow::id) {
        copies.extend(report::get(db, report_id).await?.and_then(views::Copy::of));
    }
    let body = IncidentWithAnalysis {
        report_ids: reports.into_iter().map(|row| row.report_id).collect(),
        merged_ids: merged.into_iter().map(|row| row.incident_id).collect(),
        assets: incident::assets(db, id).await?.into_iter().map(Into::into).collect(),
        factors: incident::factors(db, id).await?.into_iter().map(Into::into).collect(),
        assessments: notification::of_incident(db, id).await?.into_iter().map(Into::into).collect(),
        copies,
        incident: row.into(),
    };
    Ok(found(body.incident.version, body))
}

/// Where a timeline goes on.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct TimelineQuery {
    /// Rows, 1 to 200; 50 when absent.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u32>,
    /// The `next` of the page before.
    pub after: Option<String>,
}

/// All that happened to an incident, to its actions, and to the reports that are part of it now
/// from their first event on, oldest first. What happened to reports is told to whoever may read
/// them alone; what an incident that was merged into this one has behind it stands in its own
/// timeline.
#[utoipa::path(get, path = "/api/v1/incidents/{id}/timeline", tag = "incidents", params(("id" = String, Path), TimelineQuery), security(("bearer" = [])),
    responses((status = 200, body = views::List<views::TimelineItem>), (status = "4XX", body = ProblemDetails)))]
pub async fn timeline(
    State(app): State<App>,
    staff: Staff,
    Id(id): Id<IncidentId>,
    Params(query): Params<TimelineQuery>,
) -> Result<axum::Json<views::List<views::TimelineItem>>, HttpError> {
    let page = PageQuery { limit: query.limit, after: query.after };
    let (after, limit) = page.read(&app.secrets.cursor)?;
    let db = app.read_models.db();
    incident::get(db, id).await?.ok_or(HttpError::NotFound)?;
    // A report is between the reporter and those who work with reports: when somebody answered
    // or opened the original is no more for others than the words.
    let with_reports = Right::ReadReports.is_held_by(staff.role);
    let rows = timeline::timeline(db, id, with_reports, after, limit).await?;
    let is_full = rows.len() == limit as usize;
    let next = rows.last().filter(|_| is_full).map(|row| Cursor(row.position));
    Ok(axum::Json(views::List::of(Page { rows, next }, &app)))
}
