//! Invariant 7: merging is acyclic and lossless.
//!
//! Histories of any length are in `laws/merging`. Must never copy what was merged.

use tillbud_events::Decider;
use tillbud_events::incident::{Command, Event, Incident, Rejection};
use tillbud_events::vocabulary::{Regime, Response};

use crate::support::incident_id;
use crate::support::incidents::{
    absorbed, action_added, analysed, assessed, factor_identified, given, item_added, merged_into,
    opened, released, report_linked, responded, triaged_for, unmerged,
};

fn merge(itself: u128, into: u128) -> Command {
    Command::MergeInto { itself: incident_id(itself), into: incident_id(into) }
}

/// An incident with something of everything.
fn rich() -> Vec<Event> {
    vec![
        opened(),
        report_linked(2),
        triaged_for(&[Regime::Gdpr, Regime::Nis2]),
        assessed(Regime::Gdpr, true),
        responded(Response::FullAnalysis),
        item_added(1),
        factor_identified(1),
        analysed(),
        action_added(1),
        absorbed(9),
    ]
}

#[test]
fn an_incident_goes_on_as_part_of_another() {
    given(&[opened()]).when(merge(1, 2)).then(&[merged_into(2)]);
    given(&[opened()]).when(Command::Absorb(incident_id(1))).then(&[absorbed(1)]);
}

#[test]
fn merging_and_absorbing_again_change_nothing() {
    given(&[opened(), merged_into(2)]).when(merge(1, 2)).then_nothing();
    given(&[opened(), absorbed(1)]).when(Command::Absorb(incident_id(1))).then_nothing();
}

#[test]
fn an_incident_is_part_of_one_other_at_most() {
    given(&[opened(), merged_into(2)])
        .when(merge(1, 3))
        .then_rejected(Rejection::MergedElsewhere(incident_id(2)));
}

#[test]
fn an_incident_cannot_become_part_of_itself() {
    given(&[opened()]).when(merge(1, 1)).then_rejected(Rejection::MergedIntoItself);
}

#[test]
fn a_ring_of_two_is_refused_by_both_sides() {
    let (one, two) = ([opened(), merged_into(2)], [opened(), absorbed(1)]);
    given(&two).when(merge(2, 1)).then_rejected(Rejection::AbsorbedHere(incident_id(1)));
    given(&one)
        .when(Command::Absorb(incident_id(2)))
        .then_rejected(Rejection::MergedElsewhere(incident_id(2)));
}

#[test]
fn a_ring_of_three_is_refused_because_the_first_is_merged_already() {
    let one = [opened(), merged_into(2)];
    let three = [opened(), absorbed(2)];
    // The third alone cannot know; the other half of the same append refuses.
    given(&three).when(merge(3, 1)).then(&[merged_into(1)]);
    given(&one)
        .when(Command::Absorb(incident_id(3)))
        .then_rejected(Rejection::MergedElsewhere(incident_id(2)));
}

#[test]
fn a_chain_is_allowed_and_keeps_what_its_links_absorbed() {
    given(&[opened(), absorbed(1)]).when(merge(2, 3)).then(&[merged_into(3)]);
    let two = Incident::fold(&[opened(), absorbed(1), merged_into(3)]);
    assert!(two.content().unwrap().absorbed.contains(&incident_id(1)));
}

#[test]
fn unmerging_names_the_incident_that_it_leaves() {
    given(&[opened(), merged_into(2)]).when(Command::Unmerge).then(&[unmerged(2)]);
    given(&[opened(), absorbed(1)]).when(Command::Release(incident_id(1))).then(&[released(1)]);
}

#[test]
fn only_an_absorbed_incident_is_released() {
    for history in [vec![opened()], vec![opened(), absorbed(1), released(1)]] {
        given(&history)
            .when(Command::Release(incident_id(1)))
            .then_rejected(Rejection::NotAbsorbed);
    }
}

#[test]
fn unmerging_restores_the_exact_state() {
    let before = Incident::fold(&rich());
    let merged = Incident::fold(&[rich(), vec![merged_into(2)]].concat());
    assert_eq!(merged.content(), before.content());
    let after = Incident::fold(&[rich(), vec![merged_into(2), unmerged(2)]].concat());
    assert_eq!(after, before);
}

#[test]
fn releasing_restores_the_exact_state_of_the_other_side() {
    let before = Incident::fold(&rich());
    assert_eq!(Incident::fold(&[rich(), vec![absorbed(3), released(3)]].concat()), before);
}

#[test]
fn an_unmerged_incident_can_be_merged_elsewhere() {
    given(&[opened(), merged_into(2), unmerged(2)]).when(merge(1, 3)).then(&[merged_into(3)]);
}
