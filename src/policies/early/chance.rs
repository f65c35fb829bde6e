//! How often units in which nothing has changed stand out by chance: counted on made-up ones.
//!
//! Seeded, so the answer is the same every time. What it finds is told in `docs/trends.md`;
//! must never be loosened without telling the new rates there.

use jiff::Timestamp;
use tillbud_events::signal::Scope;
use tillbud_events::vocabulary::{Label, SignalSide};
use tillbud_projections::trend::chart::{Design, Kind, Profile, Series};
use tillbud_projections::trend::news::FALSE_DISCOVERY_RATE;

use super::months::items;
use super::units::REPORTS_PER_HEAD;
use super::watched::Watched;
use crate::clock::Clock;

const UNITS: usize = 30;
const MONTHS: usize = 35;
const LOOKS: usize = 300;

/// Numbers between 0 and 1, the same for the same seed.
struct Chance(Clock);

impl Chance {
    fn seeded(seed: u64) -> Self {
        Self(Clock::simulated(Timestamp::UNIX_EPOCH, seed))
    }

    fn uniform(&self) -> f64 {
        let [a, b, c, d, ..] = self.0.random_bytes();
        (f64::from(u32::from_be_bytes([a, b, c, d])) + 0.5) / (f64::from(u32::MAX) + 1.0)
    }

    /// A count with this mean: so many chances of an unlikely thing fit before they are used up.
    fn poisson(&self, mean: f64) -> f64 {
        let (mut left, mut chance, mut count) = (self.uniform(), (-mean).exp(), 0.0);
        while left > chance && count < 1_000.0 {
            left -= chance;
            count += 1.0;
            chance *= mean / count;
        }
        count
    }

    /// A mean that itself varies from month to month, so that counts spread `times` as much.
    fn gamma(&self, mean: f64, times: f64) -> f64 {
        let shape = (mean / (times - 1.0)).round().max(1.0) as u32;
        let waited: f64 = (0..shape).map(|_| -self.uniform().ln()).sum();
        waited * mean / f64::from(shape)
    }
}

/// A unit of 20 to 97 full-time equivalents, from which two to ten reports come each month.
fn unit(chance: &Chance, number: usize, is_spread: bool) -> Watched {
    let hundreds = 0.20 + 0.11 * (number % 8) as f64;
    let mean = hundreds * 10.0;
    let count = |_| {
        let mean = if is_spread { chance.gamma(mean, 2.0) } else { mean };
        Some(chance.poisson(mean))
    };
    let profile = Profile { sigma_z_floor: Some(1.0), ..Profile::three_sigma_runs() };
    Watched {
        measure: Label::parse(REPORTS_PER_HEAD).unwrap(),
        scope: Scope { unit: Label::parse(&format!("u{number}")).ok(), category: None },
        periods: (0..MONTHS).map(|at| format!("{at:02}")).collect(),
        series: Series {
            numerator: (0..MONTHS).map(count).collect(),
            denominator: Some(vec![Some(hundreds); MONTHS]),
            is_last_incomplete: false,
        },
        design: Design { profile, ..Design::of(Kind::RatePrime) },
        unsorted: vec![0; MONTHS],
    }
}

/// What chance alone gives at one look at all units, in the mean of many.
#[derive(Debug)]
struct Rates {
    /// Units that stand out.
    found: f64,
    /// Those of them that tell less than before.
    fewer: f64,
    /// How often people are told of one or more.
    told: f64,
}

fn looked(is_spread: bool) -> Rates {
    let chance = Chance::seeded(20_261_127);
    let (mut found, mut fewer, mut told) = (0, 0, 0);
    for _ in 0..LOOKS {
        let units: Vec<_> = (0..UNITS).map(|number| unit(&chance, number, is_spread)).collect();
        let items = items(&units).unwrap();
        found += items.len();
        fewer += items.iter().filter(|it| it.news.side == SignalSide::Low).count();
        let is_told = items.iter().any(|it| it.q.is_some_and(|q| q <= FALSE_DISCOVERY_RATE));
        told += usize::from(is_told);
    }
    let [found, fewer, told] = [found, fewer, told].map(|times| times as f64 / LOOKS as f64);
    Rates { found, fewer, told }
}

/// The rates that are told are of 2,000 looks: so few differ from them by chance.
#[track_caller]
fn assert_seldom(rates: &Rates, [found, fewer, told]: [f64; 3]) {
    let is_so = (rates.found - found).abs() <= 0.15
        && (rates.fewer - fewer).abs() <= 0.10
        && (rates.told - told).abs() <= 0.05;
    assert!(is_so, "{rates:?}");
}

#[test]
fn thirty_units_in_which_nothing_changed_stand_out_as_seldom_as_is_told() {
    assert_seldom(&looked(false), [0.56, 0.28, 0.06]);
}

#[test]
fn units_whose_reports_come_in_spells_stand_out_as_often_as_is_told() {
    assert_seldom(&looked(true), [0.95, 0.35, 0.28]);
}
