//! Changes in how much is reported about each category, computed when somebody asks and
//! kept for a while.
//!
//! Whole months only, so a day's news hardly changes them. Must never count people, nor
//! tell of fewer reports where some only wait to be sorted.

use std::sync::Arc;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan};
use tillbud_events::Position;
use tillbud_projections::trend::fact::{self, By, Counts, Filter};
use tillbud_projections::trend::series::{self, Month};
use tillbud_projections::trend::signal::{self, MONTHS_MAX, Side};
use tillbud_projections::{DatabaseError, Db};
use tokio::sync::Mutex;

use crate::clock::day;

/// How long signals of the same day are good although the log has grown.
const GOOD_FOR: SignedDuration = SignedDuration::from_mins(10);

/// Knows the signals that were computed last. Cheap to clone.
#[derive(Clone, Default)]
pub struct Signals(Arc<Mutex<Option<Found>>>);

/// More or fewer reports of one category than chance gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CategorySignal {
    /// Its code.
    pub category: String,
    /// Which way.
    pub side: Side,
    /// Since when.
    pub since: Month,
}

struct Found {
    position: Position,
    at: Timestamp,
    signals: Arc<[CategorySignal]>,
}

impl Found {
    fn is_good(&self, position: Position, now: Timestamp) -> bool {
        let is_fresh = now.duration_since(self.at).abs() < GOOD_FOR;
        day(self.at) == day(now) && (self.position == position || is_fresh)
    }
}

impl Signals {
    /// The signals as of `now`, by category; `position` is how far `db` has come.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn get(
        &self,
        db: &Db,
        position: Position,
        now: Timestamp,
    ) -> Result<Arc<[CategorySignal]>, DatabaseError> {
        // Whoever asks meanwhile waits for the same answer.
        let mut kept = self.0.lock().await;
        if let Some(found) = kept.as_ref().filter(|found| found.is_good(position, now)) {
            return Ok(found.signals.clone());
        }
        let today = day(now);
        let first = today.first_of_month().saturating_sub(months(MONTHS_MAX).months());
        let last = today.first_of_month().saturating_sub(1.month());
        let period = (Month::of(first), Month::of(last));
        let filter = Filter::default();
        let counts = fact::series(db, Some(By::Category), &filter, period.0, period.1).await?;
        let signals: Arc<[CategorySignal]> = read(&counts, period.1, today).into();
        *kept = Some(Found { position, at: now, signals: signals.clone() });
        Ok(signals)
    }
}

fn months(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// The signals in counts of whole months up to `last`. Months before the first report are
/// left out: then nobody could report.
fn read(counts: &Counts, last: Month, today: Date) -> Vec<CategorySignal> {
    let first = counts.months.iter().map(|count| &count.month).min();
    let Some(first) = first.and_then(|month| month.parse().ok()) else { return Vec::new() };
    let series = series::fill(&counts.months, first, last, today);
    let unsorted = series.lines.iter().find(|line| line.key.is_none());
    let unsorted_since =
        |month: usize| -> i64 { unsorted.map_or(0, |line| line.counts.iter().skip(month).sum()) };
    let read = |line: &series::Line| {
        let category = line.key.clone()?;
        let signal = signal::read(&line.counts)?;
        // What nobody has sorted yet may be what is missing.
        let is_explained = unsorted_since(signal.since) as f64 >= signal.difference;
        if signal.side == Side::Fewer && is_explained {
            return None;
        }
        let since = series.months.get(signal.since).copied()?;
        Some(CategorySignal { category, side: signal.side, since })
    };
    series.lines.iter().filter_map(read).collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use tillbud_projections::trend::fact::MonthCount;

    use super::*;

    /// Two years of months until November 2026, each with its count.
    fn counts(key: Option<&str>, of: impl Fn(usize) -> i64) -> Vec<MonthCount> {
        let months = (0_usize..24).map(|at| {
            let (year, month) = (2024 + at.div_ceil(12), (at + 11) % 12 + 1);
            let (key, month) = (key.map(str::to_owned), format!("{year}-{month:02}"));
            MonthCount { key, month, count: of(at) }
        });
        months.filter(|count| count.count > 0).collect()
    }

    fn steady(at: usize) -> i64 {
        [12, 9, 14, 10, 13, 8, 11][at % 7]
    }

    fn read_all(months: Vec<MonthCount>) -> Vec<CategorySignal> {
        let last = "2026-11".parse().unwrap();
        read(&Counts { months, undated: 0 }, last, date(2026, 12, 10))
    }

    #[test]
    fn a_rise_is_told_by_category_with_the_month_it_began_in() {
        let rising = |at: usize| steady(at) + if at >= 16 { 10 } else { 0 };
        let all = [counts(Some("access"), rising), counts(Some("outage"), steady)].concat();
        let since = "2026-04".parse().unwrap();
        let access = CategorySignal { category: "access".into(), side: Side::More, since };
        assert_eq!(read_all(all), [access]);
        assert_eq!(read_all(vec![]), []);
    }

    #[test]
    fn fewer_reports_are_told_unless_as_many_wait_to_be_sorted() {
        let falling = |at: usize| if at >= 16 { steady(at) / 4 } else { steady(at) };
        let all = counts(Some("access"), falling);
        assert_eq!(read_all(all.clone())[0].side, Side::Fewer);
        let unsorted = |at: usize| if at >= 16 { 8 } else { 0 };
        assert_eq!(read_all([all, counts(None, unsorted)].concat()), []);
    }

    #[test]
    fn months_before_anybody_reported_are_no_part_of_it() {
        let young = |at: usize| if at >= 12 { steady(at) } else { 0 };
        assert_eq!(read_all(counts(Some("access"), young)), []);
    }

    #[test]
    fn what_was_found_is_good_for_its_day_and_position_or_a_while() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let now = at("2026-12-10T10:00:00Z");
        let found = Found { position: Position(7), at: now, signals: [].into() };
        assert!(found.is_good(Position(7), at("2026-12-10T22:59:59Z")));
        assert!(!found.is_good(Position(7), at("2026-12-10T23:00:00Z")), "another day");
        assert!(found.is_good(Position(8), at("2026-12-10T10:09:59Z")));
        assert!(!found.is_good(Position(8), at("2026-12-10T10:10:00Z")));
    }
}
