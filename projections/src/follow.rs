//! Which incidents an account follows, and what happened to them lately.
//!
//! Must never be shown to anybody but the account itself, nor counted.

use tillbud_events::follow::Event;
use tillbud_events::{AnyEvent, HolderId, IncidentId, Recorded};

use crate::db::{Db, Tx, execute, fetch, row, statements};
use crate::projection::{At, Projection};

/// Most incidents of one account that are listed.
pub const ROWS_MAX: i64 = 200;

row! {
    /// What happened last to an incident that an account follows.
    pub struct LatelyRow {
        /// Which incident.
        pub incident_id: String,
        /// What it is called, unless erased.
        pub title: Option<String>,
        /// What happened, such as `incident.triaged`.
        pub event_type: String,
        /// When.
        pub at: i64,
    }
}

/// The incidents that `holder` follows to which something happened since a moment
/// (milliseconds), the latest first; at most [`ROWS_MAX`]. What was asked, answered and told in
/// their reports, and that one was erased, counts `with_reports` alone.
///
/// # Errors
/// When the database fails.
pub async fn lately(
    db: &Db,
    holder: HolderId,
    with_reports: bool,
    since: i64,
) -> sqlx::Result<Vec<LatelyRow>> {
    let holder = holder.to_string();
    fetch!(fetch_all::<LatelyRow>(db, LATELY, holder, since, ROWS_MAX, with_reports))
}

/// Whether `holder` follows an incident.
///
/// # Errors
/// When the database fails.
pub async fn is_followed(db: &Db, holder: HolderId, id: IncidentId) -> sqlx::Result<bool> {
    let found = fetch!(fetch_optional::<(String,)>(db, ONE, holder.to_string(), id.to_string()))?;
    Ok(found.is_some())
}

/// Writes the table of follows.
pub(crate) struct Follows;

impl Projection for Follows {
    const NAME: &'static str = "follow";
    const VERSION: u32 = 1;
    const DDL: &'static str = include_str!("../../migrations/follow.sql");

    async fn apply(tx: &mut Tx, recorded: &Recorded<AnyEvent>) -> sqlx::Result<()> {
        let AnyEvent::Follow(event) = &recorded.event else { return Ok(()) };
        let Some(holder) = recorded.meta.actor.holder() else { return Ok(()) };
        let At { id, position, .. } = At::of(recorded);
        match event {
            Event::Begun(begun) => {
                let (holder, incident_id) = (holder.to_string(), begun.incident_id.to_string());
                execute!(tx, INSERT, id, holder, incident_id, position).map(drop)
            }
            Event::Ended(_) => execute!(tx, DELETE, id).map(drop),
        }
    }
}

statements! {
    LATELY = "select incident.incident_id, incident.title, timeline.event_type, timeline.at
        from follow join incident on incident.incident_id = follow.incident_id
            join timeline on timeline.incident_id = follow.incident_id
                and timeline.position = (select max(position) from timeline last
                    where last.incident_id = follow.incident_id and (not last.of_report
                        or ($4 and last.event_type in ('report.question_asked',
                            'report.reply_received', 'report.feedback_given', 'report.erased'))))
        where follow.holder = $1 and timeline.at >= $2
        order by timeline.position desc limit $3";
    ONE = "select follow_id from follow where holder = $1 and incident_id = $2";
    INSERT = "insert into follow (follow_id, holder, incident_id, position)
        values ($1, $2, $3, $4) on conflict do nothing";
    DELETE = "delete from follow where follow_id = $1";
}

#[cfg(test)]
mod tests {
    use tillbud_events::FollowId;
    use tillbud_events::follow::{Begun, Ended};
    use tillbud_events::report::{Acknowledged, Event as ReportEvent, ReplyReceived};
    use uuid::Uuid;

    use super::*;
    use crate::incident::{Filter, list};
    use crate::testing::{Log, coordinator, message_id, on_both, text};

    on_both! {
        async fn what_is_followed_is_listed_with_what_happened_lately_until_it_ends(bench: &Bench) {
            let mut log = Log::default();
            let (one, two) = (log.receive(1), log.receive(2));
            let (first, second) = (log.open(1, &[one]), log.open(2, &[two]));
            for (number, incident_id) in [(1, first), (2, second)] {
                let begun = Event::Begun(Begun { incident_id });
                log.push(FollowId(Uuid::from_u128(number)), begun);
            }
            log.triage(first, "access", None);
            bench.follow(&log).await;
            let (db, holder) = (bench.models.db(), coordinator().holder().unwrap());
            let ids = async || {
                let filter = Filter { followed_by: Some(holder), ..Filter::default() };
                let rows = list(db, &filter, None, 50).await.unwrap().rows;
                rows.into_iter().map(|row| row.incident_id).collect::<Vec<_>>()
            };
            assert_eq!(ids().await, [second.to_string(), first.to_string()]);
            let rows = lately(db, holder, true, 0).await.unwrap();
            let told: Vec<_> = rows.iter().map(|row| row.event_type.as_str()).collect();
            assert_eq!(told, ["incident.triaged", "incident.opened"]);
            let last = rows[0].at;
            assert_eq!(lately(db, holder, true, last).await.unwrap().len(), 1);
            assert!(lately(db, holder, true, last + 1).await.unwrap().is_empty());
            // A reply is told to whoever may read reports; that one was seen is no news.
            let reply = ReplyReceived { message_id: message_id(1), text: text("I tisdags") };
            log.push(two, ReportEvent::ReplyReceived(reply));
            log.push(two, ReportEvent::Acknowledged(Acknowledged {}));
            bench.follow(&log).await;
            for (with_reports, expected) in [
                (true, ["report.reply_received", "incident.triaged"]),
                (false, ["incident.triaged", "incident.opened"]),
            ] {
                let rows = lately(db, holder, with_reports, 0).await.unwrap();
                let told: Vec<_> = rows.iter().map(|row| row.event_type.as_str()).collect();
                assert_eq!(told, expected);
            }
            let other = HolderId(Uuid::from_u128(9));
            assert!(!is_followed(db, other, first).await.unwrap());
            assert!(is_followed(db, holder, first).await.unwrap());
            log.push(FollowId(Uuid::from_u128(1)), Event::Ended(Ended {}));
            bench.follow(&log).await;
            assert_eq!(ids().await, [second.to_string()]);
        }
    }
}
