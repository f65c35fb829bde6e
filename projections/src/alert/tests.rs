//! What is raised, grown, closed and judged, and how often it was right.

use tillbud_events::alert::{Closed, Event, Grown, Judged, Raised, Tally};
use tillbud_events::scan::{self, Family, WeekScanned};
use tillbud_events::vocabulary::{AlertFamily, Verdict};
use tillbud_events::{AlertId, Figure, Made};
use uuid::Uuid;

use super::*;
use crate::testing::{Log, label, on_both, text};

fn alert(number: u128) -> AlertId {
    AlertId(Uuid::from_u128(number))
}

fn tally(unit: Option<&str>, observed: u64) -> Tally {
    let figure = |number: f64| Figure::of(number).unwrap();
    Tally {
        unit: unit.map(label),
        window_weeks: 2,
        observed,
        baseline: 12,
        expected: figure(0.46),
        p: figure(1e-7),
        q: figure(0.00002),
    }
}

fn made(digest: &str) -> Made {
    Made { engine: label("tillbud-trend/1"), profile: label("scan"), input_sha256: label(digest) }
}

fn raise(log: &mut Log, id: AlertId, week: &str) {
    let raised = Raised {
        family: AlertFamily::Category,
        category: Some(label("access")),
        week: week.parse().unwrap(),
        found: tally(None, 9),
        members: vec![tally(Some("Vård"), 6), tally(Some("Skola"), 3)],
        is_provisional: true,
        made: made("00"),
    };
    log.push(id, Event::Raised(raised));
}

fn judge(log: &mut Log, id: AlertId, verdict: Verdict) {
    log.push(id, Event::Judged(Judged { verdict, reason: text("Dörren stod öppen") }));
}

on_both! {
    async fn an_alert_is_listed_as_it_was_found_last(bench: &Bench) {
        let (mut log, id) = (Log::default(), alert(1));
        raise(&mut log, id, "2026-W07");
        bench.follow(&log).await;
        let db = bench.models.db();
        let row = get(db, id).await.unwrap().unwrap();
        assert_eq!((row.state.as_str(), row.observed, row.p.as_str()), ("open", 9, "1e-7"));
        assert_eq!((row.week.as_str(), row.is_provisional, row.unit), ("2026-W07", true, None));
        let units: Vec<_> = members(db, id).await.unwrap().into_iter().map(|it| it.unit).collect();
        assert_eq!(units, [Some("Vård".to_owned()), Some("Skola".to_owned())]);
        let week = "2026-W08".parse().unwrap();
        let members = vec![tally(Some("Vård"), 11)];
        let grown = Grown { week, found: tally(Some("Vård"), 12), members, made: made("01") };
        log.push(id, Event::Grown(grown));
        log.push(id, Event::Closed(Closed { week: "2026-W12".parse().unwrap() }));
        bench.follow(&log).await;
        let row = get(db, id).await.unwrap().unwrap();
        assert_eq!((row.observed, row.unit.as_deref()), (12, Some("Vård")));
        assert_eq!((row.week.as_str(), row.last_week.as_str()), ("2026-W07", "2026-W08"));
        assert_eq!((row.state.as_str(), row.closed_week.as_deref()), ("closed", Some("2026-W12")));
        assert_eq!((row.input_sha256.as_str(), row.version), ("01", 3));
        assert_eq!(super::members(db, id).await.unwrap().len(), 1);
        assert!(list(db, Some(State::Open), None, 10).await.unwrap().rows.is_empty());
        assert_eq!(list(db, Some(State::Closed), None, 10).await.unwrap().rows, [row]);
    }

    async fn the_last_judgement_counts_in_the_quarter_of_the_alert(bench: &Bench) {
        let mut log = Log::default();
        for (number, week) in [(1, "2026-W07"), (2, "2026-W08"), (3, "2026-W20"), (4, "2026-W09")] {
            raise(&mut log, alert(number), week);
        }
        judge(&mut log, alert(1), Verdict::Noise);
        judge(&mut log, alert(1), Verdict::Real);
        judge(&mut log, alert(2), Verdict::Known);
        bench.follow(&log).await;
        let db = bench.models.db();
        let row = get(db, alert(1)).await.unwrap().unwrap();
        assert_eq!((row.verdict.as_deref(), row.reason.as_deref()), (Some("real"), Some("Dörren stod öppen")));
        let quarters = precision(db).await.unwrap();
        let told: Vec<_> =
            quarters.iter().map(|it| (it.to_string(), it.precision.real, it.precision.judged())).collect();
        assert_eq!(told, [("2026-Q2".to_owned(), 0, 0), ("2026-Q1".to_owned(), 1, 2)]);
        assert_eq!(quarters[1].precision.unjudged, 1);
    }

    async fn the_last_week_that_was_scanned_is_told(bench: &Bench) {
        let mut log = Log::default();
        let db = bench.models.db();
        assert_eq!(last_scan(db).await.unwrap(), None);
        for (week, found) in [("2025-W52", vec![]), ("2026-W01", vec![alert(1)])] {
            let families = [AlertFamily::Leaf, AlertFamily::Severe];
            let families = families.map(|family| Family { family, tests: 20, made: made("00") });
            let (week, families) = (week.parse().unwrap(), families.to_vec());
            let scanned = WeekScanned { week, families, found, is_provisional: false };
            log.push(scan::stream(), scan::Event::WeekScanned(scanned));
        }
        bench.follow(&log).await;
        let row = last_scan(db).await.unwrap().unwrap();
        assert_eq!((row.week.as_str(), row.tests, row.found), ("2026-W01", 40, 1));
    }
}
