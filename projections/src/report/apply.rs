//! Events of reports → the tables of reports.
//!
//! Must never keep words of an erased text: its column is empty, and the row says `erased`.

use tillbud_events::report::{Event, Imported, Received};
use tillbud_events::vocabulary::{Kind, Label};
use tillbud_events::{AnyEvent, ImpreciseDate, MessageId, Recorded, Text};

use super::{Status, original};
use crate::db::{Tx, execute, statements, words, words_of};
use crate::projection::{At, Projection};

/// Writes the tables of reports.
pub(crate) struct Reports;

impl Projection for Reports {
    const NAME: &'static str = "report";
    const VERSION: u32 = 5;
    const DDL: &'static str = include_str!("../../../migrations/report.sql");

    async fn apply(tx: &mut Tx, recorded: &Recorded<AnyEvent>) -> sqlx::Result<()> {
        let AnyEvent::Report(event) = &recorded.event else { return Ok(()) };
        let at = At::of(recorded);
        match event {
            Event::Received(received) => insert_received(tx, &at, &act(recorded), received).await,
            Event::Imported(imported) => insert_imported(tx, &at, &act(recorded), imported).await,
            Event::Acknowledged(_) => execute!(tx, ACKNOWLEDGE, &at.id, at.version).map(drop),
            Event::QuestionAsked(asked) => {
                Message::question(asked.message_id, &asked.text).insert(tx, &at).await
            }
            Event::ReplyReceived(reply) => {
                Message::reply(reply.message_id, &reply.text).insert(tx, &at).await
            }
            Event::FeedbackGiven(given) => {
                Message::feedback(given.message_id, &given.text).insert(tx, &at).await
            }
            Event::Declined(declined) => {
                Message::ending("decline", &declined.feedback).insert(tx, &at).await?;
                end(tx, &at, Status::Declined, None).await
            }
            Event::Rerouted(rerouted) => {
                Message::ending("reroute", &rerouted.feedback).insert(tx, &at).await?;
                end(tx, &at, Status::Rerouted, Some(rerouted.to.as_str())).await
            }
            Event::TakenUpAgain(again) => {
                Message::again(&again.reason).insert(tx, &at).await?;
                execute!(tx, TAKE_UP, &at.id, Status::Acknowledged.as_str()).map(drop)
            }
            Event::Linked(linked) => {
                let (status, incident) = (Status::Linked, Some(linked.incident_id.to_string()));
                execute!(tx, LINK, &at.id, at.version, status.as_str(), incident).map(drop)
            }
            Event::Unlinked(_) => {
                execute!(tx, UNLINK, &at.id, at.version, Status::Acknowledged.as_str()).map(drop)
            }
            Event::AttachmentAdded(added) => original::attach(tx, &at, &act(recorded), added).await,
            Event::OriginalOpened(opened) => original::open(tx, &at, recorded, opened).await,
            Event::CopyApproved(copy) => original::approve(tx, &at, copy).await,
            Event::ExperienceShared(shared) => {
                original::share(tx, &at, shared.again.as_str()).await
            }
            Event::WordingKept(_) => original::touch(tx, &at).await,
            Event::Erased(erased) => original::erase(tx, &at, erased).await,
        }
    }
}

async fn end(tx: &mut Tx, at: &At, status: Status, to: Option<&str>) -> sqlx::Result<()> {
    execute!(tx, END, &at.id, status.as_str(), to, at.milliseconds).map(drop)
}

/// The act that an event came from.
fn act(recorded: &Recorded<AnyEvent>) -> String {
    recorded.meta.correlation_id.to_string()
}

async fn insert_received(tx: &mut Tx, at: &At, act: &str, received: &Received) -> sqlx::Result<()> {
    let (narrative, narrative_erased) = words(&received.narrative);
    let (place, place_erased) = words_of(received.place.as_ref());
    let (system, system_erased) = words_of(received.system.as_ref());
    let (hindered, hindered_erased) = words_of(received.hindered.as_ref());
    let (helped, helped_erased) = words_of(received.helped.as_ref());
    let erased =
        narrative_erased || place_erased || system_erased || hindered_erased || helped_erased;
    execute!(
        tx,
        INSERT_RECEIVED,
        &at.id,
        at.version,
        at.position,
        at.milliseconds,
        received.kind.map(Kind::as_str),
        received.happened.as_ref().map(ImpreciseDate::as_str),
        received.lang.as_str(),
        received.unit.as_ref().map(Label::as_str),
        place,
        system,
        narrative,
        hindered,
        helped,
        received.ongoing,
        received.urgent,
        erased,
        act,
    )
    .map(drop)
}

async fn insert_imported(tx: &mut Tx, at: &At, act: &str, imported: &Imported) -> sqlx::Result<()> {
    let (narrative, narrative_erased) = words_of(imported.narrative.as_ref());
    let (title, title_erased) = words_of(imported.title.as_ref());
    let (action_taken, action_taken_erased) = words_of(imported.action_taken.as_ref());
    execute!(
        tx,
        INSERT_IMPORTED,
        &at.id,
        at.version,
        at.position,
        at.milliseconds,
        imported.dataset.as_str(),
        imported.source_id.as_str(),
        imported.kind.map(Kind::as_str),
        imported.happened.as_ref().map(ImpreciseDate::as_str),
        imported.ended.as_ref().map(ImpreciseDate::as_str),
        imported.reported.as_ref().map(ImpreciseDate::as_str),
        imported.lang.as_ref().map(Label::as_str),
        imported.unit.as_ref().map(Label::as_str),
        narrative,
        title,
        action_taken,
        narrative_erased || title_erased || action_taken_erased,
        act,
    )?;
    for (text, ordinal) in imported.further.iter().zip(1_i64..) {
        let (text, erased) = words(text);
        execute!(tx, INSERT_FURTHER_TEXT, &at.id, ordinal, text, erased)?;
    }
    Ok(())
}

/// A message to be written to the dialogue.
struct Message<'e> {
    id: Option<String>,
    direction: &'static str,
    kind: &'static str,
    text: &'e Text,
    /// Whether the reporter has now been told what came of it.
    tells_outcome: bool,
}

impl<'e> Message<'e> {
    fn question(id: MessageId, text: &'e Text) -> Self {
        let (id, direction) = (Some(id.to_string()), "to_reporter");
        Self { id, direction, kind: "question", text, tells_outcome: false }
    }

    fn reply(id: MessageId, text: &'e Text) -> Self {
        let (id, direction) = (Some(id.to_string()), "from_reporter");
        Self { id, direction, kind: "reply", text, tells_outcome: false }
    }

    fn feedback(id: MessageId, text: &'e Text) -> Self {
        let (id, direction) = (Some(id.to_string()), "to_reporter");
        Self { id, direction, kind: "feedback", text, tells_outcome: true }
    }

    fn ending(kind: &'static str, text: &'e Text) -> Self {
        Self { id: None, direction: "to_reporter", kind, text, tells_outcome: true }
    }

    /// The reporter is told that it goes on, and waits to hear what comes of it.
    fn again(text: &'e Text) -> Self {
        let kind = "taken_up_again";
        Self { id: None, direction: "to_reporter", kind, text, tells_outcome: false }
    }

    async fn insert(self, tx: &mut Tx, at: &At) -> sqlx::Result<()> {
        let reply_waiting = self.direction == "from_reporter";
        let (id, version, said_at) = (&at.id, at.version, at.milliseconds);
        execute!(tx, COUNT_MESSAGE, id, version, reply_waiting, self.tells_outcome, said_at)?;
        let (text, erased) = words(self.text);
        execute!(
            tx,
            INSERT_MESSAGE,
            &at.id,
            self.id,
            at.milliseconds,
            self.direction,
            self.kind,
            text,
            erased,
        )
        .map(drop)
    }
}

statements! {
    INSERT_RECEIVED = "insert into report (report_id, version, position, received_at, imported,
            kind, happened, lang, unit, place, system, narrative, hindered, helped, ongoing,
            urgent, erased, act, status, feedback_owed, reply_waiting, said_at, message_count,
            attachment_count, copy_revision)
        values ($1, $2, $3, $4, false, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16,
            $17, 'received', true, false, $4, 0, 0, 0)";
    INSERT_IMPORTED = "insert into report (report_id, version, position, received_at, imported,
            dataset, source_id, kind, happened, ended, reported, lang, unit, narrative, title,
            action_taken, urgent, erased, act, status, feedback_owed, reply_waiting,
            message_count, attachment_count, copy_revision)
        values ($1, $2, $3, $4, true, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, false,
            $16, $17, 'received', false, false, 0, 0, 0)";
    INSERT_FURTHER_TEXT = "insert into report_further_text (report_id, ordinal, text, erased)
        values ($1, $2, $3, $4)";
    ACKNOWLEDGE = "update report set version = $2, status = 'acknowledged' where report_id = $1";
    LINK = "update report set version = $2, status = $3, incident_id = $4 where report_id = $1";
    UNLINK = "update report set version = $2, incident_id = null,
            status = case when status = 'erased' then status else $3 end
        where report_id = $1";
    END = "update report set status = $2, rerouted_to = $3, ended_at = $4 where report_id = $1";
    TAKE_UP = "update report set status = $2, rerouted_to = null, ended_at = null,
            feedback_owed = not imported
        where report_id = $1";
    COUNT_MESSAGE = "update report set version = $2, reply_waiting = $3,
            said_at = case when $3 then coalesce(said_at, $5) end,
            feedback_owed = (feedback_owed and not $4), message_count = message_count + 1
        where report_id = $1";
    INSERT_MESSAGE = "insert into report_message
            (report_id, ordinal, message_id, at, direction, kind, text, erased)
        values ($1, (select message_count from report where report_id = $1), $2, $3, $4, $5,
            $6, $7)";
}
