//! What makes the form an app that can be installed and opened without a connection:
//! the manifest, and the service worker with the list of what it keeps.
//!
//! Must never let the worker keep an answer that holds someone's words or a code.

use askama::Template;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde_json::json;
use tillbud_events::vocabulary::Lang;

use super::frame::Frame;
use super::report_form;
use crate::App;
use crate::web::assets;
use crate::web::error::HttpError;
use crate::web::language::Locale;

const WORKER: &str = include_str!("../assets/worker.js");
/// What a form without a connection is made of.
const KEPT: [&str; 4] = ["tillbud.css", "tillbud.js", "report.js", "mark.svg"];

/// The manifest, in the language of the page that leads to it.
pub async fn get_manifest(locale: Locale) -> Response {
    let frame = locale.frame(false);
    let icon = |name: &str, sizes: &str, purpose: &str| {
        let kind = if name.ends_with(".svg") { "image/svg+xml" } else { "image/png" };
        json!({ "src": assets::href(name), "sizes": sizes, "type": kind, "purpose": purpose })
    };
    let manifest = json!({
        "id": "/",
        "name": "Tillbud",
        "short_name": "Tillbud",
        "description": frame.t("install-description"),
        "lang": frame.lang,
        "dir": "ltr",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "theme_color": "#0e5a55",
        "background_color": "#f4f6f3",
        "icons": [
            icon("icon-192.png", "192x192", "any"),
            icon("icon-512.png", "512x512", "any"),
            icon("icon-maskable-512.png", "512x512", "maskable"),
            icon("mark.svg", "any", "any"),
        ],
    });
    ([(header::CONTENT_TYPE, "application/manifest+json")], manifest.to_string()).into_response()
}

/// The service worker. It changes, and browsers take the new one, whenever something
/// that it keeps has changed.
///
/// # Errors
/// When the kept form cannot be rendered, which a test excludes.
pub async fn get_worker(State(app): State<App>) -> Result<Response, HttpError> {
    let mut kept = String::new();
    for lang in [Lang::Sv, Lang::En] {
        let page = report_form::offline(&app, Frame::new(lang, true, "/offline", false));
        kept += &page.render().map_err(|error| HttpError::Internal(error.into()))?;
    }
    let version = assets::digest(kept.as_bytes());
    let assets: Vec<_> = KEPT.iter().map(|name| assets::href(name)).collect();
    let opening =
        format!("const VERSION = {};\nconst ASSETS = {};\n", json!(version), json!(assets));
    Ok(([(header::CONTENT_TYPE, "text/javascript; charset=utf-8")], opening + WORKER)
        .into_response())
}
