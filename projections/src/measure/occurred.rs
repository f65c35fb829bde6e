//! The days on which the events of a measure of gaps happened, for comparing before and after.
//!
//! Only whole months of which all is known. Must never tell more of an event than its day.

use jiff::civil::Date;
use tillbud_events::Month;
use tillbud_events::measure::{Numerator, What};

use super::points::{INCIDENT_MONTHS, severe};
use super::{Measure, Scope, tally};
use crate::db::Db;
use crate::trend::chart::POINTS_MAX;

/// Days, one for each event, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Occurred {
    /// The days.
    pub days: Vec<Date>,
    /// The first month that was looked at: none before the organisation's first report.
    pub from: Month,
    /// The last month of which all is known; before `from` when there is none.
    pub to: Month,
}

/// What happened from the month `from` on, as far as it is known on `today`; nothing when the
/// measure is of no gaps, or there is no report at all. Of more days than a chart can have points
/// it is the newest ones, in the whole months after the first of them.
///
/// # Errors
/// When the database fails.
pub async fn occurred(
    db: &Db,
    measure: &Measure,
    scope: &Scope,
    from: Month,
    today: Date,
) -> sqlx::Result<Option<Occurred>> {
    let Numerator::Gap(counted) = &measure.definition.numerator else { return Ok(None) };
    let Some(first) = tally::first(db).await? else { return Ok(None) };
    let to = Month::of(today).plus(-INCIDENT_MONTHS - 1);
    let from = from.max(first.month);
    let Some(severe) = severe(&counted.conditions, scope) else {
        return Ok(Some(Occurred { days: Vec::new(), from, to }));
    };
    let cells = tally::days(db, &severe, to, POINTS_MAX).await?;
    let cut = cells.first().filter(|_| cells.len() >= POINTS_MAX).map(|cell| cell.tally.month);
    let from = cut.map_or(from, |month| from.max(month.next()));
    let is_asked = |cell: &&tally::Day| {
        super::values::fulfils(&cell.tally, What::Incidents, &counted.conditions)
            && (from..=to).contains(&cell.tally.month)
    };
    let day = |cell: &tally::Day| {
        let count = usize::try_from(cell.tally.count).unwrap_or(0);
        cell.day.parse().ok().map(|day: Date| std::iter::repeat_n(day, count))
    };
    let days = cells.iter().filter(is_asked).filter_map(day).flatten().collect();
    Ok(Some(Occurred { days, from, to }))
}
