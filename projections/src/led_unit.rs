//! Which units somebody leads, and is therefore kept out of.
//!
//! A holder is a pseudonym. Must never hold a name.

use tillbud_events::grant::Event;
use tillbud_events::{AnyEvent, HolderId, Recorded};

use crate::db::{Db, Tx, execute, fetch, row, statements, words_of};
use crate::projection::{At, Projection};

row! {
    /// A unit that a holder leads.
    pub struct LedUnitRow {
        /// Which grant.
        pub grant_id: String,
        /// Events in its stream; the expected version of the next write.
        pub version: i64,
        /// Where in the log it was recorded.
        pub position: i64,
        /// Who leads it, as a pseudonym.
        pub holder: String,
        /// The unit: a code of the list, or a name.
        pub unit: String,
        /// Who vouches for it.
        pub source: String,
        /// Since when it is recorded.
        pub since: i64,
        /// As which role it was recorded.
        pub given_as: String,
        /// Why, unless nothing was said.
        pub reason: Option<String>,
        /// Whether the reason was erased.
        pub erased: bool,
    }
}

/// Most rows that are listed.
pub const ROWS_MAX: i64 = 2_000;

/// Every unit that somebody leads, the first recorded first; at most [`ROWS_MAX`].
///
/// # Errors
/// When the database fails.
pub async fn list(db: &Db) -> sqlx::Result<Vec<LedUnitRow>> {
    fetch!(fetch_all::<LedUnitRow>(db, LIST, ROWS_MAX))
}

/// The units that `holder` leads.
///
/// # Errors
/// When the database fails.
pub async fn of(db: &Db, holder: HolderId) -> sqlx::Result<Vec<LedUnitRow>> {
    fetch!(fetch_all::<LedUnitRow>(db, OF, holder.to_string()))
}

/// Writes the table of units that somebody leads.
pub(crate) struct LedUnits;

impl Projection for LedUnits {
    const NAME: &'static str = "led_unit";
    const VERSION: u32 = 1;
    const DDL: &'static str = include_str!("../../migrations/led_unit.sql");

    async fn apply(tx: &mut Tx, recorded: &Recorded<AnyEvent>) -> sqlx::Result<()> {
        let AnyEvent::Grant(event) = &recorded.event else { return Ok(()) };
        let at = At::of(recorded);
        match event {
            Event::UnitLed(led) => {
                let (reason, erased) = words_of(led.reason.as_ref());
                execute!(
                    tx,
                    INSERT,
                    &at.id,
                    at.version,
                    at.position,
                    led.holder.to_string(),
                    led.unit.as_str(),
                    led.source.as_str(),
                    at.milliseconds,
                    recorded.meta.actor.role_name(),
                    reason,
                    erased,
                )
                .map(drop)
            }
            Event::Revoked(_) => execute!(tx, DELETE, &at.id).map(drop),
            Event::Given(_) | Event::Confirmed(_) | Event::FunctionHeld(_) => Ok(()),
        }
    }
}

statements! {
    LIST = "select * from led_unit where position > 0 order by position limit $1";
    OF = "select * from led_unit where holder = $1 order by unit";
    INSERT = "insert into led_unit (grant_id, version, position, holder, unit, source, since,
            given_as, reason, erased)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        on conflict (grant_id) do update set version = excluded.version,
            source = excluded.source, given_as = excluded.given_as, reason = excluded.reason,
            erased = excluded.erased";
    DELETE = "delete from led_unit where grant_id = $1";
}

#[cfg(test)]
mod tests {
    use tillbud_events::GrantId;
    use tillbud_events::grant::{Revoked, UnitLed};
    use tillbud_events::vocabulary::GrantSource;
    use uuid::Uuid;

    use super::*;
    use crate::testing::{Log, label, on_both, text};

    on_both! {
        async fn a_unit_is_led_until_that_is_taken_back(bench: &Bench) {
            let mut log = Log::default();
            let (id, holder) = (GrantId(Uuid::from_u128(3)), HolderId(Uuid::from_u128(7)));
            let led = |source, reason| {
                Event::UnitLed(UnitLed { holder, unit: label("norr"), source, reason })
            };
            log.push(id, led(GrantSource::Provider, None));
            log.push(id, led(GrantSource::Decision, Some(text("Enhetschef"))));
            bench.follow(&log).await;
            let db = bench.models.db();
            let rows = list(db).await.unwrap();
            assert_eq!(rows, of(db, holder).await.unwrap());
            let told = (rows[0].unit.as_str(), rows[0].reason.as_deref(), rows[0].version);
            assert_eq!((rows.len(), told), (1, ("norr", Some("Enhetschef"), 2)));
            let revoked = Revoked { source: GrantSource::Decision, reason: None };
            log.push(id, Event::Revoked(revoked));
            bench.follow(&log).await;
            assert!(list(db).await.unwrap().is_empty());
        }
    }
}
