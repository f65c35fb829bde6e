//! One concern with its answers, for the independent role alone.
//!
//! Must never lead to a report, nor lose an answer that could not be sent.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use tillbud_events::ConcernId;
use tillbud_projections::concern::{self, ConcernMessageRow};
use tillbud_projections::db::timestamp;

use super::frame::Frame;
use super::status::Message;
use super::when::When;
use super::{FieldProblem, Posted, act, answer};
use crate::App;
use crate::access::Staff;
use crate::dispatch::DispatchError;
use crate::intake;
use crate::web::api::concerns::answer_with;
use crate::web::error::HttpError;
use crate::web::extract::Id;
use crate::web::language::Locale;
use crate::web::words;

/// The page of one concern.
#[derive(Template)]
#[template(path = "concern.html")]
pub struct Concern {
    frame: Frame,
    key: String,
    address: String,
    title: String,
    messages: Vec<Message>,
    text: String,
    problems: Vec<FieldProblem>,
}

impl Concern {
    /// The page; a random `key` travels in the form of the answer.
    #[must_use]
    pub fn new(frame: Frame, key: String, id: ConcernId, rows: Vec<ConcernMessageRow>) -> Self {
        let messages: Vec<_> = rows.into_iter().map(|row| from_row(&frame, row)).collect();
        let day = messages.first().map(|message| message.at.words.clone()).unwrap_or_default();
        Self {
            title: frame.fill("concerns-row", "day", day),
            key,
            address: format!("/concerns/{id}"),
            messages,
            text: String::new(),
            problems: Vec::new(),
            frame,
        }
    }

    /// The same, with an answer that has to change before it can be sent.
    #[must_use]
    pub fn with_problem(self, text: String, words: String) -> Self {
        Self { text, problems: vec![FieldProblem { field: "text".into(), words }], ..self }
    }

    fn problem(&self) -> &str {
        self.problems.first().map_or("", |problem| &problem.words)
    }
}

/// A message of a concern, on its day.
pub(super) fn from_row(frame: &Frame, row: ConcernMessageRow) -> Message {
    let kind = if row.direction == "from_reporter" { "reply" } else { "answer" };
    Message { kind, at: When::day(frame, timestamp(row.at)), words: row.text }
}

/// One concern.
///
/// # Errors
/// When there is none, or the read models are away.
pub async fn get(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
    Id(id): Id<ConcernId>,
) -> Result<Response, HttpError> {
    let key = app.clock.random_id().to_string();
    answer(StatusCode::OK, &page(&app, &locale, staff, id, key).await?)
}

async fn page(
    app: &App,
    locale: &Locale,
    staff: Staff,
    id: ConcernId,
    key: String,
) -> Result<Concern, HttpError> {
    let messages = concern::messages(app.read_models.db(), id).await?;
    if messages.is_empty() {
        return Err(HttpError::NotFound);
    }
    Ok(Concern::new(locale.frame(true).for_role(staff.role), key, id, messages))
}

/// An answer.
#[derive(Deserialize)]
pub struct Answer {
    #[serde(default)]
    key: String,
    #[serde(default)]
    text: String,
}

/// Answers, and shows the concern again.
///
/// # Errors
/// When there is no such concern, or our side is broken.
pub async fn post(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
    Id(id): Id<ConcernId>,
    Posted(Answer { key, text }): Posted<Answer>,
) -> Result<Response, HttpError> {
    let address = format!("/concerns/{id}");
    let act = act(&app, staff.actor(), &address, &key, &text)?;
    let words = match intake::message("/text", text.clone()) {
        Ok(words) => words,
        Err(errors) => {
            let told = errors.first().map(|error| words::form_problem(locale.lang, &error.problem));
            let page = page(&app, &locale, staff, id, key).await?;
            let page = page.with_problem(text, told.unwrap_or_default());
            return answer(StatusCode::UNPROCESSABLE_ENTITY, &page);
        }
    };
    match answer_with(&app, id, None, &act, words).await {
        Ok(done) => {
            app.projector.caught_up(done.position).await;
            Ok(Redirect::to(&locale.frame(true).href(&address)).into_response())
        }
        Err(DispatchError::Unavailable(_)) => {
            let page = page(&app, &locale, staff, id, key).await?;
            let problem = locale.frame(true).t("problem-unavailable");
            answer(StatusCode::SERVICE_UNAVAILABLE, &page.with_problem(text, problem))
        }
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::pages::testing::{HOSTILE, assert_sound, frames};

    #[test]
    fn what_was_said_is_shown_and_an_answer_that_cannot_be_sent_is_kept() {
        for frame in frames() {
            let row = |direction: &str| ConcernMessageRow {
                ordinal: 1,
                at: 1_795_000_000_000,
                direction: direction.into(),
                text: Some(HOSTILE.into()),
                erased: false,
            };
            let rows = vec![row("from_reporter"), row("to_reporter")];
            let id = ConcernId(uuid::Uuid::nil());
            let page = Concern::new(frame, "k".into(), id, rows);
            let html = page.with_problem(HOSTILE.into(), "För lång".into()).render().unwrap();
            assert_sound(&html);
            assert!(html.contains("<a href=\"#text\">För lång</a>"));
            assert!(!html.contains("concerns-") && !html.contains("/desk/reports"));
        }
    }
}
