//! Released once, frozen, withdrawn but never forgotten, and never a count as it was.

use tillbud_events::limits;
use tillbud_events::release::{
    Cell, Command, Event, Ledger, Published, Rejection, Rule, Shown, Withdrawn,
};
use tillbud_events::vocabulary::{Hidden, ReleasedTable};

use crate::support::{given, label, text};

fn cells(shown: &[Shown]) -> Vec<Cell> {
    shown.iter().map(|shown| Cell { row: None, column: None, shown: *shown }).collect()
}

fn release(number: u32, period: &str, shown: &[Shown]) -> Published {
    Published {
        number,
        table: ReleasedTable::KindByQuarter,
        period: period.parse().unwrap(),
        rule: Rule { threshold: 5, base: 5, floor: 20 },
        cells: cells(shown),
        merged: vec![],
        left_out: vec![],
        known: 12,
        engine: label("gate 1"),
        digest: label("0123456789abcdef"),
    }
}

fn first() -> Published {
    release(1, "2026-Q1", &[Shown::Count(10)])
}

fn published(it: Published) -> Event {
    Event::Published(it)
}

fn withdrawal(number: u32) -> Withdrawn {
    Withdrawn { number, reason: text("Fel kodning.") }
}

#[test]
fn a_table_is_released() {
    given::<Ledger>(&[]).when(Command::Publish(first())).then(&[published(first())]);
}

#[test]
fn what_is_released_is_frozen_until_it_is_withdrawn() {
    let again = release(2, "2026-Q1", &[Shown::Count(15)]);
    given::<Ledger>(&[published(first())])
        .when(Command::Publish(again.clone()))
        .then_rejected(Rejection::AlreadyReleased);
    given::<Ledger>(&[published(first()), Event::Withdrawn(withdrawal(1))])
        .when(Command::Publish(again.clone()))
        .then(&[published(again)]);
}

#[test]
fn two_who_release_at_once_do_not_both_pass() {
    for number in [0, 1, 3] {
        given::<Ledger>(&[published(first())])
            .when(Command::Publish(release(number, "2026-Q2", &[Shown::Count(5)])))
            .then_rejected(Rejection::Overtaken);
    }
}

#[test]
fn a_period_has_the_length_of_its_table() {
    for period in ["2026-01", "2026"] {
        given::<Ledger>(&[])
            .when(Command::Publish(release(1, period, &[Shown::Count(5)])))
            .then_rejected(Rejection::Period);
    }
}

#[test]
fn no_count_passes_that_is_neither_zero_nor_rounded() {
    for count in [1, 4, 6, 7, 11] {
        given::<Ledger>(&[])
            .when(Command::Publish(release(1, "2026-Q1", &[Shown::Count(count)])))
            .then_rejected(Rejection::Exact);
    }
    let mut strict = release(1, "2026-Q1", &[Shown::Count(5)]);
    strict.rule.threshold = 10;
    given::<Ledger>(&[]).when(Command::Publish(strict)).then_rejected(Rejection::Exact);
}

#[test]
fn a_table_in_which_nothing_is_seen_is_not_released() {
    for hidden in [Hidden::Secondary, Hidden::Ledger] {
        given::<Ledger>(&[])
            .when(Command::Publish(release(1, "2026-Q1", &[Shown::Not(hidden)])))
            .then_rejected(Rejection::NothingShown);
    }
    let small = release(1, "2026-Q1", &[Shown::Not(Hidden::Primary)]);
    given::<Ledger>(&[]).when(Command::Publish(small.clone())).then(&[published(small)]);
}

#[test]
fn a_table_has_a_limit() {
    let most = release(1, "2026-Q1", &[Shown::Count(5); limits::RELEASED_CELLS]);
    given::<Ledger>(&[]).when(Command::Publish(most.clone())).then(&[published(most)]);
    let more = release(1, "2026-Q1", &[Shown::Count(5); limits::RELEASED_CELLS + 1]);
    given::<Ledger>(&[]).when(Command::Publish(more)).then_rejected(Rejection::TooLarge);
}

#[test]
fn a_release_is_withdrawn_once_and_one_that_there_is_not_is_not() {
    given::<Ledger>(&[published(first())])
        .when(Command::Withdraw(withdrawal(1)))
        .then(&[Event::Withdrawn(withdrawal(1))]);
    given::<Ledger>(&[published(first()), Event::Withdrawn(withdrawal(1))])
        .when(Command::Withdraw(withdrawal(1)))
        .then_nothing();
    given::<Ledger>(&[published(first())])
        .when(Command::Withdraw(withdrawal(2)))
        .then_rejected(Rejection::Unknown);
}
