//! Invariant 3: a reporter's stream carries times rounded down to the hour.
//!
//! The golden files show that its ids are random (v4). Must never let a minute of
//! a reporter's stream through.

use jiff::{Timestamp, ToSpan};
use proptest::prelude::*;
use tillbud_events::StreamKind;

fn moment(text: &str) -> Timestamp {
    text.parse().unwrap()
}

#[test]
fn a_whole_hour_stays_and_the_last_nanosecond_before_the_next_does_not_reach_it() {
    for (at, recorded) in [
        ("2026-05-17T08:00:00Z", "2026-05-17T08:00:00Z"),
        ("2026-05-17T08:59:59.999999999Z", "2026-05-17T08:00:00Z"),
        ("2026-12-31T23:30:00Z", "2026-12-31T23:00:00Z"),
        // Sweden leaves summer time at 01:00 UTC: the two hours that both read 02 stay two.
        ("2026-10-25T00:59:00Z", "2026-10-25T00:00:00Z"),
        ("2026-10-25T01:01:00Z", "2026-10-25T01:00:00Z"),
        ("1969-12-31T23:59:59Z", "1969-12-31T23:00:00Z"),
    ] {
        assert_eq!(StreamKind::Report.recorded_moment(moment(at)), moment(recorded), "{at}");
    }
}

proptest! {
    #[test]
    fn any_moment_of_a_report_is_recorded_as_the_hour_it_lies_in(
        seconds in -60_000_000_000_i64..250_000_000_000,
        nanoseconds in 0..1_000_000_000,
    ) {
        let at = Timestamp::new(seconds, nanoseconds).unwrap();
        let recorded = StreamKind::Report.recorded_moment(at);
        prop_assert_eq!(recorded.as_nanosecond().rem_euclid(3_600_000_000_000), 0);
        prop_assert!(recorded <= at && at < recorded + 1.hour());
        prop_assert_eq!(StreamKind::Report.recorded_moment(recorded), recorded);
    }

    #[test]
    fn other_streams_keep_the_millisecond(
        seconds in -60_000_000_000_i64..250_000_000_000,
        nanoseconds in 0..1_000_000_000,
    ) {
        let at = Timestamp::new(seconds, nanoseconds).unwrap();
        for kind in [StreamKind::Incident, StreamKind::Action] {
            let recorded = kind.recorded_moment(at);
            prop_assert!(recorded <= at && at < recorded + 1.millisecond());
        }
    }
}
