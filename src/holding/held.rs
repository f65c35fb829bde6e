//! What is held: one act of a reporter, whole, so that it can be carried out later.
//!
//! A file format that lives for an hour, or as long as the program is down: never rename
//! and never remove. Must never hold more of the moment than the hour of the act and the
//! release that it waits for.

use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tillbud_events::ReportId;
use tillbud_events::concern::{self, Concern, Raised};
use tillbud_events::report::{
    AttachmentAdded, Command, ExperienceShared, Received, ReplyReceived, Report,
};

use crate::App;
use crate::act::{Act, HeldAct};
use crate::dispatch::{DispatchError, Done};

/// No release is further away than this; if one is, the clock was wrong.
const HELD_MAX: Duration = Duration::from_secs(60 * 60);

/// One act of a reporter that waits for its release.
#[derive(Clone, Serialize, Deserialize)]
pub struct Held {
    /// The act.
    pub act: HeldAct,
    /// The release that it waits for.
    pub until: Timestamp,
    /// What it says.
    pub what: What,
}

/// What a reporter can do that may be held.
#[derive(Clone, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
pub enum What {
    /// Send a report; its id follows from the act.
    Report(Received),
    /// Add something to it, or answer a question.
    Reply(ReportId, ReplyReceived),
    /// Tell whether they would report again.
    Experience(ReportId, ExperienceShared),
    /// Tell the independent role what happened after reporting.
    Concern(ReportId, Raised),
    /// Send a report with files.
    ReportWith(Received, Vec<AttachmentAdded>),
    /// Add a file to it.
    File(ReportId, AttachmentAdded),
}

impl Held {
    /// Whether it is to be released at `now`.
    #[must_use]
    pub fn is_due(&self, now: Timestamp) -> bool {
        self.until <= now || now + HELD_MAX < self.until
    }
}

impl What {
    /// Whether this is the report itself, which comes before all that is added to it.
    #[must_use]
    pub const fn is_report(&self) -> bool {
        match self {
            Self::Report(_) | Self::ReportWith(..) => true,
            Self::Reply(..) | Self::Experience(..) | Self::Concern(..) | Self::File(..) => false,
        }
    }

    /// The files that come with it, as they are stored now.
    #[must_use]
    pub fn files(&self) -> &[AttachmentAdded] {
        match self {
            Self::Report(_) | Self::Reply(..) | Self::Experience(..) | Self::Concern(..) => &[],
            Self::ReportWith(_, files) => files,
            Self::File(_, file) => std::slice::from_ref(file),
        }
    }

    /// The same with other `files`, one for each.
    #[must_use]
    pub fn with_files(&self, files: Vec<AttachmentAdded>) -> Self {
        match (self, files.as_slice()) {
            (Self::ReportWith(received, _), _) => Self::ReportWith(received.clone(), files),
            (Self::File(report_id, _), [file]) => Self::File(*report_id, file.clone()),
            (_, _) => self.clone(),
        }
    }

    /// The report that `act` is about.
    #[must_use]
    pub fn report_id(&self, act: &Act) -> ReportId {
        match self {
            Self::Report(_) | Self::ReportWith(..) => ReportId(act.id("report")),
            Self::Reply(report_id, _)
            | Self::Experience(report_id, _)
            | Self::Concern(report_id, _)
            | Self::File(report_id, _) => *report_id,
        }
    }

    /// Where it stands in the log when it is there; nothing when it can be added.
    ///
    /// # Errors
    /// [`DispatchError`], as carrying it out would give.
    pub(super) async fn foresee(
        &self,
        app: &App,
        act: &Act,
    ) -> Result<Option<Done>, DispatchError> {
        // A random id that nobody has seen names no report yet.
        if self.is_report() && !act.is_repeatable() {
            return Ok(None);
        }
        let (dispatch, report_id) = (&app.dispatch, self.report_id(act));
        match self.clone().asked() {
            Asked::Report(command) => {
                dispatch.foresee::<Report>(report_id.into(), act, *command).await
            }
            Asked::Concern(command) => {
                dispatch.foresee::<Concern>(app.concern_of(report_id).into(), act, command).await
            }
        }
    }

    /// Adds it to the log, unless it is there.
    ///
    /// # Errors
    /// [`DispatchError`].
    pub(super) async fn carry_out(&self, app: &App, act: &Act) -> Result<Done, DispatchError> {
        let (dispatch, report_id) = (&app.dispatch, self.report_id(act));
        match self.clone().asked() {
            Asked::Report(command) if self.is_report() => {
                dispatch.receive(report_id, act, *command).await
            }
            Asked::Report(command) => {
                dispatch.execute::<Report>(report_id.into(), None, act, *command).await
            }
            Asked::Concern(command) => {
                let stream = app.concern_of(report_id).into();
                dispatch.execute::<Concern>(stream, None, act, command).await
            }
        }
    }

    fn asked(self) -> Asked {
        let report = |command| Asked::Report(Box::new(command));
        match self {
            Self::Report(received) => report(Command::Receive(received)),
            Self::Reply(_, reply) => report(Command::Reply(reply)),
            Self::Experience(_, shared) => report(Command::ShareExperience(shared)),
            Self::Concern(_, raised) => Asked::Concern(concern::Command::Raise(raised)),
            Self::ReportWith(received, files) => report(Command::ReceiveWith(received, files)),
            Self::File(_, file) => report(Command::Attach(file)),
        }
    }
}

/// What the rules are asked, and of which kind of stream.
enum Asked {
    Report(Box<Command>),
    Concern(concern::Command),
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;
    use tillbud_events::{Actor, MessageId, Text};

    #[test]
    fn it_is_due_at_its_release_and_when_the_clock_was_wrong() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let clock = Clock::simulated(at("2026-05-04T10:42:17Z"), 1);
        let act = Act::once(&clock, Actor::Reporter);
        let reply = ReplyReceived {
            message_id: MessageId(act.id("message")),
            text: Text::Clear("x".into()),
        };
        let what = What::Reply(ReportId(act.id("report")), reply);
        let held = Held { act: act.held(), until: at("2026-05-04T11:00:00Z"), what };
        assert!(!held.is_due(at("2026-05-04T10:59:59.999Z")));
        assert!(held.is_due(at("2026-05-04T11:00:00Z")));
        assert!(!held.is_due(at("2026-05-04T10:00:00Z")));
        assert!(held.is_due(at("2026-05-04T09:59:59Z")), "it would wait for more than an hour");
    }
}
