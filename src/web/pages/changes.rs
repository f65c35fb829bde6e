//! What happened to a report or an incident since somebody loaded its form.
//!
//! The second of two who work on the same is told, and keeps their words. Must never tell
//! who it was beyond the role.

use tillbud_events::{StreamId, Version};

use super::frame::Frame;
use super::when::When;
use crate::App;
use crate::act::Act;
use crate::store::RawRecord;
use crate::web::error::HttpError;

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
    /// What happened since the form was loaded, apart from what the form itself did.
    pub changes: Vec<RawRecord>,
}

/// Compares the `version` that a form was loaded with (absent: none) with the log.
///
/// # Errors
/// When the log is away.
pub async fn standing(
    app: &App,
    stream: impl Into<StreamId>,
    version: &str,
    act: &Act,
) -> Result<Standing, HttpError> {
    let records = app.store.load_sealed(stream.into()).await?;
    let now = Version(records.len() as u64);
    let since = version.parse().unwrap_or(now.0);
    let is_news = |record: &RawRecord| {
        record.version.0 > since
            && record.meta.correlation_id != act.correlation_id()
            && !QUIET.contains(&record.event_type.as_str())
    };
    Ok(Standing { version: now, changes: records.into_iter().filter(is_news).collect() })
}

impl Change {
    /// In the words of the page.
    #[must_use]
    pub fn new(frame: &Frame, record: &RawRecord) -> Self {
        Self {
            at: When::day(frame, record.meta.at),
            event: frame.word("event", record.event_type.replace('.', "-")),
            role: frame.word("role", record.meta.actor.role_name()),
        }
    }
}
