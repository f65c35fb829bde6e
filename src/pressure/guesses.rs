//! Codes and tokens that people type: how many wrong ones, and what happens then.
//!
//! Some wrong ones cost nothing. After that every look-up, right or wrong alike, waits
//! for its turn at a narrow gate, so that guessing is slow for the whole world together
//! while whoever holds a right code is only slowed. Must never know who types.

use jiff::SignedDuration;
use tokio::sync::{Semaphore, SemaphorePermit};

use super::Busy;
use super::bucket::Bucket;
use super::limits::{GUESS_PAUSE, GUESS_QUEUE, WRONG_GUESS_SECONDS, WRONG_GUESSES};
use crate::clock::Clock;

/// Look-ups of one kind of secret.
pub struct Guesses {
    wrong: Bucket,
    gate: Semaphore,
    queue: Semaphore,
}

/// The right to look up once; the gate stays shut to others until it is dropped.
pub struct Turn<'g> {
    guesses: &'g Guesses,
    at_the_gate: Option<[SemaphorePermit<'g>; 2]>,
}

impl Guesses {
    pub(super) fn new() -> Self {
        Self {
            wrong: Bucket::new(WRONG_GUESSES, SignedDuration::from_secs(WRONG_GUESS_SECONDS)),
            gate: Semaphore::new(1),
            queue: Semaphore::new(GUESS_QUEUE),
        }
    }

    /// Waits for the right to look up once. Each look-up counts as wrong until
    /// [`Turn::was_right`], so that many at the same time gain nothing.
    ///
    /// # Errors
    /// [`Busy`] when too many wait already.
    pub async fn turn(&self, clock: &Clock) -> Result<Turn<'_>, Busy> {
        if self.wrong.take(clock.now()) {
            return Ok(Turn { guesses: self, at_the_gate: None });
        }
        let queue_seconds = GUESS_PAUSE.as_secs() * GUESS_QUEUE as u64
            + u64::from(GUESS_PAUSE.subsec_millis()) * GUESS_QUEUE as u64 / 1_000;
        let busy = |_| Busy { retry_after_seconds: queue_seconds.max(1) };
        let place = self.queue.try_acquire().map_err(busy)?;
        // Fair: first come, first served. It is never closed.
        let gate = self.gate.acquire().await.map_err(|_| Busy { retry_after_seconds: 1 })?;
        clock.pause(GUESS_PAUSE).await;
        Ok(Turn { guesses: self, at_the_gate: Some([place, gate]) })
    }
}

impl Turn<'_> {
    /// It was no guess.
    pub fn was_right(self, clock: &Clock) {
        if self.at_the_gate.is_none() {
            self.guesses.wrong.give_back(clock.now());
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::future::join_all;

    use super::*;

    fn clock() -> Clock {
        Clock::simulated("2026-11-25T10:00:00Z".parse().unwrap(), 1)
    }

    /// How long one look-up takes, in milliseconds of the simulated clock.
    async fn took(guesses: &Guesses, clock: &Clock, is_right: bool) -> i64 {
        let begun = clock.now();
        let turn = guesses.turn(clock).await.ok().unwrap();
        if is_right {
            turn.was_right(clock);
        }
        clock.now().duration_since(begun).as_millis().try_into().unwrap()
    }

    #[tokio::test]
    async fn right_codes_are_never_slowed_while_nobody_guesses() {
        let (guesses, clock) = (Guesses::new(), clock());
        for _ in 0..WRONG_GUESSES * 10 {
            assert_eq!(took(&guesses, &clock, true).await, 0);
        }
    }

    #[tokio::test]
    async fn after_some_wrong_codes_right_and_wrong_alike_take_their_turn() {
        let (guesses, clock) = (Guesses::new(), clock());
        for _ in 0..WRONG_GUESSES {
            assert_eq!(took(&guesses, &clock, false).await, 0);
        }
        let pause = i64::try_from(GUESS_PAUSE.as_millis()).unwrap();
        assert_eq!(took(&guesses, &clock, false).await, pause);
        assert_eq!(took(&guesses, &clock, true).await, pause);
        assert_eq!(took(&guesses, &clock, true).await, pause, "a right code opens nothing");
    }

    #[tokio::test]
    async fn however_many_guess_at_once_the_rate_of_the_whole_world_is_capped() {
        let (guesses, clock) = (Guesses::new(), clock());
        let begun = clock.now();
        let crowd = (0..1_000).map(|_| async { guesses.turn(&clock).await.map(drop).is_ok() });
        let answered = join_all(crowd).await.into_iter().filter(|is_in| *is_in).count();
        assert_eq!(answered, WRONG_GUESSES as usize + GUESS_QUEUE);
        let took = clock.now().duration_since(begun);
        assert!(took >= SignedDuration::try_from(GUESS_PAUSE).unwrap() * GUESS_QUEUE as i32);
        assert!(guesses.turn(&clock).await.is_ok(), "the queue is free again");
    }

    #[tokio::test]
    async fn one_more_than_the_queue_holds_is_told_when_to_come_back() {
        let (guesses, clock) = (Guesses::new(), clock());
        let crowd = (0..WRONG_GUESSES as usize + GUESS_QUEUE + 1)
            .map(|_| async { guesses.turn(&clock).await.map(drop) });
        let refused: Vec<_> = join_all(crowd).await.into_iter().filter_map(Result::err).collect();
        assert_eq!(refused, [Busy { retry_after_seconds: 10 }]);
    }

    #[tokio::test]
    async fn someone_who_gives_up_waiting_leaves_the_gate_as_it_was() {
        let (guesses, clock) = (Guesses::new(), clock());
        for _ in 0..WRONG_GUESSES {
            took(&guesses, &clock, false).await;
        }
        let held = guesses.turn(&clock).await.ok().unwrap();
        {
            let mut waiting = std::pin::pin!(guesses.turn(&clock));
            assert!(futures_util::future::poll_immediate(waiting.as_mut()).await.is_none());
        }
        drop(held);
        assert_eq!(guesses.queue.available_permits(), GUESS_QUEUE);
        assert!(guesses.turn(&clock).await.is_ok());
    }
}
