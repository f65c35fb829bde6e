//! The incident stream: what the organisation works on, with its analysis.
//!
//! A factor names an element of the work system. Must never hold a field that
//! names, or lets one work out, who did something.

mod close;
mod decide;
mod event;
pub mod notification;
mod rejection;
mod risk;
mod state;

pub use crate::attachment::{FileAttached, FileWithdrawn};
pub use close::{Close, Gate};
pub use decide::Command;
pub use event::{
    Absorbed, ActionAdded, ActionTakenUpAgain, AnalysisCompleted, AssessmentDecided, Assigned,
    Closed, Event, FactorIdentified, FactorWithdrawn, MergedInto, Opened, QuestionAnswered,
    RecusalTakenBack, Recused, Released, Reopened, ReportLinked, ReportUnlinked, ResponseChosen,
    Retitled, TimelineItemAdded, Triaged, Unmerged, WordingKept,
};
pub use rejection::Rejection;
pub use risk::Risk;
pub use state::{Incident, Open, Stage};
