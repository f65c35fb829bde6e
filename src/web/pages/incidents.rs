//! The board: incidents, the newest first, with how far the work has come.
//!
//! Must never tell who works on what.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use tillbud_projections::db::timestamp;
use tillbud_projections::follow;
use tillbud_projections::incident::{self, Filter, IncidentRow, Stage};

use super::address::Address;
use super::frame::Frame;
use super::when::When;
use super::{Choice, answer};
use crate::App;
use crate::access::{Right, Staff};
use crate::lists::Lists;
use crate::web::conflict::keep_open;
use crate::web::cursor::{self, PageQuery};
use crate::web::error::HttpError;
use crate::web::extract::Params;
use crate::web::language::Locale;

/// The page with the board.
#[derive(Template)]
#[template(path = "incidents.html")]
pub struct Incidents {
    frame: Frame,
    stages: Vec<Choice>,
    is_followed: bool,
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
    opened: When,
    reports: i64,
    actions: i64,
}

/// What the page shows.
pub struct Shown {
    /// The stage that was asked for.
    pub stage: Option<Stage>,
    /// Whether only those are shown that the reader follows.
    pub is_followed: bool,
    /// Whether this page begins with the newest.
    pub is_first: bool,
    /// Cursor of the next page, when there is one.
    pub next: Option<String>,
    /// The rows of this page.
    pub rows: Vec<IncidentRow>,
}

impl Incidents {
    /// The page.
    #[must_use]
    pub fn new(frame: Frame, lists: &Lists, shown: Shown) -> Self {
        let said = shown.stage.map_or("", Stage::as_str);
        let here = |after: Option<&str>| {
            let stage = Some(said).filter(|stage| !stage.is_empty());
            let followed = shown.is_followed.then_some("yes");
            let address = Address::new("/desk/incidents")
                .with("stage", stage)
                .with("followed", followed)
                .with("after", after);
            frame.href(&address.to_string())
        };
        let any = Choice::new("", frame.t("desk-filter-any"), said);
        let stage = |stage: &Stage| Choice::new(stage.as_str(), frame.word("stage", stage), said);
        Self {
            stages: std::iter::once(any).chain(Stage::ALL.iter().map(stage)).collect(),
            is_followed: shown.is_followed,
            may_step_aside: frame.role().is_some_and(|role| Right::WorkIncidents.is_held_by(role)),
            first: if shown.is_first { String::new() } else { here(None) },
            next: shown.next.map(|next| here(Some(&next))).unwrap_or_default(),
            rows: shown.rows.into_iter().map(|row| Row::new(&frame, lists, row)).collect(),
            frame,
        }
    }
}

/// Which incidents, as written in the address.
#[derive(Deserialize)]
pub struct Asked {
    limit: Option<u32>,
    after: Option<String>,
    stage: Option<String>,
    followed: Option<String>,
}

/// The board, from the newest or from a cursor on. A stage that does not exist is not
/// asked about.
///
/// # Errors
/// For a cursor that is not ours, or when the read models are away.
pub async fn get(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
    Params(Asked { limit, after, stage, followed }): Params<Asked>,
) -> Result<Response, HttpError> {
    let stage = stage.as_deref().and_then(Stage::from_stored);
    let (after, limit) = PageQuery { limit, after }.read(&app.secrets.cursor)?;
    let frame = locale.frame(true).for_role(staff.role);
    let db = app.read_models.db();
    if followed.is_some_and(|said| said == "yes") {
        // Everything that one follows stands on one page, the latest followed first.
        let mut rows = follow::of(db, staff.holder()).await?;
        rows.retain(|row| stage.is_none_or(|stage| row.stage == stage.as_str()));
        let path = |row: &IncidentRow| format!("/incidents/{}", row.incident_id);
        let rows = keep_open(&app, staff, rows, path).await?;
        let shown = Shown { stage, is_followed: true, is_first: true, next: None, rows };
        return answer(StatusCode::OK, &Incidents::new(frame, &app.lists, shown));
    }
    let filter = Filter { stage, open_to: Some(staff.actor()), ..Filter::default() };
    let page = incident::list(db, &filter, after, limit).await?;
    let shown = Shown {
        stage,
        is_followed: false,
        is_first: after.is_none(),
        next: page.next.map(|next| cursor::encode(next, &app.secrets.cursor)),
        rows: page.rows,
    };
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
            let shown = Shown {
                stage: Some(Stage::Implementing),
                is_followed: true,
                is_first: false,
                next: Some("4".into()),
                rows: vec![row()],
            };
            let html = Incidents::new(frame, &lists(), shown).render().unwrap();
            assert_sound(&html);
            assert!(
                html.contains("stage=implementing&#38;followed=yes&#38;after=4")
                    && html.contains("href=\"/incidents/")
            );
        }
    }
}
