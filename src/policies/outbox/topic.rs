//! What waits for which role, by the event that made it wait: the rules of the outbox. What
//! waits because time goes by is in [`super::super::reminder`].
//!
//! Pure. Must never look at a word, and never tell anyone but the independent role of
//! a concern.

use serde::{Deserialize, Serialize};
use tillbud_events::{Actor, AnyEvent, HolderId, Recorded, Role};
use tillbud_events::{action, alert, concern, incident, report, signal};
use uuid::Uuid;

/// What somebody can be told of; never more than that such a thing waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// A report nobody has seen.
    NewReport,
    /// A reporter answered, or added something.
    Added,
    /// A reporter has heard no human word for too long.
    Silence,
    /// The day has passed on which a reporter was to hear what came of it.
    Feedback,
    /// Whether a law asks for a notification has to be decided.
    Assessment,
    /// An incident was handed to another function.
    Handover,
    /// A deadline of a law comes near, or has passed.
    Deadline,
    /// An action has an owner and a day, or another day.
    ActionDecided,
    /// An action's day comes near.
    ActionDue,
    /// An action's day has passed, and it is not carried out.
    ActionOverdue,
    /// An action was carried out; its effect has to be assessed.
    ActionImplemented,
    /// An action's effect was assessed; it has to be verified or abandoned.
    ActionAssessed,
    /// Nobody has confirmed the effect of an action for long.
    ActionUnconfirmed,
    /// The review day of an improvement cycle has come.
    Review,
    /// Some category gets more than its usual share of reports.
    Alert,
    /// A chart shows more than chance.
    Signal,
    /// A reporter was treated badly after reporting.
    Concern,
}

impl Topic {
    /// All topics, in the order they are told.
    pub const ALL: [Self; 17] = [
        Self::NewReport,
        Self::Added,
        Self::Silence,
        Self::Feedback,
        Self::Assessment,
        Self::Handover,
        Self::Deadline,
        Self::ActionDecided,
        Self::ActionDue,
        Self::ActionOverdue,
        Self::ActionImplemented,
        Self::ActionAssessed,
        Self::ActionUnconfirmed,
        Self::Review,
        Self::Alert,
        Self::Signal,
        Self::Concern,
    ];

    /// The name in settings, in what is stored and in webhooks.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NewReport => "new_report",
            Self::Added => "added",
            Self::Silence => "silence",
            Self::Feedback => "feedback",
            Self::Assessment => "assessment",
            Self::Handover => "handover",
            Self::Deadline => "deadline",
            Self::ActionDecided => "action_decided",
            Self::ActionDue => "action_due",
            Self::ActionOverdue => "action_overdue",
            Self::ActionImplemented => "action_implemented",
            Self::ActionAssessed => "action_assessed",
            Self::ActionUnconfirmed => "action_unconfirmed",
            Self::Review => "review",
            Self::Alert => "alert",
            Self::Signal => "signal",
            Self::Concern => "concern",
        }
    }

    /// Whom it waits for.
    #[must_use]
    pub const fn roles(self) -> &'static [Role] {
        match self {
            Self::NewReport
            | Self::Added
            | Self::Silence
            | Self::Feedback
            | Self::Handover
            | Self::ActionImplemented
            | Self::ActionAssessed
            | Self::ActionUnconfirmed => &[Role::Coordinator],
            Self::Assessment => &[Role::DataProtectionOfficer],
            Self::Deadline => &[Role::DataProtectionOfficer, Role::Coordinator],
            Self::ActionDecided | Self::ActionDue => &[Role::ActionOwner],
            Self::ActionOverdue => &[Role::ActionOwner, Role::Coordinator],
            Self::Review | Self::Alert | Self::Signal => &[Role::Coordinator, Role::Analyst],
            Self::Concern => &[Role::Independent],
        }
    }

    /// The page where it is found: a list, so that the address tells of nothing in it.
    #[must_use]
    pub const fn path(self) -> &'static str {
        match self {
            Self::NewReport | Self::Added => "/desk",
            Self::Silence | Self::Feedback | Self::Handover => "/today",
            Self::Assessment | Self::Deadline => "/deadlines",
            Self::ActionDecided
            | Self::ActionDue
            | Self::ActionOverdue
            | Self::ActionImplemented
            | Self::ActionAssessed
            | Self::ActionUnconfirmed => "/actions",
            Self::Review => "/improvements",
            Self::Alert | Self::Signal => "/signals",
            Self::Concern => "/concerns",
        }
    }
}

/// Something that waits since an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wait {
    /// What it is, and for whom.
    pub topic: Topic,
    /// Someone may be hurt: it cannot wait for the next quarter of an hour.
    pub is_urgent: bool,
}

/// What waits since `event`. `before` is the act that the event before it in the log came
/// from: a file that was sent together with a report is part of that report.
///
/// What Tillbud did itself (imports, the demo, its policies) is told to nobody, but for what it
/// found in the figures. What somebody did is told to everybody who has the role, whatever role
/// it was done in: who it was is known only where a person chose to be told ([`is_own`]).
#[must_use]
pub fn wait(event: &Recorded<AnyEvent>, before: Option<Uuid>) -> Option<Wait> {
    let is_urgent = matches!(
        &event.event,
        AnyEvent::Report(report::Event::Received(report::Received { urgent: true, .. }))
    );
    let topic = match &event.event {
        AnyEvent::Report(report::Event::AttachmentAdded(_)) => {
            (before != Some(event.meta.correlation_id)).then_some(Topic::Added)
        }
        AnyEvent::Report(event) => of_report(event),
        AnyEvent::Incident(event) => of_incident(event),
        AnyEvent::Action(event) => of_action(event),
        AnyEvent::Concern(event) => of_concern(event),
        AnyEvent::Alert(event) => of_alert(event),
        AnyEvent::Signal(event) => of_signal(event),
        AnyEvent::Grant(_)
        | AnyEvent::Follow(_)
        | AnyEvent::Lesson(_)
        | AnyEvent::Release(_)
        | AnyEvent::Theme(_)
        | AnyEvent::Improvement(_)
        | AnyEvent::Measure(_)
        | AnyEvent::Headcount(_)
        | AnyEvent::Campaign(_)
        | AnyEvent::Scan(_) => None,
    }?;
    match event.meta.actor {
        Actor::System => is_found_by_tillbud(topic).then_some(Wait { topic, is_urgent }),
        Actor::Staff { .. } | Actor::Reporter => Some(Wait { topic, is_urgent }),
    }
}

/// Whether somebody with `roles` is told of an action that is, or is not, of a function that
/// they see to: as its owner only of the own ones. An address of a role has no functions, and is
/// told of all.
#[must_use]
pub fn is_concerned(topic: Topic, roles: &[Role], is_own: bool) -> bool {
    let is_told = |role: &Role| roles.contains(role) && (is_own || *role != Role::ActionOwner);
    topic.roles().iter().any(is_told)
}

/// Whether `holder` did it, and so need not be told of it. An address of several people has
/// no holder: they are told of what any of them did.
#[must_use]
pub fn is_own(actor: Actor, holder: Option<HolderId>) -> bool {
    holder.is_some() && actor.holder() == holder
}

/// Nobody but Tillbud raises these.
fn is_found_by_tillbud(topic: Topic) -> bool {
    matches!(topic, Topic::Alert | Topic::Signal)
}

fn of_report(event: &report::Event) -> Option<Topic> {
    use report::Event;
    match event {
        Event::Received(_) => Some(Topic::NewReport),
        Event::ReplyReceived(_) | Event::AttachmentAdded(_) => Some(Topic::Added),
        Event::Imported(_)
        | Event::Acknowledged(_)
        | Event::QuestionAsked(_)
        | Event::FeedbackGiven(_)
        | Event::Declined(_)
        | Event::Rerouted(_)
        | Event::TakenUpAgain(_)
        | Event::Linked(_)
        | Event::Unlinked(_)
        | Event::OriginalOpened(_)
        | Event::CopyApproved(_)
        | Event::ExperienceShared(_)
        | Event::WordingKept(_)
        | Event::Erased(_) => None,
    }
}

fn of_incident(event: &incident::Event) -> Option<Topic> {
    use incident::Event;
    match event {
        Event::Triaged(triaged) => (!triaged.assess.is_empty()).then_some(Topic::Assessment),
        Event::AssessmentAsked(_) => Some(Topic::Assessment),
        Event::Assigned(_) => Some(Topic::Handover),
        Event::Opened(_)
        | Event::ReportLinked(_)
        | Event::ReportUnlinked(_)
        | Event::MergedInto(_)
        | Event::Unmerged(_)
        | Event::Absorbed(_)
        | Event::Released(_)
        | Event::QuestionAnswered(_)
        | Event::Recused(_)
        | Event::RecusalTakenBack(_)
        | Event::ActionTakenUpAgain(_)
        | Event::AssessmentDecided(_)
        | Event::PersonalDataAnswered(_)
        | Event::ControllerAssessed(_)
        | Event::AwarenessDeclared(_)
        | Event::DeadlinesSet(_)
        | Event::NotificationDescribed(_)
        | Event::NotificationSent(_)
        | Event::NotificationSupplemented(_)
        | Event::NotificationFinished(_)
        | Event::ResponseChosen(_)
        | Event::TimelineItemAdded(_)
        | Event::FactorIdentified(_)
        | Event::FactorWithdrawn(_)
        | Event::FileAttached(_)
        | Event::FileWithdrawn(_)
        | Event::Retitled(_)
        | Event::AnalysisCompleted(_)
        | Event::ActionAdded(_)
        | Event::Closed(_)
        | Event::Reopened(_)
        | Event::WordingKept(_) => None,
    }
}

fn of_action(event: &action::Event) -> Option<Topic> {
    use action::Event;
    match event {
        Event::Decided(_) | Event::Rescheduled(_) => Some(Topic::ActionDecided),
        Event::Implemented(_) => Some(Topic::ActionImplemented),
        Event::EffectAssessed(_) => Some(Topic::ActionAssessed),
        Event::Proposed(_)
        | Event::Verified(_)
        | Event::Abandoned(_)
        | Event::TakenUpAgain(_)
        | Event::MeasureNamed(_)
        | Event::FileAttached(_)
        | Event::FileWithdrawn(_)
        | Event::Reworded(_) => None,
    }
}

fn of_alert(event: &alert::Event) -> Option<Topic> {
    match event {
        alert::Event::Raised(_) | alert::Event::Grown(_) => Some(Topic::Alert),
        alert::Event::Closed(_) | alert::Event::Judged(_) => None,
    }
}

/// Of many charts some signal by chance every month: only what stands out among all is told, and
/// again when it comes back, as nobody has spoken of it.
fn of_signal(event: &signal::Event) -> Option<Topic> {
    match event {
        signal::Event::Raised(raised) | signal::Event::Restored(signal::Restored { raised }) => {
            raised.is_notable.then_some(Topic::Signal)
        }
        signal::Event::Explained(_)
        | signal::Event::Dismissed(_)
        | signal::Event::Superseded(_) => None,
    }
}

fn of_concern(event: &concern::Event) -> Option<Topic> {
    match event {
        concern::Event::Raised(_) => Some(Topic::Concern),
        concern::Event::Answered(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};
    use tillbud_events::codec::{Encoded, SCHEMA, decode};
    use tillbud_events::{Meta, Position, StreamId, StreamKind, Version};

    const ACT: Uuid = Uuid::from_u128(5);

    fn recorded(event_type: &str, data: Value, actor: Actor) -> Recorded<AnyEvent> {
        let encoded = Encoded { event_type: event_type.to_owned(), schema: SCHEMA, data };
        let at = "2026-05-04T10:00:00Z".parse().unwrap();
        Recorded {
            stream: StreamId { kind: StreamKind::Report, id: Uuid::from_u128(1) },
            version: Version(1),
            position: Position(1),
            meta: Meta {
                event_id: Uuid::from_u128(2),
                at,
                actor,
                correlation_id: ACT,
                causation_id: None,
            },
            event: decode(encoded).unwrap(),
        }
    }

    fn topic(event_type: &str, data: Value, actor: Actor) -> Option<Topic> {
        wait(&recorded(event_type, data, actor), None).map(|wait| wait.topic)
    }

    fn staff(role: Role) -> Actor {
        Actor::Staff { role, pseudonym: Uuid::from_u128(9) }
    }

    fn received(urgent: bool) -> Value {
        json!({ "narrative": { "clear": "x" }, "urgent": urgent, "lang": "sv" })
    }

    #[test]
    fn a_report_waits_for_a_coordinator_and_an_urgent_one_does_not_wait_for_the_quarter() {
        for urgent in [false, true] {
            let event = recorded("report.received", received(urgent), Actor::Reporter);
            let expected = Wait { topic: Topic::NewReport, is_urgent: urgent };
            assert_eq!(wait(&event, None), Some(expected));
        }
    }

    #[test]
    fn what_tillbud_did_itself_is_told_to_nobody() {
        assert_eq!(topic("report.received", received(true), Actor::System), None);
        let imported = json!({ "dataset": "vcdb", "source_id": "1" });
        for actor in [Actor::System, staff(Role::Administrator)] {
            assert_eq!(topic("report.imported", imported.clone(), actor), None);
        }
    }

    #[test]
    fn what_tillbud_finds_in_the_figures_is_told_once_and_only_what_stands_out() {
        let file = include_str!("../../../events/golden/signal.raised.1.full.json");
        let signal: Value = serde_json::from_str(file).unwrap();
        let told = |data: Value| topic("signal.raised", data, Actor::System);
        let mut data = signal["data"].clone();
        assert_eq!(told(data.clone()), Some(Topic::Signal));
        let restored =
            |data: &Value| topic("signal.restored", json!({ "raised": data }), Actor::System);
        assert_eq!(restored(&data), Some(Topic::Signal));
        data["is_notable"] = json!(false);
        assert_eq!(restored(&data), None);
        assert_eq!(told(data), None);
        let file = include_str!("../../../events/golden/alert.raised.1.full.json");
        let alert: Value = serde_json::from_str(file).unwrap();
        let data = alert["data"].clone();
        assert_eq!(topic("alert.raised", data, Actor::System), Some(Topic::Alert));
        let judged = json!({ "verdict": "noise", "reason": { "clear": "x" } });
        assert_eq!(topic("alert.judged", judged, staff(Role::Analyst)), None);
    }

    #[test]
    fn what_a_role_did_is_told_to_the_others_who_have_it_and_not_to_whoever_did_it() {
        for (event_type, data, expected) in [
            (
                "action.implemented",
                json!({ "evidence": { "clear": "x" } }),
                Topic::ActionImplemented,
            ),
            (
                "action.effect_assessed",
                json!({ "effect": "improved", "text": { "clear": "x" } }),
                Topic::ActionAssessed,
            ),
        ] {
            let told = topic(event_type, data, staff(Role::Coordinator));
            assert_eq!(told, Some(expected), "only coordinators do this, and only they are told");
        }
        let actor = staff(Role::Coordinator);
        assert!(is_own(actor, actor.holder()));
        assert!(!is_own(actor, Some(HolderId(Uuid::from_u128(8)))) && !is_own(actor, None));
        assert!(!is_own(Actor::Reporter, None));
    }

    #[test]
    fn an_owner_is_told_of_own_actions_and_a_coordinator_of_all_that_coordinators_are() {
        let [owner, both] = [&[Role::ActionOwner][..], &[Role::ActionOwner, Role::Coordinator][..]];
        for topic in [Topic::ActionDecided, Topic::ActionDue, Topic::ActionOverdue] {
            assert!(is_concerned(topic, owner, true) && !is_concerned(topic, owner, false));
            assert!(!is_concerned(topic, &[Role::Analyst], true), "{topic:?}");
            let as_coordinator = topic == Topic::ActionOverdue;
            assert_eq!(is_concerned(topic, both, false), as_coordinator, "{topic:?}");
        }
        assert!(!is_concerned(Topic::ActionImplemented, owner, true));
    }

    #[test]
    fn a_file_that_came_with_its_report_is_part_of_it_and_a_later_one_is_not() {
        let file = json!({
            "attachment_id": Uuid::from_u128(3), "media": "png", "kibibytes": 1, "cleaned": true,
            "key": { "clear": "x" },
        });
        let event = recorded("report.attachment_added", file, Actor::Reporter);
        assert_eq!(wait(&event, Some(ACT)), None);
        let later = wait(&event, Some(Uuid::from_u128(6)));
        assert_eq!(later.map(|wait| wait.topic), Some(Topic::Added));
    }

    #[test]
    fn a_law_to_assess_waits_for_the_data_protection_officer() {
        let triaged = |assess: Value| {
            let data = json!({
                "actual": "minor", "potential": "minor", "category": "access", "assess": assess,
            });
            topic("incident.triaged", data, staff(Role::Coordinator))
        };
        assert_eq!(triaged(json!(["gdpr"])), Some(Topic::Assessment));
        assert_eq!(triaged(json!([])), None);
    }

    #[test]
    fn only_the_independent_role_is_told_of_concerns_and_of_nothing_else() {
        let raised = json!({
            "message_id": Uuid::from_u128(3), "text": { "clear": "x" }, "report": { "clear": "x" },
        });
        assert_eq!(topic("concern.raised", raised, Actor::Reporter), Some(Topic::Concern));
        for topic in Topic::ALL {
            let is_independent = topic.roles().contains(&Role::Independent);
            assert_eq!(is_independent, topic == Topic::Concern, "{topic:?}");
            assert!(!is_independent || topic.roles() == [Role::Independent], "{topic:?}");
        }
    }

    #[test]
    fn names_are_stored_as_they_are_shown() {
        for topic in Topic::ALL {
            assert_eq!(serde_json::to_value(topic).unwrap(), json!(topic.as_str()));
        }
    }
}
