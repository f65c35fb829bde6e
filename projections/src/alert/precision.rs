//! How often alerts were right, quarter by quarter.
//!
//! Precision is the share of real ones among those that somebody judged: what was known
//! before and what was noise told nothing new. Must never be shown without its counts.

use std::collections::BTreeMap;
use std::fmt;

use tillbud_events::Week;
use tillbud_events::vocabulary::Verdict;

/// The alerts of one quarter, by the week that they were raised in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Precision {
    /// Something had changed, and the alert told of it first.
    pub real: i64,
    /// Something had changed, and people knew.
    pub known: i64,
    /// Nothing had changed.
    pub noise: i64,
    /// Nobody has said what they were.
    pub unjudged: i64,
}

impl Precision {
    /// How many somebody judged.
    #[must_use]
    pub const fn judged(self) -> i64 {
        self.real + self.known + self.noise
    }

    /// The share of real ones among them; nothing when nobody judged any.
    #[must_use]
    pub fn share(self) -> Option<f64> {
        (self.judged() > 0).then(|| self.real as f64 / self.judged() as f64)
    }
}

/// A quarter of a year. Displayed as `2026-Q1`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quarter {
    /// Which year.
    pub year: i16,
    /// From 1 to 4.
    pub quarter: i8,
    /// Its alerts.
    pub precision: Precision,
}

impl fmt::Display for Quarter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-Q{}", self.year, self.quarter)
    }
}

/// Adds up counts of weeks; the newest quarter first. A week belongs to the quarter of its
/// Thursday.
pub(super) fn by_quarter(
    counts: impl Iterator<Item = (Week, Option<Verdict>, i64)>,
) -> Vec<Quarter> {
    let mut quarters: BTreeMap<(i16, i8), Precision> = BTreeMap::new();
    for (week, verdict, count) in counts {
        let day = week.thursday();
        let of = quarters.entry((day.year(), (day.month() + 2) / 3)).or_default();
        let place = match verdict {
            Some(Verdict::Real) => &mut of.real,
            Some(Verdict::Known) => &mut of.known,
            Some(Verdict::Noise) => &mut of.noise,
            None => &mut of.unjudged,
        };
        *place += count;
    }
    let quarter = |((year, quarter), precision)| Quarter { year, quarter, precision };
    quarters.into_iter().rev().map(quarter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weeks_are_added_up_by_the_quarter_of_their_thursday() {
        let of = |week: &str, verdict, count| (week.parse().unwrap(), verdict, count);
        let quarters = by_quarter(
            [
                of("2025-W52", Some(Verdict::Noise), 1),
                of("2026-W01", Some(Verdict::Real), 2),
                of("2026-W13", Some(Verdict::Known), 1),
                of("2026-W13", None, 3),
                of("2026-W14", None, 1),
            ]
            .into_iter(),
        );
        let names: Vec<_> = quarters.iter().map(ToString::to_string).collect();
        assert_eq!(names, ["2026-Q2", "2026-Q1", "2025-Q4"]);
        let first = quarters[1].precision;
        assert_eq!(first, Precision { real: 2, known: 1, noise: 0, unjudged: 3 });
        assert_eq!((first.judged(), first.share()), (3, Some(2.0 / 3.0)));
        assert_eq!(quarters[0].precision.share(), None, "nobody judged one");
    }
}
