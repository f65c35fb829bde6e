//! How far the log has been applied: one position for all read models together.
//!
//! Must never move without the rows that belong to it: both are in one transaction.

use tillbud_events::Position;

use crate::db::{Db, Tx, execute, fetch, number, statements};

/// The table, with its only row.
pub(crate) const DDL: &str = include_str!("../../migrations/checkpoint.sql");

/// Moves the checkpoint, if it still stands where the caller read it.
///
/// `false`: someone else moved it (a second projector, or a rebuild was swapped in).
/// The caller rolls back and starts again from the stored position.
pub(crate) async fn advance(tx: &mut Tx, from: Position, to: Position) -> sqlx::Result<bool> {
    Ok(execute!(tx, ADVANCE, number(from), number(to))? == 1)
}

/// The last position applied, as a reader sees it.
pub(crate) async fn position(db: &Db) -> sqlx::Result<Position> {
    let (position,) = fetch!(fetch_one::<(i64,)>(db, POSITION))?;
    Ok(Position(position.cast_unsigned()))
}

statements! {
    ADVANCE = "update checkpoint set position = $2 where id = 1 and position = $1";
    POSITION = "select position from checkpoint where id = 1";
}
