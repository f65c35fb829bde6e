//! Counting everything anew from the facts, for the test that compares it with what events
//! have counted one by one.

use std::collections::{BTreeMap, BTreeSet};

use super::tally::{ALL, Cell, Cells};
use super::whole::{Root, Whole, report, root};
use crate::db::{Db, fetch, row};

row! {
    /// A cell of what events counted, whole.
    pub struct TallyRow {
        /// The unit.
        pub unit: String,
        /// The category.
        pub category: String,
        /// What.
        pub what: String,
        /// A month, or a day.
        pub period: String,
        /// Kind, strength or element.
        pub kind: String,
        /// How bad it was.
        pub actual: String,
        /// How bad it could have been.
        pub potential: String,
        /// An outcome, an answer, a number of days.
        pub detail: String,
        /// How many.
        pub count: i64,
    }
}

/// What the rows say, and what the facts say.
pub(crate) async fn recounted(db: &Db) -> (BTreeMap<String, i64>, BTreeMap<String, i64>) {
    let alone = "select report_id as incident_id from fact where incident_id is null";
    let all = "select incident_id from fact where incident_id is not null
        union select incident_id from fact_incident union select incident_id from fact_action
        union select incident_id from fact_factor";
    let mut tx = db.begin().await.unwrap();
    let mut cells = Cells::default();
    for Root { incident_id } in fetch!(fetch_all::<Root>(in &mut tx, alone)).unwrap() {
        report(&mut tx, &incident_id).await.unwrap().unwrap().count(&mut cells, 1);
    }
    let mut roots = BTreeSet::new();
    for Root { incident_id } in fetch!(fetch_all::<Root>(in &mut tx, all)).unwrap() {
        roots.insert(root(&mut tx, &incident_id).await.unwrap());
    }
    for root in roots {
        Whole::load(&mut tx, &root).await.unwrap().count(&mut cells, 1);
    }
    let rows =
        fetch!(fetch_all::<TallyRow>(in &mut tx, "select * from fact_tally where count <> 0"));
    tx.rollback().await.unwrap();
    let counted = rows.unwrap().into_iter().map(|row| {
        let place = [row.unit, row.category].join("/");
        let kind = [row.what, row.period, row.kind, row.actual, row.potential, row.detail];
        (format!("{place} {}", kind.join("/")), row.count)
    });
    let mut expected = BTreeMap::new();
    for (cell, count) in cells.counted() {
        let Cell { unit, category, what, period, kind, actual, potential, detail } = cell;
        for unit in [unit.as_str(), ALL] {
            for category in [category.as_str(), ALL] {
                let place = [unit, category].join("/");
                let kind = [what, &period, &kind, &actual, &potential, &detail];
                *expected.entry(format!("{place} {}", kind.join("/"))).or_default() += count;
            }
        }
    }
    (counted.collect(), expected.into_iter().filter(|(_, count)| *count != 0).collect())
}
