//! Released statistics: what people outside the need-to-know roles can see, and what the gate
//! knows of it.
//!
//! Pages and exports read [`list`], [`get`] and [`cells`], which hold nothing but what was
//! shown. Must never give them [`moment`] or [`cube`]: those are exact, and for the gate alone.

mod apply;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use tillbud_events::Position;
use tillbud_events::release::{OTHER, Period, Rule, Shown, UNKNOWN};
use tillbud_events::vocabulary::{Hidden, Kind, ReleasedTable, Severity};

pub(crate) use apply::Releases;

use crate::checkpoint;
use crate::db::{Db, Tx, fetch, number, row, statements};
use crate::disclosure::cube::{Alike, Cube, Grouping, Keys};
use crate::disclosure::gate::{Past, PastCell};
use crate::page::{Cursor, Page, Placed, Select};

row! {
    /// One release.
    pub struct ReleaseRow {
        /// Its number in the ledger.
        pub number: i64,
        /// Where in the log it was made.
        pub position: i64,
        /// Events in the ledger when it was made or withdrawn.
        pub version: i64,
        /// Stored name of its table.
        pub subject: String,
        /// Its month, quarter or year.
        pub period: String,
        /// The year of that.
        pub year: String,
        /// The first count that is not hidden.
        pub threshold: i64,
        /// Counts are rounded to a multiple of this.
        pub base: i64,
        /// Units with fewer employees are not told apart.
        pub floor: i64,
        /// Up to which position of the log reports were counted.
        pub known: i64,
        /// Which version of the gate judged it.
        pub engine: String,
        /// Digest of what is shown.
        pub digest: String,
        /// When it was made.
        pub released_at: i64,
        /// When it was withdrawn, if it was.
        pub withdrawn_at: Option<i64>,
        /// Why it was withdrawn.
        pub withdrawal: Option<String>,
    }
}

row! {
    /// One cell of a release.
    pub struct CellRow {
        /// Key of its row; nothing for a total.
        pub row_key: Option<String>,
        /// Key of its column; nothing for a total.
        pub column_key: Option<String>,
        /// The rounded count, if it is shown.
        pub shown: Option<i64>,
        /// Why not, if it is not.
        pub hidden: Option<String>,
    }
}

row! {
    /// A unit that a release does not tell apart.
    pub struct UnitRow {
        /// Which unit.
        pub unit: String,
        /// Shown with others; else not at all.
        pub is_merged: bool,
    }
}

row! {
    /// A total that is shown as a number.
    pub struct TotalRow {
        /// Of which month, quarter or year.
        pub period: String,
        /// The rounded count.
        pub shown: i64,
    }
}

row! {
    /// A cell as the gate knows it.
    pub struct TruthRow {
        /// Which release.
        pub number: i64,
        /// Key of its row.
        pub row_key: Option<String>,
        /// Key of its column.
        pub column_key: Option<String>,
        /// The rounded count, if it was shown.
        pub shown: Option<i64>,
        /// Why not, if it was not.
        pub hidden: Option<String>,
        /// What was true.
        pub count: i64,
    }
}

row! {
    /// Reports that are alike.
    pub struct AlikeRow {
        /// `YYYY-MM`.
        pub month: String,
        /// Stored name, or nothing.
        pub kind: Option<String>,
        /// Code, or nothing.
        pub category: Option<String>,
        /// Code or name, or nothing.
        pub unit: Option<String>,
        /// Stored name, or nothing.
        pub severity: Option<String>,
        /// How many.
        pub count: i64,
    }
}

impl Placed for ReleaseRow {
    fn position(&self) -> i64 {
        self.position
    }
}

impl CellRow {
    /// What is shown in its place.
    #[must_use]
    pub fn shown(&self) -> Shown {
        shown(self.shown, self.hidden.as_deref())
    }
}

/// What stands in a row of the table; what cannot be read is hidden.
fn shown(count: Option<i64>, hidden: Option<&str>) -> Shown {
    match count.and_then(|count| u32::try_from(count).ok()) {
        Some(count) => Shown::Count(count),
        None => Shown::Not(hidden.and_then(Hidden::from_stored).unwrap_or(Hidden::Secondary)),
    }
}

/// The releases, the newest first; those that were withdrawn only when asked for.
///
/// # Errors
/// When the database fails.
pub async fn list(
    db: &Db,
    with_withdrawn: bool,
    after: Option<Cursor>,
    limit: u32,
) -> sqlx::Result<Page<ReleaseRow>> {
    releases(with_withdrawn).page(db, after, limit).await
}

fn releases(with_withdrawn: bool) -> Select {
    let all = Select::new("select * from release");
    if with_withdrawn { all } else { all.and_is(Some("withdrawn_at is null")) }
}

/// One release.
///
/// # Errors
/// When the database fails.
pub async fn get(db: &Db, number: u32) -> sqlx::Result<Option<ReleaseRow>> {
    fetch!(fetch_optional::<ReleaseRow>(db, GET, i64::from(number)))
}

/// The number of the release that stands at this position of the log, once it is applied.
///
/// # Errors
/// When the database fails.
pub async fn number_at(db: &Db, position: Position) -> sqlx::Result<Option<u32>> {
    let found = fetch!(fetch_optional::<(i64,)>(db, NUMBER_AT, number(position)))?;
    Ok(found.and_then(|(number,)| u32::try_from(number).ok()))
}

/// The cells of a release, in the order of its table.
///
/// # Errors
/// When the database fails.
pub async fn cells(db: &Db, number: u32) -> sqlx::Result<Vec<CellRow>> {
    fetch!(fetch_all::<CellRow>(db, CELLS, i64::from(number)))
}

/// The units that a release does not tell apart.
///
/// # Errors
/// When the database fails.
pub async fn units(db: &Db, number: u32) -> sqlx::Result<Vec<UnitRow>> {
    fetch!(fetch_all::<UnitRow>(db, UNITS, i64::from(number)))
}

/// The totals that are shown of a year, by the period that each is of, the oldest release
/// first.
///
/// # Errors
/// When the database fails.
pub async fn totals(db: &Db, year: i16) -> sqlx::Result<Vec<TotalRow>> {
    fetch!(fetch_all::<TotalRow>(db, TOTALS, format!("{year:04}")))
}

/// All that a release of a year is judged by, at one moment: two releases that were judged
/// without each other have the same number, and the ledger takes one of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The reports of the year, in order.
    pub reports: Vec<Alike>,
    /// Up to which position of the log they are counted.
    pub known: Position,
    /// Every release of the year, as the gate knows it.
    pub past: Vec<Past>,
    /// The number of the last release, of whichever year.
    pub last: u32,
}

/// What a release of a year would be judged by now.
///
/// # Errors
/// When the database fails.
pub async fn moment(db: &Db, year: i16) -> sqlx::Result<Moment> {
    let mut tx = db.snapshot().await?;
    let (position,) = fetch!(fetch_one::<(i64,)>(in &mut tx, checkpoint::POSITION))?;
    let reports = apply::alike(&mut tx, year).await?;
    let past = past(&mut tx, year).await?;
    let (last,) = fetch!(fetch_one::<(i64,)>(in &mut tx, LAST))?;
    tx.rollback().await?;
    let last = u32::try_from(last).unwrap_or(u32::MAX);
    Ok(Moment { reports, known: Position(position.cast_unsigned()), past, last })
}

async fn past(tx: &mut Tx, year: i16) -> sqlx::Result<Vec<Past>> {
    let year = format!("{year:04}");
    let releases = fetch!(fetch_all::<ReleaseRow>(in tx, OF_YEAR, &year))?;
    let mut truths: BTreeMap<i64, Vec<PastCell>> = BTreeMap::new();
    for it in fetch!(fetch_all::<TruthRow>(in tx, TRUTHS, &year))? {
        truths.entry(it.number).or_default().push(PastCell {
            shown: shown(it.shown, it.hidden.as_deref()),
            row: it.row_key,
            column: it.column_key,
            truth: it.count.unsigned_abs(),
        });
    }
    let mut past = Vec::new();
    for it in releases {
        let units = fetch!(fetch_all::<UnitRow>(in tx, UNITS, it.number))?;
        let (merged, left_out): (Vec<_>, Vec<_>) =
            units.into_iter().partition(|unit| unit.is_merged);
        let names = |units: Vec<UnitRow>| units.into_iter().map(|unit| unit.unit).collect();
        let (Some(table), Ok(period)) =
            (ReleasedTable::from_stored(&it.subject), it.period.parse())
        else {
            continue;
        };
        let small = |count: i64| u32::try_from(count).unwrap_or(u32::MAX);
        past.push(Past {
            table,
            period,
            rule: Rule {
                threshold: small(it.threshold),
                base: small(it.base),
                floor: small(it.floor),
            },
            grouping: Grouping { merged: names(merged), left_out: names(left_out) },
            cells: truths.remove(&it.number).unwrap_or_default(),
        });
    }
    Ok(past)
}

/// The cube of a year. Units that are told apart have a place of their own, and so has every
/// unit that a release ever told apart; the others stand together.
#[must_use]
pub fn cube(
    year: i16,
    categories: Vec<String>,
    apart: &[String],
    reports: &[Alike],
    ledger: &[Past],
) -> Cube {
    let mut units = apart.to_vec();
    let of_units = |past: &&Past| {
        matches!(past.table, ReleasedTable::UnitByQuarter | ReleasedTable::UnitByYear)
    };
    for past in ledger.iter().filter(of_units) {
        let named = past.cells.iter().filter_map(|cell| cell.row.clone());
        let named = named.chain(past.grouping.left_out.iter().cloned());
        units.extend(named.filter(|unit| ![UNKNOWN, OTHER].contains(&unit.as_str())));
    }
    let mut seen = std::collections::BTreeSet::new();
    units.retain(|unit| seen.insert(unit.clone()));
    let mut categories = categories;
    let shown = ledger.iter().filter(|past| {
        matches!(
            past.table,
            ReleasedTable::CategoryByQuarter | ReleasedTable::CategorySeverityByYear
        )
    });
    for key in shown.flat_map(|past| &past.cells).filter_map(|cell| cell.row.clone()) {
        if !categories.contains(&key) {
            categories.push(key);
        }
    }
    let stored = |names: &mut dyn Iterator<Item = &'static str>| names.map(str::to_owned).collect();
    let keys = Keys {
        kinds: stored(&mut Kind::ALL.iter().map(|kind| kind.as_str())),
        categories,
        units,
        severities: stored(&mut Severity::ALL.iter().map(|severity| severity.as_str())),
    };
    Cube::of(year, keys, reports)
}

/// Periods of `table` that ended before `today`, the newest first, of this and the four years
/// before.
#[must_use]
pub fn ended(table: ReleasedTable, today: jiff::civil::Date) -> Vec<Period> {
    let grain = table.grain();
    let most = match grain {
        tillbud_events::vocabulary::Grain::Month => 12,
        tillbud_events::vocabulary::Grain::Quarter => 4,
        tillbud_events::vocabulary::Grain::Year => 1,
    };
    let years = (0..YEARS_BACK).map(|back| today.year() - back);
    let periods = years.flat_map(|year| {
        (1..=most).rev().filter_map(move |number| Period::new(year, grain, number).ok())
    });
    let month = usize::from(today.month().unsigned_abs()) - 1;
    let is_over = |period: &Period| period.year() < today.year() || period.months().1 <= month;
    periods.filter(is_over).collect()
}

/// Years whose periods are offered, this one included.
const YEARS_BACK: i16 = 5;

#[cfg(test)]
pub(crate) fn selects() -> [String; 2] {
    [false, true].map(|all| releases(all).newest_first(Some(Cursor(1)), 1).into_sql())
}

#[cfg(test)]
pub(crate) fn statements() -> impl Iterator<Item = &'static &'static str> {
    STATEMENTS.iter().chain(apply::STATEMENTS)
}

statements! {
    GET = "select * from release where number = $1";
    NUMBER_AT = "select number from release where position = $1";
    CELLS = "select row_key, column_key, shown, hidden from release_cell
        where number = $1 order by ordinal";
    UNITS = "select unit, is_merged from release_unit where number = $1";
    LAST = "select coalesce((select number from release order by number desc limit 1), 0)
        as number";
    OF_YEAR = "select * from release where year = $1 order by number";
    TOTALS = "select period, shown from release
        join release_cell on release_cell.number = release.number
        where release.year = $1 and withdrawn_at is null and row_key is null
            and column_key is null and shown is not null
        order by release.number";
    TRUTHS = "select release_cell.number, row_key, column_key, shown, hidden, count from release
        join release_cell on release_cell.number = release.number
        join release_truth on release_truth.number = release_cell.number
            and release_truth.ordinal = release_cell.ordinal
        where release.year = $1 order by release_cell.number, release_cell.ordinal";
}
