//! Keeps many from crowding out the few, without telling anyone apart.
//!
//! Everything is counted for the whole world together, in memory, and forgotten when
//! the program ends: no address, no cookie, no device is read, kept or logged. Must
//! never turn a report away for good, least of all an urgent one: when much comes in,
//! the sender's machine is asked to compute for a moment, or the person to wait for one.

mod bucket;
mod challenge;
mod door;
mod guesses;
pub mod limits;

use std::num::NonZeroU32;

use jiff::Timestamp;

use crate::clock::Clock;
use bucket::Bucket;
use challenge::Answer;
use door::Door;
pub use guesses::{Guesses, Turn};
use limits::REQUESTS_PER_REPORT;

/// How much comes in, and what is asked for because of it.
pub struct Pressure {
    secret: [u8; 32],
    clock: Clock,
    requests: Bucket,
    reports: Door,
    /// Kept for reports that say that someone may be hurt.
    urgent: Bucket,
    messages: Door,
    /// Receipt codes that are typed.
    pub receipts: Guesses,
    /// Tokens that are typed.
    pub sign_ins: Guesses,
}

/// What a proof of work is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Sending a report.
    Report,
    /// Adding to a report: a message, a file.
    Message,
}

impl Purpose {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Report => "report",
            Self::Message => "message",
        }
    }
}

/// Too much comes in; the same request can be sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Busy {
    /// After how long.
    pub retry_after_seconds: u64,
}

/// Much comes in: the request counts when it is sent again with an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// What to compute a proof for, or to wait with.
    pub challenge: String,
    /// After how long it counts without a proof.
    pub wait_seconds: u64,
}

impl Pressure {
    /// For an organisation where so many reports a minute are nothing unusual.
    #[must_use]
    pub fn new(secret: [u8; 32], clock: Clock, reports_per_minute: NonZeroU32) -> Self {
        let per_minute = reports_per_minute.get();
        Self {
            secret,
            clock,
            requests: Bucket::per_minute(per_minute.saturating_mul(REQUESTS_PER_REPORT)),
            reports: Door::new(per_minute),
            urgent: Bucket::per_minute(per_minute),
            messages: Door::new(per_minute),
            receipts: Guesses::new(),
            sign_ins: Guesses::new(),
        }
    }

    /// Counts a request of anyone.
    ///
    /// # Errors
    /// [`Busy`] when too many came. Ways to report must go on in spite of it.
    pub fn count_request(&self) -> Result<(), Busy> {
        let is_in = self.requests.take(self.clock.now());
        if is_in { Ok(()) } else { Err(Busy { retry_after_seconds: 1 }) }
    }

    /// Lets a report in; `answer` is what came back of a challenge, or nothing. One that
    /// `is_urgent` has a reserve of its own, and past that still needs only an answer.
    ///
    /// # Errors
    /// [`Asked`] when an answer is needed. What was sent has to be kept until then.
    pub fn admit_report(&self, answer: &str, is_urgent: bool) -> Result<(), Asked> {
        let admitted = self.admit(Purpose::Report, answer, is_urgent);
        if admitted.is_err() && is_urgent && self.urgent.take(self.clock.now()) {
            return Ok(());
        }
        admitted
    }

    /// Lets in what the holder of a receipt code adds to the report.
    ///
    /// # Errors
    /// [`Asked`] when an answer is needed. What was sent has to be kept until then.
    pub fn admit_message(&self, answer: &str) -> Result<(), Asked> {
        self.admit(Purpose::Message, answer, false)
    }

    /// What a form has to carry: nothing while few come; else a challenge, which is the
    /// one of `answer` as long as that can be used.
    #[must_use]
    pub fn challenge(&self, purpose: Purpose, answer: &str) -> Option<String> {
        let now = self.clock.now();
        let is_crowded = self.is_crowded(self.door(purpose), now);
        is_crowded.then(|| self.ask(purpose, answer, now).challenge)
    }

    fn admit(&self, purpose: Purpose, answer: &str, is_urgent: bool) -> Result<(), Asked> {
        let now = self.clock.now();
        let door = self.door(purpose);
        if !self.is_crowded(door, now) && door.pass_freely(now) {
            return Ok(());
        }
        match self.read(purpose, answer, now) {
            Some(answer) if door.pass_with(&answer, now, is_urgent) => Ok(()),
            Some(_) | None => Err(self.ask(purpose, answer, now)),
        }
    }

    /// Asks again for the answer to the same challenge, so that whoever waits does not
    /// begin anew by asking too early.
    fn ask(&self, purpose: Purpose, answer: &str, now: Timestamp) -> Asked {
        let door = self.door(purpose);
        let kept = self.read(purpose, answer, now).filter(|answer| door.is_unused(answer));
        match kept {
            Some(Answer { challenge, waited_at, .. }) => {
                let left = waited_at.saturating_sub(now.as_second());
                // Waited, and others did too: their turn comes.
                let left = if left > 0 { left } else { limits::WAIT_SECONDS };
                Asked { challenge, wait_seconds: left.unsigned_abs() }
            }
            None => {
                let random = self.clock.random_bytes();
                let challenge = challenge::ask(&self.secret, purpose, door.bits(now), now, random);
                Asked { challenge, wait_seconds: limits::WAIT_SECONDS.unsigned_abs() }
            }
        }
    }

    fn read(&self, purpose: Purpose, answer: &str, now: Timestamp) -> Option<Answer> {
        challenge::read(&self.secret, purpose, answer, now)
    }

    fn is_crowded(&self, door: &Door, now: Timestamp) -> bool {
        door.is_crowded(now) || self.requests.is_low(now)
    }

    const fn door(&self, purpose: Purpose) -> &Door {
        match purpose {
            Purpose::Report => &self.reports,
            Purpose::Message => &self.messages,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PER_MINUTE: u32 = 4;

    /// A world of its own, and its clock.
    fn pressure() -> (Pressure, Clock) {
        let clock = Clock::simulated("2026-11-25T10:00:00Z".parse().unwrap(), 1);
        let per_minute = NonZeroU32::new(PER_MINUTE).unwrap();
        (Pressure::new([7; 32], clock.clone(), per_minute), clock)
    }

    /// As many reports as are taken in without being asked for anything.
    fn crowd(pressure: &Pressure) -> Asked {
        (0..1_000).find_map(|_| pressure.admit_report("", false).err()).unwrap()
    }

    async fn wait(clock: &Clock, seconds: u64) {
        clock.pause(std::time::Duration::from_secs(seconds)).await;
    }

    #[test]
    fn nothing_is_asked_for_while_few_come() {
        let (pressure, _) = pressure();
        assert_eq!(pressure.challenge(Purpose::Report, ""), None);
        let free = (0..1_000).take_while(|_| pressure.admit_report("", false).is_ok()).count();
        assert_eq!(free, PER_MINUTE as usize / 2 + 1);
        assert!(pressure.challenge(Purpose::Report, "").is_some());
        assert_eq!(pressure.challenge(Purpose::Message, ""), None, "each door counts for itself");
        assert!(pressure.admit_message("").is_ok());
    }

    #[test]
    fn a_proof_lets_one_report_in_once() {
        let (pressure, _) = pressure();
        let proof = challenge::solve(&crowd(&pressure).challenge);
        assert_eq!(pressure.admit_message(""), Ok(()));
        assert!(pressure.admit_report(&proof, false).is_ok());
        let again = pressure.admit_report(&proof, false).unwrap_err();
        assert!(!proof.starts_with(&again.challenge), "a used one is replaced");
        assert!(pressure.admit_report(&proof, true).is_ok(), "from the reserve");
    }

    #[test]
    fn a_proof_for_one_purpose_does_not_serve_another() {
        let (pressure, _) = pressure();
        let proof = challenge::solve(&crowd(&pressure).challenge);
        let asked = (0..1_000).find_map(|_| pressure.admit_message(&proof).err()).unwrap();
        assert!(asked.challenge.starts_with("message."));
    }

    #[tokio::test]
    async fn whoever_cannot_compute_waits_and_asking_early_does_not_begin_the_wait_anew() {
        let (pressure, clock) = pressure();
        let asked = crowd(&pressure);
        wait(&clock, asked.wait_seconds - 1).await;
        // Time alone lets some in again; those are not this test's.
        crowd(&pressure);
        let early = pressure.admit_report(&asked.challenge, false).unwrap_err();
        assert_eq!(early, Asked { challenge: asked.challenge.clone(), wait_seconds: 1 });
        assert_eq!(
            pressure.challenge(Purpose::Report, &asked.challenge),
            Some(asked.challenge.clone())
        );
        wait(&clock, 1).await;
        assert!(pressure.admit_report(&asked.challenge, false).is_ok());
        assert!(pressure.admit_report(&asked.challenge, false).is_err(), "once");
    }

    #[tokio::test]
    async fn a_crowd_that_only_waits_does_not_keep_out_those_who_compute() {
        let (pressure, clock) = pressure();
        let waiting: Vec<_> = (0..100).map(|_| crowd(&pressure).challenge).collect();
        let computing: Vec<_> =
            (0..10).map(|_| challenge::solve(&crowd(&pressure).challenge)).collect();
        wait(&clock, limits::WAIT_SECONDS.unsigned_abs()).await;
        crowd(&pressure);
        let let_in =
            waiting.iter().filter(|challenge| pressure.admit_report(challenge, false).is_ok());
        assert_eq!(let_in.count(), PER_MINUTE as usize);
        let asked = pressure.admit_report(waiting.last().unwrap(), false).unwrap_err();
        assert_eq!(&asked.challenge, waiting.last().unwrap(), "it stays in line");
        assert!(computing.iter().all(|proof| pressure.admit_report(proof, false).is_ok()));
    }

    #[test]
    fn proofs_get_harder_the_more_come_and_have_a_ceiling() {
        let (pressure, _) = pressure();
        let first = crowd(&pressure);
        assert!(first.challenge.starts_with(&format!("report.{}.", limits::BITS_MIN + 2)));
        let mut let_in = 0;
        let asked = (0..1_000).find_map(|_| {
            let proof = challenge::solve(&easily(&pressure, let_in));
            let_in += 1;
            pressure.admit_report(&proof, false).err()
        });
        let lower_half = PER_MINUTE / 2 - 1;
        assert_eq!(let_in - 1, lower_half + PER_MINUTE * limits::SOLVED_PER_REPORT);
        assert!(asked.unwrap().challenge.starts_with("report."));
        let hardest = pressure.challenge(Purpose::Report, "").unwrap();
        assert!(hardest.starts_with(&format!("report.{}.", limits::BITS_MAX)));
        // What is urgent passes the ceiling too, also when its reserve is gone.
        while pressure.urgent.take(pressure.clock.now()) {}
        assert!(pressure.admit_report("", true).is_err());
        let proof = challenge::solve(&easily(&pressure, 9_999));
        assert!(pressure.admit_report(&proof, true).is_ok());
    }

    /// A challenge that a test can solve fast, signed as all are.
    fn easily(pressure: &Pressure, number: u32) -> String {
        let mut random = [0; 32];
        random[..4].copy_from_slice(&number.to_be_bytes());
        challenge::ask(&pressure.secret, Purpose::Report, 1, pressure.clock.now(), random)
    }

    #[test]
    fn an_urgent_report_has_a_reserve_that_others_cannot_use_up() {
        let (pressure, _) = pressure();
        crowd(&pressure);
        let urgent = (0..1_000).take_while(|_| pressure.admit_report("", true).is_ok()).count();
        assert_eq!(urgent, PER_MINUTE as usize);
    }

    #[tokio::test]
    async fn it_calms_down_by_itself() {
        let (pressure, clock) = pressure();
        crowd(&pressure);
        wait(&clock, 60).await;
        assert_eq!(pressure.challenge(Purpose::Report, ""), None);
        assert!(pressure.admit_report("", false).is_ok());
    }

    #[test]
    fn many_requests_of_any_kind_ask_reports_for_a_proof_and_refuse_none() {
        let (pressure, _) = pressure();
        let all = PER_MINUTE * REQUESTS_PER_REPORT;
        for _ in 0..=all / 2 {
            assert!(pressure.count_request().is_ok());
        }
        let challenge = pressure.challenge(Purpose::Report, "").unwrap();
        assert!(challenge.starts_with(&format!("report.{}.", limits::BITS_MIN)));
        for _ in all / 2 + 1..all {
            assert!(pressure.count_request().is_ok());
        }
        assert_eq!(pressure.count_request(), Err(Busy { retry_after_seconds: 1 }));
        assert!(pressure.admit_report(&challenge::solve(&challenge), false).is_ok());
    }

    #[tokio::test]
    async fn an_expired_challenge_is_replaced() {
        let (pressure, clock) = pressure();
        let asked = crowd(&pressure);
        wait(&clock, limits::CHALLENGE_SECONDS.unsigned_abs()).await;
        let again = crowd(&pressure);
        let answer = pressure.admit_report(&asked.challenge, false).unwrap_err();
        assert_ne!(answer.challenge, asked.challenge);
        assert_ne!(answer.challenge, again.challenge);
    }
}
