//! Which accounts take no part in which incident any more.
//!
//! Must never be shown: it is there so that routes and lists keep an account out.

use tillbud_events::incident::Event;
use tillbud_events::{Actor, AnyEvent, IncidentId, Recorded};

use crate::db::{Db, Tx, execute, fetch, row, statements};
use crate::projection::{At, Projection};

row! {
    /// An incident that an account is kept out of.
    pub struct RecusalRow {
        /// Which incident.
        pub incident_id: String,
    }
}

/// The incidents that `actor` is kept out of: those it stepped aside from, and those that
/// they are worked on as part of.
///
/// # Errors
/// When the database fails.
pub async fn of(db: &Db, actor: Actor) -> sqlx::Result<Vec<RecusalRow>> {
    fetch!(fetch_all::<RecusalRow>(db, OF, actor.to_string()))
}

/// Writes the table of recusals.
pub(crate) struct Recusals;

impl Projection for Recusals {
    const NAME: &'static str = "recusal";
    const VERSION: u32 = 1;
    const DDL: &'static str = include_str!("../../migrations/recusal.sql");

    async fn apply(tx: &mut Tx, recorded: &Recorded<AnyEvent>) -> sqlx::Result<()> {
        let AnyEvent::Incident(Event::Recused(_)) = &recorded.event else { return Ok(()) };
        let (at, actor) = (At::of(recorded), recorded.meta.actor.to_string());
        execute!(tx, INSERT, actor, at.id, at.position).map(drop)
    }
}

/// Whether one of `rows` is `incident_id`.
#[must_use]
pub fn holds(rows: &[RecusalRow], incident_id: IncidentId) -> bool {
    let id = incident_id.to_string();
    rows.iter().any(|row| row.incident_id == id)
}

statements! {
    OF = "select incident_id from recusal where actor = $1
        union select incident.merged_into from recusal
            join incident on incident.incident_id = recusal.incident_id
            where recusal.actor = $1 and incident.merged_into is not null";
    INSERT = "insert into recusal (actor, incident_id, position) values ($1, $2, $3)
        on conflict do nothing";
}

#[cfg(test)]
mod tests {
    use tillbud_events::Role;
    use tillbud_events::incident::Recused;

    use super::*;
    use crate::testing::{Log, incident_id, on_both};

    on_both! {
        async fn an_account_is_kept_out_of_its_incident_and_of_the_one_that_took_it_in(bench: &Bench) {
            let mut log = Log::default();
            let (one, two) = (log.receive(1), log.receive(2));
            let (part, whole) = (log.open(1, &[one]), log.open(2, &[two]));
            for _ in 0..2 {
                log.push(part, Event::Recused(Recused { reason: None }));
            }
            bench.follow(&log).await;
            let actor = log.all().last().unwrap().meta.actor;
            let db = bench.models.db();
            let other = Actor::Staff { role: Role::Analyst, pseudonym: uuid::Uuid::nil() };
            assert!(of(db, other).await.unwrap().is_empty());
            let rows = of(db, actor).await.unwrap();
            assert!(holds(&rows, part) && !holds(&rows, whole));
            log.merge(part, whole);
            bench.follow(&log).await;
            assert!(holds(&of(db, actor).await.unwrap(), whole));
            assert!(!holds(&of(db, actor).await.unwrap(), incident_id(3)));
        }
    }
}
