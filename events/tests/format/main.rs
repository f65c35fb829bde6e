//! The stored format: golden files, what no event may hold, what cannot be read.
//!
//! Must never write a golden file: whoever changes the format does, and sees it.
#![cfg(test)]

#[path = "../shared/event_types.rs"]
mod event_types;
mod golden_file;

mod golden;
mod invariant_1_nobody;
mod sums;
mod unreadable;
