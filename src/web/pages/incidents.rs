//! The board: incidents, the newest first, with how far the work has come.
//!
//! Must never tell who works on what.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use tillbud_projections::db::timestamp;
use tillbud_projections::incident::{self, Filter, IncidentRow};

use super::address::Address;
use super::answer;
use super::frame::Frame;
use super::when::When;
use crate::App;
use crate::access::Staff;
use crate::lists::Lists;
use crate::web::cursor::{self, PageQuery};
use crate::web::error::HttpError;
use crate::web::extract::Params;
use crate::web::language::Locale;

/// The page with the board.
#[derive(Template)]
#[template(path = "incidents.html")]
pub struct Incidents {
    frame: Frame,
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
    opened: When,
    reports: i64,
    actions: i64,
}

impl Incidents {
    /// The page; `next` is the cursor of the page after it.
    #[must_use]
    pub fn new(
        frame: Frame,
        lists: &Lists,
        is_first: bool,
        rows: Vec<IncidentRow>,
        next: Option<String>,
    ) -> Self {
        let here = |after: Option<&str>| {
            frame.href(&Address::new("/desk/incidents").with("after", after).to_string())
        };
        Self {
            first: if is_first { String::new() } else { here(None) },
            next: next.map(|next| here(Some(&next))).unwrap_or_default(),
            rows: rows.into_iter().map(|row| Row::new(&frame, lists, row)).collect(),
            frame,
        }
    }
}

/// The board, from the newest or from a cursor on.
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
    let page = incident::list(app.read_models.db(), &Filter::default(), after, limit).await?;
    let next = page.next.map(|next| cursor::encode(next, &app.secrets.cursor));
    let frame = locale.frame(true).for_role(staff.role);
    let board = Incidents::new(frame, &app.lists, after.is_none(), page.rows, next);
    answer(StatusCode::OK, &board)
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
            opened: When::day(frame, timestamp(row.opened_at)),
            reports: row.report_count,
            actions: row.action_open_count,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::pages::incident::tests::row;
    use crate::web::pages::testing::{assert_sound, frames, lists};

    #[test]
    fn the_board_is_shown_and_escaped() {
        for frame in frames() {
            let html = Incidents::new(frame, &lists(), false, vec![row()], Some("4".into()))
                .render()
                .unwrap();
            assert_sound(&html);
            assert!(html.contains("after=4") && html.contains("href=\"/incidents/"));
        }
    }
}
