//! The forms with which people work on notifications: what each asks for, and what a
//! person has written in it.
//!
//! Must never lose what was written when something has to change first.

use serde::{Deserialize, Serialize};
use tillbud_events::incident::notification::{Command, PersonalDataAnswered};
use tillbud_events::rule_pack::RulePacks;
use tillbud_events::vocabulary::Standing;

use super::frame::Frame;
use super::{Choice, FieldProblem, Pair};
use crate::act::Act;
use crate::fields::{FieldError, Fields, Problem};
use crate::notices::{
    AssessNotification, DeclareAwareness, DescribeNotification, FinishNotification,
    SendNotification,
};
use crate::web::api::notifications::AskAssessment;
use crate::web::words;

/// What a person writes in words of their own, in the order of the forms.
const WRITTEN: [&str; 10] = [
    "controller",
    "aware",
    "reasons",
    "facts",
    "affected",
    "consequences",
    "measures",
    "sent",
    "reference",
    "text",
];

/// What a form sent; what it does not ask for is empty.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Said {
    /// Makes the form repeatable.
    #[serde(skip_serializing)]
    pub key: String,
    /// The version of the incident that the writer looked at.
    #[serde(skip_serializing)]
    pub version: String,
    /// Which form of the page.
    pub form: String,
    /// What it does.
    pub act: String,
    /// Which law.
    pub regime: String,
    /// Whose duty.
    pub controller: String,
    touched: String,
    notifiable: String,
    reasons: String,
    aware: String,
    facts: String,
    consequences: String,
    measures: String,
    affected: String,
    stage: String,
    sent: String,
    reference: String,
    text: String,
}

/// What the person wants: a step, or only to count anew.
pub enum Wish {
    /// Something for the rules to decide.
    Step(Box<Command>),
    /// Deadlines by the rule packs in use.
    Recount,
}

impl Said {
    /// What is wanted; nothing when there is no such form.
    pub fn read(self, packs: &RulePacks, act: &Act) -> Option<Result<Wish, Vec<FieldError>>> {
        let (regime, controller) = (self.regime, Some(self.controller));
        let command = match self.act.as_str() {
            "recount" => return Some(Ok(Wish::Recount)),
            "personal-data" => yes_or_no("/touched", &self.touched)
                .map(|touched| Command::AnswerPersonalData(PersonalDataAnswered { touched })),
            "ask" => AskAssessment { regime, controller }.read().map(Command::Ask),
            "assess" => yes_or_no("/notifiable", &self.notifiable).and_then(|notifiable| {
                AssessNotification { regime, controller, notifiable, reasons: self.reasons }.read()
            }),
            "awareness" => {
                let (aware, reasons) = (self.aware, self.reasons);
                DeclareAwareness { regime, controller, aware, reasons }.read(act.at())
            }
            "describe" => {
                let (facts, consequences) = (self.facts, self.consequences);
                let (measures, affected) = (self.measures, Some(self.affected));
                DescribeNotification { regime, controller, facts, consequences, measures, affected }
                    .read(act)
            }
            "send" | "supplement" => {
                let (stage, sent) = (self.stage, self.sent);
                let (reference, text) = (Some(self.reference), self.text);
                let sending = SendNotification { regime, controller, stage, sent, reference, text };
                if self.act == "send" {
                    sending.read_sent(packs, act)
                } else {
                    sending.read_supplement(packs, act)
                }
            }
            "finish" => FinishNotification { regime, controller, text: self.text }.read(),
            _ => return None,
        };
        Some(command.map(|command| Wish::Step(Box::new(command))))
    }

    /// What was written, for when the form that it was written in is no longer on the page.
    #[must_use]
    pub fn written(&self, frame: &Frame) -> Vec<Pair> {
        // Every other form carries along whose duty it is about; nobody wrote it there.
        let is_asked = |field: &str| field != "controller" || self.act == "ask";
        let is_written = |field: &&str| is_asked(field) && !self.of(field).trim().is_empty();
        let words = |field: &str| match field {
            // The browser puts a T between day and time.
            "aware" | "sent" => self.of(field).replace('T', " "),
            _ => self.of(field).to_owned(),
        };
        let pair =
            |field: &str| Pair { label: frame.word("notice-field", field), words: words(field) };
        WRITTEN.into_iter().filter(is_written).map(pair).collect()
    }

    fn of(&self, field: &str) -> &str {
        match field {
            "regime" => &self.regime,
            "controller" => &self.controller,
            "touched" => &self.touched,
            "notifiable" => &self.notifiable,
            "reasons" => &self.reasons,
            "aware" => &self.aware,
            "facts" => &self.facts,
            "consequences" => &self.consequences,
            "measures" => &self.measures,
            "affected" => &self.affected,
            "stage" => &self.stage,
            "sent" => &self.sent,
            "reference" => &self.reference,
            _ => &self.text,
        }
    }
}

fn yes_or_no(pointer: &str, said: &str) -> Result<bool, Vec<FieldError>> {
    let mut fields = Fields::default();
    let answer = match said {
        "yes" => Some(true),
        "no" => Some(false),
        _ => {
            fields.wrong(pointer, Problem::Missing);
            None
        }
    };
    fields.need(answer)
}

/// How a field is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Several lines.
    Area,
    /// One line.
    Line,
    /// A moment by the clock on the wall.
    Moment,
    /// One of several.
    Pick,
}

/// One field of a form.
pub struct Field {
    pub(super) id: String,
    pub(super) name: &'static str,
    pub(super) label: String,
    pub(super) hint: String,
    pub(super) value: String,
    pub(super) problem: String,
    pub(super) kind: Kind,
    pub(super) choices: Vec<Choice>,
}

impl Field {
    /// How it is written in, for the template.
    pub(super) fn is(&self, kind: &str) -> bool {
        kind == match self.kind {
            Kind::Area => "area",
            Kind::Line => "line",
            Kind::Moment => "moment",
            Kind::Pick => "pick",
        }
    }
}

/// One form.
pub struct Form {
    pub(super) id: String,
    pub(super) act: &'static str,
    pub(super) title: String,
    pub(super) hint: String,
    pub(super) regime: String,
    pub(super) controller: Option<String>,
    pub(super) fields: Vec<Field>,
    pub(super) is_open: bool,
}

impl Form {
    /// A form without fields, closed. `controller` is nothing where the form asks for it.
    #[must_use]
    pub fn new(
        frame: &Frame,
        id: String,
        act: &'static str,
        regime: &str,
        controller: Option<&str>,
    ) -> Self {
        Self {
            title: frame.word("notice-form", act),
            hint: frame.word("notice-hint", act),
            id,
            act,
            regime: regime.to_owned(),
            controller: controller.map(str::to_owned),
            fields: Vec::new(),
            is_open: false,
        }
    }

    /// The same, open.
    #[must_use]
    pub fn open(self, is_open: bool) -> Self {
        Self { is_open, ..self }
    }

    /// The same, with one field more.
    #[must_use]
    pub fn with(mut self, frame: &Frame, name: &'static str, kind: Kind, value: String) -> Self {
        self.fields.push(Field {
            id: format!("{}-{name}", self.id),
            name,
            label: frame.word("notice-field", name),
            hint: frame.word("notice-help", name),
            value,
            problem: String::new(),
            kind,
            choices: Vec::new(),
        });
        self
    }

    /// The same, with one question more that is answered by one of `choices`.
    #[must_use]
    pub fn pick(self, frame: &Frame, name: &'static str, choices: Vec<Choice>) -> Self {
        let mut form = self.with(frame, name, Kind::Pick, String::new());
        if let Some(field) = form.fields.last_mut() {
            field.choices = choices;
        }
        form
    }

    /// Gives back what was written, and tells what has to change.
    pub fn keep(&mut self, frame: &Frame, said: &Said, errors: &[FieldError]) -> Vec<FieldProblem> {
        self.is_open = true;
        let mut problems = Vec::new();
        for field in &mut self.fields {
            said.of(field.name).clone_into(&mut field.value);
            for choice in &mut field.choices {
                choice.is_chosen = choice.value == field.value;
            }
            let pointer = format!("/{}", field.name);
            if let Some(error) = errors.iter().find(|error| error.pointer == pointer) {
                field.problem = words::form_problem(frame.lang, &error.problem);
                let problem = format!("{}: {}", field.label, field.problem);
                problems.push(FieldProblem { field: field.id.clone(), words: problem });
            }
        }
        problems
    }
}

/// Yes and no.
#[must_use]
pub fn yes_no(frame: &Frame, answer: Option<bool>) -> Vec<Choice> {
    let said = answer.map_or("", |yes| if yes { "yes" } else { "no" });
    vec![Choice::new("yes", frame.t("yes"), said), Choice::new("no", frame.t("no"), said)]
}

/// What can be done with a notification where it stands, the next step first.
#[must_use]
pub fn acts(standing: Standing) -> &'static [&'static str] {
    match standing {
        Standing::Assessing => &["assess", "awareness", "describe"],
        Standing::NotNotifiable => &["describe", "assess", "awareness"],
        Standing::Due => &["send", "describe", "awareness", "assess"],
        Standing::Sent | Standing::Supplemented => {
            &["send", "supplement", "finish", "describe", "awareness"]
        }
        Standing::Final => &["supplement", "describe"],
    }
}
