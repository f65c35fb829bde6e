//! Tokens for programs: all of them, another one, and taking one back.
//!
//! Must never show a token but in the answer to its making.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::{Deserialize, Serialize};

use super::access_give::problems;
use super::access_people::Secret;
use super::frame::Frame;
use super::when::When;
use super::{Choice, FieldProblem, Posted, access, act, answer};
use crate::App;
use crate::access::Staff;
use crate::access::token::TokenEntry;
use crate::web::api::access::{NewTokenOrder, make_token, take_token_back};
use crate::web::error::HttpError;
use crate::web::language::Locale;

/// The page with all tokens, and a form for another.
#[derive(Template)]
#[template(path = "access_tokens.html")]
pub struct Tokens {
    frame: Frame,
    rows: Vec<Row>,
    key: String,
    roles: Vec<Choice>,
    until: String,
    reason: String,
    problems: Vec<FieldProblem>,
}

struct Row {
    id: String,
    role: String,
    made: When,
    until: Option<When>,
    used: Option<When>,
}

/// What was said.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Said {
    key: String,
    role: String,
    until: String,
    reason: String,
}

impl Tokens {
    /// The page with what was `said`; a random `key` travels in its form.
    #[must_use]
    pub fn new(frame: Frame, tokens: Vec<TokenEntry>, said: &Said) -> Self {
        let row = |token: TokenEntry| Row {
            role: frame.word("role", token.role),
            made: When::day(&frame, token.created),
            until: token
                .expires
                .map(|at| When::day(&frame, at - jiff::SignedDuration::from_secs(1))),
            used: token.last_used.map(|day| When::date(&frame, day)),
            id: token.id,
        };
        Self {
            rows: tokens.into_iter().map(row).collect(),
            key: said.key.clone(),
            roles: access::roles(&frame, &said.role),
            until: said.until.clone(),
            reason: said.reason.clone(),
            problems: vec![],
            frame,
        }
    }

    fn problem(&self, field: &str) -> &str {
        let found = self.problems.iter().find(|problem| problem.field == field);
        found.map_or("", |problem| &problem.words)
    }
}

/// All tokens.
///
/// # Errors
/// When tokens are away.
pub async fn get(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
) -> Result<Response, HttpError> {
    let key = app.clock.random_id().to_string();
    let until = app.grants.usual_end().to_string();
    let said = Said { key, until, ..Said::default() };
    let frame = locale.frame(true).for_role(staff.role);
    answer(StatusCode::OK, &Tokens::new(frame, app.access.tokens().await?, &said))
}

/// Makes a token and shows it once.
///
/// # Errors
/// When tokens or the log are away.
pub async fn post(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
    Posted(said): Posted<Said>,
) -> Result<Response, HttpError> {
    let act = act(&app, staff.actor(), "/access/tokens", &said.key, &said)?;
    let Said { role, until, reason, .. } = said.clone();
    let frame = locale.frame(true).for_role(staff.role);
    match make_token(&app, &act, NewTokenOrder { role, until: Some(until), reason }).await {
        Ok((token, done)) => {
            app.projector.caught_up(done.position).await;
            answer(StatusCode::OK, &Secret::token(frame, token.token))
        }
        Err(HttpError::Invalid(errors)) => {
            let problems = problems(&frame, &errors);
            let page = Tokens::new(frame, app.access.tokens().await?, &said);
            answer(StatusCode::UNPROCESSABLE_ENTITY, &Tokens { problems, ..page })
        }
        Err(error) => Err(error),
    }
}

/// Leads from where a token is taken back, after it was proven who does that, to the list.
pub async fn get_revoke(locale: Locale) -> Redirect {
    Redirect::to(&locale.frame(true).href("/access/tokens"))
}

/// Takes a token back.
///
/// # Errors
/// There is none with this id, or the log is away.
pub async fn revoke(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
    Path(id): Path<String>,
) -> Result<Response, HttpError> {
    let act = act(&app, staff.actor(), "/access/tokens revoke", "", &())?;
    take_token_back(&app, &act, &id).await?;
    Ok(Redirect::to(&locale.frame(true).href("/access/tokens")).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::pages::testing::{HOSTILE, assert_sound, frames};

    #[test]
    fn each_token_can_be_taken_back_and_says_when_it_was_last_used() {
        let said = Said { reason: HOSTILE.into(), ..Said::default() };
        for frame in frames() {
            let token = TokenEntry {
                id: "1a2b3c4d".into(),
                role: tillbud_events::Role::Analyst,
                pseudonym: uuid::Uuid::nil(),
                created: "2026-11-26T10:00:00Z".parse().unwrap(),
                expires: Some("2027-11-26T23:00:00Z".parse().unwrap()),
                last_used: None,
            };
            let html = Tokens::new(frame.clone(), vec![token], &said).render().unwrap();
            assert_sound(&html);
            assert!(html.contains("/access/tokens/1a2b3c4d/revoke"));
            assert!(html.contains("2027-11-26") && html.contains(&frame.t("access-never-used")));
        }
    }
}
