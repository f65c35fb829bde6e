//! Events of reports and incidents → the tables of facts.
//!
//! Must never depend on the time zones of the computer that it runs on.

use jiff::civil::Date;
use jiff::tz::{self, TimeZone};
use tillbud_events::incident::Event as IncidentEvent;
use tillbud_events::report::Event as ReportEvent;
use tillbud_events::vocabulary::{Direction, Label};
use tillbud_events::{AnyEvent, Recorded};

use super::action;
use super::begin::{insert_imported, insert_received};
use super::change::Change;
use super::whole::{self, Judgement, ReportFact, Whole, judgement_for, month};
use crate::db::{Tx, execute, statements};
use crate::projection::Projection;

/// Where the organisation lives: a month begins at its midnight. Compiled in, so that
/// every computer gives the same months.
static ZONE: TimeZone = tz::get!("Europe/Stockholm");

/// Longest time that is told apart, in days; what took longer counts as this long.
const DAYS_MAX: i32 = 999;

/// Writes the tables of facts.
pub(crate) struct Facts;

impl Projection for Facts {
    const NAME: &'static str = "fact";
    const VERSION: u32 = 6;
    const DDL: &'static str = include_str!("../../../../migrations/fact.sql");

    async fn apply(tx: &mut Tx, recorded: &Recorded<AnyEvent>) -> sqlx::Result<()> {
        let id = recorded.stream.id.to_string();
        let day = ZONE.to_datetime(recorded.meta.at).date();
        match &recorded.event {
            AnyEvent::Report(event) => apply_report(tx, &id, day, event).await,
            AnyEvent::Incident(event) => apply_incident(tx, &id, day, event).await,
            AnyEvent::Action(event) => action::apply(tx, &id, day, event).await,
            AnyEvent::Concern(_)
            | AnyEvent::Grant(_)
            | AnyEvent::Follow(_)
            | AnyEvent::Lesson(_)
            | AnyEvent::Release(_)
            | AnyEvent::Theme(_)
            | AnyEvent::Improvement(_)
            | AnyEvent::Measure(_)
            | AnyEvent::Headcount(_)
            | AnyEvent::Campaign(_)
            | AnyEvent::Scan(_)
            | AnyEvent::Alert(_)
            | AnyEvent::Signal(_) => Ok(()),
        }
    }
}

async fn apply_report(tx: &mut Tx, id: &str, day: Date, event: &ReportEvent) -> sqlx::Result<()> {
    match event {
        ReportEvent::Received(received) => insert_received(tx, id, day, received).await,
        ReportEvent::Imported(imported) => insert_imported(tx, id, imported).await,
        ReportEvent::Linked(linked) => {
            let incident_id = linked.incident_id.to_string();
            let change = Change::of(tx, &[&incident_id]).await?.with_report(tx, id, -1).await?;
            execute!(tx, LINK, id, Some(incident_id.as_str()))?;
            if let Some(judgement) = judgement_for(tx, &incident_id).await? {
                let is_judged = judgement.category.is_some();
                judge_one(tx, id, judgement).await?;
                if is_judged {
                    reach(tx, id, day, TRIAGED).await?;
                }
            }
            change.finish(tx, &[&incident_id]).await
        }
        ReportEvent::Unlinked(unlinked) => {
            let incident_id = unlinked.incident_id.to_string();
            let change = Change::of(tx, &[&incident_id]).await?;
            execute!(tx, LINK, id, None::<&str>)?;
            judge_one(tx, id, Judgement::default()).await?;
            change.with_report(tx, id, 1).await?.finish(tx, &[&incident_id]).await
        }
        ReportEvent::Acknowledged(_) => reach_counted(tx, id, day, &[ACKNOWLEDGED]).await,
        ReportEvent::FeedbackGiven(_) => reach_counted(tx, id, day, &[TOLD]).await,
        ReportEvent::Declined(_) | ReportEvent::Rerouted(_) => {
            reach_counted(tx, id, day, &[TRIAGED, TOLD]).await
        }
        ReportEvent::ExperienceShared(shared) => {
            let change = Change::of_report(tx, id).await?;
            execute!(tx, SHARE, id, shared.again.as_str(), month(day))?;
            change.finish_report(tx, id).await
        }
        ReportEvent::QuestionAsked(_)
        | ReportEvent::ReplyReceived(_)
        | ReportEvent::TakenUpAgain(_)
        | ReportEvent::AttachmentAdded(_)
        | ReportEvent::OriginalOpened(_)
        | ReportEvent::CopyApproved(_)
        | ReportEvent::WordingKept(_)
        // What was counted stays counted.
        | ReportEvent::Erased(_) => Ok(()),
    }
}

async fn apply_incident(
    tx: &mut Tx,
    id: &str,
    day: Date,
    event: &IncidentEvent,
) -> sqlx::Result<()> {
    match event {
        IncidentEvent::Triaged(triaged) => {
            let unit = triaged.unit.as_ref().map(Label::as_str);
            let (actual, potential) = (triaged.actual.as_str(), triaged.potential.as_str());
            let change = Change::of(tx, &[id]).await?;
            execute!(tx, TRIAGE, id, actual, potential, triaged.category.as_str(), unit)?;
            judge_all(tx, id, day).await?;
            change.finish(tx, &[id]).await
        }
        IncidentEvent::MergedInto(merged) => {
            let into = merged.into.to_string();
            let change = Change::of(tx, &[id, &into]).await?;
            execute!(tx, MERGE, id, Some(into.as_str()))?;
            judge_all(tx, id, day).await?;
            change.finish(tx, &[&into]).await
        }
        IncidentEvent::Unmerged(unmerged) => {
            let from = unmerged.from.to_string();
            let change = Change::of(tx, &[id]).await?;
            execute!(tx, MERGE, id, None::<&str>)?;
            judge_all(tx, id, day).await?;
            change.finish(tx, &[id, &from]).await
        }
        IncidentEvent::FactorIdentified(factor) if factor.direction == Direction::Hindered => {
            let change = Change::of(tx, &[id]).await?;
            let factor_id = factor.factor_id.to_string();
            execute!(tx, FIND, id, factor_id, factor.element.as_str(), month(day))?;
            change.finish(tx, &[id]).await
        }
        IncidentEvent::FactorWithdrawn(withdrawn) => {
            let change = Change::of(tx, &[id]).await?;
            execute!(tx, WITHDRAW, id, withdrawn.factor_id.to_string())?;
            change.finish(tx, &[id]).await
        }
        IncidentEvent::Closed(_) => {
            let change = Change::of(tx, &[id]).await?;
            execute!(tx, CLOSE, id, month(day))?;
            change.finish(tx, &[id]).await
        }
        IncidentEvent::Opened(_)
        | IncidentEvent::Retitled(_)
        | IncidentEvent::FileAttached(_)
        | IncidentEvent::FileWithdrawn(_)
        | IncidentEvent::FactorIdentified(_)
        | IncidentEvent::ReportLinked(_)
        | IncidentEvent::ReportUnlinked(_)
        | IncidentEvent::Absorbed(_)
        | IncidentEvent::Released(_)
        | IncidentEvent::AssessmentDecided(_)
        | IncidentEvent::ResponseChosen(_)
        | IncidentEvent::TimelineItemAdded(_)
        | IncidentEvent::AnalysisCompleted(_)
        | IncidentEvent::ActionAdded(_)
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
        | IncidentEvent::ActionTakenUpAgain(_) => Ok(()),
    }
}

/// Notes the first time that a report came somewhere, and counts it.
async fn reach_counted(
    tx: &mut Tx,
    id: &str,
    day: Date,
    milestones: &[&'static str],
) -> sqlx::Result<()> {
    let change = Change::of_report(tx, id).await?;
    for milestone in milestones {
        reach(tx, id, day, milestone).await?;
    }
    change.finish_report(tx, id).await
}

/// Notes the first time that a report came somewhere. Imported ones have no such days.
async fn reach(tx: &mut Tx, id: &str, day: Date, milestone: &'static str) -> sqlx::Result<()> {
    let report = whole::report(tx, id).await?;
    match report.as_ref().and_then(|report| days_since_received(report, day)) {
        Some(days) => execute!(tx, milestone, id, days).map(drop),
        None => Ok(()),
    }
}

fn days_since_received(report: &ReportFact, day: Date) -> Option<i64> {
    let received: Date = report.received.as_deref()?.parse().ok()?;
    let days = received.until(day).ok()?.get_days();
    Some(i64::from(days.clamp(0, DAYS_MAX)))
}

/// Lends the judgement of an incident, or of the one that it became part of, to its reports.
async fn judge_all(tx: &mut Tx, id: &str, day: Date) -> sqlx::Result<()> {
    let judgement = judgement_for(tx, id).await?.unwrap_or_default();
    let is_judged = judgement.category.is_some();
    let Judgement { actual, potential, category, unit } = judgement;
    // The parts of the incident, and so the reports, are the same in all three.
    count_all(tx, id, -1).await?;
    execute!(tx, JUDGE_ALL, id, category, unit, actual, potential)?;
    count_all(tx, id, 1).await?;
    if is_judged {
        for report in Whole::load(tx, id).await?.reports {
            if let Some(days) = days_since_received(&report, day) {
                execute!(tx, TRIAGED, report.report_id, days)?;
            }
        }
    }
    Ok(())
}

/// Counts the reports of an incident, in months and weeks, or takes them out of the counts.
async fn count_all(tx: &mut Tx, id: &str, times: i64) -> sqlx::Result<()> {
    execute!(tx, COUNT_ALL, id, times)?;
    execute!(tx, COUNT_ALL_WEEKS, id, times).map(drop)
}

/// The same for one report.
pub(super) async fn count_one(tx: &mut Tx, id: &str, times: i64) -> sqlx::Result<()> {
    execute!(tx, COUNT_ONE, id, times)?;
    execute!(tx, COUNT_ONE_WEEK, id, times).map(drop)
}

async fn judge_one(tx: &mut Tx, id: &str, judgement: Judgement) -> sqlx::Result<()> {
    let Judgement { actual, potential, category, unit } = judgement;
    count_one(tx, id, -1).await?;
    execute!(tx, JUDGE_ONE, id, category, unit, actual, potential)?;
    count_one(tx, id, 1).await
}

statements! {
    ACKNOWLEDGED = "update fact set acknowledged_days = coalesce(acknowledged_days, $2)
        where report_id = $1";
    TRIAGED = "update fact set triaged_days = coalesce(triaged_days, $2) where report_id = $1";
    TOLD = "update fact set told_days = coalesce(told_days, $2) where report_id = $1";
    SHARE = "update fact set again = $2, again_month = coalesce(again_month, $3)
        where report_id = $1";
    // Only the first closing counts, and only of reports that somebody waits to hear of.
    CLOSE = "with recursive part (incident_id) as (
            select cast($1 as text)
            union
            select merged.incident_id from part join fact_incident merged
                on merged.merged_into = part.incident_id)
        update fact set closed_month = $2, told_before_closing = (told_days is not null)
        where incident_id in (select incident_id from part) and received is not null
            and closed_month is null";
    FIND = "insert into fact_factor (incident_id, factor_id, element, month)
        values ($1, $2, $3, $4) on conflict (incident_id, factor_id) do nothing";
    WITHDRAW = "delete from fact_factor where incident_id = $1 and factor_id = $2";
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
    COUNT_ONE_WEEK = "insert into fact_week (week, unit, category, count)
        select week, coalesce(unit, ''), coalesce(category, ''), cast($2 as bigint)
        from fact where report_id = $1 and week is not null
        on conflict (week, unit, category)
            do update set count = fact_week.count + excluded.count";
    COUNT_ALL_WEEKS = "with recursive part (incident_id) as (
            select cast($1 as text)
            union
            select merged.incident_id from part join fact_incident merged
                on merged.merged_into = part.incident_id)
        insert into fact_week (week, unit, category, count)
        select week, coalesce(unit, ''), coalesce(category, ''), cast($2 as bigint) * count(*)
        from fact where incident_id in (select incident_id from part) and week is not null
        group by 1, 2, 3
        on conflict (week, unit, category)
            do update set count = fact_week.count + excluded.count";
    LINK = "update fact set incident_id = $2 where report_id = $1";
    TRIAGE = "insert into fact_incident (incident_id, actual, potential, category, unit)
        values ($1, $2, $3, $4, $5)
        on conflict (incident_id) do update set actual = excluded.actual,
            potential = excluded.potential, category = excluded.category, unit = excluded.unit";
    MERGE = "insert into fact_incident (incident_id, merged_into) values ($1, $2)
        on conflict (incident_id) do update set merged_into = excluded.merged_into";
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
