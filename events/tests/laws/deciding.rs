//! Laws of deciding and folding, the same for every stream.
//!
//! Must never need to know what a command means.

use std::fmt::Debug;

use proptest::collection::vec;
use proptest::prelude::*;
use tillbud_events::{
    Decider,
    action::Action,
    alert::Alert,
    campaign::Campaign,
    headcount::Headcount,
    improvement::Improvement,
    incident::{Event, Incident},
    lesson::Lesson,
    measure::Measure,
    release::Ledger,
    report::Report,
    scan::Scan,
    signal::Signal,
    theme::Theme,
};

use crate::{any_command, any_event, any_measure, any_statistics};

/// Sends the commands one after the other, each twice. Gives the history they made.
fn live<D>(commands: Vec<D::Command>) -> Vec<D::Event>
where
    D: Decider + Clone + PartialEq + Debug,
    D::Command: Clone + Debug,
    D::Event: Debug,
{
    let mut history = Vec::new();
    let mut state = D::initial();
    for command in commands {
        let Ok(events) = state.decide(command.clone()) else { continue };
        state = events.iter().fold(state, D::evolve);
        let again = state.decide(command.clone()).unwrap_or_default();
        assert!(again.is_empty(), "{command:?} added {again:?} when repeated");
        history.extend(events);
        assert_eq!(D::fold(&history), state, "a replay differs");
    }
    history
}

/// Folds events in an order that no rule would allow, then sends a command twice.
fn survive<D>(history: &[D::Event], command: D::Command)
where
    D: Decider,
    D::Command: Clone + Debug,
    D::Event: Debug,
{
    let state = D::fold(history);
    if let Ok(events) = state.decide(command.clone()) {
        let again = events.iter().fold(state, D::evolve).decide(command).unwrap_or_default();
        assert!(again.is_empty(), "the repeated command added {again:?}");
    }
}

proptest! {
    #[test]
    fn a_repeated_command_adds_nothing_to_a_report(
        commands in vec(any_command::report(), 0..30),
    ) {
        live::<Report>(commands);
    }

    #[test]
    fn a_repeated_command_adds_nothing_to_an_incident(
        commands in any_command::incident_life(),
    ) {
        live::<Incident>(commands);
    }

    #[test]
    fn a_repeated_command_adds_nothing_to_an_action(
        commands in vec(any_command::action(), 0..60),
    ) {
        live::<Action>(commands);
    }

    #[test]
    fn a_repeated_command_adds_nothing_to_a_lesson(
        commands in vec(any_command::lesson(), 0..60),
    ) {
        live::<Lesson>(commands);
    }

    #[test]
    fn a_repeated_command_adds_nothing_to_a_measure(
        commands in any_measure::measure_life(),
    ) {
        live::<Measure>(commands);
    }

    #[test]
    fn a_repeated_command_adds_nothing_to_a_headcount(
        commands in vec(any_measure::headcount_command(), 0..40),
    ) {
        live::<Headcount>(commands);
    }

    #[test]
    fn a_repeated_command_adds_nothing_to_a_campaign(
        commands in vec(any_measure::campaign_command(), 0..40),
    ) {
        live::<Campaign>(commands);
    }

    #[test]
    fn no_history_of_a_campaign_panics(
        history in vec(any_measure::campaign(), 0..20),
        command in any_measure::campaign_command(),
    ) {
        survive::<Campaign>(&history, command);
    }

    #[test]
    fn no_history_of_a_measure_panics(
        history in vec(any_measure::measure(), 0..20), command in any_measure::measure_command(),
    ) {
        survive::<Measure>(&history, command);
    }

    #[test]
    fn no_history_of_a_headcount_panics(
        history in vec(any_measure::headcount(), 0..20),
        command in any_measure::headcount_command(),
    ) {
        survive::<Headcount>(&history, command);
    }

    #[test]
    fn a_repeated_command_adds_nothing_to_the_ledger(
        commands in vec(any_command::release(), 0..60),
    ) {
        live::<Ledger>(commands);
    }

    #[test]
    fn no_history_of_the_ledger_panics(
        history in vec(any_event::release(), 0..20), command in any_command::release(),
    ) {
        survive::<Ledger>(&history, command);
    }

    #[test]
    fn no_history_of_a_lesson_panics(
        history in vec(any_event::lesson(), 0..20), command in any_command::lesson(),
    ) {
        survive::<Lesson>(&history, command);
    }

    #[test]
    fn a_repeated_command_adds_nothing_to_scans_alerts_and_signals(
        scans in vec(any_statistics::scan_command(), 0..30),
        alerts in vec(any_statistics::alert_command(), 0..60),
        signals in vec(any_statistics::signal_command(), 0..30),
    ) {
        live::<Scan>(scans);
        live::<Alert>(alerts);
        live::<Signal>(signals);
    }

    #[test]
    fn no_history_of_scans_alerts_and_signals_panics(
        scans in vec(any_statistics::scan(), 0..20), scan in any_statistics::scan_command(),
        alerts in vec(any_statistics::alert(), 0..20), alert in any_statistics::alert_command(),
        signals in vec(any_statistics::signal(), 0..20), signal in any_statistics::signal_command(),
    ) {
        survive::<Scan>(&scans, scan);
        survive::<Alert>(&alerts, alert);
        survive::<Signal>(&signals, signal);
    }

    #[test]
    fn a_repeated_command_adds_nothing_to_a_theme(
        commands in vec(any_command::theme(), 0..60),
    ) {
        live::<Theme>(commands);
    }

    #[test]
    fn no_history_of_a_theme_panics(
        history in vec(any_event::theme(), 0..20), command in any_command::theme(),
    ) {
        survive::<Theme>(&history, command);
    }

    #[test]
    fn a_repeated_command_adds_nothing_to_an_improvement(
        commands in vec(any_command::improvement(), 0..60),
    ) {
        live::<Improvement>(commands);
    }

    #[test]
    fn no_history_of_an_improvement_panics(
        history in vec(any_event::improvement(), 0..20), command in any_command::improvement(),
    ) {
        survive::<Improvement>(&history, command);
    }

    #[test]
    fn no_history_of_a_report_panics(
        history in vec(any_event::report(), 0..20), command in any_command::report(),
    ) {
        survive::<Report>(&history, command);
    }

    #[test]
    fn no_history_of_an_incident_panics(
        history in vec(any_event::incident(), 0..30), command in any_command::incident(),
    ) {
        survive::<Incident>(&history, command);
    }

    #[test]
    fn no_history_of_an_action_panics(
        history in vec(any_event::action(), 0..30), command in any_command::action(),
    ) {
        survive::<Action>(&history, command);
    }

    #[test]
    fn every_decided_event_of_an_incident_changes_its_state(
        commands in any_command::incident_life(),
    ) {
        let history = live::<Incident>(commands);
        for end in 0..history.len() {
            // It explains the event that follows.
            if matches!(history[end], Event::WordingKept(_)) {
                continue;
            }
            let before = Incident::fold(&history[..end]);
            let after = Incident::fold(&history[..=end]);
            prop_assert!(before != after, "{:?} changed nothing", history[end]);
        }
    }
}
