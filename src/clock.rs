//! The only source of time, ids and randomness for events.
//!
//! Rules never ask for the time: an act takes it from here once, so that a test
//! or the demo can run two years in a second. Must never be bypassed (clippy's
//! `disallowed-methods` watches over that).

use std::sync::{Arc, Mutex, PoisonError};

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use rand::{Rng, SeedableRng, rngs::StdRng};
use uuid::{Builder, Uuid};

/// The zone in which the organisation counts its days and months.
pub const ZONE: &str = "Europe/Stockholm";

/// Tells the time and draws random bytes. Cheap to clone.
#[derive(Clone)]
pub struct Clock(Source);

#[derive(Clone)]
enum Source {
    System,
    Simulated(Arc<Mutex<Simulation>>),
}

struct Simulation {
    now: Timestamp,
    random: StdRng,
}

impl Clock {
    /// The machine's clock and its secure random numbers.
    #[must_use]
    pub fn system() -> Self {
        Self(Source::System)
    }

    /// A clock that stands at `now`, and repeats itself for the
    /// same `seed`. For the demo and for tests; its numbers are not secret.
    #[must_use]
    pub fn simulated(now: Timestamp, seed: u64) -> Self {
        let random = StdRng::seed_from_u64(seed);
        Self(Source::Simulated(Arc::new(Mutex::new(Simulation { now, random }))))
    }

    /// The present moment, UTC.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the clock")]
    #[must_use]
    pub fn now(&self) -> Timestamp {
        match &self.0 {
            Source::System => Timestamp::now(),
            Source::Simulated(simulation) => {
                simulation.lock().unwrap_or_else(PoisonError::into_inner).now
            }
        }
    }

    /// The present day in [`ZONE`].
    #[must_use]
    pub fn today(&self) -> Date {
        day(self.now())
    }

    /// Waits; only for a delay that is meant, such as before a new attempt. A simulated
    /// clock moves on instead, and lets others run.
    #[expect(clippy::disallowed_methods, reason = "the one place where a delay is meant")]
    pub async fn pause(&self, delay: std::time::Duration) {
        match &self.0 {
            Source::System => tokio::time::sleep(delay).await,
            Source::Simulated(simulation) => {
                simulation.lock().unwrap_or_else(PoisonError::into_inner).now += delay;
                tokio::task::yield_now().await;
            }
        }
    }

    /// 32 random bytes.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that draws random bytes")]
    #[must_use]
    pub fn random_bytes(&self) -> [u8; 32] {
        let mut bytes = [0; 32];
        match &self.0 {
            Source::System => rand::rng().fill_bytes(&mut bytes),
            Source::Simulated(simulation) => simulation
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .random
                .fill_bytes(&mut bytes),
        }
        bytes
    }

    /// A random id, version 4.
    #[must_use]
    pub fn random_id(&self) -> Uuid {
        id_from(self.random_bytes())
    }
}

/// The day that a moment lies in, in [`ZONE`].
#[must_use]
pub fn day(at: Timestamp) -> Date {
    at.to_zoned_datetime(TimeZone::get(ZONE).unwrap_or(TimeZone::UTC)).date()
}

/// The version 4 id made of the first 16 of `bytes`.
#[must_use]
pub fn id_from(bytes: [u8; 32]) -> Uuid {
    let [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, ..] = bytes;
    Builder::from_random_bytes([a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p]).into_uuid()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_simulated_clock_repeats_itself_for_the_same_seed() {
        let at: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
        let (one, two) = (Clock::simulated(at, 7), Clock::simulated(at, 7));
        assert_eq!(one.random_id(), two.random_id());
        assert_ne!(one.random_id(), Clock::simulated(at, 8).random_id());
        assert_eq!(one.random_id().get_version_num(), 4);
    }

    #[tokio::test]
    async fn a_simulated_clock_does_not_wait_but_moves_on() {
        let clock = Clock::simulated("2026-01-01T00:00:00Z".parse().unwrap(), 0);
        clock.pause(std::time::Duration::from_secs(3600)).await;
        assert_eq!(clock.now().to_string(), "2026-01-01T01:00:00Z");
    }

    #[test]
    fn the_day_changes_at_midnight_in_sweden() {
        let clock = Clock::simulated("2026-06-30T22:00:00Z".parse().unwrap(), 0);
        assert_eq!(clock.today().to_string(), "2026-07-01");
    }
}
