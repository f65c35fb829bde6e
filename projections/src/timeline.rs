//! The history of an incident: its own events, the dialogue of its reports, its actions.
//!
//! Must never tell more of an actor than the role.

use serde_json::Value;
use tillbud_events::action::Event as ActionEvent;
use tillbud_events::incident::Event as IncidentEvent;
use tillbud_events::report::Event as ReportEvent;
use tillbud_events::{AnyEvent, ImpreciseDate, IncidentId, Recorded, Text, codec};

use crate::db::{Db, Tx, execute, fetch, number, row, statements, words_of};
use crate::page::{Cursor, PAGE_ROWS_MAX};
use crate::projection::Projection;

row! {
    /// One event that concerns an incident.
    pub struct TimelineRow {
        /// Which incident.
        pub incident_id: String,
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

/// The history from the beginning or after a row, oldest first; at most [`PAGE_ROWS_MAX`].
///
/// # Errors
/// When the database fails.
pub async fn timeline(
    db: &Db,
    incident_id: IncidentId,
    after: Option<Cursor>,
    limit: u32,
) -> sqlx::Result<Vec<TimelineRow>> {
    let after = after.map_or(0, |cursor| cursor.0);
    let limit = i64::from(limit.clamp(1, PAGE_ROWS_MAX));
    let id = incident_id.to_string();
    fetch!(fetch_all::<TimelineRow>(db, TIMELINE, id, after, limit))
}

/// Writes the tables of timelines.
pub(crate) struct Timeline;

impl Projection for Timeline {
    const NAME: &'static str = "timeline";
    const VERSION: u32 = 2;
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
            AnyEvent::Report(event) => match event {
                ReportEvent::Linked(linked) => {
                    execute!(tx, ADD_SUBJECT, subject, linked.incident_id.to_string()).map(drop)
                }
                ReportEvent::Unlinked(_) => execute!(tx, REMOVE_SUBJECT, subject).map(drop),
                ReportEvent::QuestionAsked(_)
                | ReportEvent::ReplyReceived(_)
                | ReportEvent::FeedbackGiven(_) => {
                    insert(tx, recorded, text_of_report(event)).await
                }
                ReportEvent::Erased(_) => {
                    execute!(tx, ERASE, &subject)?;
                    insert(tx, recorded, None).await
                }
                ReportEvent::Received(_)
                | ReportEvent::Imported(_)
                | ReportEvent::Acknowledged(_)
                | ReportEvent::Declined(_)
                | ReportEvent::Rerouted(_)
                | ReportEvent::TakenUpAgain(_)
                | ReportEvent::AttachmentAdded(_)
                | ReportEvent::OriginalOpened(_)
                | ReportEvent::CopyApproved(_)
                | ReportEvent::ExperienceShared(_)
                | ReportEvent::WordingKept(_) => Ok(()),
            },
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

/// Writes the row of an event, if its stream is, or is part of, an incident at this moment.
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
        order by position limit $3";
    // Without the casts PostgreSQL takes each parameter of a `select` for a text.
    INSERT = "insert into timeline (subject, position, at, actor, event_type,
            happened, text, erased, detail, incident_id)
        select subject, cast($2 as bigint), cast($3 as bigint), cast($4 as text),
            cast($5 as text), cast($6 as text), cast($7 as text), cast($8 as boolean),
            cast($9 as text), incident_id
        from timeline_subject where subject = $1";
    ERASE = "update timeline set text = null, erased = true
        where subject = $1 and (text is not null or erased)";
    ADD_SUBJECT = "insert into timeline_subject (subject, incident_id) values ($1, $2)
        on conflict (subject) do update set incident_id = excluded.incident_id";
    REMOVE_SUBJECT = "delete from timeline_subject where subject = $1";
}

#[cfg(test)]
mod tests {
    use tillbud_events::report::{FeedbackGiven, QuestionAsked, Unlinked};

    use super::*;
    use crate::testing::{Log, incident_id, message_id, on_both, text};

    fn asked(number: u128, words: &str) -> ReportEvent {
        let (message_id, text) = (message_id(number), text(words));
        ReportEvent::QuestionAsked(QuestionAsked { message_id, text })
    }

    on_both! {
        async fn an_incidents_own_events_its_actions_and_its_reports_dialogue_are_told_in_order(bench: &Bench) {
            let mut log = Log::default();
            let (report, other) = (log.receive(1), log.receive(2));
            log.push(report, asked(1, "före"));
            let id = log.open(1, &[report]);
            log.push(report, asked(2, "under"));
            log.push(other, asked(3, "någon annans"));
            log.propose(1, id);
            let given = FeedbackGiven { message_id: message_id(4), text: Text::Erased };
            log.push(report, ReportEvent::FeedbackGiven(given));
            log.push(report, ReportEvent::Unlinked(Unlinked { incident_id: id }));
            log.push(report, asked(5, "efter"));
            bench.follow(&log).await;
            let rows = timeline(bench.models.db(), id, None, 50).await.unwrap();
            let told: Vec<_> =
                rows.iter().map(|row| (row.event_type.as_str(), row.text.as_deref())).collect();
            assert_eq!(told, [
                ("incident.opened", Some("Fel mottagare")),
                ("report.question_asked", Some("under")),
                ("incident.action_added", None),
                ("action.proposed", Some("Bekräfta mottagare i systemet")),
                ("report.feedback_given", None),
            ]);
            assert!(rows[4].erased && !rows[2].erased);
            assert_eq!((rows[1].actor.as_str(), &rows[1].subject), ("coordinator", &format!("report.{report}")));
            let rest = timeline(bench.models.db(), id, Some(Cursor(rows[2].position)), 1).await.unwrap();
            assert_eq!(rest, rows[3..4]);
        }

        async fn coded_facts_are_told_and_words_stand_in_their_own_column_only(bench: &Bench) {
            let mut log = Log::default();
            let report = log.receive(1);
            let id = log.open(1, &[report]);
            log.triage(id, "access", Some("Skola 3"));
            bench.follow(&log).await;
            let rows = timeline(bench.models.db(), id, None, 50).await.unwrap();
            assert_eq!(rows[0].detail, format!(r#"{{"report_ids":["{report}"]}}"#));
            assert_eq!(
                rows[1].detail,
                r#"{"actual":"minor","category":"access","potential":"major","unit":"Skola 3"}"#
            );
        }

        async fn an_unknown_incident_has_no_history(bench: &Bench) {
            assert_eq!(timeline(bench.models.db(), incident_id(1), None, 50).await.unwrap(), []);
        }
    }
}
