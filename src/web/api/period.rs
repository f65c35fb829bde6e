//! A list's period: from a day until another, both of them within it.
//!
//! Must never use another zone than the organisation's: a day begins there.

use jiff::civil::Date;

use crate::clock::begin_of;
use crate::fields::Fields;

/// The first moment of the period and the first after it, UTC milliseconds.
pub fn period(
    fields: &mut Fields,
    from: &Option<String>,
    until: &Option<String>,
) -> (Option<i64>, Option<i64>) {
    let mut day = |pointer: &str, said: &Option<String>| {
        let said = fields.filter(pointer, said)?;
        Some(fields.day(pointer, said.trim()))
    };
    let begin = |day: Date| begin_of(day).as_millisecond();
    let after = |day: Date| day.tomorrow().map_or(i64::MAX, begin);
    (day("/from", from).map(begin), day("/until", until).map(after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_holds_both_its_days_as_long_as_they_are_in_sweden() {
        let mut fields = Fields::default();
        let said = |day: &str| Some(day.to_owned());
        let hours = |from: &str, until: &str, fields: &mut Fields| {
            let (from, until) = period(fields, &said(from), &said(until));
            (until.unwrap() - from.unwrap()) / 3_600_000
        };
        assert_eq!(hours("2026-11-26", "2026-11-26", &mut fields), 24);
        assert_eq!(hours("2026-03-29", "2026-03-29", &mut fields), 23);
        assert_eq!(hours("2026-10-25", "2026-10-25", &mut fields), 25);
        assert_eq!(hours("2028-02-28", "2028-02-29", &mut fields), 48);
        assert_eq!(period(&mut fields, &said(" "), &None), (None, None));
        assert!(fields.finish().is_ok());
        for wrong in ["2026-02-29", "26-11-2026", "x"] {
            let mut fields = Fields::default();
            period(&mut fields, &said(wrong), &None);
            assert!(fields.finish().is_err(), "{wrong}");
        }
    }
}
