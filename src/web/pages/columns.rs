//! The columns of each list, for its files.
//!
//! Must never show a reporter's own words, nor who did something.

use tillbud_projections::db::timestamp;
use tillbud_projections::incident::{self, IncidentRow};
use tillbud_projections::report::{self, ReportRow};
use tillbud_projections::{Cursor, DatabaseError, Db, PAGE_ROWS_MAX, Page};

use super::export::{Cell, Column, Listed};
use super::frame::Frame;
use crate::clock;
use crate::lists::Lists;
use crate::web::api::board::BoardQuery;
use crate::web::api::reports::QueueQuery;
use crate::web::error::HttpError;

fn day(milliseconds: i64) -> Cell {
    Cell::Day(clock::day(timestamp(milliseconds)))
}

fn word(frame: &Frame, group: &str, stored: Option<&String>) -> Cell {
    Cell::text(stored.map(|stored| frame.word(group, stored)))
}

fn yes(frame: &Frame, is_so: bool) -> Cell {
    Cell::Text(frame.t(if is_so { "yes" } else { "no" }))
}

fn unit(frame: &Frame, lists: &Lists, code: Option<&String>) -> Cell {
    Cell::text(code.map(|code| lists.unit_name(code, frame.lang).to_owned()))
}

/// The approved copy, or what came from another register, whole.
fn words_of(row: &ReportRow) -> Option<String> {
    let imported = row.title.as_ref().or(row.narrative.as_ref()).filter(|_| row.imported);
    row.copy_text.as_ref().or(imported).cloned()
}

impl Listed for ReportRow {
    const NAME: &'static str = "desk-title";
    const COLUMNS: &'static [Column<Self>] = &[
        Column { key: "received", cell: |_, _, row| day(row.received_at) },
        Column { key: "status", cell: |f, _, row| word(f, "status-short", Some(&row.status)) },
        Column { key: "kind", cell: |f, _, row| word(f, "kind", row.kind.as_ref()) },
        Column { key: "unit", cell: |f, lists, row| unit(f, lists, row.unit.as_ref()) },
        Column { key: "happened", cell: |_, _, row| Cell::text(row.happened.clone()) },
        Column { key: "urgent", cell: |f, _, row| yes(f, row.urgent) },
        Column { key: "feedback_owed", cell: |f, _, row| yes(f, row.feedback_owed) },
        Column { key: "reply_waiting", cell: |f, _, row| yes(f, row.reply_waiting) },
        Column { key: "words", cell: |_, _, row| Cell::text(words_of(row)) },
        Column { key: "incident", cell: |_, _, row| Cell::text(row.incident_id.clone()) },
        Column { key: "report", cell: |_, _, row| Cell::Text(row.report_id.clone()) },
    ];
    type Query = QueueQuery;
    type Filter = report::Filter;

    fn filter(query: &QueueQuery) -> Result<report::Filter, HttpError> {
        query.filter()
    }

    async fn page(
        db: &Db,
        filter: &report::Filter,
        after: Option<Cursor>,
    ) -> Result<Page<Self>, DatabaseError> {
        report::queue(db, filter, after, PAGE_ROWS_MAX).await
    }
}

impl Listed for IncidentRow {
    const NAME: &'static str = "incidents-title";
    const COLUMNS: &'static [Column<Self>] = &[
        Column { key: "opened", cell: |_, _, row| day(row.opened_at) },
        Column { key: "title", cell: |_, _, row| Cell::text(row.title.clone()) },
        Column { key: "stage", cell: |f, _, row| word(f, "stage", Some(&row.stage)) },
        Column {
            key: "category",
            cell: |f, lists, row| {
                let named = |code: &String| lists.category_name(code, f.lang).to_owned();
                Cell::text(row.category.as_ref().map(named))
            },
        },
        Column { key: "unit", cell: |f, lists, row| unit(f, lists, row.unit.as_ref()) },
        Column { key: "actual", cell: |f, _, row| word(f, "severity", row.actual.as_ref()) },
        Column { key: "potential", cell: |f, _, row| word(f, "severity", row.potential.as_ref()) },
        Column { key: "response", cell: |f, _, row| word(f, "response", row.response.as_ref()) },
        Column { key: "reports", cell: |_, _, row| Cell::Number(row.report_count) },
        Column { key: "actions_open", cell: |_, _, row| Cell::Number(row.action_open_count) },
        Column { key: "closed", cell: |_, _, row| row.closed_at.map_or(Cell::Nothing, day) },
        Column { key: "outcome", cell: |_, _, row| Cell::text(row.outcome.clone()) },
        Column { key: "summary", cell: |_, _, row| Cell::text(row.analysis_summary.clone()) },
        Column { key: "incident", cell: |_, _, row| Cell::Text(row.incident_id.clone()) },
    ];
    type Query = BoardQuery;
    type Filter = incident::Filter;

    fn filter(query: &BoardQuery) -> Result<incident::Filter, HttpError> {
        query.filter()
    }

    async fn page(
        db: &Db,
        filter: &incident::Filter,
        after: Option<Cursor>,
    ) -> Result<Page<Self>, DatabaseError> {
        incident::list(db, filter, after, PAGE_ROWS_MAX).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::pages::report_row::tests::row;
    use crate::web::pages::testing::{HOSTILE, frames, lists};

    #[test]
    fn every_column_has_a_heading_in_both_languages() {
        let reports = ReportRow::COLUMNS.iter().map(|column| column.key);
        for key in reports.chain(IncidentRow::COLUMNS.iter().map(|column| column.key)) {
            for frame in frames() {
                assert_ne!(frame.word("column", key), format!("column-{key}"));
            }
        }
    }

    #[test]
    fn a_report_shows_its_copy_and_none_of_its_own_words() {
        let [frame, ..] = frames();
        let own = ReportRow { copy_text: None, unit: None, ..row() };
        for column in ReportRow::COLUMNS {
            let cell = (column.cell)(&frame, &lists(), &own);
            assert_ne!(cell, Cell::Text(HOSTILE.into()), "{}", column.key);
        }
        let copied = ReportRow { copy_text: Some("[namn] halkade".into()), ..row() };
        assert_eq!(words_of(&copied).as_deref(), Some("[namn] halkade"));
    }
}
