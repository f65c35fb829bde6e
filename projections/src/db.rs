//! The open database, SQLite or PostgreSQL, and a transaction on either.
//!
//! One SQL text serves both; the macros run one expression on whichever driver is
//! open. Must never hold a statement that only one of them understands, except to
//! open a home (see [`crate::home`]). House rules for statements: `$1`, ids as
//! `text`, times as `bigint` (UTC milliseconds), truth as `boolean` (both drivers
//! map it to `bool`), nothing ordered by `text` (collations differ).

use jiff::Timestamp;
use sqlx::{PgPool, Postgres, Sqlite, SqlitePool, Transaction};
use tillbud_events::{Position, Text};

/// An open database. Readers take `&Db`, writers `&mut Tx`: only a transaction writes.
#[derive(Clone, Debug)]
pub enum Db {
    /// A file of this computer.
    Sqlite {
        /// One connection: SQLite has one writer at a time.
        writer: SqlitePool,
        /// Read-only connections, which a writer never blocks.
        readers: SqlitePool,
    },
    /// A server, perhaps shared with other nodes.
    Postgres(PgPool),
}

/// A transaction; dropped without a commit it leaves nothing behind.
#[derive(Debug)]
pub enum Tx {
    /// On SQLite.
    Sqlite(Transaction<'static, Sqlite>),
    /// On PostgreSQL.
    Postgres(Transaction<'static, Postgres>),
}

/// Runs one expression on the pool for reading.
macro_rules! on_db {
    ($db:expr, $pool:ident => $run:expr) => {
        match $db {
            $crate::db::Db::Sqlite { readers: $pool, .. } => $run,
            $crate::db::Db::Postgres($pool) => $run,
        }
    };
}

/// Runs one expression on the connection inside a transaction.
macro_rules! in_tx {
    ($tx:expr, $connection:ident => $run:expr) => {
        match $tx {
            $crate::db::Tx::Sqlite(tx) => {
                let $connection = &mut **tx;
                $run
            }
            $crate::db::Tx::Postgres(tx) => {
                let $connection = &mut **tx;
                $run
            }
        }
    };
}

/// Executes one statement in a transaction; gives the number of rows it touched.
macro_rules! execute {
    ($tx:expr, $sql:expr $(, $value:expr)* $(,)?) => {
        $crate::db::in_tx!($tx, connection => sqlx::query($sql)
            $(.bind($value))*
            .execute(connection)
            .await
            .map(|done| done.rows_affected()))
    };
}

/// Reads with one statement, by one of sqlx's `fetch_…`, from `&Db` or `&mut Tx`.
macro_rules! fetch {
    ($how:ident::<$row:ty>(in $tx:expr, $sql:expr $(, $value:expr)* $(,)?)) => {
        $crate::db::in_tx!($tx, connection =>
            sqlx::query_as::<_, $row>($sql)$(.bind($value))*.$how(connection).await)
    };
    ($how:ident::<$row:ty>($db:expr, $sql:expr $(, $value:expr)* $(,)?)) => {
        $crate::db::on_db!($db, pool =>
            sqlx::query_as::<_, $row>($sql)$(.bind($value))*.$how(pool).await)
    };
}

/// A struct that is read by column name and written to JSON by field name.
macro_rules! row {
    ($(#[$meta:meta])* pub struct $name:ident { $($(#[$doc:meta])* pub $field:ident: $type:ty,)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
        pub struct $name { $($(#[$doc])* pub $field: $type,)+ }

        impl<'r, R> sqlx::FromRow<'r, R> for $name
        where
            R: sqlx::Row,
            &'static str: sqlx::ColumnIndex<R>,
            String: sqlx::Decode<'r, R::Database> + sqlx::Type<R::Database>,
            i64: sqlx::Decode<'r, R::Database> + sqlx::Type<R::Database>,
            bool: sqlx::Decode<'r, R::Database> + sqlx::Type<R::Database>,
        {
            fn from_row(row: &'r R) -> sqlx::Result<Self> {
                Ok(Self { $($field: row.try_get(stringify!($field))?,)+ })
            }
        }
    };
}

/// The fixed statements of a file, each a constant, and all of them for the test that
/// prepares every one on both databases.
macro_rules! statements {
    ($($name:ident = $sql:expr;)+) => {
        $(pub(crate) const $name: &str = $sql;)+
        #[cfg(test)]
        pub(crate) const STATEMENTS: &[&str] = &[$($name),+];
    };
}

pub(crate) use {execute, fetch, in_tx, on_db, row, statements};

impl Db {
    /// Begins to write. On SQLite the write lock is taken at once, so that a second
    /// process waits instead of failing when it has read what another then changed.
    pub(crate) async fn begin(&self) -> sqlx::Result<Tx> {
        match self {
            Self::Sqlite { writer, .. } => {
                writer.begin_with("begin immediate").await.map(Tx::Sqlite)
            }
            Self::Postgres(pool) => pool.begin().await.map(Tx::Postgres),
        }
    }

    /// Begins to read everything as it is at one moment.
    pub(crate) async fn snapshot(&self) -> sqlx::Result<Tx> {
        match self {
            Self::Sqlite { readers, .. } => readers.begin().await.map(Tx::Sqlite),
            Self::Postgres(pool) => pool
                .begin_with("begin isolation level repeatable read read only")
                .await
                .map(Tx::Postgres),
        }
    }

    /// Waits until every connection is closed.
    pub(crate) async fn close(&self) {
        match self {
            Self::Sqlite { writer, readers } => {
                readers.close().await;
                writer.close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

impl Tx {
    /// Makes everything since the beginning of the transaction visible at once.
    pub(crate) async fn commit(self) -> sqlx::Result<()> {
        match self {
            Self::Sqlite(tx) => tx.commit().await,
            Self::Postgres(tx) => tx.commit().await,
        }
    }

    /// Leaves nothing behind.
    pub(crate) async fn rollback(self) -> sqlx::Result<()> {
        match self {
            Self::Sqlite(tx) => tx.rollback().await,
            Self::Postgres(tx) => tx.rollback().await,
        }
    }
}

/// A time column as a moment; what lies beyond what a calendar holds is the first moment.
#[must_use]
pub fn timestamp(milliseconds: i64) -> Timestamp {
    Timestamp::from_millisecond(milliseconds).unwrap_or(Timestamp::MIN)
}

/// A position as databases hold it.
pub(crate) const fn number(position: Position) -> i64 {
    position.0.cast_signed()
}

/// The column of a text and whether it was erased.
pub(crate) fn words(text: &Text) -> (Option<&str>, bool) {
    (text.as_clear(), *text == Text::Erased)
}

/// As [`words`], for a text that may be absent.
pub(crate) fn words_of(text: Option<&Text>) -> (Option<&str>, bool) {
    text.map_or((None, false), words)
}
