//! What belongs to a reporter's original: files, openings, copies, how it was, its end.

use tillbud_events::limits::ATTACHMENTS;
use tillbud_events::report::{
    AttachmentAdded, Command, CopyApproved, Erased, Event, ExperienceShared, OriginalOpened,
    Rejection, Report, WordingKept,
};
use tillbud_events::vocabulary::{Again, Grounds, Media, Purpose};
use tillbud_events::{AttachmentId, Decider};

use crate::support::reports::{
    acknowledged, answer, declined, given, imported, linked, question, received, told, unlinked,
};
use crate::support::{incident_id, label, message_id, text};

fn file(number: u128) -> AttachmentAdded {
    AttachmentAdded {
        attachment_id: AttachmentId(message_id(number).0),
        media: Media::Jpeg,
        kibibytes: 40,
        cleaned: true,
        key: text("nyckel"),
    }
}

fn attached(number: u128) -> Event {
    Event::AttachmentAdded(file(number))
}

fn withdrawal() -> Erased {
    Erased { grounds: Grounds::Withdrawn, decision: None }
}

fn erased() -> Event {
    Event::Erased(withdrawal())
}

fn approve(after: u32) -> Command {
    Command::ApproveCopy { text: text("[namn] såg det."), rules: label("identity 1"), after }
}

fn approved(revision: u32) -> Event {
    let (text, rules) = (text("[namn] såg det."), label("identity 1"));
    Event::CopyApproved(CopyApproved { revision, text, rules })
}

#[test]
fn files_come_with_the_report_in_one_act() {
    given(&[]).when(Command::ReceiveWith(told(), vec![file(1), file(2)])).then(&[
        received(),
        attached(1),
        attached(2),
    ]);
}

#[test]
fn a_report_can_have_ten_files_and_no_more() {
    let files = |count: u128| (1..=count).map(file).collect::<Vec<_>>();
    let ten = u128::try_from(ATTACHMENTS).unwrap();
    assert!(given_nothing_decides(Command::ReceiveWith(told(), files(ten))).is_ok());
    assert_eq!(
        given_nothing_decides(Command::ReceiveWith(told(), files(ten + 1))),
        Err(Rejection::TooManyAttachments)
    );
    let mut history = vec![received()];
    history.extend((1..ten).map(attached));
    given(&history).when(Command::Attach(file(ten))).then(&[attached(ten)]);
    history.push(attached(ten));
    given(&history)
        .when(Command::Attach(file(ten + 1)))
        .then_rejected(Rejection::TooManyAttachments);
    given(&history).when(Command::Attach(file(3))).then(&[]);
}

fn given_nothing_decides(command: Command) -> Result<Vec<Event>, Rejection> {
    Report::initial().decide(command)
}

#[test]
fn nobody_adds_files_to_an_imported_report() {
    given(&[imported()]).when(Command::Attach(file(1))).then_rejected(Rejection::NoDialogue);
}

#[test]
fn opening_the_original_is_a_fact_each_time_and_the_first_time_tells_that_it_was_seen() {
    let opened = OriginalOpened { purpose: Purpose::Triage, attachment_id: None };
    let fact = Event::OriginalOpened(opened.clone());
    let after =
        |history: &[Event]| Report::fold(history).decide(Command::OpenOriginal(opened.clone()));
    assert_eq!(after(&[received()]), Ok(vec![acknowledged(), fact.clone()]));
    let once = [received(), acknowledged(), fact.clone()];
    assert_eq!(after(&once), Ok(vec![fact.clone()]));
    assert_eq!(after(&[received(), acknowledged(), declined()]), Ok(vec![fact]));
}

#[test]
fn a_copy_takes_the_place_of_the_one_that_its_approver_saw() {
    given(&[received()]).when(approve(0)).then(&[approved(1)]);
    given(&[received(), approved(1)]).when(approve(1)).then(&[approved(2)]);
    given(&[received(), approved(1)]).when(approve(0)).then_rejected(Rejection::CopyChanged(1));
}

#[test]
fn how_it_was_can_be_shared_at_any_time_and_changed() {
    let shared = |again| ExperienceShared { again };
    given(&[received(), declined(), Event::ExperienceShared(shared(Again::No))])
        .when(Command::ShareExperience(shared(Again::Yes)))
        .then(&[Event::ExperienceShared(shared(Again::Yes))]);
    given(&[received(), Event::ExperienceShared(shared(Again::Yes))])
        .when(Command::ShareExperience(shared(Again::Yes)))
        .then(&[]);
}

#[test]
fn the_reason_for_a_kept_wording_stands_before_what_it_excuses() {
    let kept = WordingKept { reason: text("Det är ett citat.") };
    let ask = Command::Ask(question(1));
    given(&[received()])
        .when(Command::KeepWording(kept.clone(), Box::new(ask.clone())))
        .then(&[Event::WordingKept(kept.clone()), Event::QuestionAsked(question(1))]);
    // Nothing happens, so nothing needs a reason.
    given(&[received(), Event::QuestionAsked(question(1))])
        .when(Command::KeepWording(kept, Box::new(ask)))
        .then(&[]);
}

#[test]
fn erasing_happens_once_and_ends_every_conversation() {
    for before in [vec![received()], vec![received(), acknowledged(), declined()], vec![imported()]]
    {
        given(&before).when(Command::Erase(withdrawal())).then(&[erased()]);
    }
    let gone = [received(), erased()];
    given(&gone).when(Command::Erase(withdrawal())).then(&[]);
    given(&gone).when(Command::Acknowledge).then(&[]);
    for command in [
        Command::Reply(answer(1)),
        Command::Ask(question(1)),
        Command::Attach(file(1)),
        approve(0),
        Command::Link(incident_id(1)),
        Command::OpenOriginal(OriginalOpened { purpose: Purpose::Triage, attachment_id: None }),
    ] {
        given(&gone).when(command).then_rejected(Rejection::Erased);
    }
    assert!(!Report::fold(&gone).is_feedback_owed());
}

#[test]
fn an_erased_report_stays_part_of_its_incident_and_can_be_taken_out() {
    let history = [received(), acknowledged(), linked(1), erased()];
    given(&history).when(Command::Unlink(incident_id(1))).then(&[unlinked(1)]);
    given(&history)
        .when(Command::Unlink(incident_id(2)))
        .then_rejected(Rejection::NotPartOfIncident);
}

#[test]
fn retention_and_disposal_name_their_decision() {
    for grounds in [Grounds::Retention, Grounds::Disposal] {
        given(&[received()])
            .when(Command::Erase(Erased { grounds, decision: None }))
            .then_rejected(Rejection::DecisionMissing);
        let decided = Erased { grounds, decision: Some(label("KS 2026:118")) };
        given(&[received()]).when(Command::Erase(decided.clone())).then(&[Event::Erased(decided)]);
    }
}

#[test]
fn nothing_can_be_done_with_a_report_that_does_not_exist() {
    for command in [approve(0), Command::Attach(file(1)), Command::Erase(withdrawal())] {
        given(&[]).when(command).then_rejected(Rejection::Unknown);
    }
}
