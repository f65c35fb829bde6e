//! The list of concerns, for the independent role alone.
//!
//! Must never lead to a report.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use tillbud_projections::concern::{self, ConcernRow};
use tillbud_projections::db::timestamp;

use super::address::Address;
use super::answer;
use super::frame::Frame;
use super::when::When;
use crate::App;
use crate::access::Staff;
use crate::web::cursor::{self, PageQuery};
use crate::web::error::HttpError;
use crate::web::extract::Params;
use crate::web::language::Locale;

/// The page with the list.
#[derive(Template)]
#[template(path = "concerns.html")]
pub struct Concerns {
    frame: Frame,
    rows: Vec<Row>,
    first: String,
    next: String,
}

struct Row {
    address: String,
    words: String,
    is_owed: bool,
    messages: i64,
}

impl Concerns {
    /// The page; `next` is the cursor of the one after it.
    #[must_use]
    pub fn new(frame: Frame, is_first: bool, next: Option<&str>, rows: Vec<ConcernRow>) -> Self {
        let here = |after| frame.href(&Address::new("/concerns").with("after", after).to_string());
        let first = if is_first { String::new() } else { here(None) };
        let next = next.map(|next| here(Some(next))).unwrap_or_default();
        let rows = rows.into_iter().map(|row| Row::new(&frame, row)).collect();
        Self { rows, first, next, frame }
    }
}

impl Row {
    fn new(frame: &Frame, row: ConcernRow) -> Self {
        let day = When::day(frame, timestamp(row.raised_at)).words;
        Self {
            address: format!("/concerns/{}", row.concern_id),
            words: frame.fill("concerns-row", "day", day),
            is_owed: row.answer_owed,
            messages: row.message_count,
        }
    }
}

/// The list, from the newest or from a cursor on.
///
/// # Errors
/// When the read models are away.
pub async fn get(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
    Params(query): Params<PageQuery>,
) -> Result<Response, HttpError> {
    let (after, limit) = query.read(&app.secrets.cursor)?;
    let page = concern::list(app.read_models.db(), after, limit).await?;
    let next = page.next.map(|next| cursor::encode(next, &app.secrets.cursor));
    let frame = locale.frame(true).for_role(staff.role);
    let page = Concerns::new(frame, after.is_none(), next.as_deref(), page.rows);
    answer(StatusCode::OK, &page)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::pages::testing::{assert_sound, frames};

    #[test]
    fn the_list_tells_what_waits_for_an_answer() {
        for frame in frames() {
            let row = |answer_owed| ConcernRow {
                concern_id: "6f1c2f0e-7a39-4a4c-9d4c-0d6a3b1f7a11".into(),
                version: 1,
                position: 3,
                raised_at: 1_795_000_000_000,
                answer_owed,
                message_count: 2,
            };
            let page = Concerns::new(frame.clone(), false, Some("7"), vec![row(true), row(false)]);
            let html = page.render().unwrap();
            assert_sound(&html);
            assert_eq!(html.matches(&frame.t("concerns-owed")).count(), 1);
            assert!(html.contains("after=7") && html.contains("/concerns/6f1c2f0e"));
            let empty = Concerns::new(frame, true, None, vec![]).render().unwrap();
            assert!(empty.contains("class=\"empty\""));
        }
    }
}
