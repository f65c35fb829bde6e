//! Where staff sign in with a token.
//!
//! Must never show a token again, nor say whether it once was valid.

use askama::Template;

use super::FieldProblem;
use super::frame::Frame;

/// The page that asks for a token.
#[derive(Template)]
#[template(path = "sign_in.html")]
pub struct SignIn {
    frame: Frame,
    next: String,
    problems: Vec<FieldProblem>,
}

impl SignIn {
    /// An empty field; `next` is the page of ours to go on to, or nothing.
    #[must_use]
    pub fn new(frame: Frame, next: String) -> Self {
        Self { frame, next, problems: Vec::new() }
    }

    /// The same, after a token that is not valid.
    #[must_use]
    pub fn refused(frame: Frame, next: String) -> Self {
        let problem = FieldProblem { field: "token".into(), words: frame.t("signin-wrong") };
        Self { frame, next, problems: vec![problem] }
    }

    fn problem(&self) -> &str {
        self.problems.first().map_or("", |problem| &problem.words)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::pages::testing::{HOSTILE, assert_sound, frames};

    #[test]
    fn the_token_is_asked_for_and_never_shown() {
        for frame in frames() {
            let html = SignIn::new(frame.clone(), HOSTILE.into()).render().unwrap();
            assert_sound(&html);
            assert!(html.contains("type=\"password\""));
            let refused = SignIn::refused(frame, String::new()).render().unwrap();
            assert_sound(&refused);
            assert!(refused.contains("href=\"#token\"") && !refused.contains("name=\"next\""));
        }
    }
}
