//! Judging an incident, or judging it again: severity, category, unit, what it touched.
//!
//! Must never write over a judgement that somebody else made meanwhile without telling.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use tillbud_events::IncidentId;
use tillbud_projections::{incident, notification};

use super::changes::{self, Change};
use super::frame::Frame;
use super::said::Said;
use super::triage_form::{self, TriageForm};
use super::{FieldProblem, Posted, act, answer};
use crate::App;
use crate::access::Staff;
use crate::dispatch::DispatchError;
use crate::web::api::triage::judge;
use crate::web::error::HttpError;
use crate::web::extract::Id;
use crate::web::language::Locale;
use crate::web::words;

/// The page.
#[derive(Template)]
#[template(path = "triage.html")]
pub struct Triage {
    frame: Frame,
    key: String,
    version: i64,
    incident: String,
    title: String,
    triage: TriageForm,
    changes: Vec<Change>,
    problems: Vec<FieldProblem>,
}

/// What was not carried out.
#[derive(Default)]
struct Unsent {
    said: Option<Said>,
    key: Option<String>,
    changes: Vec<Change>,
    problems: Vec<FieldProblem>,
}

/// The judgement as it stands.
///
/// # Errors
/// When there is no such incident, or the read models are away.
pub async fn get(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
    Id(id): Id<IncidentId>,
) -> Result<Response, HttpError> {
    answer(StatusCode::OK, &page(&app, &locale, staff, id, Unsent::default()).await?)
}

/// Records a judgement and goes on to the incident.
///
/// # Errors
/// When there is no such incident, or our side is broken.
pub async fn post(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
    Id(id): Id<IncidentId>,
    Posted(said): Posted<Said>,
) -> Result<Response, HttpError> {
    let frame = locale.frame(true);
    let scope = format!("/desk/incidents/{id}/triage");
    let content = said.without(&["key", "version"]);
    let act = act(&app, staff.actor(), &scope, said.one("key"), &content)?;
    let mut unsent = Unsent { said: Some(said.clone()), ..Unsent::default() };
    let triaged = match triage_form::read(&said).read(&app.lists) {
        Ok(triaged) => triaged,
        Err(errors) => {
            unsent.problems = triage_form::problems(&frame, &errors);
            let page = page(&app, &locale, staff, id, unsent).await?;
            return answer(StatusCode::UNPROCESSABLE_ENTITY, &page);
        }
    };
    let standing = changes::standing(&app, id, said.one("version"), &act).await?;
    if !standing.changes.is_empty() {
        let changes = standing.changes.iter().map(|record| Change::new(&frame, record));
        unsent.changes = changes.collect();
        return answer(StatusCode::CONFLICT, &page(&app, &locale, staff, id, unsent).await?);
    }
    let told = |words: String| vec![FieldProblem { field: "triage".into(), words }];
    let touched = triage_form::touched(&said);
    let status = match judge(&app, id, Some(standing.version), &act, triaged, touched).await {
        Ok(done) => {
            app.projector.caught_up(done.position).await;
            let address = frame.href(&format!("/incidents/{id}"));
            return Ok(Redirect::to(&address).into_response());
        }
        Err(DispatchError::Rejected(rejection)) if !rejection.is_not_found() => {
            unsent.problems = told(words::rejection(locale.lang, &rejection));
            StatusCode::UNPROCESSABLE_ENTITY
        }
        Err(DispatchError::Conflict | DispatchError::PreconditionFailed) => {
            unsent.problems = told(frame.t("problem-conflict"));
            StatusCode::CONFLICT
        }
        Err(DispatchError::Unavailable(_)) => {
            unsent.problems = told(frame.t("problem-unavailable"));
            // The same key makes sending it again safe.
            unsent.key = Some(said.one("key").to_owned());
            StatusCode::SERVICE_UNAVAILABLE
        }
        Err(error) => return Err(error.into()),
    };
    answer(status, &page(&app, &locale, staff, id, unsent).await?)
}

async fn page(
    app: &App,
    locale: &Locale,
    staff: Staff,
    id: IncidentId,
    unsent: Unsent,
) -> Result<Triage, HttpError> {
    let db = app.read_models.db();
    let row = incident::get(db, id).await?.ok_or(HttpError::NotFound)?;
    let frame = locale.frame(true).for_role(staff.role);
    let said = match unsent.said {
        Some(said) => said,
        None => {
            let assets = incident::assets(db, id).await?;
            let laws = notification::of_incident(db, id).await?;
            let touched = notification::personal_data(db, id).await?;
            triage_form::judged(&row, &assets, &laws, touched)
        }
    };
    let Unsent { changes, problems, key, .. } = unsent;
    Ok(Triage {
        key: key.unwrap_or_else(|| app.clock.random_id().to_string()),
        version: row.version,
        incident: id.to_string(),
        title: row.title.unwrap_or_else(|| frame.t("erased")),
        triage: TriageForm::new(&frame, &app.lists, &app.organisation, &said, problems.clone()),
        changes,
        problems,
        frame,
    })
}
