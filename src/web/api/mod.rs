//! The JSON API, version 1: one file per resource.
//!
//! Must never return a row without a route's right having been checked; the rights
//! stand beside the routes in [`super`].

pub mod access;
pub mod action_measure;
pub mod actions;
pub mod alerts;
pub mod attachments;
pub mod beside;
pub mod board;
pub mod campaigns;
pub mod concerns;
pub mod copies;
pub mod corrections;
pub mod disposal;
pub mod events;
pub mod evidence;
pub mod facts;
pub mod functions;
pub mod headcount;
pub mod improvement_study;
pub mod improvement_views;
pub mod improvements;
pub mod incidents;
pub mod lesson_check;
pub mod lesson_drafts;
pub mod lesson_views;
pub mod lessons;
pub mod level_views;
pub mod lists;
pub mod meanwhile;
pub mod measure_decisions;
pub mod measure_views;
pub mod measured;
pub mod measures;
pub mod notification_views;
pub mod notifications;
pub mod original;
pub mod people;
pub mod period;
pub mod receipt;
pub mod releases;
pub mod reports;
pub mod search;
pub mod signals;
pub mod statistics;
pub mod themes;
pub mod together;
pub mod trend_views;
pub mod trends;
pub mod triage;
pub mod units;
pub mod views;

use axum::Json;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use tillbud_events::Version;
use utoipa::ToSchema;

use crate::App;
use crate::dispatch::Done;

/// The answer to a change of an existing thing.
#[derive(Debug, Serialize, ToSchema)]
pub struct Changed {
    /// The version after the change; also the `ETag`.
    pub version: u64,
}

/// The version as an `ETag`.
#[must_use]
pub fn etag(version: Version) -> (HeaderName, HeaderValue) {
    let value = HeaderValue::from_str(&format!("\"{version}\""));
    (header::ETAG, value.unwrap_or(HeaderValue::from_static("\"0\"")))
}

/// Answers a change once the read models hold it (or after two seconds; it is durable).
pub async fn changed(app: &App, done: Done) -> Response {
    app.projector.caught_up(done.position).await;
    ([etag(done.version)], Json(Changed { version: done.version.0 })).into_response()
}

/// Answers a creation, as [`changed`] does, with the new thing's place.
pub async fn created(
    app: &App,
    done: Done,
    location: Option<String>,
    body: impl Serialize,
) -> Response {
    app.projector.caught_up(done.position).await;
    let mut response = (StatusCode::CREATED, [etag(done.version)], Json(body)).into_response();
    if let Some(location) = location.and_then(|path| HeaderValue::from_str(&path).ok()) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    response
}

/// One thing with its `ETag`.
pub fn found(version: i64, body: impl Serialize) -> Response {
    ([etag(Version(version.unsigned_abs()))], Json(body)).into_response()
}
