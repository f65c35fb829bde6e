//! What a reporter sees with the code: how far it has come, and the dialogue.
//!
//! Must never show another report, a name of staff, or more of a moment than its day.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use tillbud_events::{MessageId, report::ReplyReceived};
use tillbud_projections::report;

use super::files::FileLine;
use super::frame::{Frame, Switch};
use super::when::When;
use super::{FieldProblem, Posted, act, answer, desk_report, receipt};
use crate::App;
use crate::access::receipt::ReceiptCode;
use crate::dispatch::DispatchError;
use crate::holding::{Opened, Standing, What};
use crate::intake;
use crate::web::api;
use crate::web::error::HttpError;
use crate::web::language::Locale;
use crate::web::words;

/// How far a report has come, in the reporter's eyes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// It waits to be handed over.
    Held,
    /// Nobody has read it yet.
    Received,
    /// A coordinator has read it.
    Acknowledged,
    /// It is part of an incident that is worked on.
    Linked,
    /// That work has ended.
    Closed,
    /// It was answered; no incident is worked on.
    Declined,
    /// It belongs somewhere else.
    Rerouted,
}

impl Stage {
    /// Last part of the text's key.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Held => "held",
            Self::Received => "received",
            Self::Acknowledged => "acknowledged",
            Self::Linked => "linked",
            Self::Closed => "closed",
            Self::Declined => "declined",
            Self::Rerouted => "rerouted",
        }
    }

    /// The way that a report goes, to the end that this stage lies on.
    const fn way(self) -> &'static [Self] {
        match self {
            Self::Held => {
                &[Self::Held, Self::Received, Self::Acknowledged, Self::Linked, Self::Closed]
            }
            Self::Received | Self::Acknowledged | Self::Linked | Self::Closed => {
                &[Self::Received, Self::Acknowledged, Self::Linked, Self::Closed]
            }
            Self::Declined => &[Self::Received, Self::Declined],
            Self::Rerouted => &[Self::Received, Self::Rerouted],
        }
    }
}

impl From<&str> for Stage {
    fn from(status: &str) -> Self {
        match status {
            "held" => Self::Held,
            "acknowledged" => Self::Acknowledged,
            "in_progress" => Self::Linked,
            "closed" => Self::Closed,
            "declined" => Self::Declined,
            "rerouted" => Self::Rerouted,
            _ => Self::Received,
        }
    }
}

impl std::fmt::Display for Stage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One message of the dialogue.
#[derive(Clone, Debug)]
pub struct Message {
    /// `question`, `reply`, `feedback`, or `waiting` for a reply that is held.
    pub kind: &'static str,
    /// Which day.
    pub at: When,
    /// The words, unless erased.
    pub words: Option<String>,
}

/// What the page shows of one report.
#[derive(Clone, Debug)]
pub struct Told {
    /// How far it has come.
    pub stage: Stage,
    /// Stored name of the channel it was sent on to.
    pub channel: Option<String>,
    /// Oldest first.
    pub messages: Vec<Message>,
    /// What the reporter wrote, unless erased.
    pub narrative: Option<String>,
    /// Working days within which a report is read.
    pub read_within: u32,
    /// Its files, those that wait last.
    pub files: Vec<FileLine>,
}

/// The page of one report, for whoever holds its code.
#[derive(Template)]
#[template(path = "status.html")]
pub struct Status {
    frame: Frame,
    code: String,
    key: String,
    stage: Stage,
    channel: Option<String>,
    messages: Vec<Message>,
    narrative: Option<String>,
    read_within: u32,
    reply: String,
    problems: Vec<FieldProblem>,
    is_reply_received: bool,
    files: Vec<FileLine>,
    are_files_received: bool,
    may_keep: bool,
}

struct Step {
    stage: Stage,
    is_done: bool,
    is_now: bool,
}

impl Step {
    const fn class(&self) -> &'static str {
        match (self.is_done, self.is_now) {
            (true, _) => "passed",
            (false, true) => "now",
            (false, false) => "ahead",
        }
    }
}

impl Status {
    /// The page; `code` and a random `key` travel in its reply form.
    #[must_use]
    pub fn new(frame: Frame, code: String, key: String, told: Told) -> Self {
        let Told { stage, channel, messages, narrative, read_within, files } = told;
        Self {
            frame: frame.with_switch(Switch::Receipt(code.clone())),
            code,
            key,
            stage,
            channel,
            messages,
            narrative,
            read_within,
            reply: String::new(),
            problems: Vec::new(),
            is_reply_received: false,
            files,
            are_files_received: false,
            may_keep: false,
        }
    }

    /// The same, saying that a reply was received.
    #[must_use]
    pub fn with_thanks(self) -> Self {
        Self { is_reply_received: true, ..self }
    }

    /// The same, with the key of a form that was sent before.
    #[must_use]
    pub fn with_key(self, key: String) -> Self {
        Self { key, ..self }
    }

    /// The same, with a reply that has to change before it can be sent.
    #[must_use]
    pub fn with_problem(self, reply: String, words: String) -> Self {
        Self { reply, problems: vec![FieldProblem { field: "text".into(), words }], ..self }
    }

    /// The same, saying that files were received.
    #[must_use]
    pub fn with_files_thanks(self) -> Self {
        Self { are_files_received: true, ..self }
    }

    /// The same, with files that have to change; offering to keep them when they `may`.
    #[must_use]
    pub fn with_file_problem(self, problem: FieldProblem, may: bool) -> Self {
        Self { problems: vec![problem], may_keep: may, ..self }
    }

    fn problem(&self, field: &str) -> &str {
        self.problems.iter().find(|problem| problem.field == field).map_or("", |found| &found.words)
    }

    fn explanation(&self) -> String {
        match self.stage {
            Stage::Held => self.frame.t("status-held-text"),
            Stage::Received => self.frame.fill("status-received-text", "days", self.read_within),
            Stage::Rerouted => {
                let channel = self.channel.as_deref().unwrap_or("other_organisation");
                let channel = self.frame.word("channel", channel);
                self.frame.fill("status-rerouted-text", "channel", channel)
            }
            Stage::Acknowledged => self.frame.t("status-acknowledged-text"),
            Stage::Linked => self.frame.t("status-linked-text"),
            Stage::Closed => self.frame.t("status-closed-text"),
            Stage::Declined => self.frame.t("status-declined-text"),
        }
    }

    fn steps(&self) -> Vec<Step> {
        let is_at_end = self.stage.way().last() == Some(&self.stage);
        let step = |stage: &Stage| Step {
            stage: *stage,
            is_done: *stage < self.stage || (is_at_end && *stage == self.stage),
            is_now: *stage == self.stage,
        };
        self.stage.way().iter().map(step).collect()
    }
}

/// A reply, with the code that leads to its report.
#[derive(Deserialize, Serialize)]
pub struct Reply {
    #[serde(default, skip_serializing)]
    code: String,
    #[serde(default, skip_serializing)]
    key: String,
    #[serde(default)]
    text: String,
}

/// Takes in a reply and shows the report again.
///
/// # Errors
/// When a rule says no, or the write path is away.
pub async fn post(
    State(app): State<App>,
    locale: Locale,
    Posted(reply): Posted<Reply>,
) -> Result<Response, HttpError> {
    let frame = locale.frame(false);
    let Ok(code) = ReceiptCode::parse(&reply.code) else {
        return receipt::unknown(frame, reply.code);
    };
    let Some(opened) = app.open_receipt(&code).await? else {
        return receipt::unknown(frame, reply.code);
    };
    let text = match intake::message("/text", reply.text.clone()) {
        Ok(text) => text,
        Err(errors) => {
            let told = errors.first().map(|error| words::field_problem(frame.lang, &error.problem));
            let page = page(&app, frame, &code, &opened).await?;
            let page = page.with_problem(reply.text, told.unwrap_or_default());
            return answer(StatusCode::UNPROCESSABLE_ENTITY, &page);
        }
    };
    // A form's key belongs to its report: two forms never share one.
    let report_id = opened.report_id;
    let act = act(&app, &format!("/receipt/messages {report_id}"), &reply.key, &reply)?;
    let message_id = MessageId(act.id("message"));
    let what = What::Reply(report_id, ReplyReceived { message_id, text });
    match app.add(&opened, &act, what, false).await {
        Ok(Standing::Recorded(done)) => drop(app.projector.caught_up(done.position).await),
        Ok(Standing::Held { .. }) => {}
        // What was written stays in the form, with the key that makes sending it again safe.
        Err(DispatchError::Unavailable(_)) => {
            let number = app.organisation.emergency_number.to_string();
            let problem = frame.fill("form-unavailable", "number", number);
            let page = page(&app, frame, &code, &opened).await?;
            let page = page.with_problem(reply.text, problem).with_key(reply.key);
            return answer(StatusCode::SERVICE_UNAVAILABLE, &page);
        }
        Err(error) => return Err(error.into()),
    }
    // Opened anew: what was added may be in the log by now, or wait.
    let Some(opened) = app.open_receipt(&code).await? else {
        return receipt::unknown(frame, reply.code);
    };
    answer(StatusCode::OK, &page(&app, frame, &code, &opened).await?.with_thanks())
}

/// The page of one report, as it is now.
///
/// # Errors
/// When the read models are away.
pub(super) async fn page(
    app: &App,
    frame: Frame,
    code: &ReceiptCode,
    opened: &Opened,
) -> Result<Status, HttpError> {
    let status = api::receipt::status(app, opened).await?;
    let recorded = report::messages(app.read_models.db(), opened.report_id).await?;
    let recorded = recorded.into_iter().map(|row| desk_report::from_row(&frame, row));
    let waiting = opened.waiting.iter().filter_map(|held| match &held.what {
        What::Report(_) | What::ReportWith(..) | What::File(..) => None,
        What::Reply(_, reply) => Some(Message {
            kind: "waiting",
            at: When::day(&frame, held.act.resume().at()),
            words: reply.text.as_clear().map(ToOwned::to_owned),
        }),
    });
    let files = status.attachments.iter().map(|file| FileLine::new(&frame, file, None)).collect();
    let told = Told {
        stage: Stage::from(status.status.as_str()),
        channel: status.rerouted_to,
        messages: recorded.chain(waiting).collect(),
        narrative: status.narrative,
        read_within: app.organisation.read_within_working_days,
        files,
    };
    let key = app.clock.random_id().to_string();
    Ok(Status::new(frame, code.to_string(), key, told))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::pages::testing::{HOSTILE, assert_sound, frames};

    const STAGES: [Stage; 7] = [
        Stage::Held,
        Stage::Received,
        Stage::Acknowledged,
        Stage::Linked,
        Stage::Closed,
        Stage::Declined,
        Stage::Rerouted,
    ];

    fn page(frame: Frame, stage: Stage) -> Status {
        let at = When { iso: "2026-11-23".into(), words: HOSTILE.into() };
        let message = |kind| Message { kind, at: at.clone(), words: Some(HOSTILE.into()) };
        let told = Told {
            stage,
            channel: Some("hr".into()),
            messages: ["question", "reply", "feedback", "waiting"].map(message).to_vec(),
            narrative: Some(HOSTILE.into()),
            read_within: 2,
            files: vec![FileLine { words: HOSTILE.into(), href: None }],
        };
        Status::new(frame, "7K3M9Q-2RV8XA-4TB0ZC".into(), "k".into(), told)
    }

    #[test]
    fn every_stage_is_told_in_words() {
        for stage in STAGES {
            for frame in frames() {
                let html = page(frame, stage).render().unwrap();
                assert_sound(&html);
                assert_eq!(html.matches("aria-current=\"step\"").count(), 1, "{stage}");
                assert!(!html.contains("status-"), "a text is missing at {stage}");
            }
        }
    }

    #[test]
    fn a_reply_that_is_too_long_is_kept() {
        for frame in frames() {
            let page = page(frame, Stage::Linked).with_problem(HOSTILE.into(), "För lång".into());
            let html = page.render().unwrap();
            assert_sound(&html);
            assert!(html.contains("<a href=\"#text\">För lång</a>"));
        }
    }

    #[test]
    fn an_erased_text_is_said_to_be_erased() {
        for frame in frames() {
            let mut page = page(frame, Stage::Linked);
            page.narrative = None;
            assert!(page.with_thanks().render().unwrap().contains("<p class=\"done\""));
        }
    }
}
