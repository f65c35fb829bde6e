//! How the open database would go about a list: for benchmarks, which show the plans of
//! what was slow.
//!
//! Must never run what it explains.

use sqlx::{AssertSqlSafe, Row};
use tillbud_events::vocabulary::Regime;

use crate::db::{Db, on_db};
use crate::page::{Cursor, Value};
use crate::search::{self, Scope, Terms};
use crate::trend::fact::{self, By};
use crate::trend::series::Month;
use crate::{incident, notification, report, today};

/// A list to explain.
#[derive(Clone, Debug)]
pub enum Asked {
    /// A page of reports.
    Queue(report::Filter, Option<Cursor>),
    /// A page of incidents.
    Board(incident::Filter, Option<Cursor>),
    /// A page of hits.
    Search(Scope, Terms),
    /// Months told apart.
    Trend(Option<By>, fact::Filter, Month, Month),
    /// Reports without a word.
    Unheard,
    /// When what has to be sent is due.
    Clocks,
    /// Actions to be carried out by a day.
    Due(String),
    /// Notifications that wait.
    Waiting,
    /// A page of the register of personal-data breaches.
    Register,
}

/// The steps that the database would take.
///
/// # Errors
/// When the database fails.
pub async fn plan(db: &Db, asked: Asked, rows: usize) -> sqlx::Result<Vec<String>> {
    let most = i64::try_from(rows).unwrap_or(i64::MAX);
    let fixed = |sql: &str, values: Vec<Value>| (sql.to_owned(), values);
    let (sql, values) = match asked {
        Asked::Queue(filter, after) => filter.select().newest_first(after, rows).into_parts(),
        Asked::Board(filter, after) => filter.select().newest_first(after, rows).into_parts(),
        Asked::Search(scope, terms) => search::statement(db, scope, &terms, rows),
        Asked::Trend(by, filter, from, to) => filter.dated(by, from, to).into_parts(),
        Asked::Unheard => today::unheard_by(None).at_most(today::ROWS_MAX).into_parts(),
        Asked::Clocks => fixed(notification::NEXT_BY_CLOCK, vec![i64::MIN.into(), most.into()]),
        Asked::Due(day) => today::due_by(None, &day).at_most(today::ROWS_MAX).into_parts(),
        Asked::Waiting => fixed(notification::WAITING, vec![i64::MIN.into(), most.into()]),
        Asked::Register => fixed(
            notification::REGISTER,
            vec![Regime::Gdpr.as_str().into(), i64::MAX.into(), most.into()],
        ),
    };
    let (explain, column) = match db {
        Db::Sqlite { .. } => ("explain query plan", 3),
        Db::Postgres(_) => ("explain", 0),
    };
    let sql = format!("{explain} {sql}");
    on_db!(db, pool => {
        let mut query = sqlx::query(AssertSqlSafe(sql)).persistent(false);
        for value in values {
            query = match value {
                Value::Text(text) => query.bind(text),
                Value::Number(number) => query.bind(number),
            };
        }
        query.fetch_all(pool).await?.iter().map(|row| row.try_get(column)).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::on_both;

    on_both! {
        async fn every_list_can_be_explained(bench: &Bench) {
            let month: Month = "2026-10".parse().unwrap();
            let terms = Terms::parse("fel mottagare").unwrap();
            for asked in [
                Asked::Queue(report::Filter::default(), Some(Cursor(7))),
                Asked::Board(incident::Filter::default(), None),
                Asked::Search(Scope::Incidents, terms),
                Asked::Trend(Some(By::Unit), fact::Filter::default(), month, month),
                Asked::Unheard,
                Asked::Clocks,
                Asked::Due("2026-12-01".into()),
                Asked::Waiting,
                Asked::Register,
            ] {
                let steps = plan(bench.models.db(), asked.clone(), 51).await.unwrap();
                assert!(!steps.is_empty(), "{asked:?}");
            }
        }
    }
}
