//! The rules of an incident: a table of commands, one small function a rule.
//!
//! Must never accept a person or a trait as a factor, nor let a merge form a ring.

use super::notification::{self, Duty};
use super::{
    Absorbed, ActionAdded, ActionTakenUpAgain, AnalysisCompleted, AssessmentDecided, Assigned,
    Close, Event, FactorIdentified, FactorWithdrawn, Incident, MergedInto, Open, Opened,
    QuestionAnswered, RecusalTakenBack, Recused, Rejection, Released, Reopened, ReportLinked,
    ReportUnlinked, ResponseChosen, Retitled, Risk, Stage, TimelineItemAdded, Triaged, Unmerged,
    WordingKept,
};
use crate::attachment::{FileAttached, FileWithdrawn};
use crate::decider::Decider;
use crate::envelope::StreamKind;
use crate::ids::{ActionId, IncidentId, ReportId};
use crate::limits::{ACTIONS, AFFECTED_ASSETS, FACTORS, INCIDENT_FILES, LINKED_REPORTS};
use crate::vocabulary::Response;

/// What can be asked of an incident.
#[derive(Clone, Debug)]
pub enum Command {
    /// Begin work, from one or more reports.
    Open(Opened),
    /// Make a further report part of it.
    LinkReport(ReportId),
    /// Take a report out of it.
    UnlinkReport(ReportId),
    /// Go on with the work as part of another incident. Decided together with the
    /// other's [`Command::Absorb`], and appended with it or not at all.
    MergeInto {
        /// This incident.
        itself: IncidentId,
        /// The incident that the work goes on in.
        into: IncidentId,
    },
    /// Let it stand on its own again. Decided together with the other's
    /// [`Command::Release`], and appended with it or not at all.
    Unmerge,
    /// Take in another incident: the other half of [`Command::MergeInto`].
    Absorb(IncidentId),
    /// Let an absorbed incident go: the other half of [`Command::Unmerge`].
    Release(IncidentId),
    /// Judge severity, category and what it touched.
    Triage(Triaged),
    /// Decide whether a law asks for a notification.
    DecideAssessment(AssessmentDecided),
    /// Work on a notification to an authority, wherever the incident stands.
    Notify(notification::Command),
    /// Choose how to respond.
    ChooseResponse(ResponseChosen),
    /// Write down what was known when.
    AddTimelineItem(TimelineItemAdded),
    /// Name a condition of the work system.
    IdentifyFactor(FactorIdentified),
    /// Take back a condition that was named.
    WithdrawFactor(FactorWithdrawn),
    /// Call it something else.
    Retitle(Retitled),
    /// Say what was learned.
    CompleteAnalysis(AnalysisCompleted),
    /// Take in a corrective action.
    AddAction(ActionId),
    /// End the work.
    Close(Close),
    /// Begin again.
    Reopen(Reopened),
    /// Answer a question of the analysis.
    AnswerQuestion(QuestionAnswered),
    /// Let another role go on with the work.
    Assign(Assigned),
    /// Attach a file as evidence.
    AttachFile(FileAttached),
    /// Take back a file that was attached by mistake, wherever the incident stands.
    WithdrawFile(FileWithdrawn),
    /// Take no part in it any more.
    Recuse(Recused),
    /// Take part again.
    TakeBackRecusal {
        /// Why.
        taken_back: RecusalTakenBack,
        /// Whether the account that asks is the one that stepped aside.
        is_aside: bool,
    },
    /// Let an abandoned action, of this incident or of one merged into it, go on. Decided
    /// together with the action's own, and appended with it or not at all: so that closing
    /// sees it.
    TakeUpAction(ActionId),
    /// Do this, although the language check named words in it.
    KeepWording(WordingKept, Box<Command>),
}

type Decision = Result<Vec<Event>, Rejection>;

impl Decider for Incident {
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    const KIND: StreamKind = StreamKind::Incident;

    fn initial() -> Self {
        Self::Unopened
    }

    fn decide(&self, command: Command) -> Decision {
        match command {
            Command::Open(opened) => self.open(opened),
            Command::Unmerge => self.unmerge(),
            Command::Reopen(reopened) => self.reopen(reopened),
            Command::MergeInto { itself, into } => self.merge_into(itself, into),
            Command::Absorb(incident_id) => self.workable()?.absorb(incident_id),
            Command::Release(incident_id) => self.workable()?.release(incident_id),
            Command::LinkReport(report_id) => self.workable()?.link(report_id),
            Command::UnlinkReport(report_id) => self.workable()?.unlink(report_id),
            Command::Notify(command) => self.notify(command),
            Command::Triage(triaged) => self.workable()?.triage_as(triaged),
            Command::DecideAssessment(decided) => self.decide_assessment(decided),
            Command::ChooseResponse(chosen) => self.workable()?.choose_response(chosen),
            Command::AddTimelineItem(item) => self.workable()?.add_timeline_item(item),
            Command::IdentifyFactor(factor) => self.workable()?.identify_factor(factor),
            Command::WithdrawFactor(factor) => self.workable()?.withdraw_factor(factor),
            Command::Retitle(retitled) => self.workable()?.retitle(retitled),
            Command::CompleteAnalysis(completed) => self.workable()?.complete_analysis(completed),
            Command::AddAction(action_id) => self.workable()?.add_action(action_id),
            Command::Close(wish) => self.workable()?.close(wish),
            Command::AnswerQuestion(answer) => self.workable()?.answer_question(answer),
            Command::Assign(assigned) => self.workable()?.assign(assigned),
            Command::AttachFile(attached) => self.workable()?.attach_file(attached),
            Command::WithdrawFile(withdrawn) => self.withdraw_file(withdrawn),
            Command::Recuse(recused) => self.recuse(recused),
            Command::TakeBackRecusal { taken_back, is_aside } => {
                self.take_back_recusal(taken_back, is_aside)
            }
            Command::TakeUpAction(action_id) => {
                self.workable()?;
                Ok(vec![Event::ActionTakenUpAgain(ActionTakenUpAgain { action_id })])
            }
            Command::KeepWording(kept, command) => self.keep_wording(kept, *command),
        }
    }

    fn evolve(self, event: &Event) -> Self {
        self.after(event)
    }
}

impl Incident {
    /// Its content, when it can be worked on.
    fn workable(&self) -> Result<&Open, Rejection> {
        match self {
            Self::Unopened => Err(Rejection::Unopened),
            Self::Open(open) => Ok(open),
            Self::Closed(_) => Err(Rejection::AlreadyClosed),
            Self::Merged { into, .. } => Err(Rejection::MergedElsewhere(*into)),
        }
    }

    fn open(&self, opened: Opened) -> Decision {
        match self {
            Self::Unopened if opened.report_ids.is_empty() => Err(Rejection::NoReports),
            Self::Unopened if opened.report_ids.len() > LINKED_REPORTS => {
                Err(Rejection::TooManyReports)
            }
            Self::Unopened => Ok(vec![Event::Opened(opened)]),
            Self::Open(_) | Self::Closed(_) | Self::Merged { .. } => Err(Rejection::AlreadyOpened),
        }
    }

    /// Only an open incident can be merged and only an open one can absorb, so a
    /// chain of merges never ends in a merged incident and cannot form a ring.
    fn merge_into(&self, itself: IncidentId, into: IncidentId) -> Decision {
        match self {
            Self::Merged { into: already, .. } if *already == into => Ok(vec![]),
            Self::Unopened | Self::Open(_) | Self::Closed(_) | Self::Merged { .. } => {
                let open = self.workable()?;
                if itself == into {
                    return Err(Rejection::MergedIntoItself);
                }
                if open.absorbed.contains(&into) {
                    return Err(Rejection::AbsorbedHere(into));
                }
                Ok(vec![Event::MergedInto(MergedInto { into })])
            }
        }
    }

    fn unmerge(&self) -> Decision {
        match self {
            Self::Unopened => Err(Rejection::Unopened),
            Self::Merged { into, .. } => Ok(vec![Event::Unmerged(Unmerged { from: *into })]),
            Self::Open(_) | Self::Closed(_) => Err(Rejection::NotMerged),
        }
    }

    fn reopen(&self, reopened: Reopened) -> Decision {
        match self {
            Self::Unopened => Err(Rejection::Unopened),
            Self::Closed(_) => Ok(vec![Event::Reopened(reopened)]),
            Self::Open(_) => Err(Rejection::NotClosed),
            Self::Merged { into, .. } => Err(Rejection::MergedElsewhere(*into)),
        }
    }

    /// A law does not wait for the work on the incident, nor end with it.
    fn notify(&self, command: notification::Command) -> Decision {
        let open = self.content().ok_or(Rejection::Unopened)?;
        Ok(open.notifications.decide(command)?)
    }

    /// What must not be kept does not wait until an incident is open again.
    fn withdraw_file(&self, withdrawn: FileWithdrawn) -> Decision {
        let files = &self.content().ok_or(Rejection::Unopened)?.files;
        let is_news = files.withdraw(&withdrawn).ok_or(Rejection::UnknownFile)?;
        Ok(if is_news { vec![Event::FileWithdrawn(withdrawn)] } else { vec![] })
    }

    /// Each is a fact of the account in its envelope, wherever the incident stands.
    fn recuse(&self, recused: Recused) -> Decision {
        match self {
            Self::Unopened => Err(Rejection::Unopened),
            Self::Open(_) | Self::Closed(_) | Self::Merged { .. } => {
                Ok(vec![Event::Recused(recused)])
            }
        }
    }

    fn take_back_recusal(&self, taken_back: RecusalTakenBack, is_aside: bool) -> Decision {
        match self {
            Self::Unopened => Err(Rejection::Unopened),
            Self::Open(_) | Self::Closed(_) | Self::Merged { .. } if !is_aside => {
                Err(Rejection::NotAside)
            }
            Self::Open(_) | Self::Closed(_) | Self::Merged { .. } => {
                Ok(vec![Event::RecusalTakenBack(taken_back)])
            }
        }
    }

    fn decide_assessment(&self, decided: AssessmentDecided) -> Decision {
        let AssessmentDecided { regime, notifiable, reasons } = decided;
        let duty = Duty { regime, controller: None };
        let open = self.content().ok_or(Rejection::Unopened)?;
        let command = notification::Command::Assess { duty, notifiable, reasons };
        open.notifications.decide(command).map_err(|refused| {
            if refused == notification::Rejection::NotAsked(regime) {
                Rejection::AssessmentNotTriggered(regime)
            } else if refused == notification::Rejection::AlreadyAssessed(regime) {
                Rejection::AlreadyAssessed(regime)
            } else {
                refused.into()
            }
        })
    }

    /// The reason stands just before what it excuses, in the same act.
    fn keep_wording(&self, kept: WordingKept, command: Command) -> Decision {
        let mut events = self.decide(command)?;
        if !events.is_empty() {
            events.insert(0, Event::WordingKept(kept));
        }
        Ok(events)
    }
}

impl Open {
    fn link(&self, report_id: ReportId) -> Decision {
        if self.reports.contains(&report_id) {
            Ok(vec![])
        } else if self.reports.len() >= LINKED_REPORTS {
            Err(Rejection::TooManyReports)
        } else {
            Ok(vec![Event::ReportLinked(ReportLinked { report_id })])
        }
    }

    fn unlink(&self, report_id: ReportId) -> Decision {
        if self.reports.contains(&report_id) {
            Ok(vec![Event::ReportUnlinked(ReportUnlinked { report_id })])
        } else {
            Err(Rejection::ReportNotLinked)
        }
    }

    fn absorb(&self, incident_id: IncidentId) -> Decision {
        if self.absorbed.contains(&incident_id) {
            Ok(vec![])
        } else {
            Ok(vec![Event::Absorbed(Absorbed { incident_id })])
        }
    }

    fn release(&self, incident_id: IncidentId) -> Decision {
        if self.absorbed.contains(&incident_id) {
            Ok(vec![Event::Released(Released { incident_id })])
        } else {
            Err(Rejection::NotAbsorbed)
        }
    }

    fn triage_as(&self, triaged: Triaged) -> Decision {
        if triaged.potential < triaged.actual {
            return Err(Rejection::PotentialBelowActual);
        }
        let follows = |risk: Risk| risk.severity().max(triaged.actual) == triaged.potential;
        if !triaged.risk.is_none_or(follows) {
            return Err(Rejection::PotentialNotOfRisk);
        }
        if triaged.assets.len() > AFFECTED_ASSETS {
            return Err(Rejection::TooManyAssets);
        }
        if self.triage() == Some(&triaged) {
            return Ok(vec![]);
        }
        Ok(vec![Event::Triaged(triaged)])
    }

    fn choose_response(&self, chosen: ResponseChosen) -> Decision {
        match &self.stage {
            Stage::Opened => Err(Rejection::NotTriaged),
            Stage::Responding { response, analysed: false, .. } if *response == chosen.response => {
                Ok(vec![])
            }
            Stage::Triaged(_) | Stage::Responding { .. } => Ok(vec![Event::ResponseChosen(chosen)]),
        }
    }

    fn add_timeline_item(&self, item: TimelineItemAdded) -> Decision {
        if self.items.contains(&item.item_id) {
            return Ok(vec![]);
        }
        match item.corrects {
            Some(earlier) if !self.items.contains(&earlier) => Err(Rejection::UnknownItem),
            Some(_) | None => Ok(vec![Event::TimelineItemAdded(item)]),
        }
    }

    fn identify_factor(&self, factor: FactorIdentified) -> Decision {
        if self.factors.contains(&factor.factor_id) {
            Ok(vec![])
        } else if self.factors.len() >= FACTORS {
            Err(Rejection::TooManyFactors)
        } else {
            Ok(vec![Event::FactorIdentified(factor)])
        }
    }

    fn retitle(&self, retitled: Retitled) -> Decision {
        if self.title == retitled.title {
            return Ok(vec![]);
        }
        Ok(vec![Event::Retitled(retitled)])
    }

    /// An analysis that was completed as a full one keeps at least one factor.
    fn withdraw_factor(&self, withdrawn: FactorWithdrawn) -> Decision {
        if !self.factors.contains(&withdrawn.factor_id) {
            return Err(Rejection::UnknownFactor);
        }
        match &self.stage {
            Stage::Responding { response: Response::FullAnalysis, analysed: true, .. }
                if self.factors.len() == 1 =>
            {
                Err(Rejection::NoFactors)
            }
            Stage::Opened | Stage::Triaged(_) | Stage::Responding { .. } => {
                Ok(vec![Event::FactorWithdrawn(withdrawn)])
            }
        }
    }

    fn complete_analysis(&self, completed: AnalysisCompleted) -> Decision {
        match &self.stage {
            Stage::Opened => Err(Rejection::NotTriaged),
            Stage::Triaged(_) => Err(Rejection::NoAnalysisChosen),
            Stage::Responding { analysed: true, .. } => Err(Rejection::AlreadyAnalysed),
            Stage::Responding { response, analysed: false, .. } => match response {
                Response::LocalFix | Response::AggregateTheme => Err(Rejection::NoAnalysisChosen),
                Response::FullAnalysis if self.factors.is_empty() => Err(Rejection::NoFactors),
                Response::AfterActionReview | Response::FullAnalysis => {
                    Ok(vec![Event::AnalysisCompleted(completed)])
                }
            },
        }
    }

    fn answer_question(&self, answer: QuestionAnswered) -> Decision {
        if self.answers.contains(&answer.answer_id) {
            return Ok(vec![]);
        }
        match &self.stage {
            Stage::Opened => Err(Rejection::NotTriaged),
            Stage::Triaged(_) => Err(Rejection::NoAnalysisChosen),
            Stage::Responding { analysed: true, .. } => Err(Rejection::AlreadyAnalysed),
            Stage::Responding { response, analysed: false, .. } => match response {
                Response::LocalFix | Response::AggregateTheme => Err(Rejection::NoAnalysisChosen),
                Response::AfterActionReview | Response::FullAnalysis => {
                    Ok(vec![Event::QuestionAnswered(answer)])
                }
            },
        }
    }

    fn assign(&self, assigned: Assigned) -> Decision {
        // The same role can be told more, in words that are not those of before.
        if self.assigned.as_ref() == Some(&assigned) {
            return Ok(vec![]);
        }
        Ok(vec![Event::Assigned(assigned)])
    }

    fn attach_file(&self, attached: FileAttached) -> Decision {
        let is_news = self.files.attach(&attached, INCIDENT_FILES);
        let is_news = is_news.ok_or(Rejection::TooManyFiles)?;
        Ok(if is_news { vec![Event::FileAttached(attached)] } else { vec![] })
    }

    fn add_action(&self, action_id: ActionId) -> Decision {
        if self.actions.contains(&action_id) {
            return Ok(vec![]);
        }
        match &self.stage {
            Stage::Opened => Err(Rejection::NotTriaged),
            Stage::Triaged(_) | Stage::Responding { .. } if self.actions.len() >= ACTIONS => {
                Err(Rejection::TooManyActions)
            }
            Stage::Triaged(_) | Stage::Responding { .. } => {
                Ok(vec![Event::ActionAdded(ActionAdded { action_id })])
            }
        }
    }
}
