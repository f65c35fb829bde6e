//! The fixed cube of one year: which figures there are, and of which smallest cells each is
//! the sum.
//!
//! Tables share the quarter; kind, unit and category join there and nowhere else, and severity
//! joins category. The dimensions so form a tree (the hypergraph is acyclic), which is why
//! the margins held here, without the cells of all dimensions together, tell exactly what
//! readers can compute (Beeri, Fagin, Maier & Yannakakis 1983, JACM 30:479). A table that
//! closed a ring would break that: a test takes the tree apart.

use tillbud_events::release::{OTHER, Period, UNKNOWN};
use tillbud_events::vocabulary::{Grain, ReleasedTable};

use super::bounds::{Form, Row};

/// Quarters of a year.
const QUARTERS: usize = 4;
/// Months of a year.
pub const MONTHS: usize = 12;

/// The keys of each dimension, in the order in which they are shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keys {
    /// What reports tell of.
    pub kinds: Vec<String>,
    /// What they are about.
    pub categories: Vec<String>,
    /// Where the conditions lie.
    pub units: Vec<String>,
    /// How bad it was.
    pub severities: Vec<String>,
}

/// Some reports that are alike.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Alike {
    /// Month of the year, from 0.
    pub month: usize,
    /// Stored name of the kind, if known.
    pub kind: String,
    /// Code of the category, if known.
    pub category: String,
    /// The unit, if known.
    pub unit: String,
    /// Stored name of the severity, if judged.
    pub severity: String,
    /// How many.
    pub count: u64,
}

/// The true counts of one year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cube {
    year: i16,
    keys: Keys,
    counts: Vec<i64>,
}

/// One figure: of which period, and of which keys; absent means all together.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Which period.
    pub period: Period,
    /// Which kind.
    pub kind: Option<usize>,
    /// Which category.
    pub category: Option<usize>,
    /// Which units together.
    pub units: Option<Vec<usize>>,
    /// Which severity.
    pub severity: Option<usize>,
}

/// A figure of a table with the keys that it is shown under.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// Key of its row.
    pub row: Option<String>,
    /// Key of its column.
    pub column: Option<String>,
    /// Which figure it is.
    pub place: Place,
}

/// Which units are told apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grouping {
    /// Shown together as other units.
    pub merged: Vec<String>,
    /// Not shown.
    pub left_out: Vec<String>,
}

impl Place {
    fn all(period: Period) -> Self {
        Self { period, kind: None, category: None, units: None, severity: None }
    }

    /// Whether every report that counts here counts there.
    #[must_use]
    pub fn is_within(&self, other: &Self) -> bool {
        fn narrows<T: PartialEq>(own: &Option<T>, others: &Option<T>) -> bool {
            others.is_none() || own == others
        }
        let (begin, end) = self.period.months();
        let (first, last) = other.period.months();
        let units = match (&self.units, &other.units) {
            (_, None) => true,
            (None, Some(_)) => false,
            (Some(own), Some(others)) => own.iter().all(|unit| others.contains(unit)),
        };
        first <= begin
            && end <= last
            && narrows(&self.kind, &other.kind)
            && narrows(&self.category, &other.category)
            && narrows(&self.severity, &other.severity)
            && units
    }

    /// Whether it counts all reports of its period.
    #[must_use]
    pub const fn is_total(&self) -> bool {
        self.kind.is_none()
            && self.category.is_none()
            && self.units.is_none()
            && self.severity.is_none()
    }
}

impl Cube {
    /// Counts the reports of a year. A unit that is not listed counts among the others, any
    /// other key that is not listed as unknown.
    #[must_use]
    pub fn of(year: i16, mut keys: Keys, reports: &[Alike]) -> Self {
        for list in [&mut keys.kinds, &mut keys.categories, &mut keys.units, &mut keys.severities] {
            list.retain(|key| ![UNKNOWN, OTHER, ""].contains(&key.as_str()));
        }
        keys.units.push(OTHER.to_owned());
        for list in [&mut keys.kinds, &mut keys.categories, &mut keys.units, &mut keys.severities] {
            list.push(UNKNOWN.to_owned());
        }
        let mut cube = Self { year, keys, counts: vec![] };
        cube.counts = vec![0; cube.cells()];
        for alike in reports.iter().filter(|alike| alike.month < MONTHS) {
            let keys = &cube.keys;
            let quarter = alike.month / 3;
            let category = place_of(&keys.categories, &alike.category);
            for cell in [
                alike.month,
                cube.kind(quarter, place_of(&keys.kinds, &alike.kind)),
                cube.category(quarter, category),
                cube.unit(quarter, unit_of(&keys.units, &alike.unit)),
                cube.judged(category, place_of(&keys.severities, &alike.severity)),
            ] {
                if let Some(count) = cube.counts.get_mut(cell) {
                    *count += i64::try_from(alike.count).unwrap_or(i64::MAX);
                }
            }
        }
        cube
    }

    /// Its year.
    #[must_use]
    pub const fn year(&self) -> i16 {
        self.year
    }

    /// Its keys.
    #[must_use]
    pub const fn keys(&self) -> &Keys {
        &self.keys
    }

    /// The true count of every smallest cell; the months come first.
    #[must_use]
    pub fn counts(&self) -> &[i64] {
        &self.counts
    }

    fn cells(&self) -> usize {
        let Keys { kinds, categories, units, severities } = &self.keys;
        MONTHS
            + QUARTERS * (kinds.len() + categories.len() + units.len())
            + categories.len() * severities.len()
    }

    fn kind(&self, quarter: usize, at: usize) -> usize {
        MONTHS + quarter * self.keys.kinds.len() + at
    }

    fn category(&self, quarter: usize, at: usize) -> usize {
        self.kind(QUARTERS, 0) + quarter * self.keys.categories.len() + at
    }

    fn unit(&self, quarter: usize, at: usize) -> usize {
        self.category(QUARTERS, 0) + quarter * self.keys.units.len() + at
    }

    fn judged(&self, category: usize, severity: usize) -> usize {
        self.unit(QUARTERS, 0) + category * self.keys.severities.len() + severity
    }

    /// The smallest cells that a figure is the sum of.
    #[must_use]
    pub fn form(&self, place: &Place) -> Form {
        let (from, to) = place.period.quarters();
        let quarters = from..to;
        let Keys { categories, .. } = &self.keys;
        let cells: Vec<usize> = match (&place.units, place.kind, place.category, place.severity) {
            (Some(units), _, _, _) => quarters
                .flat_map(|quarter| units.iter().map(move |unit| self.unit(quarter, *unit)))
                .collect(),
            (None, Some(kind), _, _) => quarters.map(|quarter| self.kind(quarter, kind)).collect(),
            (None, None, Some(category), None) => {
                quarters.map(|quarter| self.category(quarter, category)).collect()
            }
            (None, None, Some(category), Some(severity)) => vec![self.judged(category, severity)],
            (None, None, None, Some(severity)) => {
                (0..categories.len()).map(|category| self.judged(category, severity)).collect()
            }
            (None, None, None, None) => {
                let (from, to) = place.period.months();
                (from..to).collect()
            }
        };
        cells.into_iter().map(|cell| (cell, 1)).collect()
    }

    /// What holds between the cells whatever was reported: every margin of a quarter has the
    /// same total, and a category's reports are its reports of each severity.
    #[must_use]
    pub fn always(&self) -> Vec<Row> {
        let Keys { kinds, categories, units, severities } = &self.keys;
        let equal = |left: Vec<usize>, right: Vec<usize>| {
            let left = left.into_iter().map(|cell| (cell, 1));
            let form = left.chain(right.into_iter().map(|cell| (cell, -1))).collect();
            Row { form, low: 0, high: 0 }
        };
        let quarters = (0..QUARTERS).flat_map(|quarter| {
            let months = || (3 * quarter..3 * quarter + 3).collect();
            [
                equal(months(), (0..kinds.len()).map(|at| self.kind(quarter, at)).collect()),
                equal(
                    months(),
                    (0..categories.len()).map(|at| self.category(quarter, at)).collect(),
                ),
                equal(months(), (0..units.len()).map(|at| self.unit(quarter, at)).collect()),
            ]
        });
        let judged = (0..categories.len()).map(|category| {
            equal(
                (0..QUARTERS).map(|quarter| self.category(quarter, category)).collect(),
                (0..severities.len()).map(|severity| self.judged(category, severity)).collect(),
            )
        });
        quarters.chain(judged).collect()
    }

    /// The figures of a table, totals last.
    #[must_use]
    pub fn figures(
        &self,
        table: ReleasedTable,
        period: Period,
        grouping: &Grouping,
    ) -> Vec<Figure> {
        let all = || Place::all(period);
        let total = || Figure { row: None, column: None, place: all() };
        let listed = |keys: &[String], place: &dyn Fn(usize) -> Place| -> Vec<Figure> {
            let rows = keys.iter().enumerate();
            let rows = rows.map(|(at, key)| figure(Some(key), None, place(at)));
            rows.chain([total()]).collect()
        };
        let Keys { kinds, categories, severities, .. } = &self.keys;
        match table {
            ReleasedTable::TotalByMonth => vec![total()],
            ReleasedTable::KindByQuarter | ReleasedTable::KindByYear => {
                listed(kinds, &|at| Place { kind: Some(at), ..all() })
            }
            ReleasedTable::CategoryByQuarter => {
                listed(categories, &|at| Place { category: Some(at), ..all() })
            }
            ReleasedTable::UnitByQuarter | ReleasedTable::UnitByYear => {
                let place = |units| Place { units: Some(units), ..all() };
                let groups = self.groups(grouping);
                let rows =
                    groups.into_iter().map(|(key, units)| figure(Some(&key), None, place(units)));
                rows.chain([total()]).collect()
            }
            ReleasedTable::CategorySeverityByYear => {
                let mut figures = Vec::new();
                let columns =
                    || severities.iter().enumerate().map(|(at, key)| (Some(at), Some(key)));
                let columns = || columns().chain([(None, None)]);
                let rows = categories.iter().enumerate().map(|(at, key)| (Some(at), Some(key)));
                for (category, row) in rows.chain([(None, None)]) {
                    for (severity, column) in columns() {
                        figures.push(figure(row, column, Place { category, severity, ..all() }));
                    }
                }
                figures
            }
        }
    }

    /// Units as they are told apart: their key and who belongs to it.
    fn groups(&self, grouping: &Grouping) -> Vec<(String, Vec<usize>)> {
        let mut groups: Vec<(String, Vec<usize>)> = Vec::new();
        let mut others = Vec::new();
        for (at, unit) in self.keys.units.iter().enumerate() {
            if unit == UNKNOWN {
                // Where nobody is left out by size, a unit off the list may still have reports.
                groups.push((OTHER.to_owned(), std::mem::take(&mut others)));
            }
            if unit == OTHER || grouping.merged.contains(unit) {
                others.push(at);
            } else if !grouping.left_out.contains(unit) {
                groups.push((unit.clone(), vec![at]));
            }
        }
        groups
    }

    /// Every table of the year, for each of its periods.
    #[must_use]
    pub fn every_table(&self) -> Vec<(ReleasedTable, Period)> {
        let periods = |table: &ReleasedTable| {
            let (table, grain) = (*table, table.grain());
            let last = match grain {
                Grain::Month => 12,
                Grain::Quarter => 4,
                Grain::Year => 1,
            };
            let period = move |number| Period::new(self.year, grain, number).ok();
            (1..=last).filter_map(move |number| Some((table, period(number)?)))
        };
        ReleasedTable::ALL.iter().flat_map(periods).collect()
    }

    /// Every figure that the cube has, shown or not, without groups of units.
    #[must_use]
    pub fn every_figure(&self) -> Vec<Place> {
        let tables = self.every_table().into_iter();
        let figures =
            tables.flat_map(|(table, period)| self.figures(table, period, &Grouping::default()));
        let mut places: Vec<Place> = figures.map(|figure| figure.place).collect();
        places.sort();
        places.dedup();
        places
    }

    /// The unit with the place of its own.
    #[must_use]
    pub fn unit_place(&self, period: Period, unit: &str) -> Place {
        let units = Some(vec![unit_of(&self.keys.units, unit)]);
        Place { units, ..Place::all(period) }
    }

    /// All reports of a period.
    #[must_use]
    pub fn total_place(&self, period: Period) -> Place {
        Place::all(period)
    }
}

fn figure(row: Option<&String>, column: Option<&String>, place: Place) -> Figure {
    Figure { row: row.cloned(), column: column.cloned(), place }
}

/// The place of a unit: its own, that of the others, or the last for none at all.
fn unit_of(units: &[String], unit: &str) -> usize {
    let known = units.iter().position(|known| known == unit);
    let fallback = if unit.is_empty() { 1 } else { 2 };
    known.unwrap_or(units.len().saturating_sub(fallback))
}

/// The place of a key; the last one, unknown, when it is not listed.
fn place_of(keys: &[String], key: &str) -> usize {
    keys.iter().position(|known| known == key).unwrap_or(keys.len().saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Graham's reduction: a dimension of one table alone is cut off, and so is a table within
    /// another; a tree vanishes.
    #[test]
    fn the_dimensions_of_all_tables_form_a_tree() {
        let with = |table: &ReleasedTable| -> BTreeSet<&str> {
            let dimensions: &[&str] = match table {
                ReleasedTable::TotalByMonth => &["month", "quarter", "year"],
                ReleasedTable::KindByQuarter => &["quarter", "year", "kind"],
                ReleasedTable::CategoryByQuarter => &["quarter", "year", "category"],
                ReleasedTable::UnitByQuarter => &["quarter", "year", "unit"],
                ReleasedTable::KindByYear => &["year", "kind"],
                ReleasedTable::UnitByYear => &["year", "unit"],
                ReleasedTable::CategorySeverityByYear => &["year", "category", "severity"],
            };
            dimensions.iter().copied().collect()
        };
        let mut tables: Vec<_> = ReleasedTable::ALL.iter().map(with).collect();
        loop {
            let before = tables.clone();
            for (at, table) in tables.iter_mut().enumerate() {
                let elsewhere = |dimension: &&str| {
                    let others = before.iter().enumerate().filter(|(other, _)| *other != at);
                    others.into_iter().any(|(_, other)| other.contains(*dimension))
                };
                table.retain(|dimension| elsewhere(dimension));
            }
            tables.sort_by_key(BTreeSet::len);
            let all = tables.clone();
            let mut at = 0;
            tables.retain(|table| {
                at += 1;
                !all[at..].iter().any(|other| table.is_subset(other))
            });
            if tables == before {
                break;
            }
        }
        assert!(tables.len() == 1 && tables[0].is_empty(), "a ring: {tables:?}");
    }

    #[test]
    fn each_margin_counts_every_report_once_and_unlisted_keys_are_unknown() {
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        let keys = Keys {
            kinds: names(&["incident"]),
            categories: names(&["access"]),
            units: names(&["a", "b"]),
            severities: names(&["minor"]),
        };
        let alike = |month, unit: &str, count| Alike {
            month,
            unit: unit.into(),
            count,
            category: "Theft".into(),
            ..Alike::default()
        };
        let cube = Cube::of(2026, keys, &[alike(0, "a", 3), alike(4, "b", 2), alike(5, "", 4)]);
        let counts: Vec<i64> = cube.counts().to_vec();
        let value = |place: &Place| super::super::bounds::total(&cube.form(place), &counts);
        let year = Place::all("2026".parse().unwrap());
        let second = Place::all("2026-Q2".parse().unwrap());
        assert_eq!((value(&year), value(&second)), (9, 6));
        assert_eq!(value(&Place { units: Some(vec![0, 1]), ..year.clone() }), 5);
        assert_eq!(value(&Place { units: Some(vec![3]), ..second.clone() }), 4);
        assert_eq!(value(&Place { category: Some(1), severity: Some(1), ..year.clone() }), 9);
        assert!(
            cube.always().iter().all(|row| super::super::bounds::total(&row.form, &counts) == 0)
        );
        let unit = Place { units: Some(vec![0]), ..second.clone() };
        assert!(unit.is_within(&second) && second.is_within(&year) && unit.is_within(&year));
        assert!(!second.is_within(&unit) && !year.is_within(&second));
    }
}
