//! Events of reports and incidents → the tables of facts.
//!
//! Must never depend on the time zones of the computer that it runs on.

use jiff::Timestamp;
use jiff::tz::{self, TimeZone};
use tillbud_events::incident::Event as IncidentEvent;
use tillbud_events::report::{Event as ReportEvent, Imported, Received};
use tillbud_events::vocabulary::{Kind, Label};
use tillbud_events::{AnyEvent, ImpreciseDate, Recorded};

use crate::db::{Tx, execute, fetch, row, statements};
use crate::projection::Projection;
use crate::trend::series::Month;

/// Where the organisation lives: a month begins at its midnight. Compiled in, so that
/// every computer gives the same months.
static ZONE: TimeZone = tz::get!("Europe/Stockholm");

/// Writes the tables of facts.
pub(crate) struct Facts;

impl Projection for Facts {
    const NAME: &'static str = "fact";
    const VERSION: u32 = 2;
    const DDL: &'static str = include_str!("../../../../migrations/fact.sql");

    async fn apply(tx: &mut Tx, recorded: &Recorded<AnyEvent>) -> sqlx::Result<()> {
        let id = recorded.stream.id.to_string();
        match &recorded.event {
            AnyEvent::Report(event) => apply_report(tx, &id, recorded.meta.at, event).await,
            AnyEvent::Incident(event) => apply_incident(tx, &id, event).await,
            AnyEvent::Action(_)
            | AnyEvent::Concern(_)
            | AnyEvent::Grant(_)
            | AnyEvent::Follow(_)
            | AnyEvent::Lesson(_)
            | AnyEvent::Release(_) => Ok(()),
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
                Some(judgement) => judge_one(tx, id, judgement).await,
                None => Ok(()),
            }
        }
        ReportEvent::Unlinked(_) => {
            execute!(tx, LINK, id, None::<&str>)?;
            judge_one(tx, id, Judgement::default()).await
        }
        ReportEvent::Acknowledged(_)
        | ReportEvent::QuestionAsked(_)
        | ReportEvent::ReplyReceived(_)
        | ReportEvent::FeedbackGiven(_)
        | ReportEvent::Declined(_)
        | ReportEvent::Rerouted(_)
        | ReportEvent::TakenUpAgain(_)
        | ReportEvent::AttachmentAdded(_)
        | ReportEvent::OriginalOpened(_)
        | ReportEvent::CopyApproved(_)
        | ReportEvent::ExperienceShared(_)
        | ReportEvent::WordingKept(_)
        // What was counted stays counted.
        | ReportEvent::Erased(_) => Ok(()),
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
        | IncidentEvent::Reopened(_)
        | IncidentEvent::PersonalDataAnswered(_)
        | IncidentEvent::AssessmentAsked(_)
        | IncidentEvent::ControllerAssessed(_)
        | IncidentEvent::AwarenessDeclared(_)
        | IncidentEvent::DeadlinesSet(_)
        | IncidentEvent::NotificationDescribed(_)
        | IncidentEvent::NotificationSent(_)
        | IncidentEvent::NotificationSupplemented(_)
        | IncidentEvent::NotificationFinished(_)
        | IncidentEvent::WordingKept(_)
        | IncidentEvent::QuestionAnswered(_)
        | IncidentEvent::Assigned(_)
        | IncidentEvent::Recused(_)
        | IncidentEvent::RecusalTakenBack(_)
        | IncidentEvent::ActionTakenUpAgain(_) => return Ok(()),
    }
    let Judgement { actual, potential, category, unit } =
        judgement_for(tx, id).await?.unwrap_or_default();
    // The parts of the incident, and so the reports, are the same in all three.
    execute!(tx, COUNT_ALL, id, -1_i64)?;
    execute!(tx, JUDGE_ALL, id, category, unit, actual, potential)?;
    execute!(tx, COUNT_ALL, id, 1_i64).map(drop)
}

async fn judge_one(tx: &mut Tx, id: &str, judgement: Judgement) -> sqlx::Result<()> {
    let Judgement { actual, potential, category, unit } = judgement;
    execute!(tx, COUNT_ONE, id, -1_i64)?;
    execute!(tx, JUDGE_ONE, id, category, unit, actual, potential)?;
    execute!(tx, COUNT_ONE, id, 1_i64).map(drop)
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
    execute!(tx, INSERT, id, &month, year, "received", kind, none, unit, none)?;
    execute!(tx, COUNT_ONE, id, 1_i64).map(drop)
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
    )?;
    execute!(tx, COUNT_ONE, id, 1_i64).map(drop)
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
    INSERT = "insert into fact (report_id, month, year, month_basis, kind, source_category,
            category, source_unit, unit, dataset)
        values ($1, $2, $3, $4, $5, $6, $6, $7, $7, $8)";
    // Without the casts PostgreSQL takes each parameter of a `select` for a text.
    COUNT_ONE = "insert into fact_count (month, kind, category, unit, dataset, count)
        select coalesce(month, ''), coalesce(kind, ''), coalesce(category, ''),
            coalesce(unit, ''), coalesce(dataset, ''), cast($2 as bigint)
        from fact where report_id = $1
        on conflict (month, kind, category, unit, dataset)
            do update set count = fact_count.count + excluded.count";
    COUNT_ALL = "with recursive part (incident_id) as (
            select cast($1 as text)
            union
            select merged.incident_id from part join fact_incident merged
                on merged.merged_into = part.incident_id)
        insert into fact_count (month, kind, category, unit, dataset, count)
        select coalesce(month, ''), coalesce(kind, ''), coalesce(category, ''),
            coalesce(unit, ''), coalesce(dataset, ''), cast($2 as bigint) * count(*)
        from fact where incident_id in (select incident_id from part)
        group by 1, 2, 3, 4, 5
        on conflict (month, kind, category, unit, dataset)
            do update set count = fact_count.count + excluded.count";
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
    use super::*;
    use crate::testing::imported;

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
}
