//! How long reports are held, and when the next release is.
//!
//! Must never allow a release that does not come at the same minutes of every hour.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;

/// Minutes between two releases of held reports; 0 holds none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HoldMinutes(u8);

/// The number does not divide an hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be 0, or divide 60: 1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30 or 60")]
pub struct HoldMinutesError;

impl HoldMinutes {
    /// Nothing is held.
    pub const OFF: Self = Self(0);
    /// Held until the next full hour.
    pub const HOUR: Self = Self(60);

    /// Whether anything is held.
    #[must_use]
    pub const fn is_on(self) -> bool {
        self.0 > 0
    }

    /// The next moment of release after `now`. Where nothing is held any more, what was
    /// held before the setting changed is still looked for each full hour.
    #[must_use]
    pub fn next_after(self, now: Timestamp) -> Timestamp {
        let every = if self.is_on() { self.0 } else { Self::HOUR.0 };
        let every = i64::from(every) * 60;
        let next = (now.as_second().div_euclid(every) + 1) * every;
        Timestamp::from_second(next).unwrap_or(Timestamp::MAX)
    }
}

impl FromStr for HoldMinutes {
    type Err = HoldMinutesError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.parse() {
            Ok(minutes) if minutes == 0 || 60_u8.is_multiple_of(minutes) => Ok(Self(minutes)),
            Ok(_) | Err(_) => Err(HoldMinutesError),
        }
    }
}

impl fmt::Display for HoldMinutes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minutes_divide_an_hour() {
        let taken: Vec<_> =
            (0..=120).filter(|n| n.to_string().parse::<HoldMinutes>().is_ok()).collect();
        assert_eq!(taken, [0, 1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30, 60]);
        for refused in ["", "-5", "x", "1.5", "316"] {
            assert_eq!(refused.parse::<HoldMinutes>(), Err(HoldMinutesError), "{refused}");
        }
    }

    #[test]
    fn the_next_release_lies_after_now_at_a_multiple_of_the_minutes() {
        let next = |minutes: &str, now: &str| {
            let minutes: HoldMinutes = minutes.parse().unwrap();
            minutes.next_after(now.parse().unwrap()).to_string()
        };
        assert_eq!(next("60", "2026-05-04T10:42:17Z"), "2026-05-04T11:00:00Z");
        assert_eq!(next("60", "2026-05-04T10:59:59.999Z"), "2026-05-04T11:00:00Z");
        assert_eq!(next("60", "2026-05-04T11:00:00Z"), "2026-05-04T12:00:00Z");
        assert_eq!(next("15", "2026-05-04T10:42:17Z"), "2026-05-04T10:45:00Z");
        assert_eq!(next("1", "2026-05-04T23:59:59Z"), "2026-05-05T00:00:00Z");
        assert_eq!(next("0", "2026-05-04T10:42:17Z"), "2026-05-04T11:00:00Z");
    }
}
