//! What trends count: one fact a report, with the judgement of the incident it belongs to.
//!
//! Must never hold words, nor a month that nobody knows: such a report is undated.

use tillbud_events::vocabulary::Kind;

use super::series::Month;
use crate::code::codes;
use crate::db::{Db, row, statements};
use crate::page::Select;

codes! {
    /// What to tell the lines of a chart apart by.
    By {
        /// Incident, near miss, unsafe condition, good catch.
        Kind = "kind",
        /// Category at triage, else the source's.
        Category = "category",
        /// Unit at triage, else as reported.
        Unit = "unit",
    }
}

row! {
    /// One report, as trends count it.
    pub struct FactRow {
        /// Which report.
        pub report_id: String,
        /// `YYYY-MM`, when the month is known.
        pub month: Option<String>,
        /// `YYYY`, when at least the year is known.
        pub year: Option<String>,
        /// What the month or year is of: `received`, `reported` or `happened`.
        pub month_basis: Option<String>,
        /// What it tells of.
        pub kind: Option<String>,
        /// Category at triage, else the source's first.
        pub category: Option<String>,
        /// Unit at triage, else as reported.
        pub unit: Option<String>,
        /// How bad it was, as judged at triage.
        pub actual: Option<String>,
        /// How bad it could have been, as judged at triage.
        pub potential: Option<String>,
        /// The incident it is linked to, also when that one was merged.
        pub incident_id: Option<String>,
        /// The register it was imported from.
        pub dataset: Option<String>,
        /// The source's first category.
        pub source_category: Option<String>,
        /// The unit as reported.
        pub source_unit: Option<String>,
    }
}

row! {
    /// How many reports of one key fall in one month.
    pub struct MonthCount {
        /// Kind, category or unit; `None` when unknown or not told apart.
        pub key: Option<String>,
        /// `YYYY-MM`.
        pub month: String,
        /// How many.
        pub count: i64,
    }
}

/// Which reports to count; what is `None` is not asked about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only of this unit.
    pub unit: Option<String>,
    /// Only of this kind.
    pub kind: Option<Kind>,
    /// Only of this category; a code of triage or a label of a source.
    pub category: Option<String>,
    /// Only of this register.
    pub dataset: Option<String>,
}

/// Counts by month, and how many fit the filter but have no known month.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Counts {
    /// By key, then month; months without a report are absent, see [`super::series`].
    pub months: Vec<MonthCount>,
    /// Reports whose month is unknown, whatever the period.
    pub undated: i64,
}

/// Reports by month from `from` to `to`, both included, told apart as asked.
///
/// # Errors
/// When the database fails.
pub async fn series(
    db: &Db,
    by: Option<By>,
    filter: &Filter,
    from: Month,
    to: Month,
) -> sqlx::Result<Counts> {
    let mut months = filter.dated(by, from, to).all::<MonthCount>(db).await?;
    months.sort_unstable_by(|a, b| (&a.key, &a.month).cmp(&(&b.key, &b.month)));
    let undated = filter.undated().all::<Count>(db).await?.iter().map(|row| row.count).sum();
    Ok(Counts { months, undated })
}

row! {
    /// A count alone.
    pub struct Count {
        /// How many.
        pub count: i64,
    }
}

impl Filter {
    fn dated(&self, by: Option<By>, from: Month, to: Month) -> Select {
        let (head, tail) = match by {
            None => (
                "select cast(null as text) as key, month, count(*) as count from fact",
                "group by month",
            ),
            Some(By::Kind) => {
                ("select kind as key, month, count(*) as count from fact", "group by kind, month")
            }
            Some(By::Category) => (
                "select category as key, month, count(*) as count from fact",
                "group by category, month",
            ),
            Some(By::Unit) => {
                ("select unit as key, month, count(*) as count from fact", "group by unit, month")
            }
        };
        let period = Select::new(head)
            .and("month >=", Some(from.to_string()))
            .and("month <=", Some(to.to_string()));
        self.narrow(period).then(tail)
    }

    fn undated(&self) -> Select {
        // coalesce: an absent month compares as the empty text on both databases.
        let undated = Select::new("select count(*) as count from fact")
            .and("coalesce(month, '') =", Some(""));
        self.narrow(undated)
    }

    fn narrow(&self, select: Select) -> Select {
        select
            .and("unit =", self.unit.as_deref())
            .and("kind =", self.kind.map(Kind::as_str))
            .and("category =", self.category.as_deref())
            .and("dataset =", self.dataset.as_deref())
    }
}

statements! {
    GET = "select * from fact where report_id = $1";
}
