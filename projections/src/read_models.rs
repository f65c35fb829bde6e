//! The handle to all read models: read them, apply events to them, rebuild them.
//!
//! Must never make rows visible without the checkpoint that belongs to them, or the
//! other way round.

use sqlx::{AssertSqlSafe, Connection, SqliteConnection};
use tillbud_events::{AnyEvent, Position, Recorded};

use crate::db::Db;
use crate::home::{Home, OpenError, Target, lock, remove_sqlite};
use crate::{checkpoint, compaction, dump, projection, schema, search, views};

/// Every read model of one generation, in one database. Cheap to clone.
#[derive(Clone)]
pub struct ReadModels {
    db: Db,
    home: Home,
}

/// What became of a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Applied {
    /// Its rows are there; the checkpoint stands here.
    Advanced(Position),
    /// Someone else moved the checkpoint, to here: nothing of the batch was applied.
    Moved(Position),
}

/// A batch could not be applied; nothing of it was.
#[derive(Debug, thiserror::Error)]
pub enum ApplyError {
    /// An event is missing, or the batch is not in the order of the log.
    #[error("the log has a gap: expected the event at position {expected}, found {found}")]
    Gap {
        /// The position that follows from the one before.
        expected: Position,
        /// The position found.
        found: Position,
    },
    /// The database said no.
    #[error("cannot write the read models: {0}")]
    Database(#[from] sqlx::Error),
}

/// A rebuilt copy could not take the place of the live one, which is as it was.
#[derive(Debug, thiserror::Error)]
pub enum SwapError {
    /// The copy was made for another database.
    #[error("the rebuilt read models belong to another database")]
    Elsewhere,
    /// The database said no.
    #[error("cannot swap in the rebuilt read models: {0}")]
    Database(#[from] sqlx::Error),
    /// What was left of the copy could not be removed; the swap itself is done.
    #[error("the rebuilt read models are in place, but their copy could not be removed: {0}")]
    Leftover(std::io::Error),
}

impl ReadModels {
    /// Opens this program's generation, empty when it is new.
    ///
    /// # Errors
    /// [`OpenError`], which names the place but no password.
    pub async fn open(target: &Target) -> Result<Self, OpenError> {
        let home = target.home();
        Ok(Self { db: home.open().await?, home })
    }

    /// The database, for the queries of each read model.
    #[must_use]
    pub fn db(&self) -> &Db {
        &self.db
    }

    pub(crate) fn home(&self) -> &Home {
        &self.home
    }

    /// Where the rows are, for people: a file or a schema, without a password.
    #[must_use]
    pub fn place(&self) -> String {
        self.home.to_string()
    }

    /// The last position applied.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn position(&self) -> sqlx::Result<Position> {
        checkpoint::position(&self.db).await
    }

    /// Applies the events that follow `after`: every read model's rows and the
    /// checkpoint, all or nothing.
    ///
    /// # Errors
    /// [`ApplyError::Gap`] when the batch does not continue at `after` without a gap,
    /// [`ApplyError::Database`] when the database fails.
    pub async fn apply(
        &self,
        after: Position,
        batch: &[Recorded<AnyEvent>],
    ) -> Result<Applied, ApplyError> {
        let to = last_without_gap(after, batch)?;
        let mut tx = self.db.begin().await?;
        // First, so that a second projector waits here and then finds it moved.
        if !checkpoint::advance(&mut tx, after, to).await? {
            tx.rollback().await?;
            return Ok(Applied::Moved(self.position().await?));
        }
        for recorded in batch {
            projection::apply(&mut tx, recorded).await?;
            if compaction::erases_words(recorded) {
                compaction::owe(&mut tx).await?;
            }
        }
        tx.commit().await?;
        Ok(Applied::Advanced(to))
    }

    /// An empty copy beside the live one, to be filled from the log. A copy that an
    /// earlier rebuild left behind is thrown away.
    ///
    /// # Errors
    /// [`OpenError`] when it cannot be made.
    pub async fn begin_rebuild(&self) -> Result<Self, OpenError> {
        let home = self.home.beside();
        Ok(Self { db: home.open_empty().await?, home })
    }

    /// Puts a rebuilt copy in the place of the live rows, at once for every reader and
    /// every process. The checkpoint comes with it: projectors that meanwhile went
    /// further find it moved and go on from there.
    ///
    /// # Errors
    /// [`SwapError`]; unless it is `Leftover` the live rows are as they were.
    pub async fn swap_in(&self, rebuilt: Self) -> Result<(), SwapError> {
        if rebuilt.place() != self.home.beside().to_string() {
            return Err(SwapError::Elsewhere);
        }
        match (&self.db, &self.home, &rebuilt.home) {
            (Db::Sqlite { writer, .. }, Home::Sqlite(_), Home::Sqlite(copy)) => {
                rebuilt.db.close().await;
                let mut connection = writer.acquire().await?;
                let attach = sqlx::query(ATTACH).bind(copy.to_string_lossy().into_owned());
                attach.execute(&mut *connection).await?;
                let copied = replace_all_rows(&mut connection).await;
                sqlx::query(DETACH).execute(&mut *connection).await?;
                copied?;
                remove_sqlite(copy).await.map_err(SwapError::Leftover)
            }
            (
                Db::Postgres(pool),
                Home::Postgres { schema: live, .. },
                Home::Postgres { schema: copy, .. },
            ) => {
                rebuilt.db.close().await;
                let mut tx = pool.begin().await?;
                lock(&mut tx).await?;
                // Projectors and readers of several tables begin with the checkpoint, so
                // that taking it first cannot end in a deadlock with them.
                let statements = format!(
                    "lock table \"{live}\".checkpoint in access exclusive mode;
                     drop schema \"{live}\" cascade;
                     alter schema \"{copy}\" rename to \"{live}\""
                );
                sqlx::raw_sql(AssertSqlSafe(statements)).execute(&mut *tx).await?;
                // Views went with the tables that they led to.
                views::lead_views(&mut tx, live, true).await?;
                tx.commit().await?;
                Ok(())
            }
            (Db::Sqlite { .. } | Db::Postgres(_), _, _) => Err(SwapError::Elsewhere),
        }
    }

    /// All tables and rows as text, the same for the same events on both databases.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn dump(&self) -> sqlx::Result<String> {
        dump::dump(&self.db).await
    }

    /// Leaves nothing behind.
    #[cfg(test)]
    pub(crate) async fn remove(self) {
        self.db.close().await;
        self.home.beside().remove().await.unwrap();
        self.home.remove().await.unwrap();
    }

    /// Closes every connection of this handle and its clones.
    pub async fn close(self) {
        self.db.close().await;
    }
}

const ATTACH: &str = "attach database $1 as rebuilt";
const DETACH: &str = "detach database rebuilt";

/// In one write transaction: readers see all the old rows, then all the new ones.
async fn replace_all_rows(connection: &mut SqliteConnection) -> sqlx::Result<()> {
    let mut tx = connection.begin_with("begin immediate").await?;
    search::drop_on_sqlite(&mut tx).await?;
    for schema::Table { name, .. } in schema::tables() {
        let statements = format!(
            "delete from main.{name}; insert into main.{name} select * from rebuilt.{name}"
        );
        sqlx::raw_sql(AssertSqlSafe(statements)).execute(&mut *tx).await?;
    }
    search::fill_on_sqlite(&mut tx).await?;
    tx.commit().await
}

/// The position of the last event, when each follows the one before.
fn last_without_gap(after: Position, batch: &[Recorded<AnyEvent>]) -> Result<Position, ApplyError> {
    batch.iter().try_fold(after, |before, recorded| {
        let expected = Position(before.0 + 1);
        if recorded.position == expected {
            Ok(expected)
        } else {
            Err(ApplyError::Gap { expected, found: recorded.position })
        }
    })
}
