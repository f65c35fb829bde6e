//! What a form carries while many write: a challenge that the browser answers by itself.
//!
//! `parts::proof` puts it in a form, `parts::crowded` says it above. Must never lose
//! what a person has written.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::{FieldProblem, Frame, answer};
use crate::App;
use crate::pressure::{Asked, Purpose};
use crate::web::error::HttpError;
use crate::web::upload::FILE_FIELD;

/// The challenge in a form; an empty one while few write.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proof {
    /// What to answer.
    pub challenge: String,
    /// After how long the form can be sent without an answer; 0 when nobody was asked.
    pub wait_seconds: u64,
}

impl Proof {
    /// For a form that is shown, with what came back in its field `proof` before.
    #[must_use]
    pub fn offered(app: &App, purpose: Purpose, returned: &str) -> Self {
        let challenge = app.pressure.challenge(purpose, returned).unwrap_or_default();
        Self { challenge, wait_seconds: 0 }
    }

    /// The same for a form that has lost its files: a browser cannot choose them again, so
    /// it must not send by itself.
    #[must_use]
    pub fn for_hands(&self) -> Self {
        Self { challenge: self.challenge.clone(), wait_seconds: 0 }
    }

    /// What a person is told who has to choose files again.
    #[must_use]
    pub fn about_files(&self, frame: &Frame) -> FieldProblem {
        let wait = frame.fill("crowded-text", "seconds", self.wait_seconds);
        let words = [wait, frame.t("form-files-again")].join(" ");
        FieldProblem { field: FILE_FIELD.to_owned(), words }
    }

    /// Whether the form was sent, and has to be sent again.
    #[must_use]
    pub const fn is_asked(&self) -> bool {
        self.wait_seconds > 0
    }

    /// The answer to a form that needs an answer first.
    ///
    /// # Errors
    /// None that a reader can cause.
    pub fn answer_with(&self, page: &impl askama::Template) -> Result<Response, HttpError> {
        let page = answer(StatusCode::TOO_MANY_REQUESTS, page)?;
        Ok(([(header::RETRY_AFTER, HeaderValue::from(self.wait_seconds))], page).into_response())
    }
}

impl From<Asked> for Proof {
    fn from(Asked { challenge, wait_seconds }: Asked) -> Self {
        Self { challenge, wait_seconds }
    }
}
