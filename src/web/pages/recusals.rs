//! What one stepped aside from, and the way back for whoever did so by mistake.
//!
//! Told to the account itself and to nobody else. Must never show more of an incident than
//! the day and the words with which one stepped aside.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use tillbud_events::incident::RecusalTakenBack;
use tillbud_events::{IncidentId, Text};
use tillbud_projections::db::timestamp;
use tillbud_projections::recusal::{self, RecusalRow};

use super::access::back;
use super::frame::Frame;
use super::when::When;
use super::{FieldProblem, Posted, act, answer};
use crate::App;
use crate::access::Staff;
use crate::act::Act;
use crate::dispatch::{DispatchError, Done};
use crate::fields::Fields;
use crate::web::error::HttpError;
use crate::web::language::Locale;
use crate::web::words;

/// Where it lies.
const PATH: &str = "/recusals";

/// The page.
#[derive(Template)]
#[template(path = "recusals.html")]
pub struct Recusals {
    frame: Frame,
    key: String,
    rows: Vec<Row>,
    reason: String,
    sent_for: String,
    problems: Vec<FieldProblem>,
}

struct Row {
    incident_id: String,
    at: When,
    reason: Option<String>,
}

/// What was sent.
#[derive(Clone, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Said {
    #[serde(skip_serializing)]
    key: String,
    incident_id: String,
    reason: String,
}

impl Recusals {
    /// The page, with what was `said` and has to change.
    #[must_use]
    pub fn new(frame: Frame, rows: Vec<RecusalRow>, said: Said, words: Option<String>) -> Self {
        let row = |row: RecusalRow| Row {
            incident_id: row.incident_id,
            at: When::day(&frame, timestamp(row.at)),
            reason: row.reason,
        };
        let field = format!("reason-{}", said.incident_id);
        Self {
            rows: rows.into_iter().map(row).collect(),
            key: said.key,
            reason: said.reason,
            sent_for: said.incident_id,
            problems: words
                .into_iter()
                .map(|words| FieldProblem { field: field.clone(), words })
                .collect(),
            frame,
        }
    }

    fn id(&self, row: &Row) -> String {
        format!("reason-{}", row.incident_id)
    }

    fn problem(&self, row: &Row) -> &str {
        let is_here = row.incident_id == self.sent_for;
        self.problems.first().filter(|_| is_here).map_or("", |problem| &problem.words)
    }

    fn written(&self, row: &Row) -> &str {
        if row.incident_id == self.sent_for { &self.reason } else { "" }
    }
}

/// What one stepped aside from.
///
/// # Errors
/// When the read models are away.
pub async fn get(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
) -> Result<Response, HttpError> {
    let key = app.clock.random_id().to_string();
    let said = Said { key, ..Said::default() };
    answer(StatusCode::OK, &page(&app, &locale, staff, said, None).await?)
}

async fn page(
    app: &App,
    locale: &Locale,
    staff: Staff,
    said: Said,
    words: Option<String>,
) -> Result<Recusals, HttpError> {
    let rows = recusal::of(app.read_models.db(), staff.holder()).await?;
    Ok(Recusals::new(locale.frame(true).for_role(staff.role), rows, said, words))
}

/// Takes part again, with a reason that is kept.
///
/// # Errors
/// When our side is broken.
pub async fn post(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
    Posted(said): Posted<Said>,
) -> Result<Response, HttpError> {
    let act = act(&app, staff.actor(), PATH, &said.key, &said)?;
    let error = match take_back(&app, &act, &said.incident_id, said.reason.clone()).await {
        Ok((id, done)) => {
            return Ok(back(&app, &locale, &format!("/incidents/{id}"), done).await);
        }
        Err(error) => error,
    };
    let (status, told) = match error {
        HttpError::Invalid(errors) => {
            let words = errors.iter().map(|error| words::form_problem(locale.lang, &error.problem));
            (StatusCode::UNPROCESSABLE_ENTITY, words.collect::<Vec<_>>().join(" "))
        }
        HttpError::Dispatch(DispatchError::Rejected(rejection)) if !rejection.is_not_found() => {
            (StatusCode::UNPROCESSABLE_ENTITY, words::rejection(locale.lang, &rejection))
        }
        other => return Err(other),
    };
    let key = app.clock.random_id().to_string();
    answer(status, &page(&app, &locale, staff, Said { key, ..said }, Some(told)).await?)
}

/// For the page and the API: the account of `act` takes part in an incident again.
///
/// # Errors
/// What is wrong with the reason or the id, or why a rule says no.
pub async fn take_back(
    app: &App,
    act: &Act,
    incident_id: &str,
    reason: String,
) -> Result<(IncidentId, Done), HttpError> {
    let mut fields = Fields::default();
    let id = fields.id::<IncidentId>("/incident_id", incident_id);
    let reason: Text = fields.text("/reason", reason);
    let id = fields.need(id)?;
    let done = app.dispatch.take_back_recusal(id, None, act, RecusalTakenBack { reason }).await?;
    Ok((id, done))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::pages::testing::{HOSTILE, assert_sound, frames};

    #[test]
    fn what_one_stepped_aside_from_is_told_by_day_and_own_words() {
        for frame in frames() {
            let row = |id: &str| RecusalRow {
                incident_id: id.into(),
                at: 1_795_000_000_000,
                reason: Some(HOSTILE.into()),
            };
            let said = Said { incident_id: "b".into(), reason: HOSTILE.into(), ..Said::default() };
            let words = Some("Skriv varför.".to_owned());
            let page = Recusals::new(frame.clone(), vec![row("a"), row("b")], said, words);
            let html = page.render().unwrap();
            assert_sound(&html);
            assert_eq!(html.matches("id=\"reason-b-problem\"").count(), 1);
            assert!(!html.contains("id=\"reason-a-problem\"") && !html.contains("/incidents/a"));
            let none = Recusals::new(frame, vec![], Said::default(), None).render().unwrap();
            assert!(none.contains("class=\"empty\""));
        }
    }
}
