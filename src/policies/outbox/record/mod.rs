//! What one recipient has coming: what waits, the message on its way, how it went.
//!
//! Pure; each change is stored before anything is done because of it, so that whoever is
//! stopped in between only repeats. Must never hold an address, a word or an id of what
//! it tells of, and never let a message go before it was taken or given up.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tillbud_events::{HolderId, Position};
use uuid::Uuid;

use super::pace::Pace;
use super::topic::{Topic, Wait};

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
    /// Since when time is looked at: no reminder of before then is given.
    #[serde(default)]
    pub reminded_since: Option<Timestamp>,
    /// The reminders that were given, each until it can come no more.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub reminded: BTreeMap<String, Timestamp>,
}

/// Something that waits because time has gone by. It is given once, while it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reminder {
    /// What it is, and for whom.
    pub wait: Wait,
    /// By which it is recognised: a digest of what it is about and of the step.
    pub key: String,
    /// Since when it holds.
    pub from: Timestamp,
    /// When it holds no more.
    pub until: Timestamp,
    /// Who sees to the function that owns it, where it is about an action.
    pub owners: Option<Vec<HolderId>>,
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
            reminded_since: None,
            reminded: BTreeMap::new(),
        }
    }

    /// Takes in what waits since the event at `position`; once, however often it comes.
    /// What is not urgent is held as `pace` says.
    pub fn take_in(&mut self, position: Position, wait: Wait, pace: Pace, now: Timestamp) {
        if position > self.after {
            self.after = position;
            self.add(wait, pace, now);
        }
    }

    /// Takes in the reminders that hold at `now`, each once; from the first look on, not
    /// what held before.
    pub fn remind<'r>(
        &mut self,
        reminders: impl IntoIterator<Item = &'r Reminder>,
        pace: Pace,
        now: Timestamp,
    ) {
        let since = *self.reminded_since.get_or_insert(now);
        self.reminded.retain(|_, until| *until > now);
        for Reminder { wait, key, from, until, .. } in reminders {
            let holds = *from > since && *from <= now && now < *until;
            if holds && self.reminded.insert(key.clone(), *until).is_none() {
                self.add(*wait, pace, now);
            }
        }
    }

    /// Drops what is not among `topics`; says whether something was. A message on its way
    /// that tells of it is not sent again: what else it tells of is told anew.
    pub fn keep_only(&mut self, topics: &BTreeSet<Topic>, now: Timestamp) -> bool {
        let is_other = |counts: &Counts| counts.keys().any(|topic| !topics.contains(topic));
        let before = self.clone();
        if let Some(sending) = self.sending.take_if(|sending| is_other(&sending.counts)) {
            for (topic, count) in sending.counts {
                let waiting = self.waiting.entry(topic).or_default();
                *waiting = waiting.saturating_add(count);
            }
            self.is_urgent |= sending.is_urgent;
            self.due = Some(now);
        }
        self.waiting.retain(|topic, _| topics.contains(topic));
        if self.waiting.is_empty() {
            (self.due, self.is_urgent) = (None, false);
        }
        *self != before
    }

    fn add(&mut self, wait: Wait, pace: Pace, now: Timestamp) {
        let count = self.waiting.entry(wait.topic).or_default();
        *count = count.saturating_add(1);
        let due = if wait.is_urgent { now } else { pace.next(now) };
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
    pub fn step(&mut self, pace: Pace, now: Timestamp, id: impl FnOnce() -> Uuid) -> Step {
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
        let earliest = self.delivered.map_or(Timestamp::MIN, |at| pace.after(at));
        let due = if self.is_urgent { due } else { due.max(earliest) };
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
}

/// How long to wait after this many attempts; no longer at all after the last.
fn pause_after(attempts: usize) -> Option<Duration> {
    // While the last attempt is under way, the shortest pause keeps others from it.
    (attempts < ATTEMPTS).then(|| PAUSES.get(attempts).copied().unwrap_or(PAUSES[0]))
}
