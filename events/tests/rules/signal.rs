//! A signal is raised once, explained or dismissed by a person, superseded by late reports, and
//! restored by later ones where nobody has spoken of it.

use tillbud_events::signal::{
    Baseline, Command, Dismissed, Event, Evidence, Explained, Point, Raised, Rejection, Restored,
    Scope, Signal, Superseded,
};
use tillbud_events::vocabulary::{SignalRule, SignalSide};
use tillbud_events::{Figure, Made, Position};

use crate::support::{given, label, text};

fn made(digest: &str) -> Made {
    let (engine, profile) = (label("tillbud-trend/1"), label("three_sigma_runs"));
    Made { engine, profile, input_sha256: label(digest) }
}

fn shown() -> Raised {
    let numerator = Figure::of(40.0);
    let evidence = Evidence {
        chart: label("c"),
        direction: None,
        multiply: Figure::of(1.0).unwrap(),
        sigma_z_floor: None,
        baseline: Baseline::default(),
        points: vec![Point { period: label("2026-04"), numerator, denominator: None }],
    };
    Raised {
        measure: label("reports"),
        scope: Scope { unit: None, category: Some(label("access")) },
        rule: SignalRule::OutsideLimits,
        side: SignalSide::High,
        from: label("2026-04"),
        to: label("2026-04"),
        q: None,
        is_notable: false,
        evidence,
        made: made("00"),
        known_at: Position(7),
    }
}

fn raise() -> Command {
    Command::Raise(Box::new(shown()))
}

fn raised() -> Event {
    Event::Raised(shown())
}

fn explained() -> Event {
    Event::Explained(Explained { reason: text("Ny e-tjänst i april.") })
}

fn dismissed() -> Event {
    Event::Dismissed(Dismissed { reason: text("Ett register lästes in.") })
}

fn late() -> Superseded {
    Superseded { made: made("01"), known_at: Position(9) }
}

fn explain() -> Command {
    Command::Explain(text("Ny e-tjänst i april."))
}

fn dismiss() -> Command {
    Command::Dismiss(text("Ett register lästes in."))
}

#[test]
fn a_signal_is_raised_once_wherever_it_stands() {
    given::<Signal>(&[]).when(raise()).then(&[raised()]);
    for last in [explained(), dismissed()] {
        given::<Signal>(&[raised(), last]).when(raise()).then_nothing();
    }
}

/// The same signal with one more report in its month.
fn later() -> Raised {
    let mut later = Raised { made: made("02"), known_at: Position(11), ..shown() };
    later.evidence.points[0].numerator = Figure::of(41.0);
    later
}

#[test]
fn what_late_reports_removed_and_later_ones_bring_back_is_restored_with_what_it_shows_now() {
    let (removed, raise) = (Event::Superseded(late()), || Command::Raise(Box::new(later())));
    let restored = Event::Restored(Restored { raised: later() });
    let mut history = vec![raised(), removed.clone()];
    given::<Signal>(&history).when(raise()).then(std::slice::from_ref(&restored));
    history.push(restored.clone());
    given::<Signal>(&history).when(raise()).then_nothing();
    // It is open as it was, and can be removed and come back again.
    given::<Signal>(&history).when(explain()).then(&[explained()]);
    given::<Signal>(&history).when(Command::Supersede(late())).then(std::slice::from_ref(&removed));
    history.push(removed);
    given::<Signal>(&history).when(raise()).then(&[restored]);
}

#[test]
fn what_a_person_has_spoken_of_is_not_restored() {
    for said in [explained(), dismissed()] {
        let removed = Event::Superseded(late());
        let history = [raised(), said.clone(), removed.clone()];
        given::<Signal>(&history).when(raise()).then_nothing();
        let restored = Event::Restored(Restored { raised: later() });
        let history = [raised(), removed.clone(), restored, said, removed];
        given::<Signal>(&history).when(raise()).then_nothing();
    }
}

#[test]
fn a_person_explains_or_dismisses_a_signal_and_may_change_their_mind() {
    given::<Signal>(&[raised()]).when(explain()).then(&[explained()]);
    given::<Signal>(&[raised()]).when(dismiss()).then(&[dismissed()]);
    given::<Signal>(&[raised(), explained()]).when(dismiss()).then(&[dismissed()]);
    given::<Signal>(&[raised(), dismissed()]).when(explain()).then(&[explained()]);
}

#[test]
fn late_reports_supersede_a_signal_once_and_leave_nothing_to_explain() {
    let superseded = Event::Superseded(late());
    for history in [vec![raised()], vec![raised(), explained()], vec![raised(), dismissed()]] {
        given::<Signal>(&history)
            .when(Command::Supersede(late()))
            .then(std::slice::from_ref(&superseded));
    }
    let history = [raised(), superseded];
    for command in [explain(), dismiss()] {
        given::<Signal>(&history).when(command).then_rejected(Rejection::AlreadySuperseded);
    }
}

#[test]
fn what_was_never_raised_is_not_settled() {
    for command in [explain(), dismiss(), Command::Supersede(late())] {
        given::<Signal>(&[]).when(command).then_rejected(Rejection::Unknown);
    }
}
