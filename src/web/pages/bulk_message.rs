//! One message to the reporters of several reports: a question, or what came of it.
//!
//! Must never write to some before it is known that all can be written to.

use tillbud_events::report::{Command, FeedbackGiven, QuestionAsked, Report};
use tillbud_events::vocabulary::Lang;
use tillbud_events::{MessageId, ReportId};

use super::desk_panel::Step;
use super::frame::Frame;
use super::said::Said;
use super::{FieldProblem, act};
use crate::App;
use crate::access::Staff;
use crate::answers;
use crate::dispatch::{DispatchError, Done, Rejection};
use crate::fields::{FieldError, Fields};
use crate::web::api::reports::keeping;
use crate::web::error::HttpError;
use crate::web::words;
use crate::wording::settle;

/// The steps that write to reporters and can be done for many at once.
pub const STEPS: [Step; 2] = [Step::Ask, Step::Feedback];

/// The form of one step.
pub struct Message {
    /// Which step.
    pub step: &'static str,
    /// Whether it was sent and not carried out, or is to be filled.
    pub is_open: bool,
    /// Ready words: code and name.
    pub templates: Vec<(String, String)>,
    /// What was written.
    pub text: String,
    /// What has to change.
    pub problem: String,
    /// Whether words are to be settled, or kept with a reason.
    pub is_worded: bool,
    /// The reason that was written.
    pub kept: String,
}

impl Message {
    /// The form as it was sent, or empty; with ready words in `lang`.
    #[must_use]
    pub fn new(frame: &Frame, step: Step, said: &Said, problems: &[FieldProblem]) -> Self {
        let is_open = said.one("step") == step.as_str();
        let of = |name: &str| if is_open { said.one(name).to_owned() } else { String::new() };
        let field = format!("{}-text", step.as_str());
        let problem = problems.iter().find(|problem| problem.field == field);
        let template =
            |answer: &answers::Answer| (answer.code.clone(), answer.name(frame.lang).to_owned());
        Self {
            step: step.as_str(),
            is_open,
            templates: answers::answers(step.as_str()).map(template).collect(),
            text: of("text"),
            problem: problem.map_or_else(String::new, |problem| problem.words.clone()),
            is_worded: is_open && (problem.is_some() || !of("kept_wording").is_empty()),
            kept: of("kept_wording"),
        }
    }

    /// Id of one of its fields.
    #[must_use]
    pub fn id(&self, field: &str) -> String {
        format!("{}-{field}", self.step)
    }
}

/// The form with the ready words that were chosen, in `lang`.
#[must_use]
pub fn filled(said: &Said, lang: Lang) -> Said {
    let code = said.one("template");
    match answers::answers(said.one("step")).find(|answer| answer.code == code) {
        Some(ready) => said.with("text", ready.text(lang)),
        None => said.clone(),
    }
}

/// Why nobody was written to.
pub enum Unsent {
    /// A rule says no for the report with this number, from 1.
    Refused(usize, Rejection),
    /// As elsewhere.
    Http(HttpError),
}

impl<E: Into<HttpError>> From<E> for Unsent {
    fn from(error: E) -> Self {
        Self::Http(error.into())
    }
}

/// What has to change, at the form's own field.
#[must_use]
pub fn problems(frame: &Frame, step: Step, errors: &[FieldError]) -> Vec<FieldProblem> {
    let problem = |error: &FieldError| FieldProblem {
        field: format!("{}-{}", step.as_str(), error.pointer.trim_start_matches('/')),
        words: words::field_problem(frame.lang, &error.problem),
    };
    errors.iter().map(problem).collect()
}

/// Writes to the reporter of each report, one act a report: sending the same form again
/// writes to nobody twice.
///
/// # Errors
/// Before anybody is written to, unless somebody changes a report meanwhile or the log goes
/// away; then the same form finishes it.
pub async fn send(
    app: &App,
    staff: Staff,
    step: Step,
    said: &Said,
    ids: &[ReportId],
) -> Result<Option<Done>, Unsent> {
    let mut fields = Fields::default();
    let text = fields.answer("/text", said.one("text").to_owned());
    fields.finish()?;
    let kept = settle(&[("/text", &text)], said.written("kept_wording"))?;
    let content = said.without(&["key", "template", "report"]);
    let act = |id: &ReportId| {
        let scope = format!("/desk/bulk {} {id}", step.as_str());
        act(app, staff.actor(), &scope, said.one("key"), &content)
    };
    let command = |message_id: MessageId| {
        let text = text.clone();
        let command = if step == Step::Ask {
            Command::Ask(QuestionAsked { message_id, text })
        } else {
            Command::GiveFeedback(FeedbackGiven { message_id, text })
        };
        keeping(kept.clone(), command)
    };
    for (id, number) in ids.iter().zip(1..) {
        let act = act(id)?;
        let command = command(MessageId(act.id("message")));
        match app.dispatch.foresee::<Report>((*id).into(), &act, command).await {
            Ok(_) => {}
            Err(DispatchError::Rejected(rejection)) => {
                return Err(Unsent::Refused(number, rejection));
            }
            Err(error) => return Err(error.into()),
        }
    }
    let mut last = None;
    for id in ids {
        let act = act(id)?;
        let command = command(MessageId(act.id("message")));
        last = Some(app.dispatch.execute::<Report>((*id).into(), None, &act, command).await?);
    }
    Ok(last)
}
