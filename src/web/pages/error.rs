//! The page that says what could not be done, and what to do instead.
//!
//! Must never tell a cause or a path: the log has the cause.

use askama::Template;
use axum::response::Html;

use super::frame::Frame;
use crate::web::error::ProblemDetails;
use crate::web::locale::Locale;

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    frame: Frame,
    status: u16,
    title: String,
    detail: String,
    steps: Vec<String>,
}

impl ErrorPage {
    const fn is_about_rights(&self) -> bool {
        matches!(self.status, 401 | 403)
    }
}

/// The page for a problem that is already in the reader's language.
#[must_use]
pub fn render(locale: &Locale, problem: &ProblemDetails) -> Html<String> {
    let fields = problem.errors.iter().map(|field| field.detail.clone());
    let gates = problem.gates.iter().map(|gate| gate.detail.clone());
    let page = ErrorPage {
        frame: Frame::of(locale, false),
        status: problem.status,
        title: problem.title.clone(),
        detail: problem.detail.clone(),
        steps: fields.chain(gates).collect(),
    };
    Html(page.render().unwrap_or_else(|_| problem.status.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::error::HttpError;
    use crate::web::pages::testing::assert_sound;
    use tillbud_events::vocabulary::Lang;

    #[test]
    fn an_error_says_what_to_do_in_the_readers_language() {
        for lang in [Lang::Sv, Lang::En] {
            let locale = Locale { lang, is_chosen: true, address: "/x\"'<b x=>".into() };
            for error in [
                HttpError::NotFound,
                HttpError::Forbidden,
                HttpError::SignIn,
                HttpError::Unavailable(anyhow::anyhow!("secret cause")),
                HttpError::Internal(anyhow::anyhow!("secret cause")),
            ] {
                let Html(html) = render(&locale, &error.describe(lang));
                assert_sound(&html);
                assert!(!html.contains("secret") && !html.contains("problem-"));
                assert!(html.contains("href=\"/?lang="));
            }
        }
    }
}
