//! The periods of a series: months or quarters, from the organisation's first report on.
//!
//! Must never hold a period that has not begun, nor one before there was anything to count.

use jiff::civil::Date;
use tillbud_events::Month;
use tillbud_events::measure::Period;

/// Consecutive periods.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Periods {
    period: Period,
    /// The first month of each.
    begins: Vec<Month>,
    today: Month,
}

/// Most months of one series: a hundred years.
const MONTHS_MAX: usize = 1_200;

impl Periods {
    /// From `from` to `to`, both included, but none before `first` and none after `today`. A
    /// quarter counts whole: one that `first` cuts is left out, one that `from` or `to` cuts
    /// is filled.
    pub(super) fn new(
        period: Period,
        (from, to): (Month, Month),
        first: Month,
        today: Date,
    ) -> Self {
        let today = Month::of(today);
        let begin = match period {
            Period::Month => from.max(first),
            Period::Quarter => {
                let begin = from.quarter_begin();
                let whole = first.quarter_begin();
                begin.max(if whole < first { whole.plus(3) } else { whole })
            }
        };
        let last = to.min(today);
        let length = length(period);
        let begins = std::iter::successors(Some(begin), |month| Some(month.plus(length)))
            .take_while(|month| *month <= last)
            .take(MONTHS_MAX)
            .collect();
        Self { period, begins, today }
    }

    pub(super) fn len(&self) -> usize {
        self.begins.len()
    }

    /// The first month and the last that anything is read of.
    pub(super) fn span(&self) -> Option<(Month, Month)> {
        Some((*self.begins.first()?, self.last_month(*self.begins.last()?)))
    }

    /// Which period a month lies in.
    pub(super) fn index(&self, month: Month) -> Option<usize> {
        let begin = match self.period {
            Period::Month => month,
            Period::Quarter => month.quarter_begin(),
        };
        self.begins.binary_search(&begin).ok()
    }

    /// The names: `2026-03`, or `2026-Q1`.
    pub(super) fn names(&self) -> Vec<String> {
        self.begins.iter().map(|month| name(self.period, *month)).collect()
    }

    /// The months of each period, up to the running one.
    pub(super) fn months(&self) -> impl Iterator<Item = Vec<Month>> + '_ {
        self.begins.iter().map(|begin| {
            let months = (0..length(self.period)).map(|more| begin.plus(more));
            months.filter(|month| *month <= self.today).collect()
        })
    }

    pub(super) fn is_last_incomplete(&self) -> bool {
        self.begins.last().is_some_and(|begin| self.last_month(*begin) >= self.today)
    }

    /// Whether all that belongs to a period is known so many whole months after it.
    pub(super) fn is_mature(&self, index: usize, months: i32) -> bool {
        let last = self.begins.get(index).map(|begin| self.last_month(*begin));
        last.is_some_and(|last| months == 0 || last.plus(months) < self.today)
    }

    /// The last day of a period.
    pub(super) fn last_day(&self, index: usize) -> Option<Date> {
        Some(self.last_month(*self.begins.get(index)?).last_day())
    }

    fn last_month(&self, begin: Month) -> Month {
        begin.plus(length(self.period) - 1)
    }
}

const fn length(period: Period) -> i32 {
    match period {
        Period::Month => 1,
        Period::Quarter => 3,
    }
}

fn name(period: Period, begin: Month) -> String {
    match period {
        Period::Month => begin.to_string(),
        Period::Quarter => format!("{:04}-Q{}", begin.year(), begin.quarter()),
    }
}

/// The first month of what is shown from `from` on: quarters are shown whole.
pub(super) fn shown_from(period: Period, from: Month) -> Month {
    match period {
        Period::Month => from,
        Period::Quarter => from.quarter_begin(),
    }
}

/// The first month of what is named `2026-03`, `2026-Q1` or `2026-03-17`.
pub(super) fn begin_of(name: &str) -> Option<Month> {
    match name.split_once("-Q") {
        Some((year, quarter)) => {
            let quarter: i32 = quarter.parse().ok()?;
            let january: Month = format!("{year}-01").parse().ok()?;
            Some(january.plus((quarter - 1) * 3))
        }
        None => name.get(..7)?.parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn month(text: &str) -> Month {
        text.parse().unwrap()
    }

    fn periods(period: Period, from: &str, to: &str, first: &str) -> Periods {
        Periods::new(period, (month(from), month(to)), month(first), date(2026, 5, 10))
    }

    #[test]
    fn months_begin_with_the_first_report_and_end_with_the_running_one() {
        let all = periods(Period::Month, "2025-01", "2026-12", "2026-03");
        assert_eq!(all.names(), ["2026-03", "2026-04", "2026-05"]);
        assert!(all.is_last_incomplete());
        assert_eq!(all.index(month("2026-04")), Some(1));
        assert_eq!(all.index(month("2026-02")), None);
        let past = periods(Period::Month, "2026-03", "2026-04", "2020-01");
        assert!(!past.is_last_incomplete());
        assert_eq!(past.last_day(0), Some(date(2026, 3, 31)));
    }

    #[test]
    fn a_quarter_is_whole() {
        let all = periods(Period::Quarter, "2025-05", "2026-04", "2025-05");
        assert_eq!(all.names(), ["2025-Q3", "2025-Q4", "2026-Q1", "2026-Q2"]);
        assert_eq!(all.index(month("2025-12")), Some(1));
        assert_eq!(all.span(), Some((month("2025-07"), month("2026-06"))));
        assert_eq!(all.months().last().unwrap().len(), 2, "June has not begun");
        assert!(all.is_last_incomplete());
        for (name, begin) in
            [("2025-Q4", "2025-10"), ("2025-11", "2025-11"), ("2025-11-30", "2025-11")]
        {
            assert_eq!(begin_of(name), Some(month(begin)));
        }
    }

    #[test]
    fn a_period_is_mature_whole_months_after_it() {
        let all = periods(Period::Month, "2026-02", "2026-05", "2020-01");
        let mature = |months| (0..4).map(|at| all.is_mature(at, months)).collect::<Vec<_>>();
        assert_eq!(mature(0), [true, true, true, true]);
        assert_eq!(mature(1), [true, true, false, false]);
        assert_eq!(mature(6), [false; 4]);
    }
}
