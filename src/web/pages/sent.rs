//! The receipt of a report that a script has sent, as a page of its own.
//!
//! So that a reload asks for the receipt again, and not for the words. Must never tell
//! of a report to someone who does not hold the key of the form that it was written in.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use tillbud_events::Actor;

use super::received::Received;
use super::report_form::FORM;
use super::{Posted, act, answer};
use crate::App;
use crate::access::receipt::ReceiptCode;
use crate::web::error::HttpError;
use crate::web::language::Locale;

/// The form that was sent.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Sent {
    key: String,
    urgent: String,
}

/// Shows the receipt of the report that came with this key.
///
/// # Errors
/// `NotFound` when none did.
pub async fn post(
    State(app): State<App>,
    locale: Locale,
    Posted(sent): Posted<Sent>,
) -> Result<Response, HttpError> {
    let receipt = ReceiptCode::of(&act(&app, Actor::Reporter, FORM, &sent.key, &())?);
    let opened = app.open_receipt(&receipt).await?.ok_or(HttpError::NotFound)?;
    let is_urgent = sent.urgent == "true";
    let organisation = app.organisation.clone();
    let page = Received::new(locale.frame(false), organisation, receipt.to_string(), is_urgent);
    let page = if opened.is_recorded { page } else { page.held() };
    answer(StatusCode::OK, &page)
}
