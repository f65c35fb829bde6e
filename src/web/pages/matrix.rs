//! The matrix of harm and likelihood by which the potential severity is chosen.
//!
//! What is stored is the severity that a cell stands for. Must never give a potential
//! that lies below what actually came of it.

use tillbud_events::vocabulary::Severity;

use super::frame::Frame;

/// How likely it is to become that bad, were it to happen again.
const LIKELIHOODS: [&str; 3] = ["unlikely", "possible", "likely"];
/// The column in which each harm stands for itself; what is stored is shown there.
const PLAIN: usize = 1;

/// What each harm amounts to, from unlikely to likely.
const ROWS: [(Severity, [Severity; 3]); 5] = [
    (Severity::Catastrophic, [Severity::Major, Severity::Catastrophic, Severity::Catastrophic]),
    (Severity::Major, [Severity::Moderate, Severity::Major, Severity::Catastrophic]),
    (Severity::Moderate, [Severity::Minor, Severity::Moderate, Severity::Major]),
    (Severity::Minor, [Severity::Minor, Severity::Minor, Severity::Moderate]),
    (Severity::None, [Severity::None, Severity::None, Severity::None]),
];

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
    /// The table; `said` is the chosen cell, or a stored severity.
    #[must_use]
    pub fn new(frame: &Frame, said: &str) -> Self {
        let row = |(harm, cells): &(Severity, [Severity; 3])| {
            let words = frame.word("severity", harm);
            let cell = |(at, severity): (usize, &Severity)| {
                let value = format!("{harm}.{}", LIKELIHOODS[at]);
                let likelihood = frame.word("likelihood", LIKELIHOODS[at]);
                Cell {
                    place: format!("{words}, {likelihood}: "),
                    severity: severity.as_str(),
                    words: frame.word("severity", severity),
                    is_chosen: said == value || (at == PLAIN && said == harm.as_str()),
                    value,
                }
            };
            Row { cells: cells.iter().enumerate().map(cell).collect(), harm: words }
        };
        Self {
            likelihoods: LIKELIHOODS.iter().map(|name| frame.word("likelihood", name)).collect(),
            rows: ROWS.iter().map(row).collect(),
        }
    }
}

/// The severity of a cell, or a stored severity as it is; never below `actual`.
#[must_use]
pub fn potential(said: &str, actual: Option<Severity>) -> Option<Severity> {
    let chosen = match said.split_once('.') {
        None => Severity::from_stored(said),
        Some((harm, likelihood)) => {
            let harm = Severity::from_stored(harm)?;
            let column = LIKELIHOODS.iter().position(|name| *name == likelihood)?;
            let row = ROWS.iter().find(|(of, _)| *of == harm);
            row.and_then(|(_, cells)| cells.get(column).copied())
        }
    };
    chosen.map(|chosen| actual.map_or(chosen, |actual| chosen.max(actual)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::pages::testing::frames;

    #[test]
    fn a_cell_stands_for_a_severity_that_is_stored() {
        assert_eq!(potential("major.unlikely", None), Some(Severity::Moderate));
        assert_eq!(potential("minor.likely", None), Some(Severity::Moderate));
        assert_eq!(potential("catastrophic", None), Some(Severity::Catastrophic));
        for wrong in ["", "major.", "bad.likely", "major.often"] {
            assert_eq!(potential(wrong, None), None, "{wrong}");
        }
    }

    #[test]
    fn what_could_have_come_of_it_is_never_less_than_what_did() {
        assert_eq!(potential("minor.unlikely", Some(Severity::Major)), Some(Severity::Major));
    }

    #[test]
    fn a_harm_or_likelihood_that_grows_never_makes_it_less_bad() {
        for (_, cells) in ROWS {
            assert!(cells.is_sorted());
        }
        for column in 0..LIKELIHOODS.len() {
            assert!(ROWS.iter().rev().map(|(_, cells)| cells[column]).is_sorted());
        }
    }

    #[test]
    fn a_stored_severity_is_shown_in_the_cell_that_stands_for_it() {
        for frame in frames() {
            for severity in Severity::ALL {
                let matrix = Matrix::new(&frame, severity.as_str());
                let cells = matrix.rows.iter().flat_map(|row| &row.cells);
                let chosen: Vec<_> = cells.filter(|cell| cell.is_chosen).collect();
                assert_eq!(chosen.len(), 1, "{severity}");
                assert_eq!(potential(&chosen[0].value, None), Some(*severity));
            }
        }
    }
}
