//! The pages: each a view struct and its HTML side by side.
//!
//! A handler only fetches and fills. Must never hold a text of its own (all words are
//! in `locales/`), an inline style or script (the policy forbids both), or an address
//! with a receipt code.

pub mod access;
pub mod access_functions;
pub mod access_give;
pub mod access_people;
pub mod access_sessions;
pub mod access_tokens;
pub mod access_units;
pub mod accessibility;
pub mod account;
pub mod action;
pub mod actions;
pub mod address;
pub mod again;
pub mod at_work;
pub mod board_filter;
pub mod bulk;
pub mod bulk_chosen;
pub mod bulk_message;
pub mod calendar;
pub mod changes;
pub mod clocks;
pub mod columns;
pub mod concern;
pub mod concerns;
pub mod copying;
pub mod deadlines;
pub mod deliveries;
pub mod desk;
pub mod desk_pane;
pub mod desk_panel;
pub mod desk_report;
pub mod desk_undo;
pub mod desk_work;
pub mod evidence;
pub mod export;
pub mod file_choice;
pub mod files;
pub mod form;
pub mod frame;
pub mod grid;
pub mod improvements;
pub mod incident;
pub mod incidents;
pub mod install;
pub mod lessons;
pub mod listed;
pub mod log;
pub mod matrix;
pub mod measures;
pub mod messages;
pub mod navigation;
pub mod news;
pub mod notice_document;
pub mod notice_forms;
pub mod notifications;
pub mod password;
pub mod problem;
pub mod proof;
pub mod provider;
pub mod queue_filter;
pub mod receipt;
pub mod received;
pub mod recusals;
pub mod register;
pub mod report_choices;
pub mod report_form;
pub mod report_row;
pub mod role;
pub mod routine;
pub mod said;
pub mod search;
pub mod second_factor;
pub mod sections;
pub mod sent;
pub mod sign_in;
pub mod signals;
pub mod similar;
pub mod statistics;
pub mod status;
pub mod status_files;
pub mod status_form;
#[cfg(test)]
pub(crate) mod testing;
pub mod themes;
pub mod today;
pub mod trends;
pub mod triage;
pub mod triage_form;
pub mod views;
pub mod when;
pub mod workbook;

use askama::Template;
use axum::Router;
use axum::body::Body;
use axum::extract::{Form, FromRequest, Request};
use axum::http::{StatusCode, header};
use axum::middleware::from_fn_with_state;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use serde::{Serialize, de::DeserializeOwned};
use tillbud_events::Actor;
use tillbud_projections::action::ActionRow;
use tillbud_projections::incident::IncidentRow;
use tillbud_projections::notification::NotificationRow;
use tillbud_projections::report::ReportRow;

pub use frame::{Frame, Switch};

use crate::App;
use crate::access::Right;
use crate::act::{Act, IDEMPOTENCY_KEY_BYTES, Idempotency};
use crate::web::api::{attachments, evidence as evidence_files};
use crate::web::error::{HttpError, Malformed};
use crate::web::{assets, extract, framing, live, signed_in};

/// Every page and asset. Those for staff name their right.
pub fn routes(app: &App) -> Router<App> {
    let heard = |live: Router<App>, right: Right| {
        live.route_layer(from_fn_with_state((app.clone(), right), signed_in::require_open_page))
    };
    let live = heard(Router::new().route("/live", get(live::get)), Right::ReadToday);
    let live_desk = Router::new().route("/desk/live", get(live::get_desk));
    let live = live.merge(heard(live_desk, Right::ReadReports));
    let reports = Router::new()
        .route("/desk", get(desk::get).post(views::post::<ReportRow>))
        .route("/desk.csv", get(export::get_csv::<ReportRow>))
        .route("/desk.xlsx", get(export::get_xlsx::<ReportRow>))
        .route("/desk/reports/{id}", get(desk_report::get).post(desk_report::post))
        .route("/desk/reports/{id}/similar", get(similar::get))
        .route("/desk/reports/{id}/attachments/{attachment_id}", get(attachments::get));
    let work_reports = Router::new()
        .route("/desk/reports/{id}/work", get(desk_report::get).post(desk_work::post))
        .route("/desk/reports/{id}/copy", get(copying::get).post(copying::post));
    let work_incidents = Router::new()
        .route("/desk/bulk", get(bulk::get).post(bulk::post))
        .route("/recusals", get(recusals::get).post(recusals::post))
        .route("/desk/incidents/{id}/triage", get(triage::get).post(triage::post))
        .route("/incidents/{id}/work", get(incident::work::get).post(incident::work::post))
        .route("/incidents/{id}/files", get(incident::work::get).post(evidence::post_to_incident));
    let incidents = Router::new()
        .route("/desk/incidents", get(incidents::get).post(views::post::<IncidentRow>))
        .route("/desk/incidents.csv", get(export::get_csv::<IncidentRow>))
        .route("/desk/incidents.xlsx", get(export::get_xlsx::<IncidentRow>))
        .route("/incidents/{id}", get(incident::get))
        .route("/incidents/{id}/files/{file_id}", get(evidence_files::get_of_incident))
        .route("/incidents/{id}/follow", post(incident::follow::post));
    let lessons = Router::new()
        .route("/desk/lessons", get(lessons::desk::get))
        .route("/desk/lessons/{id}", get(lessons::editor::get))
        .route("/desk/lessons/{id}/work", get(lessons::work::get).post(lessons::work::revise))
        .route("/incidents/{id}/lesson", get(lessons::write::get).post(lessons::write::post));
    let signals = Router::new()
        .route("/signals", get(signals::get))
        .route("/signals/{id}", get(signals::one::get))
        .route("/signals/{id}/work", get(signals::work::get).post(signals::work::post))
        .route("/alerts/{id}", get(signals::alert::get))
        .route("/alerts/{id}/work", get(signals::work::get_alert).post(signals::work::judge));
    let improvements = Router::new()
        .route("/improvements", get(improvements::get))
        .route("/improvements/{id}", get(improvements::one::get))
        .route("/themes/{id}", get(themes::one::get));
    let work_improvements = Router::new()
        .route("/improvements/new", get(improvements::write::get).post(improvements::write::post))
        .route(
            "/improvements/{id}/work",
            get(improvements::work::get).post(improvements::work::post),
        )
        .route("/themes", get(themes::get).post(themes::work::open))
        .route("/themes/{id}/work", get(themes::work::get).post(themes::work::post))
        .route("/incidents/{id}/theme", get(themes::join::get).post(themes::join::post));
    let decide_lessons = Router::new()
        .route("/desk/lessons/{id}/decision", get(lessons::work::get).post(lessons::work::decide));
    let actions = Router::new()
        .route("/actions", get(actions::get).post(views::post::<ActionRow>))
        .route("/actions.csv", get(export::get_csv::<ActionRow>))
        .route("/actions.xlsx", get(export::get_xlsx::<ActionRow>))
        .route("/actions/{id}", get(action::get))
        .route("/actions/{id}/files/{file_id}", get(evidence_files::get_of_action))
        .merge(proven(
            app,
            Router::new().route("/actions/calendar", get(calendar::get).post(calendar::post)),
        ));
    let action_forms = Router::new()
        .route("/actions/{id}/work", get(action::work::get).post(action::work::post))
        .route("/actions/{id}/files", get(action::work::get).post(evidence::post_to_action));
    let trends = Router::new()
        .route("/trends", get(trends::wall::get))
        .route("/trends/counts", get(trends::counts::get))
        .route("/trends/counts.csv", get(trends::counts::get_csv))
        .route("/trends/funnel", get(trends::funnel::get))
        .route("/trends/funnel/chart.svg", get(trends::funnel::get_svg))
        .route("/trends/funnel/points.csv", get(trends::funnel::get_csv))
        .route("/trends/funnel/points.xlsx", get(trends::funnel::get_xlsx))
        .route("/trends/pareto", get(trends::pareto::get))
        .route("/trends/pareto/chart.svg", get(trends::pareto::get_svg))
        .route("/trends/pareto/points.csv", get(trends::pareto::get_csv))
        .route("/trends/pareto/points.xlsx", get(trends::pareto::get_xlsx))
        .route("/trends/{measure}", get(trends::measure::get))
        .route("/trends/{measure}/chart.svg", get(trends::measure::get_svg))
        .route("/trends/{measure}/points.csv", get(trends::measure::get_csv))
        .route("/trends/{measure}/points.xlsx", get(trends::measure::get_xlsx));
    let statistics = Router::new()
        .route("/statistics", get(statistics::get))
        .route("/statistics.csv", get(statistics::files::get_csv))
        .route("/statistics.xlsx", get(statistics::files::get_xlsx));
    let prepare_statistics = Router::new()
        .route("/releases", get(statistics::releases::get))
        .route("/releases/new", get(statistics::prepare::get));
    let release_statistics = proven(
        app,
        Router::new().route(
            "/releases/work",
            get(statistics::releases::get_work).post(statistics::releases::post),
        ),
    );
    let measures = Router::new()
        .route("/measures", get(measures::get))
        .route("/measures/new", get(measures::define::get_new).post(measures::define::post_new))
        .route("/measures/headcount", get(measures::headcount::get).post(measures::headcount::post))
        .route("/measures/{id}", get(measures::one::get).post(measures::one::post))
        .route("/measures/{id}/revise", get(measures::define::get).post(measures::define::post))
        .route("/trends/campaigns", get(trends::campaigns::get).post(trends::campaigns::post))
        .route(
            "/trends/campaigns/{id}",
            get(trends::campaigns::get_one).post(trends::campaigns::post_one),
        );
    let concerns = Router::new().route("/concerns", get(concerns::get));
    let one_concern = Router::new().route("/concerns/{id}", get(concern::get).post(concern::post));
    let notifications = Router::new()
        .route("/deadlines", get(deadlines::get))
        .route("/incidents/{id}/notifications", get(notifications::get).post(notifications::post))
        .route("/incidents/{id}/notifications/document", get(notice_document::get))
        .route("/register", get(register::get))
        .route("/register.csv", get(export::get_csv::<NotificationRow>))
        .route("/register.xlsx", get(export::get_xlsx::<NotificationRow>));
    let access = Router::new()
        .route("/access", get(access::get))
        .route("/access/sessions", get(access_sessions::get))
        .route("/access/sessions/{session}/end", post(access_sessions::end))
        .merge(proven(
            app,
            Router::new()
                .route(
                    "/access/grants/{id}/confirm",
                    get(access::get_confirm).post(access::confirm),
                )
                .route("/access/grants/{id}/revoke", get(access::get_revoke).post(access::revoke))
                .route("/access/give", get(access_give::get).post(access_give::post))
                .route("/access/units", get(access_units::get).post(access_units::post))
                .route("/access/units/{id}/leave", post(access_units::leave))
                .route("/access/functions", get(access_functions::get).post(access_functions::post))
                .route("/access/functions/{id}/leave", post(access_functions::leave))
                .route("/access/people", get(access_people::get).post(access_people::post))
                .route("/access/people/{id}/{deed}", post(access_people::change))
                .route("/access/tokens", get(access_tokens::get).post(access_tokens::post))
                .route(
                    "/access/tokens/{token}/revoke",
                    get(access_tokens::get_revoke).post(access_tokens::revoke),
                ),
        ));
    let own = Router::new()
        .route("/account", get(account::get))
        .route("/account/sessions/{id}/end", post(account::end_session))
        .route("/account/messages", get(messages::get).post(messages::post))
        .route("/account/messages/confirm", post(messages::confirm))
        .route("/account/messages/off", post(messages::off))
        .route("/account/password", get(password::get).post(password::post))
        .route("/role", get(role::get).post(role::post))
        .route("/again", get(again::get).post(again::post))
        .merge(proven(
            app,
            Router::new()
                .route("/account/second-factor", get(second_factor::get).post(second_factor::post)),
        ))
        .route_layer(from_fn_with_state(app.clone(), signed_in::require_staff));
    let deliveries = Router::new().route("/deliveries", get(deliveries::get));
    let bare = Router::new()
        .route("/bare", get(report_form::get).post(report_form::post))
        .route("/bare/sent", post(sent::post))
        .route_layer(from_fn_with_state(app.clone(), extract::count))
        .route_layer(from_fn_with_state(app.clone(), framing::allow));
    let open = Router::new()
        .route("/", get(report_form::get).post(report_form::post))
        .route("/sent", post(sent::post))
        .route("/offline", get(report_form::get_offline))
        .route("/manifest.webmanifest", get(install::get_manifest))
        .route("/sw.js", get(install::get_worker))
        .route("/receipt", get(receipt::get).post(receipt::post))
        .route("/receipt/messages", post(status_form::reply))
        .route("/receipt/attachments", post(status_files::post))
        .route("/receipt/experience", post(status_form::experience))
        .route("/receipt/concerns", post(status_form::concern))
        .route("/receipt/withdraw", post(status_form::withdraw))
        .route("/routine", get(routine::get))
        .route("/lessons", get(lessons::get))
        .route("/lessons.atom", get(lessons::feed::get))
        .route("/lessons/{id}", get(lessons::get_one))
        .route("/accessibility", get(accessibility::get))
        .route("/calendar/{file}", get(calendar::feed))
        .route("/signin", get(sign_in::get).post(sign_in::post))
        .route("/signin/provider", get(provider::get))
        .route("/signin/provider/back", get(provider::get_back))
        .route_layer(from_fn_with_state(app.clone(), extract::count));
    open.route("/signout", post(sign_in::post_out))
        .route(assets::ROUTE, get(assets::get))
        .merge(bare)
        .merge(own)
        .merge(live)
        .merge(for_right(app, Right::ReadToday, Router::new().route("/today", get(today::get))))
        .merge(for_right(app, Right::ReadReports, reports))
        .merge(for_right(app, Right::WorkReports, work_reports))
        .merge(for_right(app, Right::ReadIncidents, incidents))
        .merge(for_right(app, Right::ReadNotifications, notifications))
        .merge(for_right(app, Right::WorkIncidents, work_incidents))
        .merge(for_right(app, Right::WorkLessons, lessons))
        .merge(for_right(app, Right::ReadImprovements, improvements))
        .merge(for_right(app, Right::WorkImprovements, work_improvements))
        .merge(for_right(app, Right::PublishLessons, decide_lessons))
        .merge(for_right(app, Right::WorkSignals, signals))
        .merge(for_right(app, Right::ReadActions, actions))
        .merge(for_right(app, Right::CarryOutActions, action_forms))
        .merge(for_right(app, Right::Search, Router::new().route("/search", get(search::get))))
        .merge(for_right(app, Right::ReadTrends, trends))
        .merge(for_right(app, Right::ReadStatistics, statistics))
        .merge(for_right(app, Right::ReadTrends, prepare_statistics))
        .merge(for_right(app, Right::ReleaseStatistics, release_statistics))
        .merge(for_right(app, Right::DefineMeasures, measures))
        .merge(for_right(app, Right::ReadConcerns, concerns))
        .merge(for_right(app, Right::WorkConcerns, one_concern))
        .merge(for_right(app, Right::ManageAccess, access))
        .merge(for_right(app, Right::ReadDeliveries, deliveries))
        .merge(for_right(app, Right::ReadLog, Router::new().route("/log", get(log::get))))
}

fn for_right(app: &App, right: Right, routes: Router<App>) -> Router<App> {
    routes.route_layer(from_fn_with_state((app.clone(), right), signed_in::require_session))
}

/// For sensitive acts: the password or token must have been given a moment ago.
fn proven(app: &App, routes: Router<App>) -> Router<App> {
    routes.route_layer(from_fn_with_state(app.clone(), signed_in::require_proof))
}

/// A page as an answer. No browser and no proxy keeps it: the next person at the same
/// screen must not find it by going back.
pub(crate) fn answer(status: StatusCode, page: &impl Template) -> Result<Response, HttpError> {
    let html = page.render().map_err(|error| HttpError::Internal(error.into()))?;
    Ok((status, [(header::CACHE_CONTROL, "no-store")], Html(html)).into_response())
}

/// What a form sent.
pub struct Posted<T>(pub T);

impl<T: DeserializeOwned> FromRequest<App> for Posted<T> {
    type Rejection = HttpError;

    async fn from_request(request: Request, app: &App) -> Result<Self, HttpError> {
        let (parts, body) = request.into_parts();
        let bytes = extract::read(Request::from_parts(parts.clone(), body), app).await?;
        // What is not UTF-8 would be stored as replacement characters without a word.
        if !is_utf8(&bytes) {
            return Err(HttpError::BadRequest(Malformed::Encoding));
        }
        let request = Request::from_parts(parts, Body::from(bytes));
        let form = Form::<T>::from_request(request, app).await;
        let Form(form) = form.map_err(|_| HttpError::BadRequest(Malformed::Form))?;
        Ok(Self(form))
    }
}

/// Whether a form's words are UTF-8 once `%E5` and the like are read.
fn is_utf8(form: &[u8]) -> bool {
    let digit = |at: usize| form.get(at).and_then(|byte| char::from(*byte).to_digit(16));
    let (mut decoded, mut at) = (Vec::with_capacity(form.len()), 0);
    while let Some(byte) = form.get(at) {
        let escaped = match (byte, digit(at + 1), digit(at + 2)) {
            (b'%', Some(high), Some(low)) => u8::try_from(high * 16 + low).ok(),
            _ => None,
        };
        decoded.push(escaped.unwrap_or(*byte));
        at += if escaped.is_some() { 3 } else { 1 };
    }
    str::from_utf8(&decoded).is_ok()
}

/// The act of a form, the same whenever `actor` sends the same form with the same `said`.
///
/// # Errors
/// When `said` cannot be encoded, which a test excludes.
pub(crate) fn act(
    app: &App,
    actor: Actor,
    form: &str,
    key: &str,
    said: &impl Serialize,
) -> Result<Act, HttpError> {
    if key.is_empty() || key.len() > IDEMPOTENCY_KEY_BYTES {
        return Ok(Act::once(&app.clock, actor));
    }
    let content = serde_json::to_vec(said).map_err(|error| HttpError::Internal(error.into()))?;
    let scope = format!("{actor} page {form}");
    let secret = &app.secrets.idempotency;
    let idempotency = Idempotency { secret, scope: &scope, key, content: &content };
    Ok(Act::repeatable(&app.clock, actor, &idempotency))
}

/// Words with a label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// What they are.
    pub label: String,
    /// The words.
    pub words: String,
}

/// One value of a list to choose from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is shown.
    pub label: String,
    /// Whether it is chosen now.
    pub is_chosen: bool,
}

impl Choice {
    /// A value with its label; chosen when it is `said`.
    #[must_use]
    pub fn new(value: &str, label: impl Into<String>, said: &str) -> Self {
        Self { value: value.to_owned(), label: label.into(), is_chosen: value == said }
    }

    /// The choices with none of them chosen from the beginning: what nobody chose must not be sent.
    /// Where there is nothing to choose, it stays so.
    #[must_use]
    pub fn or_none(frame: &Frame, choices: Vec<Self>) -> Vec<Self> {
        let is_chosen = !choices.iter().any(|choice| choice.is_chosen);
        let none = Self { value: String::new(), label: frame.t("work-choose"), is_chosen };
        let none = (!choices.is_empty()).then_some(none);
        none.into_iter().chain(choices).collect()
    }
}

/// What has to change in one field before a form can be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldProblem {
    /// Name and id of the field.
    pub field: String,
    /// What to do about it.
    pub words: String,
}
