//! The only source of time, ids and randomness for events.
//!
//! Rules never ask for the time: an act takes it from here once, so that a test
//! or the demo can run two years in a second. Must never be bypassed (clippy's
//! `disallowed-methods` watches over that).

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};
use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng, rngs::StdRng};
use tokio::sync::watch;
use uuid::{Builder, Uuid};

/// The zone in which the organisation counts its days and months.
pub const ZONE: &str = "Europe/Stockholm";
/// The hour at which a day of work begins, by the clock on the wall in [`ZONE`].
pub const MORNING_HOUR: i8 = 7;
/// Longest sleep on the way to a moment: the machine's clock may be set, or the machine
/// may sleep itself, and only a new look tells.
const LOOK_AGAIN: Duration = Duration::from_secs(15);

/// Tells the time and draws random bytes. Cheap to clone.
#[derive(Clone)]
pub struct Clock(Source);

#[derive(Clone)]
enum Source {
    System,
    Simulated(Arc<Simulation>),
}

struct Simulation {
    now: watch::Sender<Timestamp>,
    random: Mutex<StdRng>,
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
        let random = Mutex::new(StdRng::seed_from_u64(seed));
        Self(Source::Simulated(Arc::new(Simulation { now: watch::Sender::new(now), random })))
    }

    /// Moves a simulated clock on, or back; the machine's clock takes no orders.
    pub fn set(&self, now: Timestamp) {
        if let Source::Simulated(simulation) = &self.0 {
            simulation.now.send_replace(now);
        }
    }

    /// The present moment, UTC.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the clock")]
    #[must_use]
    pub fn now(&self) -> Timestamp {
        match &self.0 {
            Source::System => Timestamp::now(),
            Source::Simulated(simulation) => *simulation.now.borrow(),
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
    pub async fn pause(&self, delay: Duration) {
        match &self.0 {
            Source::System => tokio::time::sleep(delay).await,
            Source::Simulated(simulation) => {
                simulation.now.send_modify(|now| *now += delay);
                tokio::task::yield_now().await;
            }
        }
    }

    /// Waits until `moment` by this clock.
    pub async fn pause_until(&self, moment: Timestamp) {
        match &self.0 {
            Source::System => {
                while let Ok(left) = Duration::try_from(moment.duration_since(self.now()))
                    && !left.is_zero()
                {
                    self.pause(left.min(LOOK_AGAIN)).await;
                }
            }
            Source::Simulated(simulation) => {
                // The sender is held right here, so the wait ends only with the moment.
                let mut now = simulation.now.subscribe();
                now.wait_for(|now| *now >= moment).await.ok();
            }
        }
    }

    /// Puts `items` in an order that nobody can predict.
    pub fn shuffle<T>(&self, items: &mut [T]) {
        items.shuffle(&mut StdRng::from_seed(self.random_bytes()));
    }

    /// 32 random bytes.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that draws random bytes")]
    #[must_use]
    pub fn random_bytes(&self) -> [u8; 32] {
        let mut bytes = [0; 32];
        match &self.0 {
            Source::System => rand::rng().fill_bytes(&mut bytes),
            Source::Simulated(simulation) => simulation
                .random
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
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

/// The moment at which a day begins, in [`ZONE`].
#[must_use]
pub fn begin_of(day: Date) -> Timestamp {
    let zone = TimeZone::get(ZONE).unwrap_or(TimeZone::UTC);
    day.to_zoned_datetime(zone).map_or(Timestamp::MAX, |begin| begin.timestamp())
}

/// The day that a moment lies in, in [`ZONE`].
#[must_use]
pub fn day(at: Timestamp) -> Date {
    at.to_zoned_datetime(TimeZone::get(ZONE).unwrap_or(TimeZone::UTC)).date()
}

/// When a day in [`ZONE`] is over.
#[must_use]
pub fn end_of(day: Date) -> Timestamp {
    let zone = TimeZone::get(ZONE).unwrap_or(TimeZone::UTC);
    let next = day.saturating_add(1.day());
    next.to_zoned_datetime(zone).map_or(Timestamp::MAX, |zoned| zoned.timestamp())
}

/// When the work of a day begins: [`MORNING_HOUR`] in [`ZONE`].
#[must_use]
pub fn morning(day: Date) -> Timestamp {
    let zone = TimeZone::get(ZONE).unwrap_or(TimeZone::UTC);
    let begun = day.at(MORNING_HOUR, 0, 0, 0).to_zoned_datetime(zone);
    begun.map_or(Timestamp::MAX, |zoned| zoned.timestamp())
}

/// The minute that a moment lies in, in [`ZONE`]: `YYYY-MM-DDThh:mm`.
#[must_use]
pub fn minute(at: Timestamp) -> String {
    let zoned = at.to_zoned_datetime(TimeZone::get(ZONE).unwrap_or(TimeZone::UTC));
    format!("{}T{:02}:{:02}", zoned.date(), zoned.hour(), zoned.minute())
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
    async fn waiting_ends_when_the_moment_has_come_and_not_before() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let clock = Clock::simulated(at("2026-01-01T10:20:00Z"), 0);
        let eleven = at("2026-01-01T11:00:00Z");
        let waiter = clock.clone();
        let mut waiting = tokio::spawn(async move {
            waiter.pause_until(eleven).await;
            waiter.now()
        });
        clock.set(at("2026-01-01T10:59:59.999Z"));
        for _ in 0..10 {
            tokio::task::yield_now().await;
        }
        assert!(!waiting.is_finished());
        clock.set(eleven);
        assert_eq!((&mut waiting).await.unwrap(), eleven);
        clock.pause_until(at("2026-01-01T09:00:00Z")).await;
        Clock::system().pause_until(at("2026-01-01T09:00:00Z")).await;
    }

    #[test]
    fn shuffling_loses_nothing_and_changes_the_order() {
        let clock = Clock::simulated("2026-01-01T00:00:00Z".parse().unwrap(), 1);
        let mut items: Vec<_> = (0..50).collect();
        clock.shuffle(&mut items);
        assert_ne!(items, (0..50).collect::<Vec<_>>());
        items.sort_unstable();
        assert_eq!(items, (0..50).collect::<Vec<_>>());
    }

    #[tokio::test]
    async fn a_simulated_clock_does_not_wait_but_moves_on() {
        let clock = Clock::simulated("2026-01-01T00:00:00Z".parse().unwrap(), 0);
        clock.pause(Duration::from_secs(3600)).await;
        assert_eq!(clock.now().to_string(), "2026-01-01T01:00:00Z");
    }

    #[test]
    fn the_day_changes_at_midnight_in_sweden() {
        let clock = Clock::simulated("2026-06-30T22:00:00Z".parse().unwrap(), 0);
        assert_eq!(clock.today().to_string(), "2026-07-01");
    }
}
