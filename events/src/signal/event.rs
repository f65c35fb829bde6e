//! The stored format of signal events. A file format: never rename, never remove.
//!
//! The evidence is the whole input, so that a signal can be computed again without the
//! reports it came from. Must never hold in clear anything but codes, names and figures.

use serde::{Deserialize, Serialize};

use crate::envelope::Position;
use crate::figure::{Figure, Made};
use crate::text::Text;
use crate::vocabulary::{Label, SignalRule, SignalSide};

/// What can have happened to a signal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    /// The newest point of a chart is part of more than chance.
    #[serde(rename = "signal.raised")]
    Raised(Raised),
    /// A person knows what it comes from.
    #[serde(rename = "signal.explained")]
    Explained(Explained),
    /// A person says that nothing follows from it.
    #[serde(rename = "signal.dismissed")]
    Dismissed(Dismissed),
    /// Late reports changed the series, and it is no longer more than chance.
    #[serde(rename = "signal.superseded")]
    Superseded(Superseded),
    /// What came later still brought it back, before anybody had spoken of it.
    #[serde(rename = "signal.restored")]
    Restored(Restored),
}

/// Which part of the organisation a series is of.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Scope {
    /// Only of this unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<Label>,
    /// Only of this category.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<Label>,
}

/// A signal as it was raised.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Raised {
    /// The key of the measure.
    pub measure: Label,
    /// Of what.
    pub scope: Scope,
    /// Which rule made it.
    pub rule: SignalRule,
    /// Above or below the centre.
    pub side: SignalSide,
    /// The first period that takes part in it.
    pub from: Label,
    /// The last one: the newest that was complete.
    pub to: Label,
    /// Chance of it, held to the rate of false discoveries among the series that were looked at
    /// with it: of the organisation, or of units; nothing when the rule has no such chance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub q: Option<Figure>,
    /// Whether people are told of it, and do not only find it.
    pub is_notable: bool,
    /// The input of the chart.
    pub evidence: Evidence,
    /// What it was computed by and from.
    pub made: Made,
    /// The last place in the log that was counted.
    pub known_at: Position,
}

/// The input of a chart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// The letter of the chart, such as `c` or `up`.
    pub chart: Label,
    /// Which way is better, by the measure's definition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub direction: Option<Label>,
    /// What rates are multiplied by.
    pub multiply: Figure,
    /// The least σz of u′ and p′, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sigma_z_floor: Option<Figure>,
    /// What people decided about the baseline.
    pub baseline: Baseline,
    /// Every period, in order.
    pub points: Vec<Point>,
}

/// What people decided about the baseline. Places count from 0.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Baseline {
    /// Only so many points of each part make its centre and limits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub freeze: Option<u32>,
    /// Where a new part begins.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rebase: Vec<u32>,
    /// Points that stay out of the estimates.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exclude: Vec<u32>,
}

/// One period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Point {
    /// Such as `2026-04`.
    pub period: Label,
    /// What was counted or measured; nothing when it was not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub numerator: Option<Figure>,
    /// What it is held against.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub denominator: Option<Figure>,
}

/// Why it came about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explained {
    /// What it comes from.
    pub reason: Text,
}

/// Why nothing follows from it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dismissed {
    /// Why.
    pub reason: Text,
}

/// The signal as it is raised anew; what it showed the first time stays where it was raised.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Restored {
    /// What it shows now, known at which place in the log, made by what.
    pub raised: Raised,
}

/// What the same periods look like with what came late.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Superseded {
    /// What was computed now.
    pub made: Made,
    /// The last place in the log that was counted.
    pub known_at: Position,
}
