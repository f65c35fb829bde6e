//! Events of actions → what is known of each: when it was decided, is due, was done.
//!
//! Must never know who does it.

use jiff::civil::Date;
use tillbud_events::action::Event;

use super::change::Change;
use super::whole::month;
use crate::db::{Tx, execute, fetch, row, statements};

/// Changes what is known of an action, and counts the difference.
pub(super) async fn apply(tx: &mut Tx, id: &str, day: Date, event: &Event) -> sqlx::Result<()> {
    if let Event::Proposed(proposed) = event {
        let incident_id = proposed.incident_id.to_string();
        return execute!(tx, PROPOSE, id, incident_id, proposed.strength.as_str()).map(drop);
    }
    let incident = fetch!(fetch_optional::<OfIncident>(in tx, OF_INCIDENT, id))?;
    let Some(OfIncident { incident_id }) = incident else { return Ok(()) };
    let change = Change::of(tx, &[&incident_id]).await?;
    match event {
        Event::Decided(decided) => {
            execute!(tx, DECIDE, id, month(day), decided.due.to_string())?;
        }
        Event::Rescheduled(to) => {
            execute!(tx, RESCHEDULE, id, to.due.to_string())?;
        }
        Event::Implemented(_) => {
            execute!(tx, IMPLEMENT, id, day.to_string())?;
        }
        Event::Verified(_) => {
            execute!(tx, VERIFY, id, day.to_string())?;
        }
        Event::Abandoned(_) => {
            execute!(tx, ABANDON, id, true)?;
        }
        Event::TakenUpAgain(_) => {
            execute!(tx, ABANDON, id, false)?;
        }
        Event::Proposed(_)
        | Event::EffectAssessed(_)
        | Event::MeasureNamed(_)
        | Event::FileAttached(_)
        | Event::FileWithdrawn(_)
        | Event::Reworded(_) => {}
    }
    change.finish(tx, &[&incident_id]).await
}

row! {
    /// The incident of an action.
    pub struct OfIncident {
        /// Which incident.
        pub incident_id: String,
    }
}

statements! {
    PROPOSE = "insert into fact_action (action_id, incident_id, strength, is_abandoned)
        values ($1, $2, $3, false)";
    OF_INCIDENT = "select incident_id from fact_action where action_id = $1";
    DECIDE = "update fact_action set decided_month = coalesce(decided_month, $2), due = $3
        where action_id = $1";
    RESCHEDULE = "update fact_action set due = $2 where action_id = $1";
    IMPLEMENT = "update fact_action set implemented = coalesce(implemented, $2)
        where action_id = $1";
    VERIFY = "update fact_action set verified = coalesce(verified, $2) where action_id = $1";
    ABANDON = "update fact_action set is_abandoned = $2 where action_id = $1";
}
