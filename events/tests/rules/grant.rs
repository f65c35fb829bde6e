//! A role is given, reviewed, taken back; never by the one who holds it.

use jiff::civil::{Date, date};
use tillbud_events::grant::{
    Command, Confirmed, Event, FunctionHeld, Given, Grant, Rejection, Revoked, UnitLed,
};
use tillbud_events::vocabulary::GrantSource;
use tillbud_events::{HolderId, Role};
use uuid::Uuid;

use crate::support::{given, label, text};

const TODAY: Date = date(2026, 12, 1);

fn holder(number: u128) -> HolderId {
    HolderId(Uuid::from_u128(number))
}

fn role_until(source: GrantSource, until: Option<Date>) -> Given {
    let reason = Some(text("Tar över samordningen."));
    Given { holder: holder(1), role: Role::Coordinator, source, until, reason }
}

fn decided() -> Given {
    role_until(GrantSource::Decision, Some(date(2027, 12, 1)))
}

fn provided() -> Given {
    role_until(GrantSource::Provider, None)
}

fn give(given: Given) -> Command {
    Command::Give { given, giver: Some(holder(2)) }
}

fn confirm(reviewer: u128) -> Command {
    Command::Confirm { confirmed: Confirmed { on: TODAY }, reviewer: Some(holder(reviewer)) }
}

fn revoked(source: GrantSource) -> Revoked {
    Revoked { source, reason: Some(text("Har bytt uppdrag.")) }
}

#[test]
fn a_role_is_given_and_given_again_for_another_time() {
    given::<Grant>(&[]).when(give(decided())).then(&[Event::Given(decided())]);
    let longer = role_until(GrantSource::Decision, Some(date(2028, 12, 1)));
    given::<Grant>(&[Event::Given(decided())])
        .when(give(longer.clone()))
        .then(&[Event::Given(longer)]);
    given::<Grant>(&[Event::Given(decided())]).when(give(decided())).then_nothing();
}

#[test]
fn nobody_gives_or_confirms_a_role_of_their_own() {
    let to_myself = Command::Give { given: decided(), giver: Some(holder(1)) };
    given::<Grant>(&[]).when(to_myself).then_rejected(Rejection::Own);
    given::<Grant>(&[Event::Given(decided())]).when(confirm(1)).then_rejected(Rejection::Own);
}

#[test]
fn whoever_runs_the_program_can_give_the_first_role() {
    let first = Given { source: GrantSource::Operator, ..decided() };
    given::<Grant>(&[])
        .when(Command::Give { given: first.clone(), giver: None })
        .then(&[Event::Given(first)]);
}

#[test]
fn a_role_is_confirmed_once_a_day() {
    let confirmed = Event::Confirmed(Confirmed { on: TODAY });
    given::<Grant>(&[Event::Given(decided())])
        .when(confirm(2))
        .then(std::slice::from_ref(&confirmed));
    given::<Grant>(&[Event::Given(decided()), confirmed]).when(confirm(2)).then_nothing();
}

#[test]
fn only_what_is_held_can_be_confirmed() {
    given::<Grant>(&[]).when(confirm(2)).then_rejected(Rejection::Unknown);
    let ended = [Event::Given(decided()), Event::Revoked(revoked(GrantSource::Decision))];
    given::<Grant>(&ended).when(confirm(2)).then_rejected(Rejection::AlreadyRevoked);
}

#[test]
fn a_role_is_taken_back_once_and_can_be_given_again() {
    let end = revoked(GrantSource::Decision);
    given::<Grant>(&[Event::Given(decided())])
        .when(Command::Revoke(end.clone()))
        .then(&[Event::Revoked(end.clone())]);
    let ended = [Event::Given(decided()), Event::Revoked(end.clone())];
    given::<Grant>(&ended).when(Command::Revoke(end.clone())).then_nothing();
    given::<Grant>(&ended).when(give(decided())).then(&[Event::Given(decided())]);
    given::<Grant>(&[]).when(Command::Revoke(end)).then_rejected(Rejection::Unknown);
}

#[test]
fn the_provider_gives_and_takes_back_only_what_is_its_own() {
    let end = revoked(GrantSource::Provider);
    given::<Grant>(&[]).when(give(provided())).then(&[Event::Given(provided())]);
    given::<Grant>(&[Event::Given(provided())]).when(give(provided())).then_nothing();
    given::<Grant>(&[Event::Given(provided())])
        .when(Command::Revoke(end.clone()))
        .then(&[Event::Revoked(end.clone())]);
    given::<Grant>(&[Event::Given(decided())]).when(give(provided())).then_nothing();
    given::<Grant>(&[Event::Given(decided())]).when(Command::Revoke(end)).then_nothing();
}

/// Whoever does not sign in any more loses the role by itself, and a sign-in each day is no event.
#[test]
fn what_the_provider_gave_is_renewed_half_a_year_before_its_last_day_and_stays_reviewed() {
    let first = role_until(GrantSource::Provider, Some(date(2027, 12, 1)));
    let soon = role_until(GrantSource::Provider, Some(date(2028, 5, 31)));
    let later = role_until(GrantSource::Provider, Some(date(2028, 6, 1)));
    let held = [Event::Given(first), Event::Confirmed(Confirmed { on: TODAY })];
    given::<Grant>(&held).when(give(soon)).then_nothing();
    given::<Grant>(&held).when(give(later.clone())).then(&[Event::Given(later.clone())]);
    let renewed = [&held[..], &[Event::Given(later.clone())]].concat();
    given::<Grant>(&renewed).when(confirm(2)).then_nothing();
    // What was given before roles of the provider had a last day gets one.
    given::<Grant>(&[Event::Given(provided())])
        .when(give(later.clone()))
        .then(&[Event::Given(later.clone())]);
    given::<Grant>(&[Event::Given(decided())]).when(give(later)).then_nothing();
}

#[test]
fn what_an_administrator_took_back_the_provider_does_not_give_again() {
    let here = [Event::Given(provided()), Event::Revoked(revoked(GrantSource::Decision))];
    given::<Grant>(&here).when(give(provided())).then_rejected(Rejection::RevokedHere);
    let there = [Event::Given(provided()), Event::Revoked(revoked(GrantSource::Provider))];
    given::<Grant>(&there).when(give(provided())).then(&[Event::Given(provided())]);
}

fn led(source: GrantSource) -> UnitLed {
    let (unit, reason) = (label("norr"), Some(text("Enhetschef sedan mars.")));
    UnitLed { holder: holder(1), unit, source, reason }
}

fn leave(source: GrantSource, revoker: Option<HolderId>) -> Command {
    Command::LeaveUnit { revoked: revoked(source), revoker }
}

#[test]
fn a_unit_is_led_until_somebody_else_takes_that_back() {
    use GrantSource::Decision;
    given::<Grant>(&[])
        .when(Command::LeadUnit(led(Decision)))
        .then(&[Event::UnitLed(led(Decision))]);
    let leads = [Event::UnitLed(led(Decision))];
    given::<Grant>(&leads).when(Command::LeadUnit(led(Decision))).then_nothing();
    given::<Grant>(&leads).when(leave(Decision, Some(holder(1)))).then_rejected(Rejection::OwnUnit);
    let end = Event::Revoked(revoked(Decision));
    given::<Grant>(&leads).when(leave(Decision, Some(holder(2)))).then(std::slice::from_ref(&end));
    let left = [Event::UnitLed(led(Decision)), end];
    given::<Grant>(&left).when(leave(Decision, None)).then_nothing();
    given::<Grant>(&left)
        .when(Command::LeadUnit(led(Decision)))
        .then(&[Event::UnitLed(led(Decision))]);
    given::<Grant>(&[]).when(leave(Decision, None)).then_rejected(Rejection::Unknown);
}

#[test]
fn the_provider_says_and_takes_back_only_units_of_its_own() {
    use GrantSource::{Decision, Provider};
    let here = [Event::UnitLed(led(Decision))];
    given::<Grant>(&here).when(Command::LeadUnit(led(Provider))).then_nothing();
    given::<Grant>(&here).when(leave(Provider, None)).then_nothing();
    let there = [Event::UnitLed(led(Provider))];
    given::<Grant>(&there)
        .when(Command::LeadUnit(led(Decision)))
        .then(&[Event::UnitLed(led(Decision))]);
    given::<Grant>(&there).when(leave(Provider, None)).then(&[Event::Revoked(revoked(Provider))]);
    let ended = [Event::UnitLed(led(Provider)), Event::Revoked(revoked(Decision))];
    given::<Grant>(&ended)
        .when(Command::LeadUnit(led(Provider)))
        .then_rejected(Rejection::RevokedHere);
}

fn held() -> FunctionHeld {
    let (function, reason) = (label("IT-drift"), Some(text("Tar över driften.")));
    FunctionHeld { holder: holder(1), function, source: GrantSource::Decision, reason }
}

fn hold(giver: Option<HolderId>) -> Command {
    Command::HoldFunction { held: held(), giver }
}

#[test]
fn a_function_is_held_until_anybody_takes_that_back() {
    let end = Event::Revoked(revoked(GrantSource::Decision));
    let leave = || Command::LeaveFunction(revoked(GrantSource::Decision));
    given::<Grant>(&[]).when(hold(Some(holder(2)))).then(&[Event::FunctionHeld(held())]);
    given::<Grant>(&[]).when(hold(None)).then(&[Event::FunctionHeld(held())]);
    given::<Grant>(&[]).when(leave()).then_rejected(Rejection::Unknown);
    let sees = [Event::FunctionHeld(held())];
    given::<Grant>(&sees).when(hold(Some(holder(2)))).then_nothing();
    given::<Grant>(&sees).when(leave()).then(std::slice::from_ref(&end));
    let left = [Event::FunctionHeld(held()), end];
    given::<Grant>(&left).when(leave()).then_nothing();
    given::<Grant>(&left).when(hold(Some(holder(2)))).then(&[Event::FunctionHeld(held())]);
}

#[test]
fn nobody_records_a_function_for_themselves() {
    given::<Grant>(&[]).when(hold(Some(holder(1)))).then_rejected(Rejection::OwnFunction);
}

#[test]
fn a_role_a_unit_and_a_function_are_never_taken_for_each_other() {
    let sees = [Event::FunctionHeld(held())];
    for command in [
        give(decided()),
        confirm(2),
        Command::Revoke(revoked(GrantSource::Decision)),
        Command::LeadUnit(led(GrantSource::Decision)),
        leave(GrantSource::Decision, None),
    ] {
        given::<Grant>(&sees).when(command).then_rejected(Rejection::Unknown);
    }
    for other in [Event::Given(decided()), Event::UnitLed(led(GrantSource::Decision))] {
        for command in [hold(None), Command::LeaveFunction(revoked(GrantSource::Decision))] {
            given::<Grant>(std::slice::from_ref(&other))
                .when(command)
                .then_rejected(Rejection::Unknown);
        }
    }
}

#[test]
fn a_role_and_a_unit_are_never_taken_for_each_other() {
    let leads = [Event::UnitLed(led(GrantSource::Decision))];
    let end = revoked(GrantSource::Decision);
    for command in [give(decided()), confirm(2), Command::Revoke(end)] {
        given::<Grant>(&leads).when(command).then_rejected(Rejection::Unknown);
    }
    let held = [Event::Given(decided())];
    for command in
        [Command::LeadUnit(led(GrantSource::Decision)), leave(GrantSource::Decision, None)]
    {
        given::<Grant>(&held).when(command).then_rejected(Rejection::Unknown);
    }
}
