//! What the newest point of a chart is part of, and how likely chance gives that.
//!
//! A chart of many measures shows standing signals every month; what is new is only what the
//! newest point takes part in. Where a rule has a chance of its own, it is given,
//! so that the chances of all measures can be held to a rate of false discoveries: by the
//! distribution of the counts, or by 3 sigma; of a run by the runs of as many coin tosses, of
//! crossings by their binomial (Anhøj & Olesen 2014). Must never say whether it is good.

use statrs::distribution::{Binomial, ContinuousCDF, DiscreteCDF, Normal, Poisson};
use tillbud_events::vocabulary::{SignalRule, SignalSide};

use super::chart::{Chart, Kind, Point, Signals};

/// Fewest points in a row on one side that tell to which side a level has moved.
const RUN_POINTS_MIN: usize = 3;
/// People are told only of what is below this rate of false discoveries among all measures.
pub const FALSE_DISCOVERY_RATE: f64 = 0.10;

/// Something that the newest point is part of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct News {
    /// By which rule.
    pub rule: SignalRule,
    /// On which side of the centre.
    pub side: SignalSide,
    /// The first point of it, counted from 0; the newest is the last.
    pub from: usize,
    /// How likely chance gives this; nothing for rules without such a chance.
    pub chance: Option<f64>,
}

/// What the last point of `chart` is part of; nothing when the chart is not fit for alerts, or
/// when its last point has no value.
#[must_use]
pub fn read(chart: &Chart, kind: Kind) -> Vec<News> {
    let Some(last) = chart.points.len().checked_sub(1) else { return vec![] };
    let has_value = chart.points.get(last).is_some_and(|point| point.ruled().is_some());
    if !has_value || !chart.is_fit_for_alerts() {
        return vec![];
    }
    match &chart.signals {
        Signals::ThreeSigmaRuns { outside, .. } => {
            let outside = by_flags(chart, kind, SignalRule::OutsideLimits, outside);
            outside.into_iter().chain(by_runs(chart)).collect()
        }
        Signals::MakingDataCount(dots) => [
            (SignalRule::OutsideLimits, &dots.outside),
            (SignalRule::Shift, &dots.shift),
            (SignalRule::Trend, &dots.trend),
            (SignalRule::TwoOfThree, &dots.two_of_three),
        ]
        .into_iter()
        .filter_map(|(rule, flags)| by_flags(chart, kind, rule, flags))
        .collect(),
    }
}

/// The flagged points up to the last one, on its side of the centre.
fn by_flags(chart: &Chart, kind: Kind, rule: SignalRule, flags: &[bool]) -> Option<News> {
    let last = chart.points.len().checked_sub(1)?;
    let side = side(chart, last)?;
    let is_part = |at: &usize| {
        let is_same_side = rule == SignalRule::Trend || self::side(chart, *at) == Some(side);
        flags.get(*at) == Some(&true) && is_same_side && is_of_last_part(chart, *at)
    };
    let from = (0..=last).rev().take_while(is_part).last()?;
    let side = if rule == SignalRule::Trend { heading(chart, from, last)? } else { side };
    let chance = match rule {
        SignalRule::OutsideLimits => chance_outside(chart.points.get(last)?, kind),
        SignalRule::LongRun
        | SignalRule::FewCrossings
        | SignalRule::Shift
        | SignalRule::Trend
        | SignalRule::TwoOfThree => None,
    };
    Some(News { rule, side, from, chance })
}

/// The run that the last point is in, where its part has too long a run or too few crossings.
fn by_runs(chart: &Chart) -> Vec<News> {
    let Some(part) = chart.parts.last() else { return vec![] };
    let runs = &part.runs;
    // Points on the centre, without a value or taken out neither make nor break a run.
    let counts = |at: &usize| chart.points.get(*at).is_some_and(|point| !point.is_excluded);
    let off = (part.from..=part.to).rev().filter(counts);
    let mut off = off.filter_map(|at| Some((side(chart, at)?, at))).peekable();
    let Some((side, _)) = off.peek().copied() else { return vec![] };
    let run: Vec<usize> = off.take_while(|(other, _)| *other == side).map(|(_, at)| at).collect();
    let Some(from) = run.last().copied() else { return vec![] };
    let is_long = runs.long_run_signal && Some(run.len()) > runs.longest_run_max;
    let has_moved = runs.few_crossings_signal && run.len() >= RUN_POINTS_MIN;
    let long = is_long.then(|| News {
        rule: SignalRule::LongRun,
        side,
        from,
        chance: Some(chance_of_run(run.len(), runs.n_useful)),
    });
    let few = has_moved.then(|| News {
        rule: SignalRule::FewCrossings,
        side,
        from,
        chance: runs
            .n_crossings
            .and_then(|crossings| chance_of_crossings(crossings, runs.n_useful)),
    });
    long.into_iter().chain(few).collect()
}

fn is_of_last_part(chart: &Chart, at: usize) -> bool {
    chart.parts.last().is_some_and(|part| at >= part.from)
}

fn side(chart: &Chart, at: usize) -> Option<SignalSide> {
    let point = chart.points.get(at)?;
    let (value, centre) = (point.ruled()?, point.centre?);
    if value > centre {
        Some(SignalSide::High)
    } else if value < centre {
        Some(SignalSide::Low)
    } else {
        None
    }
}

fn heading(chart: &Chart, from: usize, last: usize) -> Option<SignalSide> {
    let value = |at: usize| chart.points.get(at).and_then(Point::ruled);
    let rises = value(from)? < value(last)?;
    Some(if rises { SignalSide::High } else { SignalSide::Low })
}

/// Chance of a value as far from the centre, both sides together; nothing for gaps and times
/// between rare events, whose limits are no three sigmas of a normal.
fn chance_outside(point: &Point, kind: Kind) -> Option<f64> {
    let (value, centre) = (point.value?, point.centre?);
    let one_side = match kind {
        Kind::Gap | Kind::Time | Kind::Run | Kind::MovingRange => return None,
        Kind::Count => {
            let counts = Poisson::new(centre).ok()?;
            let count = value.round() as u64;
            if value > centre {
                count.checked_sub(1).map_or(1.0, |below| counts.sf(below))
            } else {
                counts.cdf(count)
            }
        }
        Kind::Individuals
        | Kind::Rate
        | Kind::RatePrime
        | Kind::Share
        | Kind::SharePrime
        | Kind::IndividualsPrime
        | Kind::SampleMean => {
            // A limit that was cut off, at nothing or at everything, lies no three sigmas away.
            let limits = point.limits.as_ref()?;
            let is_share = matches!(kind, Kind::Share | Kind::SharePrime);
            let sigma = match (is_share && limits.upper >= 1.0, limits.lower > 0.0) {
                (false, _) => (limits.upper - centre) / 3.0,
                (true, true) => (centre - limits.lower) / 3.0,
                (true, false) => return None,
            };
            let distance = (value - centre).abs() / sigma;
            distance.is_finite().then_some(())?;
            Normal::standard().sf(distance)
        }
    };
    Some((2.0 * one_side).min(1.0))
}

/// Chance that the longest run of `tosses` of a coin is at least so long, on either side.
fn chance_of_run(length: usize, tosses: usize) -> f64 {
    if length <= 1 {
        return 1.0;
    }
    if length > tosses {
        return 0.0;
    }
    // `at[run]`: chance that no run was so long yet and that the present one has `run` tosses.
    let mut at = vec![0.0; length];
    if let Some(first) = at.get_mut(1) {
        *first = 1.0;
    }
    for _ in 1..tosses {
        let going: f64 = at.iter().sum();
        let mut next = vec![0.0; length];
        for (run, chance) in at.iter().enumerate() {
            if let Some(place) = next.get_mut(run + 1) {
                *place = chance / 2.0;
            }
        }
        if let Some(place) = next.get_mut(1) {
            *place = going / 2.0;
        }
        at = next;
    }
    (1.0 - at.iter().sum::<f64>()).clamp(0.0, 1.0)
}

/// Chance that `tosses` of a coin change sides no more often.
fn chance_of_crossings(crossings: usize, tosses: usize) -> Option<f64> {
    let places = u64::try_from(tosses.checked_sub(1)?).ok()?;
    let changes = Binomial::new(0.5, places).ok()?;
    Some(changes.cdf(u64::try_from(crossings).ok()?))
}

#[cfg(test)]
mod tests {
    use super::super::chart::{Design, Profile, Series, draw};
    use super::super::simulation::Chance;
    use super::*;

    fn news_of(values: &[f64], design: &Design) -> Vec<News> {
        let numerator = values.iter().copied().map(Some).collect();
        let chart = draw(&Series { numerator, ..Series::default() }, design).unwrap();
        read(&chart, design.kind)
    }

    fn told(values: &[f64]) -> Vec<(SignalRule, SignalSide, usize)> {
        let news = news_of(values, &Design::of(Kind::Count));
        news.into_iter().map(|news| (news.rule, news.side, news.from)).collect()
    }

    fn steady(points: usize) -> Vec<f64> {
        (0..points).map(|at| [12.0, 9.0, 14.0, 10.0, 13.0, 8.0, 11.0][at % 7]).collect()
    }

    #[test]
    fn only_what_the_newest_point_is_part_of_is_news() {
        assert_eq!(told(&steady(30)), []);
        let mut values = steady(30);
        values.push(40.0);
        assert_eq!(told(&values), [(SignalRule::OutsideLimits, SignalSide::High, 30)]);
        values.push(41.0);
        assert_eq!(told(&values), [(SignalRule::OutsideLimits, SignalSide::High, 30)]);
        values.push(12.0);
        assert_eq!(told(&values), [], "the newest point is as usual");
    }

    #[test]
    fn a_level_that_moved_is_told_with_the_first_point_of_its_run() {
        let more: Vec<f64> = steady(12).iter().map(|count| count + 9.0).collect();
        let told = told(&[steady(19), more].concat());
        assert!(told.contains(&(SignalRule::LongRun, SignalSide::High, 19)), "{told:?}");
        assert!(told.contains(&(SignalRule::FewCrossings, SignalSide::High, 19)), "{told:?}");
    }

    #[test]
    fn the_other_profile_tells_by_its_own_rules() {
        let profile = Profile::making_data_count();
        let design = Design { profile, ..Design::of(Kind::Individuals) };
        let step = [steady(14), vec![16.0, 17.0, 16.5, 17.5, 16.0, 17.0, 16.5]].concat();
        let news = news_of(&step, &design);
        let shift = news.iter().find(|news| news.rule == SignalRule::Shift).unwrap();
        assert_eq!((shift.side, shift.from, shift.chance), (SignalSide::High, 14, None));
    }

    #[test]
    fn too_little_or_too_rare_is_no_news() {
        assert_eq!(told(&[1.0, 1.0, 40.0]), []);
        let rare: Vec<f64> = (0..36).map(|at| f64::from(u8::from(at % 3 == 0))).collect();
        assert_eq!(told(&[rare, vec![9.0]].concat()), []);
    }

    #[test]
    fn the_chance_of_a_run_is_that_of_tossed_coins() {
        // Of four tosses, two of sixteen are all the same; of three, six of eight repeat.
        assert_eq!(chance_of_run(4, 4), 0.125);
        assert_eq!(chance_of_run(2, 3), 0.75);
        assert_eq!((chance_of_run(5, 4), chance_of_run(1, 4)), (0.0, 1.0));
        let mut chance = Chance::seeded(3);
        let (mut long, rounds) = (0.0, 4000);
        for _ in 0..rounds {
            let fair: Vec<bool> = (0..24).map(|_| chance.uniform() < 0.5).collect();
            let run = fair.chunk_by(|a, b| a == b).map(<[bool]>::len).max().unwrap();
            long += if run >= 8 { 1.0 } else { 0.0 };
        }
        let rate = long / f64::from(rounds);
        assert!((rate - chance_of_run(8, 24)).abs() < 0.02, "{rate} {}", chance_of_run(8, 24));
    }

    #[test]
    fn the_chance_of_a_value_is_small_outside_the_limits() {
        let mut values = steady(30);
        values.push(40.0);
        let news = news_of(&values, &Design::of(Kind::Count));
        assert!(news[0].chance.unwrap() < 1e-6);
        let single = news_of(&values, &Design::of(Kind::Individuals));
        assert!(single[0].chance.unwrap() < 0.003);
    }
}
