//! The stored format of concern events. A file format: never rename, never remove.
//!
//! Must never hold anything in clear that leads to a report or a person.

use serde::{Deserialize, Serialize};

use crate::ids::MessageId;
use crate::text::Text;

/// What can have happened to a concern.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    /// A reporter said what happened after reporting.
    #[serde(rename = "concern.raised")]
    Raised(Raised),
    /// The independent role answered.
    #[serde(rename = "concern.answered")]
    Answered(Answered),
}

/// What a reporter told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Raised {
    /// Which message.
    pub message_id: MessageId,
    /// What happened.
    pub text: Text,
    /// Id of the report that it follows from, as a text, so that it is sealed.
    pub report: Text,
}

/// What the independent role answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    /// Which message.
    pub message_id: MessageId,
    /// The answer.
    pub text: Text,
}
