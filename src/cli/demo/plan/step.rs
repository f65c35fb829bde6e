//! One step of the made-up history: who does what to which stream, and when.
//!
//! Steps are data that can be compared and stored as JSON; `play` hands each to the
//! same write path that the API uses. Must never do anything itself.

use serde::Serialize;
use tillbud_events::action::{
    Abandoned, Decided, EffectAssessed, Implemented, Proposed, Rescheduled, Verified,
};
use tillbud_events::campaign::Note;
use tillbud_events::improvement::{self, Plan as Expected};
use tillbud_events::incident::notification::{
    NotificationDescribed, NotificationFinished, NotificationSent, PersonalDataAnswered,
};
use tillbud_events::incident::{
    AnalysisCompleted, AssessmentDecided, Closed, FactorIdentified, Opened, Reopened,
    ResponseChosen, TimelineItemAdded, Triaged,
};
use tillbud_events::lesson::{Approved, Drafted, Published};
use tillbud_events::measure::{Definition, Target};
use tillbud_events::release::Period;
use tillbud_events::report::{
    CopyApproved, Declined, FeedbackGiven, OriginalOpened, QuestionAsked, Received, ReplyReceived,
    Rerouted,
};
use tillbud_events::vocabulary::{Code, ReleasedTable};
use tillbud_events::{
    ActionId, CampaignId, ImprovementId, IncidentId, LedgerId, LessonId, MeasureId, Month,
    ReportId, StreamId, Text, ThemeId, theme,
};

use crate::act::Act;
use crate::measures::measure_id;

/// A step with its time, its actor and the ids that follow from the seed.
#[derive(Clone)]
pub struct Planned {
    /// Who, when, and the ids.
    pub act: Act,
    /// What.
    pub step: Step,
    /// The streams that it changes or whose state it depends on: earlier steps on
    /// these come first.
    pub touches: Vec<StreamId>,
}

/// What is done.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub enum Step {
    /// A person sends a report; its id follows from the act.
    Receive(Received),
    /// Something is done with a report.
    Report(ReportId, OnReport),
    /// Something is done with an incident.
    Incident(IncidentId, OnIncident),
    /// Something is done with an action of an incident.
    Action(ActionId, IncidentId, OnAction),
    /// Something is done with a lesson of an incident.
    Lesson(LessonId, IncidentId, OnLesson),
    /// A measure is defined.
    Measure(MeasureId, Box<Definition>),
    /// A measure that Tillbud comes with gets a target.
    Aim(MeasureId, Code, Target),
    /// What went on is noted.
    Note(CampaignId, Note),
    /// What a measure's chart showed when the month was over is raised, by the program: after
    /// everything else.
    Raise(Code, Month),
    /// What the signal of this measure came from is told.
    Explain(Code, Text),
    /// Something is done with a theme.
    Theme(ThemeId, OnTheme),
    /// Something is done with an improvement cycle.
    Improvement(ImprovementId, OnImprovement),
    /// A table is released, as the program judges it: after everything else.
    Release(ReleasedTable, Period),
}

/// What is done with a report: each the command of its name.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub enum OnReport {
    OpenOriginal(OriginalOpened),
    ApproveCopy(CopyApproved),
    Ask(QuestionAsked),
    Reply(ReplyReceived),
    GiveFeedback(FeedbackGiven),
    Decline(Declined),
    Reroute(Rerouted),
}

/// What is done with an incident: each the command of its name.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub enum OnIncident {
    Open(Opened),
    Link(ReportId),
    MergeInto(IncidentId),
    UnmergeFrom(IncidentId),
    Triage(Triaged),
    AnswerPersonalData(PersonalDataAnswered),
    DecideAssessment(AssessmentDecided),
    DescribeNotification(NotificationDescribed),
    SendNotification(NotificationSent),
    FinishNotification(NotificationFinished),
    ChooseResponse(ResponseChosen),
    AddTimelineItem(TimelineItemAdded),
    IdentifyFactor(FactorIdentified),
    CompleteAnalysis(AnalysisCompleted),
    Close(Closed),
    Reopen(Reopened),
}

/// What is done with an action: each the command of its name.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub enum OnAction {
    Propose(Proposed),
    Decide(Decided),
    Reschedule(Rescheduled),
    Implement(Implemented),
    AssessEffect(EffectAssessed),
    Verify(Verified),
    Abandon(Abandoned),
}

/// What is done with a lesson: each the command of its name.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub enum OnLesson {
    Draft(Drafted),
    Approve(Approved),
    Publish(Published),
}

/// What is done with a theme: each the command of its name.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub enum OnTheme {
    Open(theme::Opened),
    Add(Vec<IncidentId>),
}

/// What is done with an improvement cycle: each the command of its name.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub enum OnImprovement {
    Open(improvement::Opened),
    /// The same, from the signal of this measure instead, if there is one.
    OpenFromSignal(Code, improvement::Opened),
    Plan(Box<Expected>),
    AddAction(ActionId),
    /// Before and after are compared, by the program: after everything else.
    Study,
}

impl Step {
    /// Whether it is computed from everything, or follows from what is: everything else comes
    /// before it.
    pub fn is_computed(&self) -> bool {
        match self {
            Self::Raise(..) | Self::Explain(..) | Self::Improvement(..) | Self::Release(..) => true,
            Self::Receive(_)
            | Self::Report(..)
            | Self::Incident(..)
            | Self::Action(..)
            | Self::Lesson(..)
            | Self::Measure(..)
            | Self::Aim(..)
            | Self::Note(..)
            | Self::Theme(..) => false,
        }
    }

    /// Whether its own stream does not exist before.
    pub fn begins(&self) -> bool {
        matches!(
            self,
            Self::Receive(_)
                | Self::Incident(_, OnIncident::Open(_))
                | Self::Action(.., OnAction::Propose(_))
                | Self::Lesson(.., OnLesson::Draft(_))
                | Self::Measure(..)
                | Self::Note(..)
                | Self::Theme(_, OnTheme::Open(_))
                | Self::Improvement(_, OnImprovement::Open(_) | OnImprovement::OpenFromSignal(..))
        )
    }

    /// The streams that it changes, the actor's own first. `itself` is the stream of
    /// a report that is being received.
    pub fn streams(&self, itself: ReportId) -> Vec<StreamId> {
        match self {
            Self::Receive(_) => vec![itself.into()],
            Self::Report(report_id, _) => vec![(*report_id).into()],
            Self::Action(action_id, incident_id, _) => {
                vec![(*action_id).into(), (*incident_id).into()]
            }
            Self::Measure(measure_id, _) | Self::Aim(measure_id, ..) => vec![(*measure_id).into()],
            Self::Note(campaign_id, _) => vec![(*campaign_id).into()],
            Self::Raise(key, _) | Self::Explain(key, _) => vec![measure_id(key).into()],
            Self::Theme(theme_id, _) => vec![(*theme_id).into()],
            Self::Improvement(improvement_id, _) => vec![(*improvement_id).into()],
            Self::Release(..) => vec![LedgerId::ONLY.into()],
            Self::Lesson(lesson_id, incident_id, _) => {
                vec![(*lesson_id).into(), (*incident_id).into()]
            }
            Self::Incident(incident_id, on) => {
                let mut streams = vec![StreamId::from(*incident_id)];
                match on {
                    OnIncident::Open(opened) => {
                        streams.extend(opened.report_ids.iter().copied().map(StreamId::from));
                    }
                    OnIncident::Link(report_id) => streams.push((*report_id).into()),
                    OnIncident::MergeInto(other) | OnIncident::UnmergeFrom(other) => {
                        streams.push((*other).into());
                    }
                    OnIncident::Triage(_)
                    | OnIncident::AnswerPersonalData(_)
                    | OnIncident::DecideAssessment(_)
                    | OnIncident::DescribeNotification(_)
                    | OnIncident::SendNotification(_)
                    | OnIncident::FinishNotification(_)
                    | OnIncident::ChooseResponse(_)
                    | OnIncident::AddTimelineItem(_)
                    | OnIncident::IdentifyFactor(_)
                    | OnIncident::CompleteAnalysis(_)
                    | OnIncident::Close(_)
                    | OnIncident::Reopen(_) => {}
                }
                streams
            }
        }
    }
}
