//! Chance that repeats itself: the same seed draws the same.
//!
//! Must never be used outside the demo: its numbers and ids are no secret.

use jiff::Timestamp;
use uuid::Uuid;

use crate::clock::Clock;

/// Draws numbers, ids and choices from one seed.
pub struct Draw(Clock);

impl Draw {
    /// Begins at the beginning of `seed`.
    pub fn new(seed: u64) -> Self {
        Self(Clock::simulated(Timestamp::UNIX_EPOCH, seed))
    }

    /// A new id.
    pub fn id(&self) -> Uuid {
        self.0.random_id()
    }

    /// Whether something of this probability happens.
    pub fn chance(&self, probability: f64) -> bool {
        self.fraction() < probability
    }

    /// A number from `from` to `to`, both included.
    pub fn between(&self, from: i64, to: i64) -> i64 {
        let numbers = (to - from + 1).max(1);
        from + (self.fraction() * numbers as f64) as i64
    }

    /// One of `all`; none only when there is none.
    pub fn one_of<'a, T>(&self, all: &'a [T]) -> Option<&'a T> {
        all.get(self.between(0, all.len() as i64 - 1) as usize)
    }

    /// An index, each as likely as its weight; none when all weights are zero.
    pub fn weighted(&self, weights: &[f64]) -> Option<usize> {
        let mut left = self.fraction() * weights.iter().sum::<f64>();
        let mut drawn = None;
        for (index, weight) in weights.iter().enumerate().filter(|(_, weight)| **weight > 0.0) {
            drawn = Some(index);
            left -= weight;
            if left < 0.0 {
                break;
            }
        }
        drawn
    }

    /// Puts `all` in a random order.
    pub fn shuffle<T>(&self, all: &mut [T]) {
        for index in (1..all.len()).rev() {
            all.swap(index, self.between(0, index as i64) as usize);
        }
    }

    /// A number from 0 to below 1.
    fn fraction(&self) -> f64 {
        let [a, b, c, d, ..] = self.0.random_bytes();
        f64::from(u32::from_be_bytes([a, b, c, d])) / (f64::from(u32::MAX) + 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ends_are_drawn_and_nothing_beyond() {
        let draw = Draw::new(1);
        let drawn: std::collections::BTreeSet<_> = (0..200).map(|_| draw.between(2, 5)).collect();
        assert_eq!(drawn.into_iter().collect::<Vec<_>>(), [2, 3, 4, 5]);
    }

    #[test]
    fn what_weighs_nothing_is_never_drawn() {
        let draw = Draw::new(1);
        assert!((0..200).all(|_| draw.weighted(&[0.0, 1.0, 0.0]) == Some(1)));
        assert_eq!(draw.weighted(&[0.0]), None);
        assert_eq!(draw.weighted(&[]), None);
        assert_eq!(draw.one_of::<u8>(&[]), None);
    }
}
