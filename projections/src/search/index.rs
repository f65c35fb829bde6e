//! The index of runs of three characters: FTS5 on SQLite, `pg_trgm` on PostgreSQL.
//!
//! The one place where the two databases have different statements; one contract test
//! (in [`super`]) holds both to the same answers. Triggers keep SQLite's index beside its
//! table, PostgreSQL does that by itself, so that whoever writes rows knows nothing of it.
//! Must never keep what left the table: FTS5 removes it from its pages (`secure-delete`).

use sqlx::postgres::{PgConnection, PgPool};
use sqlx::{AssertSqlSafe, Postgres, Sqlite, SqliteConnection, SqlitePool, Transaction, raw_sql};

use super::{Hit, Scope, Terms};

/// Where PostgreSQL's extension is put when it is not there: a schema that no generation
/// takes along when it is removed.
const EXTENSION_SCHEMA: &str = "tillbud_trigrams";

/// Texts that PostgreSQL looks through one by one, before it goes by the words.
const NEWEST: usize = 2_000;
/// Makes PostgreSQL go by the words until the transaction ends.
const BY_WORDS: &str = "set local enable_seqscan = off; set local enable_indexscan = off";

/// What the name of a generation depends on, beside the tables.
pub(crate) const DESCRIPTION: &str = "fts5 trigram columnsize=0 secure-delete; gin_trgm_ops";

/// Adds what is missing of the index.
pub(crate) async fn create_on_sqlite(connection: &mut SqliteConnection) -> sqlx::Result<()> {
    for table in Scope::ALL.iter().map(|scope| scope.table()) {
        let ddl = format!(
            "create virtual table if not exists {table}_index using fts5(text,
                content='{table}', content_rowid='position', tokenize='trigram', columnsize=0);
             insert into {table}_index ({table}_index, rank) values ('secure-delete', 1);
             create trigger if not exists {table}_added after insert on {table} begin
                insert into {table}_index (rowid, text) values (new.position, new.text);
             end;
             create trigger if not exists {table}_removed after delete on {table} begin
                insert into {table}_index ({table}_index, rowid, text)
                    values ('delete', old.position, old.text);
             end"
        );
        raw_sql(AssertSqlSafe(ddl)).execute(&mut *connection).await?;
    }
    Ok(())
}

/// Takes the index away while all rows are replaced, which would else be undone and done
/// again row by row; [`fill_on_sqlite`] follows in the same transaction.
pub(crate) async fn drop_on_sqlite(connection: &mut SqliteConnection) -> sqlx::Result<()> {
    for table in Scope::ALL.iter().map(|scope| scope.table()) {
        let ddl = format!(
            "drop trigger {table}_added; drop trigger {table}_removed; drop table {table}_index"
        );
        raw_sql(AssertSqlSafe(ddl)).execute(&mut *connection).await?;
    }
    Ok(())
}

/// Makes the index anew from the rows that are there.
pub(crate) async fn fill_on_sqlite(connection: &mut SqliteConnection) -> sqlx::Result<()> {
    create_on_sqlite(connection).await?;
    for table in Scope::ALL.iter().map(|scope| scope.table()) {
        let fill = format!("insert into {table}_index ({table}_index) values ('rebuild')");
        raw_sql(AssertSqlSafe(fill)).execute(&mut *connection).await?;
    }
    Ok(())
}

/// Adds what is missing of the index, and of the extension that it needs.
pub(crate) async fn create_on_postgres(tx: &mut Transaction<'_, Postgres>) -> sqlx::Result<()> {
    let found: Option<(String,)> = sqlx::query_as(EXTENSION).fetch_optional(&mut **tx).await?;
    let schema = match found {
        Some((schema,)) => schema,
        None => {
            let ddl = format!(
                "create schema if not exists {EXTENSION_SCHEMA};
                 create extension pg_trgm with schema {EXTENSION_SCHEMA}"
            );
            raw_sql(AssertSqlSafe(ddl)).execute(&mut **tx).await?;
            EXTENSION_SCHEMA.to_owned()
        }
    };
    for table in Scope::ALL.iter().map(|scope| scope.table()) {
        let ddl = format!(
            "create index if not exists {table}_by_text on {table}
                using gin (text \"{schema}\".gin_trgm_ops)"
        );
        raw_sql(AssertSqlSafe(ddl)).execute(&mut **tx).await?;
    }
    Ok(())
}

const EXTENSION: &str = "select cast(n.nspname as text) from pg_extension e
    join pg_namespace n on n.oid = e.extnamespace where e.extname = 'pg_trgm'";

/// The newest hits below a position.
pub(super) async fn find_on_sqlite(
    pool: &SqlitePool,
    scope: Scope,
    terms: &Terms,
    below: i64,
    rows: i64,
) -> sqlx::Result<Vec<Hit>> {
    let sql = sql_of_sqlite(scope);
    sqlx::query_as::<Sqlite, Hit>(AssertSqlSafe(sql))
        .bind(terms.for_fts5())
        .bind(below)
        .bind(rows)
        .fetch_all(pool)
        .await
}

/// The limit stands inside, so that the index is read only as far as the page goes.
pub(super) fn sql_of_sqlite(scope: Scope) -> String {
    let table = scope.table();
    format!(
        "select position, owner, part, text from (
            select rowid as place from {table}_index
            where {table}_index match $1 and rowid < $2 order by rowid desc limit $3)
         join {table} on position = place order by position desc"
    )
}

/// The newest hits below a position: first among the newest texts, where a common word
/// fills the page; then by the words alone. PostgreSQL's own guess which way is shorter
/// needs statistics that a rebuilt table does not have yet, and misses by far for common
/// words that never stand together.
pub(super) async fn find_on_postgres(
    pool: &PgPool,
    scope: Scope,
    terms: &Terms,
    below: i64,
    rows: i64,
) -> sqlx::Result<Vec<Hit>> {
    let patterns = terms.for_like();
    let mut tx = pool.begin().await?;
    let newest = sql_of_newest(scope, &patterns);
    let mut hits = ask(&mut tx, newest, &patterns, below, rows).await?;
    if i64::try_from(hits.len()) != Ok(rows) {
        raw_sql(BY_WORDS).execute(&mut *tx).await?;
        hits = ask(&mut tx, sql_of_postgres(scope, &patterns), &patterns, below, rows).await?;
    }
    tx.rollback().await?;
    Ok(hits)
}

async fn ask(
    connection: &mut PgConnection,
    sql: String,
    patterns: &[Vec<String>],
    below: i64,
    rows: i64,
) -> sqlx::Result<Vec<Hit>> {
    let query = sqlx::query_as::<Postgres, Hit>(AssertSqlSafe(sql));
    // Planned anew each time: the best way depends on the words.
    let mut query = query.persistent(false).bind(below).bind(rows);
    for pattern in patterns.iter().flatten() {
        query = query.bind(pattern.clone());
    }
    query.fetch_all(connection).await
}

fn sql_of_newest(scope: Scope, patterns: &[Vec<String>]) -> String {
    let table = scope.table();
    format!(
        "select position, owner, part, text from (
            select * from {table} where position < $1 order by position desc limit {NEWEST}
         ) as newest where true{} order by position desc limit $2",
        conditions(patterns)
    )
}

pub(super) fn sql_of_postgres(scope: Scope, patterns: &[Vec<String>]) -> String {
    let table = scope.table();
    format!(
        "select position, owner, part, text from {table}
         where position < $1{} order by position desc limit $2",
        conditions(patterns)
    )
}

/// One for each word: that, or one of the facts that it stands for, must be found. Their
/// numbers follow the position's and the limit's.
fn conditions(patterns: &[Vec<String>]) -> String {
    let mut number = 2;
    let mut like = |_: &String| {
        number += 1;
        format!("text ilike ${number}")
    };
    let mut each = |either: &Vec<String>| {
        format!(" and ({})", either.iter().map(&mut like).collect::<Vec<_>>().join(" or "))
    };
    patterns.iter().map(&mut each).collect()
}
