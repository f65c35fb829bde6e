//! A lesson is written, approved by somebody else, published, withdrawn.

use tillbud_events::lesson::{
    Approved, Command, Content, Drafted, Event, FindingKept, Lesson, Published, Rejection, Revised,
    Withdrawn,
};
use tillbud_events::vocabulary::{Finding, Lang};
use tillbud_events::{HolderId, IncidentId, limits};
use uuid::Uuid;

use crate::support::{given, incident_id, label, text};

fn holder(number: u128) -> HolderId {
    HolderId(Uuid::from_u128(number))
}

fn content(did: &str) -> Content {
    let (title, said) = (text("Rätt mottagare"), text("Två namn låg bredvid varandra."));
    Content { title, said, did: text(did), learned: None, lang: Lang::Sv }
}

/// Written by the first holder, from one incident.
fn draft() -> Drafted {
    let (writer, incident_ids) = (holder(1), vec![incident_id(1)]);
    Drafted { writer, incident_ids, content: content("Listan visar mer.") }
}

fn drafted() -> Event {
    Event::Drafted(draft())
}

fn revise(after: u32, writer: u128) -> Command {
    let (writer, incident_ids) = (holder(writer), vec![incident_id(1)]);
    Command::Revise { after, writer, incident_ids, content: content("Listan frågar först.") }
}

fn revised(revision: u32, writer: u128) -> Event {
    let (writer, incident_ids) = (holder(writer), vec![incident_id(1)]);
    let content = content("Listan frågar först.");
    Event::Revised(Revised { revision, writer, incident_ids, content })
}

fn approval(revision: u32, approver: u128) -> Approved {
    Approved { revision, approver: holder(approver), rules: label("identity 1") }
}

fn approve(revision: u32, approver: u128) -> Command {
    Command::Approve { approved: approval(revision, approver), kept: vec![] }
}

fn approved(revision: u32, approver: u128) -> Event {
    Event::Approved(approval(revision, approver))
}

fn published() -> Event {
    Event::Published(Published {})
}

fn withdrawal() -> Withdrawn {
    Withdrawn { reason: text("Ändringen togs tillbaka.") }
}

fn withdrawn() -> Event {
    Event::Withdrawn(withdrawal())
}

#[test]
fn a_lesson_is_written_once_from_at_least_one_incident_and_from_a_few_at_most() {
    given::<Lesson>(&[]).when(Command::Draft(draft())).then(&[drafted()]);
    given::<Lesson>(&[drafted()])
        .when(Command::Draft(draft()))
        .then_rejected(Rejection::AlreadyDrafted);
    let from = |count: usize| {
        let incident_ids: Vec<IncidentId> = (1..=count as u128).map(incident_id).collect();
        Drafted { incident_ids, ..draft() }
    };
    given::<Lesson>(&[]).when(Command::Draft(from(0))).then_rejected(Rejection::NoIncidents);
    let most = from(limits::LESSON_INCIDENTS);
    given::<Lesson>(&[]).when(Command::Draft(most.clone())).then(&[Event::Drafted(most)]);
    given::<Lesson>(&[])
        .when(Command::Draft(from(limits::LESSON_INCIDENTS + 1)))
        .then_rejected(Rejection::TooManyIncidents);
}

#[test]
fn whoever_writes_it_anew_begins_from_what_stands_there() {
    given::<Lesson>(&[drafted()]).when(revise(1, 2)).then(&[revised(2, 2)]);
    given::<Lesson>(&[drafted(), revised(2, 2)])
        .when(revise(1, 3))
        .then_rejected(Rejection::Changed(2));
    given::<Lesson>(&[]).when(revise(1, 2)).then_rejected(Rejection::Unknown);
}

#[test]
fn nobody_approves_what_they_began_or_wrote_last() {
    given::<Lesson>(&[drafted()]).when(approve(1, 1)).then_rejected(Rejection::OwnWords);
    given::<Lesson>(&[drafted()]).when(approve(1, 2)).then(&[approved(1, 2)]);
    let written_by_two = [drafted(), revised(2, 2)];
    for writer in [1, 2] {
        given::<Lesson>(&written_by_two)
            .when(approve(2, writer))
            .then_rejected(Rejection::OwnWords);
    }
    given::<Lesson>(&written_by_two).when(approve(2, 3)).then(&[approved(2, 3)]);
    let taken_over = [drafted(), revised(2, 2), revised(3, 1)];
    given::<Lesson>(&taken_over).when(approve(3, 2)).then(&[approved(3, 2)]);
}

#[test]
fn only_what_was_read_is_approved_and_only_once() {
    given::<Lesson>(&[drafted(), revised(2, 1)])
        .when(approve(1, 2))
        .then_rejected(Rejection::Changed(2));
    given::<Lesson>(&[drafted(), approved(1, 2)]).when(approve(1, 3)).then_nothing();
    given::<Lesson>(&[]).when(approve(1, 2)).then_rejected(Rejection::Unknown);
}

#[test]
fn what_the_check_named_and_stays_is_told_with_its_reason_before_the_approval() {
    let kept = FindingKept {
        finding: Finding::Time,
        words: vec![text("november")],
        reason: text("Ändringen gällde alla från den månaden."),
    };
    let command = Command::Approve { approved: approval(1, 2), kept: vec![kept.clone()] };
    given::<Lesson>(&[drafted()]).when(command).then(&[Event::FindingKept(kept), approved(1, 2)]);
}

#[test]
fn a_change_takes_the_approval_away() {
    let changed = [drafted(), approved(1, 2), revised(2, 1)];
    given::<Lesson>(&[drafted(), approved(1, 2)]).when(revise(1, 1)).then(&[revised(2, 1)]);
    given::<Lesson>(&changed).when(Command::Publish).then_rejected(Rejection::NotApproved);
    given::<Lesson>(&changed).when(approve(2, 2)).then(&[approved(2, 2)]);
}

#[test]
fn only_what_is_approved_is_published_and_once() {
    given::<Lesson>(&[]).when(Command::Publish).then_rejected(Rejection::Unknown);
    given::<Lesson>(&[drafted()]).when(Command::Publish).then_rejected(Rejection::NotApproved);
    given::<Lesson>(&[drafted(), approved(1, 2)]).when(Command::Publish).then(&[published()]);
    let read = [drafted(), approved(1, 2), published()];
    given::<Lesson>(&read).when(Command::Publish).then_nothing();
    given::<Lesson>(&read).when(approve(1, 3)).then_nothing();
    given::<Lesson>(&read).when(revise(1, 1)).then_rejected(Rejection::AlreadyPublished);
}

#[test]
fn a_lesson_is_withdrawn_from_anywhere_with_a_reason_and_comes_back_only_written_anew() {
    let withdraw = || Command::Withdraw(withdrawal());
    given::<Lesson>(&[]).when(withdraw()).then_rejected(Rejection::Unknown);
    let read = [drafted(), approved(1, 2), published()];
    for history in [&read[..1], &read[..2], &read[..]] {
        given::<Lesson>(history).when(withdraw()).then(&[withdrawn()]);
    }
    let gone = [drafted(), approved(1, 2), published(), withdrawn()];
    given::<Lesson>(&gone).when(withdraw()).then_nothing();
    given::<Lesson>(&gone).when(Command::Publish).then_rejected(Rejection::AlreadyWithdrawn);
    given::<Lesson>(&gone).when(approve(1, 3)).then_rejected(Rejection::AlreadyWithdrawn);
    given::<Lesson>(&gone).when(revise(1, 1)).then(&[revised(2, 1)]);
}
