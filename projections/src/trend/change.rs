//! What a chart says of now: whether something has changed by more than chance, which way,
//! since when, and whether that is news; or that there is too little to say.
//!
//! Reads the signals that the chart's own rules made and adds none. Must never say whether
//! a change is good: it is a question. Must never call too little data nothing beyond chance.

use super::chart::{Chart, Maturity, Part, Signals, Status};
use super::rules::dots::Dots;

/// Only a signal among so many of the newest points is news.
pub const NEWEST_POINTS: usize = 3;
/// Fewest points in a row on one side that tell to which side a level has moved.
const RUN_POINTS_MIN: usize = 3;

/// Which way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// More than before.
    More,
    /// Fewer.
    Fewer,
}

/// How new a signal is, the newest first: the order of the wall.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Recency {
    /// It holds for the newest points.
    New,
    /// There is one, further back.
    Older,
    /// There is none.
    None,
    /// There is too little to tell.
    TooLittle,
}

/// Of what there is too little.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lack {
    /// Points: from so few there are no limits that hold.
    Points,
    /// Events: up to nine of ten signals of such a chart are false.
    Events,
}

impl Lack {
    /// What a chart has too little of to tell anything; nothing when it can.
    #[must_use]
    pub fn of(chart: &Chart) -> Option<Self> {
        let is_short = match chart.status {
            Status::InsufficientData | Status::CentreOnly => true,
            Status::NoVariation | Status::Ok => {
                chart.parts.last().and_then(|part| part.maturity) == Some(Maturity::TooShort)
            }
        };
        match (is_short, chart.has_few_events()) {
            (true, _) => Some(Self::Points),
            (false, true) => Some(Self::Events),
            (false, false) => None,
        }
    }
}

/// What has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// How new it is.
    pub recency: Recency,
    /// Which way; nothing when there is no new signal.
    pub side: Option<Side>,
    /// The point that it began at, counted from 0; nothing when there is no new signal.
    pub since: Option<usize>,
    /// Of what there is too little to tell; nothing when there is enough.
    pub lack: Option<Lack>,
}

impl Change {
    /// Reads a chart. What is signalled where there is too little to tell is no news.
    #[must_use]
    pub fn of(chart: &Chart) -> Self {
        let lack = Lack::of(chart);
        if lack.is_some() {
            return Self { recency: Recency::TooLittle, side: None, since: None, lack };
        }
        let found = match &chart.signals {
            Signals::ThreeSigmaRuns { outside, .. } => {
                of_runs(chart).or_else(|| of_flags(chart, outside))
            }
            Signals::MakingDataCount(dots) => of_dots(chart, dots),
        };
        match found {
            Some((side, since)) => {
                Self { recency: Recency::New, side: Some(side), since: Some(since), lack }
            }
            None => {
                let recency = if has_signal(chart) { Recency::Older } else { Recency::None };
                Self { recency, side: None, since: None, lack }
            }
        }
    }
}

/// Points of the last part that rules look at, the newest first.
fn newest(chart: &Chart) -> impl Iterator<Item = usize> {
    let (from, to) = chart.parts.last().map_or((1, 0), |part| (part.from, part.to));
    (from..=to).rev().filter(|at| {
        chart.points.get(*at).is_some_and(|point| point.ruled().is_some() && !point.is_excluded)
    })
}

fn side(chart: &Chart, at: usize) -> Option<Side> {
    let point = chart.points.get(at)?;
    let (value, centre) = (point.ruled()?, point.centre?);
    match value.partial_cmp(&centre)? {
        std::cmp::Ordering::Greater => Some(Side::More),
        std::cmp::Ordering::Less => Some(Side::Fewer),
        std::cmp::Ordering::Equal => None,
    }
}

/// The last run on one side, when it is too long or the level has moved.
fn of_runs(chart: &Chart) -> Option<(Side, usize)> {
    let runs = &chart.parts.last()?.runs;
    // A point on the centre neither makes nor breaks a run.
    let off: Vec<_> = newest(chart).filter_map(|at| Some((side(chart, at)?, at))).collect();
    let (last, _) = *off.first()?;
    let run: Vec<usize> =
        off.iter().take_while(|(side, _)| *side == last).map(|(_, at)| *at).collect();
    let is_long = runs.long_run_signal && Some(run.len()) > runs.longest_run_max;
    let has_moved = runs.few_crossings_signal && run.len() >= RUN_POINTS_MIN;
    let since = run.last().copied()?;
    (is_long || has_moved).then_some((last, since))
}

/// The flagged points that reach into the newest.
fn of_flags(chart: &Chart, flags: &[bool]) -> Option<(Side, usize)> {
    let is_flagged = |at: &usize| flags.get(*at) == Some(&true);
    let last = newest(chart).take(NEWEST_POINTS).find(is_flagged)?;
    let which = side(chart, last)?;
    let since = newest(chart)
        .skip_while(|at| *at > last)
        .take_while(|at| is_flagged(at) && side(chart, *at) == Some(which))
        .last()?;
    Some((which, since))
}

fn of_dots(chart: &Chart, dots: &Dots) -> Option<(Side, usize)> {
    let rules = [&dots.shift, &dots.outside, &dots.two_of_three];
    rules.into_iter().find_map(|flags| of_flags(chart, flags)).or_else(|| {
        // A trend is told by where it leads, whichever side of the mean it is on.
        let is_flagged = |at: &usize| dots.trend.get(*at) == Some(&true);
        let last = newest(chart).take(NEWEST_POINTS).find(is_flagged)?;
        let run: Vec<_> =
            newest(chart).skip_while(|at| *at > last).take_while(is_flagged).collect();
        let value = |at: usize| chart.points.get(at).and_then(|point| point.value);
        let since = run.last().copied()?;
        let side = if value(last)? > value(since)? { Side::More } else { Side::Fewer };
        Some((side, since))
    })
}

/// Whether there is any signal; those of an earlier level of too few events are none.
fn has_signal(chart: &Chart) -> bool {
    let parts = || chart.parts.iter().filter(|part| !part.has_few_events);
    let any = |flags: &[bool]| {
        let of = |part: &Part| flags.get(part.from..=part.to).unwrap_or_default();
        parts().any(|part| of(part).contains(&true))
    };
    match &chart.signals {
        Signals::ThreeSigmaRuns { outside, .. } => {
            any(outside) || parts().any(|part| part.runs.is_signal())
        }
        Signals::MakingDataCount(dots) => {
            [&dots.outside, &dots.shift, &dots.trend, &dots.two_of_three]
                .into_iter()
                .any(|flags| any(flags))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::chart::{Baseline, Design, Kind, Profile, Series, Warning, draw};
    use super::*;

    const STEADY: [f64; 7] = [12.0, 9.0, 14.0, 10.0, 13.0, 8.0, 11.0];

    fn steady(points: usize) -> Vec<f64> {
        (0..points).map(|at| STEADY[at % 7]).collect()
    }

    fn change(values: &[f64], profile: Profile) -> Change {
        let numerator = values.iter().copied().map(Some).collect();
        let design = Design { profile, ..Design::of(Kind::Count) };
        Change::of(&draw(&Series { numerator, ..Series::default() }, &design).unwrap())
    }

    fn told(values: &[f64]) -> (Recency, Option<Side>, Option<usize>) {
        let change = change(values, Profile::three_sigma_runs());
        (change.recency, change.side, change.since)
    }

    fn lack(values: &[f64]) -> Option<Lack> {
        let change = change(values, Profile::three_sigma_runs());
        assert_eq!(change.recency == Recency::TooLittle, change.lack.is_some());
        change.lack
    }

    #[test]
    fn chance_is_no_news_and_so_is_what_never_varies() {
        assert_eq!(told(&steady(36)), (Recency::None, None, None));
        assert_eq!(told(&[3.0; 36]), (Recency::None, None, None));
        assert_eq!(lack(&steady(36)), None);
    }

    #[test]
    fn too_little_is_neither_chance_nor_a_signal() {
        let short = [1.0, 40.0, 1.0, 2.0];
        assert_eq!(told(&short), (Recency::TooLittle, None, None));
        for points in [1, 2, 3, 9] {
            assert_eq!(lack(&steady(points)), Some(Lack::Points), "{points}");
        }
        assert_eq!(lack(&steady(10)), None, "limits on trial are limits");
        let rare = |at: usize| f64::from(u8::from(at.is_multiple_of(3)) + u8::from(at > 30));
        let rare: Vec<_> = (0..36).map(rare).collect();
        assert_eq!(lack(&rare), Some(Lack::Events), "too few reports for a chart of counts");
        assert_eq!(lack(&[0.0; 36]), Some(Lack::Events), "nothing at all is not nothing new");
        for profile in [Profile::three_sigma_runs(), Profile::making_data_count()] {
            assert_eq!(change(&short, profile).lack, Some(Lack::Points));
        }
    }

    #[test]
    fn a_point_outside_the_limits_is_news_for_three_points_and_then_older() {
        let mut values = steady(30);
        assert_eq!(told(&values), (Recency::None, None, None));
        values.push(40.0);
        assert_eq!(told(&values), (Recency::New, Some(Side::More), Some(30)));
        values.extend([12.0, 9.0]);
        assert_eq!(told(&values), (Recency::New, Some(Side::More), Some(30)));
        values.push(13.0);
        assert_eq!(told(&values), (Recency::Older, None, None));
        let mut values: Vec<_> = steady(30).iter().map(|value| value * 2.0).collect();
        values.extend([2.0, 1.0]);
        assert_eq!(told(&values), (Recency::New, Some(Side::Fewer), Some(30)));
    }

    #[test]
    fn a_level_that_has_moved_is_news_since_the_point_it_moved_at() {
        let risen: Vec<_> = steady(12).iter().map(|value| value + 9.0).collect();
        let values = [steady(19), risen].concat();
        assert_eq!(told(&values), (Recency::New, Some(Side::More), Some(19)));
        let fallen: Vec<_> = steady(12).iter().map(|value| value / 3.0).collect();
        let values = [steady(19), fallen].concat();
        assert_eq!(told(&values), (Recency::New, Some(Side::Fewer), Some(19)));
    }

    #[test]
    fn the_running_period_is_never_news() {
        let mut numerator: Vec<_> = steady(30).into_iter().map(Some).collect();
        numerator.push(Some(0.0));
        let series = Series { numerator, denominator: None, is_last_incomplete: true };
        let chart = draw(&series, &Design::of(Kind::Count)).unwrap();
        assert_eq!(Change::of(&chart).recency, Recency::None);
    }

    #[test]
    fn the_other_profile_is_read_by_its_own_rules() {
        let rising: Vec<_> =
            steady(20).into_iter().chain([9.0, 10.0, 11.0, 12.0, 13.0, 14.0, 15.0, 16.0]).collect();
        let change = change(&rising, Profile::making_data_count());
        assert_eq!((change.recency, change.side), (Recency::New, Some(Side::More)));
    }

    /// Thirty points of one event in four, one of them of six, and as many around eleven; or the
    /// other way round.
    fn rebased(is_rare_now: bool) -> Chart {
        let mut rare: Vec<_> = (0..30).map(|at| f64::from(u8::from(at % 4 == 0))).collect();
        rare[20] = 6.0;
        let values =
            if is_rare_now { [steady(30), rare].concat() } else { [rare, steady(30)].concat() };
        let numerator = values.into_iter().map(Some).collect();
        let baseline = Baseline { rebase: vec![30], ..Baseline::default() };
        let design = Design { baseline, ..Design::of(Kind::Count) };
        draw(&Series { numerator, ..Series::default() }, &design).unwrap()
    }

    #[test]
    fn a_level_that_is_no_longer_rare_is_read_and_one_that_has_become_rare_is_not() {
        let grown = rebased(false);
        assert_eq!(grown.warnings, [Warning::TooFewEvents], "it is told of the first level");
        assert!(grown.is_fit_for_alerts());
        let change = Change::of(&grown);
        assert_eq!((change.recency, change.lack), (Recency::None, None), "six were no signal");
        let seldom = rebased(true);
        assert!(!seldom.is_fit_for_alerts());
        assert_eq!(Change::of(&seldom).lack, Some(Lack::Events));
    }

    #[test]
    fn signals_of_rare_events_are_never_news() {
        let mut values: Vec<_> = (0..30).map(|at| f64::from(u8::from(at % 4 == 0))).collect();
        values.push(6.0);
        assert_eq!(told(&values), (Recency::TooLittle, None, None));
        assert_eq!(lack(&values), Some(Lack::Events));
    }
}
