//! The page that says what could not be done, and what to do instead.
//!
//! Must never tell a cause or a path: the log has the cause.

use askama::Template;

use super::frame::Frame;
use super::sign_in::start_of;
use crate::web::error::ProblemDetails;

/// The page for a problem that is already in the reader's language.
#[derive(Template)]
#[template(path = "problem.html")]
pub struct Problem {
    frame: Frame,
    status: u16,
    title: String,
    detail: String,
    steps: Vec<String>,
    /// Where whoever stepped aside can take that back.
    is_aside: bool,
    /// Whether signing in may help.
    is_to_sign_in: bool,
    /// Where whoever is signed in goes on.
    start: Option<&'static str>,
}

impl Problem {
    /// The page.
    #[must_use]
    pub fn new(frame: Frame, problem: &ProblemDetails) -> Self {
        let fields = problem.errors.iter().map(|field| field.detail.clone());
        let start = frame.role().map(start_of);
        let gates = problem.gates.iter().map(|gate| gate.detail.clone());
        Self {
            frame,
            status: problem.status,
            title: problem.title.clone(),
            detail: problem.detail.clone(),
            steps: fields.chain(gates).collect(),
            is_aside: problem.r#type.ends_with(":recused"),
            is_to_sign_in: start.is_none() && is_about_rights(problem),
            start,
        }
    }
}

/// A conflict of interest stays one, whoever's password is given.
fn is_about_rights(problem: &ProblemDetails) -> bool {
    let is_of_conflict =
        [":recused", ":leads-unit"].iter().any(|kind| problem.r#type.ends_with(kind));
    matches!(problem.status, 401 | 403) && !is_of_conflict
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::error::{HttpError, Malformed};
    use crate::web::pages::testing::{assert_sound, frames};
    use tillbud_events::Role;
    use tillbud_projections::conflict::Reason;

    #[test]
    fn a_problem_says_what_to_do_in_the_readers_language() {
        for frame in frames() {
            for error in [
                HttpError::BadRequest(Malformed::Form),
                HttpError::NotFound,
                HttpError::Forbidden,
                HttpError::SignIn,
                HttpError::KeptOut(Reason::Aside),
                HttpError::KeptOut(Reason::Unit),
                HttpError::Unavailable(anyhow::anyhow!("secret cause")),
                HttpError::Internal(anyhow::anyhow!("secret cause")),
            ] {
                let problem = error.describe(frame.lang);
                let html = Problem::new(frame.clone(), &problem).render().unwrap();
                assert_sound(&html);
                assert!(!html.contains("secret") && !html.contains("problem-"));
                assert!(html.contains("href=\"/?lang="));
                let is_aside = matches!(error, HttpError::KeptOut(Reason::Aside));
                assert_eq!(html.contains("/recusals"), is_aside);
                let page = Problem::new(frame.clone().for_role(Role::Manager), &problem);
                let html = page.render().unwrap();
                assert!(html.contains(start_of(Role::Manager)) && !html.contains("/signin"));
            }
        }
    }
}
