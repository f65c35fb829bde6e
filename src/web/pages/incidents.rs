//! The board: incidents, the newest first, those being worked on unless all are asked for.
//!
//! Must never tell who works on what.

use askama::Template;
use tillbud_projections::{Cursor, Page, db::timestamp, incident::IncidentRow};

use super::address::Address;
use super::frame::Frame;
use super::when::When;
use crate::lists::Lists;

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
    /// The page that begins `after` a place, or with the newest.
    #[must_use]
    pub fn new(
        frame: Frame,
        lists: &Lists,
        after: Option<Cursor>,
        page: Page<IncidentRow>,
    ) -> Self {
        let here = |after: Option<Cursor>| {
            let after = after.map(|cursor| cursor.0.to_string());
            frame.href(&Address::new("/desk/incidents").with("after", after.as_deref()).to_string())
        };
        Self {
            first: after.map(|_| here(None)).unwrap_or_default(),
            next: page.next.map(|next| here(Some(next))).unwrap_or_default(),
            rows: page.rows.into_iter().map(|row| Row::new(&frame, lists, row)).collect(),
            frame,
        }
    }
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
            let page = Page { rows: vec![row()], next: Some(Cursor(4)) };
            let html =
                Incidents::new(frame, &lists(), Some(Cursor(8)), page).render().unwrap();
            assert_sound(&html);
            assert!(html.contains("after=4") && html.contains("href=\"/incidents/"));
        }
    }
}
