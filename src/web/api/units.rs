//! Which units somebody leads, and is therefore kept out of, for an administrator.
//!
//! Holds names of staff. Must never let anybody take back what keeps themselves out.

use axum::extract::State;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use tillbud_events::grant::{Revoked, UnitLed};
use tillbud_events::vocabulary::{GrantSource, Label};
use tillbud_events::{GrantId, HolderId};
use tillbud_projections::led_unit::{self, LedUnitRow};
use utoipa::ToSchema;

use super::access::{GrantCreated, Revocation};
use super::views::time;
use super::{Changed, changed, created};
use crate::App;
use crate::fields::{FieldError, Fields};
use crate::lists::Lists;
use crate::web::error::{HttpError, ProblemDetails};
use crate::web::extract::{Change, Id, IfMatch, Json};

/// A unit that somebody leads.
#[derive(Debug, Serialize, ToSchema)]
pub struct LedUnitView {
    /// Its id.
    pub grant_id: String,
    /// Its version, for `If-Match`.
    pub version: i64,
    /// Who leads it, as the log names them.
    pub holder: String,
    /// What people call them; null for whoever was forgotten.
    pub name: Option<String>,
    /// The unit: a code of the list, or a name.
    pub unit: String,
    /// Who vouches for it: decision, operator or provider.
    pub source: String,
    /// Why it was recorded.
    pub reason: Option<String>,
    /// Since when, UTC.
    #[schema(format = DateTime)]
    pub since: String,
    /// The role of whoever recorded it.
    pub given_as: String,
}

/// All units that somebody leads.
#[derive(Debug, Serialize, ToSchema)]
pub struct LedUnits {
    /// The first recorded first.
    pub items: Vec<LedUnitView>,
}

/// A row with the name of whoever it is about.
pub struct Named {
    /// The row.
    pub row: LedUnitRow,
    /// The name, unless forgotten.
    pub name: Option<String>,
}

/// Every unit that somebody leads, with names.
///
/// # Errors
/// When the read models or accounts are away.
pub async fn named(app: &App) -> Result<Vec<Named>, HttpError> {
    let rows = led_unit::list(app.read_models.db()).await?;
    let accounts = app.accounts.list().await?;
    let name = |holder: &str| {
        let is_it = |holder_id: HolderId| holder_id.to_string() == holder;
        accounts.iter().find(|account| is_it(account.holder)).map(|account| account.name.clone())
    };
    Ok(rows.into_iter().map(|row| Named { name: name(&row.holder), row }).collect())
}

/// Which units somebody leads, by whom and why.
#[utoipa::path(get, path = "/api/v1/access/units", tag = "access", security(("bearer" = [])),
    responses((status = 200, body = LedUnits), (status = "4XX", body = ProblemDetails)))]
pub async fn list(State(app): State<App>) -> Result<axum::Json<LedUnits>, HttpError> {
    let view = |Named { row, name }| LedUnitView {
        name,
        since: time(row.since),
        grant_id: row.grant_id,
        version: row.version,
        holder: row.holder,
        unit: row.unit,
        source: row.source,
        reason: row.reason,
        given_as: row.given_as,
    };
    let items = named(&app).await?.into_iter().map(view).collect();
    Ok(axum::Json(LedUnits { items }))
}

/// A unit to record.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewLedUnit {
    /// Who leads it, as the log names them.
    pub holder: String,
    /// The unit: a code or a name of the list, else a name.
    #[schema(min_length = 1, max_length = 200)]
    pub unit: String,
    /// Why. At most 4,000 characters; sealed.
    pub reason: String,
}

/// What is recorded, as an administrator decided.
///
/// # Errors
/// Everything that is wrong with it.
pub fn read(lists: &Lists, new: NewLedUnit) -> Result<UnitLed, Vec<FieldError>> {
    let mut fields = Fields::default();
    let holder = fields.id::<HolderId>("/holder", &new.holder);
    let unit: Option<Label> =
        lists.find_unit(&new.unit).or_else(|| fields.label("/unit", &new.unit));
    let reason = fields.text("/reason", new.reason);
    let (holder, unit) = fields.need(holder.zip(unit))?;
    Ok(UnitLed { holder, unit, source: GrantSource::Decision, reason: Some(reason) })
}

/// Records that somebody leads a unit: from now on they are kept out of its reports and
/// incidents.
#[utoipa::path(post, path = "/api/v1/access/units", tag = "access", security(("bearer" = [])),
    request_body = NewLedUnit, responses((status = 201, body = GrantCreated), (status = "4XX", body = ProblemDetails)))]
pub async fn lead(
    State(app): State<App>,
    Change { body: Json(new), act }: Change<Json<NewLedUnit>>,
) -> Result<Response, HttpError> {
    let led = read(&app.lists, new)?;
    app.accounts.get(led.holder).await?.ok_or(HttpError::NotFound)?;
    let grant_id = app.grants.unit_id(led.holder, &led.unit).to_string();
    let done = app.grants.lead_unit(&act, led).await?;
    let body = GrantCreated { grant_id, version: done.version.0 };
    Ok(created(&app, done, None, body).await)
}

/// Records that somebody does not lead a unit any more; never for oneself.
#[utoipa::path(post, path = "/api/v1/access/units/{id}/leave", tag = "access", params(("id" = String, Path)), security(("bearer" = [])),
    request_body = Revocation, responses((status = 200, body = Changed), (status = "4XX", body = ProblemDetails)))]
pub async fn leave(
    State(app): State<App>,
    Id(id): Id<GrantId>,
    if_match: IfMatch,
    Change { body: Json(revocation), act }: Change<Json<Revocation>>,
) -> Result<Response, HttpError> {
    let mut fields = Fields::default();
    let reason = fields.optional_text("/reason", revocation.reason);
    fields.finish()?;
    let revoked = Revoked { source: GrantSource::Decision, reason };
    let done = app.grants.leave_unit(id, if_match.0, &act, revoked).await?;
    Ok(changed(&app, done).await)
}
