//! Rules of a corrective action, from proposal to its end.
//!
//! Must never test owner and strength; those are `invariant_6_owner_and_plan`.

use tillbud_events::Decider;
use tillbud_events::action::{
    Action, Command, Decided, Event, MeasureNamed, Rejection, Reworded, TakenUpAgain,
};
use tillbud_events::vocabulary::{Effect, Movement, Strength};

use crate::support::actions::{
    abandoned, acceptance, assessed, commitment, decided, deciding, done, given, implemented,
    new_day, proposed, seen, suggestion, verified, verifying,
};
use crate::support::improvements::aim;
use crate::support::{day, label, text};

/// Every state by the history that leads to it, in the order of its life.
fn histories() -> [Vec<Event>; 7] {
    let mut life = vec![proposed(), decided(), implemented(), assessed(Effect::Improved)];
    let assessed_so_far = life.clone();
    life.push(verified());
    let ended = [assessed_so_far.clone(), vec![abandoned()]].concat();
    let upto = |events: usize| assessed_so_far.iter().take(events).cloned().collect();
    [vec![], upto(1), upto(2), upto(3), upto(4), life, ended]
}

/// Sends `command` in every state: `None` where another test says what happens.
fn refusals(command: &Command, rejections: [Option<Rejection>; 7]) {
    for (history, rejection) in histories().iter().zip(rejections) {
        if let Some(rejection) = rejection {
            given(history).when(command.clone()).then_rejected(rejection);
        }
    }
}

fn acts() -> [(Command, Event, usize); 5] {
    [
        (Command::Propose(suggestion(Strength::Stronger)), proposed(), 0),
        (deciding(commitment(), false), decided(), 1),
        (Command::Implement(done()), implemented(), 2),
        (Command::AssessEffect(seen(Effect::Improved)), assessed(Effect::Improved), 3),
        (verifying("Säkerhetssamordnare"), verified(), 4),
    ]
}

#[test]
fn an_action_goes_from_proposed_to_verified_one_step_at_a_time() {
    for (command, event, steps_before) in acts() {
        given(&histories()[steps_before]).when(command).then(&[event]);
    }
}

#[test]
fn an_action_is_proposed_once() {
    let already = || Some(Rejection::AlreadyProposed);
    refusals(
        &Command::Propose(suggestion(Strength::Stronger)),
        [None, already(), already(), already(), already(), already(), already()],
    );
}

#[test]
fn an_action_is_decided_once_it_is_proposed_and_before_it_is_done() {
    use Rejection::{AlreadyAbandoned, AlreadyImplemented, AlreadyVerified, Unproposed};
    let expected = [
        Some(Unproposed),
        None,
        None,
        Some(AlreadyImplemented),
        Some(AlreadyImplemented),
        Some(AlreadyVerified),
        Some(AlreadyAbandoned),
    ];
    refusals(&deciding(commitment(), false), expected);
}

#[test]
fn the_same_decision_again_changes_nothing_and_another_is_refused() {
    let history = [proposed(), decided()];
    given(&history).when(deciding(commitment(), false)).then_nothing();
    for other in [
        Decided { owner: label("It-chef"), ..commitment() },
        Decided { due: day("2026-06-30"), ..commitment() },
    ] {
        given(&history).when(deciding(other, false)).then_rejected(Rejection::AlreadyDecided);
    }
}

#[test]
fn only_a_decided_action_is_rescheduled() {
    use Rejection::{
        AlreadyAbandoned, AlreadyImplemented, AlreadyVerified, NotDecided, Unproposed,
    };
    let expected = [
        Some(Unproposed),
        Some(NotDecided),
        None,
        Some(AlreadyImplemented),
        Some(AlreadyImplemented),
        Some(AlreadyVerified),
        Some(AlreadyAbandoned),
    ];
    refusals(&Command::Reschedule(new_day("2026-06-30")), expected);
}

#[test]
fn what_is_to_be_done_is_said_in_other_words_until_it_is_done() {
    let reworded = Reworded { text: text("Visa hela namnet i listan.") };
    let command = Command::Reword(reworded.clone());
    let [_, suggested, decided, ..] = histories();
    for open in [suggested, decided] {
        given(&open).when(command.clone()).then(&[Event::Reworded(reworded.clone())]);
        let again = [open, vec![Event::Reworded(reworded.clone())]].concat();
        given(&again).when(command.clone()).then_nothing();
    }
    let done = || Some(Rejection::AlreadyImplemented);
    let (verified, abandoned) = (Rejection::AlreadyVerified, Rejection::AlreadyAbandoned);
    refusals(
        &command,
        [Some(Rejection::Unproposed), None, None, done(), done(), Some(verified), Some(abandoned)],
    );
}

#[test]
fn only_a_decided_action_is_implemented_and_only_once() {
    use Rejection::{
        AlreadyAbandoned, AlreadyImplemented, AlreadyVerified, NotDecided, Unproposed,
    };
    let expected = [
        Some(Unproposed),
        Some(NotDecided),
        None,
        Some(AlreadyImplemented),
        Some(AlreadyImplemented),
        Some(AlreadyVerified),
        Some(AlreadyAbandoned),
    ];
    refusals(&Command::Implement(done()), expected);
}

#[test]
fn the_effect_is_assessed_after_implementation() {
    use Rejection::{AlreadyAbandoned, AlreadyVerified, NotImplemented, Unproposed};
    let expected = [
        Some(Unproposed),
        Some(NotImplemented),
        Some(NotImplemented),
        None,
        None,
        Some(AlreadyVerified),
        Some(AlreadyAbandoned),
    ];
    refusals(&Command::AssessEffect(seen(Effect::Worse)), expected);
}

#[test]
fn the_effect_is_verified_after_it_was_assessed() {
    use Rejection::{AlreadyAbandoned, NotAssessed, NotImplemented, Unproposed};
    let expected = [
        Some(Unproposed),
        Some(NotImplemented),
        Some(NotImplemented),
        Some(NotAssessed),
        None,
        None,
        Some(AlreadyAbandoned),
    ];
    refusals(&verifying("Säkerhetssamordnare"), expected);
}

#[test]
fn verifying_again_changes_nothing() {
    let [.., life, _] = histories();
    given(&life).when(verifying("Säkerhetssamordnare")).then_nothing();
}

#[test]
fn an_effect_that_was_not_seen_is_not_verified() {
    let done_so_far = [proposed(), decided(), implemented()];
    for effect in [Effect::NoEvidenceYet, Effect::Worse] {
        given(&[done_so_far.to_vec(), vec![assessed(effect)]].concat())
            .when(verifying("Säkerhetssamordnare"))
            .then_rejected(Rejection::EffectNotShown(effect));
    }
    for effect in [Effect::Improved, Effect::CannotTell] {
        given(&[done_so_far.to_vec(), vec![assessed(effect)]].concat())
            .when(verifying("Säkerhetssamordnare"))
            .then(&[verified()]);
    }
}

#[test]
fn an_action_is_abandoned_from_any_state_but_verified() {
    let command = Command::Abandon(acceptance());
    let [unproposed, ref open @ .., ref life, ref ended] = histories();
    given(&unproposed).when(command.clone()).then_rejected(Rejection::Unproposed);
    for history in open {
        given(history).when(command.clone()).then(&[abandoned()]);
    }
    given(life).when(command.clone()).then_rejected(Rejection::AlreadyVerified);
    given(ended).when(command).then_rejected(Rejection::AlreadyAbandoned);
}

#[test]
fn what_others_ask_of_an_action_follows_its_life() {
    let states = histories().map(|history| Action::fold(&history));
    let finals = states.each_ref().map(Action::is_final);
    assert_eq!(finals, [false, false, false, false, false, true, true]);
    let counted = states.each_ref().map(Action::counts_in_plan);
    assert_eq!(counted, [false, true, true, true, true, true, false]);
    let planned = states.each_ref().map(|state| state.plan().is_some());
    assert_eq!(planned, [false, true, true, true, true, true, true]);
    let committed = states.each_ref().map(|state| state.commitment().is_some());
    assert_eq!(committed, [false, false, true, true, true, true, false]);
}

#[test]
fn an_abandoned_action_goes_on_where_it_stood() {
    let again = TakenUpAgain { reason: text("För tidigt.") };
    let [_, open @ .., life, ended] = histories();
    for mut history in open {
        let before = Action::fold(&history);
        history.push(abandoned());
        given(&history)
            .when(Command::TakeUpAgain(again.clone()))
            .then(&[Event::TakenUpAgain(again.clone())]);
        history.push(Event::TakenUpAgain(again.clone()));
        assert_eq!(Action::fold(&history), before);
        given(&history).when(Command::Abandon(acceptance())).then(&[abandoned()]);
        given(&history)
            .when(Command::TakeUpAgain(again.clone()))
            .then_rejected(Rejection::NotAbandoned);
    }
    given(&life).when(Command::TakeUpAgain(again.clone())).then_rejected(Rejection::NotAbandoned);
    given(&[]).when(Command::TakeUpAgain(again)).then_rejected(Rejection::Unproposed);
    assert!(Action::fold(&ended).plan().is_some(), "its incident is known still");
}

#[test]
fn the_measure_of_an_action_is_named_before_it_is_done_and_never_afterwards() {
    let named = |review: &str| MeasureNamed { aim: aim(Movement::Decrease), review: day(review) };
    let naming = |review: &str| Command::NameMeasure(named(review));
    let event = |review: &str| Event::MeasureNamed(named(review));
    given(&[]).when(naming("2027-01-15")).then_rejected(Rejection::Unproposed);
    let life = [proposed(), decided(), implemented(), assessed(Effect::Improved)];
    for open in [&life[..1], &life[..2]] {
        given(open).when(naming("2027-01-15")).then(&[event("2027-01-15")]);
        let once = [open, &[event("2027-01-15")]].concat();
        given(&once).when(naming("2027-01-15")).then_nothing();
        given(&once).when(naming("2027-02-15")).then(&[event("2027-02-15")]);
        let done = [&once[..], &life[open.len()..]].concat();
        given(&done).when(naming("2027-01-15")).then_nothing();
        given(&done).when(naming("2027-02-15")).then_rejected(Rejection::MeasureAfterwards);
    }
    for done in [&life[..3], &life[..]] {
        given(done).when(naming("2027-01-15")).then_rejected(Rejection::MeasureAfterwards);
    }
    let [.., verified, abandoned] = histories();
    given(&verified).when(naming("2027-01-15")).then_rejected(Rejection::AlreadyVerified);
    given(&abandoned).when(naming("2027-01-15")).then_rejected(Rejection::AlreadyAbandoned);
}
