//! Carries out what a coordinator does with one report, and shows the report again.
//!
//! Must never lose what was written, nor do a thing twice for one press of a button, nor
//! write over what somebody else did meanwhile without telling.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use tillbud_events::incident::Opened;
use tillbud_events::report::{
    Command, Declined, FeedbackGiven, QuestionAsked, Report, Rerouted, TakenUpAgain,
};
use tillbud_events::vocabulary::Channel;
use tillbud_events::{IncidentId, MessageId, ReportId, Text, Version, limits};
use tillbud_projections::incident;

use super::changes::{self, Change};
use super::desk_pane::kept_query;
use super::desk_panel::{Step, Unsent};
use super::desk_report::{self, Shell};
use super::desk_undo::Told;
use super::said::Said;
use super::{FieldProblem, Posted, act, answer, triage_form};
use crate::App;
use crate::access::{Right, Staff};
use crate::act::Act;
use crate::answers;
use crate::dispatch::{DispatchError, Done};
use crate::fields::{FieldError, Fields};
use crate::store::RawRecord;
use crate::web::api::reports::{QueueQuery, keeping};
use crate::web::api::triage::judge;
use crate::web::conflict::refuse_named;
use crate::web::error::{HttpError, Malformed};
use crate::web::extract::{Id, Params};
use crate::web::language::Locale;
use crate::web::words;
use crate::wording::settle;

/// Why the page comes back with the form as it was sent.
enum Refused {
    /// Somebody did something meanwhile.
    Changed(Vec<RawRecord>),
    /// As elsewhere.
    Http(HttpError),
}

impl<E: Into<HttpError>> From<E> for Refused {
    fn from(error: E) -> Self {
        Self::Http(error.into())
    }
}

/// Carries out one step.
///
/// # Errors
/// When there is no such report or step, or our side is broken.
pub async fn post(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
    Id(id): Id<ReportId>,
    Params(query): Params<QueueQuery>,
    Posted(said): Posted<Said>,
) -> Result<Response, HttpError> {
    let step = Step::from_name(said.one("step"));
    let step = step.ok_or(HttpError::BadRequest(Malformed::Form))?;
    let is_of_incidents = matches!(step, Step::Open | Step::Link | Step::Unlink | Step::TakeBack);
    if is_of_incidents && !Right::WorkIncidents.is_held_by(staff.role) {
        return Err(HttpError::Forbidden);
    }
    let frame = locale.frame(true).for_role(staff.role);
    let mut shell = Shell::of(query);
    if !said.one("fill").is_empty() {
        let said = filled(&app, id, step, &said).await?;
        shell.unsent = Unsent { step: Some(step), said, ..Unsent::default() };
        let page = desk_report::page(&app, &locale, staff, id, None, shell).await?;
        return answer(StatusCode::OK, &page);
    }
    let scope = format!("/desk/reports/{id} {}", step.as_str());
    let content = said.without(&["key", "version", "template"]);
    let done = {
        let act = act(&app, staff.actor(), &scope, said.one("key"), &content)?;
        let later = act_of_judgement(&app, staff, &scope, &said, &content)?;
        carry_out(&app, staff, id, step, &said, &act, &later).await
    };
    let refused = match done {
        Ok(done) => {
            app.projector.caught_up(done.position).await;
            let step = carried_out(&app, step, &said).await?;
            let query = kept_query(&locale.address);
            let told = format!("/desk/reports/{id}?{query}{}", Told::query(step, &said));
            return Ok(Redirect::to(&frame.href(&told)).into_response());
        }
        Err(refused) => refused,
    };
    let prefix = |errors: &[FieldError]| {
        let problem = |error: &FieldError| match error.pointer.as_str() {
            "/incident_id" => FieldProblem {
                field: "incident_id".into(),
                words: frame.t("desk-incident-unchosen"),
            },
            pointer => FieldProblem {
                field: format!("{}-{}", step.as_str(), pointer.trim_start_matches('/')),
                words: words::form_problem(locale.lang, &error.problem),
            },
        };
        errors.iter().map(problem).collect::<Vec<_>>()
    };
    let whole = |words: String| vec![FieldProblem { field: "work".into(), words }];
    let (status, problems, is_worded, key) = match refused {
        Refused::Changed(records) => {
            shell.changes = records.iter().map(|record| Change::new(&frame, record)).collect();
            (StatusCode::CONFLICT, Vec::new(), false, None)
        }
        Refused::Http(HttpError::Invalid(errors)) if step == Step::Open => {
            let problems = triage_form::problems(&frame, &errors);
            (StatusCode::UNPROCESSABLE_ENTITY, problems, false, None)
        }
        Refused::Http(HttpError::Invalid(errors)) => {
            let is_worded = errors.iter().any(|error| error.pointer == "/kept_wording");
            (StatusCode::UNPROCESSABLE_ENTITY, prefix(&errors), is_worded, None)
        }
        Refused::Http(HttpError::Wording(errors)) => {
            (StatusCode::UNPROCESSABLE_ENTITY, prefix(&errors), true, None)
        }
        Refused::Http(HttpError::Dispatch(DispatchError::Rejected(rejection)))
            if !rejection.is_not_found() =>
        {
            let words = words::rejection(locale.lang, &rejection);
            (StatusCode::UNPROCESSABLE_ENTITY, whole(words), false, None)
        }
        Refused::Http(HttpError::Dispatch(
            DispatchError::Conflict | DispatchError::PreconditionFailed,
        )) => (StatusCode::CONFLICT, whole(frame.t("problem-conflict")), false, None),
        Refused::Http(HttpError::Dispatch(DispatchError::KeyReused)) => {
            (StatusCode::CONFLICT, whole(frame.t("status-sent-before")), false, None)
        }
        // The same key makes sending it again safe.
        Refused::Http(HttpError::Dispatch(DispatchError::Unavailable(_))) => {
            let key = said.one("key").to_owned();
            let words = whole(frame.t("problem-unavailable"));
            (StatusCode::SERVICE_UNAVAILABLE, words, false, Some(key))
        }
        Refused::Http(error) => return Err(error),
    };
    shell.unsent = Unsent { step: Some(step), said, problems, is_worded };
    answer(status, &desk_report::page(&app, &locale, staff, id, key, shell).await?)
}

/// What was carried out: an incident that others have begun to work on does not end because
/// the report that it was opened from is taken out.
async fn carried_out(app: &App, step: Step, said: &Said) -> Result<Step, HttpError> {
    if step != Step::TakeBack {
        return Ok(step);
    }
    let Ok(id) = said.one("incident_id").parse::<IncidentId>() else { return Ok(step) };
    let row = incident::get(app.read_models.db(), id).await?;
    Ok(if row.is_some_and(|row| row.closed_at.is_none()) { Step::Unlink } else { step })
}

/// The form with the words of the template that was chosen, in the reporter's language.
async fn filled(app: &App, id: ReportId, step: Step, said: &Said) -> Result<Said, HttpError> {
    let code = said.one("template");
    let Some(ready) = answers::answers(step.as_str()).find(|answer| answer.code == code) else {
        return Ok(said.clone());
    };
    let reader = desk_report::reader(app, id).await?;
    Ok(said.with("text", ready.text(reader)))
}

/// The second act of opening and judging an incident at once.
fn act_of_judgement(
    app: &App,
    staff: Staff,
    scope: &str,
    said: &Said,
    content: &Said,
) -> Result<Act, HttpError> {
    act(app, staff.actor(), &format!("{scope} triage"), said.one("key"), content)
}

async fn carry_out(
    app: &App,
    staff: Staff,
    id: ReportId,
    step: Step,
    said: &Said,
    act: &Act,
    judging: &Act,
) -> Result<Done, Refused> {
    let read = Read::new(app, step, said, act)?;
    let standing = changes::standing(app, id, said.one("version"), act).await?;
    if !standing.changes.is_empty() {
        return Err(Refused::Changed(standing.changes));
    }
    match read {
        Read::OfReport(command) => Ok(execute(app, id, standing.version, act, *command).await?),
        Read::Link(incident_id) => {
            refuse_named(app, staff, incident_id).await?;
            Ok(app.dispatch.link(incident_id, None, act, id, &app.rule_packs).await?)
        }
        Read::Unlink(incident_id) => {
            Ok(app.dispatch.unlink(incident_id, None, act, id, &app.rule_packs).await?)
        }
        Read::TakeBack(incident_id, outcome) => {
            let packs = &app.rule_packs;
            Ok(app.dispatch.take_back_opening(incident_id, act, id, outcome, packs).await?)
        }
        Read::Open(title, triaged) => {
            let incident_id = IncidentId(act.id("incident"));
            let opened = Opened { title, report_ids: vec![id] };
            let done = app.dispatch.open_incident(incident_id, act, opened).await?;
            match triaged {
                Some(triaged) => {
                    let touched = triage_form::touched(said);
                    Ok(judge(app, incident_id, None, judging, *triaged, touched).await?)
                }
                None => Ok(done),
            }
        }
    }
}

async fn execute(
    app: &App,
    id: ReportId,
    version: Version,
    act: &Act,
    command: Command,
) -> Result<Done, DispatchError> {
    app.dispatch.execute::<Report>(id.into(), Some(version), act, command).await
}

/// A form as the domain takes it.
enum Read {
    OfReport(Box<Command>),
    Link(IncidentId),
    Unlink(IncidentId),
    TakeBack(IncidentId, Text),
    Open(Text, Option<Box<tillbud_events::incident::Triaged>>),
}

impl Read {
    fn new(app: &App, step: Step, said: &Said, act: &Act) -> Result<Self, HttpError> {
        let mut fields = Fields::default();
        let message_id = MessageId(act.id("message"));
        let answering = |fields: Fields, text: &Text| {
            fields.finish()?;
            Ok::<_, HttpError>(settle(&[("/text", text)], said.written("kept_wording"))?)
        };
        let of_report = |command| Ok(Self::OfReport(Box::new(command)));
        let text = |fields: &mut Fields| fields.answer("/text", said.one("text").to_owned());
        match step {
            Step::Acknowledge => of_report(Command::Acknowledge),
            Step::Ask => {
                let text = text(&mut fields);
                let kept = answering(fields, &text)?;
                of_report(keeping(kept, Command::Ask(QuestionAsked { message_id, text })))
            }
            Step::Feedback => {
                let text = text(&mut fields);
                let kept = answering(fields, &text)?;
                let given = FeedbackGiven { message_id, text };
                of_report(keeping(kept, Command::GiveFeedback(given)))
            }
            Step::Decline => {
                let feedback = text(&mut fields);
                let kept = answering(fields, &feedback)?;
                of_report(keeping(kept, Command::Decline(Declined { feedback })))
            }
            Step::Reroute => {
                let to = Channel::from_stored(said.one("to"));
                let to = fields.one_of("/to", to, Channel::ALL);
                let feedback = text(&mut fields);
                let to = fields.need(to)?;
                let kept = answering(Fields::default(), &feedback)?;
                of_report(keeping(kept, Command::Reroute(Rerouted { to, feedback })))
            }
            Step::TakeUp => {
                let reason = text(&mut fields);
                let kept = answering(fields, &reason)?;
                of_report(keeping(kept, Command::TakeUpAgain(TakenUpAgain { reason })))
            }
            Step::Link | Step::Unlink => {
                let id = fields.id::<IncidentId>("/incident_id", said.one("incident_id"));
                let id = fields.need(id)?;
                Ok(if step == Step::Link { Self::Link(id) } else { Self::Unlink(id) })
            }
            Step::TakeBack => {
                let id = fields.id::<IncidentId>("/incident_id", said.one("incident_id"));
                let outcome = fields.text("/outcome", said.one("outcome").to_owned());
                let id = fields.need(id)?;
                settle(&[("/outcome", &outcome)], None)?;
                Ok(Self::TakeBack(id, outcome))
            }
            Step::Open => open(app, said),
        }
    }
}

/// What a form asks of a report alone.
///
/// # Errors
/// When something is wrong with what was written, or the step needs an incident.
pub(super) fn command(app: &App, step: Step, said: &Said, act: &Act) -> Result<Command, HttpError> {
    match Read::new(app, step, said, act)? {
        Read::OfReport(command) => Ok(*command),
        Read::Link(_) | Read::Unlink(_) | Read::TakeBack(..) | Read::Open(..) => {
            Err(HttpError::BadRequest(Malformed::Form))
        }
    }
}

/// Title and judgement, collecting everything that is wrong with both.
fn open(app: &App, said: &Said) -> Result<Read, HttpError> {
    let (title, mut errors) = title(said);
    if !said.one("later").is_empty() {
        return if errors.is_empty() { Ok(Read::Open(title, None)) } else { Err(errors.into()) };
    }
    match triage_form::read(said).read(&app.lists) {
        Ok(triaged) if errors.is_empty() => Ok(Read::Open(title, Some(Box::new(triaged)))),
        Ok(_) => Err(errors.into()),
        Err(others) => {
            errors.extend(others);
            Err(errors.into())
        }
    }
}

/// What an incident is to be called, and what is wrong with that.
pub(super) fn title(said: &Said) -> (Text, Vec<FieldError>) {
    let mut fields = Fields::default();
    let title = said.one("title").to_owned();
    let title = fields.long_text("/title", title, limits::TITLE_CHARACTERS);
    (title, fields.finish().err().unwrap_or_default())
}
