//! The stored format of incident events. A file format: never rename, never remove.
//!
//! Must never gain a field that names a person or a personal trait.

use serde::{Deserialize, Serialize};

use super::Risk;
use super::notification::{
    AssessmentAsked, AwarenessDeclared, ControllerAssessed, DeadlinesSet, NotificationDescribed,
    NotificationFinished, NotificationSent, NotificationSupplemented, PersonalDataAnswered,
};
use crate::attachment::{FileAttached, FileWithdrawn};
use crate::date::ImpreciseDate;
use crate::ids::{ActionId, FactorId, IncidentId, ItemId, ReportId};
use crate::text::Text;
use crate::vocabulary::{
    AffectedAsset, Code, Direction, Element, Label, Question, Regime, Response, Severity,
};

/// What can have happened to an incident.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    /// Work on it began.
    #[serde(rename = "incident.opened")]
    Opened(Opened),
    /// A further report became part of it.
    #[serde(rename = "incident.report_linked")]
    ReportLinked(ReportLinked),
    /// A report is no longer part of it.
    #[serde(rename = "incident.report_unlinked")]
    ReportUnlinked(ReportUnlinked),
    /// It is worked on as part of another incident.
    #[serde(rename = "incident.merged_into")]
    MergedInto(MergedInto),
    /// It stands on its own again, as it was.
    #[serde(rename = "incident.unmerged")]
    Unmerged(Unmerged),
    /// Another incident became part of it.
    #[serde(rename = "incident.absorbed")]
    Absorbed(Absorbed),
    /// That incident stands on its own again.
    #[serde(rename = "incident.released")]
    Released(Released),
    /// Severity, category and what it touched were judged.
    #[serde(rename = "incident.triaged")]
    Triaged(Triaged),
    /// Whether a law asks for a notification was decided.
    #[serde(rename = "incident.assessment_decided")]
    AssessmentDecided(AssessmentDecided),
    /// How to respond was chosen.
    #[serde(rename = "incident.response_chosen")]
    ResponseChosen(ResponseChosen),
    /// What was known when.
    #[serde(rename = "incident.timeline_item_added")]
    TimelineItemAdded(TimelineItemAdded),
    /// A condition of the work system that hindered or helped.
    #[serde(rename = "incident.factor_identified")]
    FactorIdentified(FactorIdentified),
    /// The analysis says what was learned.
    #[serde(rename = "incident.analysis_completed")]
    AnalysisCompleted(AnalysisCompleted),
    /// A corrective action was proposed for it.
    #[serde(rename = "incident.action_added")]
    ActionAdded(ActionAdded),
    /// Work on it ended.
    #[serde(rename = "incident.closed")]
    Closed(Closed),
    /// Work on it began again.
    #[serde(rename = "incident.reopened")]
    Reopened(Reopened),
    /// What follows in the same act keeps words that the language check named.
    #[serde(rename = "incident.wording_kept")]
    WordingKept(WordingKept),
    /// Whether personal data were touched was answered.
    #[serde(rename = "incident.personal_data_answered")]
    PersonalDataAnswered(PersonalDataAnswered),
    /// A law has to be assessed, for a controller or for all.
    #[serde(rename = "incident.assessment_asked")]
    AssessmentAsked(AssessmentAsked),
    /// Whether a controller has to notify was decided.
    #[serde(rename = "incident.controller_assessed")]
    ControllerAssessed(ControllerAssessed),
    /// When the organisation became aware was declared.
    #[serde(rename = "incident.awareness_declared")]
    AwarenessDeclared(AwarenessDeclared),
    /// Deadlines were counted, or counted anew.
    #[serde(rename = "incident.deadlines_set")]
    DeadlinesSet(DeadlinesSet),
    /// What the register and a notification say was written.
    #[serde(rename = "incident.notification_described")]
    NotificationDescribed(NotificationDescribed),
    /// A stage was sent to the authority.
    #[serde(rename = "incident.notification_sent")]
    NotificationSent(NotificationSent),
    /// Something that was sent was supplemented.
    #[serde(rename = "incident.notification_supplemented")]
    NotificationSupplemented(NotificationSupplemented),
    /// All that the law asks for was sent.
    #[serde(rename = "incident.notification_finished")]
    NotificationFinished(NotificationFinished),
    /// A question of the analysis was answered.
    #[serde(rename = "incident.question_answered")]
    QuestionAnswered(QuestionAnswered),
    /// Another role goes on with the work.
    #[serde(rename = "incident.assigned")]
    Assigned(Assigned),
    /// Whoever acted takes no part in it any more; the envelope says which account.
    #[serde(rename = "incident.recused")]
    Recused(Recused),
    /// Whoever stepped aside takes part again; the envelope says which account.
    #[serde(rename = "incident.recusal_taken_back")]
    RecusalTakenBack(RecusalTakenBack),
    /// An action that was abandoned goes on.
    #[serde(rename = "incident.action_taken_up_again")]
    ActionTakenUpAgain(ActionTakenUpAgain),
    /// It is called something else.
    #[serde(rename = "incident.retitled")]
    Retitled(Retitled),
    /// What was named as a condition is none after all.
    #[serde(rename = "incident.factor_withdrawn")]
    FactorWithdrawn(FactorWithdrawn),
    /// A file was attached as evidence.
    #[serde(rename = "incident.file_attached")]
    FileAttached(FileAttached),
    /// A file was attached by mistake; what is stored of it is erased.
    #[serde(rename = "incident.file_withdrawn")]
    FileWithdrawn(FileWithdrawn),
}

/// Work on an incident began.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opened {
    /// What it is called.
    pub title: Text,
    /// The reports it was opened from.
    pub report_ids: Vec<ReportId>,
}

/// A further report became part of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportLinked {
    /// Which one.
    pub report_id: ReportId,
}

/// A report is no longer part of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportUnlinked {
    /// Which one.
    pub report_id: ReportId,
}

/// It is worked on as part of another incident.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MergedInto {
    /// The incident that the work goes on in.
    pub into: IncidentId,
}

/// It stands on its own again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unmerged {
    /// The incident that it was part of.
    pub from: IncidentId,
}

/// Another incident became part of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Absorbed {
    /// Which one.
    pub incident_id: IncidentId,
}

/// That incident stands on its own again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Released {
    /// Which one.
    pub incident_id: IncidentId,
}

/// Severity, category and what it touched, as judged at triage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Triaged {
    /// How bad it was.
    pub actual: Severity,
    /// How bad it could have been.
    pub potential: Severity,
    /// What that follows from, when it was judged by the matrix.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub risk: Option<Risk>,
    /// Code of the list of categories.
    pub category: Code,
    /// The unit where the conditions lie.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<Label>,
    /// Information assets that it touched.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub assets: Vec<AffectedAsset>,
    /// Laws that have to be assessed for this incident.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub assess: Vec<Regime>,
}

impl Triaged {
    /// A judgement that says nothing but what each has to say.
    #[must_use]
    pub fn of(actual: Severity, potential: Severity, category: Code) -> Self {
        let (assets, assess) = (Vec::new(), Vec::new());
        Self { actual, potential, risk: None, category, unit: None, assets, assess }
    }
}

/// Whether a law asks for a notification.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssessmentDecided {
    /// Which law.
    pub regime: Regime,
    /// Whether it has to be notified.
    pub notifiable: bool,
    /// Why.
    pub reasons: Text,
}

/// How to respond.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResponseChosen {
    /// The method.
    pub response: Response,
    /// Why this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Text>,
}

/// What was known when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimelineItemAdded {
    /// Which item.
    pub item_id: ItemId,
    /// When it happened or became known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub happened: Option<ImpreciseDate>,
    /// What.
    pub text: Text,
    /// The earlier item that this one corrects.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrects: Option<ItemId>,
}

/// A condition of the work system.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactorIdentified {
    /// Which factor.
    pub factor_id: FactorId,
    /// Where in the work system.
    pub element: Element,
    /// Which way it pulled.
    pub direction: Direction,
    /// What it was.
    pub text: Text,
}

/// What was learned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnalysisCompleted {
    /// The analysis in a few sentences.
    pub summary: Text,
}

/// A corrective action was proposed for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActionAdded {
    /// Which one.
    pub action_id: ActionId,
}

/// Work on it ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closed {
    /// What came of it.
    pub outcome: Text,
    /// Why only weaker actions were taken, when that is so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weak_plan_reason: Option<Text>,
}

/// Work on it began again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reopened {
    /// Why.
    pub reason: Text,
}

/// Why words that the language check named were kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WordingKept {
    /// The reason.
    pub reason: Text,
}

/// A question of the analysis was answered; a later answer to the same replaces this one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuestionAnswered {
    /// Which answer.
    pub answer_id: ItemId,
    /// To which question.
    pub question: Question,
    /// The answer.
    pub text: Text,
}

/// Another role goes on with the work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assigned {
    /// The role that works on it from now on.
    pub role: Label,
    /// What it needs to know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handover: Option<Text>,
}

/// A conflict of interest: an account takes no part any more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recused {
    /// Why, as far as they want to say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Text>,
}

/// An account takes part again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecusalTakenBack {
    /// Why there is no conflict of interest.
    pub reason: Text,
}

/// An action that was abandoned goes on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActionTakenUpAgain {
    /// Which one.
    pub action_id: ActionId,
}

/// It is called something else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retitled {
    /// What it is called from now on.
    pub title: Text,
}

/// What was named as a condition is none after all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactorWithdrawn {
    /// Which one.
    pub factor_id: FactorId,
    /// Why.
    pub reason: Text,
}
