//! Counts that stand beside a chart: factors by element, actions done by month.
//!
//! Reads the sums that are kept for measures, so it reads a few rows a month however long
//! history is. Must never tell which incident or action it was.

use tillbud_events::measure::What;

use super::MonthCount;
use super::tally::ALL;
use crate::db::{Db, fetch, statements};
use crate::trend::series::Month;

/// How often each element of the work system made it hard to do right, once for each
/// incident, by element; of a unit or category, or of all.
///
/// # Errors
/// When the database fails.
pub async fn factors(
    db: &Db,
    unit: Option<&str>,
    category: Option<&str>,
    from: Month,
    to: Month,
) -> sqlx::Result<Vec<MonthCount>> {
    let (unit, category) = (unit.unwrap_or(ALL), category.unwrap_or(ALL));
    let (what, from, to) = (What::Factors.as_str(), from.to_string(), to.to_string());
    fetch!(fetch_all::<MonthCount>(db, FACTORS, unit, category, what, from, to))
}

/// How many corrective actions were done in each month; of a unit or category, or of all.
///
/// # Errors
/// When the database fails.
pub async fn actions(
    db: &Db,
    unit: Option<&str>,
    category: Option<&str>,
    from: Month,
    to: Month,
) -> sqlx::Result<Vec<MonthCount>> {
    let (unit, category) = (unit.unwrap_or(ALL), category.unwrap_or(ALL));
    let (what, from, to) = (What::ActionsImplemented.as_str(), from.to_string(), to.to_string());
    fetch!(fetch_all::<MonthCount>(db, ACTIONS, unit, category, what, from, to))
}

statements! {
    FACTORS = "select kind as key, max(period) as month, cast(sum(count) as bigint) as count
        from fact_tally where unit = $1 and category = $2 and what = $3
            and period >= $4 and period <= $5
        group by kind having sum(count) > 0 order by kind";
    ACTIONS = "select cast(null as text) as key, period as month,
            cast(sum(count) as bigint) as count
        from fact_tally where unit = $1 and category = $2 and what = $3
            and period >= $4 and period <= $5
        group by period having sum(count) > 0 order by period";
}
