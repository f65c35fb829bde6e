//! How much time a law gives: elapsed hours, or calendar months.
//!
//! Hours are elapsed hours, right across both changes of daylight-saving time. A month
//! ends at the same clock time on the day with the same number, or on the month's last
//! day when it has no such day. Must never read a clock.

use jiff::tz::{self, TimeZone};
use jiff::{Span, Timestamp};
use serde::{Deserialize, Serialize};

/// The zone in which months are counted.
static ZONE: TimeZone = tz::get!("Europe/Stockholm");

/// Most hours that a rule may give: a year.
pub const HOURS_MAX: u32 = 8_784;
/// Most months that a rule may give: ten years.
pub const MONTHS_MAX: u32 = 120;

/// How much time there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Period {
    /// Elapsed hours.
    Hours(u32),
    /// Calendar months.
    Months(u32),
}

impl Period {
    /// Whether it gives some time, and no more than a law would.
    #[must_use]
    pub fn is_sound(self) -> bool {
        match self {
            Self::Hours(hours) => (1..=HOURS_MAX).contains(&hours),
            Self::Months(months) => (1..=MONTHS_MAX).contains(&months),
        }
    }

    /// When it ends, if it begins at `from`.
    #[must_use]
    pub fn after(self, from: Timestamp) -> Timestamp {
        match self {
            Self::Hours(hours) => from.saturating_add(Span::new().hours(hours)).unwrap_or(from),
            Self::Months(months) => from
                .to_zoned_datetime(ZONE.clone())
                .saturating_add(Span::new().months(months))
                .timestamp(),
        }
    }
}
