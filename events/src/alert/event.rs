//! The stored format of alert events. A file format: never rename, never remove.
//!
//! Must never hold in clear anything but codes, names of units, weeks and counts.

use serde::{Deserialize, Serialize};

use crate::figure::{Figure, Made};
use crate::text::Text;
use crate::vocabulary::{AlertFamily, Label, Verdict};
use crate::week::Week;

/// What can have happened to an alert.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    /// The scan of a week found it.
    #[serde(rename = "alert.raised")]
    Raised(Raised),
    /// A later scan found more than ever before.
    #[serde(rename = "alert.grown")]
    Grown(Grown),
    /// The scans have not found it for some weeks.
    #[serde(rename = "alert.closed")]
    Closed(Closed),
    /// A person said what it was; the last judgement counts.
    #[serde(rename = "alert.judged")]
    Judged(Judged),
}

/// Reports of the last weeks, or incidents with severe harm, held against the weeks before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Of which unit; nothing for all of them together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<Label>,
    /// How many weeks, the week of the scan being the last.
    pub window_weeks: u32,
    /// Reports in these weeks.
    pub observed: u64,
    /// Reports in the weeks before.
    pub baseline: u64,
    /// Reports to be expected in these weeks, had nothing changed.
    pub expected: Figure,
    /// Chance of as many or more when nothing has changed.
    pub p: Figure,
    /// The same, held to the rate of false discoveries of its family.
    pub q: Figure,
}

/// An alert as it was raised.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Raised {
    /// What was compared with what.
    pub family: AlertFamily,
    /// The category that all of it shares; nothing for severe harm.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<Label>,
    /// The week that was scanned.
    pub week: Week,
    /// What stood out most.
    pub found: Tally,
    /// The units that stood out by themselves.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub members: Vec<Tally>,
    /// Whether less than the full baseline was there.
    pub is_provisional: bool,
    /// What it was computed by and from.
    pub made: Made,
}

/// More than ever before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grown {
    /// The week that was scanned.
    pub week: Week,
    /// What stood out most.
    pub found: Tally,
    /// The units that stood out by themselves.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub members: Vec<Tally>,
    /// What it was computed by and from.
    pub made: Made,
}

/// It is over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closed {
    /// The week whose scan was the last of the quiet ones.
    pub week: Week,
}

/// What a person says that it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judged {
    /// Real, known or noise.
    pub verdict: Verdict,
    /// Why.
    pub reason: Text,
}
