//! What one event changes of what measures count: cells with their differences.
//!
//! Differences that cancel each other are never written. Must never hold a day or an hour of
//! a reporter's, only months and weeks; the days of incidents alone are kept, for the time between them.

use std::collections::BTreeMap;

use tillbud_events::measure::{Span, What};

use crate::db::{Tx, execute, statements};

/// Stands for all units, or all categories. No label can be it: labels are not blank.
pub const ALL: &str = " ";

/// Incidents by day, beside [`What::Incidents`] by month.
pub const INCIDENT_DAYS: &str = "incident_days";

/// Incidents with severe harm by the week of their first report, for the weekly scan. Its period
/// is the week's Thursday, as that of what is counted of reports by week.
pub const SEVERE_WEEKS: &str = "severe_weeks";

/// What is counted of reports by week, beside the same by month. Its period is the week's
/// Thursday: the day whose month the week belongs to.
pub const fn weekly(what: What) -> &'static str {
    match what {
        What::Reports => "reports_weekly",
        What::Incidents
        | What::ReportsClosed
        | What::Answers
        | What::ActionsDecided
        | What::ActionsDue
        | What::ActionsImplemented
        | What::Factors => what.as_str(),
    }
}

/// How long something took, of the reports of a week.
pub const fn weekly_span(span: Span) -> &'static str {
    match span {
        Span::ToAcknowledgement => "to_acknowledgement_weekly",
        Span::ToTriage => "to_triage_weekly",
        Span::ToFeedback => "to_feedback_weekly",
    }
}

/// What marks a report that was taken over from another register.
pub const IMPORTED: &str = "imported";

/// One cell of what is counted.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Cell {
    pub(crate) unit: String,
    pub(crate) category: String,
    pub(crate) what: &'static str,
    /// A month, a day, or the Thursday of a week.
    pub(crate) period: String,
    /// Kind of a report, strength of an action, element of a factor; of how long something took
    /// the number of working days.
    pub(crate) kind: String,
    pub(crate) actual: String,
    pub(crate) potential: String,
    /// An outcome, an answer, a number of days.
    pub(crate) detail: String,
}

/// Differences by cell.
#[derive(Debug, Default)]
pub(crate) struct Cells(BTreeMap<Cell, i64>);

impl Cells {
    /// Counts `cell` so many times more, or fewer.
    pub(crate) fn add(&mut self, cell: Cell, difference: i64) {
        *self.0.entry(cell).or_default() += difference;
    }

    /// The cells that differ.
    #[cfg(test)]
    pub(crate) fn counted(self) -> BTreeMap<Cell, i64> {
        self.0.into_iter().filter(|(_, count)| *count != 0).collect()
    }

    /// Writes what differs, each cell into its four sums.
    pub(crate) async fn write(self, tx: &mut Tx) -> sqlx::Result<()> {
        for (cell, difference) in self.0.into_iter().filter(|(_, difference)| *difference != 0) {
            let Cell { unit, category, what, period, kind, actual, potential, detail } = cell;
            execute!(
                tx, ADD, unit, category, what, period, kind, actual, potential, detail, difference,
            )?;
        }
        Ok(())
    }
}

impl Cell {
    /// A cell of a place and a period.
    pub(crate) fn of(what: What, (unit, category): (&str, &str), period: &str) -> Self {
        Self {
            unit: unit.to_owned(),
            category: category.to_owned(),
            what: what.as_str(),
            period: period.to_owned(),
            ..Self::default()
        }
    }
}

statements! {
    ADD = "insert into fact_tally
            (unit, category, what, period, kind, actual, potential, detail, count)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9), (' ', $2, $3, $4, $5, $6, $7, $8, $9),
            ($1, ' ', $3, $4, $5, $6, $7, $8, $9), (' ', ' ', $3, $4, $5, $6, $7, $8, $9)
        on conflict (unit, category, what, period, kind, actual, potential, detail)
            do update set count = fact_tally.count + excluded.count";
}
