//! Events that begin a report → its fact: in which month it counts, what it tells of.
//!
//! Must never keep more of a reporter's moment than the day.

use jiff::civil::Date;
use tillbud_events::report::{Imported, Received};
use tillbud_events::vocabulary::{Kind, Label};
use tillbud_events::{ImpreciseDate, Month, Precision};

use super::apply::COUNT_ONE;
use super::change::Change;
use crate::db::{Tx, execute, statements};

/// A report that somebody sent.
pub(super) async fn insert_received(
    tx: &mut Tx,
    id: &str,
    day: Date,
    received: &Received,
) -> sqlx::Result<()> {
    let (month, day) = (Month::of(day).to_string(), day.to_string());
    let unit = received.unit.as_ref().map(Label::as_str);
    let (kind, year) = (received.kind.map(Kind::as_str), month.get(..4));
    let none = None::<&str>;
    execute!(tx, INSERT, id, &month, year, "received", kind, none, unit, none)?;
    let happened = received.happened.as_ref();
    let days = (Some(day.as_str()), Some(day.as_str()));
    date_and_count(tx, id, days, happened).await
}

/// Completes a new report with its days, and counts it.
async fn date_and_count(
    tx: &mut Tx,
    id: &str,
    (received, reported): (Option<&str>, Option<&str>),
    happened: Option<&ImpreciseDate>,
) -> sqlx::Result<()> {
    let happened_month = happened.and_then(ImpreciseDate::month);
    execute!(tx, DATE, id, received, reported, happened_month, happened.and_then(day_of))?;
    execute!(tx, COUNT_ONE, id, 1_i64)?;
    Change::none().finish_report(tx, id).await
}

/// `YYYY-MM-DD`, when the day is known.
fn day_of(date: &ImpreciseDate) -> Option<&str> {
    match date.precision() {
        Precision::Year | Precision::Month => None,
        Precision::Day | Precision::Minute => date.as_str().get(..10),
    }
}

/// A report of another register.
pub(super) async fn insert_imported(
    tx: &mut Tx,
    id: &str,
    imported: &Imported,
) -> sqlx::Result<()> {
    let dated = Dated::of(imported);
    execute!(
        tx,
        INSERT,
        id,
        dated.month,
        dated.year,
        dated.basis,
        imported.kind.map(Kind::as_str),
        imported.categories.first().map(Label::as_str),
        imported.unit.as_ref().map(Label::as_str),
        imported.dataset.as_str(),
    )?;
    let reported = imported.reported.as_ref().and_then(day_of);
    date_and_count(tx, id, (None, reported), imported.happened.as_ref()).await
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
            category, source_unit, unit, dataset)
        values ($1, $2, $3, $4, $5, $6, $6, $7, $7, $8)";
    DATE = "update fact set received = $2, reported_day = $3, happened_month = $4,
            happened_day = $5
        where report_id = $1";
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
}
