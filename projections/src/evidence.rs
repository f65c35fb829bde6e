//! Files that staff attached as evidence, of incidents and of actions.
//!
//! Must never hold a key of a file, nor show one that was withdrawn.

use tillbud_events::action::Event as ActionEvent;
use tillbud_events::attachment::FileAttached;
use tillbud_events::incident::Event as IncidentEvent;
use tillbud_events::{AnyEvent, AttachmentId, Recorded, StreamId};

use crate::db::{Db, Tx, execute, fetch, row, statements, words};
use crate::projection::{At, Projection};

row! {
    /// A file of an incident or of an action, as far as it can be told without its key.
    pub struct EvidenceRow {
        /// Which file.
        pub attachment_id: String,
        /// When it was attached.
        pub at: i64,
        /// Name of the role that attached it.
        pub role: String,
        /// What it is.
        pub media: String,
        /// Its size in kibibytes, rounded up.
        pub kibibytes: i64,
        /// Whether its metadata was removed.
        pub cleaned: bool,
        /// What it shows, unless erased.
        pub description: Option<String>,
    }
}

row! {
    /// A file that some incident or action has.
    pub struct FileRow {
        /// Which file.
        pub attachment_id: String,
    }
}

/// The files of a stream that were not withdrawn, in the order they came.
///
/// # Errors
/// When the database fails.
pub async fn of(db: &Db, stream: impl Into<StreamId>) -> sqlx::Result<Vec<EvidenceRow>> {
    let subject = stream.into().to_string();
    fetch!(fetch_all::<EvidenceRow>(db, OF, subject))
}

/// Files of all streams that were not withdrawn and come after `after` in the order of their
/// ids, a page of them.
///
/// # Errors
/// When the database fails.
pub async fn files(db: &Db, after: &str) -> sqlx::Result<Vec<FileRow>> {
    fetch!(fetch_all::<FileRow>(db, FILES, after))
}

/// Writes the table of evidence.
pub(crate) struct Evidence;

impl Projection for Evidence {
    const NAME: &'static str = "evidence";
    const VERSION: u32 = 1;
    const DDL: &'static str = include_str!("../../migrations/evidence.sql");

    async fn apply(tx: &mut Tx, recorded: &Recorded<AnyEvent>) -> sqlx::Result<()> {
        if let AnyEvent::Incident(IncidentEvent::FileAttached(attached))
        | AnyEvent::Action(ActionEvent::FileAttached(attached)) = &recorded.event
        {
            attach(tx, recorded, attached).await
        } else if let AnyEvent::Incident(IncidentEvent::FileWithdrawn(withdrawn))
        | AnyEvent::Action(ActionEvent::FileWithdrawn(withdrawn)) = &recorded.event
        {
            withdraw(tx, recorded.stream, withdrawn.attachment_id).await
        } else {
            Ok(())
        }
    }
}

async fn attach(
    tx: &mut Tx,
    recorded: &Recorded<AnyEvent>,
    attached: &FileAttached,
) -> sqlx::Result<()> {
    let at = At::of(recorded);
    let (file, (description, erased)) = (&attached.file, words(&attached.description));
    execute!(
        tx,
        INSERT,
        file.attachment_id.to_string(),
        recorded.stream.to_string(),
        at.position,
        at.milliseconds,
        recorded.meta.actor.role_name(),
        file.media.as_str(),
        i64::from(file.kibibytes),
        file.cleaned,
        description,
        erased,
    )
    .map(drop)
}

async fn withdraw(tx: &mut Tx, stream: StreamId, id: AttachmentId) -> sqlx::Result<()> {
    execute!(tx, WITHDRAW, id.to_string(), stream.to_string()).map(drop)
}

statements! {
    OF = "select * from evidence where subject = $1 and not withdrawn order by position";
    FILES = "select attachment_id from evidence where attachment_id > $1 and not withdrawn
        order by attachment_id limit 1000";
    INSERT = "insert into evidence (attachment_id, subject, position, at, role, media, kibibytes,
            cleaned, description, erased, withdrawn)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, false)
        on conflict do nothing";
    WITHDRAW = "update evidence set withdrawn = true where attachment_id = $1 and subject = $2";
}

#[cfg(test)]
mod tests {
    use tillbud_events::ActionId;

    use super::*;
    use crate::search::{Scope, Terms, find};
    use crate::testing::{Bench, Log, evidence, mistake, on_both};

    async fn shown(bench: &Bench, stream: impl Into<StreamId>) -> Vec<Option<String>> {
        let rows = of(bench.models.db(), stream).await.unwrap();
        rows.into_iter().map(|row| row.description).collect()
    }

    async fn hits(bench: &Bench, scope: Scope, said: &str) -> usize {
        let terms = Terms::parse(said).unwrap();
        find(bench.models.db(), scope, &terms, None, 50).await.unwrap().rows.len()
    }

    on_both! {
        async fn files_stand_at_what_they_were_attached_to_until_they_are_withdrawn(bench: &Bench) {
            let mut log = Log::default();
            let report = log.receive(1);
            let id = log.open(1, &[report]);
            let action: ActionId = log.propose(1, id);
            log.push(id, IncidentEvent::FileAttached(evidence(1, "Skärmbild av kön")));
            log.push(id, IncidentEvent::FileAttached(evidence(2, "Foto av entrén")));
            log.push(action, ActionEvent::FileAttached(evidence(3, "Ny skylt")));
            bench.follow(&log).await;
            let words = |words: &[&str]| -> Vec<_> {
                words.iter().map(|words| Some((*words).to_owned())).collect()
            };
            assert_eq!(shown(bench, id).await, words(&["Skärmbild av kön", "Foto av entrén"]));
            assert_eq!(shown(bench, action).await, words(&["Ny skylt"]));
            let rows = of(bench.models.db(), action).await.unwrap();
            let row = &rows[0];
            assert_eq!((row.role.as_str(), row.media.as_str()), ("coordinator", "jpeg"));
            assert_eq!((row.kibibytes, row.cleaned), (12, true));
            log.push(id, IncidentEvent::FileWithdrawn(mistake(1)));
            // Of another stream: nothing of this one.
            log.push(action, ActionEvent::FileWithdrawn(mistake(2)));
            bench.follow(&log).await;
            assert_eq!(shown(bench, id).await, words(&["Foto av entrén"]));
        }

        async fn a_description_is_found_until_its_file_is_withdrawn(bench: &Bench) {
            let mut log = Log::default();
            let report = log.receive(1);
            let id = log.open(1, &[report]);
            let action = log.propose(1, id);
            log.push(id, IncidentEvent::FileAttached(evidence(1, "Skärmbild av kön")));
            log.push(action, ActionEvent::FileAttached(evidence(2, "Bild av skylten")));
            bench.follow(&log).await;
            assert_eq!(hits(bench, Scope::Incidents, "skärmbild").await, 1);
            assert_eq!(hits(bench, Scope::Actions, "skylten").await, 1);
            log.push(id, IncidentEvent::FileWithdrawn(mistake(1)));
            log.push(action, ActionEvent::FileWithdrawn(mistake(2)));
            bench.follow(&log).await;
            assert_eq!(hits(bench, Scope::Incidents, "skärmbild").await, 0);
            assert_eq!(hits(bench, Scope::Actions, "skylten").await, 0);
            assert_eq!(hits(bench, Scope::Incidents, "fel ärende").await, 1, "why is told");
        }

        async fn all_files_are_listed_by_pages_but_those_that_were_withdrawn(bench: &Bench) {
            let mut log = Log::default();
            let report = log.receive(1);
            let id = log.open(1, &[report]);
            for number in 1..=3 {
                log.push(id, IncidentEvent::FileAttached(evidence(number, "Foto")));
            }
            log.push(id, IncidentEvent::FileWithdrawn(mistake(2)));
            bench.follow(&log).await;
            let db = bench.models.db();
            let all = files(db, "").await.unwrap();
            assert_eq!(all.len(), 2);
            assert_eq!(files(db, &all[0].attachment_id).await.unwrap(), all[1..]);
            assert_eq!(files(db, &all[1].attachment_id).await.unwrap(), []);
        }
    }
}
