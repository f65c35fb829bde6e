//! What a chart says, as sentences without words: a name for each, the numbers and the points
//! in it. The web has the words, in both languages.
//!
//! Must never say that something is bad, nor why it is so: a signal is a question.

use super::chart::{Chart, Maturity, Part, Signals, Status, Warning};

/// One sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// Which one.
    pub name: &'static str,
    /// Numbers to fill in, by name.
    pub numbers: Vec<(&'static str, usize)>,
    /// The first and the last point that it speaks of, counted from 0; nothing when it speaks
    /// of the whole.
    pub points: Option<(usize, usize)>,
}

impl Sentence {
    const fn of(name: &'static str) -> Self {
        Self { name, numbers: vec![], points: None }
    }
}

/// First what is a signal, or that nothing is; then how far that is to be trusted.
#[must_use]
pub fn explain(chart: &Chart) -> Vec<Sentence> {
    let mut sentences = match &chart.signals {
        Signals::ThreeSigmaRuns { outside, .. } => {
            let mut sentences = outside_limits(chart, outside);
            sentences.extend(chart.parts.iter().flat_map(runs));
            sentences
        }
        Signals::MakingDataCount(dots) => {
            let mut sentences = outside_limits(chart, &dots.outside);
            let is_high = |at: usize| above_centre(chart, at);
            let rises = |at: usize| {
                let value = |at: usize| chart.points.get(at).and_then(|point| point.value);
                let before = at.checked_sub(1).and_then(value);
                let (from, to) =
                    if before.is_some() { (before, value(at)) } else { (value(at), value(at + 1)) };
                from < to
            };
            for (flags, high, low, is_up) in [
                (&dots.shift, "shift-high", "shift-low", &is_high as &dyn Fn(usize) -> bool),
                (&dots.trend, "trend-up", "trend-down", &rises),
                (&dots.two_of_three, "near-high", "near-low", &is_high),
            ] {
                sentences.extend(by_side(flags, high, low, is_up));
            }
            sentences
        }
    };
    if sentences.is_empty() && chart.status == Status::Ok {
        sentences.push(Sentence::of("none"));
    }
    sentences.extend(chart.parts.last().and_then(trust));
    sentences.extend(chart.warnings.iter().map(|warning| Sentence::of(warned(*warning))));
    sentences
}

fn above_centre(chart: &Chart, at: usize) -> bool {
    chart.points.get(at).is_some_and(|point| point.value > point.centre)
}

fn outside_limits(chart: &Chart, outside: &[bool]) -> Vec<Sentence> {
    by_side(outside, "outside-high", "outside-low", &|at| above_centre(chart, at))
}

/// One sentence for the flagged points of each side.
fn by_side(
    flags: &[bool],
    high: &'static str,
    low: &'static str,
    is_high: &dyn Fn(usize) -> bool,
) -> Vec<Sentence> {
    let flagged = || flags.iter().enumerate().filter(|(_, flag)| **flag).map(|(at, _)| at);
    [(high, true), (low, false)]
        .into_iter()
        .filter_map(|(name, side)| {
            let places: Vec<usize> = flagged().filter(|at| is_high(*at) == side).collect();
            let points = Some((*places.first()?, *places.last()?));
            Some(Sentence { name, numbers: vec![("count", places.len())], points })
        })
        .collect()
}

fn runs(part: &Part) -> Vec<Sentence> {
    let runs = &part.runs;
    let told = |name, count: Option<usize>, bound: Option<usize>| Sentence {
        name,
        numbers: vec![("count", count.unwrap_or(0)), ("bound", bound.unwrap_or(0))],
        points: Some((part.from, part.to)),
    };
    let long =
        runs.long_run_signal.then(|| told("long-run", runs.longest_run, runs.longest_run_max));
    let few = runs
        .few_crossings_signal
        .then(|| told("few-crossings", runs.n_crossings, runs.n_crossings_min));
    long.into_iter().chain(few).collect()
}

fn trust(part: &Part) -> Option<Sentence> {
    let name = match (part.status, part.maturity) {
        (Status::InsufficientData, _) => "insufficient",
        (Status::CentreOnly, _) => "centre-only",
        (Status::NoVariation, _) => "no-variation",
        (Status::Ok, Some(Maturity::TooShort)) => "too-short",
        (Status::Ok, Some(Maturity::Trial)) => "trial",
        (Status::Ok, Some(Maturity::Provisional)) => "provisional",
        (Status::Ok, Some(Maturity::Full) | None) => return None,
    };
    let numbers = vec![("count", part.baseline_points)];
    Some(Sentence { name, numbers, points: None })
}

const fn warned(warning: Warning) -> &'static str {
    match warning {
        Warning::TooFewEvents => "few-events",
        Warning::SmallDenominator => "small-denominator",
        Warning::TiedTimes => "tied-times",
        Warning::ShortBaseline => "short-baseline",
    }
}

#[cfg(test)]
mod tests {
    use super::super::chart::{Design, Kind, Profile, Series, draw};
    use super::*;

    fn told(values: &[f64], design: &Design) -> Vec<Sentence> {
        let numerator = values.iter().copied().map(Some).collect();
        explain(&draw(&Series { numerator, ..Series::default() }, design).unwrap())
    }

    fn names(values: &[f64], design: &Design) -> Vec<&'static str> {
        told(values, design).iter().map(|sentence| sentence.name).collect()
    }

    fn steady(points: usize) -> Vec<f64> {
        (0..points).map(|at| [5.0, 7.0, 4.0, 8.0, 6.0, 5.5][at % 6]).collect()
    }

    #[test]
    fn a_steady_series_says_that_nothing_is_a_signal_and_how_far_that_holds() {
        let count = Design::of(Kind::Count);
        assert_eq!(names(&steady(24), &count), ["none"]);
        assert_eq!(names(&steady(12), &count), ["none", "trial"]);
        assert_eq!(names(&steady(15), &count), ["none", "provisional"]);
        assert_eq!(names(&steady(5), &count), ["centre-only"]);
        assert_eq!(names(&steady(2), &count), ["insufficient"]);
        assert_eq!(names(&[3.0; 24], &count), ["no-variation"]);
        assert_eq!(names(&[1.0, 0.0, 0.0].repeat(8), &count), ["none", "few-events"]);
    }

    #[test]
    fn each_signal_is_told_with_its_numbers_and_points() {
        let mut values = steady(24);
        values[20] = 60.0;
        let sentences = told(&values, &Design::of(Kind::Count));
        let high =
            Sentence { name: "outside-high", numbers: vec![("count", 1)], points: Some((20, 20)) };
        assert_eq!(sentences[0], high);
        let step = [[5.0, 6.0].repeat(6), [9.0, 10.0].repeat(6)].concat();
        let run = &told(&step, &Design::of(Kind::Individuals));
        assert!(run.iter().any(|sentence| {
            sentence.name == "long-run" && sentence.numbers == [("count", 12), ("bound", 8)]
        }));
        let dots =
            Design { profile: Profile::making_data_count(), ..Design::of(Kind::Individuals) };
        let told = names(&step, &dots);
        assert!(told.contains(&"shift-high") && told.contains(&"shift-low"), "{told:?}");
        let rising: Vec<f64> = (0..12).map(|at| f64::from(at % 7)).collect();
        assert!(names(&rising, &dots).contains(&"trend-up"));
    }
}
