//! Improvement cycles: opened, planned before the change, studied at their day, decided.
//!
//! Must never take a verdict from whoever asks for it: it is computed here.

use axum::extract::State;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use tillbud_events::improvement::{
    Aim, Command, Decided, Improvement, Opened, Origin, Plan, Rejection, Reopened,
};
use tillbud_events::vocabulary::{Code, Course, Label, Movement};
use tillbud_events::{
    ActionId, Figure, ImprovementId, MeasureId, Month, SignalId, ThemeId, Version, limits,
};
use tillbud_projections::improvement::{self, State as Stand};
use tillbud_projections::{action, signal, theme};
use utoipa::{IntoParams, ToSchema};

use super::improvement_study::{fit, known, of_plan};
use super::improvement_views::{Improvement as View, ImprovementInWork, ImprovementOpened};
use super::meanwhile::Meanwhile;
use super::views::List;
use super::{Changed, changed, created, found};
use crate::App;
use crate::access::Staff;
use crate::act::Act;
use crate::clock;
use crate::dispatch::{DispatchError, Done, Rejection as Refusal};
use crate::fields::{Fields, Problem};
use crate::web::conflict::{self, keep_open};
use crate::web::cursor::PageQuery;
use crate::web::error::{HttpError, ProblemDetails};
use crate::web::extract::{Change, Id, IfMatch, Json, Params};
use crate::web::schema;

/// Which cycles.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CycleQuery {
    /// Only at this state.
    #[param(schema_with = schema::improvement_states)]
    pub state: Option<String>,
    /// Rows, 1 to 200; 50 when absent.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u32>,
    /// The `next` of the page before.
    pub after: Option<String>,
}

/// All cycles, the newest first.
#[utoipa::path(get, path = "/api/v1/improvements", tag = "improvements", params(CycleQuery), security(("bearer" = [])),
    responses((status = 200, body = List<View>), (status = "4XX", body = ProblemDetails)))]
pub async fn list(
    State(app): State<App>,
    Params(query): Params<CycleQuery>,
) -> Result<axum::Json<List<View>>, HttpError> {
    let mut fields = Fields::default();
    let state = fields.filter_one_of("/state", &query.state, Stand::from_stored, Stand::ALL);
    fields.finish()?;
    let page = PageQuery { limit: query.limit, after: query.after };
    let (after, limit) = page.read(&app.secrets.cursor)?;
    let page = improvement::list(app.read_models.db(), state, after, limit).await?;
    Ok(axum::Json(List::of(page, &app)))
}

/// One cycle with its actions and studies.
#[utoipa::path(get, path = "/api/v1/improvements/{id}", tag = "improvements", params(("id" = String, Path)), security(("bearer" = [])),
    responses((status = 200, body = ImprovementInWork), (status = "4XX", body = ProblemDetails)))]
pub async fn get(
    State(app): State<App>,
    staff: Staff,
    Id(id): Id<ImprovementId>,
) -> Result<Response, HttpError> {
    let db = app.read_models.db();
    let row = improvement::get(db, id).await?.ok_or(HttpError::NotFound)?;
    let actions = improvement::actions(db, id).await?;
    let actions =
        keep_open(&app, staff, actions, |it| format!("/actions/{}", it.action_id)).await?;
    let studies = improvement::studies(db, id).await?;
    let meanwhile = Meanwhile::of(&app, &row).await?;
    let known = known(&app, id, &row).await?;
    let campaigns = (&meanwhile, &*app.lists, app.clock.today());
    let body = ImprovementInWork::new(row, actions, studies, known.as_ref(), campaigns);
    Ok(found(body.improvement.version, body))
}

/// A cycle to open. It comes from exactly one of signal, theme and finding.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenImprovement {
    /// What one wants to know, at most 4,000 characters.
    #[schema(min_length = 1, max_length = 4_000)]
    pub question: String,
    /// The signal that it comes from.
    pub signal: Option<String>,
    /// The theme that it comes from.
    pub theme: Option<String>,
    /// What a review of the organisation found, at most 4,000 characters.
    #[schema(max_length = 4_000)]
    pub finding: Option<String>,
}

/// Opens a cycle.
///
/// # Errors
/// What is wrong with what was sent, or the write path is away.
pub async fn open_for(
    app: &App,
    act: &Act,
    said: OpenImprovement,
) -> Result<(ImprovementId, Done), HttpError> {
    let mut fields = Fields::default();
    let question = fields.text("/question", said.question);
    let blank = |it: &Option<String>| it.as_deref().is_none_or(|text| text.trim().is_empty());
    let from = match (blank(&said.signal), blank(&said.theme), blank(&said.finding)) {
        (false, true, true) => {
            let id = fields.id::<SignalId>("/signal", said.signal.as_deref().unwrap_or_default());
            match id {
                Some(id) if signal::get(app.read_models.db(), id).await?.is_none() => {
                    fields.wrong("/signal", Problem::Signal);
                    None
                }
                known => known.map(Origin::Signal),
            }
        }
        (true, false, true) => {
            let id = fields.id::<ThemeId>("/theme", said.theme.as_deref().unwrap_or_default());
            match id {
                Some(id) if theme::get(app.read_models.db(), id).await?.is_none() => {
                    fields.wrong("/theme", Problem::Theme);
                    None
                }
                known => known.map(Origin::Theme),
            }
        }
        (true, true, _) => {
            Some(Origin::Finding(fields.text("/finding", said.finding.unwrap_or_default())))
        }
        _ => {
            fields.wrong("/finding", Problem::Unknown);
            None
        }
    };
    let from = fields.need(from)?;
    let id = ImprovementId(act.id("improvement"));
    let command = Command::Open(Opened { from, question });
    Ok((id, app.dispatch.execute::<Improvement>(id.into(), None, act, command).await?))
}

/// Opens a cycle from a signal, a theme, or what a review found.
#[utoipa::path(post, path = "/api/v1/improvements", tag = "improvements", security(("bearer" = [])),
    request_body = OpenImprovement, responses((status = 201, body = ImprovementOpened), (status = "4XX", body = ProblemDetails)))]
pub async fn post(
    State(app): State<App>,
    Change { body: Json(body), act }: Change<Json<OpenImprovement>>,
) -> Result<Response, HttpError> {
    let (id, done) = open_for(&app, &act, body).await?;
    let place = format!("/api/v1/improvements/{id}");
    let body = ImprovementOpened { improvement_id: id.to_string(), version: done.version.0 };
    Ok(created(&app, done, Some(place), body).await)
}

/// Which figure is meant to move.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AimSaid {
    /// The measure.
    pub measure_id: String,
    /// Only of this unit.
    pub unit: Option<String>,
    /// Only of this category.
    pub category: Option<String>,
    /// Which way it is meant to move: that of the measure, and never to fewer reports.
    #[schema(schema_with = schema::movements)]
    pub movement: String,
}

impl AimSaid {
    /// Reads it; whether there is such a measure, and it takes that way, is asked by [`fit`].
    pub fn read(&self, app: &App, fields: &mut Fields) -> Option<Aim> {
        let measure_id = fields.id::<MeasureId>("/measure_id", self.measure_id.trim());
        let said = |it: &Option<String>| it.clone().filter(|text| !text.trim().is_empty());
        let unit: Option<Option<Label>> = match said(&self.unit) {
            None => Some(None),
            Some(unit) => fields.label("/unit", &unit).map(Some),
        };
        let category: Option<Option<Code>> = match said(&self.category) {
            None => Some(None),
            Some(code) => fields.category("/category", code.trim(), &app.lists).map(Some),
        };
        let movement = Movement::from_stored(&self.movement);
        let movement = fields.one_of("/movement", movement, Movement::ALL);
        Some(Aim { measure_id: measure_id?, unit: unit?, category: category?, movement: movement? })
    }
}

/// What is expected of a change.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
pub struct PlanSaid {
    /// The figure that is meant to move.
    #[serde(flatten)]
    pub aim: AimSaid,
    /// How much, as the measure after over the measure before: 0.7 is 30 % less. Of medians it is
    /// days over days (0.5: half as many), of the time between events that time (2: twice as
    /// long). From 0.01 to 100.
    pub expected: f64,
    /// First month of the level before, `YYYY-MM`; at least twelve months are needed to judge.
    pub baseline_from: String,
    /// Last month of the level before.
    pub baseline_to: String,
    /// Months that led to the change, at most 36; they are no part of the level before.
    #[serde(default)]
    #[schema(max_items = 36)]
    pub triggers: Vec<String>,
    /// The month in which the change begins, later than the present one.
    pub change: String,
    /// When before and after are compared, `YYYY-MM-DD`; at least eight whole months after the
    /// change are needed to judge.
    #[schema(format = Date)]
    pub review: String,
    /// Why the plan is changed, when one is registered already. At most 4,000 characters.
    #[schema(max_length = 4_000)]
    pub reason: Option<String>,
}

fn month(fields: &mut Fields, pointer: &str, said: &str) -> Option<Month> {
    let month = said.trim().parse().ok();
    if month.is_none() {
        fields.wrong(pointer, Problem::Month);
    }
    month
}

/// Registers what is expected, or something else with a reason.
///
/// # Errors
/// What is wrong with what was sent, a rule says no, or the write path is away.
pub async fn plan_for(
    app: &App,
    id: ImprovementId,
    if_match: Option<Version>,
    act: &Act,
    said: PlanSaid,
) -> Result<Done, HttpError> {
    let mut fields = Fields::default();
    let aim = said.aim.read(app, &mut fields);
    let expected = Figure::of(said.expected);
    if expected.is_none() {
        fields.wrong("/expected", Problem::Ratio);
    }
    let baseline_from = month(&mut fields, "/baseline_from", &said.baseline_from);
    let baseline_to = month(&mut fields, "/baseline_to", &said.baseline_to);
    fields.at_most("/triggers", said.triggers.len(), limits::TRIGGER_MONTHS);
    let triggers = said.triggers.iter().take(limits::TRIGGER_MONTHS);
    let triggers: Vec<_> =
        triggers.filter_map(|text| month(&mut fields, "/triggers", text)).collect();
    let change = month(&mut fields, "/change", &said.change);
    let review = fields.day("/review", &said.review);
    let reason = fields.optional_text("/reason", said.reason);
    let plan = (|| {
        Some(Plan {
            aim: aim?,
            expected: expected?,
            baseline_from: baseline_from?,
            baseline_to: baseline_to?,
            triggers,
            change: change?,
            review,
        })
    })();
    let plan = fields.need(plan)?;
    fit(app, &plan.aim).await?;
    let today = clock::day(act.at());
    let command = match reason {
        Some(reason) => Command::Replan { plan, reason, today },
        None => Command::Plan { plan, today },
    };
    Ok(app.dispatch.execute::<Improvement>(id.into(), if_match, act, command).await?)
}

/// Registers what is expected of the change, before it; with a reason, another plan.
#[utoipa::path(post, path = "/api/v1/improvements/{id}/plan", tag = "improvements", params(("id" = String, Path)), security(("bearer" = [])),
    request_body = PlanSaid, responses((status = 200, body = Changed), (status = "4XX", body = ProblemDetails)))]
pub async fn plan(
    State(app): State<App>,
    Id(id): Id<ImprovementId>,
    if_match: IfMatch,
    Change { body: Json(body), act }: Change<Json<PlanSaid>>,
) -> Result<Response, HttpError> {
    let done = plan_for(&app, id, if_match.0, &act, body).await?;
    Ok(changed(&app, done).await)
}

/// An action of a cycle.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MemberSaid {
    /// Which action.
    pub action_id: String,
    /// Whether it belongs to the change; it does when absent.
    pub belongs: Option<bool>,
}

/// Counts an action to the change, or no more.
///
/// # Errors
/// There is no such action or the account is kept out of it, a rule says no, or the write
/// path is away.
pub async fn count_action_for(
    app: &App,
    (id, staff): (ImprovementId, Staff),
    if_match: Option<Version>,
    act: &Act,
    said: &MemberSaid,
) -> Result<Done, HttpError> {
    let mut fields = Fields::default();
    let action_id = fields.id::<ActionId>("/action_id", said.action_id.trim());
    if let Some(action_id) = action_id {
        if action::get(app.read_models.db(), action_id).await?.is_none() {
            fields.wrong("/action_id", Problem::Action);
        } else {
            conflict::refuse_named(app, staff, conflict::Named::Action(action_id)).await?;
        }
    }
    let action_id = fields.need(action_id)?;
    let command = match said.belongs {
        None | Some(true) => Command::AddAction(action_id),
        Some(false) => Command::RemoveAction(action_id),
    };
    Ok(app.dispatch.execute::<Improvement>(id.into(), if_match, act, command).await?)
}

/// Counts an action to the change, or no more.
#[utoipa::path(post, path = "/api/v1/improvements/{id}/actions", tag = "improvements", params(("id" = String, Path)), security(("bearer" = [])),
    request_body = MemberSaid, responses((status = 200, body = Changed), (status = "4XX", body = ProblemDetails)))]
pub async fn actions(
    State(app): State<App>,
    staff: Staff,
    Id(id): Id<ImprovementId>,
    if_match: IfMatch,
    Change { body: Json(body), act }: Change<Json<MemberSaid>>,
) -> Result<Response, HttpError> {
    let done = count_action_for(&app, (id, staff), if_match.0, &act, &body).await?;
    Ok(changed(&app, done).await)
}

/// A study to make.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StudySaid {
    /// Why before the review day, when it is. At most 4,000 characters.
    #[schema(max_length = 4_000)]
    pub early: Option<String>,
    /// What there is to add. At most 4,000 characters.
    #[schema(max_length = 4_000)]
    pub comment: Option<String>,
}

/// Compares before and after with what is known now, and records the result.
///
/// # Errors
/// What is wrong with what was sent, it is too early, or the write path is away.
pub async fn study_for(
    app: &App,
    id: ImprovementId,
    if_match: Option<Version>,
    act: &Act,
    said: StudySaid,
) -> Result<Done, HttpError> {
    let mut fields = Fields::default();
    let early = fields.optional_text("/early", said.early);
    let comment = fields.optional_text("/comment", said.comment);
    fields.finish()?;
    let cycle = app.dispatch.load::<Improvement>(id.into()).await?;
    let refused = |rejection| DispatchError::Rejected(Refusal::Improvement(rejection));
    let plan = match cycle.state.plan() {
        Some(plan) => plan.clone(),
        None if cycle.state == Improvement::Unknown => return Err(HttpError::NotFound),
        None => return Err(refused(Rejection::NotPlanned).into()),
    };
    let today = clock::day(act.at());
    if today < plan.review && early.is_none() {
        return Err(refused(Rejection::TooEarly(plan.review)).into());
    }
    // Read before the figures are, so that they hold at least what it says.
    let known_at = app.projector.progress().position();
    let (result, _) = of_plan(app, &plan, today).await?;
    let studied = result
        .studied(known_at, early, comment)
        .map_err(|error| HttpError::Internal(error.into()))?;
    let command = Command::Study { studied, today };
    Ok(app.dispatch.execute::<Improvement>(id.into(), if_match, act, command).await?)
}

/// Compares before and after. The verdict is computed; before the review day only with a reason.
#[utoipa::path(post, path = "/api/v1/improvements/{id}/study", tag = "improvements", params(("id" = String, Path)), security(("bearer" = [])),
    request_body = StudySaid, responses((status = 200, body = Changed), (status = "4XX", body = ProblemDetails)))]
pub async fn study(
    State(app): State<App>,
    Id(id): Id<ImprovementId>,
    if_match: IfMatch,
    Change { body: Json(body), act }: Change<Json<StudySaid>>,
) -> Result<Response, HttpError> {
    let done = study_for(&app, id, if_match.0, &act, body).await?;
    Ok(changed(&app, done).await)
}

/// How a cycle goes on.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DecisionSaid {
    /// Adopt, adapt or abandon.
    #[schema(schema_with = schema::courses)]
    pub course: String,
    /// Why. At most 4,000 characters.
    #[schema(min_length = 1, max_length = 4_000)]
    pub reason: String,
    /// What the next cycle asks, when this one is adapted. At most 4,000 characters.
    #[schema(max_length = 4_000)]
    pub next_question: Option<String>,
}

/// Decides how a cycle goes on. Adapting opens the next one.
///
/// # Errors
/// What is wrong with what was sent, a rule says no, or the write path is away.
pub async fn decide_for(
    app: &App,
    id: ImprovementId,
    if_match: Option<Version>,
    act: &Act,
    said: DecisionSaid,
) -> Result<Done, HttpError> {
    let mut fields = Fields::default();
    let course = fields.one_of("/course", Course::from_stored(&said.course), Course::ALL);
    let reason = fields.text("/reason", said.reason);
    let is_adapted = course == Some(Course::Adapt);
    let question =
        is_adapted.then(|| fields.text("/next_question", said.next_question.unwrap_or_default()));
    let course = fields.need(course)?;
    let next = is_adapted.then(|| ImprovementId(act.id("next")));
    let opened = question.map(|question| Opened { from: Origin::Improvement(id), question });
    let decided = Decided { course, reason, next };
    Ok(app.dispatch.decide_improvement(id, if_match, act, decided, opened).await?)
}

/// Decides how the cycle goes on. Adopting suggests a new baseline to people and makes none.
#[utoipa::path(post, path = "/api/v1/improvements/{id}/decide", tag = "improvements", params(("id" = String, Path)), security(("bearer" = [])),
    request_body = DecisionSaid, responses((status = 200, body = Changed), (status = "4XX", body = ProblemDetails)))]
pub async fn decide(
    State(app): State<App>,
    Id(id): Id<ImprovementId>,
    if_match: IfMatch,
    Change { body: Json(body), act }: Change<Json<DecisionSaid>>,
) -> Result<Response, HttpError> {
    let done = decide_for(&app, id, if_match.0, &act, body).await?;
    Ok(changed(&app, done).await)
}

/// Why something is taken back.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReopenSaid {
    /// Why. At most 4,000 characters.
    #[schema(min_length = 1, max_length = 4_000)]
    pub reason: String,
}

/// Takes a decision back.
///
/// # Errors
/// What is wrong with what was sent, a rule says no, or the write path is away.
pub async fn reopen_for(
    app: &App,
    id: ImprovementId,
    if_match: Option<Version>,
    act: &Act,
    reason: String,
) -> Result<Done, HttpError> {
    let mut fields = Fields::default();
    let reason = fields.text("/reason", reason);
    fields.finish()?;
    let command = Command::Reopen(Reopened { reason });
    Ok(app.dispatch.execute::<Improvement>(id.into(), if_match, act, command).await?)
}

/// Takes a decision back; the cycle stands where it stood.
#[utoipa::path(post, path = "/api/v1/improvements/{id}/reopen", tag = "improvements", params(("id" = String, Path)), security(("bearer" = [])),
    request_body = ReopenSaid, responses((status = 200, body = Changed), (status = "4XX", body = ProblemDetails)))]
pub async fn reopen(
    State(app): State<App>,
    Id(id): Id<ImprovementId>,
    if_match: IfMatch,
    Change { body: Json(body), act }: Change<Json<ReopenSaid>>,
) -> Result<Response, HttpError> {
    let done = reopen_for(&app, id, if_match.0, &act, body.reason).await?;
    Ok(changed(&app, done).await)
}
