//! Campaigns: what went on and explains a chart, noted by coordinators and analysts.
//!
//! Must never change a figure: charts tell of campaigns, and nothing is computed from them.

use axum::extract::State;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use tillbud_events::campaign::{Campaign, Command, Note, Withdrawn};
use tillbud_events::{CampaignId, Version};
use tillbud_projections::campaign::{self, CampaignRow};
use utoipa::ToSchema;

use super::views::{List, time};
use super::{Changed, changed, created};
use crate::App;
use crate::act::Act;
use crate::dispatch::Done;
use crate::fields::Fields;
use crate::lists::Lists;
use crate::web::cursor::PageQuery;
use crate::web::error::{HttpError, ProblemDetails};
use crate::web::extract::{Change, Id, IfMatch, Json, Params};

/// What went on, and when.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CampaignText {
    /// What, at most 4,000 characters: a reporting week, a training, a new form.
    #[schema(min_length = 1, max_length = 4_000)]
    pub what: String,
    /// Its first day, `YYYY-MM-DD`.
    pub from: String,
    /// Its last day; absent for a moment, such as the day on which a new form came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// The unit, by its code or name; absent for everywhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
}

/// A campaign.
#[derive(Debug, Serialize, ToSchema)]
pub struct CampaignView {
    /// Its id.
    pub campaign_id: String,
    /// Its version, for `If-Match`.
    pub version: i64,
    /// What went on; null when its words were erased.
    pub what: Option<String>,
    /// Its first day.
    pub from: String,
    /// Its last day; null for a moment.
    pub until: Option<String>,
    /// The unit; null for everywhere.
    pub unit: Option<String>,
    /// When it was noted, UTC.
    #[schema(format = DateTime)]
    pub noted_at: String,
    /// As which role.
    pub noted_as: String,
    /// When it was corrected last, UTC.
    #[schema(format = DateTime)]
    pub corrected_at: Option<String>,
    /// When it was withdrawn, UTC; then no chart shows it.
    #[schema(format = DateTime)]
    pub withdrawn_at: Option<String>,
    /// Why it was withdrawn.
    pub withdrawal: Option<String>,
}

impl From<CampaignRow> for CampaignView {
    fn from(row: CampaignRow) -> Self {
        let until = row.until().map(str::to_owned);
        Self {
            campaign_id: row.campaign_id,
            version: row.version,
            what: row.what,
            from: row.from_day,
            until,
            unit: row.unit,
            noted_at: time(row.noted_at),
            noted_as: row.noted_as,
            corrected_at: row.corrected_at.map(time),
            withdrawn_at: row.withdrawn_at.map(time),
            withdrawal: row.withdrawal,
        }
    }
}

/// The answer to noting a campaign.
#[derive(Debug, Serialize, ToSchema)]
pub struct CampaignNoted {
    /// Its id.
    pub campaign_id: String,
    /// Its version.
    pub version: u64,
}

/// All campaigns, the last noted first, withdrawn ones among them.
#[utoipa::path(get, path = "/api/v1/campaigns", tag = "trends", params(PageQuery), security(("bearer" = [])),
    responses((status = 200, body = List<CampaignView>), (status = "4XX", body = ProblemDetails)))]
pub async fn list(
    State(app): State<App>,
    Params(page): Params<PageQuery>,
) -> Result<axum::Json<List<CampaignView>>, HttpError> {
    let (after, limit) = page.read(&app.secrets.cursor)?;
    let page = campaign::list(app.read_models.db(), after, limit).await?;
    Ok(axum::Json(List::of(page, &app)))
}

/// Notes what went on.
///
/// # Errors
/// What is wrong with it, a rule says no, or the write path is away.
pub async fn note_for(
    app: &App,
    act: &Act,
    said: CampaignText,
) -> Result<(CampaignId, Done), HttpError> {
    let note = read(&app.lists, said)?;
    let id = CampaignId(act.id("campaign"));
    let command = Command::Note(note);
    Ok((id, app.dispatch.execute::<Campaign>(id.into(), None, act, command).await?))
}

/// Tells it otherwise.
///
/// # Errors
/// There is no such campaign, what is wrong with it, a rule says no, or the write path is away.
pub async fn correct_for(
    app: &App,
    id: CampaignId,
    if_match: Option<Version>,
    act: &Act,
    said: CampaignText,
) -> Result<Done, HttpError> {
    let command = Command::Correct(read(&app.lists, said)?);
    Ok(app.dispatch.execute::<Campaign>(id.into(), if_match, act, command).await?)
}

/// Takes it back.
///
/// # Errors
/// There is no such campaign, no reason is given, or the write path is away.
pub async fn withdraw_for(
    app: &App,
    id: CampaignId,
    if_match: Option<Version>,
    act: &Act,
    reason: String,
) -> Result<Done, HttpError> {
    let mut fields = Fields::default();
    let reason = fields.text("/reason", reason);
    fields.finish()?;
    let command = Command::Withdraw(Withdrawn { reason });
    Ok(app.dispatch.execute::<Campaign>(id.into(), if_match, act, command).await?)
}

/// Notes what went on, to be told beside charts.
#[utoipa::path(post, path = "/api/v1/campaigns", tag = "trends", request_body = CampaignText, security(("bearer" = [])),
    responses((status = 201, body = CampaignNoted), (status = "4XX", body = ProblemDetails)))]
pub async fn post(
    State(app): State<App>,
    Change { body: Json(said), act }: Change<Json<CampaignText>>,
) -> Result<Response, HttpError> {
    let (id, done) = note_for(&app, &act, said).await?;
    let body = CampaignNoted { campaign_id: id.to_string(), version: done.version.0 };
    Ok(created(&app, done, None, body).await)
}

/// Tells a campaign otherwise: all of it, as it is now.
#[utoipa::path(post, path = "/api/v1/campaigns/{id}/correct", tag = "trends", params(("id" = String, Path)), security(("bearer" = [])),
    request_body = CampaignText, responses((status = 200, body = Changed), (status = "4XX", body = ProblemDetails)))]
pub async fn correct(
    State(app): State<App>,
    Id(id): Id<CampaignId>,
    if_match: IfMatch,
    Change { body: Json(said), act }: Change<Json<CampaignText>>,
) -> Result<Response, HttpError> {
    let done = correct_for(&app, id, if_match.0, &act, said).await?;
    Ok(changed(&app, done).await)
}

/// Why a campaign is taken back.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WithdrawalText {
    /// Why, at most 4,000 characters.
    #[schema(min_length = 1, max_length = 4_000)]
    pub reason: String,
}

/// Takes a campaign back: no chart shows it any more.
#[utoipa::path(post, path = "/api/v1/campaigns/{id}/withdraw", tag = "trends", params(("id" = String, Path)), security(("bearer" = [])),
    request_body = WithdrawalText, responses((status = 200, body = Changed), (status = "4XX", body = ProblemDetails)))]
pub async fn withdraw(
    State(app): State<App>,
    Id(id): Id<CampaignId>,
    if_match: IfMatch,
    Change { body: Json(said), act }: Change<Json<WithdrawalText>>,
) -> Result<Response, HttpError> {
    let done = withdraw_for(&app, id, if_match.0, &act, said.reason).await?;
    Ok(changed(&app, done).await)
}

fn read(lists: &Lists, said: CampaignText) -> Result<Note, HttpError> {
    let mut fields = Fields::default();
    let what = fields.text("/what", said.what);
    let from = fields.day("/from", said.from.trim());
    let is_said = |text: &String| !text.trim().is_empty();
    let until = said.until.filter(is_said).map(|day| fields.day("/until", day.trim()));
    let unit = said.unit.filter(is_said).and_then(|unit| fields.unit("/unit", &unit, lists));
    fields.finish()?;
    Ok(Note { what, from, until, unit })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn blank_fields_are_not_said_and_everything_wrong_is_told_at_once() {
        let said = |what: &str, from: &str, until: &str, unit: &str| CampaignText {
            what: what.to_owned(),
            from: from.to_owned(),
            until: Some(until.to_owned()),
            unit: Some(unit.to_owned()),
        };
        let note = read(&Lists::default(), said("Vecka", "2026-03-02", " ", "")).unwrap();
        assert_eq!((note.from, note.until, note.unit), (date(2026, 3, 2), None, None));
        let wrong = read(&Lists::default(), said("", "2026-03", "igår", ""));
        let Err(HttpError::Invalid(errors)) = wrong else { panic!("it was accepted") };
        let told: Vec<_> = errors.iter().map(|error| error.pointer.as_str()).collect();
        assert_eq!(told, ["/what", "/from", "/until"]);
    }
}
