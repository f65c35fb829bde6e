//! Everything that happened: to a report, to an action, and to an incident with the reports and
//! actions that are part of it.
//!
//! A report has its rows from its first event on; they go with it into an incident and out again.
//! Must never tell more of an actor than the role, nor when a reporter did something more exactly
//! than it is recorded, nor hold a reporter's own words.

use serde_json::Value;
use tillbud_events::action::Event as ActionEvent;
use tillbud_events::incident::Event as IncidentEvent;
use tillbud_events::report::Event as ReportEvent;
use tillbud_events::{AnyEvent, ImpreciseDate, IncidentId, Recorded, StreamId, Text, codec};

use crate::db::{Db, Tx, execute, fetch, number, row, statements, words_of};
use crate::page::{Cursor, First, PAGE_ROWS_MAX};
use crate::projection::Projection;

/// What a reporter said of reporting: told nowhere but in figures, so its row says that there was
/// an answer and not which.
const TOLD_IN_FIGURES: &str = "again";

row! {
    /// One event of a report, an incident or an action.
    pub struct TimelineRow {
        /// Where in the log.
        pub position: i64,
        /// When it was recorded.
        pub at: i64,
        /// Name of the role that acted, such as `coordinator` or `reporter`.
        pub actor: String,
        /// Such as `incident.triaged`.
        pub event_type: String,
        /// The stream it was recorded in, such as `report.<uuid>`.
        pub subject: String,
        /// When it happened, for timeline items that say so.
        pub happened: Option<String>,
        /// The words that matter, unless there are none or they were erased.
        pub text: Option<String>,
        /// Whether the words were erased.
        pub erased: bool,
        /// Coded facts, a JSON object as text.
        pub detail: String,
    }
}

/// The history of an incident from the beginning or after a row, oldest first; at most
/// [`PAGE_ROWS_MAX`] rows. What happened to its reports is among them `with_reports` alone.
///
/// # Errors
/// When the database fails.
pub async fn timeline(
    db: &Db,
    incident_id: IncidentId,
    with_reports: bool,
    after: Option<Cursor>,
    limit: u32,
) -> sqlx::Result<Vec<TimelineRow>> {
    let after = after.map_or(0, |cursor| cursor.0);
    let limit = i64::from(limit.clamp(1, PAGE_ROWS_MAX));
    let id = incident_id.to_string();
    fetch!(fetch_all::<TimelineRow>(db, TIMELINE, id, after, with_reports, limit))
}

/// The end of that history, or what comes before a row: at most [`PAGE_ROWS_MAX`] rows, oldest
/// first, and whether there are earlier ones.
///
/// # Errors
/// When the database fails.
pub async fn latest(
    db: &Db,
    incident_id: IncidentId,
    with_reports: bool,
    before: Option<Cursor>,
    limit: u32,
) -> sqlx::Result<First<TimelineRow>> {
    let before = before.map_or(i64::MAX, |cursor| cursor.0);
    let limit = i64::from(limit.clamp(1, PAGE_ROWS_MAX));
    let (id, one_more) = (incident_id.to_string(), limit + 1);
    let rows = fetch!(fetch_all::<TimelineRow>(db, LATEST, id, before, with_reports, one_more))?;
    let mut latest = First::of(rows, limit);
    latest.rows.reverse();
    Ok(latest)
}

/// Everything that happened in one stream, a report, an incident or an action: row number `n` is
/// its version `n`. No limit: a stream is read whole at each act as well.
///
/// # Errors
/// When the database fails.
pub async fn of_stream(db: &Db, stream: impl Into<StreamId>) -> sqlx::Result<Vec<TimelineRow>> {
    fetch!(fetch_all::<TimelineRow>(db, OF_STREAM, stream.into().to_string()))
}

/// Writes the tables of timelines.
pub(crate) struct Timeline;

impl Projection for Timeline {
    const NAME: &'static str = "timeline";
    const VERSION: u32 = 3;
    const DDL: &'static str = include_str!("../../migrations/timeline.sql");

    async fn apply(tx: &mut Tx, recorded: &Recorded<AnyEvent>) -> sqlx::Result<()> {
        let subject = recorded.stream.to_string();
        match &recorded.event {
            AnyEvent::Incident(event) => {
                if let IncidentEvent::Opened(_) = event {
                    execute!(tx, ADD_SUBJECT, &subject, recorded.stream.id.to_string())?;
                }
                insert(tx, recorded, text_of_incident(event)).await
            }
            AnyEvent::Action(event) => {
                if let ActionEvent::Proposed(proposed) = event {
                    execute!(tx, ADD_SUBJECT, &subject, proposed.incident_id.to_string())?;
                }
                insert(tx, recorded, text_of_action(event)).await
            }
            AnyEvent::Report(event) => {
                match event {
                    ReportEvent::Linked(linked) => {
                        attach(tx, &subject, Some(linked.incident_id)).await?;
                    }
                    ReportEvent::Unlinked(_) => attach(tx, &subject, None).await?,
                    ReportEvent::Erased(_) => {
                        execute!(tx, ERASE, &subject)?;
                    }
                    ReportEvent::Received(_)
                    | ReportEvent::Imported(_)
                    | ReportEvent::Acknowledged(_)
                    | ReportEvent::QuestionAsked(_)
                    | ReportEvent::ReplyReceived(_)
                    | ReportEvent::FeedbackGiven(_)
                    | ReportEvent::Declined(_)
                    | ReportEvent::Rerouted(_)
                    | ReportEvent::TakenUpAgain(_)
                    | ReportEvent::AttachmentAdded(_)
                    | ReportEvent::OriginalOpened(_)
                    | ReportEvent::CopyApproved(_)
                    | ReportEvent::ExperienceShared(_)
                    | ReportEvent::WordingKept(_) => {}
                }
                insert(tx, recorded, text_of_report(event)).await
            }
            AnyEvent::Concern(_)
            | AnyEvent::Grant(_)
            | AnyEvent::Follow(_)
            | AnyEvent::Lesson(_)
            | AnyEvent::Release(_)
            | AnyEvent::Theme(_)
            | AnyEvent::Improvement(_)
            | AnyEvent::Measure(_)
            | AnyEvent::Headcount(_)
            | AnyEvent::Campaign(_)
            | AnyEvent::Scan(_)
            | AnyEvent::Alert(_)
            | AnyEvent::Signal(_) => Ok(()),
        }
    }
}

/// All that is told of a report goes with it into an incident, and out again.
async fn attach(tx: &mut Tx, subject: &str, incident_id: Option<IncidentId>) -> sqlx::Result<()> {
    let incident_id = incident_id.map(|id| id.to_string());
    if let Some(incident_id) = &incident_id {
        execute!(tx, ADD_SUBJECT, subject, incident_id)?;
    } else {
        execute!(tx, REMOVE_SUBJECT, subject)?;
    }
    execute!(tx, ATTACH, subject, incident_id).map(drop)
}

/// Writes the row of an event, with the incident that its stream is part of at this moment.
async fn insert(
    tx: &mut Tx,
    recorded: &Recorded<AnyEvent>,
    text: Option<&Text>,
) -> sqlx::Result<()> {
    let encoded =
        codec::encode(&recorded.event).map_err(|error| sqlx::Error::Encode(error.into()))?;
    let (text, erased) = words_of(text);
    execute!(
        tx,
        INSERT,
        recorded.stream.to_string(),
        number(recorded.position),
        recorded.meta.at.as_millisecond(),
        recorded.meta.actor.role_name(),
        encoded.event_type,
        happened(&recorded.event),
        text,
        erased,
        coded_facts(encoded.data).to_string(),
        matches!(recorded.event, AnyEvent::Report(_)),
    )
    .map(drop)
}

fn happened(event: &AnyEvent) -> Option<&str> {
    match event {
        AnyEvent::Incident(IncidentEvent::TimelineItemAdded(item)) => {
            item.happened.as_ref().map(ImpreciseDate::as_str)
        }
        AnyEvent::Incident(_)
        | AnyEvent::Report(_)
        | AnyEvent::Action(_)
        | AnyEvent::Concern(_)
        | AnyEvent::Grant(_)
        | AnyEvent::Follow(_)
        | AnyEvent::Lesson(_)
        | AnyEvent::Release(_)
        | AnyEvent::Theme(_)
        | AnyEvent::Improvement(_)
        | AnyEvent::Measure(_)
        | AnyEvent::Headcount(_)
        | AnyEvent::Campaign(_)
        | AnyEvent::Scan(_)
        | AnyEvent::Alert(_)
        | AnyEvent::Signal(_) => None,
    }
}

pub(crate) fn text_of_incident(event: &IncidentEvent) -> Option<&Text> {
    match event {
        IncidentEvent::Opened(opened) => Some(&opened.title),
        IncidentEvent::Retitled(retitled) => Some(&retitled.title),
        IncidentEvent::FactorWithdrawn(withdrawn) => Some(&withdrawn.reason),
        IncidentEvent::AssessmentDecided(decided) => Some(&decided.reasons),
        IncidentEvent::ResponseChosen(chosen) => chosen.reason.as_ref(),
        IncidentEvent::TimelineItemAdded(item) => Some(&item.text),
        IncidentEvent::FactorIdentified(factor) => Some(&factor.text),
        IncidentEvent::AnalysisCompleted(completed) => Some(&completed.summary),
        IncidentEvent::Closed(closed) => Some(&closed.outcome),
        IncidentEvent::Reopened(reopened) => Some(&reopened.reason),
        IncidentEvent::WordingKept(kept) => Some(&kept.reason),
        IncidentEvent::ControllerAssessed(assessed) => Some(&assessed.reasons),
        IncidentEvent::AwarenessDeclared(declared) => Some(&declared.reasons),
        IncidentEvent::NotificationDescribed(described) => Some(&described.facts),
        IncidentEvent::NotificationSent(sent) => Some(&sent.text),
        IncidentEvent::NotificationSupplemented(supplemented) => Some(&supplemented.text),
        IncidentEvent::NotificationFinished(finished) => Some(&finished.text),
        IncidentEvent::QuestionAnswered(answer) => Some(&answer.text),
        IncidentEvent::Assigned(assigned) => assigned.handover.as_ref(),
        IncidentEvent::Recused(recused) => recused.reason.as_ref(),
        IncidentEvent::RecusalTakenBack(taken_back) => Some(&taken_back.reason),
        IncidentEvent::FileAttached(attached) => Some(&attached.description),
        IncidentEvent::FileWithdrawn(withdrawn) => Some(&withdrawn.reason),
        IncidentEvent::ReportLinked(_)
        | IncidentEvent::ReportUnlinked(_)
        | IncidentEvent::MergedInto(_)
        | IncidentEvent::Unmerged(_)
        | IncidentEvent::Absorbed(_)
        | IncidentEvent::Released(_)
        | IncidentEvent::Triaged(_)
        | IncidentEvent::PersonalDataAnswered(_)
        | IncidentEvent::AssessmentAsked(_)
        | IncidentEvent::DeadlinesSet(_)
        | IncidentEvent::ActionAdded(_)
        | IncidentEvent::ActionTakenUpAgain(_) => None,
    }
}

pub(crate) fn text_of_action(event: &ActionEvent) -> Option<&Text> {
    match event {
        ActionEvent::Proposed(proposed) => Some(&proposed.text),
        ActionEvent::Reworded(reworded) => Some(&reworded.text),
        ActionEvent::Decided(decided) => decided.weak_plan_reason.as_ref(),
        ActionEvent::Rescheduled(rescheduled) => Some(&rescheduled.reason),
        ActionEvent::Implemented(implemented) => Some(&implemented.evidence),
        ActionEvent::EffectAssessed(assessed) => Some(&assessed.text),
        ActionEvent::Verified(_) | ActionEvent::MeasureNamed(_) => None,
        ActionEvent::Abandoned(abandoned) => Some(&abandoned.residual_risk),
        ActionEvent::TakenUpAgain(again) => Some(&again.reason),
        ActionEvent::FileAttached(attached) => Some(&attached.description),
        ActionEvent::FileWithdrawn(withdrawn) => Some(&withdrawn.reason),
    }
}

/// What the organisation said. The reporter's own words are read in the report, where
/// opening them leaves a trace that the reporter can see.
fn text_of_report(event: &ReportEvent) -> Option<&Text> {
    match event {
        ReportEvent::QuestionAsked(asked) => Some(&asked.text),
        ReportEvent::FeedbackGiven(given) => Some(&given.text),
        ReportEvent::Received(_)
        | ReportEvent::Imported(_)
        | ReportEvent::Acknowledged(_)
        | ReportEvent::ReplyReceived(_)
        | ReportEvent::Declined(_)
        | ReportEvent::Rerouted(_)
        | ReportEvent::TakenUpAgain(_)
        | ReportEvent::AttachmentAdded(_)
        | ReportEvent::OriginalOpened(_)
        | ReportEvent::CopyApproved(_)
        | ReportEvent::ExperienceShared(_)
        | ReportEvent::WordingKept(_)
        | ReportEvent::Erased(_)
        | ReportEvent::Linked(_)
        | ReportEvent::Unlinked(_) => None,
    }
}

/// The payload without its texts, keys in order whatever features `serde_json` was built with.
fn coded_facts(mut payload: Value) -> Value {
    if let Some(fields) = payload.as_object_mut() {
        fields.remove(TOLD_IN_FIGURES);
    }
    remove_texts(&mut payload);
    payload.sort_all_objects();
    payload
}

fn remove_texts(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.retain(|_, field| !is_text(field));
            fields.values_mut().for_each(remove_texts);
        }
        Value::Array(items) => {
            items.retain(|item| !is_text(item));
            items.iter_mut().for_each(remove_texts);
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Whether this is the encoded form of a text, see `tillbud_events::text`.
fn is_text(value: &Value) -> bool {
    value.as_object().is_some_and(|fields| {
        fields.len() == 1 && (fields.contains_key("clear") || fields.contains_key("erased"))
    })
}

statements! {
    TIMELINE = "select * from timeline where incident_id = $1 and position > $2
            and ($3 or not of_report)
        order by position limit $4";
    LATEST = "select * from timeline where incident_id = $1 and position < $2
            and ($3 or not of_report)
        order by position desc limit $4";
    OF_STREAM = "select * from timeline where subject = $1 order by position";
    INSERT = "insert into timeline (subject, position, at, actor, event_type,
            happened, text, erased, detail, of_report, incident_id)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10,
            (select incident_id from timeline_subject where timeline_subject.subject = $1))";
    ATTACH = "update timeline set incident_id = $2 where subject = $1";
    ERASE = "update timeline set text = null, erased = true
        where subject = $1 and (text is not null or erased)";
    ADD_SUBJECT = "insert into timeline_subject (subject, incident_id) values ($1, $2)
        on conflict (subject) do update set incident_id = excluded.incident_id";
    REMOVE_SUBJECT = "delete from timeline_subject where subject = $1";
}

#[cfg(test)]
mod tests;
