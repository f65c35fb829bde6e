//! Themes: questions about several incidents, and what was learned.
//!
//! One theme is in `one`, its forms in `work`, an incident's way into a theme in `join`. Must
//! never show an incident that whoever looks is kept out of.

pub mod join;
pub mod one;
pub mod work;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use tillbud_projections::db::timestamp;
use tillbud_projections::theme::{self, ThemeRow};

use super::address::Address;
use super::answer;
use super::form::{Form, Forms};
use super::frame::Frame;
use super::when::When;
use crate::App;
use crate::access::{Right, Staff};
use crate::web::cursor::{self, PageQuery};
use crate::web::error::HttpError;
use crate::web::extract::Params;
use crate::web::language::Locale;

/// The page with all themes.
#[derive(Template)]
#[template(path = "themes/list.html")]
pub struct Themes {
    frame: Frame,
    forms: Forms,
    rows: Vec<Row>,
    first: String,
    next: String,
    may_work: bool,
}

/// One theme as a line.
pub struct Row {
    /// Where it is worked on.
    pub address: String,
    /// What it asks.
    pub question: String,
    /// Stored name of its state.
    pub state: String,
    /// When it was opened.
    pub at: When,
}

impl Row {
    /// A theme as a line.
    #[must_use]
    pub fn new(frame: &Frame, row: ThemeRow) -> Self {
        Self {
            address: format!("/themes/{}", row.theme_id),
            question: row.question.unwrap_or_else(|| frame.t("erased")),
            state: row.state,
            at: When::day(frame, timestamp(row.opened_at)),
        }
    }
}

impl Themes {
    fn form(&self) -> Form {
        self.forms.form(&self.frame, "/themes", 0, "open")
    }

    fn value(&self, field: &str) -> &str {
        self.forms.sent.get(field)
    }

    fn problem(&self, field: &str) -> &str {
        self.forms.problem(field)
    }
}

/// The list, from the newest or from a cursor on.
///
/// # Errors
/// For a cursor that is not ours, or when the read models are away.
pub async fn get(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
    Params(query): Params<PageQuery>,
) -> Result<Response, HttpError> {
    let frame = locale.frame(true).for_role(staff.role);
    answer(StatusCode::OK, &page(&app, frame, staff, query, Forms::fresh(&app)).await?)
}

/// The page, with its form as it stands.
pub(super) async fn page(
    app: &App,
    frame: Frame,
    staff: Staff,
    query: PageQuery,
    forms: Forms,
) -> Result<Themes, HttpError> {
    let (after, limit) = query.read(&app.secrets.cursor)?;
    let page = theme::list(app.read_models.db(), None, after, limit).await?;
    let here =
        |after: Option<&str>| frame.href(&Address::new("/themes").with("after", after).to_string());
    let next = page.next.map(|next| cursor::encode(next, &app.secrets.cursor));
    Ok(Themes {
        first: if after.is_none() { String::new() } else { here(None) },
        next: next.as_deref().map(|next| here(Some(next))).unwrap_or_default(),
        rows: page.rows.into_iter().map(|row| Row::new(&frame, row)).collect(),
        may_work: Right::WorkImprovements.is_held_by(staff.role),
        forms,
        frame,
    })
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::web::pages::testing::{HOSTILE, assert_sound, frames};

    /// A theme with hostile words in every field that a person can fill.
    pub(crate) fn row(state: theme::State) -> ThemeRow {
        let words = || Some(HOSTILE.to_owned());
        ThemeRow {
            theme_id: "6f1c2f0e-7a39-4a4c-9d4c-0d6a3b1f7a12".into(),
            version: 3,
            position: 7,
            state: state.as_str().into(),
            question: words(),
            learned: words(),
            reopen_reason: words(),
            erased: false,
            opened_at: 1_770_000_000_000,
            concluded_at: None,
        }
    }

    #[test]
    fn every_state_is_listed_and_escaped_and_a_refused_question_is_kept() {
        for frame in frames() {
            let sent = vec![("wish".into(), "open".into()), ("question".into(), HOSTILE.into())];
            let page = |rows: Vec<ThemeRow>, may_work| Themes {
                forms: Forms { key: "k".into(), sent: sent.clone().into(), ..Forms::default() },
                rows: rows.into_iter().map(|row| Row::new(&frame, row)).collect(),
                first: String::new(),
                next: "/themes?after=4".into(),
                may_work,
                frame: frame.clone(),
            };
            let all: Vec<_> = theme::State::ALL.iter().copied().map(row).collect();
            let html = page(all, true).render().unwrap();
            assert_sound(&html);
            assert!(html.contains("after=4") && !html.contains(">theme"), "{html}");
            let empty = page(vec![], false).render().unwrap();
            assert!(empty.contains("class=\"empty\"") && !empty.contains("<textarea"));
        }
    }
}
