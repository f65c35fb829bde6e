//! What comes in while a page stands open: ids alone, for whoever may see the thing itself.
//!
//! A session is looked at again before each event and at least every few seconds, so a
//! revoked one ends its stream. Must never send a word, nor count as use of the session, as a
//! page that stands open is nobody at work; nor tell of what the page of today does not show to
//! that account: it would be looked for in vain.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream::{self, Stream};
use serde::Deserialize;
use tillbud_events::{ActionId, LessonId, Position};
use tillbud_projections::{action, lesson};

use crate::App;
use crate::access::{Right, Staff};
use crate::clock;
use crate::store::RawRecord;
use crate::web::conflict::{self, Named};
use crate::web::extract::Params;
use crate::web::pages::today::{due_soon, waits_for};
use crate::web::signed_in::still_signed_in;

/// Shown when its day is near.
const ACTION_DECIDED: &str = "action.decided";
/// Shown to whoever did not write it.
const LESSON_DRAFTED: &str = "lesson.drafted";
const LESSON_REVISED: &str = "lesson.revised";
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
                if !self.is_for_page(&record) {
                    continue;
                }
                // Who may see it, and whether it is shown, stands in the read models; a page
                // that loses its stream comes back for what it has not heard.
                if !self.app.projector.caught_up_within(record.position, WAIT).await {
                    return None;
                }
                if self.is_open_to(&record).await && self.is_shown(&record).await {
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
        record.meta.actor != self.staff.actor()
            && shown_under(&record.event_type)
                .is_some_and(|right| right.is_held_by(self.staff.role))
    }

    /// Whether it stands on today's page of this account, as far as the event does not say.
    async fn is_shown(&self, record: &RawRecord) -> bool {
        let (db, id) = (self.app.read_models.db(), record.stream.id);
        match record.event_type.as_str() {
            ACTION_DECIDED => {
                let soon = due_soon(clock::day(self.app.clock.now()));
                let action = action::get(db, ActionId(id)).await.ok().flatten();
                action.and_then(|row| row.due).is_some_and(|due| due <= soon)
            }
            LESSON_DRAFTED | LESSON_REVISED => {
                let lesson = lesson::get(db, LessonId(id)).await.ok().flatten();
                lesson.is_some_and(|row| waits_for(self.staff, &row))
            }
            _ => true,
        }
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

/// The right under which today's page shows what such an event puts before somebody; nothing
/// for what puts nothing there.
fn shown_under(event_type: &str) -> Option<Right> {
    match event_type {
        "report.received" | "report.reply_received" | "report.attachment_added" => {
            Some(Right::ReadReports)
        }
        // The clock of a law was begun or moved: open to more than incidents are.
        "incident.deadlines_set" => Some(Right::ReadNotifications),
        ACTION_DECIDED => Some(Right::ReadActions),
        "action.implemented" | "action.effect_assessed" => Some(Right::WorkActions),
        LESSON_DRAFTED | LESSON_REVISED => Some(Right::PublishLessons),
        "signal.raised" | "signal.restored" | "alert.raised" => Some(Right::WorkSignals),
        _ => None,
    }
}

fn told(record: &RawRecord) -> Event {
    Event::default()
        .id(record.position.to_string())
        .event("news")
        .data(format!("{} {}", record.stream.kind, record.stream.id))
}

#[cfg(test)]
mod tests {
    use tillbud_events::Role;

    use super::*;

    #[test]
    fn a_role_hears_of_what_its_page_of_today_shows_and_of_nothing_else() {
        let hears = |role: Role| {
            let told = |event_type: &&str| {
                shown_under(event_type).is_some_and(|right| right.is_held_by(role))
            };
            let all = [
                "report.received",
                "report.attachment_added",
                "incident.deadlines_set",
                "action.decided",
                "action.implemented",
                "action.effect_assessed",
                "lesson.drafted",
                "lesson.revised",
                "signal.raised",
                "signal.superseded",
                "signal.restored",
                "alert.raised",
                "incident.triaged",
                "concern.raised",
                "grant.given",
            ];
            all.into_iter().filter(told).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(
            hears(Role::Coordinator),
            "report.received report.attachment_added incident.deadlines_set action.decided \
             action.implemented action.effect_assessed lesson.drafted lesson.revised \
             signal.raised signal.restored alert.raised"
        );
        assert_eq!(
            hears(Role::Analyst),
            "action.decided signal.raised signal.restored alert.raised"
        );
        assert_eq!(hears(Role::ActionOwner), "action.decided");
        assert_eq!(hears(Role::DataProtectionOfficer), "incident.deadlines_set");
        for role in [Role::Administrator, Role::Auditor, Role::Manager, Role::Independent] {
            assert_eq!(hears(role), "");
        }
    }
}
