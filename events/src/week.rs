//! A week of the calendar, from Monday to Sunday, numbered as ISO 8601 does.
//!
//! Must never know a time zone: whoever asks says which day it is.

use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, ISOWeekDate, Weekday};
use jiff::{Span, ToSpan};
use serde::{Deserialize, Serialize};

/// A week. Displayed as `YYYY-Www`; texts are in the order of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Week {
    monday: Date,
}

/// The text is not a week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("is not a week: write YYYY-Www, such as 2026-W07")]
pub struct WeekError;

impl Week {
    /// The week that a day lies in.
    #[must_use]
    pub fn of(day: Date) -> Self {
        let since_monday = i64::from(day.weekday().to_monday_zero_offset());
        Self { monday: day.saturating_sub(since_monday.days()) }
    }

    /// Its first day.
    #[must_use]
    pub const fn monday(self) -> Date {
        self.monday
    }

    /// Its last day.
    #[must_use]
    pub fn sunday(self) -> Date {
        self.monday.saturating_add(6.days())
    }

    /// The day that says which year, and which quarter, the week belongs to.
    #[must_use]
    pub fn thursday(self) -> Date {
        self.monday.saturating_add(3.days())
    }

    /// So many weeks later.
    #[must_use]
    pub fn later(self, weeks: u32) -> Self {
        Self { monday: self.monday.saturating_add(Span::new().weeks(i64::from(weeks))) }
    }

    /// So many weeks earlier.
    #[must_use]
    pub fn earlier(self, weeks: u32) -> Self {
        Self { monday: self.monday.saturating_sub(Span::new().weeks(i64::from(weeks))) }
    }

    /// How many weeks this one is after `other`; 0 when it is not after it.
    #[must_use]
    pub fn weeks_after(self, other: Self) -> u32 {
        let days = self.monday.duration_since(other.monday).as_hours() / 24;
        u32::try_from(days / 7).unwrap_or(0)
    }
}

impl fmt::Display for Week {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let week = self.monday.iso_week_date();
        write!(f, "{:04}-W{:02}", week.year(), week.week())
    }
}

impl FromStr for Week {
    type Err = WeekError;

    fn from_str(text: &str) -> Result<Self, WeekError> {
        let (year, week) = text.split_once("-W").ok_or(WeekError)?;
        let is_shaped = year.len() == 4 && week.len() == 2;
        let is_digits = text.bytes().filter(u8::is_ascii_digit).count() == 6;
        if !is_shaped || !is_digits {
            return Err(WeekError);
        }
        let year = year.parse().map_err(|_| WeekError)?;
        let week = week.parse().map_err(|_| WeekError)?;
        let day = ISOWeekDate::new(year, week, Weekday::Monday).map_err(|_| WeekError)?;
        Ok(Self { monday: day.date() })
    }
}

impl From<Week> for String {
    fn from(week: Week) -> Self {
        week.to_string()
    }
}

impl TryFrom<String> for Week {
    type Error = WeekError;

    fn try_from(text: String) -> Result<Self, WeekError> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_week_begins_on_monday_and_belongs_to_the_year_of_its_thursday() {
        for (day, expected) in [
            (date(2026, 1, 1), "2026-W01"),
            (date(2025, 12, 29), "2026-W01"),
            (date(2025, 12, 28), "2025-W52"),
            (date(2027, 1, 3), "2026-W53"),
            (date(2027, 1, 4), "2027-W01"),
        ] {
            let week = Week::of(day);
            assert_eq!((week.to_string().as_str(), expected.parse()), (expected, Ok(week)));
        }
    }

    #[test]
    fn weeks_are_counted_over_the_end_of_a_year() {
        let week: Week = "2026-W53".parse().unwrap();
        assert_eq!(week.later(1).to_string(), "2027-W01");
        assert_eq!(week.later(1).earlier(1), week);
        assert_eq!((week.later(60).weeks_after(week), week.weeks_after(week.later(1))), (60, 0));
        assert_eq!(week.thursday(), date(2026, 12, 31));
    }

    #[test]
    fn only_a_week_is_read_as_one() {
        for wrong in ["2026", "2026-W00", "2026-W54", "2025-W53", "2026-W1", "26-W01", "2026-01"] {
            assert_eq!(wrong.parse::<Week>(), Err(WeekError), "{wrong}");
        }
    }
}
