//! Search: texts that hold words, newest first, finding *olycka* in *fallolyckan*.
//!
//! Four places to look in, each with readers of its own, so that a hit never tells what
//! the item itself would refuse. Must never give out words of a reporter: a hit in them
//! says which report, and no more.

mod apply;
mod index;
mod terms;

pub(crate) use apply::Search;
pub(crate) use index::{
    DESCRIPTION, create_on_postgres, create_on_sqlite, drop_on_sqlite, fill_on_sqlite,
};
pub use terms::{QUERY_CHARACTERS, TERM_CHARACTERS_MIN, TERMS_MAX, Terms, TermsError};

use crate::code::codes;
use crate::db::{Db, row};
use crate::page::{Cursor, PAGE_ROWS_MAX, Page, Value};

codes! {
    /// Where to look.
    Scope {
        /// What an incident's own page and timeline tell.
        Incidents = "incidents",
        /// What a report shows unopened: copies, other registers' words, what staff wrote.
        Reports = "reports",
        /// Approved copies alone.
        Copies = "copies",
        /// What reporters wrote.
        Originals = "originals",
    }
}

row! {
    /// A text that holds what was looked for.
    pub struct Hit {
        /// Where in the log it was written.
        pub position: i64,
        /// The incident or report that it belongs to.
        pub owner: String,
        /// The event that brought it, such as `incident.factor_identified`.
        pub part: String,
        /// The text on one line; empty when it is a reporter's.
        pub text: String,
    }
}

impl Scope {
    /// The table that holds its texts.
    const fn table(self) -> &'static str {
        match self {
            Self::Incidents => "search_incident",
            Self::Reports => "search_report",
            Self::Copies => "search_copy",
            Self::Originals => "search_original",
        }
    }

    /// The column that is shown.
    const fn words(self) -> &'static str {
        match self {
            Self::Incidents | Self::Reports | Self::Copies => "text",
            Self::Originals => "''",
        }
    }
}

/// Texts that hold every term, whatever the case, newest first.
///
/// # Errors
/// When the database fails.
pub async fn find(
    db: &Db,
    scope: Scope,
    terms: &Terms,
    after: Option<Cursor>,
    limit: u32,
) -> sqlx::Result<Page<Hit>> {
    let limit = limit.clamp(1, PAGE_ROWS_MAX) as usize;
    let below = after.map_or(i64::MAX, |cursor| cursor.0);
    // One more than asked for, to know whether more follow.
    let most = i64::try_from(limit + 1).unwrap_or(i64::MAX);
    let mut rows = match db {
        Db::Sqlite { readers, .. } => {
            index::find_on_sqlite(readers, scope, terms, below, most).await?
        }
        Db::Postgres(pool) => index::find_on_postgres(pool, scope, terms, below, most).await?,
    };
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| more).map(|hit| Cursor(hit.position));
    Ok(Page { rows, next })
}

/// What [`find`] asks for the first page, and what is bound in it.
pub(crate) fn statement(db: &Db, scope: Scope, terms: &Terms, rows: usize) -> (String, Vec<Value>) {
    let rows = Value::Number(i64::try_from(rows).unwrap_or(i64::MAX));
    let below = Value::Number(i64::MAX);
    match db {
        Db::Sqlite { .. } => {
            (index::sql_of_sqlite(scope), vec![Value::Text(terms.for_fts5()), below, rows])
        }
        Db::Postgres(_) => {
            let patterns = terms.for_like();
            let sql = index::sql_of_postgres(scope, patterns.len());
            (sql, [below, rows].into_iter().chain(patterns.into_iter().map(Value::Text)).collect())
        }
    }
}

/// Every fixed statement, for the test that prepares them on both databases.
#[cfg(test)]
pub(crate) fn statements() -> impl Iterator<Item = &'static &'static str> {
    apply::STATEMENTS.iter()
}

#[cfg(test)]
mod tests;
