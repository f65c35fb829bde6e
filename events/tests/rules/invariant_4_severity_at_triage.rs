//! Invariant 4: severity is set at triage, both actual and potential.
//!
//! That a report has no such field is shown in the format tests. Must never find a
//! severity in an incident before triage.

use tillbud_events::Decider;
use tillbud_events::incident::{Event, Incident};
use tillbud_events::vocabulary::{Response, Severity};

use crate::support::incidents::{
    closed, factor_identified, item_added, merged_into, opened, report_linked, responded, triaged,
};

#[test]
fn an_incident_has_no_severity_before_triage() {
    for history in [
        vec![],
        vec![opened()],
        vec![opened(), report_linked(2), item_added(1), factor_identified(1)],
    ] {
        let state = Incident::fold(&history);
        assert_eq!(state.content().and_then(|content| content.triage()), None);
    }
}

#[test]
fn triage_sets_both_and_they_stay_wherever_the_incident_goes() {
    let begun: Vec<Event> = vec![opened(), triaged(), responded(Response::LocalFix)];
    for last in [item_added(1), closed(), merged_into(2)] {
        let state = Incident::fold(&[begun.clone(), vec![last]].concat());
        let triage = state.content().unwrap().triage().unwrap();
        assert_eq!((triage.actual, triage.potential), (Severity::Minor, Severity::Major));
    }
}
