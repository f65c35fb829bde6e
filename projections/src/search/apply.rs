//! Events → the tables that are searched.
//!
//! Must never put words into a table whose readers the item itself would refuse, nor keep
//! words of an erased report: its rows are removed.

use tillbud_events::action::Event as ActionEvent;
use tillbud_events::report::{Event as ReportEvent, Imported, Received};
use tillbud_events::{AnyEvent, Recorded, Text, codec};

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
                let said = one_line(text_of_incident(event));
                insert(tx, INSERT_INCIDENT, recorded, &at, said).await
            }
            AnyEvent::Action(event) => {
                if let ActionEvent::Proposed(proposed) = event {
                    execute!(tx, ADD_ACTION, &at.id, proposed.incident_id.to_string())?;
                }
                let said = one_line(text_of_action(event));
                insert(tx, INSERT_OF_ACTION, recorded, &at, said).await
            }
            AnyEvent::Report(event) => of_report(tx, recorded, &at, event).await,
            AnyEvent::Concern(_) => Ok(()),
        }
    }
}

async fn of_report(
    tx: &mut Tx,
    recorded: &Recorded<AnyEvent>,
    at: &At,
    event: &ReportEvent,
) -> sqlx::Result<()> {
    let (table, said) = match event {
        ReportEvent::Received(received) => (INSERT_ORIGINAL, one_line(of_reporter(received))),
        ReportEvent::ReplyReceived(reply) => (INSERT_ORIGINAL, one_line([&reply.text])),
        ReportEvent::Imported(imported) => (INSERT_REPORT, one_line(of_register(imported))),
        ReportEvent::QuestionAsked(asked) => (INSERT_REPORT, one_line([&asked.text])),
        ReportEvent::FeedbackGiven(given) => (INSERT_REPORT, one_line([&given.text])),
        ReportEvent::Declined(declined) => (INSERT_REPORT, one_line([&declined.feedback])),
        ReportEvent::Rerouted(rerouted) => (INSERT_REPORT, one_line([&rerouted.feedback])),
        ReportEvent::CopyApproved(copy) => {
            execute!(tx, REMOVE_COPY, &at.id)?;
            execute!(tx, REMOVE_LISTED_COPY, &at.id)?;
            insert(tx, INSERT_COPY, recorded, at, one_line([&copy.text])).await?;
            (INSERT_REPORT, one_line([&copy.text]))
        }
        ReportEvent::Erased(_) => {
            for remove in [REMOVE_COPY, REMOVE_REPORT, REMOVE_ORIGINAL] {
                execute!(tx, remove, &at.id)?;
            }
            return Ok(());
        }
        ReportEvent::Acknowledged(_)
        | ReportEvent::Linked(_)
        | ReportEvent::Unlinked(_)
        | ReportEvent::AttachmentAdded(_)
        | ReportEvent::OriginalOpened(_)
        | ReportEvent::ExperienceShared(_)
        | ReportEvent::WordingKept(_) => return Ok(()),
    };
    insert(tx, table, recorded, at, said).await
}

/// All that a reporter wrote, in the order of the form.
fn of_reporter(received: &Received) -> impl Iterator<Item = &Text> {
    let Received { narrative, place, system, hindered, helped, .. } = received;
    let optional = [place, system, hindered, helped];
    std::iter::once(narrative).chain(optional.into_iter().flatten())
}

/// All that another register says.
fn of_register(imported: &Imported) -> impl Iterator<Item = &Text> {
    let Imported { title, narrative, action_taken, further, .. } = imported;
    [title, narrative, action_taken].into_iter().flatten().chain(further)
}

/// The texts on one line, so that two words are neighbours wherever a line ends; nothing
/// when there are none, or all were erased.
fn one_line<'e>(texts: impl IntoIterator<Item = &'e Text>) -> Option<String> {
    let words = texts.into_iter().filter_map(Text::as_clear).flat_map(str::split_whitespace);
    let line = words.collect::<Vec<_>>().join(" ");
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
    INSERT_ORIGINAL = "insert into search_original (owner, position, part, text)
        values ($1, $2, $3, $4)";
    // Without the casts PostgreSQL takes each parameter of a `select` for a text.
    INSERT_OF_ACTION = "insert into search_incident (owner, position, part, text)
        select incident_id, cast($2 as bigint), cast($3 as text), cast($4 as text)
        from search_action where action_id = $1";
    ADD_ACTION = "insert into search_action (action_id, incident_id) values ($1, $2)
        on conflict do nothing";
    REMOVE_COPY = "delete from search_copy where owner = $1";
    REMOVE_LISTED_COPY = "delete from search_report
        where owner = $1 and part = 'report.copy_approved'";
    REMOVE_REPORT = "delete from search_report where owner = $1";
    REMOVE_ORIGINAL = "delete from search_original where owner = $1";
}
