//! The board: incidents, the newest first, with how far the work has come.
//!
//! Must never tell who works on what.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use tillbud_projections::db::timestamp;
use tillbud_projections::incident::IncidentRow;

use super::answer;
use super::board_filter::BoardFilter;
use super::frame::Frame;
use super::grid::Grid;
use super::listed::{Asked, Listed};
use super::when::When;
use crate::App;
use crate::access::views::View;
use crate::access::{Right, Staff};
use crate::lists::Lists;
use crate::web::cursor::{self, PageQuery};
use crate::web::error::HttpError;
use crate::web::language::Locale;

/// The page with the board.
#[derive(Template)]
#[template(path = "incidents.html")]
pub struct Incidents {
    frame: Frame,
    filter: BoardFilter,
    grid: Option<Grid>,
    /// Whether the reader works on incidents, and so can have stepped aside from one.
    may_step_aside: bool,
    rows: Vec<Row>,
    first: String,
    next: String,
}

struct Row {
    address: String,
    title: String,
    stage: String,
    potential: Option<String>,
    category: Option<String>,
    unit: Option<String>,
    assigned: Option<String>,
    opened: When,
    reports: i64,
    actions: i64,
}

/// What the page shows.
pub struct Shown {
    /// What was asked for.
    pub asked: Asked<IncidentRow>,
    /// Whether this page begins with the newest.
    pub is_first: bool,
    /// Cursor of the next page, when there is one.
    pub next: Option<String>,
    /// The account's selections.
    pub views: Vec<View>,
    /// The rows of this page.
    pub rows: Vec<IncidentRow>,
}

impl Incidents {
    /// The page.
    #[must_use]
    pub fn new(frame: Frame, lists: &Lists, shown: Shown) -> Self {
        let here = |after: Option<&str>| frame.href(&shown.asked.address(after).to_string());
        Self {
            filter: BoardFilter::new(&frame, lists, &shown.asked, shown.views),
            first: if shown.is_first { String::new() } else { here(None) },
            next: shown.next.map(|next| here(Some(&next))).unwrap_or_default(),
            may_step_aside: frame.role().is_some_and(|role| Right::WorkIncidents.is_held_by(role)),
            grid: Grid::of(&frame, lists, &shown.asked, &shown.rows),
            rows: shown.rows.into_iter().map(|row| Row::new(&frame, lists, row)).collect(),
            frame,
        }
    }
}

/// The board, from the newest or from a cursor on.
///
/// # Errors
/// What is not a value of its list, a cursor that is not ours, or the read models are away.
pub async fn get(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
    asked: Asked<IncidentRow>,
) -> Result<Response, HttpError> {
    let paging = PageQuery { limit: asked.query.limit, after: asked.query.after.clone() };
    let (after, limit) = paging.read(&app.secrets.cursor)?;
    let filter = asked.query.filter(staff)?;
    let page = IncidentRow::page(&app, staff, &filter, after, limit).await?;
    let shown = Shown {
        asked,
        is_first: after.is_none(),
        next: page.next.map(|next| cursor::encode(next, &app.secrets.cursor)),
        views: app.access.views(staff).await?,
        rows: page.rows,
    };
    let frame = locale.frame(true).for_role(staff.role);
    answer(StatusCode::OK, &Incidents::new(frame, &app.lists, shown))
}

impl Row {
    fn new(frame: &Frame, lists: &Lists, row: IncidentRow) -> Self {
        let lang = frame.lang;
        Self {
            address: format!("/incidents/{}", row.incident_id),
            title: row.title.unwrap_or_else(|| frame.t("erased")),
            stage: row.stage,
            potential: row.potential,
            category: row.category.map(|code| lists.category_name(&code, lang).to_owned()),
            unit: row.unit.map(|code| lists.unit_name(&code, lang).to_owned()),
            assigned: row.assigned,
            opened: When::day(frame, timestamp(row.opened_at)),
            reports: row.report_count,
            actions: row.action_open_count,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::api::board::BoardQuery;
    use crate::web::pages::incident::tests::row;
    use crate::web::pages::testing::{assert_sound, frames, lists};

    #[test]
    fn the_board_is_shown_and_escaped() {
        for frame in frames() {
            let asked = BoardQuery { stage: Some("implementing".into()), ..BoardQuery::default() };
            let shown = Shown {
                asked: Asked::new(asked, ""),
                is_first: false,
                next: Some("4".into()),
                views: vec![],
                rows: vec![row()],
            };
            let html = Incidents::new(frame, &lists(), shown).render().unwrap();
            assert_sound(&html);
            assert!(
                html.contains("stage=implementing&#38;after=4")
                    && html.contains("href=\"/incidents/")
            );
        }
    }
}
