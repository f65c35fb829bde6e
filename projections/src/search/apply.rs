//! Events → the tables that are searched.
//!
//! Must never put words into a table whose readers the item itself would refuse, nor what
//! a reporter wrote into any, nor keep words of an erased report: its rows are removed.

use tillbud_events::action::Event as ActionEvent;
use tillbud_events::incident::Event as IncidentEvent;
use tillbud_events::incident::notification::NotificationDescribed;
use tillbud_events::report::{Event as ReportEvent, Imported};
use tillbud_events::vocabulary::{Code, Label};
use tillbud_events::{AnyEvent, Recorded, Text, codec};

use super::fact::Fact;
use crate::db::{Tx, execute, statements};
use crate::projection::{At, Projection};
use crate::timeline::{text_of_action, text_of_incident};

/// Writes the tables that are searched.
pub(crate) struct Search;

impl Projection for Search {
    const NAME: &'static str = "search";
    const VERSION: u32 = 1;
    const DDL: &'static str = include_str!("../../../migrations/search.sql");

    async fn apply(tx: &mut Tx, recorded: &Recorded<AnyEvent>) -> sqlx::Result<()> {
        let at = At::of(recorded);
        match &recorded.event {
            AnyEvent::Incident(event) => {
                of_notification(tx, recorded, &at, event).await?;
                remove_corrected(tx, &at, event).await?;
                let said = if let IncidentEvent::Triaged(triaged) = event {
                    Some(facts(Some(&triaged.category), triaged.unit.as_ref()))
                } else {
                    one_line(text_of_incident(event).map(Words::from))
                };
                insert(tx, INSERT_INCIDENT, recorded, &at, said).await
            }
            AnyEvent::Action(event) => {
                if let ActionEvent::Reworded(_) = event {
                    execute!(tx, REMOVE_WORDING, &at.id)?;
                }
                if let ActionEvent::FileWithdrawn(withdrawn) = event {
                    let file = withdrawn.attachment_id.to_string();
                    execute!(tx, REMOVE_FILE_OF_ACTION, &at.id, file)?;
                }
                let said = one_line(text_of_action(event).map(Words::from));
                insert(tx, INSERT_ACTION, recorded, &at, said).await
            }
            AnyEvent::Report(event) => of_report(tx, recorded, &at, event).await,
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

/// Removes the words that an event takes the place of or takes back: the earlier title,
/// judgement, factor, or what a file was said to show.
async fn remove_corrected(tx: &mut Tx, at: &At, event: &IncidentEvent) -> sqlx::Result<()> {
    if let IncidentEvent::Triaged(_) = event {
        execute!(tx, REMOVE_TRIAGE, &at.id)?;
    }
    if let IncidentEvent::Retitled(_) = event {
        execute!(tx, REMOVE_TITLE, &at.id)?;
    }
    if let IncidentEvent::FactorWithdrawn(withdrawn) = event {
        execute!(tx, REMOVE_FACTOR, &at.id, withdrawn.factor_id.to_string())?;
    }
    if let IncidentEvent::FileWithdrawn(withdrawn) = event {
        execute!(tx, REMOVE_FILE_OF_INCIDENT, &at.id, withdrawn.attachment_id.to_string())?;
    }
    Ok(())
}

/// What whoever works with notifications alone is shown: the title of an incident from
/// when a law was asked about, and what was written about the law.
async fn of_notification(
    tx: &mut Tx,
    recorded: &Recorded<AnyEvent>,
    at: &At,
    event: &IncidentEvent,
) -> sqlx::Result<()> {
    let said = match event {
        IncidentEvent::Triaged(triaged) if !triaged.assess.is_empty() => {
            return execute!(tx, NAME_NOTIFICATION, &at.id, at.position).map(drop);
        }
        IncidentEvent::AssessmentAsked(_) => {
            return execute!(tx, NAME_NOTIFICATION, &at.id, at.position).map(drop);
        }
        IncidentEvent::ControllerAssessed(assessed) => {
            one_line([Words::Label(&assessed.controller), Words::Text(&assessed.reasons)])
        }
        // Whoever knows it by the title is told the new one.
        IncidentEvent::Retitled(_) => {
            let renamed = execute!(tx, REMOVE_NAME, &at.id)?;
            if renamed == 0 {
                return Ok(());
            }
            one_line(text_of_incident(event).map(Words::from))
        }
        IncidentEvent::NotificationDescribed(described) => one_line(of_description(described)),
        IncidentEvent::AssessmentDecided(_)
        | IncidentEvent::AwarenessDeclared(_)
        | IncidentEvent::NotificationSent(_)
        | IncidentEvent::NotificationSupplemented(_)
        | IncidentEvent::NotificationFinished(_) => {
            one_line(text_of_incident(event).map(Words::from))
        }
        IncidentEvent::Opened(_)
        | IncidentEvent::ReportLinked(_)
        | IncidentEvent::ReportUnlinked(_)
        | IncidentEvent::MergedInto(_)
        | IncidentEvent::Unmerged(_)
        | IncidentEvent::Absorbed(_)
        | IncidentEvent::Released(_)
        | IncidentEvent::Triaged(_)
        | IncidentEvent::PersonalDataAnswered(_)
        | IncidentEvent::DeadlinesSet(_)
        | IncidentEvent::ResponseChosen(_)
        | IncidentEvent::TimelineItemAdded(_)
        | IncidentEvent::FactorIdentified(_)
        | IncidentEvent::FactorWithdrawn(_)
        | IncidentEvent::FileAttached(_)
        | IncidentEvent::FileWithdrawn(_)
        | IncidentEvent::AnalysisCompleted(_)
        | IncidentEvent::ActionAdded(_)
        | IncidentEvent::Closed(_)
        | IncidentEvent::Reopened(_)
        | IncidentEvent::QuestionAnswered(_)
        | IncidentEvent::Assigned(_)
        | IncidentEvent::Recused(_)
        | IncidentEvent::RecusalTakenBack(_)
        | IncidentEvent::ActionTakenUpAgain(_)
        | IncidentEvent::WordingKept(_) => return Ok(()),
    };
    insert(tx, INSERT_NOTIFICATION, recorded, at, said).await
}

async fn of_report(
    tx: &mut Tx,
    recorded: &Recorded<AnyEvent>,
    at: &At,
    event: &ReportEvent,
) -> sqlx::Result<()> {
    let said = match event {
        // The unit was chosen from a list; everything else here is the reporter's.
        ReportEvent::Received(received) => {
            received.unit.as_ref().map(|unit| facts(None, Some(unit)))
        }
        ReportEvent::Imported(imported) => one_line(of_register(imported)),
        ReportEvent::QuestionAsked(asked) => one_line([Words::Text(&asked.text)]),
        ReportEvent::FeedbackGiven(given) => one_line([Words::Text(&given.text)]),
        ReportEvent::Declined(declined) => one_line([Words::Text(&declined.feedback)]),
        ReportEvent::Rerouted(rerouted) => one_line([Words::Text(&rerouted.feedback)]),
        ReportEvent::TakenUpAgain(taken) => one_line([Words::Text(&taken.reason)]),
        ReportEvent::CopyApproved(copy) => {
            execute!(tx, REMOVE_COPY, &at.id)?;
            execute!(tx, REMOVE_LISTED_COPY, &at.id)?;
            let said = one_line([Words::Text(&copy.text)]);
            insert(tx, INSERT_COPY, recorded, at, said.clone()).await?;
            said
        }
        ReportEvent::Erased(_) => {
            execute!(tx, REMOVE_COPY, &at.id)?;
            return execute!(tx, REMOVE_REPORT, &at.id).map(drop);
        }
        ReportEvent::ReplyReceived(_)
        | ReportEvent::Acknowledged(_)
        | ReportEvent::Linked(_)
        | ReportEvent::Unlinked(_)
        | ReportEvent::AttachmentAdded(_)
        | ReportEvent::OriginalOpened(_)
        | ReportEvent::ExperienceShared(_)
        | ReportEvent::WordingKept(_) => return Ok(()),
    };
    insert(tx, INSERT_REPORT, recorded, at, said).await
}

/// Something that a row has words of.
enum Words<'e> {
    Text(&'e Text),
    Label(&'e Label),
}

impl<'e> From<&'e Text> for Words<'e> {
    fn from(text: &'e Text) -> Self {
        Self::Text(text)
    }
}

impl<'e> Words<'e> {
    fn as_str(&self) -> Option<&'e str> {
        match self {
            Self::Text(text) => text.as_clear(),
            Self::Label(label) => Some(label.as_str()),
        }
    }
}

fn of_description(described: &NotificationDescribed) -> impl Iterator<Item = Words<'_>> {
    let NotificationDescribed { facts, consequences, measures, affected, .. } = described;
    [facts, consequences, measures].into_iter().chain(affected).map(Words::Text)
}

/// All that another register says.
fn of_register(imported: &Imported) -> impl Iterator<Item = Words<'_>> {
    let Imported { title, narrative, action_taken, further, .. } = imported;
    [title, narrative, action_taken].into_iter().flatten().chain(further).map(Words::Text)
}

/// Coded facts, so that their names are found in whatever language they are asked for.
fn facts(category: Option<&Code>, unit: Option<&Label>) -> String {
    let category = category.map(|code| Fact::Category.token(code.as_str()));
    let unit = unit.map(|unit| Fact::Unit.token(unit.as_str()));
    category.into_iter().chain(unit).collect::<Vec<_>>().join(" ")
}

/// The words on one line, so that two words are neighbours wherever a line ends; nothing
/// when there are none, or all were erased.
fn one_line<'e>(words: impl IntoIterator<Item = Words<'e>>) -> Option<String> {
    let words = words.into_iter().filter_map(|words| words.as_str());
    let line = words.flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ");
    Some(line).filter(|line| !line.is_empty())
}

async fn insert(
    tx: &mut Tx,
    statement: &'static str,
    recorded: &Recorded<AnyEvent>,
    at: &At,
    said: Option<String>,
) -> sqlx::Result<()> {
    let Some(said) = said else { return Ok(()) };
    let encoded =
        codec::encode(&recorded.event).map_err(|error| sqlx::Error::Encode(error.into()))?;
    execute!(tx, statement, &at.id, at.position, encoded.event_type, said).map(drop)
}

statements! {
    INSERT_INCIDENT = "insert into search_incident (owner, position, part, text)
        values ($1, $2, $3, $4)";
    INSERT_REPORT = "insert into search_report (owner, position, part, text)
        values ($1, $2, $3, $4)";
    INSERT_COPY = "insert into search_copy (owner, position, part, text)
        values ($1, $2, $3, $4)";
    INSERT_ACTION = "insert into search_action (owner, position, part, text)
        values ($1, $2, $3, $4)";
    INSERT_NOTIFICATION = "insert into search_notification (owner, position, part, text)
        values ($1, $2, $3, $4)";
    // Without the cast PostgreSQL takes each parameter of a `select` for a text.
    NAME_NOTIFICATION = "insert into search_notification (owner, position, part, text)
        select owner, cast($2 as bigint), part, text from search_incident
        where owner = $1 and part in ('incident.opened', 'incident.retitled') and not exists (
            select 1 from search_notification known
            where known.owner = $1 and known.part in ('incident.opened', 'incident.retitled'))";
    REMOVE_NAME = "delete from search_notification
        where owner = $1 and part in ('incident.opened', 'incident.retitled')";
    REMOVE_TITLE = "delete from search_incident
        where owner = $1 and part in ('incident.opened', 'incident.retitled')";
    REMOVE_FACTOR = "delete from search_incident where position =
        (select position from incident_factor where incident_id = $1 and factor_id = $2)";
    REMOVE_FILE_OF_INCIDENT = "delete from search_incident where owner = $1 and position =
        (select position from evidence where attachment_id = $2)";
    REMOVE_FILE_OF_ACTION = "delete from search_action where owner = $1 and position =
        (select position from evidence where attachment_id = $2)";
    REMOVE_WORDING = "delete from search_action
        where owner = $1 and part in ('action.proposed', 'action.reworded')";
    REMOVE_TRIAGE = "delete from search_incident where owner = $1 and part = 'incident.triaged'";
    REMOVE_COPY = "delete from search_copy where owner = $1";
    REMOVE_LISTED_COPY = "delete from search_report
        where owner = $1 and part = 'report.copy_approved'";
    REMOVE_REPORT = "delete from search_report where owner = $1";
}
