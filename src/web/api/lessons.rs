//! Lessons that everybody can read: listed, searched, one by one.
//!
//! Must never read anything but what is published.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use tillbud_events::{IncidentId, LessonId, limits};
use tillbud_projections::incident;
use tillbud_projections::lesson::{self, PublishedRow};
use utoipa::IntoParams;

use super::lesson_views::Lesson;
use super::views::List;
use crate::App;
use crate::fields::{Fields, Problem};
use crate::web::cursor::PageQuery;
use crate::web::error::{HttpError, ProblemDetails};
use crate::web::extract::{Id, Params};

/// Which lessons.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct LessonQuery {
    /// Words that each lesson holds, wherever in a word. At most 200 characters.
    #[param(max_length = 200)]
    pub q: Option<String>,
    /// Rows, 1 to 200; 50 when absent.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u32>,
    /// The `next` of the page before.
    pub after: Option<String>,
}

impl LessonQuery {
    /// The words that are sought; nothing for all lessons.
    ///
    /// # Errors
    /// `Invalid` when they are too long.
    pub fn sought(&self) -> Result<String, HttpError> {
        let mut fields = Fields::default();
        let sought = fields.filter("/q", &self.q).unwrap_or_default();
        if sought.chars().count() > limits::TITLE_CHARACTERS {
            let max = limits::TITLE_CHARACTERS;
            fields.wrong("/q", Problem::Text(tillbud_events::TextError::TooLong { max }));
        }
        fields.finish()?;
        Ok(sought)
    }

    /// Which page of them.
    #[must_use]
    pub fn page(&self) -> PageQuery {
        PageQuery { limit: self.limit, after: self.after.clone() }
    }
}

/// The published lessons, the newest first; those that hold all words of `q`.
#[utoipa::path(get, path = "/api/v1/lessons", tag = "lessons", params(LessonQuery),
    responses((status = 200, body = List<Lesson>), (status = "4XX", body = ProblemDetails)))]
pub async fn list(
    State(app): State<App>,
    Params(query): Params<LessonQuery>,
) -> Result<axum::Json<List<Lesson>>, HttpError> {
    let (after, limit) = query.page().read(&app.secrets.cursor)?;
    let page = lesson::published(app.read_models.db(), &query.sought()?, after, limit).await?;
    Ok(axum::Json(List::of(page, &app)))
}

/// One published lesson.
#[utoipa::path(get, path = "/api/v1/lessons/{id}", tag = "lessons", params(("id" = String, Path)),
    responses((status = 200, body = Lesson), (status = "4XX", body = ProblemDetails)))]
pub async fn get(State(app): State<App>, Id(id): Id<LessonId>) -> Result<Response, HttpError> {
    let row = lesson::get_published(app.read_models.db(), id).await?;
    let row = row.ok_or(HttpError::NotFound)?;
    Ok(axum::Json(Lesson::from(row)).into_response())
}

/// The published lessons that come from an incident, or from the one that it is worked on
/// as part of.
///
/// # Errors
/// When the read models are away.
pub async fn led_to(app: &App, incident_id: IncidentId) -> Result<Vec<PublishedRow>, HttpError> {
    let db = app.read_models.db();
    let (mut lessons, mut next) = (Vec::new(), Some(incident_id));
    while let Some(incident_id) = next {
        for row in lesson::published_of(db, incident_id).await? {
            if !lessons.contains(&row) {
                lessons.push(row);
            }
        }
        // A merge never forms a ring, so this ends at the incident being worked on.
        let row = incident::get(db, incident_id).await?;
        next = row.and_then(|row| row.merged_into?.parse().ok());
    }
    Ok(lessons)
}
