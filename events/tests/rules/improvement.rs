//! An improvement is asked for, planned before the change, studied at its day, decided.

use jiff::civil::Date;
use tillbud_events::improvement::{
    ActionAdded, ActionRemoved, Command, Event, Improvement, Plan, Planned, Rejection, Reopened,
    Replanned, Studied,
};
use tillbud_events::vocabulary::{Course, Effect, Movement};
use tillbud_events::{ActionId, limits};
use uuid::Uuid;

use crate::support::improvements::{
    aim, course, decided, figure, improvement_id, month, opened, plan, planned, question, result,
    studied,
};
use crate::support::{Given, action_id, day, given as given_any, text};

fn given(history: &[Event]) -> Given<Improvement> {
    given_any(history)
}

/// In the middle of February 2026, before the change of [`plan`].
fn february() -> Date {
    day("2026-02-17")
}

fn planning(plan: Plan) -> Command {
    Command::Plan { plan, today: february() }
}

fn replanning(plan: Plan, today: &str) -> Command {
    Command::Replan { plan, reason: text("Leveransen dröjer."), today: day(today) }
}

fn studying(studied: Studied, today: &str) -> Command {
    Command::Study { studied, today: day(today) }
}

fn later() -> Plan {
    Plan { change: month("2026-05"), ..plan() }
}

#[test]
fn a_question_is_asked_once() {
    given(&[]).when(Command::Open(question())).then(&[opened()]);
    given(&[opened()]).when(Command::Open(question())).then_rejected(Rejection::AlreadyOpened);
}

#[test]
fn what_is_expected_is_registered_once_and_before_the_change() {
    given(&[opened()]).when(planning(plan())).then(&[planned()]);
    given(&[]).when(planning(plan())).then_rejected(Rejection::Unknown);
    given(&[opened(), planned()]).when(planning(plan())).then_nothing();
    given(&[opened(), planned()]).when(planning(later())).then_rejected(Rejection::AlreadyPlanned);
    for change in ["2026-02", "2026-01"] {
        let late = Plan { change: month(change), baseline_to: month("2025-12"), ..plan() };
        let late = Plan { triggers: vec![], ..late };
        given(&[opened()])
            .when(planning(late))
            .then_rejected(Rejection::ChangeInThePast(month("2026-03")));
    }
}

#[test]
fn a_plan_that_contradicts_itself_is_refused_with_what_is_wrong() {
    let months = |count: usize| (0..count).map(|_| month("2026-01")).collect::<Vec<_>>();
    let most = Plan { triggers: months(limits::TRIGGER_MONTHS), ..plan() };
    given(&[opened()]).when(planning(most.clone())).then(&[Event::Planned(Planned { plan: most })]);
    let longest = Plan { baseline_from: month("2016-03"), ..plan() };
    given(&[opened()])
        .when(planning(longest.clone()))
        .then(&[Event::Planned(Planned { plan: longest })]);
    let expecting = |number: f64| Plan { expected: figure(number), ..plan() };
    for (wrong, rejection) in [
        (Plan { baseline_from: month("2026-03"), ..plan() }, Rejection::BaselineBackwards),
        (Plan { baseline_to: month("2026-03"), ..plan() }, Rejection::BaselineAfterChange),
        (Plan { baseline_from: month("2016-02"), ..plan() }, Rejection::BaselineTooLong),
        (
            Plan { triggers: months(limits::TRIGGER_MONTHS + 1), ..plan() },
            Rejection::TooManyTriggers,
        ),
        (Plan { triggers: vec![month("2026-03")], ..plan() }, Rejection::TriggerAfterChange),
        (Plan { review: day("2026-03-31"), ..plan() }, Rejection::ReviewBeforeChange),
        (expecting(0.0), Rejection::NoExpectation),
        (expecting(1.0), Rejection::NoExpectation),
        (expecting(101.0), Rejection::NoExpectation),
        (expecting(1.5), Rejection::ExpectationAgainstMovement),
        (Plan { aim: aim(Movement::Increase), ..plan() }, Rejection::ExpectationAgainstMovement),
    ] {
        given(&[opened()]).when(planning(wrong)).then_rejected(rejection);
    }
}

#[test]
fn a_plan_is_changed_with_a_reason_until_the_change_begins_and_never_after() {
    let reason = text("Leveransen dröjer.");
    given(&[opened(), planned()])
        .when(replanning(later(), "2026-02-28"))
        .then(&[Event::Replanned(Replanned { plan: later(), reason })]);
    given(&[opened(), planned()]).when(replanning(plan(), "2026-04-01")).then_nothing();
    for today in ["2026-03-01", "2027-01-01"] {
        given(&[opened(), planned()])
            .when(replanning(later(), today))
            .then_rejected(Rejection::ChangeHasBegun(month("2026-03")));
    }
    given(&[opened(), planned(), studied()])
        .when(replanning(later(), "2027-02-01"))
        .then_rejected(Rejection::ChangeHasBegun(month("2026-03")));
    given(&[opened()]).when(replanning(later(), "2026-02-01")).then_rejected(Rejection::NotPlanned);
    given(&[]).when(replanning(later(), "2026-02-01")).then_rejected(Rejection::Unknown);
}

#[test]
fn actions_belong_to_a_change_until_it_is_decided() {
    let added = |action_id| Event::ActionAdded(ActionAdded { action_id });
    let (one, two) = (action_id(1), action_id(2));
    given(&[opened()]).when(Command::AddAction(one)).then(&[added(one)]);
    given(&[opened(), added(one)]).when(Command::AddAction(one)).then_nothing();
    given(&[opened(), added(one), planned()])
        .when(Command::RemoveAction(one))
        .then(&[Event::ActionRemoved(ActionRemoved { action_id: one })]);
    given(&[opened(), added(one)]).when(Command::RemoveAction(two)).then_nothing();
    given(&[]).when(Command::AddAction(one)).then_rejected(Rejection::Unknown);
    let ended = [opened(), added(one), decided(Course::Abandon)];
    for command in [Command::AddAction(two), Command::RemoveAction(one)] {
        given(&ended).when(command).then_rejected(Rejection::AlreadyDecided(Course::Abandon));
    }
    let many = 1..=limits::IMPROVEMENT_ACTIONS as u128;
    let full: Vec<_> =
        std::iter::once(opened()).chain(many.map(|number| added(action_id(number)))).collect();
    let next = ActionId(Uuid::from_u128(1_000));
    given(&full[..full.len() - 1]).when(Command::AddAction(next)).then(&[added(next)]);
    given(&full).when(Command::AddAction(next)).then_rejected(Rejection::TooManyActions);
}

#[test]
fn a_study_before_its_day_is_too_early_unless_there_is_a_reason() {
    let history = [opened(), planned()];
    given(&history).when(studying(result(), "2027-01-15")).then(&[studied()]);
    given(&history)
        .when(studying(result(), "2027-01-14"))
        .then_rejected(Rejection::TooEarly(day("2027-01-15")));
    let early = Studied { early: Some(text("Ledningen vill veta.")), ..result() };
    given(&history).when(studying(early.clone(), "2026-09-01")).then(&[Event::Studied(early)]);
    given(&[opened()]).when(studying(result(), "2027-02-01")).then_rejected(Rejection::NotPlanned);
    given(&[]).when(studying(result(), "2027-02-01")).then_rejected(Rejection::Unknown);
}

#[test]
fn it_can_be_studied_again_and_the_same_result_is_no_news() {
    let history = [opened(), planned(), studied()];
    given(&history).when(studying(result(), "2027-02-01")).then_nothing();
    let again = Studied { verdict: Effect::NoEvidenceYet, after_points: 11, ..result() };
    given(&history).when(studying(again.clone(), "2027-02-01")).then(&[Event::Studied(again)]);
    given(&[opened(), planned(), studied(), decided(Course::Adopt)])
        .when(studying(result(), "2027-02-01"))
        .then_rejected(Rejection::AlreadyDecided(Course::Adopt));
}

#[test]
fn only_what_was_studied_is_adopted_or_adapted_and_anything_can_be_abandoned() {
    for history in [&[opened()][..], &[opened(), planned()]] {
        for to in [Course::Adopt, Course::Adapt] {
            given(history).when(Command::Decide(course(to))).then_rejected(Rejection::NotStudied);
        }
        let abandon = Command::Decide(course(Course::Abandon));
        given(history).when(abandon).then(&[decided(Course::Abandon)]);
    }
    for to in Course::ALL {
        let done = [opened(), planned(), studied()];
        given(&done).when(Command::Decide(course(*to))).then(&[decided(*to)]);
    }
    let adopted = [opened(), planned(), studied(), decided(Course::Adopt)];
    given(&adopted).when(Command::Decide(course(Course::Adopt))).then_nothing();
    given(&adopted)
        .when(Command::Decide(course(Course::Abandon)))
        .then_rejected(Rejection::AlreadyDecided(Course::Adopt));
    given(&[]).when(Command::Decide(course(Course::Adopt))).then_rejected(Rejection::Unknown);
}

#[test]
fn adapting_opens_the_next_cycle_and_nothing_else_does() {
    let done = [opened(), planned(), studied()];
    let mut nothing_next = course(Course::Adapt);
    nothing_next.next = None;
    let mut something_next = course(Course::Adopt);
    something_next.next = Some(improvement_id(3));
    for wrong in [nothing_next, something_next] {
        given(&done).when(Command::Decide(wrong)).then_rejected(Rejection::NextCycle);
    }
}

#[test]
fn what_was_decided_is_taken_back_and_stands_where_it_stood() {
    let reopened = || Reopened { reason: text("Vi bestämde oss för tidigt.") };
    let reopen = || Command::Reopen(reopened());
    let adopted = [opened(), planned(), studied(), decided(Course::Adopt)];
    given(&adopted).when(reopen()).then(&[Event::Reopened(reopened())]);
    let again = [&adopted[..], &[Event::Reopened(reopened())]].concat();
    let abandon = Command::Decide(course(Course::Abandon));
    given(&again).when(abandon).then(&[decided(Course::Abandon)]);
    given(&again).when(reopen()).then_rejected(Rejection::NotDecided);
    given(&[]).when(reopen()).then_rejected(Rejection::Unknown);
}
