//! Corrective actions: the register, and every step to a verified effect.

use axum::extract::State;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use tillbud_events::{
    ActionId, FactorId, IncidentId,
    action::{
        Abandoned, Action, Command, Decided, EffectAssessed, Implemented, Proposed, Rescheduled,
        TakenUpAgain, Verified,
    },
    limits,
    vocabulary::{Effect, Strength},
};
use tillbud_projections::action::{self, Filter, State as ActionState};
use utoipa::{IntoParams, ToSchema};

use super::{Changed, changed, created, found, views};
use crate::App;
use crate::access::Staff;
use crate::act::Act;
use crate::fields::Fields;
use crate::web::cursor::PageQuery;
use crate::web::error::{HttpError, ProblemDetails};
use crate::web::extract::{Change, Id, IfMatch, Json, Params};
use crate::web::schema;

/// An action to propose.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Propose {
    /// What to do. At most 4,000 characters.
    #[schema(min_length = 1, max_length = 4_000)]
    pub text: String,
    /// How strong it is: design and forcing functions are stronger, training or policy alone weaker.
    #[schema(schema_with = schema::strengths)]
    pub strength: String,
    /// Factors that it addresses.
    #[serde(default)]
    pub addresses: Vec<String>,
}

/// The answer to a proposal.
#[derive(Debug, Serialize, ToSchema)]
pub struct ActionProposed {
    /// The action's id.
    pub action_id: String,
    /// The action's version.
    pub version: u64,
    /// The incident's version.
    pub incident_version: u64,
}

/// Proposes an action for an incident. `If-Match` and `ETag` are the incident's.
#[utoipa::path(post, path = "/api/v1/incidents/{id}/actions", tag = "actions", params(("id" = String, Path)), security(("bearer" = [])),
    request_body = Propose, responses((status = 201, body = ActionProposed), (status = "4XX", body = ProblemDetails)))]
pub async fn post(
    State(app): State<App>,
    Id(incident_id): Id<IncidentId>,
    if_match: IfMatch,
    Change { body: Json(body), act }: Change<Json<Propose>>,
) -> Result<Response, HttpError> {
    let mut fields = Fields::default();
    let text = fields.text("/text", body.text);
    let strength = fields.one_of("/strength", Strength::from_stored(&body.strength), Strength::ALL);
    fields.at_most("/addresses", body.addresses.len(), limits::FACTORS);
    let addresses = body.addresses.iter().take(limits::FACTORS).enumerate();
    let addresses = addresses
        .filter_map(|(at, id)| fields.id::<FactorId>(&format!("/addresses/{at}"), id))
        .collect();
    let strength = fields.need(strength)?;
    let action_id = ActionId(act.id("action"));
    let proposed = Proposed { incident_id, text, strength, addresses };
    let done = app.dispatch.propose_action(action_id, if_match.0, &act, proposed).await?;
    let body = ActionProposed {
        action_id: action_id.to_string(),
        version: 1,
        incident_version: done.version.0,
    };
    Ok(created(&app, done, Some(format!("/api/v1/actions/{action_id}")), body).await)
}

/// Which actions of the register.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RegisterQuery {
    /// Rows, 1 to 200; 50 when absent.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u32>,
    /// The `next` of the page before.
    pub after: Option<String>,
    /// How far it has come.
    #[param(schema_with = schema::states)]
    pub state: Option<String>,
    /// Only of this owner role.
    pub owner: Option<String>,
    /// Only of this incident.
    pub incident: Option<String>,
    /// Only those due before this day.
    pub due_before: Option<String>,
}

impl RegisterQuery {
    fn filter(&self) -> Result<Filter, HttpError> {
        let mut fields = Fields::default();
        let filter = Filter {
            state: fields.filter_one_of(
                "/state",
                &self.state,
                ActionState::from_stored,
                ActionState::ALL,
            ),
            owner: fields.filter("/owner", &self.owner),
            incident: fields
                .filter("/incident", &self.incident)
                .and_then(|id| fields.id("/incident", &id)),
            due_before: fields
                .filter("/due_before", &self.due_before)
                .map(|day| fields.day("/due_before", &day)),
            ..Filter::default()
        };
        fields.finish()?;
        Ok(filter)
    }
}

/// The register, newest first; as `action_owner` the actions of the functions that the holder of
/// the token sees to.
#[utoipa::path(get, path = "/api/v1/actions", tag = "actions", params(RegisterQuery), security(("bearer" = [])),
    responses((status = 200, body = views::List<views::Action>), (status = "4XX", body = ProblemDetails)))]
pub async fn list(
    State(app): State<App>,
    staff: Staff,
    Params(query): Params<RegisterQuery>,
) -> Result<axum::Json<views::List<views::Action>>, HttpError> {
    let page = PageQuery { limit: query.limit, after: query.after.clone() };
    let (after, limit) = page.read(&app.secrets.cursor)?;
    let filter = Filter { open_to: Some(staff.actor()), ..query.filter()? };
    let page = action::list(app.read_models.db(), &filter, after, limit).await?;
    Ok(axum::Json(views::List::of(page, &app)))
}

/// One action; one that is not among those of the list is not found.
#[utoipa::path(get, path = "/api/v1/actions/{id}", tag = "actions", params(("id" = String, Path)), security(("bearer" = [])),
    responses((status = 200, body = views::Action), (status = "4XX", body = ProblemDetails)))]
pub async fn get(State(app): State<App>, Id(id): Id<ActionId>) -> Result<Response, HttpError> {
    let row = action::get(app.read_models.db(), id).await?.ok_or(HttpError::NotFound)?;
    Ok(found(row.version, views::Action::from(row)))
}

async fn execute(
    app: &App,
    id: ActionId,
    if_match: IfMatch,
    act: &Act,
    command: Command,
) -> Result<Response, HttpError> {
    let done = app.dispatch.execute::<Action>(id.into(), if_match.0, act, command).await?;
    Ok(changed(app, done).await)
}

/// Who does it and by when.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Decide {
    /// The role that sees to it, at most 200 characters. A role, not a person.
    #[schema(min_length = 1, max_length = 200, example = "Enhetschef hemtjänst")]
    pub owner: String,
    /// By which day, `YYYY-MM-DD`.
    #[schema(format = Date)]
    pub due: String,
    /// Why the plan holds only weaker actions, when it does. At most 4,000 characters.
    #[schema(max_length = 4_000)]
    pub weak_plan_reason: Option<String>,
}

/// Decides who does it and by when.
#[utoipa::path(post, path = "/api/v1/actions/{id}/decide", tag = "actions", params(("id" = String, Path)), security(("bearer" = [])),
    request_body = Decide, responses((status = 200, body = Changed), (status = "4XX", body = ProblemDetails)))]
pub async fn decide(
    State(app): State<App>,
    Id(id): Id<ActionId>,
    if_match: IfMatch,
    Change { body: Json(body), act }: Change<Json<Decide>>,
) -> Result<Response, HttpError> {
    let mut fields = Fields::default();
    let owner = fields.label("/owner", &body.owner);
    let due = fields.day("/due", &body.due);
    let weak_plan_reason = fields.optional_text("/weak_plan_reason", body.weak_plan_reason);
    let owner = fields.need(owner)?;
    let decided = Decided { owner, due, weak_plan_reason };
    let done = app.dispatch.decide_action(id, if_match.0, &act, decided).await?;
    Ok(changed(&app, done).await)
}

/// Another day.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Reschedule {
    /// The new day, `YYYY-MM-DD`.
    #[schema(format = Date)]
    pub due: String,
    /// Why. At most 4,000 characters.
    #[schema(min_length = 1, max_length = 4_000)]
    pub reason: String,
}

/// Moves the day; also by who sees to the action.
#[utoipa::path(post, path = "/api/v1/actions/{id}/reschedule", tag = "actions", params(("id" = String, Path)), security(("bearer" = [])),
    request_body = Reschedule, responses((status = 200, body = Changed), (status = "4XX", body = ProblemDetails)))]
pub async fn reschedule(
    State(app): State<App>,
    Id(id): Id<ActionId>,
    if_match: IfMatch,
    Change { body: Json(body), act }: Change<Json<Reschedule>>,
) -> Result<Response, HttpError> {
    let mut fields = Fields::default();
    let due = fields.day("/due", &body.due);
    let reason = fields.text("/reason", body.reason);
    fields.finish()?;
    execute(&app, id, if_match, &act, Command::Reschedule(Rescheduled { due, reason })).await
}

/// How one can see that it was done.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Implement {
    /// The evidence. At most 4,000 characters.
    #[schema(min_length = 1, max_length = 4_000)]
    pub evidence: String,
}

/// Tells that it was done; also by who sees to the action.
#[utoipa::path(post, path = "/api/v1/actions/{id}/implement", tag = "actions", params(("id" = String, Path)), security(("bearer" = [])),
    request_body = Implement, responses((status = 200, body = Changed), (status = "4XX", body = ProblemDetails)))]
pub async fn implement(
    State(app): State<App>,
    Id(id): Id<ActionId>,
    if_match: IfMatch,
    Change { body: Json(body), act }: Change<Json<Implement>>,
) -> Result<Response, HttpError> {
    let mut fields = Fields::default();
    let evidence = fields.text("/evidence", body.evidence);
    fields.finish()?;
    execute(&app, id, if_match, &act, Command::Implement(Implemented { evidence })).await
}

/// What was seen of its effect.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Assess {
    /// The judgement.
    #[schema(schema_with = schema::effects)]
    pub effect: String,
    /// What it rests on. At most 4,000 characters.
    #[schema(min_length = 1, max_length = 4_000)]
    pub text: String,
}

/// Assesses the effect.
#[utoipa::path(post, path = "/api/v1/actions/{id}/assess", tag = "actions", params(("id" = String, Path)), security(("bearer" = [])),
    request_body = Assess, responses((status = 200, body = Changed), (status = "4XX", body = ProblemDetails)))]
pub async fn assess(
    State(app): State<App>,
    Id(id): Id<ActionId>,
    if_match: IfMatch,
    Change { body: Json(body), act }: Change<Json<Assess>>,
) -> Result<Response, HttpError> {
    let mut fields = Fields::default();
    let effect = fields.one_of("/effect", Effect::from_stored(&body.effect), Effect::ALL);
    let text = fields.text("/text", body.text);
    let effect = fields.need(effect)?;
    let assessed = EffectAssessed { effect, text };
    execute(&app, id, if_match, &act, Command::AssessEffect(assessed)).await
}

/// Who confirms the effect.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Verify {
    /// The role that confirms it; never the owner. At most 200 characters.
    #[schema(min_length = 1, max_length = 200, example = "Informationssäkerhetssamordnare")]
    pub verifier: String,
}

/// Confirms the effect: never by an account that sees to the owner's actions, or that told as
/// `action_owner` that it was done.
#[utoipa::path(post, path = "/api/v1/actions/{id}/verify", tag = "actions", params(("id" = String, Path)), security(("bearer" = [])),
    request_body = Verify, responses((status = 200, body = Changed), (status = "4XX", body = ProblemDetails)))]
pub async fn verify(
    State(app): State<App>,
    Id(id): Id<ActionId>,
    if_match: IfMatch,
    Change { body: Json(body), act }: Change<Json<Verify>>,
) -> Result<Response, HttpError> {
    let mut fields = Fields::default();
    let verifier = fields.label("/verifier", &body.verifier);
    let verifier = fields.need(verifier)?;
    let verified = Verified { verifier };
    let grant_of = |holder, owner: &_| app.grants.function_id(holder, owner);
    let done = app.dispatch.verify_action(id, if_match.0, &act, verified, grant_of).await?;
    Ok(changed(&app, done).await)
}

/// The risk that is accepted.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Abandon {
    /// The risk that remains. At most 4,000 characters.
    #[schema(min_length = 1, max_length = 4_000)]
    pub residual_risk: String,
}

/// Ends the action, accepting the risk that remains.
#[utoipa::path(post, path = "/api/v1/actions/{id}/abandon", tag = "actions", params(("id" = String, Path)), security(("bearer" = [])),
    request_body = Abandon, responses((status = 200, body = Changed), (status = "4XX", body = ProblemDetails)))]
pub async fn abandon(
    State(app): State<App>,
    Id(id): Id<ActionId>,
    if_match: IfMatch,
    Change { body: Json(body), act }: Change<Json<Abandon>>,
) -> Result<Response, HttpError> {
    let mut fields = Fields::default();
    let residual_risk = fields.text("/residual_risk", body.residual_risk);
    fields.finish()?;
    execute(&app, id, if_match, &act, Command::Abandon(Abandoned { residual_risk })).await
}

/// Why an abandoned action goes on.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TakeUpAction {
    /// Why. At most 4,000 characters.
    #[schema(min_length = 1, max_length = 4_000)]
    pub reason: String,
}

/// Lets an abandoned action go on where it stood.
#[utoipa::path(post, path = "/api/v1/actions/{id}/take-up", tag = "actions", params(("id" = String, Path)), security(("bearer" = [])),
    request_body = TakeUpAction, responses((status = 200, body = Changed), (status = "4XX", body = ProblemDetails)))]
pub async fn take_up(
    State(app): State<App>,
    Id(id): Id<ActionId>,
    if_match: IfMatch,
    Change { body: Json(body), act }: Change<Json<TakeUpAction>>,
) -> Result<Response, HttpError> {
    let mut fields = Fields::default();
    let reason = fields.text("/reason", body.reason);
    fields.finish()?;
    let again = TakenUpAgain { reason };
    let done = app.dispatch.take_up_action(id, if_match.0, &act, again).await?;
    Ok(changed(&app, done).await)
}
