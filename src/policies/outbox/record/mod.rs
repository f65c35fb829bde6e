//! What one recipient has coming: what waits, the message on its way, how it went.
//!
//! Pure; each change is stored before anything is done because of it, so that whoever is
//! stopped in between only repeats. Must never hold an address, a word or an id of what
//! it tells of, and never let a message go before it was taken or given up.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tillbud_events::Position;
use uuid::Uuid;

use super::topic::{Topic, Wait};

/// Minutes within which one recipient gets one mail, apart from urgent ones.
pub const DIGEST_MINUTES: i64 = 15;
/// Pauses between one attempt and the next; after the last of them one more is made.
const PAUSES: [Duration; 7] = [
    minutes(1),
    minutes(5),
    minutes(15),
    minutes(60),
    minutes(4 * 60),
    minutes(12 * 60),
    minutes(24 * 60),
];
/// Attempts at one message before it is given up.
pub const ATTEMPTS: usize = PAUSES.len() + 1;

const fn minutes(minutes: u64) -> Duration {
    Duration::from_secs(minutes * 60)
}

/// How many of each topic.
pub type Counts = BTreeMap<Topic, u32>;

/// What one recipient has coming.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Everything in the log up to here has been looked at.
    pub after: Position,
    /// What is to go into the next message.
    #[serde(default)]
    pub waiting: Counts,
    /// Whether some of that is urgent.
    #[serde(default)]
    pub is_urgent: bool,
    /// When the next message may go, while something waits.
    #[serde(default)]
    pub due: Option<Timestamp>,
    /// The message on its way.
    #[serde(default)]
    pub sending: Option<Sending>,
    /// When a message was last taken.
    #[serde(default)]
    pub delivered: Option<Timestamp>,
    /// What was given up.
    #[serde(default)]
    pub given_up: Option<GivenUp>,
}

/// A message on its way; every attempt sends the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sending {
    /// By which a receiver recognises it when it comes twice.
    pub id: Uuid,
    /// When it was put together.
    pub made: Timestamp,
    /// What it tells.
    pub counts: Counts,
    /// Whether some of that is urgent.
    pub is_urgent: bool,
    /// Attempts begun.
    pub attempts: usize,
    /// When the next one may begin.
    pub next: Timestamp,
    /// Why the last one did not succeed.
    #[serde(default)]
    pub failure: Option<Failure>,
}

/// Messages that nobody took.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GivenUp {
    /// How many.
    pub messages: u32,
    /// When the last of them was given up.
    pub at: Timestamp,
    /// Why.
    pub failure: Failure,
}

/// Why an attempt did not succeed. A kind and a number: what a server says may hold
/// addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Failure {
    /// Nobody answers there.
    Away,
    /// No answer in time.
    Slow,
    /// No secure connection: the certificate is not trusted, or there is no TLS.
    Insecure,
    /// The server said no with this code, and may say yes later.
    Later(u16),
    /// The server said no for good with this code.
    Refused(u16),
    /// What came was no answer.
    Unreadable,
    /// The program was stopped during the last attempt.
    Interrupted,
}

impl Failure {
    /// Whether another attempt would give the same.
    #[must_use]
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Refused(_))
    }

    /// The name under which its words are found.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Away => "away",
            Self::Slow => "slow",
            Self::Insecure => "insecure",
            Self::Later(_) => "later",
            Self::Refused(_) => "refused",
            Self::Unreadable => "unreadable",
            Self::Interrupted => "interrupted",
        }
    }

    /// The code that the server gave.
    #[must_use]
    pub const fn code(self) -> Option<u16> {
        match self {
            Self::Later(code) | Self::Refused(code) => Some(code),
            Self::Away | Self::Slow | Self::Insecure | Self::Unreadable | Self::Interrupted => None,
        }
    }
}

/// What is to be done for a recipient now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Nothing before then; nothing at all without a moment.
    Wait(Option<Timestamp>),
    /// Store the record, then send [`Record::sending`].
    Send,
    /// Store the record and look again.
    Again,
}

impl Record {
    /// For a recipient who is told of what comes after `after`.
    #[must_use]
    pub fn new(after: Position) -> Self {
        Self {
            after,
            waiting: Counts::new(),
            is_urgent: false,
            due: None,
            sending: None,
            delivered: None,
            given_up: None,
        }
    }

    /// Takes in what waits since the event at `position`; once, however often it comes.
    /// A `digest` is held for the next quarter of an hour.
    pub fn take_in(&mut self, position: Position, wait: Wait, digest: bool, now: Timestamp) {
        if position <= self.after {
            return;
        }
        self.after = position;
        let count = self.waiting.entry(wait.topic).or_default();
        *count = count.saturating_add(1);
        let due = if digest && !wait.is_urgent { next_quarter(now) } else { now };
        self.due = Some(self.due.map_or(due, |earlier| earlier.min(due)));
        if wait.is_urgent {
            self.is_urgent = true;
            // What is urgent must not stand behind a long pause.
            if let Some(sending) = &mut self.sending {
                sending.next = sending.next.min(now);
            }
        }
    }

    /// Decides what is to be done at `now`, and counts the attempt before it is made.
    /// `id` names a message that is put together now.
    pub fn step(&mut self, digest: bool, now: Timestamp, id: impl FnOnce() -> Uuid) -> Step {
        if let Some(sending) = &mut self.sending {
            if now < sending.next {
                return Step::Wait(Some(sending.next));
            }
            let Some(pause) = pause_after(sending.attempts) else {
                let failure = sending.failure.unwrap_or(Failure::Interrupted);
                self.give_up(failure, now);
                return Step::Again;
            };
            sending.attempts += 1;
            sending.next = now.saturating_add(pause).unwrap_or(Timestamp::MAX);
            return Step::Send;
        }
        let Some(due) = self.due else { return Step::Wait(None) };
        let due = if digest && !self.is_urgent { due.max(self.quarter_after_last()) } else { due };
        if now < due {
            return Step::Wait(Some(due));
        }
        self.due = None;
        self.sending = Some(Sending {
            id: id(),
            made: now,
            counts: std::mem::take(&mut self.waiting),
            is_urgent: std::mem::take(&mut self.is_urgent),
            attempts: 1,
            next: now.saturating_add(PAUSES[0]).unwrap_or(Timestamp::MAX),
            failure: None,
        });
        Step::Send
    }

    /// Notes how the attempt at message `id` went; says whether it is still that one.
    pub fn finish(&mut self, id: Uuid, outcome: Result<(), Failure>, now: Timestamp) -> bool {
        let Some(sending) = self.sending.as_mut().filter(|sending| sending.id == id) else {
            return false;
        };
        match outcome {
            Ok(()) => {
                self.sending = None;
                self.delivered = Some(now);
            }
            Err(failure) if failure.is_final() || sending.attempts >= ATTEMPTS => {
                self.give_up(failure, now);
            }
            Err(failure) => sending.failure = Some(failure),
        }
        true
    }

    /// Why the last attempt did not succeed, while that holds.
    #[must_use]
    pub fn failure(&self) -> Option<Failure> {
        self.sending.as_ref().and_then(|sending| sending.failure)
    }

    fn give_up(&mut self, failure: Failure, at: Timestamp) {
        self.sending = None;
        let before = self.given_up.as_ref().map_or(0, |given_up| given_up.messages);
        self.given_up = Some(GivenUp { messages: before.saturating_add(1), at, failure });
    }

    fn quarter_after_last(&self) -> Timestamp {
        self.delivered.map_or(Timestamp::MIN, next_quarter)
    }
}

/// How long to wait after this many attempts; no longer at all after the last.
fn pause_after(attempts: usize) -> Option<Duration> {
    // While the last attempt is under way, the shortest pause keeps others from it.
    (attempts < ATTEMPTS).then(|| PAUSES.get(attempts).copied().unwrap_or(PAUSES[0]))
}

/// The quarter of an hour after `now`.
fn next_quarter(now: Timestamp) -> Timestamp {
    let quarter = DIGEST_MINUTES * 60;
    let next = (now.as_second().div_euclid(quarter) + 1) * quarter;
    Timestamp::from_second(next).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
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
        record.take_in(Position(position), wait, true, at(now));
        record
    }

    #[test]
    fn a_mail_waits_for_the_quarter_and_an_urgent_one_does_not() {
        let mut record = taken(1, CALM, "10:20:31");
        assert_eq!(record.step(true, at("10:29:59"), || ID), Step::Wait(Some(at("10:30:00"))));
        assert_eq!(record.step(true, at("10:30:00"), || ID), Step::Send);
        let mut record = taken(1, CALM, "10:20:31");
        record.take_in(Position(2), URGENT, true, at("10:20:32"));
        assert_eq!(record.step(true, at("10:20:32"), || ID), Step::Send);
        let sending = record.sending.unwrap();
        assert!(sending.is_urgent && sending.counts == Counts::from([(Topic::NewReport, 2)]));
    }

    #[test]
    fn what_is_no_digest_goes_at_once() {
        let mut record = Record::new(Position(0));
        record.take_in(Position(1), CALM, false, at("10:20:31"));
        assert_eq!(record.step(false, at("10:20:31"), || ID), Step::Send);
    }

    #[test]
    fn an_event_that_comes_again_is_counted_once() {
        let mut record = taken(3, CALM, "10:20:31");
        for position in [3, 2, 1] {
            record.take_in(Position(position), CALM, true, at("10:21:00"));
        }
        assert_eq!(record.waiting, Counts::from([(Topic::NewReport, 1)]));
    }

    #[test]
    fn there_is_at_most_one_calm_mail_a_quarter_however_late_the_last_one_was() {
        let mut record = taken(1, CALM, "10:20:31");
        assert_eq!(record.step(true, at("10:30:00"), || ID), Step::Send);
        record.take_in(Position(2), CALM, true, at("10:31:00"));
        // The first is taken only at the second attempt, in the quarter of the next.
        record.finish(ID, Err(Failure::Away), at("10:30:01"));
        assert_eq!(record.step(true, at("10:45:00"), || ID), Step::Send);
        assert!(record.finish(ID, Ok(()), at("10:45:02")));
        assert_eq!(record.step(true, at("10:45:02"), || ID), Step::Wait(Some(at("11:00:00"))));
        assert_eq!(record.step(true, at("11:00:00"), || ID), Step::Send);
    }

    #[test]
    fn pauses_grow_and_after_the_last_attempt_the_message_is_given_up() {
        let mut record = taken(1, URGENT, "10:00:00");
        let (mut now, mut attempts) = (at("10:00:00"), 0);
        let mut pauses = Vec::new();
        loop {
            match record.step(true, now, || ID) {
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
        record.step(true, at("10:00:00"), || ID);
        record.finish(ID, Err(Failure::Refused(550)), at("10:00:01"));
        assert_eq!(record.sending, None);
        assert_eq!(record.given_up.unwrap().messages, 1);
    }

    #[test]
    fn a_program_that_is_stopped_in_an_attempt_has_used_that_attempt() {
        let mut record = taken(1, URGENT, "10:00:00");
        let mut now = at("10:00:00");
        for _ in 0..ATTEMPTS {
            assert_eq!(record.step(true, now, || ID), Step::Send);
            now = record.sending.as_ref().unwrap().next;
        }
        assert_eq!(record.step(true, now, || ID), Step::Again);
        assert_eq!(record.given_up.unwrap().failure, Failure::Interrupted);
    }

    #[test]
    fn what_is_urgent_does_not_stand_behind_a_long_pause() {
        let mut record = taken(1, CALM, "10:00:00");
        record.step(true, at("10:15:00"), || ID);
        record.finish(ID, Err(Failure::Away), at("10:15:00"));
        record.take_in(Position(2), URGENT, true, at("10:15:10"));
        assert_eq!(record.step(true, at("10:15:10"), || ID), Step::Send);
    }

    #[test]
    fn another_program_that_finished_first_is_not_contradicted() {
        let mut record = taken(1, URGENT, "10:00:00");
        record.step(true, at("10:00:00"), || ID);
        assert!(record.finish(ID, Ok(()), at("10:00:01")));
        assert!(!record.finish(ID, Err(Failure::Slow), at("10:00:02")));
        assert_eq!(record.failure(), None);
    }
}
