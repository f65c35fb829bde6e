//! How each event of a measure changes its rows.
//!
//! Must never keep a decision that was taken back among those in force.

use tillbud_events::measure::{Definition, Event};
use tillbud_events::{AnyEvent, Month, Recorded, Text};

use super::Decision;
use crate::db::{Tx, execute, statements};
use crate::projection::{At, Projection};

/// Writes the tables of measures.
pub(crate) struct Measures;

impl Projection for Measures {
    const NAME: &'static str = "measure";
    const VERSION: u32 = 1;
    const DDL: &'static str = include_str!("../../../migrations/measure.sql");

    async fn apply(tx: &mut Tx, recorded: &Recorded<AnyEvent>) -> sqlx::Result<()> {
        let AnyEvent::Measure(event) = &recorded.event else { return Ok(()) };
        let at = At::of(recorded);
        let role = recorded.meta.actor.role_name();
        execute!(tx, SEE, &at.id, at.version, at.milliseconds)?;
        match event {
            Event::Defined(defined) => {
                let definition = encode(&defined.definition)?;
                let key = defined.definition.key.as_str();
                let (version, position, time) = (at.version, at.position, at.milliseconds);
                execute!(tx, DEFINE, &at.id, version, position, key, definition, time, role)
                    .map(drop)
            }
            Event::Revised(revised) => {
                execute!(tx, REVISE, &at.id, encode(&revised.definition)?).map(drop)
            }
            Event::Retired(retired) => {
                execute!(tx, RETIRE, &at.id, true, retired.reason.as_clear()).map(drop)
            }
            Event::TakenUpAgain(_) => execute!(tx, RETIRE, &at.id, false, None::<&str>).map(drop),
            Event::BaselineFrozen(frozen) => {
                execute!(tx, THAW, &at.id)?;
                let reason = frozen.reason.as_ref();
                decide(tx, &at, role, Decision::Frozen, frozen.until, reason).await
            }
            Event::BaselineThawed(_) => execute!(tx, THAW, &at.id).map(drop),
            Event::Rebased(rebased) => {
                execute!(tx, THAW, &at.id)?;
                let reason = Some(&rebased.reason);
                decide(tx, &at, role, Decision::Rebased, rebased.from, reason).await
            }
            Event::RebaseTakenBack(back) => {
                execute!(tx, THAW, &at.id)?;
                take_back(tx, &at, Decision::Rebased, back.from).await
            }
            Event::PointExcluded(excluded) => {
                let reason = Some(&excluded.reason);
                decide(tx, &at, role, Decision::Excluded, excluded.month, reason).await
            }
            Event::PointIncluded(included) => {
                take_back(tx, &at, Decision::Excluded, included.month).await
            }
        }
    }
}

fn encode(definition: &Definition) -> sqlx::Result<String> {
    serde_json::to_string(definition).map_err(|error| sqlx::Error::Encode(error.into()))
}

async fn decide(
    tx: &mut Tx,
    at: &At,
    role: &str,
    decision: Decision,
    month: Month,
    reason: Option<&Text>,
) -> sqlx::Result<()> {
    let (kind, month) = (decision.as_str(), month.to_string());
    let reason = reason.and_then(Text::as_clear);
    execute!(tx, DECIDE, &at.id, at.version, kind, month, reason, at.milliseconds, role).map(drop)
}

async fn take_back(tx: &mut Tx, at: &At, decision: Decision, month: Month) -> sqlx::Result<()> {
    execute!(tx, TAKE_BACK, &at.id, decision.as_str(), month.to_string()).map(drop)
}

statements! {
    DEFINE = "insert into measure (measure_id, version, position, key, definition, is_retired,
            defined_at, defined_as, changed_at)
        values ($1, $2, $3, $4, $5, false, $6, $7, $6)";
    SEE = "update measure set version = $2, changed_at = $3 where measure_id = $1";
    REVISE = "update measure set definition = $2 where measure_id = $1";
    RETIRE = "update measure set is_retired = $2, retirement = $3 where measure_id = $1";
    DECIDE = "insert into measure_baseline
            (measure_id, version, kind, month, reason, decided_at, decided_as)
        values ($1, $2, $3, $4, $5, $6, $7)";
    THAW = "delete from measure_baseline where measure_id = $1 and kind = 'frozen'";
    TAKE_BACK = "delete from measure_baseline where measure_id = $1 and kind = $2 and month = $3";
}
