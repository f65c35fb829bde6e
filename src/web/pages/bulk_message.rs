//! One answer to the reporters of several reports: that they were read, a question, what came of
//! it, or why it ends here.
//!
//! Must never write to some before it is known that all can be written to, nor on what others
//! did meanwhile without telling.

use tillbud_events::Position;
use tillbud_events::report::Report;
use tillbud_events::vocabulary::{Channel, Lang};

use super::bulk_chosen::{Changed, Chosen, Unsent};
use super::desk_panel::Step;
use super::frame::Frame;
use super::said::Said;
use super::{Choice, FieldProblem, act, changes, desk_work};
use crate::App;
use crate::access::Staff;
use crate::answers;
use crate::dispatch::DispatchError;
use crate::fields::FieldError;
use crate::web::words;

/// The steps that write to reporters and can be done for many at once.
pub const WRITING: [Step; 4] = [Step::Ask, Step::Feedback, Step::Decline, Step::Reroute];
/// All steps that can be done for many at once and that no incident is part of.
pub const STEPS: [Step; 5] =
    [Step::Acknowledge, Step::Ask, Step::Feedback, Step::Decline, Step::Reroute];

/// The form of one step.
pub struct Message {
    /// Which step.
    pub step: &'static str,
    /// Whether it was sent and not carried out, or is to be filled.
    pub is_open: bool,
    /// Where reports can be sent on to, for the step that does.
    pub channels: Vec<Choice>,
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
        let to = of("to");
        let channel = |it: &Channel| Choice::new(it.as_str(), frame.word("channel", it), &to);
        Self {
            step: step.as_str(),
            is_open,
            channels: Channel::ALL.iter().filter(|_| step == Step::Reroute).map(channel).collect(),
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

/// What has to change, at the form's own field.
#[must_use]
pub fn problems(frame: &Frame, step: Step, errors: &[FieldError]) -> Vec<FieldProblem> {
    let problem = |error: &FieldError| FieldProblem {
        field: format!("{}-{}", step.as_str(), error.pointer.trim_start_matches('/')),
        words: words::form_problem(frame.lang, &error.problem),
    };
    errors.iter().map(problem).collect()
}

/// Writes to the reporter of each report, one act a report: sending the same form again
/// writes to nobody twice. Tells where the last fact stands in the log.
///
/// # Errors
/// Before anybody is written to, unless somebody changes a report in the same moment or the log
/// goes away; then the same form finishes it.
pub async fn send(
    app: &App,
    staff: Staff,
    step: Step,
    said: &Said,
    all: &[Chosen],
) -> Result<Position, Unsent> {
    let content = said.without(&["key", "template", "report", "version"]);
    let mut prepared = Vec::with_capacity(all.len());
    for chosen in all {
        let scope = format!("/desk/bulk {} {}", step.as_str(), chosen.id);
        let act = act(app, staff.actor(), &scope, said.one("key"), &content)?;
        let command = desk_work::command(app, step, said, &act)?;
        prepared.push((chosen, act, command));
    }
    let (mut unwritten, mut changed, mut refused) = (Vec::new(), Vec::new(), Vec::new());
    let mut position = Position::default();
    for ((chosen, act, command), number) in prepared.into_iter().zip(1..) {
        match app.dispatch.foresee::<Report>(chosen.id.into(), &act, command.clone()).await {
            // Written to when the same form was sent before: only the others are left.
            Ok(Some(done)) => {
                position = position.max(done.position);
                continue;
            }
            Ok(None) => {}
            Err(DispatchError::Rejected(rejection)) => refused.push((number, rejection)),
            Err(error) => return Err(error.into()),
        }
        let standing = changes::standing(app, chosen.id, &chosen.version, &act).await?;
        unwritten.push((chosen.id, standing.version, act, command));
        changed.extend(Changed::since(chosen, number, standing));
    }
    let is_partly_sent = unwritten.len() < all.len();
    // What others did comes first: it may be why a rule says no.
    if !changed.is_empty() {
        return Err(Unsent::Changed { changed, is_partly_sent });
    }
    if !refused.is_empty() {
        let has_others = refused.len() < unwritten.len();
        return Err(Unsent::Refused { refused, is_partly_sent, has_others });
    }
    for (id, version, act, command) in unwritten {
        let done = app.dispatch.execute::<Report>(id.into(), Some(version), &act, command).await?;
        position = position.max(done.position);
    }
    Ok(position)
}
