//! What happened to a report or an incident since somebody loaded its form.
//!
//! The second of two who work on the same is told, and keeps their words. Must never tell
//! who it was beyond the role.

use tillbud_events::{StreamId, Version};

use super::frame::Frame;
use super::when::When;
use crate::App;
use crate::act::Act;
use crate::dispatch::DispatchError;
use crate::store::RawRecord;

/// What changes nothing for whoever works on the same.
const QUIET: [&str; 5] = [
    "report.acknowledged",
    "report.original_opened",
    "report.copy_approved",
    "report.experience_shared",
    "report.wording_kept",
];

/// One thing that happened meanwhile.
pub struct Change {
    /// To what, where a page is about several.
    pub of: Option<String>,
    /// When.
    pub at: When,
    /// What, in words.
    pub event: String,
    /// Which role.
    pub role: String,
}

/// How a stream stands to the form that somebody sent.
pub struct Standing {
    /// Its version now.
    pub version: Version,
    /// What happened since the form was loaded; nothing when the form was carried out before.
    pub changes: Vec<RawRecord>,
}

/// Compares the `version` that a form was loaded with (absent: none) with the log. What came
/// after the form was carried out is no news to it: sent again, it gets the same answer.
///
/// # Errors
/// `KeyReused` when another form was carried out by the same key, or when the log is away.
pub async fn standing(
    app: &App,
    stream: impl Into<StreamId>,
    version: &str,
    act: &Act,
) -> Result<Standing, DispatchError> {
    let stream = stream.into();
    let mut records = app.store.load_sealed(stream).await?;
    let now = Version(records.len() as u64);
    let since = version.parse().unwrap_or(now.0);
    let is_own = |record: &&RawRecord| record.meta.correlation_id == act.correlation_id();
    let own = records.iter().find(is_own);
    if own.is_some_and(|first| act.differs_from(stream, &first.meta)) {
        return Err(DispatchError::KeyReused);
    }
    let is_new = own.is_none();
    records.retain(|record| {
        is_new && record.version.0 > since && !QUIET.contains(&record.event_type.as_str())
    });
    Ok(Standing { version: now, changes: records })
}

impl Change {
    /// In the words of the page.
    #[must_use]
    pub fn new(frame: &Frame, record: &RawRecord) -> Self {
        Self {
            of: None,
            at: When::day(frame, record.meta.at),
            event: frame.word("event", record.event_type.replace('.', "-")),
            role: frame.word("role", record.meta.actor.role_name()),
        }
    }
}
