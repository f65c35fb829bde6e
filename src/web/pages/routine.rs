//! The incident routine, told by the rules themselves: each stage of a report, an incident, a
//! notification and an action, what can be done there, and what closing needs.
//!
//! Every line is asked of the state machine, so the page cannot say anything else than what
//! the program does. Must never list a step by hand that a rule decides.

mod laws;
mod reports;

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use jiff::civil::Date;
use tillbud_events::action::{
    self, Abandoned, Action, Decided, EffectAssessed, Implemented, Proposed, Rescheduled, Reworded,
    TakenUpAgain, Verified,
};
use tillbud_events::attachment::{AttachmentAdded, FileAttached};
use tillbud_events::incident::{
    self, AnalysisCompleted, Assigned, Close, Closed, Event, FactorIdentified, FactorWithdrawn,
    Incident, MergedInto, Opened, QuestionAnswered, Recused, Reopened, ResponseChosen, Retitled,
    TimelineItemAdded, Triaged,
};
use tillbud_events::vocabulary::{
    Code, Direction, Effect, Element, Label, Media, Question, Response as Method, Severity,
    Strength,
};
use tillbud_events::{
    ActionId, AttachmentId, Decider, FactorId, IncidentId, ItemId, ReportId, Text,
};
use uuid::Uuid;

use super::answer;
use super::frame::Frame;
use super::incident::gates;
use crate::App;
use crate::web::error::HttpError;
use crate::web::language::Locale;
use crate::web::signed_in::signed_in;

const NONE: Uuid = Uuid::nil();
const OTHER: Uuid = Uuid::max();

/// The page with the routine.
#[derive(Template)]
#[template(path = "routine.html")]
pub struct Routine {
    frame: Frame,
    reports: Vec<Stage>,
    laws: Vec<Stage>,
    stages: Vec<Stage>,
    gates: Vec<&'static str>,
    actions: Vec<Stage>,
}

/// One stage and what can be done there.
struct Stage {
    name: String,
    steps: Vec<String>,
}

impl Stage {
    /// What of `steps` the rules allow where `state` stands, in the words of their keys.
    fn of<D: Decider>(
        frame: &Frame,
        name: String,
        state: &D,
        steps: Vec<(&'static str, D::Command)>,
    ) -> Self {
        let allowed =
            |command| state.decide(command).is_ok_and(|events: Vec<_>| !events.is_empty());
        let steps = steps.into_iter().filter_map(|(key, it)| allowed(it).then(|| frame.t(key)));
        Self { name, steps: steps.collect() }
    }
}

impl Routine {
    /// The page.
    #[must_use]
    pub fn new(frame: Frame) -> Self {
        let stages = incidents().into_iter();
        let stages =
            stages.map(|(stage, it)| Stage::of(&frame, frame.word("stage", stage), &it, steps()));
        let actions = actions().into_iter();
        let actions = actions
            .map(|(state, it)| Stage::of(&frame, frame.word("action", state), &it, action_steps()));
        Self {
            reports: reports::stages(&frame),
            laws: laws::stages(&frame),
            stages: stages.collect(),
            gates: gates::ORDER.to_vec(),
            actions: actions.collect(),
            frame,
        }
    }
}

/// The routine, for everyone; whoever is signed in keeps the way back to the work.
///
/// # Errors
/// When sessions cannot be looked up.
pub async fn get(
    State(app): State<App>,
    locale: Locale,
    headers: HeaderMap,
) -> Result<Response, HttpError> {
    let frame = locale.frame(false);
    let frame = match signed_in(&app, &headers).await? {
        Some(signed_in) => frame.for_role(signed_in.staff.role),
        None => frame,
    };
    answer(StatusCode::OK, &Routine::new(frame))
}

/// An incident at each stage that its own events lead to.
fn incidents() -> Vec<(&'static str, Incident)> {
    let chosen = |response| Event::ResponseChosen(ResponseChosen { response, reason: None });
    let opened = opened();
    let judged = judged().map(Event::Triaged);
    let found = Event::FactorIdentified(factor(OTHER));
    let begun: Vec<_> = std::iter::once(opened.clone()).chain(judged).chain([found]).collect();
    let after = |more: &[Event]| Incident::fold(begun.iter().chain(more));
    let analysed = Event::AnalysisCompleted(AnalysisCompleted { summary: Text::Erased });
    let closed = Event::Closed(Closed { outcome: Text::Erased, weak_plan_reason: None });
    let merged = Event::MergedInto(MergedInto { into: IncidentId(OTHER) });
    let full = chosen(Method::FullAnalysis);
    vec![
        ("opened", Incident::fold([&opened])),
        ("triaged", after(&[])),
        ("local_fix", after(&[chosen(Method::LocalFix)])),
        ("analysis", after(&[chosen(Method::AfterActionReview)])),
        ("analysed", after(&[full.clone(), analysed.clone()])),
        ("awaiting_theme", after(&[chosen(Method::AggregateTheme)])),
        ("closed", after(&[full, analysed, closed])),
        ("merged", after(&[merged])),
    ]
}

fn opened() -> Event {
    Event::Opened(Opened { title: Text::Erased, report_ids: vec![ReportId(NONE)] })
}

fn judged() -> Option<Triaged> {
    let (actual, potential) = (Severity::None, Severity::Minor);
    let category = Code::parse("other").ok()?;
    Some(Triaged::of(actual, potential, category))
}

fn factor(id: uuid::Uuid) -> FactorIdentified {
    FactorIdentified {
        factor_id: FactorId(id),
        element: Element::Task,
        direction: Direction::Hindered,
        text: Text::Erased,
    }
}

fn role(name: &str) -> Option<Label> {
    Label::parse(name).ok()
}

fn file() -> FileAttached {
    let file = AttachmentAdded {
        attachment_id: AttachmentId(NONE),
        media: Media::Other,
        kibibytes: 1,
        cleaned: true,
        key: Text::Erased,
    };
    FileAttached { file, description: Text::Erased, kept_wording: None }
}

/// Every step that staff can ask for, with the key of its words.
fn steps() -> Vec<(&'static str, incident::Command)> {
    use incident::Command as C;
    let item = TimelineItemAdded {
        item_id: ItemId(NONE),
        happened: None,
        text: Text::Erased,
        corrects: None,
    };
    let answer = QuestionAnswered {
        answer_id: ItemId(NONE),
        question: Question::Expected,
        text: Text::Erased,
    };
    let triaged = judged().map(|judged| Triaged { potential: Severity::Major, ..judged });
    let response = ResponseChosen { response: Method::FullAnalysis, reason: None };
    let wish = Close {
        outcome: Text::Erased,
        weak_plan_reason: None,
        feedback_owed: vec![],
        open_actions: vec![],
        is_plan_weak_without_reason: false,
        undecided_in_merged: vec![],
    };
    let merge = C::MergeInto { itself: IncidentId(NONE), into: IncidentId(OTHER) };
    let assigned = role("x").map(|role| Assigned { role, handover: None });
    [
        triaged.map(|triaged| ("work-triage-title", C::Triage(triaged))),
        Some(("response-title", C::ChooseResponse(response))),
        Some(("item-title", C::AddTimelineItem(item))),
        Some(("factor-title", C::IdentifyFactor(factor(NONE)))),
        Some((
            "withdraw-factor-title",
            C::WithdrawFactor(FactorWithdrawn { factor_id: FactorId(OTHER), reason: Text::Erased }),
        )),
        other_words().map(|title| ("retitle-title", C::Retitle(Retitled { title }))),
        Some(("routine-answer", C::AnswerQuestion(answer))),
        Some((
            "analysis-complete",
            C::CompleteAnalysis(AnalysisCompleted { summary: Text::Erased }),
        )),
        Some(("propose-title", C::AddAction(ActionId(NONE)))),
        Some(("evidence-attach", C::AttachFile(file()))),
        Some(("link-title", C::LinkReport(ReportId(OTHER)))),
        Some(("merge-title", merge)),
        Some(("unmerge-send", C::Unmerge)),
        assigned.map(|assigned| ("assign-title", C::Assign(assigned))),
        Some(("recuse-send", C::Recuse(Recused { reason: None }))),
        Some(("closing-open", C::Close(wish))),
        Some(("reopen-title", C::Reopen(Reopened { reason: Text::Erased }))),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Other words than stand there: the same again would be no step.
fn other_words() -> Option<Text> {
    Text::parse("x".to_owned(), 1).ok()
}

/// An action in each state that its own events lead to.
fn actions() -> Vec<(&'static str, Action)> {
    use action::Event as E;
    let proposed = E::Proposed(Proposed {
        incident_id: IncidentId(NONE),
        text: Text::Erased,
        strength: Strength::Stronger,
        addresses: vec![],
    });
    let decided = role("x")
        .map(|owner| E::Decided(Decided { owner, due: Date::MIN, weak_plan_reason: None }));
    let implemented = E::Implemented(Implemented { evidence: Text::Erased });
    let assessed =
        E::EffectAssessed(EffectAssessed { effect: Effect::Improved, text: Text::Erased });
    let verified = role("y").map(|verifier| E::Verified(Verified { verifier }));
    let way = [
        ("proposed", Some(proposed.clone())),
        ("decided", decided),
        ("implemented", Some(implemented)),
        ("assessed", Some(assessed)),
        ("verified", verified),
    ];
    let mut history = Vec::new();
    let mut states = Vec::new();
    for (state, event) in way {
        history.extend(event);
        states.push((state, Action::fold(&history)));
    }
    let abandoned = E::Abandoned(Abandoned { residual_risk: Text::Erased });
    states.push(("abandoned", Action::fold([&proposed, &abandoned])));
    states
}

fn action_steps() -> Vec<(&'static str, action::Command)> {
    use action::Command as C;
    let decide = role("x").map(|owner| C::Decide {
        decided: Decided { owner, due: Date::MAX, weak_plan_reason: None },
        has_stronger_sibling: true,
    });
    let assessed = EffectAssessed { effect: Effect::CannotTell, text: Text::Erased };
    let verify =
        role("y").map(|verifier| C::Verify { verified: Verified { verifier }, stake: None });
    [
        decide.map(|decide| ("nextstep-proposed", decide)),
        other_words().map(|text| ("reword-title", C::Reword(Reworded { text }))),
        Some((
            "reschedule-title",
            C::Reschedule(Rescheduled { due: Date::MAX, reason: Text::Erased }),
        )),
        Some(("nextstep-decided", C::Implement(Implemented { evidence: Text::Erased }))),
        Some(("evidence-attach", C::AttachFile(file()))),
        Some(("nextstep-implemented", C::AssessEffect(assessed))),
        verify.map(|verify| ("nextstep-assessed", verify)),
        Some(("abandon-title", C::Abandon(Abandoned { residual_risk: Text::Erased }))),
        Some(("takeup-title", C::TakeUpAgain(TakenUpAgain { reason: Text::Erased }))),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::pages::testing::{assert_sound, frames};

    fn steps_at(stages: &[Stage], name: &str) -> Vec<String> {
        stages.iter().find(|stage| stage.name == name).unwrap().steps.clone()
    }

    #[test]
    fn the_routine_says_what_the_rules_allow() {
        for frame in frames() {
            let page = Routine::new(frame.clone());
            let at = |stage: &str| steps_at(&page.stages, &frame.word("stage", stage));
            let (close, analyse) = (frame.t("closing-open"), frame.t("analysis-complete"));
            assert!(!at("opened").contains(&close) && at("local_fix").contains(&close));
            assert!(at("analysis").contains(&analyse) && !at("local_fix").contains(&analyse));
            assert_eq!(at("closed"), [frame.t("recuse-send"), frame.t("reopen-title")]);
            assert_eq!(at("merged"), [frame.t("unmerge-send"), frame.t("recuse-send")]);
            let at = |status: &str| steps_at(&page.reports, &frame.word("status-short", status));
            assert!(at("received").contains(&frame.t("routine-acknowledge")));
            assert!(!at("acknowledged").contains(&frame.t("routine-acknowledge")));
            assert!(!at("linked").contains(&frame.t("step-decline")));
            assert!(at("declined").contains(&frame.t("step-take_up")));
            let at = |standing: &str| steps_at(&page.laws, &frame.word("standing", standing));
            let (send, finish) = (frame.t("notice-form-send"), frame.t("notice-form-finish"));
            assert!(at("due").contains(&send) && !at("assessing").contains(&send));
            assert!(at("sent").contains(&finish) && !at("final").contains(&finish));
            assert_eq!(at("not_notifiable").first(), Some(&frame.t("routine-notify")));
            let at = |state: &str| steps_at(&page.actions, &frame.word("action", state));
            assert!(at("verified").is_empty());
            assert_eq!(at("abandoned"), [frame.t("takeup-title")]);
            assert!(at("assessed").contains(&frame.t("nextstep-assessed")));
            assert!(!at("implemented").contains(&frame.t("nextstep-assessed")));
            assert_sound(&page.render().unwrap());
        }
    }
}
