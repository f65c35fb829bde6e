//! Invariant 6: the owner of an action does not verify it, by role nor by account; a plan of only weaker
//! actions needs a written reason.
//!
//! Must never be passed by writing the owner's role in another way, nor by changing roles.

use tillbud_events::action::{Command, Decided, Event, Rejection, Stake};
use tillbud_events::vocabulary::{Effect, Response, Strength};
use tillbud_events::{Decider, action, incident};

use crate::support::actions::{
    assessed, commitment, confirmation, decided, deciding, given, implemented, proposed,
    rescheduled, suggestion, verified, verifying,
};
use crate::support::{incidents, label, text};

fn assessed_action() -> Vec<Event> {
    vec![proposed(), decided(), implemented(), assessed(Effect::Improved)]
}

fn with_reason() -> Decided {
    Decided { weak_plan_reason: Some(text("Panelen byts först nästa år.")), ..commitment() }
}

#[test]
fn another_role_than_the_owner_verifies() {
    given(&assessed_action())
        .when(verifying("Säkerhetssamordnare"))
        .then(&[Event::Verified(confirmation("Säkerhetssamordnare"))]);
}

#[test]
fn the_owner_cannot_verify_however_the_role_is_written() {
    for owner in ["Driftchef", "DRIFTCHEF", "driftchef", " driftChef\n", "\u{a0}Driftchef"] {
        given(&assessed_action())
            .when(verifying(owner))
            .then_rejected(Rejection::OwnerCannotVerify);
    }
}

#[test]
fn letters_beyond_ascii_have_two_cases_as_well() {
    let owned = Decided { owner: label("Överförmyndare, ärenden på ö"), ..commitment() };
    let history = [proposed(), Event::Decided(owned), implemented(), assessed(Effect::Improved)];
    given(&history)
        .when(verifying("ÖVERFÖRMYNDARE,  ÄRENDEN PÅ Ö"))
        .then_rejected(Rejection::OwnerCannotVerify);
}

#[test]
fn the_owner_stays_the_owner_after_another_day_was_set() {
    let history = [
        proposed(),
        decided(),
        rescheduled("2026-06-30"),
        implemented(),
        assessed(Effect::Worse),
        assessed(Effect::Improved),
    ];
    given(&history).when(verifying("driftchef")).then_rejected(Rejection::OwnerCannotVerify);
}

fn with_a_stake(stake: Stake) -> Command {
    Command::Verify { verified: confirmation("Säkerhetssamordnare"), stake: Some(stake) }
}

#[test]
fn whoever_holds_the_function_of_the_owner_cannot_verify_in_another_role() {
    given(&assessed_action())
        .when(with_a_stake(Stake::HoldsFunction))
        .then_rejected(Rejection::HolderCannotVerify);
}

#[test]
fn whoever_told_as_owner_that_it_was_done_cannot_verify_in_another_role() {
    given(&assessed_action())
        .when(with_a_stake(Stake::CarriedOut))
        .then_rejected(Rejection::DoerCannotVerify);
}

#[test]
fn a_stake_says_nothing_of_an_action_that_cannot_be_verified_anyhow() {
    let worse = [proposed(), decided(), implemented()];
    given(&worse).when(with_a_stake(Stake::CarriedOut)).then_rejected(Rejection::NotAssessed);
    let verified = [assessed_action(), vec![verified()]].concat();
    given(&verified).when(with_a_stake(Stake::HoldsFunction)).then_nothing();
}

#[test]
fn a_weaker_action_alone_needs_a_reason_when_it_is_decided() {
    let history = [Event::Proposed(suggestion(Strength::Weaker))];
    given(&history)
        .when(deciding(commitment(), false))
        .then_rejected(Rejection::WeakPlanWithoutReason);
    given(&history).when(deciding(with_reason(), false)).then(&[Event::Decided(with_reason())]);
}

#[test]
fn a_weaker_action_beside_a_stronger_one_needs_no_reason() {
    given(&[Event::Proposed(suggestion(Strength::Weaker))])
        .when(deciding(commitment(), true))
        .then(&[decided()]);
}

#[test]
fn a_stronger_or_intermediate_action_needs_no_reason() {
    for strength in [Strength::Stronger, Strength::Intermediate] {
        given(&[Event::Proposed(suggestion(strength))])
            .when(deciding(commitment(), false))
            .then(&[decided()]);
    }
}

#[test]
fn the_written_reason_is_remembered() {
    let remembered = |decided| {
        let history = [Event::Proposed(suggestion(Strength::Weaker)), Event::Decided(decided)];
        action::Action::fold(&history).commitment().map(|made| made.has_weak_plan_reason)
    };
    assert_eq!(remembered(with_reason()), Some(true));
    assert_eq!(remembered(commitment()), Some(false));
}

#[test]
fn a_plan_of_only_weaker_actions_needs_a_reason_when_the_incident_is_closed() {
    let history =
        [incidents::opened(), incidents::triaged(), incidents::responded(Response::LocalFix)];
    let weak = incident::Close { is_plan_weak_without_reason: true, ..incidents::wish() };
    incidents::given(&history)
        .when(incident::Command::Close(weak.clone()))
        .then_rejected(incident::Rejection::NotReadyToClose(vec![incident::Gate::WeakPlanReason]));
    let weak_plan_reason = with_reason().weak_plan_reason;
    let explained = incident::Close { weak_plan_reason: weak_plan_reason.clone(), ..weak };
    let outcome = explained.outcome.clone();
    incidents::given(&history)
        .when(incident::Command::Close(explained))
        .then(&[incident::Event::Closed(incident::Closed { outcome, weak_plan_reason })]);
}
