//! The lists of reports, incidents and actions: their columns, filters and rows.
//!
//! Must never show a reporter's own words, nor who did something.

use jiff::civil::Date;
use tillbud_projections::action::{self, ActionRow, View};
use tillbud_projections::db::timestamp;
use tillbud_projections::incident::{self, IncidentRow};
use tillbud_projections::report::{self, ReportRow};
use tillbud_projections::{Cursor, Page};

use super::actions::ActionsQuery;
use super::frame::Frame;
use super::listed::{Cell, Column, Listed};
use crate::access::Staff;
use crate::lists::Lists;
use crate::web::api::board::BoardQuery;
use crate::web::api::reports::QueueQuery;
use crate::web::error::HttpError;
use crate::{App, clock};

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

fn category(frame: &Frame, lists: &Lists, code: Option<&String>) -> Cell {
    Cell::text(code.map(|code| lists.category_name(code, frame.lang).to_owned()))
}

/// The approved copy, or what came from another register, whole.
fn words_of(row: &ReportRow) -> Option<String> {
    let imported = row.title.as_ref().or(row.narrative.as_ref()).filter(|_| row.imported);
    row.copy_text.as_ref().or(imported).cloned()
}

impl Listed for ReportRow {
    const PATH: &'static str = "/desk";
    const FILE: &'static str = "reports";
    const TITLE: &'static str = "desk-title";
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

    fn narrowed(query: &QueueQuery) -> Vec<(&'static str, Option<&str>)> {
        vec![
            ("status", query.status.as_deref()),
            ("kind", query.kind.as_deref()),
            ("unit", query.unit.as_deref()),
            ("mark", query.mark.as_deref()),
            ("from", query.from.as_deref()),
            ("until", query.until.as_deref()),
        ]
    }

    fn filter(_: &App, staff: Staff, query: &QueueQuery) -> Result<report::Filter, HttpError> {
        query.filter(staff)
    }

    async fn page(
        app: &App,
        _: Staff,
        filter: &report::Filter,
        after: Option<Cursor>,
        limit: u32,
    ) -> Result<Page<Self>, HttpError> {
        Ok(report::queue(app.read_models.db(), filter, after, limit).await?)
    }

    fn address(&self) -> String {
        format!("/desk/reports/{}", self.report_id)
    }
}

impl Listed for IncidentRow {
    const PATH: &'static str = "/desk/incidents";
    const FILE: &'static str = "incidents";
    const TITLE: &'static str = "incidents-title";
    const COLUMNS: &'static [Column<Self>] = &[
        Column { key: "opened", cell: |_, _, row| day(row.opened_at) },
        Column { key: "title", cell: |_, _, row| Cell::text(row.title.clone()) },
        Column { key: "stage", cell: |f, _, row| word(f, "stage", Some(&row.stage)) },
        Column { key: "category", cell: |f, lists, row| category(f, lists, row.category.as_ref()) },
        Column { key: "unit", cell: |f, lists, row| unit(f, lists, row.unit.as_ref()) },
        Column { key: "assigned", cell: |_, _, row| Cell::text(row.assigned.clone()) },
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

    fn narrowed(query: &BoardQuery) -> Vec<(&'static str, Option<&str>)> {
        vec![
            ("stage", query.stage.as_deref()),
            ("followed", query.followed.as_deref()),
            ("category", query.category.as_deref()),
            ("unit", query.unit.as_deref()),
            ("assigned", query.assigned.as_deref()),
            ("actual", query.actual.as_deref()),
            ("potential", query.potential.as_deref()),
            ("from", query.from.as_deref()),
            ("until", query.until.as_deref()),
        ]
    }

    fn filter(_: &App, staff: Staff, query: &BoardQuery) -> Result<incident::Filter, HttpError> {
        query.filter(staff)
    }

    async fn page(
        app: &App,
        _: Staff,
        filter: &incident::Filter,
        after: Option<Cursor>,
        limit: u32,
    ) -> Result<Page<Self>, HttpError> {
        Ok(incident::list(app.read_models.db(), filter, after, limit).await?)
    }

    fn address(&self) -> String {
        format!("/incidents/{}", self.incident_id)
    }
}

impl Listed for ActionRow {
    const PATH: &'static str = "/actions";
    const FILE: &'static str = "actions";
    const TITLE: &'static str = "actions-title";
    const COLUMNS: &'static [Column<Self>] = &[
        Column { key: "action", cell: |_, _, row| Cell::text(row.text.clone()) },
        Column { key: "state", cell: |f, _, row| word(f, "action", Some(&row.state)) },
        Column { key: "strength", cell: |f, _, row| word(f, "strength", Some(&row.strength)) },
        Column { key: "owner", cell: |_, _, row| Cell::text(row.owner.clone()) },
        Column { key: "due", cell: |_, _, row| due(row) },
        Column { key: "rescheduled", cell: |_, _, row| Cell::Number(row.rescheduled_count) },
        Column { key: "evidence", cell: |_, _, row| Cell::text(row.evidence.clone()) },
        Column { key: "effect", cell: |f, _, row| word(f, "effect", row.effect.as_ref()) },
        Column { key: "assessment", cell: |_, _, row| Cell::text(row.assessment.clone()) },
        Column { key: "verifier", cell: |_, _, row| Cell::text(row.verifier.clone()) },
        Column { key: "risk", cell: |_, _, row| Cell::text(row.residual_risk.clone()) },
        Column { key: "proposed", cell: |_, _, row| day(row.proposed_at) },
        Column { key: "incident", cell: |_, _, row| Cell::Text(row.incident_id.clone()) },
        Column { key: "id", cell: |_, _, row| Cell::Text(row.action_id.clone()) },
    ];
    type Query = ActionsQuery;
    type Filter = (View, Date, action::Filter);

    fn narrowed(query: &ActionsQuery) -> Vec<(&'static str, Option<&str>)> {
        vec![
            ("view", query.view.as_deref()),
            ("unit", query.unit.as_deref()),
            ("strength", query.strength.as_deref()),
        ]
    }

    fn filter(app: &App, staff: Staff, query: &ActionsQuery) -> Result<Self::Filter, HttpError> {
        let (view, filter) = query.filter(staff)?;
        Ok((view, app.clock.today(), filter))
    }

    async fn page(
        app: &App,
        _: Staff,
        (view, today, filter): &Self::Filter,
        after: Option<Cursor>,
        limit: u32,
    ) -> Result<Page<Self>, HttpError> {
        Ok(action::view(app.read_models.db(), (*view, *today), filter, after, limit).await?)
    }

    fn address(&self) -> String {
        format!("/actions/{}", self.action_id)
    }
}

fn due(row: &ActionRow) -> Cell {
    let day = row.due.as_deref().and_then(|day| day.parse().ok());
    day.map_or(Cell::Nothing, Cell::Day)
}

#[cfg(test)]
mod tests {
    use tillbud_projections::notification::NotificationRow;

    use super::*;
    use crate::web::pages::report_row::tests::row;
    use crate::web::pages::testing::{HOSTILE, frames, lists};

    fn every_heading_is_a_text<T: Listed>() {
        for column in T::COLUMNS {
            for frame in frames() {
                let heading = T::heading(&frame, column.key);
                assert!(!heading.ends_with(&format!("-{}", column.key)), "{heading}");
            }
        }
    }

    #[test]
    fn every_column_has_a_heading_in_both_languages() {
        every_heading_is_a_text::<ReportRow>();
        every_heading_is_a_text::<IncidentRow>();
        every_heading_is_a_text::<ActionRow>();
        every_heading_is_a_text::<NotificationRow>();
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
