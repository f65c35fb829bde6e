//! Erases the words that the organisation's rules no longer keep.
//!
//! The read models say what may be due, the log decides: a report whose incident is open
//! never loses its words. Must never run on read models that are behind.

mod rules;

use std::collections::HashMap;
use std::time::Duration;

use jiff::civil::Date;
use tillbud_events::incident::Incident;
use tillbud_events::report::{Dialogue, Erased, Report};
use tillbud_events::vocabulary::{Grounds, Label};
use tillbud_events::{Actor, IncidentId, ReportId};
use tillbud_projections::report::{self, KeptRow, Status};
use tillbud_projections::{Db, db, incident};
use tokio::task::JoinHandle;

pub use rules::{Ending, Rule, RuleError, Rules, RulesError};

use crate::App;
use crate::act::Act;
use crate::clock::Clock;
use crate::dispatch::{Dispatch, DispatchError};
use crate::policies::eraser::Eraser;

/// How often the rules are looked at.
const EVERY: Duration = Duration::from_secs(24 * 60 * 60);
/// Pause before trying again after a failure.
const PAUSE: Duration = Duration::from_secs(60);

/// Words that are no longer kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// Whose.
    pub report_id: ReportId,
    /// Under which rule: its decision, and
    pub decision: Label,
    /// which reports it is for.
    pub ending: Ending,
}

/// Looks at the rules at once and then every day, until it is aborted.
#[must_use]
pub fn start(app: App, rules: Rules) -> JoinHandle<()> {
    tokio::spawn(async move {
        loop {
            let pause = match sweep(&app, &rules).await {
                Ok(()) => EVERY,
                Err(error) => {
                    tracing::warn!(
                        error = format!("{error:#}"),
                        "cannot apply the retention rules"
                    );
                    PAUSE
                }
            };
            app.clock.pause(pause).await;
        }
    })
}

async fn sweep(app: &App, rules: &Rules) -> anyhow::Result<()> {
    let tip = app.store.tip().await?;
    app.projector.caught_up_within(tip, Duration::MAX).await;
    let due = find(app.read_models.db(), rules, app.clock.today()).await?;
    let erased = erase(&app.dispatch, &app.eraser, &app.clock, &due).await?;
    if erased > 0 {
        tracing::info!(erased, "erased words that the retention rules no longer keep");
    }
    Ok(())
}

/// What is no longer kept on `today`, oldest reports first within each ending.
///
/// # Errors
/// When the database fails.
pub async fn find(
    db: &Db,
    rules: &Rules,
    today: Date,
) -> Result<Vec<Due>, tillbud_projections::DatabaseError> {
    let mut found = Vec::new();
    let mut closed = HashMap::new();
    for status in
        [Status::Received, Status::Acknowledged, Status::Declined, Status::Rerouted, Status::Linked]
    {
        let mut after = 0;
        loop {
            let rows = report::kept(db, status, after).await?;
            let Some(last) = rows.last() else { break };
            after = last.position;
            for row in rows {
                let ended = match status {
                    Status::Received | Status::Acknowledged => {
                        row.imported.then_some((Ending::Imported, row.received_at))
                    }
                    Status::Declined => row.ended_at.map(|at| (Ending::Declined, at)),
                    Status::Rerouted => row.ended_at.map(|at| (Ending::Rerouted, at)),
                    Status::Linked => {
                        closed_at(db, &row, &mut closed).await?.map(|at| (Ending::Closed, at))
                    }
                    Status::Erased => None,
                };
                let Some((ending, since)) = ended else { continue };
                let rule = rules.due(ending, db::timestamp(since), today);
                if let (Some(rule), Ok(report_id)) = (rule, row.report_id.parse()) {
                    found.push(Due { report_id, decision: rule.decision.clone(), ending });
                }
            }
        }
    }
    Ok(found)
}

/// When the incident that the report is worked on in was closed; none while it is open.
async fn closed_at(
    db: &Db,
    row: &KeptRow,
    known: &mut HashMap<IncidentId, Option<i64>>,
) -> Result<Option<i64>, tillbud_projections::DatabaseError> {
    let Some(first) = row.incident_id.as_ref().and_then(|id| id.parse::<IncidentId>().ok()) else {
        return Ok(None);
    };
    if let Some(known) = known.get(&first) {
        return Ok(*known);
    }
    // A merge never forms a ring, so this ends at the incident being worked on.
    let mut next = Some(first);
    let mut closed_at = None;
    while let Some(id) = next {
        let found = incident::get(db, id).await?;
        closed_at = found.as_ref().and_then(|row| row.closed_at);
        next = found.and_then(|row| row.merged_into?.parse().ok());
    }
    known.insert(first, closed_at);
    Ok(closed_at)
}

/// Erases what is due, unless the log says otherwise by now. Gives how many were erased.
///
/// # Errors
/// [`DispatchError`] when the log is away; the rest is found again next time.
pub async fn erase(
    dispatch: &Dispatch,
    eraser: &Eraser,
    clock: &Clock,
    due: &[Due],
) -> Result<usize, DispatchError> {
    let mut erased = 0;
    for Due { report_id, decision, ending } in due {
        let report = dispatch.load::<Report>((*report_id).into()).await?;
        if !is_ended(dispatch, &report.state, *ending).await? {
            continue;
        }
        let act = Act::once(clock, Actor::System);
        let (grounds, decision) = (Grounds::Retention, Some(decision.clone()));
        let order = Erased { grounds, decision };
        match eraser.erase(*report_id, Some(report.version()), &act, order).await {
            Ok(_) => erased += 1,
            // Someone works on it: then it is not as it was when it was found.
            Err(DispatchError::PreconditionFailed | DispatchError::Conflict) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(erased)
}

/// Whether the log says that the report's way ended so.
async fn is_ended(
    dispatch: &Dispatch,
    report: &Report,
    ending: Ending,
) -> Result<bool, DispatchError> {
    Ok(match report {
        Report::Unknown | Report::Erased { .. } => false,
        Report::Open { thread, .. } => {
            ending == Ending::Imported && thread.dialogue == Dialogue::Absent
        }
        Report::Declined { .. } => ending == Ending::Declined,
        Report::Rerouted { .. } => ending == Ending::Rerouted,
        Report::Linked { incident_id, .. } => {
            ending == Ending::Closed && is_closed(dispatch, *incident_id).await?
        }
    })
}

async fn is_closed(dispatch: &Dispatch, incident_id: IncidentId) -> Result<bool, DispatchError> {
    let mut at = incident_id;
    loop {
        match dispatch.load::<Incident>(at.into()).await?.state {
            // A merge never forms a ring.
            Incident::Merged { into, .. } => at = into,
            state => return Ok(matches!(state, Incident::Closed(_))),
        }
    }
}
