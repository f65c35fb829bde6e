//! Days, months and moments in the words of the page's language.
//!
//! Must never show a reporter's moment more exactly than it is stored.

use jiff::{Timestamp, civil::Date};
use tillbud_events::ImpreciseDate;

use super::Frame;
use crate::clock;
use crate::web::locale;

/// A day or a moment, for machines and in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct When {
    /// ISO 8601, as precise as it is known.
    pub iso: String,
    /// In words.
    pub words: String,
}

impl When {
    /// The day of a moment, in the organisation's zone.
    #[must_use]
    pub fn day(frame: &Frame, at: Timestamp) -> Self {
        Self::date(frame, clock::day(at))
    }

    /// The month of a moment, in the organisation's zone.
    #[must_use]
    pub fn month(frame: &Frame, at: Timestamp) -> Self {
        let day = clock::day(at);
        let iso = format!("{:04}-{:02}", day.year(), day.month());
        Self { words: locale::date(frame.lang, &iso), iso }
    }

    /// A moment to the minute, in the organisation's zone. Never for what a reporter did.
    #[must_use]
    pub fn moment(frame: &Frame, at: Timestamp) -> Self {
        let iso = clock::minute(at);
        Self { words: locale::date(frame.lang, &iso), iso }
    }

    /// A whole day.
    #[must_use]
    pub fn date(frame: &Frame, date: Date) -> Self {
        Self::imprecise(frame, &ImpreciseDate::day(date))
    }

    /// A whole day, written `YYYY-MM-DD`; nothing when it is none.
    #[must_use]
    pub fn of_day(frame: &Frame, day: &str) -> Option<Self> {
        Some(Self::date(frame, day.parse().ok()?))
    }

    /// A date as people remember it.
    #[must_use]
    pub fn imprecise(frame: &Frame, date: &ImpreciseDate) -> Self {
        let iso = date.as_str().to_owned();
        Self { words: locale::date(frame.lang, &iso), iso }
    }
}

/// A month, `YYYY-MM`, in words.
#[must_use]
pub fn month(frame: &Frame, month: &str) -> String {
    locale::date(frame.lang, month)
}

/// The name of a month, 1–12.
#[must_use]
pub fn month_name(frame: &Frame, month: i8) -> String {
    frame.word("month", month)
}

#[cfg(test)]
mod tests {
    use tillbud_events::vocabulary::Lang;

    use super::*;

    #[test]
    fn a_moment_falls_on_its_day_in_sweden() {
        let frame = Frame::new(Lang::Sv, false, "/", false);
        let day = When::day(&frame, "2026-06-30T22:00:00Z".parse().unwrap());
        assert_eq!((day.iso.as_str(), day.words.as_str()), ("2026-07-01", "1 juli 2026"));
    }
}
