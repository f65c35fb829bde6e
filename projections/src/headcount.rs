//! How many work in each unit, from which month on: what rates are counted against.
//!
//! Must never hold who.

use std::collections::BTreeMap;

use tillbud_events::headcount::Event;
use tillbud_events::{AnyEvent, Month, Recorded};

use crate::db::{Db, Tx, execute, fetch, row, statements};
use crate::projection::{At, Projection};

row! {
    /// How many work in a unit from a month on.
    pub struct HeadcountRow {
        /// The unit: a code of the list, or a name.
        pub unit: String,
        /// `YYYY-MM`; holds until the next recorded one.
        pub month: String,
        /// Which stream.
        pub headcount_id: String,
        /// Events in the stream when it was recorded.
        pub version: i64,
        /// People employed.
        pub employees: i64,
        /// What they work together, in hundredths of a full-time position.
        pub full_time_hundredths: i64,
        /// Where the figure comes from.
        pub source: String,
        /// When it was recorded.
        pub recorded_at: i64,
        /// As which role it was recorded.
        pub recorded_as: String,
    }
}

/// Most rows that are read: months of all units together.
pub const ROWS_MAX: i64 = 200_000;

/// Every headcount, at most [`ROWS_MAX`].
///
/// # Errors
/// When the database fails.
pub async fn all(db: &Db) -> sqlx::Result<Vec<HeadcountRow>> {
    let mut rows = fetch!(fetch_all::<HeadcountRow>(db, ALL, ROWS_MAX))?;
    rows.sort_unstable_by(|one, other| (&one.unit, &one.month).cmp(&(&other.unit, &other.month)));
    Ok(rows)
}

/// What holds in each month, by unit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Headcounts(BTreeMap<String, BTreeMap<Month, (i64, i64)>>);

impl Headcounts {
    /// From all rows.
    #[must_use]
    pub fn of(rows: &[HeadcountRow]) -> Self {
        let mut units: BTreeMap<String, BTreeMap<Month, (i64, i64)>> = BTreeMap::new();
        for row in rows {
            if let Ok(month) = row.month.parse() {
                let figures = (row.employees, row.full_time_hundredths);
                units.entry(row.unit.clone()).or_default().insert(month, figures);
            }
        }
        Self(units)
    }

    /// The units in which at least `least` are employed in a month, by name. One of which that is
    /// not known is none of them.
    #[must_use]
    pub fn units_with(&self, least: i64, month: Month) -> Vec<&str> {
        let is_large = |unit: &str| {
            self.at(Some(unit), month).is_some_and(|(employees, _)| employees >= least)
        };
        self.0.keys().map(String::as_str).filter(|unit| is_large(unit)).collect()
    }

    /// Employees and hundredths of full-time positions of a unit in a month, or of all units
    /// together; nothing when none of them is known.
    #[must_use]
    pub fn at(&self, unit: Option<&str>, month: Month) -> Option<(i64, i64)> {
        let of = |months: &BTreeMap<Month, (i64, i64)>| {
            months.range(..=month).next_back().map(|(_, figures)| *figures)
        };
        match unit {
            Some(unit) => self.0.get(unit).and_then(of),
            None => {
                self.0.values().filter_map(of).reduce(|sum, one| (sum.0 + one.0, sum.1 + one.1))
            }
        }
    }
}

/// Writes the table of headcounts.
pub(crate) struct HeadcountsOfUnits;

impl Projection for HeadcountsOfUnits {
    const NAME: &'static str = "headcount";
    const VERSION: u32 = 1;
    const DDL: &'static str = include_str!("../../migrations/headcount.sql");

    async fn apply(tx: &mut Tx, recorded: &Recorded<AnyEvent>) -> sqlx::Result<()> {
        let AnyEvent::Headcount(event) = &recorded.event else { return Ok(()) };
        let at = At::of(recorded);
        match event {
            Event::Recorded(told) => execute!(
                tx,
                RECORD,
                told.unit.as_str(),
                told.month.to_string(),
                &at.id,
                at.version,
                i64::from(told.employees),
                i64::from(told.full_time_hundredths),
                told.source.as_str(),
                at.milliseconds,
                recorded.meta.actor.role_name(),
            )
            .map(drop),
            Event::TakenBack(back) => {
                execute!(tx, TAKE_BACK, &at.id, back.month.to_string()).map(drop)
            }
        }
    }
}

statements! {
    ALL = "select * from headcount where unit >= '' limit $1";
    RECORD = "insert into headcount (unit, month, headcount_id, version, employees,
            full_time_hundredths, source, recorded_at, recorded_as)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        on conflict (unit, month) do update set headcount_id = excluded.headcount_id,
            version = excluded.version, employees = excluded.employees,
            full_time_hundredths = excluded.full_time_hundredths, source = excluded.source,
            recorded_at = excluded.recorded_at, recorded_as = excluded.recorded_as";
    TAKE_BACK = "delete from headcount where headcount_id = $1 and month = $2";
}

#[cfg(test)]
mod tests {
    use tillbud_events::HeadcountId;
    use tillbud_events::headcount::{Recorded, TakenBack};
    use uuid::Uuid;

    use super::*;
    use crate::testing::{Log, label, on_both};

    fn recorded(unit: &str, month: &str, employees: u32, full_time_hundredths: u32) -> Event {
        let (month, source) = (month.parse().unwrap(), label("Personalsystemet"));
        let unit = label(unit);
        Event::Recorded(Recorded { unit, month, employees, full_time_hundredths, source })
    }

    on_both! {
        async fn a_headcount_holds_until_the_next_and_is_corrected_by_a_new_one(bench: &Bench) {
            let mut log = Log::default();
            let [north, south] = [1, 2].map(|number| HeadcountId(Uuid::from_u128(number)));
            log.push(north, recorded("norr", "2026-01", 40, 3_500));
            log.push(north, recorded("norr", "2026-04", 50, 4_000));
            log.push(north, recorded("norr", "2026-04", 52, 4_200));
            log.push(north, recorded("norr", "2026-06", 1, 100));
            log.push(north, Event::TakenBack(TakenBack { month: "2026-06".parse().unwrap() }));
            log.push(south, recorded("söder", "2026-03", 10, 800));
            bench.follow(&log).await;
            let rows = all(bench.models.db()).await.unwrap();
            let told: Vec<_> = rows.iter().map(|row| (row.unit.as_str(), row.month.as_str(), row.employees)).collect();
            assert_eq!(told, [("norr", "2026-01", 40), ("norr", "2026-04", 52), ("söder", "2026-03", 10)]);
            let counts = Headcounts::of(&rows);
            let at = |unit, month: &str| counts.at(unit, month.parse().unwrap());
            assert_eq!(at(Some("norr"), "2025-12"), None, "nothing was known yet");
            assert_eq!(at(Some("norr"), "2026-03"), Some((40, 3_500)));
            assert_eq!(at(Some("norr"), "2027-01"), Some((52, 4_200)));
            assert_eq!(at(None, "2026-02"), Some((40, 3_500)));
            assert_eq!(at(None, "2026-04"), Some((62, 5_000)));
            assert_eq!(at(Some("väster"), "2026-04"), None);
        }
    }

    #[test]
    fn a_unit_is_as_large_as_it_was_known_to_be_in_the_month() {
        let row = |unit: &str, month: &str, employees| HeadcountRow {
            unit: unit.to_owned(),
            month: month.to_owned(),
            headcount_id: String::new(),
            version: 1,
            employees,
            full_time_hundredths: employees * 90,
            source: String::new(),
            recorded_at: 0,
            recorded_as: String::new(),
        };
        let counts = Headcounts::of(&[
            row("öst", "2026-01", 20),
            row("norr", "2026-01", 19),
            row("norr", "2026-06", 20),
            row("söder", "2026-01", 40),
            row("söder", "2026-06", 19),
        ]);
        let large = |month: &str| counts.units_with(20, month.parse().unwrap());
        assert_eq!(large("2025-12"), [] as [&str; 0], "nothing was known yet");
        assert_eq!(large("2026-05"), ["söder", "öst"]);
        assert_eq!(large("2026-06"), ["norr", "öst"]);
    }
}
