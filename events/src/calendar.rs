//! Swedish days off and working days, computed for any year.
//!
//! Public holidays are those of lag (1989:253) om allmänna helgdagar as it reads since
//! 2005. Midsummer Eve, Christmas Eve and New Year's Eve are no public holidays, but
//! nobody is at work: lag (1930:173) 2 § treats them, and Saturdays, as such when a time
//! ends. Must never read a clock: days are given.

use jiff::Span;
use jiff::civil::{Date, Weekday, date};

/// A day off that has a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Holiday {
    /// Nyårsdagen.
    NewYearsDay,
    /// Trettondedag jul.
    Epiphany,
    /// Långfredagen.
    GoodFriday,
    /// Påskdagen.
    EasterSunday,
    /// Annandag påsk.
    EasterMonday,
    /// Första maj.
    MayDay,
    /// Kristi himmelsfärdsdag.
    AscensionDay,
    /// Pingstdagen.
    WhitSunday,
    /// Nationaldagen.
    NationalDay,
    /// Midsommarafton.
    MidsummerEve,
    /// Midsommardagen.
    MidsummerDay,
    /// Alla helgons dag.
    AllSaintsDay,
    /// Julafton.
    ChristmasEve,
    /// Juldagen.
    ChristmasDay,
    /// Annandag jul.
    BoxingDay,
    /// Nyårsafton.
    NewYearsEve,
}

impl Holiday {
    /// All of them, in the order of the year.
    pub const ALL: [Self; 16] = [
        Self::NewYearsDay,
        Self::Epiphany,
        Self::GoodFriday,
        Self::EasterSunday,
        Self::EasterMonday,
        Self::MayDay,
        Self::AscensionDay,
        Self::WhitSunday,
        Self::NationalDay,
        Self::MidsummerEve,
        Self::MidsummerDay,
        Self::AllSaintsDay,
        Self::ChristmasEve,
        Self::ChristmasDay,
        Self::BoxingDay,
        Self::NewYearsEve,
    ];

    /// The name under which its words are found.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NewYearsDay => "new_years_day",
            Self::Epiphany => "epiphany",
            Self::GoodFriday => "good_friday",
            Self::EasterSunday => "easter_sunday",
            Self::EasterMonday => "easter_monday",
            Self::MayDay => "may_day",
            Self::AscensionDay => "ascension_day",
            Self::WhitSunday => "whit_sunday",
            Self::NationalDay => "national_day",
            Self::MidsummerEve => "midsummer_eve",
            Self::MidsummerDay => "midsummer_day",
            Self::AllSaintsDay => "all_saints_day",
            Self::ChristmasEve => "christmas_eve",
            Self::ChristmasDay => "christmas_day",
            Self::BoxingDay => "boxing_day",
            Self::NewYearsEve => "new_years_eve",
        }
    }

    /// Its day in `year`.
    #[must_use]
    pub fn day_in(self, year: i16) -> Date {
        match self {
            Self::NewYearsDay => date(year, 1, 1),
            Self::Epiphany => date(year, 1, 6),
            Self::GoodFriday => later(easter(year), -2),
            Self::EasterSunday => easter(year),
            Self::EasterMonday => later(easter(year), 1),
            Self::MayDay => date(year, 5, 1),
            Self::AscensionDay => later(easter(year), 39),
            Self::WhitSunday => later(easter(year), 49),
            Self::NationalDay => date(year, 6, 6),
            Self::MidsummerEve => later(saturday_from(date(year, 6, 20)), -1),
            Self::MidsummerDay => saturday_from(date(year, 6, 20)),
            Self::AllSaintsDay => saturday_from(date(year, 10, 31)),
            Self::ChristmasEve => date(year, 12, 24),
            Self::ChristmasDay => date(year, 12, 25),
            Self::BoxingDay => date(year, 12, 26),
            Self::NewYearsEve => date(year, 12, 31),
        }
    }
}

/// The named day off on `day`; the first of the year's order when two meet.
#[must_use]
pub fn holiday(day: Date) -> Option<Holiday> {
    Holiday::ALL.into_iter().find(|holiday| holiday.day_in(day.year()) == day)
}

/// Whether people are at work: no Saturday, no Sunday, no named day off.
#[must_use]
pub fn is_working_day(day: Date) -> bool {
    !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) && holiday(day).is_none()
}

/// The working day that comes `count` working days after `day`; `day` itself for 0.
#[must_use]
pub fn working_days_after(day: Date, count: u32) -> Date {
    let mut reached = day;
    for _ in 0..count {
        reached = later(reached, 1);
        // Ends: no days off stand in a row for longer than a week.
        while !is_working_day(reached) {
            reached = later(reached, 1);
        }
    }
    reached
}

/// Fewest working days after `day` until `reached`: 0 when nothing lies between them, at most
/// `most`.
#[must_use]
pub fn working_days_until(day: Date, reached: Date, most: u32) -> u32 {
    let mut last = day;
    // Ends at `most`.
    for count in 0..most {
        if reached <= last {
            return count;
        }
        last = working_days_after(last, 1);
    }
    most
}

/// `day` when people are at work on it, else the last working day before it.
#[must_use]
pub fn working_day_until(day: Date) -> Date {
    let mut reached = day;
    // Ends, as above.
    while !is_working_day(reached) {
        reached = later(reached, -1);
    }
    reached
}

/// Easter Sunday of the Gregorian calendar: the "anonymous" computus that Meeus, Jones
/// and Butcher published.
#[must_use]
pub fn easter(year: i16) -> Date {
    let year_of = i32::from(year);
    let (golden, century, rest) = (year_of % 19, year_of / 100, year_of % 100);
    let correction = (century - (century + 8) / 25 + 1) / 3;
    let epact = (19 * golden + century - century / 4 - correction + 15) % 30;
    let weekday = (32 + 2 * (century % 4) + 2 * (rest / 4) - epact - rest % 4) % 7;
    let late = (golden + 11 * epact + 22 * weekday) / 451;
    let days_after_21_march = epact + weekday - 7 * late + 1;
    later(date(year, 3, 21), days_after_21_march)
}

fn saturday_from(first: Date) -> Date {
    const SATURDAY: i32 = 5;
    later(first, (SATURDAY - i32::from(first.weekday().to_monday_zero_offset())).rem_euclid(7))
}

/// `days` later; the same day at the ends of time.
fn later(day: Date, days: i32) -> Date {
    day.saturating_add(Span::new().days(days))
}
