//! Notifications of an incident to an authority: one for each law and controller.
//!
//! They stand beside the work on the incident: a law does not wait for triage, and goes
//! on after closing or merging. Must never be sent, or be found unnecessary, by itself:
//! a person decides, with reasons.

mod decide;
mod event;
mod state;

pub use decide::{Command, Rejection};
pub use event::{
    AssessmentAsked, AwarenessDeclared, ControllerAssessed, DeadlinesSet, Duty,
    NotificationDescribed, NotificationFinished, NotificationSent, NotificationSupplemented,
    PersonalDataAnswered,
};
pub use state::{Notification, Notifications, Reckoning};
