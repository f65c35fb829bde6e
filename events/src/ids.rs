//! Identities of streams and of the things inside them, each a type of its own.
//!
//! Must never be derived from anything about a person.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    };
}

id! {
    /// A report: what a person sent.
    ReportId
}
id! {
    /// An incident: what the organisation works on.
    IncidentId
}
id! {
    /// A corrective action.
    ActionId
}
id! {
    /// A contributory factor of an analysis.
    FactorId
}
id! {
    /// An item of an incident's timeline.
    ItemId
}
id! {
    /// A message of the dialogue between the organisation and a reporter.
    MessageId
}
id! {
    /// A file of a reporter's.
    AttachmentId
}
id! {
    /// Whoever may act in a role: a pseudonym. Who it is, is kept outside of the log.
    HolderId
}
id! {
    /// A grant: one role of one holder.
    GrantId
}
id! {
    /// That one account follows one incident.
    FollowId
}
id! {
    /// A concern: someone says that reporting was held against them.
    ConcernId
}
id! {
    /// An alert: the weekly scan found more than the usual share.
    AlertId
}
id! {
    /// A signal: a chart shows more than chance.
    SignalId
}
id! {
    /// A lesson: what the organisation learned, told to everybody.
    LessonId
}
id! {
    /// A measure: what is counted, how, against what.
    MeasureId
}
id! {
    /// An improvement: one cycle of plan, do, study and act.
    ImprovementId
}
id! {
    /// A theme: incidents gathered under a question.
    ThemeId
}
id! {
    /// A campaign: something that went on and explains a chart.
    CampaignId
}
id! {
    /// The headcount of one unit.
    HeadcountId
}
id! {
    /// The ledger of released statistics.
    LedgerId
}

impl LedgerId {
    /// There is one ledger: what was ever shown is judged together.
    pub const ONLY: Self = Self(Uuid::from_u128(0x7469_6c6c_6275_4d64_8c65_6467_6572_0001));
}
