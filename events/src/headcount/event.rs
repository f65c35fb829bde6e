//! The stored format of headcount events. A file format: never rename, never remove.
//!
//! Must never hold who works in a unit, only how many.

use serde::{Deserialize, Serialize};

use crate::month::Month;
use crate::vocabulary::Label;

/// What can have happened to the headcount of a unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    /// How many work there from a month on; a later one of the same month corrects it.
    #[serde(rename = "headcount.recorded")]
    Recorded(Recorded),
    /// Nothing was to be said of that month: what held before it goes on.
    #[serde(rename = "headcount.taken_back")]
    TakenBack(TakenBack),
}

/// How many work in a unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recorded {
    /// The unit: its code, when it is one of the organisation's list.
    pub unit: Label,
    /// The first month for which it holds, until another is recorded.
    pub month: Month,
    /// People employed.
    pub employees: u32,
    /// What they work together, in hundredths of a full-time position.
    pub full_time_hundredths: u32,
    /// Where the figure comes from.
    pub source: Label,
}

/// A month was recorded by mistake.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakenBack {
    /// Which month.
    pub month: Month,
}
