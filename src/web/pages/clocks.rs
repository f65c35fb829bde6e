//! Legal clocks in words: when something is due, how much time is left, which day it is.
//!
//! Must never round time left up: nobody shall believe to have more than there is.

use jiff::{Timestamp, tz::TimeZone};
use tillbud_events::ImpreciseDate;
use tillbud_events::calendar::{holiday, is_working_day, working_day_until};
use tillbud_events::rule_pack::RulePacks;
use tillbud_events::vocabulary::Regime;

use super::Frame;
use super::when::When;
use crate::clock;

/// Hours before a deadline from when on it is shown as near.
const NEAR_HOURS: i64 = 24;
const HOUR: i64 = 3600;

/// A deadline, as of one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// When, by the clock on the wall.
    pub at: When,
    /// How much time is left, or how long it is past.
    pub left: String,
    /// Whether it is past.
    pub is_past: bool,
    /// Whether it is past or near.
    pub is_near: bool,
    /// What to know when it falls on a day off: until which working day to send.
    pub day_off: Option<String>,
}

impl Due {
    /// The deadline `due`, as of `now`.
    #[must_use]
    pub fn new(frame: &Frame, due: Timestamp, now: Timestamp) -> Self {
        let seconds = due.as_second() - now.as_second();
        Self {
            at: moment(frame, due),
            left: left(frame, seconds),
            is_past: seconds < 0,
            is_near: seconds < NEAR_HOURS * HOUR,
            day_off: day_off(frame, due),
        }
    }
}

/// A moment by the clock on the wall, with its weekday.
#[must_use]
pub fn moment(frame: &Frame, at: Timestamp) -> When {
    let zone = TimeZone::get(clock::ZONE).unwrap_or(TimeZone::UTC);
    let wall = at.to_zoned_datetime(zone).datetime();
    let iso = wall.strftime("%Y-%m-%dT%H:%M").to_string();
    let words = ImpreciseDate::parse(&iso)
        .map_or_else(|_| iso.clone(), |date| When::imprecise(frame, &date).words);
    let weekday = wall.weekday().to_monday_one_offset();
    When { words: format!("{} {words}", frame.word("weekday", weekday)), iso: at.to_string() }
}

/// A moment as a form takes it.
#[must_use]
pub fn for_form(at: Timestamp) -> String {
    let zone = TimeZone::get(clock::ZONE).unwrap_or(TimeZone::UTC);
    at.to_zoned_datetime(zone).datetime().strftime("%Y-%m-%dT%H:%M").to_string()
}

/// The name of a law's stage, as its pack has it; a stage of an older pack is its code.
#[must_use]
pub fn stage_name(frame: &Frame, packs: &RulePacks, regime: &str, stage: &str) -> String {
    let pack = Regime::from_stored(regime).and_then(|regime| packs.of(regime));
    let stage_of_pack = pack.and_then(|pack| pack.stage(stage));
    stage_of_pack.map_or_else(|| stage.to_owned(), |it| it.name.of(frame.lang).to_owned())
}

fn left(frame: &Frame, seconds: i64) -> String {
    let hours = seconds.abs() / HOUR;
    let minutes = seconds.abs() % HOUR / 60;
    let (days, rest) = (hours / 24, hours % 24);
    let span = if days >= 2 {
        let days = frame.fill("clocks-days", "count", days);
        if rest == 0 {
            days
        } else {
            format!("{days} {}", frame.fill("clocks-hours", "count", rest))
        }
    } else if hours >= 1 {
        frame.fill("clocks-hours", "count", hours)
    } else {
        frame.fill("clocks-minutes", "count", minutes)
    };
    frame.fill(if seconds < 0 { "clocks-past" } else { "clocks-left" }, "span", span)
}

fn day_off(frame: &Frame, due: Timestamp) -> Option<String> {
    let day = clock::day(due);
    if is_working_day(day) {
        return None;
    }
    let name = holiday(day).map_or_else(
        || frame.t("clocks-weekend"),
        |holiday| frame.word("holiday", holiday.as_str()),
    );
    let until = When::date(frame, working_day_until(day)).words;
    Some(format!("{name}. {}", frame.fill("clocks-working-day", "day", until)))
}

#[cfg(test)]
mod tests {
    use tillbud_events::calendar::Holiday;
    use tillbud_events::vocabulary::Lang;

    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn due(lang: Lang, due: &str, now: &str) -> Due {
        Due::new(&Frame::new(lang, false, "/", true), at(due), at(now))
    }

    #[test]
    fn time_left_is_told_in_days_hours_or_minutes_and_never_rounded_up() {
        let now = "2026-11-02T08:00:00Z";
        for (moment, sv, en) in [
            ("2026-11-05T08:00:00Z", "3 dygn kvar", "3 days left"),
            ("2026-11-05T07:59:59Z", "2 dygn 23 timmar kvar", "2 days 23 hours left"),
            ("2026-11-03T09:00:00Z", "25 timmar kvar", "25 hours left"),
            ("2026-11-02T09:59:00Z", "1 timme kvar", "1 hour left"),
            ("2026-11-02T08:00:59Z", "0 minuter kvar", "0 minutes left"),
            ("2026-11-02T07:30:00Z", "30 minuter sedan", "30 minutes ago"),
            ("2026-10-30T08:00:00Z", "3 dygn sedan", "3 days ago"),
        ] {
            assert!(
                due(Lang::Sv, moment, now).left.contains(sv),
                "{}",
                due(Lang::Sv, moment, now).left
            );
            assert!(
                due(Lang::En, moment, now).left.contains(en),
                "{}",
                due(Lang::En, moment, now).left
            );
        }
        assert!(due(Lang::Sv, "2026-11-03T07:59:59Z", now).is_near);
        assert!(!due(Lang::Sv, "2026-11-03T08:00:00Z", now).is_near);
        assert!(due(Lang::Sv, "2026-11-02T07:59:59Z", now).is_past);
    }

    #[test]
    fn a_deadline_on_a_day_off_names_it_and_the_last_working_day() {
        let midsummer = due(Lang::Sv, "2026-06-19T10:00:00Z", "2026-06-16T10:00:00Z");
        let told = midsummer.day_off.unwrap();
        assert!(told.contains("Midsommarafton") && told.contains("18 juni 2026"), "{told}");
        assert_eq!(due(Lang::Sv, "2026-11-05T08:00:00Z", "2026-11-02T08:00:00Z").day_off, None);
        assert!(due(Lang::En, "2026-11-07T08:00:00Z", "2026-11-04T08:00:00Z").day_off.is_some());
    }

    #[test]
    fn a_moment_is_told_by_the_clock_on_the_wall_with_its_weekday() {
        let sv = Frame::new(Lang::Sv, false, "/", true);
        let told = moment(&sv, at("2026-07-04T10:30:00Z"));
        assert_eq!(told.words, "lördag 4 juli 2026 kl. 12:30");
        assert_eq!(told.iso, "2026-07-04T10:30:00Z");
        assert_eq!(for_form(at("2026-07-04T10:30:00Z")), "2026-07-04T12:30");
    }

    #[test]
    fn every_day_off_and_weekday_has_a_word() {
        for lang in [Lang::Sv, Lang::En] {
            let frame = Frame::new(lang, false, "/", true);
            for holiday in Holiday::ALL {
                assert!(!frame.word("holiday", holiday.as_str()).starts_with("holiday-"));
            }
            for weekday in 1..=7 {
                assert!(!frame.word("weekday", weekday).starts_with("weekday-"));
            }
        }
    }
}
