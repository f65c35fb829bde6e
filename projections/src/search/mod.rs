//! Search: texts that hold words, newest first, finding *olycka* in *fallolyckan*.
//!
//! Five places to look in, each with readers of its own, so that a hit never tells what
//! the item itself would refuse. Must never hold words of a reporter: opening those leaves
//! a trace that the reporter sees, and searching would not.

mod apply;
mod fact;
mod index;
mod terms;

pub(crate) use apply::Search;
pub use fact::Fact;
pub(crate) use index::{
    DESCRIPTION, create_on_postgres, create_on_sqlite, drop_on_sqlite, fill_on_sqlite,
};
pub use terms::{FACTS_MAX, QUERY_CHARACTERS, TERM_CHARACTERS_MIN, TERMS_MAX, Terms, TermsError};

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
        /// What the register of actions tells.
        Actions = "actions",
        /// Titles of incidents that a law was asked about, and what was written about it.
        Notifications = "notifications",
    }
}

row! {
    /// A text that holds what was looked for.
    pub struct Hit {
        /// Where in the log it was written.
        pub position: i64,
        /// The incident, report or action that it belongs to.
        pub owner: String,
        /// The event that brought it, such as `incident.factor_identified`.
        pub part: String,
        /// The text on one line; of coded facts their tokens.
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
            Self::Actions => "search_action",
            Self::Notifications => "search_notification",
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
            let sql = index::sql_of_postgres(scope, &patterns);
            let patterns = patterns.into_iter().flatten().map(Value::Text);
            (sql, [below, rows].into_iter().chain(patterns).collect())
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
