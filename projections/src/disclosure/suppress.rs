//! Secondary suppression: when exact totals are shown, further cells are hidden until no cell
//! that must be hidden can be computed closely.
//!
//! The fewest cells, and among those patterns the one that hides least, is searched for as
//! long as that is quick; in larger tables a pattern is found from which no cell can be
//! shown again. Zeros are never hidden: that they are zero is the better known.

use super::audit::{Published, ranges};
use super::rule::{Range, Rule};
use super::{DisclosureError, Table};
use crate::trend::{Input, Provenance};

/// Most and least of a protected cell lie at least so far apart.
pub const SPREAD_MIN: u64 = 4;
/// After so many patterns the search for the fewest cells is given up.
const TRIES_MAX: usize = 500_000;

/// The place of a cell: row, column.
type Place = (usize, usize);

/// What is hidden and what can be computed then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suppression {
    /// Cells hidden for their own sake.
    pub primary: Vec<Place>,
    /// What a reader computes of each of them if nothing else is hidden.
    pub naive: Vec<Range>,
    /// Cells hidden to protect those; nothing when no pattern protects them without hiding
    /// zeros, so that the table must be shown in coarser groups.
    pub secondary: Option<Vec<Place>>,
    /// Whether no pattern with fewer cells exists.
    pub is_fewest: bool,
    /// What a reader computes of each hidden cell, primary and secondary together in order.
    pub ranges: Vec<(Place, Range)>,
}

/// Finds what else to hide in a table with exact totals.
///
/// # Errors
/// Never for a table that was checked; an audit that failed would be told.
pub fn suppress(table: &Table, rule: Rule) -> Result<Suppression, DisclosureError> {
    let primary: Vec<Place> =
        table.places().filter(|place| rule.hides(table.cell(*place))).collect();
    let search = Search { table, primary: &primary };
    let naive = search.ranges(&[], &primary)?;
    let (secondary, is_fewest) = search.run()?;
    let ranges = match &secondary {
        None => vec![],
        Some(secondary) => {
            let mut hidden = [primary.as_slice(), secondary.as_slice()].concat();
            hidden.sort_unstable();
            let found = search.ranges(secondary, &hidden)?;
            hidden.into_iter().zip(found).collect()
        }
    };
    Ok(Suppression { primary, naive, secondary, is_fewest, ranges })
}

/// What [`suppress`] finds from.
#[must_use]
pub fn provenance_of(table: &Table, rule: Rule) -> Provenance {
    let profile = format!("secondary suppression {rule} spread {SPREAD_MIN}");
    let counts = table.rows().iter().flatten().map(|count| *count as f64);
    Input::new(profile).whole(table.columns()).numbers(counts).finish()
}

/// Whether a cell may be so many different counts that it is protected.
#[must_use]
pub const fn is_wide(range: Range) -> bool {
    match range.high {
        None => true,
        Some(high) => high - range.low >= SPREAD_MIN,
    }
}

struct Search<'a> {
    table: &'a Table,
    primary: &'a [Place],
}

impl Search<'_> {
    fn ranges(&self, secondary: &[Place], of: &[Place]) -> Result<Vec<Range>, DisclosureError> {
        let table = self.table;
        let shown = |place: Place| {
            let is_hidden = self.primary.contains(&place) || secondary.contains(&place);
            if is_hidden { Range::ANY } else { Range::of(table.cell(place)) }
        };
        let columns = table.columns();
        let row = |row: usize| (0..columns).map(|column| shown((row, column))).collect();
        let published = Published {
            cells: (0..table.rows().len()).map(row).collect(),
            rows: table.row_totals().into_iter().map(Range::of).collect(),
            columns: table.column_totals().into_iter().map(Range::of).collect(),
            total: Range::of(table.row_totals().iter().sum()),
        };
        ranges(table, &published, of)
    }

    fn protects(&self, secondary: &[Place]) -> Result<bool, DisclosureError> {
        let hidden = || self.primary.iter().chain(secondary);
        // Alone in its row or column a cell is the total less the others.
        let is_alone = |place: &Place| {
            hidden().filter(|other| other.0 == place.0).count() < 2
                || hidden().filter(|other| other.1 == place.1).count() < 2
        };
        if self.primary.iter().any(is_alone) {
            return Ok(false);
        }
        Ok(self.ranges(secondary, self.primary)?.into_iter().all(is_wide))
    }

    fn run(&self) -> Result<(Option<Vec<Place>>, bool), DisclosureError> {
        if self.primary.is_empty() || self.protects(&[])? {
            return Ok((Some(vec![]), true));
        }
        let candidates: Vec<Place> = self
            .table
            .places()
            .filter(|place| self.table.cell(*place) > 0 && !self.primary.contains(place))
            .collect();
        // Hiding more never narrows a range: if all is not enough, nothing is.
        if !self.protects(&candidates)? {
            return Ok((None, true));
        }
        let mut tries = 0;
        for size in 1..=candidates.len() {
            match self.fewest(&candidates, size, &mut tries)? {
                Tried::Found(pattern) => return Ok((Some(pattern), true)),
                Tried::None => {}
                Tried::GaveUp => break,
            }
        }
        Ok((Some(self.pruned(candidates)?), false))
    }

    /// The pattern of `size` cells that hides least, the first in order among equals.
    fn fewest(
        &self,
        candidates: &[Place],
        size: usize,
        tries: &mut usize,
    ) -> Result<Tried, DisclosureError> {
        let mut best: Option<(u64, Vec<Place>)> = None;
        let mut chosen: Vec<usize> = (0..size).collect();
        loop {
            *tries += 1;
            if *tries > TRIES_MAX {
                return Ok(Tried::GaveUp);
            }
            let pattern: Vec<Place> =
                chosen.iter().filter_map(|at| candidates.get(*at).copied()).collect();
            let hidden: u64 = pattern.iter().map(|place| self.table.cell(*place)).sum();
            let is_better = best.as_ref().is_none_or(|(least, _)| hidden < *least);
            if is_better && self.protects(&pattern)? {
                best = Some((hidden, pattern));
            }
            if !next(&mut chosen, candidates.len()) {
                break;
            }
        }
        Ok(best.map_or(Tried::None, |(_, pattern)| Tried::Found(pattern)))
    }

    /// Shows cells again, the largest first, as long as the others still protect.
    fn pruned(&self, mut hidden: Vec<Place>) -> Result<Vec<Place>, DisclosureError> {
        let mut by_size = hidden.clone();
        by_size.sort_by_key(|place| std::cmp::Reverse(self.table.cell(*place)));
        for place in by_size {
            let fewer: Vec<Place> =
                hidden.iter().copied().filter(|other| *other != place).collect();
            if self.protects(&fewer)? {
                hidden = fewer;
            }
        }
        Ok(hidden)
    }
}

enum Tried {
    Found(Vec<Place>),
    None,
    GaveUp,
}

/// The next combination in order; false after the last.
fn next(chosen: &mut [usize], of: usize) -> bool {
    let size = chosen.len();
    for at in (0..size).rev() {
        let Some(place) = chosen.get(at).copied() else { return false };
        if place < of - size + at {
            for (step, later) in chosen.iter_mut().skip(at).enumerate() {
                *later = place + 1 + step;
            }
            return true;
        }
    }
    false
}
