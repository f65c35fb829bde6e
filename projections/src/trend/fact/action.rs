//! Events of actions → what is known of each: when it was decided, is due, was done.
//!
//! Must never know who does it, nor let an action be in time by being moved or given up late, nor
//! let a month that is over become late afterwards.

use std::collections::BTreeSet;

use jiff::civil::Date;
use tillbud_events::action::Event;

use super::change::Change;
use super::whole::{month, month_of};
use crate::db::{Tx, execute, fetch, row, statements};

/// Changes what is known of an action, and counts the difference.
pub(super) async fn apply(tx: &mut Tx, id: &str, day: Date, event: &Event) -> sqlx::Result<()> {
    if let Event::Proposed(proposed) = event {
        let incident_id = proposed.incident_id.to_string();
        return execute!(tx, PROPOSE, id, incident_id, proposed.strength.as_str()).map(drop);
    }
    let Some(known) = fetch!(fetch_optional::<Known>(in tx, KNOWN, id))? else { return Ok(()) };
    let incident_id = known.incident_id.as_str();
    let change = Change::of(tx, &[incident_id]).await?;
    match event {
        Event::Decided(decided) => {
            execute!(tx, DECIDE, id, month(day), decided.due.to_string())?;
        }
        Event::Rescheduled(to) => {
            execute!(tx, RESCHEDULE, id, to.due.to_string(), known.missed_on(day))?;
        }
        Event::Implemented(_) => {
            execute!(tx, IMPLEMENT, id, day.to_string())?;
        }
        Event::Verified(_) => {
            execute!(tx, VERIFY, id, day.to_string())?;
        }
        Event::Abandoned(_) => {
            execute!(tx, ABANDON, id, day.to_string())?;
        }
        Event::TakenUpAgain(_) => {
            execute!(tx, TAKE_UP, id, known.due_again(day))?;
        }
        Event::Proposed(_)
        | Event::EffectAssessed(_)
        | Event::MeasureNamed(_)
        | Event::FileAttached(_)
        | Event::FileWithdrawn(_)
        | Event::Reworded(_) => {}
    }
    change.finish(tx, &[incident_id]).await
}

row! {
    /// What is known of an action before an event.
    pub struct Known {
        /// The incident that it is for.
        pub incident_id: String,
        /// The day by which it is to be done.
        pub due: Option<String>,
        /// The months in which it was late when it was moved.
        pub missed: String,
        /// The day on which it was done.
        pub implemented: Option<String>,
        /// The day on which it was given up, unless it goes on.
        pub abandoned: Option<String>,
    }
}

impl Known {
    /// The same months once it is moved on `day`: the day by which it is to be done is not late.
    fn missed_on(&self, day: Date) -> String {
        let day = day.to_string();
        let late = self.due.as_deref().filter(|due| *due < day.as_str());
        let months = self.missed.split_whitespace().chain(late.map(month_of));
        let months: BTreeSet<&str> = months.collect();
        months.into_iter().collect::<Vec<_>>().join(" ")
    }

    /// The day by which it is to be done once it is taken up again on `day`: none until somebody
    /// sets one, when its own passed while it was given up, as nobody was to do it by then.
    fn due_again(&self, day: Date) -> Option<String> {
        let day = day.to_string();
        let passed_meanwhile = |due: &String| {
            let was_given_up = self.abandoned.as_ref().is_some_and(|on| on <= due);
            was_given_up && self.implemented.is_none() && *due < day
        };
        self.due.clone().filter(|due| !passed_meanwhile(due))
    }
}

statements! {
    PROPOSE = "insert into fact_action (action_id, incident_id, strength, missed)
        values ($1, $2, $3, '')";
    KNOWN = "select incident_id, due, missed, implemented, abandoned from fact_action
        where action_id = $1";
    DECIDE = "update fact_action set decided_month = coalesce(decided_month, $2), due = $3
        where action_id = $1";
    RESCHEDULE = "update fact_action set due = $2, missed = $3 where action_id = $1";
    IMPLEMENT = "update fact_action set implemented = coalesce(implemented, $2)
        where action_id = $1";
    VERIFY = "update fact_action set verified = coalesce(verified, $2) where action_id = $1";
    ABANDON = "update fact_action set abandoned = $2 where action_id = $1";
    TAKE_UP = "update fact_action set abandoned = null, due = $2 where action_id = $1";
}
