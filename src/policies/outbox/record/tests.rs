//! What becomes of a record as time goes by, and what each attempt leaves.

use super::*;
use jiff::SignedDuration;

const ID: Uuid = Uuid::from_u128(1);
const CALM: Wait = Wait { topic: Topic::NewReport, is_urgent: false };
const URGENT: Wait = Wait { topic: Topic::NewReport, is_urgent: true };

fn at(text: &str) -> Timestamp {
    format!("2026-05-04T{text}Z").parse().unwrap()
}

fn taken(position: u64, wait: Wait, now: &str) -> Record {
    let mut record = Record::new(Position(0));
    record.take_in(Position(position), wait, Pace::Quarter, at(now));
    record
}

#[test]
fn a_mail_waits_for_the_quarter_and_an_urgent_one_does_not() {
    let mut record = taken(1, CALM, "10:20:31");
    assert_eq!(record.step(Pace::Quarter, at("10:29:59"), || ID), Step::Wait(Some(at("10:30:00"))));
    assert_eq!(record.step(Pace::Quarter, at("10:30:00"), || ID), Step::Send);
    let mut record = taken(1, CALM, "10:20:31");
    record.take_in(Position(2), URGENT, Pace::Quarter, at("10:20:32"));
    assert_eq!(record.step(Pace::Quarter, at("10:20:32"), || ID), Step::Send);
    let sending = record.sending.unwrap();
    assert!(sending.is_urgent && sending.counts == Counts::from([(Topic::NewReport, 2)]));
}

#[test]
fn what_is_no_digest_goes_at_once() {
    let mut record = Record::new(Position(0));
    record.take_in(Position(1), CALM, Pace::Each, at("10:20:31"));
    assert_eq!(record.step(Pace::Each, at("10:20:31"), || ID), Step::Send);
}

#[test]
fn an_event_that_comes_again_is_counted_once() {
    let mut record = taken(3, CALM, "10:20:31");
    for position in [3, 2, 1] {
        record.take_in(Position(position), CALM, Pace::Quarter, at("10:21:00"));
    }
    assert_eq!(record.waiting, Counts::from([(Topic::NewReport, 1)]));
}

#[test]
fn there_is_at_most_one_calm_mail_a_quarter_however_late_the_last_one_was() {
    let mut record = taken(1, CALM, "10:20:31");
    assert_eq!(record.step(Pace::Quarter, at("10:30:00"), || ID), Step::Send);
    record.take_in(Position(2), CALM, Pace::Quarter, at("10:31:00"));
    // The first is taken only at the second attempt, in the quarter of the next.
    record.finish(ID, Err(Failure::Away), at("10:30:01"));
    assert_eq!(record.step(Pace::Quarter, at("10:45:00"), || ID), Step::Send);
    assert!(record.finish(ID, Ok(()), at("10:45:02")));
    assert_eq!(record.step(Pace::Quarter, at("10:45:02"), || ID), Step::Wait(Some(at("11:00:00"))));
    assert_eq!(record.step(Pace::Quarter, at("11:00:00"), || ID), Step::Send);
}

#[test]
fn pauses_grow_and_after_the_last_attempt_the_message_is_given_up() {
    let mut record = taken(1, URGENT, "10:00:00");
    let (mut now, mut attempts) = (at("10:00:00"), 0);
    let mut pauses = Vec::new();
    loop {
        match record.step(Pace::Quarter, now, || ID) {
            Step::Send => {
                attempts += 1;
                record.finish(ID, Err(Failure::Later(451)), now);
            }
            Step::Wait(Some(next)) => {
                pauses.push(next.duration_since(now));
                now = next;
            }
            Step::Wait(None) => break,
            Step::Again => panic!("nobody was stopped"),
        }
    }
    assert_eq!(attempts, ATTEMPTS);
    assert_eq!(pauses.len(), PAUSES.len());
    assert!(pauses.is_sorted() && pauses[0] == SignedDuration::from_mins(1));
    let given_up = record.given_up.unwrap();
    assert_eq!((given_up.messages, given_up.failure), (1, Failure::Later(451)));
}

#[test]
fn what_is_refused_for_good_is_given_up_at_once() {
    let mut record = taken(1, URGENT, "10:00:00");
    record.step(Pace::Quarter, at("10:00:00"), || ID);
    record.finish(ID, Err(Failure::Refused(550)), at("10:00:01"));
    assert_eq!(record.sending, None);
    assert_eq!(record.given_up.unwrap().messages, 1);
}

#[test]
fn a_program_that_is_stopped_in_an_attempt_has_used_that_attempt() {
    let mut record = taken(1, URGENT, "10:00:00");
    let mut now = at("10:00:00");
    for _ in 0..ATTEMPTS {
        assert_eq!(record.step(Pace::Quarter, now, || ID), Step::Send);
        now = record.sending.as_ref().unwrap().next;
    }
    assert_eq!(record.step(Pace::Quarter, now, || ID), Step::Again);
    assert_eq!(record.given_up.unwrap().failure, Failure::Interrupted);
}

#[test]
fn what_is_urgent_does_not_stand_behind_a_long_pause() {
    let mut record = taken(1, CALM, "10:00:00");
    record.step(Pace::Quarter, at("10:15:00"), || ID);
    record.finish(ID, Err(Failure::Away), at("10:15:00"));
    record.take_in(Position(2), URGENT, Pace::Quarter, at("10:15:10"));
    assert_eq!(record.step(Pace::Quarter, at("10:15:10"), || ID), Step::Send);
}

#[test]
fn another_program_that_finished_first_is_not_contradicted() {
    let mut record = taken(1, URGENT, "10:00:00");
    record.step(Pace::Quarter, at("10:00:00"), || ID);
    assert!(record.finish(ID, Ok(()), at("10:00:01")));
    assert!(!record.finish(ID, Err(Failure::Slow), at("10:00:02")));
    assert_eq!(record.failure(), None);
}

fn reminder(key: &str, from: &str, until: &str) -> Reminder {
    let wait = Wait { topic: Topic::Deadline, is_urgent: true };
    Reminder { wait, key: key.to_owned(), from: at(from), until: at(until), owners: None }
}

#[test]
fn a_reminder_is_given_once_while_it_holds_and_none_of_before_the_first_look() {
    let mut record = Record::new(Position(0));
    let before = reminder("a", "09:00:00", "18:00:00");
    record.remind([&before], Pace::Quarter, at("10:00:00"));
    assert_eq!(record.waiting, Counts::new());
    let near = reminder("b", "11:00:00", "12:00:00");
    let all = [before, near, reminder("c", "11:30:00", "12:00:00")];
    record.remind(&all, Pace::Quarter, at("11:00:00"));
    record.remind(&all, Pace::Quarter, at("11:29:59"));
    assert_eq!(record.waiting, Counts::from([(Topic::Deadline, 1)]));
    assert!(record.is_urgent);
    let kept: Record = serde_json::from_slice(&serde_json::to_vec(&record).unwrap()).unwrap();
    assert_eq!(kept, record);
    record.remind(&all, Pace::Quarter, at("12:00:00"));
    assert_eq!(record.waiting, Counts::from([(Topic::Deadline, 1)]), "what is over is not told");
    assert_eq!(record.reminded.len(), 0, "nor kept");
}

#[test]
fn who_chose_the_morning_is_told_then_of_all_and_at_once_of_what_is_urgent() {
    let mut record = Record::new(Position(0));
    record.take_in(Position(1), CALM, Pace::Morning, at("10:00:00"));
    let morning = "2026-05-05T05:00:00Z".parse().unwrap();
    let step = record.step(Pace::Morning, at("10:00:00"), || ID);
    assert_eq!(step, Step::Wait(Some(morning)));
    record.take_in(Position(2), URGENT, Pace::Morning, at("10:00:01"));
    assert_eq!(record.step(Pace::Morning, at("10:00:01"), || ID), Step::Send);
    record.finish(ID, Ok(()), at("10:00:02"));
    record.take_in(Position(3), CALM, Pace::Morning, at("10:30:00"));
    assert_eq!(record.step(Pace::Morning, at("10:30:00"), || ID), Step::Wait(Some(morning)));
    assert_eq!(record.step(Pace::Morning, morning, || ID), Step::Send);
}

#[test]
fn what_may_be_told_no_more_is_dropped_also_from_a_message_on_its_way() {
    let mut record = taken(1, URGENT, "10:00:00");
    let law = Wait { topic: Topic::Deadline, is_urgent: false };
    record.take_in(Position(2), law, Pace::Quarter, at("10:00:00"));
    record.step(Pace::Quarter, at("10:00:00"), || ID);
    record.finish(ID, Err(Failure::Away), at("10:00:00"));
    record.take_in(Position(3), CALM, Pace::Quarter, at("10:00:10"));
    let both = BTreeSet::from([Topic::Deadline, Topic::NewReport]);
    assert!(!record.clone().keep_only(&both, at("10:00:20")));
    assert!(record.keep_only(&BTreeSet::from([Topic::Deadline]), at("10:00:20")));
    assert_eq!((&record.sending, &record.waiting), (&None, &Counts::from([(Topic::Deadline, 1)])));
    assert_eq!(record.step(Pace::Quarter, at("10:00:20"), || Uuid::from_u128(2)), Step::Send);
    assert!(record.keep_only(&BTreeSet::new(), at("10:00:30")));
    assert_eq!(record.step(Pace::Quarter, at("10:00:30"), || ID), Step::Wait(None));
}
