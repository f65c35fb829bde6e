//! The incident stream: what the organisation works on, with its analysis.
//!
//! A factor names an element of the work system. Must never hold a field that
//! names, or lets one work out, who did something.

mod close;
mod decide;
mod event;
pub mod notification;
mod state;

pub use close::{Close, Gate};
pub use decide::{Command, Rejection};
pub use event::{
    Absorbed, ActionAdded, ActionTakenUpAgain, AnalysisCompleted, AssessmentDecided, Assigned,
    Closed, Event, FactorIdentified, MergedInto, Opened, QuestionAnswered, RecusalTakenBack,
    Recused, Released, Reopened, ReportLinked, ReportUnlinked, ResponseChosen, TimelineItemAdded,
    Triaged, Unmerged, WordingKept,
};
pub use state::{Incident, Open, Stage};
