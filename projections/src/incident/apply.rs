//! Events of incidents and of their actions → the tables of incidents.
//!
//! Must never store a stage that [`stage`] would not give for the rows beside it.

use std::collections::BTreeSet;

use tillbud_events::action::Event as ActionEvent;
use tillbud_events::incident::{Event, FactorIdentified, Opened, Triaged};
use tillbud_events::vocabulary::{Label, Response};
use tillbud_events::{AnyEvent, Recorded};

use super::stage::{ActionCounts, Facts, Stage, stage};
use crate::action::State;
use crate::db::{Tx, execute, fetch, row, statements, words};
use crate::projection::{At, Projection};

/// Writes the tables of incidents.
pub(crate) struct Incidents;

impl Projection for Incidents {
    const NAME: &'static str = "incident";
    const VERSION: u32 = 4;
    const DDL: &'static str = include_str!("../../../migrations/incident.sql");

    async fn apply(tx: &mut Tx, recorded: &Recorded<AnyEvent>) -> sqlx::Result<()> {
        let at = At::of(recorded);
        match &recorded.event {
            AnyEvent::Report(_)
            | AnyEvent::Concern(_)
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
            AnyEvent::Incident(event) => apply_incident(tx, &at, event).await,
            AnyEvent::Action(event) => apply_action(tx, &at, event).await,
        }
    }
}

async fn apply_incident(tx: &mut Tx, at: &At, event: &Event) -> sqlx::Result<()> {
    let (id, version) = (at.id.as_str(), at.version);
    let stored = match event {
        Event::Opened(opened) => return insert(tx, at, opened).await,
        Event::ReportLinked(linked) => {
            let report_id = linked.report_id.to_string();
            execute!(tx, LINK_REPORT, id, report_id, at.position, 0_i64)?;
            return execute!(tx, COUNT_REPORTS, id, version).map(drop);
        }
        Event::ReportUnlinked(unlinked) => {
            execute!(tx, UNLINK_REPORT, id, unlinked.report_id.to_string())?;
            return execute!(tx, COUNT_REPORTS, id, version).map(drop);
        }
        Event::Absorbed(_)
        | Event::Released(_)
        | Event::TimelineItemAdded(_)
        | Event::ActionAdded(_)
        | Event::AssessmentDecided(_)
        | Event::PersonalDataAnswered(_)
        | Event::AssessmentAsked(_)
        | Event::ControllerAssessed(_)
        | Event::AwarenessDeclared(_)
        | Event::DeadlinesSet(_)
        | Event::NotificationDescribed(_)
        | Event::NotificationSent(_)
        | Event::NotificationSupplemented(_)
        | Event::NotificationFinished(_)
        | Event::WordingKept(_)
        | Event::QuestionAnswered(_)
        | Event::Recused(_)
        | Event::RecusalTakenBack(_)
        | Event::FileAttached(_)
        | Event::FileWithdrawn(_)
        | Event::ActionTakenUpAgain(_) => return execute!(tx, TOUCH, id, version).map(drop),
        Event::Assigned(assigned) => {
            let (role, folded) = (assigned.role.as_str(), assigned.role.folded());
            return execute!(tx, ASSIGN, id, version, role, folded, at.milliseconds).map(drop);
        }
        Event::Retitled(retitled) => {
            let (title, erased) = words(&retitled.title);
            return execute!(tx, RETITLE, id, version, title, erased).map(drop);
        }
        Event::FactorWithdrawn(withdrawn) => {
            execute!(tx, WITHDRAW_FACTOR, id, withdrawn.factor_id.to_string())?;
            return execute!(tx, TOUCH, id, version).map(drop);
        }
        Event::FactorIdentified(factor) => {
            insert_factor(tx, at, factor).await?;
            return execute!(tx, TOUCH, id, version).map(drop);
        }
        Event::MergedInto(merged) => {
            let into = Some(merged.into.to_string());
            fetch!(fetch_optional::<Stored>(in tx, MERGE, id, version, into))?
        }
        Event::Unmerged(_) => {
            fetch!(fetch_optional::<Stored>(in tx, MERGE, id, version, None::<&str>))?
        }
        Event::Triaged(triaged) => triage(tx, at, triaged).await?,
        Event::ResponseChosen(chosen) => {
            let response = chosen.response.as_str();
            fetch!(fetch_optional::<Stored>(in tx, RESPOND, id, version, response))?
        }
        Event::AnalysisCompleted(completed) => {
            let (summary, erased) = words(&completed.summary);
            fetch!(fetch_optional::<Stored>(in tx, COMPLETE_ANALYSIS, id, version, summary, erased))?
        }
        Event::Closed(closed) => {
            let (outcome, erased) = words(&closed.outcome);
            let closed_at = Some(at.milliseconds);
            fetch!(fetch_optional::<Stored>(in tx, CLOSE, id, version, closed_at, outcome, erased))?
        }
        Event::Reopened(_) => {
            let (closed_at, outcome) = (None::<i64>, None::<&str>);
            fetch!(fetch_optional::<Stored>(in tx, CLOSE, id, version, closed_at, outcome, false))?
        }
    };
    show_stage(tx, id, stored).await
}

async fn apply_action(tx: &mut Tx, at: &At, event: &ActionEvent) -> sqlx::Result<()> {
    let id = at.id.as_str();
    if let ActionEvent::TakenUpAgain(_) = event {
        let found = fetch!(fetch_optional::<(String,)>(in tx, RESUME_ACTION, id))?;
        let Some((incident_id,)) = found else { return Ok(()) };
        let stored = fetch!(fetch_optional::<Stored>(in tx, STORED, &incident_id))?;
        return show_stage(tx, &incident_id, stored).await;
    }
    let Some(state) = State::after(event) else { return Ok(()) };
    let state = state.as_str();
    let incident_id = if let ActionEvent::Proposed(proposed) = event {
        let incident_id = proposed.incident_id.to_string();
        execute!(tx, INSERT_ACTION, id, &incident_id, state)?;
        Some(incident_id)
    } else {
        fetch!(fetch_optional::<(String,)>(in tx, CHANGE_ACTION, id, state))?.map(|(id,)| id)
    };
    let Some(incident_id) = incident_id else { return Ok(()) };
    let stored = fetch!(fetch_optional::<Stored>(in tx, STORED, &incident_id))?;
    show_stage(tx, &incident_id, stored).await
}

async fn insert(tx: &mut Tx, at: &At, opened: &Opened) -> sqlx::Result<()> {
    let (title, erased) = words(&opened.title);
    let report_count = opened.report_ids.iter().collect::<BTreeSet<_>>().len();
    execute!(
        tx,
        INSERT,
        &at.id,
        at.version,
        at.position,
        title,
        Stage::Opened.as_str(),
        at.milliseconds,
        erased,
        i64::try_from(report_count).unwrap_or(i64::MAX),
    )?;
    for (report_id, ordinal) in opened.report_ids.iter().zip(1_i64..) {
        execute!(tx, LINK_REPORT, &at.id, report_id.to_string(), at.position, ordinal)?;
    }
    Ok(())
}

async fn triage(tx: &mut Tx, at: &At, triaged: &Triaged) -> sqlx::Result<Option<Stored>> {
    execute!(tx, REMOVE_ASSETS, &at.id)?;
    for (affected, ordinal) in triaged.assets.iter().zip(1_i64..) {
        let [k, r, t] = [affected.k, affected.r, affected.t].map(|level| i64::from(level.value()));
        execute!(tx, INSERT_ASSET, &at.id, ordinal, affected.asset.as_str(), k, r, t)?;
    }
    fetch!(fetch_optional::<Stored>(
        in tx,
        TRIAGE,
        &at.id,
        at.version,
        triaged.actual.as_str(),
        triaged.potential.as_str(),
        triaged.category.as_str(),
        triaged.unit.as_ref().map(Label::as_str),
        at.milliseconds,
        triaged.risk.map(|risk| risk.harm.as_str()),
        triaged.risk.map(|risk| risk.likelihood.as_str()),
    ))
}

async fn insert_factor(tx: &mut Tx, at: &At, factor: &FactorIdentified) -> sqlx::Result<()> {
    let (text, erased) = words(&factor.text);
    execute!(
        tx,
        INSERT_FACTOR,
        &at.id,
        factor.factor_id.to_string(),
        at.position,
        factor.element.as_str(),
        factor.direction.as_str(),
        text,
        erased,
    )
    .map(drop)
}

row! {
    /// What is stored of an incident that its stage follows from, and what is shown now.
    pub struct Stored {
        /// The incident it is part of.
        pub merged_into: Option<String>,
        /// When it was closed.
        pub closed_at: Option<i64>,
        /// Severity, set at triage.
        pub actual: Option<String>,
        /// How to respond.
        pub response: Option<String>,
        /// Whether the analysis was completed.
        pub analysed: bool,
        /// Its actions by state.
        pub proposed: i64,
        /// To be done.
        pub decided: i64,
        /// Done, the effect not assessed.
        pub implemented: i64,
        /// Done, the effect assessed.
        pub assessed: i64,
        /// Effect confirmed.
        pub verified: i64,
        /// Ended without a confirmed effect.
        pub abandoned: i64,
    }
}

/// The stage and the counts of actions that belong to the rows.
async fn show_stage(tx: &mut Tx, id: &str, stored: Option<Stored>) -> sqlx::Result<()> {
    let Some(stored) = stored else { return Ok(()) };
    let actions = ActionCounts {
        proposed: stored.proposed,
        decided: stored.decided,
        implemented: stored.implemented + stored.assessed,
        verified: stored.verified,
        abandoned: stored.abandoned,
    };
    let stage = stage(Facts {
        is_merged: stored.merged_into.is_some(),
        is_closed: stored.closed_at.is_some(),
        is_triaged: stored.actual.is_some(),
        response: stored.response.as_deref().and_then(Response::from_stored),
        is_analysed: stored.analysed,
        actions,
    });
    let (open, last) = (actions.open(), actions.last());
    execute!(tx, SHOW_STAGE, id, stage.as_str(), open + last, open, last).map(drop)
}

/// The columns of [`Stored`], so that a change and what follows from it are one round trip.
macro_rules! stored {
    () => {
        " merged_into, closed_at, actual, response, analysed,
        (select count(*) from incident_action a where a.incident_id = $1
            and a.state = 'proposed') as proposed,
        (select count(*) from incident_action a where a.incident_id = $1
            and a.state = 'decided') as decided,
        (select count(*) from incident_action a where a.incident_id = $1
            and a.state = 'implemented') as implemented,
        (select count(*) from incident_action a where a.incident_id = $1
            and a.state = 'assessed') as assessed,
        (select count(*) from incident_action a where a.incident_id = $1
            and a.state = 'verified') as verified,
        (select count(*) from incident_action a where a.incident_id = $1
            and a.state = 'abandoned') as abandoned "
    };
}

statements! {
    INSERT = "insert into incident (incident_id, version, position, title, stage, analysed,
            opened_at, erased, report_count, action_count, action_open_count, action_final_count)
        values ($1, $2, $3, $4, $5, false, $6, $7, $8, 0, 0, 0)";
    TOUCH = "update incident set version = $2 where incident_id = $1";
    LINK_REPORT = "insert into incident_report (incident_id, report_id, position, ordinal)
        values ($1, $2, $3, $4) on conflict do nothing";
    UNLINK_REPORT = "delete from incident_report where incident_id = $1 and report_id = $2";
    COUNT_REPORTS = "update incident set version = $2,
            report_count = (select count(*) from incident_report where incident_id = $1)
        where incident_id = $1";
    MERGE = concat!("update incident set version = $2, merged_into = $3 where incident_id = $1 returning", stored!());
    TRIAGE = concat!("update incident set version = $2, actual = $3, potential = $4, category = $5,
            unit = $6, triaged_at = coalesce(triaged_at, $7), risk_harm = $8, risk_likelihood = $9
        where incident_id = $1 returning", stored!());
    REMOVE_ASSETS = "delete from incident_asset where incident_id = $1";
    INSERT_ASSET = "insert into incident_asset (incident_id, ordinal, asset, k, r, t)
        values ($1, $2, $3, $4, $5, $6)";
    RESPOND = concat!("update incident set version = $2, response = $3, analysed = false,
            analysis_summary = null
        where incident_id = $1 returning", stored!());
    COMPLETE_ANALYSIS = concat!("update incident set version = $2, analysed = true,
            analysis_summary = $3, erased = (erased or $4)
        where incident_id = $1 returning", stored!());
    CLOSE = concat!("update incident set version = $2, closed_at = $3, outcome = $4,
            erased = (erased or $5)
        where incident_id = $1 returning", stored!());
    ASSIGN = "update incident set version = $2, assigned = $3, assigned_folded = $4,
            assigned_at = $5
        where incident_id = $1";
    RETITLE = "update incident set version = $2, title = $3, erased = (erased or $4)
        where incident_id = $1";
    WITHDRAW_FACTOR = "update incident_factor set withdrawn = true
        where incident_id = $1 and factor_id = $2";
    INSERT_FACTOR = "insert into incident_factor
            (incident_id, factor_id, position, element, direction, text, erased, withdrawn)
        values ($1, $2, $3, $4, $5, $6, $7, false) on conflict do nothing";
    INSERT_ACTION = "insert into incident_action (action_id, incident_id, state, state_before)
        values ($1, $2, $3, $3)";
    CHANGE_ACTION = "update incident_action set state_before = state, state = $2
        where action_id = $1 returning incident_id";
    RESUME_ACTION = "update incident_action set state = state_before where action_id = $1
        returning incident_id";
    STORED = concat!("select", stored!(), "from incident where incident_id = $1");
    SHOW_STAGE = "update incident set stage = $2, action_count = $3, action_open_count = $4,
            action_final_count = $5
        where incident_id = $1";
}
