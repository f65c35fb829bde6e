//! Invariant 2: corrections append; nothing is rewritten.
//!
//! Must never expect an earlier event to change or vanish.

use tillbud_events::incident::{Command, Event, Rejection, TimelineItemAdded, Triaged};
use tillbud_events::vocabulary::{Effect, Regime, Severity, Standing};
use tillbud_events::{Decider, action, incident};

use crate::support::incidents::{
    assessed, assessment, given, item, item_added, judgement, opened, triaged, triaged_for,
};
use crate::support::{actions, day, item_id, text};

fn correction(of: u128) -> TimelineItemAdded {
    TimelineItemAdded {
        corrects: Some(item_id(of)),
        text: text("Provet började en timme senare."),
        ..item(2)
    }
}

#[test]
fn a_timeline_item_is_corrected_by_a_further_item() {
    given(&[opened(), item_added(1)])
        .when(Command::AddTimelineItem(correction(1)))
        .then(&[Event::TimelineItemAdded(correction(1))]);
}

#[test]
fn a_correction_can_be_corrected() {
    let second = TimelineItemAdded { corrects: Some(item_id(2)), ..item(3) };
    given(&[opened(), item_added(1), Event::TimelineItemAdded(correction(1))])
        .when(Command::AddTimelineItem(second.clone()))
        .then(&[Event::TimelineItemAdded(second)]);
}

#[test]
fn an_item_that_does_not_exist_cannot_be_corrected_nor_can_an_item_correct_itself() {
    for corrected in [1, 2] {
        given(&[opened()])
            .when(Command::AddTimelineItem(correction(corrected)))
            .then_rejected(Rejection::UnknownItem);
    }
}

#[test]
fn the_corrected_item_is_still_known() {
    let history = [opened(), item_added(1), Event::TimelineItemAdded(correction(1))];
    let state = incident::Incident::fold(&history);
    assert!(state.content().unwrap().items.contains(&item_id(1)));
}

#[test]
fn triage_is_corrected_by_another_triage() {
    let worse = Triaged { actual: Severity::Major, ..judgement() };
    given(&[opened(), triaged()])
        .when(Command::Triage(worse.clone()))
        .then(&[Event::Triaged(worse)]);
}

#[test]
fn going_back_to_an_earlier_judgement_is_an_event_of_its_own() {
    let worse = Event::Triaged(Triaged { actual: Severity::Major, ..judgement() });
    given(&[opened(), triaged(), worse]).when(Command::Triage(judgement())).then(&[triaged()]);
}

#[test]
fn another_triage_does_not_take_back_a_law_that_was_to_be_assessed() {
    given(&[opened(), triaged_for(&[Regime::Gdpr]), triaged()])
        .when(Command::DecideAssessment(assessment(Regime::Gdpr, true)))
        .then(&[assessed(Regime::Gdpr, true)]);
}

#[test]
fn another_triage_keeps_what_was_decided_about_a_law() {
    let history = [
        opened(),
        triaged_for(&[Regime::Gdpr]),
        assessed(Regime::Gdpr, true),
        triaged_for(&[Regime::Gdpr, Regime::Nis2]),
    ];
    let state = incident::Incident::fold(&history);
    let known = state.content().unwrap().notifications.iter();
    let standings: Vec<_> = known.map(|(duty, it)| (duty.regime, it.standing)).collect();
    assert_eq!(standings, [(Regime::Gdpr, Standing::Due), (Regime::Nis2, Standing::Assessing)]);
}

#[test]
fn an_assessment_is_corrected_by_another_assessment() {
    given(&[opened(), triaged_for(&[Regime::Gdpr]), assessed(Regime::Gdpr, false)])
        .when(Command::DecideAssessment(assessment(Regime::Gdpr, true)))
        .then(&[assessed(Regime::Gdpr, true)]);
}

#[test]
fn an_action_gets_another_day_by_an_event() {
    let history = [actions::proposed(), actions::decided()];
    actions::given(&history)
        .when(action::Command::Reschedule(actions::new_day("2026-06-30")))
        .then(&[actions::rescheduled("2026-06-30")]);
    actions::given(&history)
        .when(action::Command::Reschedule(actions::new_day("2026-05-31")))
        .then_nothing();
}

#[test]
fn the_latest_day_is_the_one_that_counts_and_the_owner_stays() {
    let history = [
        actions::proposed(),
        actions::decided(),
        actions::rescheduled("2026-06-30"),
        actions::rescheduled("2026-09-30"),
    ];
    let state = action::Action::fold(&history);
    let commitment = state.commitment().unwrap();
    assert_eq!(commitment.due, day("2026-09-30"));
    assert_eq!(commitment.owner, actions::commitment().owner);
}

#[test]
fn an_effect_is_assessed_again_when_more_was_seen() {
    let so_far = [
        actions::proposed(),
        actions::decided(),
        actions::implemented(),
        actions::assessed(Effect::NoEvidenceYet),
    ];
    actions::given(&so_far)
        .when(action::Command::AssessEffect(actions::seen(Effect::Improved)))
        .then(&[actions::assessed(Effect::Improved)]);
    actions::given(&so_far)
        .when(action::Command::AssessEffect(actions::seen(Effect::NoEvidenceYet)))
        .then_rejected(action::Rejection::AlreadyAssessed(Effect::NoEvidenceYet));
}
