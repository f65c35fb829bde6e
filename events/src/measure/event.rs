//! The stored format of measure events. A file format: never rename, never remove.
//!
//! Must never hold a figure: figures are computed from what happened.

use serde::{Deserialize, Serialize};

use super::definition::Definition;
use crate::month::Month;
use crate::text::Text;

/// What can have happened to a measure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    /// Somebody, or Tillbud itself, said what it is.
    #[serde(rename = "measure.defined")]
    Defined(Defined),
    /// It is something else from now on, in the past as well.
    #[serde(rename = "measure.revised")]
    Revised(Revised),
    /// Nobody looks at it any more.
    #[serde(rename = "measure.retired")]
    Retired(Retired),
    /// It is looked at again.
    #[serde(rename = "measure.taken_up_again")]
    TakenUpAgain(TakenUpAgain),
    /// Centre and limits come from the months up to one, and move no more.
    #[serde(rename = "measure.baseline_frozen")]
    BaselineFrozen(BaselineFrozen),
    /// Centre and limits move again with what is measured.
    #[serde(rename = "measure.baseline_thawed")]
    BaselineThawed(BaselineThawed),
    /// A new level: centre and limits begin anew.
    #[serde(rename = "measure.rebased")]
    Rebased(Rebased),
    /// They do not begin anew there after all.
    #[serde(rename = "measure.rebase_taken_back")]
    RebaseTakenBack(RebaseTakenBack),
    /// A month stays on the chart and out of centre and limits.
    #[serde(rename = "measure.point_excluded")]
    PointExcluded(PointExcluded),
    /// That month counts again.
    #[serde(rename = "measure.point_included")]
    PointIncluded(PointIncluded),
}

/// What a measure is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Defined {
    /// Everything that its figures follow from.
    pub definition: Definition,
}

/// What it is from now on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revised {
    /// Everything that its figures follow from; the key is the same.
    pub definition: Definition,
}

/// Nobody looks at it any more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retired {
    /// Why.
    pub reason: Text,
}

/// It is looked at again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakenUpAgain {
    /// Why.
    pub reason: Text,
}

/// Centre and limits move no more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BaselineFrozen {
    /// The last month that they come from.
    pub until: Month,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Text>,
}

/// Centre and limits move again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BaselineThawed {}

/// A new level.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rebased {
    /// Its first month.
    pub from: Month,
    /// Why: what is known of the cause, and why it is expected to last.
    pub reason: Text,
}

/// No new level after all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RebaseTakenBack {
    /// The month that was its first.
    pub from: Month,
}

/// A month out of centre and limits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PointExcluded {
    /// Which month.
    pub month: Month,
    /// Why.
    pub reason: Text,
}

/// A month that counts again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PointIncluded {
    /// Which month.
    pub month: Month,
}
