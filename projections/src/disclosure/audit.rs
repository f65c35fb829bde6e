//! The interval audit: what a reader can still compute of each cell from all that is shown.
//!
//! Cells and totals are flows: from a source through its row and its column to a sink and
//! back. The true table is one flow that fits everything shown; a cell's least and most are
//! reached from it by cancelling along cycles (Ford & Fulkerson 1956; Cox 1995, Journal of
//! the American Statistical Association 90:1453). Such bounds are whole numbers and exact:
//! the same that linear programming would give.

use std::collections::VecDeque;

use super::rule::{Range, Rule};
use super::{DisclosureError, Table};
use crate::trend::{Input, Provenance};

/// What is shown of a table and its totals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// Each cell, row by row.
    pub cells: Vec<Vec<Range>>,
    /// The total of each row.
    pub rows: Vec<Range>,
    /// The total of each column.
    pub columns: Vec<Range>,
    /// The total of all.
    pub total: Range,
}

/// One end of the network is the other's reverse.
struct Edge {
    to: usize,
    /// How much more can flow.
    room: u64,
}

/// More than any table holds.
const ENDLESS: u64 = u64::MAX / 4;

struct Network {
    /// An edge at an even place and its reverse at the next.
    edges: Vec<Edge>,
    leaving: Vec<Vec<usize>>,
    columns: usize,
}

impl Network {
    const SOURCE: usize = 0;
    const SINK: usize = 1;

    fn of(table: &Table, published: &Published) -> Result<Self, DisclosureError> {
        let (rows, columns) = (table.rows().len(), table.columns());
        let mut network =
            Self { edges: vec![], leaving: vec![vec![]; 2 + rows + columns], columns };
        let cells = published.cells.iter().flatten();
        for ((row, column), range) in table.places().zip(cells) {
            network.join(2 + row, 2 + rows + column, table.cell((row, column)), *range)?;
        }
        for (row, (total, range)) in table.row_totals().into_iter().zip(&published.rows).enumerate()
        {
            network.join(Self::SOURCE, 2 + row, total, *range)?;
        }
        let totals = table.column_totals().into_iter().zip(&published.columns);
        for (column, (total, range)) in totals.enumerate() {
            network.join(2 + rows + column, Self::SINK, total, *range)?;
        }
        let total = table.row_totals().iter().sum();
        network.join(Self::SINK, Self::SOURCE, total, published.total)?;
        Ok(network)
    }

    fn join(
        &mut self,
        from: usize,
        to: usize,
        flow: u64,
        range: Range,
    ) -> Result<(), DisclosureError> {
        let down = flow.checked_sub(range.low).ok_or(DisclosureError::Inconsistent)?;
        let up = match range.high {
            None => ENDLESS,
            Some(high) => high.checked_sub(flow).ok_or(DisclosureError::Inconsistent)?,
        };
        for (end, other, room) in [(from, to, up), (to, from, down)] {
            if let Some(leaving) = self.leaving.get_mut(end) {
                leaving.push(self.edges.len());
            }
            self.edges.push(Edge { to: other, room });
        }
        Ok(())
    }

    /// By how much the flow along an edge (or its reverse) can grow, the rest giving way.
    fn growth(&self, edge: usize) -> u64 {
        let (Some(along), Some(back)) = (self.edges.get(edge), self.edges.get(edge ^ 1)) else {
            return 0;
        };
        let mut rooms: Vec<u64> = self.edges.iter().map(|edge| edge.room).collect();
        for blocked in [edge, edge ^ 1] {
            if let Some(room) = rooms.get_mut(blocked) {
                *room = 0;
            }
        }
        let mut grown = 0;
        // Each round fills an edge of a shortest way, so the rounds are bounded by nodes × edges.
        while grown < along.room {
            let Some(way) = self.way(&rooms, along.to, back.to) else { break };
            let room = way.iter().filter_map(|edge| rooms.get(*edge)).min().copied().unwrap_or(0);
            let room = room.min(along.room - grown);
            for edge in way {
                if let Some(forth) = rooms.get_mut(edge) {
                    *forth -= room;
                }
                if let Some(reverse) = rooms.get_mut(edge ^ 1) {
                    *reverse = reverse.saturating_add(room);
                }
            }
            grown += room;
        }
        grown
    }

    /// A shortest way along edges that have room.
    fn way(&self, rooms: &[u64], from: usize, to: usize) -> Option<Vec<usize>> {
        let mut came_by: Vec<Option<usize>> = vec![None; self.leaving.len()];
        let mut next = VecDeque::from([from]);
        while let Some(node) = next.pop_front() {
            for edge in self.leaving.get(node)? {
                let end = self.edges.get(*edge)?.to;
                let is_new = end != from && came_by.get(end)?.is_none();
                if is_new && *rooms.get(*edge)? > 0 {
                    *came_by.get_mut(end)? = Some(*edge);
                    next.push_back(end);
                }
            }
            if came_by.get(to)?.is_some() {
                break;
            }
        }
        let mut way = Vec::new();
        let mut node = to;
        while node != from {
            let edge = (*came_by.get(node)?)?;
            way.push(edge);
            node = self.edges.get(edge ^ 1)?.to;
        }
        Some(way)
    }

    fn range(&self, (row, column): (usize, usize), count: u64) -> Range {
        let edge = 2 * (row * self.columns + column);
        let (up, down) = (self.growth(edge), self.growth(edge + 1));
        let is_endless = up >= ENDLESS;
        Range { low: count - down, high: (!is_endless).then(|| count + up) }
    }
}

/// What each of `places` may be, to a reader who knows all that is shown.
///
/// # Errors
/// What is said to be shown does not hold for the true table.
pub fn ranges(
    table: &Table,
    published: &Published,
    places: &[(usize, usize)],
) -> Result<Vec<Range>, DisclosureError> {
    let network = Network::of(table, published)?;
    Ok(places.iter().map(|place| network.range(*place, table.cell(*place))).collect())
}

/// What is found when one row is shown rounded, with its rounded total.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowAudit {
    /// What each cell may be.
    pub ranges: Vec<Range>,
    /// Places of the hidden cells.
    pub hidden: Vec<usize>,
    /// The fewest counts that a hidden cell may be; nothing when none is hidden.
    pub fewest: Option<u64>,
}

/// A hidden cell must have at least so many possible counts.
pub const POSSIBLE_MIN: u64 = 3;

impl RowAudit {
    /// `leak` when a hidden cell is known, `narrow` when it is nearly so, else `ok`.
    #[must_use]
    pub const fn verdict(&self) -> &'static str {
        match self.fewest {
            Some(..2) => "leak",
            Some(2..POSSIBLE_MIN) => "narrow",
            Some(POSSIBLE_MIN..) | None => "ok",
        }
    }
}

/// Audits one row with its total, all shown by a rule.
///
/// # Errors
/// The row is empty or too long.
pub fn row(counts: &[u64], rule: Rule) -> Result<RowAudit, DisclosureError> {
    let table = Table::new(vec![counts.to_vec()])?;
    let shown = |count: u64| rule.read(rule.show(count));
    let published = Published {
        cells: vec![counts.iter().map(|count| shown(*count)).collect()],
        rows: vec![shown(counts.iter().sum())],
        columns: vec![Range::ANY; counts.len()],
        total: Range::ANY,
    };
    let places: Vec<_> = table.places().collect();
    let ranges = ranges(&table, &published, &places)?;
    let hidden: Vec<usize> =
        (0..counts.len()).filter(|at| counts.get(*at).is_some_and(|c| rule.hides(*c))).collect();
    let possible = |at: &usize| {
        let range = ranges.get(*at)?;
        Some(range.high? - range.low + 1)
    };
    let fewest = hidden.iter().filter_map(possible).min();
    Ok(RowAudit { ranges, hidden, fewest })
}

/// What [`row`] tells from.
#[must_use]
pub fn provenance_of(counts: &[u64], rule: Rule) -> Provenance {
    let counts = counts.iter().map(|count| *count as f64);
    Input::new(format!("interval audit {rule}")).numbers(counts).finish()
}
