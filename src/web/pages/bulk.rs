//! Several reports of one event: open an incident from them, link them to one, or write to
//! all who sent them.
//!
//! Must never show a reporter's own words, nor link some and keep silent about others, nor go on
//! from what others did with them meanwhile without telling.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use tillbud_events::incident::{Incident, Opened};
use tillbud_events::limits::LINKED_REPORTS;
use tillbud_events::vocabulary::Lang;
use tillbud_events::{IncidentId, ReportId};
use tillbud_projections::report;

use super::at_work::at_work;
use super::bulk_chosen::{self, Changed, Chosen, LeftOut, Unsent, foresee_links};
use super::bulk_message::{self, Message, STEPS, WRITING};
use super::changes::Change;
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
    /// Which reports, each with the version that the next form is compared with.
    chosen: Vec<(String, i64)>,
    left_out: LeftOut,
    rows: Vec<ReportRow>,
    title: String,
    title_problem: String,
    triage: TriageForm,
    incidents: Vec<Choice>,
    has_more_incidents: bool,
    link_problem: String,
    messages: Vec<Message>,
    /// How many were written to just before.
    told: Option<String>,
    changes: Vec<Change>,
    changes_hint: String,
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
    let said = said.without(&["step", "version"]);
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
    if let Some(step) = STEPS.into_iter().find(|step| step.as_str() == said.one("step")) {
        return write(&app, &locale, staff, step, &said).await;
    }
    match carry_out(&app, staff, &said).await {
        Ok((incident_id, done)) => {
            app.projector.caught_up(done.position).await;
            let address = locale.frame(true).href(&format!("/incidents/{incident_id}"));
            Ok(Redirect::to(&address).into_response())
        }
        Err(unsent) => refuse(&app, &locale, staff, &said, None, unsent).await,
    }
}

/// Shows the reports again, with what was written, and why nothing was done. `step` is the one
/// that writes to reporters, when it was one.
async fn refuse(
    app: &App,
    locale: &Locale,
    staff: Staff,
    said: &Said,
    step: Option<Step>,
    unsent: Unsent,
) -> Result<Response, HttpError> {
    let frame = locale.frame(true);
    let whole = |words: String| vec![FieldProblem { field: "reports".into(), words }];
    let unprocessable = StatusCode::UNPROCESSABLE_ENTITY;
    // The same key makes sending it again safe: nobody is written to twice.
    let same_key = said.written("key");
    let (status, problems, key) = match unsent {
        Unsent::Changed { changed, is_partly_sent } => {
            let said = bulk_chosen::told_of(said, &changed);
            let page = page(app, locale, staff, &said, same_key, Vec::new()).await?;
            let page = page.with_changes(&changed, is_partly_sent);
            return answer(StatusCode::CONFLICT, &page);
        }
        Unsent::Refused { refused, is_partly_sent, has_others } => {
            let (all, one) = match (step.is_some(), is_partly_sent, has_others) {
                (true, false, true) => ("bulk-refused", "bulk-refused-one"),
                (true, false, false) => ("bulk-refused-all", "bulk-refused-one"),
                (true, true, true) => ("bulk-refused-partly", "bulk-refused-one"),
                (true, true, false) => ("bulk-refused-rest", "bulk-refused-one"),
                (false, _, true) => ("bulk-unlinked", "bulk-unlinked-one"),
                (false, _, false) => ("bulk-unlinked-all", "bulk-unlinked-one"),
            };
            let mut problems = whole(frame.t(all));
            for (number, rejection) in &refused {
                let why = words::rejection(locale.lang, rejection);
                let values = [("number", number.to_string().into()), ("why", why.into())];
                problems.extend(whole(text_of(locale.lang, one, &values)));
            }
            let page = page(app, locale, staff, said, same_key, problems).await?;
            // Where nobody would be left, the form stays as it was.
            let is_left_out = has_others || is_partly_sent;
            let refused = if is_left_out { refused } else { Vec::new() };
            return answer(unprocessable, &page.without_refused(LeftOut::of(said, &refused)));
        }
        Unsent::Http(HttpError::Invalid(errors) | HttpError::Wording(errors)) => {
            let problems = match step {
                Some(step) => bulk_message::problems(&frame, step, &errors),
                None => triage_form::problems(&frame, &errors),
            };
            (unprocessable, problems, same_key)
        }
        Unsent::Http(HttpError::Dispatch(DispatchError::Rejected(rejection))) => {
            (unprocessable, whole(words::rejection(locale.lang, &rejection)), same_key)
        }
        Unsent::Http(HttpError::Dispatch(
            DispatchError::Conflict | DispatchError::PreconditionFailed,
        )) => {
            let words = if step.is_some() { "bulk-conflict" } else { "problem-conflict" };
            (StatusCode::CONFLICT, whole(frame.t(words)), same_key)
        }
        Unsent::Http(HttpError::Dispatch(DispatchError::KeyReused)) => {
            (StatusCode::CONFLICT, whole(frame.t("status-sent-before")), None)
        }
        Unsent::Http(HttpError::Dispatch(DispatchError::Unavailable(_))) => {
            (StatusCode::SERVICE_UNAVAILABLE, whole(frame.t("problem-unavailable")), same_key)
        }
        Unsent::Http(other) => return Err(other),
    };
    answer(status, &page(app, locale, staff, said, key, problems).await?)
}

impl Bulk {
    /// The same, with what others did meanwhile.
    fn with_changes(self, changed: &[Changed], is_partly_sent: bool) -> Self {
        let changes = changed.iter().flat_map(|changed| changed.told(&self.frame)).collect();
        let hint = if is_partly_sent { "bulk-changed-partly" } else { "desk-changed-hint" };
        let changes_hint = self.frame.t(hint);
        Self { changes, changes_hint, ..self }
    }

    /// The same, with a form that leaves out what a rule said no for. The list shows it still,
    /// so that the numbers that were told stay true.
    fn without_refused(self, left_out: LeftOut) -> Self {
        Self { left_out, ..self }
    }

    /// What the form of `step` is for: each report with its version.
    fn chosen_for(&self, step: &str) -> Vec<&(String, i64)> {
        self.chosen.iter().filter(|(id, _)| !self.left_out.has(step, id)).collect()
    }
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
    let (mut chosen, mut rows) = (Vec::new(), Vec::new());
    for Chosen { id, version } in Chosen::all(said) {
        refuse_named(app, staff, id).await?;
        if let Some(row) = report::get(db, id).await? {
            // What happened since a form was loaded is still to be told when it comes back.
            chosen.push((row.report_id.clone(), version.parse().unwrap_or(row.version)));
            rows.push(ReportRow::new(&frame, &app.lists, &row));
        }
    }
    let of = |field: &str| {
        let found = problems.iter().find(|problem| problem.field == field);
        found.map_or_else(String::new, |problem| problem.words.clone())
    };
    let into = said.one("incident_id");
    let none = Choice::new("", frame.t("desk-choose-incident"), into);
    let incidents = at_work(db, &frame, staff).await?;
    let has_more_incidents = incidents.has_more;
    let incidents = incidents.rows.iter().map(|(id, title)| Choice::new(id, title.as_str(), into));
    let told = Some(said.one("told"))
        .filter(|told| STEPS.iter().any(|step| step.as_str() == *told))
        .map(|told| frame.fill(&format!("bulk-told-{told}"), "count", rows.len()));
    Ok(Bulk {
        key: key.unwrap_or_else(|| app.clock.random_id().to_string()),
        chosen,
        left_out: LeftOut::default(),
        rows,
        title: said.one("title").to_owned(),
        title_problem: of("title"),
        link_problem: of("incident_id"),
        incidents: std::iter::once(none).chain(incidents).collect(),
        has_more_incidents,
        messages: WRITING
            .into_iter()
            .map(|step| Message::new(&frame, step, said, &problems))
            .collect(),
        told,
        changes: Vec::new(),
        changes_hint: String::new(),
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
    let all = Chosen::all(said);
    for chosen in &all {
        refuse_named(app, staff, chosen.id).await?;
    }
    if !said.one("fill").is_empty() {
        let said = bulk_message::filled(said, language(app, locale, &all).await?);
        let page = page(app, locale, staff, &said, said.written("key"), Vec::new()).await?;
        return answer(StatusCode::OK, &page);
    }
    match bulk_message::send(app, staff, step, said, &all).await {
        Ok(position) => {
            app.projector.caught_up(position).await;
            let ids: String = all.iter().map(|chosen| format!("report={}&", chosen.id)).collect();
            let address = format!("{PATH}?{ids}told={}", step.as_str());
            Ok(Redirect::to(&locale.frame(true).href(&address)).into_response())
        }
        Err(unsent) => refuse(app, locale, staff, said, Some(step), unsent).await,
    }
}

/// The language of the reporters, when all wrote in one; else that of the page.
async fn language(app: &App, locale: &Locale, all: &[Chosen]) -> Result<Lang, HttpError> {
    let mut langs = BTreeSet::new();
    for chosen in all {
        let row = report::get(app.read_models.db(), chosen.id).await?;
        langs.extend(row.and_then(|row| row.lang));
    }
    let one = langs.first().filter(|_| langs.len() == 1);
    Ok(one.and_then(|lang| Lang::from_stored(lang)).unwrap_or(locale.lang))
}

async fn carry_out(app: &App, staff: Staff, said: &Said) -> Result<(IncidentId, Done), Unsent> {
    let mut fields = Fields::default();
    let sent: Vec<_> = said.all("report").collect();
    fields.at_most("/reports", sent.len(), LINKED_REPORTS);
    let ids = sent.iter().take(LINKED_REPORTS);
    let ids: Vec<_> = ids.filter_map(|id| fields.id::<ReportId>("/reports", id)).collect();
    for id in &ids {
        refuse_named(app, staff, *id).await?;
    }
    let all = Chosen::all(said);
    let content = said.without(&["key", "version"]);
    let act = |of: &str| {
        let scope = format!("{PATH} {of}");
        act(app, staff.actor(), &scope, said.one("key"), &content)
    };
    if said.one("step") == "link" {
        let incident_id = fields.id::<IncidentId>("/incident_id", said.one("incident_id"));
        let incident_id = fields.need(incident_id)?;
        if ids.is_empty() {
            return Err(HttpError::NotFound.into());
        }
        refuse_named(app, staff, incident_id).await?;
        let linking = act("link")?;
        let before = app.dispatch.done_before::<Incident>(incident_id.into(), &linking).await?;
        if before.is_none() {
            foresee_links(app, incident_id, &linking, &all).await?;
        }
        let done = app.dispatch.link_all(incident_id, &linking, &ids, &app.rule_packs).await?;
        return Ok((incident_id, done));
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
    // Sent again, the form goes on where it was left: between opening and judging.
    let before = app.dispatch.done_before::<Incident>(incident_id.into(), &opening).await?;
    if before.is_none() {
        foresee_links(app, incident_id, &opening, &all).await?;
    }
    let opened = Opened { title, report_ids: ids };
    app.dispatch.open_incident(incident_id, &opening, opened).await?;
    let done = judge(app, incident_id, None, &act("judge")?, triaged, touched).await?;
    Ok((incident_id, done))
}
