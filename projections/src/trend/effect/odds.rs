//! The exact interval of an odds ratio: given both totals and all cases, the cases after the
//! change follow Fisher's noncentral hypergeometric distribution (Fisher 1935, JRSS 98:39), as
//! R's `fisher.test` has it.

use statrs::function::factorial::ln_factorial;

use super::ratio::{Exact, Side};

/// Most cases of the smaller side that are added up one by one; beyond, no approximation errs.
const SUPPORT_MAX: u64 = 100_000;
/// Logarithms of odds ratios that are looked through.
const LOG_RATIO_MAX: f64 = 700.0;
/// Chances this much above the observed one are as improbable, for they differ by rounding.
const ROUNDING: f64 = 1e-7;

/// What the cases after the change could have been, with the logarithm of each one's weight.
struct Possible {
    least: u64,
    most: u64,
    weights: Vec<f64>,
}

impl Possible {
    fn of(before: &Side, after: &Side) -> Option<Self> {
        let numbers = [before.y, before.n, after.y, after.n];
        let is_whole = numbers.iter().all(|number| number.fract() == 0.0);
        let [_, before_total, _, after_total] = numbers.map(|number| number as u64);
        let cases = (before.y + after.y) as u64;
        let (least, most) = (cases.saturating_sub(before_total), cases.min(after_total));
        if !is_whole || least == most || most - least > SUPPORT_MAX {
            return None;
        }
        let ln_choose =
            |all: u64, some: u64| ln_factorial(all) - ln_factorial(some) - ln_factorial(all - some);
        let weight = |x: u64| ln_choose(after_total, x) + ln_choose(before_total, cases - x);
        Some(Self { least, most, weights: (least..=most).map(weight).collect() })
    }

    /// The chance of each number at this odds ratio.
    fn chances(&self, log_ratio: f64) -> Vec<f64> {
        let tilted =
            || self.weights.iter().zip(0_u32..).map(|(w, at)| w + f64::from(at) * log_ratio);
        let highest = tilted().fold(f64::MIN, f64::max);
        let relative: Vec<f64> = tilted().map(|weight| (weight - highest).exp()).collect();
        let sum: f64 = relative.iter().sum();
        relative.into_iter().map(|chance| chance / sum).collect()
    }

    /// The odds ratio at which what `of` the chances, which grows with it, reaches `wanted`.
    fn ratio_where(&self, wanted: f64, of: impl Fn(&[f64]) -> f64) -> f64 {
        let (mut low, mut high) = (-LOG_RATIO_MAX, LOG_RATIO_MAX);
        // Each step halves the interval; after 100 it has long been as small as it can get.
        for _ in 0..100 {
            let middle = (low + high) / 2.0;
            if of(&self.chances(middle)) < wanted { low = middle } else { high = middle }
        }
        ((low + high) / 2.0).exp()
    }
}

/// The ratio that makes what was seen likeliest, given the totals, with its 95 % interval.
pub(super) fn exact(before: &Side, after: &Side) -> Option<Exact> {
    let possible = Possible::of(before, after)?;
    let seen = after.y as u64;
    let (is_least, is_most) = (seen == possible.least, seen == possible.most);
    let at = usize::try_from(seen - possible.least).ok()?;
    let mean = |chances: &[f64]| -> f64 {
        chances.iter().zip(0_u32..).map(|(chance, at)| f64::from(at) * chance).sum()
    };
    let at_least = |chances: &[f64]| -> f64 { chances.iter().skip(at).sum() };
    let above = |chances: &[f64]| -> f64 { chances.iter().skip(at + 1).sum() };
    let ratio = match (is_least, is_most) {
        (true, _) => Some(0.0),
        (_, true) => None,
        (false, false) => Some(possible.ratio_where(at as f64, mean)),
    };
    let lower = if is_least { 0.0 } else { possible.ratio_where(0.025, at_least) };
    let upper = (!is_most).then(|| possible.ratio_where(0.975, above));
    let unchanged = possible.chances(0.0);
    let limit = unchanged.get(at)? * (1.0 + ROUNDING);
    let p: f64 = unchanged.iter().filter(|chance| **chance <= limit).sum();
    Some(Exact { ratio, lower, upper, p: p.min(1.0) })
}
