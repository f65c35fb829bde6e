//! How often somebody is told: at once, at most each quarter of an hour, or each morning.
//!
//! Pure. Must never hold back what is urgent: whoever asks for the next moment has looked
//! at that before.

use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

use crate::clock::{day, morning};

/// Minutes within which one recipient gets one mail, apart from urgent ones.
pub const DIGEST_MINUTES: i64 = 15;

/// How often somebody is told of what is not urgent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pace {
    /// Each time: for machines.
    Each,
    /// Together, at the next quarter of an hour.
    Quarter,
    /// Together, in the morning.
    Morning,
}

impl Pace {
    /// When a message may go that something is taken in for at `now`.
    #[must_use]
    pub fn next(self, now: Timestamp) -> Timestamp {
        match self {
            Self::Each => now,
            Self::Quarter => {
                let quarter = DIGEST_MINUTES * 60;
                let next = (now.as_second().div_euclid(quarter) + 1) * quarter;
                Timestamp::from_second(next).unwrap_or(Timestamp::MAX)
            }
            Self::Morning => {
                let today = morning(day(now));
                if now < today { today } else { morning(day(now).saturating_add(1.day())) }
            }
        }
    }

    /// When a message may go at the earliest after one that was taken at `delivered`.
    #[must_use]
    pub fn after(self, delivered: Timestamp) -> Timestamp {
        match self {
            Self::Each => Timestamp::MIN,
            Self::Quarter | Self::Morning => self.next(delivered),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn next(pace: Pace, now: &str) -> String {
        pace.next(now.parse().unwrap()).to_string()
    }

    #[test]
    fn the_next_moment_is_now_the_quarter_or_the_morning() {
        assert_eq!(next(Pace::Each, "2026-05-04T10:20:31Z"), "2026-05-04T10:20:31Z");
        assert_eq!(next(Pace::Quarter, "2026-05-04T10:20:31Z"), "2026-05-04T10:30:00Z");
        assert_eq!(next(Pace::Quarter, "2026-05-04T10:30:00Z"), "2026-05-04T10:45:00Z");
        assert_eq!(next(Pace::Morning, "2026-05-04T04:59:59Z"), "2026-05-04T05:00:00Z");
        assert_eq!(next(Pace::Morning, "2026-05-04T05:00:00Z"), "2026-05-05T05:00:00Z");
    }

    #[test]
    fn the_morning_stays_at_the_same_hour_by_the_clock_on_the_wall() {
        // The clocks go back on the 25th.
        assert_eq!(next(Pace::Morning, "2026-10-24T12:00:00Z"), "2026-10-25T06:00:00Z");
        assert_eq!(next(Pace::Morning, "2026-10-23T12:00:00Z"), "2026-10-24T05:00:00Z");
    }
}
