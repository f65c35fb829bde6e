//! The stored format of report events. A file format: never rename, never remove.
//!
//! Must never gain a field that could hold a name, an address, a device or a
//! session of whoever reported.

use serde::{Deserialize, Serialize};

use crate::attachment::AttachmentAdded;
use crate::date::ImpreciseDate;
use crate::ids::{AttachmentId, IncidentId, MessageId};
use crate::text::Text;
use crate::vocabulary::{Again, Channel, Grounds, Kind, Label, Lang, Purpose};

/// What can have happened to a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    /// A person sent it.
    #[serde(rename = "report.received")]
    Received(Received),
    /// It was taken over from another register.
    #[serde(rename = "report.imported")]
    Imported(Imported),
    /// A coordinator has seen it.
    #[serde(rename = "report.acknowledged")]
    Acknowledged(Acknowledged),
    /// A coordinator asked the reporter something.
    #[serde(rename = "report.question_asked")]
    QuestionAsked(QuestionAsked),
    /// The reporter answered or added something.
    #[serde(rename = "report.reply_received")]
    ReplyReceived(ReplyReceived),
    /// The reporter was told what came of it.
    #[serde(rename = "report.feedback_given")]
    FeedbackGiven(FeedbackGiven),
    /// No incident is worked on; the feedback says why.
    #[serde(rename = "report.declined")]
    Declined(Declined),
    /// It belongs somewhere else; the feedback says where.
    #[serde(rename = "report.rerouted")]
    Rerouted(Rerouted),
    /// It became part of an incident.
    #[serde(rename = "report.linked")]
    Linked(Linked),
    /// It is no longer part of that incident.
    #[serde(rename = "report.unlinked")]
    Unlinked(Unlinked),
    /// A file came with it, or after it.
    #[serde(rename = "report.attachment_added")]
    AttachmentAdded(AttachmentAdded),
    /// A role read the reporter's own words or files.
    #[serde(rename = "report.original_opened")]
    OriginalOpened(OriginalOpened),
    /// A person approved a copy that others may read instead of the original.
    #[serde(rename = "report.copy_approved")]
    CopyApproved(CopyApproved),
    /// The reporter said how it was to report.
    #[serde(rename = "report.experience_shared")]
    ExperienceShared(ExperienceShared),
    /// What follows in the same act keeps words that the language check named.
    #[serde(rename = "report.wording_kept")]
    WordingKept(WordingKept),
    /// It was declined or passed on by mistake, and stands in the queue again.
    #[serde(rename = "report.taken_up_again")]
    TakenUpAgain(TakenUpAgain),
    /// The key of its words was ordered to be destroyed; they can never be read again.
    #[serde(rename = "report.erased")]
    Erased(Erased),
}

/// What the reporter told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Received {
    /// What happened, or nearly happened.
    pub narrative: Text,
    /// Incident, near miss, unsafe condition or good catch, when the reporter said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<Kind>,
    /// Roughly when it happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub happened: Option<ImpreciseDate>,
    /// The unit, when it is one of the organisation's list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<Label>,
    /// Where, in the reporter's own words, when it is not on the list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Text>,
    /// Which system or equipment, in the reporter's own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub system: Option<Text>,
    /// Whether it is still going on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ongoing: Option<bool>,
    /// What made it hard to do right.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hindered: Option<Text>,
    /// What helped, or kept it from getting worse.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub helped: Option<Text>,
    /// Someone may be hurt now.
    #[serde(default)]
    pub urgent: bool,
    /// The language of the form it was written in.
    pub lang: Lang,
}

/// What another register held. Nobody has a receipt for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Imported {
    /// Name of the source, such as `vcdb`.
    pub dataset: Label,
    /// The source's own id of the record, verbatim.
    pub source_id: Label,
    /// What happened; some registers hold coded facts only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub narrative: Option<Text>,
    /// The source's heading.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Text>,
    /// What was done, in the source's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action_taken: Option<Text>,
    /// Notes, lessons, a second account.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub further: Vec<Text>,
    /// Incident or near miss, when the source says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<Kind>,
    /// When it happened, as precisely as the source knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub happened: Option<ImpreciseDate>,
    /// When it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<ImpreciseDate>,
    /// When it was reported to the source, local to the place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reported: Option<ImpreciseDate>,
    /// Time zone of the place, such as `Europe/Stockholm`; absent means unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<Label>,
    /// The organisation or the unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<Label>,
    /// The source's categories, verbatim.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub categories: Vec<Label>,
    /// The source's contributing factors, verbatim.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub factors: Vec<Label>,
    /// The language of the texts, when known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lang: Option<Label>,
}

/// A coordinator has seen the report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acknowledged {}

/// A question to the reporter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuestionAsked {
    /// Which message of the dialogue.
    pub message_id: MessageId,
    /// The question.
    pub text: Text,
}

/// Something from the reporter, after the report itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplyReceived {
    /// Which message of the dialogue.
    pub message_id: MessageId,
    /// The answer.
    pub text: Text,
}

/// What came of the report, told to the reporter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedbackGiven {
    /// Which message of the dialogue.
    pub message_id: MessageId,
    /// The feedback.
    pub text: Text,
}

/// No incident is worked on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Declined {
    /// Why, and what happens instead.
    pub feedback: Text,
}

/// It belongs somewhere else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rerouted {
    /// Where to.
    pub to: Channel,
    /// How to get there, told to the reporter.
    pub feedback: Text,
}

/// It stands in the queue again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakenUpAgain {
    /// Told to the reporter: why.
    pub reason: Text,
}

/// It became part of an incident.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Linked {
    /// Which one.
    pub incident_id: IncidentId,
}

/// It is no longer part of an incident.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unlinked {
    /// Which one it was.
    pub incident_id: IncidentId,
}

/// A role read the reporter's own words or files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OriginalOpened {
    /// What for.
    pub purpose: Purpose,
    /// The file, when it was one and not the words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attachment_id: Option<AttachmentId>,
}

/// A copy of the narrative without what could identify somebody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CopyApproved {
    /// From 1; a later one takes the place of the one before.
    pub revision: u32,
    /// The copy.
    pub text: Text,
    /// Which edition of the rules proposed what to mask.
    pub rules: Label,
}

/// How it was to report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExperienceShared {
    /// Whether they would report again.
    pub again: Again,
}

/// Why words that the language check named were kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WordingKept {
    /// The reason.
    pub reason: Text,
}

/// Its words are gone for good.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Erased {
    /// On what grounds.
    pub grounds: Grounds,
    /// Id of the organisation's decision; a withdrawal needs none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<Label>,
}
