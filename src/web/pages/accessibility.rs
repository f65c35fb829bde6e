//! The accessibility statement that the law (2018:1937) asks of the public sector.
//!
//! Must never claim more than the tests in `tests/browser/` look at, nor carry a newer day than
//! that on which a person read it through beside the law.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use jiff::civil::{Date, date};

use super::answer;
use super::frame::Frame;
use super::when::When;
use crate::App;
use crate::organisation::Organisation;
use crate::web::error::HttpError;
use crate::web::language::Locale;

/// When the statement was last looked over.
const REVIEWED: Date = date(2026, 11, 27);

/// The page with the statement.
#[derive(Template)]
#[template(path = "accessibility.html")]
pub struct Accessibility<'a> {
    frame: Frame,
    organisation: &'a Organisation,
    reviewed: When,
}

impl<'a> Accessibility<'a> {
    /// The statement, with whom `organisation` names.
    #[must_use]
    pub fn new(frame: Frame, organisation: &'a Organisation) -> Self {
        Self { reviewed: When::date(&frame, REVIEWED), organisation, frame }
    }
}

/// The statement, for everyone.
///
/// # Errors
/// When it cannot be shown.
pub async fn get(State(app): State<App>, locale: Locale) -> Result<Response, HttpError> {
    answer(StatusCode::OK, &Accessibility::new(locale.frame(false), &app.organisation))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::pages::testing::{assert_sound, frames, organisation};

    #[test]
    fn the_statement_says_whom_to_tell() {
        for frame in frames() {
            let unsaid = frame.t("accessibility-contact-unsaid");
            let (given, general) = (organisation(), Organisation::default());
            let html = |organisation: &Organisation| {
                Accessibility::new(frame.clone(), organisation).render().unwrap()
            };
            assert_sound(&html(&given));
            assert_eq!(html(&given).matches("https://larm.example/").count(), 2);
            assert!(!html(&given).contains(&unsaid) && html(&general).contains(&unsaid));
            assert!(!html(&given).contains("digg.se") && html(&general).contains("digg.se"));
            assert!(html(&general).contains("datetime=\"2026-11-27\""));
        }
    }
}
