//! The stored format of action events. A file format: never rename, never remove.
//!
//! Must never gain a field that names a person: owner and verifier are roles.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::attachment::{FileAttached, FileWithdrawn};
use crate::ids::{FactorId, IncidentId};
use crate::improvement::Aim;
use crate::text::Text;
use crate::vocabulary::{Effect, Label, Strength};

/// What can have happened to a corrective action.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    /// Someone suggested it.
    #[serde(rename = "action.proposed")]
    Proposed(Proposed),
    /// It will be done: by which role, by when.
    #[serde(rename = "action.decided")]
    Decided(Decided),
    /// It will be done by another day.
    #[serde(rename = "action.rescheduled")]
    Rescheduled(Rescheduled),
    /// It was done.
    #[serde(rename = "action.implemented")]
    Implemented(Implemented),
    /// What was seen of its effect.
    #[serde(rename = "action.effect_assessed")]
    EffectAssessed(EffectAssessed),
    /// Another role than the owner confirmed the effect.
    #[serde(rename = "action.verified")]
    Verified(Verified),
    /// It will not be done, or did not work; the risk that remains is accepted.
    #[serde(rename = "action.abandoned")]
    Abandoned(Abandoned),
    /// It was abandoned by mistake, or too early, and goes on where it stood.
    #[serde(rename = "action.taken_up_again")]
    TakenUpAgain(TakenUpAgain),
    /// The figure that it is meant to move was named, before it was done.
    #[serde(rename = "action.measure_named")]
    MeasureNamed(MeasureNamed),
    /// What is to be done was said in other words, before it was done.
    #[serde(rename = "action.reworded")]
    Reworded(Reworded),
    /// A file was attached as evidence.
    #[serde(rename = "action.file_attached")]
    FileAttached(FileAttached),
    /// A file was attached by mistake; what is stored of it is erased.
    #[serde(rename = "action.file_withdrawn")]
    FileWithdrawn(FileWithdrawn),
}

/// A suggestion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposed {
    /// The incident it is for.
    pub incident_id: IncidentId,
    /// What to do.
    pub text: Text,
    /// How strong it is.
    pub strength: Strength,
    /// The factors it addresses.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub addresses: Vec<FactorId>,
}

/// It will be done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    /// The role that sees to it.
    pub owner: Label,
    /// By which day.
    pub due: Date,
    /// Why the plan holds only weaker actions, when it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weak_plan_reason: Option<Text>,
}

/// Another day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rescheduled {
    /// The new day.
    pub due: Date,
    /// Why.
    pub reason: Text,
}

/// It was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Implemented {
    /// How one can see that.
    pub evidence: Text,
}

/// What was seen of its effect.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EffectAssessed {
    /// The judgement.
    pub effect: Effect,
    /// What it rests on.
    pub text: Text,
}

/// The effect was confirmed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verified {
    /// The role that confirmed it, never the owner.
    pub verifier: Label,
}

/// It ends here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Abandoned {
    /// The risk that remains and was accepted.
    pub residual_risk: Text,
}

/// It goes on where it stood.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakenUpAgain {
    /// Why.
    pub reason: Text,
}

/// The figure that it is meant to move.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeasureNamed {
    /// Which figure, and which way.
    pub aim: Aim,
    /// When before and after are compared.
    pub review: Date,
}

/// The same action in other words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reworded {
    /// What to do.
    pub text: Text,
}
