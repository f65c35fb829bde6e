//! Dates as people remember them: a year, a month, a day or a minute.
//!
//! The precision is part of the fact. Must never fill in what nobody said: "2014"
//! is not the first of January 2014.

use std::fmt;

use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

use crate::limits::{YEAR_FIRST, YEAR_LAST};

/// How much of an [`ImpreciseDate`] is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Precision {
    /// `2014`
    Year,
    /// `2014-05`
    Month,
    /// `2014-05-17`
    Day,
    /// `2014-05-17T08:30`, local time at the place
    Minute,
}

/// A prefix of an ISO 8601 local date and time; its length is its precision.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ImpreciseDate(String);

/// The text is not a date of one of the four shapes, or names a day that never was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "is not a date: write YYYY, YYYY-MM, YYYY-MM-DD or YYYY-MM-DDThh:mm, between 1900 and 2100"
)]
pub struct DateError;

impl ImpreciseDate {
    /// Reads one of the four shapes.
    ///
    /// # Errors
    /// [`DateError`] for any other shape, impossible days and years outside 1900–2100.
    pub fn parse(text: &str) -> Result<Self, DateError> {
        if !text.is_ascii() {
            return Err(DateError);
        }
        let first_moment = match text.len() {
            4 => format!("{text}-01-01T00:00"),
            7 => format!("{text}-01T00:00"),
            10 => format!("{text}T00:00"),
            16 => text.to_owned(),
            _ => return Err(DateError),
        };
        let shape = "dddd-dd-ddTdd:dd";
        let shaped = first_moment.bytes().zip(shape.bytes()).all(|(is, shall)| match shall {
            b'd' => is.is_ascii_digit(),
            mark => is == mark,
        });
        let moment: DateTime = first_moment.parse().map_err(|_| DateError)?;
        if shaped && (YEAR_FIRST..=YEAR_LAST).contains(&moment.year()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(DateError)
        }
    }

    /// A whole day.
    #[must_use]
    pub fn day(date: Date) -> Self {
        Self(date.to_string())
    }

    /// How much is known.
    #[must_use]
    pub fn precision(&self) -> Precision {
        match self.0.len() {
            0..=4 => Precision::Year,
            5..=7 => Precision::Month,
            8..=10 => Precision::Day,
            11.. => Precision::Minute,
        }
    }

    /// As written: the ISO 8601 prefix.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// `YYYY`.
    #[must_use]
    pub fn year(&self) -> &str {
        self.0.get(..4).unwrap_or(&self.0)
    }

    /// `YYYY-MM`, when at least the month is known.
    #[must_use]
    pub fn month(&self) -> Option<&str> {
        self.0.get(..7)
    }
}

impl fmt::Display for ImpreciseDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_shape_keeps_its_precision() {
        for (text, precision) in [
            ("2014", Precision::Year),
            ("2014-05", Precision::Month),
            ("2016-02-29", Precision::Day),
            ("2023-03-21T07:42", Precision::Minute),
        ] {
            let date = ImpreciseDate::parse(text).unwrap();
            assert_eq!((date.as_str(), date.precision()), (text, precision));
        }
    }

    #[test]
    fn impossible_and_misshapen_dates_are_refused() {
        for text in [
            "",
            "14",
            "2014-13",
            "2015-02-29",
            "2014-05-17T24:00",
            "2014-05-17T08:30Z",
            "2014/05",
            "1899",
            "2101",
            "20١4",
            "+014",
            "2014-5-1",
            "2014-05-17 08:30",
        ] {
            assert_eq!(ImpreciseDate::parse(text), Err(DateError), "{text}");
        }
    }

    #[test]
    fn a_year_has_no_month() {
        assert_eq!(ImpreciseDate::parse("2014").unwrap().month(), None);
        assert_eq!(ImpreciseDate::parse("2014-05").unwrap().month(), Some("2014-05"));
    }
}
