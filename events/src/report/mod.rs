//! The report stream: what a person sent, its dialogue, and where it went.
//!
//! Must never hold a severity (that is set at triage) or anything about who sent it.

mod decide;
mod event;
mod state;

pub use crate::attachment::AttachmentAdded;
pub use decide::{Command, Rejection};
pub use event::{
    Acknowledged, CopyApproved, Declined, Erased, Event, ExperienceShared, FeedbackGiven, Imported,
    Linked, OriginalOpened, QuestionAsked, Received, ReplyReceived, Rerouted, TakenUpAgain,
    Unlinked, WordingKept,
};
pub use state::{Dialogue, Report, Thread};
