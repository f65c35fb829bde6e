//! Reading what events counted: the cells of the places that measures ask about.
//!
//! A bounded number of statements, however many measures there are. Must never read reports
//! one by one.

use std::collections::{BTreeMap, BTreeSet};

use sqlx::AssertSqlSafe;
use tillbud_events::Month;
use tillbud_events::measure::{Span, What};
use tillbud_events::vocabulary::Severity;

use crate::db::{Db, fetch, on_db, row, statements};
use crate::page::Value;
use crate::trend::fact::INCIDENT_DAYS;

/// Most places that one statement reads.
const PLACES: usize = 100;

/// A unit and a category; [`crate::trend::fact::ALL`] stands for all.
pub(super) type Place = (String, String);

row! {
    /// One cell of what events counted.
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

row! {
    /// The first month with a report.
    pub struct FirstRow {
        /// `YYYY-MM`.
        pub month: Option<String>,
    }
}

/// A cell, read.
#[derive(Clone, Debug)]
pub(super) struct Tally {
    pub(super) month: Month,
    pub(super) kind: String,
    pub(super) actual: Option<Severity>,
    pub(super) potential: Option<Severity>,
    pub(super) detail: String,
    pub(super) count: i64,
}

/// The cells of some places.
#[derive(Debug, Default)]
pub(super) struct Tallies(BTreeMap<(String, Place), Vec<Tally>>);

/// Incidents of one day.
#[derive(Clone, Debug)]
pub(super) struct Day {
    pub(super) day: String,
    pub(super) tally: Tally,
}

/// Factors of one element, unit and category in one month.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) place: Place,
    pub(super) month: Month,
    pub(super) element: String,
    pub(super) incidents: i64,
}

/// What is to be read.
#[derive(Clone, Debug, Default)]
pub(super) struct Wanted {
    /// The places with what is counted there.
    pub(super) places: BTreeMap<Place, BTreeSet<&'static str>>,
    /// Whether somebody asks how bad it could have been.
    pub(super) is_potential: bool,
}

impl Wanted {
    /// Also this, there.
    pub(super) fn add(&mut self, what: What, place: Place) {
        self.places.entry(place).or_default().insert(what.as_str());
    }

    /// Also how long something took, there, and of how many reports.
    pub(super) fn add_span(&mut self, span: Span, place: Place) {
        self.places.entry(place).or_default().extend([span.as_str(), What::Reports.as_str()]);
    }
}

impl Tallies {
    /// The cells of what is wanted, between two months.
    pub(super) async fn read(
        db: &Db,
        wanted: &Wanted,
        (from, to): (Month, Month),
    ) -> sqlx::Result<Self> {
        let mut tallies = Self::default();
        let places: Vec<_> = wanted.places.iter().collect();
        for places in places.chunks(PLACES) {
            let sql = of_places(places, wanted.is_potential);
            let mut values = vec![from.to_string(), to.to_string()];
            values.extend(
                places.iter().flat_map(|((unit, category), _)| [unit.clone(), category.clone()]),
            );
            for row in rows(db, sql, values.into_iter().map(Value::Text).collect()).await? {
                let place = (row.unit.clone(), row.category.clone());
                let what = row.what.clone();
                if let Some(tally) = Tally::of(row) {
                    tallies.0.entry((what, place)).or_default().push(tally);
                }
            }
        }
        Ok(tallies)
    }

    /// The cells of one place.
    pub(super) fn of(&self, what: &str, place: &Place) -> &[Tally] {
        self.0.get(&(what.to_owned(), place.clone())).map_or(&[], Vec::as_slice)
    }
}

impl Tally {
    fn of(row: TallyRow) -> Option<Self> {
        Some(Self {
            month: row.period.get(..7)?.parse().ok()?,
            kind: row.kind,
            actual: Severity::from_stored(&row.actual),
            potential: Severity::from_stored(&row.potential),
            detail: row.detail,
            count: row.count,
        })
    }
}

/// The first month of which the organisation has a report.
pub(super) async fn first_month(db: &Db) -> sqlx::Result<Option<Month>> {
    let row = fetch!(fetch_optional::<FirstRow>(db, FIRST))?;
    Ok(row.and_then(|row| row.month?.parse().ok()))
}

/// The days with incidents of a place, up to the last day of a month.
pub(super) async fn days(db: &Db, (unit, category): &Place, to: Month) -> sqlx::Result<Vec<Day>> {
    let last = to.last_day().to_string();
    let rows = fetch!(fetch_all::<TallyRow>(db, DAYS, unit, category, INCIDENT_DAYS, last))?;
    let mut days: Vec<Day> = rows
        .into_iter()
        .filter_map(|row| Some(Day { day: row.period.clone(), tally: Tally::of(row)? }))
        .collect();
    days.sort_by(|one, other| one.day.cmp(&other.day));
    Ok(days)
}

/// Where and when which elements were found, in every unit and category.
pub(super) async fn found(db: &Db, (from, to): (Month, Month)) -> sqlx::Result<Vec<Found>> {
    let (from, to) = (from.to_string(), to.to_string());
    let rows = fetch!(fetch_all::<TallyRow>(db, FOUND, from, to))?;
    let read = |row: TallyRow| {
        let month = row.period.parse().ok()?;
        let (place, incidents) = ((row.unit, row.category), row.count);
        Some(Found { place, month, element: row.kind, incidents })
    };
    Ok(rows.into_iter().filter_map(read).collect())
}

/// One statement for some places: `$1` and `$2` are the months, then unit and category of
/// each. Its text is made of constants alone.
fn of_places(places: &[(&Place, &BTreeSet<&'static str>)], is_potential: bool) -> String {
    let potential = if is_potential { "potential" } else { "'' as potential" };
    let by = if is_potential { ", potential" } else { "" };
    let parts = places.iter().enumerate().map(|(at, (_, whats))| {
        let (unit, category) = (at * 2 + 3, at * 2 + 4);
        let whats: Vec<String> = whats.iter().map(|what| format!("'{what}'")).collect();
        let whats = whats.join(", ");
        format!(
            "select unit, category, what, period, kind, actual, {potential}, detail,
                cast(sum(count) as bigint) as count
            from fact_tally
            where unit = ${unit} and category = ${category} and what in ({whats})
                and period >= $1 and period <= $2
            group by unit, category, what, period, kind, actual, detail{by}
            having sum(count) <> 0"
        )
    });
    parts.collect::<Vec<_>>().join(" union all ")
}

async fn rows(db: &Db, sql: String, values: Vec<Value>) -> sqlx::Result<Vec<TallyRow>> {
    on_db!(db, pool => {
        let mut query = sqlx::query_as::<_, TallyRow>(AssertSqlSafe(sql)).persistent(false);
        for value in values {
            query = match value {
                Value::Text(text) => query.bind(text),
                Value::Number(number) => query.bind(number),
            };
        }
        query.fetch_all(pool).await
    })
}

/// The built statements, for the test that prepares them.
#[cfg(test)]
pub(crate) fn selects() -> [String; 2] {
    let place = (String::new(), String::new());
    let whats = BTreeSet::from([What::Reports.as_str(), What::Factors.as_str()]);
    [false, true].map(|is_potential| of_places(&[(&place, &whats), (&place, &whats)], is_potential))
}

statements! {
    FIRST = "select min(period) as month from fact_tally
        where unit = ' ' and category = ' ' and what = 'reports' and count > 0";
    DAYS = "select * from fact_tally
        where unit = $1 and category = $2 and what = $3 and period <= $4 and count <> 0";
    FOUND = "select * from fact_tally
        where what = 'factors' and unit <> ' ' and category <> ' '
            and period >= $1 and period <= $2 and count <> 0";
}
