//! The stored format of what happens to notifications. A file format: never rename,
//! never remove.
//!
//! Must never gain a field that names a person: a controller is a board or a company.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::ids::ItemId;
use crate::rule_pack::Deadline;
use crate::text::Text;
use crate::vocabulary::{Code, Label, Regime};

/// The duty to notify under one law, of one controller.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Duty {
    /// Which law.
    pub regime: Regime,
    /// The controller, such as a board of the municipality; nothing for the organisation
    /// as a whole, or as long as nobody said which.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub controller: Option<Label>,
}

/// Whether personal data were touched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonalDataAnswered {
    /// They were, or were not.
    pub touched: bool,
}

/// A law has to be assessed for a controller. The first controller that is named takes
/// over an assessment that was asked for without one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssessmentAsked {
    /// Which law, whose duty.
    #[serde(flatten)]
    pub duty: Duty,
}

/// Whether a controller has to notify.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ControllerAssessed {
    /// Which law.
    pub regime: Regime,
    /// Whose duty.
    pub controller: Label,
    /// Whether it has to be notified.
    pub notifiable: bool,
    /// Why.
    pub reasons: Text,
}

/// When the organisation became aware, as a person judges.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AwarenessDeclared {
    /// Which law, whose duty.
    #[serde(flatten)]
    pub duty: Duty,
    /// When.
    pub aware: Timestamp,
    /// Why then.
    pub reasons: Text,
}

/// When what has to be sent; replaces what was set before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeadlinesSet {
    /// Which law, whose duty.
    #[serde(flatten)]
    pub duty: Duty,
    /// Version of the rule pack that they follow from.
    pub pack: Code,
    /// When the first report was received, at the earliest: where the worst case begins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub received: Option<Timestamp>,
    /// The declared awareness that was counted from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub aware: Option<Timestamp>,
    /// The deadlines.
    pub deadlines: Vec<Deadline>,
}

/// What the register and a notification say of the incident; replaces what was said before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotificationDescribed {
    /// Which law, whose duty.
    #[serde(flatten)]
    pub duty: Duty,
    /// Which description.
    pub item_id: ItemId,
    /// What happened.
    pub facts: Text,
    /// What it led to, or may lead to.
    pub consequences: Text,
    /// What was done about it.
    pub measures: Text,
    /// Whom or what it touched, and roughly how many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub affected: Option<Text>,
}

/// A stage was sent to the authority.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotificationSent {
    /// Which law, whose duty.
    #[serde(flatten)]
    pub duty: Duty,
    /// Code of the stage.
    pub stage: Code,
    /// When.
    pub sent: Timestamp,
    /// The authority's number for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<Text>,
    /// What was sent.
    pub text: Text,
}

/// Something that was sent was supplemented.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotificationSupplemented {
    /// Which law, whose duty.
    #[serde(flatten)]
    pub duty: Duty,
    /// Which supplement.
    pub item_id: ItemId,
    /// Code of the stage.
    pub stage: Code,
    /// When.
    pub sent: Timestamp,
    /// The authority's number for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<Text>,
    /// What was added or corrected.
    pub text: Text,
}

/// All that the law asks for was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotificationFinished {
    /// Which law, whose duty.
    #[serde(flatten)]
    pub duty: Duty,
    /// How it ended.
    pub text: Text,
}
