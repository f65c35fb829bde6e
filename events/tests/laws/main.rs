//! The laws that hold for every stream, whatever happens: property tests.
//!
//! Must never name a single rule; those are in the tests beside this folder.
#![cfg(test)]

#[path = "../shared/event_types.rs"]
mod event_types;

mod any_command;
mod any_event;
mod any_measure;
mod any_notification;
mod any_value;

mod deciding;
mod encoding;
mod merging;
