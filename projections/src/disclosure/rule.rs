//! Thresholds and rounding: what one count is shown as, and what a reader learns from that.

use std::fmt;

use super::DisclosureError;

/// A rate is shown only if its denominator is at least this.
pub const DENOMINATOR_MIN: u64 = 10;

/// Counts below the threshold are hidden, others rounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The first count that is not hidden.
    pub threshold: u64,
    /// Others are rounded to a multiple of this, halves up.
    pub base: u64,
    /// Whether 0 is hidden too.
    pub hides_zero: bool,
}

/// What stands in the place of a count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// Hidden: below the threshold.
    Below(u64),
    /// Rounded.
    Rounded(u64),
}

/// The counts that something shown may stand for; no `high` when there is no end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    /// The least.
    pub low: u64,
    /// The most.
    pub high: Option<u64>,
}

impl Range {
    /// Exactly one count.
    #[must_use]
    pub const fn of(count: u64) -> Self {
        Self { low: count, high: Some(count) }
    }

    /// Any count.
    pub const ANY: Self = Self { low: 0, high: None };
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Below(threshold) => write!(f, "<{threshold}"),
            Self::Rounded(count) => write!(f, "{count}"),
        }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { threshold, base, hides_zero } = self;
        let zero = if *hides_zero { " and zero" } else { "" };
        write!(f, "below {threshold}{zero} base {base}")
    }
}

impl Rule {
    /// The default: 1 to 4 hidden, others to the nearest 5, 0 stays 0.
    pub const FIVE: Self = Self { threshold: 5, base: 5, hides_zero: false };
    /// As NHS Digital publishes below the national level: 1 to 7 hidden.
    pub const EIGHT: Self = Self { threshold: 8, base: 5, hides_zero: false };
    /// As trusted research environments publish: 0 to 9 hidden.
    pub const TEN: Self = Self { threshold: 10, base: 5, hides_zero: true };

    /// Takes a rule that can be applied.
    ///
    /// # Errors
    /// Threshold or base is 0.
    pub const fn new(threshold: u64, base: u64, hides_zero: bool) -> Result<Self, DisclosureError> {
        if threshold == 0 || base == 0 {
            return Err(DisclosureError::Rule);
        }
        Ok(Self { threshold, base, hides_zero })
    }

    /// Whether a count is hidden for its own sake.
    #[must_use]
    pub const fn hides(&self, count: u64) -> bool {
        count < self.threshold && (count > 0 || self.hides_zero)
    }

    /// What a count is shown as.
    #[must_use]
    pub const fn show(&self, count: u64) -> Shown {
        if self.hides(count) {
            Shown::Below(self.threshold)
        } else {
            Shown::Rounded(self.round(count))
        }
    }

    const fn round(&self, count: u64) -> u64 {
        (2 * count + self.base) / (2 * self.base) * self.base
    }

    /// What a reader who knows the rule learns from what is shown.
    #[must_use]
    pub const fn read(&self, shown: Shown) -> Range {
        match shown {
            Shown::Below(_) => {
                let low = if self.hides_zero { 0 } else { 1 };
                Range { low, high: Some(self.threshold - 1) }
            }
            Shown::Rounded(0) if !self.hides_zero && self.threshold > 1 => Range::of(0),
            Shown::Rounded(count) => {
                // Halves go up: 2c + base >= 2·count, and 2c + base < 2·(count + base).
                let low = (2 * count).saturating_sub(self.base).div_ceil(2);
                let high = (2 * count + self.base - 1) / 2;
                let low = if low < self.threshold { self.threshold } else { low };
                Range { low, high: Some(high) }
            }
        }
    }

    /// Whether a rate, share or median may be shown at all; it is then computed from rounded
    /// figures.
    #[must_use]
    pub const fn shows_rate(&self, numerator: u64, denominator: u64) -> bool {
        !self.hides(numerator) && denominator >= DENOMINATOR_MIN
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_of_one_to_four_are_hidden_and_others_rounded_to_five() {
        let shown: Vec<String> =
            [0, 1, 4, 5, 7, 8, 12, 13].map(|count| Rule::FIVE.show(count).to_string()).to_vec();
        assert_eq!(shown, ["0", "<5", "<5", "5", "5", "10", "10", "15"]);
    }

    #[test]
    fn reading_gives_exactly_the_counts_that_are_shown_so() {
        for rule in [Rule::FIVE, Rule::EIGHT, Rule::TEN, Rule { threshold: 3, ..Rule::FIVE }] {
            for count in 0..60 {
                let shown = rule.show(count);
                let range = rule.read(shown);
                let same: Vec<u64> = (0..200).filter(|other| rule.show(*other) == shown).collect();
                let expected = Range { low: same[0], high: same.last().copied() };
                assert_eq!(range, expected, "{rule:?} {count}");
            }
        }
    }

    #[test]
    fn a_rate_needs_a_count_that_may_be_shown_and_ten_below_it() {
        assert!(Rule::FIVE.shows_rate(0, 10) && Rule::FIVE.shows_rate(5, 10));
        assert!(!Rule::FIVE.shows_rate(4, 100) && !Rule::FIVE.shows_rate(5, 9));
    }
}
