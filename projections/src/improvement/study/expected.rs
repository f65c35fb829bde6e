//! What came of a change beside what was expected of it, both as the measure after over the
//! measure before.
//!
//! Must never call an expectation met or surpassed where the interval or the verdict leaves that
//! open, nor missed where the interval does.

use tillbud_events::vocabulary::{Effect as Word, Movement};

use super::Sort;
use crate::code::codes;
use crate::improvement::{ImprovementRow, StudyRow};

codes! {
    /// How the effect lies to what was expected.
    Outcome {
        /// The interval holds what was expected, and not that nothing changed; the verdict says
        /// that something did.
        AsExpected = "as_expected",
        /// A smaller effect than that, or one the other way.
        Less = "less",
        /// A greater one, and the verdict says that something changed.
        More = "more",
        /// The interval holds both what was expected and that nothing changed; or it leaves the
        /// latter out, and there is no evidence yet, as the chart has no such signal.
        Unclear = "unclear",
    }
}

/// Both beside each other; 1 is the level before.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Beside {
    /// What was expected.
    pub expected: f64,
    /// What came; nothing when one side had no event.
    pub level: Option<f64>,
    /// The lower end of its 95 % interval.
    pub lower: f64,
    /// The upper end; nothing when it has none.
    pub upper: Option<f64>,
    /// How they lie to each other.
    pub outcome: Outcome,
}

/// What the plan of `cycle` expected beside what `study` found; nothing when the study is of an
/// earlier plan, or there is no way to tell. A ratio of odds is one of shares only once the
/// `share_before` is known, as it is known now: of an older study it may have been another.
#[must_use]
pub fn beside(
    cycle: &ImprovementRow,
    study: &StudyRow,
    share_before: Option<f64>,
) -> Option<Beside> {
    let is_of_this_plan = cycle.planned_at.is_none_or(|planned| planned <= study.at);
    if !is_of_this_plan || study.verdict == Word::CannotTell.as_str() {
        return None;
    }
    let expected = number(cycle.expected.as_ref())?;
    let movement = Movement::from_stored(cycle.movement.as_deref()?)?;
    let (level, lower, upper) = levels(study, share_before)?;
    let is_below = upper.is_some_and(|upper| upper < expected);
    let is_above = lower > expected;
    // A change needs an interval and a signal: what has no evidence was not as expected either.
    let is_shown = study.verdict != Word::NoEvidenceYet.as_str();
    let holds_unchanged = lower <= 1.0 && upper.is_none_or(|upper| upper >= 1.0);
    let may_be_unchanged = !is_shown || holds_unchanged;
    let outcome = match (is_below, is_above, movement) {
        (true, _, Movement::Decrease) | (_, true, Movement::Increase) if !is_shown => {
            Outcome::Unclear
        }
        (true, _, Movement::Decrease) | (_, true, Movement::Increase) => Outcome::More,
        (true, _, Movement::Increase) | (_, true, Movement::Decrease) => Outcome::Less,
        (false, false, _) if may_be_unchanged => Outcome::Unclear,
        (false, false, _) => Outcome::AsExpected,
    };
    Some(Beside { expected, level, lower, upper, outcome })
}

/// The level after over the one before, with its interval.
fn levels(study: &StudyRow, share_before: Option<f64>) -> Option<(Option<f64>, f64, Option<f64>)> {
    if let Some(difference) = number(study.difference.as_ref()) {
        let mean = study.before_count.parse::<f64>().ok().filter(|mean| *mean > 0.0)?;
        let level = |difference: f64| ((mean + difference) / mean).max(0.0);
        let lower = number(study.difference_lower.as_ref())?;
        let upper = number(study.difference_upper.as_ref())?;
        return Some((Some(level(difference)), level(lower), Some(level(upper))));
    }
    let (ratio, upper) = (number(study.ratio.as_ref()), number(study.upper.as_ref()));
    let lower = number(study.lower.as_ref())?;
    if Sort::of(&study.profile) != Sort::Odds {
        return Some((ratio, lower, upper));
    }
    let before = share_before.filter(|share| *share > 0.0)?;
    let level = |odds: f64| odds / (1.0 - before + before * odds);
    Some((ratio.map(level), level(lower), Some(upper.map_or(1.0 / before, level))))
}

fn number(text: Option<&String>) -> Option<f64> {
    text.and_then(|text| text.parse().ok())
}

#[cfg(test)]
mod tests;
