//! The feed of published lessons.
//!
//! Must never tell more than the pages do.

use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use tillbud_projections::db::timestamp;
use tillbud_projections::lesson::{self, PublishedRow};

use crate::App;
use crate::web::atom::{self, Entry, Feed};
use crate::web::error::HttpError;
use crate::web::language::Locale;
use crate::web::pages::calendar::origin;
use crate::web::pages::frame::Frame;

/// Entries of the feed, the newest.
const ENTRIES: u32 = 50;

/// The feed, the newest lesson first.
///
/// # Errors
/// When the read models are away.
pub async fn get(
    State(app): State<App>,
    locale: Locale,
    headers: HeaderMap,
) -> Result<Response, HttpError> {
    let (frame, origin) = (locale.frame(false), origin(&headers));
    let page = lesson::published(app.read_models.db(), "", None, ENTRIES).await?;
    let feed = Feed {
        title: format!("Tillbud: {}", frame.t("lessons-title")),
        address: format!("{origin}{}", frame.href("/lessons.atom")),
        page: format!("{origin}{}", frame.href("/lessons")),
        lang: frame.lang.to_string(),
    };
    let entries: Vec<_> = page.rows.into_iter().map(|row| entry(&frame, &origin, row)).collect();
    let kind = [(header::CONTENT_TYPE, "application/atom+xml; charset=utf-8")];
    Ok((kind, atom::feed(&feed, &entries)).into_response())
}

fn entry(frame: &Frame, origin: &str, row: PublishedRow) -> Entry {
    let part = |key: &str, words: Option<String>| Some(format!("{}\n{}", frame.t(key), words?));
    let parts = [
        part("lesson-said", row.said),
        part("lesson-did", row.did),
        part("lesson-learned", row.learned),
    ];
    Entry {
        page: format!("{origin}{}", frame.href(&format!("/lessons/{}", row.lesson_id))),
        id: row.lesson_id,
        title: row.title.unwrap_or_else(|| frame.t("erased")),
        at: timestamp(row.published_at),
        lang: row.lang,
        text: parts.into_iter().flatten().collect::<Vec<_>>().join("\n\n"),
    }
}
