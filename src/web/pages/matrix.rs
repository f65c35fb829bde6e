//! The matrix of harm and likelihood by which the potential severity is chosen.
//!
//! What a cell amounts to is a rule of the incident. Must never have a rule of its own.

use tillbud_events::incident::Risk;
use tillbud_events::vocabulary::{Likelihood, Severity};

use super::frame::Frame;

/// The table as shown.
pub struct Matrix {
    /// Names of the columns.
    pub likelihoods: Vec<String>,
    /// Worst harm first.
    pub rows: Vec<Row>,
}

/// One harm.
pub struct Row {
    /// Its name.
    pub harm: String,
    /// What it amounts to, one cell a likelihood.
    pub cells: Vec<Cell>,
}

/// One cell to choose.
pub struct Cell {
    /// What is sent: harm and likelihood.
    pub value: String,
    /// Harm and likelihood in words, for whoever does not see the table.
    pub place: String,
    /// Stored name of the severity it stands for.
    pub severity: &'static str,
    /// That severity in words.
    pub words: String,
    /// Whether it is chosen now.
    pub is_chosen: bool,
}

impl Matrix {
    /// The table; `said` is the chosen cell.
    #[must_use]
    pub fn new(frame: &Frame, said: &str) -> Self {
        let row = |harm: &Severity| {
            let words = frame.word("severity", harm);
            let cell = |likelihood: &Likelihood| {
                let severity = Risk { harm: *harm, likelihood: *likelihood }.severity();
                let value = cell(harm, likelihood);
                Cell {
                    place: format!("{words}, {}: ", frame.word("likelihood", likelihood)),
                    severity: severity.as_str(),
                    words: frame.word("severity", severity),
                    is_chosen: said == value,
                    value,
                }
            };
            Row { cells: Likelihood::ALL.iter().map(cell).collect(), harm: words }
        };
        Self {
            likelihoods: Likelihood::ALL.iter().map(|it| frame.word("likelihood", it)).collect(),
            rows: Severity::ALL.iter().rev().map(row).collect(),
        }
    }
}

/// The name of a cell, from stored names.
#[must_use]
pub fn cell(harm: impl std::fmt::Display, likelihood: impl std::fmt::Display) -> String {
    format!("{harm}.{likelihood}")
}

/// Harm and likelihood of a cell.
#[must_use]
pub fn chosen(cell: &str) -> Option<Risk> {
    let (harm, likelihood) = cell.split_once('.')?;
    let (harm, likelihood) = (Severity::from_stored(harm)?, Likelihood::from_stored(likelihood)?);
    Some(Risk { harm, likelihood })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::pages::testing::frames;

    #[test]
    fn what_is_sent_is_a_harm_and_a_likelihood() {
        let risk = Risk { harm: Severity::Major, likelihood: Likelihood::Unlikely };
        assert_eq!(chosen("major.unlikely"), Some(risk));
        for wrong in ["", "major", "major.", "bad.likely", "major.often"] {
            assert_eq!(chosen(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn each_cell_is_shown_once_and_chosen_when_it_was_sent() {
        for frame in frames() {
            for harm in Severity::ALL {
                for likelihood in Likelihood::ALL {
                    let said = cell(harm, likelihood);
                    let matrix = Matrix::new(&frame, &said);
                    let cells = matrix.rows.iter().flat_map(|row| &row.cells);
                    let chosen: Vec<_> = cells.filter(|cell| cell.is_chosen).collect();
                    assert_eq!(chosen.len(), 1, "{said}");
                    assert_eq!(
                        super::chosen(&chosen[0].value).unwrap().severity().as_str(),
                        chosen[0].severity
                    );
                }
            }
        }
    }
}
