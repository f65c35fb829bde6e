//! Attachments: cleaned of everything but their content.
//!
//! The cleaning itself is pure and lives in `tillbud-cleaning`; here it gets a process
//! of its own. Must never parse a file's content in this process.

mod confine;
mod sandbox;
mod worker;

pub use sandbox::{CleanError, Cleaner};
pub use worker::{WORKER, work};
