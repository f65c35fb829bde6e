//! Where a reporter enters the receipt code.
//!
//! Must never take the code from an address, nor tell a wrong code from an unknown one.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::frame::Frame;
use super::{FieldProblem, Posted, answer, status};
use crate::App;
use crate::access::receipt::ReceiptCode;
use crate::intake::LookupError;
use crate::pressure::Busy;
use crate::web::error::HttpError;
use crate::web::language::Locale;

/// The page that asks for the code.
#[derive(Template)]
#[template(path = "receipt.html")]
pub struct Receipt {
    frame: Frame,
    typed: String,
    problems: Vec<FieldProblem>,
    thanks: Option<&'static str>,
}

impl Receipt {
    /// An empty field.
    #[must_use]
    pub fn new(frame: Frame) -> Self {
        Self { frame, typed: String::new(), problems: Vec::new(), thanks: None }
    }

    /// The field with what was `typed`, which belongs to no report.
    #[must_use]
    pub fn unknown(frame: Frame, typed: String) -> Self {
        let problem = FieldProblem { field: "code".into(), words: frame.t("receipt-unknown") };
        Self { frame, typed, problems: vec![problem], thanks: None }
    }

    /// The field with what was `typed`, to be sent again after so many seconds.
    #[must_use]
    pub fn busy(frame: Frame, typed: String, seconds: u64) -> Self {
        let words = frame.fill("receipt-busy", "seconds", seconds);
        let problem = FieldProblem { field: "code".into(), words };
        Self { frame, typed, problems: vec![problem], thanks: None }
    }

    /// The same, saying with the text of this key what was done with the report of before.
    #[must_use]
    pub fn with_thanks(self, thanks: &'static str) -> Self {
        Self { thanks: Some(thanks), ..self }
    }

    fn problem(&self) -> &str {
        self.problems.first().map_or("", |problem| &problem.words)
    }
}

/// The code as typed.
#[derive(Deserialize)]
pub struct Typed {
    /// What was typed, or what a form of ours carries.
    #[serde(default)]
    code: String,
}

/// Asks for the code.
///
/// # Errors
/// None that a reader can cause.
pub async fn get(locale: Locale) -> Result<Response, HttpError> {
    answer(StatusCode::OK, &Receipt::new(locale.frame(false)))
}

/// Shows the report of a code.
///
/// # Errors
/// When the store of receipts or the read models are away.
pub async fn post(
    State(app): State<App>,
    locale: Locale,
    Posted(Typed { code }): Posted<Typed>,
) -> Result<Response, HttpError> {
    let frame = locale.frame(false);
    let Ok(receipt) = ReceiptCode::parse(&code) else { return unknown(frame, code) };
    let opened = match app.open_receipt(&receipt).await {
        Ok(Some(opened)) => opened,
        Ok(None) => return unknown(frame, code),
        Err(error) => return not_now(frame, code, error),
    };
    answer(StatusCode::OK, &status::page(&app, frame, &receipt, &opened).await?)
}

/// Asks again, keeping what was typed.
///
/// # Errors
/// None that a reader can cause.
pub(super) fn unknown(frame: Frame, typed: String) -> Result<Response, HttpError> {
    answer(StatusCode::UNPROCESSABLE_ENTITY, &Receipt::unknown(frame, typed))
}

/// Keeps what was typed while too many codes are typed.
///
/// # Errors
/// When the store of receipts is away.
pub(super) fn not_now(
    frame: Frame,
    typed: String,
    error: LookupError,
) -> Result<Response, HttpError> {
    match error {
        LookupError::Busy(Busy { retry_after_seconds }) => {
            let page = Receipt::busy(frame, typed, retry_after_seconds);
            let page = answer(StatusCode::TOO_MANY_REQUESTS, &page)?;
            Ok(([(header::RETRY_AFTER, HeaderValue::from(retry_after_seconds))], page)
                .into_response())
        }
        LookupError::Unavailable(_) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use tillbud_events::vocabulary::Lang;

    use super::*;
    use crate::web::pages::testing::{HOSTILE, assert_sound, frames};

    #[test]
    fn the_code_is_asked_for_and_sent_in_the_body() {
        for frame in frames() {
            let html = Receipt::new(frame).render().unwrap();
            assert_sound(&html);
            assert!(html.contains("<form method=\"post\" action=\"/receipt"));
        }
    }

    #[test]
    fn an_unknown_code_is_kept_to_be_put_right() {
        for frame in frames() {
            let html = Receipt::unknown(frame, HOSTILE.into()).render().unwrap();
            assert_sound(&html);
            let busy =
                Receipt::busy(Frame::new(Lang::Sv, true, "/receipt", false), HOSTILE.into(), 10);
            assert!(busy.render().unwrap().contains("10 sekunder"));
            assert!(
                html.contains("aria-invalid=\"true\"") && html.contains("&lt;script&gt;")
                    || html.contains("&#60;script&#62;")
            );
        }
    }
}
