//! Several reports of one event: open an incident from them, link them to one, or write to
//! all who sent them.
//!
//! Must never show a reporter's own words, nor link some and keep silent about others.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use tillbud_events::incident::Opened;
use tillbud_events::limits::LINKED_REPORTS;
use tillbud_events::vocabulary::Lang;
use tillbud_events::{IncidentId, ReportId};
use tillbud_projections::report;

use super::at_work::at_work;
use super::bulk_message::{self, Message, STEPS, Unsent, WRITING};
use super::desk_panel::Step;
use super::frame::Frame;
use super::report_row::ReportRow;
use super::said::Said;
use super::triage_form::{self, TriageForm};
use super::{Choice, FieldProblem, Posted, act, answer, desk_work};
use crate::App;
use crate::access::Staff;
use crate::dispatch::{DispatchError, Done};
use crate::fields::Fields;
use crate::web::api::triage::judge;
use crate::web::conflict::refuse_named;
use crate::web::error::HttpError;
use crate::web::extract::Params;
use crate::web::language::Locale;
use crate::web::locale::text_of;
use crate::web::words;

/// Where it lies.
const PATH: &str = "/desk/bulk";

/// The page.
#[derive(Template)]
#[template(path = "bulk.html")]
pub struct Bulk {
    frame: Frame,
    key: String,
    ids: Vec<String>,
    rows: Vec<ReportRow>,
    title: String,
    title_problem: String,
    triage: TriageForm,
    incidents: Vec<Choice>,
    link_problem: String,
    messages: Vec<Message>,
    /// How many were written to just before.
    told: Option<String>,
    problems: Vec<FieldProblem>,
}

/// The chosen reports and what can be done with all of them.
///
/// # Errors
/// When the read models are away.
pub async fn get(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
    Params(said): Params<Said>,
) -> Result<Response, HttpError> {
    // Nothing of a form stands in the address but which reports, and what was told.
    let said = said.without(&["step"]);
    let page = page(&app, &locale, staff, &said, None, Vec::new()).await?;
    answer(StatusCode::OK, &page)
}

/// Opens an incident, or links to one, and goes on to it.
///
/// # Errors
/// When our side is broken.
pub async fn post(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
    Posted(said): Posted<Said>,
) -> Result<Response, HttpError> {
    let frame = locale.frame(true);
    if let Some(step) = STEPS.into_iter().find(|step| step.as_str() == said.one("step")) {
        return write(&app, &locale, staff, step, &said).await;
    }
    let (error, key) = match carry_out(&app, staff, &said).await {
        Ok((incident_id, done)) => {
            app.projector.caught_up(done.position).await;
            let address = frame.href(&format!("/incidents/{incident_id}"));
            return Ok(Redirect::to(&address).into_response());
        }
        Err(HttpError::Dispatch(DispatchError::Unavailable(cause))) => {
            let error = HttpError::Dispatch(DispatchError::Unavailable(cause));
            (error, Some(said.one("key").to_owned()))
        }
        Err(error) => (error, None),
    };
    let whole = |words: String| vec![FieldProblem { field: "reports".into(), words }];
    let (status, problems) = match error {
        HttpError::Invalid(errors) => {
            (StatusCode::UNPROCESSABLE_ENTITY, triage_form::problems(&frame, &errors))
        }
        HttpError::Dispatch(DispatchError::Rejected(rejection)) => {
            (StatusCode::UNPROCESSABLE_ENTITY, whole(words::rejection(locale.lang, &rejection)))
        }
        HttpError::Dispatch(DispatchError::Conflict) => {
            (StatusCode::CONFLICT, whole(frame.t("problem-conflict")))
        }
        HttpError::Dispatch(DispatchError::Unavailable(_)) => {
            (StatusCode::SERVICE_UNAVAILABLE, whole(frame.t("problem-unavailable")))
        }
        other => return Err(other),
    };
    answer(status, &page(&app, &locale, staff, &said, key, problems).await?)
}

async fn page(
    app: &App,
    locale: &Locale,
    staff: Staff,
    said: &Said,
    key: Option<String>,
    problems: Vec<FieldProblem>,
) -> Result<Bulk, HttpError> {
    let db = app.read_models.db();
    let frame = locale.frame(true).for_role(staff.role);
    let (mut ids, mut rows) = (Vec::new(), Vec::new());
    for id in said.all("report").take(LINKED_REPORTS).filter_map(|id| id.parse().ok()) {
        let id: ReportId = id;
        refuse_named(app, staff, id).await?;
        if let Some(row) = report::get(db, id).await? {
            ids.push(row.report_id.clone());
            rows.push(ReportRow::new(&frame, &app.lists, &row));
        }
    }
    let of = |field: &str| {
        let found = problems.iter().find(|problem| problem.field == field);
        found.map_or_else(String::new, |problem| problem.words.clone())
    };
    let chosen = said.one("incident_id");
    let none = Choice::new("", frame.t("desk-choose-incident"), chosen);
    let incidents = at_work(db, &frame, staff).await?;
    let incidents = incidents.iter().map(|(id, title)| Choice::new(id, title.as_str(), chosen));
    let told = Some(said.one("told"))
        .filter(|told| STEPS.iter().any(|step| step.as_str() == *told))
        .map(|told| frame.fill(&format!("bulk-told-{told}"), "count", rows.len()));
    Ok(Bulk {
        key: key.unwrap_or_else(|| app.clock.random_id().to_string()),
        ids,
        rows,
        title: said.one("title").to_owned(),
        title_problem: of("title"),
        link_problem: of("incident_id"),
        incidents: std::iter::once(none).chain(incidents).collect(),
        messages: WRITING
            .into_iter()
            .map(|step| Message::new(&frame, step, said, &problems))
            .collect(),
        told,
        triage: TriageForm::new(&frame, &app.lists, &app.organisation, said, problems.clone()),
        problems,
        frame,
    })
}

/// Writes to all who sent the chosen reports, and shows them again.
async fn write(
    app: &App,
    locale: &Locale,
    staff: Staff,
    step: Step,
    said: &Said,
) -> Result<Response, HttpError> {
    let frame = locale.frame(true);
    let ids = said.all("report").take(LINKED_REPORTS).filter_map(|id| id.parse().ok());
    let ids: Vec<ReportId> = ids.collect();
    for id in &ids {
        refuse_named(app, staff, *id).await?;
    }
    if !said.one("fill").is_empty() {
        let said = bulk_message::filled(said, language(app, locale, &ids).await?);
        let page = page(app, locale, staff, &said, None, Vec::new()).await?;
        return answer(StatusCode::OK, &page);
    }
    let whole = |words: String| vec![FieldProblem { field: "reports".into(), words }];
    let unprocessable = StatusCode::UNPROCESSABLE_ENTITY;
    let (status, problems, key) = match bulk_message::send(app, staff, step, said, &ids).await {
        Ok(done) => {
            if let Some(done) = done {
                app.projector.caught_up(done.position).await;
            }
            let ids: String = ids.iter().map(|id| format!("report={id}&")).collect();
            let address = format!("{PATH}?{ids}told={}", step.as_str());
            return Ok(Redirect::to(&frame.href(&address)).into_response());
        }
        Err(Unsent::Refused(refused)) => {
            let mut problems = whole(frame.t("bulk-refused"));
            for (number, rejection) in refused {
                let why = words::rejection(locale.lang, &rejection);
                let values = [("number", number.to_string().into()), ("why", why.into())];
                problems.extend(whole(text_of(locale.lang, "bulk-refused-one", &values)));
            }
            (unprocessable, problems, None)
        }
        Err(Unsent::Http(HttpError::Invalid(errors) | HttpError::Wording(errors))) => {
            (unprocessable, bulk_message::problems(&frame, step, &errors), None)
        }
        // The same key makes sending it again safe: nobody is written to twice.
        Err(Unsent::Http(HttpError::Dispatch(
            DispatchError::Conflict | DispatchError::PreconditionFailed,
        ))) => (StatusCode::CONFLICT, whole(frame.t("bulk-conflict")), Some(said.one("key"))),
        Err(Unsent::Http(HttpError::Dispatch(DispatchError::Unavailable(_)))) => {
            let words = whole(frame.t("problem-unavailable"));
            (StatusCode::SERVICE_UNAVAILABLE, words, Some(said.one("key")))
        }
        Err(Unsent::Http(other)) => return Err(other),
    };
    let key = key.map(str::to_owned);
    answer(status, &page(app, locale, staff, said, key, problems).await?)
}

/// The language of the reporters, when all wrote in one; else that of the page.
async fn language(app: &App, locale: &Locale, ids: &[ReportId]) -> Result<Lang, HttpError> {
    let mut langs = BTreeSet::new();
    for id in ids {
        let row = report::get(app.read_models.db(), *id).await?;
        langs.extend(row.and_then(|row| row.lang));
    }
    let one = langs.first().filter(|_| langs.len() == 1);
    Ok(one.and_then(|lang| Lang::from_stored(lang)).unwrap_or(locale.lang))
}

async fn carry_out(app: &App, staff: Staff, said: &Said) -> Result<(IncidentId, Done), HttpError> {
    let mut fields = Fields::default();
    let sent: Vec<_> = said.all("report").collect();
    fields.at_most("/reports", sent.len(), LINKED_REPORTS);
    let ids = sent.iter().take(LINKED_REPORTS);
    let ids: Vec<_> = ids.filter_map(|id| fields.id::<ReportId>("/reports", id)).collect();
    for id in &ids {
        refuse_named(app, staff, *id).await?;
    }
    let content = said.without(&["key"]);
    let act = |of: &str| {
        let scope = format!("{PATH} {of}");
        act(app, staff.actor(), &scope, said.one("key"), &content)
    };
    if said.one("step") == "link" {
        let incident_id = fields.id::<IncidentId>("/incident_id", said.one("incident_id"));
        let incident_id = fields.need(incident_id)?;
        refuse_named(app, staff, incident_id).await?;
        // One act a report: what was linked before a rule said no stays linked, and the
        // page says why the next one was not.
        let mut last = None;
        for id in ids {
            let act = act(&id.to_string())?;
            last = Some(app.dispatch.link(incident_id, None, &act, id, &app.rule_packs).await?);
        }
        return last.map(|done| (incident_id, done)).ok_or(HttpError::NotFound);
    }
    let (title, mut errors) = desk_work::title(said);
    errors.extend(fields.finish().err().unwrap_or_default());
    let touched = triage_form::touched(said);
    let triaged = triage_form::read(said).read(&app.lists);
    errors.extend(triaged.as_ref().err().cloned().unwrap_or_default());
    let (Ok(triaged), true) = (triaged, errors.is_empty()) else {
        return Err(errors.into());
    };
    let opening = act("open")?;
    let incident_id = IncidentId(opening.id("incident"));
    let opened = Opened { title, report_ids: ids };
    app.dispatch.open_incident(incident_id, &opening, opened).await?;
    let done = judge(app, incident_id, None, &act("judge")?, triaged, touched).await?;
    Ok((incident_id, done))
}
