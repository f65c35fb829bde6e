//! What is raised, said, superseded and restored, and that nothing of it is lost.

use tillbud_events::signal::{
    Baseline, Dismissed, Event, Evidence, Explained, Point, Restored, Scope, Superseded,
};
use tillbud_events::vocabulary::{SignalRule, SignalSide};
use tillbud_events::{Figure, Made, Position};
use uuid::Uuid;

use super::*;
use crate::testing::{Log, label, on_both, text};

fn signal(number: u128) -> SignalId {
    SignalId(Uuid::from_u128(number))
}

fn made(digest: &str) -> Made {
    let (engine, profile) = (label("tillbud-trend/1"), label("three_sigma_runs"));
    Made { engine, profile, input_sha256: label(digest) }
}

fn raised(measure: &str) -> Raised {
    let point = |month: u32| Point {
        period: label(&format!("2026-{month:02}")),
        numerator: (month != 2).then(|| Figure::of(f64::from(month) / 3.0)).flatten(),
        denominator: None,
    };
    Raised {
        measure: label(measure),
        scope: Scope { unit: None, category: Some(label("access")) },
        rule: SignalRule::LongRun,
        side: SignalSide::High,
        from: label("2026-01"),
        to: label("2026-04"),
        q: Figure::of(0.03),
        is_notable: true,
        evidence: Evidence {
            chart: label("c"),
            direction: Some(label("neutral")),
            multiply: Figure::of(1.0).unwrap(),
            sigma_z_floor: None,
            baseline: Baseline::default(),
            points: (1..5).map(point).collect(),
        },
        made: made("00"),
        known_at: Position(3),
    }
}

on_both! {
    async fn a_signal_keeps_its_evidence_to_the_last_digit(bench: &Bench) {
        let (mut log, id) = (Log::default(), signal(1));
        log.push(id, Event::Raised(raised("reports")));
        bench.follow(&log).await;
        let db = bench.models.db();
        let row = get(db, id).await.unwrap().unwrap();
        assert_eq!(row.event(), Some(raised("reports")));
        assert_eq!((row.state.as_str(), row.from_period.as_str()), ("open", "2026-01"));
        assert_eq!((row.q.as_deref(), row.is_notable, row.known_at), (Some("0.03"), true, 3));
        assert!(!row.is_settled);
        log.push(id, Event::Explained(Explained { reason: text("Ny e-tjänst") }));
        bench.follow(&log).await;
        let row = get(db, id).await.unwrap().unwrap();
        assert_eq!((row.state.as_str(), row.reason.as_deref()), ("explained", Some("Ny e-tjänst")));
        log.push(id, Event::Dismissed(Dismissed { reason: text("Inläsning") }));
        let superseded = Superseded { made: made("01"), known_at: Position(9) };
        log.push(id, Event::Superseded(superseded));
        bench.follow(&log).await;
        let row = get(db, id).await.unwrap().unwrap();
        assert_eq!((row.state.as_str(), row.late_sha256.as_deref()), ("superseded", Some("01")));
        assert_eq!((row.version, row.reason.as_deref()), (4, Some("Inläsning")));
        assert!(row.is_settled, "people have spoken of it");
        assert_eq!(row.event(), Some(raised("reports")));
    }

    async fn a_signal_that_comes_back_shows_what_it_was_raised_from_the_last_time(bench: &Bench) {
        let (mut log, id) = (Log::default(), signal(1));
        log.push(id, Event::Raised(raised("reports")));
        let superseded = Superseded { made: made("01"), known_at: Position(9) };
        log.push(id, Event::Superseded(superseded.clone()));
        bench.follow(&log).await;
        let db = bench.models.db();
        let before = get(db, id).await.unwrap().unwrap();
        assert_eq!((before.state.as_str(), before.is_settled), ("superseded", false));
        assert_eq!(before.restored_at, None);
        let again = Raised {
            to: label("2026-05"),
            q: Figure::of(0.2),
            is_notable: false,
            made: made("02"),
            known_at: Position(11),
            ..raised("reports")
        };
        log.push(id, Event::Restored(Restored { raised: again.clone() }));
        bench.follow(&log).await;
        let row = get(db, id).await.unwrap().unwrap();
        assert_eq!(row.event(), Some(again));
        assert_eq!((row.state.as_str(), row.version, row.is_settled), ("open", 3, false));
        assert_eq!((row.to_period.as_str(), row.q.as_deref()), ("2026-05", Some("0.2")));
        assert_eq!((row.is_notable, row.known_at), (false, 11));
        assert_eq!(row.input_sha256, "02");
        assert_eq!((row.settled_at, row.late_sha256), (None, None));
        assert_eq!((row.raised_at, row.position), (before.raised_at, before.position));
        assert!(row.restored_at > Some(row.raised_at));
        assert_eq!(list(db, Some(State::Open), None, 10).await.unwrap().rows.len(), 1);
        log.push(id, Event::Superseded(superseded));
        bench.follow(&log).await;
        let row = get(db, id).await.unwrap().unwrap();
        assert_eq!((row.state.as_str(), row.late_sha256.as_deref()), ("superseded", Some("01")));
    }

    async fn signals_are_found_by_state_and_by_measure(bench: &Bench) {
        let mut log = Log::default();
        for (number, measure) in [(1, "reports"), (2, "reports"), (3, "share")] {
            log.push(signal(number), Event::Raised(raised(measure)));
        }
        let superseded = Superseded { made: made("01"), known_at: Position(9) };
        log.push(signal(1), Event::Superseded(superseded));
        bench.follow(&log).await;
        let db = bench.models.db();
        let ids = |rows: Vec<SignalRow>| rows.into_iter().map(|it| it.signal_id).collect::<Vec<_>>();
        let open = list(db, Some(State::Open), None, 10).await.unwrap().rows;
        assert_eq!(ids(open), [signal(3).to_string(), signal(2).to_string()]);
        let of_measure = of_measure(db, "reports").await.unwrap();
        assert_eq!(ids(of_measure), [signal(2).to_string(), signal(1).to_string()]);
        assert_eq!(list(db, None, None, 2).await.unwrap().rows.len(), 2);
    }
}
