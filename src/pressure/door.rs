//! A door that everyone may come through, and how wide it is.
//!
//! While few come, nothing is asked for. When many do, it asks for a proof of work, or
//! for some patience; each answer counts once. Must never turn anyone away for good,
//! nor know who came.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;

use super::bucket::Bucket;
use super::challenge::Answer;
use super::limits::{ANSWERED_MAX, BITS_MAX, BITS_MIN, SOLVED_PER_REPORT};

pub(super) struct Door {
    /// Without a proof from its upper half; with one also from its lower.
    free: Bucket,
    /// What is accepted beyond that, with a proof.
    solved: Bucket,
    /// What is accepted from those who waited. Waiting costs a program nothing, so this
    /// is narrow, and those who compute do not share it.
    waited: Bucket,
    answered: Mutex<BTreeSet<(i64, String)>>,
}

impl Door {
    pub(super) fn new(per_minute: u32) -> Self {
        Self {
            free: Bucket::per_minute(per_minute),
            solved: Bucket::per_minute(per_minute.saturating_mul(SOLVED_PER_REPORT)),
            waited: Bucket::per_minute(per_minute),
            answered: Mutex::default(),
        }
    }

    /// Whether it asks for answers now.
    pub(super) fn is_crowded(&self, now: Timestamp) -> bool {
        self.free.is_low(now)
    }

    /// Lets someone in who was asked for nothing.
    pub(super) fn pass_freely(&self, now: Timestamp) -> bool {
        self.free.take_from_upper_half(now)
    }

    /// How hard a proof has to be now: the more that come, the harder.
    pub(super) fn bits(&self, now: Timestamp) -> u32 {
        BITS_MIN + self.free.emptiness(now, BITS_MAX - BITS_MIN)
    }

    /// Lets someone in for an answer, which then is used up. What `is_urgent` waits for
    /// nobody else.
    pub(super) fn pass_with(&self, answer: &Answer, now: Timestamp, is_urgent: bool) -> bool {
        let mut answered = self.answered.lock().unwrap_or_else(PoisonError::into_inner);
        let has_waited = now.as_second() >= answer.waited_at;
        if answered.contains(&answer.id) || !(answer.is_solved || has_waited) {
            return false;
        }
        let has_room = if answer.is_solved {
            self.free.take(now) || self.solved.take(now)
        } else {
            self.waited.take(now)
        };
        let is_in = has_room || is_urgent;
        if is_in {
            answered.insert(answer.id.clone());
            while answered.len() > ANSWERED_MAX
                || answered.first().is_some_and(|(expires, _)| *expires <= now.as_second())
            {
                answered.pop_first();
            }
        }
        is_in
    }

    /// Whether an answer can still be used.
    pub(super) fn is_unused(&self, answer: &Answer) -> bool {
        let answered = self.answered.lock().unwrap_or_else(PoisonError::into_inner);
        !answered.contains(&answer.id)
    }
}
