//! The attacker's own model: the cells of all dimensions together, what is known of them, and
//! what linear programming says of a sum.
//!
//! Must never use the margins that the gate works with.

use tillbud_events::release::{OTHER, Period, UNKNOWN};
use tillbud_events::vocabulary::ReleasedTable;

use super::bounds::{Program, Row, total};
use super::cube::{Alike, Keys};
use super::gate::{Past, PastCell, read};

/// A unit that is on no list.
pub(super) const OFF_LIST: &str = "d";

pub(super) fn keys() -> Keys {
    let list = |keys: &[&str]| keys.iter().map(|key| (*key).to_owned()).collect();
    Keys {
        kinds: list(&["incident"]),
        categories: list(&["access", "outage"]),
        units: list(&["a", "b", "c"]),
        severities: list(&["minor"]),
    }
}

/// What one cell of the attacker's model is of: twelve months, then every combination.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Of {
    Month(usize),
    All { quarter: usize, kind: String, category: String, unit: String, severity: String },
}

/// A set of reports, by what the attacker may ask of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Asked {
    period: Period,
    kind: Option<String>,
    category: Option<String>,
    units: Option<Vec<String>>,
    severity: Option<String>,
}

impl Asked {
    pub(super) fn of(past: &Past, cell: &PastCell) -> Self {
        let mut asked = Self::all(past.period);
        match past.table {
            ReleasedTable::TotalByMonth => {}
            ReleasedTable::KindByQuarter | ReleasedTable::KindByYear => {
                asked.kind.clone_from(&cell.row);
            }
            ReleasedTable::CategoryByQuarter => asked.category.clone_from(&cell.row),
            ReleasedTable::CategorySeverityByYear => {
                asked.category.clone_from(&cell.row);
                asked.severity.clone_from(&cell.column);
            }
            ReleasedTable::UnitByQuarter | ReleasedTable::UnitByYear => {
                let merged = &past.grouping.merged;
                // Where units are merged or not, those off the list stand among the others.
                let units = |row: &String| {
                    if row == OTHER {
                        [&merged[..], &[OTHER.to_owned()]].concat()
                    } else {
                        vec![row.clone()]
                    }
                };
                asked.units = cell.row.as_ref().map(units);
            }
        }
        asked
    }

    pub(super) fn all(period: Period) -> Self {
        Self { period, kind: None, category: None, units: None, severity: None }
    }

    pub(super) fn is_of_months(&self) -> bool {
        *self == Self::all(self.period)
    }

    fn counts(&self, of: &Of) -> bool {
        let is =
            |asked: &Option<String>, key: &String| asked.as_ref().is_none_or(|asked| asked == key);
        match of {
            Of::Month(month) => {
                let (from, to) = self.period.months();
                self.is_of_months() && (from..to).contains(month)
            }
            Of::All { quarter, kind, category, unit, severity } => {
                let (from, to) = self.period.quarters();
                !self.is_of_months()
                    && (from..to).contains(quarter)
                    && is(&self.kind, kind)
                    && is(&self.category, category)
                    && is(&self.severity, severity)
                    && self.units.as_ref().is_none_or(|units| units.contains(unit))
            }
        }
    }

    pub(super) fn is_within(&self, other: &Self) -> bool {
        let within =
            |own: &Option<String>, others: &Option<String>| others.is_none() || own == others;
        let units = match (&self.units, &other.units) {
            (_, None) => true,
            (None, Some(_)) => false,
            (Some(own), Some(others)) => own.iter().all(|unit| others.contains(unit)),
        };
        let ((from, to), (first, last)) = (self.period.months(), other.period.months());
        first <= from
            && to <= last
            && units
            && within(&self.kind, &other.kind)
            && within(&self.category, &other.category)
            && within(&self.severity, &other.severity)
    }
}

/// The attacker's knowledge: a program around the truth, which only the test knows.
pub(super) struct Attacker {
    cells: Vec<Of>,
    counts: Vec<i64>,
    pub(super) program: Program,
}

impl Attacker {
    pub(super) fn new(reports: &[Alike], ledger: &[Past], knows_months: bool) -> Self {
        let mut cells: Vec<Of> = (0..12).map(Of::Month).collect();
        let with = |keys: &[String]| [keys, &[UNKNOWN.to_owned()]].concat();
        let Keys { kinds, categories, units, severities } = keys();
        let units = [&units[..], &[OTHER.to_owned()]].concat();
        for quarter in 0..4 {
            for kind in with(&kinds) {
                for category in with(&categories) {
                    for unit in with(&units) {
                        for severity in with(&severities) {
                            let (kind, category, unit) =
                                (kind.clone(), category.clone(), unit.clone());
                            cells.push(Of::All { quarter, kind, category, unit, severity });
                        }
                    }
                }
            }
        }
        let known = |key: &String| if key.is_empty() { UNKNOWN.to_owned() } else { key.clone() };
        let listed = |key: &String| if key == OFF_LIST { OTHER.to_owned() } else { known(key) };
        let count = |of: &Of| {
            let fits = |report: &&Alike| match of {
                Of::Month(month) => report.month == *month,
                Of::All { quarter, kind, category, unit, severity } => {
                    report.month / 3 == *quarter
                        && [kind, category, unit, severity]
                            == [
                                &known(&report.kind),
                                &known(&report.category),
                                &listed(&report.unit),
                                &known(&report.severity),
                            ]
                }
            };
            i64::try_from(reports.iter().filter(fits).count()).unwrap()
        };
        let counts: Vec<i64> = cells.iter().map(count).collect();
        let mut bounds: Vec<(i64, i64)> = counts.iter().map(|count| (-count, 200)).collect();
        if knows_months {
            bounds.iter_mut().take(12).for_each(|month| *month = (0, 0));
        }
        let mut attacker = Self { cells, counts, program: Program { cells: bounds, rows: vec![] } };
        for quarter in 0..4 {
            let form = attacker.cells.iter().enumerate().filter_map(|(at, of)| match of {
                Of::Month(month) => (month / 3 == quarter).then_some((at, 1)),
                Of::All { quarter: own, .. } => (*own == quarter).then_some((at, -1)),
            });
            let form = form.collect();
            attacker.program.rows.push(Row { form, low: 0, high: 0 });
        }
        for past in ledger {
            for cell in &past.cells {
                let form = attacker.form(&Asked::of(past, cell));
                let truth = i64::try_from(cell.truth).unwrap();
                let (low, high) = read(cell.shown, past.rule);
                let high = high.map_or(200, |high| high - truth);
                attacker.program.rows.push(Row { form, low: low - truth, high });
            }
        }
        attacker
    }

    pub(super) fn form(&self, asked: &Asked) -> Vec<(usize, i64)> {
        let cells = self.cells.iter().enumerate();
        cells.filter(|(_, of)| asked.counts(of)).map(|(at, _)| (at, 1)).collect()
    }

    pub(super) fn truth(&self, form: &[(usize, i64)]) -> i64 {
        total(form, &self.counts)
    }

    /// How many whole values lie between the bounds that linear programming gives for a sum,
    /// up to `enough`; nothing when the search failed.
    pub(super) fn values(
        &self,
        form: &[(usize, i64)],
        enough: i64,
        seen: &mut Vec<Vec<i64>>,
    ) -> Option<i64> {
        let down: Vec<_> = form.iter().map(|(at, times)| (*at, -times)).collect();
        let spread = |seen: &[Vec<i64>]| {
            let values = || seen.iter().map(|point| total(form, point)).chain([0]);
            values().max().unwrap() - values().min().unwrap() + 1
        };
        let mut between = 1;
        for way in [form, &down] {
            if spread(seen) >= enough {
                return Some(enough);
            }
            let found = self.program.furthest(way, enough - 1);
            seen.extend(found.point);
            between += (found.reached? + 1e-6).floor() as i64;
        }
        Some(between.min(enough))
    }
}
