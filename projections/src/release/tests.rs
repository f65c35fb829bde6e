//! What is shown, what is withdrawn, and what the gate alone remembers.

use tillbud_events::release::{Cell, Event, Published, Withdrawn};
use tillbud_events::report::{Event as ReportEvent, Received};
use tillbud_events::{LedgerId, Text};

use super::*;
use crate::testing::{Log, label, on_both, received, report_id, text};

fn published(number: u32, period: &str, cells: Vec<Cell>) -> Event {
    Event::Published(Published {
        number,
        table: ReleasedTable::KindByQuarter,
        period: period.parse().unwrap(),
        rule: Rule { threshold: 5, base: 5, floor: 20 },
        cells,
        merged: vec![label("bad"), label("museum")],
        left_out: vec![label("arkiv")],
        known: 7,
        engine: label("gate 1"),
        digest: label("00ff"),
    })
}

fn cell(row: Option<&str>, shown: Shown) -> Cell {
    Cell { row: row.map(label), column: None, shown }
}

fn of_kinds() -> Vec<Cell> {
    vec![
        cell(Some("near_miss"), Shown::Count(5)),
        cell(Some(UNKNOWN), Shown::Not(Hidden::Primary)),
        cell(None, Shown::Not(Hidden::Ledger)),
    ]
}

/// `number` reports of a kind and a month; ids begin at `from`.
fn receive(log: &mut Log, from: u128, count: u128, kind: Option<Kind>, at: &str) {
    for number in from..from + count {
        let report = Received { kind, unit: Some(label("bad")), ..received() };
        log.push_at(at.parse().unwrap(), report_id(number), ReportEvent::Received(report));
    }
}

on_both! {
    async fn a_release_is_shown_as_it_was_made_and_only_the_gate_knows_what_was_true(bench: &Bench) {
        let mut log = Log::default();
        receive(&mut log, 1, 7, Some(Kind::NearMiss), "2026-02-01T10:00:00Z");
        receive(&mut log, 20, 2, None, "2026-03-01T10:00:00Z");
        receive(&mut log, 30, 3, None, "2026-04-01T10:00:00Z");
        log.push(LedgerId::ONLY, published(1, "2026-Q1", of_kinds()));
        // What comes later changes neither what was shown nor what was true then.
        receive(&mut log, 40, 4, Some(Kind::NearMiss), "2026-03-02T10:00:00Z");
        bench.follow(&log).await;
        let db = bench.models.db();
        let row = get(db, 1).await.unwrap().unwrap();
        assert_eq!((row.subject.as_str(), row.period.as_str()), ("kind_by_quarter", "2026-Q1"));
        assert_eq!((row.threshold, row.base, row.floor, row.known), (5, 5, 20, 7));
        let shown: Vec<_> = cells(db, 1).await.unwrap();
        let words = |row: &CellRow| (row.row_key.clone(), row.shown, row.hidden.clone());
        assert_eq!(
            shown.iter().map(words).collect::<Vec<_>>(),
            [
                (Some("near_miss".to_owned()), Some(5), None),
                (Some(UNKNOWN.to_owned()), None, Some("primary".to_owned())),
                (None, None, Some("ledger".to_owned())),
            ]
        );
        let past = moment(db, 2026).await.unwrap().past;
        let truths: Vec<_> = past[0].cells.iter().map(|cell| cell.truth).collect();
        assert_eq!(truths, [7, 2, 9]);
        assert_eq!(past[0].grouping.merged.len(), 2);
        assert_eq!(past[0].grouping.left_out, ["arkiv"]);
        // A year without releases has the same number to follow on.
        let before = moment(db, 2025).await.unwrap();
        assert_eq!((before.past.len(), before.last), (0, 1));
    }

    async fn what_is_withdrawn_is_shown_no_more_and_judged_for_ever(bench: &Bench) {
        let mut log = Log::default();
        log.push(LedgerId::ONLY, published(1, "2026-Q1", of_kinds()));
        log.push(LedgerId::ONLY, published(2, "2026-Q2", of_kinds()));
        let reason = text("Felkodat");
        log.push(LedgerId::ONLY, Event::Withdrawn(Withdrawn { number: 1, reason }));
        bench.follow(&log).await;
        let db = bench.models.db();
        let numbers = async |with_withdrawn| {
            let page = list(db, with_withdrawn, None, 10).await.unwrap();
            page.rows.iter().map(|row| row.number).collect::<Vec<_>>()
        };
        assert_eq!(numbers(false).await, [2]);
        assert_eq!(numbers(true).await, [2, 1]);
        let withdrawn = get(db, 1).await.unwrap().unwrap();
        assert_eq!(withdrawn.withdrawal.as_deref(), Some("Felkodat"));
        let moment = moment(db, 2026).await.unwrap();
        assert_eq!((moment.past.len(), moment.last), (2, 2));
    }

    async fn a_year_is_counted_by_its_months_and_the_position_is_of_the_same_moment(bench: &Bench) {
        let mut log = Log::default();
        receive(&mut log, 1, 2, Some(Kind::Incident), "2025-12-31T22:30:00Z");
        receive(&mut log, 10, 3, Some(Kind::Incident), "2025-12-31T23:30:00Z");
        receive(&mut log, 20, 4, None, "2026-12-31T10:00:00Z");
        bench.follow(&log).await;
        let Moment { reports, known, .. } = moment(bench.models.db(), 2026).await.unwrap();
        let counted: Vec<_> =
            reports.iter().map(|it| (it.month, it.kind.as_str(), it.unit.as_str(), it.count)).collect();
        assert_eq!(counted, [(0, "incident", "bad", 3), (11, "", "bad", 4)]);
        assert_eq!(known, log.end());
    }
}

#[test]
fn an_erased_reason_is_no_reason_and_keys_of_older_releases_stay() {
    assert_eq!(Text::Erased.as_clear(), None);
    let old = Past {
        table: ReleasedTable::UnitByYear,
        period: "2026".parse().unwrap(),
        rule: Rule { threshold: 5, base: 5, floor: 20 },
        grouping: Grouping { merged: vec![], left_out: vec!["arkiv".into()] },
        cells: vec![
            PastCell { row: Some("skola".into()), column: None, shown: Shown::Count(5), truth: 6 },
            PastCell { row: Some(OTHER.into()), column: None, shown: Shown::Count(0), truth: 0 },
            PastCell { row: None, column: None, shown: Shown::Count(5), truth: 6 },
        ],
    };
    let cube = cube(2026, vec!["access".into()], &["bad".into()], &[], &[old]);
    assert_eq!(cube.keys().units, ["bad", "skola", "arkiv", OTHER, UNKNOWN]);
    assert_eq!(cube.keys().categories, ["access", UNKNOWN]);
}

#[test]
fn only_periods_that_are_over_can_be_released() {
    let today = jiff::civil::date(2026, 4, 1);
    let newest = |table| ended(table, today)[0].to_string();
    assert_eq!(newest(ReleasedTable::TotalByMonth), "2026-03");
    assert_eq!(newest(ReleasedTable::KindByQuarter), "2026-Q1");
    assert_eq!(newest(ReleasedTable::KindByYear), "2025");
    let before = jiff::civil::date(2026, 3, 31);
    assert_eq!(ended(ReleasedTable::KindByQuarter, before)[0].to_string(), "2025-Q4");
}
