//! Published lessons, for everybody: the list with its search, one lesson, the feed.
//!
//! Staff's side of it is in `desk`, `editor`, `write` and `work`. Must never read anything
//! but what is published, nor ask of anybody who they are.

pub mod desk;
pub mod editor;
pub mod feed;
pub mod work;
pub mod write;

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use tillbud_events::{LessonId, limits};
use tillbud_projections::db::timestamp;
use tillbud_projections::lesson::{self, PublishedRow};

use super::address::Address;
use super::answer;
use super::frame::Frame;
use super::when::When;
use crate::App;
use crate::web::api::lessons::LessonQuery;
use crate::web::cursor;
use crate::web::error::HttpError;
use crate::web::extract::{Id, Params};
use crate::web::language::Locale;
use crate::web::signed_in::signed_in;

/// The page with published lessons.
#[derive(Template)]
#[template(path = "lessons/list.html")]
pub struct Lessons {
    frame: Frame,
    sought: String,
    lessons: Vec<Lesson>,
    first: String,
    next: String,
}

/// The page of one published lesson.
#[derive(Template)]
#[template(path = "lessons/one.html")]
pub struct One {
    frame: Frame,
    lesson: Lesson,
}

/// A published lesson.
pub struct Lesson {
    address: String,
    lang: String,
    title: String,
    said: String,
    did: String,
    learned: Option<String>,
    at: When,
}

impl Lesson {
    fn new(frame: &Frame, row: PublishedRow) -> Self {
        let said = |words: Option<String>| words.unwrap_or_else(|| frame.t("erased"));
        Self {
            address: format!("/lessons/{}", row.lesson_id),
            lang: row.lang,
            title: said(row.title),
            said: said(row.said),
            did: said(row.did),
            learned: row.learned,
            at: When::day(frame, timestamp(row.published_at)),
        }
    }
}

/// What the list shows.
pub struct Shown {
    /// What was searched for.
    pub sought: String,
    /// Whether this page begins with the newest.
    pub is_first: bool,
    /// Cursor of the next page, when there is one.
    pub next: Option<String>,
    /// The rows of this page.
    pub rows: Vec<PublishedRow>,
}

impl Lessons {
    /// The page.
    #[must_use]
    pub fn new(frame: Frame, shown: Shown) -> Self {
        let here = |after: Option<&str>| {
            let sought = Some(shown.sought.as_str()).filter(|sought| !sought.is_empty());
            let address = Address::new("/lessons").with("q", sought).with("after", after);
            frame.href(&address.to_string())
        };
        Self {
            first: if shown.is_first { String::new() } else { here(None) },
            next: shown.next.as_deref().map(|next| here(Some(next))).unwrap_or_default(),
            lessons: shown.rows.into_iter().map(|row| Lesson::new(&frame, row)).collect(),
            sought: shown.sought.clone(),
            frame,
        }
    }
}

/// The list, from the newest or from a cursor on.
///
/// # Errors
/// For a cursor that is not ours, or when the read models are away.
pub async fn get(
    State(app): State<App>,
    locale: Locale,
    headers: HeaderMap,
    Params(query): Params<LessonQuery>,
) -> Result<Response, HttpError> {
    let (after, limit) = query.page().read(&app.secrets.cursor)?;
    let sought = query.sought()?;
    let page = lesson::published(app.read_models.db(), &sought, after, limit).await?;
    let shown = Shown {
        sought,
        is_first: after.is_none(),
        next: page.next.map(|next| cursor::encode(next, &app.secrets.cursor)),
        rows: page.rows,
    };
    answer(StatusCode::OK, &Lessons::new(frame(&app, &locale, &headers).await?, shown))
}

/// One lesson.
///
/// # Errors
/// When there is none that everybody can read, or the read models are away.
pub async fn get_one(
    State(app): State<App>,
    locale: Locale,
    headers: HeaderMap,
    Id(id): Id<LessonId>,
) -> Result<Response, HttpError> {
    let row = lesson::get_published(app.read_models.db(), id).await?.ok_or(HttpError::NotFound)?;
    let frame = frame(&app, &locale, &headers).await?;
    let lesson = Lesson::new(&frame, row);
    answer(StatusCode::OK, &One { frame, lesson })
}

/// Staff who come here keep their own navigation; nobody else is looked at.
async fn frame(app: &App, locale: &Locale, headers: &HeaderMap) -> Result<Frame, HttpError> {
    let frame = locale.frame(false);
    Ok(match signed_in(app, headers).await? {
        Some(signed_in) => frame.for_role(signed_in.staff.role),
        None => frame,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::pages::testing::{HOSTILE, assert_sound, frames};

    fn row() -> PublishedRow {
        PublishedRow {
            lesson_id: "6f1c2f0e-7a39-4a4c-9d4c-0d6a3b1f7a12".into(),
            position: 7,
            published_at: 1_795_000_000_000,
            lang: "sv".into(),
            title: Some(HOSTILE.into()),
            said: Some(HOSTILE.into()),
            did: None,
            learned: Some(HOSTILE.into()),
        }
    }

    #[test]
    fn lessons_are_listed_and_searched_and_escaped() {
        for frame in frames() {
            let shown = |rows, sought: &str| Shown {
                sought: sought.into(),
                is_first: false,
                next: Some("4".into()),
                rows,
            };
            let full = Lessons::new(frame.clone(), shown(vec![row()], HOSTILE)).render().unwrap();
            assert_sound(&full);
            assert!(full.contains("after=4") && full.contains("%3Cscript%3E"), "{full}");
            assert!(full.contains("type=\"application/atom+xml\""));
            let none = Lessons::new(frame.clone(), shown(vec![], "x")).render().unwrap();
            let empty = Lessons::new(frame.clone(), shown(vec![], "")).render().unwrap();
            assert!(none.contains(&frame.t("lessons-none-found")));
            assert!(empty.contains(&frame.t("lessons-empty")));
            for html in [full, none, empty] {
                assert!(!html.contains(">lesson"), "a text is missing: {html}");
            }
        }
    }

    #[test]
    fn one_lesson_says_what_was_told_and_what_was_done() {
        for frame in frames() {
            let lesson = Lesson::new(&frame, row());
            let html = One { frame: frame.clone(), lesson }.render().unwrap();
            assert_sound(&html);
            for key in ["lesson-said", "lesson-did", "lesson-learned", "erased"] {
                assert!(html.contains(&frame.t(key)), "{key}");
            }
            assert!(!html.contains(">lesson"), "a text is missing: {html}");
        }
    }
}
