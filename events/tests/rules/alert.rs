//! An alert is raised once, grows only by more, closes once, and is judged by a person.

use tillbud_events::alert::{
    Alert, Closed, Command, Event, Grown, Judged, Raised, Rejection, Tally,
};
use tillbud_events::vocabulary::{AlertFamily, Verdict};
use tillbud_events::{Figure, Made, Week};

use crate::support::{given, label, text};

fn week(text: &str) -> Week {
    text.parse().unwrap()
}

fn figure(number: f64) -> Figure {
    Figure::of(number).unwrap()
}

fn tally(observed: u64) -> Tally {
    Tally {
        unit: None,
        window_weeks: 4,
        observed,
        baseline: 12,
        expected: figure(0.9),
        p: figure(0.0001),
        q: figure(0.01),
    }
}

fn made() -> Made {
    Made { engine: label("tillbud-trend/1"), profile: label("scan"), input_sha256: label("00") }
}

fn found(observed: u64) -> Raised {
    Raised {
        family: AlertFamily::Leaf,
        category: Some(label("access")),
        week: week("2026-W07"),
        found: tally(observed),
        members: vec![],
        is_provisional: false,
        made: made(),
    }
}

fn raised() -> Event {
    Event::Raised(found(6))
}

fn more(observed: u64) -> Grown {
    Grown { week: week("2026-W08"), found: tally(observed), members: vec![], made: made() }
}

fn closed() -> Event {
    Event::Closed(Closed { week: week("2026-W12") })
}

fn judgement(verdict: Verdict) -> Judged {
    Judged { verdict, reason: text("Dörren stod öppen i två veckor.") }
}

fn judged(verdict: Verdict) -> Event {
    Event::Judged(judgement(verdict))
}

#[test]
fn an_alert_is_raised_once_also_by_two_programs() {
    given::<Alert>(&[]).when(Command::Raise(found(6))).then(&[raised()]);
    given::<Alert>(&[raised()]).when(Command::Raise(found(7))).then_nothing();
    given::<Alert>(&[raised(), closed()]).when(Command::Raise(found(7))).then_nothing();
}

#[test]
fn an_alert_grows_only_by_more_than_ever_before() {
    let grown = Event::Grown(more(7));
    given::<Alert>(&[raised()]).when(Command::Grow(more(7))).then(std::slice::from_ref(&grown));
    given::<Alert>(&[raised()]).when(Command::Grow(more(6))).then_nothing();
    given::<Alert>(&[raised(), grown]).when(Command::Grow(more(7))).then_nothing();
}

#[test]
fn a_closed_alert_grows_no_more_and_closes_no_more() {
    let week = week("2026-W12");
    given::<Alert>(&[raised()]).when(Command::Close(week)).then(&[closed()]);
    given::<Alert>(&[raised(), closed()]).when(Command::Close(week)).then_nothing();
    given::<Alert>(&[raised(), closed()])
        .when(Command::Grow(more(9)))
        .then_rejected(Rejection::AlreadyClosed);
}

#[test]
fn a_person_judges_an_alert_whether_it_is_over_or_not_and_may_judge_anew() {
    for history in [vec![raised()], vec![raised(), closed()]] {
        given::<Alert>(&history)
            .when(Command::Judge(judgement(Verdict::Noise)))
            .then(&[judged(Verdict::Noise)]);
        let history = [history, vec![judged(Verdict::Noise)]].concat();
        given::<Alert>(&history).when(Command::Judge(judgement(Verdict::Noise))).then_nothing();
        given::<Alert>(&history)
            .when(Command::Judge(judgement(Verdict::Real)))
            .then(&[judged(Verdict::Real)]);
    }
}

#[test]
fn what_was_never_raised_is_neither_grown_nor_closed_nor_judged() {
    for command in [
        Command::Grow(more(7)),
        Command::Close(week("2026-W12")),
        Command::Judge(judgement(Verdict::Real)),
    ] {
        given::<Alert>(&[]).when(command).then_rejected(Rejection::Unknown);
    }
}
