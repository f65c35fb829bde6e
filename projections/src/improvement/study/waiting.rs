//! Medians of periods in which something still waits.
//!
//! The newest periods have a median only where it is short: a long one has not come yet. To take
//! what is there would choose the quick ones and call it an improvement. Must never leave a slow
//! period out because it is slow.

use jiff::civil::Date;
use tillbud_events::{Month, Week};

use crate::measure::{CASES_MIN, Points, begin_of};

/// The medians as they are compared on `today`. From the change on a period counts once it is as
/// old as the longest median before it, so that any like those before would be known; where then
/// more than half still waits, it counts with its age in days, which its median is longer than.
/// Before the change nothing is put in the place of a median that is not known.
#[must_use]
pub fn settled(points: &Points, change: Month, today: Date) -> Vec<Option<f64>> {
    let is_after = |name: &String| begin_of(name).is_some_and(|month| month >= change);
    let medians = || points.periods.iter().zip(&points.numerator);
    let before = medians().filter(|(name, _)| !is_after(name)).filter_map(|(_, median)| *median);
    let longest = before.fold(0.0, f64::max);
    let cases = points.denominator.iter().map(|cases| cases.unwrap_or(0.0));
    let compared = |((name, median), cases): ((&String, &Option<f64>), f64)| {
        if !is_after(name) {
            return *median;
        }
        let age = age(name, today).filter(|age| *age >= longest)?;
        median.or_else(|| (cases >= CASES_MIN as f64).then_some(age))
    };
    medians().zip(cases).map(compared).collect()
}

/// Days from the last one of a month or week; nothing while it runs.
fn age(name: &str, today: Date) -> Option<f64> {
    let month = || name.parse::<Month>().ok().map(Month::last_day);
    let last = name.parse::<Week>().ok().map(Week::sunday).or_else(month)?;
    let days = last.until(today).ok()?.get_days();
    (days > 0).then(|| f64::from(days))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn points(medians: &[(&str, Option<f64>, f64)]) -> Points {
        Points {
            periods: medians.iter().map(|(name, ..)| (*name).to_owned()).collect(),
            numerator: medians.iter().map(|(_, median, _)| *median).collect(),
            denominator: medians.iter().map(|(.., cases)| Some(*cases)).collect(),
            ..Points::default()
        }
    }

    fn settled_at(today: Date, medians: &[(&str, Option<f64>, f64)]) -> Vec<Option<f64>> {
        settled(&points(medians), "2026-03".parse().unwrap(), today)
    }

    #[test]
    fn a_new_period_counts_once_a_median_as_long_as_before_would_be_known() {
        let medians = [
            ("2026-01", Some(9.0), 8.0),
            ("2026-02", Some(6.0), 8.0),
            ("2026-03", Some(2.0), 8.0),
            ("2026-04", Some(2.0), 8.0),
        ];
        // April is eight days old: had it been as slow as January, nobody would know.
        let early = [Some(9.0), Some(6.0), Some(2.0), None];
        assert_eq!(settled_at(date(2026, 5, 8), &medians), early);
        let later = [Some(9.0), Some(6.0), Some(2.0), Some(2.0)];
        assert_eq!(settled_at(date(2026, 5, 9), &medians), later);
    }

    #[test]
    fn where_more_than_half_still_waits_the_age_counts_and_only_after_the_change() {
        let medians = [
            ("2026-01", None, 8.0),
            ("2026-02", Some(6.0), 8.0),
            ("2026-03", None, 8.0),
            ("2026-04", None, 4.0),
        ];
        let found = settled_at(date(2026, 5, 20), &medians);
        assert_eq!(found, [None, Some(6.0), Some(50.0), None], "four cases have no median");
    }

    #[test]
    fn weeks_are_as_old_as_their_sundays_and_a_running_period_does_not_count() {
        let medians =
            [("2026-W09", Some(3.0), 8.0), ("2026-W10", None, 8.0), ("2026-W11", None, 8.0)];
        // W09 has its Thursday in February; W10 ends on 8 March, W11 on 15 March.
        assert_eq!(settled_at(date(2026, 3, 12), &medians), [Some(3.0), Some(4.0), None]);
    }
}
