//! A series of monthly counts, ready to be drawn: gaps are zeros, the running month is marked.
//!
//! Numbers in, numbers out: must never read a database or a clock.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use super::fact::MonthCount;

pub use tillbud_events::{Month, MonthError};

/// Most months of one series: a hundred years.
pub const MONTHS_MAX: usize = 1_200;

/// Lines over the same months.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Series {
    /// Every month from the first to the last, without gaps.
    pub months: Vec<Month>,
    /// Whether the last month is still running, so that its counts may grow.
    pub is_last_incomplete: bool,
    /// One line a key, by key; the unknown (`None`) first.
    pub lines: Vec<Line>,
    /// All reports of the period.
    pub total: i64,
}

/// One key's counts.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Line {
    /// Kind, category or unit; `None` when unknown or not told apart.
    pub key: Option<String>,
    /// One count a month, 0 where nothing was reported.
    pub counts: Vec<i64>,
    /// Their sum, the running month included.
    pub total: i64,
    /// The middle of the complete months; nothing when there is none.
    pub median: Option<f64>,
}

/// Fills in what `counts` leave out between `from` and `to`, both included. Months after
/// that of `today` have not happened and are left out; that of `today` is incomplete.
#[must_use]
pub fn fill(counts: &[MonthCount], from: Month, to: Month, today: Date) -> Series {
    let running = Month::of(today);
    let last = to.min(running);
    let months: Vec<Month> = std::iter::successors(Some(from), |month| Some(month.next()))
        .take_while(|month| *month <= last)
        .take(MONTHS_MAX)
        .collect();
    let is_last_incomplete = months.last() == Some(&running);
    let index: BTreeMap<String, usize> =
        months.iter().enumerate().map(|(at, month)| (month.to_string(), at)).collect();

    let mut by_key: BTreeMap<Option<&str>, Vec<i64>> = BTreeMap::new();
    for count in counts {
        let line = by_key.entry(count.key.as_deref()).or_insert_with(|| vec![0; months.len()]);
        if let Some(cell) = index.get(&count.month).and_then(|at| line.get_mut(*at)) {
            *cell += count.count;
        }
    }
    let complete = months.len() - usize::from(is_last_incomplete);
    let lines: Vec<Line> = by_key
        .into_iter()
        .map(|(key, counts)| Line {
            key: key.map(str::to_owned),
            total: counts.iter().sum(),
            median: median(counts.iter().take(complete).copied()),
            counts,
        })
        .collect();
    Series { total: lines.iter().map(|line| line.total).sum(), months, is_last_incomplete, lines }
}

/// The middle value, or the mean of the two in the middle.
fn median(values: impl Iterator<Item = i64>) -> Option<f64> {
    let mut sorted: Vec<i64> = values.collect();
    sorted.sort_unstable();
    let middle = sorted.len() / 2;
    let upper = *sorted.get(middle)?;
    let lower = if sorted.len() % 2 == 1 { upper } else { *sorted.get(middle - 1)? };
    Some((lower as f64 + upper as f64) / 2.0)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn month(text: &str) -> Month {
        text.parse().unwrap()
    }

    fn count(key: Option<&str>, month: &str, count: i64) -> MonthCount {
        MonthCount { key: key.map(str::to_owned), month: month.to_owned(), count }
    }

    #[test]
    fn months_without_a_report_are_zeros_from_the_first_to_the_last() {
        let counts = [count(None, "2025-12", 3), count(None, "2026-02", 4)];
        let series = fill(&counts, month("2025-11"), month("2026-03"), date(2026, 6, 1));
        let months: Vec<_> = series.months.iter().map(Month::to_string).collect();
        assert_eq!(months, ["2025-11", "2025-12", "2026-01", "2026-02", "2026-03"]);
        assert_eq!(series.lines[0].counts, [0, 3, 0, 4, 0]);
        assert_eq!((series.lines[0].total, series.total), (7, 7));
        assert_eq!(series.lines[0].median, Some(0.0));
        assert!(!series.is_last_incomplete);
    }

    #[test]
    fn the_running_month_is_marked_and_left_out_of_the_median() {
        let counts = [
            count(Some("a"), "2026-01", 2),
            count(Some("a"), "2026-02", 5),
            count(Some("a"), "2026-03", 1),
        ];
        let series = fill(&counts, month("2026-01"), month("2026-03"), date(2026, 3, 2));
        assert!(series.is_last_incomplete);
        assert_eq!(series.lines[0].median, Some(3.5));
        assert_eq!(series.lines[0].total, 8);
    }

    #[test]
    fn months_that_have_not_begun_are_left_out() {
        let series = fill(&[], month("2026-01"), month("2026-12"), date(2026, 2, 28));
        assert_eq!(series.months.len(), 2);
        assert!(series.is_last_incomplete);
        let future = fill(&[], month("2026-05"), month("2026-12"), date(2026, 2, 28));
        assert_eq!((future.months.len(), future.is_last_incomplete), (0, false));
    }

    #[test]
    fn lines_are_told_apart_by_key_the_unknown_first() {
        let counts = [count(Some("b"), "2026-01", 1), count(None, "2026-01", 2)];
        let series = fill(&counts, month("2026-01"), month("2026-01"), date(2026, 1, 31));
        let keys: Vec<_> = series.lines.iter().map(|line| line.key.as_deref()).collect();
        assert_eq!(keys, [None, Some("b")]);
        assert_eq!(series.lines[0].median, None, "no month is complete");
    }

    #[test]
    fn a_period_longer_than_a_hundred_years_is_cut() {
        let series = fill(&[], month("0001-01"), month("9999-12"), date(9999, 12, 31));
        assert_eq!(series.months.len(), MONTHS_MAX);
    }
}
