//! The table of routes: who may call what.
//!
//! Each group of staff routes names its right once; a route outside these groups is
//! open to everyone. No access log is written: who called when is not ours to keep.

pub mod api;
pub mod assets;
pub mod atom;
pub mod chart;
mod conflict;
pub mod cursor;
mod document;
pub mod error;
pub mod excerpt;
pub mod extract;
pub mod finding;
pub mod framing;
pub mod ical;
pub mod language;
pub mod live;
pub mod locale;
pub mod operations;
pub mod pages;
pub mod qr;
pub mod review;
pub mod schema;
pub mod signed_in;
pub mod situation;
pub mod upload;
pub mod words;

use std::any::Any;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderValue, header};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::set_header::SetResponseHeaderLayer;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::App;
use crate::access::Right;
use api::{
    access, action_measure, actions, alerts, attachments, board, campaigns, concerns, copies,
    corrections, disposal, events, evidence, facts, functions, headcount, improvements, incidents,
    lesson_drafts, lessons, lists, measure_decisions, measures, notifications, original, people,
    receipt, releases, reports, search, signals, statistics, themes, trends, triage, units,
};
use error::HttpError;

/// Nothing from third parties, nothing inline, no frames.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; \
    form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// Everything that is served.
pub fn router(app: App) -> Router {
    let (api, document) = api(&app).split_for_parts();
    let document = document::encoded(document);
    let errors = from_fn(error::localise);
    Router::new()
        .merge(api)
        .merge(pages::routes(&app))
        .merge(operations::routes())
        .route("/api/v1/openapi.json", get(move || async move { document::answer(document) }))
        .fallback(|| async { HttpError::NotFound })
        .method_not_allowed_fallback(|| async { HttpError::MethodNotAllowed })
        .layer(DefaultBodyLimit::max(extract::BODY_BYTES))
        .layer(from_fn(extract::refuse_cross_site))
        .layer(from_fn(extract::limit_time))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(errors)
        .layer(CompressionLayer::new())
        .layer(constant(header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY))
        .layer(constant(header::CACHE_CONTROL, "no-store"))
        .layer(constant(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(constant(header::REFERRER_POLICY, "no-referrer"))
        .with_state(app)
}

/// The OpenAPI document of the API.
#[must_use]
pub fn openapi(app: &App) -> OpenApi {
    document::completed(api(app).into_openapi())
}

fn api(app: &App) -> OpenApiRouter<App> {
    let open = OpenApiRouter::new()
        .routes(routes!(reports::post))
        .routes(routes!(receipt::get))
        .routes(routes!(receipt::post_message))
        .routes(routes!(receipt::withdraw))
        .routes(routes!(receipt::share_experience))
        .routes(routes!(receipt::raise_concern))
        .routes(routes!(attachments::post))
        .routes(routes!(lists::get))
        .routes(routes!(lessons::list))
        .routes(routes!(lessons::get))
        .route_layer(from_fn_with_state(app.clone(), extract::count));
    let read_reports = OpenApiRouter::new()
        .routes(routes!(reports::list))
        .routes(routes!(reports::get))
        .routes(routes!(original::open))
        .routes(routes!(copies::proposal));
    let read_files = OpenApiRouter::new().routes(routes!(attachments::get));
    let work_reports = OpenApiRouter::new()
        .routes(routes!(reports::acknowledge))
        .routes(routes!(reports::question))
        .routes(routes!(reports::feedback))
        .routes(routes!(reports::decline))
        .routes(routes!(reports::reroute))
        .routes(routes!(reports::take_up))
        .routes(routes!(copies::approve));
    let read_copies = OpenApiRouter::new().routes(routes!(copies::list));
    let dispose_reports = OpenApiRouter::new().routes(routes!(disposal::post));
    let read_incidents = OpenApiRouter::new()
        .routes(routes!(board::list))
        .routes(routes!(board::get))
        .routes(routes!(board::timeline))
        .routes(routes!(evidence::list_of_incident))
        .routes(routes!(evidence::get_of_incident))
        .routes(routes!(people::follow))
        .routes(routes!(people::unfollow));
    let search = OpenApiRouter::new().routes(routes!(search::get));
    let work_incidents = OpenApiRouter::new()
        .routes(routes!(incidents::post))
        .routes(routes!(incidents::link))
        .routes(routes!(incidents::unlink))
        .routes(routes!(incidents::merge))
        .routes(routes!(incidents::unmerge))
        .routes(routes!(triage::post))
        .routes(routes!(incidents::decide_assessment))
        .routes(routes!(incidents::response))
        .routes(routes!(incidents::add_timeline_item))
        .routes(routes!(incidents::add_factor))
        .routes(routes!(corrections::retitle))
        .routes(routes!(corrections::withdraw_factor))
        .routes(routes!(incidents::complete_analysis))
        .routes(routes!(incidents::close))
        .routes(routes!(incidents::reopen))
        .routes(routes!(evidence::attach_to_incident))
        .routes(routes!(evidence::withdraw_from_incident))
        .routes(routes!(people::assign))
        .routes(routes!(people::recuse))
        .routes(routes!(people::take_back_recusal));
    let read_notifications = OpenApiRouter::new()
        .routes(routes!(notifications::list))
        .routes(routes!(notifications::register))
        .routes(routes!(notifications::get));
    let work_notifications = OpenApiRouter::new()
        .routes(routes!(notifications::answer_personal_data))
        .routes(routes!(notifications::ask))
        .routes(routes!(notifications::assess))
        .routes(routes!(notifications::declare_awareness))
        .routes(routes!(notifications::describe))
        .routes(routes!(notifications::send))
        .routes(routes!(notifications::supplement))
        .routes(routes!(notifications::finish))
        .routes(routes!(notifications::recount));
    let read_actions = OpenApiRouter::new()
        .routes(routes!(actions::list))
        .routes(routes!(actions::get))
        .routes(routes!(evidence::list_of_action))
        .routes(routes!(evidence::get_of_action));
    let work_actions = OpenApiRouter::new()
        .routes(routes!(actions::post))
        .routes(routes!(actions::decide))
        .routes(routes!(actions::assess))
        .routes(routes!(actions::verify))
        .routes(routes!(actions::abandon))
        .routes(routes!(actions::take_up))
        .routes(routes!(corrections::reword))
        .routes(routes!(action_measure::name));
    let carry_out_actions = OpenApiRouter::new()
        .routes(routes!(actions::reschedule))
        .routes(routes!(actions::implement))
        .routes(routes!(evidence::attach_to_action))
        .routes(routes!(evidence::withdraw_from_action));
    let read_trends = OpenApiRouter::new()
        .routes(routes!(trends::list))
        .routes(routes!(trends::get))
        .routes(routes!(action_measure::get));
    let read_facts = OpenApiRouter::new().routes(routes!(facts::get));
    let read_statistics =
        OpenApiRouter::new().routes(routes!(statistics::list)).routes(routes!(statistics::get));
    let release_statistics =
        OpenApiRouter::new().routes(routes!(releases::post)).routes(routes!(releases::withdraw));
    let define_measures = OpenApiRouter::new()
        .routes(routes!(measures::list, measures::post))
        .routes(routes!(measures::get))
        .routes(routes!(measures::revise))
        .routes(routes!(measure_decisions::retire))
        .routes(routes!(measure_decisions::take_up))
        .routes(routes!(measure_decisions::freeze))
        .routes(routes!(measure_decisions::thaw))
        .routes(routes!(measure_decisions::rebase))
        .routes(routes!(measure_decisions::take_back_rebase))
        .routes(routes!(measure_decisions::exclude))
        .routes(routes!(measure_decisions::include))
        .routes(routes!(headcount::list, headcount::post))
        .routes(routes!(headcount::import))
        .routes(routes!(headcount::take_back))
        .routes(routes!(campaigns::list, campaigns::post))
        .routes(routes!(campaigns::correct))
        .routes(routes!(campaigns::withdraw));
    let read_log = OpenApiRouter::new().routes(routes!(events::get));
    let read_concerns =
        OpenApiRouter::new().routes(routes!(concerns::list)).routes(routes!(concerns::get));
    let manage_access = OpenApiRouter::new()
        .routes(routes!(access::list, access::give))
        .routes(routes!(access::confirm))
        .routes(routes!(access::revoke))
        .routes(routes!(access::tokens, access::create_token))
        .routes(routes!(access::revoke_token))
        .routes(routes!(access::sessions))
        .routes(routes!(access::end_session))
        .routes(routes!(units::list, units::lead))
        .routes(routes!(units::leave))
        .routes(routes!(functions::list, functions::hold))
        .routes(routes!(functions::leave));
    let work_lessons = OpenApiRouter::new()
        .routes(routes!(lesson_drafts::list, lesson_drafts::post))
        .routes(routes!(lesson_drafts::get))
        .routes(routes!(lesson_drafts::revise));
    let read_improvements = OpenApiRouter::new()
        .routes(routes!(improvements::list))
        .routes(routes!(improvements::get))
        .routes(routes!(themes::list))
        .routes(routes!(themes::get));
    let work_improvements = OpenApiRouter::new()
        .routes(routes!(improvements::post))
        .routes(routes!(improvements::plan))
        .routes(routes!(improvements::actions))
        .routes(routes!(improvements::study))
        .routes(routes!(improvements::decide))
        .routes(routes!(improvements::reopen))
        .routes(routes!(themes::post))
        .routes(routes!(themes::gather))
        .routes(routes!(themes::conclude))
        .routes(routes!(themes::reopen));
    let publish_lessons = OpenApiRouter::new()
        .routes(routes!(lesson_drafts::approve))
        .routes(routes!(lesson_drafts::publish))
        .routes(routes!(lesson_drafts::withdraw));
    let work_signals = OpenApiRouter::new()
        .routes(routes!(signals::list))
        .routes(routes!(signals::get))
        .routes(routes!(signals::explain))
        .routes(routes!(signals::dismiss))
        .routes(routes!(alerts::list))
        .routes(routes!(alerts::get))
        .routes(routes!(alerts::judge));
    let work_concerns = OpenApiRouter::new().routes(routes!(concerns::answer));
    open.merge(for_right(app, Right::ReadReports, read_reports))
        .merge(for_right(app, Right::ReadReports, read_files))
        .merge(for_right(app, Right::WorkReports, work_reports))
        .merge(for_right(app, Right::ReadCopies, read_copies))
        .merge(for_right(app, Right::DisposeReports, dispose_reports))
        .merge(for_right(app, Right::ReadIncidents, read_incidents))
        .merge(for_right(app, Right::Search, search))
        .merge(for_right(app, Right::WorkIncidents, work_incidents))
        .merge(for_right(app, Right::ReadNotifications, read_notifications))
        .merge(for_right(app, Right::WorkNotifications, work_notifications))
        .merge(for_right(app, Right::ReadActions, read_actions))
        .merge(for_right(app, Right::WorkActions, work_actions))
        .merge(for_right(app, Right::CarryOutActions, carry_out_actions))
        .merge(for_right(app, Right::ReadTrends, read_trends))
        .merge(for_right(app, Right::ReadTrends, read_facts))
        .merge(for_right(app, Right::ReadStatistics, read_statistics))
        .merge(for_right(app, Right::ReleaseStatistics, release_statistics))
        .merge(for_right(app, Right::DefineMeasures, define_measures))
        .merge(for_right(app, Right::ReadLog, read_log))
        .merge(for_right(app, Right::ReadConcerns, read_concerns))
        .merge(for_right(app, Right::WorkConcerns, work_concerns))
        .merge(for_right(app, Right::WorkLessons, work_lessons))
        .merge(for_right(app, Right::ReadImprovements, read_improvements))
        .merge(for_right(app, Right::WorkImprovements, work_improvements))
        .merge(for_right(app, Right::PublishLessons, publish_lessons))
        .merge(for_right(app, Right::WorkSignals, work_signals))
        .merge(for_right(app, Right::ManageAccess, manage_access))
}

fn for_right(app: &App, right: Right, routes: OpenApiRouter<App>) -> OpenApiRouter<App> {
    routes.route_layer(from_fn_with_state((app.clone(), right), extract::require_token))
}

fn constant(name: header::HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
}

fn panicked(panic: Box<dyn Any + Send + 'static>) -> Response {
    let cause = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let cause = cause.or_else(|| panic.downcast_ref::<String>().cloned());
    let cause = cause.unwrap_or_else(|| "a panic without a message".to_owned());
    HttpError::Internal(anyhow::anyhow!(cause)).into_response()
}
