//! What went on is noted, corrected and withdrawn; it never changes a figure.

use tillbud_events::campaign::{
    Campaign, Command, Corrected, Event, Note, Noted, Rejection, Withdrawn,
};

use crate::support::{day, given, label, text};

fn note(from: &str, until: Option<&str>) -> Note {
    let (what, unit) = (text("Rapportvecka"), Some(label("norr")));
    Note { what, from: day(from), until: until.map(day), unit }
}

fn week() -> Note {
    note("2026-03-02", Some("2026-03-08"))
}

fn noted() -> Event {
    Event::Noted(Noted { note: week() })
}

fn withdrawn() -> Withdrawn {
    Withdrawn { reason: text("Den blev inte av.") }
}

#[test]
fn what_went_on_is_noted_once_and_the_same_again_adds_nothing() {
    given::<Campaign>(&[]).when(Command::Note(week())).then(&[noted()]);
    given::<Campaign>(&[noted()]).when(Command::Note(week())).then_nothing();
    let other = Command::Note(note("2026-03-02", None));
    given::<Campaign>(&[noted()]).when(other).then_rejected(Rejection::AlreadyNoted);
}

#[test]
fn a_correction_is_a_new_event_and_the_same_again_adds_nothing() {
    let moment = note("2026-03-09", None);
    let corrected = Event::Corrected(Corrected { note: moment.clone() });
    let correct = || Command::Correct(moment.clone());
    given::<Campaign>(&[noted()]).when(correct()).then(std::slice::from_ref(&corrected));
    given::<Campaign>(&[noted(), corrected]).when(correct()).then_nothing();
    given::<Campaign>(&[]).when(correct()).then_rejected(Rejection::Unknown);
}

#[test]
fn what_was_withdrawn_stays_so() {
    let gone = || Event::Withdrawn(withdrawn());
    let withdraw = || Command::Withdraw(withdrawn());
    given::<Campaign>(&[noted()]).when(withdraw()).then(&[gone()]);
    given::<Campaign>(&[noted(), gone()]).when(withdraw()).then_nothing();
    let correct = Command::Correct(note("2026-03-09", None));
    given::<Campaign>(&[noted(), gone()]).when(correct).then_rejected(Rejection::Withdrawn);
    given::<Campaign>(&[]).when(withdraw()).then_rejected(Rejection::Unknown);
}

#[test]
fn days_come_in_order_and_a_campaign_is_no_state_of_things() {
    for (from, until, rejection) in [
        ("2026-03-08", Some("2026-03-07"), Rejection::Order),
        ("2024-01-01", Some("2026-01-01"), Rejection::TooLong),
        ("1899-12-31", None, Rejection::Year),
        ("2100-12-31", Some("2101-01-01"), Rejection::Year),
    ] {
        let note = note(from, until);
        given::<Campaign>(&[]).when(Command::Note(note.clone())).then_rejected(rejection.clone());
        given::<Campaign>(&[noted()]).when(Command::Correct(note)).then_rejected(rejection);
    }
    let longest = note("2024-01-01", Some("2025-12-31"));
    assert!(
        tillbud_events::Decider::decide(&Campaign::Unknown, Command::Note(longest)).is_ok(),
        "two years are not too long"
    );
}
