//! The result of a comparison as a fact, in the words of the events.
//!
//! Must never keep a figure that is not finite.

use tillbud_events::improvement::{Between, Difference, Interval, Segments, Studied};
use tillbud_events::vocabulary::{Effect as Word, Label};
use tillbud_events::{Figure, Made, Position, Text, Week};

use super::{Effect, Found, Looked};
use crate::measure::begin_of;
use crate::trend::effect::{Ratio, Segmented, Spacing, Verdict, Welch};

/// A result that cannot be kept as a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a result holds a figure that is not finite, or no month")]
pub struct NotAFact;

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
        let (ratio, segments, difference) = match self.effect.as_ref() {
            Some(Effect::Ratio(effect)) => {
                let segmented = effect.segmented.as_ref().filter(|it| it.has_enough_points);
                (interval(&effect.ratio), segmented.and_then(segments).map(Box::new), None)
            }
            Some(Effect::Difference(means)) => (None, None, means.welch.and_then(difference)),
            Some(Effect::Spacing(spacing)) => (spacing_interval(spacing), None, None),
            None => (None, None, None),
        };
        Ok(Studied {
            until: self.until.as_deref().and_then(begin_of).ok_or(NotAFact)?,
            until_week: week,
            before_points: points(self.points.0),
            after_points: points(self.points.1),
            before: Figure::of(self.counts.0).ok_or(NotAFact)?,
            after: Figure::of(self.counts.1).ok_or(NotAFact)?,
            ratio,
            difference,
            between: self.looked.map(between),
            signal: self.has_signal,
            segments,
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
    Some(Interval {
        ratio: ratio.level().and_then(Figure::of),
        lower: Figure::of(lower)?,
        upper: upper.and_then(Figure::of),
        exact: ratio.is_exact(),
    })
}

fn spacing_interval(spacing: &Spacing) -> Option<Interval> {
    Some(Interval {
        ratio: spacing.ratio.and_then(Figure::of),
        lower: Figure::of(spacing.lower)?,
        upper: spacing.upper.and_then(Figure::of),
        exact: spacing.is_exact,
    })
}

fn difference(welch: Welch) -> Option<Difference> {
    Some(Difference {
        difference: Figure::of(welch.difference)?,
        lower: Figure::of(welch.lower)?,
        upper: Figure::of(welch.upper)?,
    })
}

const fn between(looked: Looked) -> Between {
    Between { before_days: looked.days.0, after_days: looked.days.1, open_days: looked.open }
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
