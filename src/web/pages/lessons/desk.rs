//! Lessons as staff sees them: drafts, what waits for somebody else's approval, what is out.
//!
//! Must never tell who wrote what.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use tillbud_projections::db::timestamp;
use tillbud_projections::lesson::{self, LessonRow, State as Stand};

use crate::App;
use crate::access::Staff;
use crate::web::api::lesson_drafts::path_of;
use crate::web::conflict::keep_open;
use crate::web::cursor::{self, PageQuery};
use crate::web::error::HttpError;
use crate::web::extract::Params;
use crate::web::language::Locale;
use crate::web::pages::address::Address;
use crate::web::pages::frame::Frame;
use crate::web::pages::when::When;
use crate::web::pages::{Choice, answer};

/// The page with all lessons.
#[derive(Template)]
#[template(path = "lessons/desk.html")]
pub struct Desk {
    frame: Frame,
    states: Vec<Choice>,
    rows: Vec<Row>,
    first: String,
    next: String,
}

/// One line of the list.
pub struct Row {
    /// Where it is worked on.
    pub address: String,
    /// Its heading.
    pub title: String,
    /// The language of it.
    pub lang: String,
    /// Stored name of its state.
    pub state: String,
    /// When it was written as it stands.
    pub at: When,
}

impl Row {
    /// A lesson as a line.
    #[must_use]
    pub fn new(frame: &Frame, row: LessonRow) -> Self {
        Self {
            address: format!("/desk/lessons/{}", row.lesson_id),
            title: row.title.unwrap_or_else(|| frame.t("erased")),
            lang: row.lang,
            state: row.state,
            at: When::day(frame, timestamp(row.written_at)),
        }
    }
}

/// Which lessons, as written in the address.
#[derive(Deserialize)]
pub struct Asked {
    limit: Option<u32>,
    after: Option<String>,
    state: Option<String>,
}

/// The list, from the newest or from a cursor on. A state that does not exist is not asked
/// about.
///
/// # Errors
/// For a cursor that is not ours, or when the read models are away.
pub async fn get(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
    Params(Asked { limit, after, state }): Params<Asked>,
) -> Result<Response, HttpError> {
    let state = state.as_deref().and_then(Stand::from_stored);
    let (after, limit) = PageQuery { limit, after }.read(&app.secrets.cursor)?;
    let page = lesson::list(app.read_models.db(), state, after, limit).await?;
    let next = page.next.map(|next| cursor::encode(next, &app.secrets.cursor));
    let rows = keep_open(&app, staff, page.rows, path_of).await?;
    let frame = locale.frame(true).for_role(staff.role);
    answer(StatusCode::OK, &Desk::new(frame, state, (after.is_none(), next), rows))
}

impl Desk {
    fn new(
        frame: Frame,
        state: Option<Stand>,
        (is_first, next): (bool, Option<String>),
        rows: Vec<LessonRow>,
    ) -> Self {
        let said = state.map_or("", Stand::as_str);
        let here = |after: Option<&str>| {
            let state = Some(said).filter(|state| !state.is_empty());
            let address = Address::new("/desk/lessons").with("state", state).with("after", after);
            frame.href(&address.to_string())
        };
        let any = Choice::new("", frame.t("desk-filter-any"), said);
        let choice = |it: &Stand| Choice::new(it.as_str(), frame.word("lessonstate", it), said);
        Self {
            states: std::iter::once(any).chain(Stand::ALL.iter().map(choice)).collect(),
            first: if is_first { String::new() } else { here(None) },
            next: next.as_deref().map(|next| here(Some(next))).unwrap_or_default(),
            rows: rows.into_iter().map(|row| Row::new(&frame, row)).collect(),
            frame,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::pages::lessons::editor::tests::row;
    use crate::web::pages::testing::{assert_sound, frames};

    #[test]
    fn every_state_is_listed_and_escaped() {
        for frame in frames() {
            let rows: Vec<_> = Stand::ALL.iter().copied().map(row).collect();
            let page = (false, Some("4".to_owned()));
            let html = Desk::new(frame.clone(), Some(Stand::Draft), page, rows).render().unwrap();
            assert_sound(&html);
            assert!(html.contains("state=draft&#38;after=4"), "{html}");
            assert!(!html.contains(">lesson"), "a text is missing: {html}");
            let empty = Desk::new(frame, None, (true, None), vec![]).render().unwrap();
            assert!(empty.contains("class=\"empty\""));
        }
    }
}
