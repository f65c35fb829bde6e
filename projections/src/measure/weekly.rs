//! Weeks of a measure, and what was done within a standard.

use jiff::civil::{Date, date};
use tillbud_events::ReportId;
use tillbud_events::measure::{
    ChartKind, Conditions, Counted, Days, Defined, Denominator, Direction, Event, Lasting,
    Numerator, Period, Span, What, Within, standard,
};
use tillbud_events::report::{Acknowledged, Event as ReportEvent, Received};
use uuid::Uuid;

use super::*;
use crate::testing::{Bench, Log, label, on_both, received, report_id};

const ID: MeasureId = MeasureId(Uuid::from_u128(1));

fn month(text: &str) -> Month {
    text.parse().unwrap()
}

/// Reports of days, each seen on another day or not yet.
fn follow(log: &mut Log, reports: &[(&str, Option<&str>)]) {
    let at = |day: &str| format!("{day}T11:00:00Z").parse().unwrap();
    for (number, (day, seen)) in (1..).zip(reports) {
        let id: ReportId = report_id(number);
        let told = Received { unit: Some(label("syd")), ..received() };
        log.push_at(at(day), id, ReportEvent::Received(told));
        if let Some(seen) = seen {
            log.push_at(at(seen), id, ReportEvent::Acknowledged(Acknowledged {}));
        }
    }
}

fn measure(numerator: Numerator, denominator: Option<Denominator>, chart: ChartKind) -> Definition {
    let direction = Direction::Neutral;
    let (period, any) = (Period::Week, standard().remove(0));
    let definition = Definition { numerator, denominator, chart, direction, period, ..any };
    assert_eq!(definition.check(), Ok(()));
    definition
}

fn reports(within: Option<Within>) -> Counted {
    Counted { what: What::Reports, conditions: Conditions { within, ..Conditions::default() } }
}

fn share(days: u16, of: Days) -> Definition {
    let within = Within { until: Span::ToAcknowledgement, days, of };
    let whole = Some(Denominator::Count(reports(None)));
    measure(Numerator::Count(reports(Some(within))), whole, ChartKind::SharePrime)
}

async fn told(
    bench: &Bench,
    definition: Definition,
    (from, to): (&str, &str),
    today: Date,
) -> Vec<(String, Option<f64>, Option<f64>)> {
    let measure = Measure {
        id: ID,
        version: Version(1),
        definition,
        baselines: vec![],
        is_retired: false,
        retirement: None,
        defined_as: "analyst".into(),
    };
    let scope = Scope { unit: Some("syd".into()), category: None };
    let db = bench.models.db();
    let points = points(db, &measure, &scope, month(from), month(to), today).await.unwrap();
    let figures = points.numerator.into_iter().zip(points.denominator);
    points.periods.into_iter().zip(figures).map(|(name, (y, n))| (name, y, n)).collect()
}

fn row(name: &str, y: f64, n: f64) -> (String, Option<f64>, Option<f64>) {
    (name.to_owned(), Some(y), Some(n))
}

on_both! {
    async fn reports_and_medians_are_told_by_week_with_zeros_between(bench: &Bench) {
        let mut log = Log::default();
        log.push(ID, Event::Defined(Defined { definition: standard().remove(0) }));
        // Five of the week of 30 March, which belongs to April, and one two weeks later.
        follow(&mut log, &[
            ("2026-03-30", Some("2026-03-31")),
            ("2026-03-31", Some("2026-04-02")),
            ("2026-04-01", Some("2026-04-04")),
            ("2026-04-02", Some("2026-04-02")),
            ("2026-04-05", Some("2026-04-15")),
            ("2026-04-13", None),
        ]);
        bench.follow(&log).await;
        let (april, today) = (("2026-04", "2026-04"), date(2026, 4, 20));
        let count = measure(Numerator::Count(reports(None)), None, ChartKind::Count);
        let counts = told(bench, count.clone(), april, today).await;
        let counts: Vec<_> = counts.into_iter().map(|(name, y, _)| (name, y)).collect();
        let expected = [("2026-W14", 5.0), ("2026-W15", 0.0), ("2026-W16", 1.0), ("2026-W17", 0.0)];
        assert_eq!(counts, expected.map(|(name, y)| (name.to_owned(), Some(y))));
        assert_eq!(told(bench, count, ("2026-03", "2026-03"), today).await, [], "no report of March");
        let conditions = Conditions::default();
        let lasting = Lasting { span: Span::ToAcknowledgement, conditions };
        let median = measure(Numerator::Median(lasting), None, ChartKind::Individuals);
        let medians = told(bench, median, april, today).await;
        assert_eq!(medians[0], row("2026-W14", 2.0, 5.0));
        assert_eq!(medians[2].1, None, "one case is too few");
    }

    async fn what_is_open_when_the_time_is_over_was_not_done_in_time(bench: &Bench) {
        let mut log = Log::default();
        log.push(ID, Event::Defined(Defined { definition: standard().remove(0) }));
        // Thursday and Friday before Easter: the next working day is Tuesday, 7 April.
        follow(&mut log, &[
            ("2026-04-02", Some("2026-04-07")),
            ("2026-04-02", Some("2026-04-09")),
            ("2026-04-03", None),
            ("2026-04-06", Some("2026-04-07")),
        ]);
        bench.follow(&log).await;
        let april = ("2026-04", "2026-04");
        let working = async |days, today| {
            told(bench, share(days, Days::Working), april, today).await
        };
        let settled = working(1, date(2026, 4, 14)).await;
        assert_eq!(settled[0], row("2026-W14", 1.0, 3.0));
        assert_eq!(settled[1], row("2026-W15", 1.0, 1.0));
        // Of the first week Sunday is the last day, and one working day after it the Tuesday.
        assert_eq!(working(1, date(2026, 4, 7)).await[0].1, None, "could still be done in time");
        assert_eq!(working(1, date(2026, 4, 8)).await[0], row("2026-W14", 1.0, 3.0));
        assert_eq!(working(3, date(2026, 4, 20)).await[0], row("2026-W14", 2.0, 3.0));
        let calendar = told(bench, share(5, Days::Calendar), april, date(2026, 4, 20)).await;
        assert_eq!(calendar[0], row("2026-W14", 1.0, 3.0));
        let monthly = Definition { period: Period::Month, ..share(5, Days::Calendar) };
        let monthly = told(bench, monthly, april, date(2026, 6, 1)).await;
        assert_eq!(monthly, [row("2026-04", 2.0, 4.0)]);
    }
}
