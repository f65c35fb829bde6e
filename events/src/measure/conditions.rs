//! On which conditions something is counted.
//!
//! A stored format: never rename, never remove. Must never gain a condition on a person.

use serde::{Deserialize, Serialize};

use super::definition::DefinitionError;
use crate::limits;
use crate::vocabulary::measuring::{Days, Outcome, Span, What};
use crate::vocabulary::{Again, Element, Kind, Label, Severity, Strength};

/// Conditions; what is absent is not asked about.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conditions {
    /// Of this kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<Kind>,
    /// Of this category.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<Label>,
    /// Of this unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<Label>,
    /// Judged to have been at least this bad; `none` is whatever was judged at all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actual_at_least: Option<Severity>,
    /// Judged that it could have been at least this bad.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub potential_at_least: Option<Severity>,
    /// Of this strength.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub strength: Option<Strength>,
    /// Of this element of the work system.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub element: Option<Element>,
    /// This answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub again: Option<Again>,
    /// With this outcome.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
    /// Of reports: this was done within so many days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<Within>,
}

/// A standard: what is done within so many days of receiving a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Within {
    /// Until what.
    pub until: Span,
    /// Days; 0 is the same day.
    pub days: u16,
    /// Which days are counted.
    pub of: Days,
}

impl Conditions {
    /// Whether something did, or could have done, harm.
    #[must_use]
    pub fn is_of_harm(&self) -> bool {
        [self.actual_at_least, self.potential_at_least]
            .into_iter()
            .flatten()
            .any(|least| least > Severity::None)
    }

    /// Of how long something took, only where it was is asked.
    pub(super) fn check_place(&self) -> Result<(), DefinitionError> {
        let place = Self { category: None, unit: None, ..self.clone() };
        if place.kind.is_some() {
            return Err(DefinitionError::Condition("kind"));
        }
        // Nothing else is asked of incidents but how bad they were.
        place.check(What::Incidents)?;
        if place == Self::default() { Ok(()) } else { Err(DefinitionError::Condition("severity")) }
    }

    pub(super) fn check(&self, what: What) -> Result<(), DefinitionError> {
        let is_judged = matches!(what, What::Reports | What::Incidents);
        let asks_severity = self.actual_at_least.is_some() || self.potential_at_least.is_some();
        let of_reports = matches!(what, What::Reports | What::ReportsClosed | What::Answers);
        // How long something took is told by place alone.
        let within_fits = self.within.is_none()
            || (what == What::Reports && self.kind.is_none() && !asks_severity);
        if self.within.is_some_and(|within| within.days > limits::WITHIN_DAYS) {
            return Err(DefinitionError::WithinDays);
        }
        let of_actions =
            matches!(what, What::ActionsDecided | What::ActionsDue | What::ActionsImplemented);
        let outcome_fits = match self.outcome {
            None => true,
            Some(Outcome::Told) => what == What::ReportsClosed,
            Some(Outcome::InTime) => what == What::ActionsDue,
            Some(Outcome::Verified) => what == What::ActionsImplemented,
            Some(Outcome::Repeated) => what == What::Factors,
        };
        [
            ("kind", self.kind.is_none() || of_reports),
            ("severity", !asks_severity || is_judged),
            ("strength", self.strength.is_none() || of_actions),
            ("element", self.element.is_none() || what == What::Factors),
            ("again", self.again.is_none() || what == What::Answers),
            ("outcome", outcome_fits),
            ("within", within_fits),
        ]
        .into_iter()
        .find(|(_, fits)| !fits)
        .map_or(Ok(()), |(name, _)| Err(DefinitionError::Condition(name)))
    }

    /// Whether all that fulfils these conditions fulfils those of `whole`.
    pub(super) fn are_within(&self, whole: &Self) -> bool {
        fn same<T: PartialEq>(part: &Option<T>, whole: &Option<T>) -> bool {
            whole.is_none() || part == whole
        }
        fn at_least(part: Option<Severity>, whole: Option<Severity>) -> bool {
            whole.is_none() || part >= whole
        }
        same(&self.kind, &whole.kind)
            && same(&self.category, &whole.category)
            && same(&self.unit, &whole.unit)
            && at_least(self.actual_at_least, whole.actual_at_least)
            && at_least(self.potential_at_least, whole.potential_at_least)
            && same(&self.strength, &whole.strength)
            && same(&self.element, &whole.element)
            && same(&self.again, &whole.again)
            && same(&self.outcome, &whole.outcome)
            && same(&self.within, &whole.within)
    }
}
