//! What a coordinator can do with a report: one form a step, beside the report.
//!
//! Must never lose what was written: a form that cannot be carried out comes back with
//! its words, and with what has to change or what changed meanwhile.

use askama::{Template, filters::HtmlSafe};
use tillbud_events::vocabulary::{Channel, Lang};
use tillbud_projections::First;
use tillbud_projections::report::{ReportRow, Status};

use super::frame::Frame;
use super::said::Said;
use super::triage_form::{self, TriageForm};
use super::{Choice, FieldProblem};
use crate::answers;
use crate::lists::Lists;
use crate::organisation::Organisation;
use crate::web::assets;

/// What can be done with a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Say that it was seen.
    Acknowledge,
    /// Ask the reporter.
    Ask,
    /// Tell what came of it.
    Feedback,
    /// Open an incident from it.
    Open,
    /// Make it part of an incident.
    Link,
    /// Take it out of its incident.
    Unlink,
    /// Take it out again, and end the incident that was opened from it alone. Only ever an
    /// undo, so it has no form of its own in the panel.
    TakeBack,
    /// Answer without an incident.
    Decline,
    /// Send it where it belongs.
    Reroute,
    /// Put it back into the queue, although it was declined or passed on.
    TakeUp,
}

impl Step {
    /// All of them, in the order of the page.
    pub const ALL: [Self; 10] = [
        Self::Acknowledge,
        Self::Ask,
        Self::Feedback,
        Self::Open,
        Self::Link,
        Self::Unlink,
        Self::TakeBack,
        Self::Decline,
        Self::Reroute,
        Self::TakeUp,
    ];

    /// The name that forms and texts use.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Acknowledge => "acknowledge",
            Self::Ask => "ask",
            Self::Feedback => "feedback",
            Self::Open => "open",
            Self::Link => "link",
            Self::Unlink => "unlink",
            Self::TakeBack => "take_back",
            Self::Decline => "decline",
            Self::Reroute => "reroute",
            Self::TakeUp => "take_up",
        }
    }

    /// The step with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.as_str() == name)
    }

    /// Whether the report's state allows it; the rules say no as well, later.
    fn is_possible(self, row: &ReportRow) -> bool {
        let is_waiting = [Status::Received, Status::Acknowledged]
            .iter()
            .any(|status| row.status == status.as_str());
        let is_linked = row.status == Status::Linked.as_str();
        // Nobody holds a receipt for what came from another register.
        let has_reader = !row.imported && row.grounds.is_none();
        match self {
            Self::Acknowledge => row.status == Status::Received.as_str(),
            Self::Ask => has_reader && (is_waiting || is_linked),
            Self::Feedback => has_reader,
            Self::Open | Self::Link => is_waiting,
            Self::Unlink | Self::TakeBack => row.incident_id.is_some(),
            Self::Decline | Self::Reroute => is_waiting,
            Self::TakeUp => {
                let ended = [Status::Declined, Status::Rerouted];
                ended.iter().any(|status| row.status == status.as_str())
            }
        }
    }
}

/// What a form sent that was not carried out.
#[derive(Default)]
pub struct Unsent {
    /// Which step.
    pub step: Option<Step>,
    /// What was written.
    pub said: Said,
    /// What has to change.
    pub problems: Vec<FieldProblem>,
    /// Whether words are to be settled, or kept with a reason.
    pub is_worded: bool,
}

/// The forms.
#[derive(Template)]
#[template(path = "desk_panel.html")]
pub struct Panel {
    frame: Frame,
    action: String,
    key: String,
    version: i64,
    may_acknowledge: bool,
    may_unlink: bool,
    incident: String,
    answers: Vec<Answering>,
    opening: Option<Opening>,
    linking: Option<Linking>,
}

/// The template escapes every text.
impl HtmlSafe for Panel {}

/// A form with words to the reporter.
struct Answering {
    step: &'static str,
    is_open: bool,
    templates: Vec<Ready>,
    channels: Vec<Choice>,
    text: String,
    kept: String,
    is_worded: bool,
    problems: Vec<FieldProblem>,
}

/// Ready words, in the language of the reporter.
struct Ready {
    code: &'static str,
    name: &'static str,
    text: &'static str,
}

struct Opening {
    is_open: bool,
    title: String,
    problem: String,
    triage: TriageForm,
}

struct Linking {
    is_open: bool,
    problem: String,
    incidents: Vec<Choice>,
    has_more: bool,
}

/// What the forms are made of.
pub struct Given<'a> {
    /// The report.
    pub row: &'a ReportRow,
    /// Where the forms are sent.
    pub action: String,
    /// A random key, or that of the form that is sent again.
    pub key: String,
    /// Incidents that it can become part of: id and title.
    pub incidents: First<(String, String)>,
    /// What was not carried out.
    pub unsent: Unsent,
}

impl Panel {
    /// The forms for a report as it stands.
    #[must_use]
    pub fn new(
        frame: &Frame,
        lists: &Lists,
        organisation: &Organisation,
        given: Given<'_>,
    ) -> Self {
        let Given { row, action, key, incidents, unsent } = given;
        let may = |step: Step| step.is_possible(row);
        // What was written stays, also when what changed meanwhile leaves no use for it.
        let shows = |step: Step| may(step) || unsent.step == Some(step);
        let answering = [Step::Ask, Step::Feedback, Step::Decline, Step::Reroute, Step::TakeUp];
        let answers = answering.into_iter().filter(|step| shows(*step));
        let answers = answers.map(|step| Answering::new(frame, row, step, &unsent)).collect();
        let opening =
            shows(Step::Open).then(|| Opening::new(frame, lists, organisation, row, &unsent));
        let linking = may(Step::Link).then(|| Linking::new(frame, incidents, &unsent));
        Self {
            action,
            key,
            version: row.version,
            may_acknowledge: may(Step::Acknowledge),
            may_unlink: may(Step::Unlink),
            incident: row.incident_id.clone().unwrap_or_default(),
            answers,
            opening,
            linking,
            frame: frame.clone(),
        }
    }

    fn is_empty(&self) -> bool {
        self.answers.is_empty() && self.opening.is_none() && !self.may_unlink
    }

    fn wording_rules(&self) -> String {
        format!("{} {}", assets::href("wording.json"), assets::href("identity.json"))
    }
}

impl Answering {
    fn new(frame: &Frame, row: &ReportRow, step: Step, unsent: &Unsent) -> Self {
        let is_open = unsent.step == Some(step);
        let said = |name: &str| {
            if is_open { unsent.said.one(name).to_owned() } else { String::new() }
        };
        let reader = row.lang.as_deref().and_then(Lang::from_stored).unwrap_or(frame.lang);
        let template = |answer: &'static answers::Answer| Ready {
            code: &answer.code,
            name: answer.name(frame.lang),
            text: answer.text(reader),
        };
        let to = said("to");
        let channel =
            |channel: &Channel| Choice::new(channel.as_str(), frame.word("channel", channel), &to);
        let channels = Channel::ALL.iter().filter(|_| step == Step::Reroute).map(channel);
        Self {
            step: step.as_str(),
            is_open,
            templates: answers::answers(step.as_str()).map(template).collect(),
            channels: channels.collect(),
            text: said("text"),
            kept: said("kept_wording"),
            is_worded: is_open && unsent.is_worded,
            problems: if is_open { unsent.problems.clone() } else { Vec::new() },
        }
    }

    /// Whether it was opened to take something back, with ready words.
    fn is_undone(&self) -> bool {
        self.is_open && self.problems.is_empty() && self.step == Step::TakeUp.as_str()
    }

    fn id(&self, field: &str) -> String {
        format!("{}-{field}", self.step)
    }

    fn problems(&self, field: &str) -> Vec<&str> {
        let id = self.id(field);
        let words = self.problems.iter().filter(|problem| problem.field == id);
        words.map(|problem| problem.words.as_str()).collect()
    }
}

impl Opening {
    fn new(
        frame: &Frame,
        lists: &Lists,
        organisation: &Organisation,
        row: &ReportRow,
        unsent: &Unsent,
    ) -> Self {
        let is_open = unsent.step == Some(Step::Open);
        let suggested = triage_form::suggested(row.kind.as_deref(), row.unit.as_deref());
        let said = if is_open { &unsent.said } else { &suggested };
        let problems = if is_open { unsent.problems.clone() } else { Vec::new() };
        let title = problems.iter().find(|problem| problem.field == "title");
        Self {
            is_open,
            title: said.one("title").to_owned(),
            problem: title.map_or_else(String::new, |problem| problem.words.clone()),
            triage: TriageForm::new(frame, lists, organisation, said, problems),
        }
    }
}

impl Linking {
    fn new(frame: &Frame, incidents: First<(String, String)>, unsent: &Unsent) -> Self {
        let is_open = unsent.step == Some(Step::Link);
        let said = if is_open { unsent.said.one("incident_id") } else { "" };
        let none = Choice::new("", frame.t("desk-choose-incident"), said);
        let incident = |(id, title): &(String, String)| Choice::new(id, title.as_str(), said);
        let problem = unsent.problems.first().filter(|_| is_open);
        Self {
            is_open,
            problem: problem.map_or_else(String::new, |problem| problem.words.clone()),
            incidents: std::iter::once(none).chain(incidents.rows.iter().map(incident)).collect(),
            has_more: incidents.has_more,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::pages::report_row::tests::row;
    use crate::web::pages::testing::{HOSTILE, frames, lists, organisation};

    fn panel(frame: &Frame, row: &ReportRow, unsent: Unsent) -> String {
        let (action, key) = ("/desk/reports/x/work".into(), "k".into());
        let incidents = First { rows: vec![("i".into(), HOSTILE.into())], has_more: true };
        let given = Given { row, action, key, incidents, unsent };
        Panel::new(frame, &lists(), &organisation(), given).render().unwrap()
    }

    /// Which steps have a form.
    fn steps(html: &str) -> Vec<&'static str> {
        let has =
            |step: &Step| html.contains(&format!("name=\"step\" value=\"{}\"", step.as_str()));
        Step::ALL.iter().filter(|step| has(step)).map(|step| step.as_str()).collect()
    }

    #[test]
    fn a_cut_list_of_incidents_says_so_and_where_the_others_are() {
        for frame in frames() {
            let row = ReportRow { incident_id: None, ..row() };
            let html = panel(&frame, &row, Unsent::default());
            let hint = format!("{} <a href=\"/desk/incidents", frame.t("desk-link-newest"));
            assert!(html.contains(&hint), "{html}");
        }
    }

    #[test]
    fn a_report_offers_what_its_state_allows() {
        let waiting = ReportRow { incident_id: None, ..row() };
        let of = |status: &str| ReportRow { status: status.into(), ..waiting.clone() };
        for frame in frames() {
            let html = panel(&frame, &of("received"), Unsent::default());
            assert!(!html.contains("<b x=") && !html.contains("alert(1)</script>"));
            let all = ["acknowledge", "ask", "feedback", "open", "link", "decline", "reroute"];
            assert_eq!(steps(&html), all);
            let linked = ReportRow { status: "linked".into(), ..row() };
            let html = panel(&frame, &linked, Unsent::default());
            assert_eq!(steps(&html), ["ask", "feedback", "unlink"]);
            assert!(html.contains("/triage"));
            for ended in ["declined", "rerouted"] {
                let html = panel(&frame, &of(ended), Unsent::default());
                assert_eq!(steps(&html), ["feedback", "take_up"]);
            }
            let imported = ReportRow { imported: true, ..of("received") };
            let html = panel(&frame, &imported, Unsent::default());
            assert!(!steps(&html).contains(&"ask"), "nobody would read it");
        }
    }

    #[test]
    fn what_was_written_stays_when_there_is_no_use_for_it_any_more() {
        let declined = ReportRow { status: "declined".into(), incident_id: None, ..row() };
        for frame in frames() {
            let said = Said::default().with("text", "Hur ofta?");
            let unsent = Unsent { step: Some(Step::Ask), said, ..Unsent::default() };
            let html = panel(&frame, &declined, unsent);
            assert_eq!(steps(&html), ["ask", "feedback", "take_up"]);
            assert!(html.contains(">\nHur ofta?</textarea>"));
        }
    }

    #[test]
    fn what_was_written_comes_back_with_what_has_to_change() {
        for frame in frames() {
            let problem = FieldProblem { field: "ask-text".into(), words: "Byt ut ordet.".into() };
            let unsent = Unsent {
                step: Some(Step::Ask),
                said: Said::default().with("text", HOSTILE).with("kept_wording", "Citat"),
                problems: vec![problem],
                is_worded: true,
            };
            let html = panel(&frame, &row(), unsent);
            assert!(html.contains("id=\"ask-text-problem\">Byt ut ordet."), "{html}");
            assert!(html.contains("&#60;script&#62;") && html.contains(">\nCitat</textarea>"));
            assert_eq!(html.matches("name=\"kept_wording\"").count(), 1, "only where it is needed");
            assert_eq!(html.matches(" open data-step").count(), 1);
        }
    }

    #[test]
    fn several_things_to_change_in_one_text_are_a_list() {
        for frame in frames() {
            let problem =
                |words: &str| FieldProblem { field: "ask-text".into(), words: words.into() };
            let problems = vec![problem("Byt ut ordet."), problem(HOSTILE)];
            let unsent = Unsent { step: Some(Step::Ask), problems, ..Unsent::default() };
            let html = panel(&frame, &row(), unsent);
            assert!(html.contains("id=\"ask-text-problem\"><li>Byt ut ordet.</li><li>"), "{html}");
            assert!(!html.contains("alert(1)</script>"));
        }
    }
}
