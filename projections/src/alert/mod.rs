//! Alerts: what the weekly scans found, what people said of it, and how often it was right.
//!
//! Must never count or rank units: an alert names where to look, nothing more.

mod apply;
mod precision;

pub(crate) use apply::Alerts;
pub use precision::{Precision, Quarter};

use tillbud_events::AlertId;
use tillbud_events::vocabulary::Verdict;

use crate::code::codes;
use crate::db::{Db, fetch, row, statements};
use crate::page::{Cursor, Page, Placed, Select};

codes! {
    /// Where an alert stands.
    State {
        /// The scans find it, or found it lately.
        Open = "open",
        /// It is over.
        Closed = "closed",
    }
}

row! {
    /// One alert.
    pub struct AlertRow {
        /// Its id.
        pub alert_id: String,
        /// Its version.
        pub version: i64,
        /// Its place in lists.
        pub position: i64,
        /// Where it stands.
        pub state: String,
        /// What was compared with what: `leaf`, `category` or `severe`.
        pub family: String,
        /// The category; nothing for severe harm.
        pub category: Option<String>,
        /// The unit that stood out most, when it was a single one.
        pub unit: Option<String>,
        /// The week that it was raised in.
        pub week: String,
        /// The week that it was found to have grown in last.
        pub last_week: String,
        /// When it was raised.
        pub raised_at: i64,
        /// How many weeks were looked at.
        pub window_weeks: i64,
        /// Reports in these weeks; of severe harm incidents.
        pub observed: i64,
        /// As many in the weeks before.
        pub baseline: i64,
        /// As many to be expected in these weeks.
        pub expected: String,
        /// Chance of as many or more when nothing has changed.
        pub p: String,
        /// The same, held to the rate of false discoveries.
        pub q: String,
        /// Whether less than the full baseline was there.
        pub is_provisional: bool,
        /// The statistics that it was computed by,
        pub engine: String,
        /// with which constants,
        pub profile: String,
        /// from what.
        pub input_sha256: String,
        /// The week whose scan closed it.
        pub closed_week: Option<String>,
        /// What a person said that it was.
        pub verdict: Option<String>,
        /// Why, unless erased.
        pub reason: Option<String>,
        /// When.
        pub judged_at: Option<i64>,
    }
}

row! {
    /// A unit that stood out in an alert by itself.
    pub struct MemberRow {
        /// Which one.
        pub unit: Option<String>,
        /// How many weeks were looked at.
        pub window_weeks: i64,
        /// Reports in these weeks.
        pub observed: i64,
        /// Reports in the weeks before.
        pub baseline: i64,
        /// Reports to be expected in these weeks.
        pub expected: String,
        /// Chance of as many or more when nothing has changed.
        pub p: String,
        /// The same, held to the rate of false discoveries.
        pub q: String,
    }
}

row! {
    /// A week that was scanned.
    pub struct ScanRow {
        /// Which one.
        pub week: String,
        /// When.
        pub at: i64,
        /// Tests that could have been small enough to count.
        pub tests: i64,
        /// Alerts that the scan found: new, grown or the same as before.
        pub found: i64,
        /// Whether less than the full baseline was there.
        pub is_provisional: bool,
    }
}

row! {
    /// Alerts of one week with one verdict.
    pub struct Judged {
        /// The week that they were raised in.
        pub week: String,
        /// The verdict; nothing while nobody has judged them.
        pub verdict: Option<String>,
        /// How many.
        pub count: i64,
    }
}

impl Placed for AlertRow {
    fn position(&self) -> i64 {
        self.position
    }
}

/// Alerts, the newest first, perhaps of one state only.
///
/// # Errors
/// When the database fails.
pub async fn list(
    db: &Db,
    state: Option<State>,
    after: Option<Cursor>,
    limit: u32,
) -> sqlx::Result<Page<AlertRow>> {
    select(state).page(db, after, limit).await
}

/// One alert.
///
/// # Errors
/// When the database fails.
pub async fn get(db: &Db, alert_id: AlertId) -> sqlx::Result<Option<AlertRow>> {
    fetch!(fetch_optional::<AlertRow>(db, GET, alert_id.to_string()))
}

/// The units that stood out in an alert by themselves, by their names.
///
/// # Errors
/// When the database fails.
pub async fn members(db: &Db, alert_id: AlertId) -> sqlx::Result<Vec<MemberRow>> {
    fetch!(fetch_all::<MemberRow>(db, MEMBERS, alert_id.to_string()))
}

/// The last week that was scanned.
///
/// # Errors
/// When the database fails.
pub async fn last_scan(db: &Db) -> sqlx::Result<Option<ScanRow>> {
    fetch!(fetch_optional::<ScanRow>(db, LAST_SCAN))
}

/// How many alerts of each quarter were judged as what, the newest quarter first.
///
/// # Errors
/// When the database fails.
pub async fn precision(db: &Db) -> sqlx::Result<Vec<Quarter>> {
    let judged = fetch!(fetch_all::<Judged>(db, JUDGED))?;
    let counts = judged.iter().filter_map(|row| {
        let verdict = row.verdict.as_deref().and_then(Verdict::from_stored);
        Some((row.week.parse().ok()?, verdict, row.count))
    });
    Ok(precision::by_quarter(counts))
}

fn select(state: Option<State>) -> Select {
    Select::new("select * from alert").and("state =", state.map(State::as_str))
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
    GET = "select * from alert where alert_id = $1";
    MEMBERS = "select unit, window_weeks, observed, baseline, expected, p, q from alert_member
        where alert_id = $1 order by ordinal";
    LAST_SCAN = "select * from scan where week = (select max(week) from scan)";
    JUDGED = "select week, verdict, count(*) as count from alert group by week, verdict";
}

#[cfg(test)]
mod tests;
