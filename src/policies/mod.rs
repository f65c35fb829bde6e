//! Reactions to what stands in the log, and to the passing of time.
//!
//! Each can be stopped at any point and goes on at the next start: nothing is known
//! only here. Must never decide by itself: rules live in `tillbud-events`, and how long
//! words are kept in the organisation's own file.

pub mod compactor;
pub mod doorkeeper;
pub mod early;
pub mod eraser;
pub mod measures;
pub mod outbox;
pub mod reminder;
pub mod retention;
