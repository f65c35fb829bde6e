//! Events that begin a report → its fact: in which month it counts, what it tells of.
//!
//! Must never keep more of a reporter's moment than the day.

use jiff::civil::Date;
use tillbud_events::report::{Imported, Received};
use tillbud_events::vocabulary::Label;
use tillbud_events::{ImpreciseDate, Month, Precision, Week};

use super::apply::count_one;
use super::tally::Cells;
use super::whole::ReportFact;
use crate::db::{Tx, execute, statements};

/// A report that somebody sent.
pub(super) async fn insert_received(
    tx: &mut Tx,
    id: &str,
    day: Date,
    received: &Received,
) -> sqlx::Result<()> {
    let (month, day) = (Month::of(day).to_string(), day.to_string());
    let year = month.get(..4).map(str::to_owned);
    let fact = ReportFact {
        report_id: id.to_owned(),
        kind: received.kind.map(|kind| kind.to_string()),
        unit: received.unit.as_ref().map(name),
        received: Some(day.clone()),
        reported_day: Some(day),
        month: Some(month),
        ..happened(received.happened.as_ref())
    };
    insert(tx, fact, year.as_deref(), Some("received")).await
}

/// A report of another register.
pub(super) async fn insert_imported(
    tx: &mut Tx,
    id: &str,
    imported: &Imported,
) -> sqlx::Result<()> {
    let dated = Dated::of(imported);
    let fact = ReportFact {
        report_id: id.to_owned(),
        month: dated.month.map(str::to_owned),
        kind: imported.kind.map(|kind| kind.to_string()),
        category: imported.categories.first().map(name),
        unit: imported.unit.as_ref().map(name),
        dataset: Some(name(&imported.dataset)),
        reported_day: imported.reported.as_ref().and_then(day_of),
        ..happened(imported.happened.as_ref())
    };
    insert(tx, fact, dated.year, dated.basis).await
}

/// Writes a new report and counts it.
async fn insert(
    tx: &mut Tx,
    fact: ReportFact,
    year: Option<&str>,
    basis: Option<&str>,
) -> sqlx::Result<()> {
    let week = week_of(fact.reported_day.as_deref(), fact.happened_day.as_deref());
    let fact = ReportFact { week: week.map(|week| week.to_string()), ..fact };
    execute!(
        tx,
        INSERT,
        &fact.report_id,
        &fact.month,
        year,
        basis,
        &fact.kind,
        &fact.category,
        &fact.unit,
        &fact.dataset,
        &fact.received,
        &fact.reported_day,
        &fact.happened_month,
        &fact.happened_day,
        &fact.week,
    )?;
    count_one(tx, &fact.report_id, 1).await?;
    let mut cells = Cells::default();
    fact.count(&mut cells, 1);
    cells.write(tx).await
}

/// What is known of when it happened, and nothing else.
fn happened(date: Option<&ImpreciseDate>) -> ReportFact {
    ReportFact {
        happened_month: date.and_then(ImpreciseDate::month).map(str::to_owned),
        happened_day: date.and_then(day_of),
        ..ReportFact::default()
    }
}

/// The week in which a report counts: that of the day it was reported, if that is known, else
/// of the day it happened.
fn week_of(reported: Option<&str>, happened: Option<&str>) -> Option<Week> {
    reported.or(happened)?.parse().ok().map(Week::of)
}

/// `YYYY-MM-DD`, when the day is known.
fn day_of(date: &ImpreciseDate) -> Option<String> {
    match date.precision() {
        Precision::Year | Precision::Month => None,
        Precision::Day | Precision::Minute => date.as_str().get(..10).map(str::to_owned),
    }
}

fn name(label: &Label) -> String {
    label.as_str().to_owned()
}

/// When an imported report counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Dated<'e> {
    month: Option<&'e str>,
    year: Option<&'e str>,
    basis: Option<&'static str>,
}

impl<'e> Dated<'e> {
    /// By when it was reported, if that month is known, else by when it happened. A year
    /// alone dates no month.
    fn of(imported: &'e Imported) -> Self {
        let reported = imported.reported.as_ref().map(|date| (date, "reported"));
        let happened = imported.happened.as_ref().map(|date| (date, "happened"));
        let dates = [reported, happened].into_iter().flatten();
        let known = dates.clone().find(|(date, _)| date.month().is_some());
        known.or_else(|| dates.into_iter().next()).map_or_else(Self::default, Self::by)
    }

    fn by((date, basis): (&'e ImpreciseDate, &'static str)) -> Self {
        Self { month: date.month(), year: Some(date.year()), basis: Some(basis) }
    }
}

statements! {
    INSERT = "insert into fact (report_id, month, year, month_basis, kind, source_category,
            category, source_unit, unit, dataset, received, reported_day, happened_month,
            happened_day, week)
        values ($1, $2, $3, $4, $5, $6, $6, $7, $7, $8, $9, $10, $11, $12, $13)";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::imported;

    #[test]
    fn an_import_counts_by_the_month_it_was_reported_else_by_the_month_it_happened() {
        for (reported, happened, expected) in [
            (
                Some("2014-05-17"),
                Some("2013-01"),
                (Some("2014-05"), Some("2014"), Some("reported")),
            ),
            (Some("2014"), Some("2013-01"), (Some("2013-01"), Some("2013"), Some("happened"))),
            (None, Some("2013-01-02T10:00"), (Some("2013-01"), Some("2013"), Some("happened"))),
            (Some("2014"), Some("2013"), (None, Some("2014"), Some("reported"))),
            (None, Some("2013"), (None, Some("2013"), Some("happened"))),
            (None, None, (None, None, None)),
        ] {
            let date = |text: Option<&str>| text.map(|text| ImpreciseDate::parse(text).unwrap());
            let record =
                Imported { reported: date(reported), happened: date(happened), ..imported() };
            let Dated { month, year, basis } = Dated::of(&record);
            assert_eq!((month, year, basis), expected, "{reported:?} {happened:?}");
        }
    }

    #[test]
    fn a_report_counts_in_the_week_of_a_day_that_is_known() {
        for (reported, happened, expected) in [
            (Some("2014-05-17"), Some("2013-01-01"), Some("2014-W20")),
            (None, Some("2013-01-02"), Some("2013-W01")),
            (None, None, None),
        ] {
            let week = week_of(reported, happened).map(|week| week.to_string());
            assert_eq!(week.as_deref(), expected, "{reported:?} {happened:?}");
        }
    }
}
