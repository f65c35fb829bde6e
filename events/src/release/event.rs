//! The stored format of release events. A file format: never rename, never remove.
//!
//! Must never hold a count that was not rounded: this stream is read by people who may see
//! nothing else.

use serde::{Deserialize, Serialize};

use super::Period;
use crate::text::Text;
use crate::vocabulary::{Hidden, Label, ReleasedTable};

/// What can have happened in the ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    /// A table was shown.
    #[serde(rename = "release.published")]
    Published(Published),
    /// A table is shown no more; what was seen stays seen.
    #[serde(rename = "release.withdrawn")]
    Withdrawn(Withdrawn),
}

/// A table as it is shown, for good.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Published {
    /// Its number in the ledger, from 1.
    pub number: u32,
    /// Which table.
    pub table: ReleasedTable,
    /// Which month, quarter or year.
    pub period: Period,
    /// By which rule counts are hidden and rounded.
    pub rule: Rule,
    /// Its cells, totals included.
    pub cells: Vec<Cell>,
    /// Units that are shown together because each is too small.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub merged: Vec<Label>,
    /// Units that are not shown at all because they are too small.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<Label>,
    /// Up to which position of the log reports were counted.
    pub known: u64,
    /// Which version of the rules judged it.
    pub engine: Label,
    /// Digest of what is shown.
    pub digest: Label,
}

/// Counts below the threshold are hidden, others rounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// The first count that is not hidden.
    pub threshold: u32,
    /// Others are rounded to a multiple of this.
    pub base: u32,
    /// Units with fewer employees are not told apart.
    pub floor: u32,
}

/// One cell; a key that is absent means all of them together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    /// The key of its row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<Label>,
    /// The key of its column.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<Label>,
    /// What stands in its place.
    pub shown: Shown,
}

/// What stands in the place of a count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Shown {
    /// Zero, or the rounded count.
    Count(u32),
    /// Nothing, and why.
    Not(Hidden),
}

/// A table that is shown no more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdrawn {
    /// Its number in the ledger.
    pub number: u32,
    /// Why.
    pub reason: Text,
}

impl Cell {
    /// What stands in its place: a rounded count, `<5`, or `-` for one that is hidden so
    /// that nothing small can be computed.
    #[must_use]
    pub fn words(&self, rule: Rule) -> String {
        match self.shown {
            Shown::Count(count) => count.to_string(),
            Shown::Not(Hidden::Primary) => format!("<{}", rule.threshold),
            Shown::Not(Hidden::Secondary | Hidden::Ledger) => "-".to_owned(),
        }
    }
}
