//! Following an incident without working on it, and stopping.
//!
//! Must never tell others who follows.

use axum::extract::State;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use tillbud_events::IncidentId;
use tillbud_projections::incident;

use crate::App;
use crate::access::Staff;
use crate::web::error::HttpError;
use crate::web::extract::Id;
use crate::web::language::Locale;
use crate::web::pages::form::back_to;
use crate::web::pages::{Posted, act};

/// What was pressed.
#[derive(Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Said {
    #[serde(skip_serializing)]
    key: String,
    /// `yes` to follow.
    follows: String,
}

/// Follows the incident or stops, and shows it again.
///
/// # Errors
/// When there is no such incident, or the log is away.
pub async fn post(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
    Id(id): Id<IncidentId>,
    Posted(said): Posted<Said>,
) -> Result<Response, HttpError> {
    incident::get(app.read_models.db(), id).await?.ok_or(HttpError::NotFound)?;
    let address = format!("/incidents/{id}");
    let act = act(&app, staff.actor(), &format!("{address} follow"), &said.key, &said)?;
    let done = app.follows.set(&act, staff.holder(), id, said.follows == "yes").await?;
    app.projector.caught_up(done.position).await;
    Ok(back_to(&locale.frame(true), &address, "follow"))
}
