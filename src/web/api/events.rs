//! The log for the auditor: every event without its sealed words, as pages or live.
//!
//! Must never open a text: what was sealed shows as `{"sealed":true}`. Nor may it tell
//! of a concern, which belongs to its reporter and the independent role: its place in
//! the log shows as `{"position":n,"withheld":true}`. What statistics count reports by
//! (kind, unit, category, severity and the like) shows as `{"withheld":true}`: else every small
//! figure could be counted here, and the auditor has released statistics instead.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream::{self, Stream};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tillbud_events::{Position, StreamKind};
use utoipa::{IntoParams, ToSchema};

use crate::App;
use crate::store::{LoadError, RawRecord};
use crate::web::error::{HttpError, Malformed, ProblemDetails};
use crate::web::extract::Params;

/// Events of a page when the client does not say; also of one step of the live stream.
const EVENTS_DEFAULT: usize = 50;
/// Most events of a page.
const EVENTS_MAX: usize = 200;
/// How long the live stream waits before it looks at the connection again.
const LIVE_WAIT: Duration = Duration::from_secs(15);

/// Where to go on reading.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct LogQuery {
    /// The position of the last event already read; 0 for the beginning.
    pub after: Option<u64>,
    /// Events of a page, 1 to 200; 50 when absent.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<usize>,
}

/// One place in the log.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub enum LogEntry {
    /// What happened there.
    Told(Box<LogEvent>),
    /// Something that only its reporter and the independent role may know of: positions
    /// stay contiguous, and nothing but the position is told.
    Withheld(Withheld),
}

/// A place in the log whose event is not told.
#[derive(Debug, Serialize, ToSchema)]
pub struct Withheld {
    /// Place in the log.
    pub position: u64,
    /// Always true.
    pub withheld: bool,
}

/// One event, without sealed words.
#[derive(Debug, Serialize, ToSchema)]
pub struct LogEvent {
    /// Place in the log.
    pub position: u64,
    /// Its stream, such as `report.<uuid>`.
    pub stream: String,
    /// Its number in that stream.
    pub version: u64,
    /// Its id.
    pub event_id: String,
    /// Such as `report.received`.
    pub event_type: String,
    /// Which shape the payload has.
    pub schema: u32,
    /// When it was recorded, UTC.
    #[schema(format = DateTime)]
    pub at: String,
    /// Which role acted, with its pseudonym.
    pub actor: String,
    /// Which request it belongs to.
    pub correlation_id: String,
    /// Which event led to it.
    pub causation_id: Option<String>,
    /// The payload; sealed words show as `{"sealed":true}`.
    pub data: Value,
}

/// A page of the log.
#[derive(Debug, Serialize, ToSchema)]
pub struct LogPage {
    /// The events, in order.
    pub items: Vec<LogEntry>,
    /// Give this as `after` to go on.
    pub next: u64,
}

impl From<RawRecord> for LogEntry {
    fn from(mut record: RawRecord) -> Self {
        let position = record.position.0;
        if record.stream.kind == StreamKind::Concern {
            return Self::Withheld(Withheld { position, withheld: true });
        }
        hide_sealed(&mut record.data);
        hide_figures(record.stream.kind, &record.event_type, &mut record.data);
        Self::Told(Box::new(LogEvent {
            position,
            stream: record.stream.to_string(),
            version: record.version.0,
            event_id: record.meta.event_id.to_string(),
            event_type: record.event_type,
            schema: record.schema,
            at: record.meta.at.to_string(),
            actor: record.meta.actor.to_string(),
            correlation_id: record.meta.correlation_id.to_string(),
            causation_id: record.meta.causation_id.map(|id| id.to_string()),
            data: record.data,
        }))
    }
}

impl LogEntry {
    const fn position(&self) -> u64 {
        match self {
            Self::Told(event) => event.position,
            Self::Withheld(withheld) => withheld.position,
        }
    }

    /// Its name in the live stream.
    fn name(&self) -> &str {
        match self {
            Self::Told(event) => &event.event_type,
            Self::Withheld(_) => "withheld",
        }
    }
}

/// By what reports are counted, and what a comparison found, wherever it stands in an event.
const COUNTED: [&str; 26] = [
    "kind",
    "unit",
    "category",
    "categories",
    "factors",
    "element",
    "actual",
    "potential",
    "risk",
    "assets",
    "dataset",
    "happened",
    "ended",
    "reported",
    "urgent",
    // Which figure of which unit and category is meant to move, and the months that told so.
    "aim",
    "triggers",
    // What comparisons found, and what a guess could be checked against.
    "before",
    "after",
    "before_points",
    "after_points",
    "ratio",
    "difference",
    "between",
    "segments",
    "input_sha256",
];

/// Events that tell nothing but figures: what a scan or a chart found, and where. The digests in
/// them are of counts that could be guessed; where days between events are counted, the periods
/// of a signal are the days of severe incidents.
const FOUND: [&str; 6] = [
    "alert.raised",
    "alert.grown",
    "scan.week_scanned",
    "signal.raised",
    "signal.restored",
    "signal.superseded",
];

/// Whether figures could be counted from a stream's events. A stream that holds figures of
/// its own belongs here, too.
const fn is_counted(kind: StreamKind) -> bool {
    match kind {
        StreamKind::Report
        | StreamKind::Incident
        | StreamKind::Alert
        | StreamKind::Signal
        | StreamKind::Scan
        // Which figure of which unit and category is meant to move.
        | StreamKind::Improvement
        | StreamKind::Action => true,
        StreamKind::Concern
        | StreamKind::Grant
        | StreamKind::Follow
        | StreamKind::Lesson
        // Definitions and decisions, and how many work where: no figure of reports.
        | StreamKind::Measure
        | StreamKind::Headcount
        // What went on, and when: nothing is counted from it.
        | StreamKind::Campaign
        // Which incidents belong together.
        | StreamKind::Theme
        // Holds what was released, rounded, and nothing else.
        | StreamKind::Release => false,
    }
}

/// Takes away what figures could be worked out from.
fn hide_figures(kind: StreamKind, event_type: &str, data: &mut Value) {
    if FOUND.contains(&event_type) {
        *data = json!({ "withheld": true });
    } else if is_counted(kind) {
        hide_counted(data);
        hide_absence(event_type, data);
    }
}

/// Takes away what reports are counted by.
fn hide_counted(data: &mut Value) {
    match data {
        Value::Object(fields) => {
            for (name, value) in fields {
                if COUNTED.contains(&name.as_str()) {
                    *value = json!({ "withheld": true });
                } else {
                    hide_counted(value);
                }
            }
        }
        Value::Array(entries) => entries.iter_mut().for_each(hide_counted),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// What an event that figures are counted from may tell of a report. A place in words stands
/// where no unit was chosen, and so tells that there is none.
fn counted_by(event_type: &str) -> &'static [&'static str] {
    match event_type {
        "report.received" => &["kind", "happened", "unit", "place", "urgent"],
        "report.imported" => {
            &["dataset", "kind", "happened", "ended", "reported", "unit", "categories", "factors"]
        }
        "incident.triaged" => &["actual", "potential", "risk", "category", "unit", "assets"],
        _ => &[],
    }
}

/// Withholds what an event does not tell as what it tells: events without a key would give
/// the number of reports that are not known exactly.
fn hide_absence(event_type: &str, data: &mut Value) {
    if let Value::Object(fields) = data {
        for name in counted_by(event_type) {
            fields.insert((*name).to_owned(), json!({ "withheld": true }));
        }
    }
}

/// Takes the ciphertext away: the auditor sees that there were words, not the bytes.
pub fn hide_sealed(data: &mut Value) {
    match data {
        Value::Object(fields) if fields.len() == 1 && fields.contains_key("sealed") => {
            *data = json!({ "sealed": true });
        }
        Value::Object(fields) => fields.values_mut().for_each(hide_sealed),
        Value::Array(entries) => entries.iter_mut().for_each(hide_sealed),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

impl From<LoadError> for HttpError {
    fn from(error: LoadError) -> Self {
        match error {
            LoadError::Unavailable(_) => Self::Unavailable(error.into()),
            other => Self::Internal(other.into()),
        }
    }
}

/// The log in order, a page at a time; or, with `Accept: text/event-stream`, live.
#[utoipa::path(get, path = "/api/v1/events", tag = "events", params(LogQuery), security(("bearer" = [])),
    responses((status = 200, content((LogPage = "application/json"), (LogEntry = "text/event-stream"))), (status = "4XX", body = ProblemDetails)))]
pub async fn get(
    State(app): State<App>,
    Params(query): Params<LogQuery>,
    headers: HeaderMap,
) -> Result<Response, HttpError> {
    let limit = query.limit.unwrap_or(EVENTS_DEFAULT);
    if !(1..=EVENTS_MAX).contains(&limit) {
        return Err(HttpError::BadRequest(Malformed::Limit { max: EVENTS_MAX }));
    }
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok());
    if accept.is_some_and(|accept| accept.contains("text/event-stream")) {
        let seen = headers.get("last-event-id").and_then(|value| value.to_str().ok()?.parse().ok());
        let after = Position(seen.or(query.after).unwrap_or(0));
        return Ok(Sse::new(live(app, after)).keep_alive(KeepAlive::default()).into_response());
    }
    let after = Position(query.after.unwrap_or(0));
    let items: Vec<LogEntry> =
        app.store.page(after, limit).await?.into_iter().map(Into::into).collect();
    let next = items.last().map_or(after.0, LogEntry::position);
    Ok(axum::Json(LogPage { items, next }).into_response())
}

/// Endless by design: it ends when the client goes away or the log does.
fn live(app: App, after: Position) -> impl Stream<Item = Result<Event, Infallible>> {
    let begin = (app, after, Vec::<LogEntry>::new().into_iter());
    stream::unfold(begin, |(app, mut after, mut ready)| async move {
        loop {
            if let Some(entry) = ready.next() {
                after = Position(entry.position());
                let event = Event::default()
                    .id(entry.position().to_string())
                    .event(entry.name())
                    .json_data(&entry)
                    .ok()?;
                return Some((Ok(event), (app, after, ready)));
            }
            app.projector.caught_up_within(Position(after.0 + 1), LIVE_WAIT).await;
            let page = app.store.page(after, EVENTS_DEFAULT).await.ok()?;
            ready = page.into_iter().map(LogEntry::from).collect::<Vec<_>>().into_iter();
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ciphertext_does_not_leave_the_log() {
        let mut data = json!({ "narrative": { "sealed": "AAAA" }, "further": [{ "sealed": "BB" }], "kind": "incident" });
        hide_sealed(&mut data);
        assert_eq!(
            data,
            json!({ "narrative": { "sealed": true }, "further": [{ "sealed": true }], "kind": "incident" })
        );
    }

    /// Each event that figures are counted from, told in full and as little as can be.
    #[test]
    fn what_a_report_did_not_tell_is_withheld_as_what_it_told() {
        let stored = |name: &str| {
            let path = format!("{}/events/golden/{name}.json", env!("CARGO_MANIFEST_DIR"));
            serde_json::from_slice::<Value>(&std::fs::read(path).unwrap()).unwrap()
        };
        for event_type in ["report.received", "report.imported", "incident.triaged"] {
            let withheld = |name: &str| {
                let mut data = stored(&format!("{event_type}.1.{name}"))["data"].clone();
                hide_counted(&mut data);
                hide_absence(event_type, &mut data);
                let fields = data.as_object().unwrap().clone();
                let is_withheld = |value: &Value| *value == json!({ "withheld": true });
                fields.into_iter().filter(|(_, value)| is_withheld(value)).collect::<Vec<_>>()
            };
            let (full, minimal) = (withheld("full"), withheld("minimal"));
            assert_eq!(full, minimal, "{event_type}");
            let names = full.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>();
            let mut told = counted_by(event_type).to_vec();
            told.sort_unstable();
            assert_eq!(names, told, "{event_type}");
        }
    }

    /// The file of the comparison that holds every figure, whatever kind it is of.
    #[test]
    fn what_a_comparison_found_is_withheld() {
        let path = "events/golden/improvement.studied.1.added2.json";
        let path = format!("{}/{path}", env!("CARGO_MANIFEST_DIR"));
        let stored: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
        let mut data = stored["data"].clone();
        hide_counted(&mut data);
        for name in ["before", "after", "ratio", "difference", "between", "segments"] {
            assert_eq!(data[name], json!({ "withheld": true }), "{name}");
        }
    }

    /// Every stored event of these kinds of streams as the auditor is shown it, with its name.
    fn shown(kinds: &[StreamKind]) -> Vec<(String, Value)> {
        let folder = format!("{}/events/golden", env!("CARGO_MANIFEST_DIR"));
        let mut shown = Vec::new();
        for file in std::fs::read_dir(folder).unwrap() {
            let path = file.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let parts: Vec<&str> = name.splitn(3, '.').collect();
            let [stream, what, _] = parts[..] else { continue };
            let kind = kinds.iter().copied().find(|it| it.as_str() == stream);
            let Some(kind) = kind else { continue };
            let stored: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
            let mut data = stored["data"].clone();
            hide_figures(kind, &format!("{stream}.{what}"), &mut data);
            shown.push((name, data));
        }
        assert!(shown.len() > kinds.len(), "there are stored events");
        shown
    }

    #[test]
    fn what_a_guess_of_the_counts_could_be_checked_against_is_in_no_event() {
        for (name, data) in shown(&StreamKind::ALL) {
            let data = data.to_string();
            assert!(!data.contains("\"input_sha256\":\""), "{name}: {data}");
        }
    }

    #[test]
    fn what_scans_and_charts_found_is_withheld_whole() {
        for (name, data) in shown(&[StreamKind::Alert, StreamKind::Scan, StreamKind::Signal]) {
            let is_found = FOUND.iter().any(|it| name.starts_with(it));
            assert_eq!(is_found, data == json!({ "withheld": true }), "{name}: {data}");
        }
    }

    #[test]
    fn which_figure_an_action_or_a_cycle_is_meant_to_move_is_withheld() {
        for (name, data) in shown(&[StreamKind::Action, StreamKind::Improvement]) {
            let data = data.to_string();
            for told in ["\"measure_id\"", "\"movement\"", "\"triggers\":["] {
                assert!(!data.contains(told), "{name}: {data}");
            }
        }
    }
}
