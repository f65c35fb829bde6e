//! The months, and of measures by week the weeks, that were over while nobody looked: what was new
//! in each is looked for as well, the oldest first.
//!
//! Nothing is remembered for it. This program knows up to where it has read; one that has just
//! started takes the last week that was scanned, as a week is scanned only after the months up to
//! its end were read. Must never look back where no week was ever scanned: in a history that was
//! just taken over what was new in each month of a year is no news to anybody.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use tillbud_events::measure::Period;
use tillbud_events::{Month, Week};
use tillbud_projections::measure;

use super::watched::Over;
use super::{Looked, weeks};
use crate::App;

/// As far back as missed weeks are scanned; what is older is too old to be told of.
const LOOKED_BACK_WEEKS: i64 = 52;

/// The days since the last look with which something was over, but for what is over with
/// `last_day`, which is read anyhow.
///
/// # Errors
/// When the log or the database is away.
pub(super) async fn days(app: &App, looked: &Looked, last_day: Date) -> anyhow::Result<Vec<Date>> {
    let since = match looked.months {
        Some((_, since)) => Some(since),
        None => weeks::last(app).await?.map(Week::sunday),
    };
    let Some(since) = since.filter(|since| *since < last_day) else { return Ok(vec![]) };
    let measures = measure::all(app.read_models.db()).await?;
    let is_by_week = measures
        .iter()
        .any(|measure| !measure.is_retired && measure.definition.period == Period::Week);
    Ok(ends(since, last_day, is_by_week))
}

/// The days after `since` with which a month was over, or a week when any measure is by week.
fn ends(since: Date, last_day: Date, is_by_week: bool) -> Vec<Date> {
    let newest = Over::with(last_day);
    let since = since.max(last_day.saturating_sub(LOOKED_BACK_WEEKS.weeks()));
    let is_end = |day: &Date| {
        let is_of_month = *day == day.last_of_month() && Month::of(*day) < newest.month;
        let is_of_week = day.weekday() == Weekday::Sunday && Week::of(*day) < newest.week;
        is_of_month || (is_by_week && is_of_week)
    };
    // At most 365 days.
    let days = since.series(1.days()).skip(1).take_while(|day| *day < last_day);
    days.filter(is_end).collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn months_that_were_over_while_nobody_looked_are_made_good_the_oldest_first() {
        let ends = |since, last| ends(since, last, false);
        let (october, november) = (date(2026, 10, 31), date(2026, 11, 30));
        assert_eq!(ends(date(2026, 10, 4), date(2027, 1, 10)), [october, november]);
        assert_eq!(ends(date(2026, 10, 4), date(2026, 12, 31)), [october, november]);
        assert_eq!(ends(october, date(2027, 1, 10)), [november], "that one was read");
        let nothing: [Date; 0] = [];
        assert_eq!(ends(date(2026, 10, 4), date(2026, 11, 29)), nothing, "it is the newest");
        assert_eq!(ends(date(2026, 10, 30), october), nothing, "and read on the day after it");
    }

    #[test]
    fn what_is_older_than_a_year_is_let_go() {
        let found = ends(date(2020, 1, 1), date(2026, 10, 15), false);
        assert_eq!((found.len(), found.first()), (11, Some(&date(2025, 10, 31))));
    }

    #[test]
    fn weeks_are_made_good_where_a_measure_is_by_week() {
        let (since, last) = (date(2026, 10, 4), date(2026, 11, 10));
        let october = [11, 18, 25].map(|day| date(2026, 10, day));
        let expected = [&october[..], &[date(2026, 11, 1)]].concat();
        assert_eq!(ends(since, last, true), expected, "the eighth is the newest");
        assert!(ends(since, last, false).is_empty());
    }
}
