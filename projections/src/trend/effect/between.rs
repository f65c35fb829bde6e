//! The time between rare events before and after a change.
//!
//! Each side is looked at for so many days, and its events are counted: the ratio of their rates
//! is that of any counts (see [`super::ratio`]), turned over so that it is one of the time
//! between. So the time since the last event, which has no end yet, counts on its side as every
//! other day does; means of finished gaps would forget it, and with it the best that a change can
//! do. The chart is of the gaps themselves. Must never call fewer events a fall: the time between
//! them rises.

use super::verdict::{has_limits, is_more_better, moved, worded};
use super::{AFTER_POINTS_MIN, BEFORE_POINTS_MIN, EffectError, Ratio, Study, Verdict};
use crate::trend::chart::{
    Baseline, Chart, Design, Direction, Kind, LIMITS_POINTS_MIN, Series, draw,
};
use crate::trend::provenance::{Input, Provenance};

/// Events with a change among them.
#[derive(Clone, Debug, PartialEq)]
pub struct Between {
    /// How many events there were in each period, against its days.
    pub events: Study,
    /// Days strictly between events (g), or from one to the next (t).
    pub kind: Kind,
    /// The days up to each event, of both sides; the first of each side counts from where the
    /// side begins. A gap that a change cuts is longer than others by being cut at all, so the
    /// whole of it would flatter the change.
    pub gaps: Vec<f64>,
    /// How many of them end before the change.
    pub gaps_before: usize,
    /// Gaps whose end led to the change.
    pub triggered_by: Vec<usize>,
    /// Gaps after the change that end in a month that people left out: they stay on the chart, and
    /// are in no run and no signal.
    pub left_out: Vec<usize>,
    /// The least that the running gap can become; nothing where no day after is known.
    pub open: Option<f64>,
}

/// What can be said of the time between events: after over before.
#[derive(Clone, Debug, PartialEq)]
pub struct Spacing {
    /// The ratio; nothing when there was no event on one side.
    pub ratio: Option<f64>,
    /// The lower end of its 95 % interval.
    pub lower: f64,
    /// The upper end; nothing when it has none.
    pub upper: Option<f64>,
    /// Whether the interval is exact; else it allows for the spread that the periods have.
    pub is_exact: bool,
}

impl Spacing {
    /// The rate of events turned over: half as many are twice as far apart.
    #[must_use]
    pub fn of(rate: &Ratio) -> Option<Self> {
        let (lower, upper) = rate.interval()?;
        let turned = |rate: f64| (rate > 0.0).then(|| 1.0 / rate);
        Some(Self {
            ratio: rate.level().and_then(turned),
            lower: upper.and_then(turned).unwrap_or(0.0),
            upper: turned(lower),
            is_exact: rate.is_exact(),
        })
    }
}

impl Between {
    /// Compares.
    ///
    /// # Errors
    /// What is wrong with the counts, or a side without any period.
    pub fn compare(&self) -> Result<Option<Spacing>, EffectError> {
        Ok(Spacing::of(&self.events.compare()?.ratio))
    }

    /// Judges, with the chart that it was judged by when one can be drawn. Of fewer than ten gaps
    /// before there are no limits, and nothing to judge by.
    ///
    /// # Errors
    /// The direction is neutral, or the counts are wrong.
    pub fn judge(
        &self,
        spacing: Option<&Spacing>,
        direction: Direction,
    ) -> Result<(Verdict, Option<Chart>), EffectError> {
        let is_more_better = is_more_better(direction)?;
        let periods = self.events.usable()?;
        let after = periods.iter().filter(|period| period.is_after).count();
        let before = periods.len() - after;
        let gaps = (0..self.gaps_before).filter(|at| !self.triggered_by.contains(at)).count();
        let is_enough =
            before >= BEFORE_POINTS_MIN && after >= AFTER_POINTS_MIN && gaps >= LIMITS_POINTS_MIN;
        let Some(chart) = self.chart() else { return Ok((Verdict::CannotTell, None)) };
        let Some(spacing) = spacing.filter(|_| is_enough && has_limits(&chart)) else {
            return Ok((Verdict::CannotTell, Some(chart)));
        };
        let has_risen = spacing.lower > 1.0 && self.rises(&chart);
        let has_fallen =
            spacing.upper.is_some_and(|upper| upper < 1.0) && self.has_moved(&chart, false);
        Ok((worded(has_risen, has_fallen, is_more_better), Some(chart)))
    }

    /// Whether the chart shows more than chance after the change.
    #[must_use]
    pub fn has_signal(&self, chart: &Chart) -> bool {
        self.rises(chart) || self.has_moved(chart, false)
    }

    /// Whether gaps became longer: by a finished one, or by the running one, which is above the
    /// limit already and can only become longer.
    fn rises(&self, chart: &Chart) -> bool {
        let running = chart.points.last().filter(|_| self.open.is_some() && has_limits(chart));
        let is_above = running.is_some_and(|point| {
            point.value.zip(point.limits).is_some_and(|(value, limits)| value > limits.upper)
        });
        is_above || self.has_moved(chart, true)
    }

    /// Whether finished gaps after the change tell that; those before say nothing of it, nor do
    /// those that are left out.
    fn has_moved(&self, chart: &Chart, up: bool) -> bool {
        let mut after = self.gaps_before..self.gaps.len();
        after.any(|at| !self.left_out.contains(&at)) && moved(chart, self.gaps_before, up)
    }

    /// The gaps against those before the change, frozen, and the running one, which is in no
    /// estimate and no run; nothing when none can be drawn.
    #[must_use]
    pub fn chart(&self) -> Option<Chart> {
        let series = Series {
            numerator: self.gaps.iter().copied().chain(self.open).map(Some).collect(),
            denominator: None,
            is_last_incomplete: self.open.is_some(),
        };
        let baseline = Baseline {
            freeze: Some(self.gaps_before),
            rebase: vec![],
            exclude: self.triggered_by.iter().chain(&self.left_out).copied().collect(),
        };
        draw(&series, &Design { baseline, ..Design::of(self.kind) }).ok()
    }

    pub(crate) fn provenance(&self) -> Provenance {
        let Study { before_points, numerator, denominator, triggered_by, .. } = &self.events;
        let mut input = Input::new("time between, quasi-Poisson, exact below 5".to_owned())
            .text(self.kind.as_str())
            .whole(*before_points)
            .numbers(numerator.iter().copied())
            .numbers(denominator.iter().copied())
            .whole(self.gaps_before)
            .numbers(self.gaps.iter().copied())
            .numbers(self.open);
        for places in [triggered_by, &self.triggered_by] {
            input =
                places.iter().fold(input.whole(places.len()), |input, place| input.whole(*place));
        }
        // A list more than there was: without any the digest is what it has been.
        if !self.left_out.is_empty() {
            let places = input.text("left out").whole(self.left_out.len());
            input = self.left_out.iter().fold(places, |input, place| input.whole(*place));
        }
        input.finish()
    }
}

#[cfg(test)]
mod tests;
