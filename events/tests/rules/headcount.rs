//! How many work in a unit, from which month on.

use tillbud_events::headcount::{Command, Event, Headcount, Recorded, Rejection, TakenBack};
use tillbud_events::{Month, limits};

use crate::support::{given, label};

fn month(text: &str) -> Month {
    text.parse().unwrap()
}

fn figures(at: &str, employees: u32, full_time_hundredths: u32) -> Recorded {
    let (unit, source) = (label("norr"), label("Personalsystemet"));
    Recorded { unit, month: month(at), employees, full_time_hundredths, source }
}

fn recorded(at: &str, employees: u32, hundredths: u32) -> Event {
    Event::Recorded(figures(at, employees, hundredths))
}

fn record(at: &str, employees: u32, hundredths: u32) -> Command {
    Command::Record(figures(at, employees, hundredths))
}

#[test]
fn a_headcount_is_recorded_and_corrected_by_a_new_one() {
    given::<Headcount>(&[])
        .when(record("2026-01", 40, 3_550))
        .then(&[recorded("2026-01", 40, 3_550)]);
    let history = [recorded("2026-01", 40, 3_550)];
    given::<Headcount>(&history).when(record("2026-01", 40, 3_550)).then_nothing();
    given::<Headcount>(&history)
        .when(record("2026-01", 41, 3_600))
        .then(&[recorded("2026-01", 41, 3_600)]);
    given::<Headcount>(&history)
        .when(record("2025-12", 30, 2_500))
        .then(&[recorded("2025-12", 30, 2_500)]);
}

#[test]
fn a_month_is_taken_back() {
    let back = Event::TakenBack(TakenBack { month: month("2026-01") });
    let take = || Command::TakeBack(month("2026-01"));
    let history = [recorded("2026-01", 40, 3_550)];
    given::<Headcount>(&history).when(take()).then(std::slice::from_ref(&back));
    let again = [history[0].clone(), back];
    given::<Headcount>(&again).when(take()).then_nothing();
    let other = [recorded("2026-02", 1, 100)];
    given::<Headcount>(&other).when(take()).then_rejected(Rejection::NotRecorded);
    given::<Headcount>(&[]).when(take()).then_rejected(Rejection::Unknown);
}

#[test]
fn the_stream_of_a_unit_takes_no_figures_of_another() {
    let other = Recorded { unit: label("söder"), ..figures("2026-02", 1, 100) };
    given::<Headcount>(&[recorded("2026-01", 40, 3_550)])
        .when(Command::Record(other))
        .then_rejected(Rejection::OtherUnit);
}

#[test]
fn figures_at_their_limits_are_accepted_and_beyond_them_refused() {
    let most = limits::HEADCOUNT_EMPLOYEES;
    let accepts = |at: &str, employees, hundredths| {
        given::<Headcount>(&[])
            .when(record(at, employees, hundredths))
            .then(&[recorded(at, employees, hundredths)]);
    };
    let refuses = |at: &str, employees, hundredths, rejection| {
        given::<Headcount>(&[]).when(record(at, employees, hundredths)).then_rejected(rejection);
    };
    accepts("2026-01", 0, 0);
    accepts("2026-01", 10, 2_000);
    refuses("2026-01", 10, 2_001, Rejection::TooMuchWork);
    refuses("2026-01", 0, 1, Rejection::TooMuchWork);
    accepts("2026-01", most, 0);
    refuses("2026-01", most + 1, 0, Rejection::TooMany);
    accepts("1990-01", 1, 100);
    refuses("1989-12", 1, 100, Rejection::Month);
    accepts("2100-12", 1, 100);
    refuses("2101-01", 1, 100, Rejection::Month);
}

#[test]
fn a_unit_has_a_limited_number_of_months() {
    let at = |number: usize| month("2000-01").plus(i32::try_from(number).unwrap());
    let event =
        |number| Event::Recorded(Recorded { month: at(number), ..figures("2000-01", 1, 100) });
    let mut history: Vec<_> = (0..limits::HEADCOUNT_MONTHS - 1).map(event).collect();
    let last = Recorded { month: at(700), ..figures("2000-01", 1, 100) };
    given::<Headcount>(&history).when(Command::Record(last.clone())).then(&[event(700)]);
    history.push(event(700));
    let one_more = Recorded { month: at(701), ..last.clone() };
    given::<Headcount>(&history)
        .when(Command::Record(one_more))
        .then_rejected(Rejection::TooManyMonths);
    let correction = Recorded { employees: 2, ..last };
    given::<Headcount>(&history)
        .when(Command::Record(correction.clone()))
        .then(&[Event::Recorded(correction)]);
}
