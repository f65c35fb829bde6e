//! How each event of a lesson changes its rows.
//!
//! Must never let a row for everybody outlive its withdrawal.

use tillbud_events::lesson::{Content, Event, FindingKept};
use tillbud_events::{AnyEvent, HolderId, IncidentId, Recorded, Text};

use super::{State, folded};
use crate::db::{Tx, execute, statements};
use crate::projection::{At, Projection};

/// Writes the tables of lessons.
pub(crate) struct Lessons;

impl Projection for Lessons {
    const NAME: &'static str = "lesson";
    const VERSION: u32 = 1;
    const DDL: &'static str = include_str!("../../../migrations/lesson.sql");

    async fn apply(tx: &mut Tx, recorded: &Recorded<AnyEvent>) -> sqlx::Result<()> {
        let AnyEvent::Lesson(event) = &recorded.event else { return Ok(()) };
        let at = At::of(recorded);
        match event {
            Event::Drafted(drafted) => {
                write(tx, INSERT, &at, 1, drafted.writer, &drafted.content).await?;
                come_from(tx, &at, &drafted.incident_ids).await
            }
            Event::Revised(revised) => {
                let (revision, writer) = (i64::from(revised.revision), revised.writer);
                write(tx, REVISE, &at, revision, writer, &revised.content).await?;
                execute!(tx, FORGET_KEPT, &at.id)?;
                execute!(tx, FORGET_SOURCES, &at.id)?;
                come_from(tx, &at, &revised.incident_ids).await
            }
            Event::FindingKept(kept) => keep(tx, &at, kept).await,
            Event::Approved(_) => {
                let state = State::Approved.as_str();
                execute!(tx, APPROVE, &at.id, at.version, state, at.milliseconds).map(drop)
            }
            Event::Published(_) => {
                let state = State::Published.as_str();
                execute!(tx, PUBLISH, &at.id, at.version, state, at.milliseconds)?;
                execute!(tx, SHOW, &at.id, at.position, at.milliseconds).map(drop)
            }
            Event::Withdrawn(withdrawn) => {
                let (state, reason) = (State::Withdrawn.as_str(), withdrawn.reason.as_clear());
                execute!(tx, WITHDRAW, &at.id, at.version, state, at.milliseconds, reason)?;
                execute!(tx, HIDE, &at.id).map(drop)
            }
        }
    }
}

async fn write(
    tx: &mut Tx,
    statement: &'static str,
    at: &At,
    revision: i64,
    writer: HolderId,
    content: &Content,
) -> sqlx::Result<()> {
    let Content { title, said, did, learned, lang } = content;
    let learned = learned.as_ref().and_then(Text::as_clear);
    let all = [title.as_clear(), said.as_clear(), did.as_clear(), learned];
    let search = folded(&all.into_iter().flatten().collect::<Vec<_>>().join(" "));
    execute!(
        tx,
        statement,
        &at.id,
        at.version,
        at.position,
        State::Draft.as_str(),
        revision,
        writer.to_string(),
        at.milliseconds,
        lang.as_str(),
        title.as_clear(),
        said.as_clear(),
        did.as_clear(),
        learned,
        search,
    )
    .map(drop)
}

async fn come_from(tx: &mut Tx, at: &At, incident_ids: &[IncidentId]) -> sqlx::Result<()> {
    for (ordinal, incident_id) in (0_i64..).zip(incident_ids) {
        execute!(tx, COME_FROM, &at.id, incident_id.to_string(), ordinal)?;
    }
    Ok(())
}

async fn keep(tx: &mut Tx, at: &At, kept: &FindingKept) -> sqlx::Result<()> {
    let words: Vec<_> = kept.words.iter().filter_map(Text::as_clear).collect();
    let words = Some(words.join(" · ")).filter(|words| !words.is_empty());
    let finding = kept.finding.as_str();
    execute!(tx, KEEP, &at.id, at.version, finding, words, kept.reason.as_clear())?;
    execute!(tx, SEE, &at.id, at.version).map(drop)
}

statements! {
    INSERT = "insert into lesson
            (lesson_id, version, position, state, revision, drafter, writer, drafted_at, written_at,
             lang, title, said, did, learned, search)
        values ($1, $2, $3, $4, $5, $6, $6, $7, $7, $8, $9, $10, $11, $12, $13)";
    // $3 is where it was written anew; its place in lists stays where it was drafted.
    REVISE = "update lesson set version = $2, state = $4, revision = $5, writer = $6,
            written_at = $7, lang = $8, title = $9, said = $10, did = $11, learned = $12,
            search = $13, approved_at = null, published_at = null, withdrawn_at = null,
            withdrawal = null
        where lesson_id = $1 and position < $3";
    FORGET_KEPT = "delete from lesson_kept where lesson_id = $1";
    FORGET_SOURCES = "delete from lesson_incident where lesson_id = $1";
    COME_FROM = "insert into lesson_incident (lesson_id, incident_id, ordinal)
        values ($1, $2, $3) on conflict do nothing";
    KEEP = "insert into lesson_kept (lesson_id, version, finding, words, reason)
        values ($1, $2, $3, $4, $5)";
    SEE = "update lesson set version = $2 where lesson_id = $1";
    APPROVE = "update lesson set version = $2, state = $3, approved_at = $4 where lesson_id = $1";
    PUBLISH = "update lesson set version = $2, state = $3, published_at = $4
        where lesson_id = $1";
    SHOW = "insert into lesson_published
            (lesson_id, position, published_at, lang, title, said, did, learned, search)
        select lesson_id, $2, $3, lang, title, said, did, learned, search from lesson
            where lesson_id = $1
        on conflict (lesson_id) do nothing";
    WITHDRAW = "update lesson set version = $2, state = $3, withdrawn_at = $4, withdrawal = $5,
            published_at = null
        where lesson_id = $1";
    HIDE = "delete from lesson_published where lesson_id = $1";
}
