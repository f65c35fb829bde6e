//! The coded facts of reports, actions and factors, for analysts' own tools.
//!
//! An action and a factor stand with what is judged of the incident that theirs is worked on as a
//! part of. Must never hold an id, a word or a day: a row is like every other row with the same
//! codes.

use crate::db::{Db, row};
use crate::page::Select;
use crate::trend::series::Month;

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A code or a month.
    Text(Option<String>),
    /// A number of whole days.
    Number(Option<i64>),
}

impl From<Option<String>> for Value {
    fn from(text: Option<String>) -> Self {
        Self::Text(text)
    }
}

impl From<Option<i64>> for Value {
    fn from(number: Option<i64>) -> Self {
        Self::Number(number)
    }
}

/// A column, and what a row has in it.
pub struct Column<T> {
    /// Its name in files and views.
    pub name: &'static str,
    /// What a row has in it.
    pub value: fn(&T) -> Value,
}

/// A first and a last month; the ends are open, and what has no month is there when both are.
pub type Months = (Option<Month>, Option<Month>);

/// Facts of one kind.
pub trait Coded: Sized + Send + Sync + 'static {
    /// Every column, in reading order.
    const COLUMNS: &'static [Column<Self>];

    /// Where the next page begins; never given to anybody.
    fn id(&self) -> &str;

    /// The next rows after one that was read before, at most [`ROWS_MAX`]. Their order is that of
    /// random ids: nothing follows from it.
    fn rows(
        db: &Db,
        months: Months,
        after: &str,
    ) -> impl Future<Output = sqlx::Result<Vec<Self>>> + Send;
}

/// Most rows that are read at once.
pub const ROWS_MAX: usize = 1_000;

/// Facts of one kind: the row, its columns, and how it is read. The statement gives the columns
/// and `id`.
macro_rules! coded {
    ($(#[$doc:meta])* $name:ident, $head:ident, $id:literal, $since:literal, $until:literal, $order:literal {
        $($(#[$field_doc:meta])* $field:ident: $type:ty,)+
    }) => {
        row! {
            $(#[$doc])*
            pub struct $name {
                /// Where the next page begins; never given to anybody.
                pub id: String,
                $($(#[$field_doc])* pub $field: $type,)+
            }
        }

        impl $name {
            fn select((from, to): Months, after: &str) -> Select {
                Select::new($head)
                    .and($id, Some(after))
                    .and($since, from.map(|month| month.to_string()))
                    .and($until, to.map(|month| month.to_string()))
                    .then($order)
            }
        }

        impl Coded for $name {
            const COLUMNS: &'static [Column<Self>] = &[$(Column {
                name: stringify!($field),
                value: |row| row.$field.clone().into(),
            }),+];

            fn id(&self) -> &str {
                &self.id
            }

            async fn rows(db: &Db, months: Months, after: &str) -> sqlx::Result<Vec<Self>> {
                Self::select(months, after).all::<Self>(db).await
            }
        }
    };
}

pub(crate) const REPORTS: &str = "select report_id as id, month, year, month_basis, kind,
        category, unit, actual, potential, acknowledged_days, triaged_days, told_days,
        closed_month, case when told_before_closing then 'yes' when not told_before_closing
            then 'no' end as told_before_closing,
        again, dataset, source_category, source_unit
    from fact";

coded! {
    /// One report, without anything that leads to it.
    CodedReport, REPORTS, "report_id >", "month >=", "month <=",
    "order by report_id limit 1000" {
        /// `YYYY-MM`, when the month is known.
        month: Option<String>,
        /// `YYYY`, when at least the year is known.
        year: Option<String>,
        /// What the month or year is of: `received`, `reported` or `happened`.
        month_basis: Option<String>,
        /// What it tells of.
        kind: Option<String>,
        /// Category at triage, else the source's first.
        category: Option<String>,
        /// Unit at triage, else as reported.
        unit: Option<String>,
        /// How bad it was, as judged at triage.
        actual: Option<String>,
        /// How bad it could have been, as judged at triage.
        potential: Option<String>,
        /// Days until somebody had seen it.
        acknowledged_days: Option<i64>,
        /// Days until what it tells of was judged.
        triaged_days: Option<i64>,
        /// Days until its reporter was told what came of it.
        told_days: Option<i64>,
        /// The month in which its incident was closed.
        closed_month: Option<String>,
        /// Whether its reporter was told before that: `yes` or `no`.
        told_before_closing: Option<String>,
        /// Whether its reporter would report again, when they said so.
        again: Option<String>,
        /// The register it was imported from.
        dataset: Option<String>,
        /// The source's first category.
        source_category: Option<String>,
        /// The unit as reported.
        source_unit: Option<String>,
    }
}

/// The incident that another is worked on as a part of, and further up; itself when it is part of
/// none. Up one way alone, so that a page does not look at all incidents.
macro_rules! whole {
    ($of:literal) => {
        concat!(
            "left join fact_incident as whole on whole.incident_id = (
                with recursive above (incident_id, merged_into) as (
                    select own.incident_id, own.merged_into from fact_incident as own
                        where own.incident_id = ",
            $of,
            ".incident_id
                    union all
                    select up.incident_id, up.merged_into from above
                        join fact_incident as up on up.incident_id = above.merged_into)
                select above.incident_id from above where above.merged_into is null)"
        )
    };
}

pub(crate) const ACTIONS: &str = concat!(
    "select action.action_id as id, action.decided_month, whole.category, whole.unit, whole.actual,
        whole.potential, action.strength, substr(action.due, 1, 7) as due_month,
        substr(action.implemented, 1, 7) as implemented_month,
        case when action.implemented <= action.due then 'yes'
            when action.implemented > action.due then 'no' end as in_time,
        nullif(action.missed, '') as missed_months,
        substr(action.verified, 1, 7) as verified_month,
        case when action.abandoned is not null then 'yes' else 'no' end as abandoned
    from fact_action as action ",
    whole!("action")
);

coded! {
    /// One corrective action.
    CodedAction, ACTIONS, "action.action_id >", "action.decided_month >=",
    "action.decided_month <=", "order by action.action_id limit 1000" {
        /// The month in which it was decided; nothing while it is only proposed.
        decided_month: Option<String>,
        /// Category of its incident.
        category: Option<String>,
        /// Unit of its incident.
        unit: Option<String>,
        /// How bad the incident was.
        actual: Option<String>,
        /// How bad it could have been.
        potential: Option<String>,
        /// How much it can be expected to do.
        strength: Option<String>,
        /// The month in which it is due; nothing until it has a day, and once its day passed while
        /// it was given up.
        due_month: Option<String>,
        /// The month in which it was done.
        implemented_month: Option<String>,
        /// Whether it was done by the day it was due: `yes` or `no`; nothing before it is done, or
        /// without such a day.
        in_time: Option<String>,
        /// The months in which its day passed before it was moved to another, `YYYY-MM` with a
        /// blank between them.
        missed_months: Option<String>,
        /// The month in which its effect was confirmed.
        verified_month: Option<String>,
        /// Whether it was abandoned: `yes` or `no`.
        abandoned: Option<String>,
    }
}

pub(crate) const FACTORS: &str = concat!(
    "select factor.factor_id as id, factor.month, whole.category, whole.unit, whole.actual,
        whole.potential, factor.element
    from fact_factor as factor ",
    whole!("factor")
);

coded! {
    /// One condition that hindered, as an analysis found it.
    CodedFactor, FACTORS, "factor.factor_id >", "factor.month >=", "factor.month <=",
    "order by factor.factor_id limit 1000" {
        /// The month in which it was found.
        month: Option<String>,
        /// Category of its incident.
        category: Option<String>,
        /// Unit of its incident.
        unit: Option<String>,
        /// How bad the incident was.
        actual: Option<String>,
        /// How bad it could have been.
        potential: Option<String>,
        /// The element of the work system.
        element: Option<String>,
    }
}

/// The names of the columns of facts of one kind, as a statement lists them.
pub(crate) fn names<T: Coded>() -> String {
    T::COLUMNS.iter().map(|column| column.name).collect::<Vec<_>>().join(", ")
}

/// The statements, for the test that prepares them.
#[cfg(test)]
pub(crate) fn selects() -> [String; 6] {
    let month = Month::of(jiff::civil::Date::MIN);
    let [all, some] = [(None, None), (Some(month), Some(month))];
    [
        CodedReport::select(all, ""),
        CodedReport::select(some, ""),
        CodedAction::select(all, ""),
        CodedAction::select(some, ""),
        CodedFactor::select(all, ""),
        CodedFactor::select(some, ""),
    ]
    .map(Select::into_sql)
}

#[cfg(test)]
mod tests {
    use tillbud_events::FactorId;
    use tillbud_events::incident::{Event as IncidentEvent, FactorIdentified};
    use tillbud_events::report::{Event as ReportEvent, Imported};
    use tillbud_events::vocabulary::{Direction, Element};
    use uuid::Uuid;

    use super::*;
    use crate::testing::{Log, imported, label, on_both, received, report_id, text};

    on_both! {
        async fn every_report_is_a_row_and_pages_neither_skip_nor_repeat(bench: &Bench) {
            let mut log = Log::default();
            for number in 1..=1_500 {
                let report = tillbud_events::report::Received { unit: Some(label("bad")), ..received() };
                log.push(report_id(number), ReportEvent::Received(report));
            }
            let record = Imported { categories: vec![label("Theft")], ..imported() };
            log.push(report_id(1_501), ReportEvent::Imported(record));
            bench.follow(&log).await;
            let db = bench.models.db();
            let (mut after, mut seen) = (String::new(), Vec::new());
            loop {
                let page = CodedReport::rows(db, (None, None), &after).await.unwrap();
                let Some(last) = page.last() else { break };
                after = last.id.clone();
                seen.extend(page.into_iter().map(|row| (row.id, row.unit, row.category)));
            }
            assert_eq!(seen.len(), 1_501);
            seen.dedup_by(|a, b| a.0 == b.0);
            assert_eq!(seen.len(), 1_501);
            assert_eq!(seen.iter().filter(|row| row.1.as_deref() == Some("bad")).count(), 1_500);
            assert_eq!(seen.iter().filter(|row| row.2.as_deref() == Some("Theft")).count(), 1);
            let march: Month = "2026-03".parse().unwrap();
            let of = async |from, to| CodedReport::rows(db, (from, to), "").await.unwrap().len();
            assert_eq!(of(Some(march), None).await, ROWS_MAX);
            assert_eq!(of(Some(march.next()), None).await, 0);
        }

        async fn actions_and_factors_stand_with_what_is_judged_of_the_whole_incident(bench: &Bench) {
            let mut log = Log::default();
            let reports = [1, 2, 3].map(|number| log.receive(number));
            let ids = [0, 1, 2].map(|at| log.open(at as u128 + 1, &[reports[at]]));
            log.triage(ids[0], "access", Some("norr"));
            log.triage(ids[2], "outage", Some("syd"));
            let action = log.propose(1, ids[0]);
            let (element, direction) = (Element::Task, Direction::Hindered);
            let (factor_id, words) = (FactorId(Uuid::from_u128(1)), text("Listan"));
            let found = FactorIdentified { factor_id, element, direction, text: words };
            log.push(ids[0], IncidentEvent::FactorIdentified(found));
            let of = async |log: &Log| {
                bench.follow(log).await;
                let db = bench.models.db();
                let actions = CodedAction::rows(db, (None, None), "").await.unwrap();
                let factors = CodedFactor::rows(db, (None, None), "").await.unwrap();
                assert_eq!((actions.len(), factors.len()), (1, 1));
                assert_eq!(actions[0].id, action.to_string());
                assert_eq!(factors[0].element.as_deref(), Some("task"));
                let of_action = (actions[0].category.clone(), actions[0].unit.clone());
                assert_eq!(of_action, (factors[0].category.clone(), factors[0].unit.clone()));
                (of_action.0.unwrap(), of_action.1.unwrap())
            };
            assert_eq!(of(&log).await, ("access".to_owned(), "norr".to_owned()));
            // A part of a part of another is that other.
            log.merge(ids[0], ids[1]);
            log.merge(ids[1], ids[2]);
            assert_eq!(of(&log).await, ("outage".to_owned(), "syd".to_owned()));
        }
    }
}
