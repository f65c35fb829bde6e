//! Which functions somebody sees to: whose actions are their own.
//!
//! A holder is a pseudonym. Must never hold a name, nor compare functions but by their folded form
//! ([`tillbud_events::vocabulary::Label::folded`]).

use tillbud_events::grant::Event;
use tillbud_events::{AnyEvent, HolderId, Recorded};

use crate::db::{Db, Tx, execute, fetch, row, statements, words_of};
use crate::projection::{At, Projection};

row! {
    /// A function whose actions a holder sees to.
    pub struct HeldFunctionRow {
        /// Which grant.
        pub grant_id: String,
        /// Events in its stream; the expected version of the next write.
        pub version: i64,
        /// Where in the log it was recorded.
        pub position: i64,
        /// Who sees to them, as a pseudonym.
        pub holder: String,
        /// The function, as it was written.
        pub function: String,
        /// The same, as it is compared.
        pub folded: String,
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

row! {
    /// Who sees to a function, and nothing more of it.
    pub struct HolderRow {
        /// Who, as a pseudonym.
        pub holder: String,
        /// The function, as it is compared.
        pub folded: String,
    }
}

row! {
    /// A function that owns actions.
    pub struct OwnerRow {
        /// As it stands in an action.
        pub owner: String,
    }
}

/// Most rows that are listed.
pub const ROWS_MAX: i64 = 2_000;
/// Most functions that are suggested.
pub const SUGGESTED_MAX: i64 = 500;

/// Every function that somebody sees to, the first recorded first; at most [`ROWS_MAX`].
///
/// # Errors
/// When the database fails.
pub async fn list(db: &Db) -> sqlx::Result<Vec<HeldFunctionRow>> {
    fetch!(fetch_all::<HeldFunctionRow>(db, LIST, ROWS_MAX))
}

/// The functions that `holder` sees to.
///
/// # Errors
/// When the database fails.
pub async fn of(db: &Db, holder: HolderId) -> sqlx::Result<Vec<HeldFunctionRow>> {
    fetch!(fetch_all::<HeldFunctionRow>(db, OF, holder.to_string()))
}

/// Who sees to what, all of it: whoever is left out here would be told nothing.
///
/// # Errors
/// When the database fails.
pub async fn holders(db: &Db) -> sqlx::Result<Vec<HolderRow>> {
    fetch!(fetch_all::<HolderRow>(db, HOLDERS))
}

/// The functions that own actions, by name, each way of writing it; at most [`SUGGESTED_MAX`].
///
/// # Errors
/// When the database fails.
pub async fn owners(db: &Db) -> sqlx::Result<Vec<String>> {
    let rows = fetch!(fetch_all::<OwnerRow>(db, OWNERS, SUGGESTED_MAX))?;
    Ok(rows.into_iter().map(|row| row.owner).collect())
}

/// Writes the table of functions that somebody sees to.
pub(crate) struct HeldFunctions;

impl Projection for HeldFunctions {
    const NAME: &'static str = "held_function";
    const VERSION: u32 = 1;
    const DDL: &'static str = include_str!("../../migrations/held_function.sql");

    async fn apply(tx: &mut Tx, recorded: &Recorded<AnyEvent>) -> sqlx::Result<()> {
        let AnyEvent::Grant(event) = &recorded.event else { return Ok(()) };
        let at = At::of(recorded);
        match event {
            Event::FunctionHeld(held) => {
                let (reason, erased) = words_of(held.reason.as_ref());
                execute!(
                    tx,
                    INSERT,
                    &at.id,
                    at.version,
                    at.position,
                    held.holder.to_string(),
                    held.function.as_str(),
                    held.function.folded(),
                    held.source.as_str(),
                    at.milliseconds,
                    recorded.meta.actor.role_name(),
                    reason,
                    erased,
                )
                .map(drop)
            }
            Event::Revoked(_) => execute!(tx, DELETE, &at.id).map(drop),
            Event::Given(_) | Event::Confirmed(_) | Event::UnitLed(_) => Ok(()),
        }
    }
}

statements! {
    LIST = "select * from held_function where position > 0 order by position limit $1";
    OF = "select * from held_function where holder = $1 order by folded";
    HOLDERS = "select holder, folded from held_function where holder > ''";
    // From one name to the next along the index: there are few names and many actions.
    OWNERS = "with recursive wanted (owner) as (
            select min(action.owner) from action
            union all select (select min(action.owner) from action
                    where action.owner > wanted.owner)
                from wanted where wanted.owner is not null)
        select owner from wanted where owner is not null order by owner limit $1";
    INSERT = "insert into held_function (grant_id, version, position, holder, function, folded,
            source, since, given_as, reason, erased)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        on conflict (grant_id) do update set version = excluded.version,
            function = excluded.function, folded = excluded.folded, source = excluded.source,
            given_as = excluded.given_as, reason = excluded.reason, erased = excluded.erased";
    DELETE = "delete from held_function where grant_id = $1";
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use tillbud_events::GrantId;
    use tillbud_events::action::{Decided, Event as ActionEvent};
    use tillbud_events::grant::{FunctionHeld, Revoked};
    use tillbud_events::vocabulary::GrantSource;
    use uuid::Uuid;

    use super::*;
    use crate::testing::{Log, incident_id, label, on_both, text};

    on_both! {
        async fn a_function_is_held_until_that_is_taken_back_however_it_is_written(bench: &Bench) {
            let mut log = Log::default();
            let (id, holder) = (GrantId(Uuid::from_u128(3)), HolderId(Uuid::from_u128(7)));
            let (function, reason) = (label("  Ö-DRIFT  och\nIT "), Some(text("Driftchef")));
            let source = GrantSource::Decision;
            let held = FunctionHeld { holder, function, source, reason };
            log.push(id, Event::FunctionHeld(held));
            bench.follow(&log).await;
            let db = bench.models.db();
            let rows = list(db).await.unwrap();
            assert_eq!(rows, of(db, holder).await.unwrap());
            let told = (rows[0].function.as_str(), rows[0].folded.as_str(), rows[0].version);
            assert_eq!((rows.len(), told), (1, ("Ö-DRIFT och IT", "ö-drift och it", 1)));
            assert_eq!(rows[0].reason.as_deref(), Some("Driftchef"));
            let holders = holders(db).await.unwrap();
            assert_eq!((holders.len(), holders[0].folded.as_str()), (1, "ö-drift och it"));
            log.push(id, Event::Revoked(Revoked { source, reason: None }));
            bench.follow(&log).await;
            assert!(list(db).await.unwrap().is_empty());
        }

        async fn the_functions_that_own_actions_are_suggested_once_each(bench: &Bench) {
            let mut log = Log::default();
            for (number, owner) in [(1, "Rektor"), (2, "IT-drift"), (3, "Rektor"), (4, "")] {
                let id = log.propose(number, incident_id(1));
                if !owner.is_empty() {
                    let (owner, due) = (label(owner), date(2026, 9, 10));
                    let decided = Decided { owner, due, weak_plan_reason: None };
                    log.push(id, ActionEvent::Decided(decided));
                }
            }
            bench.follow(&log).await;
            assert_eq!(owners(bench.models.db()).await.unwrap(), ["IT-drift", "Rektor"]);
        }
    }
}
