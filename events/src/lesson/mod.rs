//! The lesson stream: what the organisation learned, told to everybody without telling of
//! anybody ("du sa – vi gjorde").
//!
//! A lesson is staff's own text. It is drafted from incidents, approved by somebody who did
//! not write it, published and, if need be, withdrawn. Must never hold what a reporter wrote.

mod decide;
mod event;

pub use decide::{Command, Draft, Lesson, Rejection};
pub use event::{Approved, Content, Drafted, Event, FindingKept, Published, Revised, Withdrawn};
