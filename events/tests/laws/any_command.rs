//! Arbitrary commands of every stream.
//!
//! Must never be limited to what makes sense where a stream stands.

use proptest::prelude::*;
use proptest::{collection, option};
use tillbud_events::vocabulary::{Regime, Response};
use tillbud_events::{action, improvement, incident, lesson, release, report, theme};

use crate::any_value::{action_id, day, incident_id, maybe_text, of, report_id, text};
use crate::{any_event, any_notification};

/// Most commands state the payload of one event: the event with the command's intent.
pub fn report() -> impl Strategy<Value = report::Command> {
    use report::{Command, Event};
    any_event::report().prop_map(|event| match event {
        Event::Received(received) => Command::Receive(received),
        Event::Imported(imported) => Command::Import(imported),
        Event::Acknowledged(_) => Command::Acknowledge,
        Event::QuestionAsked(asked) => Command::Ask(asked),
        Event::ReplyReceived(reply) => Command::Reply(reply),
        Event::FeedbackGiven(given) => Command::GiveFeedback(given),
        Event::Declined(declined) => Command::Decline(declined),
        Event::Rerouted(rerouted) => Command::Reroute(rerouted),
        Event::TakenUpAgain(again) => Command::TakeUpAgain(again),
        Event::Linked(linked) => Command::Link(linked.incident_id),
        Event::Unlinked(unlinked) => Command::Unlink(unlinked.incident_id),
        Event::AttachmentAdded(added) => Command::Attach(added),
        // Each opening is a fact of its own, which the laws of repetition do not hold for.
        Event::OriginalOpened(_) => Command::Acknowledge,
        Event::CopyApproved(copy) => {
            Command::ApproveCopy { text: copy.text, rules: copy.rules, after: copy.revision - 1 }
        }
        Event::ExperienceShared(shared) => Command::ShareExperience(shared),
        Event::WordingKept(kept) => Command::KeepWording(kept, Box::new(Command::Acknowledge)),
        Event::Erased(erased) => Command::Erase(erased),
    })
}

pub fn incident() -> impl Strategy<Value = incident::Command> {
    use incident::{Command, Event};
    (any_event::incident(), incident_id(), close()).prop_map(|(event, itself, wish)| match event {
        Event::Opened(opened) => Command::Open(opened),
        Event::ReportLinked(linked) => Command::LinkReport(linked.report_id),
        Event::ReportUnlinked(unlinked) => Command::UnlinkReport(unlinked.report_id),
        Event::MergedInto(merged) => Command::MergeInto { itself, into: merged.into },
        Event::Unmerged(_) => Command::Unmerge,
        Event::Absorbed(absorbed) => Command::Absorb(absorbed.incident_id),
        Event::Released(released) => Command::Release(released.incident_id),
        Event::Triaged(triaged) => Command::Triage(triaged),
        Event::AssessmentDecided(decided) => Command::DecideAssessment(decided),
        Event::ResponseChosen(chosen) => Command::ChooseResponse(chosen),
        Event::TimelineItemAdded(item) => Command::AddTimelineItem(item),
        Event::FactorIdentified(factor) => Command::IdentifyFactor(factor),
        Event::FactorWithdrawn(withdrawn) => Command::WithdrawFactor(withdrawn),
        Event::Retitled(retitled) => Command::Retitle(retitled),
        Event::AnalysisCompleted(completed) => Command::CompleteAnalysis(completed),
        Event::ActionAdded(added) => Command::AddAction(added.action_id),
        Event::Closed(_) => Command::Close(wish),
        Event::Reopened(reopened) => Command::Reopen(reopened),
        Event::WordingKept(kept) => Command::KeepWording(kept, Box::new(Command::Close(wish))),
        Event::QuestionAnswered(answer) => Command::AnswerQuestion(answer),
        Event::Assigned(assigned) => Command::Assign(assigned),
        Event::FileAttached(attached) => Command::AttachFile(attached),
        Event::FileWithdrawn(withdrawn) => Command::WithdrawFile(withdrawn),
        // Each is a fact of an account, or told for an action's sake: the laws do not hold
        // for them.
        Event::Recused(_) | Event::RecusalTakenBack(_) | Event::ActionTakenUpAgain(_) => {
            Command::Unmerge
        }
        other => Command::Notify(any_notification::command(other)),
    })
}

pub fn action() -> impl Strategy<Value = action::Command> {
    use action::{Command, Event};
    (any_event::action(), any::<bool>(), stake()).prop_map(
        |(event, has_stronger_sibling, stake)| match event {
            Event::Proposed(proposed) => Command::Propose(proposed),
            Event::Decided(decided) => Command::Decide { decided, has_stronger_sibling },
            Event::Rescheduled(rescheduled) => Command::Reschedule(rescheduled),
            Event::Implemented(implemented) => Command::Implement(implemented),
            Event::EffectAssessed(assessed) => Command::AssessEffect(assessed),
            Event::Verified(verified) => Command::Verify { verified, stake },
            Event::Abandoned(abandoned) => Command::Abandon(abandoned),
            Event::TakenUpAgain(again) => Command::TakeUpAgain(again),
            Event::Reworded(reworded) => Command::Reword(reworded),
            Event::MeasureNamed(named) => Command::NameMeasure(named),
            Event::FileAttached(attached) => Command::AttachFile(attached),
            Event::FileWithdrawn(withdrawn) => Command::WithdrawFile(withdrawn),
        },
    )
}

fn stake() -> impl Strategy<Value = Option<action::Stake>> {
    use action::Stake;
    option::of(prop_oneof![Just(Stake::HoldsFunction), Just(Stake::CarriedOut)])
}

pub fn lesson() -> impl Strategy<Value = lesson::Command> {
    use lesson::{Command, Event};
    let kept = collection::vec(any_event::finding_kept(), 0..3);
    (any_event::lesson(), kept).prop_map(|(event, kept)| match event {
        Event::Drafted(drafted) => Command::Draft(drafted),
        Event::Revised(lesson::Revised { revision, writer, incident_ids, content }) => {
            Command::Revise { after: revision, writer, incident_ids, content }
        }
        Event::Approved(approved) => Command::Approve { approved, kept },
        // A finding is kept by whoever approves.
        Event::FindingKept(_) | Event::Published(_) => Command::Publish,
        Event::Withdrawn(withdrawn) => Command::Withdraw(withdrawn),
    })
}

pub fn theme() -> impl Strategy<Value = theme::Command> {
    use theme::{Command, Event};
    (any_event::theme(), collection::vec(incident_id(), 0..4)).prop_map(|(event, more)| match event
    {
        Event::Opened(opened) => Command::Open(opened),
        Event::IncidentAdded(added) => {
            Command::AddIncidents([&[added.incident_id][..], &more].concat())
        }
        Event::IncidentRemoved(removed) => Command::RemoveIncident(removed.incident_id),
        Event::Concluded(concluded) => Command::Conclude(concluded),
        Event::Reopened(reopened) => Command::Reopen(reopened),
    })
}

pub fn improvement() -> impl Strategy<Value = improvement::Command> {
    use improvement::{Command, Event};
    (any_event::improvement(), day()).prop_map(|(event, today)| match event {
        Event::Opened(opened) => Command::Open(opened),
        Event::Planned(planned) => Command::Plan { plan: planned.plan, today },
        Event::Replanned(improvement::Replanned { plan, reason }) => {
            Command::Replan { plan, reason, today }
        }
        Event::ActionAdded(added) => Command::AddAction(added.action_id),
        Event::ActionRemoved(removed) => Command::RemoveAction(removed.action_id),
        Event::Studied(studied) => Command::Study { studied, today },
        Event::Decided(decided) => Command::Decide(decided),
        Event::Reopened(reopened) => Command::Reopen(reopened),
    })
}

pub fn release() -> impl Strategy<Value = release::Command> {
    use release::{Command, Event};
    any_event::release().prop_map(|event| match event {
        Event::Published(published) => Command::Publish(published),
        Event::Withdrawn(withdrawn) => Command::Withdraw(withdrawn),
    })
}

/// What only streams decided by the rules can lead to: each step of a plausible life
/// of an incident, so that long histories get past triage.
pub fn incident_life() -> impl Strategy<Value = Vec<incident::Command>> {
    use incident::Command;
    let begin = (any_event::opened(), any_event::triaged(), of(Response::ALL)).prop_map(
        |(opened, triaged, response)| {
            vec![
                Command::Open(opened),
                Command::Triage(triaged),
                Command::ChooseResponse(incident::ResponseChosen { response, reason: None }),
            ]
        },
    );
    (begin, collection::vec(incident(), 0..40)).prop_map(|(begin, rest)| [begin, rest].concat())
}

fn close() -> impl Strategy<Value = incident::Close> {
    let gates = (
        collection::vec(report_id(), 0..2),
        collection::vec(action_id(), 0..2),
        any::<bool>(),
        option::weighted(0.2, (incident_id(), of(Regime::ALL))),
    );
    (text(), maybe_text(), gates).prop_map(|(outcome, weak_plan_reason, gates)| {
        let (feedback_owed, open_actions, is_plan_weak_without_reason, undecided) = gates;
        incident::Close {
            outcome,
            weak_plan_reason,
            feedback_owed,
            open_actions,
            is_plan_weak_without_reason,
            undecided_in_merged: undecided.into_iter().collect(),
        }
    })
}
