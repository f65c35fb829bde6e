//! The grant stream: a role is given to a holder, reviewed, taken back; or a unit that the
//! holder leads, or a function whose actions they see to, is recorded, and taken back.
//!
//! One stream for each holder and role, holder and unit, and holder and function. A holder is a
//! pseudonym; whom it stands for is kept outside of the log. Must never hold a name.

mod decide;
mod event;

pub use decide::{Command, Grant, Held, Rejection};
pub use event::{Confirmed, Event, FunctionHeld, Given, Revoked, UnitLed};
