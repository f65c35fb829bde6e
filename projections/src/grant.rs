//! Grants: which roles are given to whom, since when and until when.
//!
//! A holder is a pseudonym. Whether a grant has run out depends on the day, so a reader
//! brings it. Must never hold a name.

use jiff::civil::Date;
use tillbud_events::grant::{Event, Given};
use tillbud_events::{AnyEvent, GrantId, HolderId, Recorded, Role};

use crate::db::{Db, Tx, execute, fetch, row, statements, words_of};
use crate::projection::{At, Projection};

row! {
    /// One role of one holder.
    pub struct GrantRow {
        /// Which grant.
        pub grant_id: String,
        /// Events in its stream; the expected version of the next write.
        pub version: i64,
        /// Where in the log it was first given.
        pub position: i64,
        /// Whose it is, as a pseudonym.
        pub holder: String,
        /// Which role.
        pub role: String,
        /// Who vouches for it.
        pub source: String,
        /// Since when it has been held without a break.
        pub given_at: i64,
        /// As which role it was given.
        pub given_as: String,
        /// The last day on which it holds.
        pub until: Option<String>,
        /// Why it was given, unless erased.
        pub reason: Option<String>,
        /// Whether the reason was erased.
        pub erased: bool,
        /// The day of the last review.
        pub confirmed_on: Option<String>,
        /// When it was taken back.
        pub revoked_at: Option<i64>,
    }
}

impl GrantRow {
    /// Whether it holds on this day.
    #[must_use]
    pub fn holds_on(&self, day: Date) -> bool {
        let has_run_out = self.until.as_ref().is_some_and(|until| *until < day.to_string());
        self.revoked_at.is_none() && !has_run_out
    }
}

/// All grants that were not taken back, by role, the oldest first. Those that have run
/// out are among them.
///
/// # Errors
/// When the database fails.
pub async fn list(db: &Db) -> sqlx::Result<Vec<GrantRow>> {
    let mut rows = Vec::new();
    for role in Role::ALL {
        rows.extend(fetch!(fetch_all::<GrantRow>(db, OF_ROLE, role.as_str()))?);
    }
    Ok(rows)
}

/// One grant.
///
/// # Errors
/// When the database fails.
pub async fn get(db: &Db, grant_id: GrantId) -> sqlx::Result<Option<GrantRow>> {
    fetch!(fetch_optional::<GrantRow>(db, GET, grant_id.to_string()))
}

/// The roles that `holder` may act in on this day, in reading order.
///
/// # Errors
/// When the database fails.
pub async fn roles_of(db: &Db, holder: HolderId, day: Date) -> sqlx::Result<Vec<Role>> {
    let rows = fetch!(fetch_all::<GrantRow>(db, OF_HOLDER, holder.to_string()))?;
    let is_held =
        |role: &Role| rows.iter().any(|row| row.role == role.as_str() && row.holds_on(day));
    Ok(Role::ALL.into_iter().filter(is_held).collect())
}

/// Writes the table of grants.
pub(crate) struct Grants;

impl Projection for Grants {
    const NAME: &'static str = "grant";
    const VERSION: u32 = 1;
    const DDL: &'static str = include_str!("../../migrations/grant.sql");

    async fn apply(tx: &mut Tx, recorded: &Recorded<AnyEvent>) -> sqlx::Result<()> {
        let AnyEvent::Grant(event) = &recorded.event else { return Ok(()) };
        let at = At::of(recorded);
        match event {
            Event::Given(given) => give(tx, &at, recorded.meta.actor.role_name(), given).await,
            Event::Confirmed(confirmed) => {
                execute!(tx, CONFIRM, &at.id, at.version, confirmed.on.to_string()).map(drop)
            }
            Event::Revoked(_) => {
                execute!(tx, REVOKE, &at.id, at.version, at.milliseconds).map(drop)
            }
            Event::UnitLed(_) | Event::FunctionHeld(_) => Ok(()),
        }
    }
}

async fn give(tx: &mut Tx, at: &At, given_as: &str, given: &Given) -> sqlx::Result<()> {
    let (reason, erased) = words_of(given.reason.as_ref());
    execute!(
        tx,
        GIVE,
        &at.id,
        at.version,
        at.position,
        given.holder.to_string(),
        given.role.as_str(),
        given.source.as_str(),
        at.milliseconds,
        given_as,
        given.until.map(|until| until.to_string()),
        reason,
        erased,
    )
    .map(drop)
}

statements! {
    OF_ROLE = "select * from access_grant where role = $1 and revoked_at is null
        order by given_at, grant_id";
    GET = "select * from access_grant where grant_id = $1";
    OF_HOLDER = "select * from access_grant where holder = $1";
    GIVE = "insert into access_grant
            (grant_id, version, position, holder, role, source, given_at, given_as, until, reason,
             erased)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        on conflict (grant_id) do update set version = excluded.version,
            source = excluded.source, given_as = excluded.given_as, until = excluded.until,
            reason = excluded.reason, erased = excluded.erased,
            confirmed_on = case when access_grant.revoked_at is null
                and excluded.source = 'provider' then access_grant.confirmed_on end,
            given_at = case when access_grant.revoked_at is null
                then access_grant.given_at else excluded.given_at end,
            revoked_at = null";
    CONFIRM = "update access_grant set version = $2, confirmed_on = $3 where grant_id = $1";
    REVOKE = "update access_grant set version = $2, revoked_at = $3 where grant_id = $1";
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use tillbud_events::grant::{Confirmed, Revoked};
    use tillbud_events::vocabulary::GrantSource;
    use uuid::Uuid;

    use super::*;
    use crate::testing::{Bench, Log, on_both, text};

    fn grant(number: u128) -> GrantId {
        GrantId(Uuid::from_u128(number))
    }

    fn holder() -> HolderId {
        HolderId(Uuid::from_u128(1))
    }

    fn given(role: Role, until: Option<Date>) -> Event {
        let reason = Some(text("Tar över"));
        let source = GrantSource::Decision;
        Event::Given(Given { holder: holder(), role, source, until, reason })
    }

    fn revoked() -> Event {
        Event::Revoked(Revoked { source: GrantSource::Decision, reason: None })
    }

    async fn roles(bench: &Bench, day: Date) -> Vec<Role> {
        roles_of(bench.models.db(), holder(), day).await.unwrap()
    }

    on_both! {
        async fn a_role_holds_until_its_last_day_and_no_longer_when_taken_back(bench: &Bench) {
            let mut log = Log::default();
            let last = date(2026, 12, 31);
            log.push(grant(1), given(Role::Analyst, Some(last)));
            log.push(grant(2), given(Role::Coordinator, None));
            bench.follow(&log).await;
            assert_eq!(roles(bench, last).await, [Role::Coordinator, Role::Analyst]);
            assert_eq!(roles(bench, date(2027, 1, 1)).await, [Role::Coordinator]);
            log.push(grant(2), revoked());
            bench.follow(&log).await;
            assert_eq!(roles(bench, date(2027, 1, 1)).await, []);
            let listed = list(bench.models.db()).await.unwrap();
            assert_eq!(listed.len(), 1, "what has run out is listed, what was taken back is not");
            assert!(listed[0].holds_on(last) && !listed[0].holds_on(date(2027, 1, 1)));
        }

        async fn a_review_and_a_longer_time_leave_the_beginning_as_it_was(bench: &Bench) {
            let mut log = Log::default();
            let at = |day: &str| format!("{day}T10:00:00Z").parse::<jiff::Timestamp>().unwrap();
            let since = at("2026-01-02");
            log.push_at(since, grant(1), given(Role::Analyst, None));
            log.push_at(at("2026-06-01"), grant(1), Event::Confirmed(Confirmed { on: date(2026, 6, 1) }));
            bench.follow(&log).await;
            let row = get(bench.models.db(), grant(1)).await.unwrap().unwrap();
            assert_eq!((row.version, row.confirmed_on.as_deref()), (2, Some("2026-06-01")));
            log.push_at(at("2026-07-01"), grant(1), given(Role::Analyst, Some(date(2027, 1, 1))));
            bench.follow(&log).await;
            let row = get(bench.models.db(), grant(1)).await.unwrap().unwrap();
            assert_eq!((row.given_at, row.until.as_deref()), (since.as_millisecond(), Some("2027-01-01")));
            assert_eq!((row.reason.as_deref(), row.given_as.as_str()), (Some("Tar över"), "coordinator"));
            assert_eq!(row.confirmed_on, None, "it was given anew by somebody who decided it");
            log.push(grant(1), Event::Confirmed(Confirmed { on: date(2026, 8, 1) }));
            let renewed = Given {
                holder: holder(),
                role: Role::Analyst,
                source: GrantSource::Provider,
                until: Some(date(2028, 1, 1)),
                reason: None,
            };
            log.push(grant(1), Event::Given(renewed));
            bench.follow(&log).await;
            let row = get(bench.models.db(), grant(1)).await.unwrap().unwrap();
            assert_eq!(row.confirmed_on.as_deref(), Some("2026-08-01"), "renewed is not reviewed anew");
            assert_eq!(row.until.as_deref(), Some("2028-01-01"));
            log.push(grant(1), revoked());
            let again = at("2026-09-01");
            log.push_at(again, grant(1), given(Role::Analyst, None));
            bench.follow(&log).await;
            let row = get(bench.models.db(), grant(1)).await.unwrap().unwrap();
            assert_eq!((row.given_at, row.revoked_at), (again.as_millisecond(), None));
        }
    }
}
