//! The stored format of campaign events. A file format: never rename, never remove.
//!
//! Must never hold in clear anything but days and the code or name of a unit.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::text::Text;
use crate::vocabulary::Label;

/// What can have happened to a campaign.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    /// Somebody told what went on, and when.
    #[serde(rename = "campaign.noted")]
    Noted(Noted),
    /// It was otherwise than told before.
    #[serde(rename = "campaign.corrected")]
    Corrected(Corrected),
    /// It is not to stand beside charts after all.
    #[serde(rename = "campaign.withdrawn")]
    Withdrawn(Withdrawn),
}

/// What went on, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// What.
    pub what: Text,
    /// Its first day.
    pub from: Date,
    /// Its last day; nothing for a moment, such as the day on which a new form came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    /// Where: the unit, its code when it is one of the organisation's list; nothing for
    /// everywhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<Label>,
}

/// Somebody told what went on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Noted {
    /// What, and when.
    pub note: Note,
}

/// It was otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Corrected {
    /// All of it, as it is now.
    pub note: Note,
}

/// It does not stand beside charts any more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdrawn {
    /// Why.
    pub reason: Text,
}
