//! Did the change do what was expected of it? Before and after, as the plan says they are to
//! be compared: the level before without the months that led to the change, frozen. A plan is
//! in months; the weeks of a measure by week are those of its months.
//!
//! Numbers in, a result out: must never read a database or a clock, never say why something
//! changed, and never call too little a result.

use tillbud_events::improvement::{Interval, Plan, Segments, Studied};
use tillbud_events::vocabulary::{Effect as Word, Label, Movement};
use tillbud_events::{Figure, Made, Position, Text, Week};

use crate::measure::begin_of;
use crate::trend::Provenance;
use crate::trend::chart::{Chart, Direction};
use crate::trend::effect::{
    self, Counted, Effect, EffectError, Quasi, Ratio, Segmented, Study, Verdict,
};

/// What was measured, month by month or week by week from the level before on.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// Events per exposure, or cases of so many.
    pub counted: Counted,
    /// `YYYY-MM`, or `YYYY-Www`, without gaps.
    pub periods: Vec<String>,
    /// Events or cases.
    pub numerator: Vec<Option<f64>>,
    /// Exposure, or all cases.
    pub denominator: Vec<Option<f64>>,
    /// Whether the last period is running still, so that it does not count.
    pub is_last_incomplete: bool,
}

/// What is compared, and how it is judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// Last month of the level before.
    pub baseline_to: String,
    /// Months that are no part of it.
    pub triggers: Vec<String>,
    /// The first month after.
    pub change: String,
    /// Which way is better.
    pub movement: Movement,
}

/// What came of the comparison.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The months, or weeks, of the chart.
    pub periods: Vec<String>,
    /// How many of them lie before the change.
    pub before_periods: usize,
    /// The last of them that counted; nothing when none did.
    pub until: Option<String>,
    /// Usable periods before and after.
    pub points: (usize, usize),
    /// What was counted before and after.
    pub counts: (f64, f64),
    /// Ratio and segments, when there is something to compare.
    pub effect: Option<Effect>,
    /// Whether the chart shows a signal after the change.
    pub has_signal: bool,
    /// The verdict that follows.
    pub verdict: Verdict,
    /// Everything against the frozen level before, when it can be drawn.
    pub chart: Option<Chart>,
    /// What it was computed from.
    pub provenance: Provenance,
}

/// A result that cannot be kept as a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a result holds a figure that is not finite, or no month")]
pub struct NotAFact;

impl From<&Plan> for Terms {
    fn from(plan: &Plan) -> Self {
        Self {
            baseline_to: plan.baseline_to.to_string(),
            triggers: plan.triggers.iter().map(ToString::to_string).collect(),
            change: plan.change.to_string(),
            movement: plan.aim.movement,
        }
    }
}

/// Compares before and after, as [`crate::trend::effect`] judges it. Months between the level
/// before and the change belong to neither; a week belongs to the month of its Thursday.
///
/// # Errors
/// When a period is no count with its exposure, or no share of its cases.
pub fn study(series: &Series, terms: &Terms) -> Result<Found, EffectError> {
    let month = |name: &String| begin_of(name).map_or_else(|| name.clone(), |it| it.to_string());
    let months: Vec<String> = series.periods.iter().map(month).collect();
    let before_months = months.iter().filter(|month| **month < terms.change).count();
    let complete = months.len() - usize::from(series.is_last_incomplete);
    let counts = |at: usize, month: &str| {
        at < complete && (month <= terms.baseline_to.as_str() || month >= terms.change.as_str())
    };
    let numerator = series.numerator.iter().zip(&months).enumerate();
    let numerator: Vec<Option<f64>> = numerator
        .map(|(at, (value, month))| value.filter(|_| counts(at, month)))
        .take(complete)
        .collect();
    let is_trigger = |month: &String| terms.triggers.contains(month);
    let study = Study {
        counted: series.counted,
        before_points: before_months.min(complete),
        denominator: series.denominator.iter().copied().take(complete).collect(),
        triggered_by: months
            .iter()
            .take(before_months.min(complete))
            .enumerate()
            .filter_map(|(at, month)| is_trigger(month).then_some(at))
            .collect(),
        numerator,
    };
    let until = series.periods.get(..complete).and_then(<[String]>::last).cloned();
    let found = Found {
        periods: series.periods.iter().take(complete).cloned().collect(),
        before_periods: study.before_points,
        until,
        points: points(&study),
        counts: sums(&study),
        effect: None,
        has_signal: false,
        verdict: Verdict::CannotTell,
        chart: effect::chart(&study),
        provenance: study.provenance(),
    };
    let effect = match study.compare() {
        Ok(effect) => effect,
        // Too little is a result, and not an error.
        Err(EffectError::Before { .. } | EffectError::Empty { .. }) => return Ok(found),
        Err(error) => return Err(error),
    };
    let direction = match terms.movement {
        Movement::Increase => Direction::Increase,
        Movement::Decrease => Direction::Decrease,
    };
    let (verdict, _) = effect::judge(&study, &effect, direction)?;
    let has_signal =
        found.chart.as_ref().is_some_and(|chart| effect::has_signal(chart, study.before_points));
    Ok(Found { effect: Some(effect), has_signal, verdict, ..found })
}

impl Found {
    /// The result as a fact.
    ///
    /// # Errors
    /// When no month counted, or a figure is not finite.
    pub fn studied(
        &self,
        known_at: Position,
        early: Option<Text>,
        comment: Option<Text>,
    ) -> Result<Studied, NotAFact> {
        let week = self.until.as_deref().and_then(|name| name.parse::<Week>().ok());
        let label = |text: &str| Label::parse(text).map_err(|_| NotAFact);
        let points = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let effect = self.effect.as_ref();
        let segmented = effect.and_then(|effect| effect.segmented.as_ref());
        Ok(Studied {
            until: self.until.as_deref().and_then(begin_of).ok_or(NotAFact)?,
            until_week: week,
            before_points: points(self.points.0),
            after_points: points(self.points.1),
            before: Figure::of(self.counts.0).ok_or(NotAFact)?,
            after: Figure::of(self.counts.1).ok_or(NotAFact)?,
            ratio: effect.and_then(|effect| interval(&effect.ratio)),
            signal: self.has_signal,
            segments: segmented.filter(|it| it.has_enough_points).and_then(segments),
            verdict: word(self.verdict),
            made: Made {
                engine: label(&self.provenance.engine)?,
                profile: label(&self.provenance.profile)?,
                input_sha256: label(&self.provenance.input_sha256)?,
            },
            known_at,
            early,
            comment,
        })
    }
}

/// The verdict in the words of the events.
#[must_use]
pub const fn word(verdict: Verdict) -> Word {
    match verdict {
        Verdict::Improved => Word::Improved,
        Verdict::NoEvidenceYet => Word::NoEvidenceYet,
        Verdict::Worse => Word::Worse,
        Verdict::CannotTell => Word::CannotTell,
    }
}

/// The interval that was decided by, with its ratio.
fn interval(ratio: &Ratio) -> Option<Interval> {
    let (lower, upper) = ratio.interval()?;
    let quasi = ratio.quasi.filter(|quasi| is_same(quasi, lower));
    let level = match (quasi, ratio.exact) {
        (Some(quasi), _) => Some(quasi.ratio),
        (None, exact) => exact.and_then(|exact| exact.ratio),
    };
    Some(Interval {
        ratio: level.and_then(Figure::of),
        lower: Figure::of(lower)?,
        upper: upper.and_then(Figure::of),
        exact: quasi.is_none(),
    })
}

fn is_same(quasi: &Quasi, lower: f64) -> bool {
    quasi.lower.to_bits() == lower.to_bits()
}

fn segments(segmented: &Segmented) -> Option<Segments> {
    let of = |ratio: f64, (lower, upper): (f64, f64)| {
        Some(Interval {
            ratio: Some(Figure::of(ratio)?),
            lower: Figure::of(lower)?,
            upper: Some(Figure::of(upper)?),
            exact: false,
        })
    };
    Some(Segments {
        level: of(segmented.level_ratio, segmented.level_interval)?,
        slope: of(segmented.slope_ratio, segmented.slope_interval)?,
    })
}

/// Periods with a count and an exposure, without those that led to the change.
fn usable(study: &Study) -> impl Iterator<Item = (usize, f64)> {
    let pairs = study.numerator.iter().zip(&study.denominator).enumerate();
    pairs.filter_map(|(at, (y, n))| {
        let (y, n) = ((*y)?, (*n)?);
        (n > 0.0 && !study.triggered_by.contains(&at)).then_some((at, y))
    })
}

fn points(study: &Study) -> (usize, usize) {
    let before = usable(study).filter(|(at, _)| *at < study.before_points).count();
    (before, usable(study).count() - before)
}

fn sums(study: &Study) -> (f64, f64) {
    let sum = |is_after: bool| {
        let side = usable(study).filter(move |(at, _)| (*at >= study.before_points) == is_after);
        side.map(|(_, y)| y).sum()
    };
    (sum(false), sum(true))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Months from January 2025 on.
    fn months(count: usize) -> Vec<String> {
        (0..count).map(|at| format!("{}-{:02}", 2025 + at / 12, at % 12 + 1)).collect()
    }

    fn rate(before: &[f64], after: &[f64]) -> Series {
        let numerator: Vec<_> = before.iter().chain(after).copied().map(Some).collect();
        Series {
            counted: Counted::Rate,
            periods: months(numerator.len()),
            denominator: vec![Some(1.0); numerator.len()],
            numerator,
            is_last_incomplete: false,
        }
    }

    fn terms(series: &Series, before: usize) -> Terms {
        Terms {
            baseline_to: series.periods[before - 1].clone(),
            triggers: vec![],
            change: series.periods[before].clone(),
            movement: Movement::Decrease,
        }
    }

    const LEVEL: [f64; 12] =
        [14.0, 12.0, 13.0, 15.0, 11.0, 12.0, 14.0, 13.0, 12.0, 15.0, 13.0, 14.0];
    const LOWER: [f64; 10] = [6.0, 5.0, 7.0, 4.0, 6.0, 5.0, 6.0, 7.0, 5.0, 6.0];

    fn verdict(series: &Series, terms: &Terms) -> Verdict {
        study(series, terms).unwrap().verdict
    }

    #[test]
    fn a_lasting_fall_is_an_improvement_and_is_kept_with_its_figures() {
        let series = rate(&LEVEL, &LOWER);
        let found = study(&series, &terms(&series, 12)).unwrap();
        assert_eq!(found.verdict, Verdict::Improved);
        assert_eq!((found.points, found.counts), ((12, 10), (158.0, 57.0)));
        assert!(found.has_signal && found.chart.is_some());
        let studied = found.studied(Position(7), None, None).unwrap();
        assert_eq!((studied.verdict, studied.signal), (Word::Improved, true));
        let ratio = studied.ratio.unwrap();
        let level = ratio.ratio.unwrap().get();
        assert!((level - (57.0 / 10.0) / (158.0 / 12.0)).abs() < 1e-9);
        assert!(ratio.lower.get() < level && level < ratio.upper.unwrap().get() && !ratio.exact);
        assert_eq!(studied.segments, None, "ten months after are too few for slopes");
        assert_eq!(
            (studied.until.to_string().as_str(), studied.known_at),
            ("2026-10", Position(7))
        );
    }

    #[test]
    fn the_same_level_is_no_evidence_and_a_rise_is_worse() {
        let same = rate(&LEVEL, &LEVEL);
        assert_eq!(verdict(&same, &terms(&same, 12)), Verdict::NoEvidenceYet);
        let rise = rate(&LEVEL, &LEVEL.map(|count| count * 2.0));
        assert_eq!(verdict(&rise, &terms(&rise, 12)), Verdict::Worse);
        let wanted = Terms { movement: Movement::Increase, ..terms(&rise, 12) };
        assert_eq!(verdict(&rise, &wanted), Verdict::Improved);
    }

    #[test]
    fn too_few_months_or_none_cannot_be_told_and_are_no_error() {
        let short = rate(&LEVEL[..11], &LOWER);
        assert_eq!(verdict(&short, &terms(&short, 11)), Verdict::CannotTell);
        let early = rate(&LEVEL, &LOWER[..7]);
        assert_eq!(verdict(&early, &terms(&early, 12)), Verdict::CannotTell);
        let enough = rate(&LEVEL, &LOWER[..8]);
        assert_eq!(verdict(&enough, &terms(&enough, 12)), Verdict::Improved);
        let nothing_after = rate(&LEVEL, &[]);
        let coming = Terms { change: "2026-01".into(), ..terms(&enough, 12) };
        let found = study(&nothing_after, &coming).unwrap();
        assert_eq!((found.verdict, found.points), (Verdict::CannotTell, (12, 0)));
        assert_eq!(found.studied(Position(1), None, None).unwrap().ratio, None);
        let nothing = Series { periods: vec![], numerator: vec![], denominator: vec![], ..short };
        let found = study(&nothing, &coming).unwrap();
        assert_eq!(found.studied(Position(1), None, None), Err(NotAFact));
    }

    #[test]
    fn months_that_led_to_the_change_and_months_in_between_are_no_level() {
        let before = [&[5.0; 13][..], &[30.0, 30.0, 90.0]].concat();
        let series = rate(&before, &[5.0, 4.0, 6.0, 5.0, 5.0, 4.0, 6.0, 5.0, 5.0, 5.0]);
        let naive = terms(&series, 16);
        let fair = Terms {
            baseline_to: series.periods[14].clone(),
            triggers: series.periods[13..15].to_vec(),
            ..naive.clone()
        };
        assert!(study(&series, &naive).unwrap().counts.0 > 200.0);
        let found = study(&series, &fair).unwrap();
        assert_eq!((found.points, found.counts), ((13, 10), (65.0, 50.0)));
        assert_eq!(found.verdict, Verdict::NoEvidenceYet);
    }

    #[test]
    fn a_month_that_is_running_does_not_count() {
        let whole = rate(&LEVEL, &LOWER[..8]);
        let running = Series { is_last_incomplete: true, ..whole.clone() };
        assert_eq!(verdict(&whole, &terms(&whole, 12)), Verdict::Improved);
        let found = study(&running, &terms(&running, 12)).unwrap();
        assert_eq!((found.verdict, found.points.1), (Verdict::CannotTell, 7));
        assert_eq!(found.until.as_deref(), Some("2026-07"));
    }

    #[test]
    fn twelve_months_on_each_side_tell_level_and_slope_apart() {
        let lower: Vec<f64> = LEVEL.iter().map(|count| count / 2.0).collect();
        let series = rate(&LEVEL, &lower.iter().map(|count| count.round()).collect::<Vec<_>>());
        let studied = study(&series, &terms(&series, 12)).unwrap();
        let segments = studied.studied(Position(1), None, None).unwrap().segments.unwrap();
        assert!(segments.level.ratio.unwrap().get() < 0.8);
    }

    #[test]
    fn weeks_belong_to_the_months_of_the_plan_by_their_thursday() {
        let first: Week = "2025-W01".parse().unwrap();
        let names = |count: u32| (0..count).map(|at| first.later(at).to_string()).collect();
        // Thursday of the ninth week is 27 February, of the tenth 6 March.
        let counts: Vec<f64> =
            (0..26).map(|at| if at < 13 { LEVEL[at % 12] } else { 4.0 }).collect();
        let series = Series { periods: names(26), ..rate(&counts, &[]) };
        let of = |baseline_to: &str, change: &str, triggers: &[&str]| Terms {
            baseline_to: baseline_to.into(),
            triggers: triggers.iter().map(|it| (*it).to_owned()).collect(),
            change: change.into(),
            movement: Movement::Decrease,
        };
        let found = study(&series, &of("2025-03", "2025-04", &[])).unwrap();
        assert_eq!((found.points, found.before_periods), ((13, 13), 13));
        assert_eq!(found.verdict, Verdict::Improved);
        let studied = found.studied(Position(1), None, None).unwrap();
        assert_eq!(studied.until.to_string(), "2025-06");
        assert_eq!(studied.until_week, Some("2025-W26".parse().unwrap()));
        // Weeks of a month that led to the change, and of one in between, are no level.
        let found = study(&series, &of("2025-02", "2025-04", &["2025-01"])).unwrap();
        assert_eq!((found.points, found.before_periods), ((4, 13), 13));
        assert_eq!(found.verdict, Verdict::CannotTell);
        let running = Series { is_last_incomplete: true, ..series };
        let found = study(&running, &of("2025-03", "2025-04", &[])).unwrap();
        assert_eq!((found.points.1, found.until.as_deref()), (12, Some("2025-W25")));
    }

    #[test]
    fn a_share_is_compared_by_odds_and_a_wrong_one_is_named() {
        let share = Series { counted: Counted::Share, ..rate(&LEVEL, &LOWER) };
        let of_forty = Series { denominator: vec![Some(40.0); 22], ..share.clone() };
        assert_eq!(verdict(&of_forty, &terms(&of_forty, 12)), Verdict::Improved);
        let wrong = study(&share, &terms(&share, 12));
        assert_eq!(wrong, Err(EffectError::Point { place: 1 }));
    }

    #[test]
    fn the_same_input_has_the_same_digest() {
        let series = rate(&LEVEL, &LOWER);
        let digest = |terms: &Terms| study(&series, terms).unwrap().provenance.input_sha256;
        let plain = terms(&series, 12);
        assert_eq!(digest(&plain), digest(&plain.clone()));
        let other = Terms { triggers: vec!["2025-03".into()], ..plain.clone() };
        assert_ne!(digest(&plain), digest(&other));
    }
}
