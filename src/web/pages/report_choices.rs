//! What the optional questions of the report form offer to choose from.
//!
//! Must never offer a moment more exact than people remember, nor a grade of seriousness.

use jiff::civil::Date;
use tillbud_events::vocabulary::Kind;

use super::frame::Frame;
use super::{Choice, when};

/// What the report tells of.
pub(super) fn kinds(frame: &Frame, said: &str) -> Vec<Choice> {
    let kind = |kind: &Kind| Choice::new(kind.as_str(), frame.word("kind", kind), said);
    let skipped = Choice::new("", frame.t("report-kind-unsaid"), said);
    Kind::ALL.iter().map(kind).chain([skipped]).collect()
}

/// Whether it is still going on.
pub(super) fn ongoing(frame: &Frame, said: &str) -> Vec<Choice> {
    vec![
        Choice::new("true", frame.t("report-ongoing-yes"), said),
        Choice::new("false", frame.t("report-ongoing-no"), said),
        Choice::new("", frame.t("report-ongoing-unsaid"), said),
    ]
}

/// Days, months and years that people remember, none more exact than it is meant.
pub(super) fn days(frame: &Frame, today: Date, said: &str) -> Vec<Choice> {
    let iso_month = |date: Date| format!("{:04}-{:02}", date.year(), date.month());
    let before = |date: Date| date.yesterday().unwrap_or(date);
    let last_month = before(today.first_of_month());
    let month_before = before(last_month.first_of_month());
    let named =
        |key: &str, date: Date| frame.fill(key, "month", when::month_name(frame, date.month()));
    let year = |key: &str, year: i16| {
        Choice::new(&format!("{year:04}"), frame.fill(key, "year", year.to_string()), said)
    };
    let yesterday = before(today);
    let mut days = vec![
        Choice::new("", frame.t("report-happened-unsaid"), said),
        Choice::new(&today.to_string(), frame.t("report-happened-today"), said),
        Choice::new(&yesterday.to_string(), frame.t("report-happened-yesterday"), said),
        Choice::new(&iso_month(today), named("report-happened-this-month", today), said),
        Choice::new(&iso_month(last_month), named("report-happened-month", last_month), said),
        Choice::new(&iso_month(month_before), named("report-happened-month", month_before), said),
    ];
    if month_before.year() == today.year() {
        days.push(year("report-happened-this-year", today.year()));
    }
    days.push(year("report-happened-year", today.year() - 1));
    if !days.iter().any(|choice| choice.is_chosen) {
        // A form that was opened before midnight and sent after it keeps its day.
        days.push(Choice::new(said, said, said));
    }
    days
}

/// The organisation's `units`, codes with names; none when there is no list.
pub(super) fn units(frame: &Frame, units: &[(String, String)], said: &str) -> Vec<Choice> {
    if units.is_empty() {
        return Vec::new();
    }
    let skipped = Choice::new("", frame.t("report-unit-unsaid"), said);
    let listed = units.iter().map(|(code, name)| Choice::new(code, name, said));
    std::iter::once(skipped).chain(listed).collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use tillbud_events::{ImpreciseDate, vocabulary::Lang};

    use super::*;

    #[test]
    fn every_offered_day_is_a_date_that_the_domain_reads() {
        let frame = Frame::new(Lang::Sv, false, "/", false);
        for today in [date(2026, 11, 23), date(2026, 1, 1), date(2024, 3, 31), date(2026, 2, 1)] {
            let days = days(&frame, today, "");
            for choice in days.iter().skip(1) {
                assert!(ImpreciseDate::parse(&choice.value).is_ok(), "{}", choice.value);
            }
            let mut values: Vec<_> = days.iter().map(|choice| &choice.value).collect();
            values.sort();
            values.dedup();
            assert_eq!(values.len(), days.len(), "{today}");
        }
    }

    #[test]
    fn a_day_from_before_midnight_is_still_there() {
        let frame = Frame::new(Lang::Sv, false, "/", false);
        let days = days(&frame, date(2026, 11, 23), "2026-11-21");
        assert!(days.last().unwrap().is_chosen);
    }
}
