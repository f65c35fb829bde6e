//! The accessibility statement that the law (2018:1937) asks of the public sector.
//!
//! Must never claim more than the tests in `tests/browser/` look at.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::answer;
use super::frame::Frame;
use crate::App;
use crate::organisation::Organisation;
use crate::web::error::HttpError;
use crate::web::language::Locale;

/// The page with the statement.
#[derive(Template)]
#[template(path = "accessibility.html")]
pub struct Accessibility<'a> {
    frame: Frame,
    organisation: &'a Organisation,
}

/// The statement, for everyone.
///
/// # Errors
/// When it cannot be shown.
pub async fn get(State(app): State<App>, locale: Locale) -> Result<Response, HttpError> {
    let page = Accessibility { frame: locale.frame(false), organisation: &app.organisation };
    answer(StatusCode::OK, &page)
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
            let html = |organisation| {
                let frame = frame.clone();
                Accessibility { frame, organisation }.render().unwrap()
            };
            assert_sound(&html(&given));
            assert!(html(&given).contains("https://larm.example/"));
            assert!(!html(&given).contains(&unsaid) && html(&general).contains(&unsaid));
        }
    }
}
