//! Arbitrary events and commands of scans, alerts and signals.
//!
//! Must never leave an event out: `encoding` compares with the list of the format.

use proptest::prelude::*;
use proptest::{collection, option};
use tillbud_events::vocabulary::{AlertFamily, SignalRule, SignalSide, Verdict};
use tillbud_events::{AlertId, Figure, Made, Position, Week, alert, scan, signal};

use crate::any_value::{day, label, maybe_label, message_id, of, text};

fn figure() -> impl Strategy<Value = Figure> {
    any::<f64>().prop_filter_map("not a figure", Figure::of)
}

pub fn week() -> impl Strategy<Value = Week> {
    day().prop_map(Week::of)
}

fn alert_id() -> impl Strategy<Value = AlertId> {
    message_id().prop_map(|id| AlertId(id.0))
}

prop_compose! {
    fn made()(engine in label(), profile in label(), input_sha256 in label()) -> Made {
        Made { engine, profile, input_sha256 }
    }
}

prop_compose! {
    fn tally()(
        unit in maybe_label(), window_weeks in 1..9_u32, observed in 0..20_u64,
        baseline in any::<u64>(), expected in figure(), p in figure(), q in figure(),
    ) -> alert::Tally {
        alert::Tally { unit, window_weeks, observed, baseline, expected, p, q }
    }
}

prop_compose! {
    fn raised_alert()(
        family in of(AlertFamily::ALL), category in maybe_label(), week in week(),
        found in tally(), members in collection::vec(tally(), 0..3),
        is_provisional in any::<bool>(), made in made(),
    ) -> alert::Raised {
        alert::Raised { family, category, week, found, members, is_provisional, made }
    }
}

prop_compose! {
    fn grown()(
        week in week(), found in tally(), members in collection::vec(tally(), 0..3),
        made in made(),
    ) -> alert::Grown {
        alert::Grown { week, found, members, made }
    }
}

pub fn alert() -> impl Strategy<Value = alert::Event> {
    use alert::Event;
    prop_oneof![
        raised_alert().prop_map(Event::Raised),
        grown().prop_map(Event::Grown),
        week().prop_map(|week| Event::Closed(alert::Closed { week })),
        (of(Verdict::ALL), text())
            .prop_map(|(verdict, reason)| Event::Judged(alert::Judged { verdict, reason })),
    ]
}

pub fn alert_command() -> impl Strategy<Value = alert::Command> {
    use alert::{Command, Event};
    alert().prop_map(|event| match event {
        Event::Raised(raised) => Command::Raise(raised),
        Event::Grown(grown) => Command::Grow(grown),
        Event::Closed(closed) => Command::Close(closed.week),
        Event::Judged(judged) => Command::Judge(judged),
    })
}

prop_compose! {
    fn scanned()(
        week in week(), found in collection::vec(alert_id(), 0..4), is_provisional in any::<bool>(),
        families in collection::vec((of(AlertFamily::ALL), any::<u64>(), made()), 0..3),
    ) -> scan::WeekScanned {
        let family = |(family, tests, made)| scan::Family { family, tests, made };
        let families = families.into_iter().map(family).collect();
        scan::WeekScanned { week, families, found, is_provisional }
    }
}

pub fn scan() -> impl Strategy<Value = scan::Event> {
    scanned().prop_map(scan::Event::WeekScanned)
}

pub fn scan_command() -> impl Strategy<Value = scan::Command> {
    scanned().prop_map(scan::Command::ScanWeek)
}

prop_compose! {
    fn point()(
        period in label(), numerator in option::of(figure()), denominator in option::of(figure()),
    ) -> signal::Point {
        signal::Point { period, numerator, denominator }
    }
}

prop_compose! {
    fn evidence()(
        chart in label(), direction in maybe_label(), multiply in figure(),
        sigma_z_floor in option::of(figure()), freeze in any::<Option<u32>>(),
        rebase in collection::vec(any::<u32>(), 0..2),
        exclude in collection::vec(any::<u32>(), 0..2),
        points in collection::vec(point(), 0..4),
    ) -> signal::Evidence {
        let baseline = signal::Baseline { freeze, rebase, exclude };
        signal::Evidence { chart, direction, multiply, sigma_z_floor, baseline, points }
    }
}

prop_compose! {
    fn raised_signal()(
        (measure, unit, category, from, to) in
            (label(), maybe_label(), maybe_label(), label(), label()),
        rule in of(SignalRule::ALL), side in of(SignalSide::ALL), q in option::of(figure()),
        is_notable in any::<bool>(), evidence in evidence(), made in made(), known_at in any::<u64>(),
    ) -> signal::Raised {
        let (scope, known_at) = (signal::Scope { unit, category }, Position(known_at));
        signal::Raised {
            measure, scope, rule, side, from, to, q, is_notable, evidence, made, known_at,
        }
    }
}

pub fn signal() -> impl Strategy<Value = signal::Event> {
    use signal::Event;
    prop_oneof![
        raised_signal().prop_map(Event::Raised),
        text().prop_map(|reason| Event::Explained(signal::Explained { reason })),
        text().prop_map(|reason| Event::Dismissed(signal::Dismissed { reason })),
        (made(), any::<u64>()).prop_map(|(made, known_at)| {
            Event::Superseded(signal::Superseded { made, known_at: Position(known_at) })
        }),
        raised_signal().prop_map(|raised| Event::Restored(signal::Restored { raised })),
    ]
}

pub fn signal_command() -> impl Strategy<Value = signal::Command> {
    use signal::{Command, Event};
    signal().prop_map(|event| match event {
        Event::Raised(raised) => Command::Raise(Box::new(raised)),
        Event::Explained(explained) => Command::Explain(explained.reason),
        Event::Dismissed(dismissed) => Command::Dismiss(dismissed.reason),
        Event::Superseded(superseded) => Command::Supersede(superseded),
        Event::Restored(restored) => Command::Raise(Box::new(restored.raised)),
    })
}
