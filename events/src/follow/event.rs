//! The stored format of follow events. A file format: never rename, never remove.
//!
//! The envelope says which account. Must never hold anything that leads to a person.

use serde::{Deserialize, Serialize};

use crate::ids::IncidentId;

/// What can have happened to a follow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    /// The account follows the incident from now on.
    #[serde(rename = "follow.begun")]
    Begun(Begun),
    /// It follows it no more.
    #[serde(rename = "follow.ended")]
    Ended(Ended),
}

/// An account follows an incident.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Begun {
    /// Which one.
    pub incident_id: IncidentId,
}

/// It follows it no more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ended {}
