//! What comes in while a page stands open: ids alone, for whoever may see the thing itself.
//!
//! A session is looked at again before each event and at least every few seconds, so a
//! revoked one ends its stream. Must never send a word, nor tell of what a role cannot open,
//! nor count as use of the session: a page that stands open is nobody at work.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream::{self, Stream};
use serde::Deserialize;
use tillbud_events::{Position, Role, StreamKind};

use crate::App;
use crate::access::{Right, Staff};
use crate::store::RawRecord;
use crate::web::conflict::{self, Named};
use crate::web::extract::Params;
use crate::web::signed_in::still_signed_in;

/// Events that put something before a person who decides.
const NEWS: [&str; 6] = [
    "report.received",
    "report.reply_received",
    "report.attachment_added",
    DEADLINES_SET,
    "action.implemented",
    "action.effect_assessed",
];
/// The clock of a law was begun or moved: of an incident, and open to more than incidents are.
const DEADLINES_SET: &str = "incident.deadlines_set";
/// Events read at once.
const BATCH: usize = 50;
/// Longest that a stream goes on before its session is looked at again.
const WAIT: Duration = Duration::from_secs(10);

/// Where to begin.
#[derive(Debug, Deserialize)]
pub struct Since {
    /// The position up to which the page is known to be right.
    after: Option<u64>,
}

/// What comes in after a position, live. One event a thing: its name is the kind, its
/// words are the id.
pub async fn get(
    State(app): State<App>,
    staff: Staff,
    Params(Since { after }): Params<Since>,
    headers: HeaderMap,
) -> Response {
    let seen = headers.get("last-event-id").and_then(|value| value.to_str().ok()?.parse().ok());
    let now = app.projector.progress().position().0;
    let follower = Follower {
        after: Position(seen.or(after).unwrap_or(now)),
        ready: Vec::new().into_iter(),
        app,
        staff,
        headers,
    };
    Sse::new(follower.stream()).keep_alive(KeepAlive::default()).into_response()
}

/// One open page.
struct Follower {
    app: App,
    staff: Staff,
    headers: HeaderMap,
    after: Position,
    ready: std::vec::IntoIter<RawRecord>,
}

impl Follower {
    /// Ends when the page goes away, the session does, the log does, or the program stops.
    fn stream(self) -> impl Stream<Item = Result<Event, Infallible>> {
        stream::unfold(self, |mut follower| async move {
            let ending = follower.app.ending.clone();
            let event = tokio::select! {
                event = follower.next() => event?,
                () = ending.begun() => return None,
            };
            Some((Ok(event), follower))
        })
    }

    async fn next(&mut self) -> Option<Event> {
        loop {
            while let Some(record) = self.ready.next() {
                self.after = record.position;
                if self.is_for_page(&record) && self.is_open_to(&record).await {
                    if !self.is_signed_in().await {
                        return None;
                    }
                    return Some(told(&record));
                }
            }
            self.app.projector.caught_up_within(Position(self.after.0 + 1), WAIT).await;
            if !self.is_signed_in().await {
                return None;
            }
            self.ready = self.app.store.page(self.after, BATCH).await.ok()?.into_iter();
        }
    }

    fn is_for_page(&self, record: &RawRecord) -> bool {
        NEWS.contains(&record.event_type.as_str())
            && record.meta.actor != self.staff.actor()
            && may_see(self.staff.role, record.stream.kind, &record.event_type)
    }

    /// Whether the account is kept out of it neither by having stepped aside nor by a unit
    /// that it leads.
    async fn is_open_to(&self, record: &RawRecord) -> bool {
        match Named::of_stream(record.stream) {
            Some(named) => conflict::refuse_named(&self.app, self.staff, named).await.is_ok(),
            None => true,
        }
    }

    /// Whether the same person is signed in, in the same role.
    async fn is_signed_in(&self) -> bool {
        let present = still_signed_in(&self.app, &self.headers).await;
        matches!(present, Ok(Some(present)) if present.staff == self.staff)
    }
}

/// Whether a role may open what such an event of such a thing is about.
fn may_see(role: Role, kind: StreamKind, event_type: &str) -> bool {
    let right = match kind {
        StreamKind::Report => Right::ReadReports,
        StreamKind::Incident if event_type == DEADLINES_SET => Right::ReadNotifications,
        StreamKind::Incident => Right::ReadIncidents,
        StreamKind::Action => Right::ReadActions,
        StreamKind::Concern => Right::ReadConcerns,
        StreamKind::Grant => Right::ManageAccess,
        // Nobody but its holder is told; it is never news.
        StreamKind::Follow | StreamKind::Scan => return false,
        StreamKind::Lesson => Right::WorkLessons,
        StreamKind::Alert | StreamKind::Signal => Right::WorkSignals,
        StreamKind::Theme | StreamKind::Improvement => Right::ReadImprovements,
        StreamKind::Release => Right::ReadStatistics,
        StreamKind::Measure | StreamKind::Headcount => Right::DefineMeasures,
    };
    right.is_held_by(role)
}

fn told(record: &RawRecord) -> Event {
    Event::default()
        .id(record.position.to_string())
        .event("news")
        .data(format!("{} {}", record.stream.kind, record.stream.id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_hears_of_nothing_that_it_cannot_open() {
        let hears = |role, kind| may_see(role, kind, "");
        assert!(hears(Role::Coordinator, StreamKind::Report));
        assert!(!hears(Role::Coordinator, StreamKind::Concern));
        assert!(!hears(Role::Analyst, StreamKind::Report));
        for role in [Role::Administrator, Role::Auditor, Role::Manager] {
            assert!(!hears(role, StreamKind::Report) && !hears(role, StreamKind::Incident));
        }
        let officer = Role::DataProtectionOfficer;
        assert!(may_see(officer, StreamKind::Incident, DEADLINES_SET));
        assert!(!hears(officer, StreamKind::Incident));
        assert!(!may_see(Role::Analyst, StreamKind::Incident, DEADLINES_SET));
    }
}
