//! Which accounts stepped aside from which incidents.
//!
//! Must never be shown to anybody but the account itself: it is there so that routes and
//! lists keep an account out.

use tillbud_events::incident::Event;
use tillbud_events::{AnyEvent, HolderId, Recorded};

use crate::db::{Db, Tx, execute, fetch, row, statements};
use crate::projection::{At, Projection};

row! {
    /// An incident that an account stepped aside from.
    pub struct RecusalRow {
        /// Which incident.
        pub incident_id: String,
        /// When the account stepped aside.
        pub at: i64,
        /// What it said of why, unless it said nothing.
        pub reason: Option<String>,
    }
}

/// The incidents that `holder` stepped aside from and did not come back to, the latest first.
///
/// # Errors
/// When the database fails.
pub async fn of(db: &Db, holder: HolderId) -> sqlx::Result<Vec<RecusalRow>> {
    fetch!(fetch_all::<RecusalRow>(db, OF, holder.to_string()))
}

/// Writes the table of recusals.
pub(crate) struct Recusals;

impl Projection for Recusals {
    const NAME: &'static str = "recusal";
    const VERSION: u32 = 2;
    const DDL: &'static str = include_str!("../../migrations/recusal.sql");

    async fn apply(tx: &mut Tx, recorded: &Recorded<AnyEvent>) -> sqlx::Result<()> {
        let AnyEvent::Incident(event) = &recorded.event else { return Ok(()) };
        let Some(holder) = recorded.meta.actor.holder() else { return Ok(()) };
        let (at, holder) = (At::of(recorded), holder.to_string());
        if let Event::Recused(_) = event {
            execute!(tx, INSERT, holder, at.id, at.position).map(drop)
        } else if let Event::RecusalTakenBack(_) = event {
            execute!(tx, DELETE, holder, at.id).map(drop)
        } else {
            Ok(())
        }
    }
}

statements! {
    OF = "select recusal.incident_id, timeline.at, timeline.text as reason
        from recusal join timeline on timeline.incident_id = recusal.incident_id
            and timeline.position = recusal.position
        where recusal.holder = $1 order by recusal.position desc";
    INSERT = "insert into recusal (holder, incident_id, position) values ($1, $2, $3)
        on conflict do nothing";
    DELETE = "delete from recusal where holder = $1 and incident_id = $2";
}

#[cfg(test)]
mod tests {
    use tillbud_events::incident::{RecusalTakenBack, Recused};

    use super::*;
    use crate::testing::{Log, coordinator, on_both, text};

    on_both! {
        async fn an_account_is_aside_until_it_takes_that_back(bench: &Bench) {
            let mut log = Log::default();
            let report = log.receive(1);
            let id = log.open(1, &[report]);
            for reason in [Some(text("Leder enheten")), None] {
                log.push(id, Event::Recused(Recused { reason }));
            }
            bench.follow(&log).await;
            let holder = coordinator().holder().unwrap();
            let rows = of(bench.models.db(), holder).await.unwrap();
            assert_eq!((rows.len(), rows[0].reason.as_deref()), (1, Some("Leder enheten")));
            assert_eq!(rows[0].incident_id, id.to_string());
            let other = HolderId(uuid::Uuid::from_u128(9));
            assert!(of(bench.models.db(), other).await.unwrap().is_empty());
            let reason = text("Fel enhet");
            log.push(id, Event::RecusalTakenBack(RecusalTakenBack { reason }));
            bench.follow(&log).await;
            assert!(of(bench.models.db(), holder).await.unwrap().is_empty());
        }
    }
}
