//! What is told beside reports, incidents and actions (concerns, grants, follows, lessons,
//! measures, headcounts), and what takes something back.

use jiff::civil::date;
use tillbud_events::vocabulary::{Finding, GrantSource, Lang};
use tillbud_events::{
    ActionId, ConcernId, FollowId, GrantId, HeadcountId, HolderId, IncidentId, LessonId, MeasureId,
    Role, Text, action, concern, follow, grant, headcount, incident, lesson, measure,
};
use uuid::Uuid;

use super::{Log, label, message_id, report_id, text};

/// A reporter and the independent role.
pub(super) fn worry(log: &mut Log) {
    let id = ConcernId(Uuid::from_u128(1));
    let (report, told) = (text(&report_id(1).to_string()), text("Jag flyttades"));
    let raised = concern::Raised { message_id: message_id(8), text: told, report };
    log.push(id, concern::Event::Raised(raised));
    let answered = concern::Answered { message_id: message_id(9), text: text("Vi hör av oss") };
    log.push(id, concern::Event::Answered(answered));
}

/// A role that is given, reviewed and taken back, and one that stays.
pub(super) fn entrust(log: &mut Log) {
    let [id, other] = [1, 2].map(|number| GrantId(Uuid::from_u128(number)));
    let given = |role, reason| {
        let (holder, until) = (HolderId(Uuid::from_u128(7)), Some(date(2027, 6, 30)));
        grant::Event::Given(grant::Given {
            holder,
            role,
            source: GrantSource::Decision,
            until,
            reason,
        })
    };
    log.push(id, given(Role::Coordinator, Some(text("Tar över"))));
    log.push(other, given(Role::Analyst, Some(Text::Erased)));
    log.push(id, grant::Event::Confirmed(grant::Confirmed { on: date(2026, 12, 1) }));
    let revoked = grant::Revoked { source: GrantSource::Decision, reason: None };
    log.push(id, grant::Event::Revoked(revoked));
    for (number, reason) in [(3, Some(text("Enhetschef"))), (4, None)] {
        let led = grant::UnitLed {
            holder: HolderId(Uuid::from_u128(7)),
            unit: label(&format!("Enhet {number}")),
            source: GrantSource::Provider,
            reason,
        };
        log.push(GrantId(Uuid::from_u128(number)), grant::Event::UnitLed(led));
    }
    let left = grant::Revoked { source: GrantSource::Provider, reason: None };
    log.push(GrantId(Uuid::from_u128(4)), grant::Event::Revoked(left));
}

/// Whoever stepped aside comes back; an account follows the incident, another for a while.
pub(super) fn come_back(log: &mut Log, incident_id: IncidentId) {
    let reason = text("En annan enhet");
    let taken_back = incident::RecusalTakenBack { reason };
    log.push(incident_id, incident::Event::RecusalTakenBack(taken_back));
    let [kept, ended] = [1, 2].map(|number| FollowId(Uuid::from_u128(number)));
    log.push(ended, follow::Event::Begun(follow::Begun { incident_id }));
    log.push(ended, follow::Event::Ended(follow::Ended {}));
    log.push(kept, follow::Event::Begun(follow::Begun { incident_id }));
}

/// An action that was abandoned goes on.
pub(super) fn resume(log: &mut Log, incident_id: IncidentId, action_id: ActionId) {
    let told = incident::ActionTakenUpAgain { action_id };
    log.push(incident_id, incident::Event::ActionTakenUpAgain(told));
    log.push(action_id, action::Event::TakenUpAgain(again()));
}

/// Why an action goes on.
pub(super) fn again() -> action::TakenUpAgain {
    action::TakenUpAgain { reason: text("Leverantören svarade") }
}

/// What belongs to no report, incident or action alone.
pub(super) fn tell_the_rest(log: &mut Log, incidents: &[IncidentId]) {
    teach(log, incidents);
    measure(log);
    super::found::find(log);
}

/// A lesson that everybody can read, and one that was taken back.
fn teach(log: &mut Log, incidents: &[IncidentId]) {
    let [shown, gone] = [1, 2].map(|number| LessonId(Uuid::from_u128(4 << 32 | number)));
    let [writer, approver] = [7, 8].map(|number| HolderId(Uuid::from_u128(number)));
    let content = |learned| lesson::Content {
        title: text("Rätt mottagare"),
        said: text("Två \"likadana\" namn"),
        did: Text::Erased,
        learned,
        lang: Lang::Sv,
    };
    for id in [shown, gone] {
        let incident_ids = incidents.to_vec();
        let drafted = lesson::Drafted { writer, incident_ids, content: content(None) };
        log.push(id, lesson::Event::Drafted(drafted));
        let (incident_ids, content) =
            (incidents[..1].to_vec(), content(Some(text("Be om detsamma"))));
        let revised = lesson::Revised { revision: 2, writer, incident_ids, content };
        log.push(id, lesson::Event::Revised(revised));
        let (finding, words) = (Finding::Time, vec![text("november"), Text::Erased]);
        let kept = lesson::FindingKept { finding, words, reason: text("Gällde alla") };
        log.push(id, lesson::Event::FindingKept(kept));
        let approved = lesson::Approved { revision: 2, approver, rules: label("identity 1") };
        log.push(id, lesson::Event::Approved(approved));
        log.push(id, lesson::Event::Published(lesson::Published {}));
    }
    let reason = text("Inte längre sant");
    log.push(gone, lesson::Event::Withdrawn(lesson::Withdrawn { reason }));
}

/// A measure with every decision about its baseline, and how many work in a unit.
fn measure(log: &mut Log) {
    let id = MeasureId(Uuid::from_u128(5 << 32 | 1));
    let month = |text: &str| text.parse().unwrap();
    for (number, definition) in (2..).zip(measure::standard()) {
        let id = MeasureId(Uuid::from_u128(5 << 32 | number));
        log.push(id, measure::Event::Defined(measure::Defined { definition }));
    }
    for definition in measure::standard().into_iter().take(1) {
        log.push(id, measure::Event::Defined(measure::Defined { definition: definition.clone() }));
        log.push(id, measure::Event::Revised(measure::Revised { definition }));
    }
    let (until, from) = (month("2026-02"), month("2026-03"));
    let reason = || text("Ny blankett");
    let frozen = measure::BaselineFrozen { until, reason: Some(Text::Erased) };
    log.push(id, measure::Event::BaselineFrozen(frozen));
    log.push(id, measure::Event::BaselineThawed(measure::BaselineThawed {}));
    for from in [from, month("2026-05")] {
        log.push(id, measure::Event::Rebased(measure::Rebased { from, reason: reason() }));
    }
    let back = measure::RebaseTakenBack { from: month("2026-05") };
    log.push(id, measure::Event::RebaseTakenBack(back));
    for month in [until, from] {
        let excluded = measure::PointExcluded { month, reason: reason() };
        log.push(id, measure::Event::PointExcluded(excluded));
    }
    log.push(id, measure::Event::PointIncluded(measure::PointIncluded { month: until }));
    log.push(id, measure::Event::Retired(measure::Retired { reason: reason() }));
    log.push(id, measure::Event::TakenUpAgain(measure::TakenUpAgain { reason: Text::Erased }));
    let id = HeadcountId(Uuid::from_u128(6 << 32 | 1));
    for month in [until, from] {
        let (unit, source) = (label("Hemtjänst syd"), label("Personalsystemet"));
        let (employees, full_time_hundredths) = (40, 3_550);
        let recorded = headcount::Recorded { unit, month, employees, full_time_hundredths, source };
        log.push(id, headcount::Event::Recorded(recorded));
    }
    log.push(id, headcount::Event::TakenBack(headcount::TakenBack { month: from }));
}
