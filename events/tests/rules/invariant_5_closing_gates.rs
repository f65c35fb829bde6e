//! Invariant 5: closing needs an outcome, feedback in every open dialogue, every
//! triggered assessment decided, every action verified or abandoned.
//!
//! The outcome is a text that cannot be left out of the command. Must never let a
//! gate hide another: all that is missing is told at once.

use tillbud_events::Decider;
use tillbud_events::incident::notification::PersonalDataAnswered;
use tillbud_events::incident::{Close, Closed, Command, Event, Gate, Incident, Rejection};
use tillbud_events::vocabulary::{Regime, Response};

use crate::support::incidents::{
    absorbed, action_added, analysed, assessed, closed, factor_identified, given, opened, reopened,
    report_linked, report_unlinked, responded, triaged, triaged_for, wish,
};
use crate::support::{action_id, incident_id, report_id, text};

fn ready() -> Vec<Event> {
    vec![opened(), triaged(), responded(Response::LocalFix)]
}

#[track_caller]
fn missing(history: &[Event], wish: Close, gates: &[Gate]) {
    given(history)
        .when(Command::Close(wish))
        .then_rejected(Rejection::NotReadyToClose(gates.to_vec()));
}

#[test]
fn an_incident_with_nothing_left_to_do_is_closed_with_its_outcome() {
    given(&ready()).when(Command::Close(wish())).then(&[closed()]);
}

#[test]
fn closing_waits_for_triage() {
    missing(&[opened()], wish(), &[Gate::Triage, Gate::Response]);
}

#[test]
fn what_nothing_is_part_of_ends_with_an_outcome_alone() {
    let emptied = vec![opened(), report_unlinked(1)];
    given(&emptied).when(Command::Close(wish())).then(&[closed()]);
    let mut judged = emptied.clone();
    judged.insert(1, triaged_for(&[Regime::Gdpr]));
    missing(&judged, wish(), &[Gate::Assessment(Regime::Gdpr)]);
    for still in [report_linked(2), absorbed(2), action_added(2)] {
        let mut history = emptied.clone();
        history.push(still);
        missing(&history, wish(), &[Gate::Triage, Gate::Response]);
    }
}

#[test]
fn what_was_opened_from_one_report_alone_ends_without_it() {
    let ends = |history: &[Event]| {
        let state = history.iter().fold(Incident::initial(), Incident::evolve);
        state.content().is_some_and(|open| open.ends_without(report_id(1)))
    };
    assert!(ends(&[opened()]) && ends(&[opened(), triaged()]));
    for more in [
        report_linked(2),
        absorbed(2),
        action_added(2),
        triaged_for(&[Regime::Gdpr]),
        report_unlinked(1),
    ] {
        assert!(!ends(&[opened(), more]));
    }
}

#[test]
fn closing_waits_for_a_response() {
    missing(&[opened(), triaged()], wish(), &[Gate::Response]);
}

#[test]
fn closing_waits_for_an_analysis_that_was_chosen() {
    for response in [Response::AfterActionReview, Response::FullAnalysis] {
        let mut history = vec![opened(), triaged(), factor_identified(1), responded(response)];
        missing(&history, wish(), &[Gate::Analysis]);
        history.push(analysed());
        given(&history).when(Command::Close(wish())).then(&[closed()]);
    }
}

#[test]
fn an_incident_that_awaits_its_theme_can_be_closed() {
    given(&[opened(), triaged(), responded(Response::AggregateTheme)])
        .when(Command::Close(wish()))
        .then(&[closed()]);
}

#[test]
fn closing_waits_for_feedback_to_every_reporter() {
    let wish = Close { feedback_owed: vec![report_id(1), report_id(2)], ..wish() };
    missing(&ready(), wish, &[Gate::Feedback(report_id(1)), Gate::Feedback(report_id(2))]);
}

#[test]
fn closing_waits_for_every_law_that_was_to_be_assessed() {
    let mut history =
        vec![opened(), triaged_for(&[Regime::Gdpr, Regime::Nis2]), responded(Response::LocalFix)];
    missing(&history, wish(), &[Gate::Assessment(Regime::Gdpr), Gate::Assessment(Regime::Nis2)]);
    history.push(assessed(Regime::Gdpr, false));
    missing(&history, wish(), &[Gate::Assessment(Regime::Nis2)]);
    history.push(assessed(Regime::Nis2, true));
    given(&history).when(Command::Close(wish())).then(&[closed()]);
}

#[test]
fn a_law_left_out_of_a_later_triage_still_has_to_be_assessed() {
    let history =
        [opened(), triaged_for(&[Regime::Gdpr]), responded(Response::LocalFix), triaged()];
    missing(&history, wish(), &[Gate::Assessment(Regime::Gdpr)]);
}

#[test]
fn personal_data_are_assessed_before_closing_even_if_nobody_asked() {
    let touched = |touched| Event::PersonalDataAnswered(PersonalDataAnswered { touched });
    let mut history = [ready(), vec![touched(true)]].concat();
    missing(&history, wish(), &[Gate::Assessment(Regime::Gdpr)]);
    let taken_back = [history.clone(), vec![touched(false)]].concat();
    given(&taken_back).when(Command::Close(wish())).then(&[closed()]);
    history.extend([triaged_for(&[Regime::Gdpr]), responded(Response::LocalFix)]);
    missing(&history, wish(), &[Gate::Assessment(Regime::Gdpr)]);
    history.push(assessed(Regime::Gdpr, false));
    given(&history).when(Command::Close(wish())).then(&[closed()]);
}

#[test]
fn closing_waits_for_the_laws_of_merged_incidents() {
    let history = [ready(), vec![absorbed(2)]].concat();
    let wish = Close { undecided_in_merged: vec![(incident_id(2), Regime::Nis2)], ..wish() };
    missing(&history, wish, &[Gate::Assessment(Regime::Nis2)]);
}

#[test]
fn closing_waits_for_every_action() {
    let wish = Close { open_actions: vec![action_id(1), action_id(2)], ..wish() };
    missing(&ready(), wish, &[Gate::Action(action_id(1)), Gate::Action(action_id(2))]);
}

#[test]
fn everything_that_is_missing_is_told_at_once() {
    let wish = Close {
        feedback_owed: vec![report_id(1)],
        open_actions: vec![action_id(1)],
        is_plan_weak_without_reason: true,
        undecided_in_merged: vec![(incident_id(2), Regime::Nis2)],
        ..wish()
    };
    let elsewhere = [
        Gate::Feedback(report_id(1)),
        Gate::Assessment(Regime::Gdpr),
        Gate::Assessment(Regime::Nis2),
        Gate::Action(action_id(1)),
        Gate::WeakPlanReason,
    ];
    let mut history = vec![opened(), triaged_for(&[Regime::Gdpr]), absorbed(2)];
    let mut gates = vec![Gate::Response];
    gates.extend(elsewhere.clone());
    missing(&history, wish.clone(), &gates);
    history.push(responded(Response::FullAnalysis));
    gates[0] = Gate::Analysis;
    missing(&history, wish.clone(), &gates);
    history.extend([factor_identified(1), analysed()]);
    missing(&history, wish, &elsewhere);
}

#[test]
fn what_is_missing_can_be_read() {
    let rejection = Rejection::NotReadyToClose(vec![
        Gate::Triage,
        Gate::Response,
        Gate::Analysis,
        Gate::Assessment(Regime::Gdpr),
        Gate::WeakPlanReason,
    ]);
    assert_eq!(
        rejection.to_string(),
        "not ready to close: triage the incident; choose a response; complete the analysis; \
         decide the assessment under gdpr; write why the plan holds only weaker actions"
    );
}

#[test]
fn a_reopened_incident_passes_the_same_gates() {
    let history = [ready(), vec![closed(), reopened()]].concat();
    let wish = Close { open_actions: vec![action_id(1)], ..wish() };
    missing(&history, wish, &[Gate::Action(action_id(1))]);
}

#[test]
fn the_reason_for_a_weak_plan_is_kept_with_the_outcome() {
    let reason = Some(text("Panelen byts först nästa år."));
    let wish = Close { weak_plan_reason: reason.clone(), ..wish() };
    given(&ready())
        .when(Command::Close(wish.clone()))
        .then(&[Event::Closed(Closed { outcome: wish.outcome, weak_plan_reason: reason })]);
}
