//! A list as a table, in the columns that were chosen; the first one leads to the row.
//!
//! Must never show more of a row than its file would.

use askama::{Template, filters::HtmlSafe};

use super::frame::Frame;
use super::listed::{Asked, Cell, Column, Listed};
use super::report_row::excerpt;
use super::when::When;
use crate::lists::Lists;

/// The table.
#[derive(Template)]
#[template(path = "grid.html")]
pub struct Grid {
    frame: Frame,
    headings: Vec<String>,
    rows: Vec<Row>,
}

/// The template escapes every text.
impl HtmlSafe for Grid {}

struct Row {
    address: String,
    cells: Vec<String>,
}

impl Grid {
    /// The rows in the columns that were asked for; nothing when none was.
    #[must_use]
    pub fn of<T: Listed>(
        frame: &Frame,
        lists: &Lists,
        asked: &Asked<T>,
        rows: &[T],
    ) -> Option<Self> {
        if asked.columns.is_empty() || rows.is_empty() {
            return None;
        }
        let cell = |column: &&Column<T>, row| shown(frame, (column.cell)(frame, lists, row));
        let cells = |row| asked.columns.iter().map(|column| cell(column, row)).collect();
        let heading = |column: &&Column<T>| T::heading(frame, column.key);
        Some(Self {
            headings: asked.columns.iter().map(heading).collect(),
            rows: rows
                .iter()
                .map(|row| Row { address: row.address(), cells: cells(row) })
                .collect(),
            frame: frame.clone(),
        })
    }
}

/// Long texts are cut as in a list; a file has them whole.
fn shown(frame: &Frame, cell: Cell) -> String {
    match cell {
        Cell::Text(words) => excerpt(&words),
        Cell::Day(day) => When::date(frame, day).words,
        Cell::Nothing | Cell::Number(_) | Cell::Figure(_) => cell.words(),
    }
}

#[cfg(test)]
mod tests {
    use tillbud_projections::report::ReportRow;

    use super::*;
    use crate::web::api::reports::QueueQuery;
    use crate::web::pages::report_row::tests::row;
    use crate::web::pages::testing::{HOSTILE, frames, lists};

    #[test]
    fn the_chosen_columns_are_shown_and_escaped_and_lead_to_the_row() {
        for frame in frames() {
            let asked = |raw| Asked::<ReportRow>::new(QueueQuery::default(), raw);
            let rows = [ReportRow { copy_text: Some(HOSTILE.repeat(20)), ..row() }];
            let grid = Grid::of(&frame, &lists(), &asked("column=unit&column=words"), &rows);
            let html = grid.unwrap().render().unwrap();
            assert!(!html.contains(HOSTILE), "{html}");
            assert_eq!(html.matches("<th scope=\"col\">").count(), 2);
            assert!(html.contains(&format!("/desk/reports/{}", rows[0].report_id)), "{html}");
            assert!(Grid::of(&frame, &lists(), &asked(""), &rows).is_none(), "nothing was chosen");
        }
    }
}
