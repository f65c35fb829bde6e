//! All rows as text: to prove that a replay gives what was computed live, byte for byte,
//! and the same on both databases.
//!
//! Holds every table in memory; for tests and `tillbud verify`. Must never depend on how
//! a database orders text: rows are sorted here.

use sqlx::{AssertSqlSafe, Row};

use crate::compaction;
use crate::db::{Db, in_tx};
use crate::schema::{self, Column, Table};

/// Every table, the checkpoint first: its name, then one JSON array of texts a row, sorted.
pub(crate) async fn dump(db: &Db) -> sqlx::Result<String> {
    let mut dump = String::new();
    let mut tx = db.snapshot().await?;
    for table in schema::tables().into_iter().filter(|table| table.name != compaction::TABLE) {
        let sql = select_as_text(&table);
        let mut lines: Vec<String> = in_tx!(&mut tx, connection => {
            sqlx::query(AssertSqlSafe(sql))
                .fetch_all(connection)
                .await?
                .iter()
                .map(|row| (0..table.columns.len()).map(|at| row.try_get(at)).collect())
                .map(|row: sqlx::Result<Vec<Option<String>>>| row.map(|row| line(&row)))
                .collect::<sqlx::Result<_>>()?
        });
        lines.sort_unstable();
        dump += &format!("{}\n{}\n", table.name, lines.concat());
    }
    tx.rollback().await?;
    Ok(dump)
}

fn line(row: &[Option<String>]) -> String {
    format!("{}\n", serde_json::json!(row))
}

/// Each column cast to the same text on both databases.
fn select_as_text(table: &Table) -> String {
    let columns: Vec<String> = table
        .columns
        .iter()
        .map(|Column { name, kind }| match *kind {
            "boolean" => {
                format!("cast(case when {name} then 'yes' when not {name} then 'no' end as text)")
            }
            "bigint" => format!("cast({name} as text)"),
            _ => (*name).to_owned(),
        })
        .collect();
    format!("select {} from {}", columns.join(", "), table.name)
}
