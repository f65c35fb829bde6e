//! Where along a chart something went on: days as places among its points.
//!
//! Points are months, quarters, weeks or days, as their names say. Must never guess: a name that
//! is none of these has no place.

use jiff::ToSpan;
use jiff::civil::Date;
use tillbud_events::{Month, Week};

/// A stretch along a chart, in points from its left edge, with its words.
#[derive(Clone, Debug, PartialEq)]
pub struct Band {
    /// Where it begins.
    pub from: f64,
    /// Where it ends.
    pub to: f64,
    /// Whether it is a moment, drawn as a line.
    pub is_moment: bool,
    /// What went on, when and where.
    pub words: String,
}

impl Band {
    /// The stretch from a day to another, both included, among points of these names; nothing
    /// when it lies outside of them. Of a moment the last day is the first.
    #[must_use]
    pub fn of(labels: &[String], (from, last): (Date, Date), is_moment: bool) -> Option<Self> {
        let days = days_of(labels)?;
        let (first, end) = (days.first()?.0, days.last()?.1);
        if last < first || from > end {
            return None;
        }
        let (from, to) = (place(&days, from, 0), place(&days, last, 1));
        Some(Self { from, to, is_moment, words: String::new() })
    }
}

/// The first and the last day of all points together; nothing when a name is no time.
#[must_use]
pub fn span(labels: &[String]) -> Option<(Date, Date)> {
    let days = days_of(labels)?;
    Some((days.first()?.0, days.last()?.1))
}

/// The first and the last day of each point; of points that are days, all since the one before.
fn days_of(labels: &[String]) -> Option<Vec<(Date, Date)>> {
    let mut all: Vec<(Date, Date)> = Vec::with_capacity(labels.len());
    for label in labels {
        let (first, last) = days(label)?;
        let after = all.last().and_then(|(_, before)| before.checked_add(1.day()).ok());
        // Two events of one day are two points.
        let first = after.filter(|after| first == last && *after < first).unwrap_or(first);
        all.push((first, last));
    }
    Some(all)
}

fn days(label: &str) -> Option<(Date, Date)> {
    if let Ok(month) = label.parse::<Month>() {
        return Some((month.first_day(), month.last_day()));
    }
    if let Ok(week) = label.parse::<Week>() {
        return Some((week.monday(), week.sunday()));
    }
    if let Some((year, quarter)) = label.split_once("-Q") {
        let january: Month = format!("{year}-01").parse().ok()?;
        let begin = january.plus((quarter.parse::<i32>().ok()? - 1) * 3);
        return Some((begin.first_day(), begin.plus(2).last_day()));
    }
    let day: Date = label.parse().ok()?;
    Some((day, day))
}

/// Where a day begins, or with `further` 1 ends.
fn place(days: &[(Date, Date)], day: Date, further: i64) -> f64 {
    let Some(at) = days.iter().position(|(_, last)| day <= *last) else {
        return days.len() as f64;
    };
    let Some((first, last)) = days.get(at) else { return at as f64 };
    if day < *first {
        return at as f64;
    }
    let count = |from: Date, to: Date| to.duration_since(from).as_hours() / 24;
    let (into, all) = (count(*first, day) + further, count(*first, *last) + 1);
    at as f64 + into as f64 / all.max(1) as f64
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn labels(labels: &[&str]) -> Vec<String> {
        labels.iter().map(|label| (*label).to_owned()).collect()
    }

    fn band(names: &[&str], from: Date, last: Date) -> Option<(f64, f64)> {
        Band::of(&labels(names), (from, last), false).map(|band| (band.from, band.to))
    }

    #[test]
    fn days_have_their_place_among_months_quarters_weeks_and_days() {
        let april = (date(2026, 4, 1), date(2026, 4, 15));
        let months = ["2026-03", "2026-04"];
        assert_eq!(band(&months, april.0, april.1), Some((1.0, 1.5)));
        assert_eq!(band(&months, date(2026, 1, 1), date(2027, 1, 1)), Some((0.0, 2.0)));
        assert_eq!(band(&["2026-Q1", "2026-Q2"], april.0, date(2026, 6, 30)), Some((1.0, 2.0)));
        let weeks = ["2026-W14", "2026-W15"];
        assert_eq!(band(&weeks, date(2026, 4, 6), date(2026, 4, 12)), Some((1.0, 2.0)));
        // A gap is the time before the day that it is named by.
        let gaps = ["2026-03-31", "2026-04-10"];
        assert_eq!(band(&gaps, april.0, date(2026, 4, 5)), Some((1.0, 1.5)));
    }

    #[test]
    fn points_span_from_the_first_day_to_the_last() {
        let span = |labels: &[&str]| {
            let labels: Vec<String> = labels.iter().map(|label| (*label).to_owned()).collect();
            super::span(&labels)
        };
        let months = ["2026-03", "2026-04"];
        assert_eq!(span(&months), Some((date(2026, 3, 1), date(2026, 4, 30))));
        assert_eq!(span(&["2026-W14"]), Some((date(2026, 3, 30), date(2026, 4, 5))));
        assert_eq!((span(&[]), span(&["a"])), (None, None));
    }

    #[test]
    fn what_lies_outside_and_names_that_are_no_time_have_no_place() {
        let months = ["2026-03", "2026-04"];
        assert_eq!(band(&months, date(2026, 5, 1), date(2026, 5, 2)), None);
        assert_eq!(band(&months, date(2026, 2, 1), date(2026, 2, 28)), None);
        assert_eq!(band(&["a"], date(2026, 2, 1), date(2026, 2, 28)), None);
        assert_eq!(band(&[], date(2026, 2, 1), date(2026, 2, 28)), None);
    }
}
