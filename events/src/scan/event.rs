//! The stored format of scan events. A file format: never rename, never remove.
//!
//! Must never hold which reports were counted.

use serde::{Deserialize, Serialize};

use crate::figure::Made;
use crate::ids::AlertId;
use crate::vocabulary::AlertFamily;
use crate::week::Week;

/// What can have happened to the scans.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    /// A week was scanned. What follows from it is told of each alert, in the same act.
    #[serde(rename = "scan.week_scanned")]
    WeekScanned(WeekScanned),
}

/// A week was scanned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeekScanned {
    /// Which week.
    pub week: Week,
    /// What was compared with what.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub families: Vec<Family>,
    /// The alerts that the scan found: new, grown or the same as before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub found: Vec<AlertId>,
    /// Whether less than the full baseline was there.
    pub is_provisional: bool,
}

/// One family of tests, held to one rate of false discoveries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Family {
    /// Which one.
    pub family: AlertFamily,
    /// Tests that could have been small enough to count.
    pub tests: u64,
    /// What they were computed by and from.
    pub made: Made,
}
