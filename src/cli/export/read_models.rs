//! Rows of the read models, oldest first, up to one moment of the log.
//!
//! Must never give rows that lack an event of that moment, and never hold more than
//! a page of them.

use anyhow::Context;
use serde_json::{Value, json};
use tillbud_events::Position;
use tillbud_projections::{Applied, Cursor, DatabaseError, Db, Page, ReadModels};

use super::table::Column;
use crate::projector::BATCH_EVENTS;
use crate::store::EventStore;

/// What is exported from a read model.
pub trait Exported: Sized + 'static {
    /// A row of the read model.
    type Row;
    /// What stands in a row of the export.
    const COLUMNS: &'static [Column<Self>];

    /// A page of rows placed below `below`, newest first.
    ///
    /// # Errors
    /// When the database fails.
    async fn page(db: &Db, below: Cursor) -> Result<Page<Self::Row>, DatabaseError>;

    /// The row with what belongs to it.
    ///
    /// # Errors
    /// When the database fails.
    async fn whole(db: &Db, row: Self::Row) -> Result<Self, DatabaseError>;
}

/// Applies what the read models lack; another program may be doing the same, and
/// the checkpoint decides who was first. Gives the moment that they now hold.
///
/// # Errors
/// When an event cannot be read or applied.
pub async fn catch_up(store: &EventStore, read_models: &ReadModels) -> anyhow::Result<Position> {
    let mut at = read_models.position().await?;
    let tip = store.tip().await?;
    anyhow::ensure!(
        at <= tip,
        "{} holds more than the log, which was replaced; run tillbud rebuild",
        read_models.place()
    );
    if at == tip {
        return Ok(tip);
    }
    let mut follower = store.follow(at).await?;
    // Ends: with each turn somebody has applied a batch.
    while at < tip {
        let batch = follower.next_batch(BATCH_EVENTS).await?;
        let applied = read_models.apply(at, &batch).await.context("the log cannot be applied")?;
        at = match applied {
            Applied::Advanced(position) => position,
            Applied::Moved(position) => {
                follower = store.follow(position).await?;
                position
            }
        };
    }
    Ok(tip)
}

/// Where the pages of a list begin, and how many rows they hold.
pub struct Pages {
    /// Newest first.
    begins: Vec<Cursor>,
    /// Rows of all pages.
    pub rows: u64,
}

impl Pages {
    /// Walks the list once from `tip` down. Lists are read newest first; knowing
    /// where each page begins lets them be taken from the other end. Later rows are
    /// placed above `tip`, and no row moves, so that the pages stay as they are.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn of<T: Exported>(db: &Db, tip: Position) -> Result<Self, DatabaseError> {
        let mut pages = Self { begins: Vec::new(), rows: 0 };
        let mut next = Some(Cursor(i64::try_from(tip.0).unwrap_or(i64::MAX).saturating_add(1)));
        while let Some(begin) = next {
            let page = T::page(db, begin).await?;
            pages.begins.push(begin);
            pages.rows += page.rows.len() as u64;
            next = page.next;
        }
        Ok(pages)
    }

    /// The next page of oldest rows, oldest first; none at the end.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn next<T: Exported>(
        &mut self,
        db: &Db,
    ) -> Result<Option<Vec<T::Row>>, DatabaseError> {
        let Some(begin) = self.begins.pop() else { return Ok(None) };
        let mut rows = T::page(db, begin).await?.rows;
        rows.reverse();
        Ok(Some(rows))
    }
}

/// Milliseconds since 1970 as RFC 3339 in UTC.
#[must_use]
pub fn time(milliseconds: impl Into<Option<i64>>) -> Value {
    let time = milliseconds.into().map(jiff::Timestamp::from_millisecond);
    json!(time.and_then(Result::ok).map(|time| time.to_string()))
}
