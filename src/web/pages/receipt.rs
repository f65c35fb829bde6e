//! Where a reporter enters the receipt code.
//!
//! Must never take the code from an address, nor tell a wrong code from an unknown one.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::frame::Frame;
use super::{FieldProblem, Posted, answer, status};
use crate::App;
use crate::access::receipt::ReceiptCode;
use crate::web::error::HttpError;
use crate::web::language::Locale;

/// The page that asks for the code.
#[derive(Template)]
#[template(path = "receipt.html")]
pub struct Receipt {
    frame: Frame,
    typed: String,
    problems: Vec<FieldProblem>,
}

impl Receipt {
    /// An empty field.
    #[must_use]
    pub fn new(frame: Frame) -> Self {
        Self { frame, typed: String::new(), problems: Vec::new() }
    }

    /// The field with what was `typed`, which belongs to no report.
    #[must_use]
    pub fn unknown(frame: Frame, typed: String) -> Self {
        let problem = FieldProblem { field: "code".into(), words: frame.t("receipt-unknown") };
        Self { frame, typed, problems: vec![problem] }
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
    let Some(opened) = app.open_receipt(&receipt).await? else { return unknown(frame, code) };
    answer(StatusCode::OK, &status::page(&app, frame, &receipt, &opened).await?)
}

/// Asks again, keeping what was typed.
///
/// # Errors
/// None that a reader can cause.
pub(super) fn unknown(frame: Frame, typed: String) -> Result<Response, HttpError> {
    answer(StatusCode::UNPROCESSABLE_ENTITY, &Receipt::unknown(frame, typed))
}

#[cfg(test)]
mod tests {
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
            assert!(
                html.contains("aria-invalid=\"true\"") && html.contains("&lt;script&gt;")
                    || html.contains("&#60;script&#62;")
            );
        }
    }
}
