//! The stored format of lesson events. A file format: never rename, never remove.
//!
//! Must never hold in clear anything but codes, ids and the pseudonyms of staff.

use serde::{Deserialize, Serialize};

use crate::ids::{HolderId, IncidentId};
use crate::text::Text;
use crate::vocabulary::{Finding, Label, Lang};

/// What can have happened to a lesson.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    /// Somebody wrote it.
    #[serde(rename = "lesson.drafted")]
    Drafted(Drafted),
    /// Somebody changed it; it has to be approved anew.
    #[serde(rename = "lesson.revised")]
    Revised(Revised),
    /// What follows in the same act keeps words that the check named.
    #[serde(rename = "lesson.finding_kept")]
    FindingKept(FindingKept),
    /// Somebody who did not write it found that it tells of nobody.
    #[serde(rename = "lesson.approved")]
    Approved(Approved),
    /// Everybody can read it.
    #[serde(rename = "lesson.published")]
    Published(Published),
    /// Nobody but staff can read it any more, or it was set aside before anybody could.
    #[serde(rename = "lesson.withdrawn")]
    Withdrawn(Withdrawn),
}

/// The words of a lesson.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// Its heading.
    pub title: Text,
    /// What people told ("du sa").
    pub said: Text,
    /// What was done ("vi gjorde").
    pub did: Text,
    /// What others can take along.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub learned: Option<Text>,
    /// The language that it is written in.
    pub lang: Lang,
}

/// A lesson as first written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drafted {
    /// Who wrote it, as a pseudonym.
    pub writer: HolderId,
    /// The incidents that it comes from.
    pub incident_ids: Vec<IncidentId>,
    /// The words.
    pub content: Content,
}

/// A lesson as written anew.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revised {
    /// From 2; the draft was the first.
    pub revision: u32,
    /// Who wrote it, as a pseudonym.
    pub writer: HolderId,
    /// The incidents that it comes from.
    pub incident_ids: Vec<IncidentId>,
    /// The words.
    pub content: Content,
}

/// Why words that the check named were kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingKept {
    /// What the check found them to be.
    pub finding: Finding,
    /// The words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub words: Vec<Text>,
    /// Why they stay.
    pub reason: Text,
}

/// Somebody who did not write it found that it tells of nobody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approved {
    /// The revision that was read.
    pub revision: u32,
    /// Who read it, as a pseudonym.
    pub approver: HolderId,
    /// Which edition of the rules checked it.
    pub rules: Label,
}

/// Everybody can read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Published {}

/// It was taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdrawn {
    /// Why.
    pub reason: Text,
}
