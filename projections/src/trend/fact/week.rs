//! How many reports fall in each week, by unit, category and severity, for the weekly scan.
//!
//! The counts are kept with the facts, in constant time for each event. Must never hold a
//! week that nobody knows: such a report is in none.

use tillbud_events::Week;

use crate::db::{Db, fetch, row, statements};

row! {
    /// Reports of one week that are alike; `` for what is not known.
    pub struct WeekCount {
        /// `YYYY-Www`.
        pub week: String,
        /// The unit at triage, else as reported.
        pub unit: String,
        /// The category at triage, else the source's first.
        pub category: String,
        /// How bad it was, as judged at triage.
        pub severity: String,
        /// How many.
        pub count: i64,
    }
}

/// The counts of the weeks from `from` to `to`, both included; those of none are absent.
///
/// # Errors
/// When the database fails.
pub async fn counts(db: &Db, from: Week, to: Week) -> sqlx::Result<Vec<WeekCount>> {
    let (from, to) = (from.to_string(), to.to_string());
    let mut rows = fetch!(fetch_all::<WeekCount>(db, COUNTS, from, to))?;
    let key = |row: &WeekCount| {
        (row.week.clone(), row.unit.clone(), row.category.clone(), row.severity.clone())
    };
    rows.sort_by_key(key);
    Ok(rows)
}

/// The week of the first report.
///
/// # Errors
/// When the database fails.
pub async fn first(db: &Db) -> sqlx::Result<Option<Week>> {
    let found = fetch!(fetch_optional::<(Option<String>,)>(db, FIRST))?;
    Ok(found.and_then(|(week,)| week?.parse().ok()))
}

statements! {
    COUNTS = "select week, unit, category, severity, count from fact_week
        where week >= $1 and week <= $2 and count > 0";
    FIRST = "select min(week) from fact_week";
}

#[cfg(test)]
mod tests {
    use tillbud_events::report::{Event, Imported, Unlinked};
    use tillbud_events::{ImpreciseDate, ReportId};

    use super::*;
    use crate::testing::{Bench, Log, imported, label, on_both, received, report_id};

    fn import(log: &mut Log, number: u128, reported: &str) -> ReportId {
        let id = report_id(number);
        let record = Imported {
            reported: ImpreciseDate::parse(reported).ok(),
            unit: Some(label("A")),
            categories: vec![label("Theft")],
            ..imported()
        };
        log.push(id, Event::Imported(record));
        id
    }

    async fn told(bench: &Bench) -> Vec<String> {
        let (from, to) = ("2025-W52".parse().unwrap(), "2026-W10".parse().unwrap());
        let rows = counts(bench.models.db(), from, to).await.unwrap();
        let told = |row: WeekCount| {
            format!("{} {}/{}/{} {}", row.week, row.unit, row.category, row.severity, row.count)
        };
        rows.into_iter().map(told).collect()
    }

    on_both! {
        async fn weeks_follow_what_triage_says_and_give_it_back(bench: &Bench) {
            let mut log = Log::default();
            let one = import(&mut log, 1, "2026-01-01");
            let two = import(&mut log, 2, "2026-01-04");
            import(&mut log, 3, "2026-01-05");
            import(&mut log, 4, "2026-01");
            bench.follow(&log).await;
            assert_eq!(told(bench).await, ["2026-W01 A/Theft/ 2", "2026-W02 A/Theft/ 1"]);
            let [first, second] = [log.open(1, &[one]), log.open(2, &[two])];
            log.triage(first, "access", Some("B"));
            bench.follow(&log).await;
            let moved =
                ["2026-W01 A/Theft/ 1", "2026-W01 B/access/minor 1", "2026-W02 A/Theft/ 1"];
            assert_eq!(told(bench).await, moved);
            log.merge(second, first);
            bench.follow(&log).await;
            assert_eq!(told(bench).await, ["2026-W01 B/access/minor 2", "2026-W02 A/Theft/ 1"]);
            log.unmerge(second, first);
            log.push(one, Event::Unlinked(Unlinked { incident_id: first }));
            bench.follow(&log).await;
            assert_eq!(told(bench).await, ["2026-W01 A/Theft/ 2", "2026-W02 A/Theft/ 1"]);
            let found = super::first(bench.models.db()).await.unwrap();
            assert_eq!(found.map(|week| week.to_string()).as_deref(), Some("2026-W01"));
        }

        async fn a_week_begins_at_midnight_in_stockholm(bench: &Bench) {
            let mut log = Log::default();
            assert_eq!(super::first(bench.models.db()).await.unwrap(), None);
            for (number, at) in [(1, "2026-01-04T22:59:00Z"), (2, "2026-01-04T23:00:00Z")] {
                log.push_at(at.parse().unwrap(), report_id(number), Event::Received(received()));
            }
            bench.follow(&log).await;
            assert_eq!(told(bench).await, ["2026-W01 // 1", "2026-W02 // 1"]);
        }
    }
}
