//! Disclosure control: what of a table may be shown to people outside the need-to-know roles.
//!
//! Numbers in, numbers out. Must never let a count of 1 to 4 out, nor anything from which one
//! can be computed. Threshold and rounding alone do not do that, so every table is audited:
//! [`rule`] hides and rounds, [`audit`] tells what can still be derived, [`suppress`] hides
//! further cells until nothing can. What is released is judged by [`gate`], together with all
//! that was ever released: [`cube`] says which figures there are, [`questions`] and [`classes`]
//! what must stay open, [`system`] and [`bounds`] prove that it does.
//!
//! Rules after Eurostat's Handbook on Statistical Disclosure Control, chapters 4 and 5.

#[cfg(test)]
mod attack;
#[cfg(test)]
mod attacker;
pub mod audit;
pub mod bounds;
pub mod classes;
pub mod cube;
pub mod gate;
#[cfg(test)]
mod judging;
pub mod questions;
pub mod rule;
pub mod suppress;
pub mod system;
#[cfg(test)]
mod tests;

/// Why a table cannot be judged.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DisclosureError {
    /// No cells.
    #[error("the table is empty")]
    Empty,
    /// Rows of different length.
    #[error("row {row} has {cells} cells where {expected} are expected")]
    Uneven {
        /// Which row, the first being 1.
        row: usize,
        /// How many it has.
        cells: usize,
        /// How many it must have.
        expected: usize,
    },
    /// Too large to be audited.
    #[error("the table has {cells} cells; at most {CELLS_MAX} can be audited")]
    TooLarge {
        /// How many it has.
        cells: usize,
    },
    /// A cell that no count of people's reports reaches.
    #[error("a count is above {COUNT_MAX}")]
    CountTooLarge,
    /// What is said to be shown does not hold for the true table.
    #[error("what is shown does not fit the table")]
    Inconsistent,
    /// A rule that nothing can be hidden with.
    #[error("a rule needs a threshold and a base of at least 1")]
    Rule,
}

/// Most cells of a table.
pub const CELLS_MAX: usize = 5_000;
/// Largest count of a cell.
pub const COUNT_MAX: u64 = 1_000_000_000;

/// Counts by row and column, all rows of one length.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    rows: Vec<Vec<u64>>,
}

impl Table {
    /// Takes a table that can be audited.
    ///
    /// # Errors
    /// It is empty, uneven or too large.
    pub fn new(rows: Vec<Vec<u64>>) -> Result<Self, DisclosureError> {
        let expected = rows.first().map_or(0, Vec::len);
        if expected == 0 {
            return Err(DisclosureError::Empty);
        }
        if let Some((at, row)) = rows.iter().enumerate().find(|(_, row)| row.len() != expected) {
            return Err(DisclosureError::Uneven { row: at + 1, cells: row.len(), expected });
        }
        let cells = rows.len() * expected;
        if cells > CELLS_MAX {
            return Err(DisclosureError::TooLarge { cells });
        }
        if rows.iter().flatten().any(|count| *count > COUNT_MAX) {
            return Err(DisclosureError::CountTooLarge);
        }
        Ok(Self { rows })
    }

    /// The counts, row by row.
    #[must_use]
    pub fn rows(&self) -> &[Vec<u64>] {
        &self.rows
    }

    /// How many columns there are.
    #[must_use]
    pub fn columns(&self) -> usize {
        self.rows.first().map_or(0, Vec::len)
    }

    /// One cell; 0 outside of the table.
    #[must_use]
    pub fn cell(&self, (row, column): (usize, usize)) -> u64 {
        self.rows.get(row).and_then(|row| row.get(column)).copied().unwrap_or(0)
    }

    /// The places of all cells, row by row.
    pub fn places(&self) -> impl Iterator<Item = (usize, usize)> + use<> {
        let columns = self.columns();
        (0..self.rows.len()).flat_map(move |row| (0..columns).map(move |column| (row, column)))
    }

    /// Sums of the rows.
    #[must_use]
    pub fn row_totals(&self) -> Vec<u64> {
        self.rows.iter().map(|row| row.iter().sum()).collect()
    }

    /// Sums of the columns.
    #[must_use]
    pub fn column_totals(&self) -> Vec<u64> {
        let sum = |column| (0..self.rows.len()).map(|row| self.cell((row, column))).sum();
        (0..self.columns()).map(sum).collect()
    }
}
