//! The stored format of grant events. A file format: never rename, never remove.
//!
//! Must never hold in clear anything that leads to a person but the pseudonym.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::envelope::Role;
use crate::ids::HolderId;
use crate::text::Text;
use crate::vocabulary::{GrantSource, Label};

/// What can have happened to a grant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    /// A role was given, or given for another time.
    #[serde(rename = "grant.given")]
    Given(Given),
    /// A review found that it is still needed.
    #[serde(rename = "grant.confirmed")]
    Confirmed(Confirmed),
    /// It was taken back.
    #[serde(rename = "grant.revoked")]
    Revoked(Revoked),
    /// The holder leads a unit, and is kept out of what comes from it until that is taken back.
    #[serde(rename = "grant.unit_led")]
    UnitLed(UnitLed),
    /// The holder sees to the actions of a function: these are their own, until that is taken
    /// back.
    #[serde(rename = "grant.function_held")]
    FunctionHeld(FunctionHeld),
}

/// A role that a holder may act in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Given {
    /// Whose it is, as a pseudonym.
    pub holder: HolderId,
    /// Which role.
    pub role: Role,
    /// Who vouches for it.
    pub source: GrantSource,
    /// The last day on which it holds; without one, until it is taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Text>,
}

/// A review.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirmed {
    /// The day of the review.
    pub on: Date,
}

/// The end of a grant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revoked {
    /// Who ended it.
    pub source: GrantSource,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Text>,
}

/// A unit that a holder leads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitLed {
    /// Who leads it, as a pseudonym.
    pub holder: HolderId,
    /// Which unit: its code, when it is one of the organisation's list.
    pub unit: Label,
    /// Who vouches for it.
    pub source: GrantSource,
    /// Why this is known or recorded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Text>,
}

/// A function whose actions a holder sees to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FunctionHeld {
    /// Who sees to them, as a pseudonym.
    pub holder: HolderId,
    /// Which function, as it stands as the owner of actions; never a person.
    pub function: Label,
    /// Who vouches for it.
    pub source: GrantSource,
    /// Why this is known or recorded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Text>,
}
