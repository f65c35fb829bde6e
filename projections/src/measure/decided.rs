//! Charts with what people decided about their baseline, also where most of it lies before what
//! is shown.

use jiff::civil::date;
use tillbud_events::measure::{BaselineFrozen, ChartKind, Defined, Event, standard};
use tillbud_events::report::Event as ReportEvent;
use uuid::Uuid;

use super::*;
use crate::testing::{Log, on_both, received, report_id};
use crate::trend::chart::{Kind, Profile, Signals, Warning};

fn month(text: &str) -> Month {
    text.parse().unwrap()
}

const REPORTS: MeasureId = MeasureId(Uuid::from_u128(1));

/// Reports of 29 months from January 2024, about four a month in the first year and nine after.
fn reports(log: &mut Log) {
    log.push(REPORTS, Event::Defined(Defined { definition: standard().remove(0) }));
    let mut number = 0;
    for at in 0..29 {
        let level = if at < 12 { 3 } else { 8 };
        for _ in 0..level + 2 * (at % 2) {
            number += 1;
            let day = format!("{}-10T11:00:00Z", month("2024-01").plus(at));
            let told = ReportEvent::Received(received());
            log.push_at(day.parse().unwrap(), report_id(number), told);
        }
    }
}

on_both! {
    async fn a_frozen_baseline_stays_as_it_is_however_much_of_it_is_shown(bench: &Bench) {
        let mut log = Log::default();
        reports(&mut log);
        bench.follow(&log).await;
        let db = bench.models.db();
        let scope = Scope::default();
        let read = async |from: &str| {
            let measure = get(db, REPORTS).await.unwrap().unwrap();
            let (asked, today) = ([(&measure, &scope)], date(2026, 6, 2));
            let mut all = charted(db, &asked, month(from), month("2026-05"), today).await.unwrap();
            let points = all.remove(0);
            let chart = chart(&measure, &points, Profile::three_sigma_runs()).unwrap();
            (points, chart)
        };
        let (points, rolling) = read("2025-06").await;
        assert_eq!((points.lead, points.periods[0].as_str()), (0, "2025-06"), "no more than asked");
        assert_eq!(rolling.points[0].centre, Some(9.0));

        let frozen = BaselineFrozen { until: month("2024-12"), reason: None };
        log.push(REPORTS, Event::BaselineFrozen(frozen));
        bench.follow(&log).await;
        for (from, lead) in [("2023-01", 0), ("2024-07", 6), ("2025-06", 17), ("2026-05", 28)] {
            let (points, chart) = read(from).await;
            assert_eq!(points.lead, lead, "{from}");
            assert_eq!(chart.points.len(), 29 - lead);
            assert_eq!(chart.points[0].centre, Some(4.0), "{from}");
            assert_eq!(chart.parts[0].baseline_points, 12, "{from}");
        }
    }
}

/// Twenty-four months of counts, with decisions.
fn decided(baselines: &[(Decision, &str)]) -> (Measure, Points) {
    let definition = standard().remove(0);
    let baselines = baselines.iter().map(|(decision, at)| Baseline {
        decision: *decision,
        month: month(at),
        reason: None,
        decided_at: 0,
        decided_as: "analyst".to_owned(),
    });
    let measure = Measure {
        id: REPORTS,
        version: Version(1),
        definition,
        baselines: baselines.collect(),
        is_retired: false,
        retirement: None,
        defined_as: "system".to_owned(),
    };
    let periods: Vec<_> = (0..24).map(|more| month("2024-01").plus(more).to_string()).collect();
    let numerator = (0..24).map(|at| Some(f64::from(10 + at % 5))).collect();
    let none = vec![None; 24];
    let points =
        Points { periods, numerator, denominator: none.clone(), open: none, ..Points::default() };
    (measure, points)
}

fn drawn(baselines: &[(Decision, &str)]) -> crate::trend::chart::Chart {
    let (measure, points) = decided(baselines);
    chart(&measure, &points, Profile::three_sigma_runs()).unwrap()
}

#[test]
fn what_people_decided_is_applied_to_the_chart() {
    let plain = drawn(&[]);
    assert_eq!((plain.parts.len(), plain.parts[0].baseline_points), (1, 24));
    let frozen = drawn(&[(Decision::Frozen, "2024-12")]);
    assert_eq!(frozen.parts[0].baseline_points, 12);
    let rebased = drawn(&[(Decision::Rebased, "2025-01"), (Decision::Excluded, "2024-03")]);
    assert_eq!((rebased.parts[1].from, rebased.parts.len()), (12, 2));
    assert_eq!(rebased.parts[0].baseline_points, 11);
    assert!(rebased.points[2].is_excluded);
    let both = drawn(&[(Decision::Rebased, "2025-01"), (Decision::Frozen, "2025-10")]);
    assert_eq!(both.parts[1].baseline_points, 10);
}

#[test]
fn levels_and_months_outside_of_the_points_change_nothing() {
    let plain = drawn(&[]);
    let outside = drawn(&[
        (Decision::Rebased, "2020-01"),
        (Decision::Rebased, "2030-01"),
        (Decision::Excluded, "2030-01"),
    ]);
    assert_eq!(outside, plain);
}

#[test]
fn a_chart_is_drawn_with_all_of_a_frozen_baseline_and_shown_without_what_was_not_asked_for() {
    for profile in [Profile::three_sigma_runs(), Profile::making_data_count()] {
        let (measure, mut points) = decided(&[(Decision::Frozen, "2024-12")]);
        let whole = chart(&measure, &points, profile).unwrap();
        points.lead = 18;
        let shown = chart(&measure, &points, profile).unwrap();
        assert_eq!(shown.points[..], whole.points[18..]);
        assert_eq!((shown.parts[0].from, shown.parts[0].to), (0, 5));
        assert_eq!(shown.parts[0].baseline_points, 12, "the frozen ones, none of which is shown");
        assert_eq!(shown.provenance, whole.provenance);
        let flags = match shown.signals {
            Signals::ThreeSigmaRuns { outside, .. } => outside.len(),
            Signals::MakingDataCount(dots) => {
                assert_eq!(dots.last, Some(5));
                dots.point_type.len()
            }
        };
        assert_eq!(flags, 6);
    }
}

#[test]
fn counts_are_drawn_singly_only_where_there_are_many_and_never_judged_where_they_are_rare() {
    let (mut measure, mut points) = decided(&[]);
    assert_eq!(kind(&measure, &points), Kind::Count);
    // The running month is no sign of how many there are.
    points.numerator = vec![Some(31.0); 24];
    points.numerator[23] = Some(0.0);
    points.is_last_incomplete = true;
    assert_eq!(kind(&measure, &points), Kind::Individuals);
    assert_eq!(design(&measure, &points, profile(false)).kind, Kind::Individuals);

    points.numerator = (0..24).map(|at| Some(f64::from(at % 3 / 2))).collect();
    for chosen in [ChartKind::Run, ChartKind::Individuals, ChartKind::Count] {
        measure.definition.chart = chosen;
        let chart = chart(&measure, &points, profile(false)).unwrap();
        assert_eq!(chart.warnings, [Warning::TooFewEvents], "{chosen}");
        assert!(!chart.is_fit_for_alerts());
    }
}

#[test]
fn counts_that_were_rare_before_the_newest_level_are_warned_of_and_judged_by_that_level() {
    for chosen in [ChartKind::Run, ChartKind::Count] {
        let (mut measure, mut points) = decided(&[(Decision::Rebased, "2025-01")]);
        measure.definition.chart = chosen;
        for (at, count) in points.numerator.iter_mut().take(12).enumerate() {
            *count = Some(f64::from(u8::from(at.is_multiple_of(3))));
        }
        let grown = chart(&measure, &points, profile(false)).unwrap();
        assert_eq!(grown.warnings, [Warning::TooFewEvents], "{chosen}");
        assert!(!grown.has_few_events() && grown.is_fit_for_alerts(), "{chosen}");
        points.numerator.reverse();
        let seldom = chart(&measure, &points, profile(false)).unwrap();
        assert!(seldom.has_few_events() && !seldom.is_fit_for_alerts(), "{chosen}");
    }
}
