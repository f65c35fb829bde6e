//! The stored format of theme events. A file format: never rename, never remove.
//!
//! Must never hold in clear anything but ids.

use serde::{Deserialize, Serialize};

use crate::ids::IncidentId;
use crate::text::Text;

/// What can have happened to a theme.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    /// Somebody asked what several incidents have in common.
    #[serde(rename = "theme.opened")]
    Opened(Opened),
    /// An incident belongs to it.
    #[serde(rename = "theme.incident_added")]
    IncidentAdded(IncidentAdded),
    /// An incident does not belong to it after all.
    #[serde(rename = "theme.incident_removed")]
    IncidentRemoved(IncidentRemoved),
    /// What was learned.
    #[serde(rename = "theme.concluded")]
    Concluded(Concluded),
    /// The question is asked again.
    #[serde(rename = "theme.reopened")]
    Reopened(Reopened),
}

/// A question about several incidents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opened {
    /// What one wants to understand.
    pub question: Text,
}

/// An incident belongs to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncidentAdded {
    /// Which incident.
    pub incident_id: IncidentId,
}

/// An incident does not belong to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncidentRemoved {
    /// Which incident.
    pub incident_id: IncidentId,
}

/// What was learned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Concluded {
    /// The answer to the question, as far as there is one.
    pub learned: Text,
}

/// The question is asked again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reopened {
    /// Why.
    pub reason: Text,
}
