//! Giving somebody a role, for a time and for a reason.
//!
//! Must never give one without a reason: the next review asks for it.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::{Deserialize, Serialize};
use tillbud_events::grant::Rejection as GrantRejection;

use super::frame::Frame;
use super::{Choice, FieldProblem, Posted, access, act, answer};
use crate::App;
use crate::access::Staff;
use crate::access::account::Account;
use crate::dispatch::{DispatchError, Rejection};
use crate::fields::FieldError;
use crate::web::api::access::{NewGrant, given};
use crate::web::error::HttpError;
use crate::web::extract::Params;
use crate::web::language::Locale;
use crate::web::words;

/// The page that asks who gets which role.
#[derive(Template)]
#[template(path = "access_give.html")]
pub struct Give {
    frame: Frame,
    key: String,
    people: Vec<Choice>,
    roles: Vec<Choice>,
    until: String,
    reason: String,
    problems: Vec<FieldProblem>,
}

/// What was said.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Said {
    key: String,
    holder: String,
    role: String,
    until: String,
    reason: String,
}

impl Give {
    /// The form with what was `said`; a random `key` travels in it.
    #[must_use]
    pub fn new(frame: Frame, accounts: &[Account], said: &Said) -> Self {
        let person = |account: &Account| {
            Choice::new(&account.holder.to_string(), &account.name, &said.holder)
        };
        Self {
            key: said.key.clone(),
            people: Choice::or_none(&frame, accounts.iter().map(person).collect()),
            roles: access::roles(&frame, &said.role),
            until: said.until.clone(),
            reason: said.reason.clone(),
            problems: vec![],
            frame,
        }
    }

    /// The same, with what has to change before it can be sent.
    #[must_use]
    pub fn refused(self, problems: Vec<FieldProblem>) -> Self {
        Self { problems, ..self }
    }

    fn problem(&self, field: &str) -> &str {
        let found = self.problems.iter().find(|problem| problem.field == field);
        found.map_or("", |problem| &problem.words)
    }
}

/// What is wrong, at the form's own fields.
pub(super) fn problems(frame: &Frame, errors: &[FieldError]) -> Vec<FieldProblem> {
    let problem = |error: &FieldError| FieldProblem {
        field: error.pointer.trim_start_matches('/').to_owned(),
        words: words::form_problem(frame.lang, &error.problem),
    };
    errors.iter().map(problem).collect()
}

/// Asks who gets which role.
///
/// # Errors
/// When accounts are away.
pub async fn get(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
    Params(said): Params<Said>,
) -> Result<Response, HttpError> {
    let key = app.clock.random_id().to_string();
    let until = app.grants.usual_end().to_string();
    let page = page(&app, &locale, staff, &Said { key, until, ..said }).await?;
    answer(StatusCode::OK, &page)
}

async fn page(app: &App, locale: &Locale, staff: Staff, said: &Said) -> Result<Give, HttpError> {
    // Nobody gives a role to themselves.
    let mut accounts = app.accounts.list().await?;
    accounts.retain(|account| account.holder != staff.holder());
    Ok(Give::new(locale.frame(true).for_role(staff.role), &accounts, said))
}

/// Gives the role.
///
/// # Errors
/// When accounts or the log are away.
pub async fn post(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
    Posted(said): Posted<Said>,
) -> Result<Response, HttpError> {
    let act = act(&app, staff.actor(), "/access/give", &said.key, &said)?;
    let Said { holder, role, until, reason, .. } = said.clone();
    let new = NewGrant { holder, role, until: Some(until), reason };
    let page = page(&app, &locale, staff, &said).await?;
    let given = match given(&app, new) {
        Ok(given) => given,
        Err(errors) => {
            let problems = problems(&page.frame, &errors);
            return answer(StatusCode::UNPROCESSABLE_ENTITY, &page.refused(problems));
        }
    };
    app.accounts.get(given.holder).await?.ok_or(HttpError::NotFound)?;
    match app.grants.give(&act, given).await {
        Ok(done) => {
            app.projector.caught_up(done.position).await;
            Ok(Redirect::to(&locale.frame(true).href("/access")).into_response())
        }
        Err(DispatchError::Rejected(Rejection::Grant(GrantRejection::Own))) => {
            let words = page.frame.t("rejection-grant-own");
            let problem = FieldProblem { field: "holder".into(), words };
            answer(StatusCode::UNPROCESSABLE_ENTITY, &page.refused(vec![problem]))
        }
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::Problem;
    use crate::web::pages::testing::{HOSTILE, assert_sound, frames};

    #[test]
    fn what_was_said_comes_back_with_what_has_to_change() {
        let said = Said { reason: HOSTILE.into(), until: HOSTILE.into(), ..Said::default() };
        for frame in frames() {
            let errors = [FieldError { pointer: "/until".into(), problem: Problem::Day }];
            let problems = problems(&frame, &errors);
            let html = Give::new(frame, &[], &said).refused(problems).render().unwrap();
            assert_sound(&html);
            assert!(html.contains("href=\"#until\""));
        }
    }
}
