//! From cells to the figures of one measure: counts, medians, gaps, repeats.
//!
//! Numbers in, numbers out. Must never drop a case because it is not finished: a median
//! counts the open ones, and their share is told beside it.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;
use tillbud_events::Month;
use tillbud_events::calendar::working_days_after;
use tillbud_events::measure::{Conditions, Counted, Days, Outcome, What, Within};
use tillbud_events::vocabulary::{Again, Element, Kind, Severity, Strength};

use super::periods::Periods;
use super::points::CASES_MIN;
use super::tally::{Day, Found, Tally};
use crate::trend::fact::IMPORTED;

/// A factor is a repetition when it was found in the same month or so many months before.
pub(super) const REPEAT_MONTHS: i32 = 12;

/// Most gaps of one series, the last ones.
pub(super) const GAPS_MAX: usize = 1_000;

/// Whether a cell fulfils the conditions; where it is was asked of the database.
pub(super) fn fulfils(tally: &Tally, what: What, asked: &Conditions) -> bool {
    let least = |is: Option<Severity>, least: Option<Severity>| least.is_none() || is >= least;
    let kind = match what {
        What::Reports | What::ReportsClosed | What::Answers => asked.kind.map(Kind::as_str),
        What::ActionsDecided | What::ActionsDue | What::ActionsImplemented => {
            asked.strength.map(Strength::as_str)
        }
        What::Factors => asked.element.map(Element::as_str),
        What::Incidents => None,
    };
    let detail = match what {
        What::Answers => asked.again.map(Again::as_str),
        What::Reports
        | What::Incidents
        | What::ReportsClosed
        | What::ActionsDecided
        | What::ActionsDue
        | What::ActionsImplemented
        | What::Factors => asked.outcome.map(Outcome::as_str),
    };
    kind.is_none_or(|kind| tally.kind == kind)
        && detail.is_none_or(|detail| tally.detail == detail)
        && least(tally.actual, asked.actual_at_least)
        && least(tally.potential, asked.potential_at_least)
}

/// How many of each period.
pub(super) fn counts(cells: &[Tally], counted: &Counted, periods: &Periods) -> Vec<f64> {
    let mut counts = vec![0.0; periods.len()];
    for cell in cells.iter().filter(|cell| fulfils(cell, counted.what, &counted.conditions)) {
        let count = periods.index(cell.day).and_then(|at| counts.get_mut(at));
        if let Some(count) = count {
            *count += cell.count as f64;
        }
    }
    counts
}

/// How many of each period were done within the standard.
pub(super) fn withins(cells: &[Tally], within: Within, periods: &Periods) -> Vec<f64> {
    let mut counts = vec![0.0; periods.len()];
    for cell in cells {
        let days = match within.of {
            Days::Calendar => &cell.detail,
            Days::Working => &cell.kind,
        };
        let is_within = days.parse::<u32>().is_ok_and(|days| days <= u32::from(within.days));
        let count = periods.index(cell.day).and_then(|at| counts.get_mut(at));
        if let Some(count) = count.filter(|_| is_within) {
            *count += cell.count as f64;
        }
    }
    counts
}

/// How many reports of each period came in here: of others nobody knows how long it took.
pub(super) fn received(cells: &[Tally], periods: &Periods) -> Vec<f64> {
    let mut counts = vec![0.0; periods.len()];
    for cell in cells.iter().filter(|cell| cell.detail != IMPORTED) {
        if let Some(count) = periods.index(cell.day).and_then(|at| counts.get_mut(at)) {
            *count += cell.count as f64;
        }
    }
    counts
}

/// The day by which a report of `last` is to be done.
pub(super) fn deadline(within: Within, last: Date) -> Date {
    match within.of {
        Days::Calendar => last.saturating_add(i64::from(within.days).days()),
        Days::Working => working_days_after(last, u32::from(within.days)),
    }
}

/// How many factors of each period were found in another incident of the same unit and
/// category in the same month, or in the months before.
pub(super) fn repeats(
    found: &[Found],
    asked: &Conditions,
    (unit, category): (Option<&str>, Option<&str>),
    periods: &Periods,
) -> Vec<f64> {
    let mut by_key: BTreeMap<(&str, &str, &str), BTreeMap<Month, i64>> = BTreeMap::new();
    for found in found {
        let Found { place: (of_unit, of_category), month, element, incidents } = found;
        let is_known = !of_unit.is_empty() && !of_category.is_empty();
        let is_asked = unit.is_none_or(|unit| unit == of_unit)
            && category.is_none_or(|category| category == of_category)
            && asked.element.is_none_or(|asked| asked.as_str() == element);
        if is_known && is_asked {
            let months = by_key.entry((of_unit, of_category, element)).or_default();
            *months.entry(*month).or_default() += incidents;
        }
    }
    let mut counts = vec![0.0; periods.len()];
    for months in by_key.values() {
        for (month, incidents) in months {
            let before = months.range(month.plus(-REPEAT_MONTHS)..*month).next();
            let repeated = if before.is_some() { *incidents } else { incidents - 1 };
            if let Some(count) = periods.index(month.first_day()).and_then(|at| counts.get_mut(at))
            {
                *count += repeated.max(0) as f64;
            }
        }
    }
    counts
}

/// A median with what it rests on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Median {
    /// The middle number of days, once it can no longer change.
    pub(super) days: Option<f64>,
    /// How many cases.
    pub(super) cases: f64,
    /// The share of them that is still open; nothing without cases.
    pub(super) open: Option<f64>,
}

/// The median days of the reports of each period. Open cases count as longer than any that
/// is finished; while one of them could still end before the middle, there is no median.
pub(super) fn medians(
    finished: &[Tally],
    reports: &[Tally],
    periods: &Periods,
    today: Date,
) -> Vec<Median> {
    let mut cases = vec![0_i64; periods.len()];
    for cell in reports.iter().filter(|cell| cell.detail != IMPORTED) {
        if let Some(count) = periods.index(cell.day).and_then(|at| cases.get_mut(at)) {
            *count += cell.count;
        }
    }
    let mut days: Vec<BTreeMap<i64, i64>> = vec![BTreeMap::new(); periods.len()];
    for cell in finished {
        let Ok(lasted) = cell.detail.parse() else { continue };
        if let Some(days) = periods.index(cell.day).and_then(|at| days.get_mut(at)) {
            *days.entry(lasted).or_default() += cell.count;
        }
    }
    let youngest = |at: usize| {
        let last = periods.last_day(at)?;
        last.until(today).ok().map(|age| i64::from(age.get_days()))
    };
    let all = cases.iter().zip(&days).enumerate();
    all.map(|(at, (cases, days))| median(*cases, days, youngest(at).unwrap_or(0))).collect()
}

/// `youngest` is the least age in days that an open case can have; below zero while the
/// period runs.
fn median(cases: i64, days: &BTreeMap<i64, i64>, youngest: i64) -> Median {
    let done: i64 = days.values().sum();
    let open = (cases > 0).then(|| (cases - done).max(0) as f64 / cases as f64);
    let place = |place: i64| {
        let mut before = 0;
        days.iter().find_map(|(days, count)| {
            before += count;
            (place < before).then_some(*days)
        })
    };
    let middle = place((cases - 1) / 2).zip(place(cases / 2));
    let is_settled = |upper: i64| done >= cases || upper <= youngest;
    let days = middle
        .filter(|(_, upper)| cases >= CASES_MIN && is_settled(*upper))
        .map(|(lower, upper)| (lower as f64 + upper as f64) / 2.0);
    Median { days, cases: cases as f64, open }
}

/// The time from each event to the next, told by the day of the next.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Gaps {
    pub(super) days: Vec<String>,
    pub(super) lengths: Vec<f64>,
    /// Whole days since the last event.
    pub(super) since_last: Option<i64>,
}

/// The gaps that end between the months `from` and `to`. `strictly` counts whole days
/// between two events, else the days from one to the next.
pub(super) fn gaps(
    days: &[Day],
    asked: &Conditions,
    (from, to): (Month, Month),
    strictly: bool,
    today: Date,
) -> Gaps {
    let mut gaps = Gaps::default();
    let mut before: Option<Date> = None;
    for day in days.iter().filter(|day| fulfils(&day.tally, What::Incidents, asked)) {
        let Ok(date) = day.day.parse::<Date>() else { continue };
        for _ in 0..day.tally.count {
            if let Some(before) = before
                && (from..=to).contains(&day.tally.month)
            {
                let apart = days_between(before, date);
                let length = if strictly { (apart - 1).max(0) } else { apart };
                gaps.days.push(day.day.clone());
                gaps.lengths.push(length as f64);
            }
            before = Some(date);
        }
    }
    let surplus = gaps.days.len().saturating_sub(GAPS_MAX);
    gaps.days.drain(..surplus);
    gaps.lengths.drain(..surplus);
    gaps.since_last = before.map(|last| days_between(last, today).max(0));
    gaps
}

fn days_between(from: Date, to: Date) -> i64 {
    from.until(to).map_or(0, |between| i64::from(between.get_days()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(counts: &[(i64, i64)]) -> BTreeMap<i64, i64> {
        counts.iter().copied().collect()
    }

    #[test]
    fn a_median_counts_open_cases_as_longer_than_finished_ones() {
        // 1, 2, 2, 9 and three open: the fourth of seven is 9.
        let found = median(7, &days(&[(1, 1), (2, 2), (9, 1)]), 30);
        assert_eq!(found.days, Some(9.0));
        assert_eq!(found.open, Some(3.0 / 7.0));
        // Of six the middle ones are 2 and 9.
        assert_eq!(median(6, &days(&[(1, 1), (2, 2), (9, 1)]), 30).days, Some(5.5));
    }

    #[test]
    fn there_is_no_median_while_an_open_case_could_still_end_before_it() {
        let lasted = days(&[(1, 1), (2, 2), (9, 1)]);
        assert_eq!(median(7, &lasted, 8).days, None);
        assert_eq!(median(7, &lasted, 9).days, Some(9.0));
        assert_eq!(median(4 + 5, &lasted, 99).days, None, "more than half are open");
    }

    #[test]
    fn a_median_rests_on_at_least_five_cases() {
        assert_eq!(median(4, &days(&[(1, 4)]), 99).days, None);
        assert_eq!(median(5, &days(&[(1, 5)]), -20).days, Some(1.0));
        assert_eq!(median(0, &days(&[]), 99), Median { days: None, cases: 0.0, open: None });
    }
}
