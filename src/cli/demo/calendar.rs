//! When people work and when they report, in the zone of the organisation.
//!
//! Days are reckoned there, not in UTC. Must never give a moment before the one it
//! was asked to follow.

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Span, Timestamp};

use super::draw::Draw;
use crate::clock::ZONE;

/// Days of the year on which no office is open, as month and day.
const CLOSED: [(i8, i8); 8] =
    [(1, 1), (1, 6), (5, 1), (6, 6), (12, 24), (12, 25), (12, 26), (12, 31)];
/// First and last hour in which staff begins something.
const OFFICE_HOURS: (i64, i64) = (8, 15);
/// How often people report in each hour of the day.
const REPORTING_HOURS: [f64; 24] = [
    1.0, 1.0, 1.0, 1.0, 1.0, 2.0, 4.0, 8.0, 10.0, 10.0, 9.0, 7.0, 6.0, 9.0, 10.0, 9.0, 7.0, 5.0,
    4.0, 4.0, 4.0, 3.0, 2.0, 1.0,
];

/// Days and hours in the organisation's zone.
pub struct Calendar(TimeZone);

impl Calendar {
    /// The calendar of the organisation.
    pub fn new() -> Self {
        Self(TimeZone::get(ZONE).unwrap_or(TimeZone::UTC))
    }

    /// The day that `moment` lies in.
    pub fn day(&self, moment: Timestamp) -> Date {
        self.0.to_datetime(moment).date()
    }

    /// A moment of a day; beyond the end of time it is the end of time.
    pub fn moment(&self, day: Date, hour: i64, minute: i64) -> Timestamp {
        let local = day.at(hour as i8, minute as i8, 0, 0);
        self.0.to_ambiguous_timestamp(local).compatible().unwrap_or(Timestamp::MAX)
    }

    /// Whether offices are open on `day`.
    pub fn is_open(&self, day: Date) -> bool {
        open_day(day) == day
    }

    /// An office hour at least `days` days after `moment`, and after `moment`.
    pub fn work(&self, moment: Timestamp, days: i64, draw: &Draw) -> Timestamp {
        self.work_on(plus(self.day(moment), days), moment, draw)
    }

    /// An office hour on `day` or the first open day after it, and after `moment`.
    pub fn work_on(&self, day: Date, moment: Timestamp, draw: &Draw) -> Timestamp {
        let (first, last) = OFFICE_HOURS;
        let mut day = open_day(day.max(self.day(moment)));
        if self.moment(day, last, 30) <= moment {
            day = open_day(plus(day, 1));
        }
        let drawn = self.moment(day, draw.between(first, last), draw.between(0, 59));
        if drawn > moment {
            return drawn;
        }
        // It is that very day: within the half hour that is left at least.
        moment + SignedDuration::from_mins(draw.between(2, 25))
    }

    /// When on `day` a person sends a report.
    pub fn reporting(&self, day: Date, draw: &Draw) -> Timestamp {
        let hour = draw.weighted(&REPORTING_HOURS).unwrap_or_default();
        self.moment(day, hour as i64, draw.between(0, 59))
    }
}

/// `day` and so many days.
pub fn plus(day: Date, days: i64) -> Date {
    day.saturating_add(Span::new().days(days))
}

/// How much is reported on a day of the week, compared with a working day.
pub fn weight_of(day: Date) -> f64 {
    match day.weekday() {
        Weekday::Saturday => 0.4,
        Weekday::Sunday => 0.35,
        Weekday::Monday => 1.2,
        Weekday::Tuesday | Weekday::Wednesday | Weekday::Thursday | Weekday::Friday => 1.0,
    }
}

/// `day`, or the first day after it on which offices are open.
fn open_day(mut day: Date) -> Date {
    let is_closed = |day: Date| {
        matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
            || CLOSED.contains(&(day.month(), day.day()))
    };
    // Bounded: no list of days can close a week of offices at both ends of a year.
    while is_closed(day) && day < Date::MAX {
        day = plus(day, 1);
    }
    day
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_is_done_in_office_hours_after_what_it_follows() {
        let (calendar, draw) = (Calendar::new(), Draw::new(3));
        let mut moment: Timestamp = "2025-12-19T21:40:00Z".parse().unwrap();
        for days in [0, 0, 1, 2, 0, 0, 5, 0, 0, 0, 0, 0] {
            let work = calendar.work(moment, days, &draw);
            let local = calendar.0.to_datetime(work);
            assert!(work > moment);
            assert_eq!(open_day(local.date()), local.date());
            assert!((8..16).contains(&local.hour()), "{local}");
            moment = work;
        }
    }

    #[test]
    fn offices_are_closed_over_christmas() {
        let closed: Date = "2026-12-24".parse().unwrap();
        assert_eq!(open_day(closed).to_string(), "2026-12-28");
    }
}
