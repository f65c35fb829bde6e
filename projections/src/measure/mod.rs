//! Measures: what is measured, what people decided about its baseline, and its figures.
//!
//! The one place where figures of a measure come from. Must never count people, and never
//! give a figure of one.
//!
//! Reading order: this file, [`points`] (figures by period), `tally` (what is read from the
//! database), [`chart`] (the engine's chart with the baselines applied), [`occurred`] (the days
//! of rare events, for comparing).

mod apply;
mod chart;
mod occurred;
mod periods;
mod points;
mod tally;
mod values;

use tillbud_events::measure::Definition;
use tillbud_events::{MeasureId, Month, Version};

use crate::code::codes;
use crate::db::{Db, fetch, row, statements};

pub(crate) use apply::Measures;
pub use chart::{chart, design, kind, profile, series};
pub use occurred::{Occurred, occurred};
pub use periods::begin_of;
pub use points::{CASES_MIN, Points, Scope, charted, points, points_of_each};

codes! {
    /// What was decided about a baseline.
    Decision {
        /// Centre and limits come from the months up to this one.
        Frozen = "frozen",
        /// They begin anew with this month.
        Rebased = "rebased",
        /// This month is out of them.
        Excluded = "excluded",
    }
}

/// A decision about a baseline that is in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Baseline {
    /// What.
    pub decision: Decision,
    /// Of which month.
    pub month: Month,
    /// Why, unless nothing was said or it was erased.
    pub reason: Option<String>,
    /// When it was decided.
    pub decided_at: i64,
    /// As which role.
    pub decided_as: String,
}

/// A measure as defined now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measure {
    /// Which measure.
    pub id: MeasureId,
    /// Events in its stream; the expected version of the next write.
    pub version: Version,
    /// What it is.
    pub definition: Definition,
    /// The decisions in force, in the order in which they were made.
    pub baselines: Vec<Baseline>,
    /// Whether nobody looks at it any more.
    pub is_retired: bool,
    /// Why, if so.
    pub retirement: Option<String>,
    /// As which role it was defined; `system` for the ones that Tillbud comes with.
    pub defined_as: String,
}

row! {
    /// A measure as stored.
    pub struct MeasureRow {
        /// Which measure.
        pub measure_id: String,
        /// Events in its stream.
        pub version: i64,
        /// JSON of its definition.
        pub definition: String,
        /// Whether nobody looks at it any more.
        pub is_retired: bool,
        /// Why, if so.
        pub retirement: Option<String>,
        /// As which role it was defined.
        pub defined_as: String,
    }
}

row! {
    /// A decision as stored.
    pub struct BaselineRow {
        /// Of which measure.
        pub measure_id: String,
        /// Events in the stream when it was decided.
        pub version: i64,
        /// Stored name of a [`Decision`].
        pub kind: String,
        /// `YYYY-MM`.
        pub month: String,
        /// Why.
        pub reason: Option<String>,
        /// When.
        pub decided_at: i64,
        /// As which role.
        pub decided_as: String,
    }
}

/// Most measures that are read.
pub const MEASURES_MAX: i64 = 1_000;

/// Every measure, retired ones among them, in the order in which they were defined; at most
/// [`MEASURES_MAX`].
///
/// # Errors
/// When the database fails, or a stored definition cannot be read.
pub async fn all(db: &Db) -> sqlx::Result<Vec<Measure>> {
    let rows = fetch!(fetch_all::<MeasureRow>(db, ALL, MEASURES_MAX))?;
    let mut baselines = fetch!(fetch_all::<BaselineRow>(db, BASELINES))?;
    baselines.sort_by_key(|row| row.version);
    rows.into_iter().map(|row| Measure::of(row, &baselines)).collect()
}

/// One measure.
///
/// # Errors
/// When the database fails, or the stored definition cannot be read.
pub async fn get(db: &Db, id: MeasureId) -> sqlx::Result<Option<Measure>> {
    let row = fetch!(fetch_optional::<MeasureRow>(db, GET, id.to_string()))?;
    let mut baselines = fetch!(fetch_all::<BaselineRow>(db, BASELINES_OF, id.to_string()))?;
    baselines.sort_by_key(|row| row.version);
    row.map(|row| Measure::of(row, &baselines)).transpose()
}

impl Measure {
    fn of(row: MeasureRow, baselines: &[BaselineRow]) -> sqlx::Result<Self> {
        let unreadable =
            |error: Box<dyn std::error::Error + Send + Sync>| sqlx::Error::Decode(error);
        let own = baselines.iter().filter(|baseline| baseline.measure_id == row.measure_id);
        Ok(Self {
            id: row.measure_id.parse().map_err(|error: uuid::Error| unreadable(error.into()))?,
            version: Version(row.version.cast_unsigned()),
            definition: serde_json::from_str(&row.definition)
                .map_err(|error| unreadable(error.into()))?,
            baselines: own.filter_map(Baseline::of).collect(),
            is_retired: row.is_retired,
            retirement: row.retirement,
            defined_as: row.defined_as,
        })
    }
}

impl Baseline {
    fn of(row: &BaselineRow) -> Option<Self> {
        Some(Self {
            decision: Decision::from_stored(&row.kind)?,
            month: row.month.parse().ok()?,
            reason: row.reason.clone(),
            decided_at: row.decided_at,
            decided_as: row.decided_as.clone(),
        })
    }
}

#[cfg(test)]
pub(crate) fn statements() -> impl Iterator<Item = &'static &'static str> {
    STATEMENTS.iter().chain(apply::STATEMENTS).chain(tally::STATEMENTS)
}

/// The built statements, for the test that prepares them.
#[cfg(test)]
pub(crate) use tally::selects;

statements! {
    ALL = "select measure_id, version, definition, is_retired, retirement, defined_as
        from measure where position > 0 order by position limit $1";
    GET = "select measure_id, version, definition, is_retired, retirement, defined_as
        from measure where measure_id = $1";
    BASELINES = "select * from measure_baseline where measure_id >= ''";
    BASELINES_OF = "select * from measure_baseline where measure_id = $1";
}

#[cfg(test)]
mod decided;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod weekly;
