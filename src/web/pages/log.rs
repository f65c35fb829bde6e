//! The log for the auditor: what happened, when and by which role, the newest first, and all that
//! stands in it but sealed words.
//!
//! Must never show more than [`crate::web::api::events`] tells, nor when a reporter did something
//! more exactly than the day.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use tillbud_events::{Actor, Position, StreamId, StreamKind};

use super::address::Address;
use super::answer;
use super::frame::Frame;
use super::when::When;
use crate::App;
use crate::access::Staff;
use crate::store::RawRecord;
use crate::web::api::events::{LogEntry, LogEvent};
use crate::web::error::HttpError;
use crate::web::extract::Params;
use crate::web::language::Locale;

/// Where it lies.
const PATH: &str = "/log";
/// Events of one page.
const EVENTS: usize = 50;

/// Which part of the log.
#[derive(Debug, Default, Deserialize)]
pub struct LogAsked {
    /// Only events before this place.
    before: Option<u64>,
    /// Only events of this stream, such as `report.<uuid>`.
    stream: Option<String>,
}

/// The page.
#[derive(Template)]
#[template(path = "log.html")]
pub struct LogPage {
    frame: Frame,
    /// How many events there are in all.
    count: u64,
    /// The stream that alone is shown.
    stream: String,
    rows: Vec<Row>,
    newest: String,
    earlier: String,
}

/// One place in the log.
struct Row {
    position: u64,
    event: Option<Told>,
}

/// What happened there.
struct Told {
    words: String,
    at: When,
    role: String,
    stream: String,
    address: String,
    stored: String,
}

impl LogPage {
    /// The page with these events, the newest first; `before` and `stream` are as they were
    /// asked for, `has_earlier` says whether there are more.
    #[must_use]
    pub fn new(
        frame: Frame,
        asked: &LogAsked,
        count: u64,
        records: Vec<RawRecord>,
        has_earlier: bool,
    ) -> Self {
        let stream = asked.stream.clone().unwrap_or_default();
        let here = |before: Option<String>| {
            let address = Address::new(PATH).with_said("stream", &stream);
            frame.href(&address.with("before", before.as_deref()).to_string())
        };
        let last = records.last().map(|record| record.position.0.to_string());
        let newest = asked.before.map(|_| here(None)).unwrap_or_default();
        let earlier = last.filter(|_| has_earlier).map(|at| here(Some(at))).unwrap_or_default();
        let rows = records.into_iter().map(|record| Row::new(&frame, record)).collect();
        Self { count, rows, newest, earlier, stream, frame }
    }
}

impl Row {
    fn new(frame: &Frame, record: RawRecord) -> Self {
        let (at, actor) = (record.meta.at, record.meta.actor);
        let at = match actor {
            Actor::Reporter => When::day(frame, at),
            Actor::System | Actor::Staff { .. } => When::moment(frame, at),
        };
        let role = frame.word("role", actor.role_name());
        match LogEntry::from(record) {
            LogEntry::Withheld(withheld) => Self { position: withheld.position, event: None },
            LogEntry::Told(event) => {
                Self { position: event.position, event: Some(Told::new(frame, at, role, *event)) }
            }
        }
    }
}

impl Told {
    fn new(frame: &Frame, at: When, role: String, event: LogEvent) -> Self {
        let address = Address::new(PATH).with("stream", Some(&event.stream)).to_string();
        Self {
            words: frame.word("event", event.event_type.replace('.', "-")),
            at,
            role,
            address: frame.href(&address),
            stream: event.stream.clone(),
            stored: serde_json::to_string_pretty(&event).unwrap_or_default(),
        }
    }
}

/// The newest part of the log, or an earlier one; of one stream when it was named.
///
/// # Errors
/// When there is no such stream, or the log is away.
pub async fn get(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
    Params(asked): Params<LogAsked>,
) -> Result<Response, HttpError> {
    let tip = app.store.tip().await?;
    let before = asked.before.unwrap_or(u64::MAX).min(tip.0 + 1);
    let (mut records, has_earlier) = match &asked.stream {
        None => {
            let after = before.saturating_sub(1 + EVENTS as u64);
            let count = usize::try_from(before.saturating_sub(1 + after)).unwrap_or(0);
            (app.store.page(Position(after), count).await?, after > 0)
        }
        Some(stream) => {
            let stream: StreamId = stream.parse().map_err(|_| HttpError::NotFound)?;
            if stream.kind == StreamKind::Concern {
                // How much there is to a concern is told to nobody but those it is between.
                return Err(HttpError::NotFound);
            }
            let mut records = app.store.load_sealed(stream).await?;
            if records.is_empty() {
                return Err(HttpError::NotFound);
            }
            records.retain(|record| record.position.0 < before);
            let cut = records.len().saturating_sub(EVENTS);
            (records.split_off(cut), cut > 0)
        }
    };
    records.reverse();
    let frame = locale.frame(true).for_role(staff.role);
    answer(StatusCode::OK, &LogPage::new(frame, &asked, tip.0, records, has_earlier))
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use serde_json::{Value, json};
    use tillbud_events::{ConcernId, Meta, ReportId, Role, Version};
    use uuid::Uuid;

    use super::*;
    use crate::web::pages::testing::{HOSTILE, assert_sound, frames};

    fn record(
        position: u64,
        stream: StreamId,
        event_type: &str,
        actor: Actor,
        data: Value,
    ) -> RawRecord {
        let at: Timestamp = "2026-11-27T10:17:00Z".parse().unwrap();
        let id = Uuid::from_u128(7);
        let meta = Meta { event_id: id, at, actor, correlation_id: id, causation_id: None };
        RawRecord {
            position: Position(position),
            stream,
            version: Version(1),
            event_type: event_type.into(),
            schema: 1,
            meta,
            key: None,
            data,
        }
    }

    #[test]
    fn what_is_sealed_or_counted_or_of_a_concern_is_not_shown() {
        let report = StreamId::from(ReportId(Uuid::from_u128(1)));
        let concern = StreamId::from(ConcernId(Uuid::from_u128(2)));
        let staff = Actor::Staff { role: Role::Coordinator, pseudonym: Uuid::from_u128(9) };
        let told = json!({ "narrative": { "sealed": "QUFB" }, "kind": "near_miss", "x": HOSTILE });
        let records = || {
            vec![
                record(5, report, "report.received", Actor::Reporter, told.clone()),
                record(4, concern, "concern.raised", Actor::Reporter, json!({ "hush": 1 })),
                record(3, report, "report.acknowledged", staff, json!({})),
            ]
        };
        for frame in frames() {
            let asked = LogAsked { before: Some(9), stream: None };
            let page = LogPage::new(frame.clone(), &asked, 3, records(), true);
            assert!(page.earlier.contains("before=3") && !page.newest.contains("before"));
            let html = page.render().unwrap();
            assert_sound(&html);
            for hidden in ["QUFB", "near_miss", "hush", ">event-", ">log-"] {
                assert!(!html.contains(hidden), "{hidden} in {html}");
            }
            assert!(html.contains("2026-11-27T11:17") && html.contains(&frame.t("log-withheld")));
            let reported = html.matches("datetime=\"2026-11-27\"").count();
            assert_eq!(reported, 1, "the day of the reporter, and no more: {html}");
        }
    }
}
