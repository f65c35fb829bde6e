//! How many reports fall in each week, by unit and category, and how many incidents with severe
//! harm, by unit, for the weekly scan.
//!
//! The counts are kept with the facts, in constant time for each event. Must never hold a
//! week that nobody knows: such a report is in none. Must never count an incident twice because
//! more than one report tells of it.

use std::collections::BTreeMap;

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
        /// How many.
        pub count: i64,
    }
}

row! {
    /// Incidents with severe harm of one unit, first reported in one week.
    pub struct SevereCount {
        /// The unit at triage, else as all of its reports say; `` when it is not known.
        pub unit: String,
        /// The day that the week belongs to its month by, `YYYY-MM-DD`.
        pub thursday: String,
        /// How many.
        pub count: i64,
    }
}

row! {
    /// A unit with the week of its first report.
    pub struct FirstOfUnit {
        /// The unit.
        pub unit: String,
        /// `YYYY-Www`.
        pub week: String,
    }
}

row! {
    /// A category with the week of its first report.
    pub struct FirstOfCategory {
        /// Its code, or the name that a source gave it.
        pub category: String,
        /// `YYYY-Www`.
        pub week: String,
        /// How many reports there are of it by now.
        pub count: i64,
    }
}

/// The categories whose first report since the week `first` came in the week `from` or later,
/// the newest week first, then by name.
///
/// # Errors
/// When the database fails.
pub async fn new_categories(
    db: &Db,
    first: Week,
    from: Week,
) -> sqlx::Result<Vec<FirstOfCategory>> {
    let (first, from) = (first.to_string(), from.to_string());
    let mut rows = fetch!(fetch_all::<FirstOfCategory>(db, NEW_CATEGORIES, first, from))?;
    rows.sort_by(|one, other| {
        other.week.cmp(&one.week).then_with(|| one.category.cmp(&other.category))
    });
    Ok(rows)
}

/// The counts of the weeks from `from` to `to`, both included; those of none are absent.
///
/// # Errors
/// When the database fails.
pub async fn counts(db: &Db, from: Week, to: Week) -> sqlx::Result<Vec<WeekCount>> {
    let (from, to) = (from.to_string(), to.to_string());
    let mut rows = fetch!(fetch_all::<WeekCount>(db, COUNTS, from, to))?;
    rows.sort_by_key(|row| (row.week.clone(), row.unit.clone(), row.category.clone()));
    Ok(rows)
}

/// Incidents with severe harm of the weeks from `from` to `to`, both included, each in the week
/// of its first report; those of none are absent.
///
/// # Errors
/// When the database fails.
pub async fn severe(db: &Db, from: Week, to: Week) -> sqlx::Result<Vec<SevereCount>> {
    let (from, to) = (from.thursday().to_string(), to.thursday().to_string());
    let mut rows = fetch!(fetch_all::<SevereCount>(db, SEVERE, from, to))?;
    rows.sort_by_key(|row| (row.thursday.clone(), row.unit.clone()));
    Ok(rows)
}

/// The week of the first report of each unit, of those since the week `first`.
///
/// # Errors
/// When the database fails.
pub async fn first_of_units(db: &Db, first: Week) -> sqlx::Result<BTreeMap<String, Week>> {
    let rows = fetch!(fetch_all::<FirstOfUnit>(db, FIRST_OF_UNITS, first.to_string()))?;
    Ok(rows.into_iter().filter_map(|row| Some((row.unit, row.week.parse().ok()?))).collect())
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
    COUNTS = "select week, unit, category, count from fact_week
        where week >= $1 and week <= $2 and count > 0";
    SEVERE = "select unit, period as thursday, cast(sum(count) as bigint) as count
        from fact_tally where what = 'severe_weeks' and unit <> ' ' and category = ' '
            and period >= $1 and period <= $2
        group by unit, period having sum(count) > 0";
    FIRST_OF_UNITS = "select unit, min(week) as week from fact_week
        where week >= $1 and unit <> '' and count > 0 group by unit";
    FIRST = "select min(week) from fact_week";
    NEW_CATEGORIES = "select category, min(week) as week, cast(sum(count) as bigint) as count
        from fact_week where week >= $1 and category <> '' and count > 0
        group by category having min(week) >= $2";
}

#[cfg(test)]
mod tests {
    use tillbud_events::incident::{self, Triaged};
    use tillbud_events::report::{Event, Imported, Linked, Unlinked};
    use tillbud_events::vocabulary::Severity;
    use tillbud_events::{ImpreciseDate, IncidentId, ReportId};

    use super::*;
    use crate::testing::{Bench, Log, imported, label, on_both, received, report_id, triaged};

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
        let told =
            |row: WeekCount| format!("{} {}/{} {}", row.week, row.unit, row.category, row.count);
        rows.into_iter().map(told).collect()
    }

    fn judge(log: &mut Log, id: IncidentId, actual: Severity, unit: &str) {
        let triaged = Triaged { actual, ..triaged("access", Some(unit)) };
        log.push(id, incident::Event::Triaged(triaged));
    }

    async fn told_of_severe(bench: &Bench) -> Vec<String> {
        let (from, to) = ("2025-W52".parse().unwrap(), "2026-W10".parse().unwrap());
        let rows = severe(bench.models.db(), from, to).await.unwrap();
        let told = |row: SevereCount| {
            let week = Week::of(row.thursday.parse().unwrap());
            format!("{week} {} {}", row.unit, row.count)
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
            assert_eq!(told(bench).await, ["2026-W01 A/Theft 2", "2026-W02 A/Theft 1"]);
            let [first, second] = [log.open(1, &[one]), log.open(2, &[two])];
            log.triage(first, "access", Some("B"));
            bench.follow(&log).await;
            let moved =
                ["2026-W01 A/Theft 1", "2026-W01 B/access 1", "2026-W02 A/Theft 1"];
            assert_eq!(told(bench).await, moved);
            log.merge(second, first);
            bench.follow(&log).await;
            assert_eq!(told(bench).await, ["2026-W01 B/access 2", "2026-W02 A/Theft 1"]);
            log.unmerge(second, first);
            log.push(one, Event::Unlinked(Unlinked { incident_id: first }));
            bench.follow(&log).await;
            assert_eq!(told(bench).await, ["2026-W01 A/Theft 2", "2026-W02 A/Theft 1"]);
            let found = super::first(bench.models.db()).await.unwrap();
            assert_eq!(found.map(|week| week.to_string()).as_deref(), Some("2026-W01"));
        }

        async fn severe_harm_is_counted_once_for_each_incident_in_the_week_of_its_first_report(bench: &Bench) {
            let mut log = Log::default();
            let days = ["2026-01-05", "2026-01-01", "2026-01-20", "2026-01-27", "2026-01"];
            let reports: Vec<ReportId> =
                days.iter().zip(1..).map(|(day, number)| import(&mut log, number, day)).collect();
            let first = log.open(1, &[reports[0], reports[2], reports[4]]);
            let second = log.open(2, &[reports[3]]);
            bench.follow(&log).await;
            assert_eq!(told_of_severe(bench).await, [] as [&str; 0], "nobody has judged it");
            judge(&mut log, first, Severity::Major, "B");
            bench.follow(&log).await;
            assert_eq!(told_of_severe(bench).await, ["2026-W02 B 1"], "three tell of one accident");
            log.push(reports[1], Event::Linked(Linked { incident_id: first }));
            judge(&mut log, second, Severity::Catastrophic, "C");
            bench.follow(&log).await;
            assert_eq!(told_of_severe(bench).await, ["2026-W01 B 1", "2026-W05 C 1"]);
            log.merge(second, first);
            bench.follow(&log).await;
            assert_eq!(told_of_severe(bench).await, ["2026-W01 B 1"]);
            log.unmerge(second, first);
            log.push(reports[1], Event::Unlinked(Unlinked { incident_id: first }));
            bench.follow(&log).await;
            assert_eq!(told_of_severe(bench).await, ["2026-W02 B 1", "2026-W05 C 1"]);
            judge(&mut log, first, Severity::Moderate, "B");
            bench.follow(&log).await;
            assert_eq!(told_of_severe(bench).await, ["2026-W05 C 1"]);
            log.push(reports[3], Event::Unlinked(Unlinked { incident_id: second }));
            log.push(reports[4], Event::Unlinked(Unlinked { incident_id: first }));
            log.push(reports[4], Event::Linked(Linked { incident_id: second }));
            bench.follow(&log).await;
            assert_eq!(told_of_severe(bench).await, [] as [&str; 0], "its week is not known");
        }

        async fn a_unit_is_known_from_the_week_of_its_first_report_on(bench: &Bench) {
            let mut log = Log::default();
            let one = import(&mut log, 1, "2026-01-05");
            import(&mut log, 2, "2026-01-20");
            import(&mut log, 3, "2026-01");
            let first = log.open(1, &[one]);
            log.triage(first, "access", Some("B"));
            bench.follow(&log).await;
            let since = async |first: &str| {
                let units = first_of_units(bench.models.db(), first.parse().unwrap()).await.unwrap();
                units.into_iter().map(|(unit, week)| format!("{unit} {week}")).collect::<Vec<_>>()
            };
            assert_eq!(since("2026-W01").await, ["A 2026-W04", "B 2026-W02"]);
            assert_eq!(since("2026-W03").await, ["A 2026-W04"]);
            // Judged anew, the first report of a unit may be another one.
            log.triage(first, "access", None);
            bench.follow(&log).await;
            assert_eq!(since("2026-W01").await, ["A 2026-W02"]);
        }

        async fn a_category_is_new_in_the_week_of_its_first_report(bench: &Bench) {
            let mut log = Log::default();
            let one = import(&mut log, 1, "2026-01-01");
            import(&mut log, 2, "2026-01-20");
            let three = import(&mut log, 3, "2026-02-03");
            import(&mut log, 4, "2026-01");
            let [first, third] = [log.open(1, &[one]), log.open(3, &[three])];
            log.triage(third, "access", Some("B"));
            bench.follow(&log).await;
            let first_week = "2025-W52".parse().unwrap();
            let new = async |from: &str| {
                let rows = new_categories(bench.models.db(), first_week, from.parse().unwrap()).await.unwrap();
                let told = |row: FirstOfCategory| {
                    format!("{} {} {}", row.category, row.week, row.count)
                };
                rows.into_iter().map(told).collect::<Vec<_>>()
            };
            assert_eq!(new("2026-W01").await, ["access 2026-W06 1", "Theft 2026-W01 2"]);
            assert_eq!(new("2026-W02").await, ["access 2026-W06 1"]);
            // Judged anew, the first report of a category may be another one.
            log.triage(first, "access", None);
            bench.follow(&log).await;
            assert_eq!(new("2026-W02").await, ["Theft 2026-W04 1"]);
            assert_eq!(new("2026-W01").await, ["Theft 2026-W04 1", "access 2026-W01 2"]);
        }

        async fn a_week_begins_at_midnight_in_stockholm(bench: &Bench) {
            let mut log = Log::default();
            assert_eq!(super::first(bench.models.db()).await.unwrap(), None);
            for (number, at) in [(1, "2026-01-04T22:59:00Z"), (2, "2026-01-04T23:00:00Z")] {
                log.push_at(at.parse().unwrap(), report_id(number), Event::Received(received()));
            }
            bench.follow(&log).await;
            assert_eq!(told(bench).await, ["2026-W01 / 1", "2026-W02 / 1"]);
        }
    }
}
