//! The figure that an action is meant to move, named before it is done, and what came of it.
//!
//! Must never be chosen afterwards: a figure that is chosen later can be chosen to please.

use axum::extract::State;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use tillbud_events::action::{Action, Command, MeasureNamed};
use tillbud_events::vocabulary::Lang;
use tillbud_events::{ActionId, Position, Version};
use tillbud_projections::action;
use tillbud_projections::improvement::study::word;
use utoipa::ToSchema;

use super::improvement_study::level::Level;
use super::improvement_study::{OfAction, fit, of_action};
use super::improvement_views::{DaysLooked, DifferenceInterval, RatioInterval};
use super::improvements::AimSaid;
use super::level_views::{names, unsettled};
use super::{Changed, changed};
use crate::App;
use crate::act::Act;
use crate::dispatch::Done;
use crate::fields::Fields;
use crate::lists::Lists;
use crate::web::error::{HttpError, ProblemDetails};
use crate::web::extract::{Change, Id, IfMatch, Json};
use crate::web::schema;

/// The figure that an action is meant to move.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
pub struct MeasureSaid {
    /// Which figure, and which way.
    #[serde(flatten)]
    pub aim: AimSaid,
    /// When before and after are compared, `YYYY-MM-DD`.
    #[schema(format = Date)]
    pub review: String,
}

/// The level that an action is held against.
#[derive(Debug, Serialize, ToSchema)]
pub struct LevelBefore {
    /// Its first month, `YYYY-MM`.
    pub from: String,
    /// Its last month.
    pub to: String,
    /// Months that are no part of it, because they led to the change.
    pub triggers: Vec<String>,
    /// Months that count on neither side, because people left them out of the measure's chart;
    /// none of a level that a cycle registered.
    pub excluded: Vec<String>,
    /// Its first month, when the level is shorter because people let the measure begin anew there.
    pub rebased: Option<String>,
    /// About the month, week or day from which on it had moved by itself: a part of the
    /// difference may come from before the change. Null when its own rules find no such thing.
    pub moved_since: Option<String>,
    /// Months, weeks or days of it that stood out by themselves, where it had not moved.
    pub stood_out: Vec<String>,
    /// The cycle that registered it; null when it is the 24 months before the action, or those
    /// since the measure began anew.
    pub improvement_id: Option<String>,
}

/// Before and after an action, as they are known today. Nothing of it is recorded.
#[derive(Debug, Serialize, ToSchema)]
pub struct ActionCompared {
    /// The level before.
    pub level: LevelBefore,
    /// The month in which the action was done, the first one after.
    pub change: String,
    /// The last month, or week, that counted; null when none did.
    pub until: Option<String>,
    /// Usable months, or weeks, before.
    pub before_points: usize,
    /// Usable months, or weeks, after.
    pub after_points: usize,
    /// What was counted before; of medians their mean, in days, which is 0 of none.
    pub before: f64,
    /// What was counted after; of medians their mean, in days.
    pub after: f64,
    /// After over before, when it can be told; of the time between events that time.
    pub ratio: Option<RatioInterval>,
    /// Of medians: after less before, in days, when it can be told.
    pub difference: Option<DifferenceInterval>,
    /// Of the time between events: how long was looked.
    pub days: Option<DaysLooked>,
    /// Whether the chart with the frozen level shows a signal after the change.
    pub signal: bool,
    /// The verdict that follows.
    #[schema(schema_with = schema::effects)]
    pub verdict: String,
    /// SHA-256 of rules and input.
    pub input_sha256: String,
    /// What went on during the level before; no figure follows from it.
    pub went_on_before: Vec<String>,
    /// What went on after it was done, or came between the two and stays.
    pub went_on_after: Vec<String>,
}

/// The measure of an action, and what it says today.
#[derive(Debug, Serialize, ToSchema)]
pub struct ActionMeasure {
    /// The measure that it is meant to move; null when none was named.
    pub measure_id: Option<String>,
    /// Before and after; null before it is done, without a measure, and when the measure can be
    /// compared no more.
    pub compared: Option<ActionCompared>,
}

impl ActionCompared {
    fn new(of: OfAction, lists: &Lists) -> Self {
        let during = of.meanwhile.during(Lang::En, lists, &of.windows);
        let Level { from, to, triggers, excluded, rebased, cycle } = of.level;
        let found = of.found;
        let (moved_since, stood_out) = unsettled(found.unsettled.as_ref());
        let studied = found.studied(Position(0), None, None).ok();
        let studied = studied.as_ref();
        Self {
            level: LevelBefore {
                from: from.to_string(),
                to: to.to_string(),
                triggers: names(&triggers),
                excluded: names(&excluded),
                rebased: rebased.map(|month| month.to_string()),
                moved_since,
                stood_out,
                improvement_id: cycle.map(|cycle| cycle.improvement_id),
            },
            change: of.change.to_string(),
            until: found.until,
            before_points: found.points.0,
            after_points: found.points.1,
            before: found.counts.0,
            after: found.counts.1,
            ratio: studied.and_then(|it| it.ratio.as_ref()).map(RatioInterval::from),
            difference: studied.and_then(|it| it.difference.as_ref()).map(Into::into),
            days: studied.and_then(|it| it.between.as_ref()).map(DaysLooked::from),
            signal: found.has_signal,
            verdict: word(found.verdict).to_string(),
            input_sha256: found.provenance.input_sha256,
            went_on_before: during.before,
            went_on_after: during.after,
        }
    }
}

/// What the measure of an action says today, held against the level of its improvement cycle
/// where it belongs to one.
#[utoipa::path(get, path = "/api/v1/actions/{id}/measure", tag = "actions", params(("id" = String, Path)), security(("bearer" = [])),
    responses((status = 200, body = ActionMeasure), (status = "4XX", body = ProblemDetails)))]
pub async fn get(
    State(app): State<App>,
    Id(id): Id<ActionId>,
) -> Result<axum::Json<ActionMeasure>, HttpError> {
    let row = action::get(app.read_models.db(), id).await?.ok_or(HttpError::NotFound)?;
    let found = match of_action(&app, &row).await {
        Err(HttpError::Invalid(_)) => None,
        found => found?,
    };
    let compared = found.map(|found| ActionCompared::new(found, &app.lists));
    Ok(axum::Json(ActionMeasure { measure_id: row.measure_id, compared }))
}

/// Names the figure that an action is meant to move.
///
/// # Errors
/// What is wrong with what was sent, a rule says no, or the write path is away.
pub async fn name_for(
    app: &App,
    id: ActionId,
    if_match: Option<Version>,
    act: &Act,
    said: MeasureSaid,
) -> Result<Done, HttpError> {
    let mut fields = Fields::default();
    let aim = said.aim.read(app, &mut fields);
    let review = fields.day("/review", &said.review);
    let aim = fields.need(aim)?;
    fit(app, &aim).await?;
    let command = Command::NameMeasure(MeasureNamed { aim, review });
    Ok(app.dispatch.execute::<Action>(id.into(), if_match, act, command).await?)
}

/// Names the figure that an action is meant to move, before it is done.
#[utoipa::path(post, path = "/api/v1/actions/{id}/measure", tag = "actions", params(("id" = String, Path)), security(("bearer" = [])),
    request_body = MeasureSaid, responses((status = 200, body = Changed), (status = "4XX", body = ProblemDetails)))]
pub async fn name(
    State(app): State<App>,
    Id(id): Id<ActionId>,
    if_match: IfMatch,
    Change { body: Json(body), act }: Change<Json<MeasureSaid>>,
) -> Result<Response, HttpError> {
    let done = name_for(&app, id, if_match.0, &act, body).await?;
    Ok(changed(&app, done).await)
}
