//! What trends count: one fact a report, with the judgement of the incident it belongs to.
//!
//! Must never hold words, nor a month that nobody knows: such a report is undated.

use jiff::Timestamp;
use jiff::tz::{self, TimeZone};
use tillbud_events::incident::Event as IncidentEvent;
use tillbud_events::report::{Event as ReportEvent, Imported, Received};
use tillbud_events::vocabulary::{Kind, Label};
use tillbud_events::{AnyEvent, ImpreciseDate, Recorded, ReportId};

use super::series::Month;
use crate::code::codes;
use crate::db::{Db, Tx, execute, fetch, row, statements};
use crate::page::Select;
use crate::projection::Projection;

/// Where the organisation lives: a month begins at its midnight. Compiled in, so that
/// every computer gives the same months.
static ZONE: TimeZone = tz::get!("Europe/Stockholm");

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

/// One report's fact.
///
/// # Errors
/// When the database fails.
pub async fn get(db: &Db, report_id: ReportId) -> sqlx::Result<Option<FactRow>> {
    fetch!(fetch_optional::<FactRow>(db, GET, report_id.to_string()))
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

/// The series' statements, with every filter and with none, for the test that prepares them.
#[cfg(test)]
pub(crate) fn selects() -> Vec<String> {
    let month = Month::of(jiff::civil::Date::MIN);
    let every = Filter {
        unit: Some(String::new()),
        kind: Some(Kind::NearMiss),
        category: Some(String::new()),
        dataset: Some(String::new()),
    };
    [every, Filter::default()]
        .iter()
        .flat_map(|filter| {
            let by = [None, Some(By::Kind), Some(By::Category), Some(By::Unit)];
            let dated = by.map(|by| filter.dated(by, month, month).into_sql());
            dated.into_iter().chain([filter.undated().into_sql()])
        })
        .collect()
}

/// Writes the tables of facts.
pub(crate) struct Facts;

impl Projection for Facts {
    const NAME: &'static str = "fact";
    const VERSION: u32 = 1;
    const DDL: &'static str = include_str!("../../../migrations/fact.sql");

    async fn apply(tx: &mut Tx, recorded: &Recorded<AnyEvent>) -> sqlx::Result<()> {
        let id = recorded.stream.id.to_string();
        match &recorded.event {
            AnyEvent::Report(event) => apply_report(tx, &id, recorded.meta.at, event).await,
            AnyEvent::Incident(event) => apply_incident(tx, &id, event).await,
            AnyEvent::Action(_) => Ok(()),
        }
    }
}

async fn apply_report(
    tx: &mut Tx,
    id: &str,
    at: Timestamp,
    event: &ReportEvent,
) -> sqlx::Result<()> {
    match event {
        ReportEvent::Received(received) => insert_received(tx, id, at, received).await,
        ReportEvent::Imported(imported) => insert_imported(tx, id, imported).await,
        ReportEvent::Linked(linked) => {
            let incident_id = linked.incident_id.to_string();
            execute!(tx, LINK, id, Some(incident_id.as_str()))?;
            match judgement_for(tx, &incident_id).await? {
                Some(judgement) => {
                    let Judgement { actual, potential, category, unit } = judgement;
                    execute!(tx, JUDGE_ONE, id, category, unit, actual, potential).map(drop)
                }
                None => Ok(()),
            }
        }
        ReportEvent::Unlinked(_) => {
            execute!(tx, LINK, id, None::<&str>)?;
            let none = None::<&str>;
            execute!(tx, JUDGE_ONE, id, none, none, none, none).map(drop)
        }
        ReportEvent::Acknowledged(_)
        | ReportEvent::QuestionAsked(_)
        | ReportEvent::ReplyReceived(_)
        | ReportEvent::FeedbackGiven(_)
        | ReportEvent::Declined(_)
        | ReportEvent::Rerouted(_) => Ok(()),
    }
}

async fn apply_incident(tx: &mut Tx, id: &str, event: &IncidentEvent) -> sqlx::Result<()> {
    match event {
        IncidentEvent::Triaged(triaged) => {
            let unit = triaged.unit.as_ref().map(Label::as_str);
            let (actual, potential) = (triaged.actual.as_str(), triaged.potential.as_str());
            execute!(tx, TRIAGE, id, actual, potential, triaged.category.as_str(), unit)?;
        }
        IncidentEvent::MergedInto(merged) => {
            execute!(tx, MERGE, id, Some(merged.into.to_string()))?;
        }
        IncidentEvent::Unmerged(_) => {
            execute!(tx, MERGE, id, None::<&str>)?;
        }
        IncidentEvent::Opened(_)
        | IncidentEvent::ReportLinked(_)
        | IncidentEvent::ReportUnlinked(_)
        | IncidentEvent::Absorbed(_)
        | IncidentEvent::Released(_)
        | IncidentEvent::AssessmentDecided(_)
        | IncidentEvent::ResponseChosen(_)
        | IncidentEvent::TimelineItemAdded(_)
        | IncidentEvent::FactorIdentified(_)
        | IncidentEvent::AnalysisCompleted(_)
        | IncidentEvent::ActionAdded(_)
        | IncidentEvent::Closed(_)
        | IncidentEvent::Reopened(_) => return Ok(()),
    }
    let Judgement { actual, potential, category, unit } =
        judgement_for(tx, id).await?.unwrap_or_default();
    execute!(tx, JUDGE_ALL, id, category, unit, actual, potential).map(drop)
}

row! {
    /// What triage said; nothing before triage.
    #[derive(Default)]
    pub struct Judgement {
        /// How bad it was.
        pub actual: Option<String>,
        /// How bad it could have been.
        pub potential: Option<String>,
        /// Code of the list of categories.
        pub category: Option<String>,
        /// The unit where the conditions lie.
        pub unit: Option<String>,
    }
}

/// The judgement that counts for an incident's reports: its own, or that of the
/// incident at the end of its merges.
async fn judgement_for(tx: &mut Tx, incident_id: &str) -> sqlx::Result<Option<Judgement>> {
    fetch!(fetch_optional::<Judgement>(in tx, JUDGEMENT, incident_id))
}

async fn insert_received(
    tx: &mut Tx,
    id: &str,
    at: Timestamp,
    received: &Received,
) -> sqlx::Result<()> {
    let month = Month::of(ZONE.to_datetime(at).date()).to_string();
    let unit = received.unit.as_ref().map(Label::as_str);
    let (kind, year) = (received.kind.map(Kind::as_str), month.get(..4));
    let none = None::<&str>;
    execute!(tx, INSERT, id, &month, year, "received", kind, none, unit, none).map(drop)
}

async fn insert_imported(tx: &mut Tx, id: &str, imported: &Imported) -> sqlx::Result<()> {
    let dated = Dated::of(imported);
    execute!(
        tx,
        INSERT,
        id,
        dated.month,
        dated.year,
        dated.basis,
        imported.kind.map(Kind::as_str),
        imported.categories.first().map(Label::as_str),
        imported.unit.as_ref().map(Label::as_str),
        imported.dataset.as_str(),
    )
    .map(drop)
}

/// When an imported report counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Dated<'e> {
    month: Option<&'e str>,
    year: Option<&'e str>,
    basis: Option<&'static str>,
}

impl<'e> Dated<'e> {
    /// By when it was reported, if that month is known, else by when it happened. A year
    /// alone dates no month.
    fn of(imported: &'e Imported) -> Self {
        let reported = imported.reported.as_ref().map(|date| (date, "reported"));
        let happened = imported.happened.as_ref().map(|date| (date, "happened"));
        let dates = [reported, happened].into_iter().flatten();
        let known = dates.clone().find(|(date, _)| date.month().is_some());
        known.or_else(|| dates.into_iter().next()).map_or_else(Self::default, Self::by)
    }

    fn by((date, basis): (&'e ImpreciseDate, &'static str)) -> Self {
        Self { month: date.month(), year: Some(date.year()), basis: Some(basis) }
    }
}

statements! {
    GET = "select * from fact where report_id = $1";
    INSERT = "insert into fact (report_id, month, year, month_basis, kind, source_category,
            category, source_unit, unit, dataset)
        values ($1, $2, $3, $4, $5, $6, $6, $7, $7, $8)";
    LINK = "update fact set incident_id = $2 where report_id = $1";
    TRIAGE = "insert into fact_incident (incident_id, actual, potential, category, unit)
        values ($1, $2, $3, $4, $5)
        on conflict (incident_id) do update set actual = excluded.actual,
            potential = excluded.potential, category = excluded.category, unit = excluded.unit";
    MERGE = "insert into fact_incident (incident_id, merged_into) values ($1, $2)
        on conflict (incident_id) do update set merged_into = excluded.merged_into";
    // `union`, not `union all`: even a ring of merges would end.
    JUDGEMENT = "with recursive whole (incident_id) as (
            select cast($1 as text)
            union
            select part.merged_into from whole join fact_incident part
                on part.incident_id = whole.incident_id
                where part.merged_into is not null)
        select actual, potential, category, unit from fact_incident
        where incident_id in (select incident_id from whole) and merged_into is null";
    JUDGE_ONE = "update fact set category = coalesce($2, source_category),
            unit = coalesce($3, source_unit), actual = $4, potential = $5
        where report_id = $1";
    JUDGE_ALL = "with recursive part (incident_id) as (
            select cast($1 as text)
            union
            select merged.incident_id from part join fact_incident merged
                on merged.merged_into = part.incident_id)
        update fact set category = coalesce($2, source_category),
            unit = coalesce($3, source_unit), actual = $4, potential = $5
        where incident_id in (select incident_id from part)";
}

#[cfg(test)]
mod tests {
    use tillbud_events::report::Unlinked;

    use super::*;
    use crate::testing::{Bench, Log, imported, label, on_both, received, report_id};

    async fn fact(bench: &Bench, id: ReportId) -> FactRow {
        get(bench.models.db(), id).await.unwrap().unwrap()
    }

    async fn judged(bench: &Bench, id: ReportId) -> (Option<String>, Option<String>) {
        let fact = fact(bench, id).await;
        (fact.category, fact.unit)
    }

    fn some(category: &str, unit: &str) -> (Option<String>, Option<String>) {
        (Some(category.to_owned()), Some(unit.to_owned()))
    }

    fn month(text: &str) -> Month {
        text.parse().unwrap()
    }

    #[test]
    fn an_import_counts_by_the_month_it_was_reported_else_by_the_month_it_happened() {
        for (reported, happened, expected) in [
            (
                Some("2014-05-17"),
                Some("2013-01"),
                (Some("2014-05"), Some("2014"), Some("reported")),
            ),
            (Some("2014"), Some("2013-01"), (Some("2013-01"), Some("2013"), Some("happened"))),
            (None, Some("2013-01-02T10:00"), (Some("2013-01"), Some("2013"), Some("happened"))),
            (Some("2014"), Some("2013"), (None, Some("2014"), Some("reported"))),
            (None, Some("2013"), (None, Some("2013"), Some("happened"))),
            (None, None, (None, None, None)),
        ] {
            let date = |text: Option<&str>| text.map(|text| ImpreciseDate::parse(text).unwrap());
            let record =
                Imported { reported: date(reported), happened: date(happened), ..imported() };
            let Dated { month, year, basis } = Dated::of(&record);
            assert_eq!((month, year, basis), expected, "{reported:?} {happened:?}");
        }
    }

    on_both! {
        async fn a_month_begins_at_midnight_in_stockholm(bench: &Bench) {
            let mut log = Log::default();
            for (number, at) in [
                (1, "2025-12-31T22:59:00Z"),
                (2, "2025-12-31T23:00:00Z"),
                (3, "2026-07-31T21:59:00Z"),
                (4, "2026-07-31T22:00:00Z"),
            ] {
                log.push_at(at.parse().unwrap(), report_id(number), ReportEvent::Received(received()));
            }
            bench.follow(&log).await;
            for (number, month) in [(1, "2025-12"), (2, "2026-01"), (3, "2026-07"), (4, "2026-08")] {
                let fact = fact(bench, report_id(number)).await;
                assert_eq!(fact.month.as_deref(), Some(month));
                assert_eq!(fact.year.as_deref(), Some(&month[..4]));
                assert_eq!(fact.month_basis.as_deref(), Some("received"));
            }
        }

        async fn linked_reports_take_the_judgement_of_their_incident_and_give_it_back(bench: &Bench) {
            let mut log = Log::default();
            let record = Imported {
                categories: vec![label("Theft"), label("Other")],
                unit: Some(label("Clinic")),
                ..imported()
            };
            let id = report_id(1);
            log.push(id, ReportEvent::Imported(record));
            bench.follow(&log).await;
            assert_eq!(judged(bench, id).await, some("Theft", "Clinic"));
            let incident_id = log.open(1, &[id]);
            bench.follow(&log).await;
            assert_eq!(judged(bench, id).await, some("Theft", "Clinic"), "not triaged yet");
            log.triage(incident_id, "loss_theft", Some("Vårdcentral"));
            bench.follow(&log).await;
            assert_eq!(judged(bench, id).await, some("loss_theft", "Vårdcentral"));
            assert_eq!(fact(bench, id).await.potential.as_deref(), Some("major"));
            log.triage(incident_id, "physical", None);
            bench.follow(&log).await;
            assert_eq!(judged(bench, id).await, some("physical", "Clinic"));
            log.push(id, ReportEvent::Unlinked(Unlinked { incident_id }));
            bench.follow(&log).await;
            assert_eq!(judged(bench, id).await, some("Theft", "Clinic"));
            let alone = fact(bench, id).await;
            assert_eq!((alone.incident_id, alone.actual), (None, None));
        }

        async fn merged_reports_count_as_the_incident_at_the_end_of_the_merges(bench: &Bench) {
            let mut log = Log::default();
            let reports = [1, 2, 3].map(|number| log.receive(number));
            let [inner, middle, outer] =
                [0, 1, 2].map(|at| log.open(at as u128 + 1, &[reports[at]]));
            log.triage(inner, "access", Some("A"));
            log.triage(middle, "outage", Some("B"));
            log.merge(inner, middle);
            bench.follow(&log).await;
            assert_eq!(judged(bench, reports[0]).await, some("outage", "B"));
            log.merge(middle, outer);
            log.triage(outer, "other", Some("C"));
            bench.follow(&log).await;
            for id in reports {
                assert_eq!(judged(bench, id).await, some("other", "C"));
            }
            log.unmerge(middle, outer);
            bench.follow(&log).await;
            assert_eq!(judged(bench, reports[0]).await, some("outage", "B"));
            assert_eq!(judged(bench, reports[1]).await, some("outage", "B"));
            assert_eq!(judged(bench, reports[2]).await, some("other", "C"));
            log.unmerge(inner, middle);
            bench.follow(&log).await;
            assert_eq!(judged(bench, reports[0]).await, some("access", "A"));
        }

        async fn a_series_counts_by_month_and_key_and_tells_how_many_are_undated(bench: &Bench) {
            let mut log = Log::default();
            for (number, reported, unit) in [
                (1, Some("2014-05-01"), Some("B")),
                (2, Some("2014-05-31"), Some("A")),
                (3, Some("2014-07"), Some("B")),
                (4, Some("2014"), Some("B")),
                (5, None, None),
                (6, Some("2015-01"), None),
            ] {
                let record = Imported {
                    reported: reported.map(|text| ImpreciseDate::parse(text).unwrap()),
                    unit: unit.map(label),
                    kind: Some(Kind::Incident),
                    ..imported()
                };
                log.push(report_id(number), ReportEvent::Imported(record));
            }
            bench.follow(&log).await;
            let (from, to) = (month("2014-05"), month("2014-12"));
            let count = async |by, filter: Filter| {
                let counts = series(bench.models.db(), by, &filter, from, to).await.unwrap();
                let rows = counts.months.into_iter().map(|row| (row.key, row.month, row.count));
                (rows.collect::<Vec<_>>(), counts.undated)
            };
            let key = |key: Option<&str>, month: &str, count| (key.map(str::to_owned), month.to_owned(), count);
            assert_eq!(
                count(None, Filter::default()).await,
                (vec![key(None, "2014-05", 2), key(None, "2014-07", 1)], 2)
            );
            assert_eq!(
                count(Some(By::Unit), Filter::default()).await.0,
                [key(Some("A"), "2014-05", 1), key(Some("B"), "2014-05", 1), key(Some("B"), "2014-07", 1)]
            );
            let only_b = Filter { unit: Some("B".into()), ..Filter::default() };
            assert_eq!(
                count(Some(By::Kind), only_b).await,
                (vec![key(Some("incident"), "2014-05", 1), key(Some("incident"), "2014-07", 1)], 1)
            );
            let elsewhere = Filter { dataset: Some("other".into()), ..Filter::default() };
            assert_eq!(count(Some(By::Category), elsewhere).await, (vec![], 0));
        }
    }
}
