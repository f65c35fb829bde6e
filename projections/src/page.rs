//! Lists a page at a time, newest first, with the filters that were asked for.
//!
//! Must never skip or repeat a row when new ones arrive between two pages, so a page
//! continues after a position, never after a count.

use serde::Serialize;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{AssertSqlSafe, FromRow};
use tillbud_events::{Actor, HolderId};

use crate::conflict::{self, KeptOut};
use crate::db::{Db, on_db};

/// The actions of the functions that an account sees to.
const OF_FUNCTIONS: &str =
    "action.owner_folded in (select folded from held_function where held_function.holder =";

/// Most rows of one page.
pub const PAGE_ROWS_MAX: u32 = 200;

/// Where the next page begins: below this position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Cursor(pub i64);

/// Some rows, and where the next page begins when there are more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Page<T> {
    /// Newest first.
    pub rows: Vec<T>,
    /// Give it back as `after` to go on; nothing when this was the last page.
    pub next: Option<Cursor>,
}

/// The first rows of a kind, and whether there are more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct First<T> {
    /// In the order that was asked for.
    pub rows: Vec<T>,
    /// Whether some were left out.
    pub has_more: bool,
}

impl<T> Default for First<T> {
    fn default() -> Self {
        Self { rows: Vec::new(), has_more: false }
    }
}

impl<T> First<T> {
    /// At most so many of `rows`, of which one more was asked for.
    pub(crate) fn of(mut rows: Vec<T>, most: i64) -> Self {
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        let has_more = rows.len() > most;
        rows.truncate(most);
        Self { rows, has_more }
    }
}

impl<T> From<Page<T>> for First<T> {
    fn from(page: Page<T>) -> Self {
        Self { rows: page.rows, has_more: page.next.is_some() }
    }
}

/// A row that has its place in the log.
pub(crate) trait Placed {
    fn position(&self) -> i64;
}

/// A value to compare a column with.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    Text(String),
    Number(i64),
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

/// A statement that holds only the conditions that were asked for, so that each
/// combination can use the index that fits it. Its text is made of constants alone.
#[derive(Clone, Debug)]
pub(crate) struct Select {
    sql: String,
    values: Vec<Value>,
    is_narrowed: bool,
}

impl Select {
    /// Begins with `select … from …`.
    pub(crate) fn new(head: &'static str) -> Self {
        Self { sql: head.to_owned(), values: Vec::new(), is_narrowed: false }
    }

    /// Adds a condition, such as `unit =`, when there is a value for it.
    pub(crate) fn and<V: Into<Value>>(mut self, condition: &'static str, value: Option<V>) -> Self {
        if let Some(value) = value {
            let word = self.word();
            self.values.push(value.into());
            self.sql += &format!(" {word} {condition} ${}", self.values.len());
        }
        self
    }

    /// As [`Self::and`], for a condition that ends within a subquery: its bracket is closed.
    pub(crate) fn and_within<V: Into<Value>>(
        mut self,
        condition: &'static str,
        value: Option<V>,
    ) -> Self {
        let is_asked = value.is_some();
        self = self.and(condition, value);
        self.sql += if is_asked { ")" } else { "" };
        self
    }

    /// Goes on after a pair of values in the order of two columns, such as `(due, position)`.
    pub(crate) fn and_after(mut self, columns: &'static str, pair: Option<(String, i64)>) -> Self {
        if let Some((first, second)) = pair {
            let word = self.word();
            self.values.extend([first.into(), second.into()]);
            let last = self.values.len();
            self.sql += &format!(" {word} {columns} > (${}, ${last})", last - 1);
        }
        self
    }

    /// Adds the condition that a column holds something.
    pub(crate) fn and_present(mut self, column: &'static str) -> Self {
        let word = self.word();
        self.sql += &format!(" {word} {column} is not null");
        self
    }

    /// Adds the condition that a column says yes, when one is named.
    pub(crate) fn and_is(mut self, column: Option<&'static str>) -> Self {
        if let Some(column) = column {
            let word = self.word();
            self.sql += &format!(" {word} {column}");
        }
        self
    }

    /// Keeps incidents that somebody follows, when somebody is named. Told by their places,
    /// so that the list's own order is kept.
    pub(crate) fn and_followed_by(mut self, holder: Option<HolderId>) -> Self {
        if let Some(holder) = holder {
            let word = self.word();
            self.values.push(holder.to_string().into());
            self.sql += &format!(
                " {word} incident.position in (select followed.position from follow
                    join incident followed on followed.incident_id = follow.incident_id
                    where follow.holder = ${})",
                self.values.len()
            );
        }
        self
    }

    /// Leaves out what belongs to an incident that `actor` is kept out of; `incident` is
    /// the column with its id, which is never empty.
    pub(crate) fn and_open_to(mut self, actor: Option<Actor>, incident: &'static str) -> Self {
        if let Some(kept) = actor.and_then(KeptOut::of) {
            let word = self.word();
            let set = self.kept_out(kept);
            self.sql += &format!(" {word} {incident} not in ({set})");
        }
        self
    }

    /// Leaves out actions that are not open to `actor`: of an incident that it is kept out of,
    /// or, where it sees own actions alone, of a function that it does not see to.
    pub(crate) fn and_action_open_to(self, actor: Option<Actor>) -> Self {
        let sees_to = actor.and_then(KeptOut::of).and_then(|kept| kept.sees_to);
        self.and_open_to(actor, "action.incident_id").and_within(OF_FUNCTIONS, sees_to)
    }

    /// Leaves out reports that `actor` is kept out of, by their unit or by their incident.
    pub(crate) fn and_report_open_to(mut self, actor: Option<Actor>) -> Self {
        if let Some(kept) = actor.and_then(KeptOut::of) {
            let word = self.word();
            let set = self.kept_out(kept);
            let units = self.values.len();
            self.sql += &format!(
                " {word} (report.incident_id is null or report.incident_id not in ({set}))
                and (report.unit is null or report.unit not in
                    (select unit from led_unit where holder = ${units}))"
            );
        }
        self
    }

    /// The incidents that an account is kept out of; the last value is whose units count.
    fn kept_out(&mut self, kept: KeptOut) -> String {
        let aside = self.values.len() + 1;
        self.values.extend([kept.aside.into(), kept.leads.into()]);
        conflict::incidents(aside, aside + 1)
    }

    fn word(&mut self) -> &'static str {
        if std::mem::replace(&mut self.is_narrowed, true) { "and" } else { "where" }
    }

    /// Ends with grouping or order.
    pub(crate) fn then(mut self, tail: &'static str) -> Self {
        self.sql = format!("{} {tail}", self.sql);
        self
    }

    /// So many rows.
    pub(crate) fn at_most(mut self, rows: i64) -> Self {
        self.values.push(Value::Number(rows));
        self.sql += &format!(" limit ${}", self.values.len());
        self
    }

    /// The text, to be prepared by a test.
    #[cfg(test)]
    pub(crate) fn into_sql(self) -> String {
        self.sql
    }

    /// The text and what is bound in it.
    pub(crate) fn into_parts(self) -> (String, Vec<Value>) {
        (self.sql, self.values)
    }

    /// All rows.
    pub(crate) async fn all<T>(self, db: &Db) -> sqlx::Result<Vec<T>>
    where
        T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin,
    {
        on_db!(db, pool => {
            let mut query = sqlx::query_as::<_, T>(AssertSqlSafe(self.sql));
            for value in self.values {
                query = match value {
                    Value::Text(text) => query.bind(text),
                    Value::Number(number) => query.bind(number),
                };
            }
            query.fetch_all(pool).await
        })
    }

    /// The first rows, so many.
    pub(crate) async fn first<T>(self, db: &Db, most: i64) -> sqlx::Result<First<T>>
    where
        T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin,
    {
        let rows = self.at_most(most.saturating_add(1)).all::<T>(db).await?;
        Ok(First::of(rows, most))
    }

    /// The newest rows below `after`, at least 1 and at most [`PAGE_ROWS_MAX`].
    pub(crate) async fn page<T>(
        self,
        db: &Db,
        after: Option<Cursor>,
        limit: u32,
    ) -> sqlx::Result<Page<T>>
    where
        T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin + Placed,
    {
        let limit = limit.clamp(1, PAGE_ROWS_MAX) as usize;
        let mut newest_first = self.newest_first(after, limit + 1).all::<T>(db).await?;
        let more = newest_first.len() > limit;
        newest_first.truncate(limit);
        let next = newest_first.last().filter(|_| more).map(|row| Cursor(row.position()));
        Ok(Page { rows: newest_first, next })
    }

    /// One page's statement, with one row more than asked for to know whether more follow.
    pub(crate) fn newest_first(self, after: Option<Cursor>, rows: usize) -> Self {
        self.and("position <", after.map(|cursor| cursor.0))
            .then("order by position desc")
            .at_most(i64::try_from(rows).unwrap_or(i64::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Filter, queue};
    use crate::testing::{Bench, Log, follow, on_both};

    async fn walk(bench: &Bench, limit: u32) -> Vec<i64> {
        let (mut positions, mut after) = (Vec::new(), None);
        loop {
            let page = queue(bench.models.db(), &Filter::default(), after, limit).await.unwrap();
            positions.extend(page.rows.iter().map(|row| row.position));
            match page.next {
                Some(next) => after = Some(next),
                None => return positions,
            }
        }
    }

    on_both! {
        async fn pages_have_no_gaps_and_no_repeats(bench: &Bench) {
            let mut log = Log::default();
            for number in 1..=i64::from(PAGE_ROWS_MAX) {
                log.receive(number as u128);
            }
            follow(&bench.models, &log).await;
            for (limit, rows) in [(200, 200), (199, 199), (201, 200), (0, 1), (u32::MAX, 200)] {
                let db = bench.models.db();
                let page = queue(db, &Filter::default(), None, limit).await.unwrap();
                assert_eq!((page.rows.len(), page.next.is_some()), (rows, rows < 200), "{limit}");
            }
            log.receive(201);
            follow(&bench.models, &log).await;
            let expected: Vec<i64> = (1..=201).rev().collect();
            for limit in [7, 100, 200] {
                assert_eq!(walk(bench, limit).await, expected);
            }
        }

        async fn a_report_that_arrives_between_two_pages_moves_no_other(bench: &Bench) {
            let mut log = Log::default();
            for number in 1..=5 {
                log.receive(number);
            }
            follow(&bench.models, &log).await;
            let db = bench.models.db();
            let first = queue(db, &Filter::default(), None, 3).await.unwrap();
            log.receive(6);
            follow(&bench.models, &log).await;
            let second = queue(db, &Filter::default(), first.next, 3).await.unwrap();
            let positions: Vec<i64> =
                first.rows.iter().chain(&second.rows).map(|row| row.position).collect();
            assert_eq!(positions, [5, 4, 3, 2, 1]);
        }
    }
}
