//! What trends count: one fact a report, with the judgement of the incident it belongs to.
//!
//! Must never hold words, nor a month that nobody knows: such a report is undated.

mod action;
mod apply;
mod begin;
mod change;
pub mod coded;
#[cfg(test)]
mod recount;
mod tallied;
mod tally;
pub mod week;
mod whole;

pub(crate) use apply::Facts;
#[cfg(test)]
pub(crate) use recount::recounted;
pub use tallied::{actions, factors};
pub(crate) use tally::{ALL, IMPORTED, INCIDENT_DAYS, weekly, weekly_span};
pub use whole::VERIFICATION_MONTHS;

use tillbud_events::ReportId;
use tillbud_events::vocabulary::Kind;

use super::series::Month;
use crate::code::codes;
use crate::db::{Db, fetch, row, statements};
use crate::page::Select;

codes! {
    /// What to tell the lines of a chart apart by.
    By {
        /// Incident, near miss, unsafe condition, good catch.
        Kind = "kind",
        /// Category at triage, else the source's.
        Category = "category",
        /// Unit at triage, else as reported.
        Unit = "unit",
    }
}

row! {
    /// One report, as trends count it.
    pub struct FactRow {
        /// Which report.
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
        /// The incident it is linked to, also when that one was merged.
        pub incident_id: Option<String>,
        /// The register it was imported from.
        pub dataset: Option<String>,
        /// The source's first category.
        pub source_category: Option<String>,
        /// The unit as reported.
        pub source_unit: Option<String>,
    }
}

row! {
    /// How many reports of one key fall in one month.
    pub struct MonthCount {
        /// Kind, category or unit; `None` when unknown or not told apart.
        pub key: Option<String>,
        /// `YYYY-MM`.
        pub month: String,
        /// How many.
        pub count: i64,
    }
}

/// Which reports to count; what is `None` is not asked about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only of this unit.
    pub unit: Option<String>,
    /// Only of this kind.
    pub kind: Option<Kind>,
    /// Only of this category; a code of triage or a label of a source.
    pub category: Option<String>,
    /// Only of this register.
    pub dataset: Option<String>,
}

/// Counts by month, and how many fit the filter but have no known month.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Counts {
    /// By key, then month; months without a report are absent, see [`super::series`].
    pub months: Vec<MonthCount>,
    /// Reports whose month is unknown, whatever the period.
    pub undated: i64,
}

/// Reports by month from `from` to `to`, both included, told apart as asked.
///
/// # Errors
/// When the database fails.
pub async fn series(
    db: &Db,
    by: Option<By>,
    filter: &Filter,
    from: Month,
    to: Month,
) -> sqlx::Result<Counts> {
    let mut months = filter.dated(by, from, to).all::<MonthCount>(db).await?;
    months.sort_unstable_by(|a, b| (&a.key, &a.month).cmp(&(&b.key, &b.month)));
    let undated = filter.undated().all::<Count>(db).await?.iter().map(|row| row.count).sum();
    Ok(Counts { months, undated })
}

/// One report's fact.
///
/// # Errors
/// When the database fails.
pub async fn get(db: &Db, report_id: ReportId) -> sqlx::Result<Option<FactRow>> {
    fetch!(fetch_optional::<FactRow>(db, GET, report_id.to_string()))
}

row! {
    /// A count alone.
    pub struct Count {
        /// How many.
        pub count: i64,
    }
}

impl Filter {
    pub(crate) fn dated(&self, by: Option<By>, from: Month, to: Month) -> Select {
        let (head, tail) = match by {
            None => (
                "select cast(null as text) as key, month, cast(sum(count) as bigint) as count
                from fact_count",
                "group by month having sum(count) > 0",
            ),
            Some(By::Kind) => (
                "select nullif(kind, '') as key, month, cast(sum(count) as bigint) as count
                from fact_count",
                "group by kind, month having sum(count) > 0",
            ),
            Some(By::Category) => (
                "select nullif(category, '') as key, month, cast(sum(count) as bigint) as count
                from fact_count",
                "group by category, month having sum(count) > 0",
            ),
            Some(By::Unit) => (
                "select nullif(unit, '') as key, month, cast(sum(count) as bigint) as count
                from fact_count",
                "group by unit, month having sum(count) > 0",
            ),
        };
        let period = Select::new(head)
            .and("month >=", Some(from.to_string()))
            .and("month <=", Some(to.to_string()));
        self.narrow(period).then(tail)
    }

    fn undated(&self) -> Select {
        let unknown = "select cast(coalesce(sum(count), 0) as bigint) as count from fact_count";
        self.narrow(Select::new(unknown).and("month =", Some("")))
    }

    fn narrow(&self, select: Select) -> Select {
        select
            .and("unit =", self.unit.as_deref())
            .and("kind =", self.kind.map(Kind::as_str))
            .and("category =", self.category.as_deref())
            .and("dataset =", self.dataset.as_deref())
    }
}

/// The series' statements, with every filter and with none, for the test that prepares them.
#[cfg(test)]
pub(crate) fn selects() -> Vec<String> {
    let month = Month::of(jiff::civil::Date::MIN);
    let every = Filter {
        unit: Some(String::new()),
        kind: Some(Kind::NearMiss),
        category: Some(String::new()),
        dataset: Some(String::new()),
    };
    [every, Filter::default()]
        .iter()
        .flat_map(|filter| {
            let by = [None, Some(By::Kind), Some(By::Category), Some(By::Unit)];
            let dated = by.map(|by| filter.dated(by, month, month).into_sql());
            dated.into_iter().chain([filter.undated().into_sql()])
        })
        .collect()
}

/// Every fixed statement, for the test that prepares them on both databases.
#[cfg(test)]
pub(crate) fn statements() -> impl Iterator<Item = &'static &'static str> {
    let of_events = [action::STATEMENTS, apply::STATEMENTS, begin::STATEMENTS];
    let of_counts = [tallied::STATEMENTS, tally::STATEMENTS, whole::STATEMENTS];
    STATEMENTS.iter().chain(of_events.into_iter().flatten()).chain(of_counts.into_iter().flatten())
}

statements! {
    GET = "select * from fact where report_id = $1";
}

#[cfg(test)]
mod tests {
    use tillbud_events::ImpreciseDate;
    use tillbud_events::report::{Event as ReportEvent, Imported, Unlinked};

    use super::*;
    use crate::testing::{Bench, Log, imported, label, on_both, received, report_id};

    async fn fact(bench: &Bench, id: ReportId) -> FactRow {
        get(bench.models.db(), id).await.unwrap().unwrap()
    }

    async fn judged(bench: &Bench, id: ReportId) -> (Option<String>, Option<String>) {
        let fact = fact(bench, id).await;
        (fact.category, fact.unit)
    }

    fn some(category: &str, unit: &str) -> (Option<String>, Option<String>) {
        (Some(category.to_owned()), Some(unit.to_owned()))
    }

    fn month(text: &str) -> Month {
        text.parse().unwrap()
    }

    on_both! {
        async fn a_month_begins_at_midnight_in_stockholm(bench: &Bench) {
            let mut log = Log::default();
            for (number, at) in [
                (1, "2025-12-31T22:59:00Z"),
                (2, "2025-12-31T23:00:00Z"),
                (3, "2026-07-31T21:59:00Z"),
                (4, "2026-07-31T22:00:00Z"),
            ] {
                log.push_at(at.parse().unwrap(), report_id(number), ReportEvent::Received(received()));
            }
            bench.follow(&log).await;
            for (number, month) in [(1, "2025-12"), (2, "2026-01"), (3, "2026-07"), (4, "2026-08")] {
                let fact = fact(bench, report_id(number)).await;
                assert_eq!(fact.month.as_deref(), Some(month));
                assert_eq!(fact.year.as_deref(), Some(&month[..4]));
                assert_eq!(fact.month_basis.as_deref(), Some("received"));
            }
        }

        async fn linked_reports_take_the_judgement_of_their_incident_and_give_it_back(bench: &Bench) {
            let mut log = Log::default();
            let record = Imported {
                categories: vec![label("Theft"), label("Other")],
                unit: Some(label("Clinic")),
                ..imported()
            };
            let id = report_id(1);
            log.push(id, ReportEvent::Imported(record));
            bench.follow(&log).await;
            assert_eq!(judged(bench, id).await, some("Theft", "Clinic"));
            let incident_id = log.open(1, &[id]);
            bench.follow(&log).await;
            assert_eq!(judged(bench, id).await, some("Theft", "Clinic"), "not triaged yet");
            log.triage(incident_id, "loss_theft", Some("Vårdcentral"));
            bench.follow(&log).await;
            assert_eq!(judged(bench, id).await, some("loss_theft", "Vårdcentral"));
            assert_eq!(fact(bench, id).await.potential.as_deref(), Some("major"));
            log.triage(incident_id, "physical", None);
            bench.follow(&log).await;
            assert_eq!(judged(bench, id).await, some("physical", "Clinic"));
            log.push(id, ReportEvent::Unlinked(Unlinked { incident_id }));
            bench.follow(&log).await;
            assert_eq!(judged(bench, id).await, some("Theft", "Clinic"));
            let alone = fact(bench, id).await;
            assert_eq!((alone.incident_id, alone.actual), (None, None));
        }

        async fn merged_reports_count_as_the_incident_at_the_end_of_the_merges(bench: &Bench) {
            let mut log = Log::default();
            let reports = [1, 2, 3].map(|number| log.receive(number));
            let [inner, middle, outer] =
                [0, 1, 2].map(|at| log.open(at as u128 + 1, &[reports[at]]));
            log.triage(inner, "access", Some("A"));
            log.triage(middle, "outage", Some("B"));
            log.merge(inner, middle);
            bench.follow(&log).await;
            assert_eq!(judged(bench, reports[0]).await, some("outage", "B"));
            log.merge(middle, outer);
            log.triage(outer, "other", Some("C"));
            bench.follow(&log).await;
            for id in reports {
                assert_eq!(judged(bench, id).await, some("other", "C"));
            }
            log.unmerge(middle, outer);
            bench.follow(&log).await;
            assert_eq!(judged(bench, reports[0]).await, some("outage", "B"));
            assert_eq!(judged(bench, reports[1]).await, some("outage", "B"));
            assert_eq!(judged(bench, reports[2]).await, some("other", "C"));
            log.unmerge(inner, middle);
            bench.follow(&log).await;
            assert_eq!(judged(bench, reports[0]).await, some("access", "A"));
        }

        async fn a_series_counts_by_month_and_key_and_tells_how_many_are_undated(bench: &Bench) {
            let mut log = Log::default();
            for (number, reported, unit) in [
                (1, Some("2014-05-01"), Some("B")),
                (2, Some("2014-05-31"), Some("A")),
                (3, Some("2014-07"), Some("B")),
                (4, Some("2014"), Some("B")),
                (5, None, None),
                (6, Some("2015-01"), None),
            ] {
                let record = Imported {
                    reported: reported.map(|text| ImpreciseDate::parse(text).unwrap()),
                    unit: unit.map(label),
                    kind: Some(Kind::Incident),
                    ..imported()
                };
                log.push(report_id(number), ReportEvent::Imported(record));
            }
            bench.follow(&log).await;
            let (from, to) = (month("2014-05"), month("2014-12"));
            let count = async |by, filter: Filter| {
                let counts = series(bench.models.db(), by, &filter, from, to).await.unwrap();
                let rows = counts.months.into_iter().map(|row| (row.key, row.month, row.count));
                (rows.collect::<Vec<_>>(), counts.undated)
            };
            let key = |key: Option<&str>, month: &str, count| (key.map(str::to_owned), month.to_owned(), count);
            assert_eq!(
                count(None, Filter::default()).await,
                (vec![key(None, "2014-05", 2), key(None, "2014-07", 1)], 2)
            );
            assert_eq!(
                count(Some(By::Unit), Filter::default()).await.0,
                [key(Some("A"), "2014-05", 1), key(Some("B"), "2014-05", 1), key(Some("B"), "2014-07", 1)]
            );
            let only_b = Filter { unit: Some("B".into()), ..Filter::default() };
            assert_eq!(
                count(Some(By::Kind), only_b).await,
                (vec![key(Some("incident"), "2014-05", 1), key(Some("incident"), "2014-07", 1)], 1)
            );
            let elsewhere = Filter { dataset: Some("other".into()), ..Filter::default() };
            assert_eq!(count(Some(By::Category), elsewhere).await, (vec![], 0));
        }
    }
}
