//! What a reporter sees with the code: how far it has come, the dialogue, who has read it,
//! and what can be done.
//!
//! Must never show another report, a name of staff, or more of a moment than its day.

use askama::Template;
use tillbud_events::Text;
use tillbud_events::vocabulary::Again;
use tillbud_projections::{concern, report};

use super::files::FileLine;
use super::frame::{Frame, Switch};
use super::proof::Proof;
use super::when::When;
use super::{Choice, FieldProblem, Pair, concern as concern_page, desk_report};
use crate::App;
use crate::access::receipt::ReceiptCode;
use crate::holding::{Held, Opened, What};
use crate::pressure::Purpose;
use crate::web::api::lesson_views::Lesson;
use crate::web::api::receipt::{self as api, Opening};
use crate::web::error::HttpError;
use crate::web::locale;

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
    /// Its words are gone for good.
    Erased,
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
            Self::Erased => "erased",
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
            Self::Erased => &[Self::Received, Self::Erased],
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
            "erased" => Self::Erased,
            _ => Self::Received,
        }
    }
}

impl std::fmt::Display for Stage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One message of a dialogue.
#[derive(Clone, Debug)]
pub struct Message {
    /// `question`, `reply`, `feedback` or `answer`; `waiting` for what is held.
    pub kind: &'static str,
    /// Which day.
    pub at: When,
    /// The words, unless erased.
    pub words: Option<String>,
}

/// One line of the ledger.
#[derive(Clone, Debug)]
pub struct Line {
    /// Which day.
    pub at: When,
    /// Stored name of the role.
    pub role: String,
    /// Stored name of the purpose.
    pub purpose: String,
}

/// How the words went.
#[derive(Clone, Debug)]
pub struct Gone {
    /// On which day.
    pub at: When,
    /// Id of the decision; a withdrawal has none.
    pub decision: Option<String>,
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
    /// Its files, those that wait last.
    pub files: Vec<FileLine>,
    /// Who has read the original.
    pub ledger: Vec<Line>,
    /// Whether the reporter would report again, as last told.
    pub again: Option<String>,
    /// What was said with the independent role, oldest first.
    pub concern: Vec<Message>,
    /// Heading and address of each lesson that it led to.
    pub lessons: Vec<Pair>,
    /// Set when the words are gone.
    pub gone: Option<Gone>,
    /// Working days within which a report is read.
    pub read_within: u32,
}

/// What was written into a form that has to change before it can be sent.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    /// The reply.
    pub reply: String,
    /// Whether they would report again.
    pub again: String,
    /// What was told to the independent role.
    pub concern: String,
}

/// The page of one report, for whoever holds its code.
#[derive(Template)]
#[template(path = "status.html")]
pub struct Status {
    frame: Frame,
    code: String,
    key: String,
    told: Told,
    typed: Typed,
    problems: Vec<FieldProblem>,
    thanks: Option<&'static str>,
    proof: Proof,
    /// The field of the form that was sent, when an answer is asked for.
    asked_in: &'static str,
    /// Whether files that cannot be cleaned may be kept as they are.
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
    /// The page; `code` and a random `key` travel in its forms.
    #[must_use]
    pub fn new(frame: Frame, code: String, key: String, told: Told) -> Self {
        let typed = Typed { again: told.again.clone().unwrap_or_default(), ..Typed::default() };
        Self {
            frame: frame.with_switch(Switch::Receipt(code.clone())),
            code,
            key,
            told,
            typed,
            problems: Vec::new(),
            thanks: None,
            proof: Proof::default(),
            asked_in: "",
            may_keep: false,
        }
    }

    /// The same, saying with the text of this key that something was received.
    #[must_use]
    pub fn with_thanks(self, thanks: &'static str) -> Self {
        Self { thanks: Some(thanks), ..self }
    }

    /// The same, with the key of a form that was sent before.
    #[must_use]
    pub fn with_key(self, key: String) -> Self {
        Self { key, ..self }
    }

    /// The same, with what was typed, which has to change before it can be sent.
    #[must_use]
    pub fn with_problem(self, typed: Typed, problem: FieldProblem) -> Self {
        Self { typed, problems: vec![problem], ..self }
    }

    /// The same, with files that have to change; offering to keep them when they `may`.
    #[must_use]
    pub fn with_file_problem(self, problem: FieldProblem, may: bool) -> Self {
        Self { problems: vec![problem], may_keep: may, ..self }
    }

    /// The same, with a challenge in its forms.
    #[must_use]
    pub fn with_proof(self, proof: Proof) -> Self {
        Self { proof, ..self }
    }

    /// The same, keeping what was typed into the form with the field `asked_in` until its
    /// challenge is answered.
    #[must_use]
    pub fn with_asked(self, proof: Proof, asked_in: &'static str, typed: Typed) -> Self {
        Self { proof, asked_in, typed, ..self }
    }

    /// The challenge of one form: once asked for, it sends the form that asked by itself.
    fn proof_in(&self, field: &str) -> Proof {
        let is_here = !self.proof.is_asked() || self.asked_in == field;
        if is_here { self.proof.clone() } else { Proof::default() }
    }

    fn problem(&self, field: &str) -> &str {
        let problem = self.problems.iter().find(|problem| problem.field == field);
        problem.map_or("", |problem| &problem.words)
    }

    fn is_erased(&self) -> bool {
        self.told.stage == Stage::Erased
    }

    fn is_experience_asked(&self) -> bool {
        let is_told = self.told.messages.iter().any(|message| message.kind == "feedback");
        !self.is_erased() && (is_told || self.told.again.is_some())
    }

    fn agains(&self) -> Vec<Choice> {
        let choice = |again: &Again| {
            Choice::new(again.as_str(), self.frame.word("again", again), &self.typed.again)
        };
        Again::ALL.iter().map(choice).collect()
    }

    fn explanation(&self) -> String {
        match self.told.stage {
            Stage::Held => self.frame.t("status-held-text"),
            Stage::Received => {
                self.frame.fill("status-received-text", "days", self.told.read_within)
            }
            Stage::Rerouted => {
                let channel = self.told.channel.as_deref().unwrap_or("other_organisation");
                let channel = self.frame.word("channel", channel);
                self.frame.fill("status-rerouted-text", "channel", channel)
            }
            Stage::Acknowledged => self.frame.t("status-acknowledged-text"),
            Stage::Linked => self.frame.t("status-linked-text"),
            Stage::Closed => self.frame.t("status-closed-text"),
            Stage::Declined => self.frame.t("status-declined-text"),
            Stage::Erased => {
                self.told.gone.as_ref().map(|gone| self.ending(gone)).unwrap_or_default()
            }
        }
    }

    fn ending(&self, gone: &Gone) -> String {
        let day = ("day", gone.at.words.clone().into());
        match &gone.decision {
            None => locale::text_of(self.frame.lang, "status-withdrawn-text", &[day]),
            Some(decision) => {
                let values = [day, ("decision", decision.clone().into())];
                locale::text_of(self.frame.lang, "status-disposed-text", &values)
            }
        }
    }

    fn steps(&self) -> Vec<Step> {
        let now = self.told.stage;
        let is_at_end = now.way().last() == Some(&now);
        let step = |stage: &Stage| Step {
            stage: *stage,
            is_done: *stage < now || (is_at_end && *stage == now),
            is_now: *stage == now,
        };
        now.way().iter().map(step).collect()
    }
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
    let report_id = opened.report_id;
    let db = app.read_models.db();
    let status = api::status(app, opened).await?;
    let messages = report::dialogue(db, report_id).await?;
    let concern = concern::messages(db, app.concern_of(report_id)).await?;
    let gone = status.erased_on.and_then(|day| When::of_day(&frame, &day));
    let messages = messages.into_iter().map(|row| desk_report::from_row(&frame, row));
    let concern = concern.into_iter().map(|row| concern_page::from_row(&frame, row));
    let waiting = |text: &Text, held: &Held| Message {
        kind: "waiting",
        at: When::day(&frame, held.act.at()),
        words: text.as_clear().map(ToOwned::to_owned),
    };
    let replies = opened.waiting.iter().filter_map(|held| match &held.what {
        What::Reply(_, reply) => Some(waiting(&reply.text, held)),
        What::Report(_)
        | What::ReportWith(..)
        | What::File(..)
        | What::Experience(..)
        | What::Concern(..) => None,
    });
    let raised = opened.waiting.iter().filter_map(|held| match &held.what {
        What::Concern(_, raised) => Some(waiting(&raised.text, held)),
        What::Report(_)
        | What::ReportWith(..)
        | What::File(..)
        | What::Reply(..)
        | What::Experience(..) => None,
    });
    let told = Told {
        stage: Stage::from(status.status.as_str()),
        channel: status.rerouted_to,
        messages: messages.chain(replies).collect(),
        narrative: status.narrative,
        files: status.attachments.iter().map(|file| FileLine::new(&frame, file, None)).collect(),
        ledger: status.ledger.into_iter().filter_map(|line| on_its_day(&frame, line)).collect(),
        again: status.again,
        concern: concern.chain(raised).collect(),
        lessons: status.lessons.into_iter().map(|it| lesson(&frame, it)).collect(),
        gone: gone.map(|at| Gone { at, decision: status.decision }),
        read_within: app.organisation.read_within_working_days,
    };
    let key = app.clock.random_id().to_string();
    let proof = Proof::offered(app, Purpose::Message, "");
    Ok(Status::new(frame, code.to_string(), key, told).with_proof(proof))
}

fn lesson(frame: &Frame, lesson: Lesson) -> Pair {
    let label = lesson.title.unwrap_or_else(|| frame.t("erased"));
    Pair { label, words: format!("/lessons/{}", lesson.lesson_id) }
}

fn on_its_day(frame: &Frame, line: Opening) -> Option<Line> {
    let Opening { day, role, purpose } = line;
    Some(Line { at: When::of_day(frame, &day)?, role, purpose })
}

#[cfg(test)]
mod tests;
