//! Days off and working days, against published calendars.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday, date};
use tillbud_events::calendar::{
    Holiday, easter, holiday, is_working_day, working_day_until, working_days_after,
    working_days_until,
};

use crate::support::day;

#[test]
fn easter_falls_on_the_published_days() {
    // Earliest and latest possible, and every year from 2000 to 2040.
    let published = "1818-03-22 1943-04-25 1954-04-18 1961-04-02 1981-04-19 2038-04-25 2100-03-28 \
        2000-04-23 2001-04-15 2002-03-31 2003-04-20 2004-04-11 2005-03-27 2006-04-16 2007-04-08 \
        2008-03-23 2009-04-12 2010-04-04 2011-04-24 2012-04-08 2013-03-31 2014-04-20 2015-04-05 \
        2016-03-27 2017-04-16 2018-04-01 2019-04-21 2020-04-12 2021-04-04 2022-04-17 2023-04-09 \
        2024-03-31 2025-04-20 2026-04-05 2027-03-28 2028-04-16 2029-04-01 2030-04-21 2031-04-13 \
        2032-03-28 2033-04-17 2034-04-09 2035-03-25 2036-04-13 2037-04-05 2039-04-10 2040-04-01 \
        2285-03-22";
    for published in published.split_whitespace().map(day) {
        assert_eq!(easter(published.year()), published);
        assert_eq!(published.weekday(), Weekday::Sunday);
    }
}

#[test]
fn moving_days_off_fall_on_the_published_days() {
    let of = |holiday: Holiday, published: &str| {
        for published in published.split_whitespace().map(day) {
            assert_eq!(holiday.day_in(published.year()), published, "{holiday:?}");
        }
    };
    of(Holiday::GoodFriday, "2024-03-29 2025-04-18 2026-04-03 2027-03-26");
    of(Holiday::EasterMonday, "2024-04-01 2025-04-21 2026-04-06 2027-03-29");
    of(Holiday::AscensionDay, "2008-05-01 2024-05-09 2025-05-29 2026-05-14 2027-05-06");
    of(Holiday::WhitSunday, "2024-05-19 2025-06-08 2026-05-24 2027-05-16");
    of(
        Holiday::MidsummerEve,
        "2020-06-19 2021-06-25 2022-06-24 2023-06-23 2024-06-21 2025-06-20 2026-06-19 2027-06-25",
    );
    of(Holiday::MidsummerDay, "2020-06-20 2021-06-26 2026-06-20 2027-06-26");
    of(
        Holiday::AllSaintsDay,
        "2020-10-31 2021-11-06 2022-11-05 2023-11-04 2024-11-02 2025-11-01 2026-10-31 2027-11-06",
    );
}

#[test]
fn midsummer_and_all_saints_are_saturdays_of_their_week_in_every_year() {
    for year in 1990..=2120 {
        let midsummer = Holiday::MidsummerDay.day_in(year);
        assert_eq!((midsummer.weekday(), midsummer.month()), (Weekday::Saturday, 6));
        assert!((20..=26).contains(&midsummer.day()), "{midsummer}");
        let saints = Holiday::AllSaintsDay.day_in(year);
        assert_eq!(saints.weekday(), Weekday::Saturday);
        assert!(
            (10, 31) <= (saints.month(), saints.day()) && (saints.month(), saints.day()) <= (11, 6)
        );
    }
}

#[test]
fn a_year_has_the_published_number_of_working_days() {
    for (year, published) in [(2023, 251), (2024, 251), (2025, 249), (2026, 251)] {
        let days = Date::constant(year, 1, 1).series(1.day()).take_while(|day| day.year() == year);
        assert_eq!(days.filter(|day| is_working_day(*day)).count(), published, "{year}");
    }
}

#[test]
fn the_three_eves_are_days_off_and_the_day_before_epiphany_is_not() {
    for off in ["2025-06-20", "2025-12-24", "2025-12-31", "2025-06-06", "2025-06-07"] {
        assert!(!is_working_day(day(off)), "{off}");
    }
    for on in ["2026-01-05", "2026-04-02", "2026-04-30", "2026-12-23", "2024-02-29"] {
        assert!(is_working_day(day(on)), "{on}");
    }
    assert_eq!(holiday(day("2008-05-01")), Some(Holiday::MayDay), "and Ascension Day");
}

#[test]
fn two_working_days_pass_over_weekends_and_holidays() {
    for (from, count, reached) in [
        ("2026-11-26", 2, "2026-11-30"),
        ("2026-11-26", 0, "2026-11-26"),
        ("2026-04-02", 1, "2026-04-07"),
        ("2026-06-18", 2, "2026-06-23"),
        ("2026-12-23", 2, "2026-12-29"),
        ("2026-12-30", 2, "2027-01-05"),
        ("2024-02-28", 2, "2024-03-01"),
        ("2026-11-28", 2, "2026-12-01"),
    ] {
        assert_eq!(working_days_after(day(from), count), day(reached), "{from}");
    }
    assert_eq!(working_day_until(day("2026-06-21")), day("2026-06-18"));
    assert_eq!(working_day_until(day("2026-06-18")), day("2026-06-18"));
}

#[test]
fn working_days_until_a_day_are_those_that_a_deadline_needs() {
    let friday = date(2026, 11, 6);
    for (reached, expected) in [
        (friday, 0),
        (date(2026, 11, 5), 0),
        (date(2026, 11, 7), 1),
        (date(2026, 11, 9), 1),
        (date(2026, 11, 10), 2),
        (date(2027, 11, 9), 5),
    ] {
        assert_eq!(working_days_until(friday, reached, 5), expected, "{reached}");
    }
}
