//! The periods of a series: weeks, months or quarters, from the organisation's first report on.
//!
//! Must never hold a period that has not begun, nor one before there was anything to count.

use jiff::ToSpan;
use jiff::civil::Date;
use tillbud_events::measure::Period;
use tillbud_events::{Month, Week};

/// Consecutive periods.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Periods {
    period: Period,
    /// The first day of each.
    begins: Vec<Date>,
    today: Date,
}

/// Most periods of one series: months of a hundred years.
const PERIODS_MAX: usize = 1_200;

/// What the organisation has first a report of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct First {
    /// The month.
    pub month: Month,
    /// The week; nothing when of no report the day is known.
    pub week: Option<Week>,
}

impl Periods {
    /// From `from` to `to`, both included, but none before `first` and none after `today`. A
    /// quarter counts whole: one that `first` cuts is left out, one that `from` or `to` cuts
    /// is filled. A week belongs to the month of its Thursday.
    pub(super) fn new(
        period: Period,
        (from, to): (Month, Month),
        first: First,
        today: Date,
    ) -> Self {
        let begin = match period {
            Period::Week => first.week.map(|week| week.monday().max(begin_day(period, from))),
            Period::Month => Some(from.max(first.month).first_day()),
            Period::Quarter => {
                let begin = from.quarter_begin();
                let whole = first.month.quarter_begin();
                let whole = if whole < first.month { whole.plus(3) } else { whole };
                Some(begin.max(whole).first_day())
            }
        };
        let is_shown = |begin: &Date| {
            let belongs = if period == Period::Week { Week::of(*begin).thursday() } else { *begin };
            *begin <= today && Month::of(belongs) <= to
        };
        let begins = std::iter::successors(begin, |begin| Some(next(period, *begin)))
            .take_while(is_shown)
            .take(PERIODS_MAX)
            .collect();
        Self { period, begins, today }
    }

    pub(super) fn len(&self) -> usize {
        self.begins.len()
    }

    /// The first month and the last that anything is read of.
    pub(super) fn span(&self) -> Option<(Month, Month)> {
        let (first, last) = (*self.begins.first()?, *self.begins.last()?);
        match self.period {
            Period::Week => {
                let month = |monday: Date| Month::of(Week::of(monday).thursday());
                Some((month(first), month(last)))
            }
            Period::Month | Period::Quarter => Some((Month::of(first), Month::of(self.end(last)))),
        }
    }

    /// Which period a day lies in.
    pub(super) fn index(&self, day: Date) -> Option<usize> {
        let begin = match self.period {
            Period::Week => Week::of(day).monday(),
            Period::Month => day.first_of_month(),
            Period::Quarter => Month::of(day).quarter_begin().first_day(),
        };
        self.begins.binary_search(&begin).ok()
    }

    /// The names: `2026-W12`, `2026-03`, or `2026-Q1`.
    pub(super) fn names(&self) -> Vec<String> {
        self.begins.iter().map(|begin| name(self.period, *begin)).collect()
    }

    /// The months of each period, up to the running one; of a week the one that it belongs to.
    pub(super) fn months(&self) -> impl Iterator<Item = Vec<Month>> + '_ {
        self.begins.iter().map(|begin| match self.period {
            Period::Week => vec![Month::of(Week::of(*begin).thursday())],
            Period::Month => vec![Month::of(*begin)],
            Period::Quarter => {
                let months = (0..3).map(|more| Month::of(*begin).plus(more));
                months.filter(|month| *month <= Month::of(self.today)).collect()
            }
        })
    }

    pub(super) fn is_last_incomplete(&self) -> bool {
        self.begins.last().is_some_and(|begin| self.end(*begin) >= self.today)
    }

    /// Whether all that belongs to a period is known so many whole months after it.
    pub(super) fn is_mature(&self, index: usize, months: i32) -> bool {
        let last = self.last_day(index).map(Month::of);
        last.is_some_and(|last| months == 0 || last.plus(months) < Month::of(self.today))
    }

    /// The last day of a period.
    pub(super) fn last_day(&self, index: usize) -> Option<Date> {
        Some(self.end(*self.begins.get(index)?))
    }

    fn end(&self, begin: Date) -> Date {
        next(self.period, begin).saturating_sub(1.day())
    }
}

/// The first day of the period after the one that begins on `begin`.
fn next(period: Period, begin: Date) -> Date {
    match period {
        Period::Week => begin.saturating_add(7.days()),
        Period::Month => Month::of(begin).next().first_day(),
        Period::Quarter => Month::of(begin).plus(3).first_day(),
    }
}

/// The first day of the first period of a month; of weeks the first that belongs to it.
fn begin_day(period: Period, month: Month) -> Date {
    match period {
        Period::Week => {
            let week = Week::of(month.first_day());
            let belongs = Month::of(week.thursday()) == month;
            if belongs { week.monday() } else { week.later(1).monday() }
        }
        Period::Month | Period::Quarter => month.first_day(),
    }
}

fn name(period: Period, begin: Date) -> String {
    let month = Month::of(begin);
    match period {
        Period::Week => Week::of(begin).to_string(),
        Period::Month => month.to_string(),
        Period::Quarter => format!("{:04}-Q{}", month.year(), month.quarter()),
    }
}

/// The first month of what is shown from `from` on: quarters are shown whole.
pub(super) fn shown_from(period: Period, from: Month) -> Month {
    match period {
        Period::Week | Period::Month => from,
        Period::Quarter => from.quarter_begin(),
    }
}

/// The first month of what is named `2026-03`, `2026-Q1` or `2026-03-17`, and the one that
/// `2026-W12` belongs to.
#[must_use]
pub fn begin_of(name: &str) -> Option<Month> {
    if let Ok(week) = name.parse::<Week>() {
        return Some(Month::of(week.thursday()));
    }
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
        let first = First { month: month(first), week: Some(Week::of(month(first).first_day())) };
        Periods::new(period, (month(from), month(to)), first, date(2026, 5, 10))
    }

    #[test]
    fn months_begin_with_the_first_report_and_end_with_the_running_one() {
        let all = periods(Period::Month, "2025-01", "2026-12", "2026-03");
        assert_eq!(all.names(), ["2026-03", "2026-04", "2026-05"]);
        assert!(all.is_last_incomplete());
        assert_eq!(all.index(month("2026-04").first_day()), Some(1));
        assert_eq!(all.index(month("2026-02").first_day()), None);
        let past = periods(Period::Month, "2026-03", "2026-04", "2020-01");
        assert!(!past.is_last_incomplete());
        assert_eq!(past.last_day(0), Some(date(2026, 3, 31)));
    }

    #[test]
    fn a_quarter_is_whole() {
        let all = periods(Period::Quarter, "2025-05", "2026-04", "2025-05");
        assert_eq!(all.names(), ["2025-Q3", "2025-Q4", "2026-Q1", "2026-Q2"]);
        assert_eq!(all.index(month("2025-12").first_day()), Some(1));
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

    #[test]
    fn a_week_belongs_to_the_month_of_its_thursday() {
        let all = periods(Period::Week, "2026-04", "2026-05", "2026-01");
        assert_eq!(
            all.names(),
            ["2026-W14", "2026-W15", "2026-W16", "2026-W17", "2026-W18", "2026-W19"]
        );
        assert!(all.is_last_incomplete(), "10 May is the Sunday of the last one");
        assert_eq!(all.index(date(2026, 4, 2)), Some(0));
        assert_eq!(all.index(date(2026, 3, 30)), Some(0), "its Monday lies in March");
        assert_eq!(all.span(), Some((month("2026-04"), month("2026-05"))));
        assert_eq!(all.last_day(0), Some(date(2026, 4, 5)));
        assert_eq!(begin_of("2026-W14"), Some(month("2026-04")));
        let first = First { month: month("2026-04"), week: Some("2026-W16".parse().unwrap()) };
        let to = (month("2026-01"), month("2026-04"));
        let cut = Periods::new(Period::Week, to, first, date(2026, 5, 10));
        assert_eq!(cut.names(), ["2026-W16", "2026-W17", "2026-W18"]);
        let none = First { week: None, ..first };
        assert_eq!(Periods::new(Period::Week, to, none, date(2026, 5, 10)).len(), 0);
    }
}
