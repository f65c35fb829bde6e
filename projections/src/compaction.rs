//! Erased words out of the database's own files, where deleting alone leaves them.
//!
//! SQLite moves rows between pages and PostgreSQL keeps old versions of them; both are
//! rewritten whole. Each erasure is owed a compaction from the transaction that applies
//! it, so that a crash forgets none. Must never wait long for readers: it gives up and is
//! tried again.

use std::path::Path;
use std::time::Duration;

use sqlx::postgres::PgConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgConnection, SqliteConnection, raw_sql};
use tillbud_events::report::Event::Erased;
use tillbud_events::{AnyEvent, Recorded};

use crate::ReadModels;
use crate::db::{Tx, execute, fetch, statements};
use crate::home::Home;

/// The table, with its only row.
pub(crate) const DDL: &str = include_str!("../../migrations/compaction.sql");
/// Its name: left out of dumps, because a replay owes what was settled live.
pub(crate) const TABLE: &str = "compaction";

/// Tables of PostgreSQL that can hold words of a report.
const TABLES_WITH_WORDS: [&str; 6] =
    ["report", "report_message", "report_further_text", "timeline", "search_report", "search_copy"];
/// Longest wait for whoever reads or writes at that moment.
const LOCK_WAIT: Duration = Duration::from_secs(1);
/// PostgreSQL: the lock was not free in time.
const LOCK_NOT_AVAILABLE: &str = "55P03";
/// SQLite: someone else holds the file; the low byte of its result codes.
const SQLITE_BUSY: i32 = 5;

/// Whether applying this event removes words that were stored before.
#[must_use]
pub fn erases_words(recorded: &Recorded<AnyEvent>) -> bool {
    matches!(recorded.event, AnyEvent::Report(Erased(_)))
}

/// Remembers that words were removed, in the transaction that removes them.
pub(crate) async fn owe(tx: &mut Tx) -> sqlx::Result<()> {
    execute!(tx, OWE).map(drop)
}

impl ReadModels {
    /// Rewrites what erasures have touched, if any did since the last time, so that no file
    /// of the database holds an erased word; PostgreSQL's write-ahead log is its own.
    /// `false`: others were in the way, try again.
    ///
    /// # Errors
    /// When the database fails; the compaction is still owed.
    pub async fn compact(&self) -> sqlx::Result<bool> {
        let (owed,) = fetch!(fetch_one::<(i64,)>(self.db(), OWED))?;
        if owed == 0 {
            return Ok(true);
        }
        let rewritten = match self.home() {
            Home::Sqlite(file) => rewrite_file(file).await,
            Home::Postgres { options, schema } => rewrite_tables(options, schema).await,
        };
        match rewritten {
            Ok(true) => {}
            Ok(false) => return Ok(false),
            Err(error) if is_busy(&error) => return Ok(false),
            Err(error) => return Err(error),
        }
        // What was erased meanwhile stays owed.
        let mut tx = self.db().begin().await?;
        execute!(&mut tx, SETTLE, owed)?;
        tx.commit().await?;
        Ok(true)
    }
}

/// Every page anew, then everything out of the write-ahead log, which is cut to nothing.
async fn rewrite_file(file: &Path) -> sqlx::Result<bool> {
    let options = SqliteConnectOptions::new()
        .filename(file)
        .busy_timeout(LOCK_WAIT)
        .pragma("secure_delete", "on")
        // Else the words that stay would pass through a file of the system's.
        .pragma("temp_store", "memory");
    let mut connection: SqliteConnection = options.connect().await?;
    let cut = cut(&mut connection).await;
    connection.close().await?;
    cut
}

async fn cut(connection: &mut SqliteConnection) -> sqlx::Result<bool> {
    raw_sql("vacuum").execute(&mut *connection).await?;
    let (busy, _, _): (i64, i64, i64) =
        sqlx::query_as("pragma wal_checkpoint(truncate)").fetch_one(connection).await?;
    Ok(busy == 0)
}

/// Each table into a new file; its readers and writers wait for that moment.
async fn rewrite_tables(options: &PgConnectOptions, schema: &str) -> sqlx::Result<bool> {
    let wait = format!("{}ms", LOCK_WAIT.as_millis());
    let options =
        options.clone().options([("search_path", schema), ("lock_timeout", wait.as_str())]);
    let mut connection: PgConnection = options.connect().await?;
    for table in TABLES_WITH_WORDS {
        let statement = AssertSqlSafe(format!("vacuum (full) {table}"));
        raw_sql(statement).execute(&mut connection).await?;
    }
    // The old files are kept, emptied, until the next checkpoint, which this role may not order.
    connection.close().await?;
    Ok(true)
}

fn is_busy(error: &sqlx::Error) -> bool {
    let Some(code) = error.as_database_error().and_then(|error| error.code()) else { return false };
    code == LOCK_NOT_AVAILABLE || code.parse().is_ok_and(|code: i32| code & 0xff == SQLITE_BUSY)
}

statements! {
    OWE = "update compaction set owed = owed + 1 where id = 1";
    OWED = "select owed from compaction where id = 1";
    SETTLE = "update compaction set owed = owed - $1 where id = 1";
}

#[cfg(test)]
mod tests {
    use std::task::Poll;

    use tillbud_events::ReportId;
    use tillbud_events::report::{Erased, Event, Received};
    use tillbud_events::vocabulary::Grounds;

    use super::*;
    use crate::report;
    use crate::testing::{Bench, Log, on_both, received, text};

    on_both! {
        async fn an_erasure_is_owed_until_the_files_were_rewritten(bench: &Bench) {
            let mut log = Log::default();
            let id = log.receive(1);
            bench.follow(&log).await;
            assert_eq!(owed(bench).await, 0);
            let erased = Erased { grounds: Grounds::Withdrawn, decision: None };
            log.push(id, Event::Erased(erased));
            bench.follow(&log).await;
            assert_eq!(owed(bench).await, 1);
            assert!(bench.models.compact().await.unwrap());
            assert_eq!(owed(bench).await, 0);
            let row = report::get(bench.models.db(), id).await.unwrap().unwrap();
            assert!(row.erased && row.narrative.is_none());
        }

        async fn a_reader_in_the_way_is_not_waited_for_and_the_debt_stays(bench: &Bench) {
            let mut log = Log::default();
            let id = log.receive(1);
            log.push(id, Event::Erased(Erased { grounds: Grounds::Withdrawn, decision: None }));
            let mut reader = bench.models.db().snapshot().await.unwrap();
            fetch!(fetch_all::<(i64,)>(in &mut reader, "select version from report")).unwrap();
            bench.follow(&log).await;
            assert!(!bench.models.compact().await.unwrap());
            assert_eq!(owed(bench).await, 1);
            reader.rollback().await.unwrap();
            assert!(bench.models.compact().await.unwrap());
            assert_eq!(owed(bench).await, 0);
        }
    }

    /// A killed program stops anywhere; here the work is dropped at each of its awaits.
    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_compaction_can_be_cut_off_at_any_moment_and_repeated() {
        let bench = Bench::sqlite().await;
        let mut log = Log::default();
        let mut cuts = 0;
        loop {
            let word = format!("needle-{cuts}-end");
            let id = ReportId(uuid::Uuid::from_u128(cuts as u128));
            let narrative = text(&word);
            log.push(id, Event::Received(Received { narrative, ..received() }));
            bench.follow(&log).await;
            assert!(is_stored(&bench, &word));
            log.push(id, Event::Erased(Erased { grounds: Grounds::Withdrawn, decision: None }));
            bench.follow(&log).await;
            let is_done = cut_off(bench.models.compact(), cuts).await.is_some();
            // What was cut off may still be at work on the file.
            while !bench.models.compact().await.unwrap() {
                tokio::task::yield_now().await;
            }
            assert!(!is_stored(&bench, &word), "cut {cuts}");
            if is_done {
                break;
            }
            cuts += 1;
            assert!(cuts < 1_000);
        }
        assert!(cuts > 3, "there were only {cuts} moments to be cut off at");
        let live = bench.models.dump().await.unwrap();
        let copy = bench.models.begin_rebuild().await.unwrap();
        crate::testing::follow(&copy, &log).await;
        assert_eq!(copy.dump().await.unwrap(), live);
    }

    async fn cut_off<T>(work: impl Future<Output = T>, cut: usize) -> Option<T> {
        let mut work = std::pin::pin!(work);
        let mut polls = 0;
        std::future::poll_fn(|context| {
            if polls == cut {
                return Poll::Ready(None);
            }
            polls += 1;
            work.as_mut().poll(context).map(Some)
        })
        .await
    }

    fn is_stored(bench: &Bench, word: &str) -> bool {
        let folder = bench.folder.as_ref().unwrap().path().join("data");
        std::fs::read_dir(folder).unwrap().any(|entry| {
            let bytes = std::fs::read(entry.unwrap().path()).unwrap_or_default();
            bytes.windows(word.len()).any(|window| window == word.as_bytes())
        })
    }

    async fn owed(bench: &Bench) -> i64 {
        fetch!(fetch_one::<(i64,)>(bench.models.db(), OWED)).unwrap().0
    }
}
