//! Signals of charts, with their evidence, and what people said of them.
//!
//! Must never lose one: late reports and people change its state, nothing removes its row.

mod apply;

pub(crate) use apply::Signals;

use tillbud_events::SignalId;
use tillbud_events::signal::Raised;

use crate::code::codes;
use crate::db::{Db, fetch, row, statements};
use crate::page::{Cursor, Page, Placed, Select};

codes! {
    /// Where a signal stands.
    State {
        /// Nobody has said anything of it.
        Open = "open",
        /// A person knows what it comes from.
        Explained = "explained",
        /// A person says that nothing follows from it.
        Dismissed = "dismissed",
        /// Late reports removed it.
        Superseded = "superseded",
    }
}

row! {
    /// One signal.
    pub struct SignalRow {
        /// Its id.
        pub signal_id: String,
        /// Its version.
        pub version: i64,
        /// Its place in lists.
        pub position: i64,
        /// Where it stands.
        pub state: String,
        /// The key of the measure.
        pub measure: String,
        /// Only of this unit.
        pub unit: Option<String>,
        /// Only of this category.
        pub category: Option<String>,
        /// The rule that made it.
        pub rule: String,
        /// `high` or `low`.
        pub side: String,
        /// The first period of it.
        pub from_period: String,
        /// The last one, when it was raised last.
        pub to_period: String,
        /// Chance of it, held to the rate of false discoveries among those looked at with it.
        pub q: Option<String>,
        /// Whether people are told of it.
        pub is_notable: bool,
        /// When it was raised first.
        pub raised_at: i64,
        /// The last place in the log that was counted.
        pub known_at: i64,
        /// The statistics that it was computed by,
        pub engine: String,
        /// with which rules and constants,
        pub profile: String,
        /// from what.
        pub input_sha256: String,
        /// The fields of the event that raised it last as JSON, evidence included.
        pub raised: String,
        /// Whether somebody has explained or dismissed it, also when late reports have removed
        /// it since.
        pub is_settled: bool,
        /// When later reports brought it back, the last time.
        pub restored_at: Option<i64>,
        /// When somebody said something of it, or late reports removed it.
        pub settled_at: Option<i64>,
        /// What was said, unless erased.
        pub reason: Option<String>,
        /// What the same periods were made from when late reports removed it.
        pub late_sha256: Option<String>,
    }
}

impl SignalRow {
    /// The signal as its event tells it; nothing when the row is not what was written.
    #[must_use]
    pub fn event(&self) -> Option<Raised> {
        serde_json::from_str(&self.raised).ok()
    }
}

impl Placed for SignalRow {
    fn position(&self) -> i64 {
        self.position
    }
}

/// Signals, the newest first, perhaps of one state only.
///
/// # Errors
/// When the database fails.
pub async fn list(
    db: &Db,
    state: Option<State>,
    after: Option<Cursor>,
    limit: u32,
) -> sqlx::Result<Page<SignalRow>> {
    select(state).page(db, after, limit).await
}

/// One signal.
///
/// # Errors
/// When the database fails.
pub async fn get(db: &Db, signal_id: SignalId) -> sqlx::Result<Option<SignalRow>> {
    fetch!(fetch_optional::<SignalRow>(db, GET, signal_id.to_string()))
}

/// The signals of a measure, the newest first; also those that late reports have removed.
///
/// # Errors
/// When the database fails.
pub async fn of_measure(db: &Db, measure: &str) -> sqlx::Result<Vec<SignalRow>> {
    fetch!(fetch_all::<SignalRow>(db, OF_MEASURE, measure))
}

fn select(state: Option<State>) -> Select {
    Select::new("select * from signal").and("state =", state.map(State::as_str))
}

/// The lists' statements, for the test that prepares them.
#[cfg(test)]
pub(crate) fn selects() -> [String; 2] {
    let page = |select: Select| select.newest_first(Some(Cursor(1)), 1).into_sql();
    [page(select(None)), page(select(Some(State::Open)))]
}

#[cfg(test)]
pub(crate) fn statements() -> impl Iterator<Item = &'static &'static str> {
    STATEMENTS.iter().chain(apply::STATEMENTS)
}

statements! {
    GET = "select * from signal where signal_id = $1";
    OF_MEASURE = "select * from signal where measure = $1 order by position desc";
}

#[cfg(test)]
mod tests;
