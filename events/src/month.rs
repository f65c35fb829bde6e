//! A calendar month, `YYYY-MM`: the unit in which baselines, headcounts and trends are told.
//!
//! Must never read a clock.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize};

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
        self.plus(1)
    }

    /// So many months later, or earlier when below zero; never beyond the years of dates.
    #[must_use]
    pub const fn plus(self, months: i32) -> Self {
        let total = (self.year as i32) * 12 + (self.month as i32 - 1) + months;
        let year = total.div_euclid(12);
        let year = if year > 9999 {
            9999
        } else if year < -9999 {
            -9999
        } else {
            year
        };
        Self { year: year as i16, month: (total.rem_euclid(12) + 1) as i8 }
    }

    /// Its first day.
    #[must_use]
    pub fn first_day(self) -> Date {
        jiff::civil::date(self.year, self.month, 1)
    }

    /// Its last day.
    #[must_use]
    pub fn last_day(self) -> Date {
        self.first_day().last_of_month()
    }

    /// The year.
    #[must_use]
    pub const fn year(self) -> i16 {
        self.year
    }

    /// The quarter of the year, 1 to 4.
    #[must_use]
    pub const fn quarter(self) -> i8 {
        (self.month + 2) / 3
    }

    /// The first month of the quarter that this one lies in.
    #[must_use]
    pub const fn quarter_begin(self) -> Self {
        Self { year: self.year, month: self.quarter() * 3 - 2 }
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

impl<'de> Deserialize<'de> for Month {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn month(text: &str) -> Month {
        text.parse().unwrap()
    }

    #[test]
    fn months_follow_each_other_across_years_both_ways() {
        assert_eq!(month("2026-12").next(), month("2027-01"));
        assert_eq!(month("2026-01").plus(-1), month("2025-12"));
        assert_eq!(month("2026-03").plus(-15), month("2024-12"));
        assert_eq!(month("2026-03").plus(24), month("2028-03"));
    }

    #[test]
    fn a_quarter_has_three_months() {
        for (text, quarter, begin) in
            [("2026-01", 1, "2026-01"), ("2026-03", 1, "2026-01"), ("2026-12", 4, "2026-10")]
        {
            assert_eq!(month(text).quarter(), quarter);
            assert_eq!(month(text).quarter_begin(), month(begin));
        }
    }

    #[test]
    fn only_a_month_is_read_as_one_and_it_is_stored_as_written() {
        for wrong in
            ["2026", "2026-13", "2026-00", "2026-1", "-026-01", "2026/01", "2026-01-01", "åå26-0"]
        {
            assert_eq!(wrong.parse::<Month>(), Err(MonthError), "{wrong}");
        }
        assert_eq!(serde_json::to_string(&month("0987-02")).unwrap(), "\"0987-02\"");
        assert!(serde_json::from_str::<Month>("\"2026-02-01\"").is_err());
    }
}
