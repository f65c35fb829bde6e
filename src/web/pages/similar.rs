//! Reports and incidents that resemble one report.
//!
//! The program compares words that nobody has opened; must never show them: a report is
//! shown as lists show it, an incident by its title.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use tillbud_events::{IncidentId, ReportId};
use tillbud_projections::incident::{self, Filter, IncidentRow, Stage};
use tillbud_projections::report;

use super::answer;
use super::desk_pane::{kept_query, within};
use super::frame::Frame;
use super::report_row::ReportRow;
use crate::App;
use crate::access::Staff;
use crate::similar::nearest;
use crate::web::conflict;
use crate::web::error::HttpError;
use crate::web::extract::Id;
use crate::web::language::Locale;

/// Reports that one is compared with, newest first.
const REPORTS: i64 = 400;
/// Incidents that one is compared with, newest first.
const INCIDENTS: u32 = 200;
/// Most that are shown of each.
const SHOWN: usize = 4;

/// The page; a script shows its list beside the report.
#[derive(Template)]
#[template(path = "similar.html")]
pub struct Similar {
    frame: Frame,
    back: String,
    action: String,
    key: String,
    version: i64,
    may_link: bool,
    incidents: Vec<Found>,
    reports: Vec<ReportRow>,
}

/// An incident.
struct Found {
    id: String,
    title: String,
    stage: String,
    is_open: bool,
}

/// What resembles the report.
///
/// # Errors
/// When there is no such report, or the read models are away.
pub async fn get(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
    Id(id): Id<ReportId>,
) -> Result<Response, HttpError> {
    let db = app.read_models.db();
    let row = report::get(db, id).await?.ok_or(HttpError::NotFound)?;
    let mut words = report::words(db, &row.report_id, REPORTS).await?;
    let is_own = words.first().is_some_and(|first| first.report_id == row.report_id);
    let own = if is_own { words.remove(0).words } else { String::new() };
    let open = Filter { open_to: Some(staff.actor()), ..Filter::default() };
    let board = incident::list(db, &open, None, INCIDENTS).await?.rows;
    let (words, board, chosen) = compare(own, words, board).await?;
    let frame = locale.frame(true).for_role(staff.role);
    let query = kept_query(&locale.address);
    let mut reports = Vec::new();
    for at in chosen.reports {
        let other = words.get(at).and_then(|words| words.report_id.parse::<ReportId>().ok());
        let Some(other) = other else { continue };
        if conflict::refuse_named(&app, staff, other).await.is_err() {
            continue;
        }
        if let Some(row) = report::get(db, other).await? {
            reports.push(ReportRow::new(&frame, &app.lists, &row));
        }
    }
    let own_incident = row.incident_id.as_deref();
    let incidents = chosen.incidents.into_iter().filter_map(|at| board.get(at));
    let incidents = incidents.filter(|found| Some(found.incident_id.as_str()) != own_incident);
    let page = Similar {
        back: within(&format!("/desk/reports/{id}"), &query),
        action: frame.href(&within(&format!("/desk/reports/{id}/work"), &query)),
        key: app.clock.random_id().to_string(),
        version: row.version,
        may_link: ["received", "acknowledged"].contains(&row.status.as_str()),
        incidents: incidents.map(|row| found(&frame, row)).collect(),
        reports,
        frame,
    };
    answer(StatusCode::OK, &page)
}

/// Places of what resembles the report.
struct Chosen {
    reports: Vec<usize>,
    incidents: Vec<usize>,
}

/// Compares aside, because it takes longer than a request may hold others up.
async fn compare(
    own: String,
    words: Vec<report::WordsRow>,
    board: Vec<IncidentRow>,
) -> Result<(Vec<report::WordsRow>, Vec<IncidentRow>, Chosen), HttpError> {
    let comparing = tokio::task::spawn_blocking(move || {
        let texts: Vec<_> = words.iter().map(|row| row.words.clone()).collect();
        let titles: Vec<_> = board.iter().map(title).collect();
        let (reports, incidents) = (nearest(&own, &texts, SHOWN), nearest(&own, &titles, SHOWN));
        (words, board, Chosen { reports, incidents })
    });
    comparing.await.map_err(|error| HttpError::Internal(error.into()))
}

/// What staff wrote about an incident.
fn title(row: &IncidentRow) -> String {
    let words = [&row.title, &row.analysis_summary];
    words.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(" ")
}

fn found(frame: &Frame, row: &IncidentRow) -> Found {
    let is_open = ![Stage::Closed, Stage::Merged].iter().any(|it| row.stage == it.as_str());
    Found {
        id: row.incident_id.clone(),
        title: row.title.clone().unwrap_or_else(|| frame.t("erased")),
        stage: row.stage.clone(),
        is_open: is_open && row.incident_id.parse::<IncidentId>().is_ok(),
    }
}
