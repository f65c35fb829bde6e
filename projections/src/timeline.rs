//! The history of an incident: its own events, the dialogue of its reports, its actions.
//!
//! Must never tell more of an actor than the role.

use tillbud_events::IncidentId;

use crate::db::{Db, row, statements};
use crate::page::{Cursor, PAGE_ROWS_MAX};

row! {
    /// One event that concerns an incident.
    pub struct TimelineRow {
        /// Which incident.
        pub incident_id: String,
        /// Where in the log.
        pub position: i64,
        /// When it was recorded.
        pub at: i64,
        /// Name of the role that acted, such as `coordinator` or `reporter`.
        pub actor: String,
        /// Such as `incident.triaged`.
        pub event_type: String,
        /// The stream it was recorded in, such as `report.<uuid>`.
        pub subject: String,
        /// When it happened, for timeline items that say so.
        pub happened: Option<String>,
        /// The words that matter, unless there are none or they were erased.
        pub text: Option<String>,
        /// Whether the words were erased.
        pub erased: bool,
        /// Coded facts, a JSON object as text.
        pub detail: String,
    }
}

/// The history from the beginning or after a row, oldest first; at most [`PAGE_ROWS_MAX`].
///
/// # Errors
/// When the database fails.
pub async fn timeline(
    db: &Db,
    incident_id: IncidentId,
    after: Option<Cursor>,
    limit: u32,
) -> sqlx::Result<Vec<TimelineRow>> {
    let after = after.map_or(0, |cursor| cursor.0);
    let limit = i64::from(limit.clamp(1, PAGE_ROWS_MAX));
    crate::db::fetch!(fetch_all::<TimelineRow>(
        db,
        TIMELINE,
        incident_id.to_string(),
        after,
        limit
    ))
}

statements! {
    TIMELINE = "select * from timeline where incident_id = $1 and position > $2
        order by position limit $3";
}
