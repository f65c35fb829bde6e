//! The coded facts of every report, for analysts' own tools.
//!
//! Must never hold an id, a word or a day: a row is like every other row with the same codes.

use crate::db::{Db, row};
use crate::page::Select;
use crate::trend::series::Month;

row! {
    /// One report, without anything that leads to it.
    pub struct CodedRow {
        /// Where the next page begins; never given to anybody.
        pub report_id: String,
        /// `YYYY-MM`, when the month is known.
        pub month: Option<String>,
        /// `YYYY`, when at least the year is known.
        pub year: Option<String>,
        /// What the month or year is of: `received`, `reported` or `happened`.
        pub month_basis: Option<String>,
        /// What it tells of.
        pub kind: Option<String>,
        /// Category at triage, else the source's first.
        pub category: Option<String>,
        /// Unit at triage, else as reported.
        pub unit: Option<String>,
        /// How bad it was, as judged at triage.
        pub actual: Option<String>,
        /// How bad it could have been, as judged at triage.
        pub potential: Option<String>,
        /// The register it was imported from.
        pub dataset: Option<String>,
        /// The source's first category.
        pub source_category: Option<String>,
        /// The unit as reported.
        pub source_unit: Option<String>,
    }
}

/// The reports of some months, at most `limit` of them, after one that was read before. Their
/// order is that of random ids: nothing follows from it.
///
/// # Errors
/// When the database fails.
pub async fn rows(
    db: &Db,
    months: (Option<Month>, Option<Month>),
    after: &str,
    limit: u32,
) -> sqlx::Result<Vec<CodedRow>> {
    let mut rows = select(months, after).all::<CodedRow>(db).await?;
    rows.truncate(usize::try_from(limit.min(ROWS_MAX)).unwrap_or(usize::MAX));
    Ok(rows)
}

/// Most rows that are read at once.
pub const ROWS_MAX: u32 = 1_000;

fn select((from, to): (Option<Month>, Option<Month>), after: &str) -> Select {
    Select::new(
        "select report_id, month, year, month_basis, kind, category, unit, actual, potential,
            dataset, source_category, source_unit from fact",
    )
    .and("report_id >", Some(after))
    .and("month >=", from.map(|month| month.to_string()))
    .and("month <=", to.map(|month| month.to_string()))
    .then("order by report_id limit 1000")
}

/// The statements, for the test that prepares them.
#[cfg(test)]
pub(crate) fn selects() -> [String; 2] {
    let month = Month::of(jiff::civil::Date::MIN);
    [(None, None), (Some(month), Some(month))].map(|months| select(months, "").into_sql())
}

#[cfg(test)]
mod tests {
    use tillbud_events::report::{Event as ReportEvent, Imported};

    use super::*;
    use crate::testing::{Log, imported, label, on_both, received, report_id};

    on_both! {
        async fn every_report_is_a_row_and_pages_neither_skip_nor_repeat(bench: &Bench) {
            let mut log = Log::default();
            for number in 1..=5 {
                let report = tillbud_events::report::Received { unit: Some(label("bad")), ..received() };
                log.push(report_id(number), ReportEvent::Received(report));
            }
            let record = Imported { categories: vec![label("Theft")], ..imported() };
            log.push(report_id(6), ReportEvent::Imported(record));
            bench.follow(&log).await;
            let db = bench.models.db();
            let (mut after, mut seen) = (String::new(), Vec::new());
            loop {
                let page = rows(db, (None, None), &after, 2).await.unwrap();
                let Some(last) = page.last() else { break };
                after = last.report_id.clone();
                seen.extend(page.into_iter().map(|row| (row.report_id, row.unit, row.category)));
            }
            assert_eq!(seen.len(), 6);
            seen.dedup_by(|a, b| a.0 == b.0);
            assert_eq!(seen.len(), 6);
            assert_eq!(seen.iter().filter(|row| row.1.as_deref() == Some("bad")).count(), 5);
            assert_eq!(seen.iter().filter(|row| row.2.as_deref() == Some("Theft")).count(), 1);
            let march: Month = "2026-03".parse().unwrap();
            let of = async |from, to| rows(db, (from, to), "", 10).await.unwrap().len();
            assert_eq!(of(Some(march), None).await, 5);
            assert_eq!(of(Some(march.next()), None).await, 0);
        }
    }
}
