//! For operators: is it alive, is it ready, how far is it. No content, no token.
//!
//! Must never tell how many events there are: whoever looks twice in a quiet hour would know
//! that somebody has just reported.

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use crate::App;
use crate::projector::Progress;

/// Events that the read models may lag behind the log and still count as ready.
const READY_LAG_EVENTS: u64 = 1_000;

/// `/healthz`, `/readyz`, `/metrics`.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/healthz", get(|| async { "alive\n" }))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics))
}

/// 200 when the log answers and the read models are not far behind it.
async fn ready(State(app): State<App>) -> Response {
    let unready = |reason: String| (StatusCode::SERVICE_UNAVAILABLE, reason).into_response();
    let tip = match app.store.tip().await {
        Ok(tip) => tip.0,
        Err(_) => return unready("the log cannot be reached\n".to_owned()),
    };
    match app.projector.progress() {
        Progress::Stopped(..) => {
            unready("the read models stand still; see the program's log\n".to_owned())
        }
        Progress::At(at) if at.0 + READY_LAG_EVENTS < tip => {
            unready(format!("the read models are {} events behind the log\n", tip - at.0))
        }
        Progress::At(_) => "ready\n".into_response(),
    }
}

/// Prometheus text format, version 0.0.4.
async fn metrics(State(app): State<App>) -> Response {
    let progress = app.projector.progress();
    let is_stopped = u8::from(matches!(progress, Progress::Stopped(..)));
    let tip = app.store.tip().await.ok();
    let mut text = String::new();
    let mut gauge = |name: &str, help: &str, value: String| {
        text += &format!("# HELP {name} {help}\n# TYPE {name} gauge\n{name} {value}\n");
    };
    gauge("tillbud_log_reachable", "1 when the log answers.", u8::from(tip.is_some()).to_string());
    if let Some(tip) = tip {
        let lag = tip.0.saturating_sub(progress.position().0);
        gauge("tillbud_read_models_lag", "Events not applied yet.", lag.to_string());
    }
    gauge("tillbud_read_models_stopped", "1 when a person has to look.", is_stopped.to_string());
    if let Some(outbox) = &app.outbox
        && let Ok(standings) = outbox.standings().await
    {
        let records = || standings.iter().filter_map(|standing| standing.record.as_ref());
        let failing = records().filter(|record| record.failure().is_some()).count();
        let given_up = records().filter_map(|record| record.given_up.as_ref());
        let given_up: u32 = given_up.map(|given_up| given_up.messages).sum();
        let help = "Recipients of messages whose last attempt did not succeed.";
        gauge("tillbud_notifications_failing", help, failing.to_string());
        let help = "Messages given up since their recipients were added.";
        gauge("tillbud_notifications_given_up", help, given_up.to_string());
    }
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], text).into_response()
}
