//! What is told beside reports, incidents and actions: concerns and grants.

use jiff::civil::date;
use tillbud_events::vocabulary::GrantSource;
use tillbud_events::{ConcernId, GrantId, HolderId, Role, Text, concern, grant};
use uuid::Uuid;

use super::{Log, message_id, report_id, text};

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
}
