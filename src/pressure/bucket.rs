//! A bucket of tokens that fills by itself, evenly.
//!
//! One moment in time is all its state (the generic cell rate algorithm), so it is
//! exact and needs no task that fills it. Must never know whom a token was given to.

use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};

/// A bucket of tokens.
pub(super) struct Bucket {
    capacity: u32,
    every_nanoseconds: i128,
    /// When it is full again, in nanoseconds since 1970.
    full_at: Mutex<i128>,
}

impl Bucket {
    /// A full bucket that holds `capacity` tokens, at least one, and gets one `every` so often.
    pub(super) fn new(capacity: u32, every: SignedDuration) -> Self {
        let every_nanoseconds = every.as_nanos().max(1);
        Self { capacity: capacity.max(1), every_nanoseconds, full_at: Mutex::new(i128::MIN) }
    }

    /// A full bucket for `per_minute`, all of which may come at once.
    pub(super) fn per_minute(per_minute: u32) -> Self {
        let every = SignedDuration::from_mins(1) / i32::try_from(per_minute).unwrap_or(i32::MAX);
        Self::new(per_minute.saturating_mul(super::limits::BURST_MINUTES), every)
    }

    /// Takes a token, when there is one.
    pub(super) fn take(&self, now: Timestamp) -> bool {
        self.take_above(0, now)
    }

    /// Takes a token, when at least half of them are there.
    pub(super) fn take_from_upper_half(&self, now: Timestamp) -> bool {
        self.take_above(self.half() - 1, now)
    }

    /// Puts back a token that was taken for nothing.
    pub(super) fn give_back(&self, now: Timestamp) {
        *self.full_at(now) -= self.every_nanoseconds;
    }

    /// Whether less than half of the tokens are there.
    pub(super) fn is_low(&self, now: Timestamp) -> bool {
        self.left(*self.full_at(now), now) < self.half()
    }

    /// How empty the lower half is: 0 when nothing is missing in it, up to `most`.
    pub(super) fn emptiness(&self, now: Timestamp, most: u32) -> u32 {
        let missing = self.half().saturating_sub(self.left(*self.full_at(now), now));
        u32::try_from(u64::from(missing) * u64::from(most) / u64::from(self.half())).unwrap_or(most)
    }

    fn half(&self) -> u32 {
        self.capacity.div_ceil(2)
    }

    fn take_above(&self, kept: u32, now: Timestamp) -> bool {
        let mut full_at = self.full_at(now);
        let is_there = self.left(*full_at, now) > kept;
        if is_there {
            *full_at = now.as_nanosecond().max(*full_at) + self.every_nanoseconds;
        }
        is_there
    }

    fn left(&self, full_at: i128, now: Timestamp) -> u32 {
        let owed = full_at.saturating_sub(now.as_nanosecond()).max(0);
        let missing = (owed + self.every_nanoseconds - 1) / self.every_nanoseconds;
        self.capacity.saturating_sub(u32::try_from(missing).unwrap_or(u32::MAX))
    }

    /// Never further away than filling the empty bucket takes, also after the machine's
    /// clock was set back.
    fn full_at(&self, now: Timestamp) -> MutexGuard<'_, i128> {
        let mut full_at = self.full_at.lock().unwrap_or_else(PoisonError::into_inner);
        let whole = self.every_nanoseconds * i128::from(self.capacity);
        *full_at = (*full_at).clamp(now.as_nanosecond() - whole, now.as_nanosecond() + whole);
        full_at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + seconds).unwrap()
    }

    fn taken(bucket: &Bucket, now: Timestamp) -> usize {
        (0..1_000).take_while(|_| bucket.take(now)).count()
    }

    #[test]
    fn it_gives_what_it_holds_and_then_what_has_flowed_in() {
        let bucket = Bucket::new(6, SignedDuration::from_secs(10));
        assert_eq!(taken(&bucket, at(0)), 6);
        assert_eq!(taken(&bucket, at(9)), 0);
        assert_eq!(taken(&bucket, at(10)), 1);
        assert_eq!(taken(&bucket, at(35)), 2);
        assert_eq!(taken(&bucket, at(10_000)), 6, "it does not overflow");
    }

    #[test]
    fn the_upper_half_ends_where_low_begins() {
        for capacity in [1, 2, 5, 6] {
            let bucket = Bucket::new(capacity, SignedDuration::from_secs(10));
            let easily = (0..10).take_while(|_| bucket.take_from_upper_half(at(0))).count();
            assert!(bucket.is_low(at(0)), "{capacity}");
            assert_eq!(easily + taken(&bucket, at(0)), capacity as usize);
            assert_eq!(bucket.emptiness(at(0), 4), 4, "{capacity}");
        }
        assert!(!Bucket::new(6, SignedDuration::from_secs(10)).is_low(at(0)));
    }

    #[test]
    fn a_token_that_is_put_back_can_be_taken_again() {
        let bucket = Bucket::new(1, SignedDuration::from_secs(10));
        assert!(bucket.take(at(0)));
        bucket.give_back(at(0));
        assert_eq!(taken(&bucket, at(0)), 1);
    }

    #[test]
    fn a_clock_that_is_set_back_does_not_close_it_for_long() {
        let bucket = Bucket::new(2, SignedDuration::from_secs(10));
        assert_eq!(taken(&bucket, at(1_000_000)), 2);
        assert_eq!(taken(&bucket, at(0)), 0);
        assert_eq!(taken(&bucket, at(20)), 2);
    }
}
