//! All that is shown of a year as bounds on its smallest cells, and the search for figures
//! that fit.
//!
//! Must never tell what it found as an answer before it fits every bound.

use super::bounds::{Form, Program, Row, Tight};
use super::cube::{Cube, MONTHS};
use super::questions::{Knows, Question};

/// Where nothing is known, figures are tried so far above the true ones.
pub const ROOM: i64 = 100;

/// What is known of a question that is not answered widely enough.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Narrow {
    /// The figures of the release that keep it so.
    pub by: Vec<usize>,
    /// How far up the answer may lie from the truth at most, if the search came to its end.
    pub up: Option<i64>,
    /// And how far down.
    pub down: Option<i64>,
}

/// A sum that lies between two counts, to a reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bound {
    row: Row,
    /// Which figure of the release that is judged says so.
    own: Option<usize>,
}

impl Bound {
    /// What is known of a sum that was `truth` when it was shown.
    #[must_use]
    pub fn new(
        form: Form,
        truth: i64,
        (low, high): (i64, Option<i64>),
        own: Option<usize>,
    ) -> Self {
        // The truth is always possible, also where it moved while the release was made.
        let low = (low - truth).min(0);
        let high = high.map_or(ROOM, |high| (high - truth).max(0));
        Self { row: Row { form, low, high }, own }
    }
}

/// The bounds of one year, for readers who know the months' totals and for those who do not.
#[derive(Clone, Debug)]
pub struct System {
    open: Program,
    /// As `open`, with every month known.
    known: Program,
    /// Which figures of the release bound a cell.
    of_cells: Vec<Vec<usize>>,
    /// And which one a sum.
    of_rows: Vec<Option<usize>>,
}

impl System {
    /// Holds all bounds on the cells of a cube.
    pub fn new(cube: &Cube, bounds: impl Iterator<Item = Bound>) -> Self {
        let mut cells: Vec<(i64, i64)> = cube.counts().iter().map(|count| (-count, ROOM)).collect();
        let mut of_cells = vec![vec![]; cells.len()];
        let mut rows = cube.always();
        let mut of_rows = vec![None; rows.len()];
        for Bound { row, own } in bounds {
            match row.form.as_slice() {
                [(at, 1)] => {
                    if let (Some(cell), Some(of)) = (cells.get_mut(*at), of_cells.get_mut(*at)) {
                        *cell = (cell.0.max(row.low), cell.1.min(row.high));
                        of.extend(own);
                    }
                }
                _ => {
                    rows.push(row);
                    of_rows.push(own);
                }
            }
        }
        let open = Program { cells, rows };
        let mut known = open.clone();
        known.cells.iter_mut().take(MONTHS).for_each(|month| *month = (0, 0));
        Self { open, known, of_cells, of_rows }
    }

    /// Whether figures fit all that is shown.
    #[must_use]
    pub fn allows(&self, point: &[i64]) -> bool {
        self.open.allows(point)
    }

    /// Looks for figures that answer a question widely enough, and shows them to all
    /// questions. Gives what keeps it narrow, if it stays so.
    pub fn answer(&mut self, questions: &mut [Question], at: usize) -> Option<Narrow> {
        let question = questions.get(at)?;
        let program = match question.knows {
            Knows::Months => &self.known,
            Knows::Releases => &self.open,
        };
        let up = question.form.clone();
        let down: Form = up.iter().map(|(cell, times)| (*cell, -times)).collect();
        let enough = question.enough();
        let mut narrow = Narrow { by: vec![], up: None, down: None };
        for (way, end) in [(up, &mut narrow.up), (down, &mut narrow.down)] {
            if questions.get(at).is_some_and(Question::is_met) {
                return None;
            }
            let found = program.furthest(&way, enough);
            *end = found.at_most();
            if let Some(point) = found.point {
                questions.iter_mut().for_each(|question| question.see(&point));
            }
            for tight in found.tight {
                match tight {
                    Tight::Cell(cell) => {
                        narrow.by.extend(self.of_cells.get(cell).into_iter().flatten())
                    }
                    Tight::Row(row) => narrow.by.extend(self.of_rows.get(row).copied().flatten()),
                }
            }
        }
        if questions.get(at).is_some_and(Question::is_met) { None } else { Some(narrow) }
    }
}
