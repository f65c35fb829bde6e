//! The periods of released statistics: whole months, quarters and years, and no others.
//!
//! Must never hold a free range of dates: two ranges that differ by a day tell of that day.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::limits::{YEAR_FIRST, YEAR_LAST};
use crate::vocabulary::Grain;

/// A whole month, quarter or year. Written `2026-03`, `2026-Q1`, `2026`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Period {
    year: i16,
    grain: Grain,
    /// 1 to 12, 1 to 4, or 1.
    number: u8,
}

/// The text is not a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("is not a period: write 2026-03, 2026-Q1 or 2026")]
pub struct PeriodError;

impl Period {
    /// The period of this length with this number in its year, from 1.
    ///
    /// # Errors
    /// There is no such period.
    pub fn new(year: i16, grain: Grain, number: u8) -> Result<Self, PeriodError> {
        let most = match grain {
            Grain::Month => 12,
            Grain::Quarter => 4,
            Grain::Year => 1,
        };
        if (YEAR_FIRST..=YEAR_LAST).contains(&year) && (1..=most).contains(&number) {
            Ok(Self { year, grain, number })
        } else {
            Err(PeriodError)
        }
    }

    /// Its year.
    #[must_use]
    pub const fn year(self) -> i16 {
        self.year
    }

    /// How long it is.
    #[must_use]
    pub const fn grain(self) -> Grain {
        self.grain
    }

    /// Its months in the year, from 0: first and one past the last.
    #[must_use]
    pub const fn months(self) -> (usize, usize) {
        let number = self.number as usize;
        match self.grain {
            Grain::Month => (number - 1, number),
            Grain::Quarter => (3 * number - 3, 3 * number),
            Grain::Year => (0, 12),
        }
    }

    /// Its quarters in the year, from 0: first and one past the last; none for a month.
    #[must_use]
    pub const fn quarters(self) -> (usize, usize) {
        let number = self.number as usize;
        match self.grain {
            Grain::Month => (0, 0),
            Grain::Quarter => (number - 1, number),
            Grain::Year => (0, 4),
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { year, grain, number } = self;
        match grain {
            Grain::Month => write!(f, "{year:04}-{number:02}"),
            Grain::Quarter => write!(f, "{year:04}-Q{number}"),
            Grain::Year => write!(f, "{year:04}"),
        }
    }
}

impl FromStr for Period {
    type Err = PeriodError;

    fn from_str(text: &str) -> Result<Self, PeriodError> {
        let (year, rest) = text.split_at_checked(4).ok_or(PeriodError)?;
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let year = Some(year).filter(|year| digits(year)).and_then(|year| year.parse().ok());
        let (grain, number) = match (rest.strip_prefix("-Q"), rest.strip_prefix('-')) {
            (Some(quarter), _) if quarter.len() == 1 => (Grain::Quarter, quarter),
            (None, Some(month)) if month.len() == 2 => (Grain::Month, month),
            (None, None) if rest.is_empty() => (Grain::Year, "1"),
            (Some(_) | None, _) => return Err(PeriodError),
        };
        let number = Some(number).filter(|number| digits(number));
        let number = number.and_then(|number| number.parse().ok()).ok_or(PeriodError)?;
        Self::new(year.ok_or(PeriodError)?, grain, number)
    }
}

impl TryFrom<String> for Period {
    type Error = PeriodError;

    fn try_from(text: String) -> Result<Self, PeriodError> {
        text.parse()
    }
}

impl From<Period> for String {
    fn from(period: Period) -> Self {
        period.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_are_whole_months_quarters_and_years() {
        for (text, months, quarters) in [
            ("2026-01", (0, 1), (0, 0)),
            ("2026-12", (11, 12), (0, 0)),
            ("2026-Q1", (0, 3), (0, 1)),
            ("2026-Q4", (9, 12), (3, 4)),
            ("2026", (0, 12), (0, 4)),
        ] {
            let period: Period = text.parse().unwrap();
            assert_eq!(period.to_string(), text);
            assert_eq!((period.months(), period.quarters()), (months, quarters));
        }
        for text in [
            "",
            "26",
            "2026-13",
            "2026-00",
            "2026-Q5",
            "2026-1",
            "2026-01-01",
            "+026",
            "2026-W01",
            "1899",
            "2101",
            "2026-Q+1",
            "20é6",
            "2026-+1",
        ] {
            assert_eq!(text.parse::<Period>(), Err(PeriodError), "{text}");
        }
    }
}
