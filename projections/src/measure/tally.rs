//! Reading what events counted: the cells of the places that measures ask about.
//!
//! A bounded number of statements, however many measures there are. Must never read reports
//! one by one.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use sqlx::AssertSqlSafe;
use tillbud_events::measure::{Conditions, Counted, Period, Span, What, Within};
use tillbud_events::vocabulary::Severity;
use tillbud_events::{Month, Week};

use super::periods::First;
use crate::db::{Db, fetch, on_db, row, statements};
use crate::page::Value;
use crate::trend::fact::{INCIDENT_DAYS, weekly, weekly_span};

/// Most parts of one statement.
const PARTS: usize = 500;

/// A unit and a category; [`crate::trend::fact::ALL`] stands for all.
pub(super) type Place = (String, String);

row! {
    /// A cell, or several together that need not be told apart.
    pub struct CellRow {
        /// Which part of the statement it is of.
        pub part: i64,
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
    /// Factors of one element in one place and month.
    pub struct FoundRow {
        /// The unit.
        pub unit: String,
        /// The category.
        pub category: String,
        /// `YYYY-MM`.
        pub period: String,
        /// Which element.
        pub kind: String,
        /// Of how many incidents.
        pub count: i64,
    }
}

row! {
    /// The first period with a report.
    pub struct FirstRow {
        /// `YYYY-MM`, or the Thursday of a week.
        pub month: Option<String>,
    }
}

/// A cell, read.
#[derive(Clone, Debug)]
pub(super) struct Tally {
    pub(super) month: Month,
    /// A day of its period: the first of a month, or the Thursday of a week.
    pub(super) day: Date,
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

/// What cells are told apart by, beside their month: the less, the fewer are read.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Apart {
    kind: bool,
    /// How bad it was, by these least values alone.
    actual: BTreeSet<Severity>,
    /// How bad it could have been.
    potential: BTreeSet<Severity>,
    detail: bool,
}

impl Apart {
    /// By the number of days that something took, or by where a report came from.
    fn detail() -> Self {
        Self { detail: true, ..Self::default() }
    }

    fn of(asked: &Conditions) -> Self {
        Self {
            kind: asked.kind.is_some() || asked.strength.is_some() || asked.element.is_some(),
            actual: asked.actual_at_least.into_iter().collect(),
            potential: asked.potential_at_least.into_iter().collect(),
            detail: asked.again.is_some() || asked.outcome.is_some(),
        }
    }

    fn join(&mut self, other: Self) {
        self.kind |= other.kind;
        self.actual.extend(other.actual);
        self.potential.extend(other.potential);
        self.detail |= other.detail;
    }

    /// Each column's name with what is read of it; nothing when nobody asks.
    fn columns(&self) -> [(&'static str, Option<String>); 4] {
        let whole = |name: &str, is_asked: bool| is_asked.then(|| name.to_owned());
        [
            ("kind", whole("kind", self.kind)),
            ("actual", at_least("actual", &self.actual)),
            ("potential", at_least("potential", &self.potential)),
            ("detail", whole("detail", self.detail)),
        ]
    }
}

/// The highest of the `least` values that a column reaches, or an empty text; nothing when
/// there are none.
fn at_least(column: &str, least: &BTreeSet<Severity>) -> Option<String> {
    let case = |least: &Severity| {
        let (reach, name) = (reaching(*least), least.as_str());
        format!("when {column} in ({reach}) then '{name}' ")
    };
    let cases: String = least.iter().rev().map(case).collect();
    (!cases.is_empty()).then(|| format!("case {cases}else '' end"))
}

/// The stored names of what is at least so bad.
fn reaching(least: Severity) -> String {
    let all = Severity::ALL.iter().filter(|severity| **severity >= least);
    all.map(|severity| format!("'{}'", severity.as_str())).collect::<Vec<_>>().join(", ")
}

/// The name that something is counted under, by week or by month.
pub(super) const fn named(what: What, period: Period) -> &'static str {
    match period {
        Period::Week => weekly(what),
        Period::Month | Period::Quarter => what.as_str(),
    }
}

/// The name that how long something took is counted under.
pub(super) const fn named_span(span: Span, period: Period) -> &'static str {
    match period {
        Period::Week => weekly_span(span),
        Period::Month | Period::Quarter => span.as_str(),
    }
}

/// What is to be read: what is counted in which place.
#[derive(Clone, Debug, Default)]
pub(super) struct Wanted(BTreeMap<(Place, &'static str), Cells>);

/// Which cells of what is wanted: told apart by what, and from which month on.
#[derive(Clone, Debug)]
struct Cells {
    apart: Apart,
    from: Month,
}

impl Wanted {
    /// Also this, there, from a month on.
    pub(super) fn add(&mut self, counted: &Counted, place: Place, from: Month, period: Period) {
        let apart = Apart::of(&counted.conditions);
        self.want(named(counted.what, period), place, apart, from);
    }

    /// Also how long something took, there, and of how many reports.
    pub(super) fn add_span(&mut self, span: Span, place: Place, from: Month, period: Period) {
        self.want(named_span(span, period), place.clone(), Apart::detail(), from);
        self.want(named(What::Reports, period), place, Apart::detail(), from);
    }

    /// Also what was done within so many days, there, and of how many reports.
    pub(super) fn add_within(&mut self, within: Within, place: Place, from: Month, period: Period) {
        let apart = Apart { kind: true, ..Apart::detail() };
        self.want(named_span(within.until, period), place.clone(), apart, from);
        self.want(named(What::Reports, period), place, Apart::detail(), from);
    }

    fn want(&mut self, what: &'static str, place: Place, apart: Apart, from: Month) {
        let empty = || Cells { apart: Apart::default(), from };
        let cells = self.0.entry((place, what)).or_insert_with(empty);
        cells.apart.join(apart);
        cells.from = cells.from.min(from);
    }
}

impl Tallies {
    /// The cells of what is wanted, up to a month.
    pub(super) async fn read(db: &Db, wanted: &Wanted, to: Month) -> sqlx::Result<Self> {
        let mut tallies = Self::default();
        let wanted: Vec<_> = wanted.0.iter().collect();
        for parts in wanted.chunks(PARTS) {
            let told: Vec<_> = parts.iter().map(|((_, what), cells)| (*what, *cells)).collect();
            let sql = of_parts(&told);
            let places = parts.iter().flat_map(|(((unit, category), _), _)| [unit, category]);
            let begins = begins(&told).into_iter().map(|month| month.to_string());
            // Weeks are told by their Thursdays, months by their names, which come before their days.
            let last = to.last_day().to_string();
            let values = std::iter::once(last).chain(places.cloned()).chain(begins);
            let values = values.map(Value::Text).collect();
            let mut cells: Vec<Vec<Tally>> = vec![Vec::new(); parts.len()];
            for row in rows(db, sql, values).await? {
                let of_part = usize::try_from(row.part).ok().and_then(|part| cells.get_mut(part));
                if let (Some(of_part), Some(tally)) = (of_part, Tally::of(row)) {
                    of_part.push(tally);
                }
            }
            let whole = parts.iter().zip(cells);
            tallies.0.extend(
                whole.map(|(((place, what), _), cells)| {
                    (((*what).to_owned(), place.clone()), cells)
                }),
            );
        }
        Ok(tallies)
    }

    /// The cells of one place.
    pub(super) fn of(&self, what: &str, place: &Place) -> &[Tally] {
        self.0.get(&(what.to_owned(), place.clone())).map_or(&[], Vec::as_slice)
    }
}

impl Tally {
    fn of(row: CellRow) -> Option<Self> {
        let month: Month = row.period.get(..7)?.parse().ok()?;
        Some(Self {
            month,
            day: row.period.parse().unwrap_or_else(|_| month.first_day()),
            kind: row.kind,
            actual: Severity::from_stored(&row.actual),
            potential: Severity::from_stored(&row.potential),
            detail: row.detail,
            count: row.count,
        })
    }
}

/// The first month and the first week of which the organisation has a report.
pub(super) async fn first(db: &Db) -> sqlx::Result<Option<First>> {
    let row = fetch!(fetch_optional::<FirstRow>(db, FIRST))?;
    let Some(month) = row.and_then(|row| row.month?.parse().ok()) else { return Ok(None) };
    let row = fetch!(fetch_optional::<FirstRow>(db, FIRST_WEEK))?;
    let thursday = row.and_then(|row| row.month?.parse().ok());
    Ok(Some(First { month, week: thursday.map(Week::of) }))
}

/// The newest days with such incidents in a place, up to the last day of a month: at most
/// `limit` cells, in the order of their days.
pub(super) async fn days(
    db: &Db,
    Severe { place: (unit, category), actual, potential }: &Severe,
    to: Month,
    limit: usize,
) -> sqlx::Result<Vec<Day>> {
    let last = to.last_day().to_string();
    let texts = [unit.clone(), category.clone(), INCIDENT_DAYS.to_owned(), last].map(Value::Text);
    let limit = Value::Number(i64::try_from(limit).unwrap_or(i64::MAX));
    let values = texts.into_iter().chain([limit]).collect();
    let rows = rows(db, of_days(*actual, *potential), values).await?;
    let day = |row: CellRow| Some(Day { day: row.period.clone(), tally: Tally::of(row)? });
    Ok(rows.into_iter().rev().filter_map(day).collect())
}

/// Incidents of a place that were, or could have been, at least so bad.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Severe {
    pub(super) place: Place,
    pub(super) actual: Option<Severity>,
    pub(super) potential: Option<Severity>,
}

/// Where and when which elements were found, in every unit and category.
pub(super) async fn found(db: &Db, (from, to): (Month, Month)) -> sqlx::Result<Vec<Found>> {
    let (from, to) = (from.to_string(), to.to_string());
    let rows = fetch!(fetch_all::<FoundRow>(db, FOUND, from, to))?;
    let read = |row: FoundRow| {
        let month = row.period.parse().ok()?;
        let (place, incidents) = ((row.unit, row.category), row.count);
        Some(Found { place, month, element: row.kind, incidents })
    };
    Ok(rows.into_iter().filter_map(read).collect())
}

/// The first months of parts, in order.
fn begins(parts: &[(&'static str, &Cells)]) -> BTreeSet<Month> {
    parts.iter().map(|(_, cells)| cells.from).collect()
}

/// One statement for what is counted in some places: `$1` is the last month, then unit and
/// category of each, then their first months. Parts that are told apart alike and begin alike
/// are read together, as hundreds of selects would take longer to plan than to run. Its text
/// is made of constants alone.
fn of_parts(parts: &[(&'static str, &Cells)]) -> String {
    let mut alike: BTreeMap<(usize, &Apart), Vec<String>> = BTreeMap::new();
    let begins = begins(parts);
    for (at, (what, cells)) in parts.iter().enumerate() {
        let (unit, category) = (at * 2 + 2, at * 2 + 3);
        let wanted = format!("({at}, ${unit}, ${category}, '{what}')");
        let from = parts.len() * 2 + 2 + begins.range(..cells.from).count();
        alike.entry((from, &cells.apart)).or_default().push(wanted);
    }
    let select = |((from, apart), wanted): ((usize, &Apart), Vec<String>)| {
        let columns = apart.columns();
        let named = columns.each_ref().map(|(name, read)| match read {
            Some(read) => format!("{read} as {name}"),
            None => format!("'' as {name}"),
        });
        let read: String =
            columns.into_iter().filter_map(|(_, read)| Some(format!(", {}", read?))).collect();
        // The order of the join keeps SQLite from reading all of the tally.
        format!(
            "select cast(wanted.column1 as bigint) as part, period, {},
                cast(sum(count) as bigint) as count
            from (values {}) as wanted cross join fact_tally
            where unit = wanted.column2 and category = wanted.column3 and what = wanted.column4
                and period >= ${from} and period <= $1
            group by wanted.column1, period{read} having sum(count) <> 0",
            named.join(", "),
            wanted.join(", ")
        )
    };
    alike.into_iter().map(select).collect::<Vec<_>>().join(" union all ")
}

/// The statement of [`days`]. Its text is made of constants alone.
fn of_days(actual: Option<Severity>, potential: Option<Severity>) -> String {
    let bad = |column: &str, least: Option<Severity>| {
        least.map(|least| format!(" and {column} in ({})", reaching(least))).unwrap_or_default()
    };
    format!(
        "select cast(0 as bigint) as part, period, kind, actual, potential, detail, count
        from fact_tally
        where unit = $1 and category = $2 and what = $3 and period <= $4 and count <> 0{}{}
        order by period desc limit $5",
        bad("actual", actual),
        bad("potential", potential)
    )
}

async fn rows(db: &Db, sql: String, values: Vec<Value>) -> sqlx::Result<Vec<CellRow>> {
    on_db!(db, pool => {
        let mut query = sqlx::query_as::<_, CellRow>(AssertSqlSafe(sql)).persistent(false);
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
pub(crate) fn selects() -> [String; 4] {
    let all = BTreeSet::from([Severity::Minor, Severity::Major]);
    let all = Apart { kind: true, actual: all.clone(), potential: all, detail: true };
    let parts = |apart: [&Apart; 2], months: [i32; 2]| {
        let cells = |at: usize| Cells {
            apart: apart[at].clone(),
            from: Month::of(jiff::civil::Date::default()).plus(months[at]),
        };
        of_parts(&[("reports", &cells(0)), ("reports", &cells(1))])
    };
    let least = Some(Severity::Major);
    [
        parts([&Apart::default(), &all], [0, 0]),
        parts([&all, &Apart::detail()], [0, 1]),
        of_days(None, None),
        of_days(least, least),
    ]
}

statements! {
    FIRST = "select min(period) as month from fact_tally
        where unit = ' ' and category = ' ' and what = 'reports' and count > 0";
    FIRST_WEEK = "select min(period) as month from fact_tally
        where unit = ' ' and category = ' ' and what = 'reports_weekly' and count > 0";
    FOUND = "select unit, category, period, kind, count from fact_tally
        where what = 'factors' and unit <> ' ' and category <> ' '
            and period >= $1 and period <= $2 and count <> 0";
}
