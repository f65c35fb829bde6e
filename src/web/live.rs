//! What comes in while a page stands open: ids alone, for whoever may see the thing itself.
//!
//! A session is looked at again before each event and at least every few seconds, so a
//! revoked one ends its stream. Must never send a word, nor count as use of the session, as a
//! page that stands open is nobody at work; nor tell of what the page that listens does not show
//! to that account: it would be looked for in vain. A list is also told of what it shows no more.

use std::collections::HashSet;
use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream::{self, Stream};
use serde::Deserialize;
use tillbud_events::{Position, StreamId};
use tillbud_projections::Cursor;
use tillbud_projections::report::{self, Filter};

use crate::App;
use crate::access::{Right, Staff};
use crate::store::RawRecord;
use crate::web::api::reports::QueueQuery;
use crate::web::conflict::{self, Named};
use crate::web::error::HttpError;
use crate::web::extract::Params;
use crate::web::pages::today::shown;
use crate::web::signed_in::still_signed_in;

/// Events read at once, and for which the page's reports are looked up once.
const BATCH: usize = 50;
/// Longest that a stream goes on before its session is looked at again.
const WAIT: Duration = Duration::from_secs(10);

/// Where to begin.
#[derive(Debug, Deserialize)]
pub struct Since {
    /// The position up to which the page is known to be right.
    since: Option<u64>,
}

/// What comes in for the page of today after a position, live: of each thing its kind and id.
pub async fn get(
    State(app): State<App>,
    staff: Staff,
    Params(since): Params<Since>,
    headers: HeaderMap,
) -> Response {
    follow(app, staff, headers, since, Page::Today)
}

/// The same for the list of reports, as its address narrows it.
///
/// # Errors
/// What is not a value of its list.
pub async fn get_desk(
    State(app): State<App>,
    staff: Staff,
    Params(since): Params<Since>,
    Params(query): Params<QueueQuery>,
    headers: HeaderMap,
) -> Result<Response, HttpError> {
    let filter = query.filter(staff)?;
    let (after, limit) = query.page().read(&app.secrets.cursor)?;
    let page = Page::Desk { filter, after, limit };
    Ok(follow(app, staff, headers, since, page))
}

fn follow(app: App, staff: Staff, headers: HeaderMap, since: Since, page: Page) -> Response {
    // A browser that lost its stream says itself what it heard last.
    let seen = headers.get("last-event-id").and_then(|value| value.to_str().ok()?.parse().ok());
    let now = app.projector.progress().position().0;
    let follower = Follower {
        after: Position(seen.or(since.since).unwrap_or(now)),
        ready: Vec::new().into_iter(),
        until: Position(now),
        reports: None,
        app,
        staff,
        headers,
        page,
    };
    Sse::new(follower.stream()).keep_alive(KeepAlive::default()).into_response()
}

/// What the page that listens shows.
enum Page {
    /// What waits for a decision.
    Today,
    /// One page of the list of reports.
    Desk { filter: Filter, after: Option<Cursor>, limit: u32 },
}

/// Where a thing stands on a page, now that something happened to it.
enum Place {
    /// There, new or changed.
    Shown,
    /// Not, or no more: a page that still shows it has something to tell.
    Gone,
    /// Not: nothing is to be told of it.
    Nowhere,
}

/// One open page.
struct Follower {
    app: App,
    staff: Staff,
    page: Page,
    headers: HeaderMap,
    after: Position,
    ready: std::vec::IntoIter<RawRecord>,
    /// Where what is ready ends.
    until: Position,
    /// The reports that the page shows once everything ready has happened, when it was asked. A
    /// page that comes back after days asks once for each batch; what changes meanwhile is an
    /// event of a later one.
    reports: Option<HashSet<String>>,
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
                if !self.app.projector.caught_up_within(self.until, WAIT).await {
                    return None;
                }
                if !self.is_open_to(&record).await {
                    continue;
                }
                let name = match self.place(&record).await.ok()? {
                    Place::Shown => "news",
                    Place::Gone => "gone",
                    Place::Nowhere => continue,
                };
                if !self.is_signed_in().await {
                    return None;
                }
                return Some(told(name, &record));
            }
            self.app.projector.caught_up_within(Position(self.after.0 + 1), WAIT).await;
            if !self.is_signed_in().await {
                return None;
            }
            let batch = self.app.store.page(self.after, BATCH).await.ok()?;
            self.until = batch.last().map_or(self.after, |record| record.position);
            self.reports = None;
            self.ready = batch.into_iter();
        }
    }

    fn is_for_page(&self, record: &RawRecord) -> bool {
        record.meta.actor != self.staff.actor()
            && match self.page {
                Page::Today => shown::concerns(self.staff.role, &record.event_type),
                Page::Desk { .. } => {
                    changes_row(&record.event_type)
                        && Right::ReadReports.is_held_by(self.staff.role)
                }
            }
    }

    /// Where it stands, as far as the event does not say.
    async fn place(&mut self, record: &RawRecord) -> Result<Place, HttpError> {
        let (of, event_type) = (record.stream, record.event_type.as_str());
        let is_shown = match self.page {
            Page::Today => {
                (shown::makes_wait(event_type) && self.has_report(of).await?)
                    || shown::is_shown(&self.app, self.staff, event_type, of).await?
            }
            Page::Desk { .. } => self.has_report(of).await?,
        };
        Ok(match self.page {
            Page::Today | Page::Desk { .. } if is_shown => Place::Shown,
            Page::Today => Place::Nowhere,
            Page::Desk { .. } => Place::Gone,
        })
    }

    async fn has_report(&mut self, of: StreamId) -> Result<bool, HttpError> {
        if self.reports.is_none() {
            self.reports = Some(self.shown_reports().await?);
        }
        Ok(self.reports.as_ref().is_some_and(|ids| ids.contains(&of.id.to_string())))
    }

    /// The page's own question: what it would not answer is not there.
    async fn shown_reports(&self) -> Result<HashSet<String>, HttpError> {
        match &self.page {
            Page::Today => shown::reports(&self.app, self.staff).await,
            Page::Desk { filter, after, limit } => {
                let db = self.app.read_models.db();
                let rows = report::queue(db, filter, *after, *limit).await?.rows;
                Ok(rows.into_iter().map(|row| row.report_id).collect())
            }
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

/// Whether such an event puts a report on the list, or changes what its row says. Imports are
/// left out: they bring thousands at once, and nobody waits for an answer to them.
fn changes_row(event_type: &str) -> bool {
    matches!(
        event_type,
        "report.received"
            | "report.acknowledged"
            | "report.question_asked"
            | "report.reply_received"
            | "report.feedback_given"
            | "report.declined"
            | "report.rerouted"
            | "report.taken_up_again"
            | "report.linked"
            | "report.unlinked"
            | "report.attachment_added"
            | "report.copy_approved"
            | "report.erased"
    )
}

fn told(name: &str, record: &RawRecord) -> Event {
    Event::default()
        .id(record.position.to_string())
        .event(name)
        .data(format!("{} {}", record.stream.kind, record.stream.id))
}
