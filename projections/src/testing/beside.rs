//! What is told beside reports, incidents and actions (concerns, grants, follows, lessons,
//! releases),
//! and what takes something back.

use jiff::civil::date;
use tillbud_events::vocabulary::{Finding, GrantSource, Hidden, Lang, ReleasedTable};
use tillbud_events::{
    ActionId, ConcernId, FollowId, GrantId, HolderId, IncidentId, LedgerId, LessonId, Role, Text,
    action, concern, follow, grant, incident, lesson, release,
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

/// A lesson that everybody can read, and one that was taken back.
pub(super) fn teach(log: &mut Log, incidents: &[IncidentId]) {
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

/// A table that is shown, and one that was withdrawn.
pub(super) fn release(log: &mut Log) {
    for (number, period) in [(1, "2026-Q1"), (2, "2026-Q2")] {
        let cell =
            |row: Option<&str>, shown| release::Cell { row: row.map(label), column: None, shown };
        let published = release::Published {
            number,
            table: ReleasedTable::UnitByQuarter,
            period: period.parse().unwrap(),
            rule: release::Rule { threshold: 5, base: 5, floor: 20 },
            cells: vec![
                cell(Some("Enhet 3"), release::Shown::Count(5)),
                cell(Some(release::OTHER), release::Shown::Not(Hidden::Primary)),
                cell(Some(release::UNKNOWN), release::Shown::Not(Hidden::Ledger)),
                cell(None, release::Shown::Count(10)),
            ],
            merged: vec![label("Enhet 4"), label("Enhet 5")],
            left_out: vec![],
            known: log.end().0,
            engine: label("gate 1"),
            digest: label("0123456789abcdef"),
        };
        log.push(LedgerId::ONLY, release::Event::Published(published));
    }
    let reason = text("Enheten var felkodad");
    let withdrawn = release::Withdrawn { number: 2, reason };
    log.push(LedgerId::ONLY, release::Event::Withdrawn(withdrawn));
}
