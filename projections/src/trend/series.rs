//! A series of monthly counts, ready to be drawn: gaps are zeros, the running month is marked.
//!
//! Numbers in, numbers out: must never read a database or a clock.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use serde::Serialize;

use super::fact::MonthCount;

/// Most months of one series: a hundred years.
pub const MONTHS_MAX: usize = 1_200;

/// A calendar month. Displayed as `YYYY-MM`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    year: i16,
    month: i8,
}

/// The text is not a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("is not a month: write YYYY-MM")]
pub struct MonthError;

impl Month {
    /// The month that a day lies in.
    #[must_use]
    pub fn of(day: Date) -> Self {
        Self { year: day.year(), month: day.month() }
    }

    /// The month after.
    #[must_use]
    pub const fn next(self) -> Self {
        match self.month {
            12.. => Self { year: self.year.saturating_add(1), month: 1 },
            month => Self { year: self.year, month: month + 1 },
        }
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

impl FromStr for Month {
    type Err = MonthError;

    fn from_str(text: &str) -> Result<Self, MonthError> {
        if text.len() != 7 || !text.starts_with(|first: char| first.is_ascii_digit()) {
            return Err(MonthError);
        }
        format!("{text}-01").parse().map(Self::of).map_err(|_| MonthError)
    }
}

impl Serialize for Month {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

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
